"""Recommendations by keyboard alone: ten of them typed at the speed of talk, their order without dragging, the check of
the order that warns and never blocks, what to avoid for now, the other forms, and a phone in Welsh."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, TABLET, Opens
from tests.browser.seats import plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot

PLAN = (
    (
        "Same adult, same place, same time (Thursdays 3.30 café); named back-up introduced now",
        1,
        "Nia",
        "12 March 2026",
    ),
    ("Tŷ Bryn evening plan: same three adults, landing light on, door ajar", 1, "Aisha", "26 March 2026"),
    ("No planned placement move for 12 months", 1, "Tomos", "12 March 2026"),
    ("SaLT communication passport; letters re-written at his level", 1, "Kath", "9 April 2026"),
    ("EOTAS up from 6 to 9 hours, only with Dewi", 1, "Education", "20 April 2026"),
    ("Weekly car time with Dewi – doing, not talking", 2, "Dewi", "May 2026"),
    ("Janet and Alun: card or visit monthly, on his calendar; Pero comes", 2, "Tomos", "9 April 2026"),
    ("Bethan: supported visits fortnightly; viability only if he wants", 2, "Tomos", "7 May 2026"),
    ("Memory box for Macsen and Gwyneth when he asks", 3, "Marged", "when ready"),
)
"""The recommendations of the invented case: what, the step, who, by when. The tenth is the guide's central case."""
THERAPY = "CAMHS bereavement and trauma therapy, weekly"
REASON = "He asked for Dr Obi by name, and she has known him for two years."
AGREED = """() => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const [event] = Object.keys(workingCopy.standing().events)
  const placed = { steps: '1_2', agreed: true, agreed_at: workingCopy.now(), reason: 'It begins' }
  const wish = { kind: 'wish', asked: 'asked', asked_by: 'Nia', text: 'No more new people.', share: 'yes' }
  workingCopy.edit([
    workingCopy.creating('placements', { ...placed, events: { [event]: 'supports' } }),
    workingCopy.creating('voices', { ...wish, language: 'en' })
  ])
}"""
"""The room has placed the child, and Nia has heard a wish, in the views before this one."""


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("recommendations") / "demo", seats=2)
    yield running
    running.stop()


async def open_plan(page: Page) -> None:
    await page.locator("nav.places button").filter(has_text="Recommendations").press("Enter")
    await expect(page.locator("#view-title")).to_have_text("Recommendations")


def rec(page: Page, words: str) -> Any:
    return page.locator(".rec").filter(has=page.locator(".open", has_text=words))


async def on_step(page: Page, step: int) -> list[str]:
    cards = page.locator(f'[data-step="{step}"] .rec .open')
    return [words.split(". ", 1)[1] for words in await cards.all_text_contents()]


async def type_one(page: Page, what: str, step: int, who: str, by: str, kind: str = "") -> None:
    """One line of the talk: what, Tab, the step, Tab, who, Tab, by when, Enter. The focus is back for the next."""
    await expect(page.locator("#rec-what")).to_be_focused()
    await page.keyboard.insert_text(what)
    await page.keyboard.press("Tab")
    await expect(page.locator("#rec-step")).to_be_focused()
    await page.keyboard.press(str(step))
    await page.keyboard.press("Tab")
    await expect(page.locator("#rec-who")).to_be_focused()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.insert_text(who)
    await page.keyboard.press("Tab")
    await page.keyboard.insert_text(by)
    if kind:
        await page.keyboard.press("Tab")
        await expect(page.locator("#rec-kind")).to_be_focused()
        await page.keyboard.type(kind)
        await page.locator(".rec-add button.main").press("Enter")
    else:
        await page.keyboard.press("Enter")
    await expect(page.locator("#rec-what")).to_have_value("")


async def same(asked: Any, expected: list[str]) -> bool:
    return bool(await asked == expected)


