"""`backup` and `restore`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.console import owning

Told = Callable[..., Any]


def test_a_backup_brings_a_case_back(told: Told, tmp_path: Path) -> None:
    case = told("case", "new", "--name", "Sam", "--born", "2010")["case"]
    file = tmp_path / "copy.backup"
    assert Path(told("backup", str(file))["keys"]).is_file()
    told("case", "new", "--name", "Later", "--born", "2011")
    assert told("restore", str(file))["cases"] == 1
    assert [each["case"] for each in told("case", "list")] == [case]


def test_a_running_server_keeps_its_data(told: Told, installation: Path, tmp_path: Path) -> None:
    told("case", "new", "--name", "Sam", "--born", "2010")
    told("backup", str(tmp_path / "copy.backup"))
    with owning(installation):
        assert told("restore", str(tmp_path / "copy.backup"), status=1)
