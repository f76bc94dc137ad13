"""Canonical JSON has one form, and a chain of seals finds whatever was done to it. Rules V1 to V5."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.versions import (
    FORMAT,
    Attendee,
    Chair,
    Circumstances,
    Header,
    NotCanonical,
    Version,
    canonical,
    circumstances_from_plain,
    circumstances_plain,
    digest,
    from_plain,
    header_from_plain,
    seal_of,
    sealed_bytes,
    section_digests,
    short_seal,
    to_plain,
    verify,
)

SECRET = b"the installation's"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def sign(message: bytes) -> bytes:
    """Stands in for Ed25519: the chain's rules do not depend on which signature it is."""
    return sha256(SECRET + message).digest()


def holds(message: bytes, signature: bytes, key: str) -> bool:
    return key == "k" * 64 and signature == sign(message)


def chain_of(*contents: dict[str, Any]) -> list[Version]:
    """A sound chain of versions, one for each content."""
    chain: list[Version] = []
    for content in contents:
        number = len(chain) + 1
        told = Circumstances(
            Chair("ruth", "Dr Ruth Owen", "password"),
            present=(Attendee("tom", "Tom", "School", "contributor", "2026-03-12T09:00:00Z"),),
            languages=("en", "cy"),
            salt=f"{number:032x}",
        )
        header = Header(
            format=FORMAT,
            case="case",
            number=number,
            parent=chain[-1].seal if chain else "",
            sequence=number * 10,
            frozen_at=f"2026-0{number}-12T09:31:00Z",
            content=digest(content),
            sections=section_digests(content),
            circumstances=digest(circumstances_plain(told)),
            log_head="",
            software="1",
            schema="s",
            key="k" * 64,
        )
        chain.append(Version(header, seal_of(header), sign(sealed_bytes(header)), content, told))
    return chain


def three() -> list[Version]:
    return chain_of(*({"people": {"a": {"name": f"Sam {i}"}}, "events": {}} for i in range(3)))


def findings_of(chain: list[Version], **known: Any) -> list[tuple[str, object]]:
    return [(each.key, each.parameters["number"]) for each in verify(chain, holds, **known)]


# -- V1: one form


@given(PLAIN)
def test_what_was_written_reads_back_to_the_same_bytes(value: Any) -> None:
    """V1, G15"""
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@given(st.dictionaries(TEXT, PLAIN, max_size=6), st.randoms())
def test_the_order_in_which_keys_were_put_does_not_matter(value: dict[str, Any], random: Any) -> None:
    """V1"""
    try:
        expected = canonical(value)
    except NotCanonical:  # two keys that are one after NFC
        return
    pairs = list(value.items())
    random.shuffle(pairs)
    assert canonical(dict(pairs)) == expected


@given(PLAIN)
def test_composed_and_decomposed_letters_have_one_digest(value: Any) -> None:
    """V1"""
    try:
        decomposed = json.loads(unicodedata.normalize("NFD", json.dumps(value, ensure_ascii=False)))
        expected = canonical(value)
    except (NotCanonical, json.JSONDecodeError):
        return
    try:
        assert canonical(decomposed) == expected
    except NotCanonical as error:
        assert "twice" in str(error)


@given(TEXT)
def test_text_is_escaped_as_in_every_other_reader_of_the_standard(text: str) -> None:
    """V1: RFC 8785 section 3.2.2.2"""
    written = canonical(text).decode()
    assert json.loads(written) == unicodedata.normalize("NFC", text)
    assert all(ord(letter) >= 0x20 for letter in written)
    assert "\\/" not in written and "\\u007f" not in written


def test_keys_stand_in_the_order_of_the_standard() -> None:
    """V1: the example of RFC 8785 section 3.2.3 sorts by UTF-16 units, so an emoji comes before U+FB33. The
    example's U+FB33 is itself changed by NFC, and stands here for its two parts."""
    keys = ["€", "\r", "1", "\u0080", "ö", "😀", "\uffe5"]
    written = list(json.loads(canonical({key: 0 for key in keys})))
    assert written == ["\r", "1", "\u0080", "ö", "€", "😀", "\uffe5"]


