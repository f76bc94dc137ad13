"""Prints a paper as a Word file: real headings, lists and tables, pictures with what they say in words, every word in
its language. The same paper gives the same bytes.

D1  nothing in it runs or is fetched: no field code, macro, embedded object, form or relationship to anything outside
D2  a page number would be a field code, so there is none: each page's foot names the report, the version and the seal
D3  it starts from the few parts in `word/` and nothing else: no template of anybody's, no account, no path
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Opened
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from server.reports.paper import (
    Block,
    Break,
    Bullets,
    Cell,
    Heading,
    Line,
    Paper,
    Paragraph,
    Part,
    Picture,
    Run,
    Table,
    Terms,
    targets,
)
from server.reports.sheets import (
    LANGUAGES,
    SHARES,
    TOGETHER,
    Pictures,
    Sheet,
    breaks,
    clean,
    fitted,
    pictures,
    roomy,
    sheets,
    size_of,
    widths,
    zipped,
)

PARTS: Final = Path(__file__).resolve().parent / "word"
_FILES: Final = (
    ("[Content_Types].xml", "types.xml"),
    ("_rels/.rels", "rels.xml"),
    ("word/document.xml", "document.xml"),
    ("word/_rels/document.xml.rels", "document.rels.xml"),
    ("word/styles.xml", "styles.xml"),
    ("word/numbering.xml", "numbering.xml"),
    ("word/settings.xml", "settings.xml"),
)
STYLES: Final = {"": "Normal", "quote": "Quote", "lead": "Lead", "small": "Small", "boxed": "Boxed"}
TWIPS: Final = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
_DEEPEST: Final = 8
"""Levels of a list below its first."""


def docx(paper: Paper, drawn: Pictures | None = None) -> bytes:
    """A paper as a Word file, dated by the paper's instant and titled by its name. `drawn` are its drawings;
    where they are not made yet, that takes some tenths of a second for each: run it in a worker process. Raises
    ValueError where the paper has no part."""
    if not paper.parts:
        raise ValueError("a paper without a part cannot be printed")
    opened = Document(BytesIO(zipped((name, (PARTS / file).read_bytes()) for name, file in _FILES)))
    _styled(opened, paper)
    _described(opened, paper)
    written = _Writer(opened, paper, pictures(paper) if drawn is None else drawn)
    for number, part in enumerate(paper.parts):
        written.part(number, part)
    made = BytesIO()
    opened.save(made)
    with ZipFile(made) as file:
        return zipped((name, file.read(name)) for name in file.namelist())


def _styled(opened: Opened, paper: Paper) -> None:
    """The type in its sizes, and the language of what says none."""
    size = size_of(paper)
    for style in opened.styles.element.findall(qn("w:style")):
        share = SHARES.get(style.get(qn("w:styleId"), ""))
        if share is None:
            continue
        held = style.find(qn("w:rPr"))
        if held is None:
            held = _e("rPr")
            style.append(held)
        half = str(round(2 * size * share[paper.large]))
        held.extend([_e("sz", val=half), _e("szCs", val=half)])
    for spacing in opened.styles.element.iter(qn("w:spacing")):
        for side in {qn("w:before"), qn("w:after")} & set(spacing.keys()):
            spacing.set(side, str(round(int(spacing.get(side)) * roomy(paper))))
    for said in opened.styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), _tag(paper.parts[0].language))


def _described(opened: Opened, paper: Paper) -> None:
    told, at = opened.core_properties, datetime.fromisoformat(paper.at).astimezone(UTC).replace(tzinfo=None)
    told.title = told.identifier = paper.name
    told.author = told.last_modified_by = clean(paper.author)[:255]
    told.created = told.modified = at
    told.language = ", ".join(_tag(part.language) for part in paper.parts)


class _Writer:
    """Writes the parts into one file: knows its lists, its targets and where a page begins."""

    def __init__(self, opened: Opened, paper: Paper, drawn: Pictures) -> None:
        self._drawn = drawn
        self._opened, self._paper, self._size = opened, paper, size_of(paper)
        self._body = opened.element.body
        self._last_section = self._body.sectPr
        self._after = round(120 * roomy(paper))
        self._lists = 0
        self._marks = 0
        self._pictures = 0
        self._part = 0
        self._targets: frozenset[str] = frozenset()
        self._next_page = False

    def part(self, number: int, part: Part) -> None:
        """One language of the paper, from a new page on."""
        self._part, self._language = number, part.language
        self._targets, self._placed = targets(part), set[str]()
        for sheet in sheets(self._paper, part):
            self._sheet(sheet, part)

    # -- sheets

    def _sheet(self, sheet: Sheet, part: Part) -> None:
        """Its blocks, with head and foot. The form of the pages before stands in the last paragraph of those."""
        if len(self._body) > 1:
            self._end_section()
        section = self._opened.sections[-1]
        section.page_width, section.page_height = Mm(sheet.wide), Mm(sheet.high)
        turned = sheet.wide > sheet.high
        section._sectPr.get_or_add_pgSz().set(qn("w:orient"), "landscape" if turned else "portrait")
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(sheet.margin)
        section.header_distance = section.footer_distance = Mm(max(7, sheet.margin // 2))
        section.gutter = Mm(0)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        self._filled(section.header, "Header", [_text(Run(part.mark), self._language)])
        self._filled(section.footer, "Footer", [_text(Run(f"{part.title} · {part.footer}"), self._language)])
        self._next_page = False
        if sheet.first:
            self._say("Heading1", (Run(part.title),))
            if part.subtitle:
                self._say("Subtitle", (Run(part.subtitle),))
        following = (*sheet.blocks[1:], None)
        for (block, above), after in zip(sheet.with_above(part), following, strict=True):
            self._block(block, sheet, above, leads=isinstance(after, Bullets))

    def _filled(self, place: Any, style: str, runs: list[Any]) -> None:
        """The one paragraph of a head or a foot, filled."""
        for old in list(place._element):
            place._element.remove(old)
        place._element.append(_p(style, runs))

    def _end_section(self) -> None:
        """Ends the pages of one form: what they are stands in their last paragraph."""
        last = self._body[-2]
        if last.tag != qn("w:p"):
            last = self._put(_p("AfterTable", []))
        kept = self._last_section.clone()
        for reference in self._last_section.xpath("w:headerReference|w:footerReference"):
            self._last_section.remove(reference)
        last.get_or_add_pPr().append(kept)

    def _put(self, element: Any) -> Any:
        self._last_section.addprevious(element)
        return element

    # -- blocks

    def _block(self, block: Block, sheet: Sheet, above: tuple[Line, ...], *, leads: bool) -> None:
        """One block; one that `leads` to a list stays with it."""
        match block:
            case Heading(level=level, line=line, anchor=anchor):
                self._say(f"Heading{level + 1}", line, anchor)
            case Paragraph(line=line, kind=kind):
                said = self._say(STYLES[kind], line)
                if leads:
                    said.pPr.insert(1, _e("keepNext"))
            case Bullets():
                self._list(block, 0)
            case Terms(rows=rows):
                for place, (what, line) in enumerate(rows, start=1):
                    said = self._say("Term", (Run(f"{what}: ", bold=True), *line))
                    if place < len(rows) <= TOGETHER:
                        said.pPr.insert(1, _e("keepNext"))
            case Table():
                self._table(block, sheet)
            case Picture():
                self._picture(block, sheet, above)
            case Break():
                self._next_page = True

    def _say(self, style: str, line: Line, anchor: str = "", numbered: tuple[int, int] | None = None) -> Any:
        """A paragraph; `numbered` is its list and its level there."""
        paragraph = _p(style, self._marked(self._runs(line), anchor))
        if self._next_page:
            paragraph.pPr.append(_e("pageBreakBefore"))
            self._next_page = False
        if numbered:
            place, level = numbered
            paragraph.pPr.append(_e("numPr", _e("ilvl", val=str(level)), _e("numId", val=str(place))))
        return self._put(paragraph)

    def _runs(self, line: Line) -> list[Any]:
        made = []
        for run in line:
            if run.anchor and run.anchor in self._targets:
                link = _e("hyperlink", _text(run, self._language, "Hyperlink"), anchor=self._name(run.anchor))
                made.append(link)
            else:
                made.append(_text(run, self._language))
        return made

    def _marked(self, runs: list[Any], anchor: str) -> list[Any]:
        """The runs as a target that a citation leads to."""
        if not anchor or anchor in self._placed:
            return runs
        self._placed.add(anchor)
        self._marks += 1
        number = str(self._marks)
        start = _e("bookmarkStart", id=number, name=self._name(anchor))
        return [start, *runs, _e("bookmarkEnd", id=number)]

    def _name(self, anchor: str) -> str:
        return f"p{self._part}_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in anchor)[:36]

    def _list(self, bullets: Bullets, level: int, place: int = 0) -> None:
        number = self._new_list(bullets, level) if bullets.numbered or not place else place
        style = "ListNumber" if bullets.numbered else "ListBullet"
        for line, below in bullets.items:
            self._say(style, line, numbered=(number, level))
            if below:
                self._list(below, min(level + 1, _DEEPEST), 0 if bullets.numbered else number)
        if not level and bullets.items:
            self._body[-2].pPr.append(_e("spacing", after=str(self._after)))

    def _new_list(self, bullets: Bullets, level: int) -> int:
        """A list of its own, so that its numbers begin where they should."""
        self._lists += 1
        start = _e("lvlOverride", _e("startOverride", val=str(bullets.start)), ilvl=str(level))
        kind = _e("abstractNumId", val="1" if bullets.numbered else "0")
        made = _e("num", kind, *([start] if bullets.numbered else []), numId=str(self._lists))
        self._opened.part.numbering_part.element.append(made)
        return self._lists

    # -- tables

    def _table(self, table: Table, sheet: Sheet) -> None:
        if table.caption:
            caption = self._say("Caption", (Run(table.caption),))
            caption.pPr.insert(1, _e("keepNext"))
        elif self._next_page:
            self._say("AfterTable", ())
        room = round(sheet.across * TWIPS)
        columns = [part * room // 1000 for part in widths(table, sheet.across, self._size)]
        names = zip(table.columns, columns, strict=True)
        head = [self._cell(Cell((Run(name),)), wide, "TableHead") for name, wide in names]
        rows = [_e("tr", _e("trPr", _e("cantSplit"), _e("tblHeader")), *head)]
        for row in table.rows:
            cells = [self._cell(cell, wide) for cell, wide in zip(row, columns, strict=True)]
            kept = [] if breaks(row) else [_e("cantSplit")]
            rows.append(_e("tr", _e("trPr", *kept), *cells) if kept else _e("tr", *cells))
        told = _e("tblPr", *_looks(table, sum(columns)))
        self._put(_e("tbl", told, _e("tblGrid", *(_e("gridCol", w=str(wide)) for wide in columns)), *rows))
        self._say("AfterTable", ())

    def _cell(self, cell: Cell, wide: int, style: str = "TableText") -> Any:
        runs = self._marked(self._runs(cell.line), cell.anchor)
        return _e("tc", _e("tcPr", _e("tcW", w=str(wide), type="dxa")), _p(style, runs))

    # -- pictures

    def _picture(self, block: Picture, sheet: Sheet, above: tuple[Line, ...]) -> None:
        wide, high = fitted(block, sheet, self._size, above)
        drawn = self._drawn.get(block.svg)
        if drawn is None:  # what it shows is told all the same
            self._say("Caption", (Run(block.caption),))
            self._say("Small", (Run(block.alt),))
            return
        inline: Any = self._opened.part.new_pic_inline(BytesIO(drawn), Mm(wide), Mm(high))
        self._pictures += 1
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("id", str(self._pictures))
        inline.docPr.set("name", f"{block.name} {self._pictures}")
        inline.docPr.set("descr", clean(block.alt))
        shown = inline.graphic.graphicData.pic.nvPicPr.cNvPr
        shown.set("id", str(self._pictures))
        shown.set("name", f"{block.name}.png")
        run = _e("r", _e("drawing"))
        run[0].append(inline)
        held = self._say("Drawing", ())
        held.append(run)
        if block.caption:
            self._say("Caption", (Run(block.caption),))
        else:
            held.pPr.insert(1, _e("keepNext", val="0"))


def _looks(table: Table, wide: int) -> Iterator[Any]:
    yield _e("tblStyle", val="ReportTable")
    yield _e("tblW", w=str(wide), type="dxa")
    yield _e("tblLayout", type="fixed")
    heads = "1" if table.heads else "0"
    yield _e(
        "tblLook", val="00A0" if table.heads else "0020", firstRow="1", lastRow="0", firstColumn=heads, lastColumn="0",
        noHBand="1", noVBand="1",
    )  # fmt: skip
    if table.caption:
        yield _e("tblCaption", val=clean(table.caption))


def _p(style: str, runs: Iterable[Any]) -> Any:
    return _e("p", _e("pPr", _e("pStyle", val=style)), *runs)


def _text(run: Run, language: str, style: str = "") -> Any:
    """A run of words, its lines and tabs as such."""
    made: list[Any] = []
    for number, line in enumerate(clean(run.text).split("\n")):
        made += [_e("br")] if number else []
        for place, words in enumerate(line.split("\t")):
            made += [_e("tab")] if place else []
            if words:
                told = _e("t")
                told.text = words
                told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(told)
    return _r(run, language, made, style)


def _r(run: Run, language: str, content: Iterable[Any], style: str = "") -> Any:
    looks = [
        *([_e("rStyle", val=style)] if style else []),
        *([_e("b"), _e("bCs")] if run.bold else []),
        *([_e("i"), _e("iCs")] if run.italic else []),
        _e("lang", val=_tag(run.language or language)),
    ]
    return _e("r", _e("rPr", *looks), *content)


def _tag(language: str) -> str:
    return "-".join(LANGUAGES[language])


def _e(tag: str, /, *children: Any, **attributes: str) -> Any:
    """An element of Word's main vocabulary."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(children)
    return made
