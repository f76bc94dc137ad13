"""The audit: rows are only added, and each holds the hash of the one before. Rules U1 and U2."""

import contextlib
import sqlite3
from dataclasses import asdict, replace

import pytest

from server.domain.versions import digest
from server.storage import audit
from server.storage.audit import REASON_MAX, START
from tests.storage.conftest import LATER, NOW, House


@pytest.fixture(autouse=True)
def three_rows(house: House) -> None:
    for what in ("case.opened", "meeting.opened", "version.frozen"):
        house.db.write_now(lambda t, what=what: audit.record(t, what, NOW, who="ruth", case="sam", size=12))


def tamper(house: House, sql: str) -> None:
    """Changes the file with another tool, which takes the triggers away first."""
    with contextlib.closing(sqlite3.connect(house.db.path)) as other:
        other.execute("drop trigger audit_no_update")
        other.execute("drop trigger audit_no_delete")
        other.execute(sql)
        other.commit()


def test_rows_are_a_chain_from_the_start(house: House) -> None:
    """U1"""
    rows = house.db.read_now(lambda t: audit.entries(t))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [START, rows[0].hash, rows[1].hash]
    assert house.db.read_now(audit.verify) is None


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("update audit set who = 'somebody else' where seq = 2", 2),
        ("update audit set reason = 'x' where seq = 1", 1),
        ("update audit set size = null where seq = 3", 3),
        ("update audit set at = '2020-01-01T00:00:00Z' where seq = 2", 2),
        ("delete from audit where seq = 2", 2),
        ("delete from audit where seq = 1", 1),
        ("update audit set seq = 9 where seq = 3", 3),
    ],
)
def test_what_another_tool_changed_shows(house: House, sql: str, row: int) -> None:
    """U1"""
    tamper(house, sql)
    assert house.db.read_now(audit.verify) == row


def test_a_row_rewritten_with_a_fitting_hash_shows_in_the_next(house: House) -> None:
    """U1"""
    second = house.db.read_now(lambda t: audit.entries(t))[1]
    plain = asdict(replace(second, who="somebody else"))
    plain.pop("hash")
    tamper(house, f"update audit set who = 'somebody else', hash = '{digest(plain)}' where seq = 2")
    assert house.db.read_now(audit.verify) == 3


@pytest.mark.parametrize(
    "sql", ["update audit set who = ''", "delete from audit", "insert or replace into audit select * from audit"]
)
def test_the_applications_own_connection_can_only_add(house: House, sql: str) -> None:
    """U1, H04"""
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        house.db.write_now(lambda t: t.run(sql))
    assert len(house.db.read_now(lambda t: audit.entries(t))) == 3


def test_rows_are_found_by_case_by_kind_and_after_another(house: House) -> None:
    house.db.write_now(lambda t: audit.record(t, "case.opened", LATER, case="ann"))
    assert [e.seq for e in house.db.read_now(lambda t: audit.entries(t, case="sam"))] == [1, 2, 3]
    assert [e.seq for e in house.db.read_now(lambda t: audit.entries(t, what="case.opened"))] == [1, 4]
    assert [e.seq for e in house.db.read_now(lambda t: audit.entries(t, after=1, at_most=2))] == [2, 3]


def test_a_row_of_a_job_that_failed_was_never_there(house: House) -> None:
    def fails(t: object) -> None:
        audit.record(t, "case.opened", NOW)  # type: ignore[arg-type]
        raise ValueError

    with pytest.raises(ValueError):
        house.db.write_now(fails)
    house.db.write_now(lambda t: audit.record(t, "case.opened", NOW))
    assert house.db.read_now(audit.verify) is None


def test_a_reason_is_kept_to_a_length(house: House) -> None:
    """U2"""
    made = house.db.write_now(lambda t: audit.record(t, "update.refused", NOW, reason="x" * 10_000))
    assert len(made.reason) == REASON_MAX
    assert house.db.read_now(audit.verify) is None
