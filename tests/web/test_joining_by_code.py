"""The door of a meeting: open by a code, behind it the waiting room and nothing else."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.domain import codes
from server.languages import words
from server.storage import audit, doors, meetings
from tests.web.people import Meeting

EN = words("en")


def at(meeting: Meeting, rest: str = "") -> str:
    return f"/cases/{meeting.sam}/meetings/{meeting.sitting}{rest}"


def opened(meeting: Meeting, chair: TestClient) -> str:
    """The code of a door that the chair has just opened."""
    assert chair.post(at(meeting, "/door"), data={"open": "yes"}).headers["location"].endswith("/door")
    code = meeting.read(lambda t: doors.code_of(t, meeting.here.keys, meeting.sitting, meeting.here.now()))
    assert code
    return str(code)


def knock(meeting: Meeting, code: str, name: str = "Mared", agency: str = "Health", **headers: str) -> TestClient:
    browser = meeting.visit()
    browser.headers.update(headers)
    answer = browser.post(f"/join/{code}", data={"name": name, "agency": agency, "language": "cy"})
    assert (answer.status_code, answer.headers.get("location")) == (303, "/waiting"), answer.text
    return browser


def waiting(meeting: Meeting, chair: TestClient) -> Any:
    return chair.get(at(meeting, "/waiting"), headers={"accept": "application/json"}).json()


def test_a_code_is_read_however_it_is_typed_and_nothing_else_is_one() -> None:
    code = codes.new_code()
    assert re.fullmatch("[BCDFGHJKMNPQRTVWXZ2346789]{6}", code)
    for said in (code, codes.said_code(code), code.lower(), f" {code[:3]}-{code[3:]} ", "\u2007".join(code)):
        assert codes.read_code(said) == code
    for said in ("", "ABCDEF", code + "2", code[:5], "K7M4Q!", "k" * 22, "\x00" * 6):
        assert codes.read_code(said) == ""


def test_who_comes_by_the_code_waits_and_sees_nothing_until_the_chair_says_yes(meeting: Meeting) -> None:
    """J2, J4, D2"""
    nia = meeting.signed_in("Nia")
    code = opened(meeting, nia)
    visitor = meeting.visit()
    page = visitor.get(f"/join/{code}")
    assert page.status_code == 200 and "Sam" not in page.text and "set-cookie" not in page.headers
    mared = knock(meeting, code)
    shown = unescape(mared.get("/waiting").text)
    assert "Sam" not in shown and code not in shown
    assert mared.get(f"/cases/{meeting.sam}/room").status_code in (303, 404)
    (told,) = waiting(meeting, nia)["waiting"]
    assert told["name"] == "Mared" and EN("waiting.not_on_list") in told["said"]
    nia.post(at(meeting, "/admissions"), data={"person": told["id"], "answer": "in"})
    assert mared.get("/waiting").headers["location"] == f"/cases/{meeting.sam}/room"
    assert mared.get(f"/cases/{meeting.sam}/room").status_code == 200
    assert 'lang="cy"' in mared.get(f"/cases/{meeting.sam}/room").text


def test_the_code_is_typed_on_a_page_of_its_own(meeting: Meeting) -> None:
    code = opened(meeting, meeting.signed_in("Nia"))
    visitor = meeting.visit()
    assert visitor.get("/join").status_code == 200
    assert visitor.post("/join", data={"code": codes.said_code(code).lower()}).headers["location"] == f"/join/{code}"
    wrong = visitor.post("/join", data={"code": "<b>nine"})
    assert wrong.status_code == 422 and EN("code.wrong") in unescape(wrong.text) and "<b>nine" not in wrong.text
    assert EN("form.needed") in unescape(visitor.post("/join", data={"code": ""}).text)


def test_a_door_that_is_closed_opens_to_nobody_and_a_new_code_ends_the_old(meeting: Meeting) -> None:
    """D1"""
    nia = meeting.signed_in("Nia")
    first = opened(meeting, nia)
    second = opened(meeting, nia)
    assert meeting.visit().get(f"/join/{first}").status_code == 410
    assert meeting.visit().get(f"/join/{second}").status_code == 200
    early = knock(meeting, second)
    nia.post(at(meeting, "/door"), data={"open": "no"})
    late = meeting.visit()
    assert late.get(f"/join/{second}").status_code == 410
    assert late.post(f"/join/{second}", data={"name": "Late"}).status_code == 410
    assert early.get("/waiting").status_code == 200, "who waits goes on waiting"
    assert waiting(meeting, nia)["door"] is False
    noted = [
        e.what for w in ("door.opened", "door.closed") for e in meeting.read(lambda t, w=w: audit.entries(t, what=w))
    ]
    assert noted == ["door.opened", "door.opened", "door.closed"]


def test_it_closes_with_the_meeting_and_who_came_by_it_is_out(meeting: Meeting) -> None:
    """E05: access ends with the meeting."""
    nia = meeting.signed_in("Nia")
    code = opened(meeting, nia)
    mared = knock(meeting, code)
    (told,) = waiting(meeting, nia)["waiting"]
    nia.post(at(meeting, "/admissions"), data={"person": told["id"], "answer": "in"})
    nia.post(at(meeting, "/closing"))
    assert meeting.visit().get(f"/join/{code}").status_code == 410
    assert mared.get(f"/cases/{meeting.sam}/room").status_code in (303, 404)


def test_the_chair_sees_the_same_name_somebody_shown_out_and_on_what_they_came(meeting: Meeting) -> None:
    """J11, E02, E03"""
    nia = meeting.signed_in("Nia")
    meeting.invite(meeting.sitting, "Priya")
    out, _ = meeting.invite(meeting.sitting, "Gareth")
    meeting.write(lambda t: meetings.remove(t, out, meeting.here.now(), by=meeting.nia))
    code = opened(meeting, nia)
    knock(meeting, code, "priya", **{"user-agent": "Mozilla/5.0 (Linux; Android 9) Mobile Safari"})
    knock(meeting, code, "Gareth", **{"user-agent": "Mozilla/5.0 (iPad; CPU OS 12)"})
    said = {each["name"]: each["said"] for each in waiting(meeting, nia)["waiting"]}
    assert EN("waiting.same_name") in said["priya"] and EN("waiting.on.phone") in said["priya"]
    assert EN("waiting.name_shown_out") in said["Gareth"] and EN("waiting.on.tablet") in said["Gareth"]


def test_who_is_in_already_is_not_made_a_second_person(meeting: Meeting) -> None:
    code = opened(meeting, meeting.signed_in("Nia"))
    mared = knock(meeting, code)
    assert mared.get(f"/join/{code}").headers["location"] == "/waiting"
    people = meeting.read(lambda t: meetings.participants(t, meeting.here.keys, meeting.sitting))
    assert [p.name for p in people if p.by_code] == ["Mared"]


def test_guessing_is_slow_and_a_room_full_of_people_behind_one_address_is_not(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D3"""
    code = opened(meeting, meeting.signed_in("Nia"))
    for number in range(doors.WRONG_EACH + 5):
        knock(meeting, code, f"Person {number}")
    for number in range(doors.WRONG_EACH):
        wrong = "222222" if number % 2 else "333333"
        answer = (
            meeting.visit().get(f"/join/{wrong}") if number % 3 else meeting.visit().post("/join", data={"code": wrong})
        )
        assert answer.status_code in (410, 422)
    assert meeting.visit().get(f"/join/{code}").status_code == 429
    assert meeting.visit().post("/join", data={"code": code}).status_code == 429


