"""News between meetings, and the links by which it comes (rules N1 to N4 of domain/news.py). Words are sealed under the
case's key; a link's token is found by its hash, and can be shown again to chair and coordinator while it is open."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from server.domain.errors import Refusal
from server.domain.news import (
    PACE,
    PACE_WINDOW,
    SET_ASIDE,
    TAKEN,
    WAITING,
    News,
    Tell,
    from_plain,
    to_plain,
)
from server.storage import accounts, audit
from server.storage.database import Row, Transaction
from server.storage.keys import Keys

# -- news


def write(t: Transaction, keys: Keys, news: News, at: str, by: str = "") -> News:
    """Keeps a piece of news that a leader wrote down; `by` is their account."""
    kept = replace(news, id=news.id or accounts.new_id(), came_at=at, by=by, state=WAITING)
    if _row(t, kept.id) is not None:  # the same form sent twice
        return find(t, keys, kept.case, kept.id) or kept
    _insert(t, keys, kept)
    audit.record(t, "news.written", at, who=by, case=kept.case, about=kept.id, size=len(kept.text.encode()))
    return kept


def of_case(t: Transaction, keys: Keys, case: str) -> list[News]:
    """Every piece of news of a case, oldest first."""
    rows = t.all("select * from news where case_id = :case order by came_at, rowid", case=case)
    return [_news(keys, row) for row in rows]


def find(t: Transaction, keys: Keys, case: str, news: str) -> News | None:
    """One piece of news of this case; None for another case's."""
    row = _row(t, news)
    return None if row is None or row["case_id"] != case else _news(keys, row)


def waiting(t: Transaction, case: str) -> int:
    """How many pieces of news wait in a case."""
    row = t.one("select count(*) as n from news where case_id = :case and state = 'waiting'", case=case)
    return 0 if row is None else int(row["n"])


def take(t: Transaction, case: str, news: str, became: str, at: str, by: str) -> bool:
    """Notes that a piece of news is in the working copy, as a record of its id in the collection `became`; False where
    somebody has noted it before."""
    where = "where id = :news and case_id = :case and state <> 'taken'"
    changed = t.run(
        f"update news set state = '{TAKEN}', settled_at = :at, settled_by = :by, became = :became {where}",
        news=news, case=case, became=became, at=at, by=by,
    )  # fmt: skip
    if changed:
        audit.record(t, "news.taken", at, who=by, case=case, about=news, reason=became)
    return bool(changed)


def set_aside(t: Transaction, keys: Keys, case: str, news: str, reason: str, at: str, by: str) -> None:
    """Sets a piece of news aside with its reason; it stays (N2). Raises Refusal: `no_such_news`, `news_taken`."""
    row = _row(t, news)
    if row is None or row["case_id"] != case:
        raise Refusal("no_such_news", status=404)
    if row["state"] == TAKEN:
        raise Refusal("news_taken", status=409)
    t.run(
        f"update news set state = '{SET_ASIDE}', settled_at = :at, settled_by = :by, reason = :reason where id = :news",
        news=news, at=at, by=by, reason=keys.seal(case, "news.reason", news, reason.encode()),
    )  # fmt: skip
    audit.record(t, "news.set_aside", at, who=by, case=case, about=news)


# -- links to tell


def open_tell(
    t: Transaction,
    keys: Keys,
    case: str,
    *,
    agency: str,
    purpose: str,
    first_words: str,
    language: str,
    days: int,
    most: int,
    at: str,
    by: str = "",
) -> tuple[Tell, str]:
    """A link by which one agency tells what is new; returns it and its token (N3)."""
    until = accounts.later(at, timedelta(days=days))
    tell = Tell(accounts.new_id(), case, agency, purpose, first_words, language, at, by, until, most)
    token = accounts.new_token()
    words = {name: getattr(tell, name) for name in _TOLD}
    t.insert(
        "tells",
        id=tell.id,
        case_id=case,
        token_hash=accounts.hash_token(token),
        token=keys.seal(case, "tells.token", tell.id, token.encode()),
        words=keys.seal(case, "tells", tell.id, json.dumps(words, ensure_ascii=False).encode()),
        opened_at=at,
        opened_by=by,
        until=until,
        most=most,
    )
    audit.record(t, "tell.opened", at, who=by, case=case, about=tell.id)
    return tell, token


def tells(t: Transaction, keys: Keys, case: str) -> list[Tell]:
    """The links of a case, newest first, closed ones included."""
    rows = t.all("select * from tells where case_id = :case order by opened_at desc, rowid desc", case=case)
    return [_tell(keys, row) for row in rows]


def tell_token(t: Transaction, keys: Keys, case: str, tell: str) -> str | None:
    """The token of a link of this case that is not closed, to show it again; None for any other."""
    row = t.one("select * from tells where id = :tell and case_id = :case", tell=tell, case=case)
    if row is None or row["token"] is None:
        return None
    return keys.open(case, "tells.token", tell, row["token"]).decode()


