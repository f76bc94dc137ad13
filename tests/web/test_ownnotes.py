"""One's own notes: their writer's alone, never overwritten, gone with the meeting for who came to it."""

from typing import Any

import pytest

from server.web.ownnotes import MOST_WORDS
from tests.web.people import Meeting

WORDS = "Ask Nan about the summer: dysgodd wneud cawl ŵ"


def notes(meeting: Meeting, browser: Any, words: str | None = None, revision: object = 0) -> Any:
    address = f"/cases/{meeting.sam}/own-notes"
    if words is None:
        return browser.get(address).json()
    return browser.put(address, json={"words": words, "revision": revision}, headers={"accept": "application/json"})


def test_notes_are_read_again_by_their_writer_and_by_nobody_else(meeting: Meeting) -> None:
    """W1"""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    assert notes(meeting, priya) == {"words": "", "revision": 0}
    assert notes(meeting, priya, WORDS).json() == {"revision": 1}
    assert notes(meeting, priya) == {"words": WORDS, "revision": 1}
    assert notes(meeting, nia) == {"words": "", "revision": 0}
    assert notes(meeting, nia, "the chair's own").status_code == 200
    assert notes(meeting, priya)["words"] == WORDS
    kept = meeting.read(lambda t: [bytes(row["words"]) for row in t.all("select words from own_notes")])
    assert len(kept) == 2 and not any(b"Nan" in each for each in kept)
    assert WORDS not in str(meeting.read(lambda t: [tuple(row) for row in t.all("select * from audit")]))


def test_a_second_page_of_the_same_person_overwrites_nothing(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    notes(meeting, nia, "from the laptop")
    refused = notes(meeting, nia, "from the phone", 0)
    assert refused.status_code == 409 and refused.json()["key"] == "own_notes_changed"
    assert notes(meeting, nia)["words"] == "from the laptop"
    assert notes(meeting, nia, "from both", 1).json() == {"revision": 2}


def test_a_participants_notes_go_with_the_meeting_and_the_chairs_stay(meeting: Meeting) -> None:
    """W2"""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    notes(meeting, priya, WORDS)
    notes(meeting, nia, "mine")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert notes(meeting, nia)["words"] == "mine"
    assert meeting.read(lambda t: len(t.all("select * from own_notes"))) == 1


@pytest.mark.parametrize(
    ("words", "revision", "status"),
    [("x" * MOST_WORDS, 0, 200), ("x" * (MOST_WORDS + 1), 0, 413), ("x", True, 422), ("x", "0", 422), (7, 0, 422)],
)
def test_what_cannot_be_kept_is_refused(meeting: Meeting, words: Any, revision: object, status: int) -> None:
    assert notes(meeting, meeting.signed_in("Nia"), words, revision).status_code == status
