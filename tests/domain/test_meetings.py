"""A meeting's course, and where each participant stands in it. Rules M1 to M4."""

from dataclasses import replace

import pytest

from server.domain.errors import Refusal
from server.domain.meetings import (
    Meeting,
    Participant,
    Standing,
    State,
    must_be_planned,
    must_not_have_ended,
    standing,
)

NOW = "2026-03-12T09:31:00Z"
PLANNED = Meeting("m", "case", "formulation", planned_at=NOW)
OPEN = replace(PLANNED, opened_at=NOW)
CLOSED = replace(OPEN, closed_at=NOW)
CANCELLED = replace(PLANNED, closed_at=NOW)
TOM = Participant("tom", "m", "contributor", "Tom")


def test_a_meeting_is_planned_then_open_then_closed() -> None:
    """M1"""
    states = [meeting.state for meeting in (PLANNED, OPEN, CLOSED, CANCELLED)]
    assert states == [State.PLANNED, State.OPEN, State.CLOSED, State.CLOSED]


def test_a_meeting_is_opened_once() -> None:
    """M1"""
    must_be_planned(PLANNED)
    for meeting, key in ((OPEN, "meeting_open_already"), (CLOSED, "meeting_has_ended")):
        with pytest.raises(Refusal) as refused:
            must_be_planned(meeting)
        assert refused.value.key == key


def test_only_a_closed_meeting_has_ended() -> None:
    """M3"""
    must_not_have_ended(PLANNED)
    must_not_have_ended(OPEN)
    with pytest.raises(Refusal):
        must_not_have_ended(CLOSED)


@pytest.mark.parametrize(
    ("meeting", "who", "expected"),
    [
        (PLANNED, TOM, Standing.WAITING),
        (OPEN, TOM, Standing.WAITING),
        (PLANNED, replace(TOM, admitted_at=NOW), Standing.EARLY),
        (OPEN, replace(TOM, admitted_at=NOW), Standing.IN),
        (CLOSED, replace(TOM, admitted_at=NOW), Standing.ENDED),
        (CLOSED, TOM, Standing.ENDED),
        (OPEN, replace(TOM, admitted_at=NOW, removed_at=NOW), Standing.REMOVED),
        (CLOSED, replace(TOM, removed_at=NOW), Standing.REMOVED),
        (PLANNED, replace(TOM, role="chair"), Standing.IN),
        (CLOSED, replace(TOM, role="coordinator"), Standing.IN),
        (OPEN, replace(TOM, role="observer", admitted_at=NOW), Standing.IN),
    ],
)
def test_where_a_participant_stands(meeting: Meeting, who: Participant, expected: Standing) -> None:
    """M2, M3, M4"""
    assert standing(meeting, who) is expected
