"""What is between people, drawn for a day: couples with their course, children and all their sets of parents, who is
yet to come. Each row of the couple and child lines of McGoldrick, Gerson & Petry, and what the field needs beyond."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from server.domain.formulation import to_plain
from server.domain.moments import read as read_moment
from server.example import read_example
from server.languages import words
from tests.families import family, person_id, record_id, to_whole
from tests.static.conftest import Script
from tests.static.large_family import large_family

TODAY = "2026-03-12"
NODES = """((plain, options) => {
  const found = []
  const walk = (node, inside) => {
    if (Array.isArray(node)) return node.forEach(each => walk(each, inside))
    if (node === null || typeof node !== 'object') return
    const { children, ...props } = node.props ?? {}
    const here = props['data-id'] ?? inside
    found.push({ type: node.type, props, of: here, text: typeof children === 'string' ? children : '' })
    walk(children, here)
  }
  walk(tested.drawFamily(plain, options), '')
  return found
})"""
Nodes = list[dict[str, Any]]


def moment(said: str) -> Any:
    return read_moment(said, language="en", born=None, after=None).to_json() if said else None


def drawn(script: Script, tables: Any, plain: Any, today: str = TODAY, **options: Any) -> Nodes:
    given = json.dumps({"today": today, "vocabulary": tables, **options})
    nodes: Nodes = script.value(f"{NODES}({json.dumps(plain)}, {given})")
    return nodes


def laid_out(script: Script, tables: Any, plain: Any, today: str = TODAY, **options: Any) -> Any:
    given = json.dumps({"today": today, "vocabulary": tables, **options})
    return script.value(
        f"(g => ({{couples: g.couples, ties: g.ties, twins: g.twins, rows: g.rows, spots: [...g.spots.values()]}}))"
        f"(tested.layOutFamily({json.dumps(plain)}, {given}))"
    )


def texts(nodes: Nodes) -> list[str]:
    return [node["text"] for node in nodes if node["text"]]


def placed(text: str, *rows: str) -> Any:
    """A family with its people on rows, one slot apart; a dash leaves a slot free."""
    plain = to_plain(family(text))
    for y, row in enumerate(rows):
        for x, name in enumerate(row.split()):
            if name != "-":
                plain["people"][person_id(name)]["place"] = [64 * x, 64 * y]
    return plain


COUPLE = "Sam, male, 14/02/2011, index\nCraig, male\nKelly, female\nCraig + Kelly: Sam"
UNION = record_id("union Craig + Kelly")


def couple(kind: str = "married", course: dict[str, str] | None = None, **fields: Any) -> Any:
    plain = placed(COUPLE, "Craig - Kelly", "- Sam")
    union = plain["unions"][UNION]
    union.update(kind=kind, **{k: moment(v) if k in ("began", "ended") else v for k, v in fields.items()})
    for when, turn in (course or {}).items():
        i = record_id(f"turn {when} {turn}")
        plain["turns"][i] = to_whole("turns", i, {"union": UNION, "kind": turn, "when": moment(when)})
    return plain


def said_of_couple(script: Script, tables: Any, plain: Any, today: str = TODAY) -> str:
    """All that stands beside lines."""
    names = {"Sam", "Craig", "Kelly"}
    return " ".join(t for t in texts(drawn(script, tables, plain, today)) if t not in names and not t[0].isdigit())


def slashes(nodes: Nodes) -> str:
    """The marks across the couple line from left to right, as / and \\."""
    found = []
    for node in nodes:
        data = str(node["props"].get("d", ""))
        if node["of"] == UNION and (m := re.fullmatch(r"M([\d.-]+) ([\d.-]+)L([\d.-]+) ([\d.-]+)", data)):
            x1, y1, x2, y2 = map(float, m.groups())
            if abs(abs(y1 - y2) - 22) < 0.3 and abs(abs(x1 - x2) - 10) < 0.3:
                found.append(((x1 + x2) / 2, "/" if x1 < x2 else "\\"))
    return "".join(mark for _, mark in sorted(found))


@pytest.mark.parametrize(
    ("plain", "said", "marks"),
    [
        (couple("married", began="1970"), "married 1970", ""),
        (couple("civil_partnership", began="2010"), "civil partnership 2010", ""),
        (couple("cohabiting", began="1995"), "together 1995", ""),
        (couple("cohabiting", began="1995", ended="1997", ending="separated"), "together 1995, separated 1997", "/"),
        (couple("married", began="1970", ended="1997", ending="divorced"), "married 1970, divorced 1997", "//"),
        (couple("married", began="1970", ended="1971", ending="annulled"), "married 1970, annulled 1971", "/"),
        (
            couple("married", {"1995": "separated", "1996": "back_together"}, began="1990"),
            "married 1990, separated 1995–96",
            "/\\",
        ),
        (
            couple(
                "married",
                {"1991": "married", "1995": "divorced", "2000": "married"},
                began="1990",
                ended="2002",
                ending="divorced",
            ),
            "tog. 1990, mar. 1991, div. 1995, mar. 2000, div. 2002",
            "//\\//",
        ),
        (couple("married", {"1995": "separated"}, began="1990", ended="1997", ending="divorced"), "", "//"),
    ],
)
def test_a_couple_line_says_its_course(script: Script, tables: Any, plain: Any, said: str, marks: str) -> None:
    nodes = drawn(script, tables, plain)
    assert said in " ".join(texts(nodes)) and slashes(nodes) == marks


@pytest.mark.parametrize(
    ("today", "said", "marks"),
    [
        ("1992-06-01", "together 1990", ""),
        ("1996-06-01", "together 1990, separated 1995", "/"),
        ("1999-06-01", "together 1990, separated 1995–98", "/\\"),
        ("2003-06-01", "tog. 1990, sep. 1995–98, sep. 2002", "/\\/"),
    ],
)
def test_a_union_is_drawn_as_it_stood_on_the_day(
    script: Script, tables: Any, today: str, said: str, marks: str
) -> None:
    course = {"1995": "separated", "1998": "back_together"}
    plain = couple("cohabiting", course, began="1990", ended="2002", ending="separated")
    plain["people"][person_id("Sam")]["born"] = moment("1991")
    nodes = drawn(script, tables, plain, today)
    assert said in " ".join(texts(nodes)) and slashes(nodes) == marks


LETTERS = {"civil_partnership": "CP", "engaged": "e", "arranged": "a", "forced": "f", "unknown": "?"}


def test_every_kind_of_couple_is_drawn_by_its_own_line(script: Script, tables: Any) -> None:
    looks = {}
    for row in tables["union_kinds"]:
        nodes = drawn(script, tables, couple(row["key"]))
        own = [n for n in nodes if n["of"] == UNION and "d-line" in str(n["props"].get("class"))]
        letters = [n["text"] for n in nodes if n["of"] == UNION and n["text"]]
        assert letters == [LETTERS[row["key"]]] if row["key"] in LETTERS else not letters
        looks[row["key"]] = str([(n["props"]["d"], n["props"].get("stroke-dasharray")) for n in own]) + str(letters)
    alone = {looks.pop("single_carer"), looks.pop("kinship_care")}
    assert alone == {"[][]"} and len(set(looks.values())) == len(looks)


def test_a_forced_marriage_and_a_secret_carry_their_marks(script: Script, tables: Any) -> None:
    def marks(plain: Any, **options: Any) -> int:
        return sum("d-card" in str(n["props"].get("class")) for n in drawn(script, tables, plain, **options))

    assert marks(couple("forced")) == marks(couple("arranged")) + 1
    assert marks(couple("forced"), wall=True) == marks(couple("arranged"), wall=True)
    secret = [
        n for n in drawn(script, tables, couple("affair", secret=True)) if "d-marked" in str(n["props"].get("class"))
    ]
    assert len(secret) == 1


def test_several_partners_are_numbered_in_time_and_overlapping_unions_both_stand(script: Script, tables: Any) -> None:
    plain = placed(f"{COUPLE}\nAnwen, female\nCraig + Anwen: Kai", "Anwen - Craig - Kelly", "- Kai - Sam")
    plain["unions"][UNION].update(began=moment("2008"), ended=moment("2015"), ending="separated")
    plain["unions"][record_id("union Craig + Anwen")].update(began=moment("2013"))
    couples = {c["union"]["began"]["text"]: c for c in laid_out(script, tables, plain)["couples"]}
    number = {year: max(c["numbers"]) for year, c in couples.items()}
    assert number == {"2008": 1, "2013": 2} and all(min(c["numbers"]) == 0 for c in couples.values())
    nodes = drawn(script, tables, plain, "2014-06-01")
    assert {"1", "2"} <= set(texts(nodes))
    assert "together 2008" in " ".join(texts(nodes)) and "together 2013" in " ".join(texts(nodes))


def test_one_parent_alone_and_same_sex_parents_have_lines_like_any(script: Script, tables: Any) -> None:
    alone = placed("Sam, male, 14/02/2011, index\nKelly + ?: Sam, Macsen", "- Kelly", "Sam - Macsen")
    geometry = laid_out(script, tables, alone)
    assert geometry["couples"] == [] and len([t for t in geometry["ties"] if not t["shared"]]) == 2
    same = placed("Sam, male, 14/02/2011, index\nAnn, female\nBeth, female\nAnn + Beth: Sam", "Ann - Beth", "- Sam")
    assert len(laid_out(script, tables, same)["couples"]) == 1


def test_brothers_and_sisters_of_one_parent_share_one_line(script: Script, tables: Any) -> None:
    """Links to a person and to no union: still one bar, not a line for each."""
    plain = placed("Sam, male, 14/02/2011, index\nKelly, female\nKelly + ?: Sam, Macsen", "- Kelly", "Sam - Macsen")
    for link in plain["parent_links"].values():
        link.update(union="", parent=person_id("Kelly"))
    plain["unions"] = {}
    ties = laid_out(script, tables, plain)["ties"]
    assert [tie["shared"] for tie in ties] == [True, False, False]


CHILD = f"{COUPLE}\nDai, male\nCarol, female\nDai + Carol:"
BIRTH = record_id(f"{UNION} Sam")
CARE = record_id("care of Sam")


def cared_for(kind: str, began: str = "2019", ended: str = "", *, born: bool = True, **fields: Any) -> Any:
    plain = placed(CHILD, "Craig Kelly - Dai Carol", "- - Sam")
    if not born:
        plain["parent_links"] = {}
    link = {"child": person_id("Sam"), "union": record_id("union Dai + Carol"), "kind": kind}
    link |= {"began": moment(began), "ended": moment(ended), **fields}
    plain["parent_links"][CARE] = to_whole("parent_links", CARE, link)
    return plain


def ties_of(geometry: Any) -> dict[str, Any]:
    return {tie["links"][0]: tie for tie in geometry["ties"] if not tie["shared"]}


def test_every_kind_of_child_line_is_its_own(script: Script, tables: Any) -> None:
    looks = {}
    for row in tables["parent_link_kinds"]:
        nodes = drawn(script, tables, cared_for(row["key"], born=False))
        own = [n for n in nodes if n["of"] == CARE and "d-line" in str(n["props"].get("class"))]
        letters = [n["text"] for n in nodes if n["of"] == CARE and n["text"]]
        looks[row["key"]] = str(
            [(n["props"].get("stroke-dasharray"), n["props"]["stroke-width"]) for n in own] + letters
        )
    assert len(set(looks.values())) == len(looks)


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        ("guardianship", "SGO"), ("kinship", "K"), ("residential", "R"), ("legal", "L"), ("donor", "D"),
        ("surrogate", "S"), ("possible", "?"),
    ],
)  # fmt: skip
def test_a_child_line_carries_its_letter(script: Script, tables: Any, kind: str, letter: str) -> None:
    nodes = drawn(script, tables, cared_for(kind))
    assert [n["text"] for n in nodes if n["of"] == CARE and n["text"]] == [letter]


@pytest.mark.parametrize("kind", ["foster", "guardianship", "kinship", "residential", "adoptive"])
def test_care_has_its_dates_beside_it(script: Script, tables: Any, kind: str) -> None:
    assert "since 2019" in texts(drawn(script, tables, cared_for(kind)))
    assert "2019–21" in texts(drawn(script, tables, cared_for(kind, ended="2021")))
    assert "since 2019" in texts(drawn(script, tables, cared_for(kind, ended="2021"), "2020-06-01"))


def test_an_adopted_child_stands_in_brackets_with_a_double_line(script: Script, tables: Any) -> None:
    nodes = drawn(script, tables, cared_for("adoptive", born=False))
    assert sum("d-bracket" in str(n["props"].get("class")) for n in nodes) == 1
    strokes = [
        n["props"].get("stroke-dasharray")
        for n in nodes
        if n["of"] == CARE and "d-line" in str(n["props"].get("class"))
    ]
    assert strokes == [None, "5 4"]
    assert not any("d-bracket" in str(n["props"].get("class")) for n in drawn(script, tables, cared_for("foster")))


def test_who_was_adopted_out_hangs_solid_from_birth_and_dashed_from_adopters(script: Script, tables: Any) -> None:
    plain = cared_for("adoptive")
    nodes = drawn(script, tables, plain)
    dashes = {
        of: [
            n["props"].get("stroke-dasharray")
            for n in nodes
            if n["of"] == of and "d-line" in str(n["props"].get("class"))
        ]
        for of in (BIRTH, CARE)
    }
    assert dashes == {BIRTH: [None], CARE: ["6 5"]}
    assert sum("d-bracket" in str(n["props"].get("class")) for n in nodes) == 1


def test_of_several_sets_of_parents_the_one_that_cares_that_day_comes_first(script: Script, tables: Any) -> None:
    plain = cared_for("foster", "2019", "2021")
    weights = {
        day: {i: tie["weight"] for i, tie in ties_of(laid_out(script, tables, plain, day)).items()}
        for day in ("2015-01-01", "2020-06-01", TODAY)
    }
    assert weights == {
        "2015-01-01": {BIRTH: ""},
        "2020-06-01": {BIRTH: "further", CARE: "first"},
        TODAY: {BIRTH: "", CARE: ""},
    }
    assert ties_of(laid_out(script, tables, plain))[CARE]["state"] == "past"


def test_a_child_hangs_from_four_sets_of_parents_at_once_by_lines_apart(script: Script, tables: Any) -> None:
    plain = cared_for("guardianship")
    for n, kind in enumerate(("legal", "foster")):
        i = record_id(f"further {kind}")
        plain["parent_links"][i] = to_whole(
            "parent_links", i, {"child": person_id("Sam"), "parent": person_id(("Dai", "Carol")[n]), "kind": kind}
        )
    ties = ties_of(laid_out(script, tables, plain))
    ends = sorted(tie["pieces"][-1][-1]["x"] for tie in ties.values())
    assert len(ends) == 4 and all(b - a >= 5 for a, b in pairwise(ends))


TWINS = "Sam, male, 14/02/2011, index\nCraig, male\nKelly, female\nCraig + Kelly: Sam, Ela, Ola, Una"


def multiples(**kinds: str) -> Any:
    """Brothers and sisters born at Ela's birth, each with the kind that is written down."""
    plain = placed(TWINS, "- Craig Kelly -", "Sam Ela Ola Una")
    for name, kind in kinds.items():
        plain["people"][person_id(name)].update(twin_of=person_id("Ela"), twins=kind)
    return plain


