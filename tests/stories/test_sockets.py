"""The document socket of a real server: who gets in, what it takes, and that nobody's trouble is
another's."""

import asyncio
import base64
import secrets
import socket as sockets
from typing import Any
from urllib.parse import urlsplit

import pytest
from pycrdt import Doc, Provider
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.document.reading import new_doc
from server.sync import wire
from tests.stories.attending import Attendee, Badge, Server, ask, honest, invite, join


async def status_of(address: str, **headers: str) -> tuple[int, bytes]:
    """How an upgrade that is not let in was answered."""
    with pytest.raises(InvalidStatus) as refused:
        await connect(address, additional_headers={n: v for n, v in headers.items() if v}, compression=None)
    return refused.value.response.status_code, bytes(refused.value.response.body or b"")


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "{url}.evil.example", "{url}/", "https://127.0.0.1"]
)
async def test_another_origin_is_turned_away_with_a_good_cookie(badges: list[Badge], origin: str) -> None:
    """C01, C02"""
    badge = badges[0]
    answer = await status_of(badge.address, Origin=origin.format(url=badge.url), Cookie=badge.cookie)
    assert answer[0] == 403


async def test_without_a_sign_in_nothing_opens_and_no_room_is_made(badges: list[Badge]) -> None:
    """C03"""
    badge = badges[0]
    for cookie in ("", "gwead=", "gwead=" + "A" * 32):
        assert (await status_of(badge.address, Origin=badge.url, Cookie=cookie))[0] == 403


async def test_a_sign_in_that_signed_out_opens_nothing_and_its_sockets_close(server: Server) -> None:
    """C03, C05"""
    badge = join(server.where["seats"][-1])
    person = Attendee(badge, 77)
    await person.connect()
    await person.until(lambda: bool(person.page.told("welcome")))
    status, _, _ = ask(badge.url + "/sign-out", method="POST", form={}, headers={"Cookie": badge.cookie})
    assert status == 303
    assert await person.gone() == 4401
    assert (await status_of(badge.address, Origin=badge.url, Cookie=badge.cookie))[0] == 403


async def test_somebody_removed_is_gone_at_once_and_does_not_come_back(
    server: Server, chair: Badge, people: list[Attendee]
) -> None:
    """C04"""
    badge = join(invite(server, chair, "Mair Ellis", "contributor"))
    mair = Attendee(badge, 78)
    await mair.connect()
    await mair.until(lambda: bool(mair.page.told("welcome")))
    here = server.where
    address = f"{here['url']}/cases/{here['case']}/meetings/{here['meeting']}/removals"
    ask(address, method="POST", form={"person": badge.participant}, headers={"Cookie": chair.cookie})
    assert await mair.gone() == 4410
    left = {"participant": badge.participant, "connection": "gone"}
    await people[0].until(lambda: any(left in told["people"] for told in people[0].page.told("people")))
    assert (await status_of(badge.address, Origin=badge.url, Cookie=badge.cookie))[0] in (403, 404)


async def test_a_case_that_is_not_yours_answers_like_one_that_does_not_exist(badges: list[Badge]) -> None:
    """A21"""
    badge = badges[0]
    given = {"Origin": badge.url, "Cookie": badge.cookie}
    sync = badge.address.split("/cases/")[0] + "/cases/{}/sync/{}?epoch=1"
    answers = [
        await status_of(sync.format(*path), **given)
        for path in (("AAAAAAAAAAAAAAAAAAAAAA", "shared"), ("no-such-case", "shared"), (badge.case, "private"))
    ]
    assert {status for status, _ in answers} == {404}
    assert len({body for _, body in answers}) == 1


async def test_all_of_case_a_arrives_and_two_people_write_it(people: list[Attendee]) -> None:
    anna, ben = people
    await honest(people, secrets.token_hex(4))
    assert anna.page.plain() == ben.page.plain()


