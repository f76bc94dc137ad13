"""The meeting that the tests of the pages are about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.people import Meeting, running


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[Meeting]:
    """Sam's case in an open meeting."""
    with running(tmp_path) as house:
        yield house
