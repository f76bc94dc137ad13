"""Cases and the seats on them. The young person's name and birth are sealed with the case's key."""

import json
from collections.abc import Sequence

from server.domain.cases import Case, Seat, YoungPerson, may_sit, role_on
from server.domain.errors import Refusal
from server.storage import accounts, audit, copies, news, replies
from server.storage.database import Database, Row, Transaction
from server.storage.keys import KeyDestroyed, Keys


def open_case(t: Transaction, keys: Keys, young_person: YoungPerson, at: str, by: str = "") -> Case:
    """A new case with a key of its own (K1). `by` is an account, "" for a command."""
    case = Case(accounts.new_id(), young_person, at, by)
    keys.make_case_key(case.id, at)
    t.insert("cases", id=case.id, young_person=_sealed(keys, case.id, young_person), opened_at=at, opened_by=by)
    audit.record(t, "case.opened", at, who=by, case=case.id)
    return case


def find(t: Transaction, keys: Keys, case: str) -> Case | None:
    """A case by its id, erased ones included; None where there is none."""
    row = t.one("select * from cases where id = :case", case=case)
    return None if row is None else _case(keys, row)


def must_find(t: Transaction, keys: Keys, case: str) -> Case:
    """As `find`. Raises Refusal: `no_such_case` (404), `case_erased` (410)."""
    found = find(t, keys, case)
    if found is None:
        raise Refusal("no_such_case", status=404)
    if found.erased:
        raise Refusal("case_erased", status=410)
    return found


def every(t: Transaction, keys: Keys) -> list[Case]:
    """All cases of the installation, for its commands; erased ones included, newest first."""
    return [_case(keys, row) for row in t.all("select * from cases order by opened_at desc, id")]


def of_account(t: Transaction, keys: Keys, account: str) -> list[tuple[Case, str]]:
    """The cases on which an account holds a seat, each with the higher role; erased ones left out, newest
    first."""
    rows = t.all(
        "select * from cases where erased_at = '' and id in "
        "(select case_id from seats where account = :account) order by opened_at desc, id",
        account=account,
    )
    return [(_case(keys, row), role_of(t, row["id"], account)) for row in rows]


def rename(t: Transaction, keys: Keys, case: str, young_person: YoungPerson, at: str, by: str = "") -> None:
    """Another name or birth of the young person."""
    sealed = _sealed(keys, case, young_person)
    t.run("update cases set young_person = :sealed where id = :case", sealed=sealed, case=case)
    audit.record(t, "case.renamed", at, who=by, case=case)


def review_on(t: Transaction, case: str, day: str) -> None:
    """The date of the next review; "" for none. A freeze sets it; `set_review` is whoever changes it afterwards."""
    t.run("update cases set review_on = :day where id = :case", day=day, case=case)


def set_review(t: Transaction, case: str, day: str, at: str, by: str = "") -> None:
    """As `review_on`, noted in the audit."""
    review_on(t, case, day)
    audit.record(t, "review.set", at, who=by, case=case, reason=day)


def set_lanes(t: Transaction, case: str, lanes: Sequence[str], at: str, by: str = "") -> None:
    """Which lanes are shown at first, in order; none for the usual ones."""
    t.run("update cases set lanes = :lanes where id = :case", lanes=" ".join(lanes), case=case)
    audit.record(t, "lanes.set", at, who=by, case=case, reason=" ".join(lanes))


def seat(t: Transaction, case: str, account: str, role: str, at: str, by: str = "") -> None:
    """Gives an account a seat; a seat that it holds already is no mistake.

    Raises Refusal: `no_such_account`, `seat_not_for_role` (C1).
    """
    found = accounts.find(t, account)
    if found is None:
        raise Refusal("no_such_account", status=404)
    if not may_sit(found.role, role):
        raise Refusal("seat_not_for_role")
    if t.one(
        "select 1 from seats where case_id = :case and account = :account and role = :role",
        case=case,
        account=account,
        role=role,
    ):
        return
    t.insert("seats", case_id=case, account=account, role=role, given_at=at, given_by=by)
    audit.record(t, "seat.given", at, who=by, case=case, about=account, reason=role)


