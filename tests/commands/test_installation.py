"""`schema` and `check`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.commands import main
from server.document.schema import SCHEMA
from tests.commands.conftest import PASSWORD

Told = Callable[..., Any]


def test_the_schema_is_printed_as_json(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA.as_json()


def test_an_installation_without_an_administrator_is_told_so(told: Told) -> None:
    assert len(told("check", status=1)["found"]) == 1


def test_a_sound_installation_has_nothing_wrong(told: Told) -> None:
    told(*"account add --email a@x.example --name A --role administrator --password-stdin".split(), typed=PASSWORD)
    assert told("check") == {"found": []}


def test_a_key_in_the_data_folder_is_warned_of(told: Told, installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GWEAD_MASTER_KEY_FILE", str(installation / "master.key"))
    told(*"account add --email a@x.example --name A --role administrator --password-stdin".split(), typed=PASSWORD)
    assert "master.key" in told("check", status=1)["found"][0]


def test_wrong_usage_is_status_two(installation: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["case", "juggle"])
    assert stopped.value.code == 2


def test_a_terminal_in_welsh_is_answered_in_welsh(
    installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "cy_GB.UTF-8")
    assert main(["case", "show", "nothing"]) == 1
    assert "achos" in capsys.readouterr().err
