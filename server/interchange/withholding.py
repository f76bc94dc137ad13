"""What a file of a family holds back when it leaves the house: for other programs and other people.

W1  What is marked sensitive or secret, a kind that is restricted, and what is said of health and identity, stays here
    unless somebody asks for it.
W2  Somebody who may not be named goes out without any name or words about them.
W3  What would point at something held back is held back with it, or points at nothing.
W4  Nearly everybody in a child's family is living, so the living go out; who hides them keeps their sex and their
    ties, and nothing that is told about them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import Kind
from server.domain.formulation import SPECS
from server.domain.moments import Moment
from server.interchange.records import FAMILY, Plain

HIDDEN_KINDS: Final = {"people": "person_kinds", "bonds": "bond_kinds"}
"""Collections whose records of a restricted kind are held back, with the table of kinds. A couple is not: its children
would lose their parents; it goes out as one of which nobody says what kind it is, without its note."""
IDENTITY: Final = ("trans", "lgb", "conceived_in_harm")
"""Fields that are told only where they are asked for (W1)."""
OLDEST: Final = 110
"""Years: somebody born before them is not living."""
LIVING: Final = "Living"
"""The name that genealogy programs give to the living whom they hide; a word of the format."""


def without_sensitive(family: Plain) -> Plain:
    """A family without what is held back (W1), and without what would then point at nothing. Of a whole formulation its
    family alone is kept: what is told of a child's life and of what to do is in no file of a family."""
    kept: Plain = {
        name: {i: dict(record) for i, record in family.get(name, {}).items() if not _held_back(name, record)}
        for name in FAMILY
    }
    for name, records in kept.items():
        for i in [i for i, record in records.items() if not _stands(name, record, family, kept)]:
            del records[i]
    for name, records in kept.items():
        for record in records.values():
            record.update({key: False for key in IDENTITY if key in record})
            if name == "unions" and vocabulary.row("union_kinds", record["kind"]).restricted:
                record.update({"kind": "unknown", "note": ""})
            if record.get("unnamed"):
                record.update({"name": "", "known_as": "", "called": "", "aliases": "", "note": ""})
            for spec in SPECS[name]:
                if spec.kind is Kind.REFERENCE and record[spec.name] not in kept.get(spec.to, {}):
                    record[spec.name] = ""
    return kept


def _held_back(collection: str, record: Mapping[str, Any]) -> bool:
    if record.get("sensitive") or record.get("secret"):
        return True
    if collection == "facts" and (record["mark"] or record["area"] in ("health", "identity")):
        return True
    table = HIDDEN_KINDS.get(collection)
    return bool(table) and vocabulary.row(str(table), record["kind"]).restricted


_NEEDED: Final = {
    "turns": ("union",), "parent_links": ("child", "union", "parent"), "bonds": ("a", "b"),
    "stays": ("household", "person"), "facts": ("about",),
}  # fmt: skip


def _stands(collection: str, record: Mapping[str, Any], before: Plain, kept: Plain) -> bool:
    """Whether a record still says something: what it points at is kept, or was not there before either."""
    to = {spec.name: spec.to for spec in SPECS[collection] if spec.kind is Kind.REFERENCE}
    pointing = [key for key in _NEEDED.get(collection, ()) if record[key]]
    return all(record[key] in kept[to[key]] or record[key] not in before[to[key]] for key in pointing)


def may_be_living(person: Mapping[str, Any], today: date) -> bool:
    """Whether a person may be living on a day: no death is known, and no birth of more than `OLDEST` years ago."""
    if person["died"] is not None or person["kind"] not in ("person", "professional", "therapist"):
        return False
    born = Moment.from_json(person["born"]) if person["born"] else None
    return not (born and born.latest and born.latest.year < today.year - OLDEST)


def with_living_hidden(family: Plain, alive: set[str]) -> Plain:
    """A family in which the living have a sex and ties, and nothing else (W4). Notes, homes and who says so go too, for
    what is written about the dead names the living."""
    bare = {spec.name: spec.default for spec in SPECS["people"] if spec.kind is not Kind.ACCOUNTS}
    people = {
        i: {**p, **bare, **{key: p[key] for key in ("gender", "ref", "index")}, "name": LIVING} if i in alive else p
        for i, p in family["people"].items()
    }
    pointing = {"facts": ("about",), "bonds": ("a", "b")}
    kept = {
        name: {
            i: {**record, "note": "", "says": ""}
            for i, record in records.items()
            if not any(record[key] in alive for key in pointing.get(name, ()))
        }
        for name, records in {**family, "people": people, "households": {}, "stays": {}}.items()
    }
    for person in kept["people"].values():
        person["called"] = person["lives_in"] = ""
    return kept
