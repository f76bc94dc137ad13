"""The big screen is tried on the example: by the code of a device, with nothing of any case."""

import json
from html import unescape

from starlette.testclient import TestClient

from server.languages import words
from server.web import devices
from tests.web.people import EVENT, ORIGIN, SOCKETS, Meeting
from tests.web.test_pairing import PART, code_on
from tests.web.test_screen import _until

EN = words("en")


def feed(device: TestClient) -> object:
    return device.websocket_connect(f"{SOCKETS}/big-screen/rehearsal/feed", headers={"origin": ORIGIN})


def begin(meeting: Meeting, nia: TestClient) -> TestClient:
    device = meeting.visit()
    assert nia.post("/rehearsal", data={"code": code_on(device)}).status_code == 303
    return device


def test_a_device_shows_the_example_and_nothing_of_any_case(meeting: Meeting) -> None:
    """R1, R2"""
    nia = meeting.signed_in("Nia")
    device = begin(meeting, nia)
    assert device.get("/big-screen?part=paired", headers=PART).headers["hx-redirect"] == "/big-screen/rehearsal"
    assert device.get("/big-screen/rehearsal").status_code == 200
    assert device.get("/screen").status_code == 404
    with feed(device) as told:  # type: ignore[attr-defined]
        picture = _until(told, "picture")
        assert len(picture["plain"]["people"]) == 20
        assert _until(told, "looking")["at"]["view"] == "timeline"
        nia.post("/rehearsal", data={"show": "family"})
        assert _until(told, "looking")["at"]["view"] == "family"
        nia.post("/rehearsal", data={"labels": "both"})
        assert _until(told, "worded")["labels"] == "both"
        nia.post("/rehearsal", data={"show": "blank"})
        _until(told, "blank", blank=True)
        nia.post("/rehearsal", data={"end": "yes"})
        assert told.receive()["code"] == 4401
    assert EVENT not in json.dumps(picture) and meeting.sam not in json.dumps(picture)
    assert device.get("/big-screen/rehearsal").status_code == 404


def test_a_wrong_code_is_said_and_nothing_else_is_taken(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    answer = nia.post("/rehearsal", data={"code": "<b>"})
    assert answer.status_code == 422 and EN("pairing.wrong") in unescape(answer.text)
    begin(meeting, nia)
    assert nia.post("/rehearsal", data={"show": "story"}).status_code == 422
    assert nia.post("/rehearsal", data={"labels": "fr"}).status_code == 422
    assert EN("rehearsal.end") in unescape(nia.get("/rehearsal").text)


def test_a_screen_that_rehearses_is_nobody_elses_and_its_code_is_used(meeting: Meeting) -> None:
    nia, gwen, device = meeting.signed_in("Nia"), meeting.signed_in("Gwen"), meeting.visit()
    code = code_on(device)
    assert nia.post("/rehearsal", data={"code": code}).status_code == 303
    assert gwen.post("/rehearsal", data={"code": code}).status_code == 422
    assert gwen.post(f"/cases/{meeting.sam}/screens/pairing", data={"code": code}).status_code == 422
    assert gwen.post("/rehearsal", data={"show": "family", "end": "yes"}).status_code == 303
    assert device.get("/big-screen/rehearsal").status_code == 200, "another's end does not end it"


def test_it_ends_half_an_hour_after_the_last_deed(meeting: Meeting) -> None:
    """R3"""
    pairings = devices.Pairings()
    device, token = pairings.begin("10.0.0.1", "2026-03-12T09:00:00Z")
    pairings.rehearse(device, "nia", "2026-03-12T09:05:00Z")
    assert pairings.rehearsing("nia", "2026-03-12T09:34:59Z") is device
    assert pairings.of(token, "2026-03-12T09:35:00Z") is None


def test_a_device_that_does_not_rehearse_has_no_feed(meeting: Meeting) -> None:
    device = meeting.visit()
    code_on(device)
    assert device.get("/big-screen/rehearsal").status_code == 404
    assert device.get("/big-screen/rehearsal/feed").status_code == 404
