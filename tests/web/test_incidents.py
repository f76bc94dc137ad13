"""The note after somebody was shown out: what they could have seen, at its largest, and none of it repeated (J11)."""

from server.domain.formulation import from_plain
from server.storage import audit, meetings
from server.web.incidents import reach
from tests.web.people import FORMULATION, NAN, SAM, Meeting
from tests.web.test_screen import _leading


def note(meeting: Meeting, who: str, name: str = "Nia") -> str:
    answer = meeting.signed_in(name).get(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/people/{who}/incident")
    assert answer.status_code == 200, answer.text
    return answer.text


def shown_out(meeting: Meeting, who: str) -> None:
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/removals", data={"person": who})


def test_who_was_in_the_room_could_have_seen_all_that_stood_there(meeting: Meeting) -> None:
    """J11, I1 to I3"""
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya = meeting.joined(token, "Priya")
    with _leading(priya, meeting.sam):
        pass
    shown_out(meeting, who)
    said = note(meeting, who)
    assert "Priya" in said and "Family" in said and "Timeline" in said
    assert "Sam" not in said and "Nan" not in said and "Cooks" not in said
    assert [each.about for each in meeting.read(lambda t: audit.entries(t, what="incident.drafted"))] == [who]
    page = meeting.signed_in("Nia").get(f"/cases/{meeting.sam}/meetings/{meeting.sitting}").text
    assert f"/people/{who}/incident" in page


def test_who_never_came_in_has_seen_nothing(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Tom", admitted=False)
    meeting.joined(token, "Tom")
    shown_out(meeting, who)
    assert "nothing of the case was sent" in note(meeting, who)


def test_there_is_no_note_of_who_was_not_shown_out_or_is_of_another_meeting(meeting: Meeting) -> None:
    who, token = meeting.invite(meeting.sitting, "Priya")
    priya, nia = meeting.joined(token, "Priya"), meeting.signed_in("Nia")
    address = f"/cases/{meeting.sam}/meetings/{meeting.sitting}/people/{who}/incident"
    assert nia.get(address).status_code == 404
    shown_out(meeting, who)
    assert priya.get(address).status_code in (303, 404)
    assert meeting.signed_in("Huw").get(address).status_code == 404
    other = meeting.write(lambda t: meetings.plan(t, meeting.sam, "review", meeting.here.now())).id
    assert nia.get(address.replace(meeting.sitting, other)).status_code == 404


def test_what_came_after_they_had_gone_is_not_counted_and_what_is_sensitive_is() -> None:
    """I2"""
    plain = {**FORMULATION, "people": {
        SAM: {**FORMULATION["people"][SAM], "added_at": "2026-03-12T09:00:00Z"},
        NAN: {**FORMULATION["people"][NAN], "added_at": "2026-03-12T11:00:00Z"},
    }}  # fmt: skip
    plain["events"] = {key: {**event, "sensitive": True} for key, event in FORMULATION["events"].items()}
    seen = reach(from_plain(plain)[0], until="2026-03-12T10:00:00Z")
    assert (seen.parts["family"], seen.parts["timeline"], seen.sensitive, seen.story) == (1, 1, 1, 0)
