"""The family on any day of the child's life: by age, by event, by home; on every screen that follows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import Table, sit
from tests.browser.watched import axe, screenshot

WALL = {"viewport": {"width": 1920, "height": 1080}}
SPOTS = """() => Object.fromEntries([...document.querySelectorAll('gwead-genogram [data-collection="people"]')].map(
  each => { const target = each.querySelector('.d-target'); return [each.dataset.id,
    [target.x.baseVal.value + target.width.baseVal.value / 2,
     target.y.baseVal.value + target.height.baseVal.value / 2]] }))"""
"""Where the middle of everybody's symbol is, in units of the drawing."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("ages") / "demo", seats=8)
    yield Table(running)
    running.stop()


async def at_the_family(opens: Opens, link: str, *, folded: bool = False, **options: Any) -> Page:
    page = await sit(opens, link, **options)
    await page.evaluate("document.querySelector('gwead-room').room.see({ view: 'family', on: '' })")
    if folded:
        await expect(page.locator(".age-folded summary")).to_have_text("Today: Iest is 15")
        await page.locator(".age-folded summary").tap()
    await expect(page.locator("#age-range")).to_be_visible()
    return page


async def looked_at(page: Page) -> str:
    on: str = await page.evaluate("document.querySelector('gwead-room').room.look.on")
    return on


async def test_the_slider_goes_by_age_and_by_event_with_the_keyboard_alone(table: Table, opens: Opens) -> None:
    gwen = await at_the_family(opens, table.seat())
    slider = gwen.locator("#age-range")
    await slider.focus()
    for _ in range(9):
        await gwen.keyboard.press("ArrowLeft")
    await expect(slider).to_have_attribute("aria-valuetext", "When Iest was 7, 14 February 2018")
    assert await looked_at(gwen) == "2018-02-14"
    await gwen.keyboard.press("PageUp")
    assert "2018-02-14" < await looked_at(gwen) < "2018-12-31", "the next event"
    await gwen.keyboard.press("Home")
    await expect(gwen.locator("#age-title")).to_have_text("When Iest was born")
    await gwen.keyboard.press("End")
    assert await looked_at(gwen) == ""
    await expect(gwen.locator("#age-title")).to_have_text("Today: Iest is 15")


async def test_moving_it_moves_nobody(table: Table, opens: Opens) -> None:
    gwen = await at_the_family(opens, table.seat())
    before = await gwen.evaluate(SPOTS)
    await gwen.locator(".age-buttons button", has_text="Younger").click()
    await expect(gwen.locator("#age-title")).not_to_have_text("Today: Iest is 15")
    for _ in range(9):
        await gwen.keyboard.press("Enter")
    await expect(gwen.locator("#age-title")).to_have_text("When Iest was 6")
    after = await gwen.evaluate(SPOTS)
    moved = {
        k for k in before.keys() & after.keys() if max(abs(a - b) for a, b in zip(before[k], after[k], strict=True)) > 1
    }
    assert len(before.keys() & after.keys()) >= 10
    assert moved == set()


async def test_what_stood_then_is_told_beside_it(table: Table, opens: Opens) -> None:
    gwen = await at_the_family(opens, table.seat())
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ on: '2021-02-14', chosen: null })")
    panel = gwen.locator("aside.panel")
    await expect(panel.locator("h2")).to_have_text("When Iest was 10")
    await expect(panel).to_contain_text("Proberts, Llanfair-y-Dre")
    await expect(panel).to_contain_text("Janet Probert")
    assert await axe(gwen) == []
    await screenshot(gwen, "family-at-10")
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ view: 'timeline', band: 'all' })")
    await expect(gwen.locator("gwead-timeline .d-cursor")).to_have_count(1)


async def test_an_event_leads_to_the_family_as_it_stood_then(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ view: 'timeline', band: '5-7' })")
    key: str = await gwen.evaluate(
        "Object.entries(document.querySelector('gwead-room').plain().events).find(([, e]) => e.ref === '029')[0]"
    )
    await gwen.evaluate("key => document.querySelector('gwead-room').room.choose('events', key)", key)
    await gwen.locator(".actions button", has_text="The family then").click()
    await expect(gwen.locator("#age-title")).to_have_text("When Iest was 6")
    assert await looked_at(gwen) == "2017-05-13", "two days before the row above"


async def test_a_home_leads_to_the_first_birthday_in_it(table: Table, opens: Opens) -> None:
    gwen = await at_the_family(opens, table.seat(), language="cy")
    await gwen.locator(".age-row button[title^='Proberts']").click()
    assert await looked_at(gwen) == "2019-02-14"
    await expect(gwen.locator(".age-row button[title^='Proberts']")).to_have_attribute("aria-pressed", "true")
    await expect(gwen.locator("#age-title")).to_have_text("Pan oedd Iest yn 8 oed")
    assert await axe(gwen) == []


async def test_on_a_phone_nothing_needs_dragging(table: Table, opens: Opens) -> None:
    gwen = await at_the_family(opens, table.seat(), folded=True, **PHONE)
    await gwen.locator(".age-buttons button", has_text="Younger").tap()
    await gwen.locator(".age-buttons button", has_text="Younger").tap()
    await expect(gwen.locator("#age-title")).to_have_text("When Iest was 14")
    assert await gwen.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    assert await axe(gwen) == []
    await screenshot(gwen, "family-at-14-phone")


async def test_the_wall_shows_the_day_that_the_chair_shows_and_no_birthday(table: Table, opens: Opens) -> None:
    """I09, D10: a birthday that is looked at does not say the day of birth on the wall."""
    heard: list[str] = []
    chair = await at_the_family(opens, table.demo.chair)
    wall = await opens(table.demo.screen, **WALL)
    wall.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    await wall.locator("main button.main").click()
    await wall.wait_for_url("**/screen")
    await chair.evaluate("document.querySelector('gwead-room').room.see({ on: '2017-02-14' })")
    await chair.locator(".livetop button", has_text="Big screen").click()
    await expect(wall.locator("h1")).to_have_text("When Iest was 6")
    await screenshot(wall, "wall-family-at-6")
    assert heard and not any("-02-14" in frame for frame in heard)
    assert date(2017, 2, 28).isoformat() in "".join(heard)
