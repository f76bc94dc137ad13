"""The gallery: every symbol, shading, couple line, child line, bond and outline on one page, in both languages.

The pictures are left in the folder that GALLERY names, to be looked at: wide, grey and on a phone.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from server.domain import vocabulary
from server.languages import words
from server.paths import STATIC
from server.reports.drawing import Drawing
from tests.browser.watched import axe
from tests.static.test_symbols import FILLS, PEOPLE, marks, on

ACROSS = 9
"""Symbols of a row."""
TABLES = vocabulary.as_json()


def person(name: str, at: tuple[int, int], **fields: Any) -> dict[str, Any]:
    return {
        "kind": "person", "gender": "female", "name": name, "known_as": "", "born": None, "died": None,
        "removed_at": "", "place": list(at), "accounts": {}, **fields,
    }  # fmt: skip


def symbols() -> dict[str, Any]:
    """Sections 1 and 2: each symbol with the name of its row."""
    people: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for i, (row, fields) in enumerate(PEOPLE.items()):
        people[f"s{i:02}"] = person(
            row, (64 * (i % ACROSS), 64 * (i // ACROSS)), **{k: v for k, v in fields.items() if k != "name"}
        )
    first = -(-len(PEOPLE) // ACROSS)
    for i, (row, given) in enumerate(FILLS.items()):
        who = f"f{i:02}"
        gender = ("male", "female", "nonbinary", "unknown", "other")[i % 5]
        at = (64 * (i % ACROSS), 64 * (first + i // ACROSS))
        people[who] = person(
            row, at, gender=gender, born=on("1990-05-01"), died=on("2020-01-01") if i % 4 == 3 else None
        )
        facts |= {f"{who}{n}": {"about": who, "removed_at": "", **fact} for n, fact in enumerate(marks(*given))}
    return {"people": people, "facts": facts}


def lines(language: str) -> dict[str, Any]:
    """Sections 3 to 6: each kind of line between two people, each child line, one home."""
    plain: dict[str, Any] = {name: {} for name in ("people", "unions", "parent_links", "bonds", "households", "stays")}
    base: dict[str, Any] = {"removed_at": "", "began": None, "ended": None, "confidence": "", "accounts": {}}
    column = row = 0

    def pair(words_of: str) -> tuple[str, str]:
        nonlocal column, row
        one, other = f"p{row:02}{column}a", f"p{row:02}{column}b"
        plain["people"][one] = person(words_of, (column * 192, row * 128), gender="male")
        plain["people"][other] = person("", (column * 192 + 96, row * 128))
        column += 1
        if column == 4:
            column, row = 0, row + 1
        return one, other

    w = words(language)
    for kind in TABLES["union_kinds"]:
        one, other = pair(w(f"union_kinds.{kind['key']}"))
        plain["unions"][f"u{one}"] = {**base, "a": one, "b": other, "kind": kind["key"], "ending": ""}
    for kind in TABLES["endings"]:
        one, other = pair(w(f"endings.{kind['key']}"))
        plain["unions"][f"u{one}"] = {**base, "a": one, "b": other, "kind": "married", "ending": kind["key"]}
    for kind in TABLES["bond_kinds"]:
        one, other = pair(w(f"bond_kinds.{kind['key']}"))
        plain["bonds"][f"b{one}"] = {**base, "a": one, "b": other, "kind": kind["key"], "directed": True}
    row += 1
    for column, kind in enumerate(TABLES["parent_link_kinds"]):
        child, parent = f"c{column}", f"q{column}"
        plain["people"][parent] = person("", (column * 80, row * 128))
        plain["people"][child] = person(
            w(f"parent_link_kinds.{kind['key']}"), (column * 80, row * 128 + 64), gender="male"
        )
        plain["parent_links"][f"l{column}"] = {
            **base,
            "child": child,
            "parent": parent,
            "union": "",
            "kind": kind["key"],
        }
    plain["households"]["h"] = {"removed_at": "", "name": "Home", "kind": "home", "began": None, "ended": None}
    for who in ("q0", "c0"):
        plain["stays"][f"t{who}"] = {
            "removed_at": "",
            "household": "h",
            "person": who,
            "began": on("2000-01-01"),
            "ended": None,
        }
    return plain


def gallery(language: str) -> str:
    """The page: pictures and keys as the server prints them, with the application's own style."""
    drawing, w = Drawing(), words(language).for_browser()
    style = (STATIC.parent / "src" / "css" / "drawing.css").read_text(encoding="utf-8")
    parts = [f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Gallery</title><style>'
             ":root{--ink:#1c2733;--ink2:#46525e;--card:#fff;--line:#dcdad3;--hair:#ece9e2;--ctl:#6b7680;--teal:#0b5a63;"
             f"--tint:#e8f0ef;--sun:#ffd873}} body{{margin:16px;font-family:'Noto Sans',sans-serif}}{style}"
             "svg.drawing{max-width:100%;height:auto;margin-bottom:24px}</style></head>"
             "<body><main><h1>Gallery</h1>"]  # fmt: skip
    for name, plain in (("symbols", symbols()), ("lines", lines(language))):
        for kind in ("family", "key"):
            options = {"today": "2026-03-12", "id": name, "name": f"{name} {kind}", "print": True, "width": None}
            options = {k: v for k, v in options.items() if v is not None} | ({"width": 1380} if kind == "key" else {})
            parts.append(drawing.draw(kind, plain, options, language, w))
    return "".join([*parts, "</main></body></html>"])


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_the_gallery_holds_every_symbol_and_line_and_axe_finds_nothing(
    browser: Browser, language: str, tmp_path: Path
) -> None:
    page_html = gallery(language)
    folder = Path(os.environ.get("GALLERY", tmp_path))
    for name, width, more in (("wide", 1440, ""), ("grey", 1440, "svg{filter:grayscale(1)}"), ("phone", 390, "")):
        context = await browser.new_context(viewport={"width": width, "height": 900})
        page = await context.new_page()
        await page.set_content(page_html)
        if more:
            await page.add_style_tag(content=more)
        picture = folder / f"{language}-{name}.png"
        await page.screenshot(path=picture, full_page=True)
        assert picture.stat().st_size > 50_000
        if name == "wide":
            people = await page.locator('[data-collection="people"]').count()
            assert people == len(symbols()["people"]) + len(lines(language)["people"])
            assert await page.locator('[data-collection="bonds"]').count() == len(TABLES["bond_kinds"])
            drawn = await page.locator('g[data-collection="unions"]').count()
            assert drawn == len(TABLES["union_kinds"]) + len(TABLES["endings"])
            assert await axe(page) == []
        await context.close()
