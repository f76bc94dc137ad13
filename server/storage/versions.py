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
    F7  every version follows the last one of its case, also where its working copy was opened from an earlier one:
        the chain has no gap and no branch, and what it was restored from stands in the circumstances (H13)
    F8  a bundle is signed as a whole, so that a changed byte of it is named wherever it is

Content and circumstances are sealed under the case's key; the header, which names nobody, stands in clear, so
that the chain of an erased case still verifies (V5).
"""

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal

from server.domain.errors import Finding, Refusal
from server.domain.notes import Note, mark_of
from server.domain.notes import to_plain as plain_note
from server.domain.notes import verify as verify_notes
from server.domain.versions import (
    FORMAT,
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
from server.storage import audit, cases, notes, seals, workingcopies
from server.storage.audit import Entry
from server.storage.database import Database, Row, Transaction
from server.storage.keys import KeyDestroyed, Keys, Unreadable
from server.storage.seals import bytes_of, check_by, json_of, keys_of, know_key, known_keys
from server.storage.workingcopies import WorkingCopy

_log = logging.getLogger(__name__)

FROZEN: Final = "version.frozen"
BROUGHT: Final = "version.brought"
BUNDLE: Final = "gwead-bundle"
"""What a bundle of a whole case calls itself (server/interchange/bundle.py)."""
ATTACHED: Final = "gwead-sealed-version"
"""What the sealed version that a report carries calls itself."""
SHORT: Final = 16
"""Digits of a printed seal."""


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
    nobody can write any more; `software` and `schema` name what made it. `circumstances.review_on` is also kept as the
    date of the case's next review. `circumstances.salt` and `restored_from` are filled in here.
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
    and the fingerprints of the keys that signed it, to compare with one kept elsewhere; and what was added to them.
    A finding about an entry has the parameter `note`."""

    versions: tuple[Version, ...]
    findings: tuple[Finding, ...]
    fingerprints: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def of_version(self, number: int) -> tuple[Finding, ...]:
        """What is wrong with one version; what is wrong with a key, or with all of a bundle, is wrong with each."""
        others = (finding for finding in self.findings if "note" not in finding.parameters)
        return tuple(finding for finding in others if finding.parameters.get("number", number) == number)

    @property
    def of_notes(self) -> tuple[Finding, ...]:
        """What is wrong with the entries beside the versions."""
        return tuple(finding for finding in self.findings if "note" in finding.parameters)


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
    copy = _check_confirmation(t, asked, before)
    parent = None if before is None else _header(before)
    _check_parent(asked, parent, prepared.circumstances.reason)
    restored = copy.opened_from if before is not None and copy.opened_from != before["number"] else 0
    told = replace(prepared.circumstances, restored_from=restored)
    header = Header(
        format=FORMAT,
        case=asked.case,
        number=1 if before is None else before["number"] + 1,
        parent=asked.parent,
        sequence=seals.next_sequence(t),
        frozen_at=asked.at,
        content=asked.digest,
        sections=prepared.sections,
        circumstances=digest(circumstances_plain(told)),
        log_head=workingcopies.head_of_log(t, asked.working_copy)[1],
        software=asked.software,
        schema=asked.schema,
        key=keys.fingerprint,
    )
    message = sealed_bytes(header)
    version = Version(header, digest_of(message), keys.sign(message), dict(asked.content), told)
    know_key(t, keys.public_key, own=True, at=asked.at)
    _insert(t, keys, asked.case, version, prepared.content, asked.working_copy, asked.at)
    workingcopies.end(t, asked.working_copy, asked.at, header.number)
    cases.review_on(t, asked.case, told.review_on)
    chair = told.chair.id
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


def _check_confirmation(t: Transaction, asked: Freeze, before: Row | None) -> WorkingCopy:
    """Whether it still is what the chair was shown (F3); answers the working copy that she freezes."""
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
    return copy


