"""A family written as lines, and the way back; rules by their numbers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import vocabulary
from server.domain.fields import clean
from server.domain.findings import findings
from server.domain.formulation import Formulation, to_plain
from server.interchange.familytext import FamilyTextReading, is_family_text, read_family_text, written
from server.interchange.reading import read as read_file
from server.languages import words
from tests.families import family, person_id
from tests.interchange.planned import carried_out, lost

TODAY = date(2026, 3, 2)
CASE_A = """\
Craig Sallis, male, b. Nov 1987 + Kelly-Ann Tudful, female, b. 3 June 1991 (together about 2007, separated Jan 2014)
  Iestyn Sallis, known as Iest, male, 14/02/2011, index
  Macsen Sallis, male, 2/11/2012 – 5/1/2013, cot death
  miscarriage, spring 2013
Lee Hartog, male, b. 1988 or 1989 + Kelly-Ann (lived together June to Sept 2014, separated Aug 2018)
  Seren Hartog, female, b. 16/8/15
Craig + Shanice Obi, female, b. 1993 (together 2017, separated 2020)
  Kai Sallis-Obi, male, b. 2018
?1 + Carol Tudful, female, b. about 1962
  Kelly-Ann
  Bethan Tudful, female, b. 21/9/94, care assistant
Emrys Tudful, male, 1934 - 1991, miner
Gwyneth Tudful, female, known as Nain Gwyn, 30/5/38 – 2/4/2019, stroke
Emrys + Nain Gwyn (married 1957, widowed 1991)
  Carol
Nain Gwyn
  Kelly-Ann (kinship, 1991 to 2007)
Terrence Sallis, male, 1955 – 2008 + Maureen Sallis, female, b. 1959 (married 1980, widowed 2008)
  Craig
Alun Probert, male, b. 1966, retired fitter + Janet Probert, female, b. 1968 (married 1990)
  Iest (fostered, Nov 2018 to Apr 2023)
Mrs Oakes
  Iest (fostered, 19 June 2018 to Nov 2018)
  Seren (fostered, 19 June 2018 to Nov 2018)
