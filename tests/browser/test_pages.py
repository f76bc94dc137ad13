"""The ordinary pages in a real browser: both languages, three widths, the keyboard, and nothing to complain of."""

import re
from io import BytesIO
from typing import Any

import pytest
from playwright.async_api import Page, expect
from pypdf import PdfReader

from server.languages import words
from tests.browser.demo import Demo
from tests.browser.fixtures import LAPTOP, PHONE, TABLET, WIDE, Opens
from tests.browser.seats import settled, until
from tests.browser.watched import OFFLINE, axe, screenshot

WIDTHS: dict[str, dict[str, Any]] = {"1440": LAPTOP, "1024": TABLET, "390": PHONE}
LOCALES = {"en": "en-GB", "cy": "cy-GB"}


async def chair(opens: Opens, demo: Demo, **options: Any) -> Page:
    """A browser in which the chair is signed in."""
    page = await opens(demo.chair, **options)
    await page.locator("form#join .dock button").click()
    await page.wait_for_url("**/room")
    return page


def addresses(demo: Demo) -> dict[str, str]:
    """Every page that chair and coordinator reach by a link."""
    case = f"{demo.url}/cases/{demo.case}"
    return {
        "welcome": f"{demo.url}/",
        "cases": f"{demo.url}/cases",
        "home": case,
        "referral": f"{case}/referral",
        "plan": f"{case}/meetings/new",
        "meeting": f"{case}/meetings/{demo.meeting}?links",
        "cards": f"{case}/meetings/{demo.meeting}/cards",
        "history": f"{case}/versions",
        "missing": f"{demo.url}/nowhere",
    }


async def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways to be seen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("en", "1440"),
        ("cy", "390"),
        *(pytest.param(*each, marks=WIDE) for each in (("cy", "1440"), ("en", "1024"), ("cy", "1024"), ("en", "390"))),
    ],
)
async def test_every_page_of_the_chair_is_accessible_and_fits(
    standing_demo: Demo, opens: Opens, language: str, width: str
) -> None:
    opens.allow("404")
    page = await chair(opens, standing_demo, **{**WIDTHS[width], "locale": LOCALES[language]})
    for name, address in addresses(standing_demo).items():
        await page.goto(address)
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await screenshot(page, f"{name}-{language}-{width}", full_page=True)
        assert await axe(page) == [], name
        assert await fits(page), name


async def test_at_320_pixels_and_twice_the_text_nothing_is_lost_sideways(standing_demo: Demo, opens: Opens) -> None:
    """K05: in Welsh, which needs more room."""
    opens.allow("404")
    page = await chair(opens, standing_demo, viewport={"width": 320, "height": 640}, locale="cy-GB")
    places = {**addresses(standing_demo), "join": standing_demo.seats[0], "sign-in": f"{standing_demo.url}/sign-in"}
    for name, address in places.items():
        await page.goto(address)
        assert await fits(page), name
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await fits(page), f"{name} at twice the text"


@pytest.mark.parametrize("language", LOCALES)
async def test_who_comes_by_link_finds_accessible_pages_on_a_phone(
    standing_demo: Demo, opens: Opens, language: str
) -> None:
    page = await opens(standing_demo.seats[0], **{**PHONE, "locale": LOCALES[language]})
    assert await axe(page) == [] and await fits(page)
    await screenshot(page, f"join-{language}-390")
    await page.fill("#name", "Somebody Else")
    await page.locator("form#join .dock button").click()
    await page.wait_for_url("**/waiting")
    await screenshot(page, f"waiting-{language}-390")
    assert await axe(page) == [] and await fits(page)
    for address in (f"{standing_demo.url}/sign-in", standing_demo.screen):
        await page.goto(address)
        assert await axe(page) == [] and await fits(page)


async def test_the_way_in_is_walked_with_the_keyboard_alone(standing_demo: Demo, opens: Opens) -> None:
    """K01: skip link, language, name, agency, and Enter in a field continues."""
    page = await opens(standing_demo.seats[1])
    await page.keyboard.press("Tab")
    await expect(page.locator("a.skip")).to_be_focused()
    seen = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("document.activeElement.id || document.activeElement.value"))
        if seen[-1] == "agency":
            break
    assert seen[-4:] == ["cy", "en", "name", "agency"], seen
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/room")


async def test_focus_is_never_without_its_outline(standing_demo: Demo, opens: Opens) -> None:
    """WCAG 2.4.7: three pixels of ink around whatever the keyboard reaches."""
    page = await chair(opens, standing_demo)
    await page.goto(addresses(standing_demo)["plan"])
    for _ in range(14):
        await page.keyboard.press("Tab")
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"


