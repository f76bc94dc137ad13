"""The door of the document socket: the order of its checks, and what passes it. Driven as an ASGI server
would."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.routing import Router
from starlette.types import Message

from server.sync import wire
from server.sync.hub import Hub
from server.sync.presence import Seat
from server.web.socket import Gatekeeper, socket_route
from tests.sync.meeting import EPOCH, Page, seat
from tests.sync.test_hub import House

OURS = "https://gwead.example"


class Door:
    """A hub behind its endpoint, with gatekeepers that note what they were asked."""

    def __init__(self, house: House) -> None:
        self.asked: list[str] = []
        self.signed_in: dict[str, str] = {"anna-cookie": "anna", "ben-cookie": "ben"}
        self.admitted = {"anna": "case-a", "ben": "case-a"}
        self.house = house
        self.router = Router([socket_route(house.hub, Gatekeeper(self._ours, self._who, self._seat))])

    def _ours(self, headers: Mapping[str, str]) -> bool:
        self.asked.append("origin")
        return headers.get("origin") == OURS

    async def _who(self, connection: HTTPConnection) -> str | None:
        self.asked.append("sign-in")
        return self.signed_in.get(connection.cookies.get("gwead", ""))

    async def _seat(self, who: Any, case: str, document: str) -> Seat | None:
        self.asked.append("seat")
        admitted = self.admitted.get(who) == case and document == "shared"
        return seat(who) if admitted else None

    def knock(self, path: str = f"/cases/case-a/sync/shared?epoch={EPOCH}", **headers: str) -> "Caller":
        given = {"origin": OURS, "cookie": "gwead=anna-cookie", **headers}
        return Caller(self.router, path, {name: value for name, value in given.items() if value})


class Caller:
    """One upgrade request, and the socket if it is let in."""

    def __init__(self, router: Router, path: str, headers: dict[str, str]) -> None:
        self.sent: list[Message] = []
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.inbox.put_nowait({"type": "websocket.connect"})
        address, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": address,
            "raw_path": address.encode(),
            "root_path": "",
            "scheme": "wss",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }
        self.task = asyncio.create_task(router(scope, self.inbox.get, self._send))

    async def _send(self, message: Message) -> None:
        self.sent.append(dict(message))

    async def settle(self) -> None:
        for _ in range(200):
            if self.task.done():
                return
            await asyncio.sleep(0.001)

    @property
    def refusal(self) -> tuple[int, bytes]:
        """Status and body of an upgrade that was answered with a response."""
        assert self.sent[0]["type"] == "websocket.http.response.start"
        return self.sent[0]["status"], b"".join(m.get("body", b"") for m in self.sent[1:])

    @property
    def accepted(self) -> bool:
        return bool(self.sent) and self.sent[0]["type"] == "websocket.accept"

    @property
    def close_code(self) -> int | None:
        return next((m["code"] for m in self.sent if m["type"] == "websocket.close"), None)

    def say(self, frame: bytes) -> None:
        self.inbox.put_nowait({"type": "websocket.receive", "bytes": frame})

    def hear(self, page: Page) -> None:
        """Give a page what was sent to it, and take what it answers."""
        heard, self.sent = self.sent, [m for m in self.sent if m["type"] != "websocket.send"]
        for message in heard:
            if message["type"] == "websocket.send":
                page.hear(message["bytes"])
        for frame in page.outbox:
            self.say(frame)
        page.outbox.clear()

    async def leave(self, code: int = 1001) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": code})
        await self.task


@pytest.fixture
async def door() -> Door:
    return Door(House())


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", "https://gwead.example.evil.example", "https://sub.gwead.example",
     "http://gwead.example", "https://gwead.example:444", "https://gwead.example/"],
)  # fmt: skip
async def test_another_origin_is_turned_away_before_anything_is_looked_up(door: Door, origin: str) -> None:
    """C01, C02"""
    caller = door.knock(origin=origin)
    await caller.settle()
    assert caller.refusal == (403, b"Forbidden")
    assert door.asked == ["origin"]


@pytest.mark.parametrize("cookie", ["", "gwead=nobody", "other=anna-cookie"])
async def test_nobody_signed_in_is_turned_away_before_the_case_is_looked_up(door: Door, cookie: str) -> None:
    """C03"""
    caller = door.knock(cookie=cookie)
    await caller.settle()
    assert caller.refusal == (403, b"Forbidden")
    assert door.asked == ["origin", "sign-in"]
    assert (door.house.hub.rooms, door.house.store.loads) == (0, 0)


@pytest.mark.parametrize("path", ["/cases/case-b/sync/shared", "/cases/no-such-case/sync/shared",
                                  "/cases/case-a/sync/private"])  # fmt: skip
async def test_a_case_one_is_not_admitted_to_is_a_case_that_does_not_exist(door: Door, path: str) -> None:
    """A21, D01"""
    caller = door.knock(path + "?epoch=3")
    await caller.settle()
    assert caller.refusal == (404, b"Not found")
    assert (door.house.hub.rooms, door.house.store.loads) == (0, 0)


async def test_what_is_said_before_admission_is_never_read(door: Door) -> None:
    """A21"""
    caller = door.knock("/cases/case-b/sync/shared?epoch=3")
    caller.say(wire.step_1(b"\x00"))
    await caller.settle()
    assert caller.refusal[0] == 404
    assert all(m["type"] != "websocket.send" for m in caller.sent)


async def test_two_admitted_people_write_together(door: Door) -> None:
    anna, ben = door.knock(), door.knock(cookie="gwead=ben-cookie")
    pages = {anna: Page(seat("anna"), 101), ben: Page(seat("ben"), 102)}
    for caller, page in pages.items():
        page.send(wire.step_1(page.doc.get_state()))
        await asyncio.sleep(0.05)
        caller.hear(page)
    pages[anna].add_event("move", "Moved to Swansea")
    for _ in range(3):
        for caller, page in pages.items():
            caller.hear(page)
        await asyncio.sleep(0.02)
    assert anna.accepted and ben.accepted
    assert pages[ben].titles() == {"Moved to Swansea"}
    assert pages[anna].saved == pages[anna].frames
    await anna.leave()
    await ben.leave()
    assert door.house.hub.sockets == 0


@pytest.mark.parametrize("query", ["", "?epoch=", "?epoch=2", "?epoch=three", "?epoch=-3", "?epoch=9" + "9" * 30])
async def test_another_epoch_is_told_and_closed(door: Door, query: str) -> None:
    """A30"""
    caller = door.knock("/cases/case-a/sync/shared" + query)
    await caller.settle()
    assert caller.accepted
    assert caller.close_code == 4409
    assert b'"reason":"moved_on"' in caller.sent[1]["bytes"]


async def test_a_text_message_is_not_understood(door: Door) -> None:
    """A17"""
    caller = door.knock()
    caller.inbox.put_nowait({"type": "websocket.receive", "text": "hello"})
    await caller.settle()
    assert caller.close_code == 4400


@pytest.mark.parametrize(
    ("close", "code"),
    [
        (lambda hub: hub.close_sign_in("anna's sign-in"), 4401),
        (lambda hub: hub.close_person("anna", 4410), 4410),
        (lambda hub: hub.close_person("ben", 4410), None),
    ],
)
@pytest.mark.parametrize("at", ["the room opens", "the person is asked for"])
async def test_somebody_shown_out_while_they_come_in_is_told_why(
    door: Door, close: Callable[[Hub], None], code: int | None, at: str
) -> None:
    """C04: whatever had been asked of them before."""
    house, opening = door.house, asyncio.Event()
    load, find = house.store.load, door._seat

    async def slow_load(working_copy: str) -> Any:
        await opening.wait()
        return await load(working_copy)

    async def slow_seat(*asked: Any) -> Seat | None:
        found = await find(*asked)
        await opening.wait()
        return found

    if at == "the room opens":
        house.store.load = slow_load  # type: ignore[method-assign]
    else:
        door.router = Router([socket_route(house.hub, Gatekeeper(door._ours, door._who, slow_seat))])
    caller = door.knock()
    await asyncio.sleep(0.02)
    assert caller.accepted == (at == "the room opens")
    close(house.hub)
    opening.set()
    await caller.settle()
    assert caller.close_code == code
    assert house.hub.sockets == (1 if code is None else 0)


async def test_a_room_that_cannot_be_opened_asks_to_try_again(door: Door) -> None:
    async def broken(working_copy: str) -> Any:
        raise OSError("no such disk")

    door.house.store.load = broken  # type: ignore[method-assign]
    caller = door.knock()
    await caller.settle()
    assert caller.close_code == 4503
    assert caller.task.exception() is None