def test_the_bytes_are_the_expected_ones() -> None:
    """V1"""
    value = {"b": [True, None, -7], "a": {"ŵ": 'quote " and \\ and \x1f and \n'}}
    expected = '{"a":{"ŵ":"quote \\" and \\\\ and \\u001f and \\n"},"b":[true,null,-7]}'
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, 0.5, float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\udc00": 1}, {1: 2}, b"x", object()],
)
def test_what_has_no_single_form_is_refused(value: Any) -> None:
    """V1"""
    with pytest.raises(NotCanonical):
        canonical({"place": [value]})


def test_one_key_written_in_two_ways_is_refused() -> None:
    """V1"""
    with pytest.raises(NotCanonical, match="twice"):
        canonical({"é": 1, "e\u0301": 2})


def test_bottomless_nesting_is_refused_and_not_followed() -> None:
    """A01: a value from a hostile file"""
    value: Any = 0
    for _ in range(5000):
        value = [value]
    with pytest.raises(NotCanonical, match="deep"):
        canonical(value)


# -- V2 to V5: the chain


def test_a_sound_chain_has_no_findings() -> None:
    assert findings_of(three()) == []


def test_the_seal_is_the_digest_of_the_canonical_header() -> None:
    """V2"""
    version = three()[0]
    plain = {name: getattr(version.header, name) for name in Header.__dataclass_fields__}
    assert version.seal == sha256(canonical(plain)).hexdigest()
    assert version.short_seal == short_seal(version.seal) == " ".join(version.seal[i : i + 4] for i in (0, 4, 8, 12))


def test_changed_content_names_its_version_and_section() -> None:
    """H05"""
    chain = three()
    chain[1] = replace(chain[1], content={"people": {"a": {"name": "Ann"}}, "events": {}})
    found = verify(chain, holds)
    assert [(f.key, f.place.collection, f.parameters["number"]) for f in found] == [
        ("version_section_altered", "people", 2)
    ]
    assert found[0].blocking


def test_a_section_taken_out_is_named() -> None:
    """H05"""
    chain = three()
    chain[1] = replace(chain[1], content={"people": {"a": {"name": "Sam 1"}}})
    assert [f.place.collection for f in verify(chain, holds)] == ["events"]


def test_another_chair_or_another_list_of_those_present_is_found() -> None:
    """H05, H16"""
    chain = three()
    told = chain[0].circumstances
    assert told is not None
    for other in (replace(told, chair=Chair("x", "X", "password")), replace(told, present=())):
        changed = [replace(chain[0], circumstances=other), *chain[1:]]
        assert findings_of(changed) == [("version_circumstances_altered", 1)]


@pytest.mark.parametrize("name", [n for n in Header.__dataclass_fields__ if n not in ("number", "sections")])
def test_any_changed_field_of_a_header_breaks_seal_and_signature(name: str) -> None:
    """V2, V3, H05"""
    chain = three()
    value = 25 if name == "sequence" else "2026-02-13T00:00:00Z" if name == "frozen_at" else "k" * 63 + "x"
    chain[1] = replace(chain[1], header=replace(chain[1].header, **{name: value}))
    keys = {key for key, number in findings_of(chain) if number == 2}
    assert {"version_header_altered", "version_signature_wrong"} <= keys


def test_a_header_sealed_anew_by_someone_without_the_key_is_found() -> None:
    """V2, V3: whoever can write the file can make a fitting seal, but no signature, and the next version's
    parent no longer fits."""
    chain = three()
    content = {"people": {}, "events": {}}
    header = replace(chain[1].header, content=digest(content), sections=section_digests(content))
    chain[1] = replace(chain[1], header=header, seal=seal_of(header), content=content)
    assert findings_of(chain) == [("version_signature_wrong", 2), ("version_parent_wrong", 3)]


def test_a_version_taken_out_of_the_middle_is_found() -> None:
    """V4"""
    first, _, third = three()
    assert findings_of([first, third]) == [("version_out_of_order", 3), ("version_parent_wrong", 3)]


def test_two_versions_in_each_others_place_are_found() -> None:
    """V4"""
    first, second, third = three()
    found = findings_of([first, third, second])
    assert ("version_out_of_order", 3) in found and ("version_before_its_parent", 2) in found


def test_a_cut_off_end_is_found_by_the_audit_or_by_a_seal_on_paper() -> None:
    """V2: truncation leaves a chain that is sound in itself"""
    chain = three()
    assert findings_of(chain[:2]) == []
    known = {version.number: version.seal for version in chain}
    assert findings_of(chain[:2], known=known) == [("version_missing", 3)]
    assert findings_of(chain[:2], printed=chain[2].short_seal) == [("version_not_the_printed", 2)]
    assert findings_of(chain, known=known, printed=f" {chain[0].short_seal.upper()} ") == []


