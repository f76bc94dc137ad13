"""Leading a meeting: it rests and goes on, the big screen is blanked, the lead changes hands; all of it outlives a
restart, and only those who lead do it."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.storage import audit, meetings
from server.sync import wire
from server.web import screen
from tests.web.people import Meeting, running
from tests.web.test_screen import _feed, _leading, _look, _until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come sooner than on a wall."""
    monkeypatch.setattr(screen, "BEAT_S", 0.3)


def ask(meeting: Meeting, browser: Any, what: str, **said: object) -> Any:
    return browser.post(f"/cases/{meeting.sam}/{what}", json=said, headers={"accept": "application/json"})


def sitting(meeting: Meeting) -> Any:
    return meeting.read(lambda t: meetings.must_find(t, meeting.sitting))


def test_a_pause_is_kept_and_in_the_audit_and_so_is_its_end(meeting: Meeting) -> None:
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    assert ask(meeting, nia, "pause", paused=True).json() == {"paused": True}
    assert sitting(meeting).paused_at and not sitting(meeting).rested_at
    assert ask(meeting, nia, "pause", paused=True).json() == {"paused": True}, "asked twice it is one pause"
    assert ask(meeting, gwen, "pause", paused=False).json() == {"paused": False}
    assert not sitting(meeting).paused_at and sitting(meeting).rested_at
    noted = [
        (each.what, each.who)
        for what in ("meeting.paused", "meeting.resumed")
        for each in meeting.read(lambda t, what=what: audit.entries(t, what=what))
    ]
    assert noted == [("meeting.paused", meeting.nia), ("meeting.resumed", meeting.gwen)]


def test_only_those_who_lead_pause_and_blank_and_only_in_an_open_meeting(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    for what, said in (("pause", {"paused": True}), ("wall", {"blank": True})):
        assert ask(meeting, priya, what, **said).status_code == 403
        assert ask(meeting, meeting.signed_in("Huw"), what, **said).status_code == 404
        for wrong in ({}, {"paused": "yes", "blank": 1}, {"paused": None}):
            assert ask(meeting, nia, what, **wrong).status_code == 422
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert ask(meeting, nia, "pause", paused=True).status_code == 409
    assert not sitting(meeting).paused_at and not sitting(meeting).blanked_at


def test_who_closes_a_meeting_that_rests_may_go_on_working(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    ask(meeting, nia, "pause", paused=True)
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    with _leading(nia, meeting.sam) as room:
        assert welcome(room)["paused"] is False


def welcome(room: Any) -> dict[str, Any]:
    """What a page is told first."""
    for _ in range(20):
        frame = room.receive_bytes()
        if frame[0] == wire.NEWS:
            said: dict[str, Any] = json.loads(frame[frame.index(b"{") :])
            if said["news"] == "welcome":
                return said
    raise AssertionError("no welcome")


def test_a_server_that_starts_again_in_a_pause_comes_up_in_the_pause(tmp_path: Path) -> None:
    """Z1"""
    with running(tmp_path) as house:
        nia = house.signed_in("Nia")
        ask(house, nia, "pause", paused=True)
        ask(house, nia, "wall", blank=True)
        sam, sitting_now = house.sam, house.sitting
    with running(tmp_path, Again) as house:
        house.sam, house.sitting = sam, sitting_now
        nia, device = house.signed_in("Nia"), house.screen(sitting_now)
        with _leading(nia, sam) as room, _feed(device) as feed:
            told = welcome(room)
            assert told["paused"] is True and told["blank"] is True
            assert _until(feed, "blank", blank=True)["reason"] == "paused"
            ask(house, nia, "pause", paused=False)
            assert _until(feed, "blank", blank=True)["reason"] == "blanked"
            ask(house, nia, "wall", blank=False)
            _until(feed, "picture")
            _until(feed, "blank", blank=False)


class Again(Meeting):
    """The same files, opened by another server."""

    def prepare(self) -> None:
        """Everybody is there already."""


def test_a_blanked_wall_holds_no_picture_until_it_is_shown_again(meeting: Meeting) -> None:
    """I02"""
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _leading(nia, meeting.sam), _feed(device) as feed:
        _until(feed, "picture")
        ask(meeting, nia, "wall", blank=True)
        assert _until(feed, "blank", blank=True)["reason"] == "blanked"
        ask(meeting, nia, "wall", blank=False)
        _until(feed, "picture")


def test_when_the_chair_drops_the_wall_is_blank_until_the_coordinator_takes_the_lead(meeting: Meeting) -> None:
    """J07: J10: every hand-over is in the audit."""
    device, nia, gwen = meeting.screen(meeting.sitting), meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    with _leading(gwen, meeting.sam) as coordinator, _feed(device) as feed:
        assert _until(feed, "blank", blank=True)["reason"] == "nobody_leads", "the coordinator has not taken it"
        with _leading(nia, meeting.sam) as chair:
            _look(chair, {"view": "timeline", "band": "8"})
            _until(feed, "looking", at={"view": "timeline", "band": "8"})
            _until(feed, "blank", blank=False)
            meeting.portal.call(_drop, meeting)
            _until(feed, "blank", blank=True)
        _look(coordinator, {"view": "timeline", "band": "8"})
        _until(feed, "picture")
        assert _until(feed, "blank", blank=False)
    led = [each.who for each in meeting.read(lambda t: audit.entries(t, what="meeting.led"))]
    assert sorted(led) == sorted([meeting.nia, meeting.gwen])


async def _drop(meeting: Meeting) -> None:
    meeting.here.hub.close_person(meeting.nia, 4410)


def test_a_wall_on_which_nothing_changes_goes_dark_and_comes_back_with_a_change(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    monkeypatch.setattr(screen, "IDLE_S", 0.9)
    with _leading(nia, meeting.sam) as room, _feed(device) as feed:
        _until(feed, "blank", blank=False)
        assert _until(feed, "blank", blank=True)["reason"] == "idle"
        _look(room, {"view": "family"})
        _until(feed, "picture")
        _until(feed, "looking", at={"view": "family"})


def test_the_page_is_told_when_the_room_rested_last(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    page = nia.get(f"/cases/{meeting.sam}/room").text
    told = json.loads(page.split('id="room">')[1].split("</script>")[0])
    assert told["rested"] == sitting(meeting).opened_at
