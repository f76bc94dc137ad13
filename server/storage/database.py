"""The database: one writer thread that commits many jobs together, readers on connections of their own.

Nothing outside this file knows that it is SQLite: the other modules of `storage` are functions that take a
`Transaction` and speak plain SQL with named parameters. A job is such a function, given to `write` or `read`.

    D1  what `write` returned is on disk: the future is resolved after COMMIT, with `synchronous=FULL`
    D2  jobs of one thread are written in the order in which they were given
    D3  a job that raises leaves nothing behind and disturbs no other job (a savepoint each)
    D4  where the disk is full, locked or read-only, every waiting job gets CannotStore, and the next one
        tries anew
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import sqlite_utils
from sqlite_utils.migrations import Migrations

from server.domain.errors import Refusal

JOBS_A_COMMIT: Final = 500
"""Jobs that share one COMMIT at most."""
WAIT_SECONDS: Final = 5.0
"""How long another process may hold the file before a write is given up."""
READERS: Final = 4
"""Threads that read at the same time."""

_PRAGMAS: Final = (
    "synchronous = full",
    "secure_delete = on",
    "foreign_keys = on",
    "recursive_triggers = on",  # else "insert or replace" deletes past a trigger
)

T = TypeVar("T")
Row = Mapping[str, Any]

_TEXT: Final = partial(str, encoding="utf-8", errors="replace")
"""A byte that someone changed in the file is read as a wrong letter and found, not as a mistake of the
program."""

_UNSTORABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)


class CannotStore(Refusal):
    """The disk is full, locked, read-only or broken: nothing of this write was kept, and it may be tried
    again.

    `reason` is the engine's own sentence, for the log; it holds no content.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("cannot_store", status=503)
        self.reason = reason

    def __str__(self) -> str:
        return f"cannot store: {self.reason}"


class Transaction:
    """What a job works with: plain SQL with `:named` parameters, inside a transaction that others commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, **values: object) -> int:
        """Executes one statement; returns how many rows it changed."""
        return self._execute(sql, values).rowcount

    def one(self, sql: str, **values: object) -> Row | None:
        """The first row of an answer, by column name; None where there is none."""
        row: Row | None = self._execute(sql, values).fetchone()
        return row

    def all(self, sql: str, **values: object) -> list[Row]:
        """Every row of an answer, by column name."""
        return self._execute(sql, values).fetchall()

    def insert(self, table: str, **values: object) -> None:
        """One row into a table; column names come from the program, never from outside."""
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._execute(f"insert into {table} ({columns}) values ({marks})", values)

    def each(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Executes one statement for each of many rows of parameters."""
        self._connection.executemany(sql, rows)

    def _execute(self, sql: str, values: Mapping[str, object]) -> sqlite3.Cursor:
        return _execute(self._connection, sql, values)


@dataclass(slots=True)
class _Job(Generic[T]):
    """A function that waits for the writer, and where its answer goes. `alone`: outside any transaction."""

    work: Callable[[Any], T]
    answer: "Future[T] | asyncio.Future[T]"
    loop: asyncio.AbstractEventLoop | None
    alone: bool = False


_Outcome = tuple[_Job[Any], Any, BaseException | None]


