"""Fixtures of all tests that use a browser or a running demo."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser import chromium
from tests.browser.demo import Demo
from tests.browser.watched import faults, watch

expect.set_options(timeout=30_000)
"""ms that a test waits for what takes milliseconds on a quiet machine."""
LAPTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
TABLET: Final[dict[str, Any]] = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


WIDE: Final = pytest.mark.wide
"""One more language or width of a test that runs in two of them every time: `pytest.param(..., marks=WIDE)`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests with a browser, for the browser lives on it."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the run; each page opened in it is a person with a browser of their own."""
    path = os.environ.get("CHROMIUM") or chromium.find()
    assert path, "no Chromium: run the tests with  python3 -m tests  or set CHROMIUM"
    # what debugging tells of is the server's loop, which is in another process; here it is only slow
    asyncio.get_running_loop().set_debug(False)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def opens(browser: Browser) -> AsyncIterator["Opens"]:
    """Opens pages, each for one more person: `page = await opens(address, **context_options)`."""
    doors = Opens(browser)
    yield doors
    await doors.close()
    assert doors.complaints() == []


class Opens:
    """The pages of one test. When it ends, none may have anything to complain of but what was allowed."""

    def __init__(self, browser: Browser) -> None:
        self.pages: list[Page] = []
        self._browser = browser
        self._allowed: list[str] = []

    async def __call__(self, address: str, **options: Any) -> Page:
        """A page in a browser context of its own: a laptop's unless told `**PHONE`, say."""
        context = await self._browser.new_context(**{**LAPTOP, "locale": "en-GB", **options})
        watch(context)
        page = await context.new_page()
        self.pages.append(page)
        await page.goto(address)
        return page

    def allow(self, *patterns: str) -> None:
        """What this test itself provokes, as patterns; watched.OFFLINE for a lost connection."""
        self._allowed.extend(patterns)

    def complaints(self) -> list[str]:
        """What all pages complained of so far."""
        return [fault for page in self.pages for fault in faults(page, self._allowed)]

    async def close(self) -> None:
        """Everybody leaves."""
        for page in self.pages:
            await page.context.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo meeting of its own for one test: three personal links, already admitted."""
    running = Demo(tmp_path / "demo")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def standing_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo meeting shared by the tests of one file, for those that only look."""
    running = Demo(tmp_path_factory.mktemp("standing") / "demo")
    yield running
    running.stop()