def test_a_crowd_at_the_door_is_bounded(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """E09"""
    monkeypatch.setattr(doors, "WAITING_MOST", 2)
    code = opened(meeting, meeting.signed_in("Nia"))
    knock(meeting, code, "One")
    knock(meeting, code, "Two")
    third = meeting.visit().post(f"/join/{code}", data={"name": "Three"})
    assert third.status_code == 429 and EN("refusal.too_many_waiting") in unescape(third.text)


def test_bad_input_comes_back_with_its_words(meeting: Meeting) -> None:
    code = opened(meeting, meeting.signed_in("Nia"))
    visitor = meeting.visit()
    nobody = visitor.post(f"/join/{code}", data={"name": "  ", "agency": "Health"})
    assert nobody.status_code == 422 and 'value="Health"' in nobody.text
    assert visitor.post(f"/join/{code}", data={"name": "x" * 201}).status_code == 422
    welsh = visitor.post(f"/join/{code}", data={"name": "Mared", "agency": "", "choose": "cy"})
    assert welsh.status_code == 200 and 'lang="cy"' in welsh.text and 'value="Mared"' in welsh.text


def test_only_those_who_lead_open_the_door_and_its_page_tells_nothing_of_the_case(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    assert nia.get(at(meeting, "/door")).headers["location"] == at(meeting), "nothing to show while it is closed"
    code = opened(meeting, nia)
    page = nia.get(at(meeting, "/door")).text
    assert codes.said_code(code) in page and "Sam" not in page and "<svg" in page
    assert EN("code.open_now") in unescape(nia.get(at(meeting)).text)
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.get(at(meeting, "/door")).status_code == 404
    assert priya.post(at(meeting, "/door"), data={"open": "yes"}).status_code == 403
    assert meeting.signed_in("Huw").get(at(meeting, "/door")).status_code == 404


def test_a_door_that_nobody_closes_closes_by_itself(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    """E01, D1: a picture of the code that a passer-by took is worth nothing after twenty minutes"""
    nia = meeting.signed_in("Nia")
    code = opened(meeting, nia)
    knock(meeting, code)
    opened_at = datetime.fromisoformat(meeting.here.now())

    def later(minutes: float) -> None:
        when = (opened_at + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        monkeypatch.setattr(type(meeting.here), "now", lambda _: when)

    later(19)
    assert meeting.visit().get(f"/join/{code}").status_code == 200
    later(20.1)
    assert meeting.visit().get(f"/join/{code}").status_code == 410
    assert meeting.visit().post(f"/join/{code}", data={"name": "Late", "language": "en"}).status_code == 410
    assert not waiting(meeting, nia)["door"]
    assert opened(meeting, nia) != code