class Database:
    """One database file. Made by app.py (for the server) or by a command; closed by whoever made it."""

    def __init__(self, path: Path, migrations: Migrations | None = None, *, wait_seconds: float = WAIT_SECONDS) -> None:
        """Opens or makes the file, brings its tables up to date and starts the writer.

        `migrations` are the tables of this installation where not told otherwise. Raises CannotStore where
        the file cannot be opened or written.
        """
        self.path = path
        self.commits = 0
        """COMMITs since the start, for metrics."""
        self.rows = 0
        """Jobs committed since the start, for metrics."""
        self._wait = wait_seconds
        self._closed = False
        self._gate = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._connection: sqlite3.Connection | None = None
        self._migrate(TABLES if migrations is None else migrations)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix=f"read {path.stem}")
        self._writer = threading.Thread(target=self._write_for_ever, name=f"write {path.stem}", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Runs a job in the writer's thread; returns what it returned once that is on disk (D1).

        Raises what the job raised, or CannotStore. May be called without awaiting the one before: order is
        kept.
        """
        return await self.soon(work)

    def soon(self, work: Callable[[Transaction], T]) -> "asyncio.Future[T]":
        """As `write`, but puts the job into the queue at once, before anything is awaited."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, answer, loop))
        return answer

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        """As `write`, for commands and threads without an event loop; blocks until it is on disk."""
        answer: Future[T] = Future()
        self._put(_Job(work, answer, None))
        return answer.result()

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Runs a job in a reader's thread, on one unchanging picture of the database. It cannot write."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        """As `read`, for commands; blocks. Not from inside another read."""
        return self._pool.submit(self._read, work).result()

    def forget_now(self) -> bool:
        """Folds the write-ahead log into the file and empties it, so that what was deleted stands in neither.

        Blocks. False where a reader held it up; the next call will do it.
        """
        answer: Future[bool] = Future()
        self._put(_Job(_fold, answer, None, alone=True))
        return answer.result()

    def copy_to(self, target: Path) -> None:
        """A consistent copy of what is committed at this moment, as one file; anything there is replaced.

        Called from within a write job, no write of this or another process comes between.
        """
        target.unlink(missing_ok=True)
        with storing(), contextlib.closing(self._connect()) as source:
            target.touch(mode=0o600)
            with contextlib.closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("pragma journal_mode = delete")

    def faults(self) -> list[str]:
        """What the engine finds wrong with the file, in its own words; empty for a sound one. Blocks."""
        found = self.read_now(lambda t: t.all("pragma integrity_check"))
        return [text for row in found if (text := str(row["integrity_check"])) != "ok"]

    def close(self) -> None:
        """Commits what waits, stops the threads and closes the file. May be called twice."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._writer.join()
        self._pool.shutdown()
        for connection in self._readers:
            connection.close()

    # -- the writer's thread

    def _put(self, job: _Job[Any]) -> None:
        with self._gate:
            if self._closed:
                raise CannotStore("the database is closed")
            self._jobs.put(job)

    def _write_for_ever(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            while len(jobs) < JOBS_A_COMMIT:
                try:
                    jobs.append(self._jobs.get_nowait())
                except queue.Empty:
                    break
            batch = [job for job in jobs if job is not None]
            _settle(self._commit_together([job for job in batch if not job.alone]))
            _settle([self._do_alone(job) for job in batch if job.alone])
            if None in jobs:
                self._drop()
                return

    def _commit_together(self, batch: Sequence[_Job[Any]]) -> list[_Outcome]:
        if not batch:
            return []
        try:
            connection = self._writing()
            connection.execute("begin immediate")
            transaction = Transaction(connection)
            outcomes = [_attempt(connection, transaction, job) for job in batch]
            connection.execute("commit")
        except _NOT_KEPT as error:
            self._drop()
            return [(job, None, _cannot(error)) for job in batch]
        self.commits += 1
        self.rows += len(batch)
        return outcomes

    def _do_alone(self, job: _Job[Any]) -> _Outcome:
        try:
            return job, job.work(self._writing()), None
        except _NOT_KEPT as error:
            self._drop()
            return job, None, _cannot(error)

    def _writing(self) -> sqlite3.Connection:
        """The writer's connection; a new one after a failure, so that the next job starts clean (D4)."""
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.rollback()
            self._connection.close()
            self._connection = None

    # -- connections

    def _connect(self) -> sqlite3.Connection:
        return connect(self.path, self._wait)

    def _migrate(self, migrations: Migrations) -> None:
        """Brings the tables up to date, on the connection that the writer goes on with; one process at a time."""
        with storing():
            make_file(self.path)
            connection = self._writing()
            try:
                connection.execute("begin immediate")
                migrations.apply(sqlite_utils.Database(connection))
                connection.execute("commit")
            except BaseException:
                self._drop()
                raise

    def _read(self, work: Callable[[Transaction], T]) -> T:
        with storing():
            connection = self._reading()
            connection.execute("begin")
            try:
                return work(Transaction(connection))
            finally:
                connection.execute("rollback")

    def _reading(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("pragma query_only = on")
            self._local.connection = connection
            self._readers.append(connection)
        return connection


_NOT_KEPT: Final = (sqlite3.Error, OSError, CannotStore)
"""What the writer survives: it answers everybody who waits and tries anew with the next job."""


def make_file(path: Path) -> None:
    """An empty file in a folder, both for their owner alone; one that is there stays as it is."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def connect(path: Path, wait_seconds: float = WAIT_SECONDS) -> sqlite3.Connection:
    """A connection to a file that is there (one that has gone is never made anew, empty). Any thread may use it.

    Transactions are begun and ended by hand. Used by `Database`, and for the file of keys.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=wait_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    connection.text_factory = _TEXT
    try:
        _keep_a_log(connection, wait_seconds)
        for pragma in _PRAGMAS:
            _execute(connection, f"pragma {pragma}", {})
    except BaseException:
        connection.close()
        raise
    return connection


def _keep_a_log(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Turns write-ahead mode on; the engine does not wait by itself where another process just does the same."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            _execute(connection, "pragma journal_mode = wal", {})
        except sqlite3.OperationalError as error:
            if not _unstorable(error) or time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def idle(path: Path) -> bool:
    """Whether nobody has the file open, in this process or another: a server that runs, for one.

    Only the sole user of a file in write-ahead mode can leave that mode. Its log is folded in by that.
    """
    if not path.exists():
        return True
    with contextlib.closing(sqlite3.connect(path, timeout=0.2, isolation_level=None)) as connection:
        try:
            connection.execute("pragma journal_mode = delete").fetchone()
        except sqlite3.OperationalError:
            return False
    return True


@contextlib.contextmanager
def storing() -> Iterator[None]:
    """Turns the engine's "cannot" into CannotStore; a mistake of the program stays what it is."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) or _unstorable(error):
            raise CannotStore(str(error)) from error
        raise


def _cannot(error: BaseException) -> CannotStore:
    """One for each who waits: an exception that is raised twice tells two stories."""
    return CannotStore(error.reason if isinstance(error, CannotStore) else str(error))


def _execute(connection: sqlite3.Connection, sql: str, values: Mapping[str, object]) -> sqlite3.Cursor:
    try:
        return connection.execute(sql, values)
    except UnicodeDecodeError:  # the engine's own message holds bytes of the damaged file
        raise CannotStore("the database file is damaged") from None


def _unstorable(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in _UNSTORABLE


def _attempt(connection: sqlite3.Connection, transaction: Transaction, job: _Job[Any]) -> _Outcome:
    """One job within its savepoint (D3). Raises sqlite3.Error where nothing of the batch can be kept."""
    connection.execute("savepoint job")
    try:
        result = job.work(transaction)
    except BaseException as error:  # handed on to whoever asked for the job
        if isinstance(error, sqlite3.Error) and _unstorable(error):
            raise
        connection.execute("rollback to job")
        connection.execute("release job")
        return job, None, error
    connection.execute("release job")
    return job, result, None


def _fold(connection: sqlite3.Connection) -> bool:
    row = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    return bool(row[0] == 0)


def _settle(outcomes: Sequence[_Outcome]) -> None:
    """Gives each job its answer: at once to threads, in one call to each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        loop = outcome[0].loop
        if loop is None:
            _answer(outcome)
        else:
            by_loop.setdefault(loop, []).append(outcome)
    for loop, theirs in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop has gone, and with it whoever waited
            loop.call_soon_threadsafe(_answer_all, theirs)


def _answer_all(outcomes: Sequence[_Outcome]) -> None:
    for outcome in outcomes:
        _answer(outcome)


def _answer(outcome: _Outcome) -> None:
    job, result, error = outcome
    if job.answer.cancelled():
        return
    if error is None:
        job.answer.set_result(result)
    elif isinstance(error, StopIteration):  # a future cannot carry it
        job.answer.set_exception(RuntimeError("a database job raised StopIteration"))
    else:
        job.answer.set_exception(error)


TABLES: Final = Migrations("gwead")
"""The tables of an installation. A step that has been released is never edited: a new one is added below
it."""

_FIRST: Final = """
create table installation (
    name text primary key not null,
    value text not null
) strict;

-- accounts: chairs, coordinators, administrators
create table accounts (
    id text primary key not null,
    email text not null unique,
    name text not null,
    role text not null,
    language text not null default '',
    password_hash text not null,
    made_at text not null,
    disabled_at text not null default ''
) strict;

create table sign_ins (
    token_hash text primary key not null,
    account text references accounts (id),
    participant text references participants (id),
    screen text references screens (id),
    made_at text not null,
    expires_at text not null,
    check ((account is not null) + (participant is not null) + (screen is not null) = 1)
) strict;
create index sign_ins_by_account on sign_ins (account);
create index sign_ins_by_participant on sign_ins (participant);
create index sign_ins_by_screen on sign_ins (screen);

create table tries (
    what text not null,
    whose text not null,
    at text not null
) strict;
create index tries_by_whose on tries (what, whose, at);

-- cases
create table cases (
    id text primary key not null,
    young_person blob,
    opened_at text not null,
    opened_by text not null default '',
    review_on text not null default '',
    erased_at text not null default '',
    erased_by text not null default ''
) strict;

create table seats (
    case_id text not null references cases (id),
    account text not null references accounts (id),
    role text not null,
    given_at text not null,
    given_by text not null default '',
    primary key (case_id, account, role)
) strict;
create index seats_by_account on seats (account);

-- meetings
create table meetings (
    id text primary key not null,
    case_id text not null references cases (id),
    kind text not null,
    planned_for text not null default '',
    planned_at text not null,
    planned_by text not null default '',
    opened_at text not null default '',
    closed_at text not null default ''
) strict;
create index meetings_by_case on meetings (case_id, planned_at);

create table participants (
    id text primary key not null,
    meeting text not null references meetings (id),
    account text references accounts (id),
    role text not null,
    person blob not null,
    token_hash text unique,
    token blob,
    invited_at text not null,
    admitted_at text not null default '',
    joined_at text not null default '',
    removed_at text not null default ''
) strict;
create index participants_by_meeting on participants (meeting);
create unique index participants_by_account on participants (meeting, account) where account is not null;

create table attendance (
    meeting text not null references meetings (id),
    participant text not null references participants (id),
    first_seen text not null,
    last_seen text not null,
    recorded text not null default '',
    primary key (meeting, participant)
) strict;

create table screens (
    id text primary key not null,
    meeting text not null references meetings (id),
    token_hash text unique,
    token blob,
    made_at text not null,
    made_by text not null default '',
    pairing_hash text unique,
    pairing_until text not null default '',
    paired_at text not null default '',
    seen_at text not null default '',
    shown blob,
    blank integer not null default 0,
    ended_at text not null default ''
) strict;
create index screens_by_meeting on screens (meeting);

-- working copies: the live shared document between two freezes
create table working_copies (
    id text primary key not null,
    case_id text not null references cases (id),
    epoch integer not null,
    opened_from integer not null,
    opened_at text not null,
    opened_by text not null default '',
    ended_at text not null default '',
    ended_by integer
) strict;
create unique index working_copies_open on working_copies (case_id) where ended_at = '';
create index working_copies_by_case on working_copies (case_id, opened_at);

-- one document is shared; a sealed one (first thoughts) belongs to one person until it is revealed
create table documents (
    working_copy text not null references working_copies (id),
    name text not null,
    owner text not null default '',
    revealed_at text not null default '',
    state blob,
    indexes blob,
    state_seq integer not null default 0,
    last_seq integer not null default 0,
    log_head text not null default '',
    primary key (working_copy, name)
) strict;

create table updates (
    working_copy text not null,
    document text not null,
    seq integer not null,
    author text not null,
    bytes blob not null,
    primary key (working_copy, document, seq),
    foreign key (working_copy, document) references documents (working_copy, name)
) strict;

-- who changed which field of which record, when; never the words
create table contributions (
    working_copy text not null references working_copies (id),
    author text not null,
    collection text not null,
    record text not null,
    field text not null,
    first_at text not null,
    last_at text not null,
    times integer not null,
    primary key (working_copy, author, collection, record, field)
) strict;

-- what the server wrote at someone's request, as one thing that can be taken back
create table changes (
    id text primary key not null,
    working_copy text not null references working_copies (id),
    kind text not null,
    author text not null,
    made_at text not null,
    touched blob,
    taken_back_at text not null default '',
    taken_back_by text not null default ''
) strict;
create index changes_by_working_copy on changes (working_copy, made_at);

create table unsent (
    id text primary key not null,
    case_id text not null references cases (id),
    meeting text references meetings (id),
    whose text not null,
    left_at text not null,
    words blob not null
) strict;
create index unsent_by_whose on unsent (case_id, whose);

-- versions: frozen, numbered, signed, sealed; never changed
create table versions (
    case_id text not null references cases (id),
    number integer not null,
    seal text not null,
    header text not null,
    signature text not null,
    signed_with text not null references public_keys (fingerprint),
    working_copy text not null,
    circumstances blob not null,
    content blob not null,
    kept_at text not null,
    primary key (case_id, number)
) strict;
create unique index versions_by_working_copy on versions (working_copy) where working_copy <> '';

create table public_keys (
    fingerprint text primary key not null,
    public_key text not null,
    own integer not null,
    kept_at text not null
) strict;

create table audit (
    seq integer primary key not null,
    at text not null,
    what text not null,
    who text not null default '',
    case_id text not null default '',
    about text not null default '',
    reason text not null default '',
    size integer,
    digest text not null default '',
    previous text not null,
    hash text not null
) strict;
create index audit_by_case on audit (case_id, seq);
"""

_APPEND_ONLY: Final = ("versions", "public_keys", "audit")


@TABLES()
def first(db: sqlite_utils.Database) -> None:
    """Everything of the first live meeting, with what sealed documents, unsent words and pairing will
    need."""
    db.executescript(_FIRST)
    for table in _APPEND_ONLY:
        for verb in ("update", "delete"):
            db.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} are append-only'); end"
            )


@TABLES()
def imports(db: sqlite_utils.Database) -> None:
    """Chronologies on their way in."""
    db.executescript(
        """
        create table imports (
            id text primary key not null,
            working_copy text not null references working_copies (id),
            author text not null,
            made_at text not null,
            words blob not null,
            settled blob not null
        ) strict;
        create unique index imports_by_author on imports (working_copy, author);
        """
    )


@TABLES()
def part_modes(db: sqlite_utils.Database) -> None:
    """Who may add to which part of a meeting's document, where the chair or the coordinator has said so."""
    db.executescript(
        """
        create table part_modes (
            meeting text not null references meetings (id),
            part text not null,
            mode text not null,
            set_at text not null,
            set_by text not null,
            primary key (meeting, part)
        ) strict;
        """
    )


@TABLES()
def placings(db: sqlite_utils.Database) -> None:
    """First placements on the recovery steps, each its author's alone until all are shown."""
    db.executescript(
        """
        create table placings (
            working_copy text not null references working_copies (id),
            author text not null,
            state text not null,
            words blob not null,
            changed_at text not null,
            primary key (working_copy, author)
        ) strict;

        create table placings_shown (
            working_copy text primary key not null references working_copies (id),
            shown_at text not null,
            shown_by text not null
        ) strict;
        """
    )


@TABLES()
def between_meetings(db: sqlite_utils.Database) -> None:
    """What stands beside the versions of a case: consent, news and the links by which it comes, replies of those who
    are invited, and seats that are offered. Consent is only ever added to; it ends with the case's key."""
    db.executescript(
        """
        create table consents (
            seq integer primary key not null,
            id text not null unique,
            case_id text not null references cases (id),
            at text not null,
            words blob not null
        ) strict;
        create index consents_by_case on consents (case_id, seq);

        create table tells (
            id text primary key not null,
            case_id text not null references cases (id),
            token_hash text unique,
            token blob,
            words blob not null,
            opened_at text not null,
            opened_by text not null default '',
            until text not null,
            most integer not null,
            sent integer not null default 0,
            closed_at text not null default ''
        ) strict;
        create index tells_by_case on tells (case_id, opened_at);

        create table news (
            id text primary key not null,
            case_id text not null references cases (id),
            tell text references tells (id),
            words blob not null,
            came_at text not null,
            by text not null default '',
            state text not null,
            settled_at text not null default '',
            settled_by text not null default '',
            reason blob,
            became text not null default ''
        ) strict;
        create index news_by_case on news (case_id, came_at);

        create table replies (
            participant text primary key not null references participants (id),
            reply text not null,
            at text not null
        ) strict;

        create table seat_offers (
            id text primary key not null,
            case_id text not null references cases (id),
            account text not null references accounts (id),
            role text not null,
            instead_of text not null default '',
            offered_at text not null,
            offered_by text not null default '',
            settled_at text not null default '',
            outcome text not null default ''
        ) strict;
        create unique index seat_offers_open on seat_offers (case_id, account, role) where settled_at = '';
        create index seat_offers_by_account on seat_offers (account, settled_at);
        """
    )
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger consents_no_{verb} before {verb} on consents "
            f"begin select raise(abort, 'consents are append-only'); end"
        )


