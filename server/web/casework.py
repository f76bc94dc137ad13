"""What is done to a case's working copy as a whole, whoever asks: a page, the demo, a command.

A change is what the server wrote at someone's request as one thing; it has an id, and its maker and the chair can take
it back: records that it added are flagged removed, positions are put back, what others have touched since stays.
Every change is an ordinary edit through the gate, under the server's own client id.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from pycrdt import Doc, Map, Text, XmlFragment

from server.document.reading import plain_part, plain_record, raw_record
from server.document.schema import SCHEMA
from server.document.writing import open_document, write_account, write_field, write_record, write_story
from server.domain.cases import Case, YoungPerson
from server.domain.errors import Refusal
from server.domain.fields import Kind
from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from server.domain.genogram import Person
from server.domain.layout import family_of, layout
from server.domain.merging import Touched, changes, folded, merged
from server.domain.moments import Moment
from server.domain.moments import read as read_moment
from server.domain.story import StoryPart, root_of
from server.domain.upgrades import view
from server.reports import drawing
from server.storage import cases, versions, workingcopies
from server.storage.accounts import new_id
from server.storage.workingcopies import Change, WorkingCopy
from server.sync.gate import Gate, GateLimits, Stored
from server.web.installation import Installation

Records = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Plain records to add: collection -> id -> fields."""

TIDY: Final = "tidy"
IMPORT: Final = "import"
SETTLE: Final = "settle"
MERGE: Final = "merge"
REVISE: Final = "revise"

FAMILY: Final = ("people", "unions", "turns", "parent_links", "bonds", "households", "stays")
"""The collections that a layout looks at: the rest stays here."""
ARRIVES_S: Final = 1.0
"""How long an edit may be behind the question about it."""
LOOKS_AGAIN_S: Final = 0.004
ATTEMPTS: Final = 5
"""How often a change is reckoned anew because somebody wrote into the family meanwhile."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking a change back did: how many records were removed or put back, how many others had touched."""

    undone: int
    left: int


async def new_case(here: Installation, *, name: str, born: str, language: str = "en", by: str = "") -> Case:
    """A case from a first name and words for the birth, with its first working copy, in which the young person
    stands as the index person. Raises Refusal: `name_missing`, `name_too_long`."""
    name = name.strip()
    if not name:
        raise Refusal("name_missing")
    birth = read_moment(born, language=language, born=None, after=None) if born.strip() else None
    person = YoungPerson(name, birth.to_json() if birth else None)
    case = await here.database.write(lambda t: cases.open_case(t, here.keys, person, here.now(), by))
    await open_working_copy(here, case.id, by=by)
    return case


async def open_working_copy(
    here: Installation, case: str, *, by: str = "", begins_with: Formulation | None = None, restores: int = 0
) -> WorkingCopy:
    """The next working copy of a case: from its last version, or with the young person alone, or (an example, an
    imported bundle) with what is given.

    `restores` is the number of an earlier version to begin from instead (H13): the versions after it stay, the next
    one follows the last of them and says what it was restored from; 0 for the last.

    Raises Refusal: `working_copy_open`, `case_erased`, `no_such_case`, `no_such_version`, `version_unreadable`.
    """
    last = await here.database.read(lambda t: versions.last_number(t, case))
    if restores > last:
        raise Refusal("no_such_version", status=404, number=restores)
    number = restores or last
    opening = await _opening(here, case, number) if begins_with is None else begins_with
    stored = await asyncio.to_thread(stored_of, opening)
    at = here.now()
    return await here.database.write(
        lambda t: workingcopies.open_working_copy(t, here.keys, case, at, by=by, opened_from=number, stored=stored)
    )


async def begin_again(here: Installation, case: str, begins_with: Formulation) -> WorkingCopy:
    """Puts a whole working copy in the place of one that nobody has written in yet: a bundle brought into a new
    case. Raises Refusal (`working_copy_written`)."""
    copy = await _open_copy(here, case)
    if await here.database.read(lambda t: workingcopies.contributions(t, copy.id)):
        raise Refusal("working_copy_written", status=409)
    await here.hub.end(case, "moved_on")
    at = here.now()
    number = await here.database.read(lambda t: versions.last_number(t, case))
    await here.database.write(lambda t: workingcopies.end(t, copy.id, at, number))
    here.keys.destroy_working_copy_keys(copy.id)
    return await open_working_copy(here, case, begins_with=begins_with)


