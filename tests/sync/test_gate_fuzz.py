"""A slice of the fuzz run for every change: 20,000 mutated, made-up and random frames (HOSTILE A18)."""

import pytest

from tests.fuzz import Fuzz


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_thousand_hostile_frames_harm_nobody(seed: int) -> None:
    fuzz = Fuzz(seed)
    fuzz.run(10_000)
    assert sum(fuzz.counts.values()) == 10_000
    assert fuzz.counts["Accepted"] > 100
    assert len(fuzz.counts) > 50