def close_tell(t: Transaction, case: str, tell: str, at: str, by: str) -> None:
    """Closes a link for good. Raises Refusal (`no_such_tell`)."""
    where = "where id = :tell and case_id = :case"
    if t.one(f"select 1 from tells {where}", tell=tell, case=case) is None:
        raise Refusal("no_such_tell", status=404)
    gone = "token = null, token_hash = null, closed_at = :at"
    if t.run(f"update tells set {gone} {where} and closed_at = ''", tell=tell, case=case, at=at):
        audit.record(t, "tell.closed", at, who=by, case=case, about=tell)


def by_token(t: Transaction, keys: Keys, token: str, at: str) -> Tell | None:
    """The open link of a token; None for an unknown, closed, worn out or late one, all alike. Changes nothing."""
    row = t.one("select * from tells where token_hash = :hash", hash=accounts.hash_token(token))
    if row is None:
        return None
    tell = _tell(keys, row)
    return tell if tell.open_at(at) else None


def tell(t: Transaction, keys: Keys, token: str, news: News, at: str) -> News:
    """Keeps what came by a link, in one transaction with its count. `news.id` is the page's own, so that the same form
    sent twice is kept once. Raises Refusal: `tell_closed` (410), `too_many_tries` (429)."""
    link = by_token(t, keys, token, at)
    if link is None:
        raise Refusal("tell_closed", status=410)
    row = _row(t, news.id) if news.id else None
    if row is not None and row["tell"] == link.id:
        return _news(keys, row)
    accounts.refuse_too_many(t, "tell", link.id, at, most=PACE, window=PACE_WINDOW)
    accounts.note_try(t, "tell", link.id, at)
    made = news.id if news.id and row is None else accounts.new_id()
    agency = news.agency or link.agency
    kept = replace(news, id=made, case=link.case, agency=agency, tell=link.id, came_at=at, state=WAITING)
    _insert(t, keys, kept)
    t.run("update tells set sent = sent + 1 where id = :tell", tell=link.id)
    audit.record(t, "news.told", at, who=link.id, case=link.case, about=made, size=len(kept.text.encode()))
    return kept


# -- bundles, erasing


def export(t: Transaction, keys: Keys, case: str) -> list[dict[str, Any]]:
    """Every piece of news as JSON, for a bundle; links do not travel."""
    return [to_plain(each) for each in of_case(t, keys, case)]


def bring(t: Transaction, keys: Keys, case: str, plain: list[Any], at: str, by: str = "") -> int:
    """Takes the news of a bundle into a case with its own times and states; returns how much. A record that news became
    keeps the id that says so; an id that is taken here already is replaced."""
    brought = [each for each in (from_plain(one, case) for one in plain) if each is not None]
    for each in brought:
        kept = each if _row(t, each.id) is None else replace(each, id=accounts.new_id())
        _insert(t, keys, kept)
        audit.record(t, "news.brought", at, who=by, case=case, about=kept.id, size=len(kept.text.encode()))
    return len(brought)


def forget(t: Transaction, case: str) -> None:
    """Deletes all news of a case and its links; for erasing it."""
    t.run("delete from news where case_id = :case", case=case)
    t.run("delete from tells where case_id = :case", case=case)


def end_links(t: Transaction) -> None:
    """No link opens any more; for a restored backup (B4)."""
    t.run("update tells set token = null, token_hash = null")


# -- rows

_SAID: Final = ("text", "said_by", "agency", "said_on", "when", "language", "sensitive")
_TOLD: Final = ("agency", "purpose", "first_words", "language")


def _row(t: Transaction, news: str) -> Row | None:
    return t.one("select * from news where id = :news", news=news)


def _insert(t: Transaction, keys: Keys, news: News) -> None:
    words = {name: getattr(news, name) for name in _SAID}
    reason = keys.seal(news.case, "news.reason", news.id, news.reason.encode()) if news.reason else None
    t.insert(
        "news",
        id=news.id,
        case_id=news.case,
        tell=news.tell or None,
        words=keys.seal(news.case, "news", news.id, json.dumps(words, ensure_ascii=False).encode()),
        came_at=news.came_at,
        by=news.by,
        state=news.state,
        settled_at=news.settled_at,
        settled_by=news.settled_by,
        reason=reason,
        became=news.became,
    )


def _news(keys: Keys, row: Row) -> News:
    case, news = row["case_id"], row["id"]
    words: Mapping[str, Any] = json.loads(keys.open(case, "news", news, row["words"]))
    reason = keys.open(case, "news.reason", news, row["reason"]).decode() if row["reason"] is not None else ""
    plain = {name: row[name] for name in ("came_at", "by", "state", "settled_at", "settled_by", "became")}
    return News(id=news, case=case, tell=row["tell"] or "", reason=reason, **plain, **words)


def _tell(keys: Keys, row: Row) -> Tell:
    words = json.loads(keys.open(row["case_id"], "tells", row["id"], row["words"]))
    plain = {name: row[name] for name in ("id", "opened_at", "opened_by", "until", "most", "sent", "closed_at")}
    return Tell(case=row["case_id"], **plain, **words)