def _check_parent(asked: Freeze, parent: Header | None, reason: str) -> None:
    """Against the version before (F4, F5)."""
    if parent is None:
        return
    if asked.at < parent.frozen_at:
        raise Refusal("clock_behind", status=409, number=parent.number)
    if asked.digest == parent.content and not reason.strip():
        raise Refusal("nothing_changed", status=409, number=parent.number)


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
    """Walks the chain of a case: content, circumstances, seals, signatures, order, the rows, the keys, what was added
    to its versions, and the audit beside it.

    `printed` is a short seal from paper, of a version or of an entry; "" for none. Findings name what they are about
    (H05).
    """
    chain = tuple(every(t, keys, case, content=True))
    added = notes.every(t, keys, case)
    kept = {entry.about: entry for what in (FROZEN, BROUGHT) for entry in audit.entries(t, case=case, what=what)}
    known = {_number(about): entry.digest for about, entry in kept.items()}
    found = list(verify(chain, check_by(known_keys(t)), known=known))
    found += _verify_rows(t, case, chain, kept) + _verify_readable(t, case, chain)
    found += notes.findings(t, keys, case, added)
    signed = _signed_by(chain, added)
    found += seals.verify_keys(t, keys, signed)
    found += _verify_printed(printed, chain, added)
    return Verified(chain, tuple(found), signed, tuple(added))


def standing(t: Transaction, keys: Keys, case: str, number: int) -> Literal["sealed", "in_error", "altered"]:
    """How a version stands: `altered` where anything of it does not check, else `in_error` where it was marked so.

    Raises Refusal (`no_such_version`).
    """
    return standing_in(check_case(t, keys, case), number)


def standing_in(checked: Verified, number: int) -> Literal["sealed", "in_error", "altered"]:
    """As `standing`, where the case was checked already."""
    if all(version.number != number for version in checked.versions):
        raise Refusal("no_such_version", status=404, number=number)
    if checked.of_version(number):
        return "altered"
    return "in_error" if mark_of(checked.notes, number) else "sealed"


def seal_digits(printed: str) -> str:
    """The digits of a seal as somebody typed it from paper."""
    return re.sub(r"[^0-9a-f]", "", printed.lower())


def _signed_by(chain: Sequence[Version], added: Sequence[Note]) -> tuple[str, ...]:
    """The fingerprints of the keys that signed any of it, in the order in which they first did."""
    used = [version.header.key for version in chain] + [note.header.key for note in added]
    return tuple(dict.fromkeys(used))


def _verify_rows(t: Transaction, case: str, chain: Sequence[Version], kept: Mapping[str, Entry]) -> list[Finding]:
    """What stands in a version's row beside what is sealed: who signed, when it was kept, what it was frozen from."""
    found, rows = [], t.all("select * from versions where case_id = :case order by number", case=case)
    for row, version in zip(rows, chain, strict=True):
        told, copy = kept.get(str(version.number)), workingcopies.find(t, row["working_copy"])
        frozen_here = copy is not None and (copy.case, copy.ended_by) == (case, version.number)
        came = frozen_here if told is None or told.what == FROZEN else row["working_copy"] == ""
        beside = (row["number"], row["signed_with"], row["signature"])
        same = beside == (version.number, version.header.key, version.signature.hex())
        if not came or not same or (told is not None and told.at != row["kept_at"]):
            found.append(Finding("version_row_altered", blocking=True, parameters={"number": version.number}))
    return found


def _verify_readable(t: Transaction, case: str, chain: Sequence[Version]) -> list[Finding]:
    """Only where its case was erased may a version have no content: a key that is gone otherwise is a fault."""
    erased = t.one("select 1 from cases where id = :case and erased_at <> ''", case=case)
    gone = [v for v in chain if not v.unreadable and (v.content is None or v.circumstances is None)]
    return [] if erased else [_content_altered(version) for version in gone]


