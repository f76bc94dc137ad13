"""The meeting page when something says no: refused edits, a hold, a rest without a line, an ended working copy."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Route, expect

from server.sync.news import say
from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import (
    WITHIN_S,
    Line,
    Table,
    add_event,
    light,
    look_at,
    on_the_server,
    plain,
    record,
    settled,
    sit,
    take_seat,
    until,
)
from tests.browser.watched import OFFLINE

CHANGE = bytes([0, 2])
"""How a frame with one change begins: sync, update."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("refusals") / "demo", seats=18)
    yield Table(running)
    running.stop()


async def edit(page: Page, *edits: dict[str, Any]) -> None:
    """Makes edits of the page's document that no control of the page would make."""
    await page.evaluate(
        "edits => { const { workingCopy } = document.querySelector('gwead-room').room; workingCopy.edit(edits) }",
        list(edits),
    )


async def test_what_was_refused_is_kept_to_copy_and_the_rest_goes_on(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    tom = await sit(opens, table.seat())
    await add_event(gwen, "An honest event", when="2014")
    key, _ = await record(tom, "events", title="An honest event")
    wrong = {"type": "set", "collection": "events", "id": key, "field": "lane", "value": "no such lane"}
    await edit(gwen, wrong)
    await add_event(gwen, "Typed right after it", when="2015")
    await expect(light(gwen)).to_contain_text("1 change could not be added")
    await expect(gwen.locator(".words-to-copy")).to_be_visible()
    await record(tom, "events", title="Typed right after it")
    await record(gwen, "events", title="Typed right after it")
    assert (await plain(gwen))["events"][key]["lane"] == "home"
    await gwen.locator(".words-to-copy button", has_text="I have them").click()
    await settled(gwen)
    await add_event(gwen, "And life goes on", when="2015")
    await record(tom, "events", title="And life goes on")
    assert await plain(gwen) == await plain(tom)


async def test_refused_words_can_be_copied(table: Table, opens: Opens) -> None:
    """J02"""
    gwen = await sit(opens, table.seat())
    await gwen.evaluate(
        """() => {
          const { workingCopy } = document.querySelector('gwead-room').room
          const event = workingCopy.creating('events', { title: 'Words worth keeping', lane: 'no such lane' })
          workingCopy.edit([event])
        }"""
    )
    await expect(gwen.locator(".words-to-copy textarea")).to_have_value(re.compile("Words worth keeping"))

    async def without_them() -> bool:
        return all(event["title"] != "Words worth keeping" for event in (await plain(gwen))["events"].values())

    await until(without_them, "the document is fetched again, without the refused words")


async def test_of_three_changes_made_without_a_line_one_refused_takes_no_other_along(
    table: Table, opens: Opens
) -> None:
    opens.allow(OFFLINE, "Failed to load resource")
    line = Line()
    gwen = await opens("about:blank")
    await line.lay(gwen)
    await gwen.goto(table.seat())
    await take_seat(gwen)
    tom = await sit(opens, table.seat())
    await line.lose()
    await add_event(gwen, "First without a line", when="2014")
    await gwen.evaluate(
        """() => {
          const { workingCopy } = document.querySelector('gwead-room').room
          workingCopy.edit([workingCopy.creating('events', { title: 'Not allowed', lane: 'no such lane' })])
        }"""
    )
    await add_event(gwen, "Third without a line", when="2015")
    await expect(light(gwen)).to_contain_text("3 changes are waiting", timeout=60_000)
    await line.mend()
    await record(tom, "events", title="First without a line")
    await record(tom, "events", title="Third without a line")
    await expect(gwen.locator(".words-to-copy textarea")).to_have_value(re.compile("Not allowed"))
    await expect(light(gwen)).to_contain_text("1 change could not be added")
    assert "Not allowed" not in {event["title"] for event in (await plain(tom))["events"].values()}


class FalteringLine(Line):
    """A line that is lost once more at the first change that is written again after a refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.lost_again = asyncio.Event()
        self._refused = False

    def from_server(self, message: str | bytes) -> bool:
        self._refused = self._refused or b'"refused"' in message  # type: ignore[operator]
        return super().from_server(message)

    def from_page(self, message: str | bytes) -> bool:
        if self._refused and message[:2] == CHANGE and not self.lost_again.is_set():
            self.cut = True
            self.lost_again.set()
        return super().from_page(message)


async def test_a_line_lost_again_after_a_refusal_takes_no_other_change_along(table: Table, opens: Opens) -> None:
    opens.allow(OFFLINE, "Failed to load resource")
    line = FalteringLine()
    gwen = await opens("about:blank")
    await line.lay(gwen)
    await gwen.goto(table.seat())
    await take_seat(gwen)
    tom = await sit(opens, table.seat())
    await line.lose()
    added = {"Fourth without a line": "home", "Never allowed": "no such lane", "Sixth without a line": "home"}
    for title, lane in added.items():
        await gwen.evaluate(
            """fields => {
              const { workingCopy } = document.querySelector('gwead-room').room
              workingCopy.edit([workingCopy.creating('events', fields)])
            }""",
            {"title": title, "lane": lane},
        )
    await line.mend()
    await asyncio.wait_for(line.lost_again.wait(), WITHIN_S)
    await line.mend()
    await record(tom, "events", title="Fourth without a line")
    await record(tom, "events", title="Sixth without a line")
    await expect(gwen.locator(".words-to-copy textarea")).to_have_value(re.compile("Never allowed"))
    await expect(gwen.locator(".words-to-copy textarea")).not_to_have_value(re.compile("Sixth"))
    await expect(light(gwen)).to_contain_text("1 change could not be added")


async def test_words_wait_while_the_chair_reads_back_and_go_out_when_she_comes_back(table: Table, opens: Opens) -> None:
    chair = await sit(opens, table.demo.chair)
    gwen = await sit(opens, table.seat())
    await gwen.locator("#add-title").fill("Typed while she reads back")
    await chair.locator(".places button", has_text="Read back and freeze").click()
    await chair.locator(".freeze-asked .main").click()
    await chair.wait_for_url("**/hold")
    await expect(gwen.locator("#add-blocked")).to_contain_text("reading back")
    await gwen.locator("#add-title").press("Enter")
    await expect(gwen.locator("#add-title")).to_have_value("Typed while she reads back")
    await edit(
        gwen,
        {
            "type": "create",
            "collection": "events",
            "id": "HELD" + "h" * 18,
            "fields": {"title": "On its way when held"},
        },
    )
    await chair.locator('.head form[action$="/hold?end"] button').click()
    await expect(gwen.locator("#add-blocked")).to_have_count(0)
    await gwen.locator("#add-title").press("Enter")
    await settled(gwen)
    for title in ("Typed while she reads back", "On its way when held"):
        await record(gwen, "events", title=title)
    await expect(gwen.locator(".words-to-copy")).to_have_count(0)


async def test_adding_rests_after_two_minutes_without_a_line_and_keeps_the_words(table: Table, opens: Opens) -> None:
    """J01"""
    opens.allow(OFFLINE, "Failed to load resource")
    line = Line()
    gwen = await opens("about:blank")
    await gwen.clock.install()
    await line.lay(gwen)
    await gwen.goto(table.seat())
    await take_seat(gwen)
    await line.lose()
    await gwen.clock.fast_forward(8_000)
    await expect(light(gwen)).to_contain_text("Not connected")
    await gwen.locator("#add-title").fill("Half of what I wanted to")
    assert await gwen.locator("#add-title").get_attribute("readonly") is None
    await gwen.clock.fast_forward(115_000)
    await expect(gwen.locator("#add-blocked")).to_contain_text("Not connected for two minutes")
    await expect(gwen.locator("#add-title")).to_have_value("Half of what I wanted to")
    assert await gwen.locator("#add-title").get_attribute("readonly") is not None
    await line.mend()
    await gwen.clock.fast_forward(15_000)

    async def again() -> bool:
        await gwen.clock.run_for(1_000)
        return await gwen.locator("#add-blocked").count() == 0

    await until(again, "adding goes on when the line is back")
    await expect(gwen.locator("#add-title")).to_have_value("Half of what I wanted to")
    await gwen.locator("#add-title").press("Enter")
    await record(gwen, "events", title="Half of what I wanted to")


async def test_a_phone_goes_along_with_the_chair_until_it_looks_around(table: Table, opens: Opens) -> None:
    coordinator = await sit(opens, table.demo.coordinator)
    priya = await sit(opens, table.seat(), **PHONE)
    await look_at(coordinator, "12–14")
    await coordinator.locator(".livetop button", has_text="Big screen").click()
    await expect(priya.locator("h1")).to_have_text("Age 12 to 14")
    await expect(priya.locator(".follow")).to_contain_text("With Sioned")
    await priya.locator(".follow button", has_text="Look around").click()
    await look_at(coordinator, "5–7")
    await coordinator.keyboard.press("s")
    await expect(priya.locator(".follow")).to_contain_text("Age 5 to 7")
    await expect(priya.locator("h1")).to_have_text("Age 12 to 14")
    await priya.locator(".follow button", has_text="Go there").click()
    await expect(priya.locator("h1")).to_have_text("Age 5 to 7")


async def test_while_the_server_cannot_save_the_words_are_kept_and_the_light_says_so(
    table: Table, opens: Opens
) -> None:
    gwen = await opens("about:blank")
    line = Line()
    await line.lay(gwen)
    await gwen.goto(table.seat())
    await take_seat(gwen)
    line.say(say("storing", able=False))
    await expect(light(gwen)).to_have_text(
        "The server cannot save at the moment. Please stop adding and keep this page open"
    )
    await gwen.locator("#add-title").press("Enter")
    await expect(gwen.locator("#add-blocked")).to_contain_text("cannot save")
    line.say(say("storing", able=True))
    await expect(gwen.locator("#add-blocked")).to_have_count(0)
    await settled(gwen)


async def test_a_server_that_was_killed_is_found_again_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, opens: Opens
) -> None:
    opens.allow(OFFLINE, "Failed to load resource")
    demo = Demo(tmp_path_factory.mktemp("killed") / "demo", seats=2)
    try:
        gwen = await sit(opens, demo.seats[0])
        tom = await sit(opens, demo.seats[1])
        await add_event(gwen, "Before the server was killed", when="2014")
        await record(tom, "events", title="Before the server was killed")
        port = urlsplit(demo.url).port or 0
        demo.kill()
        await add_event(gwen, "While there was no server", when="2015")
        await add_event(tom, "Tom, while there was no server", when="2016")
        await expect(light(gwen)).to_have_text(
            "Not connected. Keep this page open: 1 change is waiting", timeout=60_000
        )
        await asyncio.to_thread(demo.start, port=port)
        for page in (gwen, tom):
            await record(page, "events", title="While there was no server")
            await record(page, "events", title="Tom, while there was no server")
        await settled(gwen, tom)
        assert await plain(gwen) == await plain(tom)
        assert await asyncio.to_thread(on_the_server, demo) == await plain(gwen)
    finally:
        demo.stop()


async def test_an_observer_reads_everything_and_adds_nothing(table: Table, opens: Opens) -> None:
    coordinator = await sit_again(opens, table.demo.coordinator)
    await coordinator.goto(f"{table.demo.url}/cases/{table.demo.case}/meetings/{table.demo.meeting}")
    await coordinator.locator("#name").fill("Olive Observer")
    await coordinator.locator("#role").select_option("observer")
    await coordinator.locator('form[action$="/people"] button').click()
    link = await coordinator.locator(".links .address").first.inner_text()
    olive = await sit(opens, link.strip())
    gwen = await sit(opens, table.seat())
    await expect(olive.locator("#add-blocked")).to_contain_text("You are here to read")
    await add_event(gwen, "Seen by an observer", when="2014")
    key, _ = await record(olive, "events", title="Seen by an observer")
    await olive.locator(".shapes button", has_text="List").click()
    await olive.locator(f'.lifelist [data-event="{key}"] .open').click()
    await expect(olive.locator(".actions button", has_text="Edit")).to_have_attribute("aria-disabled", "true")
    await olive.locator(".actions button", has_text="Remove").press("Enter")
    await expect(olive.locator(".notice")).to_contain_text("You are here to read")
    assert (await plain(olive))["events"][key]["removed_at"] == ""


async def test_somebody_who_is_shown_out_is_told_and_keeps_their_words(table: Table, opens: Opens) -> None:
    opens.allow(OFFLINE, "Failed to load resource")
    gwen = await sit(opens, table.seat())
    name = await gwen.locator(".who", has_text="you").locator("b").inner_text()
    coordinator = await sit_again(opens, table.demo.coordinator)
    await coordinator.goto(f"{table.demo.url}/cases/{table.demo.case}/meetings/{table.demo.meeting}")
    await gwen.locator("#add-title").fill("Typed when I was shown out")
    row = coordinator.locator(".rows li", has=coordinator.get_by_text(name, exact=True))
    await row.locator("summary").first.click()
    await row.locator('form[action$="/removals"] button').click()
    await expect(gwen.locator(".ended")).to_contain_text("You have left this meeting", timeout=60_000)
    await expect(light(gwen)).to_have_attribute("data-light", "over")
    await expect(gwen.locator(".words-to-copy textarea")).to_have_value(re.compile("Typed when I was shown out"))


async def test_a_phone_is_told_what_was_added_out_of_sight(table: Table, opens: Opens) -> None:
    priya = await sit(opens, table.seat(), **PHONE)
    tom = await sit(opens, table.seat())
    await until(lambda: priya.evaluate("document.querySelector('gwead-room').room.settledIn"), "the page stands")
    await look_at(priya, "0–4")
    await add_event(tom, "Far down the list", when="January 2016")
    dated = {"text": "January 2016", "start": ["2016-01-01", "2016-01-31"]}

    async def stands() -> bool:
        when = (await record(priya, "events", title="Far down the list"))[1]["when"] or {}
        return {name: when.get(name) for name in dated} == dated

    await until(stands, "its words are read, so that it stands where it stays")
    await expect(priya.locator(".arrived")).to_contain_text("added 1 thing out of sight")
    await priya.locator(".arrived").click()
    await expect(priya.locator(".story .entry", has_text="Far down the list")).to_be_in_viewport()
    await expect(priya.locator(".arrived")).to_have_count(0)


async def sit_again(opens: Opens, link: str) -> Page:
    """A leader's page on another device: the account's own, which may have several."""
    page = await opens(link)
    if "/join/" in page.url:
        await take_seat(page)
    return page


async def test_the_chair_sees_who_waits_and_lets_them_in(table: Table, opens: Opens) -> None:
    answered: list[str] = []
    coordinator = await opens("about:blank")

    async def waiting(route: Route) -> None:
        person = {"id": "p1", "name": "Jo Bevan", "agency": "Housing", "has_read": True, "said": "Says: Housing"}
        await route.fulfill(json={"waiting": [] if answered else [person], "more": 0})

    async def admit(route: Route) -> None:
        answered.append(route.request.post_data or "")
        await route.fulfill(json={"done": True})

    await coordinator.route("**/meetings/*/waiting", waiting)
    await coordinator.route("**/meetings/*/admissions", admit)
    await coordinator.goto(table.demo.coordinator)
    if "/join/" in coordinator.url:
        await take_seat(coordinator)
    await expect(coordinator.locator(".knock")).to_contain_text("Jo Bevan is waiting")
    await coordinator.get_by_role("button", name="Let in Jo Bevan").click()
    await expect(coordinator.locator(".knock")).to_have_count(0)
    await expect(coordinator.locator(".notice")).to_contain_text("Jo Bevan has been let in")
    assert answered == ["person=p1&answer=in"], json.dumps(answered)


def welcome(**other: Any) -> bytes:
    """A welcome as the server says it to a contributor, but for what is given."""
    usual: dict[str, Any] = {
        "participant": "", "role": "contributor", "epoch": 1, "schema": "", "parts": {}, "open": True, "held": False,
        "paused": False, "blank": False, "storing": True, "limits": {},
    }  # fmt: skip
    return say("welcome", **{**usual, **other})


async def test_a_page_older_than_the_server_is_loaded_again_with_its_words_kept(table: Table, opens: Opens) -> None:
    """J10: what cannot be handed over keeps the page; what can is shown again, and gone once it is settled."""
    line = Line()
    gwen = await opens(table.seat())
    await line.lay(gwen)
    await take_seat(gwen)
    await gwen.locator("#add-title").fill("Half a sentence about Nan")
    line.say(welcome(schema="that of a newer server"))
    caution = gwen.locator(".outdated")
    await expect(caution).to_contain_text("This page is older than the server")
    opens.allow(*OFFLINE)
    await gwen.context.route("**/unsent", lambda route: route.abort())
    await line.unlay(gwen)
    await caution.get_by_role("button").click()
    await expect(caution).to_contain_text("could not be handed over")
    await expect(caution.locator("textarea")).to_have_value(re.compile("Half a sentence about Nan"))
    await gwen.context.unroute("**/unsent")
    async with gwen.expect_navigation():
        await caution.get_by_role("button", name="Keep my words and load again").click()
    kept = gwen.locator(".words-to-copy")
    await expect(kept).to_contain_text("from before this page was loaded again")
    await expect(kept.locator("textarea")).to_have_value(re.compile("Half a sentence about Nan"))
    await add_event(gwen, "And the new page writes", when="2015")
    await kept.get_by_role("button", name="I have them").click()
    await expect(kept).to_have_count(0)
    await gwen.reload()
    await expect(light(gwen)).to_contain_text("Saved")
    await expect(kept).to_have_count(0)


BARS = """
globalThis.WebSocket = class {
  static OPEN = 1
  readyState = 3
  constructor () { setTimeout(() => this.onclose?.({ code: 1006 }), 5) }
  close () {}
  send () {}
}
"""


async def test_a_network_that_lets_no_sockets_through_is_named(table: Table, opens: Opens) -> None:
    """J11."""
    tom = await sit(opens, table.seat(), **PHONE)
    await tom.add_init_script(BARS)
    await tom.reload()
    await expect(light(tom)).to_contain_text("Live connections are blocked here", timeout=30_000)
    await expect(tom.locator(".barred")).to_contain_text("127.0.0.1")
