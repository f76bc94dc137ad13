"""A family built from nothing, in words: by keyboard alone in the chart, in the list, as pasted lines; and what the
panel does with couples, carers, ties, homes, health and two records of one person."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.demo import Demo
from tests.browser.fixtures import LAPTOP, PHONE, WIDE, Opens
from tests.browser.seats import Plain, Table, light, plain, record, settled, sit, until
from tests.browser.watched import axe, screenshot

CHAIR: Final = "chair@example.invalid"

STEPS: Final = (
    # to whom, as what, the line that is typed, how they are found again
    ("Iest", "parent", "Kelly-Ann Tudful, mum, born 3 June 1991", "Kelly-Ann Tudful"),
    ("Iest", "parent", "Craig Sallis, dad, born November 1987", "Craig Sallis"),
    ("Kelly-Ann Tudful", "partner", "Lee Hartog, male, born about 1989", "Lee Hartog"),
    ("Craig Sallis", "partner", "Shanice Obi, female, born 1993", "Shanice Obi"),
    ("Kelly-Ann Tudful", "parent", "Carol Tudful, mother, born about 1962", "Carol Tudful"),
    ("Kelly-Ann Tudful", "parent", "", ""),
    ("Kelly-Ann Tudful", "sibling", "Bethan Tudful, sister, born 21 September 1994, care assistant", "Bethan Tudful"),
    ("Craig Sallis", "parent", "Maureen Sallis, mother, born 1959", "Maureen Sallis"),
    ("Craig Sallis", "parent", "Terrence Sallis, father, 1955-2008", "Terrence Sallis"),
    ("Carol Tudful", "parent", "Gwyneth Tudful, mother, born 30 May 1938, died 2 April 2019", "Gwyneth Tudful"),
    ("Carol Tudful", "parent", "Emrys Tudful, father, 1934-1991, miner", "Emrys Tudful"),
    ("Iest", "sibling", "Macsen Sallis, brother, born 2 November 2012, died 5 January 2013", "Macsen Sallis"),
    ("Iest", "sibling", "miscarriage, April 2013", ""),
    ("Lee Hartog", "child", "Seren Hartog, daughter, born 16 August 2015", "Seren Hartog"),
    ("Shanice Obi", "child", "Kai Sallis-Obi, son, born 2018", "Kai Sallis-Obi"),
    ("Iest", "carer", "Janet Probert, female, born 1968, foster carer", "Janet Probert"),
    ("Janet Probert", "partner", "Alun Probert, male, born 1966, retired fitter", "Alun Probert"),
    ("Iest", "carer", "Mrs Oakes, foster carer", "Mrs Oakes"),
    ("Iest", "other", "Pero, dog", "Pero"),
)  # fmt: skip
"""The invented family of case A, as it is told in a meeting: nineteen people round the child."""
COUPLES: Final = {
    frozenset({"Kelly-Ann Tudful", "Craig Sallis"}): {"Iest", "Macsen Sallis", ""},
    frozenset({"Kelly-Ann Tudful", "Lee Hartog"}): {"Seren Hartog"},
    frozenset({"Craig Sallis", "Shanice Obi"}): {"Kai Sallis-Obi"},
    frozenset({"Carol Tudful", ""}): {"Kelly-Ann Tudful", "Bethan Tudful"},
    frozenset({"Maureen Sallis", "Terrence Sallis"}): {"Craig Sallis"},
    frozenset({"Gwyneth Tudful", "Emrys Tudful"}): {"Carol Tudful"},
}
"""Each couple with children by birth, and the children."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """One demo for all tests of this file."""
    running = Demo(tmp_path_factory.mktemp("journeys") / "demo", seats=12)
    yield Table(running)
    running.stop()


def new_case(demo: Demo) -> str:
    """A case in which only the child is known."""
    command = [sys.executable, "-m", "server", "case", "new", "--name", "Iest", "--born", "14 February 2011"]
    key = {"GWEAD_MASTER_KEY_FILE": str(Path(demo.data) / "master.key")}
    done = subprocess.run(
        [*command, "--chair", CHAIR, "--json", "--data", str(demo.data)],
        check=True, capture_output=True, text=True, timeout=60, env={**os.environ, **key},
    )  # fmt: skip
    case: str = json.loads(done.stdout)["case"]
    return case


async def empty_family(opens: Opens, demo: Demo, **options: Any) -> Page:
    """The chair's page of a case of its own, at the family."""
    case = new_case(demo)
    page = await opens(demo.chair, **options)
    await page.locator(".dock button.main").click()
    await page.wait_for_url("**/room")
    await page.goto(f"{demo.url}/cases/{case}/room")
    await expect(light(page)).to_have_attribute("data-light", "saved", timeout=60_000)
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("g")
    await expect(page.locator("main.family")).to_be_visible()
    return page


