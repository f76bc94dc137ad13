"""A frozen formulation as lists: the same facts as its drawings, for reading, for screen readers and for print."""

from typing import Any

from server.domain.errors import Words
from server.domain.fields import Record
from server.domain.formulation import Formulation
from server.domain.genogram import Bond, Person
from server.domain.moments import Moment


def people(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """Everybody as rows, the child first."""
    rows = sorted(f.people.items(), key=lambda row: (not row[1].index, row[1].order, row[0]))
    return [_person(w, f, i, person) for i, person in rows]


def events(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The events as rows, by time; undated ones last."""
    rows = sorted(f.events.items(), key=lambda row: (_day(row[1].when), row[1].order, row[0]))
    return [
        {
            **_words_of(event),
            "title": event.title,
            "when": event.when.text if event.when and event.when.text else w("version.when_unknown"),
            "lane": w(f"lanes.{event.lane}") if event.lane else "",
            "source": event.says or event.agency,
            "detail": event.detail,
            "quote": event.quote,
        }
        for _, event in rows
    ]


def facts(w: Words, f: Formulation) -> list[dict[str, Any]]:
    """The facts as rows."""
    rows = sorted(f.facts.items(), key=lambda row: (row[1].order, row[0]))
    return [
        {
            **_words_of(fact),
            "who": name_of(w, f, fact.about),
            "area": w(f"fact_areas.{fact.area}") if fact.area else "",
            "text": fact.text,
        }
        for _, fact in rows
    ]


def _words_of(record: Record) -> dict[str, Any]:
    """The language its words are in (for `lang`), and whether it is marked sensitive."""
    return {"lang": record.language if record.language in ("en", "cy") else "", "sensitive": record.sensitive}


def _person(w: Words, f: Formulation, person_id: str, person: Person) -> dict[str, Any]:
    said = [w(f"person_kinds.{person.kind}")] if person.kind and person.kind != "person" else []
    if person.born and person.born.text:
        said.append(w("version.born", when=person.born.text))
    if person.died and person.died.text:
        said.append(w("version.died", when=person.died.text))
    return {
        **_words_of(person),
        "name": name_of(w, f, person_id),
        "said": " · ".join(said),
        "ties": ties(w, f, person_id),
        "note": person.note,
    }


def name_of(w: Words, f: Formulation, person_id: str) -> str:
    """What a person is called, or that they are not named."""
    person = f.people.get(person_id)
    names = (person.name, person.known_as, person.called) if person else ()
    return next(filter(None, names), w("version.unnamed"))


def ties(w: Words, f: Formulation, person_id: str) -> list[str]:
    """Couples, parents, bonds and homes of one person, each as one line."""
    lines = []
    for union in f.unions.values():
        if person_id in (union.a, union.b):
            other = union.b if union.a == person_id else union.a
            what = w(f"union_kinds.{union.kind}")
            if union.ending not in ("", "unknown"):
                what = w("version.tie_ended", what=what, ending=w(f"endings.{union.ending}"))
            lines.append(w("version.tie", what=what, who=name_of(w, f, other)))
    for link in f.parent_links.values():
        if link.child == person_id:
            couple = f.unions.get(link.union)
            parents = [p for p in ((couple.a, couple.b) if couple else (link.parent,)) if p]
            who = ", ".join(name_of(w, f, parent) for parent in parents)
            lines.append(w("version.tie", what=w(f"parent_link_kinds.{link.kind}"), who=who))
    for bond in f.bonds.values():
        if person_id in (bond.a, bond.b):
            lines.append(_bond(w, f, bond, person_id))
    for stay in f.stays.values():
        home = f.households.get(stay.household)
        if stay.person == person_id and home is not None:
            lines.append(w("version.tie", what=w("version.lived_in"), who=home.name))
    return lines


def _bond(w: Words, f: Formulation, bond: Bond, person_id: str) -> str:
    """A bond from where one of the two stands: of a directed one it must be plain who did it to whom."""
    what, who = w(f"bond_kinds.{bond.kind}"), name_of(w, f, bond.b if bond.a == person_id else bond.a)
    if not bond.directed:
        return w("version.tie", what=what, who=who)
    return (
        w("version.tie_towards", what=what, who=who)
        if bond.a == person_id
        else w("version.tie_from", what=what, who=who)
    )


def _day(moment: Moment | None) -> str:
    """What events are sorted by: the first possible day; undated ones come last."""
    if moment is None:
        return "9"
    first = moment.earliest or moment.latest
    return first.isoformat() if first else "9"
