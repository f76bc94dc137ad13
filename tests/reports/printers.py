"""What the tests of Word and ODT share: the papers, and how a file is looked through."""

import re
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from server.languages import words
from server.reports.draft import Engine
from server.reports.paper import Bullets, Cell, Heading, Kind, Paper, Paragraph, Part, Picture, Run, Table, Terms, told
from tests.reports.frozen import AT, Shows, Silent, written

KINDS: tuple[Kind, ...] = ("professional", "plan", "child", "summary", "wall")
BOTH = ("cy", "en")
MARK = "Made for A. Nurse, 12 March 2026"
EVERY = 'a & b <c> "d" \'e\' ]]> {{ 7*7 }} =1+1 @x'
NAMES = (
    "Iest 😀👩\u200d👧", "يوسف", "小明", "\ue000\ufdd0", "a\x00b\x1f\u202e", "\ud800", "\ufffe", "N" * 300, "ŵ" * 300,
    EVERY,
)  # fmt: skip
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text x="5" y="20">ŵŷ</text></svg>'


@cache
def paper(kind: Kind, artist: str = "shows") -> Paper:
    """A report of case A in both languages; drawn by the real engine where `artist` is "engine"."""
    artists: dict[str, Any] = {"shows": Shows(), "silent": Silent(), "engine": Engine(words)}
    return written(kind, None, BOTH, artist=artists[artist], mark=MARK)


def of_blocks(*blocks: Any, **changed: Any) -> Paper:
    """A short paper with some blocks."""
    part = Part("en", "Title", "", tuple(blocks), "Version 1", "Page {page} of {pages}")
    return Paper("professional", "7-1-professional", (part,), "Dr Elin Marged", AT, **changed)


def line(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def full_of(text: str) -> Paper:
    """A paper with some words at every place that holds words."""
    every = line(text)
    blocks = (
        Heading(1, every), Paragraph(every), Paragraph(every, "quote"), Paragraph(every, "boxed"),
        Bullets(((every, Bullets(((every, None),), numbered=True)),)), Terms(((text, every),)),
        Table(text, (text, "Age"), ((Cell(every, "a"), Cell(line("5"))),), (1, 9), heads=True),
        Picture(SVG, text, text, "family"), Paragraph((Run(text, bold=True, italic=True, anchor="a", language="cy"),)),
    )  # fmt: skip
    part = Part("en", text, text, blocks, text, "Page {page} of {pages}", text)
    return Paper("professional", "7-1-professional", (part,), text, AT)


def squeezed(text: str) -> str:
    """Words without any space."""
    return re.sub(r"\s", "", text)


def missing(one: Paper, said: str) -> list[str]:
    """The words of a paper that are not among some others, whose spaces were taken out."""
    return [word for word in told(one).split() if (bare := word.strip("#|-[]")) and bare not in said]


def files(made: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with ZipFile(BytesIO(made)) as file:
        return {name: file.read(name) for name in file.namelist()}
