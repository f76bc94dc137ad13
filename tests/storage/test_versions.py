"""Freezing makes one whole version or none, and nobody changes it unseen. Rules F1 to F6."""

import asyncio
import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.domain.formulation import from_plain
from server.domain.upgrades import view
from server.domain.versions import (
    Attendee,
    Chair,
    Circumstances,
    digest,
    seal_of,
    sealed_bytes,
    section_digests,
    to_plain,
)
from server.interchange.bundle import read_bundle
from server.interchange.sealed import read_sealed
from server.storage import audit, versions, workingcopies
from server.storage.database import CannotStore, Transaction
from server.storage.keys import Unreadable
from server.storage.versions import AlreadyFrozen
from tests.storage.conftest import LATER, NOW, Edit, House, house_in

SAM = {"people": {"a": {"name": "Blodwedd", "place": [64, 128]}}, "events": {"e": {"title": "Symud tŷ"}}}
OLDER = {"people": {"a": {"name": "Blodwedd", "place": [64, 192]}}, "events": {}}


def check(house: House, case: str, printed: str = "") -> versions.Verified:
    return house.db.read_now(lambda t: versions.check_case(t, house.keys, case, printed))


def told(checked: versions.Verified) -> list[tuple[str, object]]:
    return [(each.key, each.parameters.get("number")) for each in checked.findings]


def refusal(house: House, asked: versions.Freeze) -> Refusal:
    with pytest.raises(Refusal) as refused:
        versions.freeze_now(house.db, house.keys, asked)
    return refused.value


# -- what a freeze makes


def test_a_freeze_makes_a_version_of_exactly_what_was_shown(house: House) -> None:
    case = house.case()
    copy = house.working_copy(case.id)
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"u")]))
    tom = Attendee("tom", "Tom", "Ysgol", "contributor", NOW)
    asked = house.asked(copy, SAM, through_seq=1)
    asked = replace(asked, circumstances=replace(asked.circumstances, present=(tom,), languages=("cy",)))
    version = versions.freeze_now(house.db, house.keys, asked)
    assert version == house.db.read_now(lambda t: versions.read(t, house.keys, case.id, 1))
    header = version.header
    assert (header.case, header.number, header.parent, header.sequence) == (case.id, 1, "", 1)
    assert (header.content, header.frozen_at, header.software, header.schema) == (digest(SAM), LATER, "1", "s")
    assert header.sections == {"people": digest(SAM["people"]), "events": digest(SAM["events"])}
    assert header.log_head == workingcopies.log_head("", b"u")
    assert header.key == house.keys.fingerprint
    assert version.content == SAM
    assert version.circumstances is not None
    assert version.circumstances.chair == Chair("ruth", "Dr Ruth Owen", "password")
    assert version.circumstances.present == (tom,) and len(version.circumstances.salt) == 32
    assert version.seal == seal_of(header)
    assert check(house, case.id).sound


def test_versions_are_numbered_and_chained(house: House) -> None:
    case = house.case()
    one, two, three = house.frozen(case.id, SAM, OLDER, SAM)
    assert [v.number for v in (one, two, three)] == [1, 2, 3]
    assert [v.header.parent for v in (one, two, three)] == ["", one.seal, two.seal]
    assert house.db.read_now(lambda t: (versions.head(t, case.id), versions.last_number(t, case.id))) == (three.seal, 3)
    listed = house.db.read_now(lambda t: versions.every(t, house.keys, case.id))
    assert [v.content for v in listed] == [None] * 3 and listed[0].circumstances == one.circumstances
    assert check(house, case.id, three.short_seal).sound


def test_the_working_copy_ends_and_its_bytes_and_key_are_gone(house: House) -> None:
    """ARCHITECTURE point 6: deleted words are gone, contributions live on"""
    copy = house.working_copy(house.case().id)
    append = [Edit(b"words that were deleted")]
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, append))
    with contextlib.closing(sqlite3.connect(house.keys.path)) as other:
        (key,) = other.execute("select wrapped from keys where owner = ?", (copy.id,)).fetchone()
    (row,) = house.db.read_now(lambda t: t.all("select bytes from updates"))
    sealed = bytes(row["bytes"])
    assert key in house.bytes_of_files() and sealed in house.bytes_of_files()
    versions.freeze_now(house.db, house.keys, house.asked(copy, SAM))
    files = house.bytes_of_files()
    assert key not in files and sealed not in files
    ended = house.db.read_now(lambda t: workingcopies.find(t, copy.id))
    assert ended is not None and (ended.ended_at, ended.ended_by) == (LATER, 1)
    assert house.db.read_now(lambda t: workingcopies.contributors(t, copy.id)) == ["tom"]


