"""The first page, signing in and out, and the choice of language."""

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.languages import LANGUAGES, words
from server.storage import accounts, meetings
from server.storage.database import Transaction
from server.web.answers import form_of, go, plain, text, wants_data
from server.web.guard import (
    LANGUAGE_COOKIE,
    LANGUAGE_SECONDS,
    SIGN_IN_COOKIE,
    cookie_of,
    drop_cookie,
    keep_cookie,
    own_path,
)
from server.web.installation import Installation, installation_of
from server.web.pages import language_of
from server.web.visitor import Visitor


async def welcome(request: Request) -> Response:
    """`GET /`: what this is, and the two ways in."""
    return installation_of(request).pages.page(request, "welcome.html")


async def ask(request: Request) -> Response:
    """`GET /sign-in`: email and password."""
    back = own_path(request.query_params.get("back", ""))
    said = words(language_of(request))("sign_in.first") if back != "/" else ""
    return _page(request, back=back, email="", wrong={}, said=said)


async def enter(request: Request) -> Response:
    """`POST /sign-in` with `email`, `password` and `back`: a cookie, and on to where they wanted to go. A script is
    answered with `{"ok": true, "participant": id}`, or with the sentence that says what is wrong."""
    here, form = installation_of(request), await form_of(request)
    email, password = text(form, "email"), form.get("password")
    back = own_path(text(form, "back"))
    w = words(language_of(request))
    wrong = {name: w("form.needed") for name, value in (("email", email), ("password", password)) if not value}
    if wrong or not isinstance(password, str):
        if wants_data(request):
            return plain({"sentence": w("form.needed"), "remedy": ""}, 422)
        return _page(request, back=back, email=email, wrong=wrong, status=422)
    try:
        account, token = await accounts.sign_in(
            here.database,
            here.passwords,
            email=email,
            password=password,
            address=address_of(request),
            at=here.now(),
            hours=here.config.limits.sign_in_hours,
        )
    except Refusal as refusal:
        if refusal.key != "wrong_sign_in":
            raise
        if wants_data(request):
            return plain({"sentence": w("sign_in.wrong"), "remedy": w("sign_in.forgotten")}, 401)
        return _page(request, back=back, email=email, wrong={"email": w("sign_in.wrong")}, status=401)
    await end_sign_in(request)
    home = "/cases" if account.role in ("chair", "coordinator") else "/"
    if wants_data(request):
        answer = plain({"ok": True, "participant": account.id})
    else:
        answer = go(request, home if back == "/" else back)
    keep_cookie(answer, SIGN_IN_COOKIE, token, here.public, seconds=None)
    return answer


async def leave(request: Request) -> Response:
    """`POST /sign-out`: the sign-in ends, with every socket of it (C05)."""
    await end_sign_in(request)
    answer = go(request, "/")
    drop_cookie(answer, SIGN_IN_COOKIE, installation_of(request).public)
    return answer


async def end_sign_in(request: Request) -> None:
    """Ends whatever sign-in this browser has, and its sockets."""
    here = installation_of(request)
    token = cookie_of(request, SIGN_IN_COOKIE, here.public)
    if token:
        await here.database.write(lambda t: accounts.sign_out(t, token))
        here.hub.close_sign_in(accounts.hash_token(token))


async def choose_language(request: Request) -> Response:
    """`POST /language` with `language` and `back`: kept in the browser and with the sign-in; the place stays."""
    here, form = installation_of(request), await form_of(request)
    language = text(form, "language")
    answer = go(request, own_path(text(form, "back")))
    if language in LANGUAGES:
        keep_cookie(answer, LANGUAGE_COOKIE, language, here.public, seconds=LANGUAGE_SECONDS)
        await remember_language(here, request.state.visitor, language)
    return answer


async def remember_language(here: Installation, visitor: Visitor | None, language: str) -> None:
    """Keeps the language with the account or the participant, for other devices and for the room."""
    if visitor is None:
        return
    known = visitor

    def keep(t: Transaction) -> None:
        if known.account is not None:
            accounts.choose_language(t, known.id, language)
        else:
            meetings.choose_language(t, here.keys, known.id, language)

    await here.database.write(keep)


def address_of(request: Request) -> str:
    """Where a request came from, for counting tries: the client, or what a trusted proxy says of it."""
    return request.client.host if request.client else ""


def _page(request: Request, *, status: int = 200, said: str = "", **context: object) -> Response:
    return installation_of(request).pages.page(
        request, "sign_in/sign_in.html", status=status, said=said, place="/sign-in", **context
    )