@pytest.mark.parametrize(
    ("kinds", "between"),
    [
        ({"Ola": "identical"}, ["identical"]),
        ({"Ola": "fraternal"}, ["fraternal"]),
        ({"Ola": ""}, [""]),
        ({"Ola": "identical", "Una": "fraternal"}, ["identical", "fraternal"]),
        ({"Ola": "identical", "Una": "identical"}, ["identical", "identical"]),
    ],
)
def test_twins_leave_their_bar_from_one_point(
    script: Script, tables: Any, kinds: dict[str, str], between: list[str]
) -> None:
    plain = multiples(**kinds)
    geometry = laid_out(script, tables, plain)
    tops = {
        tie["links"][0]: (tie["pieces"][0][0]["x"], tie["pieces"][0][0]["y"])
        for tie in geometry["ties"] if not tie["shared"]
    }  # fmt: skip
    born = [record_id(f"{UNION} {name}") for name in ("Ela", *kinds)]
    assert len({tops[i] for i in born}) == 1 and len(set(tops.values())) == 5 - len(born)
    assert [each["kind"] for each in geometry["twins"]] == between
    nodes = drawn(script, tables, plain)
    bars = [
        n
        for n in nodes
        if n["type"] == "path" and re.fullmatch(r"M\S+ (\S+)L\S+ \1", str(n["props"].get("d"))) and n["of"] == ""
    ]
    assert len(bars) == between.count("identical")
    assert texts(nodes).count("?") == between.count("")


