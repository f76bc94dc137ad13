"""What of a formulation is in a copy that leaves the house: one pure function, from which every report and every
picture is made.

K1  what is removed is in no copy; what is marked sensitive, or is a family secret, only where that was chosen; what is
    redacted in none. Each goes whole, with its other tellings.
K2  what says nothing without something held back goes with it (a tie, a stay, a placement in somebody's company);
    everything else that points at it points there no more. A couple whose partner is held back stays for its children.
K3  a sentence of the story has no mark of its own, so it goes by what it stands on: it loses the citations of what is
    held back, and is left out where nothing else is left that it stood on. Where sentences cannot be told apart the
    whole block is left out.
K4  words that the child has not let be shown are in no copy; words for some only where what is sensitive was chosen.
K5  somebody who may not be named is in every copy without name or words about them.
K6  the child's own copy holds nothing that is sensitive, secret or redacted, whatever was chosen, no card and no
    recommendation that rests on it (what is to be prepared would tell what is to come), and no kind of record that
    tells of harm (vocabulary: `restricted`); nothing is told of what is missing from it.
K7  that an entry was redacted is told with its reason, and where it would have stood; what is sensitive is not counted.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import Kind, Record
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, SPECS, Formulation
from server.domain.story import Atom, Block, Inline, StoryPart, Text

Keys = frozenset[tuple[str, str]]
"""Records by collection and id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A formulation as a copy holds it. `redacted` has the reasons given, by collection; `unsaid` the blocks of the
    story (part and number, as they stand in `formulation`) from which a sentence was left out."""

    formulation: Formulation
    redacted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsaid: frozenset[tuple[str, int]] = frozenset()


NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "turns": ("union",),
    "parent_links": ("child",),
    "bonds": ("a", "b"),
    "stays": ("household", "person"),
    "facts": ("about",),
    "experiences": ("event",),
    "placements": ("person",),
    "decisions": ("recommendation",),
}
"""Collection -> the references without which a record says nothing, or something else (K2)."""
ENDS: Final[Mapping[str, tuple[str, ...]]] = {"unions": ("a", "b"), "parent_links": ("union", "parent")}
"""Collection -> references of which one is enough."""
NAMES: Final = {"name": "", "known_as": "", "called": "", "aliases": "", "note": ""}
"""What is not told of somebody who may not be named (K5)."""
TOLD: Final = frozenset({Kind.LINE, Kind.PROSE, Kind.CHOICE, Kind.MOMENT})
"""Kinds of fields whose other tellings can be told in words."""
QUOTE: Final = {"quote": "", "quote_heard_by": "", "quote_heard": None, "quote_share_with": ""}


def kept(
    formulation: Formulation,
    sentences: Sequence[Sentence] = (),
    *,
    with_sensitive: bool = False,
    redacted: Mapping[str, str] | None = None,
    for_child: bool = False,
) -> Kept:
    """The formulation as a copy holds it (K1 to K7). `redacted` is record id -> the reason to be printed; `sentences`
    are those of the whole story."""
    reasons = redacted or {}
    f = formulation.standing()
    chosen = with_sensitive and not for_child
    quiet = frozenset(
        (name, i)
        for name in COLLECTIONS
        for i, record in f.collection(name).items()
        if _is_quiet(name, record, chosen, for_child)
    )
    struck = frozenset((name, i) for name in COLLECTIONS for i in f.collection(name) if i in reasons) - quiet
    gone = _with_what_hangs_on(f, quiet | struck, for_child)
    records: dict[str, Any] = {
        name: {
            i: _shown(name, record, gone, chosen) for i, record in f.collection(name).items() if (name, i) not in gone
        }
        for name in COLLECTIONS
    }
    story, unsaid = _story(f, sentences, gone)
    told = () if for_child else tuple(sorted(struck, key=lambda key: _place(f, key)))
    by_collection = {
        name: tuple(reasons[i] for n, i in told if n == name) for name in dict.fromkeys(n for n, _ in told)
    }
    return Kept(Formulation(**records, story=story), by_collection, frozenset() if for_child else unsaid)


def _is_quiet(collection: str, record: Record, with_sensitive: bool, for_child: bool) -> bool:
    """Whether a record is held back without a word (K1, K4, K6)."""
    if not with_sensitive and (record.sensitive or getattr(record, "secret", False)):
        return True
    if collection == "events" and getattr(record, "lane", "") == "words" and not _may_be_shown(record, with_sensitive):
        return True
    return for_child and collection != "unions" and is_restricted(collection, record)


def is_restricted(collection: str, record: Record) -> bool:
    """Whether the kind of a record tells of harm."""
    table = next((spec.table for spec in SPECS[collection] if spec.name == "kind"), "")
    kind = getattr(record, "kind", "")
    return bool(table) and kind in vocabulary.keys(table) and vocabulary.row(table, kind).restricted


def _may_be_shown(record: Any, with_sensitive: bool) -> bool:
    """Whether the child has let their words be shown, as far as anybody knows (K4)."""
    share = getattr(record, "quote_share", "") or getattr(record, "share", "")
    return share != "no" and (share != "some" or with_sensitive)


def _with_what_hangs_on(f: Formulation, gone: Keys, for_child: bool) -> Keys:
    """What is held back, and what says nothing without it (K2, K6)."""
    while True:
        more = frozenset(
            (name, i)
            for name in COLLECTIONS
            for i, record in f.collection(name).items()
            if (name, i) not in gone
            and (_hangs_on(name, record, gone) or (for_child and _rests_on(name, record, gone)))
        )
        if not more:
            return gone
        gone |= more


def _hangs_on(collection: str, record: Record, gone: Keys) -> bool:
    if collection in ("comments", "statements"):
        return (getattr(record, "collection", ""), getattr(record, "record", "")) in gone
    to = {spec.name: spec.to for spec in SPECS[collection] if spec.kind is Kind.REFERENCE}
    if any((to[name], getattr(record, name)) in gone for name in NEEDED.get(collection, ())):
        return True
    ends = [(to[name], getattr(record, name)) for name in ENDS.get(collection, ()) if getattr(record, name)]
    return bool(ends) and all(end in gone for end in ends)


def _rests_on(collection: str, record: Any, gone: Keys) -> bool:
    """Whether a card or a recommendation rests on something that is held back."""
    if collection not in ("cards", "recommendations"):
        return False
    return any((name, i) in gone for name in ("events", "people", "facts") for i in getattr(record, name))


def _shown(collection: str, record: Record, gone: Keys, with_sensitive: bool) -> Record:
    """One record without what points at something held back, and without words that are not to be shown."""
    changed: dict[str, Any] = {"accounts": _accounts(collection, record, with_sensitive)}
    for spec in SPECS[collection]:
        value = getattr(record, spec.name)
        if spec.kind is Kind.REFERENCE and (spec.to, value) in gone:
            changed[spec.name] = ""
        elif spec.kind is Kind.REFERENCES and any((spec.to, i) in gone for i in value):
            changed[spec.name] = {i: part for i, part in value.items() if (spec.to, i) not in gone}
    if getattr(record, "unnamed", False):
        changed |= NAMES
    if collection == "events" and not _may_be_shown(record, with_sensitive):
        changed |= QUOTE
    if collection == "voices" and not _may_be_shown(record, with_sensitive):
        changed |= {"text": "", "sentence": "", "share_with": ""}
    return replace(record, **changed)


def _accounts(collection: str, record: Record, with_sensitive: bool) -> dict[str, Mapping[str, Any]]:
    """The other tellings that can be told in words, of a record that may be told in full."""
    if getattr(record, "unnamed", False):
        return {}
    own = {*QUOTE, "text", "sentence"} if collection in ("events", "voices") else set()
    quiet = set() if _may_be_shown(record, with_sensitive) else own
    told = {spec.name for spec in SPECS[collection] if spec.kind in TOLD} - quiet
    return {i: account for i, account in record.accounts.items() if account.get("field") in told}


def _place(f: Formulation, key: tuple[str, str]) -> tuple[int, str, str]:
    name, i = key
    return list(COLLECTIONS).index(name), f.collection(name)[i].order, i


# -- the story


def _story(
    f: Formulation, sentences: Sequence[Sentence], gone: Keys
) -> tuple[dict[str, StoryPart], frozenset[tuple[str, int]]]:
    """The story without the sentences and citations of what is held back (K3), and the blocks that lost a sentence."""
    parts, unsaid = {}, set()
    for name, part in f.story.items():
        blocks: list[Block] = []
        for number, block in enumerate(part.blocks):
            own = [s for s in sentences if (s.part, s.block) == (name, number)]
            content, lost = _block(block, own, gone)
            if lost:
                unsaid.add((name, len(blocks)))
            blocks.append(replace(block, content=content))
        parts[name] = StoryPart(tuple(blocks))
    return parts, frozenset(unsaid)


def _block(block: Block, sentences: Sequence[Sentence], gone: Keys) -> tuple[tuple[Inline, ...], bool]:
    """A block without what is held back, and whether a sentence of it was."""
    atoms = [each for each in block.content if isinstance(each, Atom)]
    if not any(_is_gone(atom, gone) for atom in atoms):
        return block.content, False
    content, lost = _without(block.content, sentences, gone)
    if content is None:
        return (), True
    return tuple(each for each in content if not (isinstance(each, Atom) and _is_gone(each, gone))), lost


def _is_gone(atom: Atom, gone: Keys) -> bool:
    """Whether a citation is of something held back, or is held back itself. That a sentence is a hypothesis stays."""
    return atom.kind == "citation" and ((atom.collection, atom.record) in gone or ("statements", atom.id) in gone)


def _without(content: Iterable[Inline], sentences: Sequence[Sentence], gone: Keys) -> tuple[list[Inline] | None, bool]:
    """The content without the sentences that stood on nothing else; None where the sentences are not those of the
    content, and so cannot be told apart.

    Sentences are found by the letters that they have, spaces aside: what stands after the last letter of one, and
    before the first of the next, is the one's.
    """
    content = list(content)
    letters = [len(_SPACE.sub("", each.words)) for each in sentences]
    if sum(letters) != sum(len(_SPACE.sub("", each.text)) for each in content if isinstance(each, Text)):
        return None, True
    out = [bool(s.cited) and all(key in gone for key in s.cited) for s in sentences]
    ends = [sum(letters[: n + 1]) for n in range(len(letters))]
    said: list[Inline] = []
    seen, at = 0, 0
    for each in content:
        if isinstance(each, Atom):
            if not out or not out[min(at, len(out) - 1)]:
                said.append(each)
            continue
        stays = ""
        for letter in each.text:
            if not _SPACE.match(letter):
                seen += 1
                while at < len(ends) - 1 and seen > ends[at]:
                    at += 1
            stays += "" if out[min(at, len(out) - 1)] else letter
        if stays:
            said.append(replace(each, text=stays))
    return said, any(out)


_SPACE: Final = re.compile(r"\s+")
