"""The gate in front of the CRDT engine: what one working copy takes in, from whom, and what it holds.

Two documents: the main one is the sum of what is committed, the shadow runs ahead of it. In this order, for
every update: G1 its size; G2 who may write at all; G3 it is read without being applied; G4 whose client ids
it writes under, and that their clocks run on; G5 where it writes and what it deletes; G6 it is applied to the
shadow, and what changed there must fit the schema; G7 it is kept (by the caller); G8 it is applied to the
main document.

Two kinds of no: BadUpdate closes the socket, NotAllowed tells its sender and leaves everything as it was.
Nearly every no is found before the shadow is touched (`judgement.py`); when the shadow itself shows something
wrong, or the engine fails, the shadow is made again from the main document and what is on its way there.

Documents are made when they are first needed: a stored state is served to a newcomer as it is.
"""

import json
from asyncio import CancelledError
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from pycrdt import Doc, Map, MapEvent, Text, TextEvent, merge_updates

from server.document import reading
from server.document.schema import Schema
from server.domain.access import LED_FIELDS
from server.domain.fields import ID, Kind
from server.domain.story import ROOT
from server.sync.index import GONE, LETTERS, Delta, Index, Missing, Trace
from server.sync.judgement import (
    STORY_FIELD,
    Deleted,
    Judgement,
    NotAllowed,
    Rules,
    Sender,
    Touched,
    check_value,
    judge,
)
from server.sync.limits import DEFAULT, TRUSTED, GateLimits
from server.sync.owners import SERVER, Owners
from server.sync.updates import ANY, MALFORMED, BadUpdate, Item, Update, read
from server.sync.values import DOES_NOT_FIT, FITS, TOO_LONG, FieldRule, check_account

__all__ = [
    "Accepted",
    "BadUpdate",
    "Gap",
    "Gate",
    "GateLimits",
    "LiveElsewhere",
    "Logged",
    "LostTail",
    "LostValue",
    "NotAllowed",
    "Nothing",
    "Sender",
    "Stored",
    "Verdict",
]

LIVE_ELSEWHERE: Final = 4503
EMPTY_STATE: Final = b"\x00\x00"
_EMPTY_VECTOR: Final = b"\x00"
_NOT_OURS: Final = (CancelledError, KeyboardInterrupt, SystemExit, GeneratorExit)
"""What is never taken for a failing engine, whose panics are not Exceptions either."""
_DELTAS_KEPT: Final = 1_000
"""Committed updates after which the index is packed anew, should nobody have stored it."""


class LiveElsewhere(BadUpdate):
    """A client id that writes on another live socket: this one is closed 4503 and comes back with an id of
    its own."""

    def __init__(self) -> None:
        super().__init__(LIVE_ELSEWHERE, "the client id writes on another socket")


class LostTail(Exception):
    """A step 2 that holds what others wrote and the document lacks: the server lost the end of its log."""


@dataclass(frozen=True, slots=True)
class LostValue:
    """The value that lost when a field was written twice unseen, and whose it was ("" for the server's); `stands_by`
    wrote the one that stands."""

    collection: str
    record: str
    field: str
    value: Any
    author: str
    stands_by: str


