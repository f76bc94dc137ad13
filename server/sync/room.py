"""One open working copy in memory and who is connected: frames in, frames to send and updates to keep out.

The room does no I/O. No socket, clock or database is inside: the hub gives it frames and the time, sends what
an `Outcome` says, keeps the updates that `judge` hands out and tells it when they are committed. A meeting of
two is an ordinary synchronous test.

R1: nothing is acknowledged, broadcast or given to a newcomer before it is committed.
R2: a document frame (step 2 or update) is settled when it is committed or refused; `saved` counts them in
    order.
R3: one batch at a time is on its way to the store; what arrives meanwhile waits and is judged together.
R4: a frame that cannot be judged now (a gap, a hold, a pause, no storing) is set aside unread; the client is
    asked for everything again with step 1 when it can be, and its step 2 settles what was set aside. Nothing
    is lost.
R5: unreadable closes the socket (4400, 4413); not allowed is said, and the socket has 5 s to begin a new
    document.
R6: one client id writes on one live socket; a second one is closed 4503 and comes back with an id of its own.
R7: a step 2 with other people's work that the room lacks means that the server lost the end of its log:
    nothing of it is merged and the page is told.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any, Final

from pycrdt import Doc

from server.document.schema import SCHEMA
from server.domain import vocabulary
from server.domain.access import may, mode_of
from server.sync import news, wire
from server.sync.accounts import note_account
from server.sync.gate import (
    Accepted,
    BadUpdate,
    Gap,
    Gate,
    LostTail,
    NotAllowed,
    Nothing,
    Sender,
    Verdict,
)
from server.sync.owners import SERVER
from server.sync.presence import GONE_S, SILENT_S, Carets, Presence, Seat

NOT_ALLOWED: Final = 4403
ENDED: Final = 4409
SHOWN_OUT: Final = 4410
MEETING_CLOSED: Final = 4411
OVERLOADED: Final = 4503
TOO_SLOW: Final = 4508

BEAT_S: Final = 2.0
BEAT_AT_LEAST_S: Final = 5.0
_BEATS_REMEMBERED: Final = 40
_SCHEMA_DIGEST: Final = SCHEMA.digest
_TAIL_BYTES: Final = 64 * 1024
_NOTHING: Final = b"\x00"  # the state vector of an empty document


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """Limits of one room; times in seconds."""

    frames: wire.FrameLimits = field(default_factory=wire.FrameLimits)
    sockets_each: int = 6
    gaps: int = 3
    gap_window_s: float = 60.0
    reset_s: float = 5.0
    words_per_s: float = 4.0
    aside: int = 5_000
    hold_s: float = 15 * 60.0
    hold_without_chair_s: float = 60.0
    batch: int = 250


@dataclass(frozen=True, slots=True)
class Mode:
    """Who may add: part -> everyone, leaders or chair; and whether contributors may write at all now."""

    parts: Mapping[str, str]
    open: bool = True

    @classmethod
    def usual(cls, *, open: bool = True) -> "Mode":
        """As it is until the chair sets it otherwise (`access.mode_of`)."""
        return cls.of({}, open=open)

    @classmethod
    def of(cls, modes: Mapping[str, str], *, open: bool = True) -> "Mode":
        """As usual, but for the parts of which something has been said."""
        return cls({row.key: mode_of(row.key, modes) for row in vocabulary.PARTS}, open)


@dataclass(frozen=True, slots=True)
class Kept:
    """One accepted update for the log: its bytes, who made it, which fields it touched, when (ISO
    instant)."""

    update: bytes
    author: str
    touched: tuple[tuple[str, str, str], ...]
    at: str


Sentences = Callable[[str, str, Mapping[str, Any]], tuple[str, str]]
"""Language, key and parameters of a refusal -> its sentence and its remedy."""
Change = Callable[["Doc[Any]"], None]
"""The server's own edit of a document."""


@dataclass(eq=False, slots=True)
class Written:
    """An edit that the server makes for somebody, and how it went: `accepted` once it is committed (None when
    it changed nothing), or `error`."""

    change: Change
    author: str
    done: bool = False
    accepted: Accepted | None = None
    error: BaseException | None = None


class NotStored(Exception):
    """An edit of the server's own could not be stored, or its working copy ended before it was."""


@dataclass(eq=False, slots=True)
class _Arrived:
    """One document frame of a socket: its number on that socket from 0, and whether it is settled."""

    number: int
    settled: bool = False


