"""The big screen: a device with a cookie of its own, which is sent pictures and can do nothing.

S1  opening its link changes nothing; the button on it exchanges it for a cookie of the role `screen`
S2  it is never sent the document: only what picture.py leaves, and where the leader looks
S3  it is blank while whoever leads is not in the room (the chair, until another takes the lead), while the meeting
    is paused, while it was blanked, when nothing has changed for 30 minutes, and once the working copy has ended; the
    page blanks itself when it has heard nothing for 10 s (a beat comes every 2 s)
S4  at most ten frames a second; the picture is sent again only when it changed
S5  it ends with its meeting, within one beat
S6  in which language it is labelled, and how large its words are, is said by whoever leads, for all screens of the
    meeting
S7  one that was away for longer than its page shows a picture without hearing anything (10 s) comes back without a
    code, and blank, until whoever leads shows something again: it may have been carried into another room

Frames are JSON texts: `{"news": "picture", "plain", "hidden", "today"}`, `{"news": "looking", "at", "told"}` (`told` is
the sentence of the story that is led to, picture.py B6), `{"news": "worded", "labels", "size", "lanes"}` (S6),
`{"news": "blank", "blank", "reason"}`, `{"news": "beat"}`.
Closed with 4401 when the device is no longer a big screen.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket

from server.document.schema import SCHEMA
from server.domain.errors import Refusal
from server.domain.findings_formulation import Sentence
from server.domain.meetings import Meeting
from server.languages import other, words
from server.reports import drawing
from server.storage import cases, meetings, workingcopies
from server.storage.database import Transaction
from server.web.answers import go
from server.web.cases import shown, today, visitor_in
from server.web.guard import SCREEN_COOKIE, keep_cookie, socket_from_our_page
from server.web.installation import Installation, installation_of
from server.web.lanes import for_page
from server.web.pages import language_of, qr
from server.web.picture import picture, sentence_led, where_led
from server.web.visitor import screen_of

BEAT_S: Final = 2.0
LEAST_S: Final = 0.1
"""Between two frames (S4)."""
AWAY_S: Final = 10.0
"""Longer than this, and a screen comes back blank (S7)."""
IDLE_S: Final = 30 * 60.0
"""Without a change a wall goes dark after so long (S3)."""
NO_SCREEN: Final = 4401


async def make(request: Request) -> Response:
    """`POST /cases/{case}/screens`: a link for the big screen of the open meeting, to be opened there or printed."""
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id, at = request.path_params["case"], here.now()

    def write(t: Transaction) -> str:
        meeting = meetings.open_now(t, case_id)
        if meeting is None:
            raise Refusal("no_open_meeting", status=409)
        return meetings.make_screen(t, here.keys, meeting.id, at, by=visitor.id)[1]

    token = await here.database.write(write)
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    address = here.public.link(f"/screen/{token}")
    return here.pages.page(
        request,
        "screen/link.html",
        case=shown(w, case, today(here)),
        address=address,
        picture=qr(address, w("screen.qr")),
        place=f"/cases/{case_id}",
    )


async def invitation(request: Request) -> Response:
    """`GET /screen/{token}`: a button. Changes nothing (S1)."""
    await _meeting_of_link(request)
    return installation_of(request).pages.page(request, "screen/enter.html", token=request.path_params["token"])


async def pair(request: Request) -> Response:
    """`POST /screen/{token}`: this device is the big screen from now on."""
    here, at = installation_of(request), installation_of(request).now()
    _, screen = await _meeting_of_link(request)
    hours = here.config.limits.sign_in_hours
    token = await here.database.write(lambda t: meetings.pair_screen(t, screen, at, hours=hours))
    answer = go(request, "/screen")
    keep_cookie(answer, SCREEN_COOKIE, token, here.public, seconds=None)
    return answer


async def _meeting_of_link(request: Request) -> tuple[Meeting, str]:
    here, token = installation_of(request), request.path_params["token"]
    found = await here.database.read(lambda t: meetings.screen_by_token(t, token))
    if found is None:
        raise HTTPException(404)
    meeting, screen = found
    if meeting.closed_at:
        raise Refusal("meeting_has_ended", status=410)
    return meeting, screen.id


async def show(request: Request) -> Response:
    """`GET /screen`: the page of the big screen; what it shows comes by its feed."""
    here, language = installation_of(request), language_of(request)
    catalogue, others = (
        {"language": each, "words": words(each).for_browser()} for each in (language, other(language))
    )
    return here.pages.large_page(
        request,
        "screen/show.html",
        screen={"feed": "/screen/feed", "language": language},
        words=catalogue,
        others=others,
        schema=SCHEMA.for_page(),
    )


async def feed(socket: WebSocket) -> None:
    """The socket of one big screen, from its opening to its end. Nothing that it says is read."""
    here = installation_of(socket)
    if not socket_from_our_page(socket.headers, here.public):
        await socket.send_denial_response(PlainTextResponse("Forbidden", status_code=403))
        return
    if await screen_of(socket) is None:
        await socket.send_denial_response(PlainTextResponse("Forbidden", status_code=403))
        return
    await socket.accept()
    async with anyio.create_task_group() as both:
        both.start_soon(until_closed, socket, both.cancel_scope.cancel)
        await Feed(here, socket).run()
        await socket.close(NO_SCREEN)
        both.cancel_scope.cancel()


async def until_closed(socket: WebSocket, then: Callable[[], None]) -> None:
    """Waits until the other end has closed."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        await asyncio.sleep(0)
    then()