def _content_altered(version: Version) -> Finding:
    return Finding("version_content_altered", blocking=True, parameters={"number": version.number})


def _verify_printed(printed: str, chain: Sequence[Version], added: Sequence[Note]) -> list[Finding]:
    """Whether a short seal from paper is one of these: what was cut off the end is found by it."""
    digits = seal_digits(printed)
    held = [version.seal for version in chain] + [note.seal for note in added]
    if not printed.strip() or (len(digits) >= SHORT and any(seal.startswith(digits) for seal in held)):
        return []
    return [Finding("version_not_the_printed", blocking=True, parameters={"number": len(chain)})]


# -- bundles


def export(t: Transaction, keys: Keys, case: str) -> dict[str, Any]:
    """Every version of a case, what was added to them, and the public keys that signed, as JSON, to be verified
    anywhere.

    Raises Unreadable where one was changed since it was sealed: it does not travel as if it were sound.
    """
    chain, added = every(t, keys, case, content=True), notes.every(t, keys, case)
    for version in chain:
        if version.unreadable or version.content is None:
            raise Unreadable("versions", str(version.number))
    for note in added:
        if note.unreadable or note.said is None:
            raise Unreadable("notes", str(note.number))
    signed_by = _signed_by(chain, added)
    return {
        "versions": [to_plain(version) for version in chain],
        "notes": [plain_note(note) for note in added],
        "public_keys": {name: key.hex() for name, key in known_keys(t).items() if name in signed_by},
    }


def attachment(t: Transaction, keys: Keys, case: str, number: int, *, content: bool) -> dict[str, Any]:
    """One version as JSON for a file that is handed on, and verified anywhere by `check_export`: header, seal,
    signature and the public key; with everything that it holds only where `content`, since a report that leaves
    anything out must not carry it in its attachment.

    Raises Refusal (`no_such_version`), Unreadable.
    """
    version = read(t, keys, case, number)
    if version is None:
        raise Refusal("no_such_version", status=404, number=number)
    if version.unreadable:
        raise Unreadable("versions", str(number))
    told = version if content else replace(version, content=None, circumstances=None)
    public = {name: key.hex() for name, key in known_keys(t).items() if name == version.header.key}
    return {"format": ATTACHED, "versions": [to_plain(told)], "notes": [], "public_keys": public}


def seal_bundle(keys: Keys, bundle: Mapping[str, Any]) -> dict[str, Any]:
    """A bundle with a seal over all of it (F8): the digest of the rest, signed by this installation, by which key."""
    public = {**bundle.get("public_keys", {}), keys.fingerprint: keys.public_key.hex()}
    whole = {**bundle, "public_keys": public}
    told = _bundle_digest(whole)
    seal = {"digest": told, "signature": keys.sign(_bundle_bytes(told)).hex(), "key": keys.fingerprint}
    return {**whole, "seal": seal}


def check_export(plain: Mapping[str, Any], printed: str = "") -> Verified:
    """Verifies offline what `export`, `seal_bundle` or `attachment` made. Whoever reads the answer compares the
    fingerprint with one they trust.

    An attachment holds one version out of its chain, which is checked by itself.
    """
    rows = plain.get("versions")
    told = rows if isinstance(rows, Sequence) and not isinstance(rows, str) else []
    read_back, noted = [from_plain(each) for each in told], notes.of_bundle(plain)
    chain = tuple(version for version in read_back if version is not None)
    added = tuple(note for note in noted if note is not None)
    alone, carried = plain.get("format") == ATTACHED, keys_of(plain)
    found = [_damaged("version_header_altered", "number", i) for i, each in enumerate(read_back) if each is None]
    found += [_damaged("note_header_altered", "note", i) for i, each in enumerate(noted) if each is None]
    if not alone:
        found += [_content_altered(v) for v in chain if v.content is None or v.circumstances is None]
    check = check_by(carried)
    found += verify(chain, check, alone=alone)
    found += verify_notes(added, {version.number: version.seal for version in chain}, check)
    found += _verify_bundle(plain, carried)
    told_by = plain.get("seal")
    whole = [told_by["key"]] if isinstance(told_by, Mapping) and isinstance(told_by.get("key"), str) else []
    signed = tuple(dict.fromkeys([*_signed_by(chain, added), *whole]))
    found += seals.verify_carried_keys(carried, signed)
    found += _verify_printed(printed, chain, added)
    return Verified(chain, tuple(found), signed, added)


