"""The story: why it is as it is, in sentences that say what they stand on.

A part of the story is a row of blocks (paragraphs, bullets, headings), each with texts and, after a sentence, the
marks that belong to it: what it stands on (a citation of an event, a person or a fact), that it is a hypothesis, that
somebody wants it looked at again. Blocks are flat, so that no merge of two people's edits can be an invalid text.

S1  reading is total: whatever a document or a file holds becomes blocks, and what could not be used is counted.
S2  the plain form is one form: texts in NFC without control characters, neighbours of the same marks joined, no
    empty text, marks sorted.
S3  a sentence is looked at again when what it stands on is no longer as it was when it was last looked at: changed,
    told in two ways, removed. That is read off the two states, never written down and never a matter of clocks.

Who finds a sentence: `static/src/story/sentences.js`, for the page and the server alike. Source of the marks: BPS
Division of Clinical Psychology, Good Practice Guidelines on formulation (2011): a formulation is a hypothesis that
rests on evidence, open to revision, with other ways to see it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from server.domain import vocabulary
from server.domain.fields import ID, clean_line

ROOT: Final = "story_"
"""What the name of a part's root in the shared document begins with; the root's name is also the part for locks."""
PART_MAX: Final = 60_000
"""Characters in one part of the story."""
BLOCKS: Final = ("paragraph", "bullet", "heading")
LEVELS: Final = (2, 3)
"""Levels of a heading: the page's own title is the first."""
MARKS: Final = ("em", "strong")
ATOMS: Final[Mapping[str, tuple[str, ...]]] = {
    "citation": ("id", "collection", "record"),
    "hypothesis": ("id",),
    "look_again": ("id",),
}
"""What stands in a text as one thing -> its attributes; every one of them is text and is there."""
CITED: Final = ("events", "people", "facts")
"""Collections that a sentence may stand on."""

_NOT_STATE: Final = frozenset({"place", "order", "added_by", "added_at", "removed_by", "ref", "talked_about"})
"""Fields that say nothing of what is told: where it is drawn, who wrote it down."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words, with the marks they carry (`MARKS`, sorted)."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Atom:
    """One thing between words, after the sentence it belongs to. `kind` is a key of `ATOMS`; `collection` and
    `record` say what a citation points at, else ""."""

    kind: str
    id: str
    collection: str = ""
    record: str = ""


Inline = Text | Atom


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a bullet or a heading (`level` 2 or 3; 0 for the others)."""

    kind: str
    content: tuple[Inline, ...] = ()
    level: int = 0


