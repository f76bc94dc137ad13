"""Pages under watch: what a page must never do, the audit of its accessibility, and pictures of it."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "static" / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OFFLINE = r"net::ERR_|WebSocket connection to"
"""What a browser writes to its console when a test takes the connection away."""

_faults: "WeakKeyDictionary[Page, list[str]]" = WeakKeyDictionary()


def watch(context: BrowserContext) -> None:
    """Keeps, for every page of a context, what it complains of and whom it asks besides its own server."""
    context.on("page", _watch_page)


def faults(page: Page, allowed: Iterable[str] = ()) -> list[str]:
    """What went wrong on a page so far: errors thrown or written to the console (what the content security
    policy blocked among them), and requests to anyone but its own server. `allowed` are patterns of what the
    test itself provokes.
    """
    patterns = [re.compile(pattern) for pattern in allowed]
    return [fault for fault in _faults.get(page, []) if not any(p.search(fault) for p in patterns)]


IN_SIGHT = """async failed => {
  window.stillTooSmall = []
  for (const node of failed.flatMap(rule => rule.nodes)) {
    const element = document.querySelector(node.target[0])
    element?.scrollIntoView({ block: 'center' })
    const rules = { type: 'rule', values: ['target-size'] }
    const again = await axe.run(element ?? 'html', { runOnly: rules, resultTypes: ['violations'], preload: false })
    window.stillTooSmall.push(...again.violations)
  }
}"""
"""A target that lies half under a row that stays at the foot of its panel is looked at again where it is in sight."""


async def axe(page: Page, within: str = "html") -> list[str]:
    """What axe finds wrong with a page by WCAG 2.2 AA, a line each: rule, element, and why."""
    said = _faults.get(page, [])
    before = len(said)
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = await page.evaluate(
        """async ([within, standards]) => (await axe.run(within, {
             runOnly: { type: 'tag', values: standards }, resultTypes: ['violations'], preload: false
           })).violations""",
        [within, list(STANDARDS)],
    )
    await page.evaluate(IN_SIGHT, [rule for rule in found if rule["id"] == "target-size"])
    found = [rule for rule in found if rule["id"] != "target-size"] + await page.evaluate("() => window.stillTooSmall")
    # axe tries styles of its own on the page, which the policy blocks: that is not the page's doing
    said[before:] = [fault for fault in said[before:] if "Applying inline style" not in fault]
    return [
        f"{rule['id']}: {node['html'][:160]} ({' '.join(node.get('failureSummary', '').split())[:300]})"
        for rule in found
        for node in rule["nodes"]
    ]


async def screenshot(page: Page, name: str, *, full_page: bool = False) -> None:
    """A picture `NAME.png` in the folder that GWEAD_SCREENSHOTS names; nothing when it names none."""
    if folder := os.environ.get("GWEAD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=full_page)


def _watch_page(page: Page) -> None:
    said = _faults.setdefault(page, [])

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            said.append(f"console: {message.text}")

    def request(asked: Request | WebSocket) -> None:
        address, own = urlsplit(asked.url), urlsplit(page.url).netloc
        goes_out = address.scheme in ("http", "https", "ws", "wss") and address.netloc != own
        if own and goes_out and not (isinstance(asked, Request) and asked.is_navigation_request()):
            said.append(f"foreign request: {asked.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", request)
    page.on("websocket", request)
