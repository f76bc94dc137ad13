"""The rooms on the event loop: opened from the store, fed from sockets, committed, sent from, and let go.

Everything that the room leaves out is here: time, tasks, queues and the store. One room has at most one batch
on its way to the store (the store's one writer commits the batches of all rooms together), each socket one
bounded queue and one writer, the whole hub one timer.

H1: nobody's slowness delays another: a full queue closes its own socket (4508), which comes back and catches
    up.
H2: what could not be stored is not acknowledged; the hub tries the store until it can, then asks every page
    again.
H3: a room without an edit for 30 s drops its document; one without a person for 5 minutes is let go; both
    load again as they were.
H4: a room in which something broke that nobody foresaw is left at once: the log is the truth, and everybody
    comes back (4503) to a room made from it.
"""

import asyncio
import ctypes
import logging
import secrets
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from server.document.schema import SCHEMA
from server.domain.errors import Refusal
from server.sync import news
from server.sync.gate import Gate, Logged, Stored
from server.sync.limits import GateLimits
from server.sync.presence import Seat
from server.sync.room import (
    ENDED,
    OVERLOADED,
    TOO_SLOW,
    Change,
    Kept,
    Mode,
    NotStored,
    Outcome,
    Refused,
    Room,
    RoomLimits,
    Sentences,
    Socket,
    Written,
)

_log = logging.getLogger(__name__)
_NOT_OURS: Final = (KeyboardInterrupt, SystemExit, asyncio.CancelledError)

SHARED: Final = "shared"
"""Name of the one document that every working copy has."""
GOING_AWAY: Final = 1012
"""Close code of a server that stops: pages try again."""


@dataclass(frozen=True, slots=True)
class HubLimits:
    """Limits of the hub; sizes in bytes, times in seconds. A socket is read more slowly beyond
    `updates_per_s` (None: no limit; a step 1 costs as much as twenty updates) and beyond four times
    `inbound_bytes_per_s` at once."""

    room: RoomLimits = field(default_factory=RoomLimits)
    gate: GateLimits = field(default_factory=GateLimits)
    outbound_bytes: int = 4 * 1024 * 1024
    updates_per_s: float | None = 200.0
    inbound_bytes_per_s: float = 1024 * 1024
    step_1_costs: float = 20.0
    tick_s: float = 0.5
    caret_s: float = 0.05
    compact_updates: int = 500
    sleep_s: float = 30.0
    unload_s: float = 5 * 60.0
    store_again_s: float = 1.0
    close_s: float = 5.0


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The present working copy of a case: its id in the store, its epoch, who may add to what, whether its meeting
    rests and whether the big screens are blanked."""

    id: str
    epoch: int
    mode: Mode
    paused: bool = False
    blanked: bool = False


class State(Protocol):
    """A compacted state and the gate's indexes, as storage gives them."""

    @property
    def state(self) -> bytes: ...

    @property
    def indexes(self) -> bytes: ...


class Loaded(Protocol):
    """What a room starts from: the stored state, None before the first, and the log since, oldest first, each
    update with its author."""

    @property
    def stored(self) -> State | None: ...

    @property
    def updates(self) -> Sequence[tuple[bytes, str]]: ...


class Store(Protocol):
    """What the hub asks of storage (composed in app.py).

    `append` returns when the updates are committed, with the sequence number of the last; raising means that
    none of them is stored. `compact` replaces the log up to that number by one state. `probe` returns when a
    small write has been committed and raises while that is not possible.
    """

    async def load(self, working_copy: str) -> Loaded: ...

    async def append(self, working_copy: str, kept: Sequence[Kept]) -> int: ...

    async def compact(self, working_copy: str, stored: Stored, through: int) -> None: ...

    async def probe(self, working_copy: str) -> None: ...


class Timer(Protocol):
    """Something that will be called later and need not be."""

    def cancel(self) -> None: ...


class Clock(Protocol):
    """The hub's time: `now` in seconds of no particular beginning, `instant` as ISO UTC."""

    def now(self) -> float: ...

    def instant(self) -> str: ...

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer: ...


