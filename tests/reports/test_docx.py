"""Papers printed as Word files: every word and picture told, nothing that runs, and the same every time."""

import re
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from server.reports.docx import docx
from server.reports.paper import Break, Bullets, Cell, Heading, Kind, Paragraph, Picture, Run, Table
from server.reports.sheets import _faces, picture
from tests.bundles import built
from tests.reports.frozen import AT
from tests.reports.printers import (
    EVERY,
    KINDS,
    MARK,
    NAMES,
    SVG,
    files,
    full_of,
    line,
    missing,
    of_blocks,
    paper,
    squeezed,
)

RUNS = re.compile(rb"fldSimple|instrText|fldChar|TargetMode|attachedTemplate|altChunk|w:object|w:control|script", re.I)
"""What a Word file would run, fetch or open."""


@pytest.fixture(scope="module", autouse=True)
def pages_built() -> None:
    built()


def opened(made: bytes) -> Any:
    return Document(BytesIO(made))


def said(made: bytes) -> str:
    """The words of the body and what its pictures say, without any space, in their order."""
    found = opened(made).element.body.iter(qn("w:t"), qn("wp:docPr"))
    return squeezed("".join(each.text or "" if each.tag == qn("w:t") else each.get("descr", "") for each in found))


def headings(made: bytes) -> list[tuple[int, str]]:
    styled = [(p.style.name, p.text) for p in opened(made).paragraphs]
    return [(int(name[-1]), text) for name, text in styled if name.startswith("Heading")]


