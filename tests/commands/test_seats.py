"""`case seat`: seats given, offered and taken away from the command line."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.commands.conftest import PASSWORD

Told = Callable[..., Any]


@pytest.fixture
def case(told: Told) -> str:
    """A case that Elin chairs; Ruth could, Gwen could coordinate."""
    for who, role in (("elin", "chair"), ("ruth", "chair"), ("gwen", "coordinator")):
        account = f"account add --email {who}@x.example --name {who.title()} --role {role} --password-stdin"
        told(*account.split(), typed=PASSWORD + "\n")
    made: str = told("case", "new", "--name", "Sam", "--born", "2010", "--chair", "elin@x.example")["case"]
    return made


def held(told: Told, case: str) -> set[tuple[str, str]]:
    return {(seat["role"], seat["email"]) for seat in told("case", "show", case)["seats"]}


def test_a_seat_is_given_beside_those_that_are_held(told: Told, case: str) -> None:
    assert told("case", "seat", case, "--coordinator", "gwen@x.example")["outcome"] == "given"
    assert held(told, case) == {("chair", "elin@x.example"), ("coordinator", "gwen@x.example")}


def test_the_chair_is_handed_over(told: Told, case: str) -> None:
    told("case", "seat", case, "--chair", "ruth@x.example", "--instead-of", "elin@x.example")
    assert held(told, case) == {("chair", "ruth@x.example")}


def test_an_offered_seat_changes_nothing_until_it_is_taken(told: Told, case: str) -> None:
    chair = ("--chair", "ruth@x.example", "--instead-of", "elin@x.example", "--until-confirmed")
    said = told("case", "seat", case, *chair)
    assert said["outcome"] == "offered"
    assert held(told, case) == {("chair", "elin@x.example")}


def test_the_last_chair_is_not_taken_away(told: Told, case: str) -> None:
    assert "last chair" in told("case", "seat", case, "--chair", "elin@x.example", "--take-away", status=1)
    told("case", "seat", case, "--chair", "ruth@x.example")
    assert told("case", "seat", case, "--chair", "elin@x.example", "--take-away")["outcome"] == "taken"
    assert held(told, case) == {("chair", "ruth@x.example")}


def test_a_seat_that_cannot_be_held_is_refused_in_one_sentence(told: Told, case: str) -> None:
    assert "account" in told("case", "seat", case, "--chair", "no@x.example", status=1)
    told("case", "seat", case, "--chair", "gwen@x.example", status=1)
    told("case", "seat", "nowhere", "--chair", "ruth@x.example", status=1)
    assert held(told, case) == {("chair", "elin@x.example")}
