"""The big screen: its link, its feed, and what it is never sent."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse

from server.sync import wire
from server.web import screen
from tests.web.people import EVENT, FORMULATION, ORIGIN, SAM, SOCKETS, Meeting

SECRET = "h" * 21 + "A"
SENSITIVE = {
    **FORMULATION,
    "events": {**FORMULATION["events"], SECRET: {"title": "Saw violence at home", "sensitive": True, "lane": "hard"}},
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come sooner than on a wall."""
    monkeypatch.setattr(screen, "BEAT_S", 0.3)


def _feed(browser: TestClient) -> Any:
    return browser.websocket_connect(f"{SOCKETS}/screen/feed", headers={"origin": ORIGIN})


def _until(feed: Any, news: str, **expected: object) -> dict[str, Any]:
    """The next frame of that news with these values."""
    for _ in range(60):
        frame: dict[str, Any] = json.loads(feed.receive_text())
        if frame["news"] == news and all(frame[name] == value for name, value in expected.items()):
            return frame
    raise AssertionError(f"no {news}")


@contextmanager
def _leading(browser: TestClient, case: str) -> Iterator[Any]:
    """A chair in the room."""
    address = f"{SOCKETS}/cases/{case}/sync/shared?epoch=1"
    with browser.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        yield socket


def _look(socket: Any, at: dict[str, Any]) -> None:
    said = json.dumps({"word": "looking", "at": at, "lead": True})
    socket.send_bytes(bytes([wire.WORD]) + wire.news(said)[1:])


def test_opening_the_link_changes_nothing_and_the_button_makes_it_the_big_screen(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    page = nia.post(f"/cases/{meeting.sam}/screens").text
    link = page.split(f"{ORIGIN}/screen/")[1].split("<")[0].strip()
    device = meeting.visit()
    assert "set-cookie" not in device.get(f"/screen/{link}").headers
    assert device.get("/screen").status_code == 404
    assert device.post(f"/screen/{link}").headers["location"] == "/screen"
    shown = device.get("/screen")
    assert shown.status_code == 200 and meeting.sam not in shown.text
    assert re.search(r"\bSam\b", shown.text.replace(link, "")) is None


def test_the_feed_never_carries_what_is_sensitive_nor_a_day_of_birth(meeting: Meeting) -> None:
    """D10, I09."""
    case = meeting.case("Elin", SENSITIVE)
    meeting.seat(case, meeting.nia, "chair")
    device, nia = meeting.screen(meeting.meeting(case)), meeting.signed_in("Nia")
    with _leading(nia, case), _feed(device) as feed:
        picture = _until(feed, "picture")
    assert picture["hidden"] == {"events": 1} and set(picture["plain"]["events"]) == {EVENT}
    said = json.dumps(picture)
    assert "violence" not in said and "2010-02-03" not in said and "3 February" not in said


def test_it_shows_where_the_chair_looks(meeting: Meeting) -> None:
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _leading(nia, meeting.sam) as room, _feed(device) as feed:
        _until(feed, "picture")
        _look(room, {"view": "family", "selected": SAM})
        assert _until(feed, "looking", at={"view": "family", "selected": SAM})


def test_it_is_blank_while_nobody_leads_and_has_its_picture_again_when_the_chair_is_back(meeting: Meeting) -> None:
    """I02."""
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _feed(device) as feed:
        assert _until(feed, "blank", blank=True)["reason"] == "nobody_leads"
        with _leading(nia, meeting.sam):
            _until(feed, "picture")
            _until(feed, "blank", blank=False)
            meeting.portal.call(_close_room_of, meeting)
            _until(feed, "blank", blank=True)
        with _leading(nia, meeting.sam):
            _until(feed, "picture")


async def _close_room_of(meeting: Meeting) -> None:
    meeting.here.hub.close_person(meeting.nia, 4410)


def test_it_is_blank_while_the_meeting_is_paused(meeting: Meeting) -> None:
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _leading(nia, meeting.sam), _feed(device) as feed:
        _until(feed, "picture")

        async def pause() -> None:
            meeting.here.hub.pause(meeting.sam, True)

        meeting.portal.call(pause)
        assert _until(feed, "blank", blank=True)["reason"] == "paused"


def test_it_ends_with_its_meeting(meeting: Meeting) -> None:
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _feed(device) as feed:
        _until(feed, "blank", blank=True)
        nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
        while (message := feed.receive())["type"] != "websocket.close":
            pass
        assert message["code"] == 4401
    assert device.get("/screen").status_code == 404


def test_only_a_big_screen_of_ours_gets_the_feed(meeting: Meeting) -> None:
    """C01, D10."""
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    for browser, origin in (
        (meeting.visit(), ORIGIN),
        (nia, ORIGIN),
        (device, "https://evil.example"),
        (device, "null"),
    ):
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            browser.websocket_connect(f"{SOCKETS}/screen/feed", headers={"origin": origin}),
        ):
            pass
        assert refused.value.status_code == 403


def test_a_big_screen_has_no_way_into_the_document(meeting: Meeting) -> None:
    device = meeting.screen(meeting.sitting)
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        device.websocket_connect(f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1", headers={"origin": ORIGIN}),
    ):
        pass
    assert refused.value.status_code == 403


def test_without_an_open_meeting_no_big_screen_is_made(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert nia.post(f"/cases/{meeting.sam}/screens").status_code == 409


def test_a_screen_that_was_away_comes_back_without_a_code_and_blank(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """J08, S7"""
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _leading(nia, meeting.sam) as leading:
        _look(leading, {"view": "family"})
        with _feed(device) as feed:
            _until(feed, "picture")
        with _feed(device) as feed:
            _until(feed, "picture")
        monkeypatch.setattr(screen, "AWAY_S", 0.0)
        _gone_for_a_moment(meeting)
        with _feed(device) as feed:
            assert _until(feed, "blank")["reason"] == "was_away"
            _look(leading, {"view": "family"})
            assert _until(feed, "picture")["plain"]["people"]
            _until(feed, "blank", blank=False)


def _gone_for_a_moment(meeting: Meeting) -> None:
    """Waits until the server knows that no screen is connected."""
    for _ in range(200):
        if meeting.here.walls_away and not any(meeting.here.walls.values()):
            time.sleep(0.05)
            return
        time.sleep(0.02)
    raise AssertionError("a screen is still connected")
