"""A whole case out and in again, to the byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.fields import FieldSpec, Kind
from server.domain.formulation import SPECS, from_plain, to_plain
from server.domain.moments import read
from server.domain.upgrades import view
from server.domain.versions import digest
from server.example import read_example
from server.interchange.bundle import NUMBER, bundle_of, is_bundle, read_bundle
from tests.domain.test_upgrades import GOLDEN, frozen
from tests.families import record_id

EXPORTED = {"versions": [{"header": {"number": 1}, "seal": "ab"}], "public_keys": {"ab": "cd"}}


def content() -> dict[str, Any]:
    return to_plain(from_plain(read_example().records)[0])


def written(**changes: Any) -> bytes:
    whole = bundle_of({"name": "Iestyn"}, content(), EXPORTED) | changes
    return json.dumps(whole, ensure_ascii=False).encode()


def test_a_case_exported_and_imported_has_the_same_canonical_digest() -> None:
    """G15, B1"""
    bundle = read_bundle(written())
    assert bundle.content is not None
    assert digest(bundle.content) == digest(content()) and bundle.findings == ()


def test_every_field_and_every_turn_of_a_couple_travels() -> None:
    """B1: whatever stands in any field of any record of a family."""
    for seed in range(3):
        family = to_plain(from_plain(_anything(seed))[0])
        bundle = read_bundle(json.dumps(bundle_of({}, family, EXPORTED), ensure_ascii=False).encode())
        assert bundle.content is not None
        assert digest(bundle.content) == digest(family) and len(bundle.content["turns"]) == 2


def _anything(seed: int) -> dict[str, Any]:
    """Two records of every collection of a family, with every field that has a choice or words at something."""
    made: dict[str, Any] = {}
    for name, specs in SPECS.items():
        ids = [record_id(f"{name}{n}") for n in range(2)]
        made[name] = {i: {spec.name: _value(spec, seed, n) for spec in specs} for n, i in enumerate(ids)}
    return made


def _value(spec: FieldSpec, seed: int, n: int) -> Any:
    if spec.kind is Kind.CHOICE:
        return sorted(vocabulary.keys(spec.table))[seed % len(vocabulary.keys(spec.table))]
    if spec.kind is Kind.REFERENCE:
        return record_id(f"{spec.to}{1 - n}")
    if spec.kind in (Kind.LINE, Kind.PROSE):
        return f"{spec.name} {seed} ŵ"
    if spec.kind is Kind.MOMENT:
        return read(("14/02/2011", "c. 1990", "?")[seed], language="en", born=None, after=None).to_json()
    return (seed + n) % 2 == 0 if spec.kind is Kind.FLAG else None


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_bundle_from_before_a_field_or_a_collection_opens(file: Path) -> None:
    """B4: a working copy of every schema there was; what an older Gwead did not write is added by the steps."""
    older, schema = frozen(file)
    bundle = read_bundle(json.dumps({**bundle_of({}, None, EXPORTED), "content": older}, ensure_ascii=False).encode())
    assert bundle.content == view(older, schema)
    assert {p["name"] for p in bundle.content["people"].values()} == {p["name"] for p in older["people"].values()}


def test_versions_and_keys_travel_as_they_are() -> None:
    """B2"""
    read = read_bundle(written())
    assert read.versions == {**EXPORTED, "notes": []} and read.case == {"name": "Iestyn"}


def test_a_case_between_two_working_copies_has_no_content() -> None:
    data = json.dumps(bundle_of({}, None, EXPORTED)).encode()
    assert read_bundle(data).content is None and is_bundle(json.loads(data))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"format": "other"}, "not_a_bundle"),
        ({"number": NUMBER + 1}, "bundle_is_newer"),
        ({"number": "1"}, "bundle_is_newer"),
        ({"versions": None}, "bundle_not_whole"),
        ({"public_keys": []}, "bundle_not_whole"),
        ({"content": {"people": []}}, "bundle_not_whole"),
        ({"content": {"strangers": {}}}, "bundle_not_whole"),
        ({"content": {"people": {"short": {}}}}, "bundle_not_whole"),
        ({"content": {"people": {"x" * 22: {"name": "Sam"}}}}, "bundle_not_whole"),
        ({"content": {"people": {"x" * 22: []}}}, "bundle_not_whole"),
    ],
)
def test_what_is_not_whole_is_refused_as_a_whole(changes: dict[str, Any], key: str) -> None:
    """B3"""
    with pytest.raises(Refusal) as refused:
        read_bundle(written(**changes))
    assert refused.value.key == key


def test_a_bundle_that_was_altered_in_one_letter_has_another_digest() -> None:
    altered = read_bundle(written().replace(b"Kelly-Ann Tudful", b"Kelly-Ann Tudfyl"))
    assert altered.content is not None and digest(altered.content) != digest(content())
