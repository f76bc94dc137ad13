"""A paper as HTML: every word of it, escaped; whole without script; its citations lead within it."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from server.reports.page import body, page
from server.reports.paper import Bullets, Cell, Heading, Paper, Paragraph, Part, Picture, Run, Table, Terms, told
from tests.reports.frozen import written

KINDS = ("professional", "plan", "child", "summary", "wall")
HOSTILE = '<script>alert(1)</script>"\'&{{ 7*7 }}</style>'


class Reader(HTMLParser):
    """The words, the tags and the attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        held = dict(attrs)
        self.ids += [i for i in (held.get("id"),) if i]
        self.labels += [i for i in (held.get("aria-label"),) if i]
        if tag == "a":
            self.links.append(str(held.get("href")))
        assert not any(name.startswith("on") or name == "style" for name in held), held
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words.append(data)


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_word_of_a_report_is_in_its_page(kind: str, language: str) -> None:
    paper = written(kind, languages=(language,))
    read = Reader(page(paper))
    words = plain(" ".join(read.words) + " ".join(read.labels))
    for line in told(paper).splitlines():
        for cell in re.split(r" \| |^#+ |^\s*(?:-|\d+\.) ", line):
            assert plain(cell.strip("[]")) in words, cell
    assert "script" not in read.tags and "link" not in read.tags and "img" not in read.tags


def test_its_citations_lead_within_it_and_each_part_has_its_own() -> None:
    read = Reader(page(written("professional", languages=("cy", "en"))))
    assert read.links and all(link.startswith("#") and link[1:] in read.ids for link in read.links)
    of_anchors = [i for i in read.ids if "cited-" in i]
    assert len(of_anchors) == len(set(of_anchors))
    assert {i.split("-")[0] for i in of_anchors} == {"cy", "en"}


def test_what_people_wrote_stays_words() -> None:
    line = (Run(HOSTILE, bold=True, italic=True, language="cy", anchor="a"),)
    blocks = (
        Heading(1, line), Paragraph(line, "quote"), Paragraph(line, "boxed"),
        Bullets(((line, Bullets(((line, None),))),)),
        Terms(((HOSTILE, line),)), Table(HOSTILE, (HOSTILE,), ((Cell(line, "a"),),), (1,), heads=True),
        Picture("<svg/>", HOSTILE, HOSTILE, "family"),
    )  # fmt: skip
    part = Part("en", HOSTILE, HOSTILE, blocks, HOSTILE, "{page}", HOSTILE)
    whole = page(Paper("plan", HOSTILE, (part,), HOSTILE, "2026-03-12T12:25:00Z", large=True))
    assert "<script" not in whole and whole.count("</style>") == 1
    read = Reader(whole)
    assert sum(HOSTILE in each for each in [*read.words, *read.labels]) >= 12
    ElementTree.fromstring(f"<x>{body(Paper('plan', 'x', (part,), '', ''))}</x>")


def test_headings_have_no_gap_and_the_title_names_nobody() -> None:
    whole = page(written("professional", languages=("en",)))
    levels = [int(level) for level in re.findall(r"<h(\d)", whole)]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    title = re.search(r"<title>(.*?)</title>", whole)
    assert title and title.group(1) == "7-1-professional"
