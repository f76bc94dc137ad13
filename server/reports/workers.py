"""Worker processes for what is slow: layout, drawing, reading of imported files. Nothing slow holds the event loop.

W1  at most two processes, each with one piece of work at a time
W2  a piece of work has a limit of time; a process that passes it is ended and replaced
W3  a process that dies takes only its own piece of work with it, is replaced, and whoever asked gets a Refusal
W4  a process ends with the server, even where the server was killed
W5  what goes in and comes out is plain data and functions of modules; an exception of the work comes back as it is
"""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar

from server.domain.errors import Refusal

T = TypeVar("T")

MOST: Final = 2
SECONDS: Final = 30.0
"""For one piece of work, waiting for a free process not counted."""


def _nothing() -> None:
    """What a process does to warm up when there is nothing to load."""


class Workers:
    """A few processes, started when first needed, one of them by `start`; `warm` is run in each before its first
    work."""

    def __init__(self, most: int = MOST, warm: Callable[[], object] = _nothing) -> None:
        self._warm = warm
        self._idle = [_Process(warm) for _ in range(most)]
        self._free = asyncio.Semaphore(most)

    def start(self) -> None:
        """Starts a process, so that the first work does not wait for one; the others start when there is work for
        them. Returns at once."""
        self._idle[-1].begin()

    async def run(self, work: Callable[..., T], *given: object, seconds: float = SECONDS) -> T:
        """Runs a function of a module in a process. Raises what it raises, or Refusal: "work_too_slow" (W2),
        "work_failed" (W3)."""
        async with self._free:
            process = self._idle.pop()
            try:
                return await self._run(process, work, given, seconds)
            finally:
                self._idle.append(process if process.usable else _Process(self._warm))

    async def _run(self, process: "_Process", work: Callable[..., T], given: tuple[object, ...], seconds: float) -> T:
        try:
            future = asyncio.wrap_future(process.submit(work, *given))
            await asyncio.wait({future}, timeout=seconds)
        except BrokenProcessPool:
            process.end()
            raise Refusal("work_failed", status=503) from None
        except asyncio.CancelledError:
            process.end()
            raise
        if not future.done():
            process.end()
            future.cancel()
            raise Refusal("work_too_slow", status=503)
        try:
            return future.result()
        except BrokenProcessPool:
            process.end()
            raise Refusal("work_failed", status=503) from None

    def stop(self) -> None:
        """Ends the processes; what is on its way is dropped."""
        for process in self._idle:
            process.end()


class _Process:
    """One process and what is known of it."""

    def __init__(self, warm: Callable[[], object]) -> None:
        self._warm = warm
        self._pool: ProcessPoolExecutor | None = None
        self._pid: Future[int] | None = None
        self.usable = True

    def begin(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # spawn: a fork would copy the threads' locks and the open database of the server
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=_ready, initargs=(self._warm,))
            self._pid = self._pool.submit(os.getpid)
        return self._pool

    def submit(self, work: Callable[..., T], *given: object) -> "Future[T]":
        return self.begin().submit(work, *given)

    def end(self) -> None:
        """Ends the process at once, whatever it is at."""
        self.usable = False
        if self._pool is None:
            return
        if self._pid is not None and self._pid.done() and self._pid.exception() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self._pid.result(), signal.SIGTERM)
        self._pool.shutdown(wait=False, cancel_futures=True)


def _ready(warm: Callable[[], object]) -> None:
    """A worker leaves Ctrl-C to the server, which ends it; where it cannot any more, the worker ends itself (W4)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    warm()


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(0)
