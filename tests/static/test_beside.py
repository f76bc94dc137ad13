"""What stands beside the work, as functions: what a late comer missed, the chair's reminders, questions in their order,
notes that two pages wrote, what is said beside a record."""

from datetime import UTC, datetime
from typing import Any

import pytest

from server.document.schema import SCHEMA
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script

MINUTE = 60_000
BEGAN = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
TODAY = (BEGAN.date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days
BORN = {"text": "2010", "start": ["2010-02-03", "2010-02-03"], "end": None, "precision": "day", "qualifier": ""}


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Script:
    parts = ("replay", "walking", "missed", "nudges", "questions", "ownnotes", "comments")
    modules = (*(f"beside/{part}" for part in parts), "presence/sameagency", "words")
    return Script(bundled(tmp_path_factory.mktemp("beside"), entry_of(modules)))


def at(minutes: float) -> str:
    """So many minutes after the meeting began, as an instant."""
    stamp = BEGAN.timestamp() + minutes * 60
    return datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(title: str, minutes: float, year: str = "2015", **more: Any) -> dict[str, Any]:
    when = {"text": year, "start": [f"{year}-01-01", f"{year}-12-31"], "end": None, "precision": "year",
            "qualifier": ""}  # fmt: skip
    return {"title": title, "when": when, "lane": "school", "also_lane": "", "tone": "", "added_at": at(minutes),
            "added_by": "tom", "talked_about": False, "sensitive": False, "removed_at": "", "agency": "",
            **more}  # fmt: skip


def reminders(
    beside: Script, events: dict[str, Any], minutes: float, people: list[dict[str, str]] | None = None
) -> list[str]:
    began = BEGAN.timestamp() * 1000
    room = {"plain": {"events": events}, "people": people or [], "began": began, "now": began + minutes * MINUTE,
            "today": TODAY, "born": BORN}  # fmt: skip
    return [each["key"] for each in beside.call("remindersOf", room)]


def test_what_a_late_comer_missed_is_told_in_the_order_of_the_life_and_nothing_sensitive_named(beside: Script) -> None:
    """J8"""
    plain = {
        "events": {
            "a": event("Moved to Nan", -60, "2018", talked_about=True),
            "b": event("Born early", 5, "2010", talked_about=True),
            "c": event("canary", 6, talked_about=True, sensitive=True),
            "d": event("Not yet talked about", 7),
        },
        "people": {"p": {"added_at": at(-100)}},
        "placements": {"x": {"agreed": True, "steps": "1-2", "person": "", "setting": ""}},
        "recommendations": {"r": {"added_at": at(20)}},
    }
    story = {"opening": {"blocks": [{"type": "paragraph"}]}}
    told = beside.call("missed", {"plain": plain, "story": story, "schema": SCHEMA.for_page(), "began": at(0)})
    assert [entry["title"] for _, entry in told["talked"]] == ["Born early", "Moved to Nan"]
    assert told["hidden"] == 1 and "canary" not in str(told)
    assert told["added"] == [["events", 3], ["recommendations", 1]]
    assert told["steps"] == "1-2" and told["recommendations"] == 1


def test_the_chair_is_reminded_of_strengths_only_while_the_room_adds_other_things(beside: Script) -> None:
    three = {str(n): event("x", 12 + n) for n in range(3)}
    assert reminders(beside, three, 25)[0] == "strengths"
    assert reminders(beside, three, 19) == [], "not in the first twenty minutes"
    assert "strengths" not in reminders(beside, {}, 25), "where nobody adds, nothing is missing"
    assert "strengths" not in reminders(beside, {**three, "s": event("x", 14, tone="strength")}, 25)
    assert "strengths" not in reminders(beside, {**three, "s": event("x", 14, lane="strengths")}, 25)
    assert reminders(beside, {**three, "s": event("x", 2, lane="strengths")}, 25)[0] == "strengths", "too long ago"


def test_an_agency_is_asked_after_once_and_only_one_of_which_nobody_has_added_anything(beside: Script) -> None:
    people = [
        {"participant": "tom", "agency": "Education", "role": "contributor"},
        {"participant": "ann", "agency": "education ", "role": "contributor"},
        {"participant": "ben", "agency": "Health", "role": "contributor"},
        {"participant": "eve", "agency": "Police", "role": "observer"},
    ]
    heard = {"a": event("x", 10, lane="strengths", added_by="tom")}
    assert [key for key in reminders(beside, heard, 45, people) if key.startswith("silent")] == ["silent health"]
    assert [key for key in reminders(beside, heard, 30, people) if key.startswith("silent")] == []


def test_years_without_an_entry_are_asked_about_after_half_an_hour(beside: Script) -> None:
    events = {"a": event("x", 2, "2010", lane="strengths"), "b": event("x", 2, "2020", lane="strengths")}
    assert any(key.startswith("years") for key in reminders(beside, events, 31))
    assert not any(key.startswith("years") for key in reminders(beside, events, 20))


def test_questions_stand_with_those_to_ones_own_agency_first(beside: Script) -> None:
    def question(name: str, to: str, state: str, minutes: float) -> dict[str, str]:
        return {"id": name, "to": to, "state": state, "asked_at": at(minutes)}

    rows = [
        question("answered", "Health", "answered", 1),
        question("later", "Health", "later", 2),
        question("other", "Police", "open", 3),
        question("mine late", "health", "open", 5),
        question("mine", "Health ", "open", 4),
    ]
    said = [each["id"] for each in beside.call("inOrder", rows, "Health")]
    assert said == ["mine", "mine late", "other", "later", "answered"]
    assert not beside.call("sameAgency", "", ""), "a question to anybody is not one to who has no agency"


@pytest.mark.parametrize(
    ("kept", "typed", "both"),
    [
        ("", "a", "a"), ("a", "", "a"), ("a b", "a", "a b"), ("a", "a b", "a b"), ("one", "two", "one\n\ntwo"),
    ],
)  # fmt: skip
def test_notes_of_two_pages_lose_nothing(beside: Script, kept: str, typed: str, both: str) -> None:
    assert beside.call("joined", kept, typed) == both


def test_what_is_said_beside_a_record_stands_with_the_open_first(beside: Script) -> None:
    def comment(record: str, outcome: str, minutes: float) -> dict[str, str]:
        return {"collection": "events", "record": record, "outcome": outcome, "added_at": at(minutes)}

    plain = {"comments": {"a": comment("e", "answered", 1), "b": comment("e", "", 3), "c": comment("e", "", 2),
                          "d": comment("other", "", 1)}}  # fmt: skip
    assert [key for key, _ in beside.call("commentsOn", plain, "events", "e")] == ["c", "b", "a"]


def test_the_walk_passes_over_what_is_sensitive_and_says_how_many(beside: Script) -> None:
    """G1, G2"""
    events = {
        "c": event("Third", 0, "2017"),
        "a": event("First", 0, "2014"),
        "s": event("canary", 0, "2015", sensitive=True),
        "t": event("canary", 0, "2016", sensitive=True),
        "u": {**event("Undated", 0), "when": {"text": "", "start": None, "end": None}},
    }
    walk = beside.call("walkOf", events, "")
    assert walk == {"stops": ["a", "c", "u"], "at": -1, "before": "", "after": "a", "passed": 0}
    assert beside.call("walkOf", events, "a") == {**walk, "at": 0, "before": "", "after": "c", "passed": 2}
    assert beside.call("walkOf", events, "u")["after"] == ""
    assert beside.call("walkOf", events, "s")["after"] == "c", "whoever looks at a sensitive one goes on from it"


def test_a_replay_tells_each_contribution_in_its_order_and_draws_only_what_had_come(beside: Script) -> None:
    plain = {
        "people": {"sam": {"added_at": "", "added_by": ""}, "nan": {"added_at": at(3), "added_by": "tom"}},
        "unions": {"u": {"a": "sam", "b": "nan"}},
        "parent_links": {"l": {"child": "sam", "parent": "", "union": "u"}},
        "events": {"e": event("One", 1), "f": event("Two", 1), "g": event("Three", 5)},
    }
    moves = [
        {"collection": "events", "record": "e", "by": "gwen", "at": at(7)},
        {"collection": "events", "record": "g", "by": "tom", "at": at(5)},
        {"collection": "events", "record": "g", "by": "tom", "at": at(5.5)},
        {"collection": "events", "record": "gone", "by": "tom", "at": at(8)},
    ]
    steps = beside.call("stepsOf", plain, moves)
    told = [(step["what"], step["ids"]) for step in steps]
    assert told == [("added", ["sam"]), ("added", ["e", "f"]), ("added", ["nan"]), ("added", ["g"]), ("moved", ["e"])]
    early = beside.call("soFar", plain, steps[:2])
    assert set(early["people"]) == {"sam"} and set(early["events"]) == {"e", "f"}
    assert early["unions"] == {} and early["parent_links"] == {}, "a couple comes with the second of the two"
    later = beside.call("soFar", plain, steps[:3])
    assert set(later["unions"]) == {"u"} and set(later["parent_links"]) == {"l"}
