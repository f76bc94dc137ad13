"""Two tellings of one fact: what lost when a field was written twice unseen stands beside what did not lose.

K1  one open account for each record, field and author: a later value of that author takes its place
K2  an empty value that lost is no account of anything
K3, K4, K5  what a page may write of accounts: `values.check_account`
K6  the value that stands is told too, by who wrote it: neither of the two is the right one only by coming last
"""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from pycrdt import Doc

from server.document.reading import raw_record
from server.document.writing import write_account
from server.sync.gate import LostValue


def note_account(doc: "Doc[Any]", lost: LostValue, at: str) -> None:
    """Write what lost, and what stands against it, into the accounts of their record. `at` is the instant they are
    noted under."""
    if lost.value in (None, ""):
        return
    record = raw_record(doc, lost.collection, lost.record)
    stands = record[lost.field]
    _note(doc, lost, lost.value, lost.author, at)
    if stands not in (None, "") and lost.stands_by not in ("", lost.author):
        _note(doc, lost, stands, lost.stands_by, at)


def _note(doc: "Doc[Any]", lost: LostValue, value: Any, author: str, at: str) -> None:
    accounts = raw_record(doc, lost.collection, lost.record)["accounts"]
    account = {"field": lost.field, "value": value, "noted_by": author, "at": at}
    write_account(doc, lost.collection, lost.record, _open_account(accounts, lost, author, at), account)


def _open_account(accounts: Any, lost: LostValue, author: str, at: str) -> str:
    """The id of the open account that is replaced, or a new one (K1)."""
    for account_id, account in accounts.items():
        if (account.get("field"), account.get("noted_by")) == (lost.field, author) and not account.get("settled"):
            return str(account_id)
    told = "|".join((lost.collection, lost.record, lost.field, author, at))
    return urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:16]).decode().rstrip("=")