@TABLES()
def notes(db: sqlite_utils.Database) -> None:
    """What is added to a version afterwards: what was written, what was decided about it, what was sealed."""
    db.executescript(
        """
        create table notes (
            case_id text not null references cases (id),
            number integer not null,
            version integer not null,
            seal text not null,
            header text not null,
            signature text not null,
            signed_with text not null references public_keys (fingerprint),
            words blob not null,
            kept_at text not null,
            primary key (case_id, number),
            foreign key (case_id, version) references versions (case_id, number)
        ) strict;

        create table note_drafts (
            id text primary key not null,
            case_id text not null references cases (id),
            version integer not null,
            kind text not null,
            author text not null,
            made_at text not null,
            words blob not null,
            foreign key (case_id, version) references versions (case_id, number)
        ) strict;
        create index note_drafts_by_case on note_drafts (case_id, made_at);

        create table note_decisions (
            draft text primary key not null references note_drafts (id),
            outcome text not null,
            decided_at text not null,
            decided_by text not null,
            note integer not null,
            words blob not null
        ) strict;
        """
    )
    for table in ("notes", "note_drafts", "note_decisions"):
        for verb in ("update", "delete"):
            db.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} are append-only'); end"
            )


@TABLES()
def copies(db: sqlite_utils.Database) -> None:
    """Who may receive reports of a case, and the copies that people were given."""
    db.executescript(
        """
        create table recipients (
            seq integer primary key not null,
            id text not null unique,
            case_id text not null references cases (id),
            at text not null,
            words blob not null
        ) strict;
        create index recipients_by_case on recipients (case_id, seq);

        create table copies (
            id text primary key not null,
            case_id text not null references cases (id),
            version integer not null,
            participant text references participants (id),
            token_hash text unique,
            token blob,
            words blob not null,
            with_sensitive integer not null,
            until text not null,
            given_at text not null,
            given_by text not null,
            withdrawn_at text not null default '',
            opened integer not null default 0,
            foreign key (case_id, version) references versions (case_id, number)
        ) strict;
        create index copies_by_case on copies (case_id, given_at);
        create index copies_by_participant on copies (participant);
        """
    )
    db.execute(
        "create trigger recipients_no_update before update on recipients "
        "begin select raise(abort, 'recipients are only added to'); end"
    )


