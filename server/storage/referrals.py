"""Referrals as they are kept: rows that are only ever added (F1), sealed under the case's key and gone with it."""

import json
from dataclasses import replace
from typing import Any

from server.domain.errors import Refusal
from server.domain.referrals import Referral, from_plain, to_plain
from server.storage import accounts, audit
from server.storage.database import Transaction
from server.storage.keys import KeyDestroyed, Keys


def record(
    t: Transaction, keys: Keys, case: str, referral: Referral, at: str, *, after: str = "", by: str = ""
) -> Referral:
    """Adds a referral, or what it says now; id and time are given here. `after` is the id of the row that its writer
    had before them, "" for none. Raises Refusal (`referral_changed_meanwhile`) where another one is the newest."""
    known = of_case(t, keys, case)
    if (known[-1].id if known else "") != after:
        raise Refusal("referral_changed_meanwhile", status=409)
    kept = replace(referral, id=accounts.new_id(), at=at, by=by)
    _insert(t, keys, case, kept)
    what = "changed" if known else "first"
    audit.record(t, "referral.recorded", at, who=by, case=case, about=kept.id, reason=what)
    return kept


def of_case(t: Transaction, keys: Keys, case: str) -> tuple[Referral, ...]:
    """Every row of a case, oldest first: the last one counts. None of an erased case."""
    rows = t.all("select * from referrals where case_id = :case order by seq", case=case)
    try:
        plain = [json.loads(keys.open(case, "referrals", row["id"], row["words"])) for row in rows]
    except KeyDestroyed:
        return ()
    return tuple(filter(None, map(from_plain, plain)))


def export(t: Transaction, keys: Keys, case: str) -> list[dict[str, Any]]:
    """Every row as JSON, for a bundle."""
    return [to_plain(each) for each in of_case(t, keys, case)]


def bring(t: Transaction, keys: Keys, case: str, plain: list[Any], at: str, by: str = "") -> None:
    """Takes the rows of a bundle into a case, in their order and with their own times, under new ids. What is not a
    referral is left out (the bundle has been checked)."""
    for each in filter(None, map(from_plain, plain)):
        kept = replace(each, id=accounts.new_id(), by=by)
        _insert(t, keys, case, kept)
        audit.record(t, "referral.recorded", at, who=by, case=case, about=kept.id, reason="brought")


def _insert(t: Transaction, keys: Keys, case: str, referral: Referral) -> None:
    plain = json.dumps(to_plain(referral), ensure_ascii=False).encode()
    sealed = keys.seal(case, "referrals", referral.id, plain)
    t.insert("referrals", id=referral.id, case_id=case, at=referral.at, words=sealed)
