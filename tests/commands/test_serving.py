"""`serve`: what it refuses to do."""

from pathlib import Path

import pytest

from server.commands import main


def test_beyond_this_machine_only_with_tls(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0"]) == 1
    assert "TLS" in capsys.readouterr().err


def test_beyond_this_machine_only_with_an_administrator(installation: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "0.0.0.0", "--behind-proxy"]) == 1
    assert "account add" in capsys.readouterr().err
