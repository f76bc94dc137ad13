"""A version: a formulation frozen, numbered, signed and sealed; and how anyone can tell that it never
changed.

    V1  content is canonical JSON: keys in RFC 8785 order, text in NFC, whole numbers only; its digest is
        SHA-256
    V2  the header names the content by digest (whole and by section), the circumstances by digest, and the
        parent by seal; the seal is the digest of the canonical header, so that the headers are a chain of
        hashes
    V3  the signature (Ed25519, of the installation) is over the canonical header
    V4  numbers run 1, 2, 3 without a gap; neither time nor sequence ever goes back along the chain
    V5  what names people (who chaired, who was there) stands in the circumstances, never in the header: when
        a case is erased, content and circumstances can no longer be read and the chain of headers still
        verifies

Everything here is a pure function of plain data; whoever checks a signature passes that check in. A chain can
be verified offline, from an exported bundle alone. Sources: RFC 8785 (canonical JSON), RFC 8032 (Ed25519),
HL7 FHIR R4 Composition.status "final" (a frozen version is never updated; what follows is a new version).
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any, Final

from server.domain.errors import Finding, Place

FORMAT: Final = "gwead-version-1"
"""What the header's `format` says; another one is read by another rule."""
DEEPEST: Final = 64
"""Levels of nesting that canonical JSON may have."""
_CAME_LATER: Final = ("review_on", "restored_from")
"""Fields of the circumstances that are written only where they say something."""
EXACT: Final = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly (RFC 8785)."""

Check = Callable[[bytes, bytes, str], bool]
"""Whether a signature (second) is of a message (first) by the key of this fingerprint; False for an unknown
key."""


class NotCanonical(ValueError):
    """A value that has no canonical form: a float, text that is not Unicode, a key twice after NFC, too
    deep."""


@dataclass(frozen=True, slots=True)
class Chair:
    """Who froze a version: account id, name as it stood, and `how` the sign-in was repeated (`password`)."""

    id: str
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """Someone who was there, or who contributed: `since` is when first seen, "" where not known."""

    id: str
    name: str
    agency: str
    role: str
    since: str = ""

    @property
    def named(self) -> str:
        """Their name, with their agency where it is known."""
        return f"{self.name} ({self.agency})" if self.agency else self.name


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who, why and in what languages. Kept beside the header under the case's key (V5).

    `present` and `contributed` are two lists (someone may have been there and said nothing); `languages` are those
    its words are written in; `withheld` says what was kept back from whom and `notes` what was done about each comment
    (`domain/readback.py` has the form of both); `reason` is needed where nothing changed since the parent. `salt` is
    random text that keeps the digest from being guessed after an erasure.

    `review_on` is the date that was set for the next review (ISO, "" for none), and `restored_from` the number of the
    version that the working copy had been opened from where that was not the last one (0: it was). Both came later:
    where they say nothing they are not written, so that what was sealed without them has the same digest.
    """

    chair: Chair
    present: tuple[Attendee, ...] = ()
    contributed: tuple[Attendee, ...] = ()
    languages: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    salt: str = ""
    review_on: str = ""
    restored_from: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """What is sealed and signed. Digests and seals are 64 hexadecimal digits; it names no person.

    `parent` is the seal of the version before in the chain, "" for the first, also where the content was restored from
    an earlier one; `sequence` counts what the installation has signed, whatever its clock says; `log_head` is the head
    of the update log at the moment of freezing; `schema` is the digest of the document schema the content was written
    by; `key` is the fingerprint of the signing key.
    """

    format: str
    case: str
    number: int
    parent: str
    sequence: int
    frozen_at: str
    content: str
    sections: Mapping[str, str]
    circumstances: str
    log_head: str
    software: str
    schema: str
    key: str


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen version as it is kept. `content` and `circumstances` are None where their case was erased, or
    where they could not be read (`unreadable` is then true)."""

    header: Header
    seal: str
    signature: bytes
    content: Mapping[str, Any] | None = None
    circumstances: Circumstances | None = None
    unreadable: bool = False

    @property
    def number(self) -> int:
        """Its number in its case, from 1."""
        return self.header.number

    @property
    def short_seal(self) -> str:
        """The seal as it is printed in a footer."""
        return short_seal(self.seal)


def canonical(value: Any) -> bytes:
    """The one way to write plain data as bytes (V1). Raises NotCanonical."""
    text = json.dumps(_ordered(value, 0), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("text with half a surrogate pair") from None


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return digest_of(canonical(value))


def digest_of(content: bytes) -> str:
    """SHA-256 of bytes, 64 hexadecimal digits."""
    return sha256(content).hexdigest()


def section_digests(content: Mapping[str, Any]) -> dict[str, str]:
    """The digest of each section (top-level key) of a formulation's plain data."""
    return {unicodedata.normalize("NFC", name): digest(section) for name, section in content.items()}


