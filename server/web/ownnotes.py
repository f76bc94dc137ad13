"""What somebody notes for themselves in a meeting: their page keeps it and reads it, nobody else's does (W1)."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.storage import ownnotes
from server.storage.ownnotes import OwnNotes
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import installation_of
from server.web.room import json_of

MOST_WORDS: Final = 20_000
"""Characters of one person's notes."""


async def read(request: Request) -> Response:
    """`GET /cases/{case}/own-notes`: one's own: `{"words", "revision"}`."""
    here, visitor, case = installation_of(request), visitor_in(request), request.path_params["case"]
    notes = await here.database.read(lambda t: ownnotes.read(t, here.keys, case, visitor.id))
    return plain({"words": notes.words, "revision": notes.revision})


async def keep(request: Request) -> Response:
    """`PUT /cases/{case}/own-notes` with `{"words", "revision"}`, the revision that was read: answers the new one.

    Raises Refusal: `not_readable`, `own_notes_too_long`, `own_notes_changed` (409: read again, lose nothing).
    """
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case, at, words, revision = request.path_params["case"], here.now(), asked.get("words"), asked.get("revision")
    if not isinstance(words, str) or not isinstance(revision, int) or isinstance(revision, bool):
        raise Refusal("not_readable", status=422)
    if len(words) > MOST_WORDS:
        raise Refusal("own_notes_too_long", status=413, most=MOST_WORDS)
    guest_of = visitor.meeting.id if visitor.meeting is not None else ""
    kept = await here.database.write(
        lambda t: ownnotes.keep(t, here.keys, case, visitor.id, OwnNotes(words, revision), at, guest_of=guest_of)
    )
    return plain({"revision": kept.revision})
