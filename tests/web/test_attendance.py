"""Attendance: recorded by whoever leads, beside what the room knows; what is recorded is what a version says."""

from typing import Any

from server.domain.meetings import Attended
from server.storage import audit, meetings, workingcopies
from server.web.versions import _present
from tests.web.people import Meeting


def page(meeting: Meeting, browser: Any, **form: str) -> Any:
    address = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/attendance"
    return browser.post(address, data=form) if form else browser.get(address)


def test_what_is_recorded_stands_before_what_was_connected(meeting: Meeting) -> None:
    """T1, M5"""
    priya, _ = meeting.invite(meeting.sitting, "Priya")
    tom, _ = meeting.invite(meeting.sitting, "Tom")
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: meetings.seen(t, meeting.sitting, priya, "2026-03-12T09:31:00Z"))
    assert "Connected from" in page(meeting, nia).text
    said = {f"said-{priya}": "absent", f"said-{tom}": "present"}
    assert page(meeting, nia, **said).status_code == 303
    assert page(meeting, nia, **said).status_code == 303
    noted = meeting.read(lambda t: audit.entries(t, what="attendance.recorded"))
    assert {(each.about, each.who) for each in noted} == {(priya, meeting.nia), (tom, meeting.nia)} and len(noted) == 2

    def present(t: Any) -> set[str]:
        copy = workingcopies.find_open(t, meeting.sam)
        assert copy is not None
        return {each.name for each in _present(t, meeting.here, copy)}

    assert "Tom" in meeting.read(present) and "Priya" not in meeting.read(present)
    page(meeting, nia, **{f"said-{priya}": "", f"said-{tom}": "apologies"})
    assert "Priya" in meeting.read(present) and "Tom" not in meeting.read(present)


def test_being_connected_later_leaves_the_record_alone(meeting: Meeting) -> None:
    tom, _ = meeting.invite(meeting.sitting, "Tom")
    page(meeting, meeting.signed_in("Nia"), **{f"said-{tom}": "sent_words"})
    meeting.write(lambda t: meetings.seen(t, meeting.sitting, tom, "2026-03-12T09:31:00Z"))
    found = meeting.read(lambda t: meetings.attendance(t, meeting.sitting))
    assert Attended(tom, "2026-03-12T09:31:00Z", "2026-03-12T09:31:00Z", "sent_words") in found


def test_only_those_who_lead_record_it_and_only_once_the_meeting_has_begun(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia, huw = meeting.joined(token, "Priya"), meeting.signed_in("Nia"), meeting.signed_in("Huw")
    assert page(meeting, priya).status_code == page(meeting, huw).status_code == 404
    assert page(meeting, priya, **{f"said-{who}": "present"}).status_code == 403
    assert page(meeting, nia, **{f"said-{who}": "late"}).status_code == 422
    planned = meeting.meeting(meeting.sam, opened=False)
    address = f"/cases/{meeting.sam}/meetings/{planned}/attendance"
    assert nia.post(address, data={}).status_code == 409
    assert nia.get(address).status_code == 200


def test_somebody_without_a_seat_is_written_down_and_can_join_by_nothing(meeting: Meeting) -> None:
    """T3"""
    nia = meeting.signed_in("Nia")
    said = {"name": "Dr Ann Other", "agency": "CAMHS", "said": "apologies"}
    assert page(meeting, nia, **said).status_code == 303
    found = [p for p in meeting.read(lambda t: meetings.participants(t, meeting.here.keys, meeting.sitting))
             if p.name == "Dr Ann Other"]  # fmt: skip
    assert [p.agency for p in found] == ["CAMHS"]
    recorded = {a.participant: a.recorded for a in meeting.read(lambda t: meetings.attendance(t, meeting.sitting))}
    assert recorded[found[0].id] == "apologies"
    assert meeting.read(lambda t: meetings.link_token(t, meeting.here.keys, found[0].id)) is None
    assert "Dr Ann Other" in page(meeting, nia).text
    wrong = page(meeting, nia, agency="Police", said="absent")
    assert wrong.status_code == 422 and 'value="Police"' in wrong.text
    assert page(meeting, nia, name="x" * 201).status_code == 400


def test_it_is_recorded_after_the_meeting_too(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: meetings.close_meeting(t, meeting.sitting, meeting.here.now()))
    assert page(meeting, nia, name="Huw", said="sent_words").status_code == 303
