"""The door of the document socket: `GET /cases/{case}/sync/{document}?epoch=N`, upgraded.

The order of the checks is the rule: first where the page comes from (403), then whether anybody is signed in
(403), both before the case is looked up; then whether this person is admitted to this case and document (404,
the same answer as for a case that does not exist). Only then is the socket accepted, a room opened and a byte
sent. A page says whose words it holds (`as`): it is not let in under another name, with which somebody may have
signed in since in the same browser.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send

from server.sync.hub import Connection, Hub, Outbound
from server.sync.presence import Seat
from server.web.direct import DIRECT, DirectLine, DirectSockets

_ORDINARY_CLOSES = (1000, 1001)


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """What the pages know and the socket asks.

    `ours(headers)`: whether a page of ours opens it (its exact `Origin`). `signed_in(connection)`: whoever
    the cookie stands for, or None. `seat(who, case, document)`: their seat when they are admitted, or None.
    """

    ours: Callable[[Mapping[str, str]], bool]
    signed_in: Callable[[HTTPConnection], Awaitable[Any]]
    seat: Callable[[Any, str, str], Awaitable[Seat | None]]


class DocumentSocket:
    """The endpoint, as an ASGI application: raw messages, because each of them counts."""

    def __init__(self, hub: Hub, gatekeeper: Gatekeeper) -> None:
        self._hub = hub
        self._gatekeeper = gatekeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket from its upgrade to its end."""
        connection = HTTPConnection(scope)
        with ExitStack() as until_in:
            opening = until_in.enter_context(self._hub.opening())
            seat, refusal = await self._admit(connection)
            await receive()  # websocket.connect
            if seat is None:
                await _deny(refusal, scope, receive, send)
                return
            await send({"type": "websocket.accept"})
            direct: DirectSockets | None = scope.get("extensions", {}).get(DIRECT)
            link = self._link(send, direct)
            path, epoch = connection.path_params, _epoch(connection.query_params.get("epoch", ""))
            try:
                entered = await self._hub.enter(path["case"], path["document"], seat, epoch, link, opening)
                until_in.close()
                if entered is None:
                    await link.closed.wait()
                else:
                    await _serve(entered, link, receive, direct)
            finally:
                link.cut(1000)
                await link.closed.wait()

    def _link(self, send: Send, direct: DirectSockets | None) -> Outbound | DirectLine:
        limits = self._hub.limits
        if direct is not None:
            return DirectLine(direct, most=limits.outbound_bytes, close_s=limits.close_s)
        return Outbound(_sender(send), _closer(send), most=limits.outbound_bytes, close_s=limits.close_s)

    async def _admit(self, connection: HTTPConnection) -> tuple[Seat | None, Response]:
        forbidden = PlainTextResponse("Forbidden", status_code=403)
        if not self._gatekeeper.ours(connection.headers):
            return None, forbidden
        who = await self._gatekeeper.signed_in(connection)
        if who is None:
            return None, forbidden
        return await self._seat(connection, who), PlainTextResponse("Not found", status_code=404)

    async def _seat(self, connection: HTTPConnection, who: Any) -> Seat | None:
        path = connection.path_params
        seat = await self._gatekeeper.seat(who, path["case"], path["document"])
        words_of = connection.query_params.get("as", "")
        return None if seat is not None and words_of not in ("", seat.participant) else seat


async def _serve(
    entered: Connection, link: Outbound | DirectLine, receive: Receive, direct: DirectSockets | None
) -> None:
    """From the entering of the room to the end of the socket."""
    reading = asyncio.ensure_future(_read(receive, entered, direct))
    closed = asyncio.ensure_future(link.closed.wait())
    code = 1006
    try:
        await asyncio.wait((reading, closed), return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            code = reading.result()
    finally:
        closed.cancel()
        reading.cancel()
        entered.leave(goodbye=code in _ORDINARY_CLOSES)


async def _read(receive: Receive, entered: Connection, direct: DirectSockets | None) -> int:
    """Take frames until the socket closes; returns its close code. After each one the loop gets its turn: one
    read of the wire can hold hundreds, and their senders are not the only people here. Where frames can come
    directly, only the first come this way."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return int(message.get("code") or 1005)
        await asyncio.sleep(entered.receive(message.get("bytes") or b""))
        if direct is not None:
            direct.take_over(entered.receive)


def _epoch(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _sender(send: Send) -> Callable[[bytes], Awaitable[None]]:
    def forward(frame: bytes) -> Awaitable[None]:
        return send({"type": "websocket.send", "bytes": frame})

    return forward


def _closer(send: Send) -> Callable[[int], Awaitable[None]]:
    def forward(code: int) -> Awaitable[None]:
        return send({"type": "websocket.close", "code": code, "reason": ""})

    return forward


async def _deny(refusal: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the upgrade with an ordinary response; a server that cannot says 403 by closing."""
    if "websocket.http.response" in scope.get("extensions", {}):
        await refusal({**scope, "type": "websocket"}, receive, send)
    else:
        await send({"type": "websocket.close", "code": 4403})


def socket_route(hub: Hub, gatekeeper: Gatekeeper) -> WebSocketRoute:
    """The route of the document socket."""
    return WebSocketRoute("/cases/{case}/sync/{document}", DocumentSocket(hub, gatekeeper), name="sync")
