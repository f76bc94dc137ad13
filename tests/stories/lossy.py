"""A bad line between a client and the server: a proxy on 127.0.0.1 that delays, loses, cuts, refuses, and meddles.

It passes TCP, so a lost packet is not missing at the other end: it comes later, after it was sent again, and whatever
was sent behind it waits for it. That is what is imitated here; the order is always kept.
"""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

PACKET = 1400
"""Bytes that are lost or delayed together."""


@dataclass
class Weather:
    """What the line is like; it may be changed while people are connected.

    `delay_s` and `jitter_s` are one way; `loss` is the share of packets that are sent again, `again_s` later. While
    `cut` nothing passes and nobody is told (a half-open socket); while `refuses` nobody gets a connection. `strips`
    takes the request to become a WebSocket out, as some proxies do; `idle_s` ends a connection on which nothing passed
    for so long (0: never).
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    loss: float = 0.0
    again_s: float = 0.3
    cut: bool = False
    refuses: bool = False
    strips: bool = False
    idle_s: float = 0.0


class Line:
    """The proxy. `async with Line(url, Weather(...)) as line`, then connect to `line.address(...)`."""

    def __init__(self, url: str, weather: Weather, seed: int = 1) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.weather = weather
        self.passed = 0
        """Bytes that have come out at either end."""
        self.ended = 0
        """Connections that were ended because nothing passed."""
        self._dice = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._written: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> "Line":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self.lose()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def address(self, address: str) -> str:
        """The same address, over this line."""
        assert self._server is not None
        parts = urlsplit(address)
        return parts._replace(netloc=f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}").geturl()

    async def lose(self) -> None:
        """Ends every connection, as when a network comes back under another address."""
        for writer in list(self._written):
            writer.transport.abort()
        self._written.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self._written.add(writer)
        try:
            if not self.weather.refuses:
                await self._serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # the line has ended, or its test has: there is nobody to tell
        finally:
            self._open.discard(task)
            self._written.discard(writer)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self._to)
        self._written.add(there_writer)
        moved = asyncio.Event()
        try:
            ways = [
                asyncio.create_task(self._carry(reader, there_writer, moved, first=True)),
                asyncio.create_task(self._carry(there_reader, writer, moved, first=False)),
                asyncio.create_task(self._watch(moved)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        finally:
            self._written.discard(there_writer)
            there_writer.close()

    async def _watch(self, moved: asyncio.Event) -> None:
        """Until nothing has passed for `idle_s`."""
        while True:
            moved.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), self.weather.idle_s or None)
            if not moved.is_set():
                self.ended += 1
                return

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, moved: asyncio.Event, *, first: bool
    ) -> None:
        waiting: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()
        reads = asyncio.create_task(self._read(reader, waiting, first=first))
        loop = asyncio.get_running_loop()
        try:
            while (one := await waiting.get()) is not None:
                due, packet = one
                await asyncio.sleep(max(0.0, due - loop.time()))
                while self.weather.cut:
                    await asyncio.sleep(0.02)
                writer.write(packet)
                await writer.drain()
                self.passed += len(packet)
                moved.set()
        finally:
            reads.cancel()

    async def _read(
        self, reader: asyncio.StreamReader, waiting: "asyncio.Queue[tuple[float, bytes] | None]", *, first: bool
    ) -> None:
        """Packets with the time at which each comes out at the other end; none overtakes another."""
        loop, last = asyncio.get_running_loop(), 0.0
        while packet := await reader.read(PACKET):
            if first and self.weather.strips:
                packet, first = _without_upgrade(packet), False
            weather = self.weather
            late = weather.again_s if self._dice.random() < weather.loss else 0.0
            last = max(last, loop.time() + weather.delay_s + self._dice.random() * weather.jitter_s + late)
            waiting.put_nowait((last, packet))
        waiting.put_nowait(None)


def _without_upgrade(request: bytes) -> bytes:
    """A request's head without what asks for a WebSocket."""
    head, blank, rest = request.partition(b"\r\n\r\n")
    kept = [each for each in head.split(b"\r\n") if not each.lower().startswith((b"upgrade:", b"connection:"))]
    return b"\r\n".join([*kept, b"Connection: close"]) + blank + rest
