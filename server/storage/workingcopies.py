"""Working copies: the live document between two freezes, as an append-only log and a compacted state.

    L1  rows are sealed under the working copy's own key, which is destroyed when it ends
    L2  every append and every compaction carries the epoch: whoever holds an older one cannot write
    L3  compaction replaces the rows it folds in the same transaction; numbers go on, never back
    L4  beside the log stands who changed which field of which record, and when: never the words; it outlives
        the log

A working copy has one document named `shared`, and may have sealed ones, each with its own log.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, NamedTuple, Protocol

from server.domain.errors import Refusal
from server.storage import accounts, audit
from server.storage.database import Database, Row, Transaction
from server.storage.keys import Keys

SHARED: Final = "shared"
"""The name of the one document that everybody sees."""
ORPHAN: Final = timedelta(hours=1)
"""How old the key of an unknown working copy must be to be destroyed: another process may just be opening
one."""

Touched = tuple[str, str, str]
"""Collection, record id, field; a field of "" is the whole record."""


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """A working copy. `opened_from` is the number of the version it was opened from, 0 for an empty one;
    `ended_by` the number it was frozen as, None while it is open (or where its case was erased)."""

    id: str
    case: str
    epoch: int
    opened_from: int
    opened_at: str
    opened_by: str = ""
    ended_at: str = ""
    ended_by: int | None = None

    @property
    def open(self) -> bool:
        """Whether it can still be written to."""
        return self.ended_at == ""


class Stored(NamedTuple):
    """A compacted state and the gate's indexes, as the room made them."""

    state: bytes
    indexes: bytes


class Logged(NamedTuple):
    """One update of the log, and who made it."""

    update: bytes
    author: str


class Loaded(NamedTuple):
    """What a room starts from: the state (None before the first compaction), the updates since, oldest first,
    and the number of the last one."""

    stored: Stored | None
    updates: list[Logged]
    last_seq: int


class Kept(Protocol):
    """One accepted update, as the room hands it over: who wrote it, what it touched, when."""

    @property
    def update(self) -> bytes: ...
    @property
    def author(self) -> str: ...
    @property
    def touched(self) -> Iterable[Touched]: ...
    @property
    def at(self) -> str: ...


class State(Protocol):
    """A compacted state, as the room hands it over."""

    @property
    def state(self) -> bytes: ...
    @property
    def indexes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Contribution:
    """That someone changed a field of a record, first and last when, how often (L4)."""

    author: str
    collection: str
    record: str
    field: str
    first_at: str
    last_at: str
    times: int


@dataclass(frozen=True, slots=True)
class Change:
    """What the server wrote at someone's request, as one thing. `touched` is what is needed to take it back
    (records it added, values that stood before), None once its working copy has ended."""

    id: str
    working_copy: str
    kind: str
    author: str
    made_at: str
    touched: Mapping[str, Any] | None
    taken_back_at: str = ""
    taken_back_by: str = ""


# -- opening and ending


def open_working_copy(
    t: Transaction,
    keys: Keys,
    case: str,
    at: str,
    *,
    by: str = "",
    opened_from: int = 0,
    stored: State | None = None,
) -> WorkingCopy:
    """The next working copy of a case, with a key of its own (K1, L1), and the state it begins with.

    Raises Refusal: `working_copy_open` (409), `case_erased`, `no_such_case`.
    """
    row = t.one("select erased_at from cases where id = :case", case=case)
    if row is None:
        raise Refusal("no_such_case", status=404)
    if row["erased_at"]:
        raise Refusal("case_erased", status=410)
    if find_open(t, case) is not None:
        raise Refusal("working_copy_open", status=409)
    highest = t.one("select coalesce(max(epoch), 0) as epoch from working_copies where case_id = :case", case=case)
    epoch = 1 + (highest["epoch"] if highest else 0)
    copy = WorkingCopy(accounts.new_id(), case, epoch, opened_from, at, by)
    keys.make_working_copy_key(copy.id, at)
    t.insert(
        "working_copies",
        id=copy.id,
        case_id=case,
        epoch=epoch,
        opened_from=opened_from,
        opened_at=at,
        opened_by=by,
    )
    t.insert("documents", working_copy=copy.id, name=SHARED)
    if stored is not None:
        compact(t, keys, copy.id, epoch, stored, 0)
    audit.record(t, "workingcopy.opened", at, who=by, case=case, about=copy.id)
    return copy


def find(t: Transaction, working_copy: str) -> WorkingCopy | None:
    """A working copy by its id, ended ones included; None where there is none."""
    row = t.one("select * from working_copies where id = :id", id=working_copy)
    return None if row is None else _working_copy(row)


def find_open(t: Transaction, case: str) -> WorkingCopy | None:
    """The open working copy of a case; None between a freeze and the next opening."""
    row = t.one("select * from working_copies where case_id = :case and ended_at = ''", case=case)
    return None if row is None else _working_copy(row)


