"""Short answers that several pages give: go somewhere else, say no, hand over plain data."""

import logging
import secrets
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from server.domain.errors import Refusal, Words
from server.languages import words
from server.storage.database import CannotStore
from server.web.guard import answer_headers
from server.web.installation import installation_of
from server.web.pages import Pages, language_of
from server.web.visitor import chosen_language

log = logging.getLogger("gwead.web")
_PLAIN = ":/%#?=@[]!$&'()*+,;"
"""What an address keeps as it is in a header, as RedirectResponse has it."""


def go(request: Request, path: str) -> Response:
    """Go to another page of ours: 303 for a form, a header for htmx."""
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": quote(path, safe=_PLAIN)})
    return RedirectResponse(path, status_code=303)


async def form_of(request: Request) -> FormData:
    """The form that was sent: at most 400 fields and no files. A longer one is refused before it is read."""
    return await request.form(max_fields=400, max_files=0)


def text(form: FormData, name: str) -> str:
    """One field of a form as text, "" where it is missing."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> list[str]:
    """Every field of that name, in order."""
    return [value.strip() for value in form.getlist(name) if isinstance(value, str)]


def wants_data(request: Request) -> bool:
    """Whether a script asked, which reads JSON, not a page."""
    return "application/json" in request.headers.get("accept", "")


def plain(data: Any, status: int = 200) -> Response:
    """Plain data as JSON."""
    return JSONResponse(data, status_code=status)


async def refused(request: Request, error: Exception) -> Response:
    """A refusal in the reader's language: a page, a part of one for htmx, or JSON for a script. One that says that
    something is not there looks the same whatever it was."""
    assert isinstance(error, Refusal)
    if error.status == 404:
        return await missing(request, error)
    w = _words(request)
    happened = w(f"refusal.{error.key}", **error.parameters)
    remedy = w(f"refusal.{error.key}.remedy", **error.parameters)
    return _say(request, error.status, w("refused.title"), happened, remedy, key=error.key)


async def not_stored(request: Request, error: Exception) -> Response:
    """The room could not keep what a page asked for: said like every other failure to store."""
    return await refused(request, CannotStore(str(error)))


async def missing(request: Request, error: Exception) -> Response:
    """No such page, or none for this reader: one answer for both; and what the framework refuses (405, 413)."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    w = _words(request)
    if status == 413:
        return _say(request, 413, w("refused.title"), w("refusal.too_large"), w("refusal.too_large.remedy"))
    if status not in (404, 405):
        return _say(request, status, w("refused.title"), w("refusal.not_readable"), w("refusal.not_readable.remedy"))
    return _say(request, status, w("refused.not_found_title"), w("refusal.not_found"), w("refusal.not_found.remedy"))


async def broken(request: Request, error: Exception) -> Response:
    """Something went wrong in the server: what is safe, what to do, and a reference number for the log."""
    reference = secrets.token_hex(4)
    log.error("reference %s: %s", reference, type(error).__name__)
    w = _words(request)
    answer = _say(
        request,
        500,
        w("refused.server_title"),
        w("refusal.broken"),
        w("refusal.broken.remedy"),
        reference=reference,
    )
    for name, value in answer_headers(installation_of(request).public).items():
        answer.headers.setdefault(name, value)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _words(request: Request) -> Words:
    """The reader's words, also where no route was found and nobody has asked yet which language they chose."""
    if not hasattr(request.state, "language"):
        request.state.language = chosen_language(request, None)
    return words(language_of(request))


def _say(
    request: Request,
    status: int,
    title: str,
    happened: str,
    remedy: str,
    *,
    key: str = "",
    reference: str = "",
) -> Response:
    if wants_data(request):
        said = {"sentence": happened, "remedy": remedy, "key": key, "reference": reference}
        return plain(said, status)
    pages: Pages = installation_of(request).pages
    context = {"title": title, "happened": happened, "remedy": remedy, "reference": reference, "place": "/"}
    if request.headers.get("hx-request"):
        return pages.part(request, "refused.html", "refusal", status=status, **context)
    return pages.page(request, "refused.html", status=status, **context)
