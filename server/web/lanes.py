"""Which lanes of the timeline a case shows at first, and in which order: on the meeting's pages and the big screen.

L1  a lane that holds something is shown whatever was chosen; each person may look at others on their own page
L2  lanes are chosen from the ten and never renamed: their words are in two languages
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal
from server.domain.vocabulary import LANES
from server.languages import words
from server.storage import cases
from server.web.answers import form_of, go, text, texts
from server.web.cases import shown, today, visitor_in
from server.web.installation import installation_of
from server.web.pages import language_of

KEYS = tuple(row.key for row in LANES)
USUAL = tuple(row.key for row in LANES if row.shown)


async def page(request: Request) -> Response:
    """`GET /cases/{case}/lanes`: the ten lanes in the order of the case."""
    here, w, case_id = installation_of(request), words(language_of(request)), request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    chosen = case.lanes or USUAL
    order = [*chosen, *(key for key in KEYS if key not in chosen)]
    return here.pages.page(
        request,
        "cases/lanes.html",
        case=shown(w, case, today(here)),
        lanes=[{"key": key, "said": w(f"lanes.{key}"), "shown": key in chosen} for key in order],
        kept="kept" in request.query_params,
        place=f"/cases/{case_id}/lanes",
    )


async def change(request: Request) -> Response:
    """`POST /cases/{case}/lanes` with `lane` (all ten in order), `shown` (those shown at first) and `do`: `keep`,
    `usual`, `up-KEY` or `down-KEY`. Raises Refusal (`not_readable`)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, at, do = request.path_params["case"], here.now(), text(form, "do")
    order, ticked = texts(form, "lane"), set(texts(form, "shown"))
    if sorted(order) != sorted(KEYS) or not ticked <= set(KEYS):
        raise Refusal("not_readable", status=422)
    way, _, key = do.partition("-")
    if way in ("up", "down") and key in order:
        place = order.index(key)
        order.insert(max(0, place + (1 if way == "down" else -1)), order.pop(place))
    chosen = () if do == "usual" else tuple(key for key in order if key in ticked)
    await here.database.write(lambda t: cases.set_lanes(t, case_id, chosen, at, visitor.id))
    return go(request, f"/cases/{case_id}/lanes?kept")


def for_page(lanes: tuple[str, ...]) -> list[dict[str, Any]]:
    """The lanes as a page's vocabulary has them: `{"key", "shown"}` in order; none where the usual ones are shown."""
    if not lanes:
        return []
    return [{"key": key, "shown": key in lanes} for key in [*lanes, *(key for key in KEYS if key not in lanes)]]
