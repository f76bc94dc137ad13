"""What a version is taken away as, for other programs: drawings, table, family tree, sealed version."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from server.domain.errors import Refusal
from server.domain.formulation import from_plain
from server.domain.versions import digest, to_plain
from server.interchange.chronologywriting import RUNS
from server.interchange.gedcom import read_gedcom
from server.reports.draft import Beside
from server.web.files import (
    DATA,
    FORMS,
    Asked,
    Source,
    checked,
    drafted,
    in_order,
    made,
    must_be_for,
    named,
    parted,
    printed,
    told,
)
from tests.bundles import built
from tests.reports.frozen import case_a, frozen

ASKED = Asked("professional", ("cy",), False)
OPEN = Asked("professional", ("cy",), True)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module", autouse=True)
def pages_built() -> None:
    built()


def source(plain: Mapping[str, Any] | None = None) -> Source:
    version, _ = frozen(plain)
    sealed = {"format": "gwead-sealed-version", "versions": [to_plain(version)], "notes": [], "public_keys": {}}
    return Source(version, Beside(), sealed, "Made for A. Nurse", "2026-03-12")


def with_secret() -> dict[str, Any]:
    """Case A with one person and one event that are marked sensitive, and an event that begins like a formula."""
    plain = json.loads(json.dumps(case_a()))
    person, event, other = next(iter(plain["people"])), *list(plain["events"])[:2]
    plain["people"][person].update(name="CANARY", sensitive=True, index=False)
    plain["events"][event].update(title="CANARY", sensitive=True)
    plain["events"][other].update(title="=cmd|' /C calc'!A0", detail="ŵŷ 😀 يوسف 小明")
    return json.loads(json.dumps(plain))


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", DATA)
def test_what_is_sensitive_is_in_no_file_unless_it_is_asked_for(form: str) -> None:
    """X1"""
    secret = source(with_secret())
    assert b"CANARY" not in made(form, ASKED, secret)
    assert b"CANARY" in made(form, OPEN, secret)


@pytest.mark.parametrize("form", [*DATA, "json"])
def test_the_same_version_gives_the_same_bytes(form: str) -> None:
    assert made(form, OPEN, source()) == made(form, OPEN, source())


@pytest.mark.parametrize("form", ["family", "timeline"])
def test_a_drawing_stands_alone_and_says_its_seal(form: str) -> None:
    """X4"""
    root = ElementTree.fromstring(made(form, ASKED, source()))
    assert root.tag == f"{SVG}svg" and root.get("{http://www.w3.org/XML/1998/namespace}lang") == "cy"
    said = root.findtext(f"{SVG}desc") or ""
    assert source().version.short_seal in said and "Made for A. Nurse" in said
    assert root.findtext(f"{SVG}title") in ("Teulu", "Llinell amser")
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags.isdisjoint({"script", "image", "foreignObject", "a", "style", "animate", "set"})
    assert not [name for each in root.iter() for name in each.attrib if name.endswith("href") or name.startswith("on")]
    assert "Iest" in "".join(root.itertext()) or form == "timeline"


def test_a_table_holds_every_event_and_no_cell_runs() -> None:
    """G01"""
    table = rows(made("csv", ASKED, source(with_secret())))
    assert len(table) == len(case_a()["events"]) - 1 + 1
    assert not [cell for row in table for cell in row if cell.startswith(RUNS)]
    assert any("'=cmd" in cell for row in table for cell in row)
    assert any("ŵŷ 😀 يوسف 小明" in cell for row in table for cell in row)


def test_a_family_tree_is_read_again_as_the_same_people() -> None:
    read = read_gedcom(made("gedcom", ASKED, source()), seed=b"x", language="cy", child="", standing={})
    names = {each["name"] for each in read.records["people"].values()}
    people = case_a()["people"].values()
    assert names == {each["name"] for each in people if not each["sensitive"] and not each["removed_at"]}


def test_the_sealed_version_is_whole_with_the_hash_that_was_sealed() -> None:
    """X3 (G15)"""
    with pytest.raises(Refusal, match="sealed_is_whole"):
        checked("json", ASKED)
    checked("json", OPEN)
    (version,) = json.loads(made("json", OPEN, source()))["versions"]
    assert digest(version["content"]) == source().version.header.content
    assert from_plain(version["content"])[0] == from_plain(case_a())[0]


def test_a_pdf_carries_the_seal_and_no_content() -> None:
    content = made("pdf", Asked("plan", ("en",), False), source())
    (attached,) = PdfReader(io.BytesIO(content)).attachments["version.json"]
    (version,) = json.loads(attached)["versions"]
    assert version["seal"] == source().version.seal and version["content"] is version["circumstances"] is None


def test_data_for_a_system_say_the_name_only_where_it_was_asked_for() -> None:
    for with_name, display in ((False, None), (True, "Iestyn Sallis")):
        value = json.loads(made("composition", Asked("plan", ("en",), False, with_name), source()))
        assert value["subject"].get("display") == display


def test_the_names_and_the_audit_say_what_was_asked_for() -> None:
    both = Asked("plan", ("cy", "en"), True, True)
    assert named("docx", both, 3) == "gwead-3-plan-both.docx" and named("json", both, 3) == "gwead-3-json.json"
    assert named("composition", both, 3) == "gwead-3-plan-both-composition.json"
    assert named("timeline", ASKED, 3) == "gwead-3-cy-timeline.svg"
    assert told("docx", both, 3) == "version 3 plan both docx sensitive named"
    assert told("gedcom", ASKED, 3) == "version 3 gedcom"


def test_a_file_of_one_language_is_not_made_in_both() -> None:
    for form in ("family", "timeline", "csv"):
        with pytest.raises(Refusal, match="one_language"):
            checked(form, Asked("plan", ("cy", "en"), True))
    assert [in_order(said, "cy") for said in ("both", "en", "xx", None)] == [("cy", "en"), ("en",), ("cy",), ("cy",)]


def test_only_a_word_file_is_for_the_chair_alone() -> None:
    """X2"""
    for form in FORMS:
        must_be_for(form, "chair")
        if form != "docx":
            must_be_for(form, "coordinator")
    with pytest.raises(Refusal, match="only_for_the_chair"):
        must_be_for("docx", "coordinator")


def test_two_processes_draft_what_one_would_have_written() -> None:
    both = Asked("professional", ("cy", "en"), False)
    whole = drafted("docx", both, source())
    drafts = [drafted("docx", each, source()) for each in parted("docx", both)]
    assert [each.paper.parts[0] for each in drafts] == list(whole.paper.parts)
    assert {name: png for each in drafts for name, png in each.drawn.items()} == whole.drawn
    assert printed("docx", drafts, source()) == printed("docx", [whole], source())
    assert parted("csv", both) == (both,)
