"""Reports of a version: which there are, one read on a page, one taken away as a file.

G1  a report is written from the frozen version alone, without what is marked sensitive unless that was asked for
G2  taking one away is a press of a button and in the audit, with what was in it; reading it here is like reading the
    version
G3  a file's name and title name the case by its number, never the child; nothing of it is kept by a cache
G4  who has lost their seat while a file was made is not given it
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.consent import Consent
from server.domain.errors import Refusal, Words
from server.domain.versions import Version
from server.languages import words
from server.reports.draft import Beside
from server.reports.page import body
from server.reports.paper import Kind, Paper
from server.storage import audit, cases, consent, versions
from server.storage.database import Transaction
from server.storage.versions import Verified, standing_in
from server.web import redaction
from server.web.answers import text
from server.web.cases import shown, today, visitor_in
from server.web.files import (
    BOTH,
    DATA,
    FORMS,
    KINDS,
    REPORTS,
    Asked,
    Source,
    checked,
    forms_for,
    in_order,
    languages_said,
    must_be_for,
    named,
    paper,
    told,
)
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_day, said_day_of
from server.web.versions import asked_for, noted

log = logging.getLogger("gwead.reports")

USUAL: Final[tuple[Kind, ...]] = ("professional", "plan", "summary", "child")
"""What is printed the moment a version is frozen, in both languages."""


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
        languages=languages_said(w),
        language=language_of(request),
        forms=forms_for(request.state.role, w),
        data=forms_for(request.state.role, w, DATA),
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
        language_asked=asked.language,
        forms=forms_for(request.state.role, w),
        body=Markup(body(paper)),
        large=paper.large,
        languages=languages_said(w),
    )


async def make(request: Request) -> Response:
    """`POST /cases/{case}/versions/{number}/reports` with `kind`, `language`, `with_sensitive`, `with_name`, and as
    `format` a key of `files.FORMS`: the file (G2). A PDF carries the version's seal with it, not its content: a report
    leaves things out.

    With `out` and a reason for each, single entries are left out (redaction.py); a reason that is missing is asked for.
    Raises Refusal: `only_for_the_chair`, `one_language`, `sealed_is_whole`, `redaction_without_reason`,
    `not_your_role` (G4).
    """
    here, visitor = installation_of(request), visitor_in(request)
    form = await request.form(max_fields=redaction.FIELDS, max_files=0)
    wanted = text(form, "format") or "pdf"
    if wanted not in FORMS:
        raise HTTPException(404)
    kind = text(form, "kind") if wanted in REPORTS else text(form, "kind") or "professional"
    asked = _asked(kind, form, language_of(request))
    try:
        checked(wanted, asked)
    except Refusal:
        if "redaction" in form:
            return await redaction.page(request, form)
        raise
    frozen, _, case, _ = await asked_for(request)
    await _must_be_for(request, wanted)
    content = await here.prepared.file(here.workers, wanted, asked, await source_of(here, request, asked))
    at = here.now()

    def note(t: Transaction) -> None:
        role = cases.role_of(t, case.id, visitor.id)
        if not role:
            raise Refusal("not_your_role", status=403)
        must_be_for(wanted, role)
        about = told(wanted, asked, frozen.number)
        audit.record(t, "report.made", at, who=visitor.id, case=case.id, about=about, size=len(content))

    await here.database.write(note)
    name = named(wanted, asked, frozen.number)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=FORMS[wanted].media, headers=headers)


async def _must_be_for(request: Request, form: str) -> None:
    """As `must_be_for`; that somebody else asked is in the audit."""
    try:
        must_be_for(form, request.state.role)
    except Refusal:
        here, visitor, case = installation_of(request), visitor_in(request), request.path_params["case"]
        at, why = here.now(), f"report as {form}"
        await here.database.write(
            lambda t: audit.record(t, "act.refused", at, who=visitor.id, case=case, reason=why)
        )
        raise


async def prepare(here: Installation, case_id: str, number: int, name: str, language: str) -> None:
    """Prints the usual reports of a version that was just frozen, for whoever froze it (`name`) and reads `language`:
    they are ready when they are asked for. Fails nothing: what could not be printed is made when it is asked for."""
    try:
        verified = await here.database.read(lambda t: versions.check_case(t, here.keys, case_id))
        frozen = next(each for each in verified.versions if each.number == number)
        for kind in USUAL:
            asked = Asked(kind, in_order(BOTH, language), with_sensitive=False)
            made_of = await source(here, case_id, frozen, verified, asked.languages, _mark(here, asked, name))
            await here.prepared.file(here.workers, "pdf", asked, made_of)
    except Refusal as refusal:
        log.warning("reports of a version were not prepared: %s", refusal.key)


def _mark(here: Installation, asked: Asked, name: str) -> str:
    """The words of the watermark: who had it made, and when."""
    return " · ".join(words(lang)("reports.mark", name=name, when=_day(lang, here)) for lang in asked.languages)


async def written(here: Installation, request: Request, asked: Asked) -> Paper:
    """A report, written in a worker process. Raises HTTPException 404, and Refusal as the workers do."""
    return await here.workers.run(paper, asked, await source_of(here, request, asked))


async def source_of(here: Installation, request: Request, asked: Asked) -> Source:
    """What the files of the version of an address are made from. Raises HTTPException 404."""
    frozen, verified, case, _ = await asked_for(request)
    mark = _mark(here, asked, visitor_in(request).name)
    return await source(here, case.id, frozen, verified, asked.languages, mark)


async def source(
    here: Installation, case_id: str, frozen: Version, verified: Verified, languages: Sequence[str], mark: str
) -> Source:
    """What the files of a version are made from, with the words of their watermark."""
    given = await here.database.read(lambda t: consent.standing(t, here.keys, case_id).now)
    sealed = await here.database.read(
        lambda t: versions.attachment(t, here.keys, case_id, frozen.number, content=True)
    )
    return Source(frozen, beside_of(frozen, verified, given, languages), sealed, mark, today(here).isoformat())


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
    languages = in_order(given.get("language"), language)
    redacted = redaction.redacted_in(given) if isinstance(given, FormData) else {}
    sensitive, name = bool(given.get("with_sensitive")), bool(given.get("with_name"))
    return Asked(known[kind], languages, sensitive, name, redacted)
