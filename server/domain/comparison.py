"""What changed between two formulations of one child: record by record, by stable id, in seven verbs.

C1  a record is told once, by one verb: new, no longer, merged, corrected, renamed, moved, changed; every field that
    differs stands with it, what it was and what it is
C2  where a symbol is drawn, who wrote a field and when are no changes; a record that stands elsewhere among its like
    is moved, and as few are moved as explain the new order
C3  a sentence of the story is the same sentence while most of its words are; it is told by its words, and by what it
    stands on
C4  comparing one formulation with itself tells nothing; comparing the other way round tells the same, mirrored
C5  corrected is what a colleague's telling was settled against since, or what a name was found to be (an alias)
C6  what is held back of a comparison is what either side marks sensitive or secret, and what is tied to it

Sources: FHIR R5 Composition.status (corrected, appended); Wikipedia's and legal redlines (insertion, strike-through,
list); our own verbs are of design/VERSIONS, section 4.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from server.domain.fields import Kind, Record, plain_value
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, SPECS, Formulation

VERBS: Final = ("new", "changed", "no_longer", "moved", "renamed", "merged", "corrected")
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "story": ("statements",),
    "family": ("people", "unions", "turns", "parent_links", "bonds", "households", "stays"),
    "timeline": ("events", "experiences"),
    "steps": ("placements",),
    "recommendations": ("recommendations", "decisions"),
    "board": ("cards",),
    "voice": ("voices",),
    "facts": ("facts",),
    "comments": ("comments",),
}
"""The sections in the order in which they are told, each with its collections."""
SECTION_OF: Final = {name: section for section, names in SECTIONS.items() for name in names}

_UNTOLD_KINDS: Final = frozenset({Kind.PLACE, Kind.ORDER, Kind.AUTHOR, Kind.INSTANT, Kind.ACCOUNTS})
_UNTOLD: Final = frozenset({"ref", "pinned", "talked_about", "looked", "language", "suggested"})
"""What is no change of what is told (C2)."""
_NAMES: Final = frozenset({"name", "known_as", "called", "aliases", "title"})
_STANDS: Final = {"events": "lane", "cards": "box", "recommendations": "steps", "facts": "area"}
"""Collection -> the field that says where a record stands: another one is a move."""
_ORDERED: Final = frozenset({"cards", "recommendations", "facts"})
"""Collections that people put in order."""
ALIKE: Final = 0.5
"""The part of their words that two sentences share at least, to be one sentence (C3)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that differs: its values in plain form, as they were and as they are."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Settled:
    """A dispute that was settled since: of which field, how (a row of account_outcomes), and why."""

    field: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One record that differs (C1). `into` is the record that one was found to be, "" for none."""

    collection: str
    id: str
    verb: str
    fields: tuple[Field, ...] = ()
    settled: tuple[Settled, ...] = ()
    into: str = ""


Words = tuple[tuple[str, str], ...]
"""A sentence as its words: (`same`, `in` or `out`, text), in the order of reading, each one blank from the next."""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the story that differs (C3). `part` is where it stands, or stood; `cited` and `no_longer_cited`
    are collections and ids."""

    part: str
    verb: str
    words: Words
    before: str = ""
    after: str = ""
    cited: tuple[tuple[str, str], ...] = ()
    no_longer_cited: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs; empty where nothing does."""

    changes: tuple[Change, ...] = ()
    sentences: tuple[Told, ...] = ()

    def of(self, section: str) -> tuple[Change, ...]:
        """The changes of one section."""
        return tuple(change for change in self.changes if SECTION_OF[change.collection] == section)

    @property
    def counts(self) -> dict[str, int]:
        """Section -> how many things changed there."""
        return {name: len(self.of(name)) + (len(self.sentences) if name == "story" else 0) for name in SECTIONS}

    @property
    def total(self) -> int:
        """How many things changed."""
        return len(self.changes) + len(self.sentences)


def compare(
    before: Formulation,
    after: Formulation,
    sentences_before: Sequence[Sentence] = (),
    sentences_after: Sequence[Sentence] = (),
) -> Comparison:
    """What changed from one formulation to another. Records flagged removed count as not there. The sentences are those
    of the two stories, as `static/src/story/` finds them."""
    was, now = before.standing(), after.standing()
    changes = [change for name in COLLECTIONS for change in _of_collection(name, was, now, after)]
    rank = {name: at for at, name in enumerate(SECTION_OF)}
    changes.sort(key=lambda each: (rank[each.collection], VERBS.index(each.verb)))
    return Comparison(tuple(changes), _sentences(sentences_before, sentences_after))


def held_back(*formulations: Formulation) -> frozenset[tuple[str, str]]:
    """The records, as collection and id, that are told to nobody who only looks over a shoulder (C6): those that any of
    the formulations marks, and those that point at one of them, for they would name it."""
    held = {
        (name, i)
        for each in formulations
        for name in COLLECTIONS
        for i, record in each.collection(name).items()
        if record.sensitive or getattr(record, "secret", False)
    }
    while True:
        tied = {
            (name, i)
            for each in formulations
            for name in COLLECTIONS
            for i, record in each.collection(name).items()
            if (name, i) not in held and _points_at(name, record, held)
        }
        if not tied:
            return frozenset(held)
        held |= tied


def _points_at(name: str, record: Record, held: Set[tuple[str, str]]) -> bool:
    return any((spec.to, getattr(record, spec.name)) in held for spec in SPECS[name] if spec.kind is Kind.REFERENCE)


def _of_collection(name: str, was: Formulation, now: Formulation, whole: Formulation) -> Iterable[Change]:
    old, new = _told(name, was.collection(name)), _told(name, now.collection(name))
    moved = _moved(name, old, new)
    for i, record in new.items():
        if i not in old:
            yield Change(name, i, "new", _fields(name, None, record))
            continue
        fields, settled = _fields(name, old[i], record), _settled(old[i], record)
        if fields or settled or i in moved:
            verb = _verb(name, fields, settled)
            into = str(getattr(record, "same_as", "")) if verb == "merged" else ""
            yield Change(name, i, verb, fields, settled, into)
    for i, record in old.items():
        if i not in new:
            into = _found_to_be(i, record, old, new, whole) if name == "people" else ""
            yield Change(name, i, "merged" if into else "no_longer", _fields(name, record, None), (), into)


def _told(name: str, records: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of the story's marks only hypotheses with something said of them: what a sentence stands on is told with it."""
    if name != "statements":
        return records
    return {i: r for i, r in records.items() if r.kind == "hypothesis" and (r.alternatives or r.outcome or r.note)}


