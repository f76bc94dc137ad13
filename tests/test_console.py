"""A command and the server on the same data: one owns it, the other asks."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from server import console
from server.domain.errors import Refusal


async def echo(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"heard": dict(asked)}


async def refuse(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    raise Refusal("no_such_case", status=404)


ACTS = {"echo": echo, "refuse": refuse}


def test_two_processes_never_own_one_folder(tmp_path: Path) -> None:
    with console.owning(tmp_path), pytest.raises(console.Owned), console.owning(tmp_path):
        pass
    with console.owning(tmp_path):
        pass


async def test_the_owner_does_what_a_command_asks(tmp_path: Path) -> None:
    async with console.answering(tmp_path, ACTS):
        told = await asyncio.to_thread(console.ask, tmp_path, "echo", case="x", words="ŵ")
    assert told == {"heard": {"case": "x", "words": "ŵ"}}


async def test_the_owners_refusal_is_the_commands(tmp_path: Path) -> None:
    async with console.answering(tmp_path, ACTS):
        with pytest.raises(Refusal) as refused:
            await asyncio.to_thread(console.ask, tmp_path, "refuse")
    assert refused.value.key == "no_such_case"


async def test_a_folder_with_a_very_long_name_is_reached(tmp_path: Path) -> None:
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    async with console.answering(deep, ACTS):
        assert (await asyncio.to_thread(console.ask, deep, "echo"))["heard"] == {}


def test_an_owner_that_does_not_answer_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        console.ask(tmp_path, "echo")
    assert refused.value.key == "server_owns_data"
