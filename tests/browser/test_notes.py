"""A note is added and a version marked as entered in error, by two people at two widths, with the keyboard alone."""

from typing import Any

from playwright.async_api import Page, expect

from server.languages import words
from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, Opens
from tests.browser.test_pages import addresses, chair, fits
from tests.browser.watched import axe, screenshot


async def looks_well(page: Page, name: str) -> None:
    """By axe, and without scrolling sideways."""
    await screenshot(page, name, full_page=True)
    assert await axe(page) == [] and await fits(page), name


async def coordinator(opens: Opens, demo: Demo, **options: Any) -> Page:
    """A browser in which the coordinator is signed in."""
    page = await opens(demo.coordinator, **options)
    await page.locator("form#join .dock button").click()
    await page.wait_for_url("**/room")
    return page


async def typed(page: Page, **fields: str) -> None:
    """Fills fields by the keyboard, and sends the form with Enter from the last."""
    for name, value in fields.items():
        await page.locator(f"#{name}").focus()
        await page.keyboard.type(value)
    await page.keyboard.press("Enter")


async def test_a_note_a_mark_by_two_people_and_the_seals(demo: Demo, opens: Opens) -> None:
    """N2, N3, Y1, Y2"""
    opens.allow("422")
    en, cy = words("en"), words("cy")
    nia = await chair(opens, demo)
    gwen = await coordinator(opens, demo, **{**PHONE, "locale": "cy-GB"})
    home = addresses(demo)["home"]
    await nia.goto(home)
    await nia.locator("details.asks summary").click()
    await nia.locator("form[action$='/hold'] button").click()
    await nia.wait_for_url("**/hold")
    await typed(nia, password=demo.chair_password)
    await nia.wait_for_url("**/versions/1")
    await gwen.goto(f"{home}/versions/1")
    await gwen.locator("a[href$='/notes/new']").press("Enter")
    await looks_well(gwen, "note-new-cy-390")
    await typed(gwen, text="Mae Nain wedi symud.", said_by="Nain", reason="")
    await expect(gwen.locator("#errors")).to_contain_text(cy("refusal.note_reason_missing"))
    await expect(gwen.locator("#text")).to_have_value("Mae Nain wedi symud.")
    await looks_well(gwen, "note-wrong-cy-390")
    await typed(gwen, reason="Dywedodd ar y ffôn")
    await gwen.wait_for_url("**/versions/1#notes")
    await expect(gwen.locator("#notes")).to_contain_text(cy("note.waits_for_chair"))
    await nia.goto(f"{home}/versions/1/errors/new")
    await looks_well(nia, "error-new-en-1440")
    await typed(nia, reason="It is of another child", password=demo.chair_password)
    await nia.wait_for_url("**/notes")
    await expect(nia.locator(".added")).to_have_count(2)
    await looks_well(nia, "notes-en-1440")
    await typed(nia, **{"password-1": demo.chair_password})
    await nia.wait_for_url("**/versions/1#notes")
    await gwen.goto(f"{home}/notes")
    await looks_well(gwen, "notes-cy-390")
    await typed(gwen, **{"password-1": demo.coordinator_password})
    await gwen.wait_for_url("**/versions/1#notes")
    await expect(gwen.locator("#in-error")).to_contain_text(cy("error.entered_of", n=1))
    await looks_well(gwen, "version-in-error-cy-390")
    await nia.goto(f"{home}/versions/verify")
    await expect(nia.locator("main")).to_contain_text(en("error.entered"))
    await looks_well(nia, "verify-en-1440")
    seal = await nia.locator("ol.rows .mono").first.inner_text()
    await typed(nia, seal=seal)
    await expect(nia.locator("main [role=status]").first).to_have_text(en("verify.paper_version", n=1))
    await gwen.goto(f"{home}/versions/verify")
    await looks_well(gwen, "verify-cy-390")
    await nia.emulate_media(media="print")
    await nia.goto(f"{home}/versions/1")
    await expect(nia.locator(".each-page")).to_be_visible()