async def test_changing_the_language_keeps_the_place_and_what_was_typed(standing_demo: Demo, opens: Opens) -> None:
    """K06, B1."""
    page = await chair(opens, standing_demo)
    await page.goto(addresses(standing_demo)["plan"])
    await page.fill("#name-1", "Gwenllian")
    await page.select_option("#role-1", "observer")
    await page.locator("form[action='/language'] button").first.click()
    await expect(page.locator("h1")).to_have_text(words("cy")("meetings.plan"))
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    await expect(page.locator("#name-1")).to_have_value("Gwenllian")
    await expect(page.locator("#role-1")).to_have_value("observer")
    assert page.url.endswith("/meetings/new")


async def test_what_is_wrong_with_a_form_is_said_above_it_and_leads_to_the_field(
    standing_demo: Demo, opens: Opens
) -> None:
    opens.allow("422")
    page = await opens(f"{standing_demo.url}/sign-in")
    await page.locator("form[action='/sign-in'] button").click()
    await expect(page.locator("#errors")).to_be_focused()
    assert await axe(page) == []
    await page.locator("#errors a").first.click()
    await expect(page.locator("#email")).to_be_focused()


async def test_the_chair_lets_somebody_in_from_the_cases_page(demo: Demo, opens: Opens) -> None:
    """E02, J2: the waiting room takes them to the meeting by itself; nothing of the child was there before."""
    jo = await opens(demo.seats[0], **PHONE)
    await jo.fill("#name", "Jo Bevan")
    await jo.locator("form#join .dock button").click()
    await jo.wait_for_url("**/waiting")
    await jo.locator("#read button").click()
    await expect(jo.locator("#read")).to_contain_text(words("en")("waiting.read_noted"))
    page = await chair(opens, demo)
    await page.goto(addresses(demo)["home"])
    knock = page.locator(".caution", has_text="Jo Bevan")
    await expect(knock).to_contain_text(words("en")("waiting.has_read"))
    assert await axe(page) == []
    await knock.locator("button.main").click()
    await jo.wait_for_url("**/room", timeout=60_000)


@pytest.mark.parametrize("language", [pytest.param("en", marks=WIDE), "cy"])
async def test_nia_reads_back_on_one_page_and_freezes_with_her_password(
    demo: Demo, opens: Opens, language: str
) -> None:
    """The whole act, and that pressing twice makes one version."""
    page = await chair(opens, demo, locale=LOCALES[language])
    w = words(language)
    await page.goto(addresses(demo)["home"])
    await page.locator("details.asks summary").click()
    await page.locator("form[action$='/hold'] button").click()
    await page.wait_for_url("**/hold")
    await expect(page.locator("#fingerprint")).to_have_text(re.compile(r"^([0-9a-f]{4} ?){8}$"))
    assert await axe(page) == [] and await fits(page)
    await screenshot(page, f"freeze-{language}-1440", full_page=True)
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await fits(page)
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.fill("#password", demo.chair_password)
    await page.locator("#freeze button").dblclick()
    await page.wait_for_url("**/versions/1")
    await expect(page.locator("[data-version] .note")).to_contain_text(w("version.seal_good"))
    await expect(page.locator(".drawing svg").first).to_be_visible()
    assert await axe(page) == []
    await screenshot(page, f"version-{language}-1440")
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await fits(page)
    await screenshot(page, f"version-{language}-390")
    await page.goto(addresses(demo)["history"])
    await expect(page.locator("ol.rows li")).to_have_count(1)
    await page.goto(addresses(demo)["home"])
    await page.locator("form[action$='/workingcopies'] button").click()
    await expect(page.locator("details.asks summary")).to_be_visible()
    await compared(page, addresses(demo)["home"], language)


CHANGES = """() => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const [nan] = Object.entries(workingCopy.standing().people).find(([, person]) => person.name === 'Gwyneth Tudful')
  const [dog] = Object.entries(workingCopy.standing().people).find(([, person]) => person.name === 'Pero')
  workingCopy.edit([
    workingCopy.creating('events', { title: 'First visit to Bethan', lane: 'strengths' }),
    workingCopy.creating('people', { name: 'Owain', kind: 'person', gender: 'male', place: [640, 0] }),
    workingCopy.setting('people', nan, 'note', 'Sang Welsh hymns'),
    ...workingCopy.removing('people', dog)
  ])
}"""


