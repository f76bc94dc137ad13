"""People at the table: joining by a link, what their page holds, and the line that a test can take away."""

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens

SETTLED = re.compile("^(saved|other_reconnecting|others_reconnecting)$")
"""What the light says when everything of one's own is saved, whoever else may have lost their line."""
WITHIN_S = 60.0
"""How long a test waits for what takes milliseconds on a quiet machine, and a line that is found again some seconds."""

ROOM = "document.querySelector('gwead-room').room"
"""The room of a meeting page, for what a test asks of it."""
WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}
OLD_PHONE: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 640}}

Plain = dict[str, dict[str, dict[str, Any]]]


class Table:
    """A demo with many personal links, each used once: a link in use on one device waits on a second."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._links = iter(demo.seats)

    def seat(self) -> str:
        """A link that nobody has used yet."""
        link: str = next(self._links)
        return link


async def sit(opens: Opens, link: str, *, language: str = "en", **options: Any) -> Page:
    """Joins by a personal link, under the name it was made for, and waits until the meeting page stands."""
    page = await opens(link, **options)
    await take_seat(page, language)
    return page


async def take_seat(page: Page, language: str = "en") -> None:
    """From the page of a link to the meeting page."""
    if language == "cy":
        await page.locator("button[name=choose][value=cy]").click()
        await expect(page.locator("html")).to_have_attribute("lang", "cy")
    await page.locator(".dock button.main").click()
    await page.wait_for_url("**/room")
    await expect(light(page)).to_have_attribute("data-light", SETTLED, timeout=WITHIN_S * 1000)


def light(page: Page) -> Any:
    """The status light; its `data-light` names what it says, whatever the language."""
    return page.locator("p.light")


async def plain(page: Page) -> Plain:
    """What this page's document holds."""
    held: Plain = await page.evaluate("document.querySelector('gwead-room').plain()")
    return held


async def until(true: Callable[[], Awaitable[Any]], what: str, within: float = WITHIN_S) -> Any:
    """Waits until something is true and returns it; fails with `what` did not come true."""
    end = time.monotonic() + within
    while not (held := await true()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:g} s: {what}")
        await asyncio.sleep(0.05)
    return held


async def record(page: Page, collection: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    """The record with these values, as soon as the page has it: its id and its fields."""

    async def find() -> tuple[str, dict[str, Any]] | None:
        for key, values in (await plain(page))[collection].items():
            if all(values.get(name) == value for name, value in fields.items()):
                return key, values
        return None

    found: tuple[str, dict[str, Any]] = await until(find, f"{collection} with {fields}")
    return found


async def add_event(page: Page, title: str, when: str = "", lane: str = "home") -> None:
    """Adds an event in the three fields, as people do: by keyboard."""
    await page.locator("#add-when").fill(when)
    await page.locator("#add-lane").select_option(lane)
    await page.locator("#add-title").fill(title)
    await page.locator("#add-title").press("Enter")


async def look_at(page: Page, band: str) -> None:
    """Shows one band of ages in the chart. A notice that comes between aiming and pressing moves the button away
    under the pointer; then it is pressed again, as people do.
    """
    button = page.locator(".bands button", has_text=band)
    pressed = page.locator(".bands button[aria-pressed=true]", has_text=band)

    async def shown() -> bool:
        await button.click()
        with suppress(AssertionError):
            await expect(pressed).to_have_count(1, timeout=3_000)
        return await pressed.count() == 1

    await until(shown, f"the ages {band} shown")


async def settled(*pages: Page) -> None:
    """Waits until every page says that everything is saved."""
    for page in pages:
        await expect(light(page)).to_have_attribute("data-light", SETTLED, timeout=WITHIN_S * 1000)


def on_the_server(demo: Demo) -> Plain:
    """What the server's working copy holds, by its own command while it runs."""
    out = Path(demo.data).parent / "export.json"
    command = [sys.executable, "-m", "server", "case", "export", demo.case, "--out", str(out), "--data", str(demo.data)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    bundle = json.loads(out.read_text(encoding="utf-8"))
    content: Plain = bundle["content"]
    return content


async def settings(page: Page) -> dict[str, Any]:
    """What the meeting page was given of itself."""
    given: dict[str, Any] = await page.evaluate("JSON.parse(document.getElementById('room').textContent)")
    return given


async def show(page: Page) -> None:
    """The big screen shows what this page shows."""
    await page.locator(".livetop button", has_text="Big screen").click()


async def hang(opens: Opens, link: str) -> Page:
    """A device that is the big screen by its printed link."""
    wall = await opens(link, **WALL)
    await wall.locator("main button.main").click()
    await wall.wait_for_url("**/screen")
    return wall


class Line:
    """The line between one page and the server: everything passes until it is cut, nothing while it is."""

    def __init__(self) -> None:
        self.cut = False
        self._open: list[WebSocketRoute] = []

    async def lay(self, page: Page) -> None:
        """Puts the line under a page, before the page opens its socket."""
        await page.route_web_socket("**/sync/**", self._socket)
        await page.route("**/*", self._request)

    async def unlay(self, page: Page) -> None:
        """Requests go their own way again; the socket stays on the line."""
        await page.unroute("**/*", self._request)

    async def lose(self) -> None:
        """From now on nothing arrives at either end, and nobody is told."""
        self.cut = True

    async def mend(self) -> None:
        """Everything passes again; what was open is gone, as after a network that was lost."""
        self.cut = False
        for socket in self._open:
            await socket.close(code=3001)
        self._open.clear()

    def say(self, frame: bytes) -> None:
        """A frame to the page as if the server had sent it."""
        self._open[-1].send(frame)

    async def _socket(self, page_side: WebSocketRoute) -> None:
        if self.cut:
            await page_side.close(code=3001)
            return
        server_side = page_side.connect_to_server()
        self._open.append(page_side)
        page_side.on_message(lambda message: server_side.send(message) if self.from_page(message) else None)
        server_side.on_message(lambda message: page_side.send(message) if self.from_server(message) else None)

    def from_page(self, message: str | bytes) -> bool:
        """Whether a frame of the page goes through."""
        return not self.cut

    def from_server(self, message: str | bytes) -> bool:
        """Whether a frame of the server goes through."""
        return not self.cut

    async def _request(self, route: Route) -> None:
        if self.cut:
            await route.abort("internetdisconnected")
        else:
            await route.continue_()
