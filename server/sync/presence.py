"""Who is here, owned by the server: one list of people for a room, and the carets of their pages.

Name, agency, role, colour and language come from the sign-in; connection, hand, what somebody adds to and
where they look come from their sockets. Presence is not attendance: the chair records attendance. Nothing
here is stored.

P1: a person is here while one of their sockets is heard; after 10 s of silence they are reconnecting, after
    45 s gone.
P2: somebody who closed their page in the ordinary way is gone after 10 s (a page that loads again is back by
    then).
P3: a caret goes out only under the sender's own client id, at most ten times a second, the newest alone.
P4: name and role in a caret are the seat's, whatever the frame says.
"""

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

SILENT_S: Final = 10.0
"""Seconds without a word from a person after which they are shown as reconnecting."""
GONE_S: Final = 45.0
"""Seconds without a word after which they are gone and their sockets are closed."""
GOODBYE_S: Final = 10.0
"""Seconds between an ordinary close of the last page and being gone."""
CARET_EVERY_S: Final = 0.1
"""Shortest time between two carets of one sender."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who speaks on a socket, as the sign-in and the seat say: made by web, never by a client.

    `participant` is the id that authorship uses; `sign_in` names the sign-in, so that signing out can close
    its sockets; `colour` is a CSS colour, or a token of the page's own.
    """

    participant: str
    sign_in: str
    role: str
    name: str
    agency: str
    language: str
    colour: str


@dataclass(slots=True)
class _Person:
    seat: Seat
    since: float
    sockets: set[Hashable] = field(default_factory=set)
    silent: bool = False
    left_at: float | None = None  # when the last socket closed; None while one is open
    said_goodbye: bool = False
    behind: bool = False
    hand: int = 0
    adding: dict[str, str] = field(default_factory=lambda: {"part": "", "lane": ""})
    looking: dict[str, Any] = field(default_factory=dict)

    @property
    def connection(self) -> str:
        return "reconnecting" if self.silent else "here"

    def entry(self) -> dict[str, Any]:
        seat = self.seat
        return {
            "participant": seat.participant,
            "name": seat.name,
            "agency": seat.agency,
            "role": seat.role,
            "colour": seat.colour,
            "language": seat.language,
            "connection": self.connection,
            "behind": self.behind,
            "hand": self.hand,
            "adding": dict(self.adding),
            "looking": dict(self.looking),
        }


