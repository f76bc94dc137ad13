"""A data folder and a terminal for the commands."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server import app
from server.commands import main
from tests.web.people import LastingWorkers

PASSWORD = "three quiet harbours"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, its master key elsewhere, and a terminal in English."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("GWEAD_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setattr(app, "Workers", lambda warm: LastingWorkers())
    return tmp_path / "data"


@pytest.fixture
def told(installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a command with --json; returns what it printed. `typed` is standard input, `status` what is expected."""

    def run(*words: str, typed: str = "", status: int = 0) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        got = main([*words, "--json"])
        out, err = capsys.readouterr()
        assert got == status, err
        return json.loads(out) if out else err

    return run
