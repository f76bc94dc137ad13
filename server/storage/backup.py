"""Backup and restore: two files, made while the server runs, brought back only whole.

B1  the copy of the tables and the copy of the keys belong together: nothing is written between them
B2  keys travel wrapped; without the installation's master key a backup cannot be read
B3  what comes back is checked first: the file, every seal, every signature; one that fails is not brought
    back
B4  after a restore nobody is signed in, no link opens, open meetings are closed, and every open working
    copy has a new epoch, so that pages with newer words are told and never merged blindly (A30, J13)
B5  a case that was erased here or in the backup stays erased
"""

import contextlib
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.domain.errors import Finding, Refusal
from server.storage import audit, cases, copies, meetings, news, versions, workingcopies
from server.storage.database import CannotStore, Database, Transaction, idle
from server.storage.keys import Keys, shred

SUFFIX: Final = ".keys"
"""What the name of the file of keys adds to that of the tables, where no place is configured."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: the two files, and how large the tables are in bytes."""

    tables: Path
    keys: Path
    size: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: how many cases and versions, and which cases stay erased (B5)."""

    cases: int
    versions: int
    erased: tuple[str, ...]


class DoesNotVerify(Refusal):
    """A backup with a fault: nothing was brought back (B3). `findings` names each version, by case."""

    def __init__(self, findings: dict[str, tuple[Finding, ...]]) -> None:
        super().__init__("backup_does_not_verify", status=422, n=sum(map(len, findings.values())))
        self.findings = findings


def back_up(db: Database, keys: Keys, target: Path, at: str, *, keys_target: Path | None = None) -> Backup:
    """Writes a backup, also while the server runs; whatever had these names is replaced once it is whole.

    `keys_target` is the one configured place of the keys; None puts them beside the tables. Writes wait
    meanwhile (B1). Raises CannotStore.
    """
    beside = keys_target or target.with_name(target.name + SUFFIX)
    draft, keys_draft = _draft(target), _draft(beside)

    def copy(t: Transaction) -> None:
        keys.copy_to(keys_draft)
        db.copy_to(draft)

    try:
        db.write_now(copy)
        os.replace(draft, target)
        shred(beside)
        os.replace(keys_draft, beside)
    except OSError as error:
        raise CannotStore(str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
        shred(keys_draft)
    size = target.stat().st_size
    db.write_now(lambda t: audit.record(t, "backup.made", at, size=size))
    return Backup(target, beside, size)


def restore(
    tables: Path, *, database: Path, keys: Path, master: bytes, at: str, keys_file: Path | None = None
) -> Restored:
    """Brings a backup back in place of what is there; the server must not be running.

    `database` and `keys` are the files of this installation, `keys_file` the backup's keys where they are not
    beside it. Raises DoesNotVerify; Refusal: `no_such_backup`, `wrong_master_key`, `installation_in_use`;
    CannotStore. After any of them the installation is as it was.
    """
    beside = keys_file or tables.with_name(tables.name + SUFFIX)
    if not tables.is_file() or not beside.is_file():
        raise Refusal("no_such_backup", status=404)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not idle(database):
        raise Refusal("installation_in_use", status=409)
    draft, keys_draft = _draft(database), _draft(keys)
    try:
        _copy(tables, draft)
        _copy(beside, keys_draft)
        erased_here = _erased_here(keys, master)
        restored = _check_and_prepare(draft, keys_draft, master, at, erased_here)
        os.replace(keys_draft, keys)
        os.replace(draft, database)
    except OSError as error:
        raise CannotStore(str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
        shred(keys_draft)
    return restored


def _check_and_prepare(tables: Path, keys_file: Path, master: bytes, at: str, erased_here: dict[str, str]) -> Restored:
    """Opens the drafts, checks everything (B3), and makes them what a restored installation is (B4, B5)."""
    with contextlib.closing(Keys(keys_file, master)) as keys, contextlib.closing(_open(tables)) as db:
        erased = erased_here | {each.case: each.at for each in keys.erased()}
        checked = db.read_now(lambda t: _check(t, keys, erased))
        if faults := {case: each.findings for case, each in checked.items() if each.findings}:
            raise DoesNotVerify(faults)
        ended = db.write_now(lambda t: _prepare(t, keys, erased, at))
        keys.destroy_working_copy_keys(*ended)
        for case, erased_at in erased.items():
            keys.erase_case(case, erased_at)
        workingcopies.destroy_ended_keys(db, keys, at)
        db.forget_now()
        here = set(erased) & set(checked)
        count = sum(len(each.versions) for case, each in checked.items() if case not in here)
        return Restored(len(checked) - len(here), count, tuple(sorted(here)))


def _open(tables: Path) -> Database:
    db = Database(tables)
    if faults := db.faults():
        db.close()
        raise CannotStore(faults[0])
    return db


def _check(t: Transaction, keys: Keys, erased: dict[str, str]) -> dict[str, versions.Verified]:
    """Every case's chain. Of the erased ones the headers are checked: nothing else of them can be read."""
    rows = t.all("select id from cases")
    found = {row["id"]: versions.check_case(t, keys, row["id"]) for row in rows}
    broken = audit.verify(t)
    if broken is not None:
        raise DoesNotVerify({"": (Finding("audit_altered", blocking=True, parameters={"number": broken}),)})
    return found


def _prepare(t: Transaction, keys: Keys, erased: dict[str, str], at: str) -> list[str]:
    """B4 and B5, in one transaction; returns the working copies whose keys are to be destroyed."""
    t.run("delete from sign_ins")
    t.run("update participants set token = null, token_hash = null")
    copies.end_links(t)
    news.end_links(t)
    for row in t.all("select id from screens where ended_at = ''"):
        meetings.end_screen(t, row["id"], at)
    for row in t.all("select id from meetings where opened_at <> '' and closed_at = ''"):
        meetings.close_meeting(t, row["id"], at)
    for row in t.all("select id from working_copies where ended_at = ''"):
        workingcopies.supersede(t, row["id"])
    ended = []
    for row in t.all("select id from cases where erased_at = ''"):
        if row["id"] in erased:
            ended += cases.forget_content(t, row["id"], erased[row["id"]])
            audit.record(t, "case.erased", at, case=row["id"], reason="erased before this was restored")
    audit.record(t, "backup.restored", at)
    return ended


def _erased_here(keys: Path, master: bytes) -> dict[str, str]:
    """The cases that were erased in the installation that is replaced."""
    if not keys.exists():
        return {}
    with contextlib.closing(Keys(keys, master)) as present:
        return {each.case: each.at for each in present.erased()}


def _draft(file: Path) -> Path:
    """A name in the same folder, so that the finished file takes its place in one step."""
    return file.with_name(f".{file.name}.{secrets.token_hex(8)}")


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    shutil.copyfile(source, target)