@dataclass(frozen=True, slots=True)
class StoryPart:
    """One part of the story, its blocks in order."""

    blocks: tuple[Block, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plain form (S2)."""
        return {"blocks": [_block_json(block) for block in self.blocks]}

    @classmethod
    def from_json(cls, value: Any) -> tuple["StoryPart", int]:
        """A part from anything, and how many things in it could not be used; never raises (S1)."""
        blocks = value.get("blocks") if isinstance(value, Mapping) else None
        if not isinstance(blocks, list):
            return cls(), 0 if value is None else 1
        unused: list[Any] = []
        read = tuple(block for each in blocks if (block := _block(each, unused)) is not None)
        return cls(read), len(unused)

    def atoms(self) -> Iterator[tuple[int, Atom]]:
        """What stands between the words, each with the number of its block, in the order of reading."""
        for number, block in enumerate(self.blocks):
            for inline in block.content:
                if isinstance(inline, Atom):
                    yield number, inline

    @property
    def words(self) -> str:
        """The words alone, a line for each block."""
        texts = ("".join(i.text for i in block.content if isinstance(i, Text)) for block in self.blocks)
        return "\n".join(texts)


Story = Mapping[str, StoryPart]
"""The parts by the key of their row in `vocabulary.STORY_PARTS`."""


def root_of(part: str) -> str:
    """The name of a part's root in the shared document."""
    return ROOT + part


def roots() -> tuple[str, ...]:
    """The names of all parts' roots, in the order of the vocabulary."""
    return tuple(root_of(row.key) for row in vocabulary.STORY_PARTS)


def to_plain(story: Story) -> dict[str, Any]:
    """Every part in its plain form, an empty one included."""
    return {row.key: story.get(row.key, StoryPart()).to_json() for row in vocabulary.STORY_PARTS}


def from_plain(value: Any) -> tuple[dict[str, StoryPart], tuple[str, ...]]:
    """A story from anything, and the keys of the parts of which something could not be used; never raises."""
    source: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    parts: dict[str, StoryPart] = {}
    doubtful = []
    for row in vocabulary.STORY_PARTS:
        parts[row.key], unused = StoryPart.from_json(source.get(row.key))
        if unused:
            doubtful.append(row.key)
    return parts, tuple(doubtful)


class Stale(NamedTuple):
    """A citation to be looked at again: where it stands (part, number of the block), its id, what it points at, and
    `why`: `changed`, `disputed`, `removed` or `missing`."""

    part: str
    block: int
    id: str
    collection: str
    record: str
    why: str


def stale(plain: Mapping[str, Any]) -> tuple[Stale, ...]:
    """The citations that are to be looked at again, in the order of reading (S3). `plain` is the formulation's plain
    form, removed records included or not."""
    statements: Mapping[str, Any] = plain.get("statements", {})
    found = []
    for part, told in from_plain(plain.get("story"))[0].items():
        for block, atom in told.atoms():
            if atom.kind == "citation" and (why := why_again(plain, atom, statements.get(atom.id))):
                found.append(Stale(part, block, atom.id, atom.collection, atom.record, why))
    return tuple(found)


def why_again(plain: Mapping[str, Any], atom: Atom, statement: Mapping[str, Any] | None) -> str:
    """Why a citation is to be looked at again, or "" (S3). `statement` is what was kept when it was last looked at;
    without one only what is gone is told."""
    record = plain.get(atom.collection, {}).get(atom.record)
    if record is None:
        return "missing"
    if record.get("removed_at"):
        return "removed"
    looked = str((statement or {}).get("looked", ""))
    if looked and looked == state_digest(record):
        return ""
    if not looked:
        return ""
    disputed = any(not account.get("settled") for account in record.get("accounts", {}).values())
    return "disputed" if disputed else "changed"


def state_digest(record: Mapping[str, Any]) -> str:
    """16 hexadecimal digits of what a record tells, in its plain form: the same as `static/src/story/digest.js`. A
    fingerprint to notice a change by, not a seal."""
    told = {name: value for name, value in record.items() if name not in _NOT_STATE}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return _fingerprint(text.encode("utf-16-le", "surrogatepass"))


def _fingerprint(units: bytes) -> str:
    """Two FNV-1a sums of 32 bits, begun differently, over the halves of UTF-16 code units."""
    one, other = 0x811C9DC5, 0x01000193
    for byte in units:
        one = (one ^ byte) * 0x01000193 & 0xFFFFFFFF
        other = (other ^ byte) * 0x85EBCA6B & 0xFFFFFFFF
        other ^= other >> 13
    return f"{one:08x}{other:08x}"


def _block_json(block: Block) -> dict[str, Any]:
    told: dict[str, Any] = {"type": block.kind, "content": [_inline_json(inline) for inline in block.content]}
    return {**told, "level": block.level} if block.level else told


def _inline_json(inline: Inline) -> dict[str, Any]:
    if isinstance(inline, Text):
        return {"text": inline.text, "marks": list(inline.marks)} if inline.marks else {"text": inline.text}
    return {"type": inline.kind, **{name: getattr(inline, name) for name in ATOMS[inline.kind]}}


def _block(value: Any, unused: list[Any]) -> Block | None:
    kind = value.get("type") if isinstance(value, Mapping) else None
    if kind not in BLOCKS:
        unused.append(value)
        return None
    level = value.get("level", LEVELS[0])
    if kind != "heading":
        level = 0
    elif level not in LEVELS or isinstance(level, bool):
        unused.append(level)
        level = LEVELS[0]
    content = value.get("content", [])
    if not isinstance(content, list):
        unused.append(content)
        content = []
    return Block(kind, _joined([i for each in content if (i := _inline(each, unused)) is not None]), int(level))


def _inline(value: Any, unused: list[Any]) -> Inline | None:
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str) and "type" not in value:
            marks = value.get("marks", [])
            known = sorted({mark for mark in marks if mark in MARKS}) if isinstance(marks, list) else []
            if not isinstance(marks, list) or len(known) != len(marks):
                unused.append(marks)
            return Text(value["text"], tuple(known))
        atom = _atom(value)
        if atom is not None:
            return atom
    unused.append(value)
    return None


def _atom(value: Mapping[str, Any]) -> Atom | None:
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in ATOMS:
        return None
    if not all(isinstance(value.get(name), str) for name in ATOMS[kind]):
        return None
    if not ID.fullmatch(value["id"]):
        return None
    if kind == "citation" and not (value["collection"] in CITED and ID.fullmatch(value["record"])):
        return None
    return Atom(kind, **{name: value[name] for name in ATOMS[kind]})


def _joined(content: list[Inline]) -> tuple[Inline, ...]:
    """Neighbouring texts of the same marks as one, each in normal form; empty ones are left out (S2)."""
    joined: list[Inline] = []
    for inline in content:
        last = joined[-1] if joined else None
        if isinstance(inline, Atom):
            joined.append(inline)
        elif not clean_line(inline.text):
            continue
        elif isinstance(last, Text) and last.marks == inline.marks:
            joined[-1] = Text(last.text + inline.text, last.marks)
        else:
            joined.append(inline)
    return tuple(Text(clean_line(i.text), i.marks) if isinstance(i, Text) else i for i in joined)
