"""Chronologies on their way in: what somebody pasted and how far they have settled it.

I1  sealed under the working copy's key, one for each person; gone with the working copy, at the latest
I2  the table is written once; what is settled row by row is kept beside it, so that a key press writes little
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.storage import accounts
from server.storage.database import Transaction
from server.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Draft:
    """A table that somebody brings in. `table` and `settled` are plain JSON of the pages."""

    id: str
    working_copy: str
    author: str
    table: Mapping[str, Any]
    settled: Mapping[str, Any]


def begin(
    t: Transaction,
    keys: Keys,
    working_copy: str,
    author: str,
    at: str,
    table: Mapping[str, Any],
    settled: Mapping[str, Any],
) -> Draft:
    """Keeps a table in the place of the one that this person had on the way (I1)."""
    end(t, working_copy, author)
    draft = Draft(accounts.new_id(), working_copy, author, table, settled)
    t.insert(
        "imports",
        id=draft.id,
        working_copy=working_copy,
        author=author,
        made_at=at,
        words=_sealed(keys, draft, "words", table),
        settled=_sealed(keys, draft, "settled", settled),
    )
    return draft


def find(t: Transaction, keys: Keys, working_copy: str, author: str) -> Draft | None:
    """What this person has on the way; None for nothing."""
    row = t.one("select * from imports where working_copy = :id and author = :author", id=working_copy, author=author)
    if row is None:
        return None
    opened = [
        json.loads(zlib.decompress(keys.open(working_copy, "imports", f"{row['id']}|{part}", row[part])))
        for part in ("words", "settled")
    ]
    return Draft(row["id"], working_copy, author, *opened)


def settle(t: Transaction, keys: Keys, draft: Draft, settled: Mapping[str, Any]) -> None:
    """Keeps how far a table is settled now (I2); nothing where it has gone meanwhile."""
    sealed = _sealed(keys, draft, "settled", settled)
    t.run("update imports set settled = :settled where id = :id", settled=sealed, id=draft.id)


def end(t: Transaction, working_copy: str, author: str) -> None:
    """Lets go what this person had on the way."""
    t.run("delete from imports where working_copy = :id and author = :author", id=working_copy, author=author)


def _sealed(keys: Keys, draft: Draft, part: str, plain: Mapping[str, Any]) -> bytes:
    packed = zlib.compress(json.dumps(plain, ensure_ascii=False).encode(), 3)
    return keys.seal(draft.working_copy, "imports", f"{draft.id}|{part}", packed)
