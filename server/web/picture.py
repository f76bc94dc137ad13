"""What the big screen may be sent: a picture of the formulation with everything left out that the wall must not
show.

Pure: plain data and the day in, plain data out. The big screen is read by everybody in the room and by who passes
by, so the filter is here and not in the page (HOSTILE D10, I09; EXPERIENCE.md section 5).

B1  what is flagged sensitive or secret, is restricted by its kind (what tells of harm) or removed is not in it,
    nor anything that points at it
    A couple whose kind tells of harm is shown as a couple, without its kind, for their children hang from it.
B2  no day of birth is in it: a birth is coarsened to its month, wherever that day appears as a moment, and so are
    the days that an age was reckoned to
B3  only the fields that a drawing needs are in it: no notes, no words from other papers, no places, no authors
    Whoever is not to be named has no name here.
B4  what B1 held back is counted, so that nobody is misled
B5  what is not the room's yet (a card that was put forward, a placement that nobody agreed on) and words of the child
    that the child has not let be shown to everybody are not in it; nothing is missing from what is shown without them
B6  of the story there is the one sentence that the chair shows, and only while nothing that it stands on is held back
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import Kind, plain_value
from server.domain.findings_formulation import Sentence
from server.domain.formulation import COLLECTIONS, SPECS

SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "people": frozenset(
        [
            "name",
            "known_as",
            "called",
            "kind",
            "gender",
            "born",
            "died",
            "index",
            "unknown",
            "strength",
            "species",
            "twin_of",
            "twins",
            "unnamed",
            "count",
            "place",
            "order",
            "language",
        ]
    ),
    "unions": frozenset(["a", "b", "kind", "began", "ended", "ending", "order"]),
    "turns": frozenset(["union", "kind", "when", "order"]),
    "parent_links": frozenset(["child", "union", "parent", "kind", "began", "ended", "confidence", "order"]),
    "bonds": frozenset(["a", "b", "kind", "directed", "began", "ended", "confidence", "order"]),
    "households": frozenset(["name", "kind", "began", "ended", "order"]),
    "stays": frozenset(["household", "person", "began", "ended", "order"]),
    "facts": frozenset(),
    "events": frozenset(
        [
            "title",
            "when",
            "age_said",
            "lane",
            "also_lane",
            "confidence",
            "tone",
            "times",
            "headline",
            "people",
            "talked_about",
            "order",
            "language",
        ]
    ),
    "experiences": frozenset(),
    "cards": frozenset(["text", "box", "events", "people", "order", "language"]),
    "statements": frozenset(),
    "placements": frozenset(
        ["steps", "emerging", "setting", "person", "when", "agreed", "agreed_at", "order", "language"]
    ),
    "recommendations": frozenset(["title", "kind", "steps", "start", "until_step", "order", "language"]),
    "decisions": frozenset(),
    "voices": frozenset(["kind", "text", "share", "order", "language"]),
    "comments": frozenset(),
}
"""Collection -> the fields that are shown (B3)."""

ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "turns": ("union",),
    "parent_links": ("child",),
    "bonds": ("a", "b"),
    "stays": ("household", "person"),
}
"""References without which a record says nothing: it goes with what they point at (B1)."""

NAMES: Final = frozenset(["name", "known_as", "called"])
"""What is not sent of somebody who is not to be named."""
SENTENCE_NAMED: Final = 180
"""Characters of a sentence by which a page names it."""
KINDS: Final = {name: spec.table for name in COLLECTIONS for spec in SPECS[name] if spec.name == "kind"}
"""Collection -> the vocabulary table of its kind."""

Plain = Mapping[str, Mapping[str, Mapping[str, Any]]]


def picture(plain: Plain) -> tuple[dict[str, dict[str, dict[str, Any]]], dict[str, int]]:
    """The filtered plain data, in the shape of `to_plain`, and how many things were held back of each collection (B4);
    a view says how many of its own."""
    standing = {
        name: {i: r for i, r in plain.get(name, {}).items() if not r.get("removed_at") and _is_for_all(name, r)}
        for name in COLLECTIONS
    }
    held_back = {
        name: n
        for name in COLLECTIONS
        if SHOWN[name] and (n := sum(_is_held_back(name, record) for record in standing[name].values()))
    }
    allowed = {
        name: {i: r for i, r in records.items() if SHOWN[name] and not _is_held_back(name, r)}
        for name, records in standing.items()
    }
    _drop_loose(allowed)
    births = _births(standing["people"])
    return {
        name: {i: _shown(name, r, allowed, births) for i, r in records.items()} for name, records in allowed.items()
    }, held_back


def where_led(at: Mapping[str, Any]) -> dict[str, Any]:
    """Where the chair leads, for the wall: the day at which the family is looked at is the last of its month (B2).

    On a birthday the day itself would say the day of birth; at the end of the month the child has reached that age.
    """
    led = {key: value for key, value in at.items() if key not in ("on", "sentence")}
    try:
        on = date.fromisoformat(at.get("on") or "")
    except (ValueError, TypeError):
        return led
    return {**led, "on": on.replace(day=calendar.monthrange(on.year, on.month)[1]).isoformat()}


def sentence_led(
    plain: Plain, sentences: Sequence[Sentence], at: Mapping[str, Any], shown: Plain
) -> dict[str, Any] | None:
    """The sentence of the story that the chair shows: `{"text", "cites": [{"collection", "id"}]}`, its text empty where
    it is held back (B6); None where none is led to, or it is not there any more. `shown` is the picture.

    A page names a sentence by its part and how its words begin, so that nobody is shown another one when the story is
    changed.
    """
    part, begins = at.get("part"), at.get("sentence")
    if at.get("view") != "story" or not begins:
        return None
    found = next((s for s in sentences if s.part == part and s.words[:SENTENCE_NAMED] == begins), None)
    if found is None:
        return None
    records = [(name, plain.get(name, {}).get(i)) for name, i in found.cited]
    if any(r is None or r.get("removed_at") or r.get("unnamed") or _is_held_back(name, r) for name, r in records):
        return {"text": "", "cites": []}
    cites = [{"collection": name, "id": i} for name, i in found.cited if i in shown[name]]
    return {"text": found.words, "cites": cites}


def _is_for_all(collection: str, record: Mapping[str, Any]) -> bool:
    """Whether the room has made it its own, or the child has let it be shown to everybody (B5)."""
    if collection == "cards":
        return not record.get("suggested")
    if collection == "placements":
        return bool(record.get("agreed"))
    return collection != "voices" or (record.get("share") == "yes" and not record.get("share_with"))


def _is_held_back(collection: str, record: Mapping[str, Any]) -> bool:
    """Whether a record is not for the wall (B1)."""
    if record.get("sensitive") or record.get("secret"):
        return True
    return collection != "unions" and _is_restricted(collection, record)


def _is_restricted(collection: str, record: Mapping[str, Any]) -> bool:
    """Whether its kind tells of harm."""
    table, kind = KINDS.get(collection), record.get("kind")
    return table is not None and kind in vocabulary.keys(table) and vocabulary.row(table, kind).restricted


def _drop_loose(allowed: dict[str, dict[str, Mapping[str, Any]]]) -> None:
    """Takes out what hangs on something that is not shown, until nothing does."""
    people, unions = allowed["people"], allowed["unions"]
    for i in [i for i, union in unions.items() if not {union.get("a"), union.get("b")} & set(people)]:
        del unions[i]
    for name, ends in ENDS.items():
        records = allowed[name]
        targets = {spec.name: allowed[spec.to] for spec in SPECS[name] if spec.name in ends}
        for i in [i for i, r in records.items() if any(r.get(end) not in targets[end] for end in ends)]:
            del records[i]
    links = allowed["parent_links"]
    for i in [i for i, r in links.items() if r.get("union") not in unions and r.get("parent") not in people]:
        del links[i]


def _shown(
    collection: str,
    record: Mapping[str, Any],
    allowed: Mapping[str, Mapping[str, Any]],
    births: frozenset[str],
) -> dict[str, Any]:
    """One record with what is not shown at its default (B3), and nothing that points outside the picture."""
    shown = {}
    hidden = (
        NAMES if record.get("unnamed") else frozenset(["kind"]) if _is_restricted(collection, record) else frozenset()
    )
    for spec in SPECS[collection]:
        value = record.get(spec.name)
        if spec.name not in SHOWN[collection] or spec.name in hidden or value is None:
            value = plain_value(spec, spec.default)
        elif spec.kind is Kind.REFERENCE:
            value = value if value in allowed[spec.to] else ""
        elif spec.kind is Kind.REFERENCES:
            value = {i: role for i, role in value.items() if i in allowed[spec.to]}
        elif spec.kind is Kind.MOMENT:
            value = coarsened(value, births, birth=spec.name == "born")
        shown[spec.name] = value
    return shown


def _births(people: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The days of birth that are known to the day, as ISO dates."""
    starts = [(person.get("born") or {}).get("start") for person in people.values()]
    return frozenset(start[0] for start in starts if start and start[0] and start[0] == start[1])


