"""What stands beside the work in the meeting: own notes, questions, what was missed, comments, the end."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import Table, add_event, record, sit, take_seat, until
from tests.browser.watched import axe, screenshot


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    running = Demo(tmp_path_factory.mktemp("beside") / "demo", seats=18)
    yield Table(running)
    running.stop()


async def opened(page: Page, said: str) -> Any:
    """A sheet that is opened by its words, by the keyboard alone."""
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await page.locator("#find").fill(said)
    await page.keyboard.press("Enter")
    sheet = page.locator("dialog.overlay[open]")
    await expect(sheet.locator("#sheet-title")).to_have_text(said)
    return sheet


async def test_notes_are_kept_for_their_writer_alone_and_are_there_after_a_reload(table: Table, opens: Opens) -> None:
    tom, gwen = await sit(opens, table.seat()), await sit(opens, table.seat())
    sheet = await opened(tom, "My own notes")
    await sheet.locator("#own-notes").fill("Ask about the canary summer")
    await expect(sheet.locator("[role=status]")).to_contain_text("Nobody else can read this")
    assert await axe(tom) == []
    await screenshot(tom, "own-notes")
    await tom.reload()
    await expect((await opened(tom, "My own notes")).locator("#own-notes")).to_have_value("Ask about the canary summer")
    hers = await opened(gwen, "My own notes")
    await expect(hers.locator("#own-notes")).to_have_value("")
    assert "canary" not in await gwen.content()


async def test_notes_that_cannot_be_sent_are_said_to_be_unsent_and_are_sent_later(table: Table, opens: Opens) -> None:
    tom = await sit(opens, table.seat())
    opens.allow("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "own-notes")
    sheet = await opened(tom, "My own notes")
    await expect(sheet.locator("[role=status]")).to_contain_text("Nobody else")
    await tom.route("**/own-notes", lambda route: route.abort())
    await sheet.locator("#own-notes").fill("typed without a line")
    await expect(sheet.locator("[role=status]")).to_contain_text("Not connected")
    await tom.unroute("**/own-notes")
    await expect(sheet.locator("[role=status]")).to_contain_text("Nobody else")


async def test_a_question_reaches_the_agency_and_its_answer_everybody(table: Table, opens: Opens) -> None:
    chair = await sit(opens, table.demo.chair)
    tom = await sit(opens, table.seat(), **PHONE)
    agency = await tom.evaluate("JSON.parse(document.getElementById('room').textContent).agency")
    sheet = await opened(chair, "Questions to an agency")
    await sheet.locator("#question-to").fill(agency)
    await sheet.locator("#question-words").fill("Who was with him that day?")
    await sheet.locator(".asking button").click()
    await expect(sheet.locator(".question")).to_contain_text("Who was with him that day?")
    assert await axe(chair) == []
    await screenshot(chair, "questions")
    await tom.locator("button", has_text="Read it").click()
    asked = tom.locator("dialog.overlay[open] .question", has_text="Who was with him")
    await asked.locator("button", has_text="Answer it").click()
    await asked.locator("textarea").fill("His nan.")
    await asked.locator("button.main").click()
    await expect(asked).to_contain_text("Answered")
    assert await axe(tom) == []
    await screenshot(tom, "questions-phone")
    await expect(sheet.locator(".question", has_text="His nan.")).to_contain_text("Answered")


async def test_who_comes_late_is_told_what_they_missed_in_their_language(table: Table, opens: Opens) -> None:
    tom = await sit(opens, table.seat())
    await add_event(tom, "Learned to swim with Mr Evans", when="June 2018", lane="strengths")
    key, _ = await record(tom, "events", title="Learned to swim with Mr Evans")
    await tom.evaluate("id => { location.hash = 'events/' + id }", key)
    await tom.locator(".actions button", has_text="Talked about").click()

    async def talked() -> bool:
        return bool((await record(tom, "events", title="Learned to swim with Mr Evans"))[1]["talked_about"])

    await until(talked, "it is marked as talked about")
    late = await sit(opens, table.seat(), **PHONE, language="cy")
    await late.locator("nav.tabs button").last.click()
    await late.locator("dialog.overlay[open] button", has_text="Yr hyn a golloch").click()
    sheet = late.locator("dialog.overlay[open]")
    await expect(sheet).to_contain_text("Learned to swim with Mr Evans")
    assert await axe(late) == []
    await screenshot(late, "missed-phone-cy")
    await sheet.locator("button", has_text="Learned to swim").click()
    await expect(late.locator("#panel-title")).to_have_text("Learned to swim with Mr Evans")


async def test_a_question_beside_an_entry_is_settled_with_an_answer(table: Table, opens: Opens) -> None:
    tom, gwen = await sit(opens, table.seat()), await sit(opens, table.seat())
    await add_event(tom, "Went to stay with Nan", when="July 2017", lane="home")
    key, _ = await record(gwen, "events", title="Went to stay with Nan")
    await gwen.evaluate("id => { location.hash = 'events/' + id }", key)
    said = gwen.locator(".comments")
    await said.locator("summary", has_text="Say something").click()
    await said.locator("label", has_text="question").click()
    await said.locator("#comment-text").fill("For how long?")
    await said.locator("form button.main").click()
    await tom.evaluate("id => { location.hash = 'events/' + id }", key)
    beside = tom.locator(".comments [data-comment]", has_text="For how long?")
    await beside.locator("summary").click()
    await beside.locator("textarea").fill("Until school began")
    assert await axe(tom) == []
    await screenshot(tom, "comment")
    await beside.locator(".pair button").first.click()
    await expect(gwen.locator(".comments [data-comment]")).to_contain_text("Until school began")
    assert (await record(gwen, "comments", text="For how long?"))[1]["outcome"] == "answered"


async def test_the_agenda_is_prepared_on_its_page_and_moved_on_in_the_room(table: Table, opens: Opens) -> None:
    """The quiet clock: what is on, until about when, and the room goes along."""
    chair, tom = await sit(opens, table.demo.chair), await sit(opens, table.seat())
    waiting = await chair.evaluate("JSON.parse(document.getElementById('room').textContent).invited.waiting")
    desk = await chair.context.new_page()
    await desk.goto(chair.url.split("/cases/")[0] + waiting.replace("/waiting", "/agenda"))
    assert await axe(desk) == []
    await screenshot(desk, "agenda", full_page=True)
    await desk.set_viewport_size({"width": 390, "height": 844})
    await screenshot(desk, "agenda-phone", full_page=True)
    await desk.locator("#title-welcome").fill("Tea, and how we speak here")
    await desk.locator("#minutes-welcome").press("Enter")
    await expect(chair.locator(".agenda-now > button")).to_have_text("Next: Tea, and how we speak here")
    await chair.locator(".agenda-now > button").click()
    await expect(tom.locator(".agenda-now .on")).to_contain_text("Tea, and how we speak here")
    await chair.locator(".agenda-now > button", has_text="Family and people who matter").click()
    await expect(tom.locator(".agenda-now .on")).to_contain_text("Family and people who matter")
    await expect(tom.locator(".agenda-now .on")).to_contain_text("until about")
    await expect(tom.locator(".mid.family")).to_have_count(1)
    assert await axe(tom) == []
    await screenshot(tom, "agenda-now")
    await screenshot(chair, "agenda-now-chair")
    sheet = await opened(chair, "Agenda")
    assert await axe(chair) == []
    await screenshot(chair, "agenda-sheet")
    await sheet.locator("li", has_text="The whole life").locator("button").click()
    await expect(tom.locator(".mid.timeline")).to_have_count(1)


async def test_how_it_came_about_is_gone_through_by_slider_and_button(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await add_event(gwen, "The last thing that was put in", when="March 2019", lane="school")
    await record(gwen, "events", title="The last thing that was put in")
    sheet = await opened(gwen, "How this came about")
    slider = sheet.locator("input[type=range]")
    await slider.press("End")
    await expect(sheet.locator(".replay-said")).to_contain_text("The last thing that was put in")
    await expect(sheet.locator(".replay-drawing svg")).to_contain_text("The last thing")
    assert await axe(gwen) == []
    await screenshot(gwen, "replay")
    await sheet.locator("button[aria-label='One contribution back']").click()
    await expect(sheet.locator(".replay-drawing svg")).not_to_contain_text("The last thing")
    await gwen.set_viewport_size({"width": 390, "height": 844})
    await slider.press("Home")
    await screenshot(gwen, "replay-phone")


async def test_a_page_that_nobody_touches_covers_itself_and_loses_nothing(table: Table, opens: Opens) -> None:
    """I06"""
    opens.allow("403")
    dewi, sioned = await opens("about:blank", **PHONE), await opens("about:blank")
    # the coordinator's: a page from which the room is led, as the chair's in these tests, is presenting and stays open
    for page, link in ((dewi, table.seat()), (sioned, table.demo.coordinator)):
        await page.clock.install()
        await page.goto(link)
        await take_seat(page)
    name = (await dewi.locator(".who-about b").inner_text()).split(",")[0]
    await dewi.locator(".livedock .big").click()
    await dewi.locator("dialog #add-title").fill("Half a sentence")
    await dewi.clock.fast_forward(9 * 60_000 + 5_000)
    await expect(dewi.locator("[role=status]", has_text="covers itself in a minute")).to_have_count(1)
    await dewi.clock.fast_forward(60_000)
    await expect(dewi.locator("#covered")).to_be_visible()
    assert name not in await dewi.locator("gwead-room").inner_text()
    assert await axe(dewi) == []
    await screenshot(dewi, "covered-phone")
    await dewi.keyboard.press("f")
    await expect(dewi.locator("dialog[open]")).to_have_count(0)
    await dewi.locator(".at-rest button").click()
    await expect(dewi.locator("dialog #add-title")).to_have_value("Half a sentence")
    await sioned.clock.fast_forward(10 * 60_000 + 5_000)
    await expect(sioned.locator("#covered")).to_be_visible()
    await sioned.locator("#cover-password").fill("not this")
    await sioned.keyboard.press("Enter")
    await expect(sioned.locator("#cover-wrong")).to_contain_text("The password is not right.")
    await screenshot(sioned, "covered")
    assert await axe(sioned) == []
    await sioned.locator("#cover-password").fill(table.demo.coordinator_password)
    await sioned.keyboard.press("Enter")
    await expect(sioned.locator("#covered")).to_have_count(0)
    await expect(sioned.locator(".livetop button", has_text="More")).to_be_visible()
    await sioned.locator(".livetop button", has_text="More").click()
    await sioned.locator("dialog button", has_text="for an hour").click()
    await expect(sioned.locator(".notice")).to_contain_text("for the next hour")
    await sioned.clock.fast_forward(11 * 60_000)
    await expect(sioned.locator("#covered")).to_have_count(0)


async def test_who_may_not_add_here_suggests_and_whoever_leads_is_told(table: Table, opens: Opens) -> None:
    chair, tom = await sit(opens, table.demo.chair), await sit(opens, table.seat())
    room = "document.querySelector('gwead-room').room"
    await chair.evaluate(f"{room}.setModes(['timeline'], 'leaders', () => {{}})")
    await tom.evaluate(f"{room}.follow = false; {room}.see({{ view: 'timeline' }})")
    form = tom.locator(".suggest")
    await form.locator("#suggest-when").fill("June 2019")
    await form.locator("#suggest-text").fill("Won a prize for a drawing")
    assert await axe(tom) == []
    await screenshot(tom, "suggest")
    await form.locator("#suggest-text").press("Enter")
    await expect(form.locator("[role=status]")).to_contain_text("Sent.")
    await expect(chair.locator(".notice")).to_contain_text("suggests something")
    desk = await chair.context.new_page()
    await desk.goto(f"{table.demo.url}/cases/{table.demo.case}/news")
    await desk.locator("li", has_text="Won a prize").locator("form[action$=taking] button").first.click()
    await record(tom, "events", title="Won a prize for a drawing")
    await chair.evaluate(f"{room}.setModes(['timeline'], 'everyone', () => {{}})")
    await expect(form).to_have_count(0)


async def test_who_attended_and_who_was_shown_out_are_written_down(table: Table, opens: Opens) -> None:
    """J11, M5"""
    chair, tom = await sit(opens, table.demo.chair), await sit(opens, table.seat(), **PHONE)
    waiting = await chair.evaluate("JSON.parse(document.getElementById('room').textContent).invited.waiting")
    tom_id = await tom.evaluate("JSON.parse(document.getElementById('room').textContent).participant")
    desk, site = await chair.context.new_page(), chair.url.split("/cases/")[0]
    await desk.goto(site + waiting.replace("/waiting", "/attendance"))
    assert await axe(desk) == []
    await screenshot(desk, "attendance")
    await desk.locator(f"select[name=said-{tom_id}]").select_option("present")
    await desk.locator("button.main").click()
    await desk.locator(f'button[name=person][value="{tom_id}"]', has_text="Remove").evaluate("button => button.click()")
    await expect(tom.locator(".ended")).to_contain_text("You have left this meeting.")
    await expect(tom.locator(".work")).to_have_count(0)
    await screenshot(tom, "shown-out")
    await desk.goto(site + waiting.replace("/waiting", f"/people/{tom_id}/incident"))
    assert await axe(desk) == []
    await screenshot(desk, "incident", full_page=True)
    await desk.locator("button", has_text="Cymraeg").click()
    await desk.set_viewport_size({"width": 390, "height": 844})
    await screenshot(desk, "incident-phone-cy", full_page=True)
    await desk.locator("button", has_text="English").click()
    await expect(desk.locator("html")).to_have_attribute("lang", "en")


async def test_what_is_for_the_chair_alone_is_hidden_while_others_see_her_screen(table: Table, opens: Opens) -> None:
    """I03"""
    chair = await sit(opens, table.demo.chair)
    await expect(chair.locator(".waiting-people")).to_have_count(1)
    await opened(chair, "My own notes")
    await chair.keyboard.press("Escape")
    await chair.keyboard.press("Control+k")
    await chair.locator("#find").fill("Others see this screen")
    await chair.keyboard.press("Enter")
    await expect(chair.locator(".waiting-people")).to_have_count(0)
    await screenshot(chair, "seen-by-others")


async def test_the_meeting_ends_with_thanks_and_gives_the_notes_back(table: Table, opens: Opens) -> None:
    """J6, step 7"""
    chair = await sit(opens, table.demo.chair)
    tom = await sit(opens, table.seat(), **PHONE)
    sheet = await opened(tom, "My own notes")
    await sheet.locator("#own-notes").fill("To take home")
    await expect(sheet.locator("[role=status]")).to_contain_text("Nobody else")
    await tom.keyboard.press("Escape")
    waiting = await chair.evaluate("JSON.parse(document.getElementById('room').textContent).invited.waiting")
    await chair.evaluate("address => fetch(address, { method: 'POST' })", waiting.replace("/waiting", "/closing"))
    await expect(tom.locator(".closing > h2")).to_have_text("Thank you for your time and your care.")
    await expect(tom.locator(".closing textarea")).to_have_value("To take home")
    name = await chair.locator(".who-about b").inner_text()
    assert name.split(",")[0] not in await tom.locator("gwead-room").inner_text(), "access ends with the meeting"
    await expect(tom.locator("gwead-genogram, gwead-timeline, .work")).to_have_count(0)
    assert await axe(tom) == []
    await screenshot(tom, "closing-phone")
