"""Which lanes a case shows at first: kept with the case, told to its pages and its big screens."""

import json
import re
from html import unescape
from typing import Any

import pytest

from server.languages import words
from server.web import screen
from server.web.lanes import KEYS, USUAL
from tests.web.people import Meeting
from tests.web.test_screen import _feed, _leading, _until

EN = words("en")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come sooner than on a wall."""
    monkeypatch.setattr(screen, "BEAT_S", 0.3)


def room_of(browser: Any, meeting: Meeting) -> Any:
    page = browser.get(f"/cases/{meeting.sam}/room").text
    found = re.search(r'id="room">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(unescape(found.group(1)))


def test_lanes_are_moved_and_hidden_without_dragging_and_are_told_to_every_page(meeting: Meeting) -> None:
    nia, address = meeting.signed_in("Nia"), f"/cases/{meeting.sam}/lanes"
    assert room_of(nia, meeting)["lanes"] == []
    order = list(KEYS)
    data: dict[str, Any] = {"lane": order, "shown": ["home", "strengths"], "do": "up-strengths"}
    device = meeting.screen(meeting.sitting)
    with _leading(nia, meeting.sam), _feed(device) as feed:
        assert _until(feed, "worded")["lanes"] == []
        assert nia.post(address, data=data).status_code == 303
        told = _until(feed, "worded")["lanes"]
    assert [each["key"] for each in told if each["shown"]] == ["home", "strengths"]
    assert room_of(nia, meeting)["lanes"] == told and sorted(each["key"] for each in told) == sorted(KEYS)
    nia.post(address, data={"lane": [e["key"] for e in told], "shown": ["home", "strengths"], "do": "up-strengths"})
    assert [e["key"] for e in room_of(nia, meeting)["lanes"] if e["shown"]] == ["strengths", "home"]
    nia.post(address, data={"lane": order, "shown": list(USUAL), "do": "usual"})
    assert room_of(nia, meeting)["lanes"] == []


def test_what_is_no_lane_is_not_taken_and_only_leaders_choose(meeting: Meeting) -> None:
    nia, address = meeting.signed_in("Nia"), f"/cases/{meeting.sam}/lanes"
    assert nia.post(address, data={"lane": ["home"], "do": "keep"}).status_code == 422
    assert nia.post(address, data={"lane": list(KEYS), "shown": ["canary"], "do": "keep"}).status_code == 422
    assert EN("lanes.words") in unescape(nia.get(address).text)
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.post(address, data={"lane": list(KEYS)}).status_code == 403
    assert meeting.signed_in("Huw").get(address).status_code == 404


def test_a_question_that_waits_stands_on_the_home_of_the_case(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/questions", json={"to": "Health", "words": "Who was his <b>nurse</b>?"})
    page = unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert EN("case.questions", n=1) in page and "Who was his <b>nurse</b>?" in page
    asked = nia.get(f"/cases/{meeting.sam}/questions").json()["questions"][0]["id"]
    nia.post(f"/cases/{meeting.sam}/questions/{asked}", json={"state": "answered", "answer": "Mared"})
    assert EN("case.questions", n=1) not in unescape(nia.get(f"/cases/{meeting.sam}").text)
