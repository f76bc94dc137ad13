"""Meetings as they are kept: links that end, names that no file holds, who was connected. Rules M1 to M5."""

import pytest

from server.domain.errors import Refusal
from server.domain.meetings import Meeting, Participant, Standing, State, standing
from server.storage import accounts, audit, meetings, workingcopies
from tests.storage.conftest import LATER, NOW, House


@pytest.fixture
def meeting(house: House) -> Meeting:
    """An open meeting about Sam."""
    case = house.case()
    planned = house.db.write_now(lambda t: meetings.plan(t, case.id, "formulation", NOW, planned_for="2026-03-12"))
    return house.db.write_now(lambda t: meetings.open_meeting(t, planned.id, NOW))


def invite(house: House, meeting: Meeting, name: str = "Tom Ddu", **other: str | bool) -> tuple[Participant, str]:
    given = {"agency": "Ysgol y Bryn", "at": NOW} | other
    return house.db.write_now(lambda t: meetings.invite(t, house.keys, meeting.id, name=name, **given))  # type: ignore[arg-type]


def join(house: House, who: str, **said: str) -> tuple[Participant, str]:
    return house.db.write_now(lambda t: meetings.join(t, house.keys, who, LATER, hours=8, **said))


def by_token(house: House, token: str) -> tuple[Meeting, Participant] | None:
    return house.db.read_now(lambda t: meetings.by_token(t, house.keys, token))


def refusal(house: House, work: object) -> str:
    with pytest.raises(Refusal) as refused:
        house.db.write_now(work)  # type: ignore[arg-type]
    return refused.value.key


def test_a_meeting_goes_from_planned_to_open_to_closed_and_no_further(house: House, meeting: Meeting) -> None:
    """M1"""
    assert meeting.state is State.OPEN
    assert refusal(house, lambda t: meetings.open_meeting(t, meeting.id, LATER)) == "meeting_open_already"
    closed = house.db.write_now(lambda t: meetings.close_meeting(t, meeting.id, LATER))
    assert closed == house.db.read_now(lambda t: meetings.must_find(t, meeting.id))
    assert refusal(house, lambda t: meetings.open_meeting(t, meeting.id, LATER)) == "meeting_has_ended"
    assert house.db.write_now(lambda t: meetings.close_meeting(t, meeting.id, "2030-01-01T00:00:00Z")) == closed


def test_one_meeting_of_a_case_is_open_at_a_time(house: House, meeting: Meeting) -> None:
    second = house.db.write_now(lambda t: meetings.plan(t, meeting.case, "review", LATER))
    assert refusal(house, lambda t: meetings.open_meeting(t, second.id, LATER)) == "another_meeting_open"
    assert house.db.read_now(lambda t: meetings.open_now(t, meeting.case)) == meeting
    house.db.write_now(lambda t: meetings.close_meeting(t, meeting.id, LATER))
    assert house.db.read_now(lambda t: meetings.open_now(t, meeting.case)) is None
    house.db.write_now(lambda t: meetings.open_meeting(t, second.id, LATER))
    assert [m.id for m in house.db.read_now(lambda t: meetings.of_case(t, meeting.case))] == [second.id, meeting.id]


def test_a_meeting_of_an_unknown_kind_is_refused(house: House, meeting: Meeting) -> None:
    assert refusal(house, lambda t: meetings.plan(t, meeting.case, "party", NOW)) == "meeting_kind_unknown"


def test_a_personal_link_finds_its_participant_and_changes_nothing(house: House, meeting: Meeting) -> None:
    """C18"""
    tom, token = invite(house, meeting)
    before = house.bytes_of_files()
    assert by_token(house, token) == (meeting, tom)
    assert house.bytes_of_files() == before
    assert by_token(house, token[:-1]) is None


def test_a_link_can_be_shown_again_and_stands_in_no_file(house: House, meeting: Meeting) -> None:
    tom, token = invite(house, meeting)
    assert house.db.read_now(lambda t: meetings.link_token(t, house.keys, tom.id)) == token
    screen, shown = house.db.write_now(lambda t: meetings.make_screen(t, house.keys, meeting.id, NOW))
    assert house.db.read_now(lambda t: meetings.screen_token(t, house.keys, screen.id)) == shown
    files = house.bytes_of_files()
    for words in (token, shown, "Tom Ddu", "Ysgol y Bryn"):
        assert words.encode() not in files


