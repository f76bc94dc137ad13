"""The door of the house: what every request meets before a page sees it, and what every answer carries away.

Rules, numbered so that tests and reviews can name them:
W1  an unsafe request comes from a page of ours: `Origin` is the public origin exactly, or is withheld (`null`, as
    our own no-referrer pages send it) while `Sec-Fetch-Site` says same-origin; anything else is refused
W2  every answer carries a content policy without inline script or style and without other hosts, no-store (pages),
    no-referrer, nosniff, and may not be framed
W3  the cookie of a sign-in is out of reach of scripts; under https it has the `__Host-` prefix and Secure
W4  the `Host` header is never believed: links are made from the configured public address
W5  nothing that is logged holds a name, a token or a query; of what broke it has the place and the kind
"""

import logging
import time
import traceback
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN_COOKIE: Final = "gwead"
SCREEN_COOKIE: Final = "gwead-screen"
LANGUAGE_COOKIE: Final = "gwead-language"
LANGUAGE_SECONDS: Final = 400 * 24 * 3600
"""How long a browser keeps its choice of language: the most that browsers allow."""

log = logging.getLogger("gwead.web")


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Where people reach this installation, as configured (`https://host`, no path): the only source of links (W4)."""

    url: str

    @property
    def secure(self) -> bool:
        """Whether it is https: cookies then carry Secure and the `__Host-` prefix (W3)."""
        return self.url.startswith("https:")

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a browser sends it in `Origin`."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def socket(self) -> str:
        """The origin of its sockets."""
        return "ws" + self.origin.removeprefix("http")

    def link(self, path: str) -> str:
        """A whole address for a path, to be copied, printed or drawn as a QR picture."""
        return self.origin + path

    def cookie(self, name: str) -> str:
        """The name a cookie has here (W3)."""
        return f"__Host-{name}" if self.secure else name


def from_our_page(method: str, headers: Mapping[str, str], public: PublicAddress) -> bool:
    """W1: whether a request that may change something was sent by a page of ours (or by a script that says so)."""
    if method in SAFE_METHODS:
        return True
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is None or origin == "null":
        return site == "same-origin"
    return origin == public.origin


def socket_from_our_page(headers: Mapping[str, str], public: PublicAddress) -> bool:
    """C02: a socket is opened by a page of ours alone: the exact origin, never null or missing."""
    return headers.get("origin") == public.origin


def answer_headers(public: PublicAddress) -> dict[str, str]:
    """W2: what every answer carries."""
    policy = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": f"'self' {public.socket}",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "htmx",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        **({"Strict-Transport-Security": "max-age=31536000"} if public.secure else {}),
    }


class Places(logging.Formatter):
    """W5: of an exception, where it came from and of which kind it was; never its own words, which may be those of a
    case."""

    def formatException(self, ei: Any) -> str:
        """The frames and the kind of an exception, and of those that led to it."""
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            lines = [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n", *lines]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()


class Guard:
    """Outermost layer of the app: puts the headers of W2 on every answer and keeps the log of requests (W5)."""

    def __init__(self, app: ASGIApp, public: PublicAddress) -> None:
        self.app = app
        self._headers = answer_headers(public)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or passes a socket and the lifespan through."""
        if scope["type"] != "http":
            await self.app(scope, receive, self._denial_guarded(send))
            return
        started = time.perf_counter()
        status = 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                add_headers(message, self._headers)
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            log.info("%s %s %s %s ms", scope["method"], route_of(scope), status, milliseconds)

    def _denial_guarded(self, send: Send) -> Send:
        """A socket that is not opened is answered like any request (W2)."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "websocket.http.response.start":
                add_headers(message, self._headers)
            await send(message)

        return send_guarded


def add_headers(message: MutableMapping[str, Any], headers: Mapping[str, str]) -> None:
    """Puts headers on the start of an answer; what the page set itself stands."""
    present = MutableHeaders(scope=message)
    for name, value in headers.items():
        present.setdefault(name, value)
    present.setdefault("Cache-Control", "no-store")


def route_of(scope: Scope) -> str:
    """The address of the route that answered, with its braces (`/join/{token}`): what may be logged (W5)."""
    return str(scope.get("gwead.route", "-"))


def cookie_of(connection: HTTPConnection, name: str, public: PublicAddress) -> str:
    """The value of one of our cookies, or nothing."""
    return connection.cookies.get(public.cookie(name), "")


def keep_cookie(response: Response, name: str, value: str, public: PublicAddress, *, seconds: int | None) -> None:
    """W3: sets a cookie; `seconds` None keeps it until the browser closes."""
    response.set_cookie(
        public.cookie(name),
        value,
        max_age=seconds,
        path="/",
        secure=public.secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, name: str, public: PublicAddress) -> None:
    """Takes a cookie back."""
    response.delete_cookie(public.cookie(name), path="/", secure=public.secure, httponly=True, samesite="lax")


def own_path(back: str) -> str:
    """Where to go back to after a form: a path of ours, else the first page; never another host."""
    plain = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if plain else "/"
