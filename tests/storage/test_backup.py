"""A backup is whole or nothing, and a restore trusts nothing that does not verify. Rules B1 to B5, J13."""

import contextlib
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.errors import Refusal
from server.domain.meetings import State
from server.storage import accounts, audit, backup, cases, meetings, versions, workingcopies
from server.storage.backup import DoesNotVerify
from server.storage.keys import Keys, master_key
from tests.storage.conftest import LATER, NOW, Edit, House, house_in

SAM = {"people": {"a": {"name": "Blodwedd"}}, "events": {}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where backups go: another disk."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk" / "monday.gwead"


@pytest.fixture
def elsewhere(tmp_path: Path, house: House) -> Path:
    """A new machine with the installation's master key."""
    folder = tmp_path / "new"
    (folder / "settings").mkdir(parents=True)
    key = master_key(house.folder / "settings" / "master.key")
    (folder / "settings" / "master.key").write_bytes(key)
    return folder


def restore(file: Path, folder: Path) -> backup.Restored:
    data = folder / "data"
    master = master_key(folder / "settings" / "master.key")
    return backup.restore(file, database=data / "gwead.db", keys=data / "keys.db", master=master, at=LATER)


@contextlib.contextmanager
def restored(file: Path, folder: Path) -> Iterator[House]:
    restore(file, folder)
    house = house_in(folder)
    yield house
    house.close()


def refusal(file: Path, folder: Path) -> str:
    with pytest.raises(Refusal) as refused:
        restore(file, folder)
    return refused.value.key


def test_a_backup_comes_back_on_a_new_machine(house: House, file: Path, elsewhere: Path) -> None:
    """J13"""
    case = house.case("Sam")
    made = house.frozen(case.id, SAM)
    copy = house.working_copy(case.id)
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"words")]))
    written = backup.back_up(house.db, house.keys, file, NOW)
    assert (written.tables, written.keys) == (file, file.with_name("monday.gwead.keys"))
    assert sorted(os.listdir(file.parent)) == ["monday.gwead", "monday.gwead.keys"]
    assert {each.stat().st_mode & 0o777 for each in file.parent.iterdir()} == {0o600}
    assert restore(file, elsewhere) == backup.Restored(cases=1, versions=1, erased=())
    again = house_in(elsewhere)
    checked = again.db.read_now(lambda t: versions.check_case(t, again.keys, case.id))
    assert checked.sound and list(checked.versions) == made
    found = again.db.read_now(lambda t: cases.must_find(t, again.keys, case.id))
    assert found == case
    loaded = again.db.read_now(lambda t: workingcopies.load(t, again.keys, copy.id))
    assert [each.update for each in loaded.updates] == [b"words"]
    assert again.db.read_now(audit.verify) is None
    again.close()


def test_after_a_restore_nobody_is_signed_in_and_no_link_opens(house: House, file: Path, elsewhere: Path) -> None:
    """B4, J13"""
    case, ruth = house.case(), house.account()
    meeting = house.db.write_now(lambda t: meetings.plan(t, case.id, "formulation", NOW))
    planned = house.db.write_now(lambda t: meetings.plan(t, case.id, "review", NOW))
    house.db.write_now(lambda t: meetings.open_meeting(t, meeting.id, NOW))
    tom, link = house.db.write_now(
        lambda t: meetings.invite(t, house.keys, planned.id, name="Tom", admitted=True, at=NOW)
    )
    _, shown = house.db.write_now(lambda t: meetings.make_screen(t, house.keys, planned.id, NOW))
    cookies = [
        house.db.write_now(lambda t: accounts.begin(t, NOW, hours=12, account=ruth)),
        house.db.write_now(lambda t: meetings.join(t, house.keys, tom.id, NOW, hours=12))[1],
    ]
    copy = house.working_copy(case.id)
    backup.back_up(house.db, house.keys, file, NOW)
    with restored(file, elsewhere) as again:
        assert [again.db.read_now(lambda t, c=c: accounts.signed_in(t, c, LATER)) for c in cookies] == [None] * 2
        assert again.db.read_now(lambda t: meetings.by_token(t, again.keys, link)) is None
        assert again.db.read_now(lambda t: meetings.screen_by_token(t, shown)) is None
        states = [again.db.read_now(lambda t, m=m: meetings.must_find(t, m.id)).state for m in (meeting, planned)]
        assert states == [State.CLOSED, State.PLANNED]
        now = again.db.read_now(lambda t: workingcopies.find(t, copy.id))
        assert now is not None and now.epoch == copy.epoch + 1
        last = again.db.read_now(lambda t: audit.entries(t))[-1]
        assert last.what == "backup.restored"
    assert house.db.read_now(lambda t: accounts.signed_in(t, cookies[0], LATER)) is not None


