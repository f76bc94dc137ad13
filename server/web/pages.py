"""Turning what a page needs into HTML in the reader's language.

Templates get: `w` (words by key), `language` and `other_language`, `place` (where the reader is, to come back to),
`visitor` (who reads, or None), `may` (the actions this reader may do here), `asset`; nothing they may not show.
Everything that people wrote is escaped: autoescape is on for every template, and no template is made from text.
"""

import gzip
import json
import re
from pathlib import Path
from typing import Any, Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.languages import LANGUAGES, other, words
from server.reports.days import LONDON as LONDON
from server.reports.days import local as local
from server.reports.days import months as months
from server.reports.days import said_day as said_day
from server.reports.days import said_day_of as said_day_of
from server.reports.days import said_instant as said_instant
from server.reports.days import said_time as said_time
from server.web.assets import Assets

_FRAGMENT: Final = re.compile(r"[a-z_]+")


class Pages:
    """The templates of an installation."""

    def __init__(self, templates: Path, assets: Assets) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=True,
        )
        self._environment.globals["asset"] = assets.address
        self._environment.filters["initials"] = initials
        self._environment.filters["embedded"] = embedded

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A whole page."""
        text = self._environment.get_template(template).render(self._everywhere(request, context))
        return HTMLResponse(text, status_code=status)

    def large_page(self, request: Request, template: str, **context: Any) -> HTMLResponse:
        """A whole page that embeds much (schema, words, drawings), compressed for a browser that takes it. Never one
        with a token in it: the length of compressed secrets tells about them."""
        whole = self.page(request, template, **context)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return whole
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return HTMLResponse(gzip.compress(bytes(whole.body), 6), headers=headers)

    def part(self, request: Request, template: str, block: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """One named block of a page, for htmx to put in the place of the one that is shown."""
        page = self._environment.get_template(template)
        made = page.new_context(self._everywhere(request, context))
        icons: Any = self._environment.get_template("icons.html").module
        made.vars["icon"] = icons.icon
        return HTMLResponse("".join(page.blocks[block](made)), status_code=status)

    def _everywhere(self, request: Request, context: dict[str, Any]) -> dict[str, Any]:
        language = language_of(request)
        return {
            "w": words(language),
            "language": language,
            "other_language": other(language),
            "place": context.get("place") or place_of(request),
            "visitor": getattr(request.state, "visitor", None),
            "may": getattr(request.state, "may", frozenset()),
            "language_chosen": getattr(request.state, "language_chosen", False),
            **context,
        }


def language_of(request: Request) -> str:
    """The language of whoever asks: chosen, else what the browser prefers, else English."""
    chosen = getattr(request.state, "language", "")
    return chosen if chosen in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """The first of our languages in an `Accept-Language` header; English where it names neither."""
    for each in header.split(","):
        code = each.partition(";")[0].strip().lower().partition("-")[0]
        if code in LANGUAGES:
            return code
    return "en"


def place_of(request: Request) -> str:
    """The address of this page, to come back to after the language was changed."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def asks_for_part(request: Request) -> str:
    """The name of the block that htmx asks for by `?part=`, or nothing."""
    name = request.query_params.get("part", "")
    return name if request.headers.get("hx-request") and _FRAGMENT.fullmatch(name) else ""


def initials(name: str) -> str:
    """Up to two first letters: `Dr Nia Rowlands` is NR."""
    known = [part for part in re.findall(r"\w[\w'’-]*", name) if part.lower() not in {"dr", "mr", "mrs", "ms", "miss"}]
    letters = [str(part)[0] for part in known] or ["?"]
    return "".join([letters[0], *letters[1:][-1:]]).upper()


def embedded(value: Any) -> Markup:
    """Plain data for a `<script type="application/json">`: no character can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return Markup(text)


def qr(address: str, title: str) -> Markup:
    """An address as a QR picture, in SVG without style attributes; `title` is its name for screen readers."""
    rows = segno.make(address, error="m", micro=False).matrix
    strokes = "".join(f"M{x} {y}h1" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    size = len(rows)
    return Markup(
        '<svg class="qr" viewBox="-4 {0} {1} {1}" role="img" aria-label="{2}"><path stroke="#000" d="{3}"/></svg>'
    ).format("-4.5", size + 8, title, strokes)
