"""Seats that change hands: by the chair, with the password for the chair; at once, wherever somebody sits."""

from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.languages import words
from server.storage import cases, seats, workingcopies
from tests.web.people import ORIGIN, PASSWORD, SOCKETS, Meeting

EN = words("en")


def role(meeting: Meeting, account: str) -> str:
    return str(meeting.read(lambda t: cases.role_of(t, meeting.sam, account)))


def socket(meeting: Meeting, browser: TestClient, case: str = "") -> Any:
    copy = meeting.read(lambda t: workingcopies.find_open(t, case or meeting.sam))
    address = f"{SOCKETS}/cases/{case or meeting.sam}/sync/shared?epoch={copy.epoch}"
    return browser.websocket_connect(address, headers={"origin": ORIGIN})


def closed_with(connection: Any) -> int:
    """The close code of a socket, whatever comes before it."""
    while True:
        message = connection.receive()
        if message["type"] == "websocket.close":
            return int(message["code"])


def give(browser: TestClient, meeting: Meeting, **fields: str) -> Any:
    return browser.post(f"/cases/{meeting.sam}/seats", data=fields)


def test_the_chair_is_handed_over_with_the_password_said_again(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    chair = {"email": "huw@example.invalid", "role": "chair", "mine": "yes"}
    assert give(nia, meeting, **chair).status_code == 422
    wrong = give(nia, meeting, **chair, password="not hers at all")
    assert wrong.status_code == 403 and "huw@example.invalid" in wrong.text
    assert role(meeting, meeting.huw) == "" and role(meeting, meeting.nia) == "chair"
    assert give(nia, meeting, **chair, password=PASSWORD).headers["location"] == "/cases"
    assert role(meeting, meeting.huw) == "chair" and role(meeting, meeting.nia) == ""
    assert nia.get(f"/cases/{meeting.sam}").status_code == 404


def test_whoever_loses_a_seat_is_shown_out_of_the_room_at_once(meeting: Meeting) -> None:
    """C04"""
    nia, gwen = meeting.signed_in("Nia"), meeting.signed_in("Gwen")
    with socket(meeting, gwen) as hers:
        gone = {"account": meeting.gwen, "role": "coordinator"}
        assert nia.post(f"/cases/{meeting.sam}/seats/removals", data=gone).status_code == 303
        assert closed_with(hers) == 4410
    assert gwen.get(f"/cases/{meeting.sam}").status_code == 404
    assert role(meeting, meeting.gwen) == ""


def test_a_chair_who_is_a_coordinator_now_comes_back_as_one_and_stays_in_other_cases(meeting: Meeting) -> None:
    other = meeting.case("Elin")
    meeting.seat(other, meeting.nia, "chair")
    meeting.seat(meeting.sam, meeting.huw, "chair")
    meeting.seat(meeting.sam, meeting.nia, "coordinator")
    nia, huw = meeting.signed_in("Nia"), meeting.signed_in("Huw")
    nia.post(f"/cases/{meeting.sam}/hold")
    assert meeting.here.hub.held(meeting.sam)
    with socket(meeting, nia) as here, socket(meeting, nia, other) as there:
        gone = {"account": meeting.nia, "role": "chair"}
        asked = huw.post(f"/cases/{meeting.sam}/seats/removals", data={**gone, "password": "guessed wrong"})
        assert asked.status_code == 403 and f'id="password-{meeting.nia}-wrong"' in asked.text
        assert role(meeting, meeting.nia) == "chair"
        huw.post(f"/cases/{meeting.sam}/seats/removals", data={**gone, "password": PASSWORD})
        assert closed_with(here) == 1012
        there.send_bytes(b"\x00\x00\x01\x00")
        assert there.receive()["type"] == "websocket.send"
    assert role(meeting, meeting.nia) == "coordinator"
    assert not meeting.here.hub.held(meeting.sam) and meeting.sam not in meeting.here.holds


def test_the_last_chair_cannot_be_taken_away(meeting: Meeting) -> None:
    """S1"""
    nia = meeting.signed_in("Nia")
    gone = {"account": meeting.nia, "role": "chair", "password": PASSWORD}
    assert nia.post(f"/cases/{meeting.sam}/seats/removals", data=gone).status_code == 409
    assert role(meeting, meeting.nia) == "chair"


def test_an_offered_seat_is_taken_by_whom_it_is_offered_to_and_by_nobody_else(meeting: Meeting) -> None:
    """S2"""
    nia, huw, gwen = (meeting.signed_in(name) for name in ("Nia", "Huw", "Gwen"))
    give(nia, meeting, email="huw@example.invalid", role="chair", mine="yes", wait="yes", password=PASSWORD)
    (offer,) = meeting.read(lambda t: seats.offers(t, case=meeting.sam))
    assert huw.get(f"/cases/{meeting.sam}").status_code == 404
    asked = unescape(huw.get("/cases").text)
    assert EN("seats.take") in asked and "Sam" not in asked
    assert gwen.post(f"/seats/{offer.id}", data={"answer": "take", "password": PASSWORD}).status_code == 404
    wrong = huw.post(f"/seats/{offer.id}", data={"answer": "take", "password": "guessed wrong"})
    assert f'id="password-{offer.id}-wrong"' in huw.get(wrong.headers["location"]).text
    assert role(meeting, meeting.huw) == ""
    taken = huw.post(f"/seats/{offer.id}", data={"answer": "take", "password": PASSWORD})
    assert taken.headers["location"] == f"/cases/{meeting.sam}"
    assert role(meeting, meeting.huw) == "chair" and role(meeting, meeting.nia) == ""
    assert huw.post(f"/seats/{offer.id}", data={"answer": "take", "password": PASSWORD}).status_code == 404


def test_an_offer_can_be_declined_and_taken_back(meeting: Meeting) -> None:
    nia, huw = meeting.signed_in("Nia"), meeting.signed_in("Huw")
    for act in ("decline", "withdraw"):
        give(nia, meeting, email="huw@example.invalid", role="coordinator", wait="yes")
        (offer,) = meeting.read(lambda t: seats.offers(t, case=meeting.sam))
        if act == "decline":
            huw.post(f"/seats/{offer.id}", data={"answer": "decline"})
        else:
            nia.post(f"/cases/{meeting.sam}/seats/withdrawals", data={"offer": offer.id})
        assert meeting.read(lambda t: seats.offers(t, case=meeting.sam)) == []
    assert role(meeting, meeting.huw) == ""


@pytest.mark.parametrize("email", ["nobody@example.invalid", "ada@example.invalid", "<script>", "x" * 10_000])
def test_an_email_of_nobody_who_could_sit_is_said_beside_it(meeting: Meeting, email: str) -> None:
    answer = give(meeting.signed_in("Nia"), meeting, email=email, role="coordinator")
    assert answer.status_code in (400, 404) and 'id="email-wrong"' in answer.text
    assert "<script>" not in answer.text and len(meeting.read(lambda t: cases.seats(t, meeting.sam))) == 2


def test_a_coordinator_reads_the_seats_and_changes_none(meeting: Meeting) -> None:
    gwen = meeting.signed_in("Gwen")
    page = unescape(gwen.get(f"/cases/{meeting.sam}/seats").text)
    assert EN("seats.chair_changes") in page and EN("seats.take_away") not in page
    assert give(gwen, meeting, email="gwen@example.invalid", role="coordinator").status_code == 403