def _verify_bundle(plain: Mapping[str, Any], carried: Mapping[str, bytes]) -> list[Finding]:
    """The seal over a whole bundle (F8); one of the first format had none."""
    told = plain.get("seal")
    if told is None and (plain.get("format") != BUNDLE or plain.get("number") == 1):
        return []
    sound = isinstance(told, Mapping) and set(told) == {"digest", "signature", "key"}
    if sound and isinstance(told, Mapping) and all(isinstance(value, str) for value in told.values()):
        whole = _bundle_digest({name: value for name, value in plain.items() if name != "seal"})
        signature = bytes_of(told["signature"])
        same = told["digest"] == whole and told["signature"] == signature.hex()
        if same and check_by(carried)(_bundle_bytes(whole), signature, told["key"]):
            return []
    return [Finding("bundle_altered", blocking=True)]


def _bundle_digest(plain: Mapping[str, Any]) -> str:
    """The digest of a bundle as it is written: not of its canonical form, which a working copy need not have yet."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return digest_of(text.encode("utf-8", "surrogatepass"))


def _bundle_bytes(told: str) -> bytes:
    """What is signed of a bundle: its digest, marked so that it can be nothing else's."""
    return canonical({"bundle": told})


def _damaged(key: str, name: str, place: int) -> Finding:
    return Finding(key, blocking=True, parameters={name: place + 1, **({"version": 0} if name == "note" else {})})


def bring(t: Transaction, keys: Keys, case: str, plain: Mapping[str, Any], at: str, by: str = "") -> Verified:
    """Takes the versions of a bundle, and what was added to them, into a case that has none; headers, seals and
    signatures stay as they are.

    Raises Refusal: `has_versions` (409), `versions_do_not_verify` (422, nothing is taken).
    """
    if _last(t, case) is not None:
        raise Refusal("has_versions", status=409)
    checked = check_export(plain)
    if not checked.sound or any(v.content is None or v.circumstances is None for v in checked.versions):
        raise Refusal("versions_do_not_verify", status=422)
    signed = set(checked.fingerprints)
    for name, public in keys_of(plain).items():
        if name in signed:
            know_key(t, public, own=public == keys.public_key, at=at)
    for version in checked.versions:
        content = canonical(version.content)
        _insert(t, keys, case, version, content, "", at)
        about, seal = str(version.number), version.seal
        audit.record(t, BROUGHT, at, who=by, case=case, about=about, size=len(content), digest=seal)
    notes.bring(t, keys, case, checked.notes, at, by)
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
        bytes_of(row["signature"]),
        held if isinstance(held, Mapping) else None,
        circumstances,
        unreadable,
    )


def _opened(keys: Keys, row: Row, column: str) -> Any:
    return json_of(keys.open(row["case_id"], f"versions.{column}", row["number"], row[column]))


def _header(row: Row) -> Header | None:
    """The header, or None for bytes that are not the canonical form of one."""
    try:
        header = header_from_plain(json_of(row["header"]))
    except ValueError:
        return None
    if header is None or sealed_bytes(header).decode() != row["header"]:
        return None
    return header


def _blank(row: Row) -> Header:
    """A header for a row whose own cannot be read: its number, and a seal that fits nothing."""
    return Header("", row["case_id"], row["number"], "", 0, "", "", {}, "", "", "", "", "")


def _number(about: str) -> int:
    return int(about) if about.isdecimal() else 0