def test_no_word_of_a_version_and_no_name_stands_in_a_file(house: House) -> None:
    """I11"""
    house.frozen(house.case().id, SAM)
    files = house.bytes_of_files()
    for words in ("Blodwedd", "Symud tŷ", "Dr Ruth Owen"):
        assert words.encode() not in files


def test_the_audit_tells_of_the_freeze_without_its_content(house: House) -> None:
    case = house.case()
    (version,) = house.frozen(case.id, SAM)
    row = house.db.read_now(lambda t: audit.entries(t, what=versions.FROZEN))[0]
    assert (row.who, row.case, row.about, row.digest) == ("ruth", case.id, "1", version.seal)


# -- what a freeze refuses


def test_content_that_is_not_what_was_shown_is_refused(house: House) -> None:
    copy = house.working_copy(house.case().id)
    assert refusal(house, house.asked(copy, SAM, digest=digest(OLDER))).key == "not_what_was_shown"
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"later")]))
    assert refusal(house, house.asked(copy, SAM, through_seq=0)).key == "not_what_was_shown"
    assert house.db.read_now(lambda t: workingcopies.find_open(t, copy.case)) == copy


def test_floats_are_refused(house: House) -> None:
    copy = house.working_copy(house.case().id)
    asked = replace(house.asked(copy, SAM), content={"people": {"a": {"place": [1.5, 2]}}})
    assert refusal(house, asked).key == "not_canonical"


async def test_two_confirmations_make_one_version(house: House) -> None:
    """H01"""
    copy = house.working_copy(house.case().id)
    asked = house.asked(copy, SAM)
    results = await asyncio.gather(
        *(versions.freeze(house.db, house.keys, asked) for _ in range(5)), return_exceptions=True
    )
    made = [each for each in results if isinstance(each, versions.Version)]
    told_so = [each for each in results if isinstance(each, AlreadyFrozen)]
    assert (len(made), len(told_so)) == (1, 4)
    assert {each.number for each in told_so} == {1}
    assert len(house.db.read_now(lambda t: versions.every(t, house.keys, copy.case))) == 1


def test_a_page_from_before_another_version_is_refused(house: House) -> None:
    """H01"""
    case = house.case()
    house.frozen(case.id, SAM)
    copy = house.working_copy(case.id)
    assert refusal(house, house.asked(copy, OLDER, parent="")).key == "version_moved_on"
    stale = replace(house.asked(copy, OLDER), epoch=copy.epoch - 1)
    assert refusal(house, stale).key == "moved_on"
    other = house.working_copy(house.case("Ann").id)
    assert refusal(
        house, replace(house.asked(other, OLDER), case=case.id, parent=versions_head(house, case.id))
    ).key == ("working_copy_ended")


def versions_head(house: House, case: str) -> str:
    return house.db.read_now(lambda t: versions.head(t, case))


def test_a_clock_set_back_is_refused_and_the_order_number_goes_on(house: House) -> None:
    """H07: two days back"""
    case = house.case()
    house.frozen(case.id, SAM)
    copy = house.working_copy(case.id)
    refused = refusal(house, house.asked(copy, OLDER, at="2026-03-10T10:00:00Z"))
    assert (refused.key, refused.parameters["number"]) == ("clock_behind", 1)
    version = versions.freeze_now(house.db, house.keys, house.asked(copy, OLDER, at=LATER))
    assert (version.header.frozen_at, version.header.sequence) == (LATER, 2)
    (elsewhere,) = house.frozen(house.case("Ann").id, SAM)
    assert elsewhere.header.sequence == 3


def test_the_same_content_is_frozen_twice_only_with_a_reason(house: House) -> None:
    """H08"""
    case = house.case()
    (one,) = house.frozen(case.id, SAM)
    copy = house.working_copy(case.id)
    assert refusal(house, house.asked(copy, SAM)).key == "nothing_changed"
    assert refusal(house, house.asked(copy, SAM, reason="  ")).key == "nothing_changed"
    two = versions.freeze_now(house.db, house.keys, house.asked(copy, SAM, reason="Reviewed, and it still holds"))
    assert two.header.content == one.header.content and two.seal != one.seal
    assert two.circumstances is not None and two.circumstances.reason == "Reviewed, and it still holds"


