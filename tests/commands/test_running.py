"""Commands while the server runs on the same data: they go through it, and what they end ends there too."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import PASSWORD
from tests.stories.attending import Attendee, Server, join

Told = Callable[..., Any]


@pytest.fixture
def server(told: Told, installation: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The demo; the commands of the test are pointed at its data and key."""
    running = Server(installation, seats=1)
    running.start()
    monkeypatch.setenv("GWEAD_MASTER_KEY_FILE", str(installation / "master.key"))
    yield running
    running.stop()


async def test_an_import_reaches_everyone_in_the_room(told: Told, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Date,Event\n12/03/2024,A new bicycle\nSept 2024,Learns to swim\n", encoding="utf-8")
    someone = Attendee(join(server.where["seats"][0]), secrets.randbelow(1 << 32))
    await someone.connect()
    await someone.until(lambda: len(someone.page.titles()) == 74)
    told("case", "import", server.where["case"], str(file))
    await someone.until(lambda: "Learns to swim" in someone.page.titles())
    assert len(someone.page.titles()) == 76
    await someone.leave()


async def test_a_disabled_account_is_out_of_the_room_within_five_seconds(told: Told, server: Server) -> None:
    """C04"""
    chair = Attendee(join(server.where["chair"]), secrets.randbelow(1 << 32))
    await chair.connect()
    told("account", "disable", "--email", "chair@example.invalid")
    assert await chair.gone() == 4401
    await chair.leave()


async def test_a_seat_that_is_handed_over_while_the_server_runs_ends_at_once_in_the_room(
    told: Told, server: Server
) -> None:
    """C04: who chaired is shown out; the coordinator stays."""
    told(*"account add --email r@x.example --name Ruth --role chair --password-stdin".split(), typed=PASSWORD + "\n")
    chair = Attendee(join(server.where["chair"]), secrets.randbelow(1 << 32))
    await chair.connect()
    handed = ("--chair", "r@x.example", "--instead-of", "chair@example.invalid")
    assert told("case", "seat", server.where["case"], *handed)["outcome"] == "given"
    assert await chair.gone() == 4410
    await chair.leave()
