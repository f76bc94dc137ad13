"""A chronology comes in by its page, in a real browser: pasted, settled by keys, added while the meeting is live, and
taken back by one undo."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import LAPTOP, PHONE, WIDE, Opens
from tests.browser.seats import Table, plain, sit, until
from tests.browser.watched import axe, screenshot

MARKUP = (
    "<html><body><table><tr><th>Date</th><th>Event</th><th>Agency</th></tr>"
    "<tr><td rowspan=2>04/05/2020</td><td>Started guitar lessons</td><td>School</td></tr>"
    "<tr><td>Played in assembly</td><td>School</td></tr>"
    "<tr><td>31/11/2021</td><td>Neighbour rang about a lost bike</td><td>Police</td></tr>"
    "<tr><td>when the leaves fell</td><td>Moved to a new room</td><td>Housing</td></tr>"
    "<tr><td>14/02/2090</td><td>A day that has not come</td><td>Housing</td></tr></table></body></html>"
)
WORDS = "Date\tEvent\tAgency\n04/05/2020\tStarted guitar lessons\tSchool\n"
TITLES = {"Started guitar lessons", "Played in assembly", "Neighbour rang about a lost bike", "Moved to a new room"}
PASTE = """([markup, words]) => {
  const field = document.getElementById('words')
  field.focus()
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/html', markup)
  clipboardData.setData('text/plain', words)
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  document.execCommand('insertText', false, words)
}"""


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def standing(page: Page) -> set[str]:
    """The titles of what was brought in, on somebody's page."""
    events = (await plain(page))["events"].values()
    return {e["title"] for e in events if not e["removed_at"]} & {*TITLES, "A day that has not come"}


@pytest.mark.parametrize(
    ("language", "width"), [("en", LAPTOP), pytest.param("cy", PHONE, marks=WIDE)], ids=["en-1440", "cy-390"]
)
async def test_a_chronology_is_pasted_settled_by_keys_added_for_everybody_and_taken_back(
    demo: Demo, opens: Opens, language: str, width: dict[str, Any]
) -> None:
    """G02, G03, J1: and WCAG on the page before, during and after."""
    priya = await sit(opens, Table(demo).seat())
    chair = await opens(demo.chair, **{**width, "locale": f"{language}-GB"})
    await chair.locator("form#join .dock button").click()
    await chair.wait_for_url("**/room")
    await chair.goto(f"{demo.url}/cases/{demo.case}")
    await chair.locator(f"a[href='/cases/{demo.case}/import']").click()
    await screenshot(chair, f"import-{language}", full_page=True)
    assert await axe(chair) == [] and await fits(chair)

    await chair.evaluate(PASTE, [MARKUP, WORDS])
    await expect(chair.locator("#pasted")).not_to_be_empty()
    await chair.locator("form[enctype] button.main").click()
    await expect(chair.locator("#rows > li")).to_have_count(5)
    await expect(chair.locator("#rows > li.doubtful")).to_have_count(3)
    await screenshot(chair, f"import-rows-{language}", full_page=True)
    assert await axe(chair) == [] and await fits(chair)
    assert await standing(priya) == set()
    for part in (".what", ".acts"):  # words stand beside one another, not one letter a line
        box = await chair.locator(f"#row-4 {part}").bounding_box()
        assert box is not None and box["width"] > 200

    await chair.locator("[data-settles]").focus()
    await chair.keyboard.press("Enter")
    await expect(chair.locator("#row-4 button").first).to_be_focused()
    await chair.keyboard.press("y")
    await expect(chair.locator("#row-4")).to_have_class("right")
    await expect(chair.locator("#row-5 button").first).to_be_focused()
    await chair.keyboard.press("n")
    await expect(chair.locator("#row-6 button").first).to_be_focused()
    await chair.keyboard.press("x")
    await expect(chair.locator("#row-6")).to_have_class("out")
    await expect(chair.locator("#row-5 button").first).to_be_focused()
    await chair.keyboard.press("c")
    await expect(chair.locator("#when-5")).to_be_focused()
    await chair.keyboard.type("autumn 2021")
    await chair.keyboard.press("Enter")
    await expect(chair.locator("#row-5")).to_have_class("good")
    await expect(chair.locator("#row-5 :is(button, summary)").first).to_be_focused()
    await expect(chair.locator("#count-doubtful")).to_have_text("0")
    assert await axe(chair) == []

    await chair.locator("#add").focus()
    await chair.keyboard.press("Enter")
    await chair.wait_for_url("**added=4")

    async def all_there() -> bool:
        return await standing(priya) == TITLES

    await until(all_there, "the rows on Priya's page")
    events = {e["title"]: e for e in (await plain(priya))["events"].values()}
    assert events["Played in assembly"]["when"]["start"] == ["2020-05-04", "2020-05-04"]
    assert events["Moved to a new room"]["when"]["text"] == "when the leaves fell"

    await screenshot(chair, f"import-added-{language}", full_page=True)
    assert await axe(chair) == [] and await fits(chair)
    await chair.locator("form[action$=undone] button").first.click()
    await chair.wait_for_url("**undone")

    async def none_there() -> bool:
        return await standing(priya) == set()

    await until(none_there, "the import taken back on Priya's page")
