"""Whoever may not add suggests: under their own name, to those who lead alone."""

from server.storage import news
from tests.web.people import Meeting
from tests.web.test_placing import frames_until
from tests.web.test_screen import _leading


def test_a_suggestion_waits_as_news_under_its_senders_own_name(meeting: Meeting) -> None:
    """G1, G2"""
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia, address = meeting.joined(token, "Priya"), meeting.signed_in("Nia"), f"/cases/{meeting.sam}/suggestions"
    with _leading(nia, meeting.sam) as socket:
        frames_until(socket, "welcome")
        said = {"text": " Won a <b>prize</b> ", "when": "June 2019", "said_by": "Nia"}
        assert priya.post(address, json=said).json() == {"ok": True}
        frames = frames_until(socket, "suggested")
        assert not any(b"prize" in frame for frame in frames)
    (kept,) = meeting.read(lambda t: news.of_case(t, meeting.here.keys, meeting.sam))
    assert (kept.text, kept.said_by, kept.when, kept.state) == ("Won a <b>prize</b>", "Priya", "June 2019", "waiting")
    assert "Won a &lt;b&gt;prize&lt;/b&gt;" in nia.get(f"/cases/{meeting.sam}/news").text
    assert priya.get(f"/cases/{meeting.sam}/news").status_code == 404


def test_what_cannot_be_taken_is_said(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, address = meeting.joined(token, "Priya"), f"/cases/{meeting.sam}/suggestions"
    for wrong in ({"text": ""}, {"text": 3}, {}, {"text": "x", "when": 7}, {"text": "x" * 4001}):
        assert priya.post(address, json=wrong).status_code == 422
    _, token = meeting.invite(meeting.sitting, "Olwen", role="observer")
    assert meeting.joined(token, "Olwen").post(address, json={"text": "x"}).status_code == 403
    for _ in range(100):
        assert priya.post(address, json={"text": "again"}).status_code == 200
    assert priya.post(address, json={"text": "one too many"}).status_code == 429
