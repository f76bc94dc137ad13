"""The journeys of a meeting that goes on, is late, loses a line, a chair, or gets a visitor; see test_journeys.py."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import (
    OLD_PHONE,
    ROOM,
    Line,
    Table,
    add_event,
    hang,
    light,
    look_at,
    plain,
    record,
    settings,
    settled,
    show,
    sit,
    take_seat,
    until,
)
from tests.browser.watched import OFFLINE, axe, screenshot

A_PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    running = Demo(tmp_path_factory.mktemp("journeys") / "demo", seats=20)
    yield Table(running)
    running.stop()


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A meeting of one journey's own, for those that end or pause it."""
    running = Demo(tmp_path_factory.mktemp("journey") / "demo", seats=3)
    yield running
    running.stop()


async def freezes(chair: Page, demo: Demo, number: int) -> None:
    """From the page that reads back to the version."""
    await chair.wait_for_url("**/hold")
    await chair.locator("#password").fill(demo.chair_password)
    if await chair.locator("#reason").count():
        await chair.locator("#reason").fill("Agreed")
    await chair.locator("#freeze button").last.click()
    await chair.wait_for_url(f"**/versions/{number}*")


async def test_j7_the_review_three_months_later(fresh: Demo, opens: Opens) -> None:
    """J7: nothing has changed is said; how each thing goes, what is new, what we had wrong, the child's view; version
    2; moved is shown as moved; version 1 as it was. What each sign of the comparison says is held by
    tests/web/test_review_of_case_a and test_comparing."""
    chair, case = await sit(opens, fresh.chair), f"{fresh.url}/cases/{fresh.case}"
    await chair.evaluate(
        f"() => {{ const room = {ROOM}; room.do('undo.did.added', '', [room.workingCopy.creating('recommendations',"
        " { title: 'One adult who stays', who: 'Nia', steps: '1_2' })]) }"
    )
    await settled(chair)
    await chair.locator(".places button", has_text="Read back and freeze").click()
    await chair.locator(".freeze-asked .main").click()
    await freezes(chair, fresh, 1)
    first = await sealed(chair)
    await chair.goto(f"{case}/review")
    await chair.locator("form[action$='/workingcopies'] button").click()
    await chair.goto(f"{case}/review")
    await expect(chair.locator("section[aria-labelledby=changed]")).to_contain_text("0 changes")
    await chair.locator("li", has_text="One adult who stays").locator("button[name=state]").first.click()
    await expect(chair.locator("button[name=state][aria-pressed=true]")).to_have_count(1)
    await chair.locator("#text").fill("22 May 2026, school: passed mock maths")
    await chair.locator("#said_by").fill("Mr Evans")
    await chair.keyboard.press("Enter")
    await expect(chair.locator(".review .changes").first).to_contain_text("passed mock maths")
    await chair.locator("details:has(form[action$=voices]) > summary").click()
    await chair.locator("#asked").select_option(index=1)
    await chair.locator("#words").fill("I like the new school.")
    await chair.locator("#share").select_option(index=1)
    await chair.locator("form[action$=voices] button.main").click()
    await expect(chair.locator("section[aria-labelledby=child] blockquote")).to_contain_text("I like the new school.")
    await chair.goto(f"{case}/room")
    await settled(chair)
    await chair.evaluate(
        f"() => {{ const room = {ROOM}; const [id] = Object.entries(room.workingCopy.standing().events)"
        ".find(([, event]) => event.title.startsWith('Starts comprehensive'));"
        " room.do('undo.did.moved', '', [room.workingCopy.setting('events', id, 'lane', 'services')]) }"
    )
    await settled(chair)
    await chair.goto(f"{case}/review")
    await chair.locator("#which").select_option(index=1)
    await chair.locator("#reason").fill("The paper says otherwise")
    await chair.locator("form[action$=corrections] button").click()
    await expect(chair.locator("section[aria-labelledby=wrong] .changes")).to_contain_text("The paper says otherwise")
    await screenshot(chair, "j7-review", full_page=True)
    assert await axe(chair) == []
    await chair.locator("form[action$='/hold'] button.main").click()
    await freezes(chair, fresh, 2)
    await chair.goto(f"{case}/compare?from=1&to=2")
    await expect(chair.locator("main")).to_contain_text("passed mock maths")
    await expect(chair.locator("main")).to_contain_text(re.compile("moved", re.IGNORECASE))
    await chair.emulate_media(media="print")
    await screenshot(chair, "j7-compare-print", full_page=True)
    await chair.emulate_media(media="screen")
    assert await axe(chair) == []
    await chair.goto(f"{case}/versions/1")
    assert await sealed(chair) == first, "version 1 is as it was"


async def sealed(page: Page) -> list[str]:
    """What a version's page says, with its seal, without what can be done with it."""
    said: list[str] = await page.locator("main dd.mono, main .sheet:not(.noprint)").all_inner_texts()
    assert len(said) > 3
    return said


