"""A starting document read into background facts: L1 to L5 of static/src/editing/factlines.js."""

import re
from pathlib import Path
from typing import Any

import pytest

from server.domain import vocabulary
from server.languages import words
from tests.bundles import bundled, entry_of
from tests.static.conftest import Script

EXAMPLE = Path(__file__).parents[2] / "server" / "example"
AREAS = [row.key for row in vocabulary.FACT_AREAS]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Script:
    modules = ("editing/factlines", "editing/background", "words")
    return Script(bundled(tmp_path_factory.mktemp("facts"), entry_of(modules)))


def read(facts: Script, text: str) -> list[tuple[str, str]]:
    return [(line["area"], line["text"]) for line in facts.call("readFacts", text)["lines"]]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("area", [area for area in AREAS if area != "other"])
def test_the_word_of_an_area_as_a_heading_says_where_its_lines_stand(facts: Script, language: str, area: str) -> None:
    heading = words(language)(f"fact_areas.{area}")
    if area == "says":
        heading = {"en": "In his words", "cy": "Llais y plentyn"}[language]
    for written in (f"## {heading}", f"**{heading}**", f"{heading}:", f"**{heading}:**"):
        assert read(facts, f"{written}\n- A line of words") == [(area, "A line of words")], written
    own = words(language)(f"fact_areas.{area}")
    for written in (own, own.upper(), f"3. {own}", f"{own}  ", f"\t{own}"):
        text = f"{HOMES[language]}:\n- Tŷ Bryn\n\n{written}\n- A line of words\n\nA second line."
        assert read(facts, text) == [("home", "Tŷ Bryn"), (area, "A line of words"), (area, "A second line.")], written


HOMES = {"en": "Home", "cy": "Cartref"}


@pytest.mark.parametrize(
    ("heading", "area"),
    [
        ("Education", "school"), ("Family and home", "relationships"), ("Physical health", "health"),
        ("2) School", "school"), ("Emotional wellbeing and mental health", "health"), ("What he says", "says"),
        ("The child’s views", "says"), ("Beth mae’r plentyn yn ei ddweud", "says"),
        ("Iechyd corfforol a meddyliol", "health"), ("Teulu a ffrindiau", "relationships"),
        ("Culture and language", "identity"), ("Strengths and interests", "strengths"),
    ],
)  # fmt: skip
def test_a_line_that_is_nothing_but_an_area_s_name_is_a_heading(facts: Script, heading: str, area: str) -> None:
    assert read(facts, f"{heading}\n• One thing\n• Another") == [(area, "One thing"), (area, "Another")]


@pytest.mark.parametrize(
    "line",
    ["School says he is late", "Home by six on most days", "Health visitor came twice", "Good at mending bikes",
     "Lives with Nan", "Likes dogs", "Family of five.", "No friends?", "Ysgol wedi ffonio", "Mam yn gweithio"],
)  # fmt: skip
def test_a_line_that_only_begins_with_such_a_word_is_a_fact(facts: Script, line: str) -> None:
    assert read(facts, f"Strengths\n{line}") == [("strengths", line)]


WRAPPED = """School
\u2022\tAttends EOTAS six hours a week with Dewi, who meets him at the
  gate and walks in with him
\u2022\tWas sent home for five days in October 2025, and again in
November for two

Health
o\tSleeps four hours; wakes at
\tabout three
\u00b7\u00a0Inhaler since age 6
He saw the GP in March about his sleep, and was told to come back with
somebody he trusts. He has not been back.
"""


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_what_was_wrapped_is_one_line_again_and_signs_of_word_processors_go(facts: Script, breaks: str) -> None:
    """L5, L3: as it comes from a word processor and from a mail program."""
    assert read(facts, WRAPPED.replace("\n", breaks)) == [
        ("school", "Attends EOTAS six hours a week with Dewi, who meets him at the gate and walks in with him"),
        ("school", "Was sent home for five days in October 2025, and again in November for two"),
        ("health", "Sleeps four hours; wakes at about three"),
        ("health", "Inhaler since age 6"),
        ("health", "He saw the GP in March about his sleep, and was told to come back with somebody he trusts."),
        ("health", "He has not been back."),
    ]


def test_lines_without_a_heading_and_under_one_that_names_no_area_are_kept_under_other(facts: Script) -> None:
    text = "Nobody can agree.\n\n## Why now\nThree offences in a year."
    lines = facts.call("readFacts", text)["lines"]
    assert [(line["area"], line["sure"], line["under"]) for line in lines] == [
        ("other", False, ""),
        ("other", False, "Why now"),
    ]


def test_the_document_s_own_title_is_its_source_and_no_fact(facts: Script) -> None:
    found = facts.call("readFacts", "# Referral, 19 January\n\n## School\n- Reads well")
    assert found["source"] == "Referral, 19 January"
    assert [line["text"] for line in found["lines"]] == ["Reads well"]


