"""Adding at the speed of talk, and the panel of an event, in real browsers: by keyboard, in both languages, offline."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import Line, Table, add_event, light, plain, record, settled, sit, take_seat, until
from tests.browser.watched import OFFLINE, axe, screenshot

LINE = "Y6 spring, school: a teacher starts walking him in each morning"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("adding") / "demo", seats=6)
    yield Table(running)
    running.stop()


async def choose(page: Page, key: str) -> None:
    await page.evaluate("key => document.querySelector('gwead-room').room.choose('events', key)", key)


async def tab_to(page: Page, selector: str) -> None:
    """With the Tab key alone."""
    for _ in range(40):
        if await page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not come to {selector}")


async def test_a_whole_line_is_an_event_whichever_field_it_is_typed_in(table: Table, opens: Opens) -> None:
    """By keyboard alone: the line is read as time, lane and what happened, and the lane is remembered."""
    gwen = await sit(opens, table.seat())
    await gwen.keyboard.press("a")
    await expect(gwen.locator("#add-when")).to_be_focused()
    await expect(gwen.locator("#add-read")).to_contain_text("Or all of it in one line")
    await gwen.keyboard.type(LINE)
    await expect(gwen.locator("#add-read")).to_contain_text("School · “a teacher starts walking him in each morning”")
    await screenshot(gwen, "adding-line")
    assert await axe(gwen) == []
    await gwen.keyboard.press("Enter")
    _, event = await record(gwen, "events", title="a teacher starts walking him in each morning")
    assert (event["lane"], event["when"]["text"]) == ("school", "Y6 spring")
    assert event["when"]["start"] is not None
    await expect(gwen.locator("#add-title")).to_be_focused()
    await expect(gwen.locator("#add-lane")).to_have_value("school")
    # the same in the field where the focus is now; the lane stays where a line names none
    await gwen.keyboard.type("May 2018: he is asked to read aloud in assembly")
    await expect(gwen.locator("#add-read")).to_contain_text("“he is asked to read aloud in assembly”")
    await gwen.keyboard.press("Enter")
    _, event = await record(gwen, "events", title="he is asked to read aloud in assembly")
    assert (event["lane"], event["when"]["text"]) == ("school", "May 2018")
    # what looks like a line and is none stays as it is typed
    await gwen.keyboard.type("2018: he said")
    await expect(gwen.locator("#add-read")).to_contain_text("“he said”")
    await tab_to(gwen, ".read-row .link")
    await gwen.keyboard.press("Enter")
    await expect(gwen.locator("#add-title")).to_be_focused()
    await gwen.keyboard.press("Enter")
    _, event = await record(gwen, "events", title="2018: he said")
    assert event["when"] is None
    await settled(gwen)


async def test_people_are_offered_and_what_is_there_already_is_noticed(table: Table, opens: Opens) -> None:
    """One key for a person; the same thing told twice is linked, and seen from both sides."""
    gwen = await sit(opens, table.seat())
    await add_event(gwen, "Janet takes him to the swimming club", when="2019", lane="strengths")
    first, _ = await record(gwen, "events", title="Janet takes him to the swimming club")
    before = len((await plain(gwen))["events"])
    await gwen.locator("#add-when").fill("summer 2019")
    await gwen.locator("#add-title").fill("Janet takes him to swimming club")
    chip = gwen.locator(".chip").first
    await expect(chip).to_contain_text("Jan")
    await gwen.keyboard.press("Alt+Digit1")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await expect(gwen.locator("#add-title")).to_have_value("Janet takes him to swimming club")
    await expect(gwen.locator(f"[data-alike='{first}']")).to_contain_text("swimming club (2019)")
    assert await axe(gwen) == []
    await screenshot(gwen, "adding-alike")
    # kept while one looks at the other, at the family, and in the other language
    await gwen.locator(f"[data-alike='{first}'] button", has_text="Open it").click()
    await expect(gwen.locator("#panel-title")).to_have_text("Janet takes him to the swimming club")
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ view: 'family' })")
    await gwen.locator(".livetop .lang").click()
    await expect(gwen.locator("html")).to_have_attribute("lang", "cy")
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ view: 'timeline' })")
    await expect(gwen.locator("#add-title")).to_have_value("Janet takes him to swimming club")
    await expect(gwen.locator(".chip").first).to_have_attribute("aria-pressed", "true")
    await screenshot(gwen, "adding-alike-welsh")
    assert await axe(gwen) == []
    await gwen.locator("#add-title").focus()
    await tab_to(gwen, ".alike .acts button")
    await gwen.keyboard.press("Enter")
    second, event = await record(gwen, "events", title="Janet takes him to swimming club")
    assert event["same_as"] == first
    assert list(event["people"].values()) == ["there"]
    assert len((await plain(gwen))["events"]) == before + 1
    # the link leads to the other, and back
    await gwen.locator(f"[data-link='{first}']").click()
    await expect(gwen.locator("#panel-title")).to_have_text("Janet takes him to the swimming club")
    await gwen.locator(f"[data-link='{second}']").click()
    await expect(gwen.locator("#panel-title")).to_have_text("Janet takes him to swimming club")
    await settled(gwen)


async def test_a_line_typed_without_a_connection_keeps_its_words_and_is_read_later(table: Table, opens: Opens) -> None:
    opens.allow(*OFFLINE)
    line = Line()
    link = table.seat()
    gwen = await opens("about:blank")
    await line.lay(gwen)
    await gwen.goto(link)
    await take_seat(gwen)
    await line.lose()
    words = "summer 2016, health: the doctor looks at his ears"
    await gwen.locator("#add-title").fill(words)
    await gwen.locator("#add-title").press("Enter")
    _, event = await record(gwen, "events", title=words)
    assert event["when"] is None
    await expect(light(gwen)).to_contain_text("Not connected", timeout=60_000)
    await line.mend()
    _, event = await record(gwen, "events", title="the doctor looks at his ears")
    assert (event["lane"], event["when"]["text"]) == ("health", "summer 2016")
    await settled(gwen)


async def test_everything_of_an_event_is_said_in_its_panel(table: Table, opens: Opens) -> None:
    """Rows are added and edited in place, by keyboard; a date that may be misread is asked about and corrected."""
    gwen = await sit(opens, table.seat())
    await add_event(gwen, "He hides under the table", when="04/05/2014", lane="school")
    key, _ = await record(gwen, "events", title="He hides under the table")
    await choose(gwen, key)
    panel = gwen.locator("aside.panel")
    ask = panel.locator(".ask-read")
    await expect(ask).to_contain_text("4 May 2014")
    await expect(ask).to_contain_text("change?")
    await ask.focus()
    await gwen.keyboard.press("Enter")
    await gwen.locator("#in-when-meant").fill("5 April 2014")
    await expect(gwen.locator("#in-when-meant-read")).to_contain_text("5 April 2014")
    await gwen.keyboard.press("Enter")
    await until(lambda: days(gwen, key, "2014-04-05"), "the date is corrected")
    assert (await plain(gwen))["events"][key]["when"]["text"] == "04/05/2014", "the words are kept for ever"
    await expect(ask).to_have_count(0)
    await expect(panel.locator(".when-row")).to_contain_text("Read as 5 April 2014")
    # the typed age that does not fit is shown beside the one that the date gives
    await add(gwen, "age")
    await gwen.keyboard.type("7")
    await gwen.keyboard.press("Enter")
    await expect(panel).to_contain_text("Does not fit the date")
    assert (await plain(gwen))["events"][key]["age_said"] == "7"
    await add(gwen, "words")
    await gwen.keyboard.type("I wanted to be small")
    await panel.locator("#in-quote_heard_by").fill("Miss Rees")
    await panel.locator("#in-quote_heard").fill("the same day")
    await panel.locator("#in-quote_share").select_option("some")
    await panel.locator("#in-quote_share_with").fill("his nan")
    await panel.locator(".kv-row.open button", has_text="Done").click()
    await expect(panel.locator(".quote")).to_contain_text("I wanted to be small")
    await expect(panel.locator(".quote")).to_contain_text("Heard by Miss Rees, the same day")
    await expect(panel.locator(".quote")).to_contain_text("(his nan)")
    # a tag of experience: in words, with how long and who was there; nothing is counted
    await panel.locator(".add-experience").focus()
    await gwen.keyboard.press("Enter")
    await gwen.locator("#tag-kind").select_option("feelings_not_met")
    await gwen.locator("#tag-lasted").fill("most of that year")
    await gwen.locator("#tag-there").select_option(index=1)
    await panel.locator(".fact-form button.main").click()
    tags = panel.locator(".experiences li")
    await expect(tags).to_have_count(1)
    await expect(tags).to_contain_text("How long: most of that year")
    await expect(tags).to_contain_text("was there for the child")
    assert await axe(gwen) == []
    await screenshot(gwen, "event-panel")
    # removed with its event, and back with it
    await gwen.evaluate("key => document.querySelector('gwead-room').room.choose('events', key, 'remove')", key)
    await panel.locator(".asked button.main").click()
    experiences = (await plain(gwen))["experiences"]
    (tag,) = [each for each in experiences.values() if each["event"] == key]
    assert tag["removed_at"] != ""
    await gwen.evaluate("document.querySelector('gwead-room').room.undoMine()")
    await until(lambda: stands(gwen, key), "the event and its tag are back")
    await settled(gwen)


async def days(page: Page, key: str, day: str) -> bool:
    held: Any = (await plain(page))["events"][key]["when"]["start"]
    return bool(held == [day, day])


async def stands(page: Page, key: str) -> bool:
    held = await plain(page)
    tags = [each for each in held["experiences"].values() if each["event"] == key]
    return held["events"][key]["removed_at"] == "" and all(each["removed_at"] == "" for each in tags)


async def add(page: Page, row: str) -> None:
    """Opens a row that says nothing yet; the focus is in its first field."""
    await page.locator(f".add-more [data-add='{row}']").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".kv-row.open :is(input, textarea, select)").first).to_be_focused()


async def test_on_a_phone_in_welsh_all_of_it_is_there(table: Table, opens: Opens) -> None:
    carys = await sit(opens, table.seat(), language="cy", **PHONE)
    await carys.locator(".livedock .big").tap()
    await carys.locator("dialog #add-title").fill("haf 2016, iechyd: y meddyg yn edrych ar ei glustiau")
    await expect(carys.locator("dialog #add-read")).to_contain_text("“y meddyg yn edrych ar ei glustiau”")
    await screenshot(carys, "adding-line-welsh-phone")
    assert await axe(carys) == []
    await carys.locator("dialog .composer > button").tap()
    key, event = await record(carys, "events", title="y meddyg yn edrych ar ei glustiau")
    assert (event["lane"], event["when"]["text"]) == ("health", "haf 2016")
    await choose(carys, key)
    await expect(carys.locator("#panel-title")).to_have_text("y meddyg yn edrych ar ei glustiau")
    assert await carys.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"
    assert await axe(carys) == []
    await screenshot(carys, "event-panel-welsh-phone")
    await settled(carys)
