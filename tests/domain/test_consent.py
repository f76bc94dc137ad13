"""Who agreed to what. Rules K1 to K3."""

from datetime import date

import pytest

from server.domain.consent import Consent, Standing, cleaned, faults, from_plain, standing_of, to_plain

TODAY = date(2026, 3, 12)
SAM = {"who": "child", "name": "Sam", "answer": "agreed", "to": "That we meet", "day": "2026-03-02"}


def row(person: str, answer: str, reason: str = "", number: int = 0) -> Consent:
    kept = {"day": "2026-03-02", "reason": reason, "at": "2026-03-02T10:00:00Z"}
    return Consent(f"{person}{number}", person, "child", person, answer, to="-", **kept)


def test_the_newest_row_of_each_person_counts_and_the_others_stay() -> None:
    """K1"""
    mum, sam, gone = row("mum", "agreed"), row("sam", "agreed"), row("sam", "withdrawn", number=1)
    stands = standing_of([mum, sam, gone])
    assert stands.now == (mum, gone)
    assert stands.rows == (mum, sam, gone)
    assert stands.before("sam") == (sam,)


@pytest.mark.parametrize(
    ("rows", "enough"),
    [
        ([], False),
        ([row("sam", "agreed")], True),
        ([row("sam", "in_part")], True),
        ([row("sam", "refused")], False),
        ([row("sam", "agreed"), row("mum", "refused")], False),
        ([row("sam", "agreed"), row("mum", "refused", "Sam decides for himself")], True),
        ([row("sam", "not_asked", "In hospital until Monday")], True),
        ([row("sam", "agreed"), row("sam", "withdrawn", number=1)], False),
        ([row("sam", "not_asked", "In hospital"), row("sam", "withdrawn", number=1)], False),
    ],
)
def test_whoever_did_not_agree_needs_a_written_reason(rows: list[Consent], enough: bool) -> None:
    """K2: and a reason of long ago does not cover what is taken back today"""
    assert standing_of(rows).enough is enough


def test_nothing_written_is_nothing_to_stand_on() -> None:
    assert not Standing().enough


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, {}),
        ({"name": ""}, {"name": "needed"}),
        ({"who": "dragon"}, {"who": "unknown"}),
        ({"answer": ""}, {"answer": "needed"}),
        ({"day": "2026-02-30"}, {"day": "day_wrong"}),
        ({"day": "20260302"}, {"day": "day_wrong"}),
        ({"day": "1999-12-31"}, {"day": "day_wrong"}),
        ({"day": "2026-03-13"}, {"day": "day_to_come"}),
        ({"to": ""}, {"to": "to_needed"}),
        ({"answer": "refused", "to": ""}, {}),
        ({"answer": "not_asked", "to": ""}, {"reason": "reason_needed"}),
        ({"conditions": "x" * 2_000}, {}),
        ({"conditions": "x" * 2_001}, {"conditions": "too_long"}),
        ({"name": "x" * 201}, {"name": "too_long"}),
        ({"basis": "because"}, {"basis": "unknown"}),
    ],
)
def test_what_is_wrong_is_said_field_by_field(change: dict[str, str], wrong: dict[str, str]) -> None:
    assert faults({**SAM, **change}, TODAY) == wrong


def test_words_are_kept_as_they_were_said_without_what_cannot_be_seen() -> None:
    kept = cleaned({**SAM, "conditions": "Dim Mam\u202e\r\nOK?", "name": " Siân\t "})
    assert (kept["conditions"], kept["name"]) == ("Dim Mam\nOK?", "Siân")


def test_a_row_comes_back_from_json_and_nothing_else_does() -> None:
    said = row("sam", "agreed")
    assert from_plain(to_plain(said)) == said
    for wrong in ({"answer": "maybe"}, {"day": 3}, {"at": "2026-99-01T10:00:00Z"}, {"more": ""}):
        assert from_plain({**to_plain(said), **wrong}) is None
    assert from_plain(None) is None and from_plain([]) is None
