"""Frames a second while somebody moves through a timeline of 600 events, in Chromium, on the real meeting page.

`python3 -m tests bench timeline` calls `rows` and shows them among its figures; alone:

    python3 -m tests.bench.timeline_frames            a table, and the exit status 1 where a row is not reached

Wheel events are sent to the chart, one for each frame that the browser asks for, as fingers on a pad do: sideways to
pan, with Ctrl to zoom from the whole life to a month and back. Counted are the frames between the first and the last of
them; one that took more than 40 ms is `late`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from playwright.async_api import ViewportSize, async_playwright

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


def rows(entries: int = EVENTS) -> list[tuple[str, str, str, bool]]:
    """What is asked, how much of it, what was measured, whether it is reached: a row for each movement."""
    told = []
    for what, times in measured(entries).items():
        a_second = 1000 * len(times) / sum(times)
        late = sum(1 for each in times if each > LATE)
        told.append((f"{entries} events, {what}: frames a second", f"{GOAL} or more",
                     f"{a_second:.0f}, {late} of {len(times)} late", a_second >= GOAL))  # fmt: skip
    return told


def measured(entries: int = EVENTS) -> Mapping[str, list[float]]:
    """Milliseconds of every frame, for each movement."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("--cases", "1", "--entries", str(entries), "--unlimited")
        demo = Demo(Path(folder) / "demo", seats=1, arguments=arguments)
        try:
            return asyncio.run(_measured(demo.cases[0]["seats"][0]))
        finally:
            demo.stop()


async def _measured(link: str) -> Mapping[str, list[float]]:
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
        times: dict[str, Any] = {}
        for band, name in (("8–11", "pan through four years"), ("All", "pan through a quarter of a life")):
            await page.locator(".bands button", has_text=band).click()
            if band == "All":
                for _ in range(2):
                    await page.locator(".zooms button").nth(3).click()
            times[name] = await page.evaluate(_MOVES, ["pan", FRAMES])
        await page.locator(".bands button", has_text="All").click()
        times["zoom from a life to a month and back"] = await page.evaluate(_MOVES, ["zoom", FRAMES])
        await browser.close()
    return times


if __name__ == "__main__":
    found = rows()
    for what, goal, ours, reached in found:
        print(f"{what:<64} {goal:<12} {ours:<26} {'reached' if reached else 'NOT REACHED'}")
    sys.exit(0 if all(row[3] for row in found) else 1)
