"""Prints a paper as PDF: tagged, PDF/A-3a and PDF/UA-1 in one file, with pictures as vectors and what it was frozen
from attached. The same paper gives the same bytes.

Run it in a worker process: a report takes some tenths of a second, and nothing is fetched while it is printed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

import typst
from pypdf import PdfReader

from server.paths import STATIC
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
    Table,
    Terms,
)

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATES: Final = Path(__file__).resolve().parent / "typst"
FONTS: Final = STATIC / "print"
"""Noto Sans as TrueType; for what it has not, DejaVu Sans Mono, which comes with typst."""
STANDARDS: Final[list["PDFStandard"]] = ["a-3a", "ua-1"]
UNKNOWN: Final = "□"
"""Stands for a character that no font has: the standards forbid a page on which a glyph is missing."""
SIZES: Final = (10.5, 10.0, 9.5, 9.0)
"""Points of the type: the first, and how far a report that should be one page may shrink."""
LARGE: Final = 18.0
ON_ONE_PAGE: Final = {"plan", "summary"}
LONG: Final = 500
"""Characters of a cell above which its row may be parted between two pages."""
UNBROKEN: Final = 16
"""Characters of a word that stay together in any column."""
CHARACTERS: Final = 86
"""Characters that stand side by side on a page."""
_ENDLESS: Final = re.compile(rf"\S{{{UNBROKEN}}}(?=\S{{{UNBROKEN}}})")
"""Where a word that is longer than two such pieces may be parted."""
_PROBE: Final = (
    '#set document(title: "probe")\n'
    '#set text(font: ("Noto Sans", "DejaVu Sans Mono"), fallback: false)\n'
    '#sys.inputs.text.clusters().join("\\n")'
)
_CONTROLS: Final = {i: " " for i in (*range(9), 11, 12, *range(14, 32), *range(127, 160))}


def pdf(paper: Paper, attachment: bytes = b"", attachment_name: str = "version.json") -> bytes:
    """A paper as a PDF file, dated by the paper's instant, titled by its name.

    `attachment` is JSON as UTF-8 that the file carries with it under `attachment_name`; b"" for none. Characters that
    no font has are printed as a box. Raises ValueError where the attachment is not UTF-8 or the paper has no part.
    """
    if not paper.parts:
        raise ValueError("a paper without a part cannot be printed")
    inputs = {"attachment": attachment.decode(), "attachment-name": attachment_name} if attachment else {}
    if paper.large or paper.kind not in ON_ONE_PAGE:
        return _printed(paper, LARGE if paper.large else SIZES[0], inputs)
    for size in SIZES:
        made = _printed(paper, size, inputs)
        if len(PdfReader(BytesIO(made)).pages) <= len(paper.parts):
            break
    return made


def _printed(paper: Paper, size: float, inputs: Mapping[str, str]) -> bytes:
    """The paper in a size of type; where a character cannot be shown, again without those that cannot."""
    told = json.dumps(_paper(paper, size), ensure_ascii=False).encode("utf-8", "replace").decode()
    try:
        return _compiled(told, inputs)
    except typst.TypstError:
        hidden = _hidden("".join(sorted({c for c in told if not c.isascii()})))
        if not hidden:
            raise
        return _compiled(told.translate({ord(c): UNKNOWN for c in hidden}), inputs)


def _compiled(told: str, inputs: Mapping[str, str]) -> bytes:
    made = typst.compile(
        str(TEMPLATES / "report.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"paper": told, **inputs},
        pdf_standards=STANDARDS,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _hidden(characters: str) -> str:
    """Those of some characters that cannot be printed: asked of the printer itself, halves by halves."""
    try:
        typst.compile(
            _PROBE.encode(), font_paths=_fonts(), sys_inputs={"text": characters}, pdf_standards=STANDARDS
        )
    except typst.TypstError:
        half = len(characters) // 2
        return _hidden(characters[:half]) + _hidden(characters[half:]) if half else characters
    return ""


def _paper(paper: Paper, size: float) -> dict[str, Any]:
    at = datetime.fromisoformat(paper.at).astimezone(UTC)
    fields = ("year", "month", "day", "hour", "minute", "second")
    return {
        "name": paper.name,
        "author": paper.author,
        "at": {field: getattr(at, field) for field in fields},
        "size": size,
        "large": paper.large,
        "sheet": paper.size,
        "turned": paper.turned,
        "margin": 16 if paper.kind in ON_ONE_PAGE else 14 if paper.size == "a3" else 22,
        "parts": [_part(n, part) for n, part in enumerate(paper.parts)],
    }


def _part(n: int, part: Part) -> dict[str, Any]:
    targets = set(_anchors(part.blocks))
    place = _Place(f"part-{n}-", targets)
    return {
        "language": part.language,
        "title": _clean(part.title),
        "subtitle": _clean(part.subtitle),
        "footer": _clean(part.footer),
        "pages-of": part.pages_of,
        "mark": _clean(part.mark),
        "blocks": [{"block": type(block).__name__, **place.told(block)} for block in part.blocks],
    }


def _anchors(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block.anchor
        elif isinstance(block, Table):
            yield from (cell.anchor for row in block.rows for cell in row)


class _Place:
    """Tells the blocks of one part as data; knows which targets it has, so that no link leads nowhere and no target
    stands twice."""

    def __init__(self, prefix: str, targets: set[str]) -> None:
        self._prefix = prefix
        self._targets = targets - {""}
        self._placed: set[str] = set()

    def told(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level=level, line=line, anchor=anchor):
                return {"level": level, "line": self._line(line), "anchor": self._target(anchor)}
            case Paragraph(line=line, kind=kind):
                return {"kind": kind, "line": self._line(line)}
            case Bullets():
                return self._bullets(block)
            case Terms(rows=rows):
                return {"rows": [{"what": _clean(what), "line": self._line(line)} for what, line in rows]}
            case Table():
                return self._table(block)
            case Picture(svg=svg, alt=alt, caption=caption, fit=fit):
                drawn, ratio = _drawn(svg)
                return {"svg": drawn, "ratio": ratio, "alt": _clean(alt), "caption": _clean(caption), "fit": fit}
            case Break():
                return {}

    def _bullets(self, bullets: Bullets) -> dict[str, Any]:
        items = [
            {"line": self._line(line), "below": below and self._bullets(below)} for line, below in bullets.items
        ]
        return {"items": items, "numbered": bullets.numbered, "start": bullets.start}

    def _table(self, table: Table) -> dict[str, Any]:
        rows = [[self._cell(cell) for cell in row] for row in table.rows]
        return {
            "caption": _clean(table.caption),
            "columns": [_clean(column) for column in table.columns],
            "rows": rows,
            "widths": _widths(table),
            "heads": table.heads,
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        long = sum(len(run.text) for run in cell.line) > LONG
        return {"line": self._line(cell.line), "anchor": self._target(cell.anchor), "long": long}

    def _line(self, line: Line) -> list[dict[str, Any]]:
        return [
            {
                "text": _clean(run.text),
                "bold": run.bold,
                "italic": run.italic,
                "language": run.language,
                "anchor": self._prefix + run.anchor if run.anchor in self._targets else "",
            }
            for run in line
        ]

    def _target(self, anchor: str) -> str:
        if not anchor or anchor in self._placed:
            return ""
        self._placed.add(anchor)
        return self._prefix + anchor


def _widths(table: Table) -> list[float]:
    """The parts of the whole that the columns take: as asked, but none narrower than its longest word."""
    parts = [width / sum(table.widths) for width in table.widths]
    for column, named in enumerate(table.columns):
        words = [*named.split(), *(w for row in table.rows for run in row[column].line for w in run.text.split())]
        longest = max(map(len, words), default=0)
        parts[column] = max(parts[column], (min(longest, UNBROKEN) + 2) / CHARACTERS)
    return parts


def _clean(text: str) -> str:
    """Words without control characters; words too long for a line may be parted."""
    return _ENDLESS.sub("\\g<0>\u200b", text.translate(_CONTROLS))


def _drawn(svg: str) -> tuple[str, float]:
    """A drawing with a font that is shipped, and how many times wider than high it is."""
    root = ElementTree.fromstring(svg)
    box = root.get("viewBox", "").split()
    wide, high = map(float, box[2:]) if len(box) == 4 else (1.0, 1.0)
    if not root.get("font-family"):
        svg = svg.replace("<svg", '<svg font-family="Noto Sans"', 1)
    return svg, wide / high if high else 1.0
