"""Who may receive what: the newest entry about a name counts, and a copy against it is found."""

from dataclasses import replace

import pytest

from server.domain.copies import (
    Recipient,
    Ticked,
    against,
    earlier,
    found_against,
    from_plain,
    near,
    standing,
    to_plain,
)

DAD = Recipient(
    "1", "Gareth Morgan", "carer", "may_not", "not_informed", "He does not know where he lives", "en", "Sam",
    at="2026-11-24T10:00:00Z", by="gwen",
)  # fmt: skip
SCHOOL = Recipient("2", "Mr. Evans", "professional", "some", reports=("plan",), at="2026-11-24T10:00:00Z")
NAN = Recipient("3", "Nan", "carer", "may", at="2026-11-24T10:00:00Z")
LIST = [DAD, SCHOOL, NAN]


@pytest.mark.parametrize(
    ("name", "reports", "stands"),
    [
        ("Gareth Morgan", ("plan",), DAD),
        ("  gareth   MORGAN ", ("summary",), DAD),
        ("Mr Evans", ("plan",), None),
        ("mr evans", ("plan", "professional"), SCHOOL),
        ("Nan", ("professional", "child"), None),
        ("Somebody new", ("professional",), None),
    ],
)
def test_what_stands_against_a_copy(name: str, reports: tuple[str, ...], stands: Recipient | None) -> None:
    assert against(LIST, name, reports) == stands
    found = found_against(LIST, [Ticked("p", name, reports, "en")])
    assert [each.key for each in found if each.blocking] == (["copy_against"] if stands else [])


def test_the_newest_entry_about_a_name_counts_and_the_older_stay() -> None:
    """R3"""
    now = replace(DAD, id="4", name="gareth morgan", receiving="may", ground="")
    assert standing([*LIST, now]) == (now, SCHOOL, NAN)
    assert earlier([*LIST, now]) == (DAD,)
    assert against([*LIST, now], "Gareth Morgan", ("professional",)) is None


@pytest.mark.parametrize(("name", "alike"), [("G. Morgan", [DAD]), ("Gareth", [DAD]), ("Nan", []), ("Mr Ev", [])])
def test_a_name_that_shares_a_part_is_asked_about(name: str, alike: list[Recipient]) -> None:
    assert list(near(LIST, name)) == alike


@pytest.mark.parametrize("entry", LIST)
def test_an_entry_goes_into_a_bundle_and_comes_back_without_its_account(entry: Recipient) -> None:
    assert from_plain(to_plain(entry)) == replace(entry, by="")


@pytest.mark.parametrize(
    "wrong",
    [None, [], {}, {"name": "x"}, {**to_plain(DAD), "receiving": "perhaps"}, {**to_plain(DAD), "name": ""},
     {**to_plain(DAD), "reports": ["wall"]}, {**to_plain(DAD), "at": "yesterday"},
     {**to_plain(DAD), "words": "x" * 1001}, {**to_plain(DAD), "more": ""}],
)  # fmt: skip
def test_what_is_no_entry_is_left_out(wrong: object) -> None:
    assert from_plain(wrong) is None