def test_lines_before_the_first_heading_go_by_the_title_where_it_names_an_area(facts: Script) -> None:
    text = "# Genogram facts\n- Married 1957\n\n## Why now\n- Three offences"
    assert read(facts, text) == [("relationships", "Married 1957"), ("other", "Three offences")]
    assert [line["under"] for line in facts.call("readFacts", text)["lines"]] == ["", "Why now"]


def test_a_word_before_a_colon_says_the_area_of_its_own_line_only(facts: Script) -> None:
    text = "Lives at: Tŷ Bryn\nYsgol: Bro Dewi\nOrder: 12 months"
    assert read(facts, text) == [
        ("home", "Lives at: Tŷ Bryn"),
        ("school", "Ysgol: Bro Dewi"),
        ("other", "Order: 12 months"),
    ]


def test_rows_of_a_table_are_terms_and_their_rules_and_headings_are_nothing(facts: Script) -> None:
    text = "| | |\n|---|---|\n| Lives at | Tŷ Bryn |\n\n| Name | Role |\n|:--|--:|\n| Nia | Case manager |\n"
    text += "| Tomos | Social worker | — | yes |"
    assert read(facts, text) == [
        ("home", "Lives at: Tŷ Bryn"),
        ("other", "Nia: Case manager"),
        ("other", "Tomos, Social worker, yes"),
    ]


def test_signs_of_lists_and_emphasis_go_and_words_numbers_and_quotes_stay(facts: Script) -> None:
    text = '- **Iestyn**: *"Tell me after."*\n1. 3.30 at the café\n• b 3/6/91 (not 1992)\n[x] 2 * 3 snake_case_word'
    assert [line for _, line in read(facts, text)] == [
        'Iestyn: "Tell me after."', "3.30 at the café", "b 3/6/91 (not 1992)", "2 * 3 snake_case_word"
    ]  # fmt: skip


def test_a_paragraph_is_as_many_facts_as_sentences_and_a_bullet_is_one(facts: Script) -> None:
    text = 'Reader. Gentle with Mr. Ifans (he waits. Always). Said "No. Not me." once.\n- Drinks. Sleeps badly.'
    assert [line for _, line in read(facts, text)] == [
        "Reader.", "Gentle with Mr. Ifans (he waits. Always).", 'Said "No. Not me." once.', "Drinks. Sleeps badly."
    ]  # fmt: skip


def test_a_line_that_is_too_long_is_broken_at_a_word_and_nothing_is_lost(facts: Script) -> None:
    long = " ".join(["onetwothree"] * 100)
    pieces = [line for _, line in read(facts, f"- {long}")]
    assert len(pieces) > 1 and all(len(piece) <= facts.value("tested.LONGEST") for piece in pieces)
    assert " ".join(pieces) == long


def test_nothing_of_a_whole_referral_is_lost_but_its_title_headings_and_table_heads(facts: Script) -> None:
    text = (EXAMPLE / "referral.md").read_text(encoding="utf-8")
    found = facts.call("readFacts", text)
    kept = {word for line in found["lines"] for word in re.findall(r"\w+", f"{line['text']} {line['under']}")}
    kept |= set(re.findall(r"\w+", found["source"]))
    missing = {word for word in re.findall(r"\w+", text)} - kept
    heads = [
        row
        for row, rule in zip(text.splitlines(), text.splitlines()[1:], strict=False)
        if re.match(r"\s*\|[\s:|-]+$", rule)
    ]
    assert missing <= {word for row in heads for word in re.findall(r"\w+", row)}
    strengths = [line["text"] for line in found["lines"] if line["area"] == "strengths"]
    assert "Reader." in strengths and "Funny." in strengths
    assert next(line["text"] for line in found["lines"] if line["area"] == "home").startswith("Lives at: Tŷ Bryn")


@pytest.mark.parametrize(("one", "other"), [("Tŷ Bryn, since 2024.", "ty bryn since 2024"), ("“Reader”", "reader.")])
def test_the_same_words_are_known_again_whatever_their_signs_and_accents(facts: Script, one: str, other: str) -> None:
    assert facts.call("lettersOf", one) == facts.call("lettersOf", other)


def test_facts_stand_by_area_and_a_mark_of_health_without_one_under_health(facts: Script) -> None:
    given: list[tuple[str, dict[str, Any]]] = [
        ("a", {"area": "school", "mark": ""}), ("b", {"area": "", "mark": "physical"}), ("c", {"area": "", "mark": ""})
    ]  # fmt: skip
    found = {each["area"]: [i for i, _ in each["facts"]] for each in facts.call("byArea", given, AREAS)}
    assert list(found) == AREAS
    assert {area: ids for area, ids in found.items() if ids} == {"school": ["a"], "health": ["b"], "other": ["c"]}
