"""What those who are invited to a meeting say beforehand: that they come, that they cannot, or that they send points.
The answer alone stands here; points that are sent are news of the case."""

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.meetings import State
from server.storage import audit, meetings
from server.storage.database import Transaction


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


def forget(t: Transaction, case: str) -> None:
    """Deletes every answer of a case; for erasing it."""
    t.run(
        "delete from replies where participant in (select participants.id from participants "
        "join meetings on meetings.id = participants.meeting where case_id = :case)",
        case=case,
    )
