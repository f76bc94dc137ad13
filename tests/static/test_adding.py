"""What a line about an event names and resembles, how an age that was typed fits, and how tellings are settled."""

import json
from typing import Any

import pytest

from tests.bundles import STATIC, bundled, entry_of
from tests.static.conftest import Script

MODULES = ("editing/recognise", "editing/agesaid", "editing/composer", "editing/reread", "editing/links",
           "editing/dates", "document/tellings", "words")  # fmt: skip
ANNA, BEN = "anna", "ben"


@pytest.fixture(scope="module")
def adding(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The functions behind the composer and the panel of an event."""
    entry = f"{entry_of(MODULES)}\n{WORKING_COPY}"
    return Script(CRYPTO + bundled(tmp_path_factory.mktemp("adding"), entry))


CRYPTO = """
let made = 0
globalThis.crypto = { getRandomValues: bytes => bytes.fill(++made) }
globalThis.btoa = text => [...text].map(letter => String.fromCharCode(65 + letter.charCodeAt(0) % 26)).join('') + 'AA=='
"""
"""What the engine lacks and ids are made of: the next number each time."""
WORKING_COPY = f"""
import * as DEEDS from {json.dumps(str(STATIC / "src/document/tellings.js"))}
/** A deed on one record, as somebody: the edits that it makes. */
export function asPerson (me, record, deed, ...given) {{
  const workingCopy = {{
    writer: {{ me }}, now: () => '2026-03-12T10:00:00Z', record: (_, id) => id === 'e' ? record : undefined,
    setting: (collection, id, field, value) => ({{ type: 'set', collection, id, field, value }})
  }}
  return deed === 'withOwnTellings'
    ? DEEDS[deed](workingCopy, ...given)
    : DEEDS[deed](workingCopy, 'events', 'e', ...given)
}}
"""


def person(name: str = "", **more: Any) -> dict[str, Any]:
    return {"name": name, "known_as": "", "called": "", "aliases": "", "index": False, **more}


def year(text: str) -> dict[str, Any]:
    return moment(text, f"{text}-01-01", f"{text}-12-31")


def moment(text: str, first: str, last: str) -> dict[str, Any]:
    return {"text": text, "start": [first, last], "end": None, "precision": "day", "qualifier": ""}


FAMILY = {
    "people": {
        "sam": person("Sam Price", index=True),
        "kelly": person("Kelly-Ann Price", called="Mum"),
        "pat": person("Patricia Price", called="Nan Pat"),
        "nan": person("", called="Nan"),
        "rhys": person("Rhŷs Bowen"),
        "tom1": person("Tom Evans"),
        "tom2": person("Tom Bowen"),
        "pc": person("PC Jones"),
    }
}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Mum takes Sam to school", ["kelly"]),
        ("kelly-ann is ill", ["kelly"]),
        ("Nan Pat looks after him", ["pat"]),
        ("His nan, and Rhys Bowen's dog", ["nan", "rhys"]),
        ("Tom shouts", ["tom1", "tom2"]),
        ("Tom Evans shouts", ["tom1"]),
        ("Tomos shouts in Pricetown", []),
        ("PC Smith comes round", []),
        ("", []),
    ],
)
def test_people_are_recognised_by_their_names_and_not_by_pieces_of_words(
    adding: Script, line: str, named: list[str]
) -> None:
    assert [each["id"] for each in adding.call("peopleIn", FAMILY, line)] == named


def test_the_words_are_given_back_as_they_were_written(adding: Script) -> None:
    assert adding.call("peopleIn", FAMILY, "with MUM at Rhys Bowen’s") == [
        {"id": "kelly", "words": "MUM"},
        {"id": "rhys", "words": "Rhys Bowen"},
    ]


LIFE = {
    "events": {
        "moved": {"title": "Moves to his nan's in Rhyl", "when": year("2019")},
        "again": {"title": "Moves to foster carers in Rhyl", "when": year("2021")},
        "prize": {"title": "Wins the reading prize", "when": None},
        "one": {"title": "Moved", "when": year("2019")},
    }
}


@pytest.mark.parametrize(
    ("title", "when", "alike"),
    [
        ("He moves to nan's, Rhyl", year("2019"), ["moved"]),
        ("He moves to nan's, Rhyl", year("2012"), ["moved"]),
        ("moved to Rhyl, to the foster carers", year("2021"), ["again", "moved"][:1]),
        ("the reading prize", None, ["prize"]),
        ("Moves", year("2019"), []),
        ("A teacher starts walking him in", year("2019"), []),
    ],
)
def test_what_looks_the_same_is_noticed_and_one_word_is_not_enough(
    adding: Script, title: str, when: Any, alike: list[str]
) -> None:
    assert adding.call("alikeTo", LIFE, {"title": title, "when": when}) == alike


def test_of_six_hundred_events_two_are_offered_at_most(adding: Script) -> None:
    many = {"events": {f"e{n}": {"title": "Missing from home overnight", "when": year("2019")} for n in range(600)}}
    assert len(adding.call("alikeTo", many, {"title": "missing overnight from home", "when": year("2019")})) == 2


READ = {
    "moment": year("2017"),
    "sentence": "2017",
    "when": "Y6 spring",
    "lane": "school",
    "title": "a teacher walks him in",
}


def test_a_line_in_either_field_is_read_as_all_three(adding: Script) -> None:
    draft = {"when": "", "lane": "home", "title": "Y6 spring, school: a teacher walks him in"}
    for typed in (draft, {**draft, "when": draft["title"], "title": ""}):
        assert adding.call("lineOf", typed) == draft["title"]
        assert adding.call("partsOf", typed, READ) == {
            "when": "Y6 spring", "lane": "school", "title": "a teacher walks him in", "moment": year("2017"),
            "fromLine": True,
        }  # fmt: skip
    two = {**draft, "when": "2017"}
    assert adding.call("lineOf", two) == "", "two fields are filled: nothing is taken for a line"


def test_words_that_nobody_could_read_stay_whole(adding: Script) -> None:
    line = "Y6 spring, school: a teacher walks him in"
    for typed in ({"when": "", "lane": "home", "title": line}, {"when": line, "lane": "home", "title": ""}):
        assert adding.call("partsOf", typed) == {"when": "", "lane": "home", "title": line, "fromLine": False}
    date = {"when": "May 2014", "lane": "home", "title": ""}
    assert adding.call("partsOf", date)["when"] == "May 2014", "a time alone is no line"
    nothing_taken = {**READ, "when": "", "lane": "", "title": "He was glad of it then"}
    plain = {"when": "", "lane": "home", "title": "He was glad of it then"}
    assert adding.call("partsOf", plain, nothing_taken)["fromLine"] is False


BORN = moment("14/02/2011", "2011-02-14", "2011-02-14")


@pytest.mark.parametrize(
    ("when", "said", "disagrees"),
    [
        (year("2017"), "6", False),
        (year("2017"), "5-6", False),
        (year("2017"), "8", True),
        (year("2017"), "aged 4", True),
        (moment("Mar 2012", "2012-03-01", "2012-03-31"), "12 months", False),
        (moment("Mar 2012", "2012-03-01", "2012-03-31"), "12 mis", False),
        (moment("Mar 2012", "2012-03-01", "2012-03-31"), "20m", True),
        (moment("Mar 2012", "2012-03-01", "2012-03-31"), "1 oed", False),
        (moment("1 Apr 2011", "2011-04-01", "2011-04-01"), "6 weeks", False),
        (year("2017"), "little", False),
        (None, "6", False),
        (moment("2009", "2009-01-01", "2009-12-31"), "2", True),
    ],
)
def test_an_age_that_was_typed_is_held_against_the_date(adding: Script, when: Any, said: str, disagrees: bool) -> None:
    assert adding.call("ageDisagrees", BORN, when, said) is disagrees


@pytest.mark.parametrize("text", ["04/05/2014", "14.6.11", "Aug-13", "43739"])
def test_words_that_can_be_read_in_two_ways_are_asked_about(adding: Script, text: str) -> None:
    assert adding.call("mayBeMisread", moment(text, "2014-05-04", "2014-05-04")) is True


@pytest.mark.parametrize("text", ["14/02/2011", "2019-04-02", "May 2014", "Y7 spring term", "c. 2007"])
def test_words_that_can_only_be_read_so_are_not(adding: Script, text: str) -> None:
    assert adding.call("mayBeMisread", moment(text, "2014-05-04", "2014-05-04")) is False
    assert adding.call("mayBeMisread", {**moment(text, "", ""), "start": None, "precision": "unread"}) is True


def test_what_was_corrected_is_not_asked_about_again_and_what_the_server_doubts_is(adding: Script) -> None:
    corrected = moment("04/05/2014", "2014-04-05", "2014-04-05")
    reading = {"moment": moment("04/05/2014", "2014-05-04", "2014-05-04"), "sentence": "", "reasons": []}
    assert adding.call("mayBeMisread", corrected, reading) is False
    doubtful = {**reading, "moment": moment("Easter", "2014-04-20", "2014-04-20"), "reasons": ["named"]}
    assert adding.call("mayBeMisread", doubtful["moment"], doubtful) is True


def test_a_moment_that_was_corrected_says_its_days_and_not_its_words(adding: Script) -> None:
    corrected = moment("Aug-13", "2013-08-13", "2013-08-13")
    reading = {"moment": moment("Aug-13", "2013-08-01", "2013-08-31"), "sentence": "1 to 31 August 2013"}
    assert adding.call("readAs", corrected, reading) == "Read as 13 August 2013"
    assert adding.call("readAs", reading["moment"], reading) == "Read as 1 to 31 August 2013"


def test_links_are_seen_from_both_sides_and_once(adding: Script) -> None:
    events = {
        "a": {"same_as": "b", "contradicts": ""},
        "b": {"same_as": "a", "contradicts": ""},
        "c": {"same_as": "", "contradicts": "a"},
        "d": {"same_as": "gone", "contradicts": "d"},
    }
    assert adding.call("linksOf", {"events": events}, "a") == [
        {"kind": "same_as", "other": "b", "from": "a"},
        {"kind": "contradicts", "other": "c", "from": "c"},
    ]
    assert adding.call("linksOf", {"events": events}, "c") == [{"kind": "contradicts", "other": "a", "from": "c"}]
    assert adding.call("linksOf", {"events": events}, "d") == []


def told(value: Any, by: str, at: str = "2026-03-12T09:00:00Z", **more: Any) -> dict[str, Any]:
    return {"field": "title", "value": value, "noted_by": by, "at": at, **more}


def test_what_stands_comes_first_also_where_nobody_noted_it(adding: Script) -> None:
    record = {"title": "Lee moves in", "accounts": {"x": told("Lee stays the night", BEN)}}
    assert adding.call("openFields", record) == ["title"]
    tellings = adding.call("tellingsOf", record, "title")
    assert [(each["id"], each["stands"]) for each in tellings] == [("", True), ("x", False)]
    both = {**record, "accounts": {"x": told("Lee stays the night", BEN), "y": told("Lee moves in", ANNA)}}
    assert [(each["id"], each["stands"]) for each in adding.call("tellingsOf", both, "title")] == [
        ("y", True),
        ("x", False),
    ]


def accounts_after(edits: list[dict[str, Any]]) -> dict[str, Any]:
    accounts: dict[str, Any] = next(edit["value"] for edit in edits if edit["field"] == "accounts")
    return accounts


def test_choosing_one_keeps_every_telling_with_the_reason(adding: Script) -> None:
    """K5; what stood and nobody had noted is kept too."""
    record = {"title": "Lee moves in", "says": "Mum", "agency": "", "accounts": {"x": told("Lee stays the night", BEN)}}
    edits = adding.call("asPerson", ANNA, record, "settling", "title", {"chosen": "x"}, "Nan was there")
    assert edits[0] == {
        "type": "set",
        "collection": "events",
        "id": "e",
        "field": "title",
        "value": "Lee stays the night",
    }
    kept = accounts_after(edits).values()
    assert {(a["value"], a["outcome"]) for a in kept} == {
        ("Lee stays the night", "chosen"),
        ("Lee moves in", "not_chosen"),
    }
    assert all((a["settled_by"], a["reason"]) == (ANNA, "Nan was there") for a in kept)
    assert {a["noted_by"] for a in kept} == {ANNA, BEN}, "in nobody else's name"


def test_keeping_both_changes_nothing_that_stands(adding: Script) -> None:
    record = {"title": "Lee moves in", "says": "", "agency": "", "accounts": {"x": told("Lee stays the night", BEN)}}
    edits = adding.call("asPerson", ANNA, record, "settling", "title", {"both": True}, "both were there")
    assert [edit["field"] for edit in edits] == ["accounts"]
    assert {a["outcome"] for a in accounts_after(edits).values()} == {"both"}
    settled = {**record, "accounts": accounts_after(edits)}
    assert adding.call("openFields", settled) == []
    (group,) = adding.call("settledOf", settled)
    assert (group["reason"], len(group["tellings"])) == ("both were there", 2)
    again = adding.call("asPerson", BEN, settled, "openingAgain", {"field": "title", "settled": group["settled"]})
    assert adding.call("openFields", {**record, "accounts": accounts_after(again)}) == ["title"]


def test_the_same_telling_is_not_noted_twice(adding: Script) -> None:
    record = {"when": year("2019"), "accounts": {"x": {**told(year("2018"), BEN), "field": "when"}}}
    for words in ("2018", "2019"):
        assert (
            adding.call("asPerson", ANNA, record, "noting", {"field": "when", "value": year(words), "who": "Mum"}) == []
        )
    (edit,) = adding.call("asPerson", ANNA, record, "noting", {"field": "when", "value": year("2017"), "who": "Mum"})
    new = next(account for key, account in edit["value"].items() if key != "x")
    assert (new["noted_by"], new["who"], new["value"]["text"]) == (ANNA, "Mum", "2017")


def test_who_changes_what_they_told_changes_their_telling_with_it(adding: Script) -> None:
    accounts = {"x": told("Lee moves in", ANNA), "y": told("Lee stays the night", BEN)}
    record = {"title": "Lee moves in", "accounts": accounts}
    edit = {"type": "set", "collection": "events", "id": "e", "field": "title", "value": "Lee is asked in"}
    edits = adding.call("asPerson", ANNA, record, "withOwnTellings", [edit])
    assert accounts_after(edits)["x"]["value"] == "Lee is asked in" and accounts_after(edits)["y"] == accounts["y"]
    assert adding.call("asPerson", BEN, record, "withOwnTellings", [edit]) == [edit], "Ben's stands beside as it is"
