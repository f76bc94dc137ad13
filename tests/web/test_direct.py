"""The line past the ASGI queue: what it counts, when it is full, and that nothing goes out after a close."""

import asyncio
from typing import Any, cast

import pytest
from websockets.protocol import State

from server.web.direct import DirectLine, DirectSockets


class Transport:
    """Takes what is written; `held` is what the other side has not taken."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.held = 0
        self.closing = self.aborted = False

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.held

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted = True


class Connection:
    """The state of a WebSocket, and the close frame it was asked for."""

    def __init__(self) -> None:
        self.state = State.OPEN
        self.closed_with = 0

    def send_close(self, code: int) -> None:
        self.closed_with = code

    def data_to_send(self) -> list[bytes]:
        return [b"close"]


class Protocol:
    """What a line needs of uvicorn's protocol."""

    def __init__(self) -> None:
        self.transport = Transport()
        self.conn = Connection()
        self.writable = asyncio.Event()
        self.writable.set()
        self.close_sent = False
        self.line: DirectLine | None = None
        self.asked: list[Any] = []

    async def send(self, message: Any) -> None:
        await self.writable.wait()
        self.asked.append(message)


@pytest.fixture
async def protocol() -> Protocol:
    return Protocol()


def line_of(protocol: Protocol, *, most: int = 1_000) -> DirectLine:
    return DirectLine(cast(DirectSockets, protocol), most=most, close_s=0.05)


def pause(protocol: Protocol, held: int) -> None:
    protocol.transport.held = held
    protocol.writable.clear()
    assert protocol.line is not None
    protocol.line.ready = False


HEADS = {5: b"\x82\x05", 300: b"\x82\x7e\x01\x2c", 70_000: b"\x82\x7f\x00\x00\x00\x00\x00\x01\x11\x70"}


@pytest.mark.parametrize("size, head", HEADS.items())
async def test_a_message_is_one_binary_frame(protocol: Protocol, size: int, head: bytes) -> None:
    assert line_of(protocol).send(bytes(size))
    assert protocol.transport.written == [head + bytes(size)]


async def test_one_frame_for_many_is_made_once(protocol: Protocol) -> None:
    others = [Protocol() for _ in range(3)]
    frame = b"the same for everybody"
    for each in others:
        line_of(each).send(frame)
    assert len({id(each.transport.written[0]) for each in others}) == 1


async def test_a_full_line_takes_nothing_more_until_it_has_drained(protocol: Protocol) -> None:
    """C11"""
    line = line_of(protocol)
    pause(protocol, 950)
    assert line.send(bytes(50))
    assert not line.send(bytes(51))
    protocol.writable.set()
    line.drained()
    assert line.send(bytes(51))


async def test_one_answer_does_not_count_and_a_second_one_does(protocol: Protocol) -> None:
    line = line_of(protocol)
    assert line.send(bytes(5_000), counted=False)
    pause(protocol, 5_000)
    assert line.send(bytes(900))
    assert not line.send(bytes(5_000), counted=False)
    protocol.writable.set()
    line.drained()
    assert line.send(bytes(5_000), counted=False)


async def test_an_answer_long_gone_is_not_held_against_the_next(protocol: Protocol) -> None:
    line = line_of(protocol)
    assert line.send(bytes(100), counted=False)
    assert line.send(bytes(5_000), counted=False)


async def test_nothing_goes_out_after_a_close(protocol: Protocol) -> None:
    line = line_of(protocol)
    line.close(4409)
    assert line.send(b"late")
    await line.closed.wait()
    assert protocol.asked == [{"type": "websocket.close", "code": 4409, "reason": ""}]
    assert protocol.transport.written == []


async def test_who_does_not_take_the_close_is_dropped(protocol: Protocol) -> None:
    line = line_of(protocol)
    pause(protocol, 900)
    line.close(4409)
    await line.closed.wait()
    assert protocol.transport.aborted


async def test_a_cut_says_why_and_drops_whoever_does_not_read_it(protocol: Protocol) -> None:
    line = line_of(protocol)
    line.cut(4508)
    assert (protocol.conn.closed_with, protocol.transport.written) == (4508, [b"close"])
    assert line.closed.is_set() and line.send(b"late")
    assert protocol.transport.written == [b"close"]


async def test_nothing_is_written_to_a_transport_that_closes(protocol: Protocol) -> None:
    line = line_of(protocol)
    protocol.conn.state = State.CLOSING
    protocol.transport.closing = True
    assert line.send(b"late")
    assert protocol.transport.written == []
