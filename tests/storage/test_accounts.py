"""Who may sign in, and for how long. Rules A1 to A4."""

import asyncio
from datetime import timedelta

import pytest

from server.domain.errors import Refusal
from server.storage import accounts, audit
from server.storage.accounts import AT_ONCE, TRIES_ACCOUNT, TRIES_ADDRESS, PasswordCost, Passwords
from tests.storage.conftest import LATER, NOW, House

QUICK = PasswordCost(memory_kib=64, passes=1, lanes=1)
PASSWORD = "three quiet words"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(QUICK)


def with_password(house: House, passwords: Passwords, email: str = "ruth@example.org") -> str:
    """An account that signs in with PASSWORD; returns its id."""
    hashed = passwords.hash(PASSWORD)
    made = house.db.write_now(
        lambda t: accounts.add(t, email=email, name="Dr Ruth", role="chair", password_hash=hashed, at=NOW)
    )
    return made.id


async def sign_in(house: House, passwords: Passwords, password: str = PASSWORD, **other: str) -> str:
    plain = {"email": "ruth@example.org", "address": "10.0.0.1", "at": NOW} | other
    return (await accounts.sign_in(house.db, passwords, password=password, **plain))[1]


def live(house: House, token: str, at: str = NOW) -> accounts.SignIn | None:
    return house.db.read_now(lambda t: accounts.signed_in(t, token, at))


# -- passwords


def test_a_password_is_kept_as_argon2id_and_never_as_it_is(house: House, passwords: Passwords) -> None:
    """A1"""
    kept = passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$") and PASSWORD not in kept
    assert passwords.matches(kept, PASSWORD)
    assert not passwords.matches(kept, PASSWORD + " ")
    assert kept != passwords.hash(PASSWORD)


def test_the_real_cost_is_the_one_that_was_decided() -> None:
    """STACK section 8: 64 MiB, three passes, four lanes"""
    assert Passwords().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_nobodys_password_never_matches(passwords: Passwords) -> None:
    """A1: an unknown email takes the same way"""
    assert not passwords.matches("", "")
    assert not passwords.matches("", PASSWORD)
    assert not passwords.matches("-", "-")


def test_a_letter_typed_in_two_ways_is_one_password(passwords: Passwords) -> None:
    assert passwords.matches(passwords.hash("tŷ bach twt"), "ty\u0302 bach twt")


