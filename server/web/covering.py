"""Pages that nobody has touched for ten minutes cover themselves; the meeting goes on beneath (I06 of HOSTILE).

K1  whoever has an account uncovers their page with their password; who came by a personal link has none, and a button
    does
K2  whoever leads may put it off for everybody who is in the room, for an hour; nothing of it is kept
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.sync import news
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import installation_of
from server.web.room import json_of
from server.web.seats import confirmed

PUT_OFF_MIN: Final = 60


async def uncover(request: Request) -> Response:
    """`POST /cases/{case}/uncovering` with `{"password"}`: `{"ok": true}` where it is the one of who asks, or where
    they have none (K1). Raises Refusal: `wrong_password`, `too_many_tries`, `not_readable`."""
    here, visitor, said = installation_of(request), visitor_in(request), await json_of(request)
    if visitor.account is not None and not await confirmed(here, visitor.id, said.get("password"), here.now()):
        raise Refusal("wrong_password", status=403)
    return plain({"ok": True})


async def put_off(request: Request) -> Response:
    """`POST /cases/{case}/covers`: nobody's page in the room covers itself for `PUT_OFF_MIN` minutes (K2)."""
    here, case = installation_of(request), request.path_params["case"]
    here.hub.tell(case, news.say("uncovered", minutes=PUT_OFF_MIN))
    return plain({"minutes": PUT_OFF_MIN})