def of_case(t: Transaction, case: str) -> list[WorkingCopy]:
    """Every working copy of a case, oldest first."""
    rows = t.all("select * from working_copies where case_id = :case order by epoch", case=case)
    return [_working_copy(row) for row in rows]


def supersede(t: Transaction, working_copy: str) -> int:
    """Gives an open working copy the next epoch, so that whoever holds the old one cannot write (L2); returns
    it."""
    copy = _must_be_open(t, working_copy)
    t.run("update working_copies set epoch = epoch + 1 where id = :id", id=working_copy)
    return copy.epoch + 1


def end(t: Transaction, working_copy: str, at: str, number: int) -> None:
    """Ends a working copy as version `number`: its log, state and changes are deleted. Its key comes after
    (K1)."""
    t.run(
        "update working_copies set ended_at = :at, ended_by = :number where id = :id",
        at=at,
        number=number,
        id=working_copy,
    )
    t.run("delete from updates where working_copy = :id", id=working_copy)
    t.run("update documents set state = null, indexes = null where working_copy = :id", id=working_copy)
    t.run("update changes set touched = null where working_copy = :id", id=working_copy)
    for table in ("imports", "placings", "placings_shown"):
        t.run(f"delete from {table} where working_copy = :id", id=working_copy)


def destroy_ended_keys(db: Database, keys: Keys, at: str) -> list[str]:
    """Destroys the keys of working copies that have ended, or that never came to be, and of cases that were
    erased; returns whose. At every start: two files do not commit together. Blocks."""
    made = keys.working_copies()
    copies = db.read_now(lambda t: t.all("select id, ended_at from working_copies"))
    erased = db.read_now(lambda t: t.all("select id, erased_at from cases where erased_at <> ''"))
    live = {row["id"] for row in copies if not row["ended_at"]}
    known = {row["id"] for row in copies}
    long_ago = accounts.later(at, -ORPHAN)
    over = [copy for copy, made_at in made.items() if copy not in live and (copy in known or made_at < long_ago)]
    keys.destroy_working_copy_keys(*over)
    for row in erased:
        if keys.exists(row["id"]):
            keys.erase_case(row["id"], row["erased_at"])
            over.append(row["id"])
    return over


# -- the log


def load(t: Transaction, keys: Keys, working_copy: str, document: str = SHARED) -> Loaded:
    """What a room starts from. Raises Refusal (`working_copy_ended`), Unreadable for a row that was
    changed."""
    _must_be_open(t, working_copy)
    row = _document(t, working_copy, document)
    stored = None
    if row["state"] is not None:
        seq = f"{document}/{row['state_seq']}"
        stored = Stored(
            keys.open(working_copy, "documents.state", seq, row["state"]),
            keys.open(working_copy, "documents.indexes", seq, row["indexes"]),
        )
    rows = t.all(
        "select seq, author, bytes from updates where working_copy = :id and document = :document order by seq",
        id=working_copy,
        document=document,
    )
    unseal = keys.opener(working_copy, "updates")
    updates = [Logged(unseal(f"{document}/{each['seq']}", each["bytes"]), each["author"]) for each in rows]
    return Loaded(stored, updates, row["last_seq"])


def append(
    t: Transaction, keys: Keys, working_copy: str, epoch: int, kept: Sequence[Kept], document: str = SHARED
) -> int:
    """Adds accepted updates to the log; returns the number of the last.

    Raises Refusal: `working_copy_ended` (410), `moved_on` (409, an older epoch: L2).
    """
    row = _held(t, working_copy, epoch, document)
    seq, head = row["last_seq"], row["log_head"]
    seal, rows = keys.sealer(working_copy, "updates"), []
    for each in kept:
        seq += 1
        head = log_head(head, each.update)
        sealed = seal(f"{document}/{seq}", each.update)
        rows.append({"id": working_copy, "document": document, "seq": seq, "author": each.author, "bytes": sealed})
    t.each(
        "insert into updates (working_copy, document, seq, author, bytes) "
        "values (:id, :document, :seq, :author, :bytes)",
        rows,
    )
    t.run(
        "update documents set last_seq = :seq, log_head = :head where working_copy = :id and name = :document",
        seq=seq,
        head=head,
        id=working_copy,
        document=document,
    )
    _contribute(t, working_copy, kept)
    return int(seq)


