"""`draw FILE`: a family drawn without a case, for whoever compares drawings or wants one on paper.

A file is a family tree of another program (GEDCOM), a pedigree (server/interchange/pedigree.py), family facts, or a
family in lines of text. With `--positions` nothing is drawn: where everybody stands is printed, and how long that took.
"""

import argparse
import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from server.commands.telling import Telling
from server.domain.errors import Refusal
from server.domain.fields import SLOT
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.layout import family_of, layout
from server.interchange import reading
from server.interchange.gedcom import read_gedcom
from server.interchange.gedcomlines import is_gedcom
from server.interchange.pedigree import is_pedigree, read_pedigree
from server.interchange.records import Plain
from server.languages import words
from server.reports import drawing

FILE_MOST: Final = 20 << 20
PEOPLE_MOST: Final = 20_000

Places = dict[str, tuple[int, int]]


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the command."""
    verb = nouns.add_parser("draw", parents=[common], help="a family file as a picture")
    verb.add_argument("file", type=Path)
    told = verb.add_mutually_exclusive_group(required=True)
    told.add_argument("--out", type=Path, metavar="FILE.svg")
    told.add_argument("--positions", action="store_true", help="print where everybody stands instead")
    verb.add_argument("--previous", type=Path, metavar="FILE", help="positions printed before, to be kept")
    verb.add_argument("--pins", type=Path, metavar="FILE", help="positions that are held")
    verb.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day that is drawn; today")
    verb.set_defaults(command=draw)


def draw(arguments: argparse.Namespace, telling: Telling) -> None:
    """Lays a family out and draws it, or says where everybody stands."""
    family, _ = from_plain(_records(arguments.file))
    if not family.people:
        raise Refusal("nobody_in_file", file=arguments.file.name)
    names = {i: person.ref or i for i, person in family.people.items()}
    pins = _known(names, arguments.pins)
    previous = {**_known(names, arguments.previous), **pins}
    begun = time.perf_counter()
    places = layout(family_of(family), previous or None, pins)
    spent = (time.perf_counter() - begun) * 1000
    if arguments.positions:
        found = {names[i]: list(place) for i, place in sorted(places.items(), key=lambda each: names[each[0]])}
        told = {"positions": found, "ms": round(spent, 2), "slot": SLOT}
        telling.write(json.dumps(told, ensure_ascii=False))
        telling.result(told)
        return
    _write(arguments.out, _drawn(family, places, arguments.on or datetime.now(UTC).date(), telling.w.language))
    telling.say("cli.drawn", n=len(places), file=str(arguments.out))
    telling.result({"file": str(arguments.out), "people": len(places)})


def _records(file: Path) -> Plain:
    data = _bytes(file)
    seed = secrets.token_bytes(16)
    if is_gedcom(data):
        return read_gedcom(data, seed=seed, standing={}, most=PEOPLE_MOST).records
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if is_pedigree(value):
        return read_pedigree(value, seed=seed).records
    return dict(reading.read(data, file.name, {}, None, today=datetime.now(UTC).date(), seed=seed).records)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > FILE_MOST:
            raise Refusal("file_too_large", status=413, most=FILE_MOST >> 20)
        return file.read_bytes()
    except OSError as error:
        raise Refusal("file_not_read", file=str(file), reason=error.strerror or "") from None


def _known(names: Mapping[str, str], file: Path | None) -> Places:
    """The positions of a file that `--positions` printed, of those who are in the family."""
    if file is None:
        return {}
    try:
        told = json.loads(_bytes(file))["positions"]
        read = {str(name): (int(x), int(y)) for name, (x, y) in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal("positions_not_read", file=file.name) from None
    return {i: read[name] for i, name in names.items() if name in read}


def _drawn(family: Formulation, places: Mapping[str, tuple[int, int]], on: date, language: str) -> str:
    plain = to_plain(family)
    for i, place in places.items():
        plain["people"][i]["place"] = list(place)
    return drawing.draw("family", plain, {"today": on.isoformat()}, language, words(language).for_browser())


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal("file_not_written", file=str(file), reason=error.strerror or "") from None
