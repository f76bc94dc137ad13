"""Leaving single entries out of one copy of a report, each with its reason.

R1  what is left out goes whole, with whatever says nothing without it (`reports/kept.py`, K1, K2)
R2  each entry that is left out has a reason, which the copy says where it would have stood; the child's own copy says
    nothing (K6): there is no gap in it and no box
R3  a choice without its reason is asked for again with everything that was ticked and written
R4  it is of this copy: the version stays whole, and nothing of the choice is kept but how many there were
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Words
from server.domain.fields import LINE_MAX, clean_line
from server.domain.formulation import Formulation, from_plain
from server.domain.upgrades import view
from server.languages import words
from server.reports.days import said_when
from server.reports.outline import name_of
from server.web.answers import text
from server.web.cases import shown, today
from server.web.files import KINDS, forms_for, languages_said
from server.web.installation import installation_of
from server.web.pages import language_of
from server.web.versions import asked_for

LISTED: Final[Mapping[str, str]] = {
    "events": "drawing.timeline.name",
    "people": "drawing.family.name",
    "facts": "version.facts",
    "cards": "report.board",
    "recommendations": "report.recommendations",
    "voices": "report.childs_words",
}
"""Collection whose entries can be left out -> the word over them."""
FIELDS: Final = 10_000
"""Fields of the form at most: two for each entry."""


async def page(request: Request, form: FormData | None = None) -> Response:
    """`GET /cases/{case}/versions/{number}/redaction`: every entry, to be ticked with a reason. With `form`, what was
    ticked and written stands there still, with 422 (R3)."""
    here, w = installation_of(request), words(language_of(request))
    frozen, _, case, _ = await asked_for(request)
    formulation = from_plain(view(frozen.content or {}, frozen.header.schema))[0].standing()
    return here.pages.page(
        request,
        "reports/redaction.html",
        status=200 if form is None else 422,
        case=shown(w, case, today(here)),
        number=frozen.number,
        groups=_groups(w, formulation, form or FormData()),
        asked={name: text(form or FormData(), name) for name in ("kind", "language", "with_sensitive")},
        kinds=[(key, w(f"reports.kind.{key}")) for key in KINDS],
        languages=languages_said(w),
        language=language_of(request),
        forms=forms_for(request.state.role, w),
        missing=form is not None,
        most=LINE_MAX,
    )


def redacted_in(form: FormData) -> dict[str, str]:
    """Record id -> reason, of everything that was ticked; "" where none was written."""
    ticked = [each for each in form.getlist("out") if isinstance(each, str)]
    return {i: clean_line(text(form, f"why-{i}")).strip()[:LINE_MAX] for i in ticked}


def _groups(w: Words, f: Formulation, form: FormData) -> list[dict[str, Any]]:
    chosen = redacted_in(form)
    groups = []
    for collection, word in LISTED.items():
        rows = [
            {"id": i, "said": said, "out": i in chosen, "why": text(form, f"why-{i}"),
             "missing": i in chosen and not chosen[i]}
            for i, said in _entries(w, f, collection)
        ]  # fmt: skip
        if rows:
            groups.append({"title": w(word), "rows": rows, "open": any(row["out"] for row in rows)})
    return groups


def _entries(w: Words, f: Formulation, collection: str) -> Iterable[tuple[str, str]]:
    """The entries of a collection, each with what it is told apart by; the child's own record is in every copy."""
    records: list[tuple[str, Any]] = sorted(f.collection(collection).items(), key=lambda row: (_when(row[1]), row[0]))
    for i, record in records:
        if collection == "people":
            if not record.index:
                yield i, name_of(w, f, i)
            continue
        said = next(filter(None, (getattr(record, name, "").strip() for name in ("title", "text", "why_not"))), "")
        when = said_when(w, record.when) if getattr(record, "when", None) else ""
        about = name_of(w, f, record.about) if getattr(record, "about", "") else ""
        yield i, ": ".join(filter(None, (when or about, said or w("reports.without_words"))))


def _when(record: Any) -> tuple[str, str]:
    moment = getattr(record, "when", None)
    first = (moment.earliest or moment.latest) if moment else None
    return first.isoformat() if first else "9", record.order
