"""A part of a large family: those who stand near one person.

A family tree may hold thousands; a genogram holds the child and some thirty people around them. A step goes from a
child to a parent or carer, from a parent to a child, or from one partner to the other: brothers and sisters are two
steps away, aunts and grandparents' partners three, first cousins four.

N1  Who is near is whole: every field, note and fact of theirs.
N2  A tie, a couple or a home in which somebody far stands is kept only as far as those who are near have part in it.
"""

from collections import deque
from collections.abc import Iterable
from typing import Any

from server.interchange.records import Plain

Records = dict[str, dict[str, Any]]


def near(records: Plain, person: str, steps: int) -> Plain:
    """The records of those within so many steps of a person, and of what ties them."""
    kept = _within(records, person, steps)
    people = {i: dict(each) for i, each in records["people"].items() if i in kept}
    for each in people.values():
        each["twin_of"] = each["twin_of"] if each["twin_of"] in kept else ""
        each["merged_into"] = each["merged_into"] if each["merged_into"] in kept else ""
    unions, links = _couples(records, kept)
    homes = {stay["household"] for stay in records["stays"].values() if stay["person"] in kept}
    return {
        "people": people,
        "unions": unions,
        "turns": {i: turn for i, turn in records["turns"].items() if turn["union"] in unions},
        "parent_links": links,
        "bonds": {i: bond for i, bond in records["bonds"].items() if {bond["a"], bond["b"]} <= kept},
        "households": {i: home for i, home in records["households"].items() if i in homes},
        "stays": {i: stay for i, stay in records["stays"].items() if stay["person"] in kept},
        "facts": {i: fact for i, fact in records["facts"].items() if fact["about"] in kept},
    }


def _within(records: Plain, person: str, steps: int) -> set[str]:
    beside: dict[str, set[str]] = {}

    def tie(ones: Iterable[str], others: Iterable[str]) -> None:
        for one in filter(None, ones):
            for other in filter(None, others):
                beside.setdefault(one, set()).add(other)
                beside.setdefault(other, set()).add(one)

    for union in records["unions"].values():
        tie((union["a"],), (union["b"],))
    for link in records["parent_links"].values():
        tie((link["child"],), _parents(records["unions"], link))
    away = {person: 0}
    todo = deque([person])
    while todo:
        here = todo.popleft()
        if away[here] < steps:
            for other in beside.get(here, ()):
                if other not in away:
                    away[other] = away[here] + 1
                    todo.append(other)
    return set(away)


def _parents(unions: Records, link: dict[str, Any]) -> tuple[str, ...]:
    union = unions.get(link["union"])
    return (union["a"], union["b"]) if union else (link["parent"],)


def _couples(records: Plain, kept: set[str]) -> tuple[Records, Records]:
    """Couples of those who are near, and the ties of their children; a couple of whom one is near stays where a child
    who is near hangs from it."""
    links = {
        i: link
        for i, link in records["parent_links"].items()
        if link["child"] in kept and set(_parents(records["unions"], link)) & kept
    }
    with_children = {link["union"] for link in links.values()}
    unions: Records = {}
    for i, union in records["unions"].items():
        partners = {union["a"], union["b"]} - {""}
        if partners and (partners <= kept or (partners & kept and i in with_children)):
            unions[i] = {**union, **{side: union[side] if union[side] in kept else "" for side in ("a", "b")}}
    return unions, links