async def test_j8_somebody_comes_late(table: Table, opens: Opens) -> None:
    """J8: waits without a sound; let in, has all of it within 2 s and sees on one screen what was missed"""
    chair = await sit(opens, table.demo.chair)
    tom = await sit(opens, table.seat())
    await add_event(tom, "Talked about before the late one came", when="2016", lane="health")
    key, _ = await record(chair, "events", title="Talked about before the late one came")
    await chair.evaluate("id => { location.hash = 'events/' + id }", key)
    await chair.locator(".actions button", has_text="Talked about").click()
    await settled(chair)
    late = await opens(table.seat())
    began = time.monotonic()
    await take_seat(late)
    print(f"J8: everything is there {time.monotonic() - began:.1f} s after the button (2 s at 500 entries)")
    assert time.monotonic() - began < 20
    await late.evaluate(f"{ROOM}.opens('missed')")
    sheet = late.locator("dialog.overlay[open]")
    await expect(sheet).to_contain_text("Talked about before the late one came")
    await screenshot(late, "j8-missed")
    assert await axe(late) == []


async def test_j9_a_line_is_lost_on_a_phone_and_nothing_else(table: Table, opens: Opens) -> None:
    """J9: said within 5 s, on a phone too; typed on, sent once and in order; leaving asks"""
    opens.allow(OFFLINE, "Failed to load resource")
    line, chair = Line(), await sit(opens, table.demo.chair)
    gwen = await opens("about:blank", **PHONE)
    await line.lay(gwen)
    await gwen.goto(table.seat())
    await take_seat(gwen)
    await line.lose()
    began = time.monotonic()
    await expect(light(gwen)).to_contain_text("Not connected", timeout=60_000)
    print(f"J9: a phone says that it is not connected after {time.monotonic() - began:.1f} s (5 s)")
    assert time.monotonic() - began < 50
    await expect(light(gwen)).to_be_visible()
    await screenshot(gwen, "j9-not-connected")
    assert await axe(gwen) == []
    for n in range(3):
        await gwen.locator(".livedock .big").click()
        await gwen.locator("dialog #add-title").fill(f"In the lift, {n}")
        await gwen.locator("dialog #add-when").fill(str(2013 + n))
        await gwen.locator("dialog .composer > button").click()
        await expect(gwen.locator("dialog")).to_have_count(0)
    await expect(light(gwen)).to_contain_text("3 changes are waiting")
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert await gwen.evaluate(asks) is True
    kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert await gwen.evaluate(kept) == [0, 0, 0], "I07: nothing of it is left on the device"
    await line.mend()
    await expect(light(gwen)).to_contain_text("Back. 3 changes sent", timeout=60_000)
    for n in range(3):
        await record(chair, "events", title=f"In the lift, {n}")
    titles = [e["title"] for e in (await plain(chair))["events"].values() if e["title"].startswith("In the lift")]
    assert sorted(titles) == [f"In the lift, {n}" for n in range(3)]
    order = [e["order"] for e in (await plain(chair))["events"].values() if e["title"].startswith("In the lift")]
    assert len(set(order)) == 3


async def test_j10_the_chairs_laptop_dies_and_the_meeting_goes_on(fresh: Demo, opens: Opens) -> None:
    """J10: adding goes on; after 60 s the coordinator is asked to lead, may not freeze; the wall is blank and comes
    back; the chair returns on a phone and takes the lead back"""
    chair, tom = await sit(opens, fresh.chair), await sit(opens, fresh.seats[0])
    hers = await opens("about:blank")
    await hers.clock.install()
    await hers.goto(fresh.coordinator)
    await take_seat(hers)
    wall = await hang(opens, fresh.screen)
    await look_at(chair, "8–11")
    await show(chair)
    await expect(wall.locator("h1")).to_have_text("Age 8 to 11")
    await chair.context.close()
    opens.pages.remove(chair)
    await add_event(tom, "Added while nobody leads", when="2019", lane="school")
    await settled(tom)
    await expect(wall.locator("main.blanked")).to_be_visible(timeout=60_000)

    async def asked() -> bool:
        await hers.clock.fast_forward(5_000)
        return await hers.locator("section.who-leads").count() == 1

    began = time.monotonic()
    await until(asked, "the coordinator is asked to lead")
    assert time.monotonic() - began < 100
    await screenshot(hers, "j10-who-leads")
    assert await axe(hers) == []
    await hers.locator("section.who-leads button").click()
    await expect(wall.locator("h1")).to_have_text("Age 8 to 11")
    assert await hers.locator(".places button", has_text="Read back and freeze").count() == 0, "she cannot freeze"
    phone = await sit(opens, fresh.chair, **PHONE)
    await phone.locator(".who-leads button", has_text="Take").click()
    await expect(phone.locator(".who-leads")).to_have_count(0)
    await show_on_phone(phone)
    await expect(wall.locator("main.shows")).to_be_visible()
    history = await phone.context.new_page()
    await history.goto(f"{fresh.url}/cases/{fresh.case}/history")
    await expect(history.locator("main")).to_be_visible()


