"""What Word and ODT share: a paper laid on sheets, its drawings as pictures for print, its words as XML may hold them,
and a zip that is the same for the same content.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from typing import Final
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import resvg_py

from server.paths import STATIC
from server.reports.paper import Block, Break, Cell, Heading, Line, Paper, Part, Picture, Run, Table

LANGUAGES: Final[Mapping[str, tuple[str, str]]] = {"en": ("en", "GB"), "cy": ("cy", "GB")}
"""Language -> language and country, as a file marks its words."""
FONT: Final = "Arial"
"""On every machine that opens such a file, with ŵ and ŷ in it; other writing is shown in what the machine has."""
PAPERS: Final = {"a4": (210, 297), "a3": (297, 420)}
"""Millimetres, upright."""
SIZE: Final = 10.5
LARGE: Final = 18.0
TIGHT: Final = 9.5
"""Points of the type: as it is, in large type, and where a report should stand on one page."""
SHARES: Final = {
    "Normal": (1.0, 1.0), "Heading1": (1.9, 1.45), "Heading2": (1.4, 1.2), "Heading3": (1.14, 1.1),
    "Heading4": (1.0, 1.0), "Heading5": (1.0, 1.0), "Subtitle": (1.15, 1.0), "Lead": (1.1, 1.1), "Small": (0.9, 1.0),
    "TableText": (0.92, 1.0), "Header": (0.81, 0.67), "Footer": (0.81, 0.67),
}  # fmt: skip
"""Style -> its type as parts of the paper's, as usual and in large type."""
ON_ONE_PAGE: Final = {"plan", "summary"}
LONG: Final = 500
"""Characters of a cell above which its row may be parted between two pages."""
TOGETHER: Final = 10
"""Rows of terms that stay on one page."""
UNBROKEN: Final = 16
"""Characters of a word that stay together in any column."""
DOTS: Final = {"a4": 200 / 25.4, "a3": 150 / 25.4}
"""Dots for each millimetre of a picture: 200 an inch in the hand, 150 on a wall."""
Pictures = Mapping[str, bytes]
"""A paper's drawings as PNG, by their SVG."""
FACES: Final = STATIC / "print"
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold, or nothing shows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run of pages of one form. Lengths in millimetres; `margin` is on all sides; `first` where a part begins."""

    wide: int
    high: int
    margin: int
    blocks: tuple[Block, ...]
    first: bool

    @property
    def across(self) -> int:
        """Room from left to right."""
        return self.wide - 2 * self.margin

    @property
    def down(self) -> int:
        """Room between head and foot."""
        return self.high - 2 * self.margin - FOOT

    def with_above(self, part: Part) -> Iterator[tuple[Block, tuple[Line, ...]]]:
        """Its blocks, each with the lines of the title and the headings right above it."""
        above: tuple[Line, ...] = ((Run(part.title),), (Run(part.subtitle),)) if self.first else ()
        for block in self.blocks:
            yield block, above
            above = (*above, block.line) if isinstance(block, Heading) else ()


FOOT: Final = 8
"""Millimetres that the foot of a page takes, and the mark at its head."""


def size_of(paper: Paper) -> float:
    """Points of a paper's type."""
    return LARGE if paper.large else TIGHT if paper.kind in ON_ONE_PAGE else SIZE


def roomy(paper: Paper) -> float:
    """How much of the usual room its paragraphs have between them."""
    return 1.5 if paper.large else 0.55 if paper.kind in ON_ONE_PAGE else 1.0


def sheets(paper: Paper, part: Part) -> tuple[Sheet, ...]:
    """A part's blocks on sheets: a drawing with a page of its own is on a sheet that is turned as it is wide, with the
    headings right above it."""
    wide, high = PAPERS[paper.size]
    margin = 14 if paper.kind in ON_ONE_PAGE or paper.size == "a3" else 22
    if paper.turned:
        wide, high = high, wide
    made: list[Sheet] = []
    for blocks in _runs(part.blocks):
        last = blocks[-1] if blocks else None
        turned = wide > high
        if isinstance(last, Picture) and last.fit == "page":
            turned = ratio(last.svg) > 1
        across, down = sorted((wide, high), reverse=turned)
        sheet = Sheet(across, down, margin, blocks, first=not made)
        alike = made and (made[-1].wide, made[-1].high) == (across, down)
        made[-1:] = _joined(made[-1], sheet) if alike else [*made[-1:], sheet]
    return tuple(made)


def _joined(one: Sheet, other: Sheet) -> list[Sheet]:
    return [replace(one, blocks=(*one.blocks, Break(), *other.blocks))]