def compact(
    t: Transaction,
    keys: Keys,
    working_copy: str,
    epoch: int,
    stored: State,
    through_seq: int,
    document: str = SHARED,
) -> None:
    """Replaces the log up to and with `through_seq` by one state that holds all of it (L3).

    Raises Refusal: `working_copy_ended`, `moved_on`; ValueError for a number that the log has not reached or
    has passed.
    """
    row = _held(t, working_copy, epoch, document)
    if not row["state_seq"] <= through_seq <= row["last_seq"]:
        raise ValueError(f"cannot compact through {through_seq}: {row['state_seq']} to {row['last_seq']}")
    seq = f"{document}/{through_seq}"
    t.run(
        "update documents set state = :state, indexes = :indexes, state_seq = :seq "
        "where working_copy = :id and name = :document",
        state=keys.seal(working_copy, "documents.state", seq, stored.state),
        indexes=keys.seal(working_copy, "documents.indexes", seq, stored.indexes),
        seq=through_seq,
        id=working_copy,
        document=document,
    )
    t.run(
        "delete from updates where working_copy = :id and document = :document and seq <= :seq",
        id=working_copy,
        document=document,
        seq=through_seq,
    )


class Log:
    """The log of the shared documents, as rooms ask for it: it remembers under which epoch each was loaded
    (L2).

    app.py gives it to the hub.
    """

    def __init__(self, db: Database, keys: Keys) -> None:
        self._db = db
        self._keys = keys
        self._epochs: dict[str, int] = {}

    async def load(self, working_copy: str) -> Loaded:
        """See `load`; from now on it is written under the present epoch."""

        def work(t: Transaction) -> tuple[int, Loaded]:
            return _must_be_open(t, working_copy).epoch, load(t, self._keys, working_copy)

        self._epochs[working_copy], loaded = await self._db.read(work)
        return loaded

    async def append(self, working_copy: str, kept: Sequence[Kept]) -> int:
        """See `append`; returns once it is on disk. Raises KeyError for one that was never loaded."""
        epoch = self._epochs[working_copy]
        return await self._db.write(lambda t: append(t, self._keys, working_copy, epoch, kept))

    async def compact(self, working_copy: str, stored: State, through: int) -> None:
        """See `compact`."""
        epoch = self._epochs[working_copy]
        await self._db.write(lambda t: compact(t, self._keys, working_copy, epoch, stored, through))

    async def probe(self, working_copy: str) -> None:
        """A small write, to learn whether the disk takes any. Raises CannotStore, or as `append`."""
        epoch = self._epochs[working_copy]

        def work(t: Transaction) -> None:
            _held(t, working_copy, epoch, SHARED)
            t.run(
                "insert into installation (name, value) values ('probe', '') "
                "on conflict (name) do update set value = ''"
            )

        await self._db.write(work)


def head_of_log(t: Transaction, working_copy: str, document: str = SHARED) -> tuple[int, str]:
    """The number of the last update and the hash that chains them all."""
    row = _document(t, working_copy, document)
    return row["last_seq"], row["log_head"]


def log_head(head: str, update: bytes) -> str:
    """The head of the log after one more update: each names all before it. The first has "" before it."""
    return sha256(head.encode() + update).hexdigest()


def open_document(t: Transaction, working_copy: str, name: str, owner: str) -> None:
    """A sealed document of a working copy, which is its owner's alone until it is revealed."""
    _must_be_open(t, working_copy)
    t.insert("documents", working_copy=working_copy, name=name, owner=owner)


# -- contributions


def contributions(t: Transaction, working_copy: str) -> list[Contribution]:
    """Who changed what in a working copy, in the order in which they first did; also after it has ended."""
    rows = t.all(
        "select * from contributions where working_copy = :id order by first_at, author, collection, record, field",
        id=working_copy,
    )
    return [Contribution(**{name: row[name] for name in Contribution.__dataclass_fields__}) for row in rows]


def contributors(t: Transaction, working_copy: str) -> list[str]:
    """The ids of all who changed anything in a working copy, in the order in which they first did."""
    return list(dict.fromkeys(each.author for each in contributions(t, working_copy) if each.author))


def _contribute(t: Transaction, working_copy: str, kept: Sequence[Kept]) -> None:
    times: dict[tuple[str, Touched], list[str]] = {}
    for each in kept:
        for touched in each.touched:
            times.setdefault((each.author, touched), []).append(each.at)
    t.each(
        "insert into contributions "
        "values (:id, :author, :collection, :record, :field, :first, :last, :times) "
        "on conflict (working_copy, author, collection, record, field) "
        "do update set last_at = excluded.last_at, times = contributions.times + excluded.times",
        [
            {
                "id": working_copy,
                "author": author,
                "collection": collection,
                "record": record,
                "field": field,
                "first": at[0],
                "last": at[-1],
                "times": len(at),
            }
            for (author, (collection, record, field)), at in times.items()
        ],
    )


# -- changes


