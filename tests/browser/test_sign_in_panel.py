"""When a sign-in ends in the middle of typing: nothing typed is lost, and the page goes on once one is back."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import LAPTOP, PHONE, WIDE, Opens
from tests.browser.seats import Table, add_event, light, on_the_server, plain, record, settled, sit, take_seat
from tests.browser.watched import axe, screenshot

NEW_PASSWORD = "a quiet harbour at dusk"
EMAIL = "chair@example.invalid"
ENDED = ("Failed to load resource", "WebSocket connection to")
"""What a browser writes when a sign-in is refused and when a socket is not opened."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("panel") / "demo", seats=9)
    yield Table(running)
    running.stop()


def reset(demo: Demo, password: str = NEW_PASSWORD) -> None:
    """A new password by the administrator's command, while the server runs."""
    command = [sys.executable, "-m", "server", "account", "reset", "--email", EMAIL, "--password-stdin"]
    key = {"GWEAD_MASTER_KEY_FILE": str(Path(demo.data) / "master.key")}
    subprocess.run(
        [*command, "--data", str(demo.data)],
        input=password + "\n",
        text=True,
        check=True,
        capture_output=True,
        timeout=60,
        env={**os.environ, **key},
    )


async def chair_sits(opens: Opens, demo: Demo, password: str, **options: object) -> Page:
    """The chair signs in by her password and opens the room."""
    page = await opens(f"{demo.url}/sign-in?back=/cases/{demo.case}/room", **options)
    await page.fill("#email", EMAIL)
    await page.fill("#password", password)
    await page.locator("main button.main").click()
    await page.wait_for_url("**/room")
    await settled(page)
    return page


@pytest.mark.parametrize("options", [LAPTOP, pytest.param(PHONE, marks=WIDE)], ids=["laptop", "phone"])
async def test_typed_words_outlive_a_sign_in_that_ended(demo: Demo, opens: Opens, options: dict[str, object]) -> None:
    """C06, C07"""
    opens.allow(*ENDED)
    chair = await chair_sits(opens, demo, demo.chair_password, **options)
    second = await chair_sits(opens, demo, demo.chair_password)
    tom = await sit(opens, demo.seats[0])
    if options is PHONE:
        await chair.locator(".livedock .big").click()
    await add_event(chair, "Kept before it ended", when="2014")
    await record(tom, "events", title="Kept before it ended")
    await settled(chair)
    if options is PHONE:
        await chair.locator(".livedock .big").click()
    await chair.locator("#add-title").fill("Still being typed")
    reset(demo)
    box = chair.get_by_role("dialog", name="Please sign in again")
    await expect(box).to_be_visible(timeout=60_000)
    await expect(second.get_by_role("dialog", name="Please sign in again")).to_be_visible(timeout=60_000)
    await expect(chair.locator("#again-password")).to_be_focused()
    await expect(light(chair)).to_have_attribute("data-light", "signed_out")
    assert await chair.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await axe(chair) == []
    await screenshot(chair, f"sign-in-panel-{options['viewport']['width']}")  # type: ignore[index]

    # an edit that no line carried waits; Escape puts the panel away and loses nothing
    await chair.evaluate(
        """() => {
          const { workingCopy } = document.querySelector('gwead-room').room
          workingCopy.edit([workingCopy.creating('events', { title: 'Waited for her', lane: 'home' })])
        }"""
    )
    await expect(box).to_contain_text("1 change waits")
    await chair.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(chair.locator("#add-title")).to_have_value("Still being typed")
    if options is PHONE:
        await chair.keyboard.press("Escape")
    await chair.get_by_role("button", name="Sign in again").click()
    await expect(box).to_be_visible()

    await chair.locator("#again-password").fill("not the password")
    await chair.keyboard.press("Enter")
    await expect(box.get_by_role("alert")).to_contain_text("do not belong together")
    await expect(chair.locator("#again-password")).to_be_focused()
    await expect(chair.locator("#again-password")).to_have_attribute("aria-invalid", "true")
    await chair.locator("#again-password").fill(NEW_PASSWORD)
    await chair.keyboard.press("Enter")
    await expect(box).to_be_hidden()
    await settled(chair)
    await record(tom, "events", title="Waited for her")
    if options is PHONE:
        await chair.locator(".livedock .big").click()
    await expect(chair.locator("#add-title")).to_have_value("Still being typed")
    await chair.locator("#add-title").press("Enter")
    await record(tom, "events", title="Still being typed")
    await settled(chair)
    titles = [event["title"] for event in on_the_server(demo)["events"].values()]
    assert all(titles.count(each) == 1 for each in ("Kept before it ended", "Waited for her", "Still being typed"))
    await expect(second.get_by_role("dialog")).to_be_visible()


