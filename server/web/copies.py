"""Copies of a version: given by the chair, opened by a link of their own until a day (K1 to K3 of domain/copies.py).

C1  a link shows who a copy is for and what is in it; the copy itself comes by the press of a button, which is in the
    audit: whatever only looks at links opens nothing
C2  a copy is written anew from the frozen version each time it is opened, with whom it is for on every page; of a
    version whose seal does not check none is written
C3  ended, withdrawn and never given look alike
"""

from typing import Any, Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.domain.copies import COPY_DAYS_MOST, REPORTS, Copy, Recipient, Ticked, against, near
from server.domain.errors import Refusal, Words
from server.domain.fields import LINE_MAX, clean_line
from server.domain.versions import Version
from server.languages import LANGUAGES, words
from server.reports.page import body
from server.reports.paper import Kind
from server.storage import copies, versions
from server.storage.versions import Verified, standing_in
from server.web.answers import form_of, go, text, texts
from server.web.cases import shown, today, visitor_in
from server.web.files import BOTH, FORMS, KINDS, Asked, paper
from server.web.installation import Installation, installation_of
from server.web.meetings import chair_name
from server.web.pages import language_of, qr, said_day_of
from server.web.reports import source
from server.web.ticking import asked_copies, entry_said, reports_said, said_seat_of, until_day
from server.web.versions import asked_for

EMPTY: Final[dict[str, Any]] = {"who": "", "name": "", "reports": [], "language": BOTH, "with_sensitive": ""}
TAKEN_AS: Final = ("pdf", "html")
"""Forms in which a copy is taken away."""


# -- chair and coordinator