def test_twins_who_are_the_only_children_hang_from_one_point_too(script: Script, tables: Any) -> None:
    plain = placed("Sam, male, 14/02/2011, index\nCraig + Kelly: Sam, Ela", "Craig Kelly", "Sam Ela")
    plain["people"][person_id("Ela")].update(twin_of=person_id("Sam"), twins="identical")
    geometry = laid_out(script, tables, plain)
    starts = {(t["pieces"][0][0]["x"], t["pieces"][0][0]["y"]) for t in geometry["ties"] if not t["shared"]}
    assert len(starts) == 1 and next(iter(starts))[0] == 60


def test_moving_the_day_moves_nobody_and_no_line(script: Script, tables: Any) -> None:
    for plain in (read_example().records, large_family()):
        pictures = [drawn(script, tables, plain, f"{year}-06-01") for year in (2009, 2012, 2015, 2018, 2021, 2026)]
        assert len({nodes[0]["props"]["viewBox"] for nodes in pictures}) == 1
        where: dict[str, set[Any]] = {}
        for nodes in pictures:
            for node in nodes:
                if node["type"] == "rect" and node["props"].get("class") == "d-target":
                    middle = (
                        node["props"]["x"] + node["props"]["width"] / 2,
                        node["props"]["y"] + node["props"]["height"] / 2,
                    )
                    where.setdefault(node["of"], set()).add(tuple(round(v, 1) for v in middle))
                if node["type"] == "path" and node["props"].get("class") == "d-target":
                    where.setdefault(node["of"], set()).add(node["props"]["d"])
        assert len(where) > 30 and [len(places) for places in where.values()] == [1] * len(where)