def seal_of(header: Header) -> str:
    """The seal: the digest of the canonical header (V2)."""
    return digest_of(sealed_bytes(header))


def sealed_bytes(header: Header) -> bytes:
    """The canonical header: what is hashed into the seal and what is signed (V3)."""
    return canonical(_header_plain(header))


def short_seal(seal: str) -> str:
    """The first 16 digits of a seal in four groups, to be printed and read aloud."""
    return " ".join(seal[i : i + 4] for i in range(0, 16, 4))


def to_plain(version: Version) -> dict[str, Any]:
    """A version as JSON, as a bundle carries it."""
    return {
        "header": _header_plain(version.header),
        "seal": version.seal,
        "signature": version.signature.hex(),
        "content": None if version.content is None else dict(version.content),
        "circumstances": None if version.circumstances is None else circumstances_plain(version.circumstances),
    }


def from_plain(plain: Any) -> Version | None:
    """A version read back from JSON; None where it is not one. Nothing is checked but its shape."""
    if not isinstance(plain, Mapping) or set(plain) != {"header", "seal", "signature", "content", "circumstances"}:
        return None
    header = header_from_plain(plain.get("header"))
    seal, signature, content = plain.get("seal"), plain.get("signature"), plain.get("content")
    if header is None or not isinstance(seal, str) or not isinstance(signature, str):
        return None
    if content is not None and not isinstance(content, Mapping):
        return None
    told = plain.get("circumstances")
    circumstances = circumstances_from_plain(told)
    if told is not None and circumstances is None:
        return None
    try:
        signed = bytes.fromhex(signature)
    except ValueError:
        return None
    return Version(header, seal, signed, content, circumstances)


def header_from_plain(plain: Any) -> Header | None:
    """A header read back from JSON; None where a field is missing, unknown or of another type."""
    if not isinstance(plain, Mapping) or set(plain) != {f.name for f in fields(Header)}:
        return None
    numbers, sections = ("number", "sequence"), plain["sections"]
    if not all(isinstance(plain[n], int) and not isinstance(plain[n], bool) for n in numbers):
        return None
    if not isinstance(sections, Mapping) or not _all_text([*sections, *sections.values()]):
        return None
    if not _all_text(value for name, value in plain.items() if name not in (*numbers, "sections")):
        return None
    return Header(**plain) if has_canonical_form(plain) else None


