"""Why a case was brought, and the languages of those around the child. Rules F2 and F3."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.domain.referrals import Referral, Spoken, cleaned, faults, from_plain, spoken_of, to_plain

TODAY = date(2026, 3, 12)
SAM = {
    "referred_by": "Nia",
    "agency": "",
    "day": "2026-01-19",
    "why_now": "Nobody agrees what drives it",
    "language": "en",
}
BETHAN = Spoken("Bethan", lives="cy", meetings="cy", letters="both", therapy="", more="Translation is booked")


def test_who_and_why_and_a_day_are_needed_and_eligibility_may_wait() -> None:
    """F2"""
    assert faults(SAM, [], TODAY) == {}
    assert faults({"language": "cy"}, [], TODAY) == dict.fromkeys(("referred_by", "day", "why_now"), "needed")


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("day", "2026-03-13", "day_to_come"),
        ("day", "1999-12-31", "day_wrong"),
        ("day", "yesterday", "day_wrong"),
        ("tried", "a" * 4_001, "too_long"),
        ("agency", "a" * 201, "too_long"),
        ("language", "fr", "unknown"),
    ],
)
def test_what_cannot_be_kept_is_said_field_by_field(name: str, value: str, wrong: str) -> None:
    assert faults({**SAM, name: value}, [], TODAY) == {name: wrong}


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (replace(BETHAN, name=""), "name_needed"),
        (replace(BETHAN, letters="de"), "unknown"),
        (replace(BETHAN, more="a" * 201), "too_long"),
    ],
)
def test_a_persons_languages_are_four_answers_under_a_name(row: Spoken, wrong: str) -> None:
    """F3"""
    assert faults(SAM, [BETHAN], TODAY) == {}
    assert faults(SAM, [BETHAN, row], TODAY) == {"spoken-2": wrong}


def test_more_people_than_fit_are_refused() -> None:
    assert faults(SAM, [BETHAN] * 12, TODAY) == {}
    assert faults(SAM, [BETHAN] * 13, TODAY) == {"spoken-1": "too_many"}


def test_rows_in_which_nothing_was_written_are_left_out() -> None:
    empty = {"name": "  ", "lives": ""}
    assert spoken_of([empty, {"name": " Be\u0301than\u202e", "lives": "cy"}]) == (Spoken("B\u00e9than", lives="cy"),)


def test_words_are_kept_without_what_turns_them_round() -> None:
    assert cleaned({**SAM, "why_now": " Pam\u202e nawr\n\nEto "})["why_now"] == "Pam nawr\n\nEto"


def test_a_referral_comes_back_from_json_as_it_was() -> None:
    kept = Referral("r1", spoken=(BETHAN,), at="2026-01-19T10:00:00Z", by="gwen", **SAM)
    assert from_plain(to_plain(kept)) == kept


@pytest.mark.parametrize(
    "change",
    [{"at": "soon"}, {"id": ""}, {"spoken": [{}]}, {"spoken": "cy"}, {"day": "2026-02-30"}, {"why_now": 3}, {"x": ""}],
)
def test_what_is_no_referral_is_read_as_none(change: dict[str, Any]) -> None:
    plain = to_plain(Referral("r1", spoken=(BETHAN,), at="2026-01-19T10:00:00Z", **SAM))
    assert from_plain({**plain, **change}) is None
    assert from_plain([]) is None