def test_a_restored_server_has_an_older_log_and_a_newer_epoch(house: House, file: Path) -> None:
    """A30: the tail is lost, so pages that have it are told"""
    copy = house.working_copy(house.case().id)
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"one")]))
    backup.back_up(house.db, house.keys, file, NOW)
    house.db.write_now(lambda t: workingcopies.append(t, house.keys, copy.id, copy.epoch, [Edit(b"two")]))
    house.close()
    with restored(file, house.folder) as again:
        loaded = again.db.read_now(lambda t: workingcopies.load(t, again.keys, copy.id))
        assert [each.update for each in loaded.updates] == [b"one"]
        with pytest.raises(Refusal) as refused:
            again.db.write_now(lambda t: workingcopies.append(t, again.keys, copy.id, copy.epoch, [Edit(b"late")]))
        assert refused.value.key == "moved_on"


def test_a_backup_made_while_people_write_is_one_moment(house: House, file: Path, elsewhere: Path) -> None:
    """B1: each edit is in both tables or in none"""
    copy = house.working_copy(house.case().id)
    stop = threading.Event()
    last = 0

    def write() -> None:
        nonlocal last
        while not stop.is_set():
            edits = [Edit(b"x" * 500, touched=(("events", f"r{last}", "title"),))]
            last = house.db.write_now(
                lambda t, edits=edits: workingcopies.append(t, house.keys, copy.id, copy.epoch, edits)
            )

    writer = threading.Thread(target=write)
    writer.start()
    while last < 50:
        pass
    before = last
    backup.back_up(house.db, house.keys, file, NOW)
    after = last
    stop.set()
    writer.join()
    with restored(file, elsewhere) as again:
        loaded = again.db.read_now(lambda t: workingcopies.load(t, again.keys, copy.id))
        told = again.db.read_now(lambda t: workingcopies.contributions(t, copy.id))
        assert before <= len(loaded.updates) == loaded.last_seq == len(told) <= after
        assert again.db.faults() == []