def _verb(name: str, fields: Sequence[Field], settled: Sequence[Settled]) -> str:
    """C1, for a record that is in both."""
    differs = {field.name for field in fields}
    if any(field.name == "same_as" and field.after and not field.before for field in fields):
        return "merged"
    if settled:
        return "corrected"
    if differs and differs <= _NAMES:
        return "renamed"
    if differs <= {_STANDS.get(name, "")}:
        return "moved"
    return "changed"


def _fields(name: str, before: Record | None, after: Record | None) -> tuple[Field, ...]:
    """The fields that differ; of a record that is in one alone, those that it fills."""
    found = []
    for spec in SPECS[name]:
        if spec.kind in _UNTOLD_KINDS or spec.name in _UNTOLD:
            continue
        default = plain_value(spec, spec.default)
        was = default if before is None else plain_value(spec, getattr(before, spec.name))
        now = default if after is None else plain_value(spec, getattr(after, spec.name))
        if was != now:
            found.append(Field(spec.name, was, now))
    return tuple(found)


def _settled(before: Record, after: Record) -> tuple[Settled, ...]:
    """The tellings that have been settled since (C5)."""
    return tuple(
        Settled(str(told.get("field", "")), str(told.get("outcome", "")), str(told.get("reason", "")))
        for i, told in sorted(after.accounts.items())
        if told.get("settled") and not before.accounts.get(i, {}).get("settled")
    )


def _found_to_be(i: str, gone: Any, old: Mapping[str, Any], new: Mapping[str, Any], whole: Formulation) -> str:
    """Who somebody was found to be: as the merge says, or whose other name has become theirs since (C5)."""
    held = whole.people.get(i)
    if held is not None and held.merged_into in new:
        return held.merged_into
    names = {_folded(name) for name in (gone.name, gone.known_as) if name.strip()}
    for other, person in new.items():
        earlier = old.get(other)
        since = _aliases(person.aliases) - (_aliases(earlier.aliases) if earlier else set())
        if names & since:
            return other
    return ""


def _aliases(text: str) -> set[str]:
    return {_folded(name) for name in re.split(r"[,;/]", text) if name.strip()}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKD", text).casefold().split())


