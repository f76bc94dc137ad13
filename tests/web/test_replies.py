"""What those who are invited say before the meeting."""

from html import unescape

import pytest
from starlette.testclient import TestClient

from server.languages import words
from server.storage import meetings, news, replies
from tests.web.people import Meeting

EN = words("en")


@pytest.fixture
def coming(meeting: Meeting) -> str:
    """A meeting that is planned."""
    meeting.write(lambda t: meetings.close_meeting(t, meeting.sitting, meeting.here.now()))
    return meeting.meeting(meeting.sam, opened=False)


def said(meeting: Meeting, coming: str) -> dict[str, str]:
    return dict(meeting.read(lambda t: replies.of_meeting(t, coming)))


def reply(browser: TestClient, **fields: str) -> int:
    return int(browser.post("/waiting/reply", data=fields).status_code)


def test_somebody_invited_says_whether_they_come_and_may_change_it(meeting: Meeting, coming: str) -> None:
    tom, token = meeting.invite(coming, "Tom")
    browser = meeting.joined(token, "Tom")
    assert EN("reply.send") in unescape(browser.get("/waiting").text)
    assert reply(browser, reply="comes") == 303
    assert EN("reply.kept") in unescape(browser.get("/waiting").text)
    assert reply(browser, reply="cannot") == 303
    assert said(meeting, coming) == {tom: "cannot"}


def test_points_that_are_sent_wait_as_news_with_their_sender(meeting: Meeting, coming: str) -> None:
    tom, token = meeting.invite(coming, "Tom")
    browser = meeting.joined(token, "Tom")
    assert reply(browser, reply="sends") == 422
    assert reply(browser, reply="sends", points="x" * 10_000) == 422
    assert said(meeting, coming) == {}
    assert reply(browser, reply="sends", points="He sleeps better") == 303
    (came,) = meeting.read(lambda t: news.of_case(t, meeting.here.keys, meeting.sam))
    assert (came.text, came.said_by, came.agency, came.by) == ("He sleeps better", "Tom", "Education", tom)
    page = unescape(meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/news").text)
    assert "He sleeps better" in page and EN("news.by_sender", when="").split(",")[0] in page


def test_nobody_else_replies(meeting: Meeting, coming: str) -> None:
    _, knocks = meeting.invite(coming, "Priya", admitted=False)
    _, sits = meeting.invite(meeting.other_sitting, "Lowri")
    assert reply(meeting.visit(), reply="comes") == 410
    assert reply(meeting.signed_in("Nia"), reply="comes") == 410
    assert reply(meeting.joined(knocks, "Priya"), reply="comes") == 409
    assert reply(meeting.joined(sits, "Lowri"), reply="comes") == 409
    assert said(meeting, coming) == {}


def test_a_leader_notes_what_somebody_said_on_the_telephone(meeting: Meeting, coming: str) -> None:
    tom, _ = meeting.invite(coming, "Tom")
    stranger, _ = meeting.invite(meeting.other_sitting, "Lowri")
    gwen, place = meeting.signed_in("Gwen"), f"/cases/{meeting.sam}/meetings/{coming}"
    assert gwen.post(f"{place}/replies", data={"person": tom, "reply": "comes"}).status_code == 303
    assert EN("replies.comes") in unescape(gwen.get(place).text)
    assert gwen.post(f"{place}/replies", data={"person": stranger, "reply": "comes"}).status_code == 404
    assert gwen.post(f"{place}/replies", data={"person": tom, "reply": "maybe"}).status_code == 422
    assert said(meeting, coming) == {tom: "comes"}
