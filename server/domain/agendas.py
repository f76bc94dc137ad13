"""The agenda of a meeting: timed items, which one is on, and when it is expected to end.

G1  an agenda begins as the template of the meeting's kind and is changed by whoever leads; it has at least one item
G2  which item is on is said by whoever leads; nothing moves on by itself
G3  the clock tells about when an item ends, to five minutes; a rest puts the end off by as long as it lasted, and an
    item that has gone on longer than it was given is said to have, without alarm
Source: the half-day of case formulation and the review in Enhanced Case Management (practice guide), as times.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from server.domain.errors import Refusal

MOST_ITEMS: Final = 20
MOST_TITLE: Final = 200
MINUTES: Final = (5, 240)
"""Least and most of one item."""
STEP_MIN: Final = 5
"""To which the end of an item is said."""
WORKED_ON: Final = ("voice", "family", "timeline", "board", "story", "steps", "recommendations")
"""What an item can be about: the views of the meeting's page."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One timed item. `key` names an item of a template, which is said in the reader's language; else `title` has the
    words as they were typed, in `language`. `part` is the part of the formulation that it works on, "" for none."""

    id: str
    minutes: int
    part: str = ""
    key: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items in their order; `item` is the id of the one that is on, since `since` (instant), both "" before."""

    items: tuple[AgendaItem, ...]
    item: str = ""
    since: str = ""

    @property
    def minutes(self) -> int:
        """How long the whole is planned to last."""
        return sum(item.minutes for item in self.items)


def _template(*items: tuple[str, int, str]) -> tuple[AgendaItem, ...]:
    return tuple(AgendaItem(key, minutes, part, key) for key, minutes, part in items)


TEMPLATES: Final[Mapping[str, tuple[AgendaItem, ...]]] = {
    "formulation": _template(
        ("welcome", 15, "voice"),
        ("family", 30, "family"),
        ("timeline", 50, "timeline"),
        ("break", 15, ""),
        ("story", 30, "story"),
        ("steps", 15, "steps"),
        ("recommendations", 25, "recommendations"),
    ),
    "review": _template(
        ("welcome_back", 10, "voice"),
        ("agreed", 15, "recommendations"),
        ("new", 15, "timeline"),
        ("steps", 10, "steps"),
        ("recommendations", 10, "recommendations"),
    ),
}
"""Kind of meeting -> its usual agenda: a formulation in three hours, a review in one."""


def template(kind: str) -> Agenda:
    """The usual agenda of a kind of meeting (G1)."""
    return Agenda(TEMPLATES.get(kind, TEMPLATES["review"]))


def checked(items: Sequence[AgendaItem]) -> tuple[AgendaItem, ...]:
    """Items as they may be kept. Raises Refusal (`agenda_empty`, `agenda_too_long`, `agenda_item_wrong`)."""
    if not items:
        raise Refusal("agenda_empty", status=422)
    if len(items) > MOST_ITEMS:
        raise Refusal("agenda_too_long", status=422, most=MOST_ITEMS)
    for number, item in enumerate(items, start=1):
        named = bool(item.key or item.title.strip()) and len(item.title) <= MOST_TITLE
        if not named or not MINUTES[0] <= item.minutes <= MINUTES[1] or item.part not in ("", *WORKED_ON):
            raise Refusal("agenda_item_wrong", status=422, n=number, least=MINUTES[0], most=MINUTES[1])
    return tuple(items)


def moved(agenda: Agenda, item: str, by: int) -> Agenda:
    """The agenda with one item earlier (-1) or later (1); at its end it stays. Raises Refusal (`no_such_item`)."""
    items = list(agenda.items)
    at = _place(agenda, item)
    to = min(max(at + by, 0), len(items) - 1)
    items.insert(to, items.pop(at))
    return replace(agenda, items=tuple(items))


def begun(agenda: Agenda, item: str, at: str) -> Agenda:
    """The agenda with an item on since `at` (G2); asked for the one that is on, it stays as it is. Raises Refusal
    (`no_such_item`)."""
    _place(agenda, item)
    return agenda if agenda.item == item else replace(agenda, item=item, since=at)


def rested(agenda: Agenda, seconds: float) -> Agenda:
    """The agenda after a rest of so long: the item that is on is as far as it was (G3)."""
    if not agenda.since:
        return agenda
    later = datetime.fromisoformat(agenda.since) + timedelta(seconds=seconds)
    return replace(agenda, since=later.strftime("%Y-%m-%dT%H:%M:%SZ"))


def ends(agenda: Agenda) -> str:
    """About when the item that is on ends, as an instant on a whole five minutes (G3); "" where none is on."""
    on = next((item for item in agenda.items if item.id == agenda.item), None)
    if on is None or not agenda.since:
        return ""
    end = datetime.fromisoformat(agenda.since) + timedelta(minutes=on.minutes)
    spare = timedelta(minutes=end.minute % STEP_MIN, seconds=end.second)
    near = end - spare + (timedelta(minutes=STEP_MIN) if spare >= timedelta(minutes=STEP_MIN / 2) else timedelta())
    return near.strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(agenda: Agenda, item: str) -> int:
    for place, each in enumerate(agenda.items):
        if each.id == item:
            return place
    raise Refusal("no_such_item", status=404)
