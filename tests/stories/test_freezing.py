"""Twelve people type while the chair freezes: what each was told is what the version holds. H02."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.attending import Server, join
from tests.stories.freezing import entered, freeze, hold, read

WRITERS = 12


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Server]:
    """The demo with a link for each of them."""
    running = Server(tmp_path / "data", seats=WRITERS, options=("--unlimited",))
    running.start()
    yield running
    running.stop()


async def test_h02_each_edit_of_twelve_writers_is_wholly_in_or_wholly_out_and_they_know_which(crowded: Server) -> None:
    """H02: nobody stops for the freeze; the twelve learn it by their sockets."""
    chair = join(crowded.where["chair"])
    writers = await entered(crowded.where["seats"])
    typing = [asyncio.create_task(writer.write()) for writer in writers]
    await asyncio.sleep(0.5)
    fingerprint = await asyncio.to_thread(hold, chair)
    address = await asyncio.to_thread(freeze, chair, fingerprint, crowded.where["chair_password"])
    for writer, task in zip(writers, typing, strict=True):
        assert await writer.person.gone() == 4409
        await task
        assert writer.person.page.told("frozen")[0]["version"] == 1
    version = await asyncio.to_thread(read, chair, address)
    said, told = (set(re.findall(rf"{word} (\d+\.\d+);", version)) for word in ("Said", "Told"))
    assert said == told, "an entry is in it with all its words or not at all"
    assert said == set().union(*(writer.saved for writer in writers))
    late = [word for writer in writers for word in writer.added.values() if word not in said]
    assert said and late, "some were in time and some were not, else nothing was raced"
    assert all(writer.saved for writer in writers)