def name_of(person: dict[str, Any]) -> str:
    return str(person["known_as"] or person["name"])


def standing(held: Plain, collection: str) -> dict[str, dict[str, Any]]:
    return {key: each for key, each in held[collection].items() if not each["removed_at"]}


def told(held: Plain) -> dict[frozenset[str], set[str]]:
    """Couples by name with their children by birth."""
    people = standing(held, "people")
    couples = {
        key: frozenset(name_of(people[each]) if each else "" for each in (union["a"], union["b"]))
        for key, union in standing(held, "unions").items()
    }
    children: dict[frozenset[str], set[str]] = {}
    for link in standing(held, "parent_links").values():
        if link["kind"] == "biological" and link["union"]:
            children.setdefault(couples[link["union"]], set()).add(name_of(people[link["child"]]))
    return children


async def grown(page: Page, people: int) -> Plain:
    """The document, once it holds so many people."""

    async def look() -> Plain | None:
        held = await plain(page)
        return held if len(standing(held, "people")) == people else None

    held: Plain = await until(look, f"{people} people")
    return held


def is_case_a(held: Plain) -> None:
    """Everybody once, each child under their own couple, carers as carers."""
    people = standing(held, "people")
    assert len(people) == 20
    names = sorted(name_of(person) for person in people.values() if name_of(person))
    assert names == sorted(["Iest", *(name for *_, name in STEPS if name)])
    assert told(held) == COUPLES
    named = {name_of(person): key for key, person in people.items()}
    assert people[named["Bethan Tudful"]]["occupation"] == "care assistant"
    assert people[named["Macsen Sallis"]]["died"]["start"][0] == "2013-01-05"
    assert people[named["Pero"]]["kind"] == "pet"
    assert {person["kind"] for person in people.values() if not name_of(person)} == {"person", "miscarriage"}
    child = named["Iest"]
    carers = {link["parent"] for link in standing(held, "parent_links").values()
              if link["child"] == child and link["kind"] == "foster" and not link["union"]}  # fmt: skip
    unions = standing(held, "unions")
    for link in standing(held, "parent_links").values():
        if link["child"] == child and link["kind"] == "foster" and link["union"]:
            carers |= {unions[link["union"]]["a"], unions[link["union"]]["b"]}
    assert {named["Janet Probert"], named["Mrs Oakes"]} <= carers


async def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Presses Tab until what has the focus matches."""
    for _ in range(most):
        if await page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def row(page: Page, name: str) -> Locator:
    """Somebody's row in the list of the family."""
    return page.locator(".family-list [data-person]").filter(
        has=page.locator(".who b", has_text=re.compile(f"^{re.escape(name)}$"))
    )


async def open_row(page: Page, name: str) -> Locator:
    found = row(page, name)
    await found.locator(".open").click()
    await expect(found.locator(".row-below")).to_be_visible()
    return found