class LoopClock:
    """The clock of the running event loop."""

    def __init__(self) -> None:
        self._second = 0
        self._instant = ""

    def now(self) -> float:
        """Seconds of a clock that only goes forward."""
        return time.monotonic()

    def instant(self) -> str:
        """The present instant, to the second, as `2026-03-12T09:31:00Z`; asked for each batch, written once a
        second."""
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._instant = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return self._instant

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call something in so many seconds."""
        return asyncio.get_running_loop().call_later(seconds, call)


class Link(Protocol):
    """The sending side of one socket."""

    def send(self, frame: bytes, *, counted: bool = True) -> bool:
        """Take a frame to be sent, in order. False: the queue is full, nothing more is taken. A frame that is
        not `counted` does not fill the queue, while it is the only such one that waits."""
        ...

    def close(self, code: int) -> None:
        """Close after what was taken has been sent."""
        ...

    def cut(self, code: int) -> None:
        """Close now; what was not sent is dropped."""
        ...


class Outbound:
    """A link over two coroutine functions, of an ASGI server or of a test: one bounded queue and one writer
    task.

    `closed` is set once nothing more will be sent.
    """

    def __init__(
        self,
        send: Callable[[bytes], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        *,
        most: int,
        close_s: float = 5.0,
    ) -> None:
        self._send = send
        self._close = close
        self._most = most
        self._close_s = close_s
        self._frames: deque[tuple[bytes, bool]] = deque()
        self._bytes = 0
        self._free = False  # whether an answer that is not counted waits: a second one would be counted
        self._code: int | None = None
        self._wake = asyncio.Event()
        self.closed = asyncio.Event()
        self._task = asyncio.create_task(self._write())

    def send(self, frame: bytes, *, counted: bool = True) -> bool:
        """See Link."""
        if self._code is not None:
            return True
        counted = counted or self._free
        if counted:
            if self._bytes + len(frame) > self._most:
                return False
            self._bytes += len(frame)
        self._free = self._free or not counted
        self._frames.append((frame, counted))
        self._wake.set()
        return True

    def close(self, code: int) -> None:
        """See Link. A reader that does not take what waits is cut after `close_s`."""
        if self._code is None:
            self._code = code
            self._wake.set()
            asyncio.get_running_loop().call_later(self._close_s, self._task.cancel)

    def cut(self, code: int) -> None:
        """See Link. The socket may take no more at all, so the close code may not arrive."""
        self._frames.clear()
        self._code = code
        self._task.cancel()

    async def _write(self) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._frames:
                    frame, counted = self._frames.popleft()
                    await self._send(frame)
                    if counted:
                        self._bytes -= len(frame)
                    else:
                        self._free = False
                if self._code is not None:
                    await self._close(self._code)
                    return
        except OSError:  # the other side is gone; its reader says so
            pass
        finally:
            self._frames.clear()
            self.closed.set()


@dataclass(eq=False, slots=True)
class _Open:
    """A room with everything around it that is not pure."""

    key: tuple[str, str]
    working_copy: WorkingCopy
    room: Room
    links: dict[Socket, Link] = field(default_factory=dict)
    work: asyncio.Task[None] | None = None
    waking: asyncio.Task[None] | None = None
    compacting: asyncio.Task[None] | None = None
    carets: Timer | None = None
    trying: Timer | None = None
    written: list[tuple[Written, asyncio.Future[Written]]] = field(default_factory=list)
    watchers: list[Callable[[], None]] = field(default_factory=list)
    appended: int = 0
    since_compacted: int = 0
    empty_since: float | None = None


class Opening:
    """A socket on its way in, from before its person is asked for until it is in its room: who is shown out
    meanwhile is shown out at its door, with the same code."""

    def __init__(self) -> None:
        self._closings: list[tuple[Callable[[Seat], bool], int, str]] = []

    def closing(self, which: Callable[[Seat], bool], code: int, case: str = "") -> None:
        """Whoever is meant lost their seat: on every case, or on one."""
        self._closings.append((which, code, case))

    def closed(self, seat: Seat, case: str) -> int | None:
        """The code with which this seat was closed meanwhile, or None."""
        return next((code for which, code, on in self._closings if on in ("", case) and which(seat)), None)


class Connection:
    """One socket in one room: what the endpoint calls for each frame and at the end."""

    def __init__(self, hub: "Hub", opened: _Open, socket: Socket, now: float) -> None:
        self._hub = hub
        self._opened = opened
        self._socket = socket
        self._allowance = hub.limits.updates_per_s or 0.0
        self._bytes = hub.limits.inbound_bytes_per_s * 4
        self._at = now

    def receive(self, frame: bytes) -> float:
        """Take a frame; returns the seconds to wait before reading the next one (0 for an ordinary
        person)."""
        self._hub._receive(self._opened, self._socket, frame)
        return self._pace(frame)

    def leave(self, *, goodbye: bool) -> None:
        """The socket is closed; `goodbye` when the page closed it in the ordinary way."""
        self._hub._leave(self._opened, self._socket, goodbye=goodbye)

    def _pace(self, frame: bytes) -> float:
        limits = self._hub.limits
        most, bytes_most = limits.updates_per_s, limits.inbound_bytes_per_s
        if most is None:
            return 0.0
        now = self._hub.clock.now()
        passed, self._at = now - self._at, now
        cost = limits.step_1_costs if frame[:2] == b"\x00\x00" else 1.0
        self._allowance = min(most, self._allowance + passed * most) - cost
        self._bytes = min(bytes_most * 4, self._bytes + passed * bytes_most) - len(frame)
        return max(0.0, -self._allowance / most, -self._bytes / bytes_most)


class Hub:
    """Every open room of this process.

    `present(case, document)` says which working copy is open (None: none, or no such document);
    `refused(case, refusal)` is told of every refused frame, and `led(case, participant)` of whoever leads the room
    from now on, for the audit; `words` gives a refusal's sentence
    and remedy in a person's language.
    """

    def __init__(
        self,
        store: Store,
        present: Callable[[str, str], Awaitable[WorkingCopy | None]],
        *,
        clock: Clock | None = None,
        limits: HubLimits | None = None,
        refused: Callable[[str, Refused], None] | None = None,
        led: Callable[[str, str], None] | None = None,
        words: Sentences = lambda language, key, parameters: ("", ""),
        new_client: Callable[[], int] = lambda: secrets.randbelow(2**32),
    ) -> None:
        self.store = store
        self.present = present
        self.clock: Clock = clock or LoopClock()
        self.limits = limits or HubLimits()
        self.counts: Counter[str] = Counter()
        self._openings: set[Opening] = set()
        self._refused = refused
        self._led = led
        self._words = words
        self._new_client = new_client
        self._rooms: dict[tuple[str, str], _Open] = {}
        self._opening: dict[tuple[str, str], asyncio.Task[_Open | None]] = {}
        self._timer: Timer | None = None
        self._freed = False

    # Sockets

    @contextmanager
    def opening(self) -> Iterator[Opening]:
        """Around everything between a socket's request and its entering: before its person is asked for (C04)."""
        opening = Opening()
        self._openings.add(opening)
        try:
            yield opening
        finally:
            self._openings.discard(opening)

    async def enter(
        self, case: str, document: str, seat: Seat, epoch: int | None, link: Link, opening: Opening | None = None
    ) -> Connection | None:
        """An admitted person's socket opened. None: it was told why not, and closed."""
        try:
            opened = await self._open(case, document)
        except Exception:  # whatever the store has to say: the page is asked to try again, the log has the rest
            _log.exception("a room could not be opened")
            link.close(OVERLOADED)
            return None
        if opened is None:
            link.send(news.say("ended", reason="no_working_copy", version=None))
            link.close(ENDED)
            return None
        if opening is not None and (code := opening.closed(seat, case)) is not None:
            link.close(code)
            return None
        now = self.clock.now()
        socket, out = opened.room.enter(seat, epoch, now)
        opened.links[socket] = link
        opened.empty_since = None
        self.counts["sockets"] += 1
        self._deliver(opened, out)
        if socket not in opened.room.sockets:
            return None
        return Connection(self, opened, socket, now)

    def _receive(self, opened: _Open, socket: Socket, frame: bytes) -> None:
        self.counts["frames_in"] += 1
        room = opened.room
        led = room.following
        self._deliver(opened, room.receive(socket, frame, self.clock.now()))
        self._proceed(opened)
        if room.following is not led:
            self._tell_watchers(opened)
            leader = room.following["participant"]
            if self._led is not None and leader not in ("", led["participant"]):
                self._led(opened.key[0], leader)
        if opened.carets is None and room.carets_waiting:
            opened.carets = self.clock.call_later(self.limits.caret_s, lambda: self._send_carets(opened))

    def _send_carets(self, opened: _Open) -> None:
        opened.carets = None
        self._deliver(opened, opened.room.carets_due(self.clock.now()))
        if opened.room.carets_waiting:
            opened.carets = self.clock.call_later(self.limits.caret_s, lambda: self._send_carets(opened))

    def _leave(self, opened: _Open, socket: Socket, *, goodbye: bool) -> None:
        opened.links.pop(socket, None)
        now = self.clock.now()
        self._deliver(opened, opened.room.leave(socket, now, goodbye=goodbye))
        self._note_empty(opened)

    def _note_empty(self, opened: _Open) -> None:
        if not opened.room.sockets and opened.empty_since is None:
            opened.empty_since = self.clock.now()
            self._compact_when(opened, 1)

    def _deliver(self, opened: _Open, out: Outcome) -> None:
        full: list[Socket] = []
        links = opened.links
        for sockets, frame in out.sends:
            for socket in sockets:
                link = links.get(socket)
                if link is not None and not link.send(frame):
                    full.append(socket)
        for socket, frame in out.uncounted:
            if (link := links.get(socket)) is not None and not link.send(frame, counted=False):
                full.append(socket)
        for socket, code in out.closes:
            if (link := links.pop(socket, None)) is not None:
                self.counts[f"closed_{code}"] += 1
                link.close(code)
        for refusal in out.refusals:
            self.counts["refused"] += 1
            if self._refused is not None:
                self._refused(opened.key[0], refusal)
        for socket in full:
            self._cut(opened, socket)
        if out.closes:
            self._note_empty(opened)

    def _cut(self, opened: _Open, socket: Socket) -> None:
        """H1."""
        if (link := opened.links.pop(socket, None)) is not None:
            self.counts[f"closed_{TOO_SLOW}"] += 1
            link.cut(TOO_SLOW)
            self._deliver(opened, opened.room.leave(socket, self.clock.now()))

    # Rooms open, work, and are let go

    async def _open(self, case: str, document: str = SHARED) -> _Open | None:
        key = (case, document)
        if (opened := self._rooms.get(key)) is not None:
            return opened
        if key not in self._opening:
            task = asyncio.create_task(self._load(key))
            self._opening[key] = task
            task.add_done_callback(lambda _: self._opening.pop(key, None))
        return await asyncio.shield(self._opening[key])

    async def _load(self, key: tuple[str, str]) -> _Open | None:
        working_copy = await self.present(*key)
        if working_copy is None:
            return None
        gate = await self._gate(working_copy)
        loaded, working_copy = working_copy.id, await self.present(*key)  # a meeting may have opened
        if working_copy is None or working_copy.id != loaded:
            return None
        room = Room(gate, epoch=working_copy.epoch, mode=working_copy.mode, limits=self.limits.room, words=self._words)
        room.paused, room.blanked = working_copy.paused, working_copy.blanked
        now = self.clock.now()
        room.edited_at = now
        opened = _Open(key, working_copy, room, empty_since=now)
        self._rooms[key] = opened
        self.counts["rooms_opened"] += 1
        if self._timer is None:
            self._timer = self.clock.call_later(self.limits.tick_s, self._tick)
        return opened

    async def _gate(self, working_copy: WorkingCopy) -> Gate:
        """The document and its indexes, put together in a thread and owned by the loop from then on."""
        loaded = await self.store.load(working_copy.id)
        return await asyncio.to_thread(self._put_together, loaded)

    def _put_together(self, loaded: Loaded) -> Gate:
        stored = None if loaded.stored is None else Stored(loaded.stored.state, loaded.stored.indexes)
        log = (Logged(update, author) for update, author in loaded.updates)
        return Gate(SCHEMA, stored, log, server_client=self._new_client(), limits=self.limits.gate)

    def _proceed(self, opened: _Open) -> None:
        """Set going whatever the room waits for."""
        if opened.room.waiting and opened.work is None:
            opened.work = asyncio.create_task(self._work(opened))
        elif opened.room.wanted and opened.waking is None:
            opened.waking = asyncio.create_task(self._wake(opened))

    async def _work(self, opened: _Open) -> None:
        """Judge what waits and commit it, batch after batch (R3), until nothing waits."""
        try:
            while opened.room.waiting:
                if kept := self._judge(opened):
                    await self._commit(opened, kept)
                self._answer_written(opened)
                await asyncio.sleep(0)
        except _NOT_OURS:
            raise
        except BaseException:  # a panic of the engine is no Exception (H4)
            _log.exception("a room broke off")
            self._leave_behind(opened)
        finally:
            opened.work = None
        self._compact_when(opened, self.limits.compact_updates)

    def _leave_behind(self, opened: _Open) -> None:
        """H4. Its document may lack what the log has: nothing of it may be stored in place of the log."""
        self.counts["rooms_broke_off"] += 1
        room = opened.room
        room.ended = True
        if self._rooms.get(opened.key) is opened:
            del self._rooms[opened.key]
        self._deliver(opened, room.close_where(lambda _: True, OVERLOADED, self.clock.now()))
        for _, future in opened.written:
            if not future.done():
                future.set_exception(NotStored("the room broke off"))
        opened.written.clear()

    def _judge(self, opened: _Open) -> list[Kept]:
        room = opened.room
        try:
            kept, out = room.judge(self.clock.now(), self.clock.instant())
        except _NOT_OURS:
            raise
        except BaseException:  # nothing of it was taken in; the log has what happened, the pages try again
            _log.exception("judging broke off")
            self.counts["judging_broke_off"] += 1
            kept, out = [], room.abandon(self.clock.now())
        self._deliver(opened, out)
        return kept

    async def _commit(self, opened: _Open, kept: list[Kept]) -> None:
        room = opened.room
        try:
            opened.appended = await self.store.append(opened.working_copy.id, kept)
        except Exception as error:  # whatever keeps the store from storing: said to everyone, tried again (H2)
            if _is_taken_away(error):
                self._taken_away(opened)
                return
            _log.exception("a batch could not be stored")
            self.counts["not_stored"] += 1
            self._deliver(opened, room.failed(self.clock.now()))
            self._try_again(opened)
            return
        opened.since_compacted += len(kept)
        self.counts["updates"] += len(kept)
        self.counts["commits"] += 1
        self._deliver(opened, room.committed(self.clock.now()))
        self._tell_watchers(opened)

    def _taken_away(self, opened: _Open) -> None:
        """The store says that this working copy has ended or belongs to another epoch: pages are told."""
        _log.warning("a working copy is no longer this room's")
        now = self.clock.now()
        self._rooms.pop(opened.key, None)
        self._deliver(opened, opened.room.failed(now))
        self._deliver(opened, opened.room.end("moved_on", None, now))
        self._tell_watchers(opened)

    def _answer_written(self, opened: _Open) -> None:
        if not opened.written:
            return
        for written, future in opened.written:
            if written.done and not future.done():
                future.set_result(written)
        opened.written = [(w, f) for w, f in opened.written if not w.done]

    def _try_again(self, opened: _Open) -> None:
        """H2: try the store every second; what the pages hold comes by itself once it can store."""
        if opened.trying is None and not opened.room.ended:
            opened.trying = self.clock.call_later(
                self.limits.store_again_s, lambda: _in_background(self._probe(opened))
            )

    async def _probe(self, opened: _Open) -> None:
        opened.trying = None
        try:
            await self.store.probe(opened.working_copy.id)
        except Exception as error:  # still not: said once already, tried again
            if _is_taken_away(error):
                self._taken_away(opened)
                return
            _log.warning("the store cannot be written yet")
            self._try_again(opened)
            return
        self._deliver(opened, opened.room.recovered(self.clock.now()))

    async def _wake(self, opened: _Open) -> None:
        try:
            gate = await self._gate(opened.working_copy)
            if opened.room.asleep:
                self._deliver(opened, opened.room.wake(gate))
        except Exception as error:
            if not _is_taken_away(error):
                raise
            self._taken_away(opened)
            return
        finally:
            opened.waking = None
        self._proceed(opened)

    async def _awake(self, opened: _Open) -> None:
        if opened.room.asleep:
            if opened.waking is None:
                opened.waking = asyncio.create_task(self._wake(opened))
            await asyncio.shield(opened.waking)

    async def _drained(self, opened: _Open) -> None:
        """Until nothing is in line or on its way to the store."""
        await self._awake(opened)
        while (work := opened.work) is not None or opened.room.waiting:
            if work is not None:
                await asyncio.shield(work)
            else:
                self._proceed(opened)

    def _compact_when(self, opened: _Open, updates: int) -> None:
        room = opened.room
        if opened.since_compacted < updates or opened.compacting or room.asleep or room.ended or not room.storing:
            return
        opened.compacting = asyncio.create_task(self._compact(opened))

    async def _compact(self, opened: _Open) -> None:
        """Replace the log by one state. What is committed meanwhile stays in the log after it."""
        try:
            gate, through, gathered = opened.room.gate, opened.appended, opened.since_compacted
            if gate is not None:
                await self.store.compact(opened.working_copy.id, gate.stored(), through)
                opened.since_compacted -= gathered
                self.counts["compactions"] += 1
        except Exception:  # the log is whole without it; the next one will do
            _log.exception("a log could not be compacted")
        finally:
            opened.compacting = None

    def _tick(self) -> None:
        now = self.clock.now()
        for opened in list(self._rooms.values()):
            try:
                if opened.room.sockets or opened.room.held:
                    self._deliver(opened, opened.room.tick(now))
                self._proceed(opened)
                self._let_go(opened, now)
            except Exception:  # one room's; the clock goes on for the others (H4)
                _log.exception("a room broke off")
                self._leave_behind(opened)
        if self._freed:
            self._freed = False
            _in_background(asyncio.to_thread(_hand_memory_back))
        again = self._rooms or self._opening
        self._timer = self.clock.call_later(self.limits.tick_s, self._tick) if again else None

    def _let_go(self, opened: _Open, now: float) -> None:
        """H3."""
        room = opened.room
        if opened.work or opened.waking or opened.compacting or not room.storing or room.held or room.wanted:
            return
        if not opened.watchers and self._empty_for(opened, now) >= self.limits.unload_s:
            self._rooms.pop(opened.key, None)
            room.close()
            self.counts["rooms_let_go"] += 1
            self._freed = True
        elif not room.asleep and now - room.edited_at >= self.limits.sleep_s:
            if opened.since_compacted:
                self._compact_when(opened, 1)
            else:
                room.sleep()
                self.counts["rooms_asleep"] += 1
                self._freed = True

    def _empty_for(self, opened: _Open, now: float) -> float:
        return 0.0 if opened.empty_since is None else now - opened.empty_since

    # What the pages of the case ask

    async def plain(self, case: str, document: str = SHARED, *, whole: bool = False) -> Mapping[str, Any] | None:
        """What the working copy holds as plain data, everything committed so far; None when none is open.
        `whole` reads all of it again, as a freeze does."""
        opened = await self._open(case, document)
        if opened is None:
            return None
        await self._awake(opened)
        gate = opened.room.gate
        return None if gate is None else gate.plain(whole=whole)

    async def write(self, case: str, change: Change, author: str, document: str = SHARED) -> Written:
        """Edit the document for `author`; returns when the edit is committed. `change` gets the document and
        makes its edits in it. Raises what `change` raises, and NotStored when it could not be stored or none
        is open."""
        opened = await self._open(case, document)
        if opened is None or opened.room.ended or not opened.room.storing:
            raise NotStored("no working copy takes edits now")
        written = opened.room.write(change, author)
        future: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
        opened.written.append((written, future))
        self._proceed(opened)
        await future
        if written.error is not None:
            raise written.error
        return written

    async def hold(self, case: str) -> Mapping[str, Any] | None:
        """The chair looks at what would be frozen: from now on others' words wait in their pages. Returns the
        plain state of everything that had arrived; None when no working copy is open. Raises NotStored when
        the store takes nothing. Lifted by `unhold`, by `end`, after 15 minutes, or 60 s after the chair has
        gone."""
        opened = await self._open(case)
        if opened is None:
            return None
        self._deliver(opened, opened.room.hold(self.clock.now()))
        try:
            await self._drained(opened)
        except BaseException:  # nobody looks at it: the room is not left held
            self.unhold(case)
            raise
        if not opened.room.storing:
            self.unhold(case)
            raise NotStored("the store takes nothing now")
        gate = opened.room.gate
        return None if gate is None else gate.plain(whole=True)

    async def settled(self, case: str) -> None:
        """Returns when nothing is in line or on its way to the store: what the log has, the document has too."""
        if (opened := self._rooms.get((case, SHARED))) is not None:
            await self._drained(opened)

    def held(self, case: str) -> bool:
        """Whether the room is held."""
        opened = self._rooms.get((case, SHARED))
        return opened is not None and opened.room.held

    def unhold(self, case: str) -> None:
        """Lift the hold; pages are asked for what they wrote meanwhile."""
        if (opened := self._rooms.get((case, SHARED))) is not None:
            self._deliver(opened, opened.room.unhold(self.clock.now()))

    def pause(self, case: str, paused: bool) -> None:
        """The meeting rests: everybody's words wait in their pages; or it goes on."""
        for opened in self._of(case):
            self._deliver(opened, opened.room.pause(paused, self.clock.now()))
            self._tell_watchers(opened)

    def blank(self, case: str, blanked: bool) -> None:
        """The big screens are blanked at once, or show again what is shown."""
        for opened in self._of(case):
            self._deliver(opened, opened.room.blank(blanked, self.clock.now()))
            self._tell_watchers(opened)

    def blanked(self, case: str) -> bool:
        """Whether the big screens are blanked."""
        opened = self._rooms.get((case, SHARED))
        return opened is not None and opened.room.blanked

    def set_mode(self, case: str, mode: Mode) -> None:
        """Who may add to which part from now on."""
        for opened in self._of(case):
            self._deliver(opened, opened.room.set_mode(mode, self.clock.now()))

    def tell(self, case: str, frame: bytes) -> None:
        """One piece of news to everybody in the room of a case; none where nobody is."""
        for opened in self._of(case):
            self._deliver(opened, opened.room.tell(frame, self.clock.now()))

    async def end(self, case: str, reason: str, version: int | None = None) -> None:
        """The working copy takes nothing more: `frozen` (with the version's number), `closed`, `erased`.
        Every socket is told and closed 4409, the rooms are let go; the case's next working copy opens new
        ones."""
        for opened in self._of(case):
            self._rooms.pop(opened.key, None)
            if opened.trying is not None:
                opened.trying.cancel()
            self._deliver(opened, opened.room.end(reason, version, self.clock.now()))
            self._tell_watchers(opened)
            for task in (opened.work, opened.compacting):
                if task is not None:
                    await asyncio.shield(task)
            self._answer_written(opened)
            opened.room.close()

    def people(self, case: str) -> list[dict[str, Any]]:
        """Who is here or reconnecting, as in `people` news."""
        opened = self._rooms.get((case, SHARED))
        return opened.room.presence.everyone() if opened else []

    def has_socket(self, case: str, participant: str) -> bool:
        """Whether a page of this person is open in the room of a case at this moment."""
        opened = self._rooms.get((case, SHARED))
        return opened is not None and opened.room.presence.has_socket(participant)

    def following(self, case: str) -> dict[str, Any]:
        """Who leads and where they look: `{"participant": id or "", "at": {...}}`."""
        opened = self._rooms.get((case, SHARED))
        return opened.room.following if opened else {"participant": "", "at": {}}

    def paused(self, case: str) -> bool:
        """Whether the meeting rests."""
        opened = self._rooms.get((case, SHARED))
        return opened is not None and opened.room.paused

    async def watch(self, case: str, call: Callable[[], None]) -> Callable[[], None]:
        """Call `call` after every commit, pause, end and step of the leader (the big screen's feed); returns
        what stops it. Raises LookupError when no working copy is open."""
        opened = await self._open(case)
        if opened is None:
            raise LookupError(case)
        opened.watchers.append(call)
        return lambda: opened.watchers.remove(call) if call in opened.watchers else None

    def close_person(self, participant: str, code: int) -> None:
        """Close every socket of a person: removed from the meeting (4410), the meeting has
        closed (4411), suspended (4401)."""
        self._close_where(lambda seat: seat.participant == participant, code)

    def close_seat(self, case: str, participant: str, code: int) -> None:
        """Close every socket of a person on one case: their seat there was taken away (4410), or is another one now
        (`GOING_AWAY`: their page asks again)."""
        self._close_where(lambda seat: seat.participant == participant, code, case)

    def close_sign_in(self, sign_in: str, code: int = 4401) -> None:
        """Close every socket of one sign-in: it signed out, ran out, or its password changed."""
        self._close_where(lambda seat: seat.sign_in == sign_in, code)

    def close_all(self, code: int = GOING_AWAY) -> None:
        """Close every socket (the server stops, or a backup was restored)."""
        self._close_where(lambda _: True, code)

    def _close_where(self, which: Callable[[Seat], bool], code: int, case: str = "") -> None:
        for opening in self._openings:
            opening.closing(which, code, case)
        for opened in list(self._of(case) if case else self._rooms.values()):
            self._deliver(opened, opened.room.close_where(which, code, self.clock.now()))

    async def stop(self) -> None:
        """The server stops: sockets are closed, what was on its way is committed."""
        self.close_all()
        if self._timer is not None:
            self._timer.cancel()
        for opened in list(self._rooms.values()):
            for task in (opened.work, opened.compacting, opened.waking):
                if task is not None:
                    await asyncio.shield(task)
            for timer in (opened.carets, opened.trying):
                if timer is not None:
                    timer.cancel()
        self._rooms.clear()

    @property
    def rooms(self) -> int:
        """How many rooms are open."""
        return len(self._rooms)

    @property
    def sockets(self) -> int:
        """How many sockets are open."""
        return sum(len(opened.room.sockets) for opened in self._rooms.values())

    @property
    def sign_ins(self) -> frozenset[str]:
        """The sign-ins of all open sockets."""
        return frozenset(s.seat.sign_in for opened in self._rooms.values() for s in opened.room.sockets)

    def _of(self, case: str) -> Iterable[_Open]:
        return [opened for (of, _), opened in self._rooms.items() if of == case]

    def _tell_watchers(self, opened: _Open) -> None:
        for call in list(opened.watchers):
            call()


def _hand_memory_back() -> None:
    """Give the system what dropped documents have left: glibc keeps it, scattered, otherwise. Elsewhere there is
    nothing to do."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def _is_taken_away(error: Exception) -> bool:
    """Whether the store says that a working copy has ended or moved on; a full disk is a Refusal too, and
    passes."""
    return isinstance(error, Refusal) and error.key in ("working_copy_ended", "moved_on")


_background: set[asyncio.Task[None]] = set()


def _in_background(work: Any) -> None:
    task: asyncio.Task[None] = asyncio.ensure_future(work)
    _background.add(task)
    task.add_done_callback(_background.discard)
