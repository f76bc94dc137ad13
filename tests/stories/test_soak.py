"""A slice of the long meeting on every change; the whole of it is `python3 -m tests soak`."""

from pathlib import Path

from tests.soak import soak


async def test_twelve_people_who_type_at_once_end_with_one_document(tmp_path: Path) -> None:
    """A20"""
    soaked = await soak(tmp_path / "data", seconds=10, seed=7, entries=100)
    assert soaked.digests == 1
    assert soaked.astray == 0, "nothing that was added is missing, and nothing is doubled"
    assert soaked.same_after_restart
    assert soaked.edits > 100
