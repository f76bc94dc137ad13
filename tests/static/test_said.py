"""What is said of a family in the panel and the list: mentions, words of kin, the course of a couple, dates."""

from typing import Any

import pytest

from server.domain import vocabulary
from server.languages import words
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script

EMPTY = {name: {} for name in ("people", "unions", "turns", "parent_links", "bonds", "households", "stays", "facts",
                               "events")}  # fmt: skip


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The functions that say things of a family."""
    modules = ("editing/mentions", "editing/kinwords", "editing/said", "editing/dates", "editing/health",
               "editing/inwords", "words")  # fmt: skip
    return Script(bundled(tmp_path_factory.mktemp("said"), entry_of(modules)))


def person(name: str, gender: str = "unknown", **more: Any) -> dict[str, Any]:
    return {"name": name, "known_as": "", "called": "", "kind": "person", "gender": gender, "born": None, "died": None,
            "twin_of": "", "order": name, **more}  # fmt: skip


def union(a: str, b: str, **more: Any) -> dict[str, Any]:
    return {"a": a, "b": b, "kind": "unknown", "began": None, "ended": None, "ending": "", **more}


def link(child: str, *, union: str = "", parent: str = "", kind: str = "biological") -> dict[str, Any]:
    return {"child": child, "union": union, "parent": parent, "kind": kind, "began": None, "ended": None}


def year(text: str) -> dict[str, Any]:
    return moment(text, f"{text}-01-01", f"{text}-12-31")


def moment(text: str, first: str, last: str, end: list[str] | None = None) -> dict[str, Any]:
    return {"text": text, "start": [first, last], "end": end, "precision": "day", "qualifier": ""}


FAMILY = {
    **EMPTY,
    "people": {
        "sam": person("Sam", index=True), "mum": person("Mum", "female"), "dad": person("Dad", "male"),
        "nan": person("Nan", "female"), "lee": person("Lee", "male"), "ela": person("Ela", "female"),
        "ffion": person("Ffion", "female"), "beth": person("Bethan", "female"), "cadi": person("Cadi"),
        "mair": person("Mair", "female"), "carol": person("Carol", "female"), "dai": person("Dai", "male"),
        "pero": person("Pero", kind="pet"), "dr": person("Dr Evans"),
    },
    "unions": {
        "u1": union("mum", "dad", kind="married", ending="divorced"), "u2": union("mum", "lee"), "u3": union("nan", ""),
        "u4": union("carol", "dai"), "u5": union("beth", ""), "u6": union("mair", ""),
    },
    "parent_links": {
        "l1": link("sam", union="u1"), "l2": link("ffion", union="u1"), "l3": link("ela", union="u2"),
        "l4": link("mum", union="u3"), "l5": link("beth", union="u3"), "l6": link("cadi", union="u5"),
        "l7": link("nan", union="u6"), "l8": link("sam", union="u4", kind="foster"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "kin"),
    [
        ("sam", ""), ("mum", "mother"), ("dad", "father"), ("ffion", "sister"), ("ela", "half-sister"),
        ("nan", "grandmother, mother’s side"), ("mair", "great-grandmother, mother’s side"),
        ("beth", "aunt, mother’s side"), ("cadi", "cousin, mother’s side"), ("carol", "foster carer"),
        ("dai", "foster carer"), ("lee", "Mum’s partner"), ("pero", "Pet"), ("dr", ""),
    ],
)  # fmt: skip
def test_a_word_of_kin_is_what_the_links_say_and_nothing_more(said: Script, who: str, kin: str) -> None:
    assert said.call("kinSaid", FAMILY, who, "sam") == kin


def test_kin_is_seen_from_whoever_is_in_the_middle(said: Script) -> None:
    assert said.call("kinSaid", FAMILY, "sam", "nan") == "grandchild"
    assert said.call("kinSaid", FAMILY, "beth", "mum") == "sister"
    assert said.call("kinSaid", FAMILY, "dad", "mum") == "former partner"


def test_what_holds_a_records_id_speaks_of_it(said: Script) -> None:
    held = {
        **FAMILY,
        "facts": {"f": {"about": "nan", "text": "", "accounts": {}}},
        "events": {"e": {"people": {"nan": "there"}, "added_by": "x"}, "e2": {"people": {}, "added_by": "nan"}},
        "stays": {"s": {"person": "nan", "household": "h"}},
    }
    held["people"] = {**FAMILY["people"], "other": person("Other", merged_into="nan")}
    mentions = said.call("mentionsOf", held, "people", "nan")
    assert [(each["collection"], each["id"]) for each in mentions] == [
        ("events", "e"), ("facts", "f"), ("unions", "u3"), ("parent_links", "l7"), ("stays", "s"),
    ]  # fmt: skip
    assert said.call("mentionsOf", held, "people", "nobody") == []


def test_a_couples_course_is_told_from_its_turns_and_its_own_dates(said: Script) -> None:
    held = {
        **EMPTY,
        "people": {"a": person("Ann"), "b": person("Bob")},
        "unions": {"u": union("a", "b", kind="married", began=year("2007"),
                              ending="divorced", ended=year("2017"))},
        "turns": {
            "t1": {"union": "u", "kind": "met", "when": year("2005"), "order": "a"},
            "t2": {"union": "u", "kind": "separated", "when": year("2012"), "order": "b"},
            "t3": {"union": "u", "kind": "back_together", "when": year("2013"), "order": "c"},
            "x": {"union": "elsewhere", "kind": "met", "when": None, "order": "d"},
        },
    }  # fmt: skip
    told = ["Met 2005", "Married 2007", "Separated 2012", "Back together 2013", "Divorced 2017"]
    assert said.call("courseLines", held, "u") == told
    (tie,) = said.call("unionTies", held, "a")
    assert tie["text"] == "With Bob: met 2005, married 2007, separated 2012, back together 2013, divorced 2017."


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (moment("1991-06-03", "1991-06-03", "1991-06-03"), "3 June 1991"),
        (moment("2014-01", "2014-01-01", "2014-01-31"), "January 2014"),
        (moment("2024-02", "2024-02-01", "2024-02-29"), "February 2024"),
        (year("1993"), "1993"),
        (moment("~1962", "1962-01-01", "1962-12-31"), "about 1962"),
        (moment("2014-06/2014-09", "2014-06-01", "2014-06-30", ["2014-09-01", "2014-09-30"]),
         "June 2014 to September 2014"),
        (moment("the summer Nan died", "2019-06-01", "2019-08-31"), "the summer Nan died"),
        (moment("1/2", "2019-06-05", "2019-08-31"), "1/2"),
        (None, ""),
    ],
)  # fmt: skip
def test_numbers_alone_are_said_as_a_date_and_anybodys_own_words_stay(said: Script, when: Any, words: str) -> None:
    assert said.call("momentSaid", when) == words


def test_every_kind_of_bond_is_a_sentence_with_both_names_in_either_language(said: Script) -> None:
    for language in ("en", "cy"):
        said.call("setWords", language, words(language).for_browser())
        sentences = [said.call("bondSaid", row.key, "Craig", "Kelly-Ann") for row in vocabulary.BOND_KINDS]
        assert all("Craig" in each and "Kelly-Ann" in each and not each.startswith("[") for each in sentences)
        assert len(set(sentences)) == len(sentences)
    said.call("setWords", "en", words("en").for_browser())


def test_a_mark_of_health_says_how_it_stands_and_since_when(said: Script) -> None:
    fact = {"mark": "alcohol", "state": "recovering", "began": year("2019"),
            "ended": None, "text": "goes to a group"}  # fmt: skip
    assert said.call("markSaid", fact) == "Alcohol misuse, recovering, since 2019: goes to a group"


def test_the_family_in_words_has_a_paragraph_for_everybody_with_the_dates_of_ties(said: Script) -> None:
    held = {
        **FAMILY,
        "bonds": {"b": {"a": "sam", "b": "nan", "kind": "close", "directed": False, "began": None,
                        "ended": moment("2019-04-02", "2019-04-02", "2019-04-02")}},
    }  # fmt: skip
    told = {each["id"]: each for each in said.call("familyTold", held, 20_000)}
    assert set(told) == set(FAMILY["people"])
    assert "With Nan: close (until 2 April 2019)." in told["sam"]["said"]
    assert told["beth"]["who"].startswith("aunt, mother’s side")
    assert "Child of Mum and Dad." in told["ffion"]["said"]
