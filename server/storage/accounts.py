"""Accounts of chairs, coordinators and administrators, and every sign-in: theirs, a participant's, a
screen's.

A1  a password is kept as argon2id; it is checked in a thread, two at once, and takes as long for an unknown
email A2  a sign-in is a random token of which only the hash is kept; a cookie holds the token A3  a new
password, a disabled account or a removed participant ends every sign-in of theirs A4  five failed tries in
fifteen minutes for one account, twenty for one address; then a pause
"""

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from server.domain.cases import Account
from server.domain.errors import Refusal
from server.storage import audit
from server.storage.database import Database, Row, Transaction

ROLES: Final = ("chair", "coordinator", "administrator")
"""Roles that have an account."""
AT_ONCE: Final = 2
"""Passwords that are checked at the same time: each takes 64 MiB."""
PASSWORD_MIN: Final = 12
"""Characters of a password (length, not composition: NCSC guidance)."""
PASSWORD_MAX: Final = 1000
TRIES_WINDOW: Final = timedelta(minutes=15)
TRIES_ACCOUNT: Final = 5
TRIES_ADDRESS: Final = 20

_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What one argon2id hash costs: memory in KiB, passes over it, lanes in parallel."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class SignIn:
    """A live sign-in: exactly one of the three is set, the others are ""."""

    account: str
    participant: str
    screen: str
    made_at: str
    expires_at: str


class Passwords:
    """Hashing and checking, at one cost. The async ones run in threads, two at once (A1)."""

    def __init__(self, cost: PasswordCost | None = None) -> None:
        cost = cost or PasswordCost()
        self._hasher = PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._nobody = ""

    def hash(self, password: str) -> str:
        """A password as it is kept. Blocks for a third of a second."""
        return self._hasher.hash(_as_typed(password))

    def matches(self, kept: str, password: str) -> bool:
        """Whether a password is the one that was kept; "" (nobody) takes as long and never is. Blocks."""
        self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(8))
        try:
            self._hasher.verify(kept or self._nobody, _as_typed(password)[:PASSWORD_MAX])
        except (VerifyMismatchError, InvalidHashError):
            return False
        return kept != ""

    async def matches_soon(self, kept: str, password: str) -> bool:
        """As `matches`, in a thread, when it is this one's turn."""
        async with self._turn:
            return await asyncio.to_thread(self.matches, kept, password)

    async def hash_soon(self, password: str) -> str:
        """As `hash`, in a thread, when it is this one's turn."""
        async with self._turn:
            return await asyncio.to_thread(self.hash, password)


# -- accounts


def add(t: Transaction, *, email: str, name: str, role: str, password_hash: str, at: str, by: str = "") -> Account:
    """A new account. Raises Refusal: `email_taken`, `email_unreadable`, `role_unknown`, `name_missing`."""
    email, name = plain_email(email), unicodedata.normalize("NFC", name).strip()
    if role not in ROLES:
        raise Refusal("role_unknown", role=role)
    if not name or len(name) > 200:
        raise Refusal("name_missing")
    if t.one("select id from accounts where email = :email", email=email):
        raise Refusal("email_taken", status=409)
    account = Account(new_id(), email, name, role, made_at=at)
    t.insert("accounts", id=account.id, email=email, name=name, role=role, password_hash=password_hash, made_at=at)
    audit.record(t, "account.added", at, who=by, about=account.id, reason=role)
    return account


def every(t: Transaction) -> list[Account]:
    """All accounts, disabled ones included, by name."""
    return [_account(row) for row in t.all("select * from accounts order by name, email")]


def find(t: Transaction, account: str) -> Account | None:
    """An account by its id; None where there is none."""
    row = t.one("select * from accounts where id = :account", account=account)
    return None if row is None else _account(row)


def find_by_email(t: Transaction, email: str) -> Account | None:
    """An account by its email, in any case of letters; None where there is none."""
    row = t.one("select * from accounts where email = :email", email=_folded(email))
    return None if row is None else _account(row)


def must_find_by_email(t: Transaction, email: str) -> Account:
    """As `find_by_email`. Raises Refusal (`no_such_account`)."""
    account = find_by_email(t, email)
    if account is None:
        raise Refusal("no_such_account", status=404)
    return account


