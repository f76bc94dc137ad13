"""Worker processes for what is slow: layout, drawing, reading of files. Nothing slow holds the event
loop's thread."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

MOST: Final = 2
"""Processes at a time."""


class Workers:
    """A small pool of processes, started when first needed. What they are given and give back is plain
    data."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[..., T], *given: object) -> T:
        """Runs a function of a module in a worker. Raises what it raises."""
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._most, mp_context=spawn)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)

    def stop(self) -> None:
        """Ends the processes; what is on its way is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
