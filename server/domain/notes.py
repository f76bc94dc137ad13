"""What is added to a version afterwards: an added note, and the mark that a version was entered in error. Neither
changes the version; each is sealed and signed by itself, in a chain of its own beside the chain of versions.

    N1  an entry names its version by number and by seal; nothing of the version's own changes by it, so that the hash
        of version n is the same before and after
    N2  an entry needs a reason, and a note words and who said so; it is sealed when the chair accepts it, with her
        sign-in repeated
    N3  a version is marked as entered in error by its chair, and by a second person with a seat who confirms with a
        password of their own; the version stays readable, and nobody undoes the mark: another note may follow
    N4  the entries of a case are numbered 1, 2, 3 without a gap, whatever version each is of; each names the seal of
        the entry before, and neither time nor sequence ever goes back
    N5  what names people and what was written stands in the words, sealed under the case's key; the header names nobody
    N6  a note is shown on its version and on every later one; a mark on its version alone

Sources: working practice of clinical records (an addendum has author, time and reason, names the original and cannot
itself be changed or removed); HL7 FHIR R4 and R5 Composition.status "appended" and "entered-in-error". An added note is
not for another understanding of the young person or another plan: that is the next version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from server.domain.errors import Finding, Refusal
from server.domain.fields import clean, clean_line
from server.domain.versions import Attendee, Chair, Check, canonical, digest, digest_of, has_canonical_form, short_seal

FORMAT: Final = "gwead-note-1"
NOTE: Final = "note"
IN_ERROR: Final = "in_error"
KINDS: Final = (NOTE, IN_ERROR)
TEXT_MOST: Final = 4000
"""Characters of a note; more than that is another understanding, and so the next version."""
REASON_MOST: Final = 500
NAME_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """The words of an entry, and whose they are (N5).

    `author` wrote it down, `said_by` is who said so (a name as it was given); `chair` accepted a note or began a mark,
    `second` confirmed a mark (None for a note), each with how the sign-in was repeated. `language` is the language it
    is written in, `proposed_at` the instant it was written; `salt` keeps its digest from being guessed after an
    erasure.
    """

    text: str
    reason: str
    author: Attendee
    said_by: str
    chair: Chair
    second: Chair | None = None
    language: str = ""
    proposed_at: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class NoteHeader:
    """What is sealed and signed. `number` counts the entries of the case; `version` and `of` are the number and the
    seal of the version it is about (N1); `parent` is the seal of the entry before, "" for the first; `words` the digest
    of what was said; `sequence` and `key` as in a version's header."""

    format: str
    kind: str
    case: str
    number: int
    version: int
    of: str
    parent: str
    sequence: int
    added_at: str
    words: str
    software: str
    key: str


@dataclass(frozen=True, slots=True)
class Note:
    """An entry as it is kept. `said` is None where its case was erased, or where it could not be read (`unreadable` is
    then true). `state` is `sealed`, or `altered` where something of it does not check."""

    header: NoteHeader
    seal: str
    signature: bytes
    said: Said | None = None
    unreadable: bool = False
    state: str = "sealed"

    @property
    def number(self) -> int:
        """Its number among the entries of its case, from 1."""
        return self.header.number

    @property
    def version(self) -> int:
        """The number of the version it is of."""
        return self.header.version

    @property
    def kind(self) -> str:
        """`note` or `in_error`."""
        return self.header.kind

    @property
    def at(self) -> str:
        """When it was sealed (instant)."""
        return self.header.added_at

    @property
    def text(self) -> str:
        """What it says; "" for a mark, and where it cannot be read."""
        return self.said.text if self.said else ""

    @property
    def reason(self) -> str:
        """Why it was added; "" where it cannot be read."""
        return self.said.reason if self.said else ""

    @property
    def who(self) -> str:
        """Who wrote it down, with their agency; "" where it cannot be read."""
        return self.said.author.named if self.said else ""

    @property
    def language(self) -> str:
        """The language its words are in; "" where they are gone."""
        return self.said.language if self.said else ""

    @property
    def said_by(self) -> str:
        """Who said so; "" where it cannot be read."""
        return self.said.said_by if self.said else ""

    @property
    def short_seal(self) -> str:
        """The seal as it is printed."""
        return short_seal(self.seal)


def words_of(text: str, reason: str, said_by: str, kind: str = NOTE) -> tuple[str, str, str]:
    """What somebody wrote, as it is kept: text, reason and who said so, in normal form (N2).

    Raises Refusal (422): `note_text_missing`, `note_reason_missing`, `note_said_by_missing`, `note_too_long` (with
    `name`, `n` characters and `most`).
    """
    kept = {
        "text": (clean(text).strip(), TEXT_MOST),
        "reason": (clean_line(reason).strip(), REASON_MOST),
        "said_by": (clean_line(said_by).strip(), NAME_MOST),
    }
    if kind == NOTE and not kept["text"][0]:
        raise Refusal("note_text_missing", status=422)
    if not kept["reason"][0]:
        raise Refusal("note_reason_missing", status=422)
    if kind == NOTE and not kept["said_by"][0]:
        raise Refusal("note_said_by_missing", status=422)
    for name, (value, most) in kept.items():
        if len(value) > most:
            raise Refusal("note_too_long", status=422, name=name, n=len(value), most=most)
    return kept["text"][0], kept["reason"][0], kept["said_by"][0]