def test_who_is_yet_to_come_is_faint_without_age_or_lines(script: Script, tables: Any) -> None:
    plain = placed(
        "Sam, male, 14/02/2011, index\nMacsen, male, 2014\nKelly + Craig: Sam, Macsen\nLee + Kelly: Seren\n"
        "Seren, female, 2016\nLee, male, 1988",
        "Craig Kelly Lee", "Sam Macsen Seren",
    )  # fmt: skip
    plain["unions"][record_id("union Lee + Kelly")]["began"] = moment("2015")
    geometry = laid_out(script, tables, plain, "2013-06-01")
    faint = {spot["person"]["name"] for spot in geometry["spots"] if spot["faint"]}
    assert faint == {"Macsen", "Lee", "Seren"}
    assert len(geometry["couples"]) == 1
    assert [tie["links"] for tie in geometry["ties"]] == [[record_id(f"{record_id('union Kelly + Craig')} Sam")]]
    nodes = drawn(script, tables, plain, "2013-06-01")
    assert texts(nodes).count(words("en")("drawing.not_born")) == 2 and "later" in texts(nodes)
    assert not any(node["text"].startswith("24") or node["text"] == "25" for node in nodes)
    hidden = drawn(script, tables, plain, "2013-06-01", later="hidden")
    assert not {"Macsen", "Lee", "Seren"} & set(texts(hidden))
    wall = drawn(script, tables, plain, "2013-06-01", wall=True)
    assert not {"Macsen", "Lee", "Seren"} & set(texts(wall))


