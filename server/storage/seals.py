"""What everything that is sealed has in common: the public keys that are known, and the order in which was signed.

Versions and notes are rows that are only ever added (`versions.py`, `notes.py`); both are checked by the keys kept
here. A key is kept together with the first thing it signed, and the audit says so; one whose row was changed is a
finding that names it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.domain.errors import Finding
from server.domain.versions import Check
from server.storage import audit
from server.storage.database import Row, Transaction
from server.storage.keys import Keys, fingerprint_of, signature_holds

KEPT: Final = "key.kept"


def next_sequence(t: Transaction) -> int:
    """Counts what this installation signs, whatever its clock says (F4)."""
    row = t.one("select value from installation where name = 'sequence'")
    sequence = 1 + (0 if row is None else int(row["value"]))
    t.run(
        "insert into installation (name, value) values ('sequence', :value) "
        "on conflict (name) do update set value = excluded.value",
        value=str(sequence),
    )
    return sequence


def know_key(t: Transaction, public_key: bytes, *, own: bool, at: str) -> None:
    """Keeps a public key, where it is not known yet, with the first thing that it signed."""
    name = fingerprint_of(public_key)
    if t.one("select 1 from public_keys where fingerprint = :name", name=name) is None:
        t.insert("public_keys", fingerprint=name, public_key=public_key.hex(), own=int(own), kept_at=at)
        audit.record(t, KEPT, at, digest=name)


def known_keys(t: Transaction) -> dict[str, bytes]:
    """Every public key that is known, by its fingerprint."""
    return {row["fingerprint"]: bytes_of(row["public_key"]) for row in t.all("select * from public_keys")}


def keys_of(plain: Mapping[str, Any]) -> dict[str, bytes]:
    """The public keys that a bundle brings, by the fingerprint it gives them."""
    told = plain.get("public_keys")
    pairs = told.items() if isinstance(told, Mapping) else ()
    return {str(name): bytes_of(key) for name, key in pairs if isinstance(key, str)}


def check_by(public_keys: Mapping[str, bytes]) -> Check:
    """Whether a signature holds, by keys whose fingerprints are their own."""

    def check(message: bytes, signature: bytes, fingerprint: str) -> bool:
        public = public_keys.get(fingerprint, b"")
        return fingerprint_of(public) == fingerprint and signature_holds(message, signature, public)

    return check


def verify_keys(t: Transaction, keys: Keys, used: Iterable[str]) -> list[Finding]:
    """What is wrong with the rows of the keys that signed something: `key_altered` with the `fingerprint` that was
    named, `key_missing` for one that is not there."""
    found = []
    for name in filter(None, used):  # a header that cannot be read names none
        row = t.one("select * from public_keys where fingerprint = :name", name=name)
        if row is None:
            found.append(_finding("key_missing", name))
        elif not _sound(t, keys, row):
            found.append(_finding("key_altered", name))
    return found


def verify_carried_keys(public_keys: Mapping[str, bytes], used: Iterable[str]) -> list[Finding]:
    """As `verify_keys`, for the keys that a bundle brings."""
    carried = {name: fingerprint_of(key) == name for name, key in public_keys.items()}
    missing = [_finding("key_missing", name) for name in used if name not in carried]
    return missing + [_finding("key_altered", name) for name, sound in carried.items() if not sound]


def _sound(t: Transaction, keys: Keys, row: Row) -> bool:
    """Whether a key's row is as it was kept: its fingerprint is its own, whose it is, and when it first signed."""
    public = bytes_of(row["public_key"])
    kept = {entry.digest: entry.at for entry in audit.entries(t, what=KEPT)}
    return bool(
        fingerprint_of(public) == row["fingerprint"]
        and row["public_key"] == public.hex()
        and row["own"] == int(public == keys.public_key)
        and row["kept_at"] == kept.get(row["fingerprint"], row["kept_at"])  # the audit did not always have it
    )


def json_of(text: str | bytes) -> Any:
    """What some JSON holds. Raises ValueError, also for one that is nested without end."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def bytes_of(hexadecimal: str) -> bytes:
    """Bytes written in hexadecimal digits; none for what is not."""
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""


def _finding(key: str, fingerprint: str) -> Finding:
    return Finding(key, blocking=True, parameters={"fingerprint": fingerprint[:16]})
