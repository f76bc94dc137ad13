"""The way over the recovery steps: where the child stood in one version after another, by setting, and what moved it.

H1  each point is a placement that the room agreed on, told once, in the version in which it was first agreed
H2  a point stands at the time that its placement speaks of, else on the day on which its version was frozen
H3  every setting, and everybody with whom the child stands otherwise, has a way of its own; that of the child as a
    whole comes first
H4  a step down is information and not a failure: it is said which way it went, and nothing is reckoned from it
Sources: Skuse & Matthew, The Trauma Recovery Model, Prison Service Journal 220 (2015), by the practice guide: a move to
an earlier step is expected under strain, and lower steps are never finished.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from server.domain.formulation import Formulation
from server.domain.moments import Moment
from server.domain.steps import Placement, stretch

FIRST: Final = ""
UP: Final = "up"
DOWN: Final = "down"
WIDER: Final = "wider"
SAME: Final = "same"


@dataclass(frozen=True, slots=True)
class Stood:
    """One version, or the working copy (number 0), with the day it stands for."""

    number: int
    on: date
    formulation: Formulation


@dataclass(frozen=True, slots=True)
class Point:
    """Where the child stood: `on` orders the points, `when` is how the placement says it (None: as its version was
    frozen). `steps` and `emerging` are rows of step_ranges; `events` those that it rests on, earliest first; `went` how
    it lies to the point before: `up`, `down`, `same`, `wider` (both ways), "" for the first."""

    version: int
    placement: str
    on: date
    when: Moment | None
    steps: str
    emerging: str
    reason: str
    events: tuple[str, ...]
    went: str = FIRST


@dataclass(frozen=True, slots=True)
class Way:
    """The points of one setting, or with one person, in the order of time; both "" for the child as a whole."""

    setting: str
    person: str
    points: tuple[Point, ...]


def ways(versions: Iterable[Stood]) -> tuple[Way, ...]:
    """The ways over the steps. `versions` come in their order, the working copy last."""
    told: set[tuple[str, str]] = set()
    found: dict[tuple[str, str], list[Point]] = {}
    written: dict[tuple[str, str], str] = {}
    for stood in versions:
        for i, placement in stood.formulation.standing().placements.items():
            if not placement.agreed or not placement.steps or (i, placement.steps) in told:
                continue
            told.add((i, placement.steps))
            where = (" ".join(placement.setting.split()).casefold(), placement.person)
            written.setdefault(where, placement.setting.strip())
            found.setdefault(where, []).append(_point(stood, i, placement))
    keys = sorted(found, key=lambda where: (where != ("", ""), where))
    return tuple(Way(written[where], where[1], _went(found[where])) for where in keys)


def _point(stood: Stood, i: str, placement: Placement) -> Point:
    events = stood.formulation.standing().events
    known = [event for event in placement.events if event in events]
    first = {event: _first_day(events[event].when) for event in known}
    on = _first_day(placement.when) if placement.when else None
    return Point(
        stood.number, i, on or stood.on, placement.when if on else None, placement.steps, placement.emerging,
        placement.reason, tuple(sorted(known, key=lambda event: (first[event] or date.max, event))),
    )  # fmt: skip


def _first_day(moment: Moment | None) -> date | None:
    return moment.earliest if moment else None


def _went(points: Sequence[Point]) -> tuple[Point, ...]:
    ordered = sorted(points, key=lambda point: (point.on, point.version or 1 << 30))
    went = [ordered[0]] if ordered else []
    for before, point in pairwise(ordered):
        went.append(replace(point, went=_between(stretch(before.steps), stretch(point.steps))))
    return tuple(went)


def _between(before: tuple[int, int], after: tuple[int, int]) -> str:
    """Which way one stretch of steps lies to another."""
    if before == after:
        return SAME
    low, high = after[0] - before[0], after[1] - before[1]
    if low >= 0 and high >= 0:
        return UP
    return DOWN if low <= 0 and high <= 0 else WIDER
