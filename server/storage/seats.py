"""Seats on a case that change hands: handed over, offered until they are taken, taken away.

S1  a case that has a chair keeps one: the last seat of a chair is handed over and never simply taken away
S2  an offered seat opens nothing until it is taken; then it is given, and whoever made room for it goes, in one
    transaction
S3  every change is in the audit, with the account that it is about
"""

from dataclasses import dataclass

from server.domain.cases import Seat, may_sit
from server.domain.errors import Refusal
from server.storage import accounts, audit, cases
from server.storage.database import Row, Transaction

CHANGES = ("seat.given", "seat.taken")


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat that somebody is asked to take. `instead_of` is the account whose seat ends when it is taken, "" for
    nobody's; `settled_at` is "" while it stands, `outcome` then `taken`, `declined` or `withdrawn`."""

    id: str
    case: str
    account: str
    role: str
    instead_of: str
    offered_at: str
    offered_by: str
    settled_at: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the seats' own history: who was given (`given`) or lost a seat, of which role, when, by whom ("" for
    a command)."""

    account: str
    role: str
    given: bool
    at: str
    by: str


def hand_over(
    t: Transaction, case: str, account: str, role: str, at: str, *, by: str = "", instead_of: str = ""
) -> None:
    """Gives a seat at once; the seat of that role of `instead_of` ends. Raises Refusal: `no_such_account`,
    `seat_not_for_role`, `account_disabled`."""
    _must_be_able(t, account, role)
    cases.seat(t, case, account, role, at, by)
    if instead_of and instead_of != account:
        _take(t, case, instead_of, role, at, by)
    _settle_open(t, case, account, role, at, "taken")


def offer(t: Transaction, case: str, account: str, role: str, at: str, *, by: str = "", instead_of: str = "") -> Offer:
    """Asks somebody to take a seat (S2); one that stands already is replaced. Raises Refusal: `no_such_account`,
    `seat_not_for_role`, `account_disabled`, `seat_held`."""
    _must_be_able(t, account, role)
    if role in {seat.role for seat in cases.seats(t, case) if seat.account == account}:
        raise Refusal("seat_held", status=409)
    _settle_open(t, case, account, role, at, "withdrawn")
    made = Offer(accounts.new_id(), case, account, role, "" if instead_of == account else instead_of, at, by)
    t.insert(
        "seat_offers",
        id=made.id,
        case_id=case,
        account=account,
        role=role,
        instead_of=made.instead_of,
        offered_at=at,
        offered_by=by,
    )
    audit.record(t, "seat.offered", at, who=by, case=case, about=account, reason=role)
    return made


def offers(t: Transaction, *, case: str = "", account: str = "") -> list[Offer]:
    """The offers that stand, of one case or to one account; those of erased cases left out."""
    where = "seat_offers.case_id = :case" if case else "account = :account"
    rows = t.all(
        "select seat_offers.* from seat_offers join cases on cases.id = seat_offers.case_id "
        f"where {where} and settled_at = '' and erased_at = '' order by offered_at, seat_offers.id",
        case=case,
        account=account,
    )
    return [_offer(row) for row in rows]


def answer(t: Transaction, which: str, account: str, *, yes: bool, at: str) -> Offer:
    """Takes an offered seat, or declines it. Raises Refusal: `no_such_offer` (404, also for somebody else's and for a
    settled one)."""
    found = next((each for each in offers(t, account=account) if each.id == which), None)
    if found is None:
        raise Refusal("no_such_offer", status=404)
    if yes:
        hand_over(t, found.case, account, found.role, at, by=account, instead_of=found.instead_of)
        return found
    _settle_open(t, found.case, account, found.role, at, "declined")
    audit.record(t, "seat.declined", at, who=account, case=found.case, about=account, reason=found.role)
    return found


def withdraw(t: Transaction, case: str, which: str, at: str, by: str) -> None:
    """Takes an offer back. Raises Refusal (`no_such_offer`)."""
    found = next((each for each in offers(t, case=case) if each.id == which), None)
    if found is None:
        raise Refusal("no_such_offer", status=404)
    _settle_open(t, case, found.account, found.role, at, "withdrawn")
    audit.record(t, "seat.withdrawn", at, who=by, case=case, about=found.account, reason=found.role)


def take_away(t: Transaction, case: str, account: str, role: str, at: str, by: str = "") -> None:
    """Ends one seat (S1). Raises Refusal: `no_such_seat`, `last_chair`."""
    held = cases.seats(t, case)
    if (account, role) not in {(seat.account, seat.role) for seat in held}:
        raise Refusal("no_such_seat", status=404)
    if role == "chair" and not any(_chairs(t, seat) for seat in held if seat.account != account):
        raise Refusal("last_chair", status=409)
    _take(t, case, account, role, at, by)


def changes(t: Transaction, case: str) -> list[Change]:
    """Every change of the seats of a case, oldest first, as the audit has it (S3)."""
    found = [entry for what in CHANGES for entry in audit.entries(t, case=case, what=what)]
    return [
        Change(entry.about, entry.reason, entry.what == "seat.given", entry.at, entry.who)
        for entry in sorted(found, key=lambda entry: entry.seq)
    ]


def _must_be_able(t: Transaction, account: str, role: str) -> None:
    found = accounts.find(t, account)
    if found is None:
        raise Refusal("no_such_account", status=404)
    if not found.enabled:
        raise Refusal("account_disabled", status=409)
    if not may_sit(found.role, role):
        raise Refusal("seat_not_for_role")


def _chairs(t: Transaction, seat: Seat) -> bool:
    found = accounts.find(t, seat.account)
    return seat.role == "chair" and found is not None and found.enabled


def _take(t: Transaction, case: str, account: str, role: str, at: str, by: str) -> None:
    where = "case_id = :case and account = :account and role = :role"
    if t.run(f"delete from seats where {where}", case=case, account=account, role=role):
        audit.record(t, "seat.taken", at, who=by, case=case, about=account, reason=role)


def _settle_open(t: Transaction, case: str, account: str, role: str, at: str, outcome: str) -> None:
    t.run(
        "update seat_offers set settled_at = :at, outcome = :outcome "
        "where case_id = :case and account = :account and role = :role and settled_at = ''",
        case=case, account=account, role=role, at=at, outcome=outcome,
    )  # fmt: skip


def _offer(row: Row) -> Offer:
    names = [name for name in Offer.__dataclass_fields__ if name != "case"]
    return Offer(case=row["case_id"], **{name: row[name] for name in names})