def disable(t: Transaction, account: str, at: str, by: str = "") -> None:
    """Ends an account and its sign-ins (A3); what it signed stays signed."""
    t.run(
        "update accounts set disabled_at = :at where id = :account and disabled_at = ''",
        at=at,
        account=account,
    )
    end_sign_ins(t, account=account)
    audit.record(t, "account.disabled", at, who=by, about=account)


def reset(t: Transaction, account: str, password_hash: str, at: str, by: str = "") -> None:
    """A new password, an enabled account, and no sign-in left of it (A3)."""
    t.run(
        "update accounts set password_hash = :hash, disabled_at = '' where id = :account",
        hash=password_hash,
        account=account,
    )
    end_sign_ins(t, account=account)
    t.run("delete from tries where what in ('account', 'confirm') and whose = :account", account=account)
    audit.record(t, "account.reset", at, who=by, about=account)


def choose_language(t: Transaction, account: str, language: str) -> None:
    """The language of an account's pages."""
    t.run("update accounts set language = :language where id = :account", language=language, account=account)


def has_administrator(t: Transaction) -> bool:
    """Whether anyone can look after this installation: `serve` refuses to listen for others without."""
    return t.one("select 1 from accounts where role = 'administrator' and disabled_at = ''") is not None


def password_good(password: str) -> None:
    """Checks a new password. Raises Refusal (`password_short`, `password_long`)."""
    if len(password) < PASSWORD_MIN:
        raise Refusal("password_short", least=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise Refusal("password_long", most=PASSWORD_MAX)


# -- signing in


async def sign_in(
    db: Database, passwords: Passwords, *, email: str, password: str, address: str, at: str, hours: int = 12
) -> tuple[Account, str]:
    """Signs an account in; returns it and the token for its cookie.

    `address` is where the request came from. Raises Refusal: `wrong_sign_in` (401, the same for an unknown
    email, a wrong password and a disabled account), `too_many_tries` (429).
    """

    def look(t: Transaction) -> tuple[Account | None, str]:
        row = t.one("select * from accounts where email = :email", email=_folded(email))
        _refuse_too_many(t, _whose(row, email), address, at)
        return (None, "") if row is None else (_account(row), row["password_hash"])

    account, kept = await db.read(look)
    whose = account.id if account else _hidden(_folded(email))
    await db.write(lambda t: _note_try(t, whose, address, at))  # before the check: many at once count as many
    if not await passwords.matches_soon(kept, password) or account is None or not account.enabled:
        await db.write(lambda t: audit.record(t, "sign_in.refused", at, about=account.id if account else ""))
        raise Refusal("wrong_sign_in", status=401)
    known = account

    def enter(t: Transaction) -> str:
        _forget_tries(t, whose, address, at)
        audit.record(t, "sign_in.made", at, who=known.id)
        return begin(t, at, hours=hours, account=known.id)

    return known, await db.write(enter)


async def confirm(db: Database, passwords: Passwords, *, account: str, password: str, at: str) -> Account:
    """Checks the password of someone who is signed in already (freezing asks for it again). These tries are
    counted by themselves: nobody can keep a chair from freezing by failing to sign in as her.

    Raises Refusal: `wrong_password` (403), `too_many_tries` (429).
    """

    def look(t: Transaction) -> tuple[Account | None, str]:
        row = t.one("select * from accounts where id = :account", account=account)
        _may_confirm(t, account, at)
        return (None, "") if row is None else (_account(row), row["password_hash"])

    def note(t: Transaction) -> None:
        _may_confirm(t, account, at)
        note_try(t, "confirm", account, at)

    found, kept = await db.read(look)
    await db.write(note)
    if not await passwords.matches_soon(kept, password) or found is None or not found.enabled:
        raise Refusal("wrong_password", status=403)
    await db.write(lambda t: t.run("delete from tries where what = 'confirm' and whose = :account", account=account))
    return found


def begin(t: Transaction, at: str, *, hours: int, account: str = "", participant: str = "", screen: str = "") -> str:
    """A sign-in of one account, participant or screen; returns its token (A2). Ended ones are swept away."""
    token = new_token()
    t.run("delete from sign_ins where expires_at <= :at", at=at)
    t.insert(
        "sign_ins",
        token_hash=hash_token(token),
        account=account or None,
        participant=participant or None,
        screen=screen or None,
        made_at=at,
        expires_at=later(at, timedelta(hours=hours)),
    )
    return token


def signed_in(t: Transaction, token: str, at: str) -> SignIn | None:
    """Whose a cookie's token is; None where it is unknown, ended or too old."""
    row = t.one("select * from sign_ins where token_hash = :hash and expires_at > :at", hash=hash_token(token), at=at)
    if row is None:
        return None
    account, participant, screen = (row[name] or "" for name in ("account", "participant", "screen"))
    return SignIn(account, participant, screen, row["made_at"], row["expires_at"])


def still_signed_in(t: Transaction, hashes: Iterable[str], at: str) -> set[str]:
    """Which of these sign-ins, named by the hashes of their tokens, are still good."""
    rows = t.all("select token_hash from sign_ins where expires_at > :at", at=at)
    return set(hashes) & {row["token_hash"] for row in rows}


def sign_out(t: Transaction, token: str) -> None:
    """Ends one sign-in; an unknown one is no mistake."""
    t.run("delete from sign_ins where token_hash = :hash", hash=hash_token(token))


def end_sign_ins(t: Transaction, *, account: str = "", participant: str = "", screen: str = "") -> None:
    """Ends every sign-in of an account, a participant or a screen (A3)."""
    t.run(
        "delete from sign_ins where account = :account or participant = :participant or screen = :screen",
        account=account,
        participant=participant,
        screen=screen,
    )


# -- tries


def refuse_too_many(t: Transaction, what: str, whose: str, at: str, *, most: int, window: timedelta) -> None:
    """Counts the tries of one kind by one source. Raises Refusal (`too_many_tries`) at `most` within
    `window`."""
    row = t.one(
        "select count(*) as tries from tries where what = :what and whose = :whose and at > :since",
        what=what,
        whose=whose,
        since=later(at, -window),
    )
    if row is not None and row["tries"] >= most:
        raise Refusal("too_many_tries", status=429, minutes=int(window.total_seconds()) // 60)


def note_try(t: Transaction, what: str, whose: str, at: str) -> None:
    """Remembers a try, and forgets those of yesterday."""
    t.run("delete from tries where at < :since", since=later(at, -timedelta(days=1)))
    t.insert("tries", what=what, whose=whose, at=at)


def _refuse_too_many(t: Transaction, whose: str, address: str, at: str) -> None:
    refuse_too_many(t, "account", whose, at, most=TRIES_ACCOUNT, window=TRIES_WINDOW)
    refuse_too_many(t, "address", _hidden(address), at, most=TRIES_ADDRESS, window=TRIES_WINDOW)


def _may_confirm(t: Transaction, account: str, at: str) -> None:
    refuse_too_many(t, "confirm", account, at, most=TRIES_ACCOUNT, window=TRIES_WINDOW)


def _note_try(t: Transaction, whose: str, address: str, at: str) -> None:
    _refuse_too_many(t, whose, address, at)
    note_try(t, "account", whose, at)
    note_try(t, "address", _hidden(address), at)


def _forget_tries(t: Transaction, whose: str, address: str, at: str) -> None:
    """A try that was right counts neither for the account nor for the address (an office shares one)."""
    t.run("delete from tries where what = 'account' and whose = :whose", whose=whose)
    t.run(
        "delete from tries where what = 'address' and whose = :address and at = :at",
        address=_hidden(address),
        at=at,
    )


def _whose(row: Row | None, email: str) -> str:
    return _hidden(_folded(email)) if row is None else str(row["id"])


# -- ids, tokens, times


def new_id() -> str:
    """A random id: 128 bits as 22 characters of base64url, the first of which a command line does not take for an
    option's."""
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made


def new_token() -> str:
    """A random token for a link or a cookie: 192 bits as 32 characters."""
    return secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """What is kept of a token; it is random, so a plain SHA-256 is enough."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def later(at: str, by: timedelta) -> str:
    """An instant so much later (or earlier), in the same form: 2026-03-12T09:31:00Z."""
    return (datetime.fromisoformat(at) + by).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_email(email: str) -> str:
    """An email as it is kept. Raises Refusal (`email_unreadable`)."""
    folded = _folded(email)
    if not _EMAIL.fullmatch(folded):
        raise Refusal("email_unreadable")
    return folded


def _folded(email: str) -> str:
    return unicodedata.normalize("NFC", email).strip().casefold()


def _as_typed(password: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def _hidden(text: str) -> str:
    """An address or an unknown email is counted without being kept."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def _account(row: Row) -> Account:
    return Account(**{name: row[name] for name in Account.__dataclass_fields__})