class Presence:
    """The people of one room. Times are seconds of the room's clock; changes gather until `changed()` takes
    them."""

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}
        self._changed: set[str] = set()
        self._hands = 0

    def enter(self, seat: Seat, socket: Hashable, now: float) -> None:
        """A socket of this person opened."""
        person = self._people.get(seat.participant)
        if person is None:
            person = self._people[seat.participant] = _Person(seat, now)
        if person.seat != seat or not person.sockets or person.silent:
            self._changed.add(seat.participant)
        person.seat = seat
        person.sockets.add(socket)
        person.left_at = None
        person.silent = False

    def leave(self, participant: str, socket: Hashable, now: float, *, goodbye: bool, at_once: bool = False) -> None:
        """A socket of this person closed; `goodbye` when their page closed it in the ordinary way, `at_once`
        when they were shown out and are not to be waited for."""
        person = self._people.get(participant)
        if person is None:
            return
        person.sockets.discard(socket)
        if at_once and not person.sockets:
            self._forget(participant)
        elif not person.sockets:
            person.left_at = now
            person.said_goodbye = goodbye
            person.adding = {"part": "", "lane": ""}

    def silence(self, participant: str, heard_at: float, now: float) -> None:
        """What the room knows of a connected person: when any of their sockets was last heard."""
        person = self._people[participant]
        silent = now - heard_at >= SILENT_S
        if silent != person.silent:
            person.silent = silent
            self._changed.add(participant)

    def behind(self, participant: str, behind: bool) -> None:
        """Whether the last beat that this person answered is more than ten seconds old."""
        person = self._people[participant]
        if person.behind != behind:
            person.behind = behind
            self._changed.add(participant)

    def tick(self, now: float) -> None:
        """Let time pass for people without a socket (P1, P2)."""
        for participant, person in list(self._people.items()):
            if person.left_at is None:
                continue
            away = now - person.left_at
            if away >= (GOODBYE_S if person.said_goodbye else GONE_S):
                self._forget(participant)
            elif away >= SILENT_S and not person.silent:
                person.silent = True
                self._changed.add(participant)

    def _forget(self, participant: str) -> None:
        del self._people[participant]
        self._changed.add(participant)

    def look(self, participant: str, at: dict[str, Any]) -> None:
        """Where this person looks."""
        self._set(participant, "looking", at)

    def add_to(self, participant: str, part: str, lane: str) -> None:
        """What this person is adding to; empty when they stopped."""
        self._set(participant, "adding", {"part": part, "lane": lane})

    def raise_hand(self, participant: str, up: bool) -> None:
        """A hand goes up (it keeps its place in the order of hands) or down."""
        person = self._people.get(participant)
        if person is not None and bool(person.hand) != up:
            self._hands += up
            self._set(participant, "hand", self._hands if up else 0)

    def _set(self, participant: str, name: str, value: object) -> None:
        person = self._people.get(participant)
        if person is not None and getattr(person, name) != value:
            setattr(person, name, value)
            self._changed.add(participant)

    def changed(self) -> list[dict[str, Any]]:
        """Entries of everybody who changed since this was last asked; somebody who left has connection
        `gone`."""
        entries = [self._entry(participant) for participant in sorted(self._changed)]
        self._changed.clear()
        return entries

    def _entry(self, participant: str) -> dict[str, Any]:
        person = self._people.get(participant)
        return person.entry() if person else {"participant": participant, "connection": "gone"}

    def everyone(self) -> list[dict[str, Any]]:
        """Entries of everybody who is here or reconnecting, those who came first before the others."""
        return [person.entry() for person in self._people.values()]

    def has_socket(self, participant: str) -> bool:
        """Whether a page of this person is open at this moment: not one that has only just closed."""
        person = self._people.get(participant)
        return person is not None and bool(person.sockets) and not person.silent

    def __contains__(self, participant: object) -> bool:
        return participant in self._people

    def connected(self, roles: Iterable[str]) -> bool:
        """Whether somebody in one of these roles is here and heard."""
        wanted = set(roles)
        return any(p.seat.role in wanted and p.sockets and not p.silent for p in self._people.values())


@dataclass(slots=True)
class _Caret:
    client: int
    clock: int
    state: str
    sent_at: float = float("-inf")


class Carets:
    """The newest caret of each socket, sent on at most ten times a second (P3)."""

    def __init__(self) -> None:
        self._of: dict[Hashable, _Caret] = {}
        self._waiting: set[Hashable] = set()

    def put(self, socket: Hashable, client: int, clock: int, seat: Seat, state: dict[str, Any] | None) -> None:
        """A caret arrived under the socket's own client id; older clocks are left out."""
        text = _seen_by_others(seat, state)
        held = self._of.get(socket)
        if held is None or held.client != client:
            self._of[socket] = _Caret(client, clock, text)
        elif clock >= held.clock:
            held.clock, held.state = clock, text
        else:
            return
        self._waiting.add(socket)

    def due(self, now: float) -> list[tuple[Hashable, int, int, str]]:
        """Carets to send on now: socket, client id, clock, state as JSON."""
        ready = []
        for socket in self._waiting:
            caret = self._of[socket]
            if now - caret.sent_at >= CARET_EVERY_S - 1e-6:
                caret.sent_at = now
                ready.append((socket, caret.client, caret.clock, caret.state))
        self._waiting.difference_update(socket for socket, *_ in ready)
        return ready

    def waiting(self) -> bool:
        """Whether a caret waits to be sent on."""
        return bool(self._waiting)

    def all(self) -> list[tuple[int, int, str]]:
        """Every caret that can be seen now, for a newcomer."""
        return [(c.client, c.clock, c.state) for c in self._of.values() if c.state != "null"]

    def take_away(self, socket: Hashable) -> tuple[int, int, str] | None:
        """The entry that removes a closed socket's caret, or None when it had none. It keeps its clock: with
        a higher one, other pages would not see the same client when it comes back."""
        self._waiting.discard(socket)
        caret = self._of.pop(socket, None)
        return (caret.client, caret.clock, "null") if caret and caret.state != "null" else None


def _seen_by_others(seat: Seat, state: dict[str, Any] | None) -> str:
    if state is None:
        return "null"
    user = {"name": seat.name, "agency": seat.agency, "role": seat.role, "color": seat.colour}
    shown = {"participant": seat.participant, "user": user, "cursor": state.get("cursor")}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