async def test_an_unmodified_client_of_the_library_syncs_and_writes(
    badges: list[Badge], people: list[Attendee]
) -> None:
    """Any Yjs client can speak: the library's own provider, with nothing of ours."""
    badge, title = badges[2], secrets.token_hex(4)
    given = {"Origin": badge.url, "Cookie": badge.cookie}
    doc: Doc[Any] = new_doc()
    async with connect(badge.address, additional_headers=given, compression=None, max_size=None) as line:

        class Channel:
            path = "shared"

            async def send(self, message: bytes) -> None:
                await line.send(message)

            async def recv(self) -> bytes:
                while True:
                    frame = await line.recv()
                    if isinstance(frame, bytes) and frame[0] < 2:
                        return frame

            def __aiter__(self) -> "Channel":
                return self

            async def __anext__(self) -> bytes:
                return await self.recv()

        async with Provider(doc, Channel()):
            writer = Attendee(badge, doc.client_id)
            writer.page.doc = doc
            async with asyncio.timeout(20):
                while len(writer.page.titles()) < 50:
                    await asyncio.sleep(0.01)
            writer.page.add_event(title, title)
            await people[0].until(lambda: title in people[0].page.titles())


@pytest.mark.parametrize("size, code", [(65_000, 4400), (200_000, 4400), (300_000, 4413)])
async def test_what_is_too_large_closes_its_own_socket(
    badges: list[Badge], people: list[Attendee], size: int, code: int
) -> None:
    """C08: the first two are within the limit and merely not an update."""
    loud = Attendee(badges[2], secrets.randbelow(1 << 32))
    await loud.connect()
    await loud.send(wire.update(bytes(size)))
    assert await loud.gone() == code
    await honest(people, secrets.token_hex(4))


@pytest.mark.parametrize("size", [1_500_000, 17_000_000])
async def test_beyond_a_megabyte_the_server_stops_reading(
    badges: list[Badge], people: list[Attendee], size: int
) -> None:
    """C08: as soon as a frame says how long it is."""
    loud = Attendee(badges[2], secrets.randbelow(1 << 32))
    await loud.connect()
    await loud.until(lambda: bool(loud.page.told("welcome")))
    loud.announce(size)
    assert await loud.gone() == 1009
    await honest(people, secrets.token_hex(4))


async def test_compression_is_not_agreed_to(badges: list[Badge]) -> None:
    """C10"""
    badge = badges[2]
    given = {"Origin": badge.url, "Cookie": badge.cookie}
    async with connect(badge.address, additional_headers=given, compression="deflate") as line:
        assert line.protocol.extensions == []


async def test_somebody_who_never_reads_is_cut_and_nobody_waits(
    server: Server, badges: list[Badge], people: list[Attendee]
) -> None:
    """C11"""
    anna, ben = people
    cut_before = closed(server, 4508)
    deaf = deaf_socket(badges[3])
    await anna.until(lambda: anna.page.told("people")[-1]["people"] != [])
    page = secrets.token_hex(3)
    written = 0
    while closed(server, 4508) == cut_before:
        assert written < 2_000, "ten times its queue has been written and it is still connected"
        for _ in range(10):
            anna.page.add_event(f"{page}{written}", "Long", "x" * 19_000)
            written += 1
        await anna.settled()
    await ben.until(lambda: ben.page.doc.get_state() == anna.page.doc.get_state())
    deaf.close()
    again = Attendee(badges[3], secrets.randbelow(1 << 32))
    await again.connect()
    await again.until(lambda: again.page.plain() == anna.page.plain())
    await again.leave()


def deaf_socket(badge: Badge) -> sockets.socket:
    """A socket that asks to be upgraded and never reads a byte."""
    parts = urlsplit(badge.address)
    deaf = sockets.socket()
    deaf.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    deaf.connect((parts.hostname, parts.port))
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    deaf.sendall(
        f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Origin: {badge.url}\r\nCookie: {badge.cookie}\r\n\r\n".encode()
    )
    return deaf


def closed(server: Server, code: int) -> int:
    """How many sockets the server says it has closed with a code."""
    _, _, text = ask(server.where["url"] + "/metrics")
    name = f"gwead_closed_{code}_total"
    return next((int(float(line.split()[1])) for line in text.splitlines() if line.startswith(name + " ")), 0)
