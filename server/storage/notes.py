"""Notes as they are kept: what somebody wrote, what was decided about it, and the chain of what was sealed.

    E1  every row is only ever added: what was written, the decision about it, and the sealed entry are three tables
    E2  of two decisions about one draft one counts; the other is told so
    E3  a note waits until the chair accepts it; a mark waits until a second person, who is not the chair that began it,
        confirms it. Whoever may decide is asked by the pages; that the two are two is asked here
    E4  an entry is sealed in the transaction that decides, beside its row in the audit: a crash leaves both or neither
    E5  words are sealed under the case's key, drafts and what was not taken as well: an erasure takes all of them
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from server.domain.errors import Finding, Refusal
from server.domain.notes import (
    FORMAT,
    IN_ERROR,
    NOTE,
    Note,
    NoteHeader,
    Said,
    from_plain,
    header_from_plain,
    said_from_plain,
    said_plain,
    sealed_bytes,
    verify,
)
from server.domain.versions import Attendee, Chair, canonical, digest, digest_of
from server.storage import accounts, audit
from server.storage.database import Row, Transaction
from server.storage.keys import KeyDestroyed, Keys, Unreadable
from server.storage.seals import bytes_of, check_by, json_of, know_key, known_keys, next_sequence

ADDED: Final = "note.added"
BROUGHT: Final = "note.brought"
PROPOSED: Final = "note.proposed"
DECLINED: Final = "note.declined"
MARKED: Final = "version.entered_in_error"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote and nobody has decided about (`outcome` is ""), or what was not taken (`declined`, then with
    `decided_by`, `decided_at` and `answer`). `chair` is who began a mark, None for a note."""

    id: str
    case: str
    version: int
    kind: str
    text: str
    reason: str
    author: Attendee
    said_by: str
    at: str
    language: str = ""
    chair: Chair | None = None
    outcome: str = ""
    decided_by: str = ""
    decided_at: str = ""
    answer: str = ""

    @property
    def who(self) -> str:
        """Who wrote it, with their agency."""
        return self.author.named


# -- writing


def propose(t: Transaction, keys: Keys, asked: Draft) -> Draft:
    """Keeps what somebody wrote about a version, to wait for a decision; returns it with its id.

    Raises Refusal: `no_such_version` (404), `case_erased`; for a mark also `in_error_already`, `in_error_waits` (409).
    """
    _must_stand(t, asked.case, asked.version)
    if asked.kind == IN_ERROR:
        _must_not_be_marked(t, keys, asked)
    draft = replace(asked, id=accounts.new_id())
    words = {name: value for name, value in asdict(draft).items() if name in _WORDS}
    t.insert(
        "note_drafts",
        id=draft.id,
        case_id=draft.case,
        version=draft.version,
        kind=draft.kind,
        author=draft.author.id,
        made_at=draft.at,
        words=keys.seal(draft.case, "note_drafts", draft.id, canonical(words)),
    )
    about = str(draft.version)
    audit.record(t, PROPOSED, draft.at, who=draft.author.id, case=draft.case, about=about, reason=draft.kind)
    return draft


def accept(t: Transaction, keys: Keys, case: str, draft: str, at: str, *, by: Chair, software: str) -> Note:
    """Seals a draft into the chain (E3, E4): a note is accepted by the chair, a mark confirmed by the second person.

    Raises Refusal: `no_such_note` (404), `note_decided` (409, E2), `second_person` (403: the same account twice),
    `in_error_already`, `note_clock_behind` (409).
    """
    found = must_wait(t, keys, case, draft)
    if found.kind == IN_ERROR:
        if found.chair is None or found.chair.id == by.id:
            raise Refusal("second_person", status=403)
        if any(note.kind == IN_ERROR and note.version == found.version for note in every(t, keys, case)):
            raise Refusal("in_error_already", status=409, number=found.version)
    chair, second = (by, None) if found.chair is None else (found.chair, by)
    said = Said(found.text, found.reason, found.author, found.said_by, chair, second, found.language, found.at)
    note = _seal(t, keys, case, found, said, at, software)
    _decide(t, keys, found, "accepted", at, by.id, note.number, "")
    audit.record(t, ADDED, at, who=by.id, case=case, about=str(note.number), digest=note.seal)
    if note.kind == IN_ERROR:
        audit.record(t, MARKED, at, who=by.id, case=case, about=str(note.version), digest=note.seal)
    return note


