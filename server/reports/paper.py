"""A paper: what a report says, in blocks, before anything prints it. Written from a frozen version by `reports/papers`,
printed by `pdf`, `docx`, `odt` and `page` in the same order and with the same words.

Everything is plain data without markup: a printer never reads a run as code, and nothing in it is looked up again.
"""

from dataclasses import dataclass
from typing import Literal

from server.reports.drawing import Kind as Drawn

Kind = Literal["professional", "plan", "child", "summary", "wall"]
"""The reports (design: professional report, plan on a page, the child's own, one-page summary, wall prints)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. `language` is "en" or "cy" where it differs from its part's, else ""; `anchor` is the name of
    a target in the same part (a cited event) that it leads to, "" for none."""

    text: str
    bold: bool = False
    italic: bool = False
    language: str = ""
    anchor: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 4 without a gap; the paper's title is not one."""

    level: int
    line: Line
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words. `kind`: "" plain, "quote" somebody's own words, "lead" the first of a page, "small" below something,
    "boxed" set apart (what is withheld, entered in error)."""

    line: Line
    kind: Literal["", "quote", "lead", "small", "boxed"] = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered where the order is the meaning. Items may hold bullets of their own."""

    items: tuple[tuple[Line, "Bullets | None"], ...]
    numbered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """Rows of what and its words: who chaired, when, where."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `anchor` is where a citation leads to."""

    line: Line
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and one header row; `widths` are parts of the whole, one a column; the first column heads
    its row where `heads` is true."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A vector drawing of the one drawing module. `svg` is well-formed XML without script or style; `alt` says all of
    it in words; `name` is its kind; `fit`: "width" of the text, or "page" for a page of its own, turned where the
    drawing is wide."""

    svg: str
    alt: str
    caption: str
    name: Drawn
    fit: Literal["width", "page"] = "width"


@dataclass(frozen=True, slots=True)
class Break:
    """A new page."""


Block = Heading | Paragraph | Bullets | Terms | Table | Picture | Break


@dataclass(frozen=True, slots=True)
class Part:
    """The whole of a paper in one language ("en" or "cy"). `footer` is on every page (short seal, version, case
    number, "Page {page} of {pages}" left to the printer: `pages_of` has the two places); `mark` is the watermark, ""
    for none."""

    language: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str
    pages_of: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A report: one part a language, in the order asked for; two parts are of equal standing.

    `large` asks for large type (18 pt) and short lines; `size` is "a4", or "a3" for the walls; `turned` asks for
    landscape. `keywords` and `author` go into the file's properties: never a child's name. `name` is the file's name
    without its ending: case number, version and kind, never a name. `at` is the version's instant (ISO, UTC): files are
    dated by it, so that the same version gives the same bytes.
    """

    kind: Kind
    name: str
    parts: tuple[Part, ...]
    author: str
    at: str
    large: bool = False
    size: Literal["a4", "a3"] = "a4"
    turned: bool = False


def targets(part: Part) -> frozenset[str]:
    """The anchors in a part that something may lead to."""
    headings = (block.anchor for block in part.blocks if isinstance(block, Heading))
    cells = (c.anchor for block in part.blocks if isinstance(block, Table) for row in block.rows for c in row)
    return frozenset({*headings, *cells}) - {""}


def told(paper: Paper | Part) -> str:
    """Every word of a paper, or of one part, as plain text: a line a block, an item, a row; what a picture says in
    words; a new page as an empty line. Heads and feet are not in it. For tests, of the printers too."""
    parts = paper.parts if isinstance(paper, Paper) else (paper,)
    lines = [line for part in parts for line in (part.title, part.subtitle, *_told_of(part.blocks))]
    return "\n".join(lines) + "\n"


def _told_of(blocks: tuple[Block, ...]) -> list[str]:
    return [line for block in blocks for line in _told(block)]


def _told(block: Block) -> list[str]:
    match block:
        case Heading(level=level, line=line):
            return [f"{'#' * (level + 1)} {_words(line)}"]
        case Paragraph(line=line):
            return [_words(line)]
        case Bullets():
            return _items(block, 0)
        case Terms(rows=rows):
            return [f"{what}: {_words(line)}" for what, line in rows]
        case Table(caption=caption, columns=columns, rows=rows):
            cells = [" | ".join(_words(cell.line) for cell in row) for row in rows]
            return [caption, " | ".join(columns), *cells]
        case Picture(alt=alt, caption=caption):
            return [caption, f"[{alt}]"]
    return [""]


def _items(bullets: Bullets, deep: int) -> list[str]:
    lines = []
    for number, (line, below) in enumerate(bullets.items, start=bullets.start):
        mark = f"{number}." if bullets.numbered else "-"
        lines += [f"{'  ' * deep}{mark} {_words(line)}", *(_items(below, deep + 1) if below else [])]
    return lines


def _words(line: Line) -> str:
    return "".join(run.text for run in line)