async def show_on_phone(page: Page) -> None:
    """On a narrow screen the big screen is under "more"."""
    await page.locator("nav.tabs button").last.click()
    await page.locator("dialog.overlay[open] button", has_text="Big screen").first.click()


async def test_j11_somebody_knocks_who_should_not(table: Table, opens: Opens) -> None:
    """J11: the chair sees the claim and the device; not now; nothing is sent before a yes; who is shown out does not
    come back, and the note for the data protection lead stands"""
    chair = await sit(opens, table.demo.chair)
    waiting = (await settings(chair))["invited"]["waiting"]
    desk, site = await chair.context.new_page(), table.demo.url
    await desk.goto(site + waiting.removesuffix("/waiting"))
    await desk.locator("button[name=open][value=yes]").click()
    code = re.sub(r"\W", "", await desk.locator(".code").inner_text())
    stranger = await knocks(opens, f"{site}/join/{code}", "Terry Sallis")
    sockets: list[str] = []
    stranger.on("websocket", lambda socket: sockets.append(socket.url))
    knock = chair.locator(".knock", has_text="Terry Sallis")
    await expect(knock).to_contain_text("not on the list", ignore_case=True)
    await expect(knock).to_contain_text(re.compile("phone", re.IGNORECASE))
    await knock.locator("button", has_text="Not now").click()
    await stranger.goto(f"{site}/cases/{table.demo.case}/room")
    assert "Iest" not in await stranger.content() and sockets == []
    opens.allow("404", "403", "410")
    stranger = await knocks(opens, f"{site}/join/{code}", "Terry Sallis, again")
    await chair.locator(".knock", has_text="Terry Sallis, again").locator("button.main").click()
    await stranger.wait_for_url("**/room")
    who = (await settings(stranger))["participant"]
    await desk.goto(site + waiting.removesuffix("/waiting"))
    await desk.locator(f'button[name=person][value="{who}"]', has_text="Remove").evaluate("button => button.click()")
    await expect(stranger.locator(".ended")).to_contain_text("You have left this meeting.")
    await stranger.goto(f"{site}/join/{code}")
    await stranger.goto(f"{site}/cases/{table.demo.case}/room")
    assert "Iest" not in await stranger.content()
    await desk.goto(site + waiting.replace("/waiting", f"/people/{who}/incident"))
    await expect(desk.locator("main")).to_contain_text("Terry Sallis")
    assert await axe(desk) == []
    await chair.locator(".door-open button").click()


async def knocks(opens: Opens, address: str, name: str) -> Page:
    """Somebody comes by the code, on a phone."""
    page = await opens(address, **PHONE, user_agent=A_PHONE)
    await page.locator("#name").fill(name)
    await page.locator("#agency").fill("Family")
    await page.locator(".dock button.main").click()
    await page.wait_for_url("**/waiting")
    return page


async def test_j15_a_phone_takes_part_fully(table: Table, opens: Opens) -> None:
    """J15: 320 px in one column; follows; a big button; the keyboard covers no field; back from a lock within 2 s"""
    chair = await sit(opens, table.demo.chair)
    phone = await sit(opens, table.seat(), **OLD_PHONE)
    await look_at(chair, "8–11")
    await show(chair)
    await expect(phone.locator(".bands button[aria-pressed=true]")).to_have_text("8–11")
    wide = await phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    big = await phone.locator(".livedock .big").bounding_box()
    assert big is not None and big["height"] >= 44
    await big_button_and_keyboard(phone)
    await phone.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); "
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    await add_event(chair, "While the phone was locked", when="May 2020", lane="school")
    await settled(chair)
    began = time.monotonic()
    await phone.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    await record(phone, "events", title="While the phone was locked")
    print(f"J15: what was missed is there {time.monotonic() - began:.2f} s after the lock (2 s)")
    assert time.monotonic() - began < 20
    await screenshot(phone, "j15-phone")
    assert await axe(phone) == []


async def big_button_and_keyboard(phone: Page) -> None:
    """Adds with a keyboard on the screen: the field stays above it."""
    await phone.locator(".livedock .big").click()
    await phone.locator("dialog #add-title").focus()
    await phone.set_viewport_size({"width": 320, "height": 330})
    box = await phone.locator("dialog #add-title").bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 330, "the keyboard covers no field"
    await phone.locator("dialog #add-title").fill("Typed on a small phone")
    await phone.locator("dialog #add-when").fill("2020")
    await phone.locator("dialog .composer > button").click()
    await expect(phone.locator("dialog")).to_have_count(0)
    await phone.set_viewport_size({"width": 320, "height": 640})
    await record(phone, "events", title="Typed on a small phone")