async def test_the_plan_is_typed_ordered_and_checked_by_keyboard(opens: Opens, meeting: Demo) -> None:
    elin = await sit(opens, meeting.chair)
    await elin.evaluate(AGREED)
    await open_plan(elin)
    await expect(elin.locator(".rec-placed")).to_have_text("Iest is on steps 1 to 2")
    await expect(elin.locator(".rec-wishes .uncovered")).to_have_text("Nothing answers this yet")
    await expect(elin.locator('[data-step="5"] .empty')).to_contain_text("Not yet.")
    assert await axe(elin) == []

    # at the speed of talk
    await elin.locator(".workbar button", has_text="Add one").press("Enter")
    for what, step, who, by in PLAN:
        await type_one(elin, what, step, who, by)
    _, first = await record(elin, "recommendations", title=PLAN[0][0])
    assert (first["steps"], first["who"], first["start"]) == ("1", "Nia", "now")
    await until(lambda: dated(elin, PLAN[0][0], "2026-03-12"), "its words are read as a date")
    assert await on_step(elin, 2) == [what for what, step, *_ in PLAN if step == 2]

    # order and step without dragging
    card = rec(elin, "Same adult, same place")
    await card.locator(".open").focus()
    await elin.keyboard.press("Alt+ArrowDown")
    await expect(elin.locator(".notice")).to_contain_text("is now 2 of 5 on its step")
    ones = [what for what, step, *_ in PLAN if step == 1]
    await until(lambda: same(on_step(elin, 1), [ones[1], ones[0], *ones[2:]]), "it stands second")
    await elin.keyboard.press("Enter")
    await elin.locator(".placing button", has_text="Move up").press("Enter")
    await until(lambda: same(on_step(elin, 1), ones), "it stands first again")
    await elin.locator("#side-to-step").select_option("2")
    await until(lambda: same(on_step(elin, 2), [*[w for w, s, *_ in PLAN if s == 2], ones[0]]), "last on step 2")
    await elin.locator(".workbar .undo").press("Enter")
    await until(lambda: same(on_step(elin, 1), ones), "undo puts it back")

    # what it rests on, found by typing, and the wish that it answers
    await expect(card.locator(".warned")).to_contain_text("1 warning: It does not say what it rests on")
    await elin.locator(".rec-side .point-to").press("Enter")
    await elin.keyboard.type("contact with mother")
    await expect(elin.locator('#cite-found [aria-selected="true"]')).to_be_visible()
    await elin.keyboard.press("Enter")
    await expect(card.locator(".pointed")).to_have_count(1)
    await expect(card.locator(".warned")).to_have_count(0)
    await elin.locator(".wishes-answered select").select_option("answers")
    await expect(elin.locator(".rec-wishes .covered-by")).to_have_text("Covered by 1")

    # the guide's central case: a talking therapy that is to begin at step 1
    await elin.locator("#rec-what").focus()
    await elin.keyboard.insert_text(THERAPY)
    await expect(elin.locator(".rec-add .sort-asked")).to_contain_text("It sounds like: Talking therapy")
    assert await axe(elin) == []
    await elin.locator("#rec-what").fill("")
    await type_one(elin, THERAPY, 1, "Dr Obi", "June 2026")
    therapy = rec(elin, THERAPY)
    await expect(therapy.locator(".warned")).to_contain_text("Talking therapy before step 3")
    await expect(therapy).to_have_class("rec starts-now early")
    await therapy.locator(".open").press("Enter")
    warning = elin.locator('[data-rule="therapy_early"]')
    await expect(warning).to_contain_text("Nobody has said what sort of work it is")
    await elin.locator(".rec-side .sort-asked button", has_text="It is: Talking therapy").press("Enter")
    await expect(warning).to_contain_text("is a talking therapy, and would start before")
    await expect(elin.locator(".rec-side .sort-asked")).to_have_count(0)
    await expect(warning.locator("h3")).to_have_text("This may come too early")
    await expect(warning).to_contain_text("Begun too early it can hurt the child’s sense of their own worth.")
    await screenshot(elin, "recommendations-warned")
    await warning.locator("button", has_text="Hold a place").press("Enter")
    await expect(warning).to_have_count(0)
    await expect(elin.locator("#panel-title")).to_be_focused()
    await expect(therapy).to_contain_text("Kept open, begins when Iest is on step 3")
    assert THERAPY in await on_step(elin, 3)
    assert await therapy.evaluate("card => getComputedStyle(card).borderTopStyle") == "dashed"
    # no button half under the row of buttons that stays at the foot
    await elin.locator(".right").evaluate("panel => { panel.scrollTop = panel.scrollHeight }")
    assert await axe(elin) == []

    # kept anyway, with a reason: everybody sees it, nobody else writes it
    nia = await sit(opens, meeting.seats[0], **TABLET)
    await open_plan(nia)
    await elin.locator(".placing button", has_text="Start").press("Enter")
    await expect(warning).to_be_visible()
    await rec(nia, THERAPY).locator(".open").press("Enter")
    hers = nia.locator('[data-rule="therapy_early"]')
    await expect(hers).to_contain_text("Whoever chairs decides")
    await expect(hers.locator("textarea")).to_have_count(0)
    await warning.locator("textarea").fill(REASON)
    await warning.locator("button", has_text="Keep it").press("Enter")
    await expect(hers.locator(".kept-reason")).to_contain_text(REASON)
    kept, _ = await record(nia, "decisions", rule="therapy_early", against="1–2", reason=REASON)
    assert await axe(nia) == []
    await screenshot(nia, "recommendations-tablet")
    await settled(elin, nia)
    await elin.reload()
    await settled(elin)
    await open_plan(elin)
    await rec(elin, THERAPY).locator(".open").press("Enter")
    await expect(warning.locator(".kept-reason")).to_contain_text(REASON)
    await expect(rec(elin, THERAPY).locator(".kept-said")).to_have_text("Kept, with a reason")
    assert (await plain(elin))["decisions"][kept]["removed_at"] == ""

    # the child is placed elsewhere: the reason is asked for again, and what was written is offered
    await elin.evaluate(LOWER)
    await expect(warning.locator(".before")).to_contain_text(REASON)
    await warning.locator("button", has_text="Use it again").press("Enter")
    await expect(warning.locator("textarea")).to_have_value(REASON)

    # what to avoid for now: by typing, moved there, and put back
    whole = elin.locator('.whole [data-rule="nothing_avoided"]')
    await expect(whole).to_be_visible()
    await elin.locator(".add-avoided").press("Enter")
    await expect(elin.locator("#avoid-what")).to_be_focused()
    await elin.keyboard.insert_text("Asking him to retell the violence")
    await elin.keyboard.press("Enter")
    await expect(elin.locator(".avoid-list li")).to_have_count(1)
    await elin.keyboard.press("Escape")
    await expect(elin.locator(".add-avoided")).to_be_focused()
    await expect(elin.locator(".avoid-list li small")).to_have_text("Until step 3")
    await expect(whole).to_have_count(0)
    await warning.locator("button", has_text="Move to avoid for now").press("Enter")
    await expect(rec(elin, THERAPY)).to_have_count(0)
    await expect(nia.locator(".avoid-list li")).to_have_count(2)
    await elin.locator(".avoid-list li", has_text=THERAPY).locator("button.round").press("Enter")
    await expect(rec(nia, THERAPY)).to_have_count(1)
    await screenshot(elin, "recommendations")

    # by person and as a list
    await elin.locator(".rec-forms button", has_text="By person").press("Enter")
    tomos = elin.locator(".by-person section").filter(has=elin.locator("h2", has_text="Tomos"))
    await expect(tomos.locator(".rec")).to_have_count(3)
    assert await axe(elin) == []
    await elin.locator(".rec-forms button", has_text="List").press("Enter")
    by_date = await elin.locator(".list-line .open").all_inner_texts()
    assert "Same adult" in by_date[0] and "No planned placement move" in by_date[1] and "Memory box" in by_date[-1]
    await expect(rec(elin, "Same adult, same place").locator("dl")).to_contain_text("step 1: get used to structure")
    assert await axe(elin) == []
    await screenshot(elin, "recommendations-list")

    # at a review each says how it went, and what stopped is asked why
    await elin.evaluate(REVIEW)
    review = rec(elin, "Memory box").locator(".review")
    await expect(review.locator("legend")).to_contain_text("Not looked at yet")
    await review.locator("input[value=waiting]").focus()
    await elin.keyboard.press("Space")
    await elin.keyboard.press("ArrowDown")
    await expect(review.locator(".warned")).to_have_text("Say why it stopped.")
    assert await axe(elin) == []
    await review.locator("textarea").fill("He did not ask")
    await expect(review.locator(".warned")).to_have_count(0)
    _, stopped = await record(nia, "recommendations", title=PLAN[8][0], state="stopped", state_why="He did not ask")
    assert stopped["state_at"] != "" and stopped["state_by"] == stopped["added_by"]
    await screenshot(elin, "recommendations-review")


