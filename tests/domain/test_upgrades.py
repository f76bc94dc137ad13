"""A version frozen by older software opens in this one, and what was frozen stays as it was. Rules G1 to G4, H10."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from server.domain import upgrades
from server.domain.formulation import COLLECTIONS, SPECS, from_plain, to_plain
from server.domain.upgrades import LAST, SHAPES, STEPS, shape_of, view
from server.domain.versions import canonical, digest
from tests.domain.test_fields import JSON

FOLDER = Path(__file__).parents[1] / "golden" / "versions"
GOLDEN = sorted(FOLDER.glob("schema-*.json"))
"""Contents as each schema in turn froze them: the same family, written by the software of its day. They are never
written anew: a schema that changes gets a further one."""


def frozen(file: Path) -> tuple[dict[str, Any], str]:
    """A content as it was frozen, and the schema that its header names."""
    told = json.loads(file.read_text(encoding="utf-8"))
    return told["content"], told["schema"]


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_h10_a_version_of_every_schema_there_was_opens_whole(file: Path) -> None:
    """G2: nothing of it is lost or unreadable, and every record has every field of today"""
    content, schema = frozen(file)
    told = view(content, schema)
    formulation, unreadable = from_plain(told)
    assert unreadable == () and told == to_plain(formulation)
    assert set(told) == {*COLLECTIONS, "story"}
    for name, records in content.items():
        for i, record in records.items():
            assert {field: told[name][i][field] for field in record} == record, (name, i)
    for name in COLLECTIONS:
        assert all(set(record) == {spec.name for spec in SPECS[name]} for record in told[name].values())


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_h10_reading_an_old_version_does_not_change_it(file: Path) -> None:
    """G1: the very bytes that are checked"""
    content, schema = frozen(file)
    before, sealed = copy.deepcopy(content), canonical(content)
    view(content, schema)
    for step in STEPS:
        step.apply(content)
    assert content == before and canonical(content) == sealed


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_the_shape_is_told_by_the_content_where_the_digest_is_not_known(file: Path) -> None:
    """G3: another row of a vocabulary gives another digest and the same shape"""
    content, schema = frozen(file)
    number = int(file.stem.removeprefix("schema-"))
    assert SHAPES[schema] == number
    assert shape_of(content, "0" * 16) == number
    assert view(content, "0" * 16) == view(content, schema)


def test_a_content_of_today_is_read_as_it_is() -> None:
    content, schema = frozen(GOLDEN[-1])
    assert view(content, schema) == content and digest(view(content, schema)) == digest(content)


def test_the_steps_are_numbered_without_a_gap_and_each_shape_has_its_golden_version() -> None:
    """G2: a step without an old version that shows it would be believed, not known"""
    assert [step.number for step in STEPS] == list(range(2, LAST + 1))
    assert [file.stem for file in GOLDEN] == [f"schema-{n}" for n in range(1, LAST + 1)]
    assert set(SHAPES.values()) == set(range(1, LAST + 1))


def test_what_came_later_says_what_it_said_then_whatever_todays_default_is() -> None:
    """G4"""
    content, schema = frozen(GOLDEN[0])
    sam = next(i for i, person in content["people"].items() if person["index"])
    assert view(content, schema)["people"][sam]["pinned"] is False
    written_today = {**content, "people": {sam: {**content["people"][sam], "pinned": True}}}
    assert view(written_today, "another")["people"][sam]["pinned"] is True


def test_a_step_that_renames_is_a_view_and_the_sealed_bytes_still_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """G1, H10: the step of a day to come"""
    content, schema = frozen(GOLDEN[-1])
    seal = digest(content)

    def shouted(plain: upgrades.Content) -> upgrades.Content:
        return {**plain, "events": {i: {**e, "title": e["title"].upper()} for i, e in plain["events"].items()}}

    monkeypatch.setattr(upgrades, "STEPS", (*STEPS, upgrades.Step(LAST + 1, lambda _: True, shouted)))
    assert {e["title"] for e in view(content, schema)["events"].values()} == {
        "SYMUD TŶ I ABERTAWE", "COOKS WITH NAIN EVERY SUNDAY"
    }  # fmt: skip
    assert digest(content) == seal


@given(JSON)
def test_anything_opens_into_a_formulation(anything: Any) -> None:
    """G1: a content brought in with a bundle is read as calmly as our own"""
    for content in (anything if isinstance(anything, dict) else {"people": anything}, {"comments": {"x": anything}}):
        told = view(content, "")
        assert from_plain(told) == (from_plain(told)[0], ())
