"""Meetings and joining: links that use nothing up, a waiting room that shows nothing of the child, a chair
who decides."""

import contextlib
import json
from datetime import datetime, timedelta
from html import unescape

from starlette.websockets import WebSocketDisconnect

from server.languages import words
from server.storage import consent, meetings
from tests.web.people import ORIGIN, SOCKETS, Meeting

EN = words("en")
JOIN = {"name": "Priya Shah", "agency": "Education", "language": "en"}
AGREED = {"who": "child", "name": "Sam", "answer": "agreed", "to": "That we meet", "language": "en",
          "day": "2026-03-02", "explained_in": "en"}  # fmt: skip


def test_nia_plans_a_meeting_and_gets_a_link_for_each_invited_person(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    data = {"kind": "review", "day": "2026-06-12", "name": ["Priya", "", "Olwen"], "agency": ["Education", "", ""],
            "role": ["contributor", "contributor", "observer"]}  # fmt: skip
    answer = nia.post(f"/cases/{meeting.sam}/meetings", data=data)
    assert answer.status_code == 303
    page = unescape(nia.get(answer.headers["location"]).text)
    assert page.count(f"{ORIGIN}/join/") == 2 and page.count('<svg class="qr"') == 2
    assert "Priya" in page and "Olwen" in page and "12 June 2026" in page


def test_a_meeting_without_a_day_is_not_planned_and_says_so(meeting: Meeting) -> None:
    page = meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/meetings", data={"kind": "review", "day": "31/02/2026"})
    assert page.status_code == 422 and words("en")("form.day_wrong") in page.text


def test_opening_a_link_changes_nothing_however_often(meeting: Meeting) -> None:
    """C18, E04."""
    who, token = meeting.invite(meeting.sitting, "Priya Shah")
    before = meeting.read(lambda t: meetings.participant(t, meeting.here.keys, who))
    for _ in range(5):
        answer = meeting.visit().get(f"/join/{token}")
        assert answer.status_code == 200 and "set-cookie" not in answer.headers
    assert meeting.read(lambda t: meetings.participant(t, meeting.here.keys, who)) == before
    assert meeting.visit().post(f"/join/{token}", data=JOIN).status_code == 303


def test_who_was_let_in_beforehand_goes_straight_to_the_meeting(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    answer = meeting.visit().post(f"/join/{token}", data=JOIN)
    assert answer.headers["location"] == f"/cases/{meeting.sam}/room"
    assert token not in answer.headers["location"] and "HttpOnly" in answer.headers["set-cookie"]


def test_another_name_than_the_invited_one_waits_for_the_chair(meeting: Meeting) -> None:
    """E02, E03."""
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    answer = meeting.visit().post(f"/join/{token}", data={**JOIN, "name": "Jo Bevan"})
    assert answer.headers["location"] == "/waiting"


def test_who_waits_sees_the_purpose_and_nothing_of_the_child(meeting: Meeting) -> None:
    """J2: not in the page, its title or its address."""
    _, token = meeting.invite(meeting.sitting, "Jo Bevan", admitted=False)
    jo = meeting.joined(token, "Jo Bevan")
    page = jo.get("/waiting")
    assert page.status_code == 200 and words("en")("waiting.purpose_words") in page.text
    assert "Sam" not in page.text and meeting.sam not in page.text
    assert jo.get(f"/cases/{meeting.sam}/standing").json()["reason"] == "waiting"


def test_nia_lets_jo_in_and_the_waiting_room_takes_jo_to_the_meeting(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Jo Bevan", admitted=False)
    jo, nia = meeting.joined(token, "Jo Bevan"), meeting.signed_in("Nia")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}"
    knocks = nia.get(f"{place}/waiting", headers={"accept": "application/json"}).json()["waiting"]
    assert [knock["name"] for knock in knocks] == ["Jo Bevan"] and not knocks[0]["has_read"]
    jo.post("/waiting", data={"read": "yes"})
    assert words("en")("waiting.has_read") in nia.get(f"{place}/waiting").text
    nia.post(f"{place}/admissions", data={"person": who, "answer": "in"})
    moved = jo.get("/waiting?part=standing", headers={"hx-request": "true"})
    assert moved.headers["hx-redirect"] == f"/cases/{meeting.sam}/room"
    assert jo.get(f"/cases/{meeting.sam}/room").status_code == 200


def test_the_chair_is_told_what_to_notice_about_who_knocks(meeting: Meeting) -> None:
    """E02, E03."""
    meeting.invite(meeting.sitting, "Tom Hale")
    _, one = meeting.invite(meeting.sitting, "Priya Shah")
    _, two = meeting.invite(meeting.sitting, "Olwen")
    meeting.joined(one, "Jo Bevan"), meeting.joined(two, "tom hale")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/waiting"
    knocks = meeting.signed_in("Nia").get(place, headers={"accept": "application/json"}).json()["waiting"]
    said = {knock["name"]: knock["said"] for knock in knocks}
    assert words("en")("waiting.not_on_list") in said["Jo Bevan"]
    assert words("en")("waiting.same_name") in said["tom hale"]


def test_who_left_the_waiting_room_does_not_knock_any_more_and_a_reload_keeps_the_place(meeting: Meeting) -> None:
    """E06."""
    _, token = meeting.invite(meeting.sitting, "Jo Bevan", admitted=False)
    jo, nia = meeting.joined(token, "Jo Bevan"), meeting.signed_in("Nia")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/waiting"
    at = datetime.fromisoformat(meeting.here.now())
    for seconds, knocks in ((44, True), (46, False)):
        meeting.here.now = lambda s=seconds: (at + timedelta(seconds=s)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert ("Jo Bevan" in nia.get(place).text) is knocks, seconds
    jo.get("/waiting")
    assert "Jo Bevan" in nia.get(place).text


def test_not_now_shows_the_same_page_with_please_wait(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Jo Bevan", admitted=False)
    jo, nia = meeting.joined(token, "Jo Bevan"), meeting.signed_in("Nia")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}"
    nia.post(f"{place}/admissions", data={"person": who, "answer": "later"})
    assert words("en")("waiting.later") in jo.get("/waiting").text
    assert "Jo Bevan" not in nia.get(f"{place}/waiting").text


def test_a_link_of_a_meeting_that_has_ended_says_so_and_nothing_of_the_case(meeting: Meeting) -> None:
    """E05."""
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya, nia = meeting.joined(token, "Priya Shah"), meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    answer = meeting.visit().get(f"/join/{token}")
    assert answer.status_code == 410 and words("en")("refusal.meeting_has_ended") in unescape(answer.text)
    assert "Sam" not in answer.text and meeting.sam not in answer.text
    assert meeting.visit().post(f"/join/{token}", data=JOIN).status_code == 410
    assert priya.get(f"/cases/{meeting.sam}/room").status_code == 303


def test_the_language_is_chosen_on_the_join_page_and_keeps_what_was_typed(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Gwen")
    page = meeting.visit().post(f"/join/{token}", data={"choose": "cy", "name": "Gwenllian", "agency": "Ysgol"})
    assert page.status_code == 200 and '<html lang="cy">' in page.text
    assert 'value="Gwenllian"' in page.text and 'value="Ysgol"' in page.text


def test_a_name_longer_than_two_hundred_characters_is_refused_with_the_count(meeting: Meeting) -> None:
    """F12."""
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    assert meeting.visit().post(f"/join/{token}", data={**JOIN, "name": "n" * 200}).status_code == 303
    long = meeting.visit().post(f"/join/{token}", data={**JOIN, "name": "n" * 201})
    assert long.status_code == 422 and "201" in long.text


def test_template_signs_and_markup_in_names_are_shown_as_they_were_typed(meeting: Meeting) -> None:
    """F01, F02, F05: in every page that shows a participant."""
    hostile = '{{ 7111*7129 }}<script>alert(1)</script>{% raw %}" onload="x'
    who, token = meeting.invite(meeting.sitting, hostile, admitted=False)
    meeting.joined(token, hostile)
    nia = meeting.signed_in("Nia")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}"
    for path in (place, f"{place}?links", f"{place}/waiting", f"/cases/{meeting.sam}", f"/cases/{meeting.sam}/room",
                 f"/join/{token}"):  # fmt: skip
        page = nia.get(path).text
        assert "<script>alert" not in page and "50694319" not in page and '" onload="' not in page
    assert hostile in unescape(nia.get(place).text)
    room = nia.get(f"/cases/{meeting.sam}/room").text.split('id="room">')[1].split("</script>")[0]
    assert hostile not in json.loads(room)["names"].values(), "who waits outside is in nobody's page"
    nia.post(f"{place}/admissions", data={"person": who, "answer": "in"})
    room = nia.get(f"/cases/{meeting.sam}/room").text.split('id="room">')[1].split("</script>")[0]
    assert hostile in json.loads(room)["names"].values()


def test_no_name_of_the_child_is_in_a_title_or_an_address(meeting: Meeting) -> None:
    """I04."""
    nia = meeting.signed_in("Nia")
    for path in ("/cases", f"/cases/{meeting.sam}", f"/cases/{meeting.sam}/room", f"/cases/{meeting.sam}/versions",
                 f"/cases/{meeting.sam}/meetings/{meeting.sitting}"):  # fmt: skip
        page = nia.get(path)
        title = page.text.split("<title>")[1].split("</title>")[0]
        assert "Sam" not in title and "Rhys" not in title and "Sam" not in str(page.url.path)


def test_a_meeting_opens_once_and_only_where_a_working_copy_is_open(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    again = meeting.write(lambda t: meetings.plan(t, meeting.sam, "review", meeting.here.now()))
    nia.post(f"/cases/{meeting.sam}/consent", data=AGREED)
    assert nia.post(f"/cases/{meeting.sam}/meetings/{again.id}/opening").status_code == 409
    bare = meeting.case("Elin", open=False)
    meeting.seat(bare, meeting.nia, "chair")
    sitting = meeting.meeting(bare, opened=False)
    assert nia.post(f"/cases/{bare}/meetings/{sitting}/opening").status_code == 409


def test_no_meeting_opens_without_consent_or_a_written_reason(meeting: Meeting) -> None:
    """J1, K2 of domain/consent.py"""
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: meetings.close_meeting(t, meeting.sitting, meeting.here.now()))
    planned = meeting.meeting(meeting.sam, opened=False)
    address = f"/cases/{meeting.sam}/meetings/{planned}/opening"

    def state() -> str:
        return str(meeting.read(lambda t: meetings.must_find(t, planned)).state)

    answer = nia.post(address)
    assert answer.headers["location"] == f"/cases/{meeting.sam}/consent?opening" and state() == "planned"
    assert EN("consent.before_opening") in unescape(nia.get(answer.headers["location"]).text)
    nia.post(f"/cases/{meeting.sam}/consent", data={**AGREED, "answer": "refused"})
    assert nia.post(address).headers["location"].endswith("/consent?opening") and state() == "planned"
    person = meeting.read(lambda t: consent.standing(t, meeting.here.keys, meeting.sam)).now[0].person
    nia.post(f"/cases/{meeting.sam}/consent", data={**AGREED, "answer": "refused", "reason": "Duty", "person": person})
    assert nia.post(address).headers["location"].endswith(planned) and state() == "open"


def test_someone_of_another_meeting_cannot_be_let_in_here(meeting: Meeting) -> None:
    """D08."""
    who, token = meeting.invite(meeting.other_sitting, "Jo Bevan", admitted=False)
    meeting.joined(token, "Jo Bevan")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}"
    answer = meeting.signed_in("Nia").post(f"{place}/admissions", data={"person": who, "answer": "in"})
    assert answer.status_code == 404
    found = meeting.read(lambda t: meetings.participant(t, meeting.here.keys, who))
    assert found is not None and found.admitted_at == ""


def test_a_second_device_alive_at_once_waits_for_the_chairs_yes(meeting: Meeting) -> None:
    """INTERFACES: the link is good from any device, but not for two people at once unseen."""
    who, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya, nia = meeting.joined(token, "Priya Shah"), meeting.signed_in("Nia")
    place = f"/cases/{meeting.sam}/meetings/{meeting.sitting}"
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with priya.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        socket.receive_bytes()  # the room has said welcome: Priya is here
        phone = meeting.joined(token, "Priya Shah")
        assert phone.get(f"/cases/{meeting.sam}/room").status_code == 404
        assert words("en")("waiting.second_device") in nia.get(f"{place}/waiting").text
        nia.post(f"{place}/admissions", data={"person": who, "answer": "in"})
        assert phone.get(f"/cases/{meeting.sam}/room").status_code == 200
        assert "Priya" not in nia.get(f"{place}/waiting").text


def test_who_signed_out_a_moment_ago_is_no_second_device(meeting: Meeting) -> None:
    """C06: their page is still shown as here for ten seconds; opening the link again lets them straight in."""
    who, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya = meeting.joined(token, "Priya Shah")
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with priya.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        socket.receive_bytes()
        priya.post("/sign-out")
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                socket.receive_bytes()
    assert who in {each["participant"] for each in meeting.here.hub.people(meeting.sam)}
    again = priya.post(f"/join/{token}", data=JOIN)
    assert again.headers["location"] == f"/cases/{meeting.sam}/room"
    assert priya.get(f"/cases/{meeting.sam}/room").status_code == 200


def test_the_same_browser_joins_again_without_asking(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya = meeting.joined(token, "Priya Shah")
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with priya.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        socket.receive_bytes()
        again = priya.post(f"/join/{token}", data=JOIN)
    assert again.headers["location"] == f"/cases/{meeting.sam}/room"


def test_who_has_come_in_by_a_link_is_not_renamed_or_shown_out_by_whoever_else_holds_it(
    meeting: Meeting,
) -> None:
    """E02: what Priya has said stays under her name, and she stays where she is."""
    who, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya = meeting.joined(token, "Priya Shah")
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with priya.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        socket.receive_bytes()
        stranger = meeting.visit()
        page = stranger.post(f"/join/{token}", data={**JOIN, "name": "Somebody Else"})
        assert page.status_code == 422 and words("en")("join.name_used") in unescape(page.text)
        assert stranger.get(f"/cases/{meeting.sam}/room").status_code == 303
        assert priya.get(f"/cases/{meeting.sam}/room").status_code == 200
    for name in ("Dr Nia", "Somebody Else"):
        again = priya.post(f"/join/{token}", data={**JOIN, "name": name})
        assert again.status_code == 422, "also from her own browser, once she has left the room"
    known = meeting.read(lambda t: meetings.participant(t, meeting.here.keys, who))
    assert known is not None and (known.name, bool(known.admitted_at)) == ("Priya Shah", True)
    assert priya.post(f"/join/{token}", data={**JOIN, "name": "PRIYA SHAH"}).status_code == 303


def test_closing_another_meeting_leaves_the_open_one_open(meeting: Meeting) -> None:
    """A meeting that was planned and fell through, or an old one closed once more."""
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya, nia = meeting.joined(token, "Priya Shah"), meeting.signed_in("Nia")
    fell_through = meeting.meeting(meeting.sam, opened=False)
    address = f"{SOCKETS}/cases/{meeting.sam}/sync/shared?epoch=1"
    with priya.websocket_connect(address, headers={"origin": ORIGIN}) as socket:
        assert json.loads(wire_news(socket.receive_bytes()))["open"] is True
        assert nia.post(f"/cases/{meeting.sam}/meetings/{fell_through}/closing").status_code == 303
        room = next(iter(meeting.here.hub._rooms.values())).room
        assert room.mode.open is True


def wire_news(frame: bytes) -> str:
    """The JSON of one piece of news."""
    return frame[frame.index(b"{") :].decode()


def test_who_leads_says_who_may_add_to_the_story_and_nobody_else_does(meeting: Meeting) -> None:
    address, everyone = f"/cases/{meeting.sam}/modes", {"parts": {"story_happened": "everyone"}}
    told = meeting.signed_in("Nia").post(address, json=everyone).json()["parts"]
    assert (told["story_happened"], told["story_sense"], told["decisions"]) == ("everyone", "leaders", "chair")
    kept = meeting.read(lambda t: meetings.part_modes(t, meeting.sitting))
    assert kept == {"story_happened": "everyone"}
    assert meeting.signed_in("Nia").post(address, json={"parts": ["story_happened"]}).status_code == 422
    meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    assert meeting.signed_in("Nia").post(address, json=everyone).status_code == 409