def test_the_line_of_brothers_and_sisters_reaches_only_those_who_are_born(script: Script, tables: Any) -> None:
    plain = placed(
        "Sam, male, 2011, index\nEla, female, 2009\nOla, female, 2019\nKelly + Craig: Ela, Sam, Ola",
        "- Craig Kelly -", "Ela Sam - Ola",
    )  # fmt: skip
    reach = {}
    for day in ("2015-06-01", TODAY):
        (bar,) = (tie for tie in laid_out(script, tables, plain, day)["ties"] if tie["shared"])
        reach[day] = max(point["x"] for piece in bar["pieces"] for point in piece)
    assert reach["2015-06-01"] == 180 and reach[TODAY] == 360


def test_a_bond_that_has_ended_is_lighter_and_one_to_come_is_not_drawn(script: Script, tables: Any) -> None:
    plain = placed("Sam, male, 14/02/2011, index\nSam ~conflict~ Lee", "Sam - Lee")
    bond = record_id("Sam ~conflict~ Lee")
    plain["bonds"][bond].update(began=moment("2014"), ended=moment("2018"))

    def widths(day: str) -> list[float]:
        nodes = drawn(script, tables, plain, day)
        own = [n["props"] for n in nodes if n["of"] == bond and "d-bond" in str(n["props"].get("class")).split()]
        return [props["stroke-width"] for props in own]

    assert widths("2012-01-01") == [] and max(widths("2020-01-01")) < min(widths("2016-01-01"))


