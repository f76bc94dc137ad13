"""What changed between two versions, or from a version to the working copy: together, side by side, or as a list.

N1  which two, which section and which view stand in the address, as numbers and keys: it can be kept, printed and read
    without script
N2  each side is read as it was frozen; the drawing is in the newer layout, with what is no longer there where it stood
N3  what is much is shown a page at a time, and an empty comparison says so in a sentence (H15)
"""

from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.comparison import SECTIONS, VERBS, Comparison, compare
from server.domain.errors import Refusal, Words
from server.domain.findings_formulation import Sentence
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.versions import Version
from server.languages import words
from server.reports import compared, drawing
from server.storage import cases, versions, workingcopies
from server.storage.database import Transaction
from server.web.cases import shown, today
from server.web.drawings import drawn
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day_of

VIEWS: Final = ("together", "beside", "list")
NOW: Final = "now"
MOST: Final = 100
"""Changes of a section on one page (N3)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: the number of a version, or NOW, and what it holds."""

    key: str
    formulation: Formulation
    sentences: tuple[Sentence, ...]


async def page(request: Request) -> Response:
    """`GET /cases/{case}/compare` with `from`, `to` (numbers, `to` also `now`), `section`, `view` and `page`."""
    here, w = installation_of(request), words(language_of(request))
    case_id, asked = request.path_params["case"], request.query_params

    def look(t: Transaction) -> tuple[Any, list[Version], bool]:
        case = cases.must_find(t, here.keys, case_id)
        open_now = workingcopies.find_open(t, case_id) is not None
        return case, versions.every(t, here.keys, case_id, content=True), open_now

    case, kept, open_now = await here.database.read(look)
    keys = [str(version.number) for version in kept] + ([NOW] if open_now else [])
    if not kept:
        raise HTTPException(404)
    to = asked.get("to", keys[-1])
    one = asked.get("from", keys[max(0, keys.index(to) - 1)] if to in keys else keys[0])
    if one not in keys or to not in keys or one == NOW:
        raise HTTPException(404)
    before, after = await _side(here, case_id, one, kept), await _side(here, case_id, to, kept)
    comparison = compare(before.formulation, after.formulation, before.sentences, after.sentences)
    told = compared.sections(w, comparison, before.formulation, after.formulation)
    section = _chosen(asked.get("section", ""), comparison)
    view = asked.get("view", VIEWS[0]) if asked.get("view") in VIEWS else VIEWS[0]
    number = int(asked.get("page", "1")) if asked.get("page", "1").isdecimal() and len(asked.get("page", "")) < 4 else 1
    chosen = next(each for each in told if each.key == section)
    lines = chosen.lines[(number - 1) * MOST : number * MOST]
    shown_verbs = {each.verb for each in chosen.lines} | {each.verb for each in chosen.sentences}
    return here.pages.large_page(
        request,
        "versions/comparison.html",
        case=shown(w, case, today(here)),
        versions=[_row(w, version) for version in reversed(kept)],
        open_now=open_now,
        one=one,
        to=to,
        same=one == to,
        only_one=len(keys) == 1,
        heading=w("compared.heading_now", one=one) if to == NOW else w("compared.heading", one=one, other=to),
        total=comparison.total,
        sections=told,
        section=chosen,
        lines=lines,
        number=number,
        more=max(0, len(chosen.lines) - number * MOST),
        view=view,
        views=VIEWS,
        verbs=[verb for verb in VERBS if verb in shown_verbs],
        signs=compared.SIGNS,
        drawings=await _drawings(here, section, view, before, after, comparison, language_of(request)),
        address=lambda **other: _address(case_id, {"from": one, "to": to, "section": section, "view": view}, other),
    )


def _address(case_id: str, asked: dict[str, str], other: dict[str, Any]) -> str:
    """The address of this page with something else asked for; `from_` stands for `from`, a word of the language."""
    asked = {**asked, **{name.rstrip("_"): str(value) for name, value in other.items()}}
    return f"/cases/{case_id}/compare?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _chosen(asked: str, comparison: Comparison) -> str:
    """The section that is looked at: as asked, else the first in which something changed."""
    if asked in SECTIONS:
        return asked
    return next((name for name, n in comparison.counts.items() if n), next(iter(SECTIONS)))


async def _side(here: Installation, case_id: str, key: str, kept: list[Version]) -> Side:
    content = await here.hub.plain(case_id) if key == NOW else kept[int(key) - 1].content
    if content is None:
        raise Refusal("no_such_version", status=404, number=key)
    formulation = from_plain(content)[0].standing()
    told = to_plain(formulation)["story"]
    if not any(part["blocks"] for part in told.values()):
        return Side(key, formulation, ())
    return Side(key, formulation, await here.workers.run(drawing.sentences, told))


def _row(w: Words, version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "when": said_day_of(w, version.header.frozen_at),
        "signed_by": version.circumstances.chair.name if version.circumstances else "",
    }


async def _drawings(
    here: Installation, section: str, view: str, before: Side, after: Side, comparison: Comparison, language: str
) -> list[dict[str, Any]]:
    """The pictures of a section: one in the newer layout with the marks (together), or both (side by side)."""
    kind: Any = {"family": "family", "steps": "steps", "timeline": "life"}.get(section)
    if kind is None or view == "list":
        return []
    w, day = words(language), today(here).isoformat()
    marks = {change.id: change.verb for change in comparison.changes}
    sides = []
    if view == "beside":
        gone = {i: verb for i, verb in marks.items() if verb in ("no_longer", "merged")}
        picture = await drawn(here, kind, to_plain(before.formulation), language, day, differs=gone)
        sides.append({"title": w("compared.then"), "picture": picture})
    now = to_plain(after.formulation)
    if view == "together" and section == "family":
        now = with_gone(now, to_plain(before.formulation), marks)
    picture = await drawn(here, kind, now, language, day, differs=marks)
    sides.append({"title": w("compared.now"), "picture": picture})
    return [side for side in sides if side["picture"] is not None]


def with_gone(now: dict[str, Any], before: dict[str, Any], marks: dict[str, str]) -> dict[str, Any]:
    """The newer family with those who are no longer in it, where they stood, and the ties that held them (N2)."""
    names = ("people", "unions", "parent_links", "bonds")
    gone = {
        name: {i: record for i, record in before[name].items() if marks.get(i) == "no_longer" and i not in now[name]}
        for name in names
    }
    return {**now, **{name: {**now[name], **gone[name]} for name in names}}
