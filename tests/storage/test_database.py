"""The writer's laws D1 to D4: together, in order, each by itself, and honest about a disk that takes
nothing."""

import asyncio
import resource
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database as Tables
from sqlite_utils.migrations import Migrations

from server.storage import cases
from server.storage.database import JOBS_A_COMMIT, CannotStore, Database, Transaction, idle
from tests.storage.conftest import House, house_in

NOTES = Migrations("notes")


@NOTES()
def first(db: Tables) -> None:
    db.execute("create table notes (seq integer primary key, text text not null unique)")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "notes.db", NOTES, wait_seconds=0.05)
    yield made
    made.close()


def note(t: Transaction, text: str) -> int:
    t.insert("notes", text=text)
    row = t.one("select max(seq) as seq from notes")
    assert row is not None
    return int(row["seq"])


def notes(db: Database) -> list[str]:
    return [row["text"] for row in db.read_now(lambda t: t.all("select text from notes order by seq"))]


@contextmanager
def held(db: Database) -> Iterator[None]:
    """Keeps the writer busy with one job, so that all others wait for the next commit."""
    inside, let_go = threading.Event(), threading.Event()

    def wait(_: Transaction) -> None:
        inside.set()
        let_go.wait(10)

    thread = threading.Thread(target=db.write_now, args=(wait,))
    thread.start()
    inside.wait(10)
    yield
    let_go.set()
    thread.join()


async def test_many_writers_share_a_few_commits(db: Database) -> None:
    """D1"""
    with held(db):
        before = db.commits
        jobs = [db.soon(lambda t, i=i: note(t, f"note {i}")) for i in range(1200)]
    await asyncio.gather(*jobs)
    assert db.commits - before == 1 + -(-1200 // JOBS_A_COMMIT)
    assert len(notes(db)) == 1200


async def test_jobs_are_written_in_the_order_in_which_they_were_given(db: Database) -> None:
    """D2"""
    given = [f"note {i}" for i in range(300)]
    numbers = await asyncio.gather(*(db.soon(lambda t, text=text: note(t, text)) for text in given))
    assert numbers == sorted(numbers)
    assert notes(db) == given


async def test_what_was_acknowledged_is_seen_by_another_connection(db: Database) -> None:
    """D1"""
    await db.write(lambda t: note(t, "hello"))
    with sqlite3.connect(db.path) as other:
        assert other.execute("select text from notes").fetchall() == [("hello",)]


def test_every_commit_reaches_the_disk(db: Database) -> None:
    """D1, J06: 2 is FULL"""
    row = db.write_now(lambda t: t.one("pragma synchronous"))
    assert row is not None and row["synchronous"] == 2


async def test_a_job_that_raises_leaves_nothing_and_disturbs_no_other(db: Database) -> None:
    """D3"""

    def fails(t: Transaction) -> None:
        note(t, "half")
        raise ValueError("on purpose")

    with held(db):
        jobs = [db.soon(lambda t: note(t, "before")), db.soon(fails), db.soon(lambda t: note(t, "after"))]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(each) for each in results] == [int, ValueError, int]
    assert notes(db) == ["before", "after"]


async def test_a_refused_row_is_its_own_jobs_mistake(db: Database) -> None:
    """D3"""
    await db.write(lambda t: note(t, "same"))
    with held(db):
        jobs = [db.soon(lambda t: note(t, "same")), db.soon(lambda t: note(t, "other"))]
    first_result, second = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(first_result, sqlite3.IntegrityError)
    assert second == 2


async def test_a_job_that_stops_an_iteration_does_not_stop_the_writer(db: Database) -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        await db.write(lambda t: next(iter([])))
    assert await db.write(lambda t: note(t, "still here")) == 1


