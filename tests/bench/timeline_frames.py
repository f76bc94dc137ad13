"""Frames a second while somebody moves through a timeline of 600 events, in Chromium, on the real meeting page.

`python3 -m tests bench timeline` calls `rows` and shows them among its figures; alone:

    python3 -m tests.bench.timeline_frames            a table, and the exit status 1 where a row is not reached

A busy machine gives few frames, however little work each is: beside them stands the processor time of a frame's work,
in milliseconds of the page's own thread, of which a frame at the goal has 20.

Wheel events are sent to the chart, one for each frame that the browser asks for, as fingers on a pad do: sideways to
pan, with Ctrl to zoom from the whole life to a month and back. Counted are the frames between the first and the last of
them; one that took more than 40 ms is `late`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import CDPSession, Page, ViewportSize, async_playwright

from tests.browser.chromium import ARGUMENTS, find
from tests.browser.demo import Demo

EVENTS: Final = 600
LAPTOP: Final = ViewportSize(width=1440, height=900)
GOAL: Final = 50
"""Frames a second."""
LATE: Final = 40
"""Milliseconds of a frame that is felt."""
FRAMES: Final = 150
"""Frames of each movement."""

_MOVES: Final = """async ([what, frames]) => {
  const chart = document.querySelector('gwead-timeline .chart-holder')
  const box = chart.getBoundingClientRect()
  const at = { clientX: box.left + box.width * 0.6, clientY: box.top + 200, bubbles: true, cancelable: true }
  const turns = {
    pan: i => ({ deltaX: i < frames / 2 ? 24 : -24 }),
    zoom: i => ({ ctrlKey: true, deltaY: i < frames / 2 ? -9 : 9 }),
  }
  const times = []
  let last = await new Promise(requestAnimationFrame)
  for (let i = 0; i < frames; i++) {
    chart.dispatchEvent(new WheelEvent('wheel', { ...at, ...turns[what](i) }))
    const now = await new Promise(requestAnimationFrame)
    times.push(now - last)
    last = now
  }
  return times
}"""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement: milliseconds of each frame, and of the page's thread for the work of one."""

    times: list[float]
    work: float

    @property
    def a_second(self) -> float:
        """Frames a second."""
        return 1000 * len(self.times) / sum(self.times)


def rows(entries: int = EVENTS) -> list[tuple[str, str, str, bool]]:
    """What is asked, how much of it, what was measured, whether it is reached: a row for each movement."""
    told = []
    for what, moved in measured(entries).items():
        late = sum(1 for each in moved.times if each > LATE)
        ours = f"{moved.a_second:.0f} ({late} late, {moved.work:.1f} ms work)"
        told.append((f"frames a second, {what}", f">= {GOAL}", ours, moved.a_second >= GOAL))
    return told


def measured(entries: int = EVENTS) -> Mapping[str, Movement]:
    """Each movement by its name."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--cases", "1", "--entries", str(entries), "--unlimited")
        demo = Demo(Path(folder) / "demo", seats=1, arguments=arguments)
        try:
            return asyncio.run(from_seat(demo.cases[0]["seats"][0]))
        finally:
            demo.stop()


async def from_seat(link: str) -> Mapping[str, Movement]:
    """Joins by a personal link and moves."""
    path = find()
    if path is None:
        raise SystemExit("no Chromium: run  python3 -m tests  once, or set CHROMIUM")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = await browser.new_page(viewport=LAPTOP)
        await page.goto(link)
        await page.locator(".dock button.main").click()
        await page.wait_for_url("**/room")
        await page.locator(".chart-holder [data-collection=events]").first.wait_for()
        meter = await page.context.new_cdp_session(page)
        await meter.send("Performance.enable", {"timeDomain": "threadTicks"})
        moved = {}
        await page.locator(".bands button", has_text="8–11").click()
        moved["pan, four years"] = await _moved(page, meter, "pan")
        await page.locator(".bands button", has_text="All").click()
        for _ in range(2):
            await page.locator(".zooms button").nth(3).click()
        moved["pan, a quarter of a life"] = await _moved(page, meter, "pan")
        await page.locator(".bands button", has_text="All").click()
        moved["zoom, a life to a month and back"] = await _moved(page, meter, "zoom")
        await browser.close()
    return moved


async def _moved(page: Page, meter: CDPSession, what: str) -> Movement:
    before = await _worked(meter)
    times: list[float] = await page.evaluate(_MOVES, [what, FRAMES])
    return Movement(times, (await _worked(meter) - before) / FRAMES)


async def _worked(meter: CDPSession) -> float:
    """Milliseconds that the page's thread has worked."""
    metrics = (await meter.send("Performance.getMetrics"))["metrics"]
    return 1000 * float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


if __name__ == "__main__":
    found = rows()
    for what, goal, ours, reached in found:
        print(f"{what:<56} {goal:<10} {ours:<34} {'reached' if reached else 'NOT REACHED'}")
    sys.exit(0 if all(row[3] for row in found) else 1)
