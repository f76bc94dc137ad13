"""Papers printed as PDF: every word and every picture told, tagged for readers, to be kept, and the same every time."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from server.languages import words
from server.reports.draft import Engine
from server.reports.paper import (
    Bullets,
    Cell,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Part,
    Picture,
    Run,
    Table,
    Terms,
    told,
)
from server.reports.pdf import pdf
from tests.bundles import built
from tests.reports.frozen import AT, written

ATTACHED = json.dumps({"sêl": "ŵŷ", "lines": "a\r\nb\n"}, ensure_ascii=False).encode()
BOTH = ("cy", "en")
MARK = "Made for A. Nurse, 12 March 2026"


@pytest.fixture(scope="module", autouse=True)
def pages_built() -> None:
    built()


@cache
def paper(kind: Kind) -> Paper:
    return written(kind, None, BOTH, artist=Engine(words), mark=MARK)


@cache
def printed(kind: Kind) -> bytes:
    return pdf(paper(kind), ATTACHED, "7-1.json")


def read(made: bytes) -> PdfReader:
    return PdfReader(BytesIO(made))


def root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def elements(reader: PdfReader) -> Iterator[Any]:
    """The elements of the structure tree, in the order of reading."""
    todo = [root(reader)["/StructTreeRoot"]["/K"]]
    while todo:
        each = todo.pop().get_object()
        if isinstance(each, list):
            todo += reversed(each)
        elif isinstance(each, dict) and each.get("/Type") != "/MCR":
            if "/S" in each:
                yield each
            if "/K" in each:
                todo.append(each["/K"])


def said(reader: PdfReader) -> str:
    """The words of all pages without any space: lines break where they like."""
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in reader.pages))


def content(reader: PdfReader) -> bytes:
    """What the first page is drawn by."""
    drawn = reader.pages[0].get_contents()
    assert drawn is not None
    return drawn.get_data()


@cache
def said_in(kind: Kind) -> str:
    return said(read(printed(kind)))


def of_blocks(*blocks: Any, language: str = "en", **changed: Any) -> Paper:
    part = Part(language, "Title", "", tuple(blocks), "Version 1", "Page {page} of {pages}")
    return Paper("professional", "7-1-professional", (part,), "Dr Elin Marged", AT, **changed)


def line(text: str) -> tuple[Run, ...]:
    return (Run(text),)


@pytest.mark.parametrize("kind", ["professional", "child", "plan", "summary", "wall"])
def test_every_word_and_every_picture_is_in_the_file(kind: Kind) -> None:
    reader = read(printed(kind))
    text = said_in(kind)
    alts = {str(each["/Alt"]) for each in elements(reader) if "/Alt" in each}
    pictures = [b for part in paper(kind).parts for b in part.blocks if isinstance(b, Picture)]
    for picture in pictures:
        assert picture.alt in alts
    silent = [
        replace(p, blocks=tuple(replace(b, alt="") if isinstance(b, Picture) else b for b in p.blocks))
        for p in paper(kind).parts
    ]
    plain = told(replace(paper(kind), parts=tuple(silent)))
    lost = [w for w in plain.split() if w.strip("#|-[]") and w not in text]
    assert lost == []


@pytest.mark.parametrize("kind", ["professional", "child"])
def test_the_words_come_in_the_order_of_the_paper(kind: Kind) -> None:
    text = said_in(kind)
    at = 0
    for part in paper(kind).parts:
        for block in part.blocks:
            if isinstance(block, Heading):
                words_of = "".join(run.text for run in block.line)
                found = text.find(re.sub(r"\s", "", words_of), at)
                assert found >= at, words_of
                at = found


def test_both_languages_with_their_letters() -> None:
    text = said_in("professional")
    assert "TŷBryn" in text
    letters = "ŵŴŷŶâêîôûäëïöüáéíóúàèìòù’–−…"
    assert letters in said(read(pdf(of_blocks(Paragraph(line(letters)), language="cy"))))


@pytest.mark.parametrize("kind", ["professional", "child", "wall"])
def test_it_is_tagged_and_claims_both_standards(kind: Kind) -> None:
    reader = read(printed(kind))
    catalogue = root(reader)
    assert catalogue["/StructTreeRoot"]
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert str(catalogue["/Lang"]).startswith("cy")
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    (intent,) = catalogue["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    raw = catalogue["/Metadata"].get_data().decode()
    ElementTree.fromstring(raw)
    assert re.search(r"pdfaid:part(=\"|>)3", raw)
    assert re.search(r"pdfaid:conformance(=\"|>)A", raw)
    assert re.search(r"pdfuaid:part(=\"|>)1", raw)


def test_its_properties_hold_no_name_of_the_child() -> None:
    reader = read(printed("professional"))
    assert reader.metadata is not None
    assert reader.metadata.title == "7-1-professional"
    assert reader.metadata.author == "Dr Elin Marged"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.isoformat() == "2026-03-12T12:25:00+00:00"
    assert "Iest" not in root(reader)["/Metadata"].get_data().decode()


def test_every_figure_has_its_words() -> None:
    figures = [each for each in elements(read(printed("professional"))) if each["/S"] == "/Figure"]
    pictures = [b for part in paper("professional").parts for b in part.blocks if isinstance(b, Picture)]
    assert [str(each["/Alt"]) for each in figures] == [picture.alt for picture in pictures]


def test_headings_tables_and_lists_are_what_they_are() -> None:
    reader = read(printed("professional"))
    kinds = [str(each["/S"]) for each in elements(reader)]
    parts = paper("professional").parts
    for level in range(1, 5):
        wanted = sum(isinstance(b, Heading) and b.level == level for part in parts for b in part.blocks)
        assert kinds.count(f"/H{level + 1}") == wanted
    assert kinds.count("/H1") == len(parts)
    tables = [b for part in parts for b in part.blocks if isinstance(b, Table)]
    assert kinds.count("/Table") == len(tables)
    assert kinds.count("/TH") == sum(len(table.columns) for table in tables)
    assert kinds.count("/L") >= sum(isinstance(b, Bullets | Terms) for part in parts for b in part.blocks)
    marks = [str(each.title) for each in flat(reader.outline)]
    assert [part.title for part in parts] == [m for m in marks if m in {part.title for part in parts}]


def flat(outline: Any) -> Iterator[Any]:
    for each in outline:
        if isinstance(each, list):
            yield from flat(each)
        else:
            yield each


def test_a_citation_leads_to_what_it_cites_and_one_that_leads_nowhere_is_words() -> None:
    rows = ((Cell(line("1"), "event-1"), Cell(line("Moved"))), (Cell(line("2"), "event-1"), Cell(line("Again"))))
    table = Table("Events", ("No.", "What"), rows, (1, 9), heads=True)
    cites = (Run("[1]", anchor="event-1"), Run("[9]", anchor="event-9"))
    one = of_blocks(Paragraph(cites), table)
    reader = read(pdf(replace(one, parts=(*one.parts, replace(one.parts[0], language="cy")))))
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    assert [link["/Subtype"] for link in links] == ["/Link", "/Link"]
    assert "[1][9]" in said(reader)


def test_a_run_in_another_language_says_so() -> None:
    reader = read(pdf(of_blocks(Paragraph((Run("She said "), Run("Dw i adre", language="cy"))))))
    assert re.findall(rb"/Lang\((..)", content(reader)) == [b"cy"]
    languages = {str(each["/Lang"])[:2] for each in elements(read(printed("child"))) if "/Lang" in each}
    assert "en" in languages


def test_what_was_frozen_is_attached_as_it_is() -> None:
    reader = read(printed("professional"))
    assert dict(reader.attachments) == {"7-1.json": [ATTACHED]}
    (file,) = root(reader)["/AF"]
    assert file.get_object()["/AFRelationship"] == "/Source"
    assert read(pdf(of_blocks(Paragraph(line("x"))))).attachments == {}


def test_an_attachment_that_is_not_text_is_refused() -> None:
    with pytest.raises(ValueError):
        pdf(of_blocks(), b"\xff")


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert pdf(paper("plan"), ATTACHED) == pdf(paper("plan"), ATTACHED)
    assert pdf(paper("professional"), ATTACHED, "7-1.json") == printed("professional")


@pytest.mark.parametrize("kind", ["plan", "summary"])
def test_what_should_be_one_page_is_one_in_each_language(kind: Kind) -> None:
    assert len(read(printed(kind)).pages) == len(BOTH)


def test_the_foot_of_every_page_says_which_it_is_and_the_mark_is_behind() -> None:
    reader = read(printed("child"))
    for n, page in enumerate(reader.pages, start=1):
        text = re.sub(r"\s+", " ", page.extract_text())
        first = n <= len(reader.pages) // 2
        assert (f"Tudalen {n} o {len(reader.pages)}" if first else f"Page {n} of {len(reader.pages)}") in text
        assert MARK in text
    drawn = content(reader)
    assert re.match(rb"/Artifact<<[^>]*/Type/Background>>BDC", drawn)
    assert drawn.index(b"EMC") < drawn.index(b"/MCID 0")
    assert re.findall(rb"/Artifact<<[^>]*/Subtype/(\w+)", drawn) == [b"Footer"]


def test_large_type_and_large_sheets() -> None:
    small, large = (read(pdf(of_blocks(Paragraph(line("word " * 900)), large=each))) for each in (False, True))
    assert len(large.pages) >= 2 * len(small.pages)
    wall = read(printed("wall")).pages
    assert {tuple(sorted(round(float(n)) for n in page.mediabox[2:])) for page in wall} == {(842, 1191)}
    assert wall[0].mediabox.width > wall[0].mediabox.height


MARKUP = (
    '#eval("1")', "*bold*", '#read("/etc/passwd")', "@ref", "$x$", "= Heading", "</svg>", "\\u{41}", "`raw`", "<l>",
)  # fmt: skip


def test_nothing_that_a_person_wrote_is_read_as_markup() -> None:
    every = " ".join(MARKUP)
    cells = tuple((Cell(line(m)),) for m in MARKUP)
    table = Table(every, (every,), cells, (1,))
    listed = Bullets(tuple((line(m), None) for m in MARKUP))
    terms = Terms(tuple((m, line(m)) for m in MARKUP))
    one = of_blocks(Heading(1, line(every)), Paragraph(line(every), "boxed"), Paragraph(line(every), "quote"),
                    table, listed, terms)
    one = replace(one, parts=tuple(replace(p, title=every, subtitle=every, footer=every, mark=every)
                                   for p in one.parts))
    text = said(read(pdf(one)))
    squeezed = every.replace(" ", "")
    assert text.count(squeezed) >= 7
    for each in MARKUP:
        assert text.count(each.replace(" ", "")) >= 10


NAMES = (
    "Iest 😀👩\u200d👧", "يوسف", "小明", "\ue000\ufdd0", "a\x00b\x1f\u202e", "\ud800", "N" * 300, "小" * 300, "ŵ" * 300,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_it(name: str) -> None:
    drawn = re.sub("[^ -~\u00a0-\ud7ff\U00010000-\U0010ffff]", "", name)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text x="5" y="20">{drawn}</text></svg>'
    table = Table(name, (name, "Age"), ((Cell(line(name), "a"), Cell(line("5"))),), (1, 9))
    blocks = (Heading(1, line(name)), Paragraph(line(name)), table, Picture(svg, name, name, "family"))
    one = of_blocks(*blocks, Paragraph(line("The end")))
    one = replace(one, parts=tuple(replace(p, title=name, footer=name, mark=name) for p in one.parts))
    text = said(read(pdf(one)))
    assert "Theend" in text
    if name[0] in "Nŵ":
        assert name in text
    if "小" in name:
        assert "□" in text
        assert "小" not in text
