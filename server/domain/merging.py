"""Two records of one thing become one: a person who was written down twice, a couple that two pages made at once.

Nothing that was said is lost: what the kept record does not say it takes over, what both say differently stands
beside it as an account, notes are joined, and the other record is flagged removed, with where it went.

M1  Every reference to the record that goes moves to the one that is kept; records flagged removed stay as they are.
M2  Unions, links, bonds and stays that became equal are folded into the first of them; two spells that cannot be one
    (their dates exclude each other) both stay.
M3  An empty field takes the other's value; a different value becomes an account; of two notes both are kept.
M4  The person who goes is flagged removed and says into whom they were merged.
M5  A tie of somebody with themself never comes of it: it is flagged removed, and the children of such a couple hang
    from the one parent.
M6  Whom the case is about is never merged away.

Called by server/web/casework.py, which writes what `changes` finds as one change that can be taken back.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.fields import ACCOUNT_FIELDS, ENTRIES_MAX, PROSE_MAX, FieldSpec, Kind, Record, plain_value
from server.domain.formulation import COLLECTIONS, SPECS, Formulation
from server.domain.genogram import Bond, ParentLink, Stay, Union
from server.domain.moments import Moment

Touched = dict[str, dict[str, dict[str, list[Any]]]]
"""What differs: collection -> id -> field -> [value before, value after], as plain JSON."""

Doubled = Callable[[str, Record, Record], bool]
"""Whether two records of a collection that tie the same people together are one."""
OWN: Final = frozenset({"place", "order", "added_by", "added_at", "removed_by", "removed_at", "merged_into", "index"})
"""Fields that belong to the record and say nothing of whom it is about."""
NOT_SAID: Final = frozenset({"", "unknown"})
"""Values of a choice that say nothing."""


def merged(formulation: Formulation, keep: str, gone: str, *, by: str, at: str) -> Formulation:
    """The formulation in which `gone` is the same person as `keep`. `by` and `at`: who says so, and when (instant).

    Raises Refusal: `no_such_person` (either is not there or removed), `merge_with_oneself`, `merge_index` (M6),
    `too_long` (both notes together are longer than a note may be).
    """
    for person in (keep, gone):
        if person not in formulation.people or formulation.people[person].removed:
            raise Refusal("no_such_person", status=404)
    if keep == gone:
        raise Refusal("merge_with_oneself", status=422)
    if formulation.people[gone].index:
        raise Refusal("merge_index", status=409)
    work = _Work(formulation, by, at)
    touched = work.move("people", gone, keep)
    work.absorb("people", keep, gone)
    work.change("people", gone, merged_into=keep, removed_by=by, removed_at=at)
    if formulation.people[keep].twin_of == gone:
        work.change("people", keep, twin_of="")
    work.part_from_oneself(keep)
    work.fold(touched, doubled=_may_be_one)
    return work.formulation()


def folded(formulation: Formulation, people: Iterable[str], *, by: str, at: str) -> Formulation:
    """The formulation without doubled couples and links around these people: what two pages added at the same moment
    for the same partners or the same child. Only what says nothing different is folded."""
    near = set(people)
    unions = {i for i, u in formulation.unions.items() if near & {u.a, u.b}}
    unions |= {link.union for link in formulation.parent_links.values() if link.child in near}
    near |= {link.child for link in formulation.parent_links.values() if link.union in unions}
    unions |= {link.union for link in formulation.parent_links.values() if link.child in near}
    links = {i for i, link in formulation.parent_links.items() if link.child in near or link.union in unions}
    work = _Work(formulation, by, at)
    work.fold({"unions": unions - {""}, "parent_links": links}, doubled=_say_nothing_different)
    return work.formulation()


def changes(before: Formulation, after: Formulation) -> Touched:
    """What differs between two formulations of the same records."""
    found: Touched = {}
    for collection in COLLECTIONS:
        for i, record in after.collection(collection).items():
            previous = before.collection(collection)[i]
            if record is previous:
                continue
            differing = {
                spec.name: [_plain(spec, previous), _plain(spec, record)]
                for spec in SPECS[collection]
                if getattr(previous, spec.name) != getattr(record, spec.name)
            }
            if differing:
                found.setdefault(collection, {})[i] = differing
    return found


class _Work:
    """A formulation while records of it are merged."""

    def __init__(self, formulation: Formulation, by: str, at: str) -> None:
        self.records: dict[str, dict[str, Any]] = {c: dict(formulation.collection(c)) for c in COLLECTIONS}
        self.story = formulation.story
        self.by = by
        self.at = at

    def formulation(self) -> Formulation:
        """What came of it."""
        return Formulation(**self.records, story=self.story)

    def change(self, collection: str, i: str, **values: Any) -> None:
        self.records[collection][i] = replace(self.records[collection][i], **values)

    def remove(self, collection: str, i: str) -> None:
        self.change(collection, i, removed_by=self.by, removed_at=self.at)

    def standing(self, collection: str) -> list[tuple[str, Any]]:
        """Records that stand, the first added first."""
        stand = [(i, r) for i, r in self.records[collection].items() if not r.removed]
        return sorted(stand, key=lambda each: (each[1].added_at, each[0]))

    def move(self, to: str, gone: str, keep: str) -> dict[str, set[str]]:
        """M1. Returns the records that were moved, by collection."""
        moved: dict[str, set[str]] = {}
        for collection in COLLECTIONS:
            pointing = [s for s in SPECS[collection] if s.to == to and s.name != "merged_into"]
            for i, record in self.standing(collection):
                if (collection, i) == (to, gone):
                    continue
                new = {
                    spec.name: _pointing_at(spec, getattr(record, spec.name), gone, keep)
                    for spec in pointing
                    if _points(getattr(record, spec.name), gone)
                }
                if new:
                    self.change(collection, i, **new)
                    moved.setdefault(collection, set()).add(i)
        return moved

    def absorb(self, collection: str, keep: str, gone: str) -> None:
        """M3: one record takes over what another says. Raises Refusal (`too_long`)."""
        ours, theirs = self.records[collection][keep], self.records[collection][gone]
        new: dict[str, Any] = {}
        accounts = dict(ours.accounts)
        overflow: list[str] = []
        for i, account in theirs.accounts.items():
            if i in accounts or len(accounts) < ENTRIES_MAX:
                accounts.setdefault(i, account)
            else:
                overflow.append(f"{account.get('field')}: {_words(account.get('value'))}")
        for spec in SPECS[collection]:
            if spec.name in OWN or spec.kind in (Kind.ACCOUNTS, Kind.REFERENCES):
                continue
            if spec.kind is Kind.REFERENCE and (collection != "people" or getattr(theirs, spec.name) in (keep, gone)):
                continue  # ties that are folded join the same; nobody is their own twin
            value, other = getattr(ours, spec.name), getattr(theirs, spec.name)
            if spec.kind is Kind.PROSE:
                new[spec.name] = _both(value, other)
            elif spec.kind is Kind.FLAG:
                new[spec.name] = value and other if spec.name == "unknown" else value or other
            elif _empty(spec, other) or other == value:
                continue
            elif _empty(spec, value):
                new[spec.name] = other
            elif len(accounts) < ENTRIES_MAX:
                accounts[_account_id(gone, spec.name)] = self._account(spec, theirs)
            else:
                overflow.append(f"{spec.name}: {_words(_plain(spec, theirs))}")
        for line in overflow:
            new["note"] = _both(new["note"], line)
        if len(new.get("note", "")) > PROSE_MAX:
            raise Refusal("too_long", status=413, most=PROSE_MAX)
        self.change(collection, keep, **new, accounts=dict(sorted(accounts.items())))

    def _account(self, spec: FieldSpec, theirs: Record) -> dict[str, Any]:
        told = {"field": spec.name, "value": _plain(spec, theirs), "who": theirs.says, "noted_by": theirs.added_by}
        return {**dict.fromkeys(ACCOUNT_FIELDS, ""), **told, "at": theirs.added_at or self.at}

    def part_from_oneself(self, person: str) -> None:
        """M5."""
        for i, union in self.standing("unions"):
            if union.a == union.b == person:
                self.remove("unions", i)
                for turn, record in self.standing("turns"):
                    if record.union == i:
                        self.remove("turns", turn)
                for link, record in self.standing("parent_links"):
                    if record.union == i:
                        self.change("parent_links", link, union="", parent=person)
        for collection, one, other in (("bonds", "a", "b"), ("parent_links", "child", "parent")):
            for i, record in self.standing(collection):
                if getattr(record, one) == getattr(record, other) == person:
                    self.remove(collection, i)

    def fold(self, touched: Mapping[str, set[str]], *, doubled: "Doubled") -> None:
        """M2: of records that became equal, and of which one at least was touched, the first takes over the rest."""
        folded = {c: set(these) for c, these in touched.items()}
        for collection in ("unions", "parent_links", "bonds", "stays"):
            if collection == "parent_links":
                of_couples = {i for i, link in self.standing(collection) if link.union in folded.get("unions", ())}
                folded.setdefault(collection, set()).update(of_couples)
            kept: list[str] = []
            couples_first = sorted(self.standing(collection), key=lambda each: getattr(each[1], "union", "-") == "")
            for i, _ in couples_first:
                mine = folded.get(collection, set())
                first = next(
                    (k for k in kept if mine & {i, k} and self._equal(collection, k, i, doubled)),
                    None,
                )
                if first is None:
                    kept.append(i)
                    continue
                self.absorb(collection, first, i)
                moved = self.move(collection, i, first)
                for other, these in moved.items():
                    folded.setdefault(other, set()).update(these)
                self.remove(collection, i)

    def _equal(self, collection: str, one: str, other: str, doubled: "Doubled") -> bool:
        a, b = self.records[collection][one], self.records[collection][other]
        same = _same_ends(a, b) or self._said_by_the_couple(a, b)
        if not same or not doubled(collection, a, b):
            return False
        if isinstance(a, Union) and not (a.a and a.b):
            return self._share_a_child(one, other)
        return True

    def _said_by_the_couple(self, link: Record, alone: Record) -> bool:
        """Whether a child's link to one parent is said by its link to the couple already."""
        if not isinstance(link, ParentLink) or not isinstance(alone, ParentLink) or alone.union or not alone.parent:
            return False
        couple = self.records["unions"].get(link.union)
        here = couple is not None and alone.parent in (couple.a, couple.b)
        return here and (link.child, link.kind) == (alone.child, alone.kind)

    def _share_a_child(self, one: str, other: str) -> bool:
        """Two couples of whom somebody is missing are the same one only where a child hangs from both."""
        links: dict[str, set[tuple[str, str]]] = {one: set(), other: set()}
        for _, link in self.standing("parent_links"):
            if link.union in links:
                links[link.union].add((link.child, link.kind))
        return bool(links[one] & links[other])


