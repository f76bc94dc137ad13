"""The data folder of an installation, opened for one command and closed after it."""

import argparse
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from server import config, console
from server.config import Config
from server.storage.database import Database
from server.storage.keys import Keys, master_key


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works on: settings, tables and keys."""

    config: Config
    database: Database
    keys: Keys


def settings(arguments: argparse.Namespace) -> Config:
    """The settings of the real installation that a command was pointed at."""
    return config.read(data=arguments.data)


@contextlib.contextmanager
def opened(settled: Config) -> Iterator[Opened]:
    """Opens tables and keys, making them on the first run. Raises CannotStore, or Refusal for a wrong key."""
    database = Database(settled.database)
    try:
        keys = Keys(settled.keys, master_key(settled.master_key_file))
        try:
            yield Opened(settled, database, keys)
        finally:
            keys.close()
    finally:
        database.close()


def tell_server(settled: Config, act: str, **parameters: str) -> None:
    """Lets the server that runs on the same data know what a command changed beneath it; nothing where none runs."""
    try:
        with console.owning(settled.data):
            pass
    except console.Owned:
        console.ask(settled.data, act, **parameters)


def now() -> str:
    """The present instant, UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