# -- crashes


class Crash(BaseException):
    """The process ends here."""


def frozen_or_not(house: House, copy: workingcopies.WorkingCopy) -> int:
    """Checks that there is none or a whole version of a working copy; returns how many there are."""
    checked = check(house, copy.case)
    assert checked.sound
    now = house.db.read_now(lambda t: workingcopies.find(t, copy.id))
    assert now is not None
    rows = house.db.read_now(lambda t: audit.entries(t, case=copy.case, what=versions.FROZEN))
    assert house.db.read_now(audit.verify) is None
    if checked.versions:
        assert [v.content for v in checked.versions] == [SAM]
        assert (now.ended_by, len(rows)) == (1, 1)
        assert house.db.read_now(lambda t: t.all("select * from updates")) == []
    else:
        assert (now, rows) == (copy, [])
        loaded = house.db.read_now(lambda t: workingcopies.load(t, house.keys, copy.id))
        assert [each.update for each in loaded.updates] == [b"kept"]
    return len(checked.versions)


def kept_in(house: House) -> workingcopies.WorkingCopy:
    """A new case's working copy with one update in its log."""
    copy = house.working_copy(house.case().id)
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"kept")]))
    return copy


def test_a_crash_anywhere_in_a_freeze_leaves_all_of_it_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """H03: twenty random statements, each the last one before the process ends"""
    statements = 0
    execute = Transaction._execute
    limit = 10**9

    def counted(t: Transaction, sql: str, values: Any) -> sqlite3.Cursor:
        nonlocal statements
        statements += 1
        if statements > limit:
            raise Crash
        return execute(t, sql, values)

    monkeypatch.setattr(Transaction, "_execute", counted)
    house = house_in(tmp_path)
    house.frozen(house.case("Ann").id, SAM)
    statements = 0
    copy = house.working_copy(house.case("Bea").id)
    asked = house.asked(copy, SAM)
    before = statements
    versions.freeze_now(house.db, house.keys, asked)
    whole = statements - before
    assert whole > 10
    for place in random.Random(5).choices(range(whole), k=20):
        limit = 10**9
        copy = kept_in(house)
        asked = house.asked(copy, SAM)
        limit = statements + place
        with pytest.raises(Crash):
            versions.freeze_now(house.db, house.keys, asked)
        limit = 10**9
        house = house.again()
        workingcopies.destroy_ended_keys(house.db, house.keys, LATER)
        assert frozen_or_not(house, copy) == 0
        versions.freeze_now(house.db, house.keys, asked)
        assert frozen_or_not(house, copy) == 1
        house.db.write_now(lambda t: None)
        assert house.db.read_now(lambda t: t.all("select * from updates")) == []
    house.close()


FREEZER = """
import os, random, sys
from pathlib import Path
from server.storage import versions, workingcopies
from server.storage.database import Transaction, Database
from tests.storage.conftest import house_in
from tests.storage.test_versions import SAM

house = house_in(Path(sys.argv[1]))
copy = house.db.read_now(lambda t: workingcopies.find_open(t, sys.argv[2]))
where, left = sys.argv[3], int(sys.argv[4])
asked = house.asked(copy, SAM)
execute = Transaction._execute

def dies(*given):
    os._exit(9)

def counted(t, sql, values):
    global left
    left -= 1
    return execute(t, sql, values) if left else dies()

if where == "statement":
    Transaction._execute = counted
if where == "key":
    type(house.keys).destroy_working_copy_keys = dies
if where == "log":
    Database.forget_now = dies
versions.freeze_now(house.db, house.keys, asked)
"""


@pytest.mark.parametrize(
    ("where", "place", "made"),
    [("statement", 3, 0), ("statement", 12, 0), ("statement", 15, 0), ("key", 0, 1), ("log", 0, 1)],
)
def test_a_process_that_dies_in_a_freeze_leaves_all_of_it_or_none(
    tmp_path: Path, where: str, place: int, made: int
) -> None:
    """H03, F2: also between the transaction and the destruction of the key"""
    house = house_in(tmp_path)
    copy = kept_in(house)
    house.close()
    command = [sys.executable, "-c", FREEZER, str(tmp_path), copy.case, where, str(place)]
    assert subprocess.run(command, env=os.environ | {"PYTHONPATH": "."}).returncode == 9
    house = house_in(tmp_path)
    destroyed = workingcopies.destroy_ended_keys(house.db, house.keys, LATER)
    assert destroyed == ([copy.id] if where == "key" else [])
    assert house.keys.exists(copy.id) is (made == 0)
    assert frozen_or_not(house, copy) == made
    house.close()