@TABLES()
def resting(db: sqlite_utils.Database) -> None:
    """That a meeting rests, since when, until when it rested last, and that its big screens are blanked: all of it
    outlives a restart."""
    for column in ("paused_at", "rested_at", "blanked_at"):
        db.execute(f"alter table meetings add column {column} text not null default ''")


@TABLES()
def doors(db: sqlite_utils.Database) -> None:
    """The code by which a meeting's door is open, and who came by it."""
    db.executescript(
        """
        create table doors (
            meeting text primary key not null references meetings (id),
            code_hash text not null unique,
            code blob not null,
            opened_at text not null,
            opened_by text not null
        ) strict;
        """
    )
    db.execute("alter table participants add column by_code integer not null default 0")


@TABLES()
def beside(db: sqlite_utils.Database) -> None:
    """What is kept beside the document while people meet: one's own notes, and questions to agencies."""
    db.executescript(
        """
        create table own_notes (
            case_id text not null references cases (id),
            whose text not null,
            meeting text references meetings (id),
            revision integer not null,
            changed_at text not null,
            words blob not null,
            primary key (case_id, whose)
        ) strict;
        create index own_notes_by_meeting on own_notes (meeting);

        create table questions (
            id text primary key not null,
            case_id text not null references cases (id),
            meeting text references meetings (id),
            by text not null,
            asked_at text not null,
            state text not null,
            settled_by text not null default '',
            settled_at text not null default '',
            words blob not null
        ) strict;
        create index questions_by_case on questions (case_id, asked_at);
        """
    )


