"""A slice of the long meeting on every change; the whole of it is `python3 -m tests soak`."""

from pathlib import Path

from playwright.async_api import Browser

from tests.longmeeting import meet
from tests.soak import soak


async def test_twelve_people_who_type_at_once_end_with_one_document(tmp_path: Path) -> None:
    """A20"""
    soaked = await soak(tmp_path / "data", seconds=10, seed=7, entries=100)
    assert soaked.digests == 1
    assert soaked.astray == 0, "nothing that was added is missing, and nothing is doubled"
    assert soaked.same_after_restart
    assert soaked.edits > 100


async def test_a_whole_meeting_in_thirty_seconds_loses_nothing_and_leaves_nobody_outside(
    browser: Browser, tmp_path: Path
) -> None:
    """Late comers, drops, a SIGKILL, the chair's laptop, a rest, the freeze (J9, J10, G02)."""
    met = await meet(tmp_path / "data", browser, seconds=30, seed=11)
    print(met)
    assert (met.lost, met.doubled, met.documents, met.waiting, met.versions) == (0, 0, 1, 0, 1)
    assert met.led >= 2, "to the coordinator and back"
    assert met.told_of_version == 4 and met.entries > 100 and met.drops > 0