def test_a_disk_that_takes_nothing_leaves_the_working_copy_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = kept_in(house)
    other = sqlite3.connect(house.db.path, isolation_level=None)
    other.execute("begin immediate")
    monkeypatch.setattr(house.db, "_wait", 0.05)
    house.db._drop()
    with pytest.raises(CannotStore):
        versions.freeze_now(house.db, house.keys, house.asked(copy, SAM))
    other.execute("rollback")
    other.close()
    assert frozen_or_not(house, copy) == 0
    versions.freeze_now(house.db, house.keys, house.asked(copy, SAM))
    assert frozen_or_not(house, copy) == 1


def test_a_version_is_made_even_if_the_key_cannot_be_destroyed_yet(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F2: what is committed is not told as a failure, and the next start makes up for it"""
    copy = kept_in(house)

    def cannot(*_: object) -> bool:
        raise CannotStore("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(house.keys, "destroy_working_copy_keys", cannot)
        patch.setattr(house.db, "forget_now", cannot)
        assert versions.freeze_now(house.db, house.keys, house.asked(copy, SAM)).number == 1
    assert house.keys.exists(copy.id)
    again = house.again()
    assert workingcopies.destroy_ended_keys(again.db, again.keys, LATER) == [copy.id]
    assert frozen_or_not(again, copy) == 1
    again.close()


# -- never changed


@pytest.mark.parametrize(
    "sql",
    [
        "update versions set content = x'00'",
        "update versions set header = '{}' where number = 1",
        "delete from versions",
        "delete from versions where number = 2",
        "insert or replace into versions select * from versions where number = 1",
        "replace into versions select * from versions",
        "update public_keys set public_key = ''",
        "delete from public_keys",
    ],
)
def test_the_applications_own_connection_cannot_change_a_version(house: House, sql: str) -> None:
    """H04"""
    case = house.case()
    house.frozen(case.id, SAM, OLDER)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        house.db.write_now(lambda t: t.run(sql))
    assert check(house, case.id).sound and len(check(house, case.id).versions) == 2


def tamper(house: House, *statements: str) -> None:
    """Changes the file with another tool, which takes the triggers away first."""
    with contextlib.closing(sqlite3.connect(house.db.path)) as other:
        for table in ("versions", "public_keys", "audit", "notes"):
            for verb in ("update", "delete"):
                other.execute(f"drop trigger {table}_no_{verb}")
        for sql in statements:
            other.execute(sql)
        other.commit()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("content = cast(substr(content, 1, 40) || x'00' || substr(content, 42) as blob)", {"version_content_altered"}),
        ("circumstances = x'0000'", {"version_content_altered"}),
        ("content = (select content from versions where number = 1)", {"version_content_altered"}),
        ("header = replace(header, '2026', '2025')", {"version_header_altered", "version_signature_wrong"}),
        ("header = header || ' '", {"version_header_altered", "version_signature_wrong"}),
        ("header = 'not json'", {"version_header_altered", "version_signature_wrong"}),
        ("header = '" + "[" * 5000 + "'", {"version_header_altered", "version_signature_wrong"}),
        ("signature = replace(signature, substr(signature, 1, 2), '00')", {"version_signature_wrong"}),
        ("signature = 'zz'", {"version_signature_wrong"}),
        ("seal = replace(seal, substr(seal, 1, 1), 'x')", {"version_header_altered", "version_replaced"}),
    ],
)
def test_what_another_tool_changed_is_found_and_names_the_version(
    house: House, change: str, expected: set[str]
) -> None:
    """H05"""
    case = house.case()
    house.frozen(case.id, SAM, OLDER, SAM)
    tamper(house, f"update versions set {change} where number = 2")
    checked = check(house, case.id)
    assert expected <= {key for key, number in told(checked) if number == 2}
    assert [v.content for v in checked.versions if v.number != 2] == [SAM, SAM]


def test_a_version_with_a_changed_byte_still_opens_read_only(house: House) -> None:
    """H05: the case opens, and what cannot be read says so"""
    case = house.case()
    house.frozen(case.id, SAM, OLDER)
    tamper(house, "update versions set content = x'00' where number = 2")
    one, two = house.db.read_now(lambda t: versions.every(t, house.keys, case.id, content=True))
    assert (one.content, one.unreadable) == (SAM, False)
    assert (two.content, two.unreadable) == (None, True)
    with pytest.raises(Unreadable):
        house.db.read_now(lambda t: versions.export(t, house.keys, case.id))


def test_circumstances_that_are_none_are_not_passed_over(house: House) -> None:
    """H05: sealed with the case's key, and still not what was signed"""
    case = house.case()
    house.frozen(case.id, SAM)
    sealed = house.keys.seal(case.id, "versions.circumstances", 1, b'{"chair":"Somebody"}')
    tamper(house, f"update versions set circumstances = x'{sealed.hex()}'")
    assert told(check(house, case.id)) == [("version_content_altered", 1)]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["delete from versions where number = 3"], [("version_missing", 3)]),
        (["delete from versions where number = 1"], [("version_out_of_order", 2), ("version_parent_wrong", 2)]),
        (["delete from versions"], [("version_missing", 1), ("version_missing", 2), ("version_missing", 3)]),
    ],
)
def test_a_version_cut_out_is_missed(house: House, statements: list[str], expected: list[tuple[str, int]]) -> None:
    """H05: also at the end, where the chain alone would not tell"""
    case = house.case()
    house.frozen(case.id, SAM, OLDER, SAM)
    tamper(house, *statements)
    found = told(check(house, case.id))
    assert set(expected) <= set(found)