def _runs(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """The blocks, parted where a drawing has a page of its own, which takes the headings right above it along."""
    run: list[Block] = []
    for block in blocks:
        if not (isinstance(block, Picture) and block.fit == "page"):
            run.append(block)
            continue
        above: list[Block] = []
        while run and isinstance(run[-1], Heading):
            above.insert(0, run.pop())
        if run:
            yield tuple(run)
        yield (*above, block)
        run = []
    if run or not blocks:
        yield tuple(run)


def fitted(picture: Picture, sheet: Sheet, size: float, above: Iterable[Line] = ()) -> tuple[float, float]:
    """How wide and high a drawing is, in millimetres: as wide as the text, and no higher than what the lines above it
    and its caption leave of a page."""
    taken = sum(_lines(_words(line), sheet.across, size * 1.6) * size * 1.6 + 18 for line in above)
    taken += (_lines(picture.caption, sheet.across, size) + 1) * size * 1.4
    room = max(sheet.down - taken * POINT - 4, sheet.down / 3)
    shape = ratio(picture.svg)
    wide = min(float(sheet.across), room * shape)
    return wide, wide / shape


POINT: Final = 25.4 / 72
"""Millimetres."""


def _lines(text: str, across: int, size: float) -> int:
    """Lines that some words take at most."""
    return -(-len(text) // max(1, int(across / (size * POINT * 0.5)))) if text else 0


def _words(line: Line) -> str:
    return "".join(run.text for run in line)


def ratio(svg: str) -> float:
    """How many times wider than high a drawing is; 1 where it does not say."""
    box = _BOX.search(svg)
    parts = box.group(1).split() if box else []
    wide, high = map(float, parts[2:]) if len(parts) == 4 else (1.0, 1.0)
    return wide / high if wide > 0 and high > 0 else 1.0


_BOX: Final = re.compile(r'<svg[^>]*\sviewBox="([^"]*)"')


def pictures(paper: Paper) -> Pictures:
    """The drawings of a paper as they are on its sheets; none for one that cannot be shown. Slow: a tenth of a second
    or two for each."""
    made: dict[str, bytes] = {}
    for each, wide, _ in _placed(paper):
        with contextlib.suppress(ValueError):
            made[each.svg] = picture(each.svg, wide * DOTS[paper.size])
    return made


def _placed(paper: Paper) -> Iterator[tuple[Picture, float, float]]:
    size = size_of(paper)
    for part in paper.parts:
        for sheet in sheets(paper, part):
            for block, above in sheet.with_above(part):
                if isinstance(block, Picture):
                    yield block, *fitted(block, sheet, size, above)


def picture(svg: str, wide: float) -> bytes:
    """A drawing as PNG, `wide` in dots, on white. Letters that the shipped faces have not are boxes, the same on
    every machine. Raises ValueError for what is no drawing, or leads to anything outside it: nothing is fetched."""
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as broken:
        raise ValueError("not a drawing") from broken
    if any(_leads_out(element) for element in root.iter()):
        raise ValueError("a drawing that leads outside it")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=round(wide), background="#ffffff", skip_system_fonts=True,
            font_files=list(_faces()), font_family="Noto Sans", sans_serif_family="Noto Sans",
        )
    )  # fmt: skip


def _leads_out(element: ElementTree.Element) -> bool:
    """Whether the drawing would read a file here (G11)."""
    if element.tag.rpartition("}")[2] in ("image", "feImage"):
        return True
    return any(name.endswith("href") and not value.startswith("#") for name, value in element.items())


@cache
def _faces() -> tuple[str, ...]:
    """The faces that are shipped. Raises FileNotFoundError where the pages are not built: a drawing without its words
    would say something else."""
    found = tuple(str(path) for path in sorted(FACES.glob("*.ttf")))
    if not found:
        raise FileNotFoundError(f"{FACES} holds no fonts: type  python static/build.py")
    return found


def widths(table: Table, across: float, size: float) -> list[int]:
    """What the columns take of `across` millimetres, in thousandths: as asked, but none narrower than its longest
    word."""
    letters = across / (size * POINT * 0.55)
    parts = [width / sum(table.widths) for width in table.widths]
    for column, named in enumerate(table.columns):
        said = [*named.split(), *(w for row in table.rows for w in _words(row[column].line).split())]
        longest = max(map(len, said), default=0)
        parts[column] = max(parts[column], (min(longest, UNBROKEN) + 2) / letters)
    return [round(1000 * part / sum(parts)) for part in parts]


def breaks(row: Iterable[Cell]) -> bool:
    """Whether a row is so long that it may be parted between two pages."""
    return any(len(_words(cell.line)) > LONG for cell in row)


def clean(text: str) -> str:
    """Words without what XML cannot hold."""
    return _FORBIDDEN.sub(" ", text)


def zipped(entries: Iterable[tuple[str, bytes]], stored: frozenset[str] = frozenset()) -> bytes:
    """A zip with some files, in their order, that carries no time: the same content gives the same bytes. `stored` are
    the names of those that are not packed."""
    made = BytesIO()
    with ZipFile(made, "w") as file:
        for name, content in entries:
            entry = ZipInfo(name)
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            entry.create_system = 3
            file.writestr(entry, content)
    return made.getvalue()
