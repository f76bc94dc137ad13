"""The audit: what was done, by whom, when and why; never what was written, never a child's name.

U1  rows are only ever added, and each holds the hash of the row before: one cut out or changed shows
U2  a row has a key for what was done, the ids of who and about what, a reason, a size and a digest: no
content
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from server.domain import versions
from server.storage.database import Row, Transaction

START: Final = "0" * 64
"""What the first row has as the hash of the row before."""
REASON_MAX: Final = 500
"""Characters of a reason that are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `who` is an account or participant id, "" for a command; `about` the id of what it was done
    to; `size` is in bytes, None where nothing has a size; `digest` names content without holding it."""

    seq: int
    at: str
    what: str
    who: str = ""
    case: str = ""
    about: str = ""
    reason: str = ""
    size: int | None = None
    digest: str = ""
    previous: str = START
    hash: str = ""


def record(
    t: Transaction,
    what: str,
    at: str,
    *,
    who: str = "",
    case: str = "",
    about: str = "",
    reason: str = "",
    size: int | None = None,
    digest: str = "",
) -> Entry:
    """Adds a row within the transaction of what was done. `what` is a dotted key (`version.frozen`)."""
    last = t.one("select seq, hash from audit order by seq desc limit 1")
    seq, previous = (1, START) if last is None else (last["seq"] + 1, last["hash"])
    plain = Entry(seq, at, what, who, case, about, reason[:REASON_MAX], size, digest, previous)
    entry = Entry(**{**_fields(plain), "hash": _hash(plain)})
    row = _fields(entry)
    t.insert("audit", **{("case_id" if name == "case" else name): value for name, value in row.items()})
    return entry


def entries(t: Transaction, *, case: str = "", what: str = "", after: int = 0, at_most: int = 1000) -> list[Entry]:
    """Rows in order, of one case and of one kind where said; at most so many after a row."""
    sql = "select * from audit where seq > :after"
    sql += " and case_id = :case" if case else ""
    sql += " and what = :what" if what else ""
    rows = t.all(f"{sql} order by seq limit :at_most", case=case, what=what, after=after, at_most=at_most)
    return [_entry(row) for row in rows]


def broken_at(found: Iterable[Entry]) -> int | None:
    """The number of the first row that was changed, or after which one is missing (U1); None for a sound
    audit."""
    previous, expected = START, 1
    for entry in found:
        if entry.seq != expected or entry.previous != previous or entry.hash != _hash(entry):
            return expected
        previous, expected = entry.hash, expected + 1
    return None


def verify(t: Transaction) -> int | None:
    """`broken_at` for the whole audit."""
    return broken_at(_entry(row) for row in t.all("select * from audit order by seq"))


def _hash(entry: Entry) -> str:
    return versions.digest({name: value for name, value in _fields(entry).items() if name != "hash"})


def _fields(entry: Entry) -> dict[str, Any]:
    return asdict(entry)


def _entry(row: Row) -> Entry:
    names = [name for name in Entry.__dataclass_fields__ if name != "case"]
    return Entry(case=row["case_id"], **{name: row[name] for name in names})