def stored_of(formulation: Formulation) -> Stored:
    """What a working copy that begins with this formulation starts from. Blocks; run it in a thread."""
    update = open_document(formulation).get_update()
    return Gate(SCHEMA, None, [update], server_client=secrets.randbelow(2**32), limits=GateLimits()).stored()


async def _opening(here: Installation, case: str, number: int) -> Formulation:
    if number:
        version = await here.database.read(lambda t: versions.read(t, here.keys, case, number))
        if version is None or version.content is None:
            raise Refusal("version_unreadable", status=409, number=number)
        return from_plain(view(version.content, version.header.schema))[0]
    known = await here.database.read(lambda t: cases.must_find(t, here.keys, case))
    young = known.young_person
    if young is None:
        raise Refusal("case_erased", status=410)
    born = Moment.from_json(young.born) if young.born else None
    return Formulation(people={new_id(): Person(name=young.name, index=True, born=born, place=(0, 0))})


async def give_seat(here: Installation, case: str, account: str, role: str, by: str = "") -> None:
    """An account's place on a case. Raises Refusal where its role does not allow it."""
    at = here.now()
    await here.database.write(lambda t: cases.seat(t, case, account, role, at, by))


async def bring_in(
    here: Installation,
    case: str,
    records: Records,
    *,
    by: str,
    onto: Records | None = None,
) -> Change:
    """Adds records as one change and gives new people their places; `onto` has what a file says of records that are
    there already (id -> fields); under `story` are parts of the story, written where they are still empty. Raises
    Refusal (`no_working_copy`)."""
    copy = await _open_copy(here, case)
    standing = await _plain(here, case)
    whole = {c: {**standing.get(c, {}), **records.get(c, {})} for c in COLLECTIONS}
    before = {i: person.get("place") for i, person in standing["people"].items()}
    places = await _places(here, whole) if records.get("people") else {}
    moved = {i: place for i, place in places.items() if i in before and place != before[i]}
    touched = {
        "added": {c: sorted(these) for c, these in records.items() if these and c in COLLECTIONS},
        "places": {i: [before[i], place] for i, place in moved.items()},
        "story": records.get("story", {}),
    }
    change = await _note(here, copy, IMPORT, by, touched)

    def write(doc: "Doc[Any]") -> None:
        for collection in COLLECTIONS:
            for i, fields in records.get(collection, {}).items():
                place = {"place": places[i]} if collection == "people" and i in places else {}
                write_record(doc, collection, i, {**fields, **place})
        for collection, filled in (onto or {}).items():
            for i, fields in filled.items():
                _write_onto(doc, collection, i, fields)
        for part, told in records.get("story", {}).items():
            if not StoryPart.from_json(plain_part(doc, root_of(part)))[0].words.strip():
                write_story(doc, part, StoryPart.from_json(told)[0])
        _write_places(doc, moved)

    await here.hub.write(case, write, by)
    return change


async def tidy(here: Installation, case: str, *, by: str) -> Change | None:
    """Lays the whole family out anew as one change; None where nothing moves. Raises Refusal."""
    copy = await _open_copy(here, case)
    standing = await _plain(here, case)
    before = {i: person.get("place") for i, person in standing["people"].items()}
    moved = {i: place for i, place in (await _places(here, standing)).items() if place != before.get(i)}
    if not moved:
        return None
    change = await _note(here, copy, TIDY, by, {"places": {i: [before.get(i), place] for i, place in moved.items()}})
    await here.hub.write(case, lambda doc: _write_places(doc, moved), by)
    return change


