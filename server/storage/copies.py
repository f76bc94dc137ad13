"""Who may receive reports of a case, and the copies that were given, as they are kept (rules R1 to R3 and K1 to K3 of
domain/copies.py). Words and tokens are sealed under the case's key and gone with it."""

import json
from dataclasses import replace
from typing import Any, Final

from server.domain.copies import Copy, Recipient, Ticked, against, from_plain, to_plain
from server.domain.errors import Refusal
from server.storage import accounts, audit
from server.storage.database import Row, Transaction
from server.storage.keys import KeyDestroyed, Keys

# -- the list


def say(t: Transaction, keys: Keys, case: str, entry: Recipient, at: str, by: str = "") -> Recipient:
    """Adds an entry; its id and time are given here (R3)."""
    kept = replace(entry, id=accounts.new_id(), at=at, by=by)
    _insert(t, keys, case, kept)
    audit.record(t, "recipient.said", at, who=by, case=case, about=kept.id, reason=f"{kept.receiving} {kept.ground}")
    return kept


def recipients(t: Transaction, keys: Keys, case: str) -> list[Recipient]:
    """Every entry of a case, oldest first; none of an erased one."""
    rows = t.all("select * from recipients where case_id = :case order by seq", case=case)
    try:
        return [_recipient(keys, row) for row in rows]
    except KeyDestroyed:
        return []


def export(t: Transaction, keys: Keys, case: str) -> list[dict[str, Any]]:
    """Every entry of the list as JSON, for a bundle; copies and their links do not travel."""
    return [to_plain(each) for each in recipients(t, keys, case)]


def bring(t: Transaction, keys: Keys, case: str, plain: list[Any], at: str, by: str = "") -> int:
    """Takes the list of a bundle into a case, with its own times; returns how many entries."""
    brought = [each for each in map(from_plain, plain) if each is not None]
    for each in brought:
        kept = replace(each, id=accounts.new_id(), by=by)
        _insert(t, keys, case, kept)
        audit.record(t, "recipient.brought", at, who=by, case=case, about=kept.id, reason=kept.receiving)
    return len(brought)


# -- copies


def give(
    t: Transaction, keys: Keys, case: str, version: int, ticked: Ticked, *, until: str, at: str, by: str
) -> tuple[Copy, str]:
    """A copy of a version for one person (K1); returns it and the token of its link. Raises Refusal (`copy_against`)
    where the list stands against it (K2)."""
    if against(recipients(t, keys, case), ticked.name, ticked.reports) is not None:
        raise Refusal("copy_against", status=409)
    copy = Copy(
        accounts.new_id(), case, version, ticked.name, ticked.reports, ticked.language, until, at, by,
        ticked.participant, ticked.with_sensitive,
    )  # fmt: skip
    token = accounts.new_token()
    words = {"name": copy.name, "reports": list(copy.reports), "language": copy.language}
    t.insert(
        "copies",
        id=copy.id,
        case_id=case,
        version=version,
        participant=copy.participant or None,
        token_hash=accounts.hash_token(token),
        token=keys.seal(case, "copies.token", copy.id, token.encode()),
        words=keys.seal(case, "copies", copy.id, json.dumps(words, ensure_ascii=False).encode()),
        with_sensitive=int(copy.with_sensitive),
        until=until,
        given_at=at,
        given_by=by,
    )
    told = f"version {version} {' '.join(copy.reports)} {copy.language}{' sensitive' if copy.with_sensitive else ''}"
    audit.record(t, "copy.given", at, who=by, case=case, about=copy.id, reason=told)
    return copy, token


def of_case(t: Transaction, keys: Keys, case: str) -> list[Copy]:
    """The copies of a case, newest first, ended ones included."""
    rows = t.all("select * from copies where case_id = :case order by given_at desc, rowid desc", case=case)
    return [_copy(keys, row) for row in rows]


def token_of(t: Transaction, keys: Keys, case: str, copy: str, at: str) -> str | None:
    """The token of a copy of this case that still opens, to show it again; None for any other."""
    row = t.one("select * from copies where id = :copy and case_id = :case", copy=copy, case=case)
    if row is None or row["token"] is None or not _copy(keys, row).open_at(at):
        return None
    return keys.open(case, "copies.token", copy, row["token"]).decode()


