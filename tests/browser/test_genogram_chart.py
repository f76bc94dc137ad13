"""The family's chart in the meeting page: adding that keeps up with talk, the view, ties, finding; by mouse, touch
and keyboard; nobody overlaps, nothing is doubled."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import PHONE, TABLET, WIDE, Opens
from tests.browser.seats import Table, plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot

LEGIBLE: Final = 9.0
"""px of the smallest words of a drawing that is said to be seen whole."""
SMALLEST: Final = 12.5
"""px of the smallest words in a drawing at the scale 1, beside lines and below names."""
SELECTING: Final = 50.0
"""Milliseconds in which 45 people are drawn with another one chosen."""
SLOT: Final = 64
"""Units of a place for one slot."""

BOXES = """() => [...document.querySelectorAll('.canvas .d-people')].map(item => {
  const box = item.querySelector('.d-target').getBoundingClientRect()
  return { id: item.dataset.id, x1: box.left, y1: box.top, x2: box.right, y2: box.bottom }
})"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file, with a seat for everybody in them."""
    running = Demo(tmp_path_factory.mktemp("chart") / "demo", seats=40)
    yield Table(running)
    running.stop()


async def family(opens: Opens, table: Table, **options: Any) -> Page:
    """Somebody's page with the family's chart."""
    page = await sit(opens, table.seat(), **options)
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("g")
    await expect(page.locator("gwead-genogram .d-people").first).to_be_visible()
    return page


def person(page: Page, key: str) -> Any:
    """Somebody's symbol in the chart."""
    return page.locator(f'.canvas .d-people[data-id="{key}"]')


STANDS = """key => new Promise(resolve => {
  const target = document.querySelector(`.canvas .d-people[data-id="${key}"] .d-target`)
  let [left, top, still] = [0, 0, 0]
  const look = () => {
    const box = target.getBoundingClientRect()
    still = box.left === left && box.top === top ? still + 1 : 0
    ;[left, top] = [box.left, box.top]
    if (still > 3) resolve([left + box.width / 2, top + box.height / 2])
    else requestAnimationFrame(look)
  }
  look()
})"""


async def press(page: Page, key: str) -> None:
    """Presses on somebody's symbol once it stands still, with a finger where there is one."""
    x, y = await page.evaluate(STANDS, key)
    if await page.evaluate("navigator.maxTouchPoints > 0"):
        await page.touchscreen.tap(x, y)
    else:
        await page.mouse.click(x, y)


async def choose(page: Page, key: str) -> None:
    """Chooses somebody: by a press where they are in sight, by finding them where they are not."""
    if await in_sight(page, key):
        await press(page, key)
    else:
        await page.evaluate("key => document.querySelector('gwead-genogram').goTo(key)", key)
    await expect(person(page, key)).to_have_attribute("aria-current", "true")
    await expect(page.locator(".addbar")).to_be_visible()


async def add(page: Page, relation: str, words: str, *, press: str = "Enter") -> None:
    """Adds somebody to whom is chosen, by one line."""
    await page.locator(f".addbar .relation-{relation}").click()
    await page.locator(".addbar .relative-words").fill(words)
    await page.locator(".addbar .relative-words").press(press)


async def overlaps(page: Page) -> list[tuple[str, str]]:
    """Pairs of people whose symbols share a point of the screen."""
    boxes = await page.evaluate(BOXES)
    return [
        (one["id"], other["id"])
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one["x1"] < other["x2"] and other["x1"] < one["x2"] and one["y1"] < other["y2"] and other["y1"] < one["y2"]
    ]


async def nobody_overlaps(page: Page) -> None:
    """Once every new person has been settled."""

    async def apart() -> bool:
        return not await overlaps(page)

    await until(apart, "nobody overlaps anybody")


async def covered(page: Page, *keys: str) -> list[str]:
    """Which of these people the bar covers, by their symbols."""
    bar = await page.locator(".addbar").bounding_box()
    assert bar is not None
    boxes = {box["id"]: box for box in await page.evaluate(BOXES)}
    return [
        key
        for key in keys
        if boxes[key]["x1"] < bar["x"] + bar["width"]
        and bar["x"] < boxes[key]["x2"]
        and boxes[key]["y1"] < bar["y"] + bar["height"]
        and bar["y"] < boxes[key]["y2"]
    ]