async def settle(here: Installation, case: str, people: Sequence[str], *, by: str) -> Change | None:
    """Gives new people, whom a page has put beside their kin, the best places that move others by next to nothing,
    and makes one of what two pages made at the same moment for the same couple; None where nothing changes.

    One at a time in each case, and reckoned anew where the family changed meanwhile: two new people are never given
    one place. Raises Refusal.
    """
    copy = await _open_copy(here, case)
    async with here.laying_out.setdefault(case, asyncio.Lock()):
        for _ in range(ATTEMPTS):
            standing = await _arrived(here, case, people)
            family = {name: standing[name] for name in FAMILY}
            at = here.now()
            before = from_plain(family)[0]
            after = folded(before, people, by=by, at=at)
            touched = changes(before, after)
            whole = to_plain(after) if touched else family
            places = await here.workers.run(places_around, whole, list(people))
            for i, place in places.items():
                was = standing["people"][i].get("place")
                if place != was:
                    touched.setdefault("people", {})[i] = {"place": [was, place]}
            if not touched:
                return None
            change = await _note(here, copy, SETTLE, by, {"fields": touched})
            try:
                await here.hub.write(case, partial(_write_touched, touched=touched, standing=standing), by)
            except _ChangedMeanwhile:
                continue
            return change
    return None


async def revise(here: Installation, case: str, wanted: Records, *, by: str) -> Change | None:
    """Gives fields of records that are there new values, as one change: collection -> id -> field -> the value; of
    tellings those that are given are added to those that stand. None where all stands so already. Raises Refusal:
    `no_working_copy`, `record_gone`, `changed_meanwhile`."""
    copy = await _open_copy(here, case)
    for _ in range(ATTEMPTS):
        standing = await _plain(here, case)
        touched: dict[str, dict[str, dict[str, Any]]] = {}
        for collection, records in wanted.items():
            for i, fields in records.items():
                record = standing[collection].get(i)
                if record is None or record.get("removed_at"):
                    raise Refusal("record_gone", status=409)
                for name, value in fields.items():
                    after = {**record[name], **value} if name == "accounts" else value
                    if after != record[name]:
                        touched.setdefault(collection, {}).setdefault(i, {})[name] = [record[name], after]
        if not touched:
            return None
        change = await _note(here, copy, REVISE, by, {"fields": touched})
        try:
            await here.hub.write(case, partial(_write_touched, touched=touched), by)
        except _ChangedMeanwhile:
            continue
        return change
    raise Refusal("changed_meanwhile", status=409)


async def _arrived(here: Installation, case: str, people: Sequence[str]) -> Mapping[str, Any]:
    """What the working copy holds once these people are in it: their page asks beside its socket, and the question
    may overtake the edit. Raises Refusal (`no_such_person`) where they do not come."""
    clock = asyncio.get_running_loop().time
    until = clock() + ARRIVES_S
    while True:
        standing = await _plain(here, case)
        if all(person in standing["people"] for person in people):
            return standing
        if clock() > until:
            raise Refusal("no_such_person", status=404)
        await asyncio.sleep(LOOKS_AGAIN_S)


async def merge(here: Installation, case: str, keep: str, gone: str, *, by: str) -> Change:
    """Two records of one person become one, as one change. Raises Refusal: those of `merged`, `family_changed`."""
    copy = await _open_copy(here, case)
    for _ in range(ATTEMPTS):
        standing = await _plain(here, case)
        before = from_plain(standing)[0]
        touched = changes(before, merged(before, keep, gone, by=by, at=here.now()))
        change = await _note(here, copy, MERGE, by, {"fields": touched})
        try:
            await here.hub.write(case, partial(_write_touched, touched=touched), by)
        except _ChangedMeanwhile:
            continue
        return change
    raise Refusal("family_changed", status=409)


class _ChangedMeanwhile(Exception):
    """Somebody wrote into what a change was reckoned from; nothing of the change is written."""


def _write_touched(doc: "Doc[Any]", touched: Touched, standing: Records | None = None) -> None:
    """Writes new values of fields of records that are there. Raises _ChangedMeanwhile where one of them stands
    otherwise than it did, or (given `standing`) where somebody came or moved."""
    for collection, records in touched.items():
        for i, fields in records.items():
            record = plain_record(doc, collection, i)
            if record is None or any(record[name] != before for name, (before, _) in fields.items()):
                raise _ChangedMeanwhile
    if standing is not None and _standing_places(doc) != _places_in(standing):
        raise _ChangedMeanwhile
    for collection, records in touched.items():
        for i, fields in records.items():
            for name, (before, after) in fields.items():
                _write_value(doc, collection, i, name, before, after)