def test_the_printed_seal_finds_a_cut_end_where_the_audit_was_cut_too(house: House) -> None:
    """H05: the head is kept elsewhere, on paper"""
    case = house.case()
    *_, last = house.frozen(case.id, SAM, OLDER)
    tamper(house, "delete from versions where number = 2", "delete from audit where about = '2'")
    assert check(house, case.id).sound
    assert told(check(house, case.id, last.short_seal)) == [("version_not_the_printed", 1)]


def test_one_changed_byte_anywhere_in_the_file_is_found_or_changes_nothing(tmp_path: Path) -> None:
    """H05: four hundred random bytes of the file of tables, one at a time"""
    house = house_in(tmp_path)
    case = house.case()
    house.frozen(case.id, SAM, OLDER)
    sound = check(house, case.id).versions
    house.close()
    file = tmp_path / "data" / "gwead.db"
    whole = file.read_bytes()
    chance, found = random.Random(7), 0
    for _ in range(400):
        changed = bytearray(whole)
        place = chance.randrange(len(whole))
        changed[place] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        try:
            again = house_in(tmp_path)
        except (CannotStore, sqlite3.Error):
            found += 1
            continue
        try:
            checked = check(again, case.id)
        except (CannotStore, sqlite3.Error):
            found += 1
        else:
            found += not checked.sound
            assert not checked.sound or checked.versions == sound
        finally:
            again.close()
    assert found > 10
    file.write_bytes(whole)


# -- bundles


def test_a_bundle_verifies_offline_and_finds_a_changed_word(house: House) -> None:
    """G15"""
    case = house.case()
    made = house.frozen(case.id, SAM, OLDER)
    plain = house.db.read_now(lambda t: versions.export(t, house.keys, case.id))
    checked = versions.check_export(plain, made[1].short_seal)
    assert checked.sound and list(checked.versions) == made
    assert checked.fingerprints == (house.keys.fingerprint,)
    plain["versions"][0]["content"]["people"]["a"]["name"] = "Ann"
    assert told(versions.check_export(plain)) == [("version_section_altered", 1)]


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"versions": "x"},
        {"versions": [1, None, {}], "public_keys": []},
        {"versions": [], "public_keys": {"a": 1}},
    ],
)
def test_a_bundle_that_is_none_is_found_out_and_never_stumbled_over(plain: dict[str, Any]) -> None:
    checked = versions.check_export(plain)
    count = len(plain["versions"]) if isinstance(plain.get("versions"), list) else 0
    assert told(checked) == [("version_header_altered", i + 1) for i in range(count)]


def test_a_bundle_signed_anew_with_a_key_put_under_our_name_is_found(house: House, tmp_path: Path) -> None:
    """V3: a forger writes another content, seals and signs it, and gives their own key our fingerprint"""
    case = house.case()
    (version,) = house.frozen(case.id, SAM)
    other = house_in(tmp_path / "other")
    header = replace(version.header, content=digest(OLDER), sections=section_digests(OLDER))
    message = sealed_bytes(header)
    forged = replace(version, header=header, seal=seal_of(header), content=OLDER, signature=other.keys.sign(message))
    public = other.keys.public_key.hex()
    other.close()
    plain = {"versions": [to_plain(forged)], "public_keys": {house.keys.fingerprint: public}}
    assert told(versions.check_export(plain)) == [("version_signature_wrong", 1), ("key_altered", None)]