def circumstances_plain(circumstances: Circumstances) -> dict[str, Any]:
    """Circumstances as JSON; its digest is in the header."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(circumstances)))
    return {name: value for name, value in plain.items() if value or name not in _CAME_LATER}


def circumstances_from_plain(plain: Any) -> Circumstances | None:
    """Circumstances read back from JSON; None where they are not exactly what `circumstances_plain` writes."""
    if not isinstance(plain, Mapping) or not has_canonical_form(plain):
        return None
    try:
        read = Circumstances(
            chair=Chair(**plain["chair"]),
            present=tuple(Attendee(**each) for each in plain["present"]),
            contributed=tuple(Attendee(**each) for each in plain["contributed"]),
            languages=tuple(plain["languages"]),
            withheld=tuple(plain["withheld"]),
            notes=tuple(plain["notes"]),
            reason=plain["reason"],
            salt=plain["salt"],
            review_on=plain.get("review_on", ""),
            restored_from=plain.get("restored_from", 0),
        )
        return read if circumstances_plain(read) == dict(plain) else None
    except (TypeError, KeyError):
        return None


def verify(
    chain: Sequence[Version],
    check: Check,
    *,
    known: Mapping[int, str] | None = None,
    printed: str = "",
    alone: bool = False,
) -> tuple[Finding, ...]:
    """Everything that is wrong with a chain of versions, in order; empty for a sound one.

    `chain` is as it was kept, oldest first; `check` says whether a signature holds. `known` is number -> seal
    from another record (the audit), `printed` the short seal from paper: both find versions cut off the end. `alone`
    says that they were taken out of their chain, where their order says nothing. Each finding has the parameter
    `number`, and its key says what happened to that version.
    """
    found = [each for version in chain for each in _verify_one(version, check)]
    found += () if alone else _verify_order(chain)
    held = {version.number: version.seal for version in chain}
    if known is not None:
        found += _verify_known(held, known)
    if printed and _hex(printed)[:16] not in {seal[:16] for seal in held.values()}:
        found.append(_finding("version_not_the_printed", len(chain)))
    return tuple(found)


def _verify_one(version: Version, check: Check) -> list[Finding]:
    """What can be said of one version by itself: content, circumstances, seal, signature."""
    header, number, found = version.header, version.number, []
    if version.unreadable:
        found.append(_finding("version_content_altered", number))
    if version.content is not None:
        found += _verify_content(version.content, header)
    if version.circumstances is not None and digest(circumstances_plain(version.circumstances)) != header.circumstances:
        found.append(_finding("version_circumstances_altered", number))
    if seal_of(header) != version.seal:
        found.append(_finding("version_header_altered", number))
    if not check(sealed_bytes(header), version.signature, header.key):
        found.append(_finding("version_signature_wrong", number))
    return found


def _verify_content(content: Mapping[str, Any], header: Header) -> list[Finding]:
    try:
        whole, sections = digest(content), section_digests(content)
    except NotCanonical:
        return [_finding("version_content_altered", header.number)]
    if whole == header.content and sections == dict(header.sections):
        return []
    names = sorted(n for n in {*sections, *header.sections} if sections.get(n) != header.sections.get(n))
    altered = [
        Finding("version_section_altered", Place(name), True, {"number": header.number, "section": name})
        for name in names
    ]
    return altered or [_finding("version_content_altered", header.number)]


def _verify_order(chain: Sequence[Version]) -> list[Finding]:
    """V2 and V4: each version follows the one before."""
    found = []
    for place, version in enumerate(chain):
        before = chain[place - 1] if place else None
        header = version.header
        if header.number != place + 1:
            found.append(_finding("version_out_of_order", header.number))
        if header.parent != (before.seal if before else ""):
            found.append(_finding("version_parent_wrong", header.number))
        if before and _goes_back(before.header, header):
            found.append(_finding("version_before_its_parent", header.number))
    return found


def _goes_back(before: Header, header: Header) -> bool:
    """The order number is compared only between versions of one installation."""
    same_installation = header.key == before.key
    return header.frozen_at < before.frozen_at or (same_installation and header.sequence <= before.sequence)


def _verify_known(held: Mapping[int, str], known: Mapping[int, str]) -> list[Finding]:
    found = [_finding("version_not_recorded", number) for number in sorted(set(held) - set(known))]
    for number, seal in sorted(known.items()):
        if number not in held:
            found.append(_finding("version_missing", number))
        elif held[number] != seal:
            found.append(_finding("version_replaced", number))
    return found


def _finding(key: str, number: int) -> Finding:
    return Finding(key, blocking=True, parameters={"number": number})


def _ordered(value: Any, depth: int) -> Any:
    """The same data with keys in UTF-16 order and text in NFC."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -EXACT <= value <= EXACT:
            raise NotCanonical("a whole number beyond 2^53")
        return value
    if depth >= DEEPEST:
        raise NotCanonical("nested too deep")
    if isinstance(value, Mapping):
        return _ordered_map(value, depth)
    if isinstance(value, list | tuple):
        return [_ordered(each, depth + 1) for each in value]
    raise NotCanonical(f"a {type(value).__name__} has no canonical form")


def _ordered_map(value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for key, each in value.items():
        if not isinstance(key, str):
            raise NotCanonical("a key that is not text")
        name = key if key.isascii() else unicodedata.normalize("NFC", key)
        if name in keys:
            raise NotCanonical("a key twice after NFC")
        keys[name] = each
    plain = all(name.isascii() for name in keys)
    names = sorted(keys) if plain else sorted(keys, key=lambda n: n.encode("utf-16-be", "surrogatepass"))
    return {name: _ordered(keys[name], depth + 1) for name in names}


def _header_plain(header: Header) -> dict[str, Any]:
    plain = {f.name: getattr(header, f.name) for f in fields(Header)}
    return {**plain, "sections": dict(header.sections)}


def has_canonical_form(value: Any) -> bool:
    """Whether a value can be written in the canonical form (V1)."""
    try:
        canonical(value)
    except NotCanonical:
        return False
    return True


def _all_text(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _hex(text: str) -> str:
    return re.sub(r"[^0-9a-f]", "", text.lower())
