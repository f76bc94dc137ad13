"""The timeline in a meeting: moved through, sifted, asked, and told as a list, by keyboard alone and on a phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from server.languages import words
from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, TABLET, WIDE, Opens
from tests.browser.seats import Table, add_event, look_at, plain, record, sit, until
from tests.browser.watched import axe, screenshot


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """A meeting on the invented case, 74 events long."""
    running = Demo(tmp_path_factory.mktemp("timeline") / "demo", seats=8)
    yield Table(running)
    running.stop()


FOCUSED = "document.activeElement.dataset.id || ''"
SHOWN = "document.querySelector('gwead-timeline').window"


async def test_a_life_is_gone_through_by_keyboard_alone(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.locator(".bands button", has_text="8–11").focus()
    await gwen.keyboard.press("Enter")
    strip = gwen.get_by_role("slider", name="Part of the life that is shown")
    await strip.focus()
    before = await strip.get_attribute("aria-valuetext")
    await gwen.keyboard.press("ArrowRight")

    async def moved() -> bool:
        return bool(await strip.get_attribute("aria-valuetext") != before)

    await until(moved, "the window has moved along the life")
    await expect(gwen.locator(".days-shown")).to_contain_text(re.compile(r"\d{4} to "))
    await gwen.locator(".chart-holder [data-collection=events][tabindex='0']").focus()
    focused = await gwen.evaluate(FOCUSED)
    assert focused != ""
    lengths = []
    for _ in range(7):
        await gwen.keyboard.press("+")
        assert await gwen.evaluate(FOCUSED) == focused, "what has the focus stays in sight"
        first, last = await gwen.evaluate(SHOWN)
        lengths.append(last - first)
    assert lengths == sorted(lengths, reverse=True) and lengths[-1] == 28, "down to a month"
    await expect(gwen.locator(f'.chart-holder [data-id="{focused}"]').first).to_be_in_viewport()
    await gwen.keyboard.press("ArrowRight")
    beyond = await gwen.evaluate(FOCUSED)
    assert beyond not in ("", focused), "an arrow goes on beyond the month"
    events = (await plain(gwen))["events"]
    assert events[beyond]["lane"] == events[focused]["lane"]
    await expect(gwen.locator(f'.chart-holder [data-id="{beyond}"]').first).to_be_in_viewport()
    await gwen.keyboard.press("0")
    await gwen.keyboard.press("0")
    await expect(gwen.locator("h1")).to_have_text("Whole life")
    assert await gwen.evaluate(FOCUSED) != "", (
        "seen from far away it may be one with others: the nearest card has the focus"
    )
    await gwen.keyboard.press("Enter")
    await expect(gwen.locator("#panel-title")).to_be_focused()
    await gwen.keyboard.press("Escape")
    await gwen.keyboard.press("l")
    await expect(gwen.locator("#timeline-list h2").first).to_contain_text("Before birth")
    await gwen.locator("[data-row]").first.focus()
    await gwen.keyboard.press("ArrowDown")
    assert await gwen.locator("[data-row]").nth(1).evaluate("row => row === document.activeElement")


async def test_wheel_fingers_and_dragging_move_what_is_shown_and_the_strengths_stay_in_sight(
    table: Table, opens: Opens
) -> None:
    gwen = await sit(opens, table.seat())
    for band in ("0–4", "8–11", "12–14", "All"):
        await look_at(gwen, band)
        foot = await gwen.evaluate(
            "document.querySelector('.d-lane.lane-strengths').getBoundingClientRect().bottom"
            " - document.querySelector('.chart-holder').getBoundingClientRect().bottom"
        )
        assert foot <= 4, f"{band}: the strengths end {foot} px below the fold"
    await look_at(gwen, "8–11")
    first, last = await gwen.evaluate(SHOWN)
    box = await gwen.locator(".chart-holder").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + 60
    await gwen.mouse.move(x, y)
    await gwen.keyboard.down("Control")
    await gwen.mouse.wheel(0, -200)
    await gwen.keyboard.up("Control")

    async def nearer() -> bool:
        now = await gwen.evaluate(SHOWN)
        return bool(now[1] - now[0] < (last - first) * 0.9 and first < now[0] and now[1] < last)

    await until(nearer, "the wheel with Ctrl brings nearer what is under it")
    await expect(gwen.locator(".bands [aria-pressed=true]")).to_have_count(0)
    await expect(gwen.locator(".days-shown")).to_be_visible()
    near = await gwen.evaluate(SHOWN)
    await gwen.mouse.down()
    await gwen.mouse.move(x - 150, y, steps=4)
    await gwen.mouse.up()

    async def later() -> bool:
        now = await gwen.evaluate(SHOWN)
        return bool(now[0] > near[0] and now[1] - now[0] == near[1] - near[0])

    await until(later, "dragging moves it on")
    await expect(gwen.locator("#panel-title")).to_have_count(0)
    await gwen.locator(".zooms").get_by_role("button", name="Earlier").click()
    await gwen.locator(".zooms").get_by_role("button", name="Back to the age band").click()
    await expect(gwen.locator(".bands [aria-pressed=true]")).to_have_count(1)


async def test_what_is_looked_for_is_said_in_chips_and_what_is_open_is_never_hidden(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await look_at(gwen, "All")
    await add_event(gwen, "Paned o dê yn nhŷ Gŵyneth", when="July 2019", lane="strengths")
    key, _ = await record(gwen, "events", title="Paned o dê yn nhŷ Gŵyneth")
    await gwen.locator("#timeline-words").fill("GWYNETH te")
    await expect(gwen.locator(f'.chart-holder [data-id="{key}"]').first).to_be_visible()
    all_events = len([event for event in (await plain(gwen))["events"].values() if not event["removed_at"]])
    await expect(gwen.locator(".hidden-count")).to_contain_text(f"of {all_events} events shown")
    await gwen.locator("#timeline-words").fill("no such words")
    await expect(gwen.locator(".hidden-count")).to_contain_text("what is open stays in sight")
    await expect(gwen.locator(f'.chart-holder [data-id="{key}"]').first).to_be_visible()
    await gwen.locator(".chip[data-part=words]").press("Enter")
    await gwen.locator("[data-drawer=filter]").press("Enter")
    await gwen.locator("#filter-agency").select_option("Police")
    await gwen.locator("#filter-from").select_option("5")
    await expect(gwen.locator(".chip")).to_have_text(["Police", "Age 5 to 15"])
    drawn = await gwen.evaluate("[...document.querySelectorAll('.d-event')].map(each => each.dataset.id)")
    events = (await plain(gwen))["events"]
    assert {events[each]["agency"] for each in drawn if each != key} == {"Police"}
    assert await axe(gwen) == []
    await screenshot(gwen, "timeline-filtered")
    await gwen.keyboard.press("Escape")
    await expect(gwen.locator("[data-drawer=filter]")).to_be_focused()
    await gwen.locator(".chips .link").press("Enter")
    await expect(gwen.locator(".chip")).to_have_count(0)
    await gwen.locator("[data-drawer=lanes]").press("Enter")
    await gwen.locator("[data-lane-tick=police]").uncheck()
    await expect(gwen.locator(".d-lane.lane-police")).to_have_count(0)
    await expect(gwen.locator(".chip")).to_contain_text("Police and court hidden")
    await gwen.locator(".chips .link").press("Enter")
    more = gwen.locator(".d-more").first
    lane = await more.get_attribute("data-more")
    await more.click()
    row = gwen.locator("#timeline-list [data-row]:focus")
    await expect(row).to_have_count(1)
    assert await row.evaluate("row => row.closest('[data-lane]').dataset.lane") == lane
    await gwen.locator("#timeline-group").select_option("agency")
    await gwen.locator("#timeline-sort").select_option("added")
    await expect(gwen.locator("#timeline-list h2", has_text="Police").first).to_be_visible()
    told = await gwen.locator("#timeline-list h2").all_inner_texts()
    headings = [re.sub(r"\s*\d+ events?$", "", each) for each in told]
    assert "Police" in headings and headings == sorted(headings, key=str.casefold) != told
    await gwen.locator("#timeline-group").select_option("none")
    await expect(gwen.locator("#timeline-list h2")).to_have_count(1)
    await expect(gwen.locator("#timeline-list [data-event]").first).to_have_attribute("data-event", key)
    assert await axe(gwen) == []


async def test_a_silence_is_a_question_that_leads_there_and_to_adding(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    opener = gwen.locator("[data-drawer=gaps]")
    await opener.press("Enter")
    asked = gwen.locator(".drawer.gaps li", has_text="No record between").first
    said = await asked.locator(".said").inner_text()
    assert await axe(gwen) == []
    await asked.get_by_role("button", name="Go there").press("Enter")
    await expect(gwen.locator(".drawer.gaps")).to_have_count(0)
    await expect(gwen.locator("#view-title")).to_be_focused()
    year = re.findall(r"\d{4}", said)[0]
    await expect(gwen.locator(".days-shown")).to_contain_text(re.compile(rf"{year}|{int(year) - 1}"))
    await opener.press("Enter")
    await gwen.locator(".drawer.gaps li", has_text="No record between").first.get_by_role("button", name="Add").click()
    await expect(gwen.locator("#add-title")).to_be_focused()
    assert re.findall(r"\d{4}", said)[0] in await gwen.locator("#add-when").input_value()
    await gwen.locator("#add-title").fill("Learnt to swim with an uncle")
    await gwen.locator("#add-title").press("Enter")
    await record(gwen, "events", title="Learnt to swim with an uncle")


OVERLAPPING = """() => {
  const bars = ['.timeline-bar button', '.timeline-bar a', '.workbar button', '.strip-holder', '.livedock button']
  const boxes = [...document.querySelectorAll(bars.join(','))]
    .map(each => [each.textContent || each.getAttribute('aria-label'), each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0)
  const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  return boxes.flatMap(([one, a], i) =>
    boxes.slice(i + 1).filter(([, b]) => over(a, b)).map(([two]) => `${one} over ${two}`))
}"""
SIZES = [
    pytest.param(PHONE, "en", id="phone"),
    pytest.param(PHONE, "cy", id="phone-welsh", marks=WIDE),
    pytest.param(TABLET, "cy", id="tablet-welsh", marks=WIDE),
]


@pytest.mark.parametrize(("size", "language"), SIZES)
async def test_on_a_phone_everything_is_reached_and_nothing_overlaps(
    table: Table, opens: Opens, size: dict[str, Any], language: str
) -> None:
    priya = await sit(opens, table.seat(), language=language, **size)
    await priya.locator(".bands button", has_text="8–11").tap()
    assert await priya.evaluate(OVERLAPPING) == []
    assert await priya.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]
    await screenshot(priya, f"timeline-{size['viewport']['width']}-{language}")
    await priya.locator("[data-drawer=filter]").tap()
    await small_targets(priya)
    await priya.locator("#filter-agency").select_option("Police")
    await expect(priya.locator(".chip")).to_have_count(1)
    assert await axe(priya) == []
    assert await priya.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]
    await priya.locator(".chips .link").tap()
    await priya.locator("[data-drawer=filter]").tap()
    first = await priya.locator("[data-row], .d-event").count()
    await priya.get_by_role("button", name=words(language)("live.timeline.nearer")).tap()
    await expect(priya.locator(".days-shown")).to_be_visible()
    assert 0 < await priya.locator("[data-row], .d-event").count() <= first
    await priya.locator("[data-drawer=gaps]").tap()
    await priya.locator(".drawer.gaps .acts button").last.tap()
    await expect(priya.locator("#add-title")).to_be_visible()


async def small_targets(page: Page) -> None:
    """No button of the bar is too small for a finger (WCAG 2.5.8 asks for 24 px; the house for 40)."""
    heights = await page.locator(".timeline-bar button:visible").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 40, heights
