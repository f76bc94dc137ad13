"""Keys: what is sealed opens only in its own place, and a destroyed key is in no file. Rules K1 to K3."""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from server.domain.errors import Refusal
from server.storage.database import CannotStore
from server.storage.keys import (
    KeyDestroyed,
    Keys,
    Unreadable,
    fingerprint_of,
    master_key,
    shred,
    signature_holds,
)
from tests.storage.conftest import LATER, NOW, House


@pytest.fixture
def keys(house: House) -> Keys:
    house.keys.make_case_key("case", NOW)
    house.keys.make_working_copy_key("copy", NOW)
    return house.keys


def wrapped(path: Path, owner: str) -> bytes:
    with contextlib.closing(sqlite3.connect(path)) as db:
        row = db.execute("select wrapped from keys where owner = ?", (owner,)).fetchone()
    return bytes(row[0])


def test_what_is_sealed_opens_in_its_own_place(keys: Keys) -> None:
    sealed = keys.seal("case", "cases", 1, b"Sam")
    assert len(sealed) == len(b"Sam") + 28 and b"Sam" not in sealed
    assert keys.open("case", "cases", 1, sealed) == b"Sam"


@pytest.mark.parametrize("place", [("case", "cases", 2), ("case", "other", 1), ("copy", "cases", 1)])
def test_a_row_put_in_anothers_place_does_not_open(keys: Keys, place: tuple[str, str, int]) -> None:
    """STACK section 7: the associated data is owner, table and number"""
    sealed = keys.seal("case", "cases", 1, b"Sam")
    with pytest.raises(Unreadable):
        keys.open(*place, sealed)


def test_any_changed_byte_is_found(keys: Keys) -> None:
    """H05"""
    sealed = keys.seal("case", "cases", 1, b"Sam")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            keys.open("case", "cases", 1, bytes(changed))
    for short in (b"", sealed[:5], sealed[:-1]):
        with pytest.raises(Unreadable):
            keys.open("case", "cases", 1, short)


def test_the_same_words_are_never_sealed_to_the_same_bytes(keys: Keys) -> None:
    assert len({keys.seal("case", "cases", 1, b"Sam") for _ in range(100)}) == 100


def test_a_destroyed_key_opens_nothing_and_is_in_no_file(keys: Keys, house: House) -> None:
    """K2, I11"""
    sealed = keys.seal("copy", "updates", 1, b"deleted words")
    secret = wrapped(keys.path, "copy")
    assert secret in house.bytes_of_files()
    assert keys.destroy_working_copy_keys("copy", "never there")
    assert secret not in house.bytes_of_files()
    assert secret[:12] not in house.bytes_of_files()
    with pytest.raises(KeyDestroyed):
        keys.open("copy", "updates", 1, sealed)
    with pytest.raises(KeyDestroyed):
        keys.seal("copy", "updates", 2, b"more")
    assert not keys.exists("copy")
    assert keys.exists("case")


def test_an_erased_case_has_no_key_and_is_listed_for_ever(keys: Keys, house: House) -> None:
    """K3, I11"""
    secret = wrapped(keys.path, "case")
    keys.erase_case("case", LATER)
    assert secret not in house.bytes_of_files()
    assert [(each.case, each.at) for each in house.again().keys.erased()] == [("case", LATER)]


def test_a_key_destroyed_by_a_command_is_gone_for_the_running_server(keys: Keys, house: House) -> None:
    """The key is held in memory by one process and destroyed by another."""
    sealed = keys.seal("case", "cases", 1, b"Sam")
    command = Keys(keys.path, master_key(house.folder / "settings" / "master.key"))
    command.erase_case("case", LATER)
    command.close()
    with pytest.raises(KeyDestroyed):
        keys.open("case", "cases", 1, sealed)


def test_a_key_made_by_a_command_is_known_to_the_running_server(keys: Keys, house: House) -> None:
    command = Keys(keys.path, master_key(house.folder / "settings" / "master.key"))
    command.make_case_key("new", NOW)
    sealed = command.seal("new", "cases", 1, b"Ann")
    assert keys.open("new", "cases", 1, sealed) == b"Ann"
    command.close()


def test_a_case_never_gets_a_second_key(keys: Keys) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        keys.make_case_key("case", LATER)


def test_signatures_hold_after_a_restart_and_for_nothing_else(keys: Keys, house: House) -> None:
    signature, public = keys.sign(b"header"), keys.public_key
    again = house.again()
    assert again.keys.public_key == public
    assert again.keys.fingerprint == fingerprint_of(public)
    assert signature_holds(b"header", signature, public)
    assert not signature_holds(b"Header", signature, public)
    assert not signature_holds(b"header", signature[:-1], public)
    assert not signature_holds(b"header", signature, public[:-1])
    assert not signature_holds(b"header", signature, secrets.token_bytes(32))
    again.close()


def test_no_key_stands_unwrapped_in_a_file(keys: Keys, house: House) -> None:
    master = master_key(house.folder / "settings" / "master.key")
    files = house.bytes_of_files()
    for owner in ("case", "copy", "signature"):
        assert aes_key_unwrap(master, wrapped(keys.path, owner)) not in files
    assert master not in files


def test_another_master_key_is_refused(keys: Keys) -> None:
    with pytest.raises(Refusal) as refused:
        Keys(keys.path, secrets.token_bytes(32))
    assert refused.value.key == "wrong_master_key"


def test_the_master_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "settings" / "master.key"
    key = master_key(file)
    assert len(key) == 32 and master_key(file) == key
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(file.parent) == ["master.key"]


def test_a_file_that_is_no_master_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(b"short")
    with pytest.raises(Refusal) as refused:
        master_key(file)
    assert refused.value.key == "master_key_unreadable"
    assert file.read_bytes() == b"short"


def test_a_copy_of_the_keys_opens_with_the_same_master_key_alone(keys: Keys, tmp_path: Path) -> None:
    """B2"""
    sealed = keys.seal("case", "cases", 1, b"Sam")
    target = tmp_path / "copy.keys"
    target.write_bytes(b"an older copy")
    keys.copy_to(target)
    with pytest.raises(Refusal):
        Keys(target, secrets.token_bytes(32))
    copy = Keys(target, master_key(tmp_path / "settings" / "master.key"))
    assert copy.open("case", "cases", 1, sealed) == b"Sam"
    copy.close()


def test_shredding_a_file_that_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    shred(tmp_path / "nothing")
    (tmp_path / "something").write_bytes(b"wrapped")
    os.link(tmp_path / "something", tmp_path / "seen")
    shred(tmp_path / "something")
    assert not (tmp_path / "something").exists()
    assert (tmp_path / "seen").read_bytes() == b"\0" * 7


def test_a_file_of_keys_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(CannotStore):
        Keys(tmp_path / "keys.db", secrets.token_bytes(32))


def test_keys_that_cannot_be_written_say_so(keys: Keys) -> None:
    other = sqlite3.connect(keys.path, isolation_level=None)
    other.execute("begin immediate")
    keys._db.execute("pragma busy_timeout = 50")
    with pytest.raises(CannotStore, match="locked"):
        keys.make_case_key("new", LATER)
    other.execute("rollback")
    other.close()
    keys.make_case_key("new", LATER)
    assert keys.exists("new")
