"""A plan of records carried out on a family, as the page does it; and the words that stand in one."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.formulation import Formulation, from_plain, to_plain
from server.interchange import kin, telling
from server.interchange.records import whole_record
from server.interchange.relatives import Entry

EMPTY = Formulation()
WORD = re.compile(r"[^\W_]+")


def carried_out(plan: Iterable[Entry], family: Formulation = EMPTY) -> Formulation:
    """The family with the plan in it. Fails where an entry is no whole record of its collection."""
    plain = to_plain(family)
    for entry in plan:
        records = plain[entry.collection]
        assert (entry.id in records) == entry.there
        before = records.get(entry.id, {})
        records[entry.id] = whole_record(entry.collection, entry.id, {**before, **entry.fields})
    read, unread = from_plain(plain)
    assert unread == ()
    return read


def words_of(value: Any) -> set[str]:
    """The single words of a text, or of every text in a plain value."""
    if isinstance(value, str):
        return set(WORD.findall(value.casefold()))
    if isinstance(value, Mapping):
        return set().union(*map(words_of, value.values())) if value else set()
    return set()


def lost(said: str, plan: Iterable[Entry], told: Iterable[str], people: int) -> set[str]:
    """The words of a text that stand nowhere: in no field, in no sentence, and in no list of words that are read."""
    kept = set().union(set(), *(words_of(dict(entry.fields)) for entry in plan), *map(words_of, told))
    known = kin.vocabulary() | telling.understood() | {str(n) for n in range(people + 1)}
    return words_of(said) - kept - known
