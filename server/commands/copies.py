"""`backup FILE` and `restore FILE`: everything of an installation as two files, and back again with every seal
checked."""

import argparse
from pathlib import Path
from typing import Any

from server.commands.opened import now, opened, settings
from server.commands.telling import Telling
from server.console import Owned, owning
from server.domain.errors import Refusal
from server.storage.backup import back_up
from server.storage.backup import restore as bring_back
from server.storage.keys import master_key


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of both."""
    for name, command in (("backup", backup), ("restore", restore)):
        verb = nouns.add_parser(name, parents=[common])
        verb.add_argument("file", type=Path)
        verb.set_defaults(command=command)


def backup(arguments: argparse.Namespace, telling: Telling) -> None:
    """A consistent backup, also while the server runs; the wrapped keys go into a file of their own."""
    with opened(settings(arguments)) as it:
        made = back_up(it.database, it.keys, arguments.file, now(), keys_target=it.config.keys_backup)
    telling.say("cli.backed_up", tables=str(made.tables), keys=str(made.keys))
    telling.result({"tables": str(made.tables), "keys": str(made.keys)})


def restore(arguments: argparse.Namespace, telling: Telling) -> None:
    """Brings a backup back; sign-ins and links are dead afterwards. The server must not run meanwhile."""
    settled = settings(arguments)
    try:
        with owning(settled.data):
            restored = bring_back(
                arguments.file, database=settled.database, keys=settled.keys,
                master=master_key(settled.master_key_file), at=now(), keys_file=settled.keys_backup,
            )  # fmt: skip
    except Owned:
        raise Refusal("installation_in_use", status=409) from None
    telling.say("cli.restored", n=restored.cases)
    telling.result({"cases": restored.cases, "versions": restored.versions})
