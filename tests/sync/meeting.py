"""A meeting without a network: a room, the pages of the people in it, and a store that commits when it is
told.

Pages are real Yjs clients (pycrdt) that speak the frames of the wire; the clock is a number.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from pycrdt import Decoder, Doc, Map, Text

from server.document.reading import new_doc, plain
from server.document.schema import SCHEMA
from server.document.writing import write_record
from server.sync import wire
from server.sync.gate import Gate, Logged
from server.sync.presence import Seat
from server.sync.room import Kept, Mode, Outcome, Room, RoomLimits, Socket

EPOCH = 3
AT = "2026-03-12T09:31:00Z"


def seat(name: str, role: str = "contributor") -> Seat:
    """The seat of somebody who is called by one name everywhere."""
    return Seat(name, f"{name}'s sign-in", role, name.title(), "Youth Justice Service", "en", "teal")


def record_id(word: str) -> str:
    """An id of the right shape for a record that tests call by a word."""
    return word.ljust(21, "_")[:21] + "A"


class Page:
    """One person's page: a document, the frames it sends, and what it was told."""

    def __init__(self, seat: Seat, client: int) -> None:
        self.seat = seat
        self.doc: Doc[Any] = new_doc(client)
        self.news: list[dict[str, Any]] = []
        self.carets: list[tuple[int, int, Any]] = []
        self.outbox: list[bytes] = []
        self.closed: int | None = None
        self.frames = 0
        self.overhear: Callable[[bytes], None] = lambda frame: None
        self._remote = False
        self._kept = self.doc.observe(self._changed)

    def _changed(self, event: Any) -> None:
        if not self._remote:
            self.send(wire.update(event.update))

    def send(self, frame: bytes) -> None:
        """Put a frame on its way."""
        self.frames += frame[:2] in (b"\x00\x01", b"\x00\x02")
        self.outbox.append(frame)

    def hear(self, frame: bytes) -> None:
        """Take a frame from the room, as an unmodified client does."""
        self.overhear(frame)
        decoder = Decoder(frame)
        kind = decoder.read_var_uint()
        if kind == wire.NEWS:
            self.news.append(json.loads(decoder.read_var_string()))
        elif kind == wire.AWARENESS:
            entries = Decoder(decoder.read_message() or b"")
            for _ in range(entries.read_var_uint()):
                client, clock = entries.read_var_uint(), entries.read_var_uint()
                self.carets.append((client, clock, json.loads(entries.read_var_string())))
        else:
            self._sync(decoder.read_var_uint(), decoder.read_message() or b"")

    def _sync(self, step: int, body: bytes) -> None:
        if step == wire.STEP_1:
            self.send(wire.step_2(self.doc.get_update(body)))
            return
        self._remote = True
        self.doc.apply_update(body)
        self._remote = False

    def told(self, name: str) -> list[dict[str, Any]]:
        """Every piece of news of one kind so far."""
        return [each for each in self.news if each["news"] == name]

    @property
    def saved(self) -> int:
        """What the last `saved` said, 0 before the first."""
        return int(self.told("saved")[-1]["count"]) if self.told("saved") else 0

    def add_event(self, word: str, title: str = "", detail: str = "") -> None:
        """Add an entry to the timeline."""
        values = {"title": title or word, "detail": detail, "added_by": self.seat.participant, "added_at": AT}
        with self.doc.transaction():
            write_record(self.doc, "events", record_id(word), values)

    def set_title(self, word: str, title: str) -> None:
        """Give an entry another title."""
        self.doc.get("events", type=Map)[record_id(word)]["title"] = title

    def type(self, word: str, letters: str) -> None:
        """Type into the words of an entry, at their end."""
        text: Text = self.doc.get("events", type=Map)[record_id(word)]["detail"]
        text.insert(len(text), letters)

    def titles(self) -> set[str]:
        """The titles of the timeline as this page shows it."""
        return {event["title"] for event in self.plain()["events"].values()}

    def plain(self) -> dict[str, Any]:
        """What this page holds."""
        return plain(self.doc)