def shown_on(notes: Iterable[Note], version: int) -> tuple[Note, ...]:
    """The added notes that a version's page and print show, oldest first (N6)."""
    return tuple(note for note in notes if note.kind == NOTE and note.version <= version)


def mark_of(notes: Iterable[Note], version: int) -> Note | None:
    """The mark that a version was entered in error; None where it was not (N3, N6)."""
    return next((note for note in notes if note.kind == IN_ERROR and note.version == version), None)


# -- plain data


def sealed_bytes(header: NoteHeader) -> bytes:
    """The canonical header: what is hashed into the seal and what is signed."""
    return canonical(asdict(header))


def seal_of(header: NoteHeader) -> str:
    """The seal of an entry: the digest of its canonical header."""
    return digest_of(sealed_bytes(header))


def said_plain(said: Said) -> dict[str, Any]:
    """The words of an entry as JSON; their digest is in the header."""
    return asdict(said)


def said_from_plain(plain: Any) -> Said | None:
    """Words read back from JSON; None where they are not exactly what `said_plain` writes."""
    if not isinstance(plain, Mapping) or not has_canonical_form(plain):
        return None
    try:
        given = dict(plain)
        author, chair, second = Attendee(**given.pop("author")), Chair(**given.pop("chair")), given.pop("second")
        said = Said(author=author, chair=chair, second=Chair(**second) if second is not None else None, **given)
    except (TypeError, KeyError):
        return None
    people = [asdict(each) for each in (author, chair, said.second) if each is not None]
    texts = [*given.values(), *(value for person in people for value in person.values())]
    whole = all(isinstance(value, str) for value in texts)
    return said if whole and said_plain(said) == dict(plain) else None


def to_plain(note: Note) -> dict[str, Any]:
    """An entry as JSON, as a bundle carries it."""
    return {
        "header": asdict(note.header),
        "seal": note.seal,
        "signature": note.signature.hex(),
        "said": None if note.said is None else said_plain(note.said),
    }


def from_plain(plain: Any) -> Note | None:
    """An entry read back from JSON; None where it is not one. Nothing is checked but its shape."""
    if not isinstance(plain, Mapping) or set(plain) != {"header", "seal", "signature", "said"}:
        return None
    header, said = header_from_plain(plain["header"]), said_from_plain(plain["said"])
    if header is None or (plain["said"] is not None and said is None) or not isinstance(plain["seal"], str):
        return None
    try:
        signature = bytes.fromhex(plain["signature"])
    except (TypeError, ValueError):
        return None
    return Note(header, plain["seal"], signature, said)


def header_from_plain(plain: Any) -> NoteHeader | None:
    """A header read back from JSON; None where a field is missing, unknown or of another type."""
    if not isinstance(plain, Mapping) or set(plain) != {f.name for f in fields(NoteHeader)}:
        return None
    numbers = ("number", "version", "sequence")
    whole = all(isinstance(plain[n], int) and not isinstance(plain[n], bool) for n in numbers)
    texts = all(isinstance(value, str) for name, value in plain.items() if name not in numbers)
    return NoteHeader(**plain) if whole and texts and has_canonical_form(plain) else None


# -- checking


def verify(
    chain: Sequence[Note], seals: Mapping[int, str], check: Check, *, known: Mapping[int, str] | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with the entries of a case, in order; empty for sound ones.

    `seals` is number -> seal of the versions beside them; `check` says whether a signature holds; `known` is number ->
    seal of the entries from another record (the audit), which finds one cut off the end. Each finding has the
    parameters `note` (its number) and `version` (0 where that is not known).
    """
    found = [each for note in chain for each in _verify_one(note, seals, check)]
    found += _verify_order(chain)
    if known is not None:
        found += _verify_known(chain, known)
    return tuple(found)


def _verify_one(note: Note, seals: Mapping[int, str], check: Check) -> list[Finding]:
    found = []
    if note.unreadable or (note.said is not None and digest(said_plain(note.said)) != note.header.words):
        found.append(_finding("note_words_altered", note))
    if seal_of(note.header) != note.seal:
        found.append(_finding("note_header_altered", note))
    if not check(sealed_bytes(note.header), note.signature, note.header.key):
        found.append(_finding("note_signature_wrong", note))
    if seals.get(note.version) != note.header.of:
        found.append(_finding("note_of_another_version", note))
    return found


def _verify_order(chain: Sequence[Note]) -> list[Finding]:
    """N4: each entry follows the one before."""
    found = []
    for place, note in enumerate(chain):
        before = chain[place - 1] if place else None
        follows = note.header.parent == (before.seal if before else "")
        if note.number != place + 1 or not follows or (before and _goes_back(before.header, note.header)):
            found.append(_finding("note_out_of_order", note))
    return found


def _goes_back(before: NoteHeader, header: NoteHeader) -> bool:
    same_installation = header.key == before.key
    return header.added_at < before.added_at or (same_installation and header.sequence <= before.sequence)


def _verify_known(chain: Sequence[Note], known: Mapping[int, str]) -> list[Finding]:
    held = {note.number: note for note in chain}
    found = [_finding("note_not_recorded", held[number]) for number in sorted(set(held) - set(known))]
    for number, seal in sorted(known.items()):
        if number not in held:
            found.append(Finding("note_missing", blocking=True, parameters={"note": number, "version": 0}))
        elif held[number].seal != seal:
            found.append(_finding("note_replaced", held[number]))
    return found


def _finding(key: str, note: Note) -> Finding:
    return Finding(key, blocking=True, parameters={"note": note.number, "version": note.version})
