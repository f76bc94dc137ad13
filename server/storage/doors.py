"""The door of a meeting: open by a code, behind it the waiting room, and nothing else.

D1  a code is good while the door is open and the meeting has not been closed, for twenty minutes; every opening gives a
    new one
D2  whoever comes by it waits for the chair's yes, however they call themselves
D3  wrong codes are counted by where they come from and in all; right ones are not: a whole room shares one address
"""

from datetime import datetime, timedelta
from typing import Final

from server.domain.codes import new_code
from server.domain.errors import Refusal
from server.domain.meetings import Meeting, Participant, must_not_have_ended
from server.storage import accounts, audit, meetings
from server.storage.database import Transaction
from server.storage.keys import Keys

WRONG_EACH: Final = 10
WRONG_ALL: Final = 300
WINDOW: Final = timedelta(minutes=15)
OPEN_FOR: Final = timedelta(minutes=20)
"""A door that nobody closes is closed by itself: a picture of its code is worth little a day later (E01 of HOSTILE)."""
WAITING_MOST: Final = 40
"""People who wait at one door at once."""
_ALL: Final = "everybody"


def open_door(t: Transaction, keys: Keys, meeting: str, at: str, *, by: str) -> str:
    """Opens the door with a new code, and returns it. Raises Refusal (`meeting_has_ended`)."""
    found = meetings.must_find(t, meeting)
    must_not_have_ended(found)
    close_door(t, meeting)
    code = new_code()
    while t.one("select 1 from doors where code_hash = :hash", hash=accounts.hash_token(code)) is not None:
        code = new_code()
    t.insert(
        "doors",
        meeting=meeting,
        code_hash=accounts.hash_token(code),
        code=keys.seal(found.case, "doors", meeting, code.encode()),
        opened_at=at,
        opened_by=by,
    )
    audit.record(t, "door.opened", at, who=by, case=found.case, about=meeting)
    return code


def close_door(t: Transaction, meeting: str) -> bool:
    """Closes the door; who waits goes on waiting. Answers whether it was open."""
    return bool(t.run("delete from doors where meeting = :meeting", meeting=meeting))


def code_of(t: Transaction, keys: Keys, meeting: str, at: str) -> str:
    """The code of a door that is open at `at`; "" where it is closed."""
    row = t.one(
        "select code from doors where meeting = :meeting and opened_at > :since", meeting=meeting, since=_since(at)
    )
    if row is None:
        return ""
    return keys.open(meetings.must_find(t, meeting).case, "doors", meeting, row["code"]).decode()


def _since(at: str) -> str:
    """When a door that is still open at `at` was opened at the earliest."""
    return (datetime.fromisoformat(at) - OPEN_FOR).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_code(t: Transaction, code: str, at: str) -> Meeting | None:
    """Whose door a code opens at `at`; None for none (D1). Changes nothing."""
    row = t.one(
        "select meeting from doors where code_hash = :hash and opened_at > :since",
        hash=accounts.hash_token(code),
        since=_since(at),
    )
    found = meetings.find(t, row["meeting"]) if row else None
    return None if found is None or found.closed_at else found


def refuse_guessing(t: Transaction, address: str, at: str) -> None:
    """D3. Raises Refusal (`too_many_tries`)."""
    accounts.refuse_too_many(t, "door", accounts.hash_token(address), at, most=WRONG_EACH, window=WINDOW)
    accounts.refuse_too_many(t, "door", _ALL, at, most=WRONG_ALL, window=WINDOW)


def note_wrong(t: Transaction, address: str, at: str) -> None:
    """A code that opens nothing (D3)."""
    for whose in (accounts.hash_token(address), _ALL):
        accounts.note_try(t, "door", whose, at)


def knock(
    t: Transaction, keys: Keys, code: str, at: str, *, name: str, agency: str, language: str, hours: int
) -> tuple[Participant, str]:
    """Somebody comes by the code: a seat that waits (D2), and the token of their sign-in.

    Raises Refusal: `door_closed` (410), `too_many_waiting` (429), `line_too_long`.
    """
    meeting = by_code(t, code, at)
    if meeting is None:
        raise Refusal("door_closed", status=410)
    waiting = t.one(
        "select count(*) as n from participants where meeting = :meeting and by_code = 1 and admitted_at = '' "
        "and removed_at = ''",
        meeting=meeting.id,
    )
    if waiting is not None and waiting["n"] >= WAITING_MOST:
        raise Refusal("too_many_waiting", status=429)
    who = meetings.walk_in(t, keys, meeting, name=name, agency=agency, language=language, at=at)
    return who, accounts.begin(t, at, hours=hours, participant=who.id)
