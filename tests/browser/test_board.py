"""The board by keyboard alone: cards that rest on events, one event in two boxes, order without dragging, what the team
puts forward and who takes it up, what is to be looked at again, the list, and a phone in Welsh."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, TABLET, Opens
from tests.browser.seats import plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("board") / "demo", seats=2)
    yield running
    running.stop()


async def open_board(page: Page) -> None:
    await page.locator("nav.places button").filter(has_text="Board").press("Enter")
    await expect(page.locator("#view-title")).to_have_text("The board")


async def cards_in(page: Page, box: str) -> list[str]:
    return await page.locator(f'[data-box="{box}"] .board-card > .open').all_inner_texts()


async def standing(page: Page, collection: str) -> dict[str, Any]:
    return {i: each for i, each in (await plain(page))[collection].items() if each["removed_at"] == ""}


def card(page: Page, words: str) -> Any:
    return page.locator(".board-card").filter(has=page.locator(".open", has_text=words))


async def type_card(page: Page, box: str, words: str) -> None:
    line = page.locator(f"#board-add-{box}")
    await line.focus()
    await page.keyboard.insert_text(words)
    await page.keyboard.press("Enter")
    await expect(line).to_have_value("")
    await expect(line).to_be_focused()


async def test_the_board_is_made_by_keyboard_and_taken_up_by_whoever_leads(opens: Opens, meeting: Demo) -> None:
    elin = await sit(opens, meeting.chair)
    await open_board(elin)
    assert await axe(elin) == []

    # a card that rests on an event, found by typing
    await elin.locator("#board-add-precipitating").focus()
    await elin.keyboard.insert_text("Contact with his mother stopped ")
    await elin.keyboard.type("@")
    await expect(elin.locator("#cite-what")).to_be_focused()
    await elin.keyboard.type("contact with mother")
    await expect(elin.locator('#cite-found [aria-selected="true"]')).to_be_visible()
    event = await elin.locator('#cite-found [aria-selected="true"]').get_attribute("data-cite") or ""
    await elin.keyboard.press("Enter")
    await expect(elin.locator("#board-add-precipitating")).to_be_focused()
    await elin.keyboard.press("Enter")
    _, fields = await record(elin, "cards", text="Contact with his mother stopped")
    assert fields["events"] == {event: "supports"} and fields["box"] == "precipitating" and not fields["suggested"]

    # the same event goes into a second box from its own panel, and each says of the other
    await elin.evaluate("id => document.querySelector('gwead-room').room.see({ view: 'timeline', band: 'all' })", event)
    await elin.evaluate("id => document.querySelector('gwead-room').room.choose('events', id)", event)
    await expect(elin.locator(".put-on-board small")).to_contain_text("What set it off")
    await elin.locator(".put-opener").press("Enter")
    await expect(elin.locator("#put-words")).to_be_focused()
    await elin.locator("#put-words").fill("He waited at the window")
    await elin.locator('[data-put="perpetuating"]').press("Enter")
    await elin.locator(".notice .link").press("Enter")
    await expect(elin.locator("#view-title")).to_have_text("The board")
    second = card(elin, "He waited at the window")
    await expect(second.locator(".pointed")).to_contain_text("also in: What set it off")
    await expect(card(elin, "Contact with his mother").locator(".pointed")).to_contain_text(
        "also in: What keeps it going"
    )

    # order and box without dragging, and back
    for words in ("Not sleeping in the dark", "Going missing", "Carrying a blade"):
        await type_card(elin, "presenting", words)
    await card(elin, "Carrying a blade").locator(".open").focus()
    await elin.keyboard.press("Alt+ArrowUp")
    await elin.keyboard.press("Alt+ArrowUp")
    in_order = ["Carrying a blade", "Not sleeping in the dark", "Going missing"]
    await until(lambda: same(cards_in(elin, "presenting"), in_order), "the last card stands first")
    await expect(elin.locator(".notice")).to_contain_text("is now 1 of 3")
    await elin.keyboard.press("Enter")
    await expect(elin.locator("#panel-title")).to_contain_text("Carrying a blade")
    await elin.locator(".placing button", has_text="Move down").press("Enter")
    in_order = ["Not sleeping in the dark", "Carrying a blade", "Going missing"]
    await until(lambda: same(cards_in(elin, "presenting"), in_order), "it goes down from the panel too")
    await elin.locator("#put-in").select_option("perpetuating")
    await until(
        lambda: same(cards_in(elin, "perpetuating"), ["He waited at the window", "Carrying a blade"]),
        "it is last there",
    )
    await elin.locator(".workbar .undo").press("Enter")
    await until(lambda: same(cards_in(elin, "presenting"), in_order), "undo puts it back where it stood")

    # what the team puts forward stands apart until it is taken up, in every browser
    nia = await sit(opens, meeting.seats[0], **TABLET)
    await open_board(nia)
    await expect(nia.locator(".board-how")).to_contain_text("What you add is put forward")
    await type_card(nia, "protective", "Fishing with his uncle")
    waiting = card(elin, "Fishing with his uncle")
    await expect(waiting.locator(".whose")).to_contain_text("Suggested by Nia")
    assert await waiting.evaluate("card => getComputedStyle(card).borderTopStyle") == "dashed"
    await screenshot(elin, "board")
    await screenshot(nia, "board-tablet")
    await waiting.locator(".take-up").press("Enter")
    await expect(waiting.locator(".open")).to_be_focused()
    await expect(card(nia, "Fishing with his uncle").locator(".whose")).to_have_count(0)

    # closed to the team: they suggest all the same, and what they cannot do says why
    await elin.locator(".workbar .who-adds select").select_option("leaders")
    await expect(nia.locator(".board-how")).to_contain_text("You can suggest")
    await type_card(nia, "context", "School could ring first")
    suggested = card(elin, "School could ring first")
    await expect(suggested.locator(".whose")).to_contain_text("Suggested by Nia")
    assert "School could ring first" not in [each["text"] for each in (await standing(elin, "cards")).values()]
    await card(nia, "Going missing").locator(".open").focus()
    await nia.keyboard.press("Alt+ArrowUp")
    await expect(nia.locator(".notice.warn")).to_contain_text("Only the chair and the coordinator")
    assert await cards_in(nia, "presenting") == in_order
    await suggested.locator(".take-up").press("Enter")
    _, taken = await record(nia, "cards", text="School could ring first")
    assert taken["says"] == "Nia" and not taken["suggested"]
    await elin.locator(".workbar .undo").press("Enter")
    await expect(suggested.locator(".whose")).to_contain_text("Suggested by Nia")
    await suggested.locator(".take-up").press("Enter")
    await expect(suggested.locator(".whose")).to_have_count(0)
    await type_card(nia, "context", "Nobody wants this one")
    await card(elin, "Nobody wants this one").locator(".settle button", has_text="Leave it out").press("Enter")
    await expect(card(nia, "Nobody wants this one")).to_have_count(0)
    await settled(elin, nia)

    # what a card rests on is removed: it says to look again
    await elin.evaluate(REMOVE, event)
    for page in (elin, nia):
        await expect(card(page, "He waited at the window").locator(".again-said")).to_have_text("Look again")
        await expect(card(page, "He waited at the window").locator(".pointed")).to_contain_text("It has been removed.")

    # as a list, and on its own panel
    await elin.locator(".shapes button", has_text="List").press("Enter")
    await expect(elin.locator(".as-list h2").first).to_be_visible()
    await card(elin, "He waited at the window").locator(".open").press("Enter")
    await expect(elin.locator("#panel-title")).to_be_focused()
    await expect(elin.locator(".card-side .caution")).to_contain_text("It has been removed.")
    await expect(card(elin, "Not sleeping in the dark")).to_contain_text("It rests on nothing yet.")
    assert await axe(elin) == [] and await axe(nia) == []
    await elin.locator(".card-side .actions button", has_text="Remove").press("Enter")
    await expect(card(elin, "He waited at the window")).to_have_count(0)
    await expect(elin.locator('[data-box="perpetuating"] input')).to_be_focused()


REMOVE = """id => {
  const { workingCopy } = document.querySelector('gwead-room').room
  workingCopy.edit(workingCopy.removing('events', id))
}"""
"""A colleague removes an event."""


async def same(asked: Any, expected: list[str]) -> bool:
    return bool(await asked == expected)


async def test_on_a_phone_in_welsh_a_card_is_put_forward(opens: Opens, meeting: Demo) -> None:
    page = await sit(opens, meeting.seats[1], language="cy", **PHONE)
    await page.locator(".livedock .tab").last.click()
    await page.locator(".more-list .place").filter(has_text="Bwrdd").click()
    await expect(page.locator("#view-title")).to_have_text("Y bwrdd")
    await page.locator(".livedock .big").click()
    await expect(page.locator("#board-add-presenting")).to_be_focused()
    await page.keyboard.insert_text("Methu cysgu yn y tywyllwch")
    await page.keyboard.press("Enter")
    await expect(card(page, "Methu cysgu").locator(".whose")).to_contain_text("Heb ei dderbyn eto")
    await card(page, "Methu cysgu").locator(".open").click()
    await expect(page.locator(".right .card-side #panel-title")).to_be_visible()
    await expect(page.locator(".right .put-forward-said")).to_have_text("Heb ei dderbyn eto.")
    await screenshot(page, "board-phone-cy")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await axe(page) == []