def _moved(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """The records that stand elsewhere among their like: the fewest that explain the new order (C2)."""
    if name not in _ORDERED:
        return frozenset()
    stands = _STANDS[name]
    groups: dict[str, list[str]] = {}
    for i, record in sorted(new.items(), key=lambda each: (each[1].order, each[0])):
        if i in old and getattr(old[i], stands) == getattr(record, stands):
            groups.setdefault(getattr(record, stands), []).append(i)
    moved: set[str] = set()
    for members in groups.values():
        then = {i: at for at, i in enumerate(sorted(members, key=lambda i: (old[i].order, i)))}
        keep = _longest_rising([then[i] for i in members])
        moved.update(i for at, i in enumerate(members) if at not in keep)
    return frozenset(moved)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of a longest run of rising numbers, not necessarily side by side."""
    ends: list[int] = []
    places: list[int] = []
    came_from: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        came_from.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            places.append(at)
        else:
            ends[length], places[length] = number, at
    kept: set[int] = set()
    at = places[-1] if places else -1
    while at >= 0:
        kept.add(at)
        at = came_from[at]
    return kept


# The story (C3)


def word_changes(before: str, after: str) -> Words:
    """What of a sentence is the same, what came in and what went out, in the order of reading; words stand one blank
    apart."""
    old, new = before.split(), after.split()
    told: list[tuple[str, str]] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            told.append(("same", " ".join(new[c:d])))
            continue
        if b > a:
            told.append(("out", " ".join(old[a:b])))
        if d > c:
            told.append(("in", " ".join(new[c:d])))
    return tuple(told)


def _sentences(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[Told, ...]:
    old = [each for each in before if each.words.strip()]
    new = [each for each in after if each.words.strip()]
    pairs = _paired(old, new)
    matched = {b: a for a, b in pairs.items()}
    still = _longest_rising([matched[b] for b in sorted(matched)])
    in_place = {b for place, b in enumerate(sorted(matched)) if place in still}
    told = []
    for b, sentence in enumerate(new):
        if b not in matched:
            told.append(_whole(sentence, "new"))
            continue
        was = old[matched[b]]
        moved = b not in in_place or was.part != sentence.part
        change = _one(was, sentence, moved=moved)
        if change is not None:
            told.append(change)
    told += [_whole(sentence, "no_longer") for a, sentence in enumerate(old) if a not in pairs]
    return tuple(told)


def _paired(old: Sequence[Sentence], new: Sequence[Sentence]) -> dict[int, int]:
    """Which sentence became which: the same words first, in order and then wherever they stand; of the rest those that
    share most of their words, the most alike first."""
    were, are = [(each.part, _plain(each.words)) for each in old], [(each.part, _plain(each.words)) for each in new]
    pairs: dict[int, int] = {}
    for a, b, size in SequenceMatcher(None, were, are, autojunk=False).get_matching_blocks():
        pairs.update({a + n: b + n for n in range(size)})
    free = {b for b in range(len(new)) if b not in pairs.values()}
    for a in range(len(old)):
        if a not in pairs:
            same = next((b for b in sorted(free) if _plain(new[b].words) == _plain(old[a].words)), None)
            if same is not None:
                pairs[a] = same
                free.discard(same)
    alike = []
    for a in (a for a in range(len(old)) if a not in pairs):
        mine = _plain(old[a].words).split()
        for b in sorted(free):
            ratio = SequenceMatcher(None, mine, _plain(new[b].words).split(), autojunk=False).ratio()
            if ratio >= ALIKE:
                alike.append((-ratio, old[a].part != new[b].part, abs(a - b), a, b))
    for _, _, _, a, b in sorted(alike):
        if a not in pairs and b in free:
            pairs[a] = b
            free.discard(b)
    return pairs


def _plain(words: str) -> str:
    return " ".join(words.split())


def _one(was: Sentence, now: Sentence, *, moved: bool) -> Told | None:
    """A sentence that is in both; None where it is the same and stands where it stood."""
    came = tuple(cited for cited in now.cited if cited not in was.cited)
    went = tuple(cited for cited in was.cited if cited not in now.cited)
    same = _plain(was.words) == _plain(now.words)
    if same and not came and not went and not moved and was.hypothesis == now.hypothesis:
        return None
    words = (("same", _plain(now.words)),) if same else word_changes(was.words, now.words)
    verb = "moved" if same and moved and not came and not went else "changed"
    return Told(now.part, verb, words, was.words, now.words, came, went)


def _whole(sentence: Sentence, verb: str) -> Told:
    if verb == "new":
        return Told(sentence.part, verb, (("in", _plain(sentence.words)),), "", sentence.words, cited=sentence.cited)
    words = (("out", _plain(sentence.words)),)
    return Told(sentence.part, verb, words, sentence.words, "", no_longer_cited=sentence.cited)
