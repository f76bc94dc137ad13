"""What was asked to be erased, until a second person says yes or it is taken back (I11 of HOSTILE, J12)."""

from dataclasses import dataclass

from server.storage import audit
from server.storage.database import Transaction
from server.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Asked:
    """That a case is to be erased: by which account, when, and why in their words."""

    case: str
    by: str
    at: str
    reason: str


def ask(t: Transaction, keys: Keys, asked: Asked) -> None:
    """A case is to be erased; one that was asked for already is asked for anew."""
    t.run("delete from erasures where case_id = :case", case=asked.case)
    t.insert(
        "erasures",
        case_id=asked.case,
        asked_by=asked.by,
        asked_at=asked.at,
        words=keys.seal(asked.case, "erasures", asked.case, asked.reason.encode()),
    )
    audit.record(t, "erasure.asked", asked.at, who=asked.by, case=asked.case)


def take_back(t: Transaction, case: str, at: str, by: str) -> None:
    """It is not to be erased after all."""
    if t.run("delete from erasures where case_id = :case", case=case):
        audit.record(t, "erasure.taken_back", at, who=by, case=case)


def of_case(t: Transaction, keys: Keys, case: str) -> Asked | None:
    """What was asked; None where nothing was."""
    row = t.one("select * from erasures where case_id = :case", case=case)
    if row is None:
        return None
    reason = keys.open(case, "erasures", case, row["words"]).decode()
    return Asked(case, row["asked_by"], row["asked_at"], reason)