async def test_nothing_kept_is_sent_under_the_name_of_somebody_else(demo: Demo, opens: Opens) -> None:
    """C06: another account signs in over the chair's words."""
    opens.allow(*ENDED)
    chair = await chair_sits(opens, demo, demo.chair_password)
    await chair.locator("#add-title").fill("The chair's own words")
    reset(demo)
    await expect(chair.get_by_role("dialog")).to_be_visible(timeout=60_000)
    await chair.evaluate(
        """() => {
          const { workingCopy } = document.querySelector('gwead-room').room
          workingCopy.edit([workingCopy.creating('events', { title: 'Never sent', lane: 'home' })])
        }"""
    )
    await chair.locator("#again-email").fill("coordinator@example.invalid")
    await chair.locator("#again-password").fill(demo.coordinator_password)
    await chair.keyboard.press("Enter")
    box = chair.get_by_role("dialog", name="Somebody else is signed in")
    await expect(box).to_be_visible()
    kept = re.compile(r"Never sent[\s\S]*The chair's own words")
    await expect(box.locator(".words-to-copy textarea")).to_have_value(kept)
    assert await axe(chair) == []
    await box.get_by_role("button", name="Load the page anew").click()
    await settled(chair)
    assert "Never sent" not in {event["title"] for event in (await plain(chair))["events"].values()}
    assert "Never sent" not in {event["title"] for event in on_the_server(demo)["events"].values()}


@pytest.mark.parametrize("language", [pytest.param("en", marks=WIDE), "cy"])
async def test_who_came_by_a_link_is_told_to_open_it_again_and_can_copy_their_words(
    table: Table, opens: Opens, language: str
) -> None:
    """C06 for a personal link: signed out in another tab of the same browser."""
    opens.allow(*ENDED)
    link = table.seat()
    gwen = await sit(opens, link, language=language)
    await gwen.locator("#add-title").fill("Hanner gair")
    other = await gwen.context.new_page()
    await other.goto(table.demo.url)
    await other.evaluate("fetch('/sign-out', { method: 'POST' })")
    box = gwen.get_by_role("dialog")
    await expect(box).to_be_visible(timeout=60_000)
    await expect(box.locator(".words-to-copy textarea")).to_have_value(re.compile("Hanner gair"))
    assert await axe(gwen) == []
    await screenshot(gwen, f"sign-in-panel-link-{language}")


async def test_axe_finds_nothing_in_the_panel_in_welsh(demo: Demo, opens: Opens) -> None:
    opens.allow(*ENDED)
    chair = await chair_sits(opens, demo, demo.chair_password)
    await chair.evaluate("document.querySelector('gwead-room').deeds.speak('cy')")
    await expect(chair.locator("html")).to_have_attribute("lang", "cy")
    reset(demo)
    await expect(chair.get_by_role("dialog", name="Mewngofnodwch eto")).to_be_visible(timeout=60_000)
    assert await axe(chair) == []


async def test_the_address_names_what_is_shown(table: Table, opens: Opens) -> None:
    """A link of the freeze page, `#collection/record`, on load and when the address changes."""
    gwen = await sit(opens, table.seat())
    held = await plain(gwen)
    event = next(key for key, each in held["events"].items() if each["removed_at"] == "" and each["when"])
    person = next(
        key
        for key, each in held["people"].items()
        if each["removed_at"] == "" and each["name"] and not each["known_as"]
    )
    await gwen.goto(f"{table.demo.url}/cases/{table.demo.case}/room#people/{person}")
    await gwen.reload()
    await expect(gwen.locator("main.family")).to_be_visible()
    await expect(gwen.locator("#panel-title")).to_be_focused()
    await expect(gwen.locator("#panel-title")).to_contain_text(held["people"][person]["name"])
    await gwen.evaluate("id => { location.hash = `events/${id}` }", event)
    await expect(gwen.locator("main.timeline")).to_be_visible()
    await expect(gwen.locator("#panel-title")).to_be_focused()
    await expect(gwen.locator(".right.panel")).to_contain_text(held["events"][event]["title"])
    await expect(gwen.locator(f'.mid [data-id="{event}"]').first).to_be_in_viewport()
    await gwen.evaluate("location.hash = 'events/nothing-of-that-name'")
    await expect(gwen.locator(".right.panel")).to_contain_text(held["events"][event]["title"])


