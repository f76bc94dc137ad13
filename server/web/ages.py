"""The family of a version as it stood at ages of the child: asked for on its page, in print, and as a file.

A version's page takes `?ages=3, 7, 12`; its family as a drawing for other programs is
`GET /cases/{case}/versions/{number}/family.svg`, at the day it was frozen or at one `?ages=`.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from server.domain.errors import Words
from server.domain.formulation import Formulation, to_plain
from server.domain.moments import birthday
from server.interchange.withholding import without_sensitive
from server.languages import words
from server.web.drawings import drawn
from server.web.installation import Installation
from server.web.pages import said_day

MOST: Final = 6
"""Ages that are drawn at once."""
OLDEST: Final = 120


class Family(NamedTuple):
    """The family at one age: how it is called, and the drawing (None where it cannot be drawn)."""

    title: str
    drawing: Markup | None


def read_ages(said: str, formulation: Formulation, frozen: date) -> tuple[int, ...] | None:
    """The ages that somebody typed, in their order, once each; None where they are none, are too many, or the child
    was never that old by the day of freezing."""
    asked = tuple(dict.fromkeys(int(age) for age in re.findall(r"[0-9]{1,3}", said)))
    rest = re.sub(r"[0-9]{1,3}", "", said)
    if not 1 <= len(asked) <= MOST or re.search(r"[^\s,;&-]|[0-9]", rest):
        return None
    days = [day_at(formulation, age) for age in asked]
    return asked if all(day is not None and day <= frozen for day in days) else None


def day_at(formulation: Formulation, age: int) -> date | None:
    """The first day on which the child may have been so old; None where no birth is known."""
    child = formulation.index_person
    born = child.born.earliest if child and child.born else None
    return birthday(born, age) if born and age <= OLDEST else None


async def families(
    here: Installation, content: Mapping[str, Any], formulation: Formulation, ages: tuple[int, ...], language: str
) -> list[Family]:
    """The family at each of these ages, symbols where they always stand, who is yet to come faint."""
    w = words(language)
    made = []
    for age in ages:
        day = day_at(formulation, age)
        if day is not None:
            options = {"later": "faint", "past": True, "id": f"family-{age}"}
            picture = await drawn(here, "family", content, language, day.isoformat(), **options)
            made.append(Family(_title(w, age, day), picture))
    return made


def _title(w: Words, age: int, day: date) -> str:
    return w("version.family_at_age", n=age, when=said_day(w, day))


async def as_file(here: Installation, formulation: Formulation, day: date, language: str) -> Markup | None:
    """The family on a day as a drawing that leaves the house: without what is sensitive, secret or restricted."""
    kept = without_sensitive(to_plain(formulation))
    return await drawn(here, "family", kept, language, day.isoformat())
