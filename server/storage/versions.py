"""Versions as they are kept: rows that are only ever added, and the one transaction that makes one.

    F1  a freeze is one transaction: version, end of the working copy, audit; a crash leaves all of it or none
        (H03)
    F2  the key of the working copy is destroyed after that transaction, and again at every start
    F3  of two confirmations one makes the version; the other is told its number (H01)
    F4  a time before the parent's is refused; the order number of the installation is kept beside the time
        (H07)
    F5  unchanged content needs a reason (H08)
    F6  bytes are read as they stand: whatever does not check is a finding that names the version, never a
        crash (H05)

Content and circumstances are sealed under the case's key; the header, which names nobody, stands in clear, so
that the chain of an erased case still verifies (V5).
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from server.domain.errors import Finding, Refusal
from server.domain.versions import (
    FORMAT,
    Check,
    Circumstances,
    Header,
    NotCanonical,
    Version,
    canonical,
    circumstances_from_plain,
    circumstances_plain,
    digest,
    digest_of,
    from_plain,
    header_from_plain,
    sealed_bytes,
    section_digests,
    to_plain,
    verify,
)
from server.storage import audit, workingcopies
from server.storage.database import Database, Row, Transaction
from server.storage.keys import KeyDestroyed, Keys, Unreadable, fingerprint_of, signature_holds

_log = logging.getLogger(__name__)

FROZEN: Final = "version.frozen"
BROUGHT: Final = "version.brought"


class AlreadyFrozen(Refusal):
    """Someone else confirmed first: the working copy is version `number` already (F3)."""

    def __init__(self, number: int) -> None:
        super().__init__("already_frozen", status=409, number=number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Freeze:
    """What the chair confirms: exactly what she was shown.

    `content` is the standing formulation as plain data and `digest` what her page said of it; `parent` is the
    seal of the version it follows ("" for the first); `through_seq` the last update that is in it, None where
    nobody can write any more; `software` and `schema` name what made it. `circumstances.salt` is filled in
    here.
    """

    case: str
    working_copy: str
    epoch: int
    content: Mapping[str, Any]
    digest: str
    parent: str
    circumstances: Circumstances
    at: str
    software: str
    schema: str
    through_seq: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking a chain found: the versions as they were read, what is wrong (empty for a sound chain),
    and the fingerprints of the keys that signed it, to compare with one kept elsewhere."""

    versions: tuple[Version, ...]
    findings: tuple[Finding, ...]
    fingerprints: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What of a freeze can be worked out before the writer's thread is asked."""

    asked: Freeze
    content: bytes
    sections: Mapping[str, str]
    circumstances: Circumstances


# -- freezing


async def freeze(db: Database, keys: Keys, asked: Freeze) -> Version:
    """Freezes a working copy into the next version of its case, and destroys the working copy's key (F1, F2).

    Raises AlreadyFrozen; Refusal: `not_what_was_shown` (409: content or log moved on since her page was
    made), `version_moved_on`, `working_copy_ended`, `moved_on`, `clock_behind` (F4), `nothing_changed` (F5),
    `case_erased`; CannotStore. After any of them nothing has changed.
    """
    prepared = await asyncio.to_thread(_prepare, asked)
    version = await db.write(lambda t: _freeze(t, keys, prepared))
    await asyncio.to_thread(_drop_key, db, keys, asked.working_copy)
    return version


def freeze_now(db: Database, keys: Keys, asked: Freeze) -> Version:
    """As `freeze`, for commands."""
    prepared = _prepare(asked)
    version = db.write_now(lambda t: _freeze(t, keys, prepared))
    _drop_key(db, keys, asked.working_copy)
    return version


def _prepare(asked: Freeze) -> _Prepared:
    try:
        content = canonical(asked.content)
    except NotCanonical as error:
        raise Refusal("not_canonical", status=422, reason=str(error)) from error
    if digest_of(content) != asked.digest:
        raise Refusal("not_what_was_shown", status=409)
    salted = replace(asked.circumstances, salt=secrets.token_hex(16))
    return _Prepared(asked, content, section_digests(asked.content), salted)


def _freeze(t: Transaction, keys: Keys, prepared: _Prepared) -> Version:
    asked = prepared.asked
    before = _last(t, asked.case)
    _check_confirmation(t, asked, before)
    parent = None if before is None else _header(before)
    _check_parent(asked, parent, prepared.circumstances.reason)
    header = Header(
        format=FORMAT,
        case=asked.case,
        number=1 if before is None else before["number"] + 1,
        parent=asked.parent,
        sequence=_next_sequence(t),
        frozen_at=asked.at,
        content=asked.digest,
        sections=prepared.sections,
        circumstances=digest(circumstances_plain(prepared.circumstances)),
        log_head=workingcopies.head_of_log(t, asked.working_copy)[1],
        software=asked.software,
        schema=asked.schema,
        key=keys.fingerprint,
    )
    message = sealed_bytes(header)
    version = Version(header, digest_of(message), keys.sign(message), dict(asked.content), prepared.circumstances)
    _know_key(t, keys.public_key, own=True, at=asked.at)
    _insert(t, keys, asked.case, version, prepared.content, asked.working_copy, asked.at)
    workingcopies.end(t, asked.working_copy, asked.at, header.number)
    chair = prepared.circumstances.chair.id
    size = len(prepared.content)
    audit.record(
        t,
        FROZEN,
        asked.at,
        who=chair,
        case=asked.case,
        about=str(header.number),
        size=size,
        digest=version.seal,
    )
    return version