@pytest.mark.parametrize("artist", ["shows", "silent"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_in_the_file_and_the_headings_in_their_order(kind: Kind, artist: str) -> None:
    one = paper(kind, artist)
    made = docx(one)
    assert missing(one, said(made)) == []
    wanted = [
        heading
        for part in one.parts
        for heading in (
            (1, part.title),
            *((b.level + 1, "".join(r.text for r in b.line)) for b in part.blocks if isinstance(b, Heading)),
        )
    ]
    assert headings(made) == wanted
    assert all(b - a <= 1 for (a, _), (b, _) in pairwise(headings(made)))


def test_drawn_pictures_are_told_in_words_and_stand_inside_the_page() -> None:
    one = paper("professional", "engine")
    made = docx(one)
    assert missing(one, said(made)) == []
    wanted = [b.alt for part in one.parts for b in part.blocks if isinstance(b, Picture)]
    document = opened(made)
    assert [each.get("descr") for each in document.element.body.iter(qn("wp:docPr"))] == wanted
    widest = max(s.page_width - s.left_margin - s.right_margin for s in document.sections)
    assert len(document.inline_shapes) == len(wanted) > 10
    assert all(0 < shape.width <= widest for shape in document.inline_shapes)
    ids = [each.get("id") for each in document.element.body.iter(qn("wp:docPr"))]
    assert len(set(ids)) == len(ids)
    assert sum(s.page_width > s.page_height for s in document.sections) == 2, "the family map is turned"


def test_a_table_says_its_head_on_every_page_and_parts_no_short_row() -> None:
    table = Table("People", ("Who", "Age"), ((Cell(line("Nan"), "a"), Cell(line("5"))), (Cell(line("x " * 400)),) * 2),
                  (1, 9), heads=True)  # fmt: skip
    body = opened(docx(of_blocks(table, Paragraph((Run("[1]", anchor="a"), Run("[2]", anchor="gone")))))).element.body
    (made,) = body.iter(qn("w:tbl"))
    head, short, long = made.iter(qn("w:tr"))
    assert head.find(f".//{qn('w:tblHeader')}") is not None and short.find(f".//{qn('w:tblHeader')}") is None
    assert [each.find(f".//{qn('w:cantSplit')}") is not None for each in (head, short, long)] == [True, True, False]
    (link,) = body.iter(qn("w:hyperlink"))
    (target,) = body.iter(qn("w:bookmarkStart"))
    assert link.get(qn("w:anchor")) == target.get(qn("w:name")) and link.get(qn("r:id")) is None
    assert made.find(f".//{qn('w:tblCaption')}").get(qn("w:val")) == "People"


def test_each_list_counts_from_its_own_start() -> None:
    inner = Bullets(((line("c"), None),))
    made = docx(of_blocks(Bullets(((line("a"), inner), (line("b"), None)), numbered=True, start=3),
                          Bullets(((line("d"), None),), numbered=True)))  # fmt: skip
    document = opened(made)
    numbers = [p._p.pPr.numPr for p in document.paragraphs if p._p.pPr.numPr is not None]
    lists = [n.numId.val for n in numbers]
    assert [n.ilvl.val for n in numbers] == [0, 1, 0, 0]
    assert lists[0] == lists[2] and len({lists[0], lists[1], lists[3]}) == 3
    starts = document.part.numbering_part.element.iter(qn("w:startOverride"))
    assert [each.get(qn("w:val")) for each in starts] == ["3", "1"]


def test_every_run_says_its_language() -> None:
    document = opened(docx(paper("plan")))
    told = [run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) for run in document.element.body.iter(qn("w:r"))]
    assert set(told) == {"cy-GB", "en-GB"} and told[0] == "cy-GB"
    mixed = opened(docx(of_blocks(Paragraph((Run("Tŷ ", language="cy"), Run("home"))))))
    told = [each.get(qn("w:val")) for each in mixed.element.body.iter(qn("w:lang"))]
    assert told == ["en-GB", "cy-GB", "en-GB"]


def test_each_page_says_which_report_it_is_and_its_seal_and_mark() -> None:
    one = paper("plan")
    document = opened(docx(one))
    assert [section.header.paragraphs[0].text for section in document.sections] == [MARK] * 2
    feet = [section.footer.paragraphs[0].text for section in document.sections]
    assert feet == [f"{part.title} · {part.footer}" for part in one.parts]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_in_it_runs_or_leads_outside(kind: Kind) -> None:
    held = files(docx(full_of(EVERY) if kind == "wall" else paper(kind)))
    for name, content in held.items():
        assert not RUNS.search(content), name
        assert name.endswith((".xml", ".rels", ".png")) and "vba" not in name, name
    assert not [name for name in held if re.search("theme|customXml|thumbnail|embeddings|webSettings", name)]
    relationships = b"".join(content for name, content in held.items() if name.endswith(".rels"))
    assert not re.search(rb'Target="(?:https?:|file:|//|\\\\)', relationships)


def test_its_properties_name_the_case_by_number_and_no_account() -> None:
    made = docx(paper("child"))
    told = opened(made).core_properties
    assert (told.title, told.author, told.last_modified_by) == ("7-1-child", told.author, told.author)
    assert told.created.replace(tzinfo=None) == datetime.fromisoformat(AT).replace(tzinfo=None)
    assert told.language == "cy-GB, en-GB" and not told.keywords and not told.comments and not told.subject
    assert b"Iest" not in files(made)["docProps/core.xml"] and "docProps/app.xml" not in files(made)


def test_the_childs_own_is_large_and_a_wall_is_a3() -> None:
    child, plan, wall = (opened(docx(paper(kind))) for kind in ("child", "plan", "wall"))
    assert child.styles["Normal"].font.size.pt == 18 and plan.styles["Normal"].font.size.pt < 12
    assert {round(s.page_width.mm) for s in plan.sections} == {210}
    assert all({round(s.page_width.mm), round(s.page_height.mm)} == {297, 420} for s in wall.sections)


def test_a_new_page_begins_where_it_is_asked_for() -> None:
    document = opened(docx(of_blocks(Paragraph(line("one")), Break(), Paragraph(line("two")))))
    assert [bool(p.paragraph_format.page_break_before) for p in document.paragraphs] == [False, False, True]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_it(name: str) -> None:
    text = said(docx(full_of(name)))
    if name in (EVERY, *NAMES[:4], "N" * 300, "ŵ" * 300):
        assert text.count(squeezed(name)) >= 12


def test_markup_in_words_stays_words_and_a_new_line_is_one() -> None:
    made = docx(of_blocks(Paragraph(line('<w:fldSimple w:instr="DATE"/>\nnext\tcell'))))
    assert '<w:fldSimplew:instr="DATE"/>nextcell' in said(made)
    body = opened(made).element.body
    assert len(list(body.iter(qn("w:br")))) == len(list(body.iter(qn("w:tab")))) == 1
    assert not list(body.iter(qn("w:fldSimple")))


def test_a_drawing_that_cannot_be_shown_is_told() -> None:
    outside = SVG.replace("<text", '<image href="file:///etc/passwd"/><text')
    for svg in ("<svg", outside, SVG.replace("<text", '<a href="https://example.org"/><text')):
        with pytest.raises(ValueError):
            picture(svg, 200)
        made = docx(of_blocks(Picture(svg, "What it shows", "The family", "family")))
        assert "ThefamilyWhatitshows" in said(made) and not opened(made).inline_shapes


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert docx(paper("professional")) == docx(paper("professional"))
    assert docx(full_of("ŵ")) == docx(full_of("ŵ"))


def test_a_paper_without_a_part_is_refused() -> None:
    with pytest.raises(ValueError):
        docx(replace(of_blocks(), parts=()))


def test_without_its_fonts_a_drawing_is_not_made_without_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _faces.cache_clear()
    monkeypatch.setattr("server.reports.sheets.FACES", tmp_path)
    with pytest.raises(FileNotFoundError):
        picture(SVG, 200)
    _faces.cache_clear()