def decline(t: Transaction, keys: Keys, case: str, draft: str, at: str, *, by: str, answer: str) -> None:
    """Decides that a draft is not taken; what was written is kept, with the answer (E1).

    Raises Refusal: `no_such_note`, `note_decided`.
    """
    found = must_wait(t, keys, case, draft)
    _decide(t, keys, found, "declined", at, by, 0, answer)
    audit.record(t, DECLINED, at, who=by, case=case, about=str(found.version), reason=found.kind)


def _must_stand(t: Transaction, case: str, version: int) -> Row:
    row = t.one(
        "select versions.seal, versions.header, cases.erased_at from versions join cases on cases.id = case_id "
        "where case_id = :case and number = :version",
        case=case,
        version=version,
    )
    if row is None:
        raise Refusal("no_such_version", status=404, number=version)
    if row["erased_at"]:
        raise Refusal("case_erased", status=410)
    return row


def _must_not_be_marked(t: Transaction, keys: Keys, asked: Draft) -> None:
    if any(note.kind == IN_ERROR and note.version == asked.version for note in every(t, keys, asked.case)):
        raise Refusal("in_error_already", status=409, number=asked.version)
    if any(each.kind == IN_ERROR and each.version == asked.version for each in waiting(t, keys, asked.case)):
        raise Refusal("in_error_waits", status=409, number=asked.version)


def _seal(t: Transaction, keys: Keys, case: str, draft: Draft, said: Said, at: str, software: str) -> Note:
    of = _must_stand(t, case, draft.version)
    before = t.one("select number, seal, header from notes where case_id = :case order by number desc", case=case)
    times = ((of, "frozen_at"), (before, "added_at"))
    if any(at < json.loads(row["header"]).get(name, "") for row, name in times if row is not None):
        raise Refusal("note_clock_behind", status=409)
    salted = replace(said, salt=secrets.token_hex(16))
    header = NoteHeader(
        format=FORMAT,
        kind=draft.kind,
        case=case,
        number=1 if before is None else before["number"] + 1,
        version=draft.version,
        of=of["seal"],
        parent="" if before is None else before["seal"],
        sequence=next_sequence(t),
        added_at=at,
        words=digest(said_plain(salted)),
        software=software,
        key=keys.fingerprint,
    )
    message = sealed_bytes(header)
    note = Note(header, digest_of(message), keys.sign(message), salted)
    know_key(t, keys.public_key, own=True, at=at)
    _insert(t, keys, case, note, at)
    return note


def _decide(t: Transaction, keys: Keys, draft: Draft, outcome: str, at: str, by: str, note: int, answer: str) -> None:
    words = keys.seal(draft.case, "note_decisions", draft.id, canonical({"answer": answer}))
    t.insert(
        "note_decisions", draft=draft.id, outcome=outcome, decided_at=at, decided_by=by, note=note, words=words
    )


# -- reading


def of_case(t: Transaction, keys: Keys, case: str) -> tuple[Note, ...]:
    """The added notes of a case, oldest first, each with whether it still checks (`state`); marks are not among them.

    Reports and pages show those of their version and of the versions before it (`domain/notes.py` `shown_on`).
    """
    return tuple(note for note in checked(t, keys, case) if note.kind == NOTE)


def checked(t: Transaction, keys: Keys, case: str) -> tuple[Note, ...]:
    """Every entry of a case, notes and marks, oldest first, each with whether it still checks."""
    chain = every(t, keys, case)
    wrong = {finding.parameters["note"] for finding in findings(t, keys, case, chain)}
    return tuple(replace(note, state="altered") if note.number in wrong else note for note in chain)


def every(t: Transaction, keys: Keys, case: str) -> list[Note]:
    """Every entry of a case as its row stands, oldest first; unchecked."""
    rows = t.all("select * from notes where case_id = :case order by number", case=case)
    return [_note(keys, row) for row in rows]


def findings(t: Transaction, keys: Keys, case: str, chain: Sequence[Note]) -> list[Finding]:
    """What is wrong with the entries of a case, by themselves, by their versions and by the audit."""
    rows = t.all("select number, seal from versions where case_id = :case", case=case)
    seals = {row["number"]: row["seal"] for row in rows}
    kept = {entry.about: entry for what in (ADDED, BROUGHT) for entry in audit.entries(t, case=case, what=what)}
    known = {int(about): entry.digest for about, entry in kept.items() if about.isdecimal()}
    found = list(verify(chain, seals, check_by(known_keys(t)), known=known))
    for row, note in zip(_rows(t, case), chain, strict=True):
        told = kept.get(str(row["number"]))
        columns = (row["version"], row["signed_with"], row["number"])
        same = columns == (note.version, note.header.key, note.number) and (told is None or told.at == row["kept_at"])
        if not same or row["signature"] != note.signature.hex():
            parameters = {"note": row["number"], "version": note.version}
            found.append(Finding("note_row_altered", blocking=True, parameters=parameters))
    return found