def _same_ends(a: Record, b: Record) -> bool:
    """Whether two records tie the same people together in the same way."""
    if isinstance(a, Union) and isinstance(b, Union):
        return {a.a, a.b} == {b.a, b.b}
    if isinstance(a, ParentLink) and isinstance(b, ParentLink):
        return (a.child, a.union, a.parent, a.kind) == (b.child, b.union, b.parent, b.kind)
    if isinstance(a, Bond) and isinstance(b, Bond):
        either = not (a.directed or b.directed or vocabulary.row("bond_kinds", a.kind).directed)
        same = (a.a, a.b) == (b.a, b.b) or (either and (a.a, a.b) == (b.b, b.a))
        return same and (a.kind, a.directed) == (b.kind, b.directed) and (a.kind != "other" or a.words == b.words)
    if isinstance(a, Stay) and isinstance(b, Stay):
        return (a.household, a.person) == (b.household, b.person)
    return False


def _may_be_one(collection: str, a: Record, b: Record) -> bool:
    """Whether the dates of two ties allow that they are the same one."""
    return all(_together(getattr(a, name), getattr(b, name)) for name in ("began", "ended")) and not (
        _over_before(a, b) or _over_before(b, a)
    )


def _together(one: Moment | None, other: Moment | None) -> bool:
    if one is None or other is None or one.start is None or other.start is None:
        return True
    first = max(one.earliest or date.min, other.earliest or date.min)
    return first <= min(one.latest or date.max, other.latest or date.max)


