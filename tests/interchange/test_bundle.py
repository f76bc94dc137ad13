"""A whole case out and in again, to the byte."""

import json
from typing import Any

import pytest

from server.domain.errors import Refusal
from server.domain.formulation import from_plain, to_plain
from server.domain.versions import digest
from server.example import read_example
from server.interchange.bundle import NUMBER, bundle_of, is_bundle, read_bundle

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


def test_versions_and_keys_travel_as_they_are() -> None:
    """B2"""
    assert read_bundle(written()).versions == EXPORTED and read_bundle(written()).case == {"name": "Iestyn"}


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