def note_change(
    t: Transaction, keys: Keys, working_copy: str, kind: str, author: str, at: str, touched: Mapping[str, Any]
) -> Change:
    """Keeps what a change of the server's touched, so that it can be taken back. `touched` is plain JSON."""
    copy = _must_be_open(t, working_copy)
    change = Change(accounts.new_id(), working_copy, kind, author, at, touched)
    plain = json.dumps(touched, ensure_ascii=False).encode()
    t.insert(
        "changes",
        id=change.id,
        working_copy=working_copy,
        kind=kind,
        author=author,
        made_at=at,
        touched=keys.seal(working_copy, "changes", change.id, plain),
    )
    audit.record(t, f"change.{kind}", at, who=author, case=copy.case, about=change.id, size=len(plain))
    return change


def find_change(t: Transaction, keys: Keys, change: str) -> Change | None:
    """A change by its id; None where there is none."""
    row = t.one("select * from changes where id = :id", id=change)
    return None if row is None else _change(keys, row)


def changes(t: Transaction, keys: Keys, working_copy: str) -> list[Change]:
    """What the server wrote at someone's request, newest first."""
    rows = t.all("select * from changes where working_copy = :id order by made_at desc, id", id=working_copy)
    return [_change(keys, row) for row in rows]


def take_back(t: Transaction, change: str, at: str, by: str) -> None:
    """Notes that a change was taken back. Raises Refusal: `no_such_change`, `taken_back_already`."""
    row = t.one(
        "select changes.*, case_id from changes "
        "join working_copies on working_copies.id = working_copy where changes.id = :id",
        id=change,
    )
    if row is None:
        raise Refusal("no_such_change", status=404)
    if row["taken_back_at"]:
        raise Refusal("taken_back_already", status=409)
    t.run("update changes set taken_back_at = :at, taken_back_by = :by where id = :id", at=at, by=by, id=change)
    audit.record(t, "change.taken_back", at, who=by, case=row["case_id"], about=change)


# -- words that could not be sent


def leave_unsent(t: Transaction, keys: Keys, case: str, whose: str, words: bytes, at: str, meeting: str = "") -> str:
    """Keeps the words of a page that must reload, for one person alone; returns the id."""
    unsent = accounts.new_id()
    sealed = keys.seal(case, "unsent", unsent, words)
    t.insert("unsent", id=unsent, case_id=case, meeting=meeting or None, whose=whose, left_at=at, words=sealed)
    audit.record(t, "unsent.left", at, who=whose, case=case, about=unsent, size=len(words))
    return unsent


def unsent_of(t: Transaction, keys: Keys, case: str, whose: str) -> list[bytes]:
    """A person's words that wait for them, oldest first."""
    rows = t.all(
        "select * from unsent where case_id = :case and whose = :whose order by left_at, rowid", case=case, whose=whose
    )
    return [keys.open(case, "unsent", row["id"], row["words"]) for row in rows]


def has_unsent(t: Transaction, case: str, whose: str) -> bool:
    """Whether words of a person wait for them."""
    return t.one("select 1 from unsent where case_id = :case and whose = :whose", case=case, whose=whose) is not None


def drop_unsent(t: Transaction, case: str, whose: str) -> None:
    """Keeps a person's words no longer."""
    t.run("delete from unsent where case_id = :case and whose = :whose", case=case, whose=whose)


def _must_be_open(t: Transaction, working_copy: str) -> WorkingCopy:
    copy = find(t, working_copy)
    if copy is None or not copy.open:
        raise Refusal("working_copy_ended", status=410)
    return copy


def _held(t: Transaction, working_copy: str, epoch: int, document: str) -> Row:
    """The row of a document that may be written under this epoch (L2)."""
    row = t.one(
        "select documents.last_seq, documents.state_seq, documents.log_head, working_copies.epoch, "
        "working_copies.ended_at from working_copies "
        "join documents on working_copy = id and name = :document where id = :id",
        id=working_copy,
        document=document,
    )
    if row is None or row["ended_at"]:
        raise Refusal("working_copy_ended", status=410)
    if row["epoch"] != epoch:
        raise Refusal("moved_on", status=409)
    return row


def _document(t: Transaction, working_copy: str, document: str) -> Row:
    row = t.one(
        "select * from documents where working_copy = :id and name = :document",
        id=working_copy,
        document=document,
    )
    if row is None:
        raise Refusal("no_such_document", status=404)
    return row


def _working_copy(row: Row) -> WorkingCopy:
    names = [name for name in WorkingCopy.__dataclass_fields__ if name != "case"]
    return WorkingCopy(case=row["case_id"], **{name: row[name] for name in names})


def _change(keys: Keys, row: Row) -> Change:
    names = [name for name in Change.__dataclass_fields__ if name != "touched"]
    sealed = row["touched"]
    touched = None if sealed is None else json.loads(keys.open(row["working_copy"], "changes", row["id"], sealed))
    return Change(touched=touched, **{name: row[name] for name in names})