async def zoom(page: Page) -> float:
    """Screen px for one px of the drawing."""
    held: float = await page.evaluate(
        """() => {
          const drawing = document.querySelector('.canvas svg.drawing')
          return drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width
        }"""
    )
    return held


async def in_sight(page: Page, key: str) -> bool:
    """Whether the middle of somebody's symbol is inside what is seen of the chart."""
    held: bool = await page.evaluate(
        """key => {
          const seen = document.querySelector('.canvas').getBoundingClientRect()
          const box = document.querySelector(`.canvas .d-people[data-id="${key}"] .d-target`).getBoundingClientRect()
          const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
          return x > seen.left && x < seen.right && y > seen.top && y < seen.bottom
        }""",
        key,
    )
    return held


# -- adding


async def test_a_line_is_read_while_it_is_typed_and_added_as_one_step(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    bethan, _ = await record(gwen, "people", name="Bethan Tudful")
    await choose(gwen, bethan)
    await gwen.locator(".addbar .relation-child").click()
    line = gwen.locator(".addbar .relative-words")
    await expect(line).to_be_focused()
    await line.fill("Nel Rhys, born May 2021")
    await expect(gwen.locator(".addbar .read")).to_contain_text("Nel Rhys")
    await expect(gwen.locator(".addbar .read")).to_contain_text("2021")
    await line.press("Enter")
    nel, fields = await record(gwen, "people", name="Nel Rhys")
    assert fields["born"]["start"] == ["2021-05-01", "2021-05-31"]
    held = await plain(gwen)
    links = [link for link in held["parent_links"].values() if link["child"] == nel and not link["removed_at"]]
    assert len(links) == 1
    await expect(person(gwen, nel)).to_be_focused()
    await gwen.locator(".workbar .undo").click()
    await expect(gwen.locator(".notice")).to_contain_text("Undone: added “Nel Rhys”")
    held = await plain(gwen)
    assert held["people"][nel]["removed_at"] != ""
    assert all(link["removed_at"] for link in held["parent_links"].values() if link["child"] == nel)


async def test_several_are_added_in_a_row_and_nobody_overlaps(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    maureen, _ = await record(gwen, "people", name="Maureen Sallis")
    await choose(gwen, maureen)
    await gwen.locator(".addbar .relation-child").click()
    names = ["Dewi Sallis", "Gareth Sallis", "Huw Sallis"]
    for name in names:
        await expect(gwen.locator(".addbar .relative-words")).to_have_value("")
        await gwen.locator(".addbar .relative-words").fill(name)
        await gwen.locator(".addbar .relative-words").press("Shift+Enter")
        await record(gwen, "people", name=name)
    await gwen.keyboard.press("Escape")
    await expect(gwen.locator(".addbar .relations")).to_be_visible()
    for relation, name in (
        ("sibling", "Pat Moss"),
        ("partner", "Ron Moss"),
        ("parent", "Ivy Moss"),
        ("child", "Lyn Moss"),
    ):
        await add(gwen, relation, name)
        key, _ = await record(gwen, "people", name=name)
        await expect(gwen.locator(".addbar h3")).to_contain_text(name)
        assert await covered(gwen, key) == []
    await settled(gwen)
    await nobody_overlaps(gwen)
    held = await plain(gwen)
    for name in [*names, "Pat Moss", "Ron Moss", "Ivy Moss", "Lyn Moss"]:
        assert len([each for each in held["people"].values() if each["name"] == name]) == 1


async def test_two_add_to_one_couple_at_once_and_nobody_overlaps_and_nothing_is_doubled(
    table: Table, opens: Opens
) -> None:
    gwen, tom = await family(opens, table), await family(opens, table)
    shanice, _ = await record(gwen, "people", name="Shanice Obi")
    for page in (gwen, tom):
        await choose(page, shanice)
        await page.locator(".addbar .relation-child").click()
    mine = {gwen: ["Ada Obi", "Bola Obi", "Chike Obi"], tom: ["Dayo Obi", "Efe Obi", "Femi Obi"]}
    for turn in range(3):
        for page, names in mine.items():
            await page.locator(".addbar .relative-words").fill(names[turn])
        await asyncio.gather(*(page.locator(".addbar .relative-words").press("Shift+Enter") for page in mine))
        for page in mine:
            await expect(page.locator(".addbar .relative-words")).to_have_value("")
    await settled(gwen, tom)
    names = [name for own in mine.values() for name in own]

    async def alike() -> bool:
        one, other = await plain(gwen), await plain(tom)
        return one == other and all([p["name"] for p in one["people"].values()].count(name) == 1 for name in names)

    await until(alike, "both pages hold each of the six once")
    for page in mine:
        await nobody_overlaps(page)
    held = await plain(gwen)
    for name in names:
        key, fields = await record(gwen, "people", name=name)
        links = [link for link in held["parent_links"].values() if link["child"] == key]
        assert len(links) == 1
        row = [
            p["place"] for p in held["people"].values() if not p["removed_at"] and p["place"][1] == fields["place"][1]
        ]
        assert len(row) == len({tuple(place) for place in row})


async def test_a_new_person_is_settled_for_everybody_and_the_others_stay(table: Table, opens: Opens) -> None:
    gwen, tom = await family(opens, table), await family(opens, table)
    before = {key: p["place"] for key, p in (await plain(gwen))["people"].items()}
    janet, _ = await record(gwen, "people", name="Janet Probert")
    await choose(gwen, janet)
    async with gwen.expect_response("**/changes") as asked:
        await add(gwen, "sibling", "Olwen Lewis")
    assert (await asked.value).status == 200
    assert json.loads((await asked.value).request.post_data or "")["kind"] == "settle"
    olwen, _ = await record(tom, "people", name="Olwen Lewis")
    await settled(gwen, tom)

    async def same() -> bool:
        return bool((await plain(gwen))["people"][olwen]["place"] == (await plain(tom))["people"][olwen]["place"])

    await until(same, "both see one place")
    after = {key: p["place"] for key, p in (await plain(gwen))["people"].items()}
    far = [key for key, place in before.items() if place and abs(after[key][0] - place[0]) > 3 * SLOT]
    assert far == []
    assert all(after[key][1] == place[1] for key, place in before.items() if place)


async def test_without_an_answer_the_words_are_the_name(table: Table, opens: Opens) -> None:
    opens.allow("Failed to load resource", "net::ERR_FAILED")
    gwen = await family(opens, table)
    await gwen.route("**/relatives", lambda route: route.abort())
    carol, _ = await record(gwen, "people", name="Carol Tudful")
    await choose(gwen, carol)
    await gwen.locator(".addbar .relation-sibling").click()
    await gwen.locator(".addbar .relative-words").fill("Auntie Glen from Bala")
    await expect(gwen.locator(".addbar .read")).to_contain_text("these words will be the name")
    await gwen.locator(".addbar .relative-words").press("Enter")
    _, glen = await record(gwen, "people", name="Auntie Glen from Bala")
    assert glen["place"] is not None
    await nobody_overlaps(gwen)


async def test_somebody_is_added_by_keyboard_alone(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    child, _ = await record(gwen, "people", index=True)
    await gwen.keyboard.press("f")
    await gwen.keyboard.type("oakes")
    await gwen.keyboard.press("Enter")
    oakes, _ = await record(gwen, "people", name="Mrs Oakes")
    await expect(person(gwen, oakes)).to_be_focused()
    await gwen.keyboard.press("a")
    await expect(gwen.locator(".addbar .relation-parent")).to_be_focused()
    for _ in range(2):
        await gwen.keyboard.press("Tab")
    await gwen.keyboard.press("Enter")
    await gwen.keyboard.type("Ted Oakes")
    await gwen.keyboard.press("Enter")
    ted, _ = await record(gwen, "people", name="Ted Oakes")
    held = await plain(gwen)
    assert any({union["a"], union["b"]} == {oakes, ted} for union in held["unions"].values())
    await expect(person(gwen, ted)).to_be_focused()
    await gwen.keyboard.press("a")
    await gwen.keyboard.press("Escape")
    await expect(gwen.locator(".addbar")).to_have_count(0)
    await expect(person(gwen, ted)).to_be_focused()
    assert child in held["people"]


@pytest.mark.parametrize(
    "name",
    [
        "Iest",
        "Carol Tudful",
        *(pytest.param(each, marks=WIDE) for each in ("Craig Sallis", "Kelly-Ann Tudful", "Alun Probert")),
    ],
)
async def test_the_bar_covers_neither_whom_it_adds_to_nor_their_kin(table: Table, opens: Opens, name: str) -> None:
    gwen = await family(opens, table)
    key = next(
        key
        for key, p in (await plain(gwen))["people"].items()
        if name in (p["known_as"], p["name"]) and not p["removed_at"]
    )
    await choose(gwen, key)
    await expect(gwen.locator(".addbar")).to_have_attribute("data-placed", "yes")
    assert await covered(gwen, key) == []
    bar, canvas = await gwen.locator(".addbar").bounding_box(), await gwen.locator(".canvas").bounding_box()
    assert bar is not None and canvas is not None
    assert bar["x"] >= canvas["x"] and bar["x"] + bar["width"] <= canvas["x"] + canvas["width"]
    assert bar["y"] >= canvas["y"] and bar["y"] + bar["height"] <= canvas["y"] + canvas["height"]


# -- the view


async def test_the_example_family_is_seen_whole_and_can_be_read_on_a_laptop(demo: Demo, opens: Opens) -> None:
    gwen = await family(opens, Table(demo))
    people = await gwen.locator(".canvas .d-people").count()
    assert people == len([p for p in (await plain(gwen))["people"].values() if not p["removed_at"]])
    hidden = await gwen.evaluate(
        """() => {
          const seen = document.querySelector('.canvas').getBoundingClientRect()
          return [...document.querySelectorAll('.canvas .d-people')].filter(item => {
            const box = item.getBoundingClientRect()
            return box.left < seen.left || box.right > seen.right || box.top < seen.top || box.bottom > seen.bottom
          }).map(item => item.getAttribute('aria-label'))
        }"""
    )
    assert hidden == []
    assert await zoom(gwen) * SMALLEST >= LEGIBLE
    await expect(gwen.locator(".minimap")).to_have_count(0)
    await screenshot(gwen, "chart-whole-1440")


async def test_the_scale_is_changed_by_buttons_keys_and_wheel_and_then_stays(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    begin = await zoom(gwen)
    await gwen.get_by_role("button", name="Larger").click()
    larger = await zoom(gwen)
    assert larger == pytest.approx(begin * 1.25, rel=0.01)
    child, _ = await record(gwen, "people", index=True)
    await person(gwen, child).focus()
    await gwen.keyboard.press("+")
    assert await zoom(gwen) == pytest.approx(larger * 1.25, rel=0.01)
    await gwen.keyboard.press("-")
    box = await gwen.locator(".canvas").bounding_box()
    assert box is not None
    await gwen.mouse.move(box["x"] + 200, box["y"] + 200)
    await gwen.keyboard.down("Control")
    await gwen.mouse.wheel(0, -40)
    await gwen.keyboard.up("Control")

    async def wheeled() -> bool:
        return await zoom(gwen) > larger * 1.1

    await until(wheeled, "Ctrl and wheel make it larger")
    kept = await zoom(gwen)
    oakes, _ = await record(gwen, "people", name="Mrs Oakes")
    await choose(gwen, oakes)
    await add(gwen, "sibling", "Elin Oakes")
    await record(gwen, "people", name="Elin Oakes")
    await settled(gwen)
    assert await zoom(gwen) == pytest.approx(kept, rel=0.001)
    await person(gwen, oakes).focus()
    await gwen.keyboard.press("0")
    assert await zoom(gwen) < kept


async def test_the_view_is_moved_by_mouse_and_keys_and_people_keep_their_places(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    for _ in range(4):
        await gwen.get_by_role("button", name="Larger").click()
    places = {key: p["place"] for key, p in (await plain(gwen))["people"].items()}
    scroll = "(() => { const c = document.querySelector('.canvas'); return [c.scrollLeft, c.scrollTop] })()"
    before = await gwen.evaluate(scroll)
    spot = await gwen.evaluate(
        """() => {
          const box = document.querySelector('.canvas').getBoundingClientRect()
          for (let y = box.top + 30; y < box.bottom - 30; y += 20) {
            for (let x = box.left + 150; x < box.right - 150; x += 20) {
              const at = document.elementFromPoint(x, y)
              if (at.closest('.canvas') && !at.closest('[data-collection], .addbar, .minimap')) return [x, y]
            }
          }
        }"""
    )
    await gwen.mouse.move(*spot)
    await gwen.mouse.down()
    await gwen.mouse.move(spot[0] - 60, spot[1] - 40, steps=5)
    await gwen.mouse.up()
    after = await gwen.evaluate(scroll)
    assert (after[0] - before[0], after[1] - before[1]) == (60, 40)
    child, _ = await record(gwen, "people", index=True)
    await person(gwen, child).focus()
    at = await gwen.evaluate(scroll)
    await gwen.keyboard.press("Shift+ArrowLeft")
    assert (await gwen.evaluate(scroll))[0] < at[0]
    assert places == {key: p["place"] for key, p in (await plain(gwen))["people"].items()}


async def test_a_family_larger_than_the_view_has_a_map_that_works_by_press_and_by_key(
    table: Table, opens: Opens
) -> None:
    gwen = await family(opens, table)
    for _ in range(4):
        await gwen.get_by_role("button", name="Larger").click()
    small = gwen.locator(".minimap")
    await expect(small).to_be_visible()
    marks = await small.locator(".mark").count()
    assert marks == await gwen.locator(".canvas .d-people").count()
    frame = "document.querySelector('.minimap .frame').getBoundingClientRect().x"
    before = await gwen.evaluate(frame)
    await small.focus()
    await gwen.keyboard.press("ArrowLeft")
    assert await gwen.evaluate(frame) < before
    child, _ = await record(gwen, "people", index=True)
    await gwen.keyboard.press("Enter")

    async def seen() -> bool:
        return await in_sight(gwen, child)

    await until(seen, "Enter goes to the child")
    mark = await small.locator(".mark").first.bounding_box()
    assert mark is not None
    await gwen.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    first = await gwen.evaluate(
        "(() => { const chart = document.querySelector('.canvas .d-people'); return chart.dataset.id })()"
    )
    assert first != ""
    await gwen.get_by_role("button", name="Map of the whole family", pressed=True).click()
    await expect(small).to_have_count(0)


async def test_a_person_is_found_by_name_other_name_and_kin_word_whatever_the_accents(
    table: Table, opens: Opens
) -> None:
    gwen = await family(opens, table)
    field = gwen.get_by_role("combobox", name="Find a person")
    bethan, _ = await record(gwen, "people", name="Bethan Tudful")
    for _ in range(4):
        await gwen.get_by_role("button", name="Larger").click()
    for words, name in (
        ("beth tud", "Bethan Tudful"),
        ("NAÍN", "Nain Gwyn"),
        ("father", "Craig Sallis"),
        ("mother", "Kelly-Ann"),
    ):
        await field.fill(words)
        await expect(gwen.get_by_role("option").first).to_contain_text(name)
    await field.fill("tudful, bethan")
    await field.press("Enter")
    await expect(person(gwen, bethan)).to_be_focused()
    assert await in_sight(gwen, bethan)
    await field.fill("nobody of this name")
    await expect(gwen.locator(".found.none")).to_have_text("Nobody found")
    await field.press("Escape")
    await expect(field).to_have_value("")


async def test_the_family_is_seen_round_anybody_on_this_page_only(table: Table, opens: Opens) -> None:
    gwen, tom = await family(opens, table), await family(opens, table)
    for _ in range(4):
        await gwen.get_by_role("button", name="Larger").click()
    pero, _ = await record(gwen, "people", name="Pero")
    await choose(gwen, pero)
    where = await tom.evaluate(BOXES)
    await gwen.locator(".addbar .bar-more button", has_text="Put in the middle").click()
    box, canvas = (
        await person(gwen, pero).locator(".d-target").bounding_box(),
        await gwen.locator(".canvas").bounding_box(),
    )
    assert box is not None and canvas is not None
    assert abs(box["x"] + box["width"] / 2 - canvas["x"] - canvas["width"] / 2) < 90
    assert await tom.evaluate(BOXES) == where
    await gwen.locator(".notice button", has_text="Back to the child").click()
    child, _ = await record(gwen, "people", index=True)
    assert await in_sight(gwen, child)


async def test_the_key_is_closed_on_a_tablet_and_stays_as_it_was_put(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table, **TABLET)
    key = gwen.get_by_role("button", name="Key to the symbols")
    await expect(key).to_have_attribute("aria-expanded", "false")
    await key.click()
    await expect(gwen.locator("#family-key svg")).to_be_visible()
    bethan, _ = await record(gwen, "people", name="Bethan Tudful")
    await choose(gwen, bethan)
    await add(gwen, "sibling", "Rhian Tudful")
    await record(gwen, "people", name="Rhian Tudful")
    await expect(key).to_have_attribute("aria-expanded", "true")
    await expect(gwen.locator("#family-key svg")).to_be_visible()


# -- ties


async def test_a_tie_is_added_to_somebody_pressed_on_and_to_somebody_named(table: Table, opens: Opens) -> None:
    gwen = await family(opens, table)
    bethan, _ = await record(gwen, "people", name="Bethan Tudful")
    carol, _ = await record(gwen, "people", name="Carol Tudful")
    lee, _ = await record(gwen, "people", name="Lee Hartog")
    await choose(gwen, bethan)
    await gwen.locator(".addbar .bar-more button", has_text="Add a tie").click()
    await press(gwen, carol)
    await gwen.locator(".addbar .palette label", has_text="Cut off").click()
    assert await covered(gwen, bethan, carol) == []
    await gwen.locator(".addbar .bond-form button.main").click()
    await record(gwen, "bonds", a=bethan, b=carol, kind="cut_off")
    await gwen.locator(".addbar .bar-more button", has_text="Add a tie").click()
    await gwen.keyboard.type("lee")
    await gwen.keyboard.press("Enter")
    await gwen.locator(".addbar .palette label", has_text="Distant").first.click()
    await gwen.locator(".addbar .bond-form button.main").click()
    await record(gwen, "bonds", a=bethan, b=lee, kind="distant")
    await gwen.locator(".workbar .undo").click()
    await expect(gwen.locator(".notice")).to_contain_text("Undone: added")


# -- touch


async def test_on_a_phone_a_press_chooses_and_the_bar_stands_below_the_drawing(table: Table, opens: Opens) -> None:
    priya = await family(opens, table, **PHONE)
    child, _ = await record(priya, "people", index=True)
    await press(priya, child)
    await expect(priya.locator(".addbar.docked")).to_be_visible()
    assert await covered(priya, child) == []
    assert await in_sight(priya, child)
    await priya.locator(".addbar .relation-other").tap()
    await priya.locator(".addbar .relative-words").fill("Mr Prys")
    await priya.locator(".addbar .relative-words").press("Enter")
    prys, _ = await record(priya, "people", name="Mr Prys")
    await expect(priya.locator(".addbar h3")).to_contain_text("Mr Prys")
    await nobody_overlaps(priya)
    await press(priya, prys)
    await expect(priya.locator("#panel-title")).to_be_visible()


async def test_two_fingers_change_the_scale_and_a_finger_that_rests_moves_somebody(table: Table, opens: Opens) -> None:
    priya = await family(opens, table, **PHONE)
    box = await priya.locator(".canvas").bounding_box()
    assert box is not None
    touch = await priya.context.new_cdp_session(priya)

    async def fingers(kind: str, *points: tuple[float, float]) -> None:
        await touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = await zoom(priya)
    await fingers("touchStart", (x - 30, y), (x + 30, y))
    for apart in (45, 60, 75):
        await fingers("touchMove", (x - apart, y), (x + apart, y))
    await fingers("touchEnd")
    assert await zoom(priya) == pytest.approx(min(3.0, before * 2.5), rel=0.05)
    await priya.get_by_role("button", name="Whole family", exact=True).click()
    seren, held = await record(priya, "people", name="Seren Hartog")
    await priya.evaluate("key => document.querySelector('gwead-genogram').goTo(key)", seren)
    await priya.locator(".livedock").click(position={"x": 5, "y": 2})
    target = await person(priya, seren).locator(".d-target").bounding_box()
    assert target is not None
    x, y = target["x"] + target["width"] / 2, target["y"] + target["height"] / 2
    await fingers("touchStart", (x, y))
    await expect(person(priya, seren)).to_have_class("d-item d-people d-selected dragged")
    for step in (12, 30, 48):
        await fingers("touchMove", (x + step, y))
    await fingers("touchEnd")

    async def moved() -> bool:
        return bool((await plain(priya))["people"][seren]["place"][0] > held["place"][0])

    await until(moved, "who was taken hold of stands further right")
    pin = (await plain(priya))["people"][seren]["place"]
    oakes, _ = await record(priya, "people", name="Mrs Oakes")
    await choose(priya, oakes)
    await add(priya, "sibling", "Non Oakes")
    await record(priya, "people", name="Non Oakes")
    await settled(priya)
    assert (await plain(priya))["people"][seren]["place"] == pin


# -- cost

FORTY_FIVE = """() => {
  const { workingCopy } = document.querySelector('gwead-room').room
  const plain = workingCopy.standing()
  const there = Object.values(plain.people).length
  const foot = Math.max(...Object.values(plain.people).map(person => person.place?.[1] ?? 0))
  const edits = []
  for (let i = there; i < 45; i++) {
    const place = [(i % 12) * 64, foot + 64 * (1 + Math.floor(i / 12))]
    edits.push(workingCopy.creating('people', { name: `Cousin ${i}`, gender: i % 2 ? 'male' : 'female', place }))
  }
  workingCopy.edit(edits)
}"""


async def test_choosing_among_45_people_is_quick_and_lays_nothing_out_again(demo: Demo, opens: Opens) -> None:
    gwen = await family(opens, Table(demo))
    await gwen.evaluate(FORTY_FIVE)
    await expect(gwen.locator(".canvas .d-people")).to_have_count(45)
    times = await gwen.evaluate(
        """async () => {
          const chart = document.querySelector('gwead-genogram')
          const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
          const times = []
          for (const item of [...chart.querySelectorAll('.canvas .d-people')].slice(5, 17)) {
            const id = item.dataset.id
            const begin = performance.now()
            chart.room.see({ chosen: { collection: 'people', id }, task: 'see' })
            chart.version = begin
            chart.getBoundingClientRect()
            times.push(performance.now() - begin)
            await frame(); await frame()
          }
          return times
        }"""
    )
    # the quicker half: what other work of the machine costs is not the page's
    assert sorted(times)[len(times) // 4] < SELECTING, times
    print(f"choosing among 45 people: median {sorted(times)[len(times) // 2]:.1f} ms, most {max(times):.1f} ms")
    same = await gwen.evaluate(
        """async () => {
          const chart = document.querySelector('gwead-genogram')
          const paths = () => [...chart.querySelectorAll('.canvas path.d-line')]
          const before = paths()
          let changes = 0
          const watch = new MutationObserver(all => { changes += all.length })
          watch.observe(chart.querySelector('.canvas svg'), { subtree: true, childList: true, attributes: true })
          const box = chart.querySelector('.canvas').getBoundingClientRect()
          for (let i = 0; i < 20; i++) {
            const at = { bubbles: true, clientX: box.left + i * 9, clientY: box.top + 40 }
            chart.querySelector('.canvas').dispatchEvent(new PointerEvent('pointermove', at))
          }
          chart.querySelector('.canvas').scrollBy(-30, 10)
          await new Promise(resolve => setTimeout(resolve, 300))
          watch.disconnect()
          const after = paths()
          return { changes, same: before.length === after.length && before.every((path, i) => path === after[i]) }
        }"""
    )
    assert same == {"changes": 0, "same": True}
    await screenshot(gwen, "chart-45-1440")


# -- everybody


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("en", 1440),
        ("cy", 390),
        *(pytest.param(*each, marks=WIDE) for each in (("cy", 1440), ("en", 1024), ("cy", 1024), ("en", 390))),
    ],
)
async def test_axe_finds_nothing_in_any_state_of_the_chart(
    table: Table, opens: Opens, language: str, width: int
) -> None:
    options = {1440: {}, 1024: TABLET, 390: PHONE}[width]
    page = await family(opens, table, language=language, **options)
    found: dict[str, list[str]] = {}

    async def look(name: str) -> None:
        await screenshot(page, f"chart-{name}-{language}-{width}")
        if wrong := await axe(page):
            found[name] = wrong

    child, _ = await record(page, "people", index=True)
    for _ in range(3):
        await page.locator(".family-tools .zoom button").nth(2 if width == 390 else 1).click()
    await look("map")
    if width == 390:
        await page.locator(".find-opener").click()
    await page.locator(".family-tools .find-person input").fill("t")
    await look("finding")
    await page.keyboard.press("Escape")
    await page.locator(".key-opener").click()
    await look("key")
    await page.locator(".key-opener").click()
    await choose(page, child)
    await look("bar")
    await page.locator(".addbar .relation-sibling").click()
    await page.locator(".addbar .relative-words").fill("Lowri, born 2016")
    await look("line")
    await page.keyboard.press("Escape")
    await page.locator(".addbar .bar-more button").first.click()
    await page.keyboard.type("c")
    await look("tie-with")
    await page.keyboard.press("Enter")
    await look("tie")
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert found == {}
