"""`account add / list / disable / reset`: the people who sign in with a password."""

import argparse
import sys
from typing import Any

from server.commands.opened import now, opened, settings, tell_server
from server.commands.telling import Telling
from server.domain.cases import Account
from server.domain.errors import Refusal
from server.storage import accounts
from server.storage.accounts import Passwords


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the noun."""
    verbs = nouns.add_parser("account", help="chairs, coordinators, administrators").add_subparsers(required=True)
    new = verbs.add_parser("add", parents=[common])
    new.add_argument("--email", required=True)
    new.add_argument("--name", required=True)
    new.add_argument("--role", required=True, choices=["chair", "coordinator", "administrator"])
    new.add_argument("--password-stdin", action="store_true", required=True)
    new.set_defaults(command=add)
    verbs.add_parser("list", parents=[common]).set_defaults(command=every)
    end = verbs.add_parser("disable", parents=[common])
    end.add_argument("--email", required=True)
    end.set_defaults(command=disable)
    again = verbs.add_parser("reset", parents=[common])
    again.add_argument("--email", required=True)
    again.add_argument("--password-stdin", action="store_true", required=True)
    again.set_defaults(command=reset)


def add(arguments: argparse.Namespace, telling: Telling) -> None:
    """A new account; its password is read from standard input."""
    settled = settings(arguments)
    password = _password()
    with opened(settled) as it:
        kept = Passwords(settled.password_cost).hash(password)
        account = it.database.write_now(
            lambda t: accounts.add(
                t,
                email=arguments.email,
                name=arguments.name,
                role=arguments.role,
                password_hash=kept,
                at=now(),
            )
        )
    telling.say("cli.account_added", email=account.email)
    telling.result({"account": account.id})


def every(arguments: argparse.Namespace, telling: Telling) -> None:
    """All accounts, one a line."""
    with opened(settings(arguments)) as it:
        found = it.database.read_now(accounts.every)
    for account in found:
        end = "" if account.enabled else f"  ({telling.w('cli.disabled')})"
        telling.write(f"{account.email}  {account.name}  {telling.w('roles.' + account.role)}{end}")
    telling.result([_plain(account) for account in found])


def disable(arguments: argparse.Namespace, telling: Telling) -> None:
    """Ends an account and its sign-ins; where the server runs, its sockets close at once (C04)."""
    settled = settings(arguments)
    with opened(settled) as it:
        account = it.database.read_now(lambda t: accounts.must_find_by_email(t, arguments.email))
        it.database.write_now(lambda t: accounts.disable(t, account.id, now()))
    tell_server(settled, "end_account", account=account.id)
    telling.say("cli.account_disabled", email=account.email)
    telling.result({"account": account.id})


def reset(arguments: argparse.Namespace, telling: Telling) -> None:
    """A new password from standard input; every sign-in of the account ends (C07)."""
    settled = settings(arguments)
    password = _password()
    with opened(settled) as it:
        account = it.database.read_now(lambda t: accounts.must_find_by_email(t, arguments.email))
        kept = Passwords(settled.password_cost).hash(password)
        it.database.write_now(lambda t: accounts.reset(t, account.id, kept, now()))
    tell_server(settled, "end_account", account=account.id)
    telling.say("cli.account_reset", email=account.email)
    telling.result({"account": account.id})


def _password() -> str:
    """The first line of standard input. Raises Refusal where it is no good password."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refusal("password_not_given")
    accounts.password_good(password)
    return password


def _plain(account: Account) -> dict[str, Any]:
    return {
        "account": account.id, "email": account.email, "name": account.name, "role": account.role,
        "disabled": not account.enabled,
    }  # fmt: skip
