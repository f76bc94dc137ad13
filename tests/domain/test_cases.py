"""Cases: who may hold a seat (C1), and what is left of an erased one (C2)."""

import pytest

from server.domain.cases import Account, Case, Seat, may_sit, role_on


@pytest.mark.parametrize(
    ("account", "seat", "allowed"),
    [
        ("chair", "chair", True),
        ("chair", "coordinator", True),
        ("coordinator", "coordinator", True),
        ("coordinator", "chair", False),
        ("administrator", "chair", False),
        ("administrator", "coordinator", False),
        ("chair", "contributor", False),
        ("observer", "coordinator", False),
    ],
)
def test_a_seat_is_for_those_whose_role_allows_it(account: str, seat: str, allowed: bool) -> None:
    """C1"""
    assert may_sit(account, seat) is allowed


def test_who_chairs_and_coordinates_is_the_chair() -> None:
    seats = [Seat("c", "ruth", "coordinator", ""), Seat("c", "ruth", "chair", ""), Seat("c", "iwan", "coordinator", "")]
    assert [role_on(seats, who) for who in ("ruth", "iwan", "tom")] == ["chair", "coordinator", ""]


def test_an_erased_case_says_so() -> None:
    """C2"""
    assert Case("c", None, "2026-01-01T00:00:00Z", erased_at="2026-02-01T00:00:00Z").erased
    assert not Case("c", None, "2026-01-01T00:00:00Z").erased


def test_a_disabled_account_may_not_sign_in() -> None:
    assert Account("a", "a@example.org", "A", "chair").enabled
    assert not Account("a", "a@example.org", "A", "chair", disabled_at="2026-02-01T00:00:00Z").enabled