def coarsened(moment: Any, births: frozenset[str], *, birth: bool) -> Any:
    """A moment without a day of birth (B2): one that falls on such a day, or is a birth, becomes its month."""
    if not isinstance(moment, Mapping):
        return moment
    start = moment.get("start")
    if not start:
        return {**moment, "text": ""} if birth else dict(moment)
    end = moment.get("end")
    if not birth and not births.intersection([*start, *(end or ())]):
        if moment.get("precision") == "day" or not any(_turns_on(day, births) for day in [*start, *(end or ())]):
            return dict(moment)
        return {**moment, "start": _months(start), "end": _months(end) if end else end}
    finer = start[0] is not None and start[0] == start[1]
    precision = "month" if finer else moment.get("precision")
    return {**moment, "text": "", "start": _months(start), "end": _months(end) if end else end, "precision": precision}


def _turns_on(day: str | None, births: frozenset[str]) -> bool:
    """Whether a range begins on a birthday or ends the day before one, as an age does that was reckoned from a
    birth."""
    if day is None:
        return False
    on = date.fromisoformat(day)
    birthdays = {birth[5:] for birth in births}
    return on.isoformat()[5:] in birthdays or (on < date.max and (on + timedelta(1)).isoformat()[5:] in birthdays)


def _months(days: Sequence[str | None]) -> list[str | None]:
    return [_month_start(days[0]), _month_end(days[1])]


def _month_start(day: str | None) -> str | None:
    return None if day is None else day[:8] + "01"


def _month_end(day: str | None) -> str | None:
    if day is None:
        return None
    known = date.fromisoformat(day)
    return known.replace(day=calendar.monthrange(known.year, known.month)[1]).isoformat()
