"""Papers printed as OpenDocument texts: every word and picture told, nothing that runs, and the same every time."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest

from server.reports.odt import odt
from server.reports.paper import Break, Bullets, Cell, Heading, Kind, Paragraph, Picture, Run, Table
from tests.bundles import built
from tests.reports.frozen import AT
from tests.reports.printers import (
    EVERY,
    KINDS,
    MARK,
    NAMES,
    files,
    full_of,
    line,
    missing,
    of_blocks,
    paper,
    squeezed,
)

NAMESPACES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ACTIVE = re.compile(
    rb"<(?:script:|office:event|text:(?:script|dde|database|execute|user-field|hidden|section-source)|form:|xforms:|"
    rb"presentation:|draw:(?:object|applet|plugin|floating))"
)
FILES = re.compile(r"mimetype|META-INF/manifest\.xml|(?:content|styles|meta|settings)\.xml|Pictures/\d+\.png")
"""What an OpenDocument text would run, fetch or open."""


@pytest.fixture(scope="module", autouse=True)
def pages_built() -> None:
    built()


def q(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def tree(made: bytes, name: str = "content.xml") -> Any:
    return ElementTree.fromstring(files(made)[name])


def body(made: bytes) -> Any:
    return tree(made).find(".//office:text", NAMESPACES)


def said(made: bytes) -> str:
    """The words of the body and what its pictures say, without any space, in their order."""
    return squeezed("".join(body(made).itertext()))


def headings(made: bytes) -> list[tuple[int, str]]:
    return [(int(h.get(q("text:outline-level"))), "".join(h.itertext())) for h in body(made).iter(q("text:h"))]


@pytest.mark.parametrize("artist", ["shows", "silent"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_in_the_file_and_the_headings_in_their_order(kind: Kind, artist: str) -> None:
    one = paper(kind, artist)
    made = odt(one)
    assert missing(one, said(made)) == []
    wanted = [
        squeezed(heading)
        for part in one.parts
        for heading in (
            f"1{part.title}",
            *(f"{b.level + 1}{''.join(r.text for r in b.line)}" for b in part.blocks if isinstance(b, Heading)),
        )
    ]
    assert [squeezed(f"{level}{words}") for level, words in headings(made)] == wanted
    assert all(b - a <= 1 for (a, _), (b, _) in pairwise(headings(made)))


def test_drawn_pictures_are_told_in_words() -> None:
    one = paper("professional", "engine")
    made = odt(one)
    assert missing(one, said(made)) == []
    wanted = [(squeezed(b.caption), squeezed(b.alt)) for p in one.parts for b in p.blocks if isinstance(b, Picture)]
    frames = list(body(made).iter(q("draw:frame")))
    told = [tuple(squeezed(f.findtext(each, "", NAMESPACES)) for each in ("svg:title", "svg:desc")) for f in frames]
    assert told == wanted and len(frames) > 10
    held = files(made)
    shown = [image.get(q("xlink:href")) for image in body(made).iter(q("draw:image"))]
    assert len(shown) == len(frames) and all(held[name].startswith(b"\x89PNG") for name in shown)


def test_a_table_says_its_head_on_every_page_and_parts_no_short_row() -> None:
    rows = ((Cell(line("Nan"), "a"), Cell(line("5"))), (Cell(line("x " * 400)),) * 2)
    made = odt(of_blocks(Table("People", ("Who", "Age"), rows, (1, 9), heads=True),
                         Paragraph((Run("[1]", anchor="a"), Run("[2]", anchor="gone")))))  # fmt: skip
    (table,) = body(made).iter(q("table:table"))
    (head,) = table.findall("table:table-header-rows/table:table-row", NAMESPACES)
    assert "".join(head.itertext()) == "WhoAge" and table.findtext("table:title", "", NAMESPACES) == "People"
    kept = {
        style.get(q("style:name")): properties.get(q("fo:keep-together"))
        for style in tree(made).iter(q("style:style"))
        for properties in style.findall("style:table-row-properties", NAMESPACES)
    }
    short, long = table.findall("table:table-row", NAMESPACES)
    assert [kept[row.get(q("table:style-name"))] for row in (head, short, long)] == ["always", "always", "auto"]
    (link,) = body(made).iter(q("text:a"))
    (target,) = body(made).iter(q("text:bookmark-start"))
    assert link.get(q("xlink:href")) == f"#{target.get(q('text:name'))}"


def test_lists_stand_in_lists_and_count_from_their_start() -> None:
    inner = Bullets(((line("c"), None),))
    made = odt(of_blocks(Bullets(((line("a"), inner), (line("b"), None)), numbered=True, start=3)))
    outer, within = body(made).iter(q("text:list"))
    items = outer.findall("text:list-item", NAMESPACES)
    assert [item.get(q("text:start-value")) for item in items] == ["3", None]
    assert items[0].find("text:list", NAMESPACES) is within
    assert (outer.get(q("text:style-name")), within.get(q("text:style-name"))) == ("Numbers", "Bullets")


def test_every_run_says_its_language() -> None:
    made = odt(of_blocks(Paragraph((Run("Tŷ ", language="cy"), Run("home", bold=True)))))
    languages = {
        style.get(q("style:name")): properties.get(q("fo:language"))
        for style in tree(made).iter(q("style:style"))
        for properties in style.findall("style:text-properties", NAMESPACES)
    }
    spans = {"".join(s.itertext()).strip(): s.get(q("text:style-name")) for s in body(made).iter(q("text:span"))}
    assert languages[spans["Tŷ"]] == "cy" and languages[spans["home"]] == "en"


def test_each_page_says_which_report_it_is_and_its_seal_and_mark() -> None:
    one = paper("plan")
    masters = list(tree(odt(one), "styles.xml").iter(q("style:master-page")))
    heads = ["".join(each.find("style:header", NAMESPACES).itertext()) for each in masters]
    feet = [each.find("style:footer", NAMESPACES) for each in masters]
    assert heads[-2:] == [MARK] * 2
    for foot, part in zip(feet[-2:], one.parts, strict=True):
        assert "".join(foot.itertext()).startswith(f"{part.title} · {part.footer}")
        assert foot.find(".//text:page-number", NAMESPACES) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_it_runs_or_leads_outside(kind: Kind) -> None:
    made = odt(full_of(EVERY) if kind == "wall" else paper(kind))
    for name, content in files(made).items():
        assert not ACTIVE.search(content), name
        assert FILES.fullmatch(name)
        if name.endswith(".xml"):
            links = {each.get(q("xlink:href")) for each in ElementTree.fromstring(content).iter()} - {None}
            assert all(str(link).startswith(("#part-", "Pictures/")) for link in links), name


def test_its_properties_name_the_case_by_number_and_no_account() -> None:
    held = tree(odt(paper("child")), "meta.xml")
    assert held.findtext(".//dc:title", "", NAMESPACES) == "7-1-child"
    assert held.findtext(".//dc:date", "", NAMESPACES) == AT
    assert held.findtext(".//dc:language", "", NAMESPACES) == "cy-GB"
    assert "Iest" not in "".join(held.itertext())


def test_the_childs_own_is_large_and_a_wall_is_a3() -> None:
    (plain,) = tree(odt(paper("child")), "styles.xml").iter(q("style:default-style"))
    assert plain.find("style:text-properties", NAMESPACES).get(q("fo:font-size")) == "18.0pt"
    forms = tree(odt(paper("wall")), "styles.xml").iter(q("style:page-layout-properties"))
    assert {each.get(q("fo:page-height")) for each in forms} <= {"297mm", "420mm"}


def test_a_new_page_begins_where_it_is_asked_for() -> None:
    listed = Bullets(((line("x"), None),))
    made = odt(of_blocks(Paragraph(line("one")), Break(), Paragraph(line("two")), Break(), listed))
    broken = {
        style.get(q("style:name"))
        for style in tree(made).iter(q("style:style"))
        for properties in style.findall("style:paragraph-properties", NAMESPACES)
        if properties.get(q("fo:break-before")) == "page"
    }
    begins = ["".join(p.itertext()) for p in body(made).iter(q("text:p")) if p.get(q("text:style-name")) in broken]
    assert begins == ["two", ""]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_it(name: str) -> None:
    text = said(odt(full_of(name)))
    if name in (EVERY, *NAMES[:4], "N" * 300, "ŵ" * 300):
        assert text.count(squeezed(name)) >= 12


def test_a_drawing_that_cannot_be_shown_is_told() -> None:
    made = odt(of_blocks(Picture("<svg", "What it shows", "The family", "family")))
    assert "ThefamilyWhatitshows" in said(made) and not list(body(made).iter(q("draw:frame")))


def test_the_same_paper_gives_the_same_bytes_and_says_what_it_is_first() -> None:
    made = odt(paper("professional"))
    assert made == odt(paper("professional"))
    assert made[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")
    assert b"META-INF/manifest.xml" in made
    with ZipFile(BytesIO(made)) as file:
        assert file.infolist()[0].compress_type == ZIP_STORED
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_paper_without_a_part_is_refused() -> None:
    with pytest.raises(ValueError):
        odt(replace(of_blocks(), parts=()))
