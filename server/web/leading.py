"""What whoever leads a meeting does beside the document: the room rests, the big screens are blanked.

Z1  both are stored before they are answered: a server that is started again in a pause comes up in the pause, and a
    blanked screen stays blank
Z2  a pause blanks the big screens by itself, and loses no word: what is typed waits in its page
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.domain.meetings import Meeting
from server.storage import meetings
from server.storage.database import Transaction
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import Installation, installation_of
from server.web.room import json_of


async def pause(request: Request) -> Response:
    """`POST /cases/{case}/pause` with `{"paused": bool}`: the open meeting rests, or goes on; answers the same.

    Raises Refusal: `not_readable`, `no_meeting_open`.
    """
    here, visitor, case = installation_of(request), visitor_in(request), request.path_params["case"]
    paused, at = await _flag(request, "paused"), here.now()
    await _in_open_meeting(here, case, lambda t, it: meetings.pause(t, it.id, paused, at, by=visitor.id))
    here.hub.pause(case, paused)
    return plain({"paused": paused})


async def blank(request: Request) -> Response:
    """`POST /cases/{case}/wall` with `{"blank": bool}`: the big screens of the open meeting; answers the same.

    Raises Refusal: `not_readable`, `no_meeting_open`.
    """
    here, case = installation_of(request), request.path_params["case"]
    blanked, at = await _flag(request, "blank"), here.now()
    if blanked:
        here.hub.blank(case, True)  # at once: what is to vanish waits for no disk
    await _in_open_meeting(here, case, lambda t, it: meetings.blank(t, it.id, blanked, at))
    here.hub.blank(case, blanked)
    return plain({"blank": blanked})


async def _flag(request: Request, name: str) -> bool:
    said = (await json_of(request)).get(name)
    if not isinstance(said, bool):
        raise Refusal("not_readable", status=422)
    return said


async def _in_open_meeting(here: Installation, case: str, act: Callable[[Transaction, Meeting], object]) -> None:
    def write(t: Transaction) -> None:
        meeting = meetings.open_now(t, case)
        if meeting is None:
            raise Refusal("no_meeting_open", status=409)
        act(t, meeting)

    await here.database.write(write)
