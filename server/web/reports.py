"""Reports of a version: which there are, one read on a page, one taken away as a file.

G1  a report is written from the frozen version alone, without what is marked sensitive unless that was asked for
G2  taking one away is a press of a button and in the audit, with what was in it; reading it here is like reading the
    version
G3  a file's name and title name the case by its number, never the child; nothing of it is kept by a cache
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, get_args

from markupsafe import Markup
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.consent import Consent
from server.domain.errors import Words
from server.domain.formulation import from_plain
from server.domain.versions import Version, canonical
from server.languages import LANGUAGES, words
from server.reports.draft import Beside
from server.reports.page import body
from server.reports.page import page as as_page
from server.reports.paper import Kind, Paper
from server.reports.pdf import pdf
from server.reports.writing import write
from server.storage import audit, consent, versions
from server.storage.versions import Verified, standing_in
from server.web.answers import form_of, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day, said_day_of
from server.web.versions import asked_for, noted

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
BOTH: Final = "both"
"""Both languages, that of the reader first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be: its kind, its languages in order, and whether what is marked sensitive is in it."""

    kind: Kind
    languages: tuple[str, ...]
    with_sensitive: bool


async def page(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/reports`: each report with what it is for, to read or to take away."""
    here, w = installation_of(request), words(language_of(request))
    frozen, _, case, _ = await asked_for(request)
    return here.pages.page(
        request,
        "reports/reports.html",
        case=shown(w, case, today(here)),
        number=frozen.number,
        kinds=[{"key": k, "title": w(f"reports.kind.{k}"), "what": w(f"reports.what.{k}")} for k in KINDS],
        languages=_languages(w),
        language=language_of(request),
        place=f"/cases/{case.id}/versions/{frozen.number}/reports",
    )


async def read(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/reports/{kind}` with `language` and `with_sensitive`: it on a page."""
    here, w = installation_of(request), words(language_of(request))
    asked = _asked(request.path_params["kind"], request.query_params, language_of(request))
    frozen, _, case, _ = await asked_for(request)
    paper = await written(here, request, asked)
    return here.pages.large_page(
        request,
        "reports/report.html",
        case=shown(w, case, today(here)),
        number=frozen.number,
        asked=asked,
        kind=w(f"reports.kind.{asked.kind}"),
        language_asked=_key(asked),
        body=Markup(body(paper)),
        large=paper.large,
        languages=_languages(w),
    )


async def make(request: Request) -> Response:
    """`POST /cases/{case}/versions/{number}/reports` with `kind`, `language`, `with_sensitive` and `format` (`pdf` or
    `html`): the file (G2). A PDF carries the version's seal with it, not its content: a report leaves things out."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    asked = _asked(text(form, "kind"), form, language_of(request))
    frozen, _, case, _ = await asked_for(request)
    paper = await written(here, request, asked)
    ending, at = "html" if text(form, "format") == "html" else "pdf", here.now()
    if ending == "html":
        made = as_page(paper).encode()
    else:
        sealed = await here.database.read(
            lambda t: versions.attachment(t, here.keys, case.id, frozen.number, content=False)
        )
        made = await here.workers.run(pdf, paper, canonical(sealed))
    told = f"version {frozen.number} {asked.kind} {_key(asked)} {ending}{' sensitive' if asked.with_sensitive else ''}"
    await here.database.write(
        lambda t: audit.record(t, "report.made", at, who=visitor.id, case=case.id, about=told, size=len(made))
    )
    named = {
        "Content-Disposition": f'attachment; filename="gwead-{frozen.number}-{asked.kind}-{_key(asked)}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(made, media_type={"html": "text/html", "pdf": "application/pdf"}[ending], headers=named)


async def written(here: Installation, request: Request, asked: Asked) -> Paper:
    """A report, written in a worker process. Raises HTTPException 404, and Refusal as the workers do."""
    frozen, checked, case, day = await asked_for(request)
    formulation, _ = from_plain(frozen.content or {})
    given = await here.database.read(lambda t: consent.standing(t, here.keys, case.id).now)
    beside = beside_of(frozen, checked, given, asked.languages)
    visitor = visitor_in(request)
    marks = {lang: words(lang)("reports.mark", name=visitor.name, when=_day(lang, here)) for lang in asked.languages}
    work = partial(
        write, asked.kind, frozen, formulation, asked.languages, words=words, with_sensitive=asked.with_sensitive,
        mark=" · ".join(marks.values()), beside=beside, today=day.isoformat(),
    )  # fmt: skip
    return await here.workers.run(work)


def beside_of(frozen: Version, checked: Verified, given: Sequence[Consent], languages: Sequence[str]) -> Beside:
    """What stands beside a version: its next review, its standing, what was added to it, what was agreed to."""
    return Beside(
        review_on=frozen.circumstances.review_on if frozen.circumstances else "",
        standing=standing_in(checked, frozen.number),
        notes=tuple(note for note in noted(checked) if note.version == frozen.number),
        consent={language: _consent(words(language), given) for language in languages},
    )


def _day(language: str, here: Installation) -> str:
    return said_day(words(language), today(here))


def _consent(w: Words, given: Sequence[Consent]) -> tuple[str, ...]:
    """Who agreed to what, a sentence each."""
    told = []
    for each in given:
        who = each.name or w(f"consent_givers.{each.who}")
        said = w("reports.consent", who=who, answer=w(f"consent_answers.{each.answer}"), when=said_day_of(w, each.day))
        told.append(f"{said} {w('reports.consent_words', words=each.conditions)}" if each.conditions else said)
    return tuple(told)


def _asked(kind: str, given: FormData | QueryParams, language: str) -> Asked:
    """What is asked for. Raises HTTPException 404 for a report that there is not."""
    known: Mapping[str, Kind] = {key: key for key in KINDS}
    if kind not in known:
        raise HTTPException(404)
    said = given.get("language")
    first = tuple(sorted(LANGUAGES, key=lambda each: each != language))
    languages = first if said == BOTH else (said,) if isinstance(said, str) and said in LANGUAGES else (language,)
    return Asked(known[kind], languages, bool(given.get("with_sensitive")))


def _key(asked: Asked) -> str:
    return BOTH if len(asked.languages) > 1 else asked.languages[0]


def _languages(w: Words) -> list[tuple[str, Any]]:
    return [*((key, w(f"languages.{key}")) for key in LANGUAGES), (BOTH, w("reports.both"))]
