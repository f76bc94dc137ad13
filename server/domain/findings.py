"""What is wrong or doubtful in a formulation: looked at by the room at any time, and before every freeze.

Numbered rules, each with a sentence and a remedy in the catalogues under `finding.<key>`:
F1  exactly one person is the index person.                               blocking
F2  a reference points at a record that is there and not removed.         blocking
F3  a union joins two different people.                                   blocking
F4  a parent link names a child and either a union or a parent.           blocking
F5  nobody is their own ancestor.                                         advisory: both links are kept as data
F6  nothing was edited after it was removed.                              blocking, until somebody settles it
T1  an event has a title.                                                 advisory
T2  a moment does not end before it starts.                               blocking
T3  a date that is not understood keeps its words.                        advisory
T4  a day that does not exist keeps its words and is asked about.         advisory
T5  what people disagree about is an open question: an event that is disputed, a fact told in two ways.   advisory
T6  what was an experience is said of an event.                           advisory
S1  no first placement is left that nobody but its author has seen.         advisory: it would be deleted
E1  strengths are written down; E2  so are the child's own words.         advisory (practice guide; Child First)
What is asked of the board, the story, the steps, the recommendations and the child's voice: findings_formulation.py.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from server.domain import findings_formulation
from server.domain.errors import Finding, Place
from server.domain.fields import Kind, Record
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, SPECS, Formulation
from server.domain.genogram import ParentLink
from server.domain.moments import Moment

OCCASIONS: Final = frozenset({("recommendations", "begins"), ("recommendations", "by"), ("recommendations", "ends")})
"""Moments that may be an occasion and not a date: when he asks, at the review (T3)."""
RecordKey = tuple[str, str]
"""A record: its collection and its id."""


def findings(
    formulation: Formulation,
    *,
    edited_after_removal: Iterable[RecordKey] = (),
    sentences: Iterable[Sentence] = (),
    not_shown: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Everything that stands in the way of a freeze or should be known, blocking ones first.

    `edited_after_removal` comes from the record of contributions, which the formulation does not hold; `sentences` are
    those of the story, as the one function that finds them has found them; `not_shown` are the names of those whose
    first placements nobody else has seen.
    """
    standing = formulation.standing()
    found = [finding for rule in _RULES for finding in rule(standing)]
    found += findings_formulation.rules(standing, sentences)
    found += _edited_after_removal(formulation, edited_after_removal)
    found += _placings_not_shown(not_shown)
    return tuple(sorted(found, key=lambda f: not f.blocking))


def title(formulation: Formulation, collection: str, record_id: str) -> str:
    """What a person would call a record: an event's title, a person's short name, a home's name, or "". Without the
    full stop, for it stands within a sentence."""
    record = formulation.collection(collection).get(record_id)
    for name in ("title", "short_name", "name", "text"):
        words = getattr(record, name, "")
        if words:
            return str(words).rstrip(".")
    return ""


def _index_person(f: Formulation) -> Iterator[Finding]:
    marked = [i for i, p in f.people.items() if p.index]
    if not marked:
        yield Finding("no_index_person", Place("people"), blocking=True)
    for i in marked[1:]:
        yield Finding("second_index_person", Place("people", i, "index"), True, {"what": title(f, "people", i)})


def _references(f: Formulation) -> Iterator[Finding]:
    for collection in COLLECTIONS:
        pointing = [s for s in SPECS[collection] if s.kind in (Kind.REFERENCE, Kind.REFERENCES)]
        for record_id, record in f.collection(collection).items():
            for spec in pointing:
                value = getattr(record, spec.name)
                targets = list(value) if isinstance(value, Mapping) else [value] if value else []
                if any(t not in f.collection(spec.to) for t in targets):
                    where = Place(collection, record_id, spec.name)
                    yield Finding("dangling_reference", where, True, {"what": title(f, collection, record_id)})


def _unions(f: Formulation) -> Iterator[Finding]:
    for i, union in f.unions.items():
        if union.a and union.a == union.b:
            yield Finding("union_with_oneself", Place("unions", i), True, {"what": title(f, "people", union.a)})


def _parent_links(f: Formulation) -> Iterator[Finding]:
    for i, link in f.parent_links.items():
        if not link.child or not (link.union or link.parent):
            yield Finding("loose_parent_link", Place("parent_links", i), True, {"what": title(f, "people", link.child)})


def parents(f: Formulation, link: ParentLink) -> tuple[str, ...]:
    """The ids of the people a parent link makes parents or carers of its child."""
    union = f.unions.get(link.union)
    return tuple(p for p in ((union.a, union.b) if union else (link.parent,)) if p)


