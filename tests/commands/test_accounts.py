"""`account ...`"""

from collections.abc import Callable
from typing import Any

from tests.commands.conftest import PASSWORD

Told = Callable[..., Any]
ADD = "account add --email e@x.example --name Elin --role chair --password-stdin".split()


def test_an_account_is_added_listed_and_disabled(told: Told) -> None:
    told(*ADD, typed=PASSWORD + "\n")
    told("account", "disable", "--email", "E@X.example")
    assert [(a["email"], a["disabled"]) for a in told("account", "list")] == [("e@x.example", True)]


def test_a_new_password_opens_a_disabled_account_again(told: Told) -> None:
    told(*ADD, typed=PASSWORD + "\n")
    told("account", "disable", "--email", "e@x.example")
    told("account", "reset", "--email", "e@x.example", "--password-stdin", typed="another quiet harbour\n")
    assert told("account", "list")[0]["disabled"] is False


def test_a_short_password_is_refused_and_no_account_is_made(told: Told) -> None:
    assert "12" in told(*ADD, typed="short\n", status=1)
    assert told("account", "list") == []
