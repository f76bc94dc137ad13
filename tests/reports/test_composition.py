"""A report as data for other systems: the shape that its module describes, every word, nobody named by accident.

Written anew by `python -m tests.reports.test_composition`, and looked at.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from server.domain.formulation import from_plain
from server.languages import words
from server.reports.composition import SECTIONS, composition, written
from server.reports.draft import Beside, numbered
from server.reports.kept import kept
from server.reports.paper import Heading, Kind, Paper, Picture
from tests.reports.frozen import case_a, frozen
from tests.reports.printers import KINDS, NAMES, full_of, missing, paper, squeezed
from tests.reports.printers import of_blocks as short

GOLDEN = Path(__file__).parents[1] / "golden" / "case-a" / "composition.json"


def composed(one: Paper, **asked: Any) -> dict[str, Any]:
    version, formulation = frozen()
    given: dict[str, Any] = {"words": words, "beside": Beside(), "numbers": numbered(kept(formulation).formulation)}
    return composition(one, version, **{**given, **asked})


def sections(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All sections, in the order of reading."""
    for section in value.get("section", ()):
        yield section
        yield from sections(section)


def said(value: dict[str, Any]) -> str:
    """The words of all sections, without any space."""
    told = []
    for section in sections(value):
        told.append(section.get("title", ""))
        if "text" in section:
            told += ElementTree.fromstring(section["text"]["div"]).itertext()
    return squeezed("".join(told))


def golden() -> str:
    return written(composed(paper("summary"))).decode()


def test_it_has_the_shape_that_its_module_describes() -> None:
    assert golden() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_the_report_is_in_it(kind: Kind) -> None:
    one = paper(kind)
    bare = replace(one, parts=tuple(replace(part, subtitle="") for part in one.parts))
    assert missing(bare, said(composed(one))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_section_is_one_that_systems_can_know_whatever_its_language(kind: Kind) -> None:
    told = [
        [each.get("code", {}).get("coding", [{}])[0].get("code", "") for each in part["section"]]
        for part in composed(paper(kind))["section"]
    ]
    assert told[0] == told[1] and all(code or not place for place, code in enumerate(told[0]))
    assert set(told[0]) - {""} <= set(SECTIONS)


def test_the_words_of_the_headings_are_told_apart() -> None:
    for language in ("en", "cy"):
        assert len({words(language)(word) for word in SECTIONS.values()}) == len(SECTIONS)


def test_its_headings_stand_below_each_other_as_in_the_report() -> None:
    part = paper("professional").parts[1]
    wanted = ["".join(run.text for run in b.line) for b in part.blocks if isinstance(b, Heading)]
    (alone,) = [composed(replace(paper("professional"), parts=(part,)))]
    assert [each["title"] for each in sections(alone) if "title" in each] == wanted
    assert all(set(each) & {"text", "section"} for each in sections(alone))


def test_what_is_cited_is_an_entry_that_leads_to_the_record() -> None:
    version, _ = frozen()
    told = composed(paper("professional"))
    entries = [entry for section in sections(told) for entry in section.get("entry", ())]
    content = version.content or {}
    assert len(entries) > 50
    for entry in entries:
        collection = entry["identifier"]["system"].removeprefix("urn:gwead:")
        assert entry["identifier"]["value"] in content[collection] and re.fullmatch(r"\[\d+\]", entry["display"])


def test_the_subject_has_no_name_unless_that_was_asked_for() -> None:
    bare = composed(paper("plan"))
    assert bare["subject"] == {"type": "Patient", "identifier": {"system": "urn:gwead:case", "value": "7"}}
    assert composed(paper("plan"), name="Iestyn Sallis")["subject"]["display"] == "Iestyn Sallis"
    head = {name: value for name, value in bare.items() if name not in ("section", "author", "attester")}
    assert "Iest" not in json.dumps(head)


def test_its_status_says_how_the_version_stands() -> None:
    note = SimpleNamespace(text="He has moved.", reason="", who="", said_by="", at="", seal="", language="en")
    for standing, notes, status in (
        ("sealed", (), "final"), ("sealed", (note,), "amended"), ("in_error", (note,), "entered-in-error"),
        ("altered", (), "unknown"),
    ):  # fmt: skip
        assert composed(paper("plan"), beside=Beside(standing=standing, notes=notes))["status"] == status


def test_it_names_its_seal_and_the_version_that_it_replaces() -> None:
    version, _ = frozen()
    assert composed(paper("plan"))["identifier"]["value"] == version.seal
    assert "relatesTo" not in composed(paper("plan"))
    later = replace(version, header=replace(version.header, parent="ab" * 32))
    told = composition(paper("plan"), later, words=words, beside=Beside(), numbers={})
    assert told["relatesTo"] == [
        {"code": "replaces", "targetIdentifier": {"system": "urn:gwead:seal", "value": "ab" * 32}}
    ]
    assert (composed(paper("plan"), with_sensitive=True)["confidentiality"], told["confidentiality"]) == ("V", "R")


def test_its_words_are_simple_xhtml_in_their_language() -> None:
    told = composed(paper("professional"))
    for place, language in enumerate(("cy-GB", "en-GB")):
        divs = [each["text"]["div"] for each in sections(told["section"][place]) if "text" in each]
        assert divs and all(f'lang="{language}" xml:lang="{language}"' in div.partition(">")[0] for div in divs)
    everything = "".join(each["text"]["div"] for each in sections(told) if "text" in each)
    tags = set(re.findall(r"<(\w+)", everything))
    assert tags <= {"div", "p", "strong", "em", "span", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr",
                    "th", "td", "blockquote", "br"}  # fmt: skip
    assert " href=" not in everything and " id=" not in everything and " style=" not in everything


@pytest.mark.parametrize("name", NAMES)
def test_no_name_breaks_it(name: str) -> None:
    told = composed(full_of(name), name=name)
    assert json.loads(written(told)) == told
    if squeezed(name) == name and name.isprintable():
        assert said(told).count(name) >= 10


def test_a_picture_is_told_in_words() -> None:
    told = composed(short(Picture("<svg/>", "What it shows", "The family", "family")))
    assert said(told) == "ThefamilyWhatitshows"


def test_a_case_of_nobody_is_told_too() -> None:
    assert from_plain(case_a())[1] == ()
    assert composed(short())["section"] == []


if __name__ == "__main__":
    GOLDEN.write_text(golden(), encoding="utf-8")
