"""The big screen is tried before a meeting, on the built-in example.

R1  nothing of any case is read: what is shown is made of the example's files alone, through the filter of every big
    screen
R2  a device that rehearses is no big screen of any meeting, and does not become one by it
R3  it ends by its button, when another rehearsal is begun by the same person, or after half an hour without a deed

The device's socket has the frames of screen.py.
"""

import asyncio
import json
from typing import Any, Final

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from server.document.schema import SCHEMA
from server.domain.codes import read_code
from server.domain.errors import Refusal
from server.domain.meetings import WALL_LABELS
from server.example import read_example
from server.languages import other, words
from server.storage import accounts
from server.storage.database import Transaction
from server.web.answers import form_of, go, text
from server.web.cases import today, visitor_in
from server.web.devices import Device, Rehearsal
from server.web.guard import cookie_of, socket_from_our_page
from server.web.installation import Installation, installation_of
from server.web.pages import language_of
from server.web.pairing import COOKIE, WRONG_MOST, WRONG_WINDOW
from server.web.picture import picture
from server.web.screen import NO_SCREEN, until_closed

PLACES: Final = {
    "band": {"view": "timeline", "band": "8-11"},
    "life": {"view": "timeline", "band": "all"},
    "family": {"view": "family"},
    "blank": {},
}
"""What can be shown -> where a leader would look."""
BEAT_S: Final = 2.0
LOOK_S: Final = 0.2


def example() -> tuple[dict[str, Any], dict[str, int]]:
    """The example's family and timeline as a big screen may show them, and what is held back. The layout
    of a family takes a moment: it is asked of a worker process."""
    return picture(read_example().records)


async def page(request: Request) -> Response:
    """`GET /rehearsal`: how the big screen is tried, and what the one that rehearses is to show."""
    return _page(request, {})


async def act(request: Request) -> Response:
    """`POST /rehearsal` with `code` (of the device), `show` (a key of PLACES), `labels`, or `end`.

    Raises Refusal: `too_many_tries`, `not_readable`.
    """
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    at, device = here.now(), here.pairings.rehearsing(visitor.id, here.now())
    if text(form, "end"):
        here.pairings.end_rehearsal(visitor.id)
    elif "code" in form:
        return await _begin(request, text(form, "code"))
    elif device is not None and device.rehearsal is not None:
        show, labels = text(form, "show"), text(form, "labels")
        if show not in ("", *PLACES) or labels not in WALL_LABELS:
            raise Refusal("not_readable", status=422)
        device.since = at
        device.rehearsal.labels = labels if "labels" in form else device.rehearsal.labels
        device.rehearsal.place = show or device.rehearsal.place
    return go(request, "/rehearsal")


async def _begin(request: Request, said: str) -> Response:
    here, visitor, w, at = (
        installation_of(request), visitor_in(request), words(language_of(request)), installation_of(request).now(),
    )  # fmt: skip
    device = here.pairings.waiting(read_code(said), at)

    def count(t: Transaction) -> None:
        accounts.refuse_too_many(t, "pairing", visitor.id, at, most=WRONG_MOST, window=WRONG_WINDOW)
        if device is None:
            accounts.note_try(t, "pairing", visitor.id, at)

    await here.database.write(count)
    if device is None:
        return _page(request, {"code": w("pairing.wrong") if said else w("form.needed")}, said=said[:20], status=422)
    here.pairings.rehearse(device, visitor.id, at)
    return go(request, "/rehearsal")


def _page(request: Request, wrong: dict[str, str], *, said: str = "", status: int = 200) -> Response:
    here, w = installation_of(request), words(language_of(request))
    device = here.pairings.rehearsing(visitor_in(request).id, here.now())
    return here.pages.page(
        request,
        "screen/rehearsal.html",
        status=status,
        rehearsal=device.rehearsal if device else None,
        places=[(key, w(f"rehearsal.{key}")) for key in PLACES],
        labels=[(key, w(f"pairing.labels.{key or 'device'}")) for key in WALL_LABELS],
        address=here.public.link("/big-screen").partition("://")[2],
        code=said,
        wrong=wrong,
        place="/rehearsal",
    )


def _device(connection: Request | WebSocket) -> Device | None:
    """The device that asks, while it rehearses."""
    here = installation_of(connection)
    device = here.pairings.of(cookie_of(connection, COOKIE, here.public), here.now())
    return device if device is not None and device.rehearsal is not None else None


async def show(request: Request) -> Response:
    """`GET /big-screen/rehearsal`: the page of the device; what it shows comes by its feed."""
    here, language = installation_of(request), language_of(request)
    if _device(request) is None:
        raise HTTPException(404)
    catalogue, others = (
        {"language": each, "words": words(each).for_browser()} for each in (language, other(language))
    )
    return here.pages.large_page(
        request,
        "screen/show.html",
        screen={"feed": "/big-screen/rehearsal/feed", "language": language, "after": "/big-screen"},
        words=catalogue,
        others=others,
        schema=SCHEMA.for_page(),
    )


async def feed(socket: WebSocket) -> None:
    """The socket of one device that rehearses. Nothing that it says is read."""
    here = installation_of(socket)
    if not socket_from_our_page(socket.headers, here.public) or _device(socket) is None:
        await socket.send_denial_response(PlainTextResponse("Forbidden", status_code=403))
        return
    await socket.accept()
    async with anyio.create_task_group() as both:
        both.start_soon(until_closed, socket, both.cancel_scope.cancel)
        await _send(here, socket)
        await socket.close(NO_SCREEN)
        both.cancel_scope.cancel()


async def _send(here: Installation, socket: WebSocket) -> None:
    """Sends what changes, and a beat where nothing does, until the rehearsal has ended (R3)."""
    sent: dict[str, str] = {}
    quiet = 0.0
    shown = await here.workers.run(example)
    while (device := _device(socket)) is not None and device.rehearsal is not None:
        frames = {frame["news"]: json.dumps(frame) for frame in _frames(here, device.rehearsal, shown)}
        new = [said for news, said in frames.items() if sent.get(news) != said]
        for said in new:
            await socket.send_text(said)
        sent = frames
        quiet = 0.0 if new else quiet + LOOK_S
        if quiet >= BEAT_S:
            quiet = 0.0
            await socket.send_text('{"news":"beat"}')
        await asyncio.sleep(LOOK_S)


def _frames(
    here: Installation, rehearsal: Rehearsal, shown: tuple[dict[str, Any], dict[str, int]]
) -> list[dict[str, Any]]:
    worded = {"news": "worded", "labels": rehearsal.labels, "size": "", "lanes": []}
    if rehearsal.place == "blank":
        return [worded, {"news": "blank", "blank": True, "reason": "blanked"}]
    plain, hidden = shown
    return [
        worded,
        {"news": "picture", "plain": plain, "hidden": hidden, "today": today(here).isoformat()},
        {"news": "looking", "at": PLACES[rehearsal.place], "told": None},
        {"news": "blank", "blank": False, "reason": ""},
    ]
