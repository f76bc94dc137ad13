"""The home of a case after a freeze, and the link by which an agency tells, in a real browser."""

import re

from playwright.async_api import expect

from tests.browser.demo import Demo
from tests.browser.fixtures import LAPTOP, PHONE, Opens
from tests.browser.test_pages import chair, fits
from tests.browser.watched import axe, screenshot


async def test_the_home_of_a_case_and_a_link_to_tell_are_for_everybody(demo: Demo, opens: Opens) -> None:
    """K01, K05: nothing to complain of in both languages, at a desk and on a phone; words outlive the language."""
    page = await chair(opens, demo, **LAPTOP)
    case = f"{demo.url}/cases/{demo.case}"
    await page.goto(f"{case}/news")
    await page.locator("details summary.button", has_text="Open a link").click()
    await page.fill("#for", "Education")
    await page.fill("#purpose", "What has changed in school")
    await page.locator("form[action$='/tells'] button.main").click()
    link = await page.locator(".address").inner_text()
    assert await axe(page) == []

    phone = await opens(link, **PHONE)
    await phone.fill("#text", "11 March: she laughed in the lesson")
    await phone.fill("#said_by", "Mr Evans")
    await phone.locator("button[name=choose][value=cy]").click()
    await expect(phone.locator("html")).to_have_attribute("lang", "cy")
    assert await axe(phone) == [] and await fits(phone)
    await screenshot(phone, "tell-cy-390")
    await expect(phone.locator("#text")).to_have_value("11 March: she laughed in the lesson")
    await phone.locator(".dock button.main").click()
    await phone.wait_for_url(re.compile(r"thanks$"))
    assert await axe(phone) == [] and await fits(phone)

    await page.goto(case)
    await page.locator("form[action$='/taking'] button").click()
    await expect(page.locator("[role=status]")).to_be_visible()
    for place in ("", "/history", "/consent", "/recipients", "/seats", "/news", "/lanes", "/erasure", "/screens"):
        for width, viewport in (("1440", {"width": 1440, "height": 900}), ("390", {"width": 390, "height": 844})):
            await page.set_viewport_size(viewport)
            await page.goto(f"{case}{place}")
            assert await axe(page) == [] and await fits(page), (place, width)
        await page.locator("header button[name=language]").click()
        await expect(page.locator("html")).to_have_attribute("lang", re.compile("cy|en"))
        await screenshot(page, f"case{place.replace('/', '-')}-390", full_page=True)
        assert await axe(page) == [] and await fits(page), place


async def test_a_copy_is_chosen_before_freezing_and_read_on_a_phone_and_the_review_begins(
    demo: Demo, opens: Opens
) -> None:
    """K01, K05; K1 and K2 of server/domain/copies.py; J7 by keyboard."""
    page = await chair(opens, demo, **LAPTOP)
    case = f"{demo.url}/cases/{demo.case}"
    await page.goto(case)
    await page.locator("details.asks summary").click()
    await page.locator("form[action$='/hold'] button.main").click()
    await page.wait_for_url("**/hold")
    await page.locator(".copying select").nth(0).select_option("plan")
    await page.locator(".copying select").nth(1).select_option("summary")
    await screenshot(page, "freeze-copies-1440", full_page=True)
    assert await axe(page) == []
    await page.fill("#password", demo.chair_password)
    await page.locator("#freeze button").last.click()
    await page.wait_for_url("**/versions/1")
    await page.goto(f"{case}/versions/1/copies")
    for width, viewport in (("390", PHONE["viewport"]), ("1440", LAPTOP["viewport"])):
        await page.set_viewport_size(viewport)
        await screenshot(page, f"copies-{width}", full_page=True)
        assert await axe(page) == [] and await fits(page), width
    await page.locator("form[action$='/showing'] button").first.click()
    link = await page.locator(".address").inner_text()
    assert await axe(page) == []
    await screenshot(page, "copies-link-1440", full_page=True)

    phone = await opens(link, **PHONE)
    await phone.locator("header button[name=language]").click()
    await expect(phone.locator("html")).to_have_attribute("lang", "cy")
    assert await axe(phone) == [] and await fits(phone)
    await screenshot(phone, "copy-cy-390", full_page=True)
    await phone.locator("form button.main").first.click()
    await expect(phone.locator(".report article").first).to_be_visible()
    assert await axe(phone) == [] and await fits(phone)
    await screenshot(phone, "copy-read-cy-390")

    await page.goto(f"{case}/review")
    assert await axe(page) == []
    await page.locator("form[action$='/workingcopies'] button").click()
    await page.goto(f"{case}/review")
    await page.locator("#text").fill("22 May 2026, school: passed mock maths")
    await page.locator("#said_by").fill("Mr Evans")
    await page.keyboard.press("Enter")
    await expect(page.locator(".review .changes")).to_contain_text("passed mock maths")
    await page.locator("details summary.button").first.press("Enter")
    for width, viewport in (("1440", LAPTOP["viewport"]), ("390", PHONE["viewport"])):
        await page.set_viewport_size(viewport)
        assert await axe(page) == [] and await fits(page), width
        await screenshot(page, f"review-{width}", full_page=True)
    await page.locator("header button[name=language]").click()
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    assert await axe(page) == [] and await fits(page)
    await screenshot(page, "review-cy-390", full_page=True)