async def test_the_list_builds_the_family_of_case_a_from_nothing(table: Table, opens: Opens) -> None:
    page = await empty_family(opens, table.demo)
    await page.keyboard.press("l")
    for at, (to, relation, line, _) in enumerate(STEPS):
        found = await open_row(page, to)
        await found.locator(f".relation-{relation}").click()
        await found.locator(".relative-words").fill(line)
        await found.locator(".relative-words").press("Enter")
        await grown(page, at + 2)
    is_case_a(await plain(page))
    await expect(row(page, "Bethan Tudful").locator(".who small")).to_have_text("aunt, mother’s side")
    await expect(row(page, "Seren Hartog").locator(".who small")).to_have_text("half-sister")
    await expect(row(page, "Janet Probert").locator(".who small")).to_have_text("foster carer")

    # the couple's course, in turns
    found = await open_row(page, "Craig Sallis")
    await page.locator(".panel .couples li", has_text="Kelly-Ann").get_by_role("button", name="Edit").click()
    for kind, when in (
        ("together", "about 2007"),
        ("separated", "January 2014"),
        ("back_together", "May 2014"),
        ("separated", "July 2014"),
    ):
        await page.locator("#turn-kind").select_option(kind)
        await page.locator("#turn-when").fill(when)
        await page.locator("#turn-when").press("Enter")
        await expect(page.locator("#turn-when")).to_have_value("")
    await page.get_by_role("button", name="Done").click()
    await expect(page.locator(".panel .course li")).to_have_text(
        ["Together about 2007", "Separated January 2014", "Back together May 2014", "Separated July 2014"]
    )

    # a tie that goes one way, said the right way round
    found = await open_row(page, "Kelly-Ann Tudful")
    await found.get_by_role("button", name="Add a tie").click()
    await page.locator("#tie-other").select_option(label="Craig Sallis")
    await page.locator(".bond-tile", has_text="Hurt physically").click()
    await expect(page.locator(".bond-form .bond-said")).to_have_text("Kelly-Ann Tudful hurt Craig Sallis physically.")
    await page.locator(".bond-form .swap").click()
    await expect(page.locator(".bond-form .bond-said")).to_have_text("Craig Sallis hurt Kelly-Ann Tudful physically.")
    await page.locator("#tie-began").fill("2010")
    await page.locator("#tie-says").fill("Bethan")
    assert await axe(page) == []
    await page.locator(".bond-form button.main").click()
    people = {key: name_of(each) for key, each in (await plain(page))["people"].items()}
    _, bond = await record(page, "bonds", kind="hurt_physically")
    assert (people[bond["a"]], people[bond["b"]]) == ("Craig Sallis", "Kelly-Ann Tudful")
    assert (
        bond["directed"]
        and bond["sensitive"]
        and bond["says"] == "Bethan"
        and bond["began"]["start"][0] == "2010-01-01"
    )

    # where they live, a mark of health, and who else cared
    for name in ("Iest", "Janet Probert", "Pero"):
        await open_row(page, name)
        await page.locator(".panel .add-home").click()
        if name == "Iest":
            await page.locator("#home-name").fill("Proberts, Llanfair-y-Dre")
            await page.locator("#home-kind").select_option("foster")
        else:
            await page.locator("#home-which").select_option(label="Proberts, Llanfair-y-Dre")
        await page.locator("#home-began").fill("November 2018")
        await page.locator("#home-began").press("Enter")
        await expect(page.locator(".panel .homes li")).to_have_count(1)
    assert len(standing(await plain(page), "households")) == 1
    await expect(row(page, "Pero").locator(".home")).to_have_text("Proberts, Llanfair-y-Dre")
    await open_row(page, "Carol Tudful")
    await page.locator(".panel .add-health").click()
    await page.locator("#health-mark").select_option("alcohol")
    await page.locator("#health-says").fill("Bethan")
    await page.locator("#health-says").press("Enter")
    await expect(page.locator(".panel .marks")).to_contain_text("Alcohol misuse")
    await expect(page.locator(".panel .marks small")).to_contain_text("Bethan")
    await open_row(page, "Kelly-Ann Tudful")
    await page.locator(".panel .add-parent").click()
    await page.locator("#carer-who").select_option(label="Gwyneth Tudful")
    await page.locator("#carer-kind").select_option("kinship")
    await page.locator("#carer-began").fill("1991")
    await page.locator("#carer-ended").fill("2007")
    await page.locator("#carer-ended").press("Enter")
    await expect(page.locator(".panel .parents")).to_contain_text("1991 to 2007")
    await settled(page)
    assert await axe(page) == []
    await screenshot(page, "family-journey-list")