class Meeting:
    """A room and its pages. Frames move when `pass_on` is called; what is accepted stays on its way until
    `commit` or `fail`."""

    def __init__(
        self, *, limits: RoomLimits | None = None, mode: Mode | None = None, log: Iterable[Logged] = ()
    ) -> None:
        self.log: list[Kept] = []
        self.on_the_way: list[Kept] = []
        self.now = 0.0
        gate = Gate(SCHEMA, None, log, server_client=1)
        self.room = Room(gate, epoch=EPOCH, mode=mode or Mode.usual(), limits=limits)
        self.pages: dict[Socket, Page] = {}
        self.refused: list[tuple[str, str]] = []
        self._next_client = 100

    def join(self, name: str, role: str = "contributor", *, epoch: int | None = EPOCH, sync: bool = True) -> Page:
        """Somebody opens their page, and it syncs."""
        self._next_client += 1
        page = Page(seat(name, role), self._next_client)
        self.connect(page, epoch=epoch)
        if sync:
            page.send(wire.step_1(page.doc.get_state()))
            self.commit()
        return page

    def connect(self, page: Page, *, epoch: int | None = EPOCH) -> None:
        """A page opens a socket."""
        page.outbox.clear()
        page.frames = 0
        page.closed = None
        socket, out = self.room.enter(page.seat, epoch, self.now)
        self.pages[socket] = page
        self.do(out)

    def socket(self, page: Page) -> Socket:
        """The socket of a page."""
        return next(socket for socket, of in self.pages.items() if of is page)

    def leave(self, page: Page, *, goodbye: bool = False) -> None:
        """The socket of a page closes."""
        socket = self.socket(page)
        del self.pages[socket]
        self.do(self.room.leave(socket, self.now, goodbye=goodbye))

    def do(self, out: Outcome) -> None:
        """Deliver what the room wants sent, and close what it wants closed."""
        for sockets, frame in out.sends:
            for socket in sockets:
                if socket in self.pages:
                    self.pages[socket].hear(frame)
        for socket, frame in out.uncounted:
            if socket in self.pages:
                self.pages[socket].hear(frame)
        for socket, code in out.closes:
            if socket in self.pages:
                self.pages.pop(socket).closed = code
        self.refused += [(refusal.participant, refusal.reason) for refusal in out.refusals]

    def pass_on(self) -> None:
        """Take what the pages have sent and judge it; nothing is committed."""
        while any(page.outbox for page in self.pages.values()):
            for socket, page in list(self.pages.items()):
                sent, page.outbox = page.outbox, []
                for frame in sent:
                    self.do(self.room.receive(socket, frame, self.now))
            self.judge()
        self.judge()

    def judge(self) -> None:
        """Judge what waits, as long as nothing is on its way."""
        while self.room.waiting:
            kept, out = self.room.judge(self.now, AT)
            self.on_the_way = kept
            self.do(out)

    def commit(self) -> None:
        """Let everything move until nothing waits: frames pass, updates are stored."""
        self.pass_on()
        while self.on_the_way:
            self.log += self.on_the_way
            self.on_the_way = []
            self.do(self.room.committed(self.now))
            self.pass_on()

    def fail(self) -> None:
        """What is on its way cannot be stored."""
        self.on_the_way = []
        self.do(self.room.failed(self.now))
        self.pass_on()

    def wait(self, seconds: float, *, step: float = 0.5, answering: Callable[[], None] = lambda: None) -> None:
        """Let time pass, half a second at a time."""
        for _ in range(round(seconds / step)):
            self.now += step
            self.do(self.room.tick(self.now))
            answering()
            self.commit()

    def logged(self) -> list[Logged]:
        """The log, as a restarted server reads it."""
        return [Logged(kept.update, kept.author) for kept in self.log]