LOWER = """() => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const [placement] = Object.keys(workingCopy.standing().placements)
  workingCopy.edit([workingCopy.setting('placements', placement, 'steps', '1')])
}"""
"""The room agrees on a lower step, in the view of the steps."""


REVIEW = """() => {
  const { room } = document.querySelector('gwead-room')
  room.settings.kind = 'review'
  room.changed()
}"""
"""The same meeting, as the page of a review has it."""


async def dated(page: Page, title: str, day: str) -> bool:
    _, fields = await record(page, "recommendations", title=title)
    return bool(fields["by"]["start"] and fields["by"]["start"][0] == day)


async def test_on_a_phone_in_welsh_the_list_is_the_plan(opens: Opens, meeting: Demo) -> None:
    page = await sit(opens, meeting.seats[1], language="cy", **PHONE)
    await page.locator(".livedock .tab").last.click()
    await page.locator(".more-list .place").filter(has_text="Argymhellion").click()
    await expect(page.locator("#view-title")).to_have_text("Argymhellion")
    await expect(page.locator('.rec-forms [aria-pressed="true"]')).to_have_text("Rhestr")
    await page.locator(".livedock .big").click()
    await expect(page.locator("#rec-what")).to_be_focused()
    await page.keyboard.insert_text("Swper am chwech bob nos")
    await page.keyboard.press("Enter")
    await expect(rec(page, "Swper am chwech").locator("dl")).to_contain_text("dod i arfer â strwythur")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await axe(page) == []
    await screenshot(page, "recommendations-phone-cy")
    await page.locator(".rec-forms button").first.click()
    await expect(page.locator('[data-step="1"] .rec', has_text="Swper am chwech")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await axe(page) == []