async def test_the_keyboard_alone_builds_the_family_of_case_a_in_the_chart(table: Table, opens: Opens) -> None:
    page = await empty_family(opens, table.demo)
    held = await grown(page, 1)
    await page.locator('.canvas .d-people[tabindex="0"]').focus()
    for at, (to, relation, line, _) in enumerate(STEPS):
        people = standing(held, "people")
        key = next(each for each, person in people.items() if name_of(person) == to)
        await page.keyboard.press("f")
        await page.keyboard.type(to)
        await page.keyboard.press("Enter")
        await expect(page.locator(f'.canvas .d-people[data-id="{key}"]')).to_be_focused()
        await page.keyboard.press("a")
        await tab_to(page, f".relation-{relation}", most=8)
        await page.keyboard.press("Enter")
        await expect(page.locator(".addbar .relative-words")).to_be_focused()
        await page.keyboard.type(line)
        await page.keyboard.press("Enter")
        before, held = standing(held, "people"), await grown(page, at + 2)
        (added,) = standing(held, "people").keys() - before.keys()
        await expect(page.locator(f'.canvas .d-people[data-id="{added}"]')).to_be_focused()
    is_case_a(held)
    # a tie from the panel, chosen with the arrows
    await page.keyboard.press("f")
    await page.keyboard.type("Craig Sallis")
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel-title")).to_have_text("Craig Sallis")
    await page.keyboard.press("Enter")
    await expect(page.locator("#panel-title")).to_be_focused()
    await tab_to(page, ".panel .bonds > button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#tie-other")).to_be_focused()
    await page.keyboard.type("Kelly")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    for _ in range(6):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator(".bond-form .bond-said")).to_contain_text(
        "There is conflict between Craig Sallis and Kelly-Ann"
    )
    await page.keyboard.press("Enter")
    await record(page, "bonds", kind="conflict", directed=False)
    await settled(page)
    await screenshot(page, "family-journey-keyboard")


FAMILY: Final = """Dafydd Rees b. 1985 + Sian Rees b. 1987 (married 2008, separated 2016)
  Elin Rees, female, b. 2010
  Twm Rees, male, b. 14/6/2012
Elin Rees ~close~ Twm Rees
"""
"""Lines as somebody pastes them; nobody in them is in the case yet."""