def test_nothing_is_written_between_the_keys_and_the_tables(
    house: House, file: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B1: a case that is opened meanwhile is in both files or in neither"""
    opened = threading.Event()
    meanwhile: list[threading.Thread] = []
    copy_tables = house.db.copy_to

    def open_case() -> None:
        house.case("Ann")
        opened.set()

    def copy_to(target: Path) -> None:
        meanwhile.append(threading.Thread(target=open_case))
        meanwhile[0].start()
        assert not opened.wait(0.1)
        copy_tables(target)

    monkeypatch.setattr(house.db, "copy_to", copy_to)
    backup.back_up(house.db, house.keys, file, NOW)
    meanwhile[0].join()
    with restored(file, elsewhere) as again:
        assert again.db.read_now(lambda t: cases.every(t, again.keys)) == []


def test_a_backup_holds_no_word_in_clear_and_no_open_key(house: House, file: Path) -> None:
    """B2"""
    case = house.case("Blodwedd")
    house.frozen(case.id, SAM)
    backup.back_up(house.db, house.keys, file, NOW)
    both = file.read_bytes() + file.with_name("monday.gwead.keys").read_bytes()
    assert b"Blodwedd" not in both
    assert master_key(house.folder / "settings" / "master.key") not in both


def test_a_backup_without_the_right_master_key_is_not_brought_back(house: House, file: Path, tmp_path: Path) -> None:
    """B2"""
    house.case()
    backup.back_up(house.db, house.keys, file, NOW)
    stranger = tmp_path / "stranger"
    (stranger / "settings").mkdir(parents=True)
    (stranger / "settings" / "master.key").write_bytes(secrets.token_bytes(32))
    assert refusal(file, stranger) == "wrong_master_key"
    assert list((stranger / "data").iterdir()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "update versions set content = x'00' where number = 2",
        "update versions set header = replace(header, '2026', '2025') where number = 1",
        "delete from versions where number = 2",
        "update audit set who = 'x' where seq = 2",
    ],
)
def test_a_backup_that_does_not_verify_is_not_brought_back(house: House, file: Path, elsewhere: Path, sql: str) -> None:
    """B3"""
    house.frozen(house.case().id, SAM, {"people": {}, "events": {}})
    backup.back_up(house.db, house.keys, file, NOW)
    with contextlib.closing(sqlite3.connect(file)) as other:
        for table in ("versions", "audit"):
            for verb in ("update", "delete"):
                other.execute(f"drop trigger {table}_no_{verb}")
        other.execute(sql)
        other.commit()
    with pytest.raises(DoesNotVerify) as refused:
        restore(file, elsewhere)
    assert any(refused.value.findings.values())
    assert list((elsewhere / "data").iterdir()) == []


def test_a_torn_file_is_not_brought_back_and_what_was_there_stays(house: House, file: Path) -> None:
    """B3"""
    case = house.case()
    backup.back_up(house.db, house.keys, file, NOW)
    file.write_bytes(file.read_bytes()[:-8192])
    house.close()
    assert refusal(file, house.folder) == "cannot_store"
    assert sorted(os.listdir(house.folder / "data")) == ["gwead.db", "keys.db"]
    again = house_in(house.folder)
    assert again.db.read_now(lambda t: cases.must_find(t, again.keys, case.id)) == case
    again.close()


def test_half_a_backup_is_none(house: House, file: Path, elsewhere: Path) -> None:
    assert refusal(file, elsewhere) == "no_such_backup"
    backup.back_up(house.db, house.keys, file, NOW)
    file.with_name("monday.gwead.keys").unlink()
    assert refusal(file, elsewhere) == "no_such_backup"


def test_a_running_server_is_not_restored_under_its_feet(house: House, file: Path) -> None:
    backup.back_up(house.db, house.keys, file, NOW)
    assert refusal(file, house.folder) == "installation_in_use"
    assert house.db.faults() == []


def test_a_case_erased_since_stays_erased(house: House, file: Path) -> None:
    """B5, K3, I11: backups are covered by the same key"""
    sam, ann = house.case("Sam"), house.case("Ann")
    house.frozen(sam.id, SAM)
    copy = house.working_copy(sam.id)
    house.frozen(ann.id, SAM)
    backup.back_up(house.db, house.keys, file, NOW)
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    house.close()
    assert restore(file, house.folder) == backup.Restored(cases=1, versions=1, erased=(sam.id,))
    again = house_in(house.folder)
    assert not again.keys.exists(sam.id) and not again.keys.exists(copy.id)
    found = again.db.read_now(lambda t: cases.find(t, again.keys, sam.id))
    assert found is not None and found.erased and found.young_person is None
    checked = again.db.read_now(lambda t: versions.check_case(t, again.keys, sam.id))
    assert checked.sound and checked.versions[0].content is None
    assert again.db.read_now(lambda t: versions.check_case(t, again.keys, ann.id)).versions[0].content == SAM
    again.close()


def test_a_case_erased_before_the_backup_is_listed_in_it(house: House, file: Path, elsewhere: Path) -> None:
    """K3"""
    sam = house.case()
    cases.erase_now(house.db, house.keys, sam.id, NOW)
    backup.back_up(house.db, house.keys, file, LATER)
    with restored(file, elsewhere) as again:
        assert [each.case for each in again.keys.erased()] == [sam.id]


def test_only_the_newest_keys_exist_at_the_one_configured_place(house: House, tmp_path: Path, file: Path) -> None:
    """STACK section 7: so that an erased case's key dies in the backups too"""
    place = tmp_path / "disk" / "newest.keys"
    sam = house.case()
    backup.back_up(house.db, house.keys, file, NOW, keys_target=place)
    os.link(place, tmp_path / "seen")
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    backup.back_up(house.db, house.keys, file.with_name("tuesday.gwead"), LATER, keys_target=place)
    assert sorted(os.listdir(file.parent)) == ["monday.gwead", "newest.keys", "tuesday.gwead"]
    assert set((tmp_path / "seen").read_bytes()) == {0}
    newest = Keys(place, master_key(house.folder / "settings" / "master.key"))
    assert not newest.exists(sam.id)
    newest.close()


def test_a_backup_that_cannot_be_written_leaves_the_last_one(house: House, file: Path, tmp_path: Path) -> None:
    house.case()
    backup.back_up(house.db, house.keys, file, NOW)
    before = {each.name: each.read_bytes() for each in file.parent.iterdir()}
    with pytest.raises(Refusal):
        backup.back_up(house.db, house.keys, tmp_path / "nowhere" / "file", NOW)
    assert {each.name: each.read_bytes() for each in file.parent.iterdir()} == before