def by_token(t: Transaction, keys: Keys, token: str, at: str) -> Copy | None:
    """The copy that a link opens; None for one that has ended or never was, all alike (K3). Changes nothing."""
    row = t.one("select * from copies where token_hash = :hash", hash=accounts.hash_token(token))
    if row is None:
        return None
    try:
        copy = _copy(keys, row)
    except KeyDestroyed:
        return None
    return copy if copy.open_at(at) and not _shown_out(t, copy.participant) else None


def of_participant(t: Transaction, keys: Keys, case: str, participant: str, at: str) -> list[tuple[Copy, str]]:
    """The copies that a seat in a meeting opens now, each with the token of its link, newest first."""
    if _shown_out(t, participant):
        return []
    rows = t.all(
        "select * from copies where case_id = :case and participant = :who and token is not null "
        "order by given_at desc",
        case=case, who=participant,
    )  # fmt: skip
    given = [(_copy(keys, row), keys.open(case, "copies.token", row["id"], row["token"]).decode()) for row in rows]
    return [(copy, token) for copy, token in given if copy.open_at(at)]


def withdraw(t: Transaction, case: str, copy: str, at: str, by: str) -> None:
    """Ends a copy for good; one that has ended stays as it is. Raises Refusal (`no_such_copy`)."""
    where = "where id = :copy and case_id = :case"
    if t.one(f"select 1 from copies {where}", copy=copy, case=case) is None:
        raise Refusal("no_such_copy", status=404)
    gone = "withdrawn_at = :at, token = null, token_hash = null"
    if t.run(f"update copies set {gone} {where} and withdrawn_at = ''", copy=copy, case=case, at=at):
        audit.record(t, "copy.withdrawn", at, who=by, case=case, about=copy)


def note_opened(t: Transaction, copy: Copy, report: str, form: str, at: str, size: int) -> None:
    """Notes that a copy was opened: each time is in the audit, under the copy's own id. Raises Refusal (`copy_ended`)
    where it has ended meanwhile."""
    where = "where id = :copy and withdrawn_at = '' and until > :at"
    if not t.run(f"update copies set opened = opened + 1 {where}", copy=copy.id, at=at) or _shown_out(
        t, copy.participant
    ):
        raise Refusal("copy_ended", status=410)
    told = f"version {copy.version} {report} {copy.language} {form}"
    audit.record(t, "copy.opened", at, who=copy.id, case=copy.case, about=copy.id, reason=told, size=size)


def forget(t: Transaction, case: str) -> None:
    """Deletes the copies of a case and its list; for erasing it."""
    t.run("delete from copies where case_id = :case", case=case)
    t.run("delete from recipients where case_id = :case", case=case)


def end_links(t: Transaction) -> None:
    """No link opens any more; for a restored backup (B4)."""
    t.run("update copies set token = null, token_hash = null")


# -- rows

_SHOWN_OUT: Final = "select 1 from participants where id = :who and removed_at <> ''"


def _shown_out(t: Transaction, participant: str) -> bool:
    return bool(participant) and t.one(_SHOWN_OUT, who=participant) is not None


def _insert(t: Transaction, keys: Keys, case: str, entry: Recipient) -> None:
    plain = json.dumps({**to_plain(entry), "by": entry.by}, ensure_ascii=False).encode()
    sealed = keys.seal(case, "recipients", entry.id, plain)
    t.insert("recipients", id=entry.id, case_id=case, at=entry.at, words=sealed)


def _recipient(keys: Keys, row: Row) -> Recipient:
    plain = json.loads(keys.open(row["case_id"], "recipients", row["id"], row["words"]))
    return Recipient(**{**plain, "reports": tuple(plain["reports"])})


def _copy(keys: Keys, row: Row) -> Copy:
    words = json.loads(keys.open(row["case_id"], "copies", row["id"], row["words"]))
    plain = {name: row[name] for name in ("id", "version", "until", "given_at", "given_by", "withdrawn_at", "opened")}
    return Copy(
        case=row["case_id"], participant=row["participant"] or "", with_sensitive=bool(row["with_sensitive"]),
        name=words["name"], reports=tuple(words["reports"]), language=words["language"], **plain,
    )  # fmt: skip
