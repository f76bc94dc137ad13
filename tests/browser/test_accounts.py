"""Two tellings of one fact, in real browsers: they come about, stand side by side, and are settled with a reason."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import Line, Table, add_event, plain, record, settled, sit, take_seat, until
from tests.browser.watched import OFFLINE, axe, screenshot


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("accounts") / "demo", seats=5)
    yield Table(running)
    running.stop()


async def choose(page: Page, collection: str, key: str) -> None:
    await page.evaluate("([c, k]) => document.querySelector('gwead-room').room.choose(c, k)", [collection, key])


async def change_the_date(page: Page, words: str, said: str = "Read as") -> None:
    """By keyboard, in the panel; without a line the words are kept and read later."""
    row = page.locator(".when-row")
    await row.get_by_role("button", name="Edit: When").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#in-when")).to_be_focused()
    await page.locator("#in-when").fill(words)
    await expect(page.locator("#in-when-read")).to_contain_text(said)
    await page.keyboard.press("Enter")


async def told(page: Page, key: str) -> list[dict[str, Any]]:
    return list((await plain(page))["events"][key]["accounts"].values())


async def test_two_browsers_change_one_date_at_once_and_both_tellings_are_kept_until_one_settles_it(
    table: Table, opens: Opens
) -> None:
    opens.allow(*OFFLINE)
    anna = await sit(opens, table.seat())
    line = Line()
    link = table.seat()
    ben = await opens("about:blank")
    await line.lay(ben)
    await ben.goto(link)
    await take_seat(ben)
    await add_event(anna, "He moves to his nan's", when="2019")
    key, _ = await record(ben, "events", title="He moves to his nan's")
    await settled(anna, ben)
    for page in (anna, ben):
        await choose(page, "events", key)
    # neither hears the other: Ben's line is down while both change the date
    await line.lose()
    await change_the_date(ben, "May 2018", "Reading")
    await change_the_date(anna, "June 2019")
    await settled(anna)
    await line.mend()
    await settled(anna, ben)
    for page in (anna, ben):
        await until(partial(two_of, page, key), "two accounts on both pages")
    assert await told(anna, key) == await told(ben, key)
    assert {a["value"]["text"] for a in await told(anna, key)} == {"May 2018", "June 2019"}
    assert len({a["noted_by"] for a in await told(anna, key)}) == 2
    for page in (anna, ben):
        group = page.get_by_role("group", name="Told differently: When")
        await expect(group.locator("li")).to_have_count(2)
        await expect(group.locator("li.stands")).to_have_count(1)
        await expect(group).to_contain_text("May 2018")
        await expect(group).to_contain_text("June 2019")
        await expect(group).to_contain_text("noted by")
    await screenshot(anna, "accounts-two-dates")
    await ben.evaluate("document.querySelector('gwead-room').room.see({ shape: 'list' })")
    await expect(ben.locator(f".mid [data-event='{key}']")).to_contain_text("two tellings")
    assert await axe(anna) == []

    # settled by keyboard alone, with the reason; the other page shows it
    await anna.get_by_label("What would settle it").fill("The social worker's letter")
    await anna.keyboard.press("Enter")
    await expect(ben.get_by_label("What would settle it")).to_have_value("The social worker's letter")
    await anna.get_by_role("button", name="Settle this").focus()
    await anna.keyboard.press("Enter")
    await anna.get_by_role("radio", name="May 2018").focus()
    await anna.keyboard.press("Space")
    await anna.keyboard.press("Enter")
    await expect(anna.locator("#settle-why")).to_contain_text("Say why")
    await expect(anna.locator("#settle-reason")).to_be_focused()
    await anna.keyboard.type("The letter says May")
    await anna.keyboard.press("Enter")
    await expect(anna.locator("#panel-title")).to_be_focused()
    await settled(anna, ben)
    for page in (anna, ben):
        await expect(page.get_by_role("group", name="Told differently: When")).to_have_count(0)
        _, event = await record(page, "events", title="He moves to his nan's")
        assert event["when"]["text"] == "May 2018"
        await page.locator(".settled summary").click()
        was = page.locator(".was-settled")
        await expect(was).to_contain_text("June 2019")
        await expect(was).to_contain_text("Because: The letter says May")
        await expect(was).to_contain_text("Told, and another one stands")
    await until(lambda: dated(anna, key), "the telling that stands is read as a date")
    assert await axe(ben) == []


async def dated(page: Page, key: str) -> bool:
    start: Any = (await plain(page))["events"][key]["when"]["start"]
    return bool(start == ["2018-05-01", "2018-05-31"])


async def two_of(page: Page, key: str) -> bool:
    return len(await told(page, key)) == 2


async def test_somebody_tells_a_birth_differently_and_both_are_kept(table: Table, opens: Opens) -> None:
    """A person's panel does as an event's does; in Welsh, on a phone."""
    carys = await sit(opens, table.seat(), language="cy", **PHONE)
    key = await carys.evaluate(
        "Object.entries(document.querySelector('gwead-room').plain().people).find(([, p]) => !p.index && p.born)[0]"
    )
    await carys.evaluate("document.querySelector('gwead-room').room.see({ view: 'family' })")
    await choose(carys, "people", key)
    await carys.get_by_role("button", name="Mae rhywun yn ei adrodd yn wahanol").tap()
    await carys.keyboard.press("Escape")
    await expect(carys.locator(".tell-other")).to_be_focused()
    await carys.keyboard.press("Enter")
    await carys.locator("#tell-value").fill("Mawrth 1990")
    await carys.locator("#tell-who").fill("Nain")
    await carys.get_by_role("button", name="Ei nodi").tap()
    group = carys.locator(".disagreement")
    await expect(group).to_contain_text("Mawrth 1990")
    await expect(group).to_contain_text("Nain sy'n dweud hyn")
    assert await axe(carys) == []
    assert await carys.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    await screenshot(carys, "accounts-person-welsh-phone")
    before = (await plain(carys))["people"][key]["born"]
    await carys.get_by_role("button", name="Datrys hyn").tap()
    await carys.get_by_role("radio").last.check()
    await carys.locator("#settle-reason").fill("Nid oes neb yn gwybod")
    await carys.locator(".settle-form button.main").tap()
    await expect(group).to_have_count(0)
    person = (await plain(carys))["people"][key]
    assert person["born"] == before, "what stands goes on standing"
    assert {a["outcome"] for a in person["accounts"].values()} == {"both"}
    await settled(carys)