def _check_confirmation(t: Transaction, asked: Freeze, before: Row | None) -> None:
    """Whether it still is what the chair was shown (F3)."""
    if before is not None and before["working_copy"] == asked.working_copy:
        raise AlreadyFrozen(before["number"])
    if ("" if before is None else before["seal"]) != asked.parent:
        raise Refusal("version_moved_on", status=409)
    row = t.one("select erased_at from cases where id = :case", case=asked.case)
    if row is None or row["erased_at"]:
        raise Refusal("case_erased", status=410)
    copy = workingcopies.find(t, asked.working_copy)
    if copy is None or not copy.open or copy.case != asked.case:
        raise Refusal("working_copy_ended", status=410)
    if copy.epoch != asked.epoch:
        raise Refusal("moved_on", status=409)
    if asked.through_seq not in (None, workingcopies.head_of_log(t, asked.working_copy)[0]):
        raise Refusal("not_what_was_shown", status=409)


def _check_parent(asked: Freeze, parent: Header | None, reason: str) -> None:
    """Against the version before (F4, F5)."""
    if parent is None:
        return
    if asked.at < parent.frozen_at:
        raise Refusal("clock_behind", status=409, number=parent.number)
    if asked.digest == parent.content and not reason.strip():
        raise Refusal("nothing_changed", status=409, number=parent.number)


def _next_sequence(t: Transaction) -> int:
    """Counts the freezes of this installation, whatever its clock says."""
    row = t.one("select value from installation where name = 'sequence'")
    sequence = 1 + (0 if row is None else int(row["value"]))
    t.run(
        "insert into installation (name, value) values ('sequence', :value) "
        "on conflict (name) do update set value = excluded.value",
        value=str(sequence),
    )
    return sequence


def _drop_key(db: Database, keys: Keys, working_copy: str) -> None:
    acts: tuple[Callable[[], bool], ...] = (
        partial(keys.destroy_working_copy_keys, working_copy),
        db.forget_now,
    )
    for act in acts:
        try:
            act()
        except Exception as error:  # the version is made: the room must hear of it; the next start makes up (F2)
            _log.warning("a key is destroyed at the next start: %s", type(error).__name__)


# -- reading


def head(t: Transaction, case: str) -> str:
    """The seal of the last version of a case; "" where it has none."""
    row = _last(t, case)
    return "" if row is None else str(row["seal"])


def last_number(t: Transaction, case: str) -> int:
    """The number of the last version of a case; 0 where it has none."""
    row = _last(t, case)
    return 0 if row is None else int(row["number"])


def read(t: Transaction, keys: Keys, case: str, number: int) -> Version | None:
    """A version with its content; None where there is none of that number. `unreadable` where bytes were
    changed."""
    row = t.one("select * from versions where case_id = :case and number = :number", case=case, number=number)
    return None if row is None else _version(keys, row, content=True)


def every(t: Transaction, keys: Keys, case: str, *, content: bool = False) -> list[Version]:
    """The versions of a case, oldest first; without their content where it is not asked for."""
    rows = t.all("select * from versions where case_id = :case order by number", case=case)
    return [_version(keys, row, content=content) for row in rows]


def check_case(t: Transaction, keys: Keys, case: str, printed: str = "") -> Verified:
    """Walks the chain of a case: content, circumstances, seals, signatures, order, and the audit beside it.

    `printed` is a short seal from paper, "" for none. Findings name the version (H05).
    """
    chain = tuple(every(t, keys, case, content=True))
    known: dict[int, str] = {}
    for what in (FROZEN, BROUGHT):
        known.update({_number(entry.about): entry.digest for entry in audit.entries(t, case=case, what=what)})
    findings = verify(chain, _check(_public_keys(t)), known=known, printed=printed)
    return Verified(chain, findings, _fingerprints(chain))


# -- bundles


def export(t: Transaction, keys: Keys, case: str) -> dict[str, Any]:
    """Every version of a case and the public keys that signed them, as JSON, to be verified anywhere.

    Raises Unreadable where a version was changed since it was frozen: it does not travel as if it were sound.
    """
    chain = every(t, keys, case, content=True)
    for version in chain:
        if version.unreadable:
            raise Unreadable("versions", str(version.number))
    signed_by = {version.header.key for version in chain}
    public = {name: key.hex() for name, key in _public_keys(t).items() if name in signed_by}
    return {"versions": [to_plain(version) for version in chain], "public_keys": public}