@pytest.mark.parametrize("options", [pytest.param(PHONE, id="phone"), pytest.param(LAPTOP, id="laptop", marks=WIDE)])
async def test_a_pasted_family_is_shown_as_it_was_read_and_added_as_one_step(
    table: Table, opens: Opens, options: dict[str, Any]
) -> None:
    page = await empty_family(opens, table.demo, **options)
    if options is PHONE:
        await page.locator(".tabs .tab").last.click()
    else:
        await page.keyboard.press("l")
        await expect(page.locator(".family-list")).to_be_visible()
    await page.get_by_role("button", name="Paste a family").click()
    box = page.get_by_role("dialog", name="Paste a family")
    await expect(box.locator("#family-text")).to_be_focused()
    await box.locator("#family-text").fill(FAMILY)
    await expect(box.locator(".understood")).to_have_text("4 new people are read from this.")
    await expect(box.locator(".preview li")).to_have_count(4)
    sian = box.locator(".preview li").filter(has=page.locator("b", has_text="Sian Rees"))
    await expect(sian).to_contain_text("born 1987")
    await expect(sian.locator("small")).to_contain_text("With Dafydd Rees: married 2008, separated 2016.")
    assert len(standing(await plain(page), "people")) == 1, "nothing is written by looking"
    assert await axe(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await screenshot(page, f"family-text-{options['viewport']['width']}")
    await box.get_by_role("button", name="Add 4 people").click()
    await expect(box).to_be_hidden()
    held = await grown(page, 5)
    assert told(held) == {frozenset({"Dafydd Rees", "Sian Rees"}): {"Elin Rees", "Twm Rees"}}
    assert [bond["kind"] for bond in standing(held, "bonds").values()] == ["close"]

    async def laid_out() -> bool:
        places = [tuple(each["place"] or ()) for each in standing(await plain(page), "people").values()]
        return (
            len(set(places)) == 5
            and () not in places
            and await page.evaluate("document.querySelector('gwead-room').room.undo.next()?.key") == "undo.did.tidied"
        )

    await until(laid_out, "the family is laid out")
    for _ in range(2):  # what Tidy moved, then everything that was pasted
        await page.evaluate("document.querySelector('gwead-room').room.undoMine()")
    held = await grown(page, 1)
    assert standing(held, "unions") == {} and standing(held, "bonds") == {}


async def test_two_records_of_one_person_become_one_and_can_be_two_again(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    tom = await sit(opens, table.seat())
    await gwen.keyboard.press("g")
    await gwen.keyboard.press("l")
    found = await open_row(gwen, "Iest")
    await found.locator(".relation-other").click()
    await found.locator(".relative-words").fill("Betty Tudful, female")
    await found.locator(".relative-words").press("Enter")
    twice, _ = await record(gwen, "people", name="Betty Tudful")
    await open_row(gwen, "Betty Tudful")
    await gwen.locator(".panel .add-fact").click()
    await gwen.locator("#fact-text").fill("Rings every Sunday")
    await gwen.locator("#fact-text").press("Enter")
    once, _ = await record(gwen, "people", name="Bethan Tudful")
    await settled(gwen)
    found = await open_row(gwen, "Bethan Tudful")
    await found.get_by_role("button", name="Same person as…").click()
    await gwen.locator("#merge-other").select_option(label="Betty Tudful")
    table_of_both = gwen.locator(".side-by-side")
    await expect(table_of_both.locator("tr", has_text="Name").first).to_contain_text("Betty Tudful")
    await expect(gwen.locator(".merging .mentions")).to_contain_text("Rings every Sunday")
    assert await axe(gwen) == []
    await screenshot(gwen, "family-merging")
    await gwen.get_by_role("button", name="They are one person").click()
    await expect(gwen.locator(".notice")).to_contain_text("One person now")
    await record(tom, "facts", text="Rings every Sunday", about=once)
    await record(tom, "people", name="Betty Tudful", merged_into=once)
    await expect(row(gwen, "Betty Tudful")).to_have_count(0)
    await expect(gwen.locator(".panel .facts")).to_contain_text("Rings every Sunday")
    await gwen.locator(".notice .link").click()
    await record(tom, "facts", text="Rings every Sunday", about=twice)
    await record(tom, "people", name="Betty Tudful", merged_into="", removed_at="")


async def test_who_is_removed_while_spoken_of_elsewhere_says_where(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.keyboard.press("g")
    await gwen.keyboard.press("l")
    key, _ = await record(gwen, "people", name="Maureen Sallis")
    await open_row(gwen, "Maureen Sallis")
    await gwen.locator(".panel .add-fact").click()
    await gwen.locator("#fact-text").fill("Sends a card every year")
    await gwen.locator("#fact-says").fill("Iest")
    await gwen.locator("#fact-says").press("Enter")
    await expect(gwen.locator(".panel .bullets small")).to_contain_text("Iest")
    ties = [each for each in (await plain(gwen))["unions"].values() if key in (each["a"], each["b"])]
    assert ties
    await row(gwen, "Maureen Sallis").get_by_role("button", name="Remove: Maureen Sallis").click()
    asked = gwen.locator(".asked")
    await expect(asked).to_contain_text("Spoken of in 1 place that stays:")
    await expect(asked.get_by_role("button", name="Fact: Sends a card every year")).to_be_visible()
    await expect(asked).to_contain_text("Terrence Sallis and Maureen Sallis: Married")
    assert await axe(gwen) == []
    await asked.get_by_role("button", name="Remove").click()
    await record(
        gwen,
        "people",
        name="Maureen Sallis",
        removed_by=await gwen.evaluate("document.querySelector('gwead-room').room.settings.participant"),
    )
    await expect(gwen.locator(".panel .caution")).to_contain_text("Still spoken of in 1 place:")
    await gwen.locator(".removed-here summary").click()
    gone = gwen.locator(f'.removed-here [data-removed="{key}"]')
    await expect(gone).to_contain_text("Fact: Sends a card every year")
    await gone.get_by_role("button", name="Fact: Sends a card every year").click()
    await expect(gwen.locator(".panel .detail")).to_have_text("Sends a card every year")
    await gwen.locator(f'.removed-here [data-removed="{key}"]').get_by_role("button", name="Bring back").click()
    await expect(row(gwen, "Maureen Sallis")).to_be_visible()
    held = await plain(gwen)
    assert all(not each["removed_at"] for each in held["unions"].values() if key in (each["a"], each["b"]))


async def test_what_is_read_is_edited_where_it_stands(table: Table, opens: Opens) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.keyboard.press("g")
    await gwen.keyboard.press("l")
    await open_row(gwen, "Seren Hartog")
    await gwen.get_by_role("button", name="Edit: The child says").click()
    await expect(gwen.locator("#in-called")).to_be_focused()
    await gwen.keyboard.type("Ser")
    await gwen.keyboard.press("Enter")
    await record(gwen, "people", name="Seren Hartog", called="Ser")
    await expect(gwen.get_by_role("button", name="Edit: The child says")).to_be_focused()
    await expect(gwen.locator(".panel .kv")).to_contain_text("“Ser”")
    # twins, from either of them
    await gwen.locator(".panel .actions button", has_text="Edit").click()
    await gwen.locator(".group summary", has_text="Twins").click()
    await gwen.locator("#f-twin_of").select_option(label="Iest")
    await gwen.locator("#f-twins").select_option("fraternal")
    await record(gwen, "people", name="Seren Hartog", twins="fraternal")
    offered = await gwen.locator("#f-twin_of option").all_inner_texts()
    assert "Alun Probert" not in offered, "only brothers and sisters are offered as twins"
    await gwen.get_by_role("button", name="Done").click()
    await expect(gwen.locator(".panel .kv")).to_contain_text("Non-identical twins")


async def test_the_family_is_grouped_round_anybody_and_people_are_moved_without_dragging(
    table: Table, opens: Opens
) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.keyboard.press("g")
    await gwen.keyboard.press("l")
    await expect(row(gwen, "Carol Tudful").locator(".who small")).to_have_text("grandmother, mother’s side")
    found = await open_row(gwen, "Kelly-Ann Tudful")
    await found.get_by_role("button", name="Put in the middle").click()
    await expect(row(gwen, "Carol Tudful").locator(".who small")).to_have_text("mother")
    await expect(gwen.locator(".group-title").first).to_contain_text("Kelly-Ann Tudful, brothers and sisters")
    await gwen.get_by_role("button", name="Back to the child").click()
    await expect(row(gwen, "Carol Tudful").locator(".who small")).to_have_text("grandmother, mother’s side")
    _, before = await record(gwen, "people", name="Kelly-Ann Tudful")
    await row(gwen, "Kelly-Ann Tudful").get_by_role("button", name="Right: Kelly-Ann Tudful").click()
    await record(gwen, "people", name="Kelly-Ann Tudful", place=[before["place"][0] + 64, before["place"][1]])


@pytest.mark.parametrize(
    ("done", "language", "options"),
    [
        pytest.param("read", "cy", PHONE, id="read-cy-phone"),
        pytest.param("edited", "en", LAPTOP, id="edited-en-laptop"),
        *(
            pytest.param(done, language, options, id=f"{done}-{language}-{name}", marks=WIDE)
            for done, language, options, name in (
                ("read", "cy", LAPTOP, "laptop"),
                ("read", "en", LAPTOP, "laptop"),
                ("read", "en", PHONE, "phone"),
                ("edited", "cy", LAPTOP, "laptop"),
                ("edited", "cy", PHONE, "phone"),
                ("edited", "en", PHONE, "phone"),
            )
        ),
    ],
)
async def test_axe_finds_nothing_in_any_state_of_the_panel(
    table: Table, opens: Opens, done: str, language: str, options: dict[str, Any]
) -> None:
    # as high as the whole panel: nothing of it lies beneath the buttons that stay at its foot
    tall = {**options, "viewport": {"width": options["viewport"]["width"], "height": 3600}}
    page = await opens(table.demo.chair, **tall)
    await page.locator(".dock button.main").click()
    await page.wait_for_url("**/room")
    await settled(page)
    if language == "cy":
        await page.evaluate("document.querySelector('gwead-room').deeds.speak('cy')")
        await expect(page.locator("html")).to_have_attribute("lang", "cy")
    held = await plain(page)
    people = standing(held, "people")
    mother = next(key for key, each in people.items() if each["name"] == "Kelly-Ann Tudful")
    places = {
        "people": mother,
        "unions": next(key for key, each in standing(held, "unions").items() if mother in (each["a"], each["b"])),
        "bonds": next(key for key, each in standing(held, "bonds").items() if mother in (each["a"], each["b"])),
        "parent_links": next(key for key, each in standing(held, "parent_links").items() if each["child"] == mother),
        "stays": next(key for key, each in standing(held, "stays").items() if each["person"] == mother),
        "facts": next(key for key, each in standing(held, "facts").items() if each["about"] == mother),
    }
    states = [(name, key, "see" if done == "read" else "edit") for name, key in places.items()]
    states += [("people", mother, task) for task in ("tie", "merge", "remove", "move") if done == "edited"]
    forms = (".add-fact", ".add-health", ".add-says", ".add-parent", ".add-home") if done == "read" else ()
    await page.evaluate("document.querySelector('gwead-room').room.see({ view: 'family', shape: 'list' })")
    for collection, key, task in states:
        await page.evaluate(
            "([collection, key, task]) => document.querySelector('gwead-room').room.choose(collection, key, task)",
            [collection, key, task],
        )
        shown = {"see": "thing", "edit": "editing"}.get(task, "moving")
        await expect(page.locator(f".panel .{shown}")).to_be_visible()
        assert await axe(page, ".right") == [], (collection, task)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (collection, task)
        assert "[" not in await page.locator(".right").inner_text(), "every word is there"
    for button in forms:
        await page.evaluate("key => document.querySelector('gwead-room').room.choose('people', key)", mother)
        await page.locator(f".panel {button}").click()
        assert await axe(page, ".right") == [], button
        await page.locator(".panel form button", has_text=re.compile("Cancel|Canslo")).click()
    await page.evaluate("document.querySelector('gwead-room').room.see({ opened: false, chosen: null, task: 'see' })")
    assert await axe(page, "main") == []


@pytest.mark.parametrize("shape", ["chart", "list"])
async def test_the_family_is_told_in_sentences_below_chart_and_list(table: Table, opens: Opens, shape: str) -> None:
    gwen = await sit(opens, table.seat())
    await gwen.evaluate("shape => document.querySelector('gwead-room').room.see({ view: 'family', shape })", shape)
    await gwen.get_by_text("The family in words").click()
    told_ = gwen.locator(".family-told .told p")
    people = [each for each in standing(await plain(gwen), "people").values()]
    await expect(told_).to_have_count(len(people))
    seren = told_.filter(has=gwen.locator("b", has_text="Seren Hartog"))
    await expect(seren).to_contain_text("half-sister")
    await expect(seren).to_contain_text("Child of Lee Hartog and Kelly-Ann Tudful.")
    # on another day it tells of that day
    await gwen.evaluate("document.querySelector('gwead-room').room.see({ on: '2013-02-14' })")
    await expect(seren).to_contain_text("not born yet")
    assert await axe(gwen, "main") == []


async def test_a_couple_and_a_home_go_with_all_that_hangs_on_them_and_come_back_with_it(
    table: Table, opens: Opens
) -> None:
    gwen = await sit(opens, table.seat())
    held = await plain(gwen)
    people = {name_of(each): key for key, each in held["people"].items()}
    couple = next(
        key
        for key, each in held["unions"].items()
        if {each["a"], each["b"]} == {people["Terrence Sallis"], people["Maureen Sallis"]}
    )
    home = next(key for key, each in held["households"].items() if each["name"].startswith("Proberts"))
    await gwen.evaluate(
        """id => {
          const { room } = document.querySelector('gwead-room')
          room.see({ view: 'family', shape: 'list' })
          room.choose('unions', id, 'edit')
        }""",
        couple,
    )
    await gwen.locator("#turn-kind").select_option("met")
    await gwen.locator("#turn-when").fill("1978")
    await gwen.locator("#turn-when").press("Enter")
    turn, _ = await record(gwen, "turns", union=couple, kind="met")

    async def gone(collection: str, field: str, named: str) -> set[bool]:
        return {bool(each["removed_at"]) for each in (await plain(gwen))[collection].values() if each[field] == named}

    for collection, key, along in (
        ("unions", couple, (("turns", "union"), ("parent_links", "union"))),
        ("households", home, (("stays", "household"),)),
    ):
        await gwen.evaluate(
            "([collection, id]) => document.querySelector('gwead-room').room.choose(collection, id)", [collection, key]
        )
        await gwen.locator(".panel .actions button", has_text="Remove").click()
        await gwen.locator(".asked button", has_text="Remove").click()
        for name, field in along:
            assert await gone(name, field, key) == {True}
        await gwen.locator(".panel .caution button", has_text="Bring back").click()
        for name, field in along:
            assert await gone(name, field, key) == {False}
    assert turn in standing(await plain(gwen), "turns")
