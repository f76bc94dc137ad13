"""The server is killed in mid-stream, again and again: what anyone had seen, and what was acknowledged, is
there."""

import asyncio
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc

from server.document.reading import new_doc, plain
from tests.stories.attending import Attendee, Server, clock_of, join

KILLS = 20
CHARACTERS_A_ROUND = 200
_dice = random.Random(20)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data")
    running.start()
    yield running
    running.stop()


def canonical(doc: "Doc[Any]") -> str:
    """One digest of what a document holds."""
    return hashlib.sha256(json.dumps(plain(doc), sort_keys=True).encode()).hexdigest()


async def write_until_killed(writer: Attendee, word: str) -> None:
    """Add entries and type into them, about two hundred edits a second, until the line is dead."""
    writer.page.add_event(word, f"Entry {word}")
    for count in range(CHARACTERS_A_ROUND * 50):
        writer.page.type(word, "abcdefghij"[count % 10])
        await writer.flush()
        if writer.code is not None:
            return
        await asyncio.sleep(0.005)


async def round_of(server: Server, people: list[Attendee], number: int) -> None:
    anna, ben, carol = people
    writing = [asyncio.create_task(write_until_killed(w, f"r{number}{n}")) for n, w in enumerate((anna, ben))]
    before = len(carol.page.doc.get_update())
    await carol.until(lambda: len(carol.page.doc.get_update()) > before)
    await asyncio.sleep(_dice.uniform(0.05, 0.5))
    server.kill()
    await asyncio.gather(*(person.gone() for person in people))
    await asyncio.gather(*writing)
    seen, acknowledged = carol.page.doc.get_update(), {p.page.doc.client_id: p.saved_clock for p in (anna, ben)}
    server.start()
    fresh = Attendee(carol.badge, 9_000 + number)
    await fresh.connect()
    await fresh.until(lambda: bool(fresh.page.plain()["events"]))
    held, state = canonical(fresh.page.doc), fresh.page.doc.get_state()
    both = new_doc()
    both.apply_update(fresh.page.doc.get_update())
    both.apply_update(seen)
    assert canonical(both) == held, "something that Carol had been shown is gone"
    for client, clock in acknowledged.items():
        assert clock_of(state, client) >= clock, "something that was acknowledged is gone"
    await fresh.leave()


async def test_twenty_kills_lose_nothing_that_anyone_had_seen(server: Server) -> None:
    """J04: after SIGKILL in mid-stream every edit that another participant had received is there, every
    acknowledged one too, and once all are back they and the server hold the same."""
    links = server.where["seats"]
    people = [Attendee(join(link), 1_000 + n) for n, link in enumerate(links[:3])]
    for number in range(KILLS):
        for person in people:
            await person.connect()
            await person.settled()
        await round_of(server, people, number)
    for person in people:
        await person.connect()
        await person.settled()
    await people[2].until(lambda: canonical(people[2].page.doc) == canonical(people[0].page.doc))
    await people[1].until(lambda: canonical(people[1].page.doc) == canonical(people[0].page.doc))
    for person in people:
        await person.leave()
    server.kill()
    server.start()
    fresh = Attendee(people[0].badge, 9_999)
    await fresh.connect()
    await fresh.until(lambda: canonical(fresh.page.doc) == canonical(people[0].page.doc))
    await fresh.leave()