@dataclass(slots=True, eq=False)
class Accepted:
    """An update that is taken in and waits to be kept.

    `update` is what to keep and to send on, as the document emitted it; `touched` are the fields it changed
    (field "" for a record that it made); `accounts` the values that lost in it; `clients` the client ids that
    wrote; `frames` how many of the sender's updates it holds.
    """

    update: bytes
    author: str
    touched: tuple[Touched, ...]
    accounts: tuple[LostValue, ...] = ()
    clients: tuple[int, ...] = ()
    frames: int = 1
    deltas: tuple[Delta, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """An update that begins after something the document never had: kept nowhere, answered with step 1."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """An update that brings nothing new."""


class _ShadowBehind(Exception):
    """The shadow is asked before the plain edits of a batch are in it."""


class Stored(NamedTuple):
    """A working copy as it is stored: the state of its document and the gate's indexes, each as bytes.
    Without indexes (b"") they are made from the state."""

    state: bytes
    indexes: bytes = b""


class Logged(NamedTuple):
    """One update of the log and who made it; a client id in it is theirs."""

    update: bytes
    author: str


Verdict = Accepted | Gap | Nothing
Change = Callable[[Any], None]


class _Prepared(NamedTuple):
    """An update that passed G1 to G5."""

    raw: bytes
    update: Update
    trace: Trace
    judgement: Judgement


def _today() -> int:
    return datetime.now(UTC).toordinal()


class Gate:
    """One working copy's gate and documents.

    `log` is what was kept since `stored`; bare bytes bind no client id to anybody. `server_client` is the
    client id under which the server writes; `today` gives the day as a whole number.
    """

    def __init__(
        self,
        schema: Schema,
        stored: Stored | None,
        log: Iterable[bytes | Logged],
        *,
        server_client: int,
        limits: GateLimits = DEFAULT,
        today: Callable[[], int] = _today,
    ) -> None:
        self._rules = Rules(schema)
        self._limits = limits
        self._server_client = server_client
        self._owners = Owners(limits.new_clients, today)
        self._owners.bind(server_client, SERVER)
        self._main: Doc[Any] | None = None
        self._shadow: Doc[Any] | None = None
        self._state = EMPTY_STATE if stored is None else stored.state
        self._tail: list[bytes] = []
        self._shown: dict[str, Any] | None = None
        self._stale: set[tuple[str, str]] = set()
        self._ahead: deque[Accepted] = deque()
        self._since: list[Delta] = []
        self._lengths: dict[int, int] = {}
        self._behind = False
        self._emitted: bytes | None = None
        self._merged: bytes | None = None
        self._changes: list[tuple[str, Any]] = []
        self._subscriptions: list[Any] = []
        self._index, self._packed = self._load(stored)
        for row in log:
            self._replay(row)
        self._clocks = dict(self._index.clocks)

    # Judging

    def claim(self, client: int, participant: str) -> bool:
        """Whether a client id is this participant's; one that nobody has shown becomes theirs."""
        return self._owners.claim(client, participant)

    def judge(self, update: bytes, sender: Sender, *, whole: bool = False) -> Verdict:
        """Take an update in (G1 to G6), as a step 2 when `whole`. What is accepted must be kept and then
        committed, in order. Raises BadUpdate, NotAllowed, and LostTail for a step 2."""
        prepared = self._prepare(update, sender, whole)
        if not isinstance(prepared, _Prepared):
            return prepared
        if prepared.judgement.plain:
            return self._take_plain([prepared], [self._add(prepared)], sender.participant)
        return self._take(prepared, sender)

    def judge_batch(self, updates: Sequence[bytes], sender: Sender) -> list[Verdict | BadUpdate | NotAllowed]:
        """Judge what one socket has queued: verdicts in order, each for its `frames` (one where it has none).
        Runs of plain edits become one Accepted; after a refusal, which is the last of the list, nothing is
        judged."""
        verdicts: list[Verdict | BadUpdate | NotAllowed] = []
        run: list[_Prepared] = []
        deltas: list[Delta] = []

        def finish_run() -> None:
            if run:
                taken, added = run.copy(), deltas.copy()
                run.clear()
                deltas.clear()
                self._behind = False
                verdicts.append(self._take_plain(taken, added, sender.participant))

        try:
            for update in updates:
                try:
                    prepared = self._prepare(update, sender, False)
                except _ShadowBehind:
                    finish_run()
                    prepared = self._prepare(update, sender, False)
                if isinstance(prepared, _Prepared) and prepared.judgement.plain:
                    run.append(prepared)
                    deltas.append(self._add(prepared))
                    self._behind = True
                    continue
                finish_run()
                verdicts.append(self._take(prepared, sender) if isinstance(prepared, _Prepared) else prepared)
            finish_run()
        except (BadUpdate, NotAllowed) as no:
            try:
                finish_run()
                verdicts.append(no)
            except BadUpdate as failed:
                verdicts.append(failed)
        return verdicts

    def write(self, change: Change, author: str) -> Accepted | Nothing:
        """The server's own edit under its own client id, asked for by `author`: `change` edits the document
        it is given. Judged, kept and committed like any other. What `change` raises comes out, and nothing
        has changed."""
        self._observe()
        try:
            with self._engine(change) as shadow, shadow.transaction():
                change(shadow)
        finally:
            self._unobserve()
        if self._emitted is None:
            return Nothing()
        return self._accept_written(self._emitted, author)

    # What the documents hold

    def commit(self, accepted: Sequence[Accepted]) -> bytes:
        """These were kept, in the order they were accepted: they are in the main document now. Returns them
        as one update to send on. Raises ValueError for another order."""
        for one in accepted:
            if not self._ahead or self._ahead[0] is not one:
                raise ValueError("committed out of order")
            self._ahead.popleft()
            self._since.extend(one.deltas)
            self._stale.update((collection, record) for collection, record, _ in one.touched)
            for delta in one.deltas:
                for client, _, end, _ in delta.runs:
                    self._clocks[client] = end
        return self._apply_main([one.update for one in accepted])

    def rebuild(self) -> None:
        """Nothing that was accepted and not committed is going to be: forget it."""
        if self._ahead or self._behind:
            self._ahead.clear()
            self._behind = False
            self._index = self._committed_index()
        self._forget_shadow()

    def state_vector(self) -> bytes:
        """How far each client id is committed, as Yjs encodes it."""
        parts = [_varint(len(self._clocks))]
        for client, clock in sorted(self._clocks.items(), reverse=True):
            parts.append(_varint(client))
            parts.append(_varint(clock))
        return b"".join(parts)

    def update_since(self, vector: bytes) -> bytes:
        """What is committed beyond a state vector. Raises BadUpdate for bytes that are none."""
        if vector == _EMPTY_VECTOR and self._main is None and not self._tail:
            return self._state
        try:
            return self.main.get_update(vector)
        except _NOT_OURS:
            raise
        except BaseException as failed:
            raise _engine_failed(failed) from None

    def stored(self) -> Stored:
        """What is committed, to be stored in place of the log."""
        if self._main is not None or self._tail:
            self._state = self.main.get_update()
        index = self._committed_index() if self._ahead else self._index
        self._packed = index.pack()
        self._since.clear()
        owners = self._owners.rows(lambda client: client in index.clocks)
        return Stored(self._state, _framed(json.dumps(owners).encode(), self._packed))

    def plain(self, *, whole: bool = False) -> dict[str, Any]:
        """What is committed, in the one plain form given to drawing, screen and versions. Only what was touched since
        the last time is read again; `whole` reads all of it, as a freeze does. Whoever gets it changes nothing in
        a record."""
        main = self.main
        if self._shown is None or whole:
            self._shown = reading.plain(main)
        else:
            for collection, record in self._stale:
                self._show(main, collection, record)
        self._stale.clear()
        return {collection: dict(records) for collection, records in self._shown.items()}

    def _show(self, main: "Doc[Any]", collection: str, record: str) -> None:
        """Read one record again."""
        if collection in self._rules.layout.fragment:
            (self._shown or {})["story"][collection.removeprefix(ROOT)] = reading.plain_part(main, collection)
            return
        shown: dict[str, Any] = (self._shown or {})[collection]
        again = reading.plain_record(main, collection, record)
        if again is None:
            shown.pop(record, None)
        else:
            shown[record] = again

    @property
    def main(self) -> "Doc[Any]":
        """The document of what is committed. To be read only: whoever edits it goes through `write`."""
        if self._main is None:
            main = reading.new_doc()
            with main.transaction():
                for update in (self._state, *self._tail):
                    main.apply_update(update)
            self._tail.clear()
            self._hears_main = main.observe(self._on_main)
            self._main = main
        return self._main

    # G1 to G5

    def _prepare(self, raw: bytes, sender: Sender, whole: bool) -> _Prepared | Gap | Nothing:
        update = read(raw, self._limits, whole=whole)
        self._check_owners(update, sender, whole)
        try:
            trace = self._index.trace(update)
            deleted = self._index.newly_deleted(update, trace)
        except Missing as missing:
            if whole and self._owners.of(missing.client) not in (None, sender.participant):
                raise LostTail from None
            sender.check_may_write()
            return Gap()
        if not trace.placed and not deleted:
            return Nothing()
        judgement = judge(trace, deleted, self._index, self._rules, sender)
        if not sender.leads:
            self._check_led(judgement, sender)
        if update.types and self._index.types + update.types > self._limits.document_types:
            raise NotAllowed("document_full", "too many shared types in the document")
        if judgement.grown:
            self._check_lengths(judgement.grown, deleted, trace)
        return _Prepared(raw, update, trace, judgement)

    def _check_led(self, judgement: Judgement, sender: Sender) -> None:
        """J8. Raises NotAllowed for a record that whoever leads wrote down as agreed, and for what another placed."""
        for collection, record, name in judgement.touched:
            if name and collection in LED_FIELDS:
                if self._behind:
                    raise _ShadowBehind
                held = self.shadow.get(collection, type=Map)[record]
                if held.get(LED_FIELDS[collection][0]):
                    raise NotAllowed("leaders_agree", "an edit of what was agreed")
                if held.get("placed_by") not in ("", sender.participant):
                    raise NotAllowed("placed_by_another", "an edit of what another placed")

    def _check_owners(self, update: Update, sender: Sender, whole: bool) -> None:
        """G4: each client id that writes something new is the sender's, and writes on this socket alone."""
        clocks = self._index.clocks
        for section in update.sections:
            client = section[0].client
            if section[-1].clock + section[-1].length <= clocks.get(client, 0):
                continue
            if not self._owners.claim(client, sender.participant):
                owner = self._owners.of(client)
                if owner is None:
                    raise NotAllowed("too_many_pages_today", "too many new client ids in a day")
                if whole:
                    raise LostTail
                raise NotAllowed("not_your_writing", "a client id of another participant")
            if client in sender.elsewhere:
                raise LiveElsewhere

    def _check_lengths(self, grown: dict[int, int], deleted: Deleted, trace: Trace) -> None:
        """Raises NotAllowed where a text grows beyond its limit. What was counted is an upper bound: the text is
        read again, and deleted letters are taken off, only where the bound is reached."""
        gone: dict[int, int] | None = None
        for place, count in grown.items():
            collection, record = self._index.record(place, trace)
            rule = self._rules.field(collection, place >> 1 & 127)
            length = self._lengths.get(place, -1)
            if length < 0 or length + count > rule.limit:
                is_new = place >> 8 >= len(self._index.records)
                length = 0 if is_new else self._length_of(collection, record, rule)
                if gone is None:
                    gone = {}
                    for _, start, end, at in deleted:
                        counted = self._counted(at, trace)
                        gone[counted] = gone.get(counted, 0) + end - start
                left = length + count - gone.get(place, 0)
                if left > rule.limit:
                    reason = f"{rule.name}: {TOO_LONG}"
                    raise NotAllowed(TOO_LONG, reason, field=rule.name, most=rule.limit, count=left)
            self._lengths[place] = length + count

    def _counted(self, place: int, trace: Trace) -> int:
        """The place under which letters are counted: of the story, a whole part."""
        if place < GONE and place & 0xFF == LETTERS << 1 | 1 and self._index.in_story(place, trace):
            return (self._index.record(place, trace)[0] - self._rules.first_fragment) << 8 | LETTERS << 1 | 1
        return place

    def _length_of(self, collection: int, record: str, rule: FieldRule) -> int:
        if self._behind:
            raise _ShadowBehind
        if collection >= self._rules.first_fragment:
            return reading.letters(self.shadow, self._rules.names[collection])
        text = self.shadow.get(self._rules.layout.roots[collection], type=Map)[record][rule.name]
        return len(str(text))

    # G6

    def _add(self, prepared: _Prepared) -> Delta:
        delta = self._index.delta(prepared.update, prepared.trace)
        self._index.add(delta)
        return delta

    def _take_plain(self, run: list[_Prepared], deltas: list[Delta], author: str) -> Accepted:
        """Apply plain edits, which are in the index already, in one transaction."""
        self._emitted = None
        try:
            shadow = self.shadow
            if len(run) == 1:
                shadow.apply_update(run[0].raw)
            else:
                with shadow.transaction():
                    for prepared in run:
                        shadow.apply_update(prepared.raw)
        except BaseException as failed:
            self._index = self._index_ahead()
            self._forget_shadow()
            if isinstance(failed, _NOT_OURS):
                raise
            raise _engine_failed(failed) from None
        if self._emitted is None:
            self._index = self._index_ahead()
            self._forget_shadow()
            raise BadUpdate(MALFORMED, "the engine did not take it")
        touched = run[0].judgement.touched
        clients = {section[0].client: None for section in run[0].update.sections}
        for prepared in run[1:]:
            touched.update(prepared.judgement.touched)
            clients.update(dict.fromkeys(section[0].client for section in prepared.update.sections))
        accepted = Accepted(self._emitted, author, tuple(touched), (), tuple(clients), len(run), tuple(deltas))
        self._ahead.append(accepted)
        return accepted

    def _take(self, prepared: _Prepared, sender: Sender) -> Accepted:
        """Apply any other edit under observation, and check what changed."""
        before = [(place, last, self._present(place)) for place, last in prepared.judgement.contested]
        self._observe()
        try:
            with self._engine() as shadow:
                shadow.apply_update(prepared.raw)
        finally:
            self._unobserve()
        wire = self._emitted
        if wire is None:
            self._forget_shadow()
            raise BadUpdate(MALFORMED, "the engine did not take it")
        self._check_changes(sender)
        self._check_story(prepared.judgement)
        update, trace = prepared.update, prepared.trace
        if wire != prepared.raw:
            update = read(wire, TRUSTED, whole=True)
            trace = self._index.trace(update)
            self._check_taken(prepared.trace, trace)
        accounts = tuple(lost for row in before if (lost := self._lost(*row, trace, sender.participant)))
        delta = self._index.delta(update, trace)
        self._index.add(delta)
        clients = tuple(section[0].client for section in update.sections)
        accepted = Accepted(wire, sender.participant, tuple(prepared.judgement.touched), accounts, clients, 1, (delta,))
        self._ahead.append(accepted)
        return accepted

    def _check_taken(self, sent: Trace, emitted: Trace) -> None:
        """Raises BadUpdate, and the shadow is thrown away, where the engine has kept something back."""
        clocks = self._index.clocks
        if any(end > clocks.get(client, 0) and emitted.upto.get(client) != end for client, end in sent.upto.items()):
            self._forget_shadow()
            raise BadUpdate(MALFORMED, "the engine did not take all of it")

    def _accept_written(self, wire: bytes, author: str) -> Accepted:
        try:
            update = read(wire, TRUSTED)
            trace = self._index.trace(update)
            deleted = self._index.newly_deleted(update, trace)
            judgement = judge(trace, deleted, self._index, self._rules, None)
            self._check_changes(None)
            self._check_story(judgement)
        except BaseException:
            self._forget_shadow()
            raise
        delta = self._index.delta(update, trace)
        self._index.add(delta)
        self._lengths.clear()
        accepted = Accepted(wire, author, tuple(judgement.touched), (), (self._server_client,), 1, (delta,))
        self._ahead.append(accepted)
        return accepted

    def _present(self, place: int) -> Any:
        """A field's present value, None where it has none."""
        collection, record = self._index.records[place >> 8]
        rule = self._rules.field(collection, place >> 1 & 127)
        return self.shadow.get(self._rules.layout.roots[collection], type=Map)[record].get(rule.name)

    def _lost(self, place: int, last: Item, present: Any, emitted: Trace, author: str) -> LostValue | None:
        """J6: which of two values lost; None when they are the same or there was none before."""
        newest = self._index.newest.get(place)
        written = last.value[0] if last.kind == ANY else None
        if written == present:
            return None
        collection, record = self._index.records[place >> 8]
        name = self._rules.field(collection, place >> 1 & 127).name
        root = self._rules.layout.roots[collection]
        owner = (None if newest is None else self._owners.of(newest[0])) or SERVER
        if emitted.deletes(last.client, last.clock):
            return LostValue(root, record, name, written, author, owner)
        return LostValue(root, record, name, present, owner, author)

    # The shadow and what is seen to change in it

    @property
    def shadow(self) -> "Doc[Any]":
        """The document that runs ahead: what is committed and what is on its way."""
        if self._shadow is None:
            shadow = reading.new_doc(self._server_client)
            with shadow.transaction():
                shadow.apply_update(self.update_since(_EMPTY_VECTOR))
                for accepted in self._ahead:
                    shadow.apply_update(accepted.update)
            self._hears_shadow = shadow.observe(self._on_shadow)
            self._shadow = shadow
        return self._shadow

    def _forget_shadow(self) -> None:
        """The engine never frees a document that is still observed, and nobody else can."""
        self._unobserve()
        if self._shadow is not None:
            self._shadow.unobserve(self._hears_shadow)
        self._shadow = None
        self._lengths.clear()

    def close(self) -> None:
        """The documents are freed; the gate is not used again."""
        self._forget_shadow()
        if self._main is not None:
            self._main.unobserve(self._hears_main)
        self._main = None

    @contextmanager
    def _engine(self, own: Change | None = None) -> "Iterator[Doc[Any]]":
        """Around every change of the shadow. A panic of the engine is not an Exception: whatever comes out,
        the shadow is made again. With `own`, an Exception is the server's own change failing and comes out as
        it is."""
        shadow = self.shadow
        self._emitted = None
        try:
            yield shadow
        except BaseException as failed:
            self._forget_shadow()
            if isinstance(failed, _NOT_OURS) or (own is not None and isinstance(failed, Exception)):
                raise
            raise _engine_failed(failed) from None

    def _on_shadow(self, event: Any) -> None:
        self._emitted = event.update

    def _observe(self) -> None:
        """Watch every root: the subscriptions are kept, or they end with the wrappers they were made on."""
        self._changes.clear()
        shadow = self.shadow
        for name in self._rules.layout.roots:
            root = shadow.get(name, type=Map)
            self._subscriptions.append((root, root.observe_deep(partial(self._on_change, name))))

    def _unobserve(self) -> None:
        for root, subscription in self._subscriptions:
            root.unobserve(subscription)
        self._subscriptions.clear()

    def _on_change(self, root: str, events: list[Any]) -> None:
        self._changes.extend((root, event) for event in events)

    def _check_changes(self, sender: Sender | None) -> None:
        """G6: what was seen to change fits the schema; else the shadow is thrown away. Raises NotAllowed."""
        try:
            for root, event in self._changes:
                self._check_change(self._rules.layout.number[root], event, sender)
        except BaseException:
            self._forget_shadow()
            raise
        finally:
            self._changes.clear()

    def _check_change(self, collection: int, event: Any, sender: Sender | None) -> None:
        rules = {rule.name: rule for rule in self._rules.collections[collection]}
        path, of_map, of_text = event.path, isinstance(event, MapEvent), isinstance(event, TextEvent)
        rule = rules.get(path[1]) if len(path) == 2 else None
        if of_map and not path:
            for change in event.keys.values():
                if change["action"] != "add":
                    raise NotAllowed("not_erased", "a record erased or replaced")
                self._check_record(rules, change["newValue"], sender)
        elif of_map and len(path) == 1:
            for name, change in event.keys.items():
                if change["action"] == "delete":
                    raise NotAllowed("not_erased", "a field erased")
                self._check_held(rules.get(name), change["newValue"], sender)
        elif of_map and rule is not None and rule.is_map:
            self._check_held(rule, event.target, sender)
            if rule.kind is Kind.ACCOUNTS and sender is not None:
                for change in event.keys.values():
                    _check_account(rules, change.get("oldValue"), change.get("newValue"), sender)
        elif of_text and rule is not None and rule.is_text:
            if any("attributes" in part or type(part.get("insert", "")) is not str for part in event.delta):
                raise NotAllowed(DOES_NOT_FIT, f"{rule.name} holds letters alone")
            self._check_held(rule, event.target, sender)
        else:
            raise NotAllowed(DOES_NOT_FIT, "a change where the schema has nothing")

    def _check_story(self, judgement: Judgement) -> None:
        """Raises NotAllowed, and the shadow is thrown away, where a part of the story that was written to does not
        read as the schema says (J7)."""
        shadow = self.shadow
        for root, _, field_name in judgement.touched:
            if field_name == STORY_FIELD and root in self._rules.layout.fragment and not reading.is_whole(shadow, root):
                self._forget_shadow()
                raise NotAllowed(DOES_NOT_FIT, "a story that the editor could not read")

    def _check_record(self, rules: dict[str, FieldRule], record: Any, sender: Sender | None) -> None:
        if not isinstance(record, Map) or set(record.keys()) != set(rules):
            raise NotAllowed(DOES_NOT_FIT, "a record without exactly its fields")
        for name, rule in rules.items():
            self._check_held(rule, record.get(name), sender)
            if rule.kind is Kind.ACCOUNTS and sender is not None:
                for account in record[name].values():
                    _check_account(rules, None, account, sender)

    def _check_held(self, rule: FieldRule | None, value: Any, sender: Sender | None) -> None:
        """Raises NotAllowed where a field, as the document holds it, is not what the schema says."""
        if rule is None or rule.is_text is not isinstance(value, Text) or rule.is_map is not isinstance(value, Map):
            raise NotAllowed(DOES_NOT_FIT, "a field of another kind")
        if rule.is_map:
            if len(value) > rule.limit:
                raise NotAllowed("too_many_entries", f"{rule.name}: too many", field=rule.name, most=rule.limit)
            for key, entry in value.items():
                if not ID.fullmatch(key):
                    raise NotAllowed(DOES_NOT_FIT, f"{rule.name}: an entry without an id")
                check_value(rule, entry, None if rule.kind is Kind.ACCOUNTS else sender)
        else:
            check_value(rule, str(value) if rule.is_text else value, sender)

    # Loading, and the main document

    def _load(self, stored: Stored | None) -> tuple[Index, bytes]:
        layout = self._rules.layout
        index = Index(layout)
        if stored is None:
            return index, index.pack()
        if stored.indexes:
            owners, packed = _unframed(stored.indexes)
            for client, participant, day in json.loads(owners):
                self._owners.bind(client, participant, day)
            unpacked = Index.unpack(layout, packed)
            if unpacked is not None:
                return unpacked, packed
        update = read(stored.state, TRUSTED, whole=True)
        index.add(index.delta(update, index.trace(update)))
        return index, index.pack()

    def _replay(self, row: bytes | Logged) -> None:
        update, author = row if isinstance(row, tuple) else (row, None)
        laid = read(update, TRUSTED, whole=True)
        delta = self._index.delta(laid, self._index.trace(laid))
        self._index.add(delta)
        self._since.append(delta)
        self._tail.append(update)
        if author is not None:
            for section in laid.sections:
                self._owners.bind(section[0].client, author)

    def _committed_index(self) -> Index:
        index = Index.unpack(self._rules.layout, self._packed)
        assert index is not None, "packed by this gate"
        for delta in self._since:
            index.add(delta)
        return index

    def _index_ahead(self) -> Index:
        index = self._committed_index()
        for accepted in self._ahead:
            for delta in accepted.deltas:
                index.add(delta)
        return index

    def _apply_main(self, updates: list[bytes]) -> bytes:
        if not updates:
            return EMPTY_STATE
        if len(self._since) > _DELTAS_KEPT and not self._ahead:
            self._packed = self._index.pack()
            self._since.clear()
        if self._main is None:
            self._tail.extend(updates)
            return updates[0] if len(updates) == 1 else merge_updates(*updates)
        self._merged = None
        with self._main.transaction():
            for update in updates:
                self._main.apply_update(update)
        return self._merged or EMPTY_STATE

    def _on_main(self, event: Any) -> None:
        self._merged = event.update


def _check_account(
    rules: Mapping[str, FieldRule], before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, sender: Sender
) -> None:
    """Raises NotAllowed for an account that this sender may not write so, and for one that is erased (J2)."""
    if after is None:
        raise NotAllowed("not_erased", "an account erased")
    verdict = check_account(rules, before, after, sender.participant)
    if verdict != FITS:
        raise NotAllowed(verdict, f"an account: {verdict}", field="accounts", most=0, count=0)


def _engine_failed(failed: BaseException) -> BadUpdate:
    return BadUpdate(MALFORMED, f"the engine failed: {type(failed).__name__}")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _framed(head: bytes, body: bytes) -> bytes:
    return len(head).to_bytes(4, "little") + head + body


def _unframed(framed: bytes) -> tuple[bytes, bytes]:
    size = int.from_bytes(framed[:4], "little")
    return framed[4 : 4 + size], framed[4 + size :]