dog Pero
residential: Tŷ Bryn (since Sept 2024): Iest
Cwm Derwen flat (Feb 2011 to Jan 2014): Iest, Kelly-Ann, Craig, Macsen
Cwm Derwen flat (Sept 2014 to 19 June 2018): Iest, Kelly-Ann, Lee, Seren
foster home: Proberts (Nov 2018 to Apr 2023): Alun, Janet, Iest, Pero
Iest ~never met~ Kai
Lee ~hurt physically~> Iest
Iest ~very close~ Nain Gwyn
"""
"""The family of the example case, as one would paste it."""


def read(text: str, of: Formulation | None = None) -> FamilyTextReading:
    return read_family_text(text, to_plain(of or Formulation()), today=TODAY, language="en")


def done(text: str, of: Formulation | None = None) -> Formulation:
    return carried_out(read(text, of).plan, of or Formulation())


def who(formulation: Formulation, name: str) -> str:
    (found,) = [i for i, p in formulation.people.items() if name in (p.name, p.known_as, p.kind)]
    return found


def parents(formulation: Formulation, name: str, kind: str = "biological") -> list[set[str]]:
    """The names of the parents in each link of somebody."""
    named = {i: p.name or p.kind for i, p in formulation.people.items()}
    found = []
    for link in formulation.parent_links.values():
        if link.child == who(formulation, name) and link.kind == kind:
            union = formulation.unions.get(link.union)
            found.append({named.get(i, "?") for i in ((union.a, union.b) if union else (link.parent,))})
    return found


def test_a_family_of_twenty_is_pasted_whole() -> None:
    reading = read(CASE_A)
    family = carried_out(reading.plan)
    assert reading.findings == () and len(family.people) == 20 and len(reading.people) == 20
    assert {c: len(family.collection(c)) for c in ("unions", "parent_links", "bonds", "households", "stays")} == {
        "unions": 7, "parent_links": 13, "bonds": 3, "households": 4, "stays": 13,
    }  # fmt: skip
    assert [f for f in findings(family) if f.blocking] == []
    iest = family.people[who(family, "Iest")]
    assert iest.index and iest.gender == "male" and iest.born and iest.born.start == (date(2011, 2, 14),) * 2
    assert parents(family, "Iest", "foster") == [{"Alun Probert", "Janet Probert"}, {"Mrs Oakes"}]
    assert parents(family, "Kelly-Ann Tudful", "kinship") == [{"Gwyneth Tudful"}]
    assert parents(family, "Bethan Tudful") == [{"person", "Carol Tudful"}]
    nain = family.people[who(family, "Nain Gwyn")]
    assert (nain.note, nain.died and nain.died.text) == ("stroke", "2/4/2019")


def test_a_couple_has_a_course_and_children() -> None:
    """T1, T2"""
    course = "met 1999, married 2001, separated 2005, back together 2006, divorced May 2010"
    family = done(f"Ann + Bob ({course})\n  Cai\n  Dee (adopted)")
    (union,) = family.unions.values()
    assert (union.kind, union.began and union.began.text, union.ending, union.ended and union.ended.text) == (
        "married", "2001", "divorced", "May 2010",
    )  # fmt: skip
    assert [(t.kind, t.when and t.when.text) for t in family.turns.values()] == [
        ("met", "1999"), ("separated", "2005"), ("back_together", "2006"),
    ]  # fmt: skip
    assert parents(family, "Cai") == parents(family, "Dee", "adoptive") == [{"Ann", "Bob"}]
    assert len(done("Ann + Bob: Cai, Dee").parent_links) == 2


def test_children_may_stand_under_children_and_under_one_parent() -> None:
    """T2"""
    family = done("Ann\n  Bob + Cat\n    Dai\n  Eve\nFlo")
    assert parents(family, "Bob") == parents(family, "Eve") == [{"Ann"}] and parents(family, "Dai") == [{"Bob", "Cat"}]
    assert parents(family, "Cat") == parents(family, "Flo") == []


def test_a_line_with_a_kin_word_is_a_relative_of_the_child_or_of_who_is_named() -> None:
    """T3: as a case manager types it."""
    family = done("- Iest, index\n- Mum Kelly, b 3/6/91\n- Dad Craig\n- Half-brother Kai b 2018, dad's side\n"
                  "- Craig's mum Maureen")  # fmt: skip
    assert parents(family, "Iest") == [{"Kelly", "Craig"}] and parents(family, "Kai") == [{"Craig"}]
    assert parents(family, "Craig") == [{"Maureen"}]


def test_bonds_and_homes() -> None:
    """T4"""
    family = done("Ann + Bob\nAnn ~close~ Bob\nAnn ~looks after~> Bob (2001 to 2003)\nAnn ~plays chess~ Bob\n"
                  "The flat (2001 to 2003): Ann and Bob\nprison: HMP: Bob\nAnn lives with Bob")  # fmt: skip
    bonds = [(b.kind, b.words, b.directed, b.began and b.began.text) for b in family.bonds.values()]
    assert bonds[:2] == [("close", "", False, None), ("looks_after", "", True, "2001")]
    assert bonds[2:] == [("other", "plays chess", False, None)]
    homes = [(h.name, h.kind, h.ended and h.ended.text) for h in family.households.values()]
    assert homes == [("The flat", "home", "2003"), ("HMP", "prison", None), ("", "home", None)]
    assert len(family.stays) == 5


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_palettes_words_for_a_bond_are_read(language: str) -> None:
    """T4"""
    w = words(language)
    for row in vocabulary.BOND_KINDS:
        if row.key != "other":
            text = f"Ann + Bob\nAnn ~{w(f'bond_kinds.{row.key}')}~ Bob"
            reading = read_family_text(text, {}, today=TODAY, language="cy")
            assert [e.fields["kind"] for e in reading.plan if e.collection == "bonds"] == [row.key]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_example_that_the_page_shows_is_read_whole(language: str) -> None:
    reading = read_family_text(words(language)("live.text.example"), {}, today=TODAY, language=language)
    family = carried_out(reading.plan)
    assert reading.findings == () and len(family.people) == 5 and len(family.bonds) == 1
    assert parents(family, "Elin") == [{"Dafydd Rees", "Sian Rees"}]
    assert parents(family, "Sian Rees") == [{"Megan Pugh"}]


def test_whoever_is_named_again_is_the_same_person() -> None:
    """T5"""
    family = done("Ann Rees, known as Annie + Bob\nAnnie + Cai\nAnn\n  Dee\n?1 + Ann Rees\n?1 + Eve")
    assert len(family.people) == 6 and len(family.unions) == 4
    (unknown,) = [p for p in family.people.values() if p.unknown]
    assert unknown.name == ""


def test_who_stands_in_the_case_is_used_and_only_filled_in() -> None:
    """T5"""
    before = family("Sam Rhys, male, 03/02/2010, index")
    reading = read("Ann + Bob\n  Sam Rhys, known as Sammy, female, b. 2011", before)
    after = carried_out(reading.plan, before)
    sam = after.people[person_id("Sam Rhys")]
    assert (sam.known_as, sam.gender, sam.born) == ("Sammy", "male", before.people[person_id("Sam Rhys")].born)
    assert [f.parameters["words"] for f in reading.findings] == ["female", "2011"]
    assert parents(after, "Sam Rhys") == [{"Ann", "Bob"}]


def test_what_is_not_understood_is_said_with_its_line() -> None:
    """T6"""
    reading = read("Ann + Bob\n\n!!! ???\nAnn lives under the bridge with 3 cats")
    assert next(f.parameters["line"] for f in reading.findings if f.key == "family_text_line") == 3
    kept = [p.note for p in carried_out(reading.plan).people.values() if p.note]
    assert any("bridge" in note for note in kept) or any("bridge" in str(f.parameters) for f in reading.findings)


def test_what_is_too_long_to_be_read_is_kept_and_said() -> None:
    """T6: a story between two commas is a note, a line that never ends is said back, the rest of a text too."""
    story = "and then she moved " * 20
    (person,) = done(f"Ann, {story}, b. 1990").people.values()
    assert (person.name, person.note, person.born and person.born.text) == ("Ann", story.strip(), "1990")
    reading = read("Ann + Bob\n" + "x " * 600)
    assert [(f.key, f.parameters["line"]) for f in reading.findings] == [("family_text_line", 2)]
    over = read("Ann + Bob\n" + "Cai\n" * 6000)
    assert {"family_text_too_long", "family_text_line"} == {f.key for f in over.findings}


def test_a_large_family_is_read_in_a_moment() -> None:
    """980 people: each name is looked up, not looked for."""
    names = ["".join(chr(97 + int(c)) for c in str(n)) for n in range(490)]
    text = "\n".join(f"P{name} Rees + Q{name} Rees b. 1990" for name in names)
    assert len(done(text[:20_000]).people) == 2 * len(text[:20_000].splitlines())


def test_a_family_text_is_told_from_a_chronology() -> None:
    assert is_family_text(CASE_A) and is_family_text("Ann + Bob\n  Cai") and is_family_text("Ann ~close~ Bob")
    assert not is_family_text("14/06/2018\tMoved + unpacked\n2019\tSchool") and not is_family_text("date,event\n2018,x")
    assert not is_family_text("") and not is_family_text("2018 Ann + Bob moved\n2019 Ann + Bob parted")


def test_a_file_with_a_family_in_lines_is_imported() -> None:
    file = read_file(CASE_A.encode(), "family.txt", to_plain(Formulation()), None, "", TODAY, seed=b"x")
    assert len(file.records["people"]) == 20 and file.rows == () and file.findings == ()
    sam = family("Iestyn Sallis, male, index")
    file = read_file(CASE_A.encode(), "family.txt", to_plain(sam), None, "", TODAY, seed=b"x")
    assert len(file.records["people"]) == 19 and set(file.fills["people"]) == {person_id("Iestyn Sallis")}


def test_what_is_written_reads_as_the_same_family() -> None:
    first = done(CASE_A)
    again = read(written(first))
    assert again.findings == ()
    assert set(_shape(carried_out(again.plan))) ^ set(_shape(first)) == set()


NAMES = ["Ann Rees", "Bob Rees", "Cai ap Huw", "Dee", "Eve-May Jones", "Ffion Wyn", "Guto", "Mrs Oakes"]
DATES = st.sampled_from(["", "1994", "3 June 1991", "21/9/94", "about 1962", "Nov 1987", "spring 2013", "1988 or 1989"])


@st.composite
def texts(draw: Any) -> str:
    """A family in lines: couples with children who come after them in the list, bonds, homes."""
    lines = []
    for name in NAMES:
        gender = draw(st.sampled_from(["", ", male", ", female", ", non-binary"]))
        born, work = draw(DATES), draw(st.sampled_from(["", ", works as fitter"]))
        lines.append(f"{name}{gender}{', b. ' + born if born else ''}{work}")
    for number in range(draw(st.integers(0, 3))):
        a, b = NAMES[number], draw(st.sampled_from(["?", *NAMES[number + 1 : 4]]))
        began = draw(DATES)
        lines.append(f"{a} + {b}{' (married ' + began + ')' if began else ''}")
        for child in draw(st.sets(st.sampled_from(NAMES[4:]), max_size=3)):
            kind = draw(st.sampled_from(["", " (fostered, 2001 to 2003)", " (adopted)", " (kinship)"]))
            lines.append(f"  {child}{kind}")
    if draw(st.booleans()):
        lines.append(f"{NAMES[0]} ~very close~ {NAMES[5]} (2001 to 2003)")
        lines.append(f"home: The flat (2001 to 2003): {NAMES[0]}, {NAMES[5]}")
    return "\n".join(lines)


@settings(max_examples=150)
@given(texts())
def test_writing_and_reading_is_the_same_family(text: str) -> None:
    first = done(text)
    assert read(text).findings == ()
    assert _shape(done(written(first))) == _shape(first)


def _shape(family: Formulation) -> list[str]:
    """A family without ids: every record with names in the place of references, and without notes."""
    plain = to_plain(family)
    names = {i: p["name"] or f"{p['kind']} {p['unknown']}" for i, p in plain["people"].items()}
    names |= {i: "+".join(sorted((names.get(u["a"], "?"), names.get(u["b"], "?")))) for i, u in plain["unions"].items()}
    names |= {i: f"{h['name']} {(h['began'] or {}).get('text')}" for i, h in plain["households"].items()}
    found = []
    for collection, records in plain.items():
        for record in records.values():
            said = {k: names.get(v, v) if isinstance(v, str) else v for k, v in record.items() if k != "note"}
            pair = sorted((said.pop("a", ""), said.pop("b", ""))) if collection == "unions" else []
            born = {k: (v or {}).get("start") for k, v in said.items() if k in ("born", "died", "began", "ended")}
            found.append(f"{collection} {pair} {sorted({**said, **born}.items())}")
    return sorted(found)


PIECES = st.sampled_from(
    "Ann|Bob Rees|+|?|?1|(|)|married 1990|separated|together 2007|,|:|~close~|~x~>|\n|\n  |\n    |b. 1994"
    "|3/4/2018|male|f|index|aunt|Nan|mum's|lives with|home:|prison:|fostered|adopted|Nov 2018 to Apr 2023"
    "|known as|Annie|miscarriage|spring 2013|3 brothers|dog Pero|and|- |\t|31|tua 62 oed|modryb|wants to come"
    "|(fostered, 2001)|never met|twin girls|Iestyn Sallis|prison since 2023|dad's side|partner".split("|")
)
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map(" ".join),
    st.lists(PIECES, max_size=16).map(" ".join),
)
FAMILIES = st.sampled_from([Formulation(), family("Iestyn Sallis, male, 14/02/2011, index\nAnn + Iestyn Sallis")])


@settings(max_examples=400)
@given(TEXTS, FAMILIES, st.sampled_from(["en", "cy"]))
def test_any_text_is_read_and_no_word_is_lost(text: str, of: Formulation, language: str) -> None:
    """T6"""
    reading = read_family_text(text, to_plain(of), today=TODAY, language=language)
    after = carried_out(reading.plan, of)
    told = [str(value) for finding in reading.findings for value in finding.parameters.values()]
    structure = "foster fostered adopted home prison lives living with and hospital biological"
    told += [p.name for p in of.people.values()]
    assert lost(clean(text), reading.plan, [*told, structure], len(reading.people)) == set()
    blocking = {f.key for f in findings(after) if f.blocking}
    assert blocking <= {"no_index_person", "second_index_person", "ends_before_it_starts"}
    assert isinstance(written(after), str)