def _standing_places(doc: "Doc[Any]") -> dict[str, Any]:
    people = doc.get("people", type=Map)
    return {i: _whole(people[i].get("place")) for i in people if not people[i].get("removed_at")}


def _places_in(standing: Records) -> dict[str, Any]:
    return {i: _whole(p.get("place")) for i, p in standing["people"].items() if not p.get("removed_at")}


def _whole(place: Any) -> tuple[int, ...] | None:
    return tuple(int(part) for part in place) if isinstance(place, list | tuple) else None


def _write_value(doc: "Doc[Any]", collection: str, i: str, name: str, before: Any, after: Any) -> None:
    """Makes one field of a record what it shall be: shared texts and maps by what differs, never as a whole."""
    record = doc.get(collection, type=Map)[i]
    kind = SCHEMA.collections[collection].fields[name].kind
    if kind is Kind.PROSE:
        _write_text(record[name], before, after)
    elif kind in (Kind.REFERENCES, Kind.ACCOUNTS):
        for key in set(before) - set(after):
            del record[name][key]
        for key, value in after.items():
            if value != before.get(key) and kind is Kind.ACCOUNTS:
                write_account(doc, collection, i, key, value)
            elif value != before.get(key):
                record[name][key] = value
    else:
        write_field(doc, collection, i, name, after)


def _write_text(text: Text, before: str, after: str) -> None:
    """Exchanges the part of a shared text that differs. The engine counts in bytes of UTF-8."""
    apart = (n for n, (one, other) in enumerate(zip(before, after, strict=False)) if one != other)
    same = next(apart, min(len(before), len(after)))
    start = len(before[:same].encode())
    if same < len(before):
        del text[start : len(before.encode())]
    if same < len(after):
        text.insert(start, after[same:])


async def take_back(here: Installation, case: str, change_id: str, *, by: str, leads: bool) -> TakenBack:
    """Takes a change back; `leads` lets somebody other than its maker do it.

    Raises Refusal: `no_such_change` (also for another case's), `not_your_change`, `taken_back_already`.
    """
    copy = await _open_copy(here, case)
    change = await here.database.read(lambda t: workingcopies.find_change(t, here.keys, change_id))
    if change is None or change.working_copy != copy.id or change.touched is None:
        raise Refusal("no_such_change", status=404)
    if change.author != by and not leads:
        raise Refusal("not_your_change", status=403)
    if change.taken_back_at:
        raise Refusal("taken_back_already", status=409)
    at = here.now()
    others = await here.database.read(lambda t: _touched_by_others(workingcopies.contributions(t, copy.id), change))
    undone = TakenBack(0, 0)

    def write(doc: "Doc[Any]") -> None:
        nonlocal undone
        undone = _undo(doc, change.touched or {}, others, by, at)

    await here.hub.write(case, write, by)  # first: what could not be stored is not noted as taken back
    await here.database.write(lambda t: workingcopies.take_back(t, change_id, at, by))
    return undone


def _undo(doc: "Doc[Any]", touched: Mapping[str, Any], others: set[tuple[str, str]], by: str, at: str) -> TakenBack:
    undone = left = 0
    for collection, ids in touched.get("added", {}).items():
        for i in ids:
            record = raw_record(doc, collection, i)
            if record is None or record.get("removed_at"):
                continue
            if (collection, i) in others:
                left += 1
                continue
            write_field(doc, collection, i, "removed_by", by)
            write_field(doc, collection, i, "removed_at", at)
            undone += 1
    for part, written in touched.get("story", {}).items():
        if plain_part(doc, root_of(part)) == written:
            blocks = doc.get(root_of(part), type=XmlFragment).children
            while len(blocks):
                del blocks[len(blocks) - 1]
            undone += 1
        else:
            left += 1
    for collection, records in touched.get("fields", {}).items():
        for i, fields in records.items():
            put, kept = _put_back(doc, collection, i, fields)
            undone += put
            left += kept
    for i, (before, written) in touched.get("places", {}).items():
        record = raw_record(doc, "people", i)
        if record is None:
            continue
        if record.get("place") != written:
            left += 1
            continue
        write_field(doc, "people", i, "place", before)
        undone += 1
    return TakenBack(undone, left)


