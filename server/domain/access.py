"""Who may do what: one table, asked by every route, by the socket and by the commands.

A role is held on a case (chair, coordinator), in one meeting (contributor, observer), by a device (screen) or for
the installation (administrator). `may(role, action)` is the whole rule; its matrix is a golden file. The clinical
psychologist chairs: she alone freezes (practice guide, step 4).
"""

from collections.abc import Mapping
from typing import Final

from server.domain import vocabulary

_LEADERS: Final = frozenset({"chair", "coordinator"})
_SEATED: Final = _LEADERS | {"contributor", "observer"}
_WRITERS: Final = _LEADERS | {"contributor"}

_LED: Final = frozenset({*(f"story_{row.key}" for row in vocabulary.STORY_PARTS), "statements"})
_CHAIRED: Final = frozenset({"decisions"})

ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "case.list": _LEADERS,
    "case.begin": _LEADERS,
    "case.see": _LEADERS,
    "case.change": _LEADERS,
    "case.erase": _LEADERS,
    "case.import": _LEADERS,
    "case.export": _LEADERS,
    "seat.see": _LEADERS,
    "seat.change": frozenset({"chair"}),
    "consent.see": _LEADERS,
    "consent.write": _LEADERS,
    "news.see": _LEADERS,
    "news.write": _LEADERS,
    "news.settle": _LEADERS,
    "tell.open": _LEADERS,
    "workingcopy.open": _LEADERS,
    "meeting.plan": _LEADERS,
    "meeting.open": _LEADERS,
    "meeting.close": _LEADERS,
    "meeting.invite": _LEADERS,
    "meeting.admit": _LEADERS,
    "meeting.remove": _LEADERS,
    "meeting.mode": _LEADERS,
    "meeting.lead": _LEADERS,
    "meeting.pause": _LEADERS,
    "screen.blank": _LEADERS,
    "room.see": _SEATED,
    "room.word": _SEATED,
    "document.read": _SEATED,
    "document.write": _WRITERS,
    "document.tidy": _WRITERS,
    "reading.ask": _WRITERS,
    "change.take_back": _WRITERS,
    "placing.show": frozenset({"chair"}),
    "version.prepare": frozenset({"chair"}),
    "version.freeze": frozenset({"chair"}),
    "version.list": _LEADERS,
    "report.make": _LEADERS,
    "review.lead": _LEADERS,
    "version.read": _LEADERS,
    "version.read_now": _SEATED,
    "version.verify": _LEADERS,
    "version.mark": frozenset({"chair"}),
    "recipient.see": _LEADERS,
    "recipient.say": _LEADERS,
    "copy.see": _LEADERS,
    "copy.give": frozenset({"chair"}),
    "note.add": _WRITERS,
    "note.list": _LEADERS,
    "note.decide": _LEADERS,
    "screen.pair": _LEADERS,
    "screen.see": frozenset({"screen"}),
    "unsent.leave": _SEATED,
    "own_notes.keep": _SEATED,
    "question.see": _SEATED,
    "agenda.see": _SEATED,
    "question.ask": _WRITERS,
    "account.manage": frozenset({"administrator"}),
}
"""Action -> the roles that may do it. `version.read_now`: the version just made, until the meeting closes; `note.add`
is of a version that one may read. `note.decide`: the chair accepts a note, a second person confirms a mark."""


def may(role: str, action: str) -> bool:
    """Whether a role may do an action. Raises KeyError for an action that is not in the table."""
    return role in ACTIONS[action]


def mode_of(part: str, modes: Mapping[str, str]) -> str:
    """Who may add to a part: as the chair has set it, else everyone; the story is written by chair and coordinator
    until it is opened (the psychologist writes, the team sees and suggests); why something is kept that the check of
    the order warns about is the psychologist's to say."""
    return modes.get(part, "leaders" if part in _LED else "chair" if part in _CHAIRED else "everyone")


def part_open(role: str, mode: str) -> bool:
    """Whether a writer of this role may add to a part whose mode is `everyone`, `leaders` or `chair`."""
    if not may(role, "document.write"):
        return False
    if mode == "everyone":
        return True
    return role in (_LEADERS if mode == "leaders" else {"chair"})


LED_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {"placements": ("agreed", "agreed_by", "agreed_at")}
"""Collection -> the fields that whoever leads alone may fill, a flag first: what the room agrees on is
written down by them, and stays theirs to change."""


def leads(role: str) -> bool:
    """Whether somebody of this role leads: the chair or the coordinator."""
    return role in _LEADERS


def matrix() -> str:
    """The whole table as text, one action a line: the golden file."""
    roles = [row.key for row in vocabulary.ROLES]
    head = f"{'action':<20}" + "".join(f"{role:>14}" for role in roles)
    lines = [
        f"{action:<20}" + "".join(f"{'yes' if may(role, action) else '-':>14}" for role in roles) for action in ACTIONS
    ]
    return "\n".join([head, *lines]) + "\n"