class Feed:
    """What one big screen is sent, and what it was sent last."""

    def __init__(self, here: Installation, socket: WebSocket) -> None:
        self._here = here
        self._socket = socket
        self._changed = asyncio.Event()
        self._copy = ""
        self._stop: Callable[[], None] | None = None
        self._sent: dict[str, str] = {}
        self._last = ""
        self._moved = here.hub.clock.now()
        self._led_before: dict[str, Any] | None = None

    async def run(self) -> None:
        """Sends until the device is no longer a big screen (S5)."""
        seen_on = screen_id = ""
        try:
            while (found := await screen_of(self._socket)) is not None:
                if not seen_on:
                    seen_on, screen_id = found[0].case, found[1].id
                    self._here.walls[seen_on] += 1
                    self._come_back(seen_on, screen_id)
                self._changed.clear()
                if not await self._send_what_is_new(found[0]):
                    await self._socket.send_text('{"news":"beat"}')
                await asyncio.sleep(LEAST_S)
                await self._wait()
        finally:
            self._unwatch()
            self._here.walls[seen_on] -= seen_on != ""
            self._here.walls_away[screen_id] = self._here.hub.clock.now()

    def _come_back(self, case: str, which: str) -> None:
        """Whether it was away for so long that it stays blank (S7)."""
        here, now = self._here, self._here.hub.clock.now()
        if now - here.walls_away.pop(which, now) > AWAY_S:
            self._led_before = here.hub.following(case)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), BEAT_S - LEAST_S)
        except TimeoutError:
            return

    async def _send_what_is_new(self, meeting: Meeting) -> bool:
        case = await self._here.database.read(lambda t: cases.must_find(t, self._here.keys, meeting.case))
        worded = {
            "news": "worded",
            "labels": meeting.wall_labels,
            "size": meeting.wall_size,
            "lanes": for_page(case.lanes),
        }
        frames = [worded, *await self._frames(meeting.case)]
        new = [frame for frame in frames if self._sent.get(frame["news"]) != json.dumps(frame)]
        for frame in new:
            said = json.dumps(frame)
            self._sent[frame["news"]] = said
            await self._socket.send_text(said)
        return bool(new)

    async def _frames(self, case: str) -> list[dict[str, Any]]:
        here, hub = self._here, self._here.hub
        copy = await here.database.read(lambda t: workingcopies.find_open(t, case))
        await self._watch(case, copy.id if copy else "")
        reason = self._blank(case, copy is not None)
        if reason:
            return self._blanked(reason)
        held, at = await hub.plain(case) or {}, hub.following(case)["at"]
        plain, hidden = picture(held)
        told = sentence_led(held, await self._sentences(held, at), at, plain)
        if self._rests([plain, where_led(at), told]):
            return self._blanked("idle")
        return [
            {"news": "picture", "plain": plain, "hidden": hidden, "today": today(here).isoformat()},
            {"news": "looking", "at": where_led(at), "told": told},
            {"news": "blank", "blank": False, "reason": ""},
        ]

    def _blanked(self, reason: str) -> list[dict[str, Any]]:
        self._sent.pop("picture", None)  # a blank page forgets its picture: it is sent again
        return [{"news": "blank", "blank": True, "reason": reason}]

    def _rests(self, shown: object) -> bool:
        """Whether the same has been shown for `IDLE_S`."""
        now, said = self._here.hub.clock.now(), json.dumps(shown)
        if said != self._last:
            self._last, self._moved = said, now
        return now - self._moved >= IDLE_S

    async def _sentences(self, held: Mapping[str, Any], at: Mapping[str, Any]) -> tuple[Sentence, ...]:
        """Those of the part of the story that is led to, found in a worker process; none where it is another view."""
        part = held.get("story", {}).get(at.get("part"))
        if at.get("view") != "story" or part is None:
            return ()
        try:
            return await self._here.workers.run(drawing.sentences, {at["part"]: part})
        except Refusal:
            return ()

    def _blank(self, case: str, open_copy: bool) -> str:
        """Why the screen is blank now, or nothing (S3)."""
        hub = self._here.hub
        if not open_copy:
            return "ended"
        if hub.paused(case):
            return "paused"
        if hub.blanked(case):
            return "blanked"
        leader = hub.following(case)["participant"]
        here = [p for p in hub.people(case) if p["connection"] == "here"]
        if not any(p["participant"] == leader if leader else p["role"] == "chair" for p in here):
            return "nobody_leads"
        return "" if hub.following(case) is not self._led_before else "was_away"

    async def _watch(self, case: str, copy: str) -> None:
        """Is told of every change of the present working copy; of the next one when this one has ended."""
        if copy == self._copy:
            return
        self._unwatch()
        self._copy = copy
        if copy:
            self._stop = await self._here.hub.watch(case, self._changed.set)

    def _unwatch(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None
