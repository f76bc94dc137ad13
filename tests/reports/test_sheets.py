"""How a paper is laid on sheets for Word and OpenDocument: turned where a drawing is wide, nothing over the margin."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.reports.paper import Break, Cell, Heading, Paragraph, Picture, Table
from server.reports.sheets import clean, fitted, picture, pictures, ratio, sheets, widths, zipped
from tests.bundles import built
from tests.reports.printers import SVG, line, of_blocks

WIDE = Picture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"/>', "w", "Wide", "family", fit="page")
TALL = replace(WIDE, svg=WIDE.svg.replace("300 100", "100 300"))


@pytest.fixture(scope="module", autouse=True)
def pages_built() -> None:
    built()


def test_a_wide_drawing_has_a_turned_sheet_with_the_headings_above_it() -> None:
    before, above, after = Paragraph(line("before")), Heading(1, line("Family")), Paragraph(line("after"))
    one = of_blocks(before, above, WIDE, after)
    first, turned, last = sheets(one, one.parts[0])
    assert (first.blocks, turned.blocks, last.blocks) == ((before,), (above, WIDE), (after,))
    assert [(each.wide, each.high) for each in (first, turned, last)] == [(210, 297), (297, 210), (210, 297)]
    assert [each.first for each in (first, turned, last)] == [True, False, False]


def test_sheets_of_one_form_are_one_with_a_new_page_between() -> None:
    one = of_blocks(Paragraph(line("before")), TALL, TALL)
    (only,) = sheets(one, one.parts[0])
    assert only.blocks == (Paragraph(line("before")), Break(), TALL, Break(), TALL)


def test_a_paper_without_blocks_has_a_sheet_for_its_title() -> None:
    one = of_blocks()
    (only,) = sheets(one, one.parts[0])
    assert only.first and only.blocks == ()


def test_the_walls_sheets_are_a3() -> None:
    one = of_blocks(WIDE, TALL, size="a3", turned=True)
    assert [(each.wide, each.high) for each in sheets(one, one.parts[0])] == [(420, 297), (297, 420)]


@given(st.integers(1, 5000), st.integers(1, 5000), st.text(max_size=400), st.text(max_size=400))
def test_no_drawing_is_over_the_margin(wide: int, high: int, caption: str, title: str) -> None:
    drawn = replace(WIDE, svg=f'<svg viewBox="0 0 {wide} {high}"/>', caption=caption)
    one = of_blocks(drawn)
    (sheet,) = sheets(one, one.parts[0])
    across, down = fitted(drawn, sheet, 10.5, [line(title)])
    assert 0 < across <= sheet.across + 1e-6 and 0 < down <= sheet.down + 1e-6
    assert across / down == pytest.approx(wide / high)


def test_a_drawing_without_a_shape_is_square() -> None:
    for svg in ("<svg/>", '<svg viewBox="0 0 0 5"/>', '<svg viewBox="a"/>'):
        assert ratio(svg) == 1
    assert ratio(SVG) == 90 / 40


def test_columns_are_as_asked_but_hold_their_longest_word() -> None:
    rows = ((Cell(line("5")), Cell(line("Llanfairpwllgwyngyll"))),)
    asked = widths(Table("", ("No.", "Where"), rows, (1, 9)), 166, 10.5)
    narrow = widths(Table("", ("No.", "Where"), rows, (9, 1)), 166, 10.5)
    assert sum(asked) == pytest.approx(1000, abs=2) and asked[0] < 150 < 190 < narrow[1]


def test_a_picture_is_as_large_as_it_is_asked_for_and_two_languages_share_one() -> None:
    made = picture(SVG, 300)
    assert made.startswith(b"\x89PNG") and int.from_bytes(made[16:20]) == 300
    shown = Picture(SVG, "alt", "", "family")
    assert list(pictures(of_blocks(shown, shown, replace(shown, svg="no drawing")))) == [SVG]


def test_what_xml_cannot_hold_is_left_out_of_words() -> None:
    assert clean("a\x00b\ud800c\uffffd\x85e\tf\ng😀") == "a b c d\x85e\tf\ng😀"


def test_a_zip_carries_no_time() -> None:
    made = zipped([("mimetype", b"x"), ("b.xml", b"y" * 100)], stored=frozenset({"mimetype"}))
    with ZipFile(BytesIO(made)) as file:
        kept = [(e.filename, e.date_time[0], e.compress_type == ZIP_STORED) for e in file.infolist()]
    assert kept == [("mimetype", 1980, True), ("b.xml", 1980, False)]
