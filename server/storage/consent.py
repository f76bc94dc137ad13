"""Consent as it is kept: rows that are only ever added (K1), sealed under the case's key and gone with it."""

import json
from dataclasses import replace
from typing import Any

from server.domain.consent import Consent, Standing, from_plain, standing_of, to_plain
from server.storage import accounts, audit
from server.storage.database import Row, Transaction
from server.storage.keys import KeyDestroyed, Keys


def write(t: Transaction, keys: Keys, case: str, consent: Consent, at: str, by: str = "") -> Consent:
    """Adds what somebody said; ids and times are given here. `consent.person` is the id of the first row about the same
    person, or "" for somebody new; one that is not of this case is somebody new."""
    known = {each.person for each in of_case(t, keys, case)}
    made = accounts.new_id()
    person = consent.person if consent.person in known else made
    kept = replace(consent, id=made, person=person, at=at, by=by)
    _insert(t, keys, case, kept)
    audit.record(t, "consent.written", at, who=by, case=case, about=made, reason=kept.answer)
    return kept


def of_case(t: Transaction, keys: Keys, case: str) -> tuple[Consent, ...]:
    """Every row of a case, oldest first; none of an erased one."""
    rows = t.all("select * from consents where case_id = :case order by seq", case=case)
    try:
        return tuple(_consent(keys, row) for row in rows)
    except KeyDestroyed:
        return ()


def standing(t: Transaction, keys: Keys, case: str) -> Standing:
    """How consent stands in a case; `enough` says whether a meeting has something to stand on (K2)."""
    return standing_of(of_case(t, keys, case))


def export(t: Transaction, keys: Keys, case: str) -> list[dict[str, str]]:
    """Every row as JSON, for a bundle."""
    return [to_plain(each) for each in of_case(t, keys, case)]


def bring(t: Transaction, keys: Keys, case: str, plain: list[Any], at: str, by: str = "") -> int:
    """Takes the rows of a bundle into a case, in their order and with their own times; returns how many. What is not a
    consent is left out (the bundle has been checked). Ids are new: a case may come back beside its own copy."""
    ids: dict[str, str] = {}
    for each in filter(None, map(from_plain, plain)):
        person = ids.setdefault(each.person, accounts.new_id())
        made = person if each.id == each.person else accounts.new_id()
        _insert(t, keys, case, replace(each, id=made, person=person, by=by))
        audit.record(t, "consent.brought", at, who=by, case=case, about=made, reason=each.answer)
    return len(ids)


def _insert(t: Transaction, keys: Keys, case: str, consent: Consent) -> None:
    plain = json.dumps(to_plain(consent), ensure_ascii=False).encode()
    sealed = keys.seal(case, "consents", consent.id, plain)
    t.insert("consents", id=consent.id, case_id=case, at=consent.at, words=sealed)


def _consent(keys: Keys, row: Row) -> Consent:
    return Consent(**json.loads(keys.open(row["case_id"], "consents", row["id"], row["words"])))
