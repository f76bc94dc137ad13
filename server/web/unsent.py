"""Words that a page could not add before it had to be loaded again: handed over, shown again to their writer alone, and
kept no longer than until they say so or the meeting closes (SYNC.md, "Offline").

X1  the words are sealed under the case's key and handed to whoever left them, to nobody else, the chair included
X2  reading takes nothing away: a page that is closed while it shows them has lost nothing
X3  what is too much is refused, and the page that holds it does not reload
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.storage import meetings, workingcopies
from server.storage.database import Transaction
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import installation_of
from server.web.room import json_of

MOST_LEFT: Final = 8
"""Times that one person's words wait to be collected at once."""


async def leave(request: Request) -> Response:
    """`POST /cases/{case}/unsent` with `{"words": text}`: keeps them; answers `{"kept": size in bytes}`."""
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case_id, said, at = request.path_params["case"], asked.get("words"), here.now()
    if not isinstance(said, str) or not said.strip():
        raise Refusal("not_readable", status=422)
    words = said.encode("utf-8", "replace")
    if len(words) > here.config.limits.unsent:
        raise Refusal("unsent_too_large", status=413, most=here.config.limits.unsent >> 10)

    def write(t: Transaction) -> None:
        if len(workingcopies.unsent_of(t, here.keys, case_id, visitor.id)) >= MOST_LEFT:
            raise Refusal("unsent_waits", status=409)
        meeting = meetings.open_now(t, case_id)
        workingcopies.leave_unsent(t, here.keys, case_id, visitor.id, words, at, meeting.id if meeting else "")

    await here.database.write(write)
    return plain({"kept": len(words)})


async def read(request: Request) -> Response:
    """`GET /cases/{case}/unsent`: one's own words, oldest first: `{"words": [text, ...]}`."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    left = await here.database.read(lambda t: workingcopies.unsent_of(t, here.keys, case_id, visitor.id))
    return plain({"words": [words.decode() for words in left]})


async def settle(request: Request) -> Response:
    """`DELETE /cases/{case}/unsent`: they were copied or added; they are kept no longer."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    await here.database.write(lambda t: workingcopies.drop_unsent(t, case_id, visitor.id))
    return plain({})
