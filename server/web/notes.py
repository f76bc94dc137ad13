"""Notes that are added to a version, and the mark that it was entered in error: the forms, the list of what waits, and
the decisions.

O1  whoever may read a version and write in the case adds a note to it: a contributor during the meeting, in their own
    name; chair and coordinator at any time, naming who said so
O2  a note is sealed when the chair accepts it, with her password asked for once more; her own is sealed at once
O3  the chair begins a mark and somebody else with a seat confirms it, signed in themselves, each with their password
O4  what was typed stays on the page until it was kept
"""

from collections.abc import Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server import __version__
from server.domain.errors import Refusal
from server.domain.notes import IN_ERROR, NOTE, words_of
from server.domain.versions import Attendee, Chair
from server.domain.vocabulary import keys
from server.languages import words
from server.storage import accounts, cases, notes, versions
from server.storage.database import Transaction
from server.storage.notes import Draft
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of
from server.web.versions import asked_for, draft_shown, entry_shown, noted
from server.web.visitor import Visitor

SOFTWARE: Final = f"Gwead {__version__}"
_FIELD: Final[Mapping[str, str]] = {
    "note_text_missing": "text",
    "note_reason_missing": "reason",
    "note_said_by_missing": "said_by",
}
"""The field that a refusal is about."""


async def new(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/notes/new`: the form of a note."""
    return await _form(request, NOTE, {}, {})


async def new_mark(request: Request) -> Response:
    """`GET /cases/{case}/versions/{number}/errors/new`: the form of a mark."""
    return await _form(request, IN_ERROR, {}, {})


async def add(request: Request) -> Response:
    """`POST /cases/{case}/versions/{number}/notes` with `text`, `reason`, of chair and coordinator `said_by`, of the
    chair `password`: sealed at once for her, else it waits for her."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    told = {name: text(form, name) for name in ("text", "reason", "said_by", "language")}
    if visitor.account is None:
        told["said_by"] = visitor.name
    draft = await _draft(request, NOTE, told)
    if isinstance(draft, Response):
        return draft
    if request.state.role == "chair":
        if wrong := await _password_wrong(request, here, visitor, form.get("password")):
            return await _form(request, NOTE, told, {"password": wrong}, status=403)
        at, chair = here.now(), Chair(visitor.id, visitor.name, "password")

        def seal(t: Transaction) -> None:
            kept = notes.propose(t, here.keys, draft)
            notes.accept(t, here.keys, draft.case, kept.id, at, by=chair, software=SOFTWARE)

        await here.database.write(seal)
    else:
        await here.database.write(lambda t: notes.propose(t, here.keys, draft))
    return go(request, f"/cases/{draft.case}/versions/{draft.version}#notes")


async def mark(request: Request) -> Response:
    """`POST /cases/{case}/versions/{number}/errors` with `reason` and the chair's `password`: the mark waits for the
    second person (O3)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    told = {"text": "", "reason": text(form, "reason"), "said_by": "", "language": ""}
    draft = await _draft(request, IN_ERROR, told, Chair(visitor.id, visitor.name, "password"))
    if isinstance(draft, Response):
        return draft
    if wrong := await _password_wrong(request, here, visitor, form.get("password")):
        return await _form(request, IN_ERROR, told, {"password": wrong}, status=403)
    await here.database.write(lambda t: notes.propose(t, here.keys, draft))
    return go(request, f"/cases/{draft.case}/notes")


async def every(request: Request) -> Response:
    """`GET /cases/{case}/notes`: what waits for a decision, what was added, what was not taken."""
    return await _list(request, "", {})


async def decide(request: Request) -> Response:
    """`POST /cases/{case}/notes/{note}/decision` with `decision` (`accepted`, `declined`), `password` for the first,
    `answer` for the second: the chair about a note; about a mark whoever has a seat (O2, O3)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, draft_id, w = request.path_params["case"], request.path_params["note"], words(language_of(request))
    draft = await here.database.read(lambda t: notes.must_wait(t, here.keys, case_id, draft_id))
    if draft.kind == NOTE and request.state.role != "chair":
        raise Refusal("not_your_role", status=403)
    at, decision, answer = here.now(), text(form, "decision"), text(form, "answer")[:500]
    if decision == "declined":
        if not answer:
            return await _list(request, draft.id, {"answer": w("form.needed")}, status=422)
        await here.database.write(
            lambda t: notes.decline(t, here.keys, case_id, draft_id, at, by=visitor.id, answer=answer)
        )
        return go(request, f"/cases/{case_id}/notes")
    if decision != "accepted":
        raise HTTPException(422)
    if draft.chair is not None and draft.chair.id == visitor.id:
        raise Refusal("second_person", status=403)
    if wrong := await _password_wrong(request, here, visitor, form.get("password")):
        return await _list(request, draft.id, {"password": wrong}, answer=answer, status=403)
    by = Chair(visitor.id, visitor.name, "password")
    await here.database.write(
        lambda t: notes.accept(t, here.keys, case_id, draft_id, at, by=by, software=SOFTWARE)
    )
    return go(request, f"/cases/{case_id}/versions/{draft.version}#notes")


async def _draft(request: Request, kind: str, told: Mapping[str, str], chair: Chair | None = None) -> Draft | Response:
    """What was written, as it is kept; or the form again with what is wrong (O4). Raises 404 where the version may not
    be read."""
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    frozen, _, case, _ = await asked_for(request)
    try:
        kept, reason, said_by = words_of(told["text"], told["reason"], told["said_by"], kind)
    except Refusal as refusal:
        name = _FIELD.get(refusal.key, str(refusal.parameters.get("name", "")))
        return await _form(request, kind, told, {name: refusal.sentence(w)}, status=refusal.status)
    author = Attendee(visitor.id, visitor.name, visitor.agency, request.state.role)
    language = told["language"] if told["language"] in keys("languages") else language_of(request)
    return Draft("", case.id, frozen.number, kind, kept, reason, author, said_by, here.now(), language, chair)


async def _password_wrong(request: Request, here: Installation, visitor: Visitor, password: Any) -> str:
    """What is wrong with the password that was typed once more, or ""."""
    w = words(language_of(request))
    if not isinstance(password, str) or not password:
        return w("form.needed")
    try:
        await accounts.confirm(
            here.database, here.passwords, account=visitor.id, password=password, at=here.now()
        )
    except Refusal as refusal:
        return w("note.password_wrong") if refusal.key == "wrong_password" else refusal.sentence(w)
    return ""


async def _form(
    request: Request, kind: str, told: Mapping[str, str], wrong: Mapping[str, str], *, status: int = 200
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    frozen, _, case, day = await asked_for(request)
    language = told.get("language") or language_of(request)
    return here.pages.page(
        request,
        "versions/note.html",
        status=status,
        case=shown(w, case, day),
        number=frozen.number,
        kind=kind,
        told={"text": "", "reason": "", "said_by": "", **told, "language": language},
        languages=[(key, w(f"languages.{key}")) for key in keys("languages")],
        wrong=wrong,
        leads=visitor_in(request).account is not None,
        seals=request.state.role == "chair",
        place=f"/cases/{case.id}/versions/{frozen.number}",
    )


async def _list(
    request: Request, tried: str, wrong: Mapping[str, str], *, answer: str = "", status: int = 200
) -> Response:
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> tuple[Any, ...]:
        case = cases.must_find(t, here.keys, case_id)
        checked = versions.check_case(t, here.keys, case_id)
        return case, checked, notes.waiting(t, here.keys, case_id), notes.declined(t, here.keys, case_id)

    case, checked, waits, declined = await here.database.read(look)
    chairs = request.state.role == "chair"
    return here.pages.page(
        request,
        "versions/notes.html",
        status=status,
        case=shown(w, case, today(here)),
        waiting=[{**draft_shown(w, each), "mine": _may_decide(each, visitor, chairs)} for each in waits],
        added=[{**entry_shown(w, note), "kind": note.kind} for note in reversed(noted(checked))],
        declined=[draft_shown(w, each) for each in reversed(declined)],
        tried=tried,
        wrong=wrong,
        answer=answer,
        place=f"/cases/{case_id}/notes",
    )


def _may_decide(draft: Draft, visitor: Visitor, chairs: bool) -> bool:
    """Whether this reader is the one who may say yes."""
    return chairs if draft.chair is None else draft.chair.id != visitor.id
