"""What those who are invited to a meeting say beforehand: that they come, that they cannot, or that they send points.
The answer alone stands here; points that are sent are news of the case."""

from collections.abc import Mapping
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.fields import LINE_MAX
from server.domain.instants import is_day, is_instant
from server.domain.meetings import GUEST_ROLES, State
from server.storage import audit, meetings
from server.storage.database import Transaction
from server.storage.keys import Keys

PEOPLE_MOST: Final = 200
"""People invited to one meeting that a bundle may bring."""
_MEETING: Final = ("kind", "planned_for", "planned_at", "opened_at", "closed_at")
_PERSON: Final = ("name", "agency", "role", "language", "reply")


def say(t: Transaction, participant: str, reply: str, at: str, by: str = "") -> None:
    """Keeps an answer in the place of the one before; `by` is the account of a leader who wrote it down, "" for the
    person's own. Raises Refusal: `reply_unknown`, `no_such_participant`, `meeting_has_begun`."""
    if reply not in vocabulary.keys("replies"):
        raise Refusal("reply_unknown", status=422)
    row = t.one("select meeting, removed_at from participants where id = :id", id=participant)
    if row is None or row["removed_at"]:
        raise Refusal("no_such_participant", status=404)
    meeting = meetings.must_find(t, row["meeting"])
    if meeting.state is not State.PLANNED:
        raise Refusal("meeting_has_begun", status=409)
    t.run(
        "insert into replies (participant, reply, at) values (:who, :reply, :at) "
        "on conflict (participant) do update set reply = :reply, at = :at",
        who=participant, reply=reply, at=at,
    )  # fmt: skip
    audit.record(t, "reply.said", at, who=by or participant, case=meeting.case, about=participant, reason=reply)


def of_meeting(t: Transaction, meeting: str) -> dict[str, str]:
    """Participant -> their answer, for those who have answered."""
    rows = t.all(
        "select replies.* from replies join participants on participants.id = replies.participant "
        "where participants.meeting = :meeting",
        meeting=meeting,
    )
    return {row["participant"]: row["reply"] for row in rows}


def export(t: Transaction, keys: Keys, case: str) -> list[dict[str, Any]]:
    """The meetings of a case with those who were invited and what they answered, as JSON for a bundle; links and
    accounts stay here."""
    told = []
    for meeting in reversed(meetings.of_case(t, case)):
        said = of_meeting(t, meeting.id)
        people = [
            {"name": p.name, "agency": p.agency, "role": p.role, "language": p.language, "reply": said.get(p.id, "")}
            for p in meetings.participants(t, keys, meeting.id)
            if not p.account and not p.removed_at
        ]
        told.append({**{name: getattr(meeting, name) for name in _MEETING}, "people": people})
    return told


def bring(t: Transaction, keys: Keys, case: str, plain: list[Any], at: str, by: str = "") -> int:
    """Takes the meetings of a bundle into a case, with new links for those who are invited to one that is still to
    come; one that was open is closed. What is not a meeting is left out; returns how many came."""
    came = 0
    for each in plain:
        if not _is_meeting(each):
            continue
        made = meetings.plan(t, case, each["kind"], each["planned_at"], planned_for=each["planned_for"], by=by)
        for person in each["people"]:
            invited, _ = meetings.invite(
                t, keys, made.id, name=person["name"], agency=person["agency"], role=person["role"],
                language=person["language"], admitted=True, at=at, by=by,
            )  # fmt: skip
            if person["reply"]:
                say(t, invited.id, person["reply"], at, by)
        if each["opened_at"]:
            meetings.was_held(t, made.id, each["opened_at"], each["closed_at"] or at)
        came += 1
    return came


def _is_meeting(plain: Any) -> bool:
    if not isinstance(plain, Mapping) or set(plain) != {*_MEETING, "people"} or not isinstance(plain["people"], list):
        return False
    if not all(isinstance(plain[name], str) for name in _MEETING) or not is_instant(plain["planned_at"]):
        return False
    if plain["kind"] not in vocabulary.keys("meeting_kinds"):
        return False
    dates = not plain["planned_for"] or is_day(plain["planned_for"])
    dates = dates and all(not plain[name] or is_instant(plain[name]) for name in ("opened_at", "closed_at"))
    return dates and len(plain["people"]) <= PEOPLE_MOST and all(map(_is_person, plain["people"]))


def _is_person(plain: Any) -> bool:
    if not isinstance(plain, Mapping) or set(plain) != set(_PERSON):
        return False
    if not all(isinstance(value, str) for value in plain.values()):
        return False
    short = all(len(plain[name]) <= LINE_MAX for name in ("name", "agency"))
    known = plain["role"] in GUEST_ROLES and plain["language"] in ("", "en", "cy")
    return short and known and plain["reply"] in {"", *vocabulary.keys("replies")}


def forget(t: Transaction, case: str) -> None:
    """Deletes every answer of a case; for erasing it."""
    t.run(
        "delete from replies where participant in (select participants.id from participants "
        "join meetings on meetings.id = participants.meeting where case_id = :case)",
        case=case,
    )