async def compared(page: Page, home: str, language: str) -> None:
    """What has changed since the version: by keyboard through sections and views, at both widths."""
    await page.goto(f"{home}/room")
    await page.wait_for_selector("gwead-room .room")
    await until(lambda: page.evaluate("document.querySelector('gwead-room').room?.workingCopy.filled"), "filled")
    await page.evaluate(CHANGES)
    await settled(page)
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.goto(f"{home}/compare?from=1&to=now&section=family")
    await expect(page.locator(".d-differs.d-new")).to_have_count(1)
    await expect(page.locator(".d-differs.d-no_longer")).to_have_count(1)
    assert await axe(page) == [] and await fits(page)
    await screenshot(page, f"compare-{language}-1440")
    await page.locator(".tabs a").nth(2).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".change.is-new")).to_contain_text("First visit to Bethan")
    await page.locator(".switch a").nth(1).press("Enter")
    await expect(page.locator("figure.drawing")).to_have_count(2)
    await screenshot(page, f"compare-beside-{language}-1440")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.locator(".switch a").nth(2).press("Enter")
    await expect(page.locator("figure.drawing")).to_have_count(0)
    assert await axe(page) == [] and await fits(page)
    await screenshot(page, f"compare-{language}-390")


async def test_the_page_that_reads_back_keeps_the_hold_and_learns_when_it_is_lifted(demo: Demo, opens: Opens) -> None:
    """B3: it counts as the chair's presence, and a lift on another device brings it home at once."""
    opens.allow(OFFLINE)
    page = await chair(opens, demo)
    await page.goto(addresses(demo)["home"])
    await page.locator("details.asks summary").click()
    await page.locator("form[action$='/hold'] button").click()
    await page.wait_for_url("**/hold")
    desk = await chair(opens, demo)
    await desk.goto(f"{addresses(demo)['home']}/hold")
    await desk.locator(".head form[action*='/hold'] button").click()
    await desk.wait_for_url("**/room")
    await page.wait_for_url("**/cases/*?lifted", timeout=60_000)
    await expect(page.locator("[role=status]")).to_contain_text(words("en")("freeze.lifted"))


async def test_a_pasted_attribute_of_htmx_does_nothing(demo: Demo, opens: Opens) -> None:
    """F04, F01: names are shown as they were typed, run nothing and ask for nothing."""
    hostile = '<img src=x onerror="document.title=1"><b hx-get="/cases" hx-trigger="load">x</b>'
    jo = await opens(demo.seats[0])
    await jo.fill("#name", hostile)
    await jo.locator("form#join .dock button").click()
    await jo.wait_for_url("**/waiting")
    page = await chair(opens, demo)
    await page.goto(addresses(demo)["meeting"])
    await expect(page.get_by_text(hostile, exact=False).first).to_be_visible()
    assert await page.locator("[hx-get='/cases'], img").count() == 0


async def test_a_link_for_the_big_screen_is_shown_and_works(demo: Demo, opens: Opens) -> None:
    page = await chair(opens, demo)
    await page.goto(addresses(demo)["home"])
    await page.locator("a[href$='/screens']").click()
    await page.locator("form[action$='/screens'] button").click()
    link = await page.locator(".address").inner_text()
    assert await axe(page) == [] and link.startswith(f"{demo.url}/screen/")
    wall = await opens(link.strip(), viewport={"width": 1920, "height": 1080})
    await wall.locator("main button").click()
    await wall.wait_for_url("**/screen")
    await expect(wall.locator("gwead-screen")).to_be_visible()


async def test_showing_somebody_out_is_asked_for_twice(demo: Demo, opens: Opens) -> None:
    """K09: the act says what it means before it is done."""
    page = await chair(opens, demo)
    await page.goto(addresses(demo)["meeting"])
    row = page.locator("ul.rows li").first
    await row.locator("summary").click()
    await expect(row).to_contain_text(words("en")("meeting.remove_means"))
    assert await axe(page) == []
    await row.locator(".ask button").click()
    await expect(page.locator("ul.rows li").first).to_contain_text(words("en")("person.state_removed"))


async def test_each_invitation_card_is_printed_on_one_sheet_of_a5(standing_demo: Demo, opens: Opens) -> None:
    """C1 to C3: nothing but cards comes out of the printer, and each has both languages and its link."""
    page = await chair(opens, standing_demo)
    await page.goto(addresses(standing_demo)["cards"])
    printed = PdfReader(BytesIO(await page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == len(standing_demo.seats)
    for sheet in printed.pages:
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (420, 595)
        said = sheet.extract_text()
        assert words("cy")("cards.invitation") in said and words("en")("cards.invitation") in said and "/join/" in said