def seats(t: Transaction, case: str) -> list[Seat]:
    """The seats on a case, in the order in which they were given."""
    rows = t.all("select * from seats where case_id = :case order by given_at, role", case=case)
    return [Seat(row["case_id"], row["account"], row["role"], row["given_at"]) for row in rows]


def role_of(t: Transaction, case: str, account: str) -> str:
    """The role of an account on a case: `chair`, `coordinator`, or "" where it holds no seat."""
    return role_on(seats(t, case), account)


async def erase(db: Database, keys: Keys, case: str, at: str, *, by: str = "", reason: str = "") -> None:
    """Erases a case: its key is destroyed, and with it all that was sealed; dates, seals and this act stay
    (I11)."""
    working_copies = await db.write(lambda t: _erase(t, keys, case, at, by, reason))
    _destroy(db, keys, case, at, working_copies)


def erase_now(db: Database, keys: Keys, case: str, at: str, *, by: str = "", reason: str = "") -> None:
    """As `erase`, for commands."""
    working_copies = db.write_now(lambda t: _erase(t, keys, case, at, by, reason))
    _destroy(db, keys, case, at, working_copies)


def forget_content(t: Transaction, case: str, at: str, by: str = "") -> list[str]:
    """Everything of a case that can be deleted, within one transaction; returns its working copies, whose
    keys are then to be destroyed. Versions, consents and referrals stay as sealed bytes that no key opens."""
    ours = {"case": case, "at": at}
    working_copies = [r["id"] for r in t.all("select id from working_copies where case_id = :case", case=case)]
    in_copies = "where working_copy in (select id from working_copies where case_id = :case)"
    in_meetings = "in (select id from meetings where case_id = :case)"
    for table in ("updates", "documents", "changes", "imports", "placings", "placings_shown"):
        t.run(f"delete from {table} {in_copies}", **ours)
    for table in ("unsent", "erasures"):
        t.run(f"delete from {table} where case_id = :case", **ours)
    t.run(f"delete from doors where meeting {in_meetings}", **ours)
    t.run("update working_copies set ended_at = :at where case_id = :case and ended_at = ''", **ours)
    t.run(f"update meetings set closed_at = :at where id {in_meetings} and closed_at = ''", **ours)
    copies.forget(t, case)
    news.forget(t, case)
    replies.forget(t, case)
    where = "where case_id = :case and settled_at = ''"
    t.run(f"update seat_offers set settled_at = :at, outcome = 'withdrawn' {where}", **ours)
    for what, table in (("participant", "participants"), ("screen", "screens")):
        t.run(
            f"delete from sign_ins where {what} in (select id from {table} where meeting {in_meetings})",
            **ours,
        )
        t.run(f"update {table} set token = null, token_hash = null where meeting {in_meetings}", **ours)
    t.run(f"update participants set person = x'' where meeting {in_meetings}", **ours)
    t.run(
        "update cases set young_person = null, erased_at = :at, erased_by = :by where id = :case",
        by=by,
        **ours,
    )
    return working_copies


def _erase(t: Transaction, keys: Keys, case: str, at: str, by: str, reason: str) -> list[str]:
    must_find(t, keys, case)
    audit.record(t, "case.erased", at, who=by, case=case, reason=reason)
    return forget_content(t, case, at, by)


def _destroy(db: Database, keys: Keys, case: str, at: str, working_copies: list[str]) -> None:
    keys.destroy_working_copy_keys(*working_copies)
    keys.erase_case(case, at)
    db.forget_now()


def _sealed(keys: Keys, case: str, young_person: YoungPerson) -> bytes:
    born = None if young_person.born is None else dict(young_person.born)
    plain = json.dumps({"name": young_person.name, "born": born}, ensure_ascii=False)
    return keys.seal(case, "cases", case, plain.encode())


def _case(keys: Keys, row: Row) -> Case:
    return Case(
        row["id"],
        _young_person(keys, row),
        row["opened_at"],
        row["opened_by"],
        row["review_on"],
        row["erased_at"],
        tuple(row["lanes"].split()),
    )


def _young_person(keys: Keys, row: Row) -> YoungPerson | None:
    if row["young_person"] is None:
        return None
    try:
        plain = json.loads(keys.open(row["id"], "cases", row["id"], row["young_person"]))
    except KeyDestroyed:
        return None
    return YoungPerson(plain["name"], plain["born"])
