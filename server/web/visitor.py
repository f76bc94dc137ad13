"""Who asks: a signed-in account, a participant who came by personal link, or a big screen; and their role on a
case.

V1  chair and coordinator have the role of their seat on the case, at any time
V2  a participant has the role of their seat in the meeting, on the case of that meeting alone, and only while they
    are in: admitted, not removed, the meeting open
V3  somebody without a role on a case learns nothing of it, not even whether it exists
"""

import asyncio
import logging
from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection

from server.domain.cases import SEAT_ROLES, Account
from server.domain.errors import Refusal
from server.domain.meetings import Meeting, Participant, Screen, Standing, standing
from server.languages import LANGUAGES
from server.storage import accounts, cases, meetings
from server.storage.accounts import hash_token
from server.storage.database import Transaction
from server.storage.keys import Keys
from server.sync.presence import Seat
from server.web.guard import LANGUAGE_COOKIE, SCREEN_COOKIE, SIGN_IN_COOKIE, cookie_of
from server.web.installation import Installation, installation_of

log = logging.getLogger("gwead.web")

COLOURS = 8
"""How many colours of people the style sheet has, `person-0` and on; presence never rests on colour alone."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in: with an account, or with a seat in one meeting (then `meeting` and `participant` are
    set).

    `sign_in` is the hash of their cookie's token: it names the sign-in without being able to use it.
    """

    id: str
    name: str
    agency: str
    language: str
    sign_in: str
    account: Account | None = None
    meeting: Meeting | None = None
    participant: Participant | None = None
    second_device: bool = False
    """Whether this person is in the room from another device, and this one waits for the chair's yes."""

    @property
    def leads(self) -> bool:
        """Whether they may hold a seat on cases: a chair or a coordinator."""
        return self.account is not None and self.account.role in SEAT_ROLES

    @property
    def standing(self) -> Standing | None:
        """Where a participant stands in their meeting; None for an account."""
        if self.meeting is None or self.participant is None:
            return None
        stands = standing(self.meeting, self.participant)
        return Standing.WAITING if self.second_device and stands is Standing.IN else stands


async def visitor_of(connection: HTTPConnection) -> Visitor | None:
    """Who the sign-in cookie stands for, or None."""
    here = installation_of(connection)
    token = cookie_of(connection, SIGN_IN_COOKIE, here.public)
    if not token:
        return None
    at = here.now()
    visitor = await here.database.read(lambda t: _visitor(t, here.keys, token, at))
    if visitor is not None and visitor.sign_in in here.waiting.devices:
        return replace(visitor, second_device=True)
    return visitor


def _visitor(t: Transaction, keys: Keys, token: str, at: str) -> Visitor | None:
    signed_in = accounts.signed_in(t, token, at)
    if signed_in is None:
        return None
    if signed_in.account:
        account = accounts.find(t, signed_in.account)
        if account is None or not account.enabled:
            return None
        return Visitor(account.id, account.name, "", account.language, hash_token(token), account=account)
    participant = meetings.participant(t, keys, signed_in.participant)
    if participant is None:
        return None
    meeting = meetings.find(t, participant.meeting)
    return Visitor(
        participant.id,
        participant.name,
        participant.agency,
        participant.language,
        hash_token(token),
        meeting=meeting,
        participant=participant,
    )


async def screen_of(connection: HTTPConnection) -> tuple[Meeting, Screen] | None:
    """Which big screen this device is, by its own cookie; None for none, or one that has ended."""
    here = installation_of(connection)
    token = cookie_of(connection, SCREEN_COOKIE, here.public)
    if not token:
        return None
    at = here.now()

    def look(t: Transaction) -> tuple[Meeting, Screen] | None:
        signed_in = accounts.signed_in(t, token, at)
        screen = meetings.screen(t, signed_in.screen) if signed_in and signed_in.screen else None
        if screen is None or screen.ended_at:
            return None
        meeting = meetings.find(t, screen.meeting)
        return (meeting, screen) if meeting and not meeting.closed_at else None

    return await here.database.read(look)


def role_on(t: Transaction, visitor: Visitor, case: str) -> str:
    """The visitor's role on a case, or "" (V1, V2, V3)."""
    if visitor.account is not None:
        return cases.role_of(t, case, visitor.id) if visitor.leads and _stands(t, case) else ""
    if visitor.meeting is None or visitor.participant is None or visitor.meeting.case != case:
        return ""
    return visitor.participant.role if visitor.standing is Standing.IN else ""


def _stands(t: Transaction, case: str) -> bool:
    row = t.one("select erased_at from cases where id = :case", case=case)
    return row is not None and not row["erased_at"]


async def seat_of(here: Installation, visitor: Visitor, case: str, document: str) -> Seat | None:
    """The seat a visitor takes at a document's socket, or None where they are not admitted; notes that they came."""
    role = await here.database.read(lambda t: role_on(t, visitor, case))
    if not role or document != "shared":
        return None
    await note_presence(here, visitor, case, role)
    return Seat(
        participant=visitor.id,
        sign_in=visitor.sign_in,
        role=role,
        name=visitor.name,
        agency=visitor.agency,
        language=visitor.language or "en",
        colour=f"person-{sum(visitor.id.encode()) % COLOURS}",
    )


async def note_presence(here: Installation, visitor: Visitor, case: str, role: str) -> None:
    """Notes in the open meeting of a case that this person was connected (M5); outside a meeting nothing is noted."""
    at = here.now()

    def note(t: Transaction) -> None:
        meeting = meetings.open_now(t, case)
        if meeting is None:
            return
        if visitor.account is not None:
            seat = meetings.take_seat(t, here.keys, meeting.id, visitor.id, role, at)
            meetings.seen(t, meeting.id, seat.id, at)
        elif visitor.meeting is not None and visitor.meeting.id == meeting.id:
            meetings.seen(t, meeting.id, visitor.id, at)

    await here.database.write(note)


def chosen_language(connection: HTTPConnection, visitor: Visitor | None) -> str:
    """The language somebody chose: in this browser, else with their sign-in; "" where they never did."""
    here = installation_of(connection)
    cookie = cookie_of(connection, LANGUAGE_COOKIE, here.public)
    if cookie in LANGUAGES:
        return cookie
    return visitor.language if visitor is not None else ""


async def run_out(here: Installation) -> frozenset[str]:
    """The sign-ins that have open sockets and have ended: by time, by a new password, by whoever ended them (C04)."""
    here_now = here.hub.sign_ins
    if not here_now:
        return frozenset()
    at = here.now()
    good = await here.database.read(lambda t: accounts.still_signed_in(t, here_now, at))
    return frozenset(here_now - good)


async def end_what_ran_out(here: Installation, seen_before: frozenset[str] | None = None) -> frozenset[str]:
    """Closes the sockets of every sign-in that has ended, and returns those. Whoever ends one closes its sockets too,
    and says why; `seen_before` leaves them the time: only what had ended at the last look is closed."""
    ended = await run_out(here)
    for sign_in in ended if seen_before is None else ended & seen_before:
        here.hub.close_sign_in(sign_in)
    return ended


async def watch_sign_ins(here: Installation, every_s: float = 1.5) -> None:
    """Looks again and again, for as long as the server runs; a sign-in that ended is out at the second look."""
    ended: frozenset[str] = frozenset()
    while True:
        await asyncio.sleep(every_s)
        try:
            ended = await end_what_ran_out(here, ended)
        except Refusal:  # the database does not answer now: asked again
            continue
        except Exception:  # whatever else it was: nobody else shows out whose sign-in has ended
            log.exception("sign-ins could not be looked at")
