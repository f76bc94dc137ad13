"""Days and instants that come in files."""

import pytest

from server.domain.instants import is_day, is_instant


@pytest.mark.parametrize("text", ["2026-03-12", "2024-02-29"])
def test_a_day_stands_in_the_calendar(text: str) -> None:
    assert is_day(text)


@pytest.mark.parametrize("text", ["", "2026-02-30", "20260312", "2026-W11-4", "0001-01-01", "2026-03-12T09:31:00Z"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert not is_day(text)


def test_an_instant_is_written_in_one_way() -> None:
    assert is_instant("2026-03-12T09:31:00Z")
    for text in ("", "2026-03-12", "2026-13-12T09:31:00Z", "2026-3-12T09:31:00Z", "2026-03-12T09:31:00+01:00"):
        assert not is_instant(text)