def test_a_restricted_or_secret_bond_carries_its_mark_but_not_on_the_wall(script: Script, tables: Any) -> None:
    plain = placed("Sam, male, 14/02/2011, index\nLee ~hurt_physically~ Sam", "Sam - Lee")

    def marks(**options: Any) -> int:
        return sum(
            n["type"] == "circle" and n["props"].get("class") == "d-card"
            for n in drawn(script, tables, plain, **options)
        )

    assert marks() == 1 and marks(wall=True) == 0
    plain["bonds"][record_id("Lee ~hurt_physically~ Sam")]["secret"] = True
    nodes = drawn(script, tables, plain)
    assert sum("d-marked" in str(n["props"].get("class")) for n in nodes) == 1


def test_a_bond_in_somebodys_words_says_them(script: Script, tables: Any) -> None:
    plain = placed("Sam, male, 14/02/2011, index\nSam ~other~ Lee", "Sam - - Lee")
    plain["bonds"][record_id("Sam ~other~ Lee")]["words"] = "scared of him"
    assert "scared of him" in texts(drawn(script, tables, plain))


def test_the_line_of_a_childless_sister_meets_no_line_of_children(script: Script, tables: Any) -> None:
    """genealogytree #34: her couple line ran into the children's, so that four parents appeared."""
    plain = placed(
        "Sam, male, 14/02/2011, index\nAnn + Bob: Kelly, Beth\nKelly + Craig: Sam\nBeth + Rob:",
        "- Ann Bob", "Craig Kelly Beth Rob", "Sam",
    )  # fmt: skip
    geometry = laid_out(script, tables, plain)
    (own,) = (c for c in geometry["couples"] if {s["person"]["name"] for s in c["partners"]} == {"Beth", "Rob"})
    (p, q) = own["line"]
    for tie in geometry["ties"]:
        for piece in tie["pieces"]:
            for a, b in pairwise(piece):
                clear = max(a["y"], b["y"]) < p["y"] - 1 or min(a["y"], b["y"]) > p["y"] + 1
                aside = max(a["x"], b["x"]) < p["x"] - 1 or min(a["x"], b["x"]) > q["x"] + 1
                assert clear or aside


def test_half_brothers_hang_from_the_couple_that_is_theirs(script: Script, tables: Any) -> None:
    """Partners stand swapped so that each child is under both of its parents."""
    plain = placed(
        "Sam, male, 14/02/2011, index\nKelly, female\nCraig + Kelly: Sam\nLee + Kelly: Kai",
        "Craig Kelly Lee", "Sam - Kai",
    )  # fmt: skip
    geometry = laid_out(script, tables, plain)
    middle = {c["id"]: sum(spot["x"] for spot in c["partners"]) / 2 for c in geometry["couples"]}
    for tie in geometry["ties"]:
        link = plain["parent_links"][tie["links"][0]]
        assert abs(tie["pieces"][0][0]["x"] - middle[link["union"]]) < 0.1


def test_a_couple_whose_union_began_after_their_child_is_drawn_for_the_child(script: Script, tables: Any) -> None:
    plain = couple("married", began="2014")
    before, after = (laid_out(script, tables, plain, day)["couples"] for day in ("2012-06-01", TODAY))
    assert [c["begun"] for c in before] == [False] and [c["begun"] for c in after] == [True]
    assert "married" not in " ".join(texts(drawn(script, tables, plain, "2012-06-01")))