def _put_back(doc: "Doc[Any]", collection: str, i: str, fields: Mapping[str, list[Any]]) -> tuple[int, int]:
    """One record as it was before a change: whether it is, and whether something of it stays because somebody has
    written there since."""
    record = plain_record(doc, collection, i)
    if record is None:
        return 0, 0
    stands = {name: pair for name, pair in fields.items() if record[name] == pair[1]}
    for name, (before, written) in stands.items():
        _write_value(doc, collection, i, name, written, before)
    return int(bool(stands)), int(len(stands) < len(fields))


def _touched_by_others(contributions: list[workingcopies.Contribution], change: Change) -> set[tuple[str, str]]:
    return {
        (c.collection, c.record) for c in contributions if c.author != change.author and c.last_at >= change.made_at
    }


def _write_places(doc: "Doc[Any]", places: Mapping[str, Any]) -> None:
    """Positions of people who are still there: somebody may have left the document meanwhile."""
    for i, place in places.items():
        if raw_record(doc, "people", i) is not None:
            write_field(doc, "people", i, "place", place)


def _write_onto(doc: "Doc[Any]", collection: str, i: str, fields: Mapping[str, Any]) -> None:
    """What a file says of a record that is there: fields that it knows; an empty free text is filled, a written one
    stays as it is."""
    if raw_record(doc, collection, i) is None:
        return
    for spec in SCHEMA.collections[collection].fields.values():
        value = fields.get(spec.name)
        if value in (None, "", False, {}) or spec.kind in (Kind.PLACE, Kind.REFERENCES, Kind.ACCOUNTS):
            continue
        if spec.kind is Kind.PROSE:
            text = doc.get(collection, type=Map)[i][spec.name]
            if not len(text):
                text.insert(0, value)
        else:
            write_field(doc, collection, i, spec.name, value)


async def _open_copy(here: Installation, case: str) -> WorkingCopy:
    copy = await here.database.read(lambda t: workingcopies.find_open(t, case))
    if copy is None:
        raise Refusal("no_working_copy", status=409)
    return copy


async def _plain(here: Installation, case: str) -> Mapping[str, Any]:
    plain = await here.hub.plain(case)
    if plain is None:
        raise Refusal("no_working_copy", status=409)
    return plain


async def _note(here: Installation, copy: WorkingCopy, kind: str, by: str, touched: Mapping[str, Any]) -> Change:
    at = here.now()
    return await here.database.write(lambda t: workingcopies.note_change(t, here.keys, copy.id, kind, by, at, touched))


async def _places(here: Installation, plain: Mapping[str, Any]) -> dict[str, list[int]]:
    """Where everybody stands in a full layout, made in a worker process."""
    return await here.workers.run(places_of, plain)


def warm() -> None:
    """What a worker process does before its first work, so that this is not slower than the rest: the drawing module
    is loaded, and the solver of the layout."""
    drawing.warm()
    places_of({"people": {"A" * 22: {"name": "-"}, "B" * 22: {"name": "-"}}, "unions": {"C" * 22: {"a": "A" * 22}}})


def places_of(plain: Mapping[str, Any]) -> dict[str, list[int]]:
    """A full layout of the people who stand in a plain formulation, round those whom somebody has put in their place:
    id -> [x, y]."""
    family = from_plain(plain)[0].standing()
    pins = _pins(family)
    return {i: list(place) for i, place in layout(family_of(family), pins or None, pins).items()}


def _pins(family: Formulation) -> dict[str, tuple[int, int]]:
    return {i: person.place for i, person in family.people.items() if person.pinned and person.place is not None}


def places_around(plain: Mapping[str, Any], people: Sequence[str]) -> dict[str, list[int]]:
    """A layout in which some people find a place and the others keep theirs: id -> [x, y]."""
    family = from_plain(plain)[0].standing()
    previous = {i: p.place for i, p in family.people.items() if p.place is not None and i not in people}
    pins = [i for i in _pins(family) if i in previous]
    return {i: list(place) for i, place in layout(family_of(family), previous, pins).items()}