@pytest.mark.parametrize("options", [pytest.param(LAPTOP, marks=WIDE), PHONE], ids=["laptop", "phone"])
async def test_who_came_by_a_link_goes_on_after_opening_it_again(
    table: Table, opens: Opens, options: dict[str, object]
) -> None:
    """C06, C07 for a personal link: "Try again" before it was opened says so, after it goes on with what was typed."""
    opens.allow(*ENDED)
    link = table.seat()
    gwen = await sit(opens, link, **options)
    tom = await sit(opens, table.seat())
    if options is PHONE:
        await gwen.locator(".livedock .big").click()
    await gwen.locator("#add-title").fill("Still being typed by Gwen")
    elsewhere = await gwen.context.new_page()
    await elsewhere.goto(table.demo.url)
    await elsewhere.evaluate("fetch('/sign-out', { method: 'POST' })")
    box = gwen.get_by_role("dialog", name="Please sign in again")
    await expect(box).to_be_visible(timeout=60_000)
    waits = f"Waited for Gwen at {options['viewport']['width']}"  # type: ignore[index]
    await gwen.evaluate(
        """title => {
          const { workingCopy } = document.querySelector('gwead-room').room
          workingCopy.edit([workingCopy.creating('events', { title, lane: 'home' })])
        }""",
        waits,
    )
    await box.get_by_role("button", name="Try again").click()
    await expect(box.get_by_role("alert")).to_contain_text("You are not back in yet")
    await elsewhere.goto(link)
    await take_seat(elsewhere)
    await gwen.bring_to_front()
    await box.get_by_role("button", name="Try again").click()
    await expect(box).to_be_hidden(timeout=60_000)
    await settled(gwen)
    await record(tom, "events", title=waits)
    await expect(gwen.locator("#add-title")).to_have_value("Still being typed by Gwen")
    await gwen.locator("#add-title").press("Enter")
    await record(tom, "events", title="Still being typed by Gwen")
    await settled(gwen, elsewhere)
    titles = [event["title"] for event in on_the_server(table.demo)["events"].values()]
    assert titles.count(waits) == 1


async def test_whose_phone_is_in_the_room_meanwhile_waits_for_the_chairs_yes_and_is_told(
    table: Table, opens: Opens
) -> None:
    """E02, C06: signed out by hand on the laptop, the laptop is a second device beside the phone."""
    opens.allow(*ENDED)
    link = table.seat()
    chair = await sit(opens, table.demo.chair)
    laptop = await sit(opens, link)
    await laptop.locator("#add-title").fill("Kept on the laptop")
    phone = await opens(link, **PHONE)
    await phone.locator(".dock button.main").click()
    await phone.wait_for_url("**/waiting")
    await chair.locator(".knock button.main").click(timeout=60_000)
    await phone.wait_for_url("**/room", timeout=60_000)
    await settled(phone)
    elsewhere = await laptop.context.new_page()
    await elsewhere.goto(table.demo.url)
    await elsewhere.evaluate("fetch('/sign-out', { method: 'POST' })")
    box = laptop.get_by_role("dialog", name="Please sign in again")
    await expect(box).to_be_visible(timeout=60_000)
    await elsewhere.goto(link)
    await elsewhere.locator(".dock button.main").click()
    await elsewhere.wait_for_url("**/waiting")
    await laptop.bring_to_front()
    await box.get_by_role("button", name="Try again").click()
    await expect(box.get_by_role("alert")).to_contain_text("You are in the waiting room")
    assert await axe(laptop) == []
    await chair.bring_to_front()
    await chair.locator(".knock button.main").click(timeout=60_000)
    await elsewhere.wait_for_url("**/room", timeout=60_000)
    await laptop.bring_to_front()
    await box.get_by_role("button", name="Try again").click()
    await expect(box).to_be_hidden(timeout=60_000)
    await expect(laptop.locator("#add-title")).to_have_value("Kept on the laptop")
    await settled(laptop, phone)
