"""A meeting: one sitting on a case, and who takes part in it.

M1  a meeting is planned, then open, then closed; it is opened once and never again
M2  contributors and observers write and read only while it is open; chair and coordinator at any time
M3  a personal link is good until the meeting closes, from any device; one that was removed is not let in
again M4  whoever was not admitted beforehand waits until the chair or coordinator says yes M5  presence is
not attendance: who was connected is recorded by the room, who attended by the chair
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.domain.errors import Refusal

LEADERS: Final = ("chair", "coordinator")
"""Roles that work on the case at any time (M2)."""
GUEST_ROLES: Final = ("contributor", "observer")
"""Roles that a personal link may carry."""


ATTENDANCES: Final = ("present", "apologies", "sent_words", "absent")
"""What whoever leads records of somebody (M5): there; not there, and said so; not there, and sent their words; not
there."""


WALL_LABELS: Final = ("", "cy", "en", "both")
"""The language of what a big screen says beside people's own words: that of its own device, Welsh, English, both."""
WALL_SIZES: Final = ("", "larger", "much_larger")


class State(StrEnum):
    """Where a meeting stands (M1)."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Standing(StrEnum):
    """Where a participant stands, and so what their page shows."""

    IN = "in"
    WAITING = "waiting"
    EARLY = "early"
    ENDED = "ended"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A sitting on a case. `kind` is a key of meeting_kinds; `planned_for` a date or instant, "" where open;
    `opened_at` and `closed_at` are "" until it is; `paused_at` and `blanked_at` while it rests and while its big
    screens are blanked; `rested_at` is when it rested last; `wall_labels` and `wall_size` say how the big screens are
    worded (WALL_LABELS) and how large (WALL_SIZES)."""

    id: str
    case: str
    kind: str
    planned_for: str = ""
    planned_at: str = ""
    planned_by: str = ""
    opened_at: str = ""
    closed_at: str = ""
    paused_at: str = ""
    rested_at: str = ""
    blanked_at: str = ""
    wall_labels: str = ""
    wall_size: str = ""

    @property
    def state(self) -> State:
        """Planned, open or closed (M1)."""
        if self.closed_at:
            return State.CLOSED
        return State.OPEN if self.opened_at else State.PLANNED


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone's seat in one meeting. `account` is "" for one who joins by personal link; `language` is ""
    until they chose; `admitted_at`, `joined_at` and `removed_at` are "" until it happened; `by_code` says that
    they were not invited and came by the door's code."""

    id: str
    meeting: str
    role: str
    name: str
    agency: str = ""
    language: str = ""
    account: str = ""
    invited_at: str = ""
    admitted_at: str = ""
    joined_at: str = ""
    removed_at: str = ""
    by_code: bool = False

    @property
    def leads(self) -> bool:
        """Whether this is the chair or the coordinator."""
        return self.role in LEADERS


@dataclass(frozen=True, slots=True)
class Attended:
    """When a participant was connected ("" where they never were), and what the chair recorded ("" until then) (M5)."""

    participant: str
    first_seen: str
    last_seen: str
    recorded: str = ""

    @property
    def was_there(self) -> bool:
        """Whether they attended: as it was recorded, else whether they were connected."""
        return self.recorded == "present" or (not self.recorded and bool(self.first_seen))


@dataclass(frozen=True, slots=True)
class Screen:
    """A big screen of a meeting. `ended_at` is "" while its link is good; `blank` is the chair's choice."""

    id: str
    meeting: str
    made_at: str
    paired_at: str = ""
    seen_at: str = ""
    blank: bool = False
    ended_at: str = ""


def standing(meeting: Meeting, participant: Participant) -> Standing:
    """Where a participant stands at this moment (M2, M3, M4)."""
    if participant.removed_at:
        return Standing.REMOVED
    if participant.leads:
        return Standing.IN
    if meeting.state is State.CLOSED:
        return Standing.ENDED
    if not participant.admitted_at:
        return Standing.WAITING
    return Standing.IN if meeting.state is State.OPEN else Standing.EARLY


def must_be_planned(meeting: Meeting) -> None:
    """Checks that a meeting may be opened (M1). Raises Refusal (`meeting_open_already`,
    `meeting_has_ended`)."""
    if meeting.state is State.OPEN:
        raise Refusal("meeting_open_already", status=409)
    must_not_have_ended(meeting)


def must_not_have_ended(meeting: Meeting) -> None:
    """Checks that a meeting has not been closed (M3). Raises Refusal (`meeting_has_ended`)."""
    if meeting.state is State.CLOSED:
        raise Refusal("meeting_has_ended", status=410)
