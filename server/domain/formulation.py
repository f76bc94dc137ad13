"""The formulation: everything the document holds, one mapping of records for each collection.

`COLLECTIONS` is the schema: collection name -> record class and the part of the formulation it belongs to (a part
is what the chair opens and locks). Reading is total: `from_plain` turns any JSON into a formulation and findings.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain import fields as kinds
from server.domain import story as stories
from server.domain.board import Card
from server.domain.errors import Finding, Place
from server.domain.fields import FieldSpec, Record
from server.domain.genogram import Bond, Fact, Household, ParentLink, Person, Stay, Union, UnionTurn
from server.domain.recommendations import Decision, Recommendation
from server.domain.statements import Comment, Statement
from server.domain.steps import Placement
from server.domain.timeline import Experience, TimelineEvent
from server.domain.voice import Voice

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Formulation:
    """Records by id, removed ones included; `standing` leaves them out."""

    people: Mapping[str, Person] = field(default_factory=dict)
    unions: Mapping[str, Union] = field(default_factory=dict)
    turns: Mapping[str, UnionTurn] = field(default_factory=dict)
    parent_links: Mapping[str, ParentLink] = field(default_factory=dict)
    bonds: Mapping[str, Bond] = field(default_factory=dict)
    households: Mapping[str, Household] = field(default_factory=dict)
    stays: Mapping[str, Stay] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    events: Mapping[str, TimelineEvent] = field(default_factory=dict)
    experiences: Mapping[str, Experience] = field(default_factory=dict)
    cards: Mapping[str, Card] = field(default_factory=dict)
    statements: Mapping[str, Statement] = field(default_factory=dict)
    placements: Mapping[str, Placement] = field(default_factory=dict)
    recommendations: Mapping[str, Recommendation] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    voices: Mapping[str, Voice] = field(default_factory=dict)
    comments: Mapping[str, Comment] = field(default_factory=dict)
    story: stories.Story = field(default_factory=dict)

    def collection(self, name: str) -> Mapping[str, Record]:
        """The records of one collection. Raises AttributeError for a name that is none."""
        records: Mapping[str, Record] = getattr(self, name)
        return records

    def standing(self) -> "Formulation":
        """The formulation without what is flagged removed: what a version holds."""
        kept: dict[str, Any] = {
            name: {i: r for i, r in self.collection(name).items() if not r.removed} for name in COLLECTIONS
        }
        return Formulation(**kept, story=self.story)

    def without(self, held: Set[tuple[str, str]]) -> "Formulation":
        """The formulation without some records, given as collection and id."""
        kept: dict[str, Any] = {
            name: {i: r for i, r in self.collection(name).items() if (name, i) not in held} for name in COLLECTIONS
        }
        return Formulation(**kept, story=self.story)

    @property
    def index_person(self) -> Person | None:
        """Whom the case is about, or None where nobody or more than one is marked."""
        marked = [p for p in self.people.values() if p.index and not p.removed]
        return marked[0] if len(marked) == 1 else None


COLLECTIONS: Final[Mapping[str, tuple[type[Record], str]]] = {
    "people": (Person, "family"),
    "unions": (Union, "family"),
    "turns": (UnionTurn, "family"),
    "parent_links": (ParentLink, "family"),
    "bonds": (Bond, "family"),
    "households": (Household, "family"),
    "stays": (Stay, "family"),
    "facts": (Fact, "facts"),
    "events": (TimelineEvent, "timeline"),
    "experiences": (Experience, "timeline"),
    "cards": (Card, "board"),
    "statements": (Statement, "statements"),
    "placements": (Placement, "steps"),
    "recommendations": (Recommendation, "recommendations"),
    "decisions": (Decision, "decisions"),
    "voices": (Voice, "voice"),
    "comments": (Comment, "comments"),
}

SPECS: Final[Mapping[str, tuple[FieldSpec, ...]]] = {
    name: kinds.specs(record) for name, (record, _) in COLLECTIONS.items()
}


def to_plain(formulation: Formulation) -> dict[str, dict[str, dict[str, Any]]]:
    """The formulation as JSON: {collection: {id: {field: value}}}, ids sorted, every field present; under `story` its
    parts by key, each with its blocks (`story.StoryPart`)."""
    collections: dict[str, dict[str, dict[str, Any]]] = {
        name: {
            record_id: {spec.name: kinds.plain_value(spec, getattr(record, spec.name)) for spec in SPECS[name]}
            for record_id, record in sorted(formulation.collection(name).items())
        }
        for name in COLLECTIONS
    }
    return {**collections, "story": stories.to_plain(formulation.story)}


def from_plain(plain: Any) -> tuple[Formulation, tuple[Finding, ...]]:
    """A formulation from anything, and what could not be used; never raises."""
    findings: list[Finding] = []
    source: Mapping[str, Any] = plain if isinstance(plain, Mapping) else {}
    collections: dict[str, Any] = {name: _records(name, source.get(name), findings) for name in COLLECTIONS}
    story, doubtful = stories.from_plain(source.get("story"))
    findings.extend(Finding("unreadable_field", Place("story", part, "blocks")) for part in doubtful)
    return Formulation(**collections, story=story), tuple(findings)


def read_record(collection: str, record_id: str, values: Any) -> tuple[Record, tuple[Finding, ...]]:
    """One record from anything, and what of it could not be used; never raises for a known collection."""
    findings: list[Finding] = []
    return _record(collection, record_id, values, findings), tuple(findings)


def _records(name: str, records: Any, findings: list[Finding]) -> dict[str, Any]:
    if not isinstance(records, Mapping):
        return {}
    read = {}
    for record_id, values in records.items():
        if not isinstance(record_id, str) or not kinds.ID.fullmatch(record_id) or not isinstance(values, Mapping):
            findings.append(Finding("unreadable_record", Place(name)))
            continue
        read[record_id] = _record(name, record_id, values, findings)
    return read


def _record(name: str, record_id: str, values: Any, findings: list[Finding]) -> Record:
    source: Mapping[str, Any] = values if isinstance(values, Mapping) else {}
    read: dict[str, Any] = {}
    for spec in SPECS[name]:
        read[spec.name], whole = kinds.read_value(spec, source.get(spec.name))
        if not whole:
            findings.append(Finding("unreadable_field", Place(name, record_id, spec.name)))
    return COLLECTIONS[name][0](**read)
