"""The family as it stood at telling ages of the child, and the words that say what a picture shows.

An age is telling where, from one birthday to the next, the child's home is another one or who lives there has changed:
the child moved, or somebody moved in or out. Where there are more of these than can be shown, another home counts for
more than the people in it, and then how many of them came and went.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.formulation import Formulation
from server.domain.moments import birthday
from server.reports.days import said_day
from server.reports.draft import Artist, Draft, Home
from server.reports.paper import Block

MOST: Final = 4
"""Ages that are shown."""
OLDEST: Final = 25
"""Years up to which ages are looked at: the care of young people ends there."""
FAMILY: Final = ("people", "unions", "turns", "parent_links", "bonds", "households", "stays")
"""Collections that a day of the family is told from: small enough to be asked for every age."""


def families(draft: Draft) -> list[Block]:
    """A picture of the family at each telling age, symbols where they always stand, who is yet to come faint."""
    born = draft.born.earliest if draft.born else None
    blocks: list[Block] = []
    for age in telling_ages(draft):
        on = birthday(born, age) if born else None
        if on is not None:
            caption = draft.w("version.family_at_age", n=age, when=said_day(draft.w, on))
            options: dict[str, Any] = {"later": "faint", "past": True, "id": f"family-{age}"}
            blocks += draft.picture("family", caption, _alt_at(draft, age, on), day=on, **options)
    return blocks


def telling_ages(draft: Draft) -> tuple[int, ...]:
    """Up to `MOST` ages at which the child's home or the people in it had changed, youngest first."""
    found: list[tuple[tuple[int, int], int]] = []
    before: Home | None = None
    for age, home in sorted(draft.homes.items()):
        if not home.homes or home == before:
            continue
        moved = before is None or not home.homes & before.homes
        came_and_went = home.members ^ before.members | home.carers ^ before.carers if before else home.members
        found.append(((int(moved), len(came_and_went)), age))
        before = home
    most = sorted(found, key=lambda each: (each[0], -each[1]), reverse=True)[:MOST]
    return tuple(sorted(age for _, age in most))


def homes(f: Formulation, plain: Mapping[str, Any], artist: Artist, day: date) -> dict[int, Home]:
    """Where the child lived at each age up to a day, from what the drawing of each birthday would show."""
    child = f.index_person
    born = child.born.earliest if child and child.born else None
    if child is None or born is None:
        return {}
    ref = child.ref or next(i for i, person in f.people.items() if person is child)
    family = {name: plain[name] for name in FAMILY}
    found = {}
    for age in range(OLDEST + 1):
        on = birthday(born, age)
        if on is None or on > day:
            break
        if home := _home(artist, family, age, ref):
            found[age] = home
    return found


def _home(artist: Artist, plain: Mapping[str, Any], age: int, child: str) -> Home | None:
    """The child's home at an age; None where it cannot be told."""
    try:
        family = artist.family_on(plain, age)
    except Refusal:
        return None
    if family is None:
        return None
    own = [home for home in family["households"] if child in home.get("members", ())]
    members = frozenset(who for home in own for who in home["members"]) - {child}
    return Home(frozenset(home["id"] for home in own), members, frozenset(carer["id"] for carer in family["carers"]))


def _alt_at(draft: Draft, age: int, on: date) -> str:
    """Who lived with the child at an age, in sentences."""
    w, name, home = draft.w, draft.first_name, draft.homes.get(age)
    called = {person.ref or i: draft.name(i) for i, person in draft.f.people.items()}
    homes = {each.ref or i: each.name for i, each in draft.f.households.items()}
    when = said_day(w, on)
    if home is None or not home.homes:
        return w("report.alt_age_unknown", name=name, n=age, when=when)
    where = ", ".join(sorted(homes.get(i, "") for i in home.homes))
    people = ", ".join(sorted(called[i] for i in home.members if i in called))
    lived = "report.alt_age_with" if people else "report.alt_age_alone"
    said = w(lived, name=name, n=age, when=when, where=where, people=people)
    carers = ", ".join(sorted(called[i] for i in home.carers if i in called))
    return f"{said} {w('report.alt_carers', people=carers)}" if carers else said


def family_alt(draft: Draft, told: list[dict[str, str]]) -> str:
    """Who is in the genogram, and how everybody stands to the child, in sentences; the list beside it says the rest."""
    people = "; ".join(f"{p['name']} ({p['who']})" if p["who"] else p["name"] for p in told)
    if not people:
        people = "; ".join(draft.name(i) for i in draft.f.people)
    return draft.w("report.alt_family", name=draft.first_name or draft.w("version.unnamed"), people=people)


def strip_alt(draft: Draft) -> str:
    """From when to when the strip of the life reaches, and what fills it, in sentences."""
    dated = [e.when for e in draft.f.events.values() if e.when and (e.when.earliest or e.when.latest)]
    days = [day for m in dated for day in (m.earliest, m.latest) if day]
    if not days:
        return draft.w("report.alt_strip_empty")
    first, last = said_day(draft.w, min(days)), said_day(draft.w, min(max(days), draft.day))
    return draft.w("report.alt_strip", first=first, last=last, lanes=lanes_said(draft))


def lanes_said(draft: Draft) -> str:
    """The lanes that hold something, in the order in which the strip has them from the top."""
    lanes = {e.lane for e in draft.f.events.values() if e.lane}
    return ", ".join(draft.w(f"lanes.{row.key}") for row in vocabulary.LANES if row.key in lanes)
