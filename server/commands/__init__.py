"""The commands of `python3 -m server` (and of the console script `gwead`).

Each noun has a module that declares its options and does its work; this package reads the command line, hands on, and
turns what is raised into an exit status: 0 done, 1 refused or failed with one plain sentence on standard error,
2 wrong usage. With `--json` standard output holds one JSON document and nothing else; logs go to standard error.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from server import config
from server.commands import accounts, cases, copies, demo, draw, installation, serving, versions
from server.commands.telling import Telling
from server.domain.errors import Refusal
from server.languages import words


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    arguments = _parser().parse_args(list(sys.argv[1:] if argv is None else argv))
    w = words(config.language())
    try:
        status: int | None = arguments.command(arguments, Telling(w, as_json=arguments.json))
        return status or 0
    except Refusal as refusal:
        print(refusal.sentence(w), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--data", type=Path, metavar="DIR", help="the data folder")
    common.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser = argparse.ArgumentParser(prog="gwead", description=__doc__.splitlines()[0], parents=[common])
    demo.options(parser)
    parser.set_defaults(command=demo.run, data=None, json=False)
    nouns = parser.add_subparsers(metavar="COMMAND")
    for declare in (
        demo.declare,
        serving.declare,
        accounts.declare,
        cases.declare,
        versions.declare,
        copies.declare,
        draw.declare,
        installation.declare,
    ):
        declare(nouns, common)
    return parser
