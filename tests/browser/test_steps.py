"""The recovery steps round one table: placed in private by keyboard and by pointer, in no other page before the chair
shows them, agreed, read as a list, and on a phone in Welsh."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Page, Response, WebSocket, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, TABLET, Opens
from tests.browser.seats import plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot

SECRET = "On Tuesdays he is early and waits for me"
AT_HOME = "at Arfryn, the back kitchen"


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("steps") / "demo", seats=4)
    yield running
    running.stop()


class Heard:
    """Everything that a page was sent: frames of its sockets and answers to what it asked."""

    def __init__(self, page: Page) -> None:
        self.said: list[bytes] = []
        self._answers: list[asyncio.Task[bytes]] = []
        self._page = page
        page.on("websocket", self._socket)

    def listen(self) -> None:
        """From now on to answers as well: those that a page leaves behind when it is loaded again cannot be read."""
        self._page.on("response", self._answer)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._frame)

    def _frame(self, frame: bytes | str) -> None:
        self.said.append(frame if isinstance(frame, bytes) else frame.encode())

    def _answer(self, response: Response) -> None:
        if "/cases/" in response.url and response.ok:
            self._answers.append(asyncio.ensure_future(response.body()))

    async def holds(self, words: str) -> bool:
        """Whether any of it holds these words."""
        loaded: str = await self._page.evaluate("fetch(location.href).then(answer => answer.text())")
        answers = await asyncio.gather(*self._answers)
        assert self.said and loaded
        return any(words.encode() in each for each in [*self.said, *answers, loaded.encode()])


async def open_steps(page: Page) -> None:
    await page.evaluate("document.querySelector('gwead-room').room.see({ view: 'steps' })")
    await expect(page.locator("#own-title, .show-opener, .six-steps").first).to_be_visible()


async def thumb(page: Page, end: int) -> Any:
    """One end of the slider, with the focus."""
    handle = page.locator(f'[role=slider][data-end="{end}"]')
    await handle.focus()
    return handle


async def test_placed_in_private_shown_together_and_agreed(opens: Opens, meeting: Demo) -> None:
    elin = await sit(opens, meeting.chair)
    tom = await sit(opens, meeting.seats[0])
    priya = await sit(opens, meeting.seats[1])
    gwen = await sit(opens, meeting.seats[2], **TABLET)
    others = {page: Heard(page) for page in (elin, priya, gwen)}
    for page in (elin, tom, priya, gwen):
        await page.reload()
        await settled(page)
        if page in others:
            others[page].listen()
        await open_steps(page)
    assert await axe(elin) == []
    await screenshot(elin, "steps-before-chair")

    # Tom, by keyboard: the slider, the reason, what it rests on, and where it is otherwise
    lower, upper = await thumb(tom, 0), tom.locator('[role=slider][data-end="1"]')
    assert await lower.get_attribute("aria-valuetext") == "No step chosen yet"
    await tom.keyboard.press("ArrowRight")
    await expect(lower).to_have_attribute("aria-valuetext", "from step 1 to step 1")
    await thumb(tom, 1)
    await tom.keyboard.press("End")
    await expect(upper).to_have_attribute("aria-valuetext", "from step 1 to step 6")
    await tom.keyboard.press("Home")
    await tom.keyboard.press("ArrowRight")
    await expect(upper).to_have_attribute("aria-valuetext", "from step 1 to step 2")
    await expect(upper).to_be_focused()
    await tom.locator("#own-why").focus()
    await tom.keyboard.insert_text(SECRET)
    await tom.locator(".own-why > .grounds .point-to").press("Enter")
    await expect(tom.locator("#cite-what")).to_be_focused()
    await tom.keyboard.type("contact with mother")
    await expect(tom.locator('#cite-found [aria-selected="true"]')).to_be_visible()
    await tom.keyboard.press("Enter")
    await expect(tom.locator(".own-why > .grounds .picked")).to_have_count(1)
    await tom.locator(".add-otherwise button").nth(1).press("Enter")
    await expect(tom.locator("#other-1")).to_be_focused()
    await tom.keyboard.insert_text(AT_HOME)
    await tom.locator("#other-1-from").select_option("1")
    await screenshot(tom, "steps-before")
    assert await axe(tom) == []
    await expect(elin.locator(".right .who-ready .is-writing")).to_have_count(1)

    # a browser that is killed has lost nothing, and a view in between neither
    await expect(tom.locator(".kept")).to_have_text("Kept, for you alone")
    await tom.reload()
    await settled(tom)
    await open_steps(tom)
    await expect(tom.locator("#own-why")).to_have_value(SECRET)
    await expect(tom.locator("#other-1")).to_have_value(AT_HOME)
    await tom.locator(".own-why .main").press("Enter")
    await expect(tom.locator(".placed-own button")).to_be_focused()
    await expect(elin.locator(".right .who-ready .is-placed")).to_have_count(1)

    # Priya, by keyboard on the terraces; Gwen, by pointer
    await priya.locator('.d-hit[data-step="2"]').press("Enter")
    await priya.locator('.d-hit[data-step="3"]').press("Shift+Enter")
    await expect(priya.locator('[role=slider][data-end="1"]')).to_have_attribute(
        "aria-valuetext", "from step 2 to step 3"
    )
    await priya.locator(".own-why .main").press("Enter")
    await gwen.locator('.d-hit[data-step="2"]').click()
    handle = await gwen.locator('[role=slider][data-end="0"]').bounding_box()
    track = await gwen.locator(".step-slider .track").bounding_box()
    assert handle is not None and track is not None
    await gwen.mouse.move(handle["x"] + 10, handle["y"] + 10)
    await gwen.mouse.down()
    await gwen.mouse.move(track["x"] + 20, handle["y"] + 10, steps=4)
    await gwen.mouse.up()
    await expect(gwen.locator('[role=slider][data-end="0"]')).to_have_attribute(
        "aria-valuetext", "from step 1 to step 2"
    )
    await gwen.locator(".own-why .main").click()
    await expect(elin.locator(".right .who-ready .is-placed")).to_have_count(3)
    await screenshot(gwen, "steps-placed-tablet")

    # a phone in Welsh, which is still writing
    mair = await sit(opens, meeting.seats[3], language="cy", **PHONE)
    others[mair] = Heard(mair)
    await mair.reload()
    await settled(mair)
    others[mair].listen()
    await open_steps(mair)
    await mair.locator("#own-from").select_option("1")
    await mair.locator("#own-to").select_option("1")
    await mair.locator("#own-why").fill("Mae’n dod yn gynnar")
    await expect(mair.locator(".kept")).to_contain_text("chi yn unig")
    assert await axe(mair) == []
    assert await mair.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await screenshot(mair, "steps-before-phone-cy", full_page=True)
    await expect(elin.locator(".right .who-ready .is-writing")).to_have_count(1)

    # nobody else's page was ever sent any of it
    for heard in others.values():
        assert not await heard.holds(SECRET) and not await heard.holds(AT_HOME)
    for page in (elin, priya, mair):
        assert (await plain(page))["placements"] == {}

    # the chair shows them, with one missing
    await elin.locator(".right .show-opener").press("Enter")
    await expect(elin.locator(".right .show-all")).to_contain_text("3 placements")
    await screenshot(elin, "steps-ask")
    await elin.keyboard.press("Enter")
    for page in (elin, tom, priya, gwen):
        await expect(page.locator(".bar-row")).to_have_count(3)
    assert [row.split("\n")[0] for row in await elin.locator(".bars .bar").all_inner_texts()] == [
        row.split("\n")[0] for row in await priya.locator(".bars .bar").all_inner_texts()
    ]
    await expect(priya.locator(".right .reasons")).to_contain_text(SECRET)
    assert await others[priya].holds(SECRET)
    toms, _ = await record(elin, "placements", reason=SECRET)
    assert not any(each["agreed"] for each in (await plain(elin))["placements"].values())
    assert await axe(elin) == []
    await screenshot(elin, "steps-shown")

    # whoever was writing has it still, and comes in when they are ready
    await expect(mair.locator("#own-why")).to_have_value("Mae’n dod yn gynnar")
    await mair.locator(".own-why .main").tap()
    await expect(elin.locator(".bar-row")).to_have_count(4)
    await expect(mair.locator(".steps-list .reasons > li")).to_have_count(4)

    # what is agreed, by keyboard
    await elin.locator(".agree-opener").press("Enter")
    await expect(elin.locator("#agree-from")).to_be_focused()
    await elin.locator("#agree-from").select_option("1")
    await elin.locator("#agree-to").select_option("2")
    await elin.locator("#agree-why").fill("Routine holds with Nan, not yet at home.")
    await elin.locator(".agree-form .point-to").press("Enter")
    await elin.keyboard.type("contact with mother")
    await expect(elin.locator('#cite-found [aria-selected="true"]')).to_be_visible()
    await elin.keyboard.press("Enter")
    assert await axe(elin) == []
    await screenshot(elin, "steps-agreeing", full_page=True)
    await elin.locator(".agree-form .main").press("Enter")
    _, agreed = await record(tom, "placements", agreed=True)
    assert (agreed["steps"], len(agreed["events"]), agreed["placed_by"]) == ("1_2", 1, "")
    await expect(tom.locator(".d-steps .placed")).to_have_count(2)
    await expect(tom.locator("#agreed-title")).to_have_text("Agreed: steps 1 to 2")
    await expect(tom.locator(".agreed-one")).to_contain_text("written down by Dr Elin")
    await expect(tom.locator(".agree-form, .agree-pair, .agreed-one .quiet")).to_have_count(0)
    await screenshot(tom, "steps-agreed-contributor")
    await screenshot(elin, "steps-agreed")

    # Tom changes his own, in his panel, and everybody sees it
    await tom.locator(f'.bars [data-id="{toms}"] .bar').press("Enter")
    await tom.locator(".placement-side .kv-row .round").first.press("Enter")
    await tom.locator(".placement-side select").first.select_option("2")
    await until(lambda: _steps_of(elin, toms, "2"), "Tom's change at the chair's")

    # as a list, and on the phone
    await elin.locator(".shapes button").nth(1).press("Enter")
    await expect(elin.locator(".steps-list .six-steps .here")).to_have_count(2)
    await expect(elin.locator(".steps-list .reasons > li")).to_have_count(4)
    assert await axe(elin) == [] == await axe(mair)
    await screenshot(elin, "steps-list")
    await screenshot(mair, "steps-shown-phone-cy")

    # the wall has the agreed placement and nobody's own
    wall = await opens(meeting.screen, viewport={"width": 1920, "height": 1080})
    heard = Heard(wall)
    await wall.locator("main button").click()
    await elin.locator(".shapes button").first.press("Enter")
    await elin.evaluate("document.querySelector('gwead-room').room.show()")
    await expect(wall.locator(".d-steps")).to_be_visible()
    for width, height in ((1920, 1080), (1280, 720)):
        await wall.set_viewport_size({"width": width, "height": height})
        await expect(wall.locator(".d-steps .placed")).to_have_count(2)
        box = await wall.locator(".d-steps").bounding_box()
        assert box is not None and box["x"] >= 0 and box["y"] >= 0
        assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
        await screenshot(wall, f"steps-wall-{width}")
    assert not await heard.holds(SECRET) and not await heard.holds("Routine holds")


async def _steps_of(page: Page, placement: str, steps: str) -> bool:
    return bool((await plain(page))["placements"][placement]["steps"] == steps)
