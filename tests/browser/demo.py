"""A demo meeting on a real server, in a process and a data folder of its own."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

STARTS_WITHIN = 60.0
"""Seconds for the demo to be ready on a busy machine."""
STOPS_WITHIN = 20.0
"""Seconds from SIGTERM until the process has ended."""


class Demo:
    """A running demo. What it said of itself is there as attributes: `url`, `case`, `meeting`, `chair`,
    `coordinator`, `screen`, `seats`, `sync`, `chair_password`, `cases`.
    """

    def __init__(self, data: Path, *, seats: int = 3, arguments: Sequence[str] = (), fresh: bool = True) -> None:
        self.data = data
        self._arguments = ["--seats", str(seats), *arguments]
        self.process: subprocess.Popen[str]
        self.said: Mapping[str, Any] = {}
        self.start(fresh=fresh)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["said"][name]
        except KeyError:
            raise AttributeError(name) from None

    def start(self, *, fresh: bool = False, port: int = 0) -> None:
        """Starts it (again), on the data it has or on fresh ones; returns when it listens."""
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "server", "demo", "--json", "--data", str(self.data)]
        command += ["--port", str(port), *self._arguments, *(["--fresh"] if fresh else [])]
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
            )
        self.said = json.loads(self._first_line())

    def stop(self) -> None:
        """Ends it as an administrator would."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"the server did not stop:\n{self.log()}") from None

    def kill(self) -> None:
        """Ends it with SIGKILL, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait(STOPS_WITHIN)

    def log(self) -> str:
        """The end of what it wrote to its log."""
        return (self.data.parent / f"{self.data.name}.log").read_text(errors="replace")[-4000:]

    def _first_line(self) -> str:
        assert self.process.stdout is not None
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            can_be_read = os.name == "nt" or select.select([self.process.stdout], [], [], 0.5)[0]
            if can_be_read and (line := self.process.stdout.readline()):
                return line
        self.kill()
        raise AssertionError(f"the demo did not start:\n{self.log()}")
