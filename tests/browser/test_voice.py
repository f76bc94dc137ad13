"""The child's voice and the background facts by keyboard alone: asked or not, words exactly, what answers a wish, what
never reaches the wall; a starting document pasted in, kept when it is put away, and taken back at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.seats import plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot

REFERRAL = Path(__file__).parents[2] / "server" / "example" / "referral.md"
WALL = {"viewport": {"width": 1920, "height": 1080}}


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("voice") / "demo", seats=2)
    yield running
    running.stop()


async def go_to(page: Page, view: str) -> None:
    await page.locator("nav.places button").filter(has_text=view).press("Enter")


async def say(page: Page, words: str, **chosen: str) -> None:
    """Adds words of the child as people do while others talk: the kind, who heard them, and Enter."""
    for part, value in chosen.items():
        field = page.locator(f"#voice-{part}")
        if part == "by":
            await field.fill(value)
        else:
            await field.select_option(value)
    await page.locator("#voice-text").focus()
    await page.keyboard.insert_text(words)
    await page.keyboard.press("Enter")
    await expect(page.locator("#voice-text")).to_have_value("")
    await expect(page.locator("#voice-text")).to_be_focused()


async def test_the_child_is_heard_first_and_what_may_not_be_shown_stays_off_the_wall(
    opens: Opens, meeting: Demo
) -> None:
    elin = await sit(opens, meeting.chair)
    wall = await opens(meeting.screen, **WALL)
    await wall.locator("main button.main").click()
    await wall.wait_for_url("**/screen")
    await go_to(elin, "The child")
    await expect(elin.locator(".voice-part.asked")).to_contain_text("Nobody has written down yet")

    # not asked, and why not
    await elin.locator("#voice-asked").select_option("not_asked")
    await elin.locator("#voice-why").fill("in court that day")
    await elin.locator("#voice-why").press("Enter")
    await expect(elin.locator(".times-asked")).to_contain_text("Because: in court that day")
    assert await elin.locator(".voice-part.asked .caution").count() == 0

    # words exactly as they were said, also over lines
    await elin.locator("#voice-asked").select_option("asked")
    await say(elin, "i count the stairs so i know when to hide", kind="words", by="Nia", share="yes")
    await elin.locator("#voice-share").select_option("no")
    await elin.locator("#voice-text").focus()
    await elin.keyboard.insert_text("Tell me after.")
    await elin.keyboard.press("Shift+Enter")
    await elin.keyboard.insert_text("And don’t let Craig see it.")
    await elin.keyboard.press("Enter")
    kept, fields = await record(elin, "voices", text="Tell me after.\nAnd don’t let Craig see it.")
    assert fields["asked_by"] == "Nia" and fields["share"] == "no"
    await expect(elin.locator(f'.child-said[data-id="{kept}"]')).to_contain_text(
        "May not be shown; never on the big screen"
    )

    # a wish, and what answers it, said in the second browser too
    await say(elin, "I want to see Pero.", kind="wish", share="yes")
    wish, _ = await record(elin, "voices", text="I want to see Pero.")
    nia = await sit(opens, meeting.seats[0])
    await go_to(nia, "The child")
    seen = nia.locator(f'.child-said[data-id="{wish}"]')
    await expect(seen).to_contain_text("Not answered yet")
    await elin.evaluate(ANSWER, wish)
    await expect(seen).to_contain_text("A card from Pero every month")
    await expect(seen).not_to_contain_text("Not answered yet")

    # what it speaks of, found by typing
    await elin.locator(f'.child-said[data-id="{wish}"] .more-of-it').press("Enter")
    await expect(elin.locator(".voice-side #panel-title")).to_be_focused()
    await elin.locator(".voice-side .point-to").press("Enter")
    await elin.keyboard.type("pero")
    await elin.keyboard.press("Enter")
    await expect(elin.locator(".voice-side .point-to")).to_be_focused()
    await expect(seen.locator(".about .pointed")).to_contain_text("Pero")
    await elin.locator(".voice-side .weighed button").press("Enter")
    await expect(seen.locator(".about")).to_have_count(0)

    # what they say of a sentence of the story and of a card, added where those stand
    await go_to(elin, "Story")
    writing = elin.locator('.words[data-part="happened"] .writing')
    await writing.focus()
    await elin.keyboard.insert_text("He went missing twice.")
    await elin.locator(".add-child-says").press("Enter")
    await elin.keyboard.type("I was at Janet’s.")
    await elin.locator("#child-says-kind").select_option("not_so")
    await elin.locator("#child-says-text").press("Enter")
    await expect(elin.locator(".child-says-of-it .link")).to_contain_text("I was at Janet’s.")
    await expect(nia.locator(".voice-part.not-so .sentence")).to_contain_text("He went missing twice.")
    await go_to(elin, "Board")
    await elin.locator("#board-add-presenting").fill("Going missing")
    await elin.locator("#board-add-presenting").press("Enter")
    await elin.locator(".board-card .open").press("Enter")
    await elin.locator(".add-child-says").press("Enter")
    await elin.keyboard.type("I always rang somebody.")
    await elin.keyboard.press("Enter")
    await expect(elin.locator(".board-card .child-says")).to_contain_text("I always rang somebody.")
    _, spoken = await record(nia, "voices", text="I always rang somebody.")
    assert list(spoken["cards"].values()) == ["about"]
    await go_to(elin, "The child")

    # the wall: what may be shown, nothing else
    await settled(elin, nia)
    await elin.locator(".livetop button", has_text="Big screen").press("Enter")
    await expect(wall.locator(".voice-wall")).to_contain_text("I want to see Pero.")
    await expect(wall.locator(".voice-wall")).to_contain_text("i count the stairs")
    assert "Craig see it" not in await wall.content()
    await screenshot(wall, "wall-voice")

    # what stands on the timeline is gathered by age, and leads there
    quoted = await elin.evaluate(QUOTE)
    await expect(nia.locator(f'[data-quote="{quoted}"]')).to_contain_text("“It was loud.”")
    await nia.locator(f'[data-quote="{quoted}"] .link').press("Enter")
    await expect(nia.locator("#panel-title")).to_have_text((await plain(nia))["events"][quoted]["title"])
    await screenshot(elin, "voice")
    assert await axe(elin) == [] and await axe(wall) == []

    # closed to the team: it says why
    await elin.locator(".workbar .who-adds select").select_option("leaders")
    await go_to(nia, "The child")
    await expect(nia.locator(".voice-add .why")).to_contain_text("Only the chair and the coordinator")
    await elin.locator(".workbar .who-adds select").select_option("everyone")
    await expect(nia.locator(".voice-add .why")).to_have_count(0)


ANSWER = """wish => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const fields = { title: 'A card from Pero every month', start: 'now', wishes: { [wish]: 'answers' } }
  workingCopy.edit([workingCopy.creating('recommendations', fields)])
}"""
"""A recommendation that takes up a wish."""
QUOTE = """() => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const id = Object.keys(workingCopy.standing().events)[0]
  workingCopy.edit([workingCopy.setting('events', id, 'quote', 'It was loud.')])
  return id
}"""
"""Words of the child on an event."""


async def test_a_starting_document_is_pasted_in_seen_and_taken_back(opens: Opens, meeting: Demo) -> None:
    page = await sit(opens, meeting.chair)
    await go_to(page, "Family")
    before = len((await plain(page))["facts"])
    await page.locator(".background-opener").press("Enter")
    await expect(page.locator(".background #panel-title")).to_be_focused()
    await page.locator(".bring-facts").press("Enter")
    text = page.locator("#facts-text")
    await text.fill(REFERRAL.read_text(encoding="utf-8"))
    await expect(page.locator("#facts-source")).to_have_value("Referral for Enhanced Case Management")
    lines = page.locator(".fact-lines li")
    n = await lines.count()
    assert n > 20
    reader = lines.filter(has_text="Reader.")
    await expect(reader.locator("select")).to_have_value("strengths")
    await lines.first.locator("select").select_option("")
    unsure = lines.filter(has_text="Three offences in the last year")
    await expect(unsure.locator("select")).to_have_value("other")
    await unsure.locator("select").select_option("relationships")
    assert await axe(page, "dialog") == []

    # put away, nothing is lost
    await page.keyboard.press("Escape")
    assert len((await plain(page))["facts"]) == before
    await page.locator(".bring-facts").press("Enter")
    await expect(lines).to_have_count(n)
    await expect(unsure.locator("select")).to_have_value("relationships")
    await page.locator(".facts-text .main").press("Enter")
    _, fact = await record(
        page, "facts", text="Three offences in the last year, one serious and still under investigation."
    )
    assert fact["area"] == "relationships" and fact["says"] == "Referral for Enhanced Case Management, Why now"
    assert len((await plain(page))["facts"]) == before + n - 1
    await expect(page.locator('[data-area="strengths"] .fact').first).to_contain_text("Reader.")
    await screenshot(page, "background")
    assert await axe(page) == []

    # edited where it stands
    await page.locator('[data-area="strengths"] .fact .round').first.press("Enter")
    words = page.locator('[data-area="strengths"] .fact.open input').first
    await words.fill("Reads everything.")
    await words.press("Enter")
    await page.locator('[data-area="strengths"] .fact.open button.main').press("Enter")
    await record(page, "facts", text="Reads everything.", area="strengths")
    await page.locator(".workbar .undo").press("Enter")

    # what is there already is known again; all of it is one undo
    await page.locator(".bring-facts").press("Enter")
    await text.fill("Strengths:\n- Reader\n- Whistles well")
    await expect(page.locator(".fact-lines .there")).to_contain_text("There already")
    await expect(page.locator(".facts-text .main")).to_have_text("Add 1 fact")
    await page.keyboard.press("Escape")
    await page.locator(".workbar .undo").press("Enter")
    await until(lambda: standing_facts(page, before), "one undo takes all of them back")
    await page.locator(".background .bring-facts").focus()
    await page.keyboard.press("Escape")
    await expect(page.locator(".background-opener")).to_be_focused()
    await expect(page.locator(".background")).to_have_count(0)


async def standing_facts(page: Page, n: int) -> bool:
    return sum(each["removed_at"] == "" for each in (await plain(page))["facts"].values()) == n


async def test_on_a_phone_in_welsh_the_child_s_words_are_added(opens: Opens, meeting: Demo) -> None:
    page = await sit(opens, meeting.seats[1], language="cy", **PHONE)
    await page.locator(".livedock .tab").last.click()
    await page.locator(".more-list .place").filter(has_text="Llais").click()
    await expect(page.locator("#view-title")).to_contain_text("Llais")
    await page.locator(".livedock .big").click()
    await expect(page.locator("#voice-text")).to_be_focused()
    await page.keyboard.insert_text("Dwi isio fo yn ôl. Y Gymraeg.")
    await page.locator(".voice-add .main").click()
    said = page.locator(".child-said").filter(has_text="Y Gymraeg")
    await expect(said.locator("blockquote")).to_have_attribute("lang", "cy")
    await said.scroll_into_view_if_needed()
    await screenshot(page, "voice-phone-cy")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await axe(page) == []