def test_a_bundle_is_taken_into_another_installation_as_it_was(house: House, tmp_path: Path) -> None:
    """G15, H10: stored bytes are never rewritten"""
    case = house.case()
    made = house.frozen(case.id, SAM, OLDER)
    plain = house.db.read_now(lambda t: versions.export(t, house.keys, case.id))
    other = house_in(tmp_path / "other")
    there = other.case()
    other.db.write_now(lambda t: versions.bring(t, other.keys, there.id, plain, NOW))
    checked = check(other, there.id)
    assert checked.sound and [v.seal for v in checked.versions] == [v.seal for v in made]
    assert checked.fingerprints == (house.keys.fingerprint,)
    (third,) = other.frozen(there.id, SAM)
    assert (third.number, third.header.parent) == (3, made[1].seal)
    assert check(other, there.id).sound
    with pytest.raises(Refusal) as refused:
        other.db.write_now(lambda t: versions.bring(t, other.keys, there.id, plain, NOW))
    assert refused.value.key == "has_versions"
    other.close()


def test_a_changed_bundle_is_not_taken(house: House) -> None:
    case, other = house.case(), house.case("Ann")
    house.frozen(case.id, SAM)
    plain = house.db.read_now(lambda t: versions.export(t, house.keys, case.id))
    plain["versions"][0]["content"]["events"] = {}
    with pytest.raises(Refusal) as refused:
        house.db.write_now(lambda t: versions.bring(t, house.keys, other.id, plain, NOW))
    assert refused.value.key == "versions_do_not_verify"
    assert house.db.read_now(lambda t: versions.every(t, house.keys, other.id)) == []


def test_another_salt_gives_another_digest_of_the_same_circumstances(house: House) -> None:
    """V5: after an erasure nobody can guess who was there"""
    one, two = (house.frozen(house.case().id, SAM)[0] for _ in range(2))
    plain = Circumstances(Chair("ruth", "Dr Ruth Owen", "password"))
    for version in (one, two):
        assert version.circumstances is not None and replace(version.circumstances, salt="") == plain
    assert one.header.circumstances != two.header.circumstances


# -- frozen by older software

GOLDEN_BUNDLE = Path(__file__).parents[1] / "golden" / "versions" / "bundle-1.json"
"""A case as an earlier Gwead froze it twice and exported it: no notes, no seal over the file, circumstances without a
day of review, the schema before the present one. It is never written anew."""


def test_h10_what_an_earlier_gwead_froze_and_exported_still_verifies_and_opens(house: House) -> None:
    """H10: header, seals and signatures of that day, read by what came after"""
    data = GOLDEN_BUNDLE.read_bytes()
    checked = versions.check_export(read_sealed(data))
    assert checked.sound and [v.header.schema for v in checked.versions] == ["9d5e60d3800d6a31"] * 2
    bundle = read_bundle(data)
    case = house.case().id
    house.db.write_now(lambda t: versions.bring(t, house.keys, case, bundle.versions, NOW))
    brought = check(house, case)
    assert brought.sound and [v.seal for v in brought.versions] == [v.seal for v in checked.versions]
    first = brought.versions[0]
    assert first.content is not None and first.circumstances is not None
    opened, unreadable = from_plain(view(first.content, first.header.schema))
    assert unreadable == () and len(opened.people) == 4 and opened.comments
    assert (first.circumstances.review_on, first.circumstances.restored_from) == ("", 0)


def test_h10_a_flipped_byte_of_what_an_earlier_gwead_sealed_is_named(house: House) -> None:
    """H05: its versions and keys are covered by their own seals; the working copy of that format was not"""
    plain = json.loads(GOLDEN_BUNDLE.read_bytes())
    data = json.dumps({name: plain[name] for name in ("versions", "public_keys")}).encode()
    chance = random.Random(11)
    for place in sorted(chance.sample(range(data.index(b'"versions": [') + 13, len(data)), 300)):
        changed = bytearray(data)
        changed[place] ^= 0x01
        try:
            told = versions.check_export(read_sealed(bytes(changed)))
        except Refusal:
            continue
        assert not told.sound, place
