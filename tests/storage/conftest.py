"""A house of one's own for each test: empty tables and keys, a case about Sam, and how its people are
told."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.domain.cases import Case, YoungPerson
from server.domain.versions import Chair, Circumstances, Version, digest
from server.storage import accounts, cases, versions, workingcopies
from server.storage.database import Database
from server.storage.keys import Keys, master_key
from server.storage.workingcopies import WorkingCopy

NOW = "2026-03-12T09:31:00Z"
LATER = "2026-03-12T10:00:00Z"


@dataclass(frozen=True)
class Edit:
    """An accepted update, as the room hands it over."""

    update: bytes
    author: str = "tom"
    touched: tuple[tuple[str, str, str], ...] = (("events", "r1", "title"),)
    at: str = NOW


@dataclass
class House:
    """An installation in a folder: its tables, its keys, and short ways to tell a story in it."""

    folder: Path
    db: Database
    keys: Keys

    def case(self, name: str = "Sam") -> Case:
        """A new case."""
        return self.db.write_now(lambda t: cases.open_case(t, self.keys, YoungPerson(name), NOW))

    def working_copy(self, case: str) -> WorkingCopy:
        """The next working copy of a case."""
        return self.db.write_now(lambda t: workingcopies.open_working_copy(t, self.keys, case, NOW))

    def account(self, email: str = "ruth@example.org", role: str = "chair") -> str:
        """An account without a usable password; returns its id."""
        made = self.db.write_now(
            lambda t: accounts.add(t, email=email, name="Dr Ruth", role=role, password_hash="-", at=NOW)
        )
        return made.id

    def asked(self, copy: WorkingCopy, content: dict[str, Any], **other: Any) -> versions.Freeze:
        """What a chair confirms who has just been shown this content."""
        told = Circumstances(Chair("ruth", "Dr Ruth Owen", "password"), reason=other.pop("reason", ""))
        parent = self.db.read_now(lambda t: versions.head(t, copy.case))
        plain = {
            "at": LATER,
            "software": "1",
            "schema": "s",
            "parent": parent,
            "digest": digest(content),
        } | other
        return versions.Freeze(copy.case, copy.id, copy.epoch, content, circumstances=told, **plain)

    def frozen(self, case: str, *contents: dict[str, Any]) -> list[Version]:
        """A case frozen once for each content."""
        return [
            versions.freeze_now(self.db, self.keys, self.asked(self.working_copy(case), content))
            for content in contents
        ]

    def close(self) -> None:
        """Closes both files."""
        self.db.close()
        self.keys.close()

    def again(self) -> "House":
        """The same installation after a restart."""
        self.close()
        return house_in(self.folder)

    def bytes_of_files(self) -> bytes:
        """Everything that stands in the files of the data folder, logs included (a log's index holds no words)."""
        files = sorted((self.folder / "data").iterdir())
        return b"".join(file.read_bytes() for file in files if not file.name.endswith("-shm"))


def house_in(folder: Path) -> House:
    """The installation in a folder, made where there is none."""
    keys = Keys(folder / "data" / "keys.db", master_key(folder / "settings" / "master.key"))
    return House(folder, Database(folder / "data" / "gwead.db"), keys)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An empty installation."""
    made = house_in(tmp_path)
    yield made
    made.close()
