"""The whole of a first meeting, in five real browsers: from the first word to the version, and on from it."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import (
    Line,
    Plain,
    add_event,
    light,
    on_the_server,
    plain,
    record,
    settled,
    sit,
    take_seat,
    until,
)
from tests.browser.watched import OFFLINE, screenshot

CUT_S = 20.0
"""Seconds that one participant's line is down, while they go on typing."""


@pytest.fixture
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A meeting of its own."""
    running = Demo(tmp_path_factory.mktemp("story") / "demo", seats=3)
    yield running
    running.stop()


async def gwen_types_without_a_line(gwen: Page, line: Line) -> None:
    """Gwen loses her line for 20 seconds and does not stop typing."""
    await add_event(gwen, "Gwen, before the line was lost", when="May 2014", lane="school")
    await settled(gwen)
    await line.lose()
    for n in range(1, 6):
        await add_event(gwen, f"Gwen, without a line, {n}", when=f"20{10 + n + 1}", lane="school")
        await asyncio.sleep(CUT_S / 5)
    assert "Not connected" in await light(gwen).inner_text()
    assert "5 changes are waiting" in await light(gwen).inner_text()
    await line.mend()


async def priya_adds_from_her_phone(priya: Page) -> None:
    for n in range(1, 4):
        await priya.locator(".livedock .big").click()
        await priya.locator("dialog #add-title").fill(f"Priya, from the bus, {n}")
        await priya.locator("dialog #add-when").fill("summer 2019")
        await priya.locator("dialog #add-lane").select_option("health")
        await priya.locator("dialog .composer > button").click()
        await expect(priya.locator("dialog")).to_have_count(0)


async def sian_writes_in_welsh(sian: Page) -> None:
    await add_event(sian, "Symudodd at ei fam-gu yng Nghwm Derwen", when="haf 2017", lane="moves")
    key, _ = await record(sian, "events", title="Symudodd at ei fam-gu yng Nghwm Derwen")
    await sian.locator(".shapes button").last.click()
    row = sian.locator(f'.lifelist [data-event="{key}"]')
    await row.locator(".row-actions button").first.click()
    await sian.locator("#f-quote").wait_for(state="attached")
    await sian.locator(".record-form summary").nth(1).click()
    await sian.locator("#f-quote").press_sequentially("Ro'n i'n gallu cysgu yno. ŵŷ 🙂")


async def the_coordinator_takes_one_out(coordinator: Page) -> None:
    await coordinator.locator(".shapes button", has_text="List").click()
    row = coordinator.locator(".lifelist .entry", has_text="Called by neighbour")
    await row.get_by_role("button", name="Remove").click()
    await expect(coordinator.locator(".notice")).to_contain_text("can be brought back")
    row = coordinator.locator(".lifelist .entry", has_text="Full care order")
    await row.get_by_role("button", name="Edit").click()
    await coordinator.locator("#f-detail").press_sequentially("Made by the family court at Arfryn.")


async def the_chair_builds_the_family(chair: Page) -> None:
    await chair.keyboard.press("g")
    await chair.locator('.canvas [data-collection="people"][aria-label^="Bethan"]').click()
    await chair.locator(".addbar .relation-partner").click()
    await chair.locator(".addbar .relative-words").fill("Owain Rhys, born 1990")
    await chair.locator(".addbar .relative-words").press("Enter")
    await expect(chair.locator("#panel-title")).to_have_text("Owain Rhys")
    await chair.locator(".addbar .relation-child").click()
    await chair.locator(".addbar .relative-words").fill("Nel Rhys")
    await chair.locator(".addbar .relative-words").press("Enter")
    await expect(chair.locator("#panel-title")).to_have_text("Nel Rhys")
    await chair.keyboard.press("Escape")


async def equal_everywhere(demo: Demo, pages: list[Page]) -> Plain:
    """What all pages and the server hold, which must be the same."""

    async def same() -> list[Plain] | None:
        held = [await plain(page) for page in pages]
        return held if all(each == held[0] for each in held) else None

    held: list[Plain] = await until(same, "all pages hold the same")
    assert await asyncio.to_thread(on_the_server, demo) == held[0]
    return held[0]


def standing(held: Plain) -> Plain:
    """Without what is flagged removed: what a version holds."""
    return {
        name: {key: values for key, values in records.items() if name == "story" or not values["removed_at"]}
        for name, records in held.items()
    }


async def test_five_people_meet_lose_a_line_freeze_and_go_on(meeting: Demo, opens: Opens) -> None:
    opens.allow(OFFLINE, "Failed to load resource")
    chair = await sit(opens, meeting.chair)
    coordinator = await sit(opens, meeting.coordinator)
    line = Line()
    gwen = await opens("about:blank")
    await line.lay(gwen)
    await gwen.goto(meeting.seats[0])
    await take_seat(gwen)
    priya = await sit(opens, meeting.seats[1], **PHONE)
    sian = await sit(opens, meeting.seats[2], language="cy", locale="cy-GB")
    everybody = [chair, coordinator, gwen, priya, sian]

    # all at once
    await asyncio.gather(
        the_chair_builds_the_family(chair),
        the_coordinator_takes_one_out(coordinator),
        gwen_types_without_a_line(gwen, line),
        priya_adds_from_her_phone(priya),
        sian_writes_in_welsh(sian),
    )
    await settled(*everybody)
    for n in range(1, 6):
        await record(priya, "events", title=f"Gwen, without a line, {n}")

    async def dated() -> bool:
        events = (await plain(chair))["events"].values()
        return all(e["when"]["start"] for e in events if e["title"].startswith(("Gwen,", "Priya,")))

    await until(dated, "every date that was typed is read, also those typed without a line")
    held = await equal_everywhere(meeting, everybody)
    titles = [event["title"] for event in standing(held)["events"].values()]
    assert len([t for t in titles if t.startswith("Gwen, without a line")]) == 5
    assert len([t for t in titles if t.startswith("Priya, from the bus")]) == 3
    assert not any(t.startswith("Called by neighbour") for t in titles)
    quotes = [event["quote"] for event in held["events"].values()]
    assert "Ro'n i'n gallu cysgu yno. ŵŷ 🙂" in quotes
    assert {"Owain Rhys", "Nel Rhys"} <= {person["name"] for person in held["people"].values()}
    assert next(e for e in held["events"].values() if e["title"].startswith("Symudodd"))["language"] == "cy"
    for page, name in zip(everybody, ("chair", "coordinator", "gwen", "priya", "sian"), strict=True):
        await screenshot(page, f"story-together-{name}")

    # the chair reads back: the others' words wait in their pages
    await chair.keyboard.press("Escape")
    await sian.locator("#add-title").fill("Gair olaf cyn y rhewi")
    await chair.locator(".places button", has_text="Read back and freeze").click()
    await chair.locator(".freeze-asked .main").click()
    await chair.wait_for_url("**/hold")
    await expect(gwen.locator("#add-blocked")).to_contain_text("reading back")
    assert await gwen.locator("#add-title").get_attribute("readonly") is not None
    await chair.locator("#password").fill(meeting.chair_password)
    await screenshot(chair, "story-freeze")
    await chair.locator("#freeze button").click()
    await chair.wait_for_url("**/versions/1*")

    # every screen turns read-only, and says where the version is
    for page in (coordinator, gwen, priya, sian):
        await expect(page.locator(".ended")).to_be_visible(timeout=60_000)
        await expect(page.locator(".ended a").first).to_have_attribute("href", re.compile("/versions/1$"))
        await expect(page.locator("#add-title")).to_have_count(0)
        await expect(light(page)).to_have_attribute("data-light", "over")
        assert standing(await plain(page)) == standing(held)
    await expect(gwen.locator(".ended")).to_contain_text("This is now version 1")
    await expect(sian.locator(".ended")).to_contain_text("Fersiwn 1")
    await expect(sian.locator(".words-to-copy textarea")).to_have_value(re.compile("Gair olaf cyn y rhewi"))
    await screenshot(gwen, "story-frozen")

    # the next working copy starts from the version
    await chair.goto(f"{meeting.url}/cases/{meeting.case}")
    await chair.locator('form[action$="/workingcopies"] button').first.click()
    await chair.goto(f"{meeting.url}/cases/{meeting.case}/room")
    await expect(light(chair)).to_have_attribute("data-light", "saved", timeout=60_000)
    assert await plain(chair) == standing(held)