@TABLES()
def agendas(db: sqlite_utils.Database) -> None:
    """The agenda of a meeting, where it is not the usual one or has begun."""
    db.executescript(
        """
        create table agendas (
            meeting text primary key not null references meetings (id),
            item text not null default '',
            since text not null default '',
            words blob not null
        ) strict;
        """
    )


@TABLES()
def referrals(db: sqlite_utils.Database) -> None:
    """Why a case was brought, and what makes it fit: only ever added to; it ends with the case's key."""
    db.executescript(
        """
        create table referrals (
            seq integer primary key not null,
            id text not null unique,
            case_id text not null references cases (id),
            at text not null,
            words blob not null
        ) strict;
        create index referrals_by_case on referrals (case_id, seq);
        """
    )
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger referrals_no_{verb} before {verb} on referrals "
            f"begin select raise(abort, 'referrals are append-only'); end"
        )


@TABLES()
def wall_words(db: sqlite_utils.Database) -> None:
    """In which language a meeting's big screens are labelled, and how large their words are; both outlive a restart."""
    for column in ("wall_labels", "wall_size"):
        db.execute(f"alter table meetings add column {column} text not null default ''")


@TABLES()
def case_lanes(db: sqlite_utils.Database) -> None:
    """Which lanes of the timeline a case shows at first, in order: keys, none for the usual ones."""
    db.execute("alter table cases add column lanes text not null default ''")


@TABLES()
def erasures(db: sqlite_utils.Database) -> None:
    """What was asked to be erased, until a second person says yes."""
    db.executescript(
        """
        create table erasures (
            case_id text primary key not null references cases (id),
            asked_by text not null,
            asked_at text not null,
            words blob not null
        ) strict;
        """
    )
