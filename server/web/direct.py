"""Frames of the document socket on the shortest way: from uvicorn's protocol to the room, from the room to
the wire.

An ASGI server hands every message over through a queue and a task and takes it back through a coroutine for
each receiver; in a full room that is most of the work. This subclass of uvicorn's sans-I/O protocol gives the
endpoint a line of its own: frames are taken as they are read, and a frame for two hundred people is made once
and written to two hundred transports. It leans on what uvicorn calls its own business (the version is pinned
by a range, and the tests run on both ways); without it the endpoint works over plain ASGI.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import State

DIRECT: Final = "gwead.direct"
"""The extension of the ASGI scope under which the endpoint finds its line."""


class DirectSockets(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol with a line past its queue, for `uvicorn.Config(ws=DirectSockets)`."""

    take: Callable[[bytes], float] | None = None
    line: "DirectLine | None" = None

    def handle_connect(self, event: Request) -> None:
        """An upgrade is asked for: the endpoint is told that there is a line."""
        super().handle_connect(event)
        if not self.close_sent:
            extensions = cast(dict[str, Any], self.scope["extensions"])
            extensions[DIRECT] = self

    def send_receive_event_to_app(self) -> None:
        """A message is complete: to the room, or to the queue while nobody takes it directly."""
        if self.take is None or self.curr_msg_data_type == "text":
            super().send_receive_event_to_app()
            return
        message = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            pause = self.take(message)
            if pause > 0:
                self.transport.pause_reading()
                self.loop.call_later(pause, self._read_on)

    def _read_on(self) -> None:
        if not self.disconnected and not self.transport.is_closing():
            self.transport.resume_reading()

    def take_over(self, take: Callable[[bytes], float]) -> None:
        """Give frames to `take` from now on, which returns the seconds to wait before reading on. Only while
        nothing waits in the queue: no frame may overtake another."""
        if self.queue.empty():
            self.take = take

    def pause_writing(self) -> None:
        """The transport holds more than it should: from now on the line counts."""
        super().pause_writing()
        if self.line is not None:
            self.line.ready = False

    def resume_writing(self) -> None:
        """The transport has sent what it held."""
        super().resume_writing()
        if self.line is not None:
            self.line.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side is gone."""
        self.take = None
        super().connection_lost(exc)


class DirectLine:
    """A link (server/sync/hub.py) straight to a transport, which keeps what the other side does not take yet.

    `closed` is set once nothing more will be sent.
    """

    def __init__(self, protocol: DirectSockets, *, most: int, close_s: float) -> None:
        self._protocol = protocol
        self._most = most
        self._close_s = close_s
        self._uncounted = 0
        self._code: int | None = None
        self._transport = protocol.transport
        self.closed = asyncio.Event()
        self.ready = protocol.writable.is_set()
        protocol.line = self

    def send(self, frame: bytes, *, counted: bool = True) -> bool:
        """See Link. What the transport still holds is the queue; one frame that is not counted is taken off."""
        if self.ready and counted and not self._transport.is_closing():
            self._transport.write(_framed(frame))
            return True
        return self._send_counting(frame, counted)

    def _send_counting(self, frame: bytes, counted: bool) -> bool:
        protocol = self._protocol
        if self._code is not None or protocol.conn.state is not State.OPEN:
            return True
        if self.ready:
            self._uncounted = 0
        held = 0 if self.ready else self._transport.get_write_buffer_size() - self._uncounted
        if (counted or self._uncounted) and held + len(frame) > self._most:
            return False
        if not counted and not self._uncounted:
            self._uncounted = len(frame)
        self._transport.write(_framed(frame))
        return True

    def drained(self) -> None:
        """The transport holds nothing to speak of again."""
        self._uncounted = 0
        self.ready = self._code is None

    def close(self, code: int) -> None:
        """See Link. Whoever does not take what waits is cut after `close_s`."""
        self.ready = False
        if self._code is None:
            self._code = code
            closing = asyncio.ensure_future(self._close(code))
            asyncio.get_running_loop().call_later(self._close_s, self._give_up, closing)

    async def _close(self, code: int) -> None:
        try:
            await self._protocol.send({"type": "websocket.close", "code": code, "reason": ""})
        except OSError:  # gone already
            pass
        finally:
            self.closed.set()

    def _give_up(self, closing: "asyncio.Future[Any]") -> None:
        if not closing.done():
            closing.cancel()
            self._protocol.transport.abort()

    def cut(self, code: int) -> None:
        """See Link. A last close frame is tried; whoever does not read it is dropped after `close_s`."""
        self._code, self.ready = code, False
        protocol = self._protocol
        if not protocol.close_sent and protocol.conn.state is State.OPEN and not protocol.transport.is_closing():
            protocol.conn.send_close(code)
            protocol.transport.write(b"".join(protocol.conn.data_to_send()))
            protocol.close_sent = True
            asyncio.get_running_loop().call_later(self._close_s, protocol.transport.abort)
        self.closed.set()


_last: tuple[bytes, bytes] = (b"", b"\x82\x00")


def _framed(message: bytes) -> bytes:
    """A message as one unmasked binary frame; the last one is kept, for it goes to everybody in the room."""
    global _last
    if _last[0] is message:
        return _last[1]
    size = len(message)
    if size < 126:
        head = bytes((0x82, size))
    elif size < 1 << 16:
        head = b"\x82\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x82\x7f" + size.to_bytes(8, "big")
    framed = head + message
    _last = (message, framed)
    return framed
