"""How a command reaches the server that runs on the same data: a local socket in the data folder.

One process owns a data folder at a time (a lock on a file): the server, or a command that writes a working copy. A
command that finds the folder owned asks the owner over the socket, one JSON line there and one back; only who may
read the data folder can reach it. Where the platform has no such sockets the command says to stop the server.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from server.domain.errors import Refusal

LINE_BYTES: Final = 64 << 20
"""The longest request: an imported bundle."""
WAIT_SECONDS: Final = 120.0

Act = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any]]]


class Owned(Exception):
    """Another process owns the data folder."""


@contextlib.contextmanager
def owning(data: Path) -> Iterator[None]:
    """Owns a data folder until left. Raises Owned where another process does."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / "owner.lock").open("a+b") as file:
        _lock(file.fileno())
        yield


def _lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # a platform without it: one process is trusted to be alone
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as held:
        raise Owned from held


def ask(data: Path, act: str, **parameters: Any) -> Mapping[str, Any]:
    """Asks the owner of a data folder to do something. Raises Refusal with what it says, or `server_owns_data`."""
    if not hasattr(socket, "AF_UNIX"):
        raise Refusal("server_owns_data", status=409)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as line:
        line.settimeout(WAIT_SECONDS)
        try:
            with _reachable(data) as address:
                line.connect(address)
            line.sendall(json.dumps({"act": act, **parameters}).encode() + b"\n")
            answer = json.loads(line.makefile("rb").readline() or b"{}")
        except OSError as error:
            raise Refusal("server_owns_data", status=409) from error
    if "refused" in answer:
        raise Refusal(answer["refused"], **answer.get("parameters", {}))
    result: Mapping[str, Any] = answer.get("result", {})
    return result


@contextlib.asynccontextmanager
async def answering(data: Path, acts: Mapping[str, Act]) -> AsyncIterator[None]:
    """Answers commands until left; does nothing where the platform has no local sockets."""
    if not hasattr(socket, "AF_UNIX"):
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(await reader.readline())
        try:
            told: dict[str, Any] = {"result": await acts[asked.pop("act")](asked)}
        except Refusal as refusal:
            told = {"refused": refusal.key, "parameters": refusal.parameters}
        writer.write(json.dumps(told).encode() + b"\n")
        await writer.drain()
        writer.close()

    with _reachable(data) as address:
        Path(address).unlink(missing_ok=True)
        server = await asyncio.start_unix_server(answer, address, limit=LINE_BYTES)
        os.chmod(address, 0o600)
    try:
        yield
    finally:
        server.close()
        (data / "command.sock").unlink(missing_ok=True)


@contextlib.contextmanager
def _reachable(data: Path) -> Iterator[str]:
    """The socket's address, short enough for the platform (some allow only about 100 characters of path)."""
    address = str(data / "command.sock")
    if len(os.fsencode(address)) < 100:
        yield address
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="gwead-") as folder:
        short = Path(folder) / "d"
        short.symlink_to(data.resolve(), target_is_directory=True)
        yield str(short / "command.sock")
