"""While only those who lead add to a part of the formulation, everybody else suggests: what they say waits beside it,
as news does, until a leader takes it in or sets it aside with a reason (N2 of domain/news.py).

G1  whose words they are is the sender's own name and agency; nobody suggests under another
G2  it waits for the leaders alone: no other page and no big screen is sent its words
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.domain.fields import clean
from server.domain.news import TEXT_MAX, News
from server.storage import news
from server.storage.database import Transaction
from server.sync import news as told
from server.web.answers import plain
from server.web.cases import today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of
from server.web.room import json_of

WAITING_MOST: Final = 100


async def suggest(request: Request) -> Response:
    """`POST /cases/{case}/suggestions` with `{"text", "when"}` (words for when it happened, or ""): answers
    `{"ok": true}`. Raises Refusal: `not_readable`, `suggestion_too_long`, `too_many_waiting`."""
    here, visitor, said = installation_of(request), visitor_in(request), await json_of(request)
    case, at, words, when = request.path_params["case"], here.now(), said.get("text"), said.get("when", "")
    if not isinstance(words, str) or not isinstance(when, str) or not words.strip() or len(when) > 200:
        raise Refusal("not_readable", status=422)
    if len(words) > TEXT_MAX:
        raise Refusal("suggestion_too_long", status=422, most=TEXT_MAX)
    given = News(
        id="", case=case, text=clean(words).strip(), said_by=visitor.name, agency=visitor.agency,
        said_on=today(here).isoformat(), when=clean(when).strip(), language=language_of(request),
    )  # fmt: skip

    def write(t: Transaction) -> None:
        if news.waiting(t, case) >= WAITING_MOST:
            raise Refusal("too_many_waiting", status=429)
        news.write(t, here.keys, given, at, visitor.id)

    await here.database.write(write)
    here.hub.tell(case, told.say("suggested", participant=visitor.id))
    return plain({"ok": True})