async def page(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/copies`: who was given which, and for the chair the form."""
    return await _page(request, {}, {})


async def give(request: Request) -> Response:
    """`POST /cases/{case}/versions/{number}/copies` with `who` (a participant, or "" with `name`), `reports`,
    `language`, `with_sensitive`, `until` and, where a name is like one on the list, `sure`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, at = words(language_of(request)), here.now()
    frozen, checked, case, _ = await asked_for(request)
    _must_stand(checked, frozen.number)
    entries = await here.database.read(lambda t: copies.recipients(t, here.keys, case.id))
    people = {each.id: each for each in (await asked_copies(here, case.id, None)).people}
    given: dict[str, Any] = {name: text(form, name) for name in ("who", "language", "until", "with_sensitive", "sure")}
    given["name"] = people[given["who"]].name if given["who"] in people else clean_line(text(form, "name"))
    given["reports"] = [each for each in REPORTS if each in texts(form, "reports")]
    wrong = _wrong(w, given, entries)
    try:
        until = until_day(given["until"], today(here))
    except Refusal as refusal:
        wrong["until"] = refusal.sentence(w)
    if wrong:
        return await _page(request, given, wrong, status=422)
    ticked = Ticked(
        given["who"] if given["who"] in people else "", given["name"], tuple(given["reports"]),
        given["language"] if given["language"] in LANGUAGES else BOTH, bool(given["with_sensitive"]),
    )  # fmt: skip
    copy, _ = await here.database.write(
        lambda t: copies.give(t, here.keys, case.id, frozen.number, ticked, until=until, at=at, by=visitor.id)
    )
    return await _page(request, {}, {}, link=copy.id)


def _must_stand(checked: Verified, number: int) -> None:
    """Raises Refusal (`copy_not_sealed`) for a version whose seal does not check (C2)."""
    if standing_in(checked, number) == "altered":
        raise Refusal("copy_not_sealed", status=409)


def _wrong(w: Words, given: dict[str, Any], entries: list[Recipient]) -> dict[str, str]:
    wrong = {}
    if not given["name"]:
        wrong["name"] = w("form.needed")
    elif len(given["name"]) > LINE_MAX:
        wrong["name"] = w("form.too_long", n=len(given["name"]), most=LINE_MAX)
    if not given["reports"]:
        wrong["reports"] = w("recipients.which_needed")
    if wrong:
        return wrong
    stands = against(entries, given["name"], given["reports"])
    if stands is not None:
        return {"name": entry_said(w, stands)}
    alike = near(entries, given["name"])
    if alike and not given["sure"]:
        return {"sure": w("copies.near", name=alike[0].name)}
    return {}


async def show(request: Request) -> Response:
    """`POST /cases/{case}/copies/{copy}/showing`: the link once more, to be copied or scanned."""
    here, case_id, which = installation_of(request), request.path_params["case"], request.path_params["copy"]
    every = await here.database.read(lambda t: copies.of_case(t, here.keys, case_id))
    copy = next((each for each in every if each.id == which), None)
    if copy is None:
        raise Refusal("no_such_copy", status=404)
    request.path_params["number"] = str(copy.version)
    return await _page(request, {}, {}, link=which)


async def withdraw(request: Request) -> Response:
    """`POST /cases/{case}/copies/{copy}/withdrawal`: its link opens nothing any more."""
    here, visitor, at = installation_of(request), visitor_in(request), installation_of(request).now()
    case_id, which = request.path_params["case"], request.path_params["copy"]
    await here.database.write(lambda t: copies.withdraw(t, case_id, which, at, visitor.id))
    every = await here.database.read(lambda t: copies.of_case(t, here.keys, case_id))
    number = next(each.version for each in every if each.id == which)
    return go(request, f"/cases/{case_id}/versions/{number}/copies")


async def _page(
    request: Request, form: dict[str, Any], wrong: dict[str, str], *, link: str = "", status: int = 200
) -> Response:
    here, w, at = installation_of(request), words(language_of(request)), installation_of(request).now()
    frozen, checked, case, _ = await asked_for(request)
    ticking = await asked_copies(here, case.id, None)
    every = await here.database.read(lambda t: copies.of_case(t, here.keys, case.id))
    return here.pages.page(
        request,
        "copies/copies.html",
        status=status,
        case=shown(w, case, today(here)),
        number=frozen.number,
        altered=standing_in(checked, frozen.number) == "altered",
        copies=[_copy_shown(w, each, at) for each in every if each.version == frozen.number],
        link=await _link_shown(here, case.id, next((each for each in every if each.id == link), None)),
        people=[(each.id, said_seat_of(w, each)) for each in ticking.people],
        reports=reports_said(w),
        languages=[*((key, w(f"languages.{key}")) for key in LANGUAGES), (BOTH, w("reports.both"))],
        days_most=COPY_DAYS_MOST,
        form={**EMPTY, "until": ticking.until, **form},
        wrong=wrong,
        place=f"/cases/{case.id}/versions/{frozen.number}/copies",
    )


def _copy_shown(w: Words, copy: Copy, at: str) -> dict[str, Any]:
    """A copy as a row."""
    if copy.withdrawn_at:
        state = w("copies.withdrawn", when=said_day_of(w, copy.withdrawn_at))
    elif copy.open_at(at):
        state = w("copies.open_until", when=said_day_of(w, copy.until))
    else:
        state = w("copies.ended", when=said_day_of(w, copy.until))
    return {
        "id": copy.id,
        "name": copy.name,
        "reports": [w(f"reports.kind.{each}") for each in copy.reports],
        "language": w("reports.both") if copy.language == BOTH else w(f"languages.{copy.language}"),
        "sensitive": copy.with_sensitive,
        "open": copy.open_at(at),
        "state": state,
        "opened": w("copies.opened", n=copy.opened),
    }


async def _link_shown(here: Installation, case_id: str, copy: Copy | None) -> dict[str, Any] | None:
    """The link of a copy with a text to send beside it, in its languages; None where it opens no more."""
    if copy is None:
        return None
    at = here.now()
    token = await here.database.read(lambda t: copies.token_of(t, here.keys, case_id, copy.id, at))
    if token is None:
        return None
    chair = await here.database.read(lambda t: chair_name(t, case_id))
    address = here.public.link(f"/copy/{token}")
    told = []
    for language in LANGUAGES if copy.language == BOTH else (copy.language,):
        w = words(language)
        until = said_day_of(w, copy.until)
        told.append(w("copies.text", name=copy.name, chair=chair or w("waiting.somebody"), until=until))
    whole = "\n\n".join([*told, address])
    return {"name": copy.name, "address": address, "text": whole, "picture": qr(address, copy.name)}


# -- whoever has a link


async def invitation(request: Request) -> Response:
    """`GET /copy/{token}`: who it is for, until when, and what is in it. Changes nothing (C1)."""
    here, w = installation_of(request), words(language_of(request))
    copy, _, _ = await _found(request)
    return here.pages.page(
        request,
        "copies/copy.html",
        token=request.path_params["token"],
        name=copy.name,
        until=said_day_of(w, copy.until),
        reports=[(each, w(f"reports.kind.{each}"), w(f"reports.what.{each}")) for each in copy.reports],
        place=f"/copy/{request.path_params['token']}",
    )


async def open_copy(request: Request) -> Response:
    """`POST /copy/{token}` with `report` and, to take it away, `format`: the report (C2). Each time is in the audit."""
    here, form, at = installation_of(request), await form_of(request), installation_of(request).now()
    copy, frozen, checked = await _found(request)
    report, wanted = text(form, "report"), text(form, "format")
    if report not in copy.reports or (wanted and wanted not in TAKEN_AS):
        raise HTTPException(404)
    _must_stand(checked, frozen.number)
    asked = _asked(copy, report)
    told = [words(lang)("copies.mark", name=copy.name, when=said_day_of(words(lang), at)) for lang in asked.languages]
    made_of = await source(here, copy.case, frozen, checked, asked.languages, " · ".join(told))
    if wanted:
        file = await here.prepared.file(here.workers, wanted, asked, made_of)
        await here.database.write(lambda t: copies.note_opened(t, copy, report, wanted, here.now(), len(file)))
        name = f"gwead-{frozen.number}-{report}-{asked.language}.{FORMS[wanted].ending}"
        named = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(file, media_type=FORMS[wanted].media, headers=named)
    read = await here.workers.run(paper, asked, made_of)
    shown_body = body(read)
    await here.database.write(lambda t: copies.note_opened(t, copy, report, "page", here.now(), len(shown_body)))
    w = words(language_of(request))
    return here.pages.large_page(
        request,
        "copies/read.html",
        token=request.path_params["token"],
        kind=w(f"reports.kind.{report}"),
        report=report,
        body=Markup(shown_body),
        large=read.large,
        place=f"/copy/{request.path_params['token']}",
    )


def _asked(copy: Copy, report: str) -> Asked:
    """What of the version is in this copy."""
    known: dict[str, Kind] = {key: key for key in KINDS}
    languages = tuple(LANGUAGES) if copy.language == BOTH else (copy.language,)
    return Asked(known[report], languages, copy.with_sensitive)


async def _found(request: Request) -> tuple[Copy, Version, Verified]:
    """The copy that a link opens, its version, and what checking the chain found. Raises Refusal (`copy_ended`, 410)
    for every link that opens nothing (C3)."""
    here, token, at = installation_of(request), request.path_params["token"], installation_of(request).now()
    copy = await here.database.read(lambda t: copies.by_token(t, here.keys, token, at))
    if copy is None:
        raise Refusal("copy_ended", status=410)
    checked = await here.database.read(lambda t: versions.check_case(t, here.keys, copy.case))
    frozen = next((each for each in checked.versions if each.number == copy.version), None)
    if frozen is None or frozen.content is None:
        raise Refusal("copy_ended", status=410)
    return copy, frozen, checked
