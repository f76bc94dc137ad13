"""Worker processes: limits of time, and a dead one is replaced."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from server.domain.errors import Refusal
from server.reports.workers import Workers


@pytest_asyncio.fixture
async def workers() -> AsyncIterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.stop()


def double(number: int) -> int:
    return 2 * number


def die() -> None:
    os._exit(3)


def dawdle() -> None:
    time.sleep(60)


def refuse() -> None:
    raise Refusal("empty_table", status=422, most=3)


@pytest.mark.asyncio
async def test_work_is_done_elsewhere(workers: Workers) -> None:
    assert await workers.run(double, 21) == 42
    assert await workers.run(os.getpid) != os.getpid()


@pytest.mark.asyncio
async def test_a_process_that_dies_is_replaced_and_its_asker_is_told(workers: Workers) -> None:
    """W3"""
    with pytest.raises(Refusal) as told:
        await workers.run(die)
    assert told.value.key == "work_failed" and told.value.status == 503
    assert await workers.run(double, 4) == 8


@pytest.mark.asyncio
async def test_work_that_takes_too_long_is_ended(workers: Workers) -> None:
    """W2"""
    before = await workers.run(os.getpid)
    with pytest.raises(Refusal) as told:
        await workers.run(dawdle, seconds=0.2)
    assert told.value.key == "work_too_slow"
    assert await workers.run(os.getpid) != before


@pytest.mark.asyncio
async def test_a_refusal_of_the_work_comes_back_whole(workers: Workers) -> None:
    """W4"""
    with pytest.raises(Refusal) as told:
        await workers.run(refuse)
    assert (told.value.key, told.value.status, told.value.parameters) == ("empty_table", 422, {"most": 3})
    assert await workers.run(double, 1) == 2


_SERVER = """
import asyncio, os, time
from server.reports.workers import Workers
pool = Workers(1)
print(asyncio.run(pool.run(os.getpid)), flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="its processes do not share the way out that is read here")
def test_no_process_outlives_a_killed_server() -> None:
    """W4: the output stays open as long as any process that was started with it lives."""
    server = subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert int(server.stdout.readline()) != server.pid
    server.send_signal(signal.SIGKILL)
    assert server.communicate(timeout=20) == (b"", None)
