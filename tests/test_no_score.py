"""Nothing here counts or scores what a child has lived through: not in a page, a catalogue, a report or a figure.

A count of adversity says nothing of one child (Anda, Porter & Brown 2020; Baldwin et al. 2021); experiences are tags
that carry when, how long and who was there. This reads the sources, so that a number is seen the day it is written.
"""

import re
from pathlib import Path
from typing import get_args

import polib
import pytest

from server.domain import vocabulary
from server.domain.fields import Kind
from server.domain.formulation import SPECS
from server.languages import words
from server.reports.paper import Kind as Report
from server.reports.paper import told
from tests.families import record_id, to_whole
from tests.reports.frozen import Silent, case_a, written

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ROOT / "server" / "languages"

SCORES = re.compile(
    r"\bACEs?\b | \bACE[\s_-]*(?:score|count|total)|adverse\s+childhood|adversity\s+(?:score|count|total|index|level)"
    r" | \b(?:trauma|risk|harm|recovery)[\s_-]+(?:score|index|total|points?|rating|level)\b | \bout\s+of\s+(?:ten|10)\b"
    r" | profiad\w*\s+niweidiol | sgôr | \bscor(?:e|es|ed|ing)\b",
    re.IGNORECASE | re.VERBOSE,
)
"""What a score of a child is called, in both languages."""
COUNTED = re.compile(
    r"experiences?\s*(?:\|\s*length|\.length|\.size|\.count)|len\(\s*(?:\w+\.)*experiences"
    r"|(?:sum|Counter)\([^\n]*experience|experience_(?:count|score|total)|Object\.(?:keys|values)\([^)\n]*experiences\)\.length",
    re.IGNORECASE,
)
"""How a number of experiences would be made in Python, in JavaScript and in a template."""
SOURCES = sorted(
    path
    for folder, ending in (("templates", "html"), ("server", "py"), ("static/src", "js"))
    for path in (ROOT / folder).rglob(f"*.{ending}")
    if "generated" not in path.parts
)  # fmt: skip


def said_in(text: str) -> str:
    """A source without its comments and docstrings, which may say what is not done."""
    return re.sub(r'(?s:""".*?""")|(?s:/\*.*?\*/)|(?s:\{#.*?#\})|(?m:^\s*(?:#|//|\*).*$)', "", text)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_word_of_the_interface_scores_a_child(language: str) -> None:
    """Every catalogue: pages, live pages, drawings, findings, commands."""
    found = [
        f"{path.name}: {entry.msgid}: {form}"
        for path in sorted((LANGUAGES / language).glob("*.po"))
        for entry in polib.pofile(str(path))
        for form in [entry.msgid, entry.msgstr, *entry.msgstr_plural.values()]
        if SCORES.search(form)
    ]
    assert found == []


def test_no_page_report_or_figure_scores_a_child_or_counts_what_they_lived_through() -> None:
    assert len(SOURCES) > 60
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in SOURCES
        for pattern in (SCORES, COUNTED)
        for match in pattern.finditer(said_in(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("kind", get_args(Report))
def test_no_report_scores_a_child_or_counts_what_they_lived_through(kind: Report, language: str) -> None:
    """Of a child with 61 experiences, no report has that number, or a number of anything like them."""
    events = list(case_a()["events"])
    kinds = [row.key for row in vocabulary.EXPERIENCE_KINDS]
    tags = {
        record_id(f"x{n}"): to_whole("experiences", record_id(f"x{n}"), {"event": i, "kind": kinds[n % len(kinds)]})
        for n, i in enumerate(events[:61])
    }
    text = told(written(kind, {**case_a(), "experiences": tags}, (language,), artist=Silent()))
    text = text.replace("Edinburgh score 17", "")  # a health visitor's words about the mother
    assert (kind == "professional") == (words(language)("experience_kinds.believed") in text)
    assert SCORES.search(text) is None
    assert not re.search(r"\b61\b", text)
    assert not re.search(r"\b\d+ (?:experiences?|events?|worries|adversit\w+|brofiad\w*|o brofiadau)", text)


def test_no_record_has_a_number_to_hold_a_score_in() -> None:
    """Places are the only numbers, and nobody's but the drawing's."""
    assert {spec.name for fields in SPECS.values() for spec in fields if spec.kind is Kind.PLACE} == {"place"}
    assert not [spec.name for fields in SPECS.values() for spec in fields if SCORES.search(spec.name.replace("_", " "))]


def test_an_experience_carries_when_how_long_and_who_was_there() -> None:
    assert {"event", "kind", "lasted", "protected_by"} <= {spec.name for spec in SPECS["experiences"]}
    assert {row.key for row in vocabulary.EXPERIENCE_KINDS} & {"kept_safe", "believed", "belonged", "did_well"}


@pytest.mark.parametrize("text", ["ACE score: 6", "Adversity index", "recovery score", "risk rating 4", "Sgôr ACE",
                                  "7 out of 10", "len(f.experiences)", "experiences|length",
                                  "Object.keys(plain.experiences).length"])  # fmt: skip
def test_what_a_score_looks_like_is_seen(text: str) -> None:
    assert SCORES.search(text) or COUNTED.search(text)


@pytest.mark.parametrize("text", ["the places of the drawing", "steps 1 to 2", "underscore", "experiences of the event",
                                  "Whitespace", "surface"])  # fmt: skip
def test_what_is_none_is_left_alone(text: str) -> None:
    assert not SCORES.search(text) and not COUNTED.search(text)