def test_a_link_is_exchanged_for_a_sign_in_as_often_as_needed(house: House, meeting: Meeting) -> None:
    """M3: from any device"""
    tom, _ = invite(house, meeting)
    cookies = [join(house, tom.id)[1] for _ in range(2)]
    for cookie in cookies:
        found = house.db.read_now(lambda t, cookie=cookie: accounts.signed_in(t, cookie, LATER))
        assert found is not None and found.participant == tom.id
    joined = [e for e in house.db.read_now(lambda t: audit.entries(t)) if e.what == "participant.joined"]
    assert len(joined) == 1


def test_who_was_not_admitted_beforehand_waits(house: House, meeting: Meeting) -> None:
    """M4"""
    tom, _ = invite(house, meeting)
    assert standing(meeting, join(house, tom.id)[0]) is Standing.WAITING
    house.db.write_now(lambda t: meetings.admit(t, tom.id, LATER, by="ruth"))
    found = house.db.read_now(lambda t: meetings.participant(t, house.keys, tom.id))
    assert found is not None and standing(meeting, found) is Standing.IN


def test_what_one_says_of_oneself_is_kept(house: House, meeting: Meeting) -> None:
    tom, _ = invite(house, meeting, admitted=True)
    now, _ = join(house, tom.id, agency="Iechyd", language="cy")
    assert (now.name, now.agency, now.language, now.admitted_at) == ("Tom Ddu", "Iechyd", "cy", NOW)
    assert house.db.read_now(lambda t: meetings.participant(t, house.keys, tom.id)) == now


def test_joining_under_another_name_takes_the_admission_away(house: House, meeting: Meeting) -> None:
    """E02, E03: a forwarded link"""
    tom, _ = invite(house, meeting, admitted=True)
    assert join(house, tom.id, name="tom ddu")[0].admitted_at == NOW
    assert join(house, tom.id, name="Someone Else")[0].admitted_at == ""


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Ŵŷn " * 50 + "x", "a" * 200])
def test_a_name_is_kept_as_it_is(house: House, meeting: Meeting, name: str) -> None:
    """F02: it is the page that escapes"""
    if len(name) > 200:
        with pytest.raises(Refusal) as refused:
            invite(house, meeting, name)
        assert refused.value.key == "line_too_long"
    else:
        assert invite(house, meeting, name)[0].name == name


def test_when_a_meeting_closes_every_link_and_sign_in_of_it_ends(house: House, meeting: Meeting) -> None:
    """M3, E05"""
    tom, token = invite(house, meeting, admitted=True)
    _, cookie = join(house, tom.id)
    screen, shown = house.db.write_now(lambda t: meetings.make_screen(t, house.keys, meeting.id, NOW))
    viewing = house.db.write_now(lambda t: meetings.pair_screen(t, screen.id, NOW, hours=8))
    house.db.write_now(
        lambda t: workingcopies.leave_unsent(t, house.keys, meeting.case, tom.id, b"words", NOW, meeting.id)
    )
    house.db.write_now(lambda t: meetings.close_meeting(t, meeting.id, LATER))
    for ended in (cookie, viewing):
        assert house.db.read_now(lambda t, ended=ended: accounts.signed_in(t, ended, LATER)) is None
    assert house.db.read_now(lambda t: meetings.screen_by_token(t, shown)) is None
    assert house.db.read_now(lambda t: meetings.screens(t, meeting.id)) == []
    assert house.db.read_now(lambda t: workingcopies.unsent_of(t, house.keys, meeting.case, tom.id)) == []
    found = by_token(house, token)
    assert found is not None and standing(*found) is Standing.ENDED
    for work in (
        lambda t: meetings.join(t, house.keys, tom.id, LATER, hours=8),
        lambda t: meetings.invite(t, house.keys, meeting.id, name="Late", at=LATER),
        lambda t: meetings.make_screen(t, house.keys, meeting.id, LATER),
    ):
        assert refusal(house, work) == "meeting_has_ended"


def test_whom_the_chair_removed_is_out_and_stays_out(house: House, meeting: Meeting) -> None:
    """M3, C04"""
    tom, token = invite(house, meeting, admitted=True)
    _, cookie = join(house, tom.id)
    house.db.write_now(lambda t: meetings.remove(t, tom.id, LATER, by="ruth"))
    assert house.db.read_now(lambda t: accounts.signed_in(t, cookie, LATER)) is None
    assert refusal(house, lambda t: meetings.join(t, house.keys, tom.id, LATER, hours=8)) == "was_removed"
    house.db.write_now(lambda t: meetings.admit(t, tom.id, LATER))
    found = by_token(house, token)
    assert found is not None and standing(*found) is Standing.REMOVED


