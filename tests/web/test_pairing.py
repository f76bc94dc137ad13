"""A device becomes the big screen by the code that it shows and somebody who leads types."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from server.domain.codes import read_code
from server.domain.errors import Refusal
from server.languages import words
from server.web import devices, screen
from tests.web.people import Meeting
from tests.web.test_screen import _feed, _leading, _until

EN = words("en")
PART = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come sooner than on a wall."""
    monkeypatch.setattr(screen, "BEAT_S", 0.3)


def code_on(device: TestClient) -> str:
    page = device.get("/big-screen")
    assert page.status_code == 200, page.text
    found = re.search(r'class="code"[^>]*>([^<]+)<', page.text)
    assert found
    return read_code(found.group(1))


def pair(meeting: Meeting, chair: TestClient, code: str) -> tuple[int, str]:
    answer = chair.post(f"/cases/{meeting.sam}/screens/pairing", data={"code": code})
    return answer.status_code, unescape(answer.text)


def test_a_code_that_was_typed_makes_the_device_the_screen_and_it_is_counted(meeting: Meeting) -> None:
    """P1"""
    device, nia = meeting.visit(), meeting.signed_in("Nia")
    code = code_on(device)
    assert code_on(device) == code, "looked at again it is the same one"
    assert "Sam" not in device.get("/big-screen").text
    assert device.get("/big-screen?part=paired", headers=PART).status_code == 204
    assert device.get("/screen").status_code == 404
    assert EN("pairing.do") in unescape(nia.get(f"/cases/{meeting.sam}/screens").text)
    status, said = pair(meeting, nia, f"{code[:3]} {code[3:].lower()}")
    assert status == 200 and EN("pairing.done") in said
    assert device.get("/big-screen?part=paired", headers=PART).headers["hx-redirect"] == "/screen"
    assert device.get("/screen").status_code == 200
    address = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/waiting"
    with _leading(nia, meeting.sam), _feed(device) as feed:
        _until(feed, "picture")
        assert nia.get(address, headers={"accept": "application/json"}).json()["screens"] == 1


def test_a_code_is_used_once_and_by_one_device(meeting: Meeting) -> None:
    device, other, nia = meeting.visit(), meeting.visit(), meeting.signed_in("Nia")
    code = code_on(device)
    assert code_on(other) != code
    assert pair(meeting, nia, code)[0] == 200
    assert pair(meeting, nia, code)[0] == 422
    assert other.get("/big-screen?part=paired", headers=PART).status_code == 204
    assert device.get("/big-screen").headers["location"] == "/screen"
    assert other.get("/screen").status_code == 404


def test_a_wrong_code_is_said_and_guessing_ends(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    status, said = pair(meeting, nia, "<i>no")
    assert status == 422 and EN("pairing.wrong") in said and "<i>no" not in said.replace('value="<i>no"', "")
    for _ in range(12):
        status, said = pair(meeting, nia, "222222")
    assert status == 429


def test_only_who_leads_an_open_meeting_connects_a_screen(meeting: Meeting) -> None:
    device, nia = meeting.visit(), meeting.signed_in("Nia")
    code = code_on(device)
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert pair(meeting, priya, code)[0] == 403 and pair(meeting, meeting.signed_in("Huw"), code)[0] == 404
    assert priya.get(f"/cases/{meeting.sam}/screens").status_code == 404
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert pair(meeting, nia, code)[0] == 409
    assert device.get("/big-screen?part=paired", headers=PART).status_code == 204


def test_a_code_runs_out_and_how_many_wait_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """P2"""
    waiting = devices.Pairings()
    device, token = waiting.begin("a", "2026-03-12T09:00:00Z")
    assert waiting.of(token, "2026-03-12T09:09:59Z") is device
    assert waiting.waiting(device.code, "2026-03-12T09:09:59Z") is device
    assert waiting.of(token, "2026-03-12T09:10:00Z") is None and waiting.devices == {}
    for number in range(devices.MOST_EACH):
        waiting.begin("a", f"2026-03-12T10:00:{number:02}Z")
    with pytest.raises(Refusal, match="too_many_waiting"):
        waiting.begin("a", "2026-03-12T10:00:30Z")
    assert waiting.begin("b", "2026-03-12T10:00:30Z")[0].address == "b"
    monkeypatch.setattr(devices, "MOST", len(waiting.devices))
    with pytest.raises(Refusal):
        waiting.begin("c", "2026-03-12T10:00:31Z")


def test_how_the_screen_is_worded_is_kept_and_told_to_every_screen(meeting: Meeting) -> None:
    """S6"""
    device, nia = meeting.screen(meeting.sitting), meeting.signed_in("Nia")
    with _leading(nia, meeting.sam), _feed(device) as feed:
        assert _until(feed, "worded")["labels"] == ""
        answer = nia.post(f"/cases/{meeting.sam}/screens/words", data={"labels": "both", "size": "larger"})
        assert answer.status_code == 200 and EN("pairing.worded") in unescape(answer.text)
        assert _until(feed, "worded", labels="both")["size"] == "larger"
    again = meeting.screen(meeting.sitting)
    with _leading(nia, meeting.sam), _feed(again) as feed:
        assert _until(feed, "worded")["labels"] == "both"
    wrong = nia.post(f"/cases/{meeting.sam}/screens/words", data={"labels": "fr", "size": ""})
    assert wrong.status_code == 422
