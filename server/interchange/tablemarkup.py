"""A table in HTML, as Excel, Word and Outlook put it on the clipboard: its cells as words and nothing else.

Read by the standard library's parser, which fetches nothing and runs nothing. Looks, pictures, links and scripts are
dropped; merged cells are spread over the rows that they cover.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

Cell = tuple[str, bool]
"""The words of a cell, and whether it stands there itself (not a merged one from above)."""

MOST_SPAN: Final = 1000
"""Rows or columns that a merged cell is believed to cover."""
MOST_CELLS: Final = 400_000

_BEGINS: Final = re.compile(r"<(?:!doctype\s+html|html|table|meta|style|body|div|p|span|b|font|br)\b", re.I)
_BLOCKS: Final = frozenset("p div li tr br h1 h2 h3 h4 h5 h6 ul ol blockquote".split())
_UNSEEN: Final = frozenset("script style head title template noscript xml".split())


def is_markup(text: str) -> bool:
    """Whether a text is HTML: a page, or the part of one that a clipboard holds."""
    begin = text[:4000].lstrip("\ufeff \t\r\n")
    if begin.startswith("Version:") and "StartHTML" in begin:
        return True
    return begin.startswith("<") and bool(_BEGINS.match(begin)) and "</" in text


def read_markup(text: str) -> tuple[list[list[Cell]], str]:
    """The rows of the largest table, none where there is no table of more than one column; and all of the words by
    lines. Total: any text is read."""
    reader = _Reader()
    start = text.find("<")
    reader.feed(text[max(start, 0) :])
    reader.close()
    tables = [_spread(rows) for rows in reader.tables]
    largest = max(tables, key=lambda rows: sum(map(len, rows)), default=[])
    several = max(map(len, largest), default=0) > 1
    return (largest if several else []), "\n".join(line for line in _lines("".join(reader.words)) if line)


def _lines(words: str) -> list[str]:
    """Words with their breaks, without the spaces that markup is laid out with."""
    return [" ".join(line.split()) for line in words.split("\n")]


class _Reader(HTMLParser):
    """Collects tables and words. A table within a cell is words of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[tuple[str, int, int]]]] = []
        self.words: list[str] = []
        self.depth = 0
        self.unseen = 0
        self.cell: list[str] | None = None
        self.spans = (1, 1)
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif self.depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
        elif self.depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.cell, self.spans = [], (_span(attrs, "rowspan"), _span(attrs, "colspan"))
        if tag in _BLOCKS:
            self._say("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "table":
            if self.depth == 1:
                self._end_cell()
            self.depth = max(0, self.depth - 1)
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()
        if tag in _BLOCKS:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self._say(data.replace("\r", " ").replace("\n", " "))

    def _say(self, words: str) -> None:
        self.words.append(words)
        if self.cell is not None:
            self.cell.append(words)

    def _end_cell(self) -> None:
        if self.cell is not None and self.cells < MOST_CELLS:
            words = "\n".join(_lines("".join(self.cell))).strip()
            self.tables[-1][-1].append((re.sub(r"\n{2,}", "\n", words), *self.spans))
            self.cells += 1
        self.cell = None


def _span(attrs: Sequence[tuple[str, str | None]], name: str) -> int:
    value = dict(attrs).get(name) or "1"
    return min(MOST_SPAN, max(1, int(value))) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _spread(rows: Sequence[Sequence[tuple[str, int, int]]]) -> list[list[Cell]]:
    """Cells at their places: one that covers several rows stands in each, one that covers several columns in the
    first."""
    waiting: dict[int, tuple[str, int]] = {}  # column -> words from above, and for how many rows yet
    out: list[list[Cell]] = []
    cells = 0
    for row in rows:
        line: list[Cell] = []
        held: dict[int, tuple[str, int]] = {}
        for words, down, across in row:
            _take(line, waiting, held)
            for k in range(min(across, MOST_SPAN)):
                said = words if k == 0 else ""
                if down > 1:
                    held[len(line)] = said, down - 1
                line.append((said, True))
        _take(line, waiting, held)
        waiting.update(held)
        cells += len(line)
        out.append(line if cells < MOST_CELLS else [])
    return out


def _take(line: list[Cell], waiting: dict[int, tuple[str, int]], held: dict[int, tuple[str, int]]) -> None:
    """Puts what comes from above where this row has reached it."""
    while (column := len(line)) in waiting:
        words, left = waiting.pop(column)
        if left > 1:
            held[column] = words, left - 1
        line.append((words, False))
