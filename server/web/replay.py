"""How the formulation came about: when what had its place changed, for whoever sees the document. No words are in it:
a replay shows the final ones (of earlier ones there is no record)."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.storage import workingcopies
from server.storage.database import Transaction
from server.web.answers import plain
from server.web.installation import installation_of

PLACED: Final = {
    "events": frozenset({"when", "lane", "also_lane"}),
    "people": frozenset({"place"}),
    "cards": frozenset({"box", "order"}),
    "recommendations": frozenset({"order", "steps", "start"}),
    "placements": frozenset({"steps"}),
}
"""Collection -> the fields that say where a record stands."""


async def moves(request: Request) -> Response:
    """`GET /cases/{case}/replay`: `{"moves": [{"collection", "record", "by", "at"}, ...]}` of the open working copy,
    each person's last change of where a record stands, in the order of time (instants); none where none is open."""
    case = request.path_params["case"]

    def read(t: Transaction) -> list[dict[str, Any]]:
        copy = workingcopies.find_open(t, case)
        found = {
            (each.last_at, each.author, each.collection, each.record)
            for each in (workingcopies.contributions(t, copy.id) if copy else [])
            if each.field in PLACED.get(each.collection, ())
        }
        return [{"collection": c, "record": record, "by": by, "at": at} for at, by, c, record in sorted(found)]

    return plain({"moves": await installation_of(request).database.read(read)})
