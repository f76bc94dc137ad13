"""`schema` and `check`: what the document looks like, and what is wrong with this installation."""

import argparse
import json
import os
import stat
from collections.abc import Iterator
from typing import Any

from server.commands.opened import Opened, opened, settings
from server.commands.telling import Telling
from server.config import Config
from server.document.schema import SCHEMA
from server.paths import STATIC
from server.storage import accounts, audit


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of both."""
    nouns.add_parser("schema", parents=[common], help="the document schema as JSON").set_defaults(command=schema)
    nouns.add_parser("check", parents=[common], help="what is wrong here").set_defaults(command=check)


def schema(arguments: argparse.Namespace, telling: Telling) -> None:
    """The document schema, always as JSON."""
    print(json.dumps(SCHEMA.as_json(), ensure_ascii=False, indent=None if telling.as_json else 1))


def check(arguments: argparse.Namespace, telling: Telling) -> int:
    """What is wrong with this installation, in sentences; exit status 1 where anything is."""
    settled = settings(arguments)
    found = list(_files(settled, telling))
    with opened(settled) as it:
        found += _inside(it, telling)
    for sentence in found:
        telling.write(sentence)
    if not found:
        telling.say("cli.check_well")
    telling.result({"found": found})
    return 1 if found else 0


def _files(settled: Config, telling: Telling) -> Iterator[str]:
    if settled.master_key_beside_data:
        yield telling.w("cli.check_key_beside_data", file=str(settled.master_key_file))
    for file in (settled.master_key_file, settled.keys):
        if os.name == "posix" and file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield telling.w("cli.check_readable_by_others", file=str(file))
    if not (STATIC / "manifest.json").is_file():
        yield telling.w("cli.check_not_built")


def _inside(it: Opened, telling: Telling) -> Iterator[str]:
    faults = it.database.faults()
    if faults:
        yield telling.w("cli.check_database", reason=faults[0])
    if not it.database.read_now(accounts.has_administrator):
        yield telling.w("cli.check_no_administrator")
    if it.database.read_now(audit.verify) is not None:
        yield telling.w("cli.check_audit")
