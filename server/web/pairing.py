"""A device becomes the big screen by a code: it shows the code, and whoever leads types it on their own page.

P1  a device that shows a code is nothing yet: it is sent nothing of any case until somebody who leads has typed it
P2  a code is good for ten minutes and for one device; how many wait is bounded (devices.py)
"""

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.codes import read_code, said_code
from server.domain.errors import Refusal
from server.domain.meetings import WALL_LABELS, WALL_SIZES
from server.languages import LANGUAGES, words
from server.storage import accounts, cases, meetings
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.devices import GOOD_FOR, Device
from server.web.guard import SCREEN_COOKIE, cookie_of, keep_cookie
from server.web.installation import installation_of
from server.web.pages import asks_for_part, language_of
from server.web.sign_in import address_of

COOKIE: Final = "gwead-pairing"
WRONG_MOST: Final = 10
WRONG_WINDOW: Final = timedelta(minutes=15)


async def show_code(request: Request) -> Response:
    """`GET /big-screen`: a code, large; once it has been typed by whoever leads, on to the big screen. Asked again
    every two seconds for its `paired` part alone."""
    here, at = installation_of(request), installation_of(request).now()
    token = cookie_of(request, COOKIE, here.public)
    device, part = here.pairings.of(token, at), asks_for_part(request)
    if device is not None and device.screen:
        return await _become(request, device)
    if device is not None and device.rehearsal is not None:
        return go(request, "/big-screen/rehearsal")
    if part:
        return go(request, "/big-screen") if device is None else Response(status_code=204)
    fresh = ""
    if device is None:
        device, fresh = here.pairings.begin(address_of(request), at)
    asked = [(language, words(language)("pairing.type")) for language in LANGUAGES]
    answer = here.pages.page(request, "screen/code.html", code=said_code(device.code), asked=asked, place="/big-screen")
    if fresh:
        keep_cookie(answer, COOKIE, fresh, here.public, seconds=int(GOOD_FOR.total_seconds()))
    return answer


async def _become(request: Request, device: Device) -> Response:
    """The device is the big screen that it was made."""
    here, at = installation_of(request), installation_of(request).now()
    here.pairings.done(device)
    hours = here.config.limits.sign_in_hours
    token = await here.database.write(lambda t: meetings.pair_screen(t, device.screen, at, hours=hours))
    answer = go(request, "/screen")
    keep_cookie(answer, SCREEN_COOKIE, token, here.public, seconds=None)
    return answer


async def page(request: Request) -> Response:
    """`GET /cases/{case}/screens`: how a device becomes the big screen."""
    return await _page(request, {})


async def pair(request: Request) -> Response:
    """`POST /cases/{case}/screens/pairing` with `code`: the device that shows it is the big screen of the open meeting.

    Raises Refusal: `no_open_meeting`, `too_many_tries`.
    """
    here, visitor = installation_of(request), visitor_in(request)
    case, at, said = request.path_params["case"], here.now(), text(await form_of(request), "code")
    w, device = words(language_of(request)), here.pairings.waiting(read_code(said), at)

    def write(t: Transaction) -> str:
        accounts.refuse_too_many(t, "pairing", visitor.id, at, most=WRONG_MOST, window=WRONG_WINDOW)
        meeting = meetings.open_now(t, case)
        if meeting is None:
            raise Refusal("no_open_meeting", status=409)
        if device is None:
            accounts.note_try(t, "pairing", visitor.id, at)
            return ""
        return meetings.make_screen(t, here.keys, meeting.id, at, by=visitor.id)[0].id

    screen = await here.database.write(write)
    if device is None:
        wrong = {"code": w("pairing.wrong") if said else w("form.needed")}
        return await _page(request, wrong, said=said[:20], status=422)
    device.screen = screen
    return await _page(request, {}, paired=True)


async def word(request: Request) -> Response:
    """`POST /cases/{case}/screens/words` with `labels` and `size`: how the big screens of the open meeting are worded.

    Raises Refusal: `no_open_meeting`, `not_readable`.
    """
    here, case, form = installation_of(request), request.path_params["case"], await form_of(request)

    def write(t: Transaction) -> None:
        meeting = meetings.open_now(t, case)
        if meeting is None:
            raise Refusal("no_open_meeting", status=409)
        meetings.word_walls(t, meeting.id, text(form, "labels"), text(form, "size"))

    await here.database.write(write)
    return await _page(request, {}, worded=True)


async def _page(
    request: Request,
    wrong: dict[str, str],
    *,
    said: str = "",
    paired: bool = False,
    worded: bool = False,
    status: int = 200,
) -> Response:
    here, w, case_id = installation_of(request), words(language_of(request)), request.path_params["case"]
    case, meeting = await here.database.read(
        lambda t: (cases.must_find(t, here.keys, case_id), meetings.open_now(t, case_id))
    )
    address = here.public.link("/big-screen").partition("://")[2]
    return here.pages.page(
        request,
        "screen/pairing.html",
        status=status,
        case=shown(w, case, today(here)),
        address=address,
        code=said,
        paired=paired,
        worded=worded,
        meeting=meeting,
        labels=[(key, w(f"pairing.labels.{key or 'device'}")) for key in WALL_LABELS],
        sizes=[(key, w(f"pairing.size.{key or 'usual'}")) for key in WALL_SIZES],
        wrong=wrong,
        place=f"/cases/{case_id}/screens",
    )