def _ancestors(f: Formulation) -> Iterator[Finding]:
    above: dict[str, set[str]] = {}
    for link in f.parent_links.values():
        above.setdefault(link.child, set()).update(parents(f, link))
    for person in f.people:
        if person in _reachable(above, person):
            yield Finding("own_ancestor", Place("people", person), False, {"what": title(f, "people", person)})


def _reachable(above: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    todo = list(above.get(start, ()))
    while todo:
        person = todo.pop()
        if person not in seen:
            seen.add(person)
            todo += above.get(person, ())
    return seen


def _moments(f: Formulation) -> Iterator[Finding]:
    for collection, record_id, record in _records(f):
        for spec in SPECS[collection]:
            value = getattr(record, spec.name) if spec.kind is Kind.MOMENT else None
            if not isinstance(value, Moment):
                continue
            where = Place(collection, record_id, spec.name)
            what = {"what": title(f, collection, record_id), "words": value.text}
            if _backwards(value):
                yield Finding("ends_before_it_starts", where, True, what)
            elif value.start is None and value.precision == "unread" and (collection, spec.name) not in OCCASIONS:
                yield Finding("unread_date", where, False, what)
            elif value.qualifier == "invalid":
                yield Finding("impossible_date", where, False, what)


def _backwards(moment: Moment) -> bool:
    bounds = [*(moment.start or ()), *(moment.end or ())]
    known = [b for b in bounds if b]
    return known != sorted(known)


def _spans(f: Formulation) -> Iterator[Finding]:
    for collection, record_id, record in _records(f):
        began, ended = getattr(record, "began", None), getattr(record, "ended", None)
        if isinstance(began, Moment) and isinstance(ended, Moment) and began.start and ended.start:
            first, last = began.start[0], (ended.end or ended.start)[1]
            if first and last and last < first:
                where = Place(collection, record_id, "ended")
                yield Finding(
                    "ends_before_it_starts", where, True, {"what": title(f, collection, record_id), "words": ended.text}
                )


def _records(f: Formulation) -> Iterator[tuple[str, str, Record]]:
    for collection in COLLECTIONS:
        for record_id, record in f.collection(collection).items():
            yield collection, record_id, record


def _events(f: Formulation) -> Iterator[Finding]:
    for i, event in f.events.items():
        if not event.title.strip():
            yield Finding("event_without_title", Place("events", i, "title"))
        if event.confidence == "disputed":
            yield Finding("disputed", Place("events", i, "confidence"), False, {"what": title(f, "events", i)})
    if f.events and not any("strengths" in (e.lane, e.also_lane) or e.tone == "strength" for e in f.events.values()):
        yield Finding("no_strengths", Place("events"))
    if f.events and not any("words" in (e.lane, e.also_lane) or e.quote for e in f.events.values()):
        yield Finding("no_words_of_the_child", Place("events"))


def _tellings(f: Formulation) -> Iterator[Finding]:
    """Each field of a record that is told in two ways and not settled, once."""
    for collection, record_id, record in _records(f):
        told = [account.get("field") for account in record.accounts.values() if not account.get("settled")]
        for field in (spec.name for spec in SPECS[collection] if spec.name in told):
            where = Place(collection, record_id, field)
            yield Finding("told_differently", where, False, {"what": _named(f, collection, record_id)})


def _named(f: Formulation, collection: str, record_id: str) -> str:
    """What a record is called, or between whom it is."""
    own = title(f, collection, record_id)
    if own:
        return own
    record = f.collection(collection)[record_id]
    ends = [getattr(record, s.name) for s in SPECS[collection] if s.kind is Kind.REFERENCE and s.to == "people"]
    return ", ".join(name for name in (title(f, "people", end) for end in ends if end) if name)


def _experiences(f: Formulation) -> Iterator[Finding]:
    for i, experience in f.experiences.items():
        if not experience.event:
            yield Finding("experience_of_nothing", Place("experiences", i, "event"))


def _placings_not_shown(names: Sequence[str]) -> Iterator[Finding]:
    if names:
        yield Finding("placings_not_shown", Place("placements"), parameters={"names": ", ".join(names)})


def _edited_after_removal(f: Formulation, records: Iterable[RecordKey]) -> Iterator[Finding]:
    for collection, record_id in records:
        record = f.collection(collection).get(record_id)
        if record is not None and record.removed:
            where = Place(collection, record_id)
            yield Finding("edited_after_removal", where, True, {"what": title(f, collection, record_id)})


_RULES: Final[tuple[Callable[[Formulation], Iterator[Finding]], ...]] = (
    _index_person,
    _references,
    _unions,
    _parent_links,
    _ancestors,
    _moments,
    _spans,
    _events,
    _tellings,
    _experiences,
)
