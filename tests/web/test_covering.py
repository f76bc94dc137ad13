"""A covered page is uncovered by its own account's password; putting covers off is whoever leads'."""

from server.languages import words
from tests.web.people import PASSWORD, Meeting
from tests.web.test_placing import frames_until
from tests.web.test_screen import _leading

EN = words("en")


def test_a_page_of_an_account_is_uncovered_by_its_password_alone(meeting: Meeting) -> None:
    """K1, I06"""
    nia, address = meeting.signed_in("Nia"), f"/cases/{meeting.sam}/uncovering"
    assert nia.post(address, json={"password": PASSWORD}).status_code == 200
    for wrong in ({"password": "no"}, {"password": ""}, {}, {"password": 3}):
        assert nia.post(address, json=wrong).status_code == 403
    tries = [nia.post(address, json={"password": "no"}).status_code for _ in range(8)]
    assert tries[-1] == 429, "guessing is slow"


def test_somebody_by_a_link_has_no_password_and_needs_none(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    assert priya.post(f"/cases/{meeting.sam}/uncovering", json={}).status_code == 200
    assert priya.post(f"/cases/{meeting.sam}/covers", json={}).status_code == 403


def test_whoever_leads_puts_it_off_for_everybody(meeting: Meeting) -> None:
    """K2"""
    nia = meeting.signed_in("Nia")
    with _leading(nia, meeting.sam) as socket:
        frames_until(socket, "welcome")
        assert nia.post(f"/cases/{meeting.sam}/covers", json={}).json() == {"minutes": 60}
        frames_until(socket, "uncovered", minutes=60)
