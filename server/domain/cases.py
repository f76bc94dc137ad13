"""A case: one young person's file over time, and who holds a seat on it.

C1  a seat is held by an account whose role allows it: a chair may also coordinate, a coordinator never chairs
C2  an erased case has no young person; its dates stay
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

SEAT_ROLES: Final = ("chair", "coordinator")
"""The roles that hold a seat on a case; all others hold one in a meeting."""


@dataclass(frozen=True, slots=True)
class YoungPerson:
    """Whom a case is about. `born` is a moment as JSON (a year is enough), or None where it is not known."""

    name: str
    born: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `young_person` is None once it is erased (C2); `opened_by` is an account, "" for a command;
    `review_on` is the date of the next review, "" where none is set; `lanes` are those that its timeline shows at
    first, in order, none for the usual ones."""

    id: str
    young_person: YoungPerson | None
    opened_at: str
    opened_by: str = ""
    review_on: str = ""
    erased_at: str = ""
    lanes: tuple[str, ...] = ()

    @property
    def erased(self) -> bool:
        """Whether its key was destroyed."""
        return self.erased_at != ""


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who signs in with a password: a chair, a coordinator or an administrator. `language` is ""
    until they chose; `disabled_at` is "" while they may sign in."""

    id: str
    email: str
    name: str
    role: str
    language: str = ""
    made_at: str = ""
    disabled_at: str = ""

    @property
    def enabled(self) -> bool:
        """Whether they may sign in."""
        return self.disabled_at == ""


@dataclass(frozen=True, slots=True)
class Seat:
    """An account's place on a case."""

    case: str
    account: str
    role: str
    given_at: str


def may_sit(account_role: str, seat_role: str) -> bool:
    """Whether an account of this role may hold a seat of that role (C1)."""
    if seat_role not in SEAT_ROLES:
        return False
    return account_role == "chair" or account_role == seat_role == "coordinator"


def role_on(seats: Iterable[Seat], account: str) -> str:
    """The higher role of an account among a case's seats; "" for one who holds none."""
    held = {seat.role for seat in seats if seat.account == account}
    return next((role for role in SEAT_ROLES if role in held), "")
