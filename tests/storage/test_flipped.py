"""One flipped byte anywhere in what was sealed is named: in a version's row, a note's, a public key, a bundle. H05.

Which bytes: every one of a small row, and of a bundle and of long columns a fixed choice of several hundred; each is
flipped in its lowest bit, and in the bit between small and capital letters. What may be changed without being named is
written here, and is nothing.
"""

import contextlib
import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.interchange.bundle import bundle_of
from server.interchange.sealed import read_sealed
from server.storage import versions
from server.storage.database import CannotStore
from server.storage.keys import Unreadable
from tests.storage.conftest import House
from tests.storage.test_notes import GWEN, added, draft, mark
from tests.storage.test_versions import OLDER, SAM, check, tamper

BITS = (0x01, 0x20)
MOST = 60
"""Bytes that are tried of one column."""
OF_A_BUNDLE = 500


@pytest.fixture
def case(house: House) -> str:
    """Two versions, a note to the first and a mark on the second."""
    made = house.case().id
    house.frozen(made, SAM, OLDER)
    added(house, draft(made, 1))
    added(house, mark(made, 2), by=GWEN)
    return made


def flips(held: bytes, most: int) -> Iterator[bytes]:
    """The same bytes with one of them flipped, at fixed places."""
    chance = random.Random(len(held))
    places = range(len(held)) if len(held) <= most else sorted(chance.sample(range(len(held)), most))
    for place in places:
        for bit in BITS:
            yield held[:place] + bytes([held[place] ^ bit]) + held[place + 1 :]


def named(house: House, case: str) -> bool:
    """Whether checking the case says that something is wrong, and with what."""
    try:
        checked = check(house, case)
    except (CannotStore, sqlite3.Error):
        return True
    about = {"number", "note", "fingerprint"}
    return not checked.sound and all(about & set(finding.parameters) for finding in checked.findings)


COLUMNS = {
    "versions": ("case_id", "number", "seal", "header", "signature", "signed_with", "working_copy", "circumstances",
                 "content", "kept_at"),
    "notes": ("case_id", "number", "version", "seal", "header", "signature", "signed_with", "words", "kept_at"),
    "public_keys": ("fingerprint", "public_key", "own", "kept_at"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), [(table, column) for table, names in COLUMNS.items() for column in names])
def test_h05_a_flipped_byte_of_a_row_is_named(house: House, case: str, table: str, column: str) -> None:
    """H05: whichever column it is in"""
    tamper(house)
    first = f"where rowid = (select min(rowid) from {table})"
    with contextlib.closing(sqlite3.connect(house.db.path, isolation_level=None)) as other:
        (held, kind) = other.execute(f"select {column}, typeof({column}) from {table} {first}").fetchone()
        where = f"where rowid = {other.execute(f'select min(rowid) from {table}').fetchone()[0]}"
        whole = {"blob": lambda: held, "text": lambda: held.encode(), "integer": lambda: bytes([held])}[kind]()
        assert check(house, case).sound
        for changed in flips(whole, MOST):
            value = {"blob": changed, "text": changed.decode("latin-1"), "integer": changed[0]}[kind]
            other.execute(f"update {table} set {column} = ? {where}", (value,))
            assert named(house, case), (table, column, value)
        other.execute(f"update {table} set {column} = ? {where}", (held,))
    assert check(house, case).sound


def test_every_column_of_what_is_sealed_is_flipped_here(house: House) -> None:
    for table, names in COLUMNS.items():
        there = house.db.read_now(lambda t, table=table: t.all(f"select name from pragma_table_info('{table}')"))
        assert [row["name"] for row in there] == list(names)


def exported(house: House, case: str) -> bytes:
    """A bundle as `case export` writes it, with a working copy."""
    kept = house.db.read_now(lambda t: versions.export(t, house.keys, case))
    content = {"people": {"a" * 21 + "A": {"name": "Blodwedd"}}, "events": {}, "story": {}}
    plain = bundle_of({"name": "Sam", "born": None}, content, kept, software="Gwead 1")
    return json.dumps(versions.seal_bundle(house.keys, plain), ensure_ascii=False).encode()


def told_of(data: bytes) -> list[str]:
    """What is said of a bundle's bytes: findings, or that it is none."""
    try:
        plain: Any = read_sealed(data)
    except Refusal as refusal:
        return [refusal.key]
    return [finding.key for finding in versions.check_export(plain).findings]


def test_h05_a_flipped_byte_anywhere_in_a_bundle_is_named(house: House, case: str) -> None:
    """H05, F8: also in what no version covers: the working copy, the child's name, the keys"""
    data = exported(house, case)
    assert told_of(data) == []
    for changed in flips(data, OF_A_BUNDLE):
        assert told_of(changed), next(i for i in range(len(data)) if data[i] != changed[i])


def test_what_was_cut_off_a_bundle_or_put_in_another_order_is_named(house: House, case: str) -> None:
    """H05"""
    plain = json.loads(exported(house, case))
    for changed in (
        {**plain, "versions": plain["versions"][:1]},
        {**plain, "versions": plain["versions"][::-1]},
        {**plain, "notes": plain["notes"][:1]},
        {**plain, "notes": plain["notes"][::-1]},
        {**plain, "notes": []},
        {**plain, "public_keys": {}},
        {**plain, "content": None},
        {name: value for name, value in plain.items() if name != "seal"},
        {**plain, "number": 1},
    ):
        assert "bundle_altered" in told_of(json.dumps(changed).encode())


def test_a_bundle_of_the_first_format_had_no_seal_and_still_verifies(house: House, case: str) -> None:
    """H10: what was exported before is not called altered"""
    plain = json.loads(exported(house, case))
    older = {name: value for name, value in plain.items() if name not in ("seal", "notes")} | {"number": 1}
    assert told_of(json.dumps(older).encode()) == []


def test_a_bundle_sealed_anew_with_another_key_names_that_key(house: House, case: str, tmp_path: Path) -> None:
    """F8: whoever alters a bundle can seal it with a key of their own, and no other"""
    from tests.storage.conftest import house_in

    plain = json.loads(exported(house, case))
    plain["case"]["name"] = "Ann"
    other = house_in(tmp_path / "other")
    forged = versions.seal_bundle(other.keys, {name: value for name, value in plain.items() if name != "seal"})
    other.close()
    assert forged["seal"]["key"] != house.keys.fingerprint
    assert versions.check_export({**forged, "seal": plain["seal"]}).findings
    told = versions.check_export(forged)
    assert told.fingerprints == (house.keys.fingerprint, forged["seal"]["key"]), "the one that sealed it is shown"


def test_a_version_whose_key_was_lost_is_not_taken_for_an_erased_one(house: House, case: str) -> None:
    """H05: only an erasure takes the content away"""
    assert check(house, case).sound
    house.keys._db.execute("delete from keys where owner = ?", (case,))
    house.keys._ciphers.clear()
    found = check(house, case)
    assert {f.key for f in found.findings} >= {"version_content_altered"}
    with pytest.raises(Unreadable):
        house.db.read_now(lambda t: versions.export(t, house.keys, case))