def test_a_version_that_the_audit_knows_by_another_seal_or_not_at_all_is_found() -> None:
    chain = three()
    known = {1: chain[0].seal, 2: "0" * 64}
    assert findings_of(chain, known=known) == [("version_not_recorded", 3), ("version_replaced", 2)]


def test_time_that_goes_back_along_the_chain_is_found() -> None:
    """V4, H07"""
    chain = three()
    header = replace(chain[2].header, frozen_at="2026-01-01T00:00:00Z")
    chain[2] = replace(chain[2], header=header, seal=seal_of(header), signature=sign(sealed_bytes(header)))
    assert findings_of(chain) == [("version_before_its_parent", 3)]
    header = replace(chain[2].header, frozen_at="2026-03-12T09:31:00Z", sequence=20)
    chain[2] = replace(chain[2], header=header, seal=seal_of(header), signature=sign(sealed_bytes(header)))
    assert findings_of(chain) == [("version_before_its_parent", 3)]


def test_the_chain_of_an_erased_case_still_verifies() -> None:
    """V5, I11"""
    chain = [replace(version, content=None, circumstances=None) for version in three()]
    assert findings_of(chain) == []
    assert not any(name in sealed_bytes(chain[0].header).decode() for name in ("Ruth", "Tom", "Sam"))


def test_the_same_content_has_the_same_digest_and_another_seal() -> None:
    """H08"""
    one, two = chain_of({"people": {}}, {"people": {}})
    assert one.header.content == two.header.content
    assert one.seal != two.seal


# -- plain data


def test_a_version_travels_as_json_and_comes_back_the_same() -> None:
    for version in three():
        travelled = from_plain(json.loads(json.dumps(to_plain(version))))
        assert travelled == version


@pytest.mark.parametrize(
    "spoil",
    [
        lambda v: v.pop("header"),
        lambda v: v["header"].pop("case"),
        lambda v: v["header"].update(more=1),
        lambda v: v["header"].update(number="1"),
        lambda v: v["header"].update(number=True),
        lambda v: v["header"].update(number=2**60),
        lambda v: v["header"].update(sections=[]),
        lambda v: v["header"].update(sections={"people": 1}),
        lambda v: v["header"].update(software="\ud800"),
        lambda v: v.update(seal=1),
        lambda v: v.update(signature="xyz"),
        lambda v: v.update(content=[]),
        lambda v: v.update(circumstances={"chair": "Ruth"}),
        lambda v: v["circumstances"]["present"].append({"name": "Tom"}),
        lambda v: v["circumstances"].update(salt=0.5),
    ],
)
def test_json_that_is_not_a_version_is_read_as_none(spoil: Callable[[dict[str, Any]], object]) -> None:
    plain = to_plain(three()[0])
    spoil(plain)
    assert from_plain(plain) is None


@given(PLAIN)
def test_reading_a_version_from_anything_never_raises(value: Any) -> None:
    assert from_plain(value) is None
    assert header_from_plain(value) is None
    assert circumstances_from_plain(value) is None
    content = {"people": value}
    try:
        version = chain_of(content)[0]
    except NotCanonical:
        return
    spoilt = from_plain(to_plain(version) | {"content": {"people": {"x": 0.5}}})
    assert spoilt is not None
    assert findings_of([spoilt]) == [("version_content_altered", 1)]


# -- one content, one hash


def test_a_thousand_shuffles_of_one_content_have_one_digest() -> None:
    """V1: the order in which records, fields and entries were put says nothing; the whole golden content"""
    golden = Path(__file__).parents[1] / "golden" / "versions" / "schema-6.json"
    content = json.loads(golden.read_text(encoding="utf-8"))["content"]
    whole, sections = digest(content), section_digests(content)
    chance = Random(1000)

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            pairs = [(key, shuffled(each)) for key, each in value.items()]
            chance.shuffle(pairs)
            return dict(pairs)
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    orders = set()
    for _ in range(1000):
        other = shuffled(content)
        orders.add(tuple(other))
        assert digest(other) == whole and section_digests(other) == sections
    assert len(orders) > 900, "they were shuffled"