@dataclass(eq=False, slots=True)
class Socket:
    """One connection of one seat, as the room knows it. Made by `enter`; the hub keeps it as a key and no
    more."""

    seat: Seat
    heard_at: float
    sent_at: float
    arrived: int = 0
    settled: int = 0
    unsettled: "deque[_Arrived]" = field(default_factory=deque)
    aside: list[_Arrived] = field(default_factory=list)
    asked: bool = False
    gaps: "deque[float]" = field(default_factory=deque)
    refused_at: float | None = None
    answers_beats: bool = False
    beat_at: float = 0.0
    unanswered: float | None = None
    words: float = 0.0
    words_at: float = 0.0
    clients: set[int] = field(default_factory=set)
    gone: bool = False
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal for the audit: who, why, and the frame's size and SHA-256; never what was in it."""

    participant: str
    reason: str
    size: int
    digest: str


@dataclass(slots=True)
class Outcome:
    """What is to be sent, in order, and which sockets are to be closed afterwards with which code.

    A frame in `uncounted` (answers to a step 1) does not count against a socket's outbound limit.
    """

    sends: list[tuple[tuple[Socket, ...], bytes]] = field(default_factory=list)
    closes: list[tuple[Socket, int]] = field(default_factory=list)
    uncounted: list[tuple[Socket, bytes]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    def send(self, sockets: Iterable[Socket], frame: bytes) -> None:
        """Send one frame, built once, to each of these sockets."""
        to = tuple(sockets)
        if to:
            self.sends.append((to, frame))

    def close(self, socket: Socket, code: int) -> None:
        """Close a socket after what was sent before."""
        self.closes.append((socket, code))


@dataclass(slots=True)
class _Batch:
    """What is on its way to the store: accepted updates, and the frames that its commit settles."""

    accepted: list[Accepted] = field(default_factory=list)
    senders: set[Socket] = field(default_factory=set)
    settles: list[tuple[Socket, _Arrived]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)


class Room:
    """One working copy's sockets, gate and presence. Times are seconds of the hub's clock."""

    def __init__(
        self,
        gate: Gate,
        *,
        epoch: int,
        mode: Mode,
        limits: RoomLimits | None = None,
        words: Sentences = lambda language, key, parameters: ("", ""),
    ) -> None:
        """`words` gives what a refusal says, and what can be done, in a person's language."""
        self.gate: Gate | None = gate
        self.epoch = epoch
        self.mode = mode
        self.limits = limits or RoomLimits()
        self._words = words
        self.presence = Presence()
        self.sockets: dict[Socket, None] = {}
        self.held = False
        self.paused = False
        self.blanked = False
        self.storing = True
        self.ended = False
        self.edited_at = 0.0
        self._carets = Carets()
        self._line: list[tuple[Socket, _Arrived, wire.DocumentFrame] | Written] = []
        self._asking: list[tuple[Socket, wire.Step1]] = []
        self._vector = b""
        self._batch: _Batch | None = None
        self._judging: tuple[list[Socket], list[Written]] = ([], [])
        self._writers: dict[int, Socket] = {}
        self._beats: dict[int, float] = {}
        self._sequence = 0
        self._said_at = 0.0
        self._following: dict[str, Any] = {"participant": "", "at": {}}
        self._whole: bytes | None = None
        self._since_whole: list[bytes] = []
        self._held_at = 0.0
        self._chair_seen_at = 0.0

    # Sockets come and go

    def enter(self, seat: Seat, epoch: int | None, now: float) -> tuple[Socket, Outcome]:
        """A socket of an admitted person opened. It is told how things stand and asked what it has; with
        another epoch than the room's, or too many pages open, it is told why and closed."""
        socket = Socket(seat, now, now, words=self.limits.words_per_s, words_at=now)
        out = Outcome()
        if self.ended or epoch != self.epoch:
            reason = "no_working_copy" if self.ended else "moved_on"
            out.send([socket], news.say("ended", reason=reason, version=None))
            out.close(socket, ENDED)
            return socket, out
        if not self._make_place(seat, now, out):
            no = NotAllowed("too_many_pages", "too many pages of one person", most=self.limits.sockets_each)
            out.send([socket], self._refusal(seat, 0, no.key, no.parameters))
            out.close(socket, NOT_ALLOWED)
            return socket, out
        self.sockets[socket] = None
        self.presence.enter(seat, socket, now)
        out.send([socket], self._welcome(seat))
        out.send([socket], wire.step_1(self.vector))
        out.send([socket], news.say("people", people=self.presence.everyone(), whole=True))
        if self._following["participant"]:
            out.send([socket], news.say("following", **self._following))
        if seen := self._carets.all():
            out.send([socket], wire.carets(seen))
        return socket, out

    def _make_place(self, seat: Seat, now: float, out: Outcome) -> bool:
        """Whether one more page of this person fits; the oldest that has fallen silent makes place."""
        own = [s for s in self.sockets if s.seat.participant == seat.participant]
        if len(own) < self.limits.sockets_each:
            return True
        silent = [s for s in own if now - s.heard_at >= SILENT_S]
        if not silent:
            return False
        self._drop(min(silent, key=lambda s: s.heard_at), TOO_SLOW, now, out)
        return True

    def _welcome(self, seat: Seat) -> bytes:
        frames = self.limits.frames
        return news.say(
            "welcome",
            participant=seat.participant,
            role=seat.role,
            epoch=self.epoch,
            schema=_SCHEMA_DIGEST,
            parts=dict(self.mode.parts),
            open=self.mode.open,
            held=self.held,
            paused=self.paused,
            blank=self.blanked,
            storing=self.storing,
            limits={
                "document": frames.document_bytes,
                "caret": frames.caret_bytes,
                "word": frames.word_bytes,
                "beat": BEAT_S,
            },
        )

    def leave(self, socket: Socket, now: float, *, goodbye: bool = False) -> Outcome:
        """A socket closed; `goodbye` when the page closed it in the ordinary way. Its accepted frames are
        kept."""
        out = Outcome()
        self._forget(socket, now, out, goodbye=goodbye)
        return out

    def _forget(self, socket: Socket, now: float, out: Outcome, *, goodbye: bool, at_once: bool = False) -> None:
        if socket.gone:
            return
        socket.gone = True
        self.sockets.pop(socket, None)
        for client in socket.clients:
            self._writers.pop(client, None)
        self.presence.leave(socket.seat.participant, socket, now, goodbye=goodbye, at_once=at_once)
        if away := self._carets.take_away(socket):
            self._tell(out, wire.carets([away]), now)

    def _drop(self, socket: Socket, code: int, now: float, out: Outcome) -> None:
        """Close a socket from this side; what it had in line is left out."""
        out.close(socket, code)
        socket.shut = True
        self._forget(socket, now, out, goodbye=False, at_once=code in (SHOWN_OUT, MEETING_CLOSED))

    def close_person(self, participant: str, code: int, now: float) -> Outcome:
        """Every socket of a person closes: removed from the meeting (4410) or no longer signed in (4401)."""
        return self.close_where(lambda seat: seat.participant == participant, code, now)

    def close_where(self, which: Callable[[Seat], bool], code: int, now: float) -> Outcome:
        """Every socket whose seat is meant closes, with this code."""
        out = Outcome()
        for socket in [s for s in self.sockets if which(s.seat)]:
            self._drop(socket, code, now, out)
        self._tell_people(out, now)
        return out

    # Frames

    def receive(self, socket: Socket, frame: bytes, now: float) -> Outcome:
        """A frame from a socket. Document frames wait in line for `judge`; everything else is answered
        here."""
        out = Outcome()
        if socket.gone or socket not in self.sockets:
            return out
        socket.heard_at = now
        try:
            read = wire.read(frame, self.limits.frames)
            if isinstance(read, wire.DocumentFrame):
                self._arrive(socket, read, now, out)
            elif isinstance(read, wire.Step1):
                self._asked(socket, read, out)
            elif isinstance(read, wire.Caret):
                self._caret(socket, read, now)
            else:
                self._word(socket, read, now, out)
        except (wire.BadFrame, BadUpdate) as bad:
            self._bad(socket, frame, bad.code, bad.reason, now, out)
        except news.BadWord as bad:
            self._bad(socket, frame, wire.BAD, str(bad), now, out)
        return out

    def _bad(self, socket: Socket, frame: bytes, code: int, reason: str, now: float, out: Outcome) -> None:
        out.refusals.append(_refused(socket, reason, frame))
        self._drop(socket, code, now, out)

    def _arrive(self, socket: Socket, frame: wire.DocumentFrame, now: float, out: Outcome) -> None:
        arrived = _Arrived(socket.arrived)
        socket.arrived += 1
        socket.unsettled.append(arrived)
        if not self._must_wait(socket, frame):
            socket.asked = socket.asked and not frame.whole  # what comes after the answer is judged after it
            self._line.append((socket, arrived, frame))
        elif len(socket.aside) < self.limits.aside:
            socket.aside.append(arrived)
        else:
            self._drop(socket, TOO_SLOW, now, out)

    def _must_wait(self, socket: Socket, frame: wire.DocumentFrame) -> bool:
        """R4: whether a frame is set aside unread; its client sends it again when asked."""
        if self.paused or not self.storing or (self.held and socket.seat.role != "chair"):
            return True
        return bool(socket.asked and not frame.whole)

    def _asked(self, socket: Socket, asked: wire.Step1, out: Outcome) -> None:
        """Step 1: what the client lacks. One that begins a new document after a refusal is known by this."""
        if socket.refused_at is not None and self._has_nothing_new(asked):
            socket.refused_at = None
        if self.gate is None:
            self._asking.append((socket, asked))
        elif asked.clocks:
            out.uncounted.append((socket, wire.step_2(self.gate.update_since(asked.vector))))
        else:
            out.uncounted.extend((socket, frame) for frame in self._everything(self.gate))

    def _has_nothing_new(self, asked: wire.Step1) -> bool:
        ours = wire.read_vector(self.vector, self.limits.frames.clients)
        return all(ours.get(client, 0) >= clock for client, clock in asked.clocks.items())

    def _everything(self, gate: Gate) -> list[bytes]:
        """The whole document for a newcomer: one frame made once, and the changes since it was made."""
        if self._whole is None or sum(map(len, self._since_whole)) > _TAIL_BYTES:
            self._whole = wire.step_2(gate.update_since(_NOTHING))
            self._since_whole.clear()
        return [self._whole, *self._since_whole]

    def _caret(self, socket: Socket, caret: wire.Caret, now: float) -> None:
        """P3: only under the sender's own client id; another person's, or the server's, is left out."""
        writer = self._writers.get(caret.client, socket)
        if writer is not socket and not _fallen_silent(writer, now):
            return
        if caret.client not in socket.clients and not self._claims(caret.client, socket):
            return
        self._writes(socket, caret.client)
        self._carets.put(socket, caret.client, caret.clock, socket.seat, caret.state)

    def _claims(self, client: int, socket: Socket) -> bool:
        """A client id belongs to the participant who first shows it; while the document sleeps no new one is
        shown."""
        return self.gate is not None and self.gate.claim(client, socket.seat.participant)

    def _writes(self, socket: Socket, client: int) -> None:
        """R6. A page that lost its line comes back before this end has noticed: its old socket is silent by
        then and gives the id up. One that left before its last frames were judged holds none."""
        if socket.gone:
            return
        before = self._writers.get(client)
        if before is not None and before is not socket:
            before.clients.discard(client)
        self._writers[client] = socket
        socket.clients.add(client)

    def carets_due(self, now: float) -> Outcome:
        """Carets that may be sent on now, in one frame for everybody."""
        out = Outcome()
        if due := self._carets.due(now):
            self._tell(out, wire.carets((client, clock, state) for _, client, clock, state in due), now)
        return out

    @property
    def carets_waiting(self) -> bool:
        """Whether a caret waits for `carets_due`."""
        return self._carets.waiting()

    def _word(self, socket: Socket, frame: wire.WordFrame, now: float, out: Outcome) -> None:
        said, fields = news.heard(frame.said)
        if said == "seen":
            self._seen(socket, fields["sequence"])
            return
        if not self._may_speak(socket, now):
            return
        participant = socket.seat.participant
        if said == "hand":
            self.presence.raise_hand(participant, fields["up"])
        elif said == "called":
            if may(socket.seat.role, "meeting.lead"):
                self.presence.raise_hand(fields["participant"], False)
        elif said == "adding":
            self.presence.add_to(participant, fields["part"], fields["lane"])
        else:
            self.presence.look(participant, fields["at"])
            if fields["lead"] and may(socket.seat.role, "meeting.lead"):
                self._lead(participant, fields["at"], now, out)

    def _may_speak(self, socket: Socket, now: float) -> bool:
        """Four words a second, two seconds' worth saved up; what is more is left out."""
        most = self.limits.words_per_s * 2
        socket.words = min(most, socket.words + (now - socket.words_at) * self.limits.words_per_s)
        socket.words_at = now
        if socket.words < 1:
            return False
        socket.words -= 1
        return True

    def _lead(self, participant: str, at: dict[str, Any], now: float, out: Outcome) -> None:
        self._following = {"participant": participant, "at": at}
        self._tell(out, news.say("following", **self._following), now)

    @property
    def following(self) -> dict[str, Any]:
        """Who leads and where they look: `{"participant": id or "", "at": {...}}`."""
        return self._following

    def _seen(self, socket: Socket, sequence: int) -> None:
        socket.answers_beats = True
        later = [at for number, at in self._beats.items() if number > sequence]
        socket.unanswered = min(later) if later else None

    # Judging and committing

    @property
    def waiting(self) -> bool:
        """Whether something waits to be judged, and may be (R3)."""
        return bool(self._line) and self._batch is None and self.gate is not None

    @property
    def committing(self) -> bool:
        """Whether a batch is on its way to the store."""
        return self._batch is not None

    def judge(self, now: float, at: str) -> tuple[list[Kept], Outcome]:
        """Judge what waits in line. The updates handed out must be committed, then `committed` or `failed`
        called; with none handed out nothing is on its way. `at` is the instant they are kept under."""
        out = Outcome()
        line, self._line = self._line[: self.limits.batch], self._line[self.limits.batch :]
        batch = _Batch()
        gate = self._awake()
        frames, written = _by_sender(line)
        self._judging = (list(frames), written)
        for socket, queued in frames.items():
            if not socket.shut:
                self._judge_queued(gate, socket, queued, batch, now, out)
        self._judge_own(gate, written, batch)
        self._keep_accounts(gate, batch, at)
        if not batch.accepted:
            self._settle_all(batch.settles, now, out)
            for one in batch.written:
                one.done = True
            return [], out
        self._batch = batch
        return [Kept(a.update, a.author, a.touched, at) for a in batch.accepted], out

    def abandon(self, now: float) -> Outcome:
        """Judging broke off in a way that nobody foresaw. Nothing of it is taken in; whoever had something in
        it comes back on a new socket and sends it again."""
        out = Outcome()
        sockets, written = self._judging
        self._awake().rebuild()
        for socket in sockets:
            if not socket.gone:
                self._drop(socket, OVERLOADED, now, out)
        self._set_aside(written)
        return out

    def _awake(self) -> Gate:
        if self.gate is None:
            raise RuntimeError("the document of this room sleeps")
        return self.gate

    def _judge_own(self, gate: Gate, line: Iterable[Written], batch: _Batch) -> None:
        for written in line:
            try:
                verdict = gate.write(written.change, written.author)
            except Exception as error:  # whoever asked for the edit is given it
                written.error, written.done = error, True
                continue
            if isinstance(verdict, Accepted):
                written.accepted = verdict
                batch.accepted.append(verdict)
            batch.written.append(written)

    def _keep_accounts(self, gate: Gate, batch: _Batch, at: str) -> None:
        """What lost when a fact was written twice unseen stands beside it, in the same commit."""
        for lost in [value for accepted in batch.accepted for value in accepted.accounts]:
            try:
                verdict = gate.write(partial(note_account, lost=lost, at=at), SERVER)
            except NotAllowed:  # the record has as many accounts as it can hold
                continue
            if isinstance(verdict, Accepted):
                batch.accepted.append(verdict)

    def _judge_queued(
        self,
        gate: Gate,
        socket: Socket,
        frames: Sequence[tuple[_Arrived, wire.DocumentFrame]],
        batch: _Batch,
        now: float,
        out: Outcome,
    ) -> None:
        """What one socket has queued: step 2 frames one by one, runs of updates together."""
        for whole, run in groupby(frames, lambda one: one[1].whole):
            arrivals, updates = zip(*((arrived, frame.update) for arrived, frame in run), strict=True)
            if socket.refused_at is not None:
                self._settle(socket, arrivals, now, out)
            elif socket.shut:
                return
            elif whole:
                for arrived, update in zip(arrivals, updates, strict=True):
                    self._judge_whole(gate, socket, arrived, update, batch, now, out)
            else:
                verdicts = gate.judge_batch(updates, self._sender(socket, now))
                self._heed(socket, arrivals, updates, verdicts, batch, now, out)

    def _judge_whole(
        self,
        gate: Gate,
        socket: Socket,
        arrived: _Arrived,
        update: bytes,
        batch: _Batch,
        now: float,
        out: Outcome,
    ) -> None:
        verdict: Verdict | BadUpdate | NotAllowed
        try:
            verdict = gate.judge(update, self._sender(socket, now), whole=True)
        except LostTail:
            out.refusals.append(_refused(socket, "went_back", update))
            self._went_back(socket, now, out)
            return
        except (BadUpdate, NotAllowed) as no:
            verdict = no
        self._heed(socket, [arrived], [update], [verdict], batch, now, out)
        if isinstance(verdict, Accepted | Nothing):
            self._answered(socket, arrived, batch)

    def _heed(
        self,
        socket: Socket,
        arrivals: Sequence[_Arrived],
        updates: Sequence[bytes],
        verdicts: Iterable[Verdict | BadUpdate | NotAllowed],
        batch: _Batch,
        now: float,
        out: Outcome,
    ) -> None:
        """Do what the gate said of frames of one socket. A refusal is the last verdict; what had come after
        it belongs to the document that the page throws away, and is settled with it."""
        at, gap = 0, False
        for verdict in verdicts:
            if isinstance(verdict, BadUpdate):
                self._bad(socket, updates[at], verdict.code, verdict.reason, now, out)
                return
            if isinstance(verdict, NotAllowed):
                out.refusals.append(_refused(socket, verdict.reason, updates[at]))
                self._refuse(socket, arrivals[at], verdict.key, verdict.parameters, now, out)
                self._settle(socket, arrivals[at:], now, out)
                return
            if isinstance(verdict, Gap):
                socket.aside.append(arrivals[at])
                gap = True
                at += 1
                continue
            frames = 1
            if isinstance(verdict, Accepted):
                frames = verdict.frames
                batch.accepted.append(verdict)
                batch.senders.add(socket)
                for client in verdict.clients:
                    self._writes(socket, client)
            batch.settles.extend((socket, arrived) for arrived in arrivals[at : at + frames])
            at += frames
        if gap:
            self._gap(socket, now, out)

    def _sender(self, socket: Socket, now: float) -> Sender:
        seat = socket.seat
        elsewhere = frozenset(
            client
            for client, writer in self._writers.items()
            if writer is not socket and not _fallen_silent(writer, now)
        )
        return Sender(seat.participant, seat.role, self.mode.parts, self.mode.open, elsewhere)

    def _answered(self, socket: Socket, arrived: _Arrived, batch: _Batch) -> None:
        """A step 2 holds everything that its client had sent before it: what was set aside settles with
        it."""
        before = [a for a in socket.aside if a.number < arrived.number]
        batch.settles.extend((socket, a) for a in before)
        socket.aside = [a for a in socket.aside if a.number > arrived.number]
        socket.asked = False
        socket.gaps.clear()

    def _gap(self, socket: Socket, now: float, out: Outcome) -> None:
        """An update began after something the room never had: it is kept nowhere, and asked for with step
        1."""
        socket.gaps.append(now)
        while socket.gaps[0] < now - self.limits.gap_window_s:
            socket.gaps.popleft()
        if len(socket.gaps) >= self.limits.gaps:
            self._drop(socket, TOO_SLOW, now, out)
        else:
            out.send([socket], wire.step_1(self.vector))

    def _went_back(self, socket: Socket, now: float, out: Outcome) -> None:
        """R7: the page holds what this server lost; it is told and closed, and nothing is merged."""
        out.send([socket], news.say("ended", reason="went_back", version=None))
        self._drop(socket, ENDED, now, out)

    def _refuse(
        self,
        socket: Socket,
        arrived: _Arrived,
        key: str,
        parameters: Mapping[str, Any],
        now: float,
        out: Outcome,
    ) -> None:
        """R5. With frames set aside before it the page could not tell which of its words are lost: it comes
        back on a new socket instead and sends everything in one frame."""
        if socket.aside:
            self._drop(socket, TOO_SLOW, now, out)
            return
        socket.refused_at = now
        out.send([socket], self._refusal(socket.seat, arrived.number, key, parameters))

    def _refusal(self, seat: Seat, number: int, key: str, parameters: Mapping[str, Any]) -> bytes:
        sentence, remedy = self._words(seat.language, key, parameters)
        return news.say("refused", frame=number, key=key, parameters=dict(parameters), sentence=sentence, remedy=remedy)

    def committed(self, now: float) -> Outcome:
        """The batch that `judge` handed out is durable: only now it is in the document, acknowledged and
        sent."""
        out = Outcome()
        batch, self._batch = self._batch, None
        if batch is None:
            return out
        frame = wire.update(self._awake().commit(batch.accepted))
        self.edited_at = now
        if self._whole is not None:
            self._since_whole.append(frame)
        only = next(iter(batch.senders)) if len(batch.accepted) == 1 and batch.senders else None
        self._tell(out, frame, now, but=only)
        self._settle_all(batch.settles, now, out)
        for written in batch.written:
            written.done = True
        return out

    def failed(self, now: float) -> Outcome:
        """The batch could not be stored: nothing of it is acknowledged or in the document; everyone is
        told."""
        out = Outcome()
        batch, self._batch = self._batch, None
        if batch is None:
            return out
        self._awake().rebuild()
        self._set_aside([*batch.settles, *batch.written, *self._line])
        self._line.clear()
        if self.storing:
            self.storing = False
            self._tell(out, news.say("storing", able=False), now)
        return out

    def _set_aside(self, waiting: Iterable[tuple[Any, ...] | Written]) -> None:
        """R4 for what cannot be stored: frames are asked for again, the server's own edits have failed."""
        for one in waiting:
            if isinstance(one, Written):
                one.accepted, one.error, one.done = None, NotStored(), True
            else:
                one[0].aside.append(one[1])

    def recovered(self, now: float) -> Outcome:
        """The store works again: everyone is told, and asked for what the room could not take meanwhile."""
        out = Outcome()
        if self.storing:
            return out
        self.storing = True
        self._tell(out, news.say("storing", able=True), now)
        self._ask(self.sockets, now, out)
        return out

    def _ask(self, sockets: Iterable[Socket], now: float, out: Outcome) -> None:
        asked = list(sockets)
        for socket in asked:
            socket.asked = bool(socket.aside)
        self._send(asked, wire.step_1(self.vector), now, out)

    def _settle_all(self, settles: list[tuple[Socket, _Arrived]], now: float, out: Outcome) -> None:
        by_socket: dict[Socket, list[_Arrived]] = {}
        for socket, arrived in settles:
            by_socket.setdefault(socket, []).append(arrived)
        for socket, arrivals in by_socket.items():
            self._settle(socket, arrivals, now, out)

    def _settle(self, socket: Socket, arrivals: Iterable[_Arrived], now: float, out: Outcome) -> None:
        """R2: these frames are settled; `saved` counts those that have none unsettled before them."""
        for arrived in arrivals:
            arrived.settled = True
        before = socket.settled
        while socket.unsettled and socket.unsettled[0].settled:
            socket.unsettled.popleft()
            socket.settled += 1
        if socket.settled != before and not socket.gone:
            self._send([socket], news.saved(socket.settled), now, out)

    # The server's own edits

    def write(self, change: Change, author: str) -> Written:
        """The server edits the document for somebody: it waits in line like a frame and is done when
        `Written.done` says so. Raises nothing here; what the change raises is in `Written.error`."""
        written = Written(change, author)
        self._line.append(written)
        return written

    # Modes, hold, pause, end

    def set_mode(self, mode: Mode, now: float) -> Outcome:
        """Who may add to which part from now on."""
        self.mode = mode
        return self._tell_mode(now)

    def tell(self, frame: bytes, now: float) -> Outcome:
        """One piece of news to everybody in the room."""
        out = Outcome()
        self._tell(out, frame, now)
        return out

    def _tell_mode(self, now: float) -> Outcome:
        out = Outcome()
        mode = self.mode
        self._tell(out, news.say("mode", parts=dict(mode.parts), open=mode.open, held=self.held), now)
        return out

    def hold(self, now: float) -> Outcome:
        """The chair looks at what would be frozen: others' frames that arrive from now on are set aside. What
        had arrived before is still judged; the hub waits for it before it reads the state."""
        self.held, self._held_at, self._chair_seen_at = True, now, now
        return self._tell_mode(now)

    def unhold(self, now: float) -> Outcome:
        """The hold is lifted: pages are asked for what they wrote meanwhile."""
        if not self.held:
            return Outcome()
        self.held = False
        out = self._tell_mode(now)
        self._ask([s for s in self.sockets if s.aside], now, out)
        return out

    def pause(self, paused: bool, now: float) -> Outcome:
        """The meeting rests (frames are set aside, the chair's too), or goes on."""
        out = Outcome()
        if paused != self.paused:
            self.paused = paused
            self._tell(out, news.say("paused", paused=paused), now)
            if not paused:
                self._ask([s for s in self.sockets if s.aside], now, out)
        return out

    def blank(self, blanked: bool, now: float) -> Outcome:
        """The big screens are blanked, or show again what is shown; the pages of those who lead say so."""
        out = Outcome()
        if blanked != self.blanked:
            self.blanked = blanked
            self._tell(out, news.say("wall", blank=blanked), now)
        return out

    def end(self, reason: str, version: int | None, now: float) -> Outcome:
        """The working copy takes nothing more: everyone is told why, and closed."""
        out = Outcome()
        self.ended = True
        self._set_aside(self._line)
        self._line.clear()
        if version is not None and reason == "frozen":
            self._tell(out, news.say("frozen", version=version), now)
        self._tell(out, news.say("ended", reason=reason, version=version), now)
        for socket in list(self.sockets):
            out.close(socket, ENDED)
            socket.gone = True
        self.sockets.clear()
        return out

    # Time

    def tick(self, now: float) -> Outcome:
        """What only time brings: beats, silence, holds that end by themselves, resets that did not come."""
        out = Outcome()
        self._close_overdue(now, out)
        self._lift_hold(now, out)
        self._judge_silence(now, out)
        self._beat(now, out)
        self._tell_people(out, now)
        return out

    def _close_overdue(self, now: float, out: Outcome) -> None:
        """R5: a page that was refused and has not begun a new document in time."""
        for socket in [s for s in self.sockets if s.refused_at is not None]:
            if now - (socket.refused_at or 0.0) >= self.limits.reset_s:
                self._drop(socket, NOT_ALLOWED, now, out)

    def _lift_hold(self, now: float, out: Outcome) -> None:
        if not self.held:
            return
        if self.presence.connected({"chair"}):
            self._chair_seen_at = now
        waited, alone = now - self._held_at, now - self._chair_seen_at
        if waited >= self.limits.hold_s or alone >= self.limits.hold_without_chair_s:
            lifted = self.unhold(now)
            out.sends.extend(lifted.sends)

    def _judge_silence(self, now: float, out: Outcome) -> None:
        """P1: who has not been heard for 10 s is reconnecting, for 45 s closed. A page that never answered a
        beat is judged by the ping of its WebSocket alone."""
        heard: dict[str, float] = {}
        behind: dict[str, bool] = {}
        for socket in list(self.sockets):
            at = socket.heard_at if socket.answers_beats else now
            if now - at >= GONE_S:
                self._drop(socket, TOO_SLOW, now, out)
                continue
            participant = socket.seat.participant
            heard[participant] = max(at, heard.get(participant, at))
            late = socket.unanswered is not None and now - socket.unanswered > SILENT_S
            behind[participant] = behind.get(participant, True) and socket.answers_beats and late
        for participant, at in heard.items():
            self.presence.silence(participant, at, now)
            self.presence.behind(participant, behind[participant])
        self.presence.tick(now)

    def _beat(self, now: float, out: Outcome) -> None:
        """A beat to each socket to which nothing went for 2 s, and to every socket at least each 5 s."""
        quiet = [s for s in self.sockets if self._wants_beat(s, now)]
        if not quiet:
            return
        self._sequence += 1
        self._beats[self._sequence] = now
        self._beats.pop(self._sequence - _BEATS_REMEMBERED, None)
        for socket in quiet:
            socket.beat_at = now
            if socket.unanswered is None:
                socket.unanswered = now
        self._send(quiet, news.say("beat", sequence=self._sequence), now, out)

    def _wants_beat(self, socket: Socket, now: float) -> bool:
        said_at = max(socket.sent_at, self._said_at)
        return now - said_at >= BEAT_S or now - socket.beat_at >= BEAT_AT_LEAST_S

    # The document sleeps and wakes

    @property
    def vector(self) -> bytes:
        """The state vector of what is committed."""
        return self.gate.state_vector() if self.gate is not None else self._vector

    @property
    def asleep(self) -> bool:
        """Whether the document has been dropped to its stored state."""
        return self.gate is None

    @property
    def wanted(self) -> bool:
        """Whether the document sleeps and something waits for it."""
        return self.gate is None and bool(self._line or self._asking)

    def sleep(self) -> None:
        """Drop the document; sockets, presence and state vector stay. Only when nothing waits or is on its
        way."""
        self._vector = self._awake().state_vector()
        self.close()

    def close(self) -> None:
        """Free the document, where there is one in memory."""
        if self.gate is not None:
            self.gate.close()
        self.gate = self._whole = None
        self._since_whole.clear()

    def wake(self, gate: Gate) -> Outcome:
        """The document is loaded again: who asked meanwhile is answered."""
        self.gate = gate
        out = Outcome()
        asking, self._asking = self._asking, []
        for socket, asked in asking:
            if not socket.gone:
                self._asked(socket, asked, out)
        return out

    # Sending

    def _tell_people(self, out: Outcome, now: float) -> None:
        if entries := self.presence.changed():
            self._tell(out, news.say("people", people=entries, whole=False), now)
        if self._following["participant"] and self._following["participant"] not in self.presence:
            self._lead("", {}, now, out)

    def _tell(self, out: Outcome, frame: bytes, now: float, but: Socket | None = None) -> None:
        """One frame to everybody; `but` leaves one socket out."""
        if but is None:
            self._said_at = now
            out.send(self.sockets, frame)
        else:
            self._send([s for s in self.sockets if s is not but], frame, now, out)

    def _send(self, sockets: Iterable[Socket], frame: bytes, now: float, out: Outcome) -> None:
        to = tuple(sockets)
        for socket in to:
            socket.sent_at = now
        out.send(to, frame)


def _fallen_silent(socket: Socket, now: float) -> bool:
    """Whether a page that answers beats has missed two of them."""
    return socket.answers_beats and now - socket.heard_at > 2 * BEAT_S + 1


def _refused(socket: Socket, reason: str, frame: bytes) -> Refused:
    return Refused(socket.seat.participant, reason, len(frame), hashlib.sha256(frame).hexdigest())


def _by_sender(
    line: Iterable[tuple[Socket, _Arrived, wire.DocumentFrame] | Written],
) -> tuple[dict[Socket, list[tuple[_Arrived, wire.DocumentFrame]]], list[Written]]:
    """What waits: frames gathered by socket, and the server's own edits. Frames of two sockets may change
    places: neither has seen the other's."""
    frames: dict[Socket, list[tuple[_Arrived, wire.DocumentFrame]]] = {}
    written: list[Written] = []
    for one in line:
        if isinstance(one, Written):
            written.append(one)
        else:
            frames.setdefault(one[0], []).append(one[1:])
    return frames, written