async def test_two_passwords_are_checked_at_once_and_no_more(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: each takes 64 MiB"""
    now = 0
    most = 0
    loop = asyncio.get_running_loop()

    async def to_thread(work: object, *given: object) -> bool:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        step = loop.create_future()
        loop.call_soon(step.set_result, None)
        await step
        now -= 1
        return True

    monkeypatch.setattr(asyncio, "to_thread", to_thread)
    await asyncio.gather(*(passwords.matches_soon("x", "y") for _ in range(8)))
    assert most == AT_ONCE


@pytest.mark.parametrize(
    ("password", "key"),
    [("x" * 11, "password_short"), ("x" * 12, ""), ("x" * 1000, ""), ("x" * 1001, "password_long")],
)
def test_a_password_has_a_least_and_a_greatest_length(password: str, key: str) -> None:
    if not key:
        accounts.password_good(password)
        return
    with pytest.raises(Refusal) as refused:
        accounts.password_good(password)
    assert refused.value.key == key


# -- accounts


def test_an_account_is_found_by_its_email_in_any_letters(house: House) -> None:
    house.account("Ruth.Owen@Example.org")
    found = house.db.read_now(lambda t: accounts.find_by_email(t, " ruth.owen@example.ORG "))
    assert found is not None and (found.email, found.role, found.enabled) == (
        "ruth.owen@example.org",
        "chair",
        True,
    )


@pytest.mark.parametrize(
    ("email", "role", "key"),
    [
        ("ruth@example.org", "chair", "email_taken"),
        ("RUTH@example.org", "coordinator", "email_taken"),
        ("no address", "chair", "email_unreadable"),
        ("a@b\x00c", "chair", "email_unreadable"),
        ("new@example.org", "observer", "role_unknown"),
    ],
)
def test_an_account_that_cannot_be_is_refused(house: House, email: str, role: str, key: str) -> None:
    house.account("ruth@example.org")
    with pytest.raises(Refusal) as refused:
        house.account(email, role)
    assert refused.value.key == key
    assert len(house.db.read_now(accounts.every)) == 1


def test_an_installation_without_an_administrator_knows_it(house: House) -> None:
    house.account()
    assert not house.db.read_now(accounts.has_administrator)
    made = house.account("iwan@example.org", "administrator")
    assert house.db.read_now(accounts.has_administrator)
    house.db.write_now(lambda t: accounts.disable(t, made, NOW))
    assert not house.db.read_now(accounts.has_administrator)


# -- sign-ins


async def test_a_token_signs_in_until_it_ends(house: House, passwords: Passwords) -> None:
    """A2"""
    who = with_password(house, passwords)
    token = await sign_in(house, passwords)
    found = live(house, token)
    assert found is not None and (found.account, found.participant, found.screen) == (who, "", "")
    assert live(house, token, found.expires_at) is None
    assert live(house, token + "x") is None
    house.db.write_now(lambda t: accounts.sign_out(t, token))
    assert live(house, token) is None


async def test_no_token_and_no_password_is_in_a_file(house: House, passwords: Passwords) -> None:
    """A2, C20"""
    with_password(house, passwords)
    token = await sign_in(house, passwords)
    files = house.bytes_of_files()
    assert token.encode() not in files and PASSWORD.encode() not in files
    assert accounts.hash_token(token).encode() in files


async def test_a_new_password_ends_every_sign_in(house: House, passwords: Passwords) -> None:
    """A3, C07"""
    who = with_password(house, passwords)
    tokens = [await sign_in(house, passwords) for _ in range(3)]
    house.db.write_now(lambda t: accounts.reset(t, who, passwords.hash("other quiet words"), LATER))
    assert [live(house, token) for token in tokens] == [None] * 3
    with pytest.raises(Refusal):
        await sign_in(house, passwords)
    assert live(house, await sign_in(house, passwords, "other quiet words"))


async def test_a_disabled_account_is_signed_out_and_stays_out(house: House, passwords: Passwords) -> None:
    """A3, C04"""
    who = with_password(house, passwords)
    token = await sign_in(house, passwords)
    house.db.write_now(lambda t: accounts.disable(t, who, LATER))
    assert live(house, token) is None
    with pytest.raises(Refusal) as refused:
        await sign_in(house, passwords)
    assert refused.value.key == "wrong_sign_in"


async def test_an_unknown_email_a_wrong_password_and_a_disabled_account_are_answered_alike(
    house: House, passwords: Passwords
) -> None:
    with_password(house, passwords)
    other = with_password(house, passwords, "iwan@example.org")
    house.db.write_now(lambda t: accounts.disable(t, other, NOW))
    answers = set()
    for email, password in [
        ("nobody@example.org", PASSWORD),
        ("ruth@example.org", "wrong"),
        ("iwan@example.org", PASSWORD),
    ]:
        with pytest.raises(Refusal) as refused:
            await sign_in(house, passwords, password, email=email)
        answers.add((refused.value.key, refused.value.status))
    assert answers == {("wrong_sign_in", 401)}


# -- tries


async def wrong(house: House, passwords: Passwords, **other: str) -> str:
    with pytest.raises(Refusal) as refused:
        await sign_in(house, passwords, "wrong", **other)
    return refused.value.key


@pytest.mark.parametrize("email", ["ruth@example.org", "nobody@example.org"])
async def test_after_five_wrong_passwords_even_the_right_one_waits(
    house: House, passwords: Passwords, email: str
) -> None:
    """A4: an email without an account is counted just the same"""
    with_password(house, passwords)
    for i in range(TRIES_ACCOUNT):
        assert await wrong(house, passwords, email=email, address=f"10.0.0.{i}") == "wrong_sign_in"
    assert await wrong(house, passwords, email=email, address="10.0.1.1") == "too_many_tries"
    with pytest.raises(Refusal) as refused:
        await sign_in(house, passwords, email=email)
    assert (refused.value.key, refused.value.status) == ("too_many_tries", 429)
    later = accounts.later(NOW, timedelta(minutes=15))
    assert await wrong(house, passwords, email=email, at=later) == "wrong_sign_in"


async def test_one_address_has_twenty_tries(house: House, passwords: Passwords) -> None:
    """A4"""
    for i in range(TRIES_ADDRESS):
        assert await wrong(house, passwords, email=f"nobody{i}@example.org") == "wrong_sign_in"
    assert await wrong(house, passwords, email="another@example.org") == "too_many_tries"
    assert await wrong(house, passwords, email="another@example.org", address="10.0.0.2") == "wrong_sign_in"


async def test_many_tries_at_the_same_moment_count_as_many(house: House, passwords: Passwords) -> None:
    """A4: the try is noted before the password is checked"""
    with_password(house, passwords)
    tries = (wrong(house, passwords, address=f"10.0.0.{i}") for i in range(20))
    answers = await asyncio.gather(*tries)
    assert answers.count("wrong_sign_in") == TRIES_ACCOUNT


async def test_an_office_that_signs_in_rightly_is_never_stopped(house: House, passwords: Passwords) -> None:
    """A4: one address, many people"""
    with_password(house, passwords)
    for minute in range(3):
        for second in range(10):
            await sign_in(house, passwords, at=f"2026-03-12T09:{31 + minute}:{second:02}Z")


async def test_the_password_is_asked_again_before_a_freeze(house: House, passwords: Passwords) -> None:
    who = with_password(house, passwords)
    given = {"account": who, "at": NOW}
    assert (await accounts.confirm(house.db, passwords, password=PASSWORD, **given)).id == who
    for _ in range(TRIES_ACCOUNT):
        with pytest.raises(Refusal) as refused:
            await accounts.confirm(house.db, passwords, password="wrong", **given)
        assert (refused.value.key, refused.value.status) == ("wrong_password", 403)
    with pytest.raises(Refusal) as refused:
        await accounts.confirm(house.db, passwords, password=PASSWORD, **given)
    assert refused.value.key == "too_many_tries"


async def test_nobody_keeps_a_chair_from_freezing_by_failing_to_sign_in_as_her(
    house: House, passwords: Passwords
) -> None:
    """Her email is on every letter; she is signed in, and confirms with her password all the same."""
    who = with_password(house, passwords)
    for _ in range(TRIES_ACCOUNT + 1):
        await wrong(house, passwords)
    assert (await accounts.confirm(house.db, passwords, password=PASSWORD, account=who, at=NOW)).id == who


async def test_signing_in_leaves_a_trace_without_email_or_address(house: House, passwords: Passwords) -> None:
    who = with_password(house, passwords)
    await sign_in(house, passwords)
    await wrong(house, passwords, email="nobody@example.org")
    rows = house.db.read_now(lambda t: audit.entries(t))
    assert [(row.what, row.who) for row in rows] == [
        ("account.added", ""),
        ("sign_in.made", who),
        ("sign_in.refused", ""),
    ]
    assert b"nobody@example.org" not in house.bytes_of_files() and b"10.0.0.1" not in house.bytes_of_files()


def test_no_id_is_taken_for_an_option_of_a_command() -> None:
    """`case show ID`: an id that began with a hyphen would be refused as an unknown option."""
    ids = {accounts.new_id() for _ in range(2000)}
    assert len(ids) == 2000 and not any(i.startswith("-") for i in ids)
    assert all(len(i) == 22 for i in ids)