def check_export(plain: Mapping[str, Any], printed: str = "") -> Verified:
    """Verifies what `export` made, offline. Whoever reads the answer compares the fingerprint with one they
    trust."""
    rows = plain.get("versions")
    told = rows if isinstance(rows, Sequence) and not isinstance(rows, str) else []
    read_back = [from_plain(each) for each in told]
    chain = tuple(version for version in read_back if version is not None)
    damaged = tuple(
        Finding("version_header_altered", blocking=True, parameters={"number": place + 1})
        for place, version in enumerate(read_back)
        if version is None
    )
    findings = damaged + verify(chain, _check(_keys_of(plain)), printed=printed)
    return Verified(chain, findings, _fingerprints(chain))


def bring(t: Transaction, keys: Keys, case: str, plain: Mapping[str, Any], at: str, by: str = "") -> Verified:
    """Takes the versions of a bundle into a case that has none; headers, seals and signatures stay as they
    are.

    Raises Refusal: `has_versions` (409), `versions_do_not_verify` (422, nothing is taken).
    """
    if _last(t, case) is not None:
        raise Refusal("has_versions", status=409)
    checked = check_export(plain)
    if not checked.sound or any(v.content is None or v.circumstances is None for v in checked.versions):
        raise Refusal("versions_do_not_verify", status=422)
    for public in _keys_of(plain).values():
        _know_key(t, public, own=public == keys.public_key, at=at)
    for version in checked.versions:
        content = canonical(version.content)
        _insert(t, keys, case, version, content, "", at)
        about, seal = str(version.number), version.seal
        audit.record(t, BROUGHT, at, who=by, case=case, about=about, size=len(content), digest=seal)
    return checked


# -- rows


def _last(t: Transaction, case: str) -> Row | None:
    return t.one(
        "select number, seal, header, working_copy from versions where case_id = :case order by number desc limit 1",
        case=case,
    )


def _insert(
    t: Transaction, keys: Keys, case: str, version: Version, content: bytes, working_copy: str, at: str
) -> None:
    told = circumstances_plain(version.circumstances) if version.circumstances else {}
    t.insert(
        "versions",
        case_id=case,
        number=version.number,
        seal=version.seal,
        header=sealed_bytes(version.header).decode(),
        signature=version.signature.hex(),
        signed_with=version.header.key,
        working_copy=working_copy,
        circumstances=keys.seal(case, "versions.circumstances", version.number, canonical(told)),
        content=keys.seal(case, "versions.content", version.number, content),
        kept_at=at,
    )


def _version(keys: Keys, row: Row, *, content: bool) -> Version:
    """A row as it stands, whatever was done to it (F6)."""
    header = _header(row)
    unreadable = header is None
    circumstances: Circumstances | None = None
    held: Any = None
    try:
        circumstances = circumstances_from_plain(_opened(keys, row, "circumstances"))
        unreadable = unreadable or circumstances is None
        held = _opened(keys, row, "content") if content else None
    except KeyDestroyed:
        pass
    except (Unreadable, ValueError, TypeError):
        unreadable = True
    return Version(
        header or _blank(row),
        row["seal"],
        _bytes(row["signature"]),
        held if isinstance(held, Mapping) else None,
        circumstances,
        unreadable,
    )


def _opened(keys: Keys, row: Row, column: str) -> Any:
    return json.loads(keys.open(row["case_id"], f"versions.{column}", row["number"], row[column]))


def _header(row: Row) -> Header | None:
    """The header, or None for bytes that are not the canonical form of one."""
    try:
        header = header_from_plain(json.loads(row["header"]))
    except (ValueError, RecursionError):
        return None
    if header is None or sealed_bytes(header).decode() != row["header"]:
        return None
    return header


def _blank(row: Row) -> Header:
    """A header for a row whose own cannot be read: its number, and a seal that fits nothing."""
    return Header("", row["case_id"], row["number"], "", 0, "", "", {}, "", "", "", "", "")


def _bytes(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""


def _number(about: str) -> int:
    return int(about) if about.isdecimal() else 0


def _know_key(t: Transaction, public_key: bytes, *, own: bool, at: str) -> None:
    name = fingerprint_of(public_key)
    if t.one("select 1 from public_keys where fingerprint = :name", name=name) is None:
        t.insert("public_keys", fingerprint=name, public_key=public_key.hex(), own=int(own), kept_at=at)


def _public_keys(t: Transaction) -> dict[str, bytes]:
    return {row["fingerprint"]: _bytes(row["public_key"]) for row in t.all("select * from public_keys")}


def _keys_of(plain: Mapping[str, Any]) -> dict[str, bytes]:
    told = plain.get("public_keys")
    pairs = told.items() if isinstance(told, Mapping) else ()
    return {str(name): _bytes(key) for name, key in pairs if isinstance(key, str)}


def _check(public_keys: Mapping[str, bytes]) -> Check:
    """Whether a signature holds, by keys whose fingerprints are their own."""

    def check(message: bytes, signature: bytes, fingerprint: str) -> bool:
        public = public_keys.get(fingerprint, b"")
        return fingerprint_of(public) == fingerprint and signature_holds(message, signature, public)

    return check


def _fingerprints(chain: Sequence[Version]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(version.header.key for version in chain))
