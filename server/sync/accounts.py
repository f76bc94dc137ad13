"""Two tellings of one fact: the value that lost when a field was written twice unseen is kept beside the record.

K1  one open account for each record, field and author: a later value of that author takes its place
K2  an empty value that lost is no account of anything
"""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

from pycrdt import Doc

from server.document.reading import raw_record
from server.document.writing import write_account
from server.sync.gate import LostValue


def note_account(doc: "Doc[Any]", lost: LostValue, at: str) -> None:
    """Write what lost into the accounts of its record. `at` is the instant it is noted under."""
    if lost.value in (None, ""):
        return
    record = raw_record(doc, lost.collection, lost.record)
    account = {
        "field": lost.field,
        "value": lost.value,
        "who": "",
        "noted_by": lost.author,
        "at": at,
        "settled": "",
        "reason": "",
    }
    write_account(doc, lost.collection, lost.record, _open_account(record["accounts"], lost, at), account)


def _open_account(accounts: Any, lost: LostValue, at: str) -> str:
    """The id of the open account that is replaced, or a new one (K1)."""
    for account_id, account in accounts.items():
        if (account.get("field"), account.get("noted_by")) == (lost.field, lost.author) and not account.get("settled"):
            return str(account_id)
    told = "|".join((lost.collection, lost.record, lost.field, lost.author, at))
    return urlsafe_b64encode(hashlib.sha256(told.encode()).digest()[:16]).decode().rstrip("=")
