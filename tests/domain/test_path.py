"""The way over the steps: each placement told once, in its own time and setting, and which way it went."""

from datetime import date
from typing import Any

import pytest

from server.domain.formulation import from_plain
from server.domain.moments import read
from server.domain.path import Stood, Way, ways
from server.domain.vocabulary import STEPS
from tests.families import record_id


def when(said: str) -> dict[str, Any]:
    return read(said, language="en", born=None, after=None).to_json()


def stood(number: int, on: str, *placements: dict[str, Any], events: dict[str, Any] | None = None) -> Stood:
    plain = {
        "placements": {record_id(str(p.pop("key"))): {"agreed": True, **p} for p in map(dict, placements)},
        "events": events or {},
    }
    formulation, doubtful = from_plain(plain)
    assert doubtful == ()
    return Stood(number, date.fromisoformat(on), formulation)


MARCH = {"key": 1, "steps": "1_2", "reason": "Eats and sleeps; runs when new people come"}
APRIL = {"key": 2, "steps": "1", "when": when("April 2026")}
JUNE = {"key": 3, "steps": "2", "emerging": "3"}


def told(way: Way) -> list[tuple[int, str, str, str]]:
    return [(p.version, p.on.isoformat(), p.steps, p.went) for p in way.points]


def test_a_dip_between_two_versions_stands_where_it_was_and_comes_back() -> None:
    """Case A: placed on 1 and 2 in March, on 1 in April, on 2 in June. H1, H2."""
    (way,) = ways([stood(1, "2026-03-12", MARCH), stood(2, "2026-06-11", MARCH, APRIL, JUNE)])
    assert told(way) == [
        (1, "2026-03-12", "1_2", ""),
        (2, "2026-04-01", "1", "down"),
        (2, "2026-06-11", "2", "up"),
    ]
    assert way.points[2].emerging == "3" and way.points[0].reason == MARCH["reason"]


def test_every_setting_has_a_way_of_its_own_and_the_whole_comes_first() -> None:
    """H3"""
    home, again = {"key": 4, "steps": "1", "setting": "at home"}, {"key": 5, "steps": "2", "setting": "At  Home"}
    found = ways([stood(1, "2026-03-12", home, MARCH), stood(2, "2026-06-11", again)])
    assert [(way.setting, len(way.points)) for way in found] == [("", 1), ("at home", 2)]


@pytest.mark.parametrize(
    ("before", "after", "went"),
    [("1", "2", "up"), ("1_2", "2", "up"), ("2", "1_2", "down"), ("2_3", "2_3", "same"), ("2_3", "1_4", "wider"),
     ("1_4", "2_3", "wider"), ("6", "1", "down")],
)  # fmt: skip
def test_which_way_it_went(before: str, after: str, went: str) -> None:
    then, now = {**MARCH, "steps": before}, {**JUNE, "steps": after}
    (way,) = ways([stood(1, "2026-03-12", then), stood(2, "2026-06-11", now)])
    assert way.points[1].went == went


def test_what_is_not_agreed_has_no_steps_or_was_removed_is_no_point() -> None:
    alone, unsaid = {"key": 6, "steps": "4", "agreed": False}, {"key": 7, "steps": ""}
    gone = {"key": 8, "steps": "5", "removed_at": "2026-06-11T10:00:00Z", "removed_by": "x" * 22}
    assert ways([stood(1, "2026-03-12", alone, unsaid, gone)]) == ()
    assert ways([]) == ()


def test_the_events_it_rests_on_come_in_their_order() -> None:
    late, early = record_id("late"), record_id("early")
    events = {
        late: {"title": "Ran away", "when": when("April 2026")},
        early: {"title": "New adult", "when": when("March 2026")},
    }
    placed = {**MARCH, "events": {late: "supports", early: "speaks_against", record_id("no such"): "supports"}}
    (way,) = ways([stood(1, "2026-03-12", placed, events=events)])
    assert way.points[0].events == (early, late)


def test_a_step_reached_again_without_change_in_the_next_version_is_told_once() -> None:
    """H1"""
    (way,) = ways([stood(n, f"2026-0{n}-12", MARCH) for n in (1, 2, 3)])
    assert told(way) == [(1, "2026-01-12", "1_2", "")]
    assert len(STEPS) == 6
