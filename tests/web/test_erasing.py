"""A case is erased by two people: asked for by one, done by the other; then nobody reads a word of it."""

from html import unescape

from server.languages import words
from server.storage import audit, cases, erasures
from tests.web.people import PASSWORD, Meeting
from tests.web.test_placing import frames_until
from tests.web.test_screen import _feed, _leading, _until

EN, CY = words("en"), words("cy")


def test_one_asks_and_another_erases_and_everybody_is_told_at_once(meeting: Meeting) -> None:
    """J12, I11, X1 to X4"""
    nia, gwen, address = meeting.signed_in("Nia"), meeting.signed_in("Gwen"), f"/cases/{meeting.sam}/erasure"
    device = meeting.screen(meeting.sitting)
    assert nia.post(f"{address}/confirmation", data={"password": PASSWORD}).status_code == 409
    assert nia.post(address, data={"do": "ask", "reason": ""}).status_code == 422
    assert nia.post(address, data={"do": "ask", "reason": "Sam took it back"}).status_code == 303
    assert "Sam took it back" in unescape(gwen.get(address).text)
    assert nia.post(f"{address}/confirmation", data={"password": PASSWORD}).status_code == 403
    assert gwen.post(f"{address}/confirmation", data={"password": "no"}).status_code == 403
    assert not meeting.read(lambda t: cases.must_find(t, meeting.here.keys, meeting.sam)).erased
    with _leading(nia, meeting.sam) as socket, _feed(device) as feed:
        frames_until(socket, "welcome")
        _until(feed, "picture")
        letter = gwen.post(f"{address}/confirmation", data={"password": PASSWORD})
        frames_until(socket, "ended", reason="erased")
    said = unescape(letter.text)
    assert letter.status_code == 200
    for w in (EN, CY):
        assert w("erasure.letter.dear", name="Sam") in said and w("erasure.letter.done") in said
    for path in ("", "/room", "/erasure", "/consent", "/history", "/referral"):
        assert nia.get(f"/cases/{meeting.sam}{path}").status_code == 404
    noted = [each.what for each in meeting.read(lambda t: audit.entries(t)) if each.case == meeting.sam]
    assert "erasure.asked" in noted and "case.erased" in noted
    assert not any("Sam took it back" in str(each) for each in meeting.read(lambda t: audit.entries(t)))
    assert meeting.read(lambda t: t.one("select * from erasures")) is None


def test_it_is_taken_back_and_nothing_is_erased(meeting: Meeting) -> None:
    nia, gwen, address = meeting.signed_in("Nia"), meeting.signed_in("Gwen"), f"/cases/{meeting.sam}/erasure"
    nia.post(address, data={"do": "ask", "reason": "By mistake"})
    assert EN("erasure.waits") in unescape(nia.get(address).text)
    gwen.post(address, data={"do": "take_back"})
    assert meeting.read(lambda t: erasures.of_case(t, meeting.here.keys, meeting.sam)) is None
    assert gwen.post(f"{address}/confirmation", data={"password": PASSWORD}).status_code == 409
    assert nia.get(f"/cases/{meeting.sam}").status_code == 200


def test_who_does_not_lead_this_case_asks_for_nothing(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    priya, huw = meeting.joined(token, "Priya"), meeting.signed_in("Huw")
    for browser, status in ((priya, 403), (huw, 404)):
        answer = browser.post(f"/cases/{meeting.sam}/erasure", data={"do": "ask", "reason": "x"})
        assert answer.status_code == status