def test_a_chair_has_one_seat_in_a_meeting_without_a_link(house: House, meeting: Meeting) -> None:
    """E11: a second device is the same person"""
    ruth = house.account()
    seats = [
        house.db.write_now(lambda t: meetings.take_seat(t, house.keys, meeting.id, ruth, "chair", NOW))
        for _ in range(2)
    ]
    assert seats[0] == seats[1]
    assert (seats[0].name, seats[0].account, seats[0].leads) == ("Dr Ruth", ruth, True)
    assert house.db.read_now(lambda t: meetings.link_token(t, house.keys, seats[0].id)) is None
    assert refusal(house, lambda t: meetings.invite(t, house.keys, meeting.id, name="X", role="chair", at=NOW)) == (
        "role_not_for_link"
    )


def test_two_people_of_one_name_are_two(house: House, meeting: Meeting) -> None:
    """B08"""
    invite(house, meeting, "Tom", agency="School")
    invite(house, meeting, "Tom", agency="Police")
    found = house.db.read_now(lambda t: meetings.participants(t, house.keys, meeting.id))
    assert {(who.name, who.agency) for who in found} == {("Tom", "School"), ("Tom", "Police")}
    assert found[0].id != found[1].id


def test_who_was_connected_is_noted_first_and_last(house: House, meeting: Meeting) -> None:
    """M5, H16"""
    tom, _ = invite(house, meeting)
    ann, _ = invite(house, meeting, "Ann")
    for who, at in ((tom, NOW), (ann, "2026-03-12T09:40:00Z"), (tom, LATER)):
        house.db.write_now(lambda t, who=who, at=at: meetings.seen(t, meeting.id, who.id, at))
    attended = house.db.read_now(lambda t: meetings.attendance(t, meeting.id))
    assert [(each.participant, each.first_seen, each.last_seen) for each in attended] == [
        (tom.id, NOW, LATER),
        (ann.id, "2026-03-12T09:40:00Z", "2026-03-12T09:40:00Z"),
    ]


def test_a_screen_signs_in_as_a_screen_and_nothing_else(house: House, meeting: Meeting) -> None:
    screen, token = house.db.write_now(lambda t: meetings.make_screen(t, house.keys, meeting.id, NOW))
    found = house.db.read_now(lambda t: meetings.screen_by_token(t, token))
    assert found == (meeting, screen)
    cookie = house.db.write_now(lambda t: meetings.pair_screen(t, screen.id, NOW, hours=8))
    viewing = house.db.read_now(lambda t: accounts.signed_in(t, cookie, NOW))
    assert viewing is not None and (viewing.screen, viewing.account, viewing.participant) == (screen.id, "", "")


def test_who_may_add_to_a_part_is_kept_for_the_meeting_and_the_last_word_counts(house: House, meeting: Meeting) -> None:
    def say(**modes: str) -> dict[str, str]:
        return house.db.write_now(lambda t: meetings.set_part_modes(t, meeting.id, modes, LATER, by="nia"))

    assert house.db.read_now(lambda t: meetings.part_modes(t, meeting.id)) == {}
    assert say(story_happened="everyone", board="leaders") == {"story_happened": "everyone", "board": "leaders"}
    assert say(board="everyone") == {"story_happened": "everyone", "board": "everyone"}
    entries = house.db.read_now(lambda t: audit.entries(t, case=meeting.case, what="part.mode"))
    assert [entry.reason for entry in entries] == ["story_happened everyone", "board leaders", "board everyone"]


@pytest.mark.parametrize(
    ("modes", "key"),
    [
        ({"board": "everyone", "attic": "everyone"}, "part_unknown"),
        ({"decisions": "everyone"}, "part_unknown"),
        ({"board": "nobody"}, "mode_unknown"),
    ],
)
def test_of_a_part_or_mode_that_is_none_nothing_is_kept(
    house: House, meeting: Meeting, modes: dict[str, str], key: str
) -> None:
    assert refusal(house, lambda t: meetings.set_part_modes(t, meeting.id, modes, LATER, by="nia")) == key
    assert house.db.read_now(lambda t: meetings.part_modes(t, meeting.id)) == {}
