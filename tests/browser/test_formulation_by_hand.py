"""The formulation of the invented case, entered by hand through the pages: what is found before freezing is what is
found when the same is brought in as a file, and no more."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from server.domain.findings import findings
from server.domain.formulation import from_plain, to_plain
from server.example import FORMULATION
from server.languages import words
from server.reports import drawing
from tests.browser.demo import Demo
from tests.browser.fixtures import Opens
from tests.browser.seats import on_the_server, plain, settled, sit, until
from tests.browser.watched import axe, screenshot

GOLDEN = Path(__file__).parents[1] / "golden" / "case-a" / "formulation_findings.json"


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("by-hand") / "demo", seats=2)
    yield running
    running.stop()


async def go_to(page: Page, view: str) -> None:
    await page.locator("nav.places button").filter(has_text=view).click()


async def point_to(page: Page, event: str, title: str) -> None:
    """Points at an event in the field that an `@` has opened: its words, arrows where others are alike, Enter."""
    await expect(page.locator("#cite-what")).to_be_focused()
    await page.locator("#cite-what").fill(title[:80])
    await expect(page.locator(f'#cite-found [data-cite="{event}"]')).to_be_visible()
    chosen = page.locator('#cite-found [aria-selected="true"]')
    while await chosen.get_attribute("data-cite") != event:
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#cite-what")).to_have_count(0)


class Rows:
    """The rows of the chronology by their number, as the meeting holds them."""

    def __init__(self, events: dict[str, Any]) -> None:
        self._by_ref = {each["ref"]: (i, each["title"]) for i, each in events.items()}

    def __getitem__(self, ref: str) -> tuple[str, str]:
        return self._by_ref[ref]


async def test_the_whole_formulation_is_entered_by_hand(opens: Opens, meeting: Demo) -> None:
    told = json.loads(FORMULATION.read_text(encoding="utf-8"))
    elin = await sit(opens, meeting.chair)
    rows = Rows((await plain(elin))["events"])
    await enter_board(elin, told["five_ps"], rows)
    await enter_story(elin, told["story"], rows)
    await agree_on_steps(elin, told["trm"], rows)
    await enter_plan(elin, told["recommendations"], told["avoid_for_now"])
    await settled(elin)

    # everything that the file says is in the document
    held = await plain(elin)
    assert len(held["cards"]) == sum(len(cards) for cards in told["five_ps"].values())
    refs = {i: each["ref"] for i, each in held["events"].items()}
    for card in held["cards"].values():
        (said,) = [each for each in told["five_ps"][card["box"]] if each["text"] == card["text"]]
        assert sorted(refs[i] for i in card["events"]) == sorted(said["refs"])
    (placement,) = held["placements"].values()
    assert sorted(refs[i] for i in placement["events"]) == sorted(told["trm"]["refs"])
    assert (placement["steps"], placement["reason"]) == ("1_2", told["trm"]["rationale"])
    titles = {i: each["title"] for i, each in held["recommendations"].items()}
    numbers = {each["text"]: each["n"] for each in told["recommendations"]}
    for said in told["recommendations"]:
        (each,) = [each for each in held["recommendations"].values() if each["title"] == said["text"]]
        assert (each["who"], each["by"]["text"]) == (said["who"], said["by"])
        assert sorted(numbers[titles[i]] for i in each["needs_first"]) == said["needs_first"]

    # before freezing: the findings and warnings that ought to appear, and no others
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    formulation = from_plain(await asyncio.to_thread(on_the_server, meeting))[0]
    sentences = drawing.sentences(to_plain(formulation)["story"])
    found = findings(formulation, sentences=sentences)
    about = [(each.key, str(each.parameters.get("what", ""))) for each in found]
    assert sorted(about) == sorted((each["key"], each["about"]) for each in expected["findings"])
    await elin.locator(".places button", has_text="Read back and freeze").press("Enter")
    await elin.locator(".freeze-asked .main").press("Enter")
    await elin.wait_for_url("**/hold")
    w = words("en")
    shown = await elin.locator(".ends li b").all_inner_texts()
    assert sorted(shown) == sorted(w(f"finding.{each.key}", **each.parameters) for each in found)
    assert await axe(elin) == []

    # the version shows all of it, and the plan by person and by date
    await elin.locator("#password").fill(meeting.chair_password)
    await elin.locator("#password").press("Enter")
    await elin.wait_for_url("**/versions/1")
    await expect(elin.locator("section[aria-labelledby=board] li")).to_have_count(len(held["cards"]))
    await expect(elin.locator(".plan-people li")).to_have_count(len(told["recommendations"]))
    await expect(elin.locator(".plan-dates tbody tr")).to_have_count(len(told["recommendations"]))
    await screenshot(elin, "version-by-hand", full_page=True)
    assert await axe(elin) == []


async def enter_board(page: Page, boxes: dict[str, list[dict[str, Any]]], rows: Rows) -> None:
    await go_to(page, "Board")
    for box, cards in boxes.items():
        line = page.locator(f"#board-add-{box}")
        await line.focus()
        for card in cards:
            await page.keyboard.insert_text(card["text"])
            for ref in card["refs"]:
                await page.keyboard.type("@")
                await point_to(page, *rows[ref])
                await expect(line).to_be_focused()
            await page.keyboard.press("Enter")
            await expect(line).to_have_value("")
    shown = page.locator(".board-card")
    await expect(shown).to_have_count(sum(len(cards) for cards in boxes.values()))


async def enter_story(page: Page, sentences: list[dict[str, Any]], rows: Rows) -> None:
    await go_to(page, "Story")
    writing = page.locator('.words[data-part="happened"] .writing')
    await expect(writing).to_be_visible()
    await writing.focus()
    for sentence in sentences:
        await page.keyboard.insert_text(sentence["text"])
        for ref in sentence["refs"]:
            await page.keyboard.type("@")
            await point_to(page, *rows[ref])
            await expect(writing).to_be_focused()
        await page.keyboard.insert_text(" ")

    async def whole() -> bool:
        blocks = (await plain(page))["story"]["happened"]["blocks"]
        pointed = [each for block in blocks for each in block["content"] if each.get("type") == "citation"]
        return len(pointed) == sum(len(sentence["refs"]) for sentence in sentences)

    await until(whole, "every sentence stands on what the file says")


async def agree_on_steps(page: Page, placed: dict[str, Any], rows: Rows) -> None:
    await go_to(page, "Recovery steps")
    await page.locator(".right .show-opener").press("Enter")
    await expect(page.locator(".right .show-all")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.locator(".agree-opener").press("Enter")
    await page.locator("#agree-from").select_option(str(placed["placed"][0]))
    await page.locator("#agree-to").select_option(str(placed["placed"][-1]))
    await page.locator("#agree-why").fill(placed["rationale"])
    for ref in placed["refs"]:
        await page.locator(".agree-form .point-to").press("Enter")
        await point_to(page, *rows[ref])
    await page.locator(".agree-form .main").press("Enter")
    await expect(page.locator("#agreed-title")).to_contain_text("Agreed")


KINDS = ("routine", "routine", "home", "communication", "education", "time_together", "family_time", "family_time")
"""What sort of work the first eight are; the ninth remembers somebody, the tenth is a talking therapy."""


async def enter_plan(page: Page, plan: list[dict[str, Any]], avoided: list[str]) -> None:
    """Ten lines of the talk; then each is looked at again for what sort of work it is, its steps, and what it needs."""
    await go_to(page, "Recommendations")
    await page.locator(".workbar button", has_text="Add one").press("Enter")
    for each in plan:
        await expect(page.locator("#rec-what")).to_be_focused()
        await page.keyboard.insert_text(each["text"])
        await page.locator("#rec-step").select_option(str(each["trm_steps"][0]))
        await page.locator("#rec-who").fill(each["who"])
        await page.locator("#rec-by").fill(each["by"])
        await page.locator("#rec-by").press("Enter")
        await expect(page.locator("#rec-what")).to_have_value("")
    held = (await plain(page))["recommendations"]
    by_title = {each["title"]: i for i, each in held.items()}
    ids = {each["n"]: by_title[each["text"]] for each in plan}
    for each, kind in zip(plan, (*KINDS, "life_story", "therapy"), strict=True):
        await page.locator(f'.rec[data-id="{ids[each["n"]]}"] .open').press("Enter")
        await expect(page.locator("#panel-title")).to_have_text(each["text"])
        await page.locator(".rec-side .actions button", has_text="Edit").press("Enter")
        await page.locator("#f-kind").select_option(kind)
        if each["n"] >= 9:
            await page.locator("#f-start").select_option("hold" if kind == "therapy" else "later")
        if len(each["trm_steps"]) > 1:
            await page.locator("#f-steps").select_option("_".join(map(str, each["trm_steps"])))
        if each["needs_first"]:
            await page.locator("details:has(#f-needs_first) > summary").press("Enter")
        for needed in each["needs_first"]:
            await page.locator("#f-needs_first").select_option(ids[needed])
        await page.locator(".rec-side .editing .foot .main").press("Enter")
        await expect(page.locator(".rec-side .editing")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.locator(f'.rec[data-id="{ids[plan[-1]["n"]]}"] .open')).to_be_focused()
    await page.locator(".add-avoided").press("Enter")
    for each_avoided in avoided:
        await expect(page.locator("#avoid-what")).to_be_focused()
        await page.keyboard.insert_text(each_avoided)
        await page.keyboard.press("Enter")
        await expect(page.locator("#avoid-what")).to_have_value("")
    await expect(page.locator(".avoid-list li")).to_have_count(len(avoided))