def waiting(t: Transaction, keys: Keys, case: str) -> tuple[Draft, ...]:
    """What waits for a decision, oldest first."""
    return tuple(draft for draft in _drafts(t, keys, case) if not draft.outcome)


def declined(t: Transaction, keys: Keys, case: str) -> tuple[Draft, ...]:
    """What was not taken, with the answer, oldest first."""
    return tuple(draft for draft in _drafts(t, keys, case) if draft.outcome == "declined")


def must_wait(t: Transaction, keys: Keys, case: str, draft: str) -> Draft:
    """A draft of a case that nobody has decided about. Raises Refusal: `no_such_note` (404), `note_decided` (409)."""
    found = next((each for each in _drafts(t, keys, case) if each.id == draft), None)
    if found is None:
        raise Refusal("no_such_note", status=404)
    if found.outcome:
        raise Refusal("note_decided", status=409)
    return found


# -- bundles


def bring(t: Transaction, keys: Keys, case: str, chain: Sequence[Note], at: str, by: str = "") -> None:
    """Takes the entries of a bundle, as they are, into a case that has none; its versions and keys are there."""
    for note in chain:
        _insert(t, keys, case, note, at)
        audit.record(t, BROUGHT, at, who=by, case=case, about=str(note.number), digest=note.seal)


def of_bundle(plain: Mapping[str, Any]) -> list[Note | None]:
    """The entries that a bundle carries; None for each that is none."""
    rows = plain.get("notes", [])
    return [from_plain(each) for each in rows] if isinstance(rows, Sequence) and not isinstance(rows, str) else [None]


# -- rows

_WORDS: Final = frozenset({"text", "reason", "author", "said_by", "language", "chair"})


def _insert(t: Transaction, keys: Keys, case: str, note: Note, at: str) -> None:
    said = {} if note.said is None else said_plain(note.said)
    t.insert(
        "notes",
        case_id=case,
        number=note.number,
        version=note.version,
        seal=note.seal,
        header=sealed_bytes(note.header).decode(),
        signature=note.signature.hex(),
        signed_with=note.header.key,
        words=keys.seal(case, "notes.words", note.number, canonical(said)),
        kept_at=at,
    )


def _rows(t: Transaction, case: str) -> list[Row]:
    return t.all("select * from notes where case_id = :case order by number", case=case)


def _note(keys: Keys, row: Row) -> Note:
    """A row as it stands, whatever was done to it."""
    header, said = _header(row), None
    unreadable = header is None
    try:
        said = said_from_plain(json_of(keys.open(row["case_id"], "notes.words", row["number"], row["words"])))
        unreadable = unreadable or said is None
    except KeyDestroyed:
        pass
    except (Unreadable, ValueError, TypeError):
        unreadable = True
    return Note(header or _blank(row), row["seal"], bytes_of(row["signature"]), said, unreadable)


def _header(row: Row) -> NoteHeader | None:
    try:
        header = header_from_plain(json_of(row["header"]))
    except ValueError:
        return None
    return header if header is not None and sealed_bytes(header).decode() == row["header"] else None


def _blank(row: Row) -> NoteHeader:
    """A header for a row whose own cannot be read: its numbers, and a seal that fits nothing."""
    return NoteHeader("", NOTE, row["case_id"], row["number"], row["version"], "", "", 0, "", "", "", "")


def _drafts(t: Transaction, keys: Keys, case: str) -> list[Draft]:
    rows = t.all(
        "select note_drafts.*, outcome, decided_at, decided_by, note_decisions.words as answer from note_drafts "
        "left join note_decisions on draft = id where case_id = :case order by made_at, note_drafts.rowid",
        case=case,
    )
    return [_draft(keys, row) for row in rows]


def _draft(keys: Keys, row: Row) -> Draft:
    """Raises Unreadable where a byte was changed, KeyDestroyed where the case was erased."""
    words = json.loads(keys.open(row["case_id"], "note_drafts", row["id"], row["words"]))
    answer = {"answer": ""}
    if row["outcome"]:
        answer = json.loads(keys.open(row["case_id"], "note_decisions", row["id"], row["answer"]))
    return Draft(
        row["id"],
        row["case_id"],
        row["version"],
        row["kind"],
        words["text"],
        words["reason"],
        Attendee(**words["author"]),
        words["said_by"],
        row["made_at"],
        words["language"],
        Chair(**words["chair"]) if words["chair"] else None,
        row["outcome"] or "",
        row["decided_by"] or "",
        row["decided_at"] or "",
        answer["answer"],
    )