async def test_a_waiter_that_went_away_is_written_all_the_same(db: Database) -> None:
    with held(db):
        job = db.soon(lambda t: note(t, "kept"))
        job.cancel()
        other = db.soon(lambda t: note(t, "other"))
    await other
    assert notes(db) == ["kept", "other"]


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """No file of this process grows beyond what the largest one in the folder has now."""
    largest = max(file.stat().st_size for file in folder.iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_on_a_full_disk_nobody_is_acknowledged_and_it_recovers_by_itself(db: Database) -> None:
    """D4: durability in SYNC.md"""
    await db.write(lambda t: note(t, "before"))
    with full_disk(db.path.parent):
        with held(db):
            jobs = [db.soon(lambda t, i=i: note(t, f"{i} " + "x" * 9000)) for i in range(20)]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        assert all(isinstance(each, CannotStore) for each in results)
        with pytest.raises(CannotStore):
            await db.write(lambda t: note(t, "x" * 100_000))
        assert notes(db) == ["before"]
    assert await db.write(lambda t: note(t, "after")) == 2
    assert notes(db) == ["before", "after"]


async def test_while_another_process_holds_the_file_nobody_is_acknowledged(db: Database) -> None:
    """D4"""
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(CannotStore, match="locked"):
        await db.write(lambda t: note(t, "lost"))
    other.execute("rollback")
    other.close()
    assert await db.write(lambda t: note(t, "kept")) == 1


async def test_a_read_only_file_is_said_and_recovered_from(db: Database) -> None:
    """D4: the writer's own connection is made unable to write, as by a disk that was mounted anew"""

    def forbid(t: Transaction) -> None:
        t.run("pragma query_only = on")

    with held(db):
        jobs = [db.soon(forbid), db.soon(lambda t: note(t, "lost"))]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert all(isinstance(each, CannotStore) for each in results)
    assert await db.write(lambda t: note(t, "kept")) == 1


async def test_a_file_that_has_gone_is_missed_and_never_made_anew(db: Database, tmp_path: Path) -> None:
    """D4: a disk that was taken away and comes back"""
    await db.write(lambda t: note(t, "before"))

    def forbid(t: Transaction) -> None:
        t.run("pragma query_only = on")
        note(t, "lost")

    with pytest.raises(CannotStore):
        await db.write(forbid)
    away = tmp_path / "away"
    away.mkdir()
    files = list(tmp_path.glob("notes.db*"))
    for file in files:
        file.rename(away / file.name)
    for _ in range(3):
        with pytest.raises(CannotStore):
            await db.write(lambda t: note(t, "lost"))
    assert not db.path.exists()
    for file in files:
        (away / file.name).rename(file)
    await db.write(lambda t: note(t, "after"))
    assert notes(db) == ["before", "after"]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(CannotStore):
        Database(tmp_path / "file" / "notes.db", NOTES)


def test_a_name_with_every_sign_in_it_is_a_file_like_any_other(tmp_path: Path) -> None:
    odd = tmp_path / "tŷ 100% #1? & ünï" / "notes.db"
    made = Database(odd, NOTES)
    made.write_now(lambda t: note(t, "here"))
    made.close()
    assert odd.is_file() and [file.name for file in odd.parent.iterdir()] == ["notes.db"]


def test_a_refusal_to_store_says_so_in_words(db: Database) -> None:
    from server.languages import words

    assert "cannot save" in CannotStore("disk I/O error").sentence(words("en"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(CannotStore):
        Database(tmp_path / "notes.db", NOTES)


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(CannotStore, match="readonly"):
        await db.read(lambda t: note(t, "sneaked in"))
    assert notes(db) == []


async def test_a_read_sees_one_unchanging_picture(db: Database) -> None:
    await db.write(lambda t: note(t, "one"))
    seen: list[int] = []

    def look_twice(t: Transaction) -> None:
        for _ in range(2):
            seen.append(len(t.all("select * from notes")))
            if len(seen) == 1:
                db.write_now(lambda t: note(t, "two"))

    await db.read(look_twice)
    assert seen == [1, 1]
    assert notes(db) == ["one", "two"]


async def test_what_waited_is_written_before_it_closes(db: Database) -> None:
    with held(db):
        job = db.soon(lambda t: note(t, "last"))
        closing = threading.Thread(target=db.close)
        closing.start()
    await job
    closing.join()
    with pytest.raises(CannotStore):
        await db.write(lambda t: note(t, "too late"))
    again = Database(db.path, NOTES)
    assert notes(again) == ["last"]
    again.close()


def test_deleted_words_are_in_no_file_after_forgetting(db: Database) -> None:
    db.write_now(lambda t: note(t, "the very secret words"))
    db.write_now(lambda t: t.run("delete from notes"))
    assert db.forget_now()
    assert b"very secret" not in b"".join(file.read_bytes() for file in db.path.parent.iterdir())


def test_a_copy_has_what_is_committed_and_is_one_file(db: Database, tmp_path: Path) -> None:
    db.write_now(lambda t: note(t, "one"))
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    db.copy_to(target)
    assert [file.name for file in target.parent.iterdir()] == ["copy.db"]
    assert target.stat().st_mode & 0o777 == 0o600
    copy = Database(target, NOTES)
    assert notes(copy) == ["one"]
    copy.close()


def test_a_byte_that_is_no_letter_is_read_and_not_stumbled_over(db: Database) -> None:
    """H05: whoever changes the file may leave text that is not Unicode"""
    db.write_now(lambda t: t.run("insert into notes (text) values (cast(x'61ff62' as text))"))
    assert notes(db) == ["a\ufffdb"]


def test_a_file_in_use_is_not_idle(db: Database) -> None:
    assert not idle(db.path)
    db.close()
    assert idle(db.path)
    assert idle(db.path.with_name("nothing.db"))


def test_the_files_are_for_the_owner_alone(house: House) -> None:
    modes = {file.name: file.stat().st_mode & 0o777 for file in (house.folder / "data").iterdir()}
    assert set(modes.values()) == {0o600}
    assert (house.folder / "data").stat().st_mode & 0o777 == 0o700


def test_a_sound_file_has_no_faults(house: House) -> None:
    assert house.db.faults() == []


def test_several_that_open_a_new_installation_at_once_make_one(tmp_path: Path) -> None:
    """A server and a command on a fresh data folder"""
    together = threading.Barrier(6)

    def start(number: int) -> str:
        together.wait()
        house = house_in(tmp_path)
        case = house.case(f"Case {number}")
        house.close()
        return case.id

    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(start, range(6)))
    house = house_in(tmp_path)
    found = house.db.read_now(lambda t: cases.every(t, house.keys))
    assert {case.id for case in found} == made
    assert {case.young_person.name for case in found if case.young_person} == {f"Case {i}" for i in range(6)}
    house.close()


def test_opening_again_changes_nothing(house: House) -> None:
    house.db.write_now(lambda t: t.insert("installation", name="a", value="b"))
    again = house.again()
    rows = again.db.read_now(lambda t: t.all("select * from installation"))
    assert [tuple(row) for row in rows] == [("a", "b")]
    again.close()