def _over_before(a: Any, b: Any) -> bool:
    """Whether one tie had ended before the other began."""
    ended = a.ended.latest if a.ended else None
    began = b.began.earliest if b.began else None
    return ended is not None and began is not None and ended < began


def _say_nothing_different(collection: str, a: Record, b: Record) -> bool:
    """Whether no field of two records says something that the other contradicts."""
    for spec in SPECS[collection]:
        one, other = getattr(a, spec.name), getattr(b, spec.name)
        if spec.name in OWN or spec.kind in (Kind.REFERENCE, Kind.REFERENCES, Kind.FLAG) or one == other:
            continue
        if spec.kind in (Kind.PROSE, Kind.ACCOUNTS):
            return False
        if not (_empty(spec, one) or _empty(spec, other)):
            return False
    return True


def _points(value: Any, gone: str) -> bool:
    return gone in value if isinstance(value, Mapping) else value == gone


def _pointing_at(spec: FieldSpec, value: Any, gone: str, keep: str) -> Any:
    """A reference that points at the kept record; of two parts in one event the fuller one stays."""
    if not isinstance(value, Mapping):
        return keep
    fullness = [row.key for row in vocabulary.TABLES[spec.table]]
    roles = [value[i] for i in (keep, gone) if i in value]
    fuller = min(roles, key=lambda role: fullness.index(role) if role in fullness else len(fullness))
    return dict(sorted({**{i: role for i, role in value.items() if i != gone}, keep: fuller}.items()))


def _empty(spec: FieldSpec, value: Any) -> bool:
    if spec.kind is Kind.CHOICE:
        return value in NOT_SAID
    return value is None or value == ""


def _both(ours: str, theirs: str) -> str:
    if not theirs or theirs in ours:
        return ours
    return f"{ours}\n{theirs}" if ours else theirs


def _plain(spec: FieldSpec, record: Any) -> Any:
    return plain_value(spec, getattr(record, spec.name))


def _words(value: Any) -> str:
    return str(value.get("text", "")) if isinstance(value, Mapping) else str(value)


def _account_id(gone: str, field: str) -> str:
    told = hashlib.sha256(f"merged|{gone}|{field}".encode()).digest()[:16]
    return base64.urlsafe_b64encode(told).decode().rstrip("=")
