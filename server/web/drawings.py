"""Drawings for pages that are read and not edited: printed by the pages' own drawing module, in a worker process."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from server.domain.errors import Refusal
from server.languages import words
from server.reports import drawing
from server.reports.drawing import Kind
from server.web.installation import Installation

Plain = Mapping[str, Mapping[str, Mapping[str, Any]]]


async def drawn(
    here: Installation, kind: Kind, plain: Plain, language: str, today: str, **options: Any
) -> Markup | None:
    """One drawing of a formulation (`to_plain`) on a day (ISO), as SVG; None where nothing is to be drawn, or where it
    cannot be: the page then shows the lists, which hold the same. `options` are the drawing's own (width)."""
    of = {"family": "people", "key": "people", "steps": "placements"}.get(kind, "events")
    if not plain.get(of):
        return None
    wanted = {"today": today, "born": birth_in(plain), **options}
    catalogue = words(language).for_browser()
    try:
        return Markup(await here.workers.run(drawing.draw, kind, plain, wanted, language, catalogue))
    except Refusal:
        return None


async def told(here: Installation, plain: Plain, language: str, day: str) -> list[dict[str, str]]:
    """The family on a day in sentences, one paragraph a person (`who`, `said`); nothing where it cannot be told."""
    try:
        return await here.workers.run(drawing.told, plain, day, language, words(language).for_browser())
    except Refusal:
        return []


def birth_in(plain: Plain) -> Any:
    """When the child was born, as plain JSON; None where nobody is marked or it is not known."""
    return next((person.get("born") for person in plain.get("people", {}).values() if person.get("index")), None)
