"""A file of any kind that we read, told by its content and not by its name.

Called in a worker process by whoever imports: everything that comes in and goes out can be pickled.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.domain.errors import Finding
from server.domain.moments import Moment
from server.interchange.bundle import MOST_BYTES, Bundle, is_bundle, read_bundle
from server.interchange.chronology import Row, read_chronology
from server.interchange.family import MOST_PEOPLE, read_family
from server.interchange.familytext import FamilyTextReading, is_family_text, read_family_text
from server.interchange.formulation import is_formulation, read_formulation
from server.interchange.gedcom import read_gedcom
from server.interchange.gedcomlines import is_gedcom
from server.interchange.records import Plain, read_json, whole_record
from server.interchange.tables import refuse_other_kinds
from server.interchange.tablesheets import is_zip


@dataclass(frozen=True, slots=True)
class Read:
    """What a file would bring into a case.

    `records` are new ones by collection and id, and under `story` parts of the story as a version holds them; `fills`
    are fields of records that are there and stand empty; `rows` report each row of a chronology; `bundle` is set when
    the file is a whole case, and then alone.
    """

    records: Plain = field(default_factory=dict)
    fills: Plain = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    bundle: Bundle | None = None
    child: str = ""
    """Whom of a family tree the child was found to be: the identifier in the file, "" where nobody was."""

    @property
    def count(self) -> int:
        """How many records would be added; the story's words are counted in none."""
        records = self.records if self.bundle is None else self.bundle.content or {}
        return sum(len(these) for name, these in records.items() if name != "story")


def read(
    data: bytes,
    name: str,
    standing: Mapping[str, Any],
    born: Moment | Mapping[str, Any] | None,
    child: str = "",
    today: date | None = None,
    steps: int = 0,
    repeats: bool = False,
    *,
    seed: bytes | None = None,
    language: str = "en",
) -> Read:
    """Read a file for a case.

    `name` is the file's own name and only helps to say what was refused; `standing` is the case's plain content; `born`
    the child's birth; `child` who the child is in a family tree, by identifier or name, where somebody says so; `today`
    is what the ages in a family text are counted back from; `steps` how far from the child the people of a tree may
    stand, 0 for everybody; `seed` makes the new ids (drawn where none is given); `repeats` brings in the rows of a
    chronology, too, that only tell what stands already. Raises Refusal for what is none of our kinds, or above a limit:
    a case takes as many people as a drawing can hold, which is less than a file may have.
    """
    ids = seed if seed is not None else secrets.token_bytes(16)
    birth = born if isinstance(born, Moment) or born is None else Moment.from_json(born)
    refuse_other_kinds(data)
    if is_gedcom(data):
        tree = read_gedcom(
            data, seed=ids, language=language, standing=standing, child=child, steps=steps, most=MOST_PEOPLE
        )
        return Read(tree.records, tree.fills, (), tree.findings, tree.about, child=tree.child)
    text = None if is_zip(data) else _family_text(data)
    if text is not None and today is not None:
        return _of_text(read_family_text(text, standing, today=today, language=language, seed=ids))
    if is_zip(data) or not _looks_like_json(data):
        known, people = standing.get("events", {}), standing.get("people", {})
        rows = read_chronology(data, seed=ids, born=birth, language=language, known=known, people=people, today=today)
        return Read({"events": rows.chosen(repeats=repeats)}, {}, rows.rows, rows.findings, rows.about)
    value = read_json(data, MOST_BYTES)
    if is_bundle(value):
        return Read(bundle=read_bundle(data))
    if is_formulation(value):
        told = read_formulation(data, seed=ids, language=language, standing=standing)
        return Read(told.records, {}, (), told.findings, told.about)
    family = read_family(data, seed=ids, language=language, standing=standing)
    return Read(family.records, family.fills, (), family.findings, family.about)


def _family_text(data: bytes) -> str | None:
    """The text of a family in lines, None for any other file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if not _looks_like_json(data) and is_family_text(text) else None


def _of_text(family: FamilyTextReading) -> Read:
    """New records and what is filled in of those that are there."""
    records: Plain = {}
    fills: Plain = {}
    for entry in family.plan:
        into = fills if entry.there else records
        values = dict(entry.fields) if entry.there else whole_record(entry.collection, entry.id, entry.fields)
        into.setdefault(entry.collection, {})[entry.id] = values
    return Read(records, fills, (), family.findings)


def _looks_like_json(data: bytes) -> bool:
    try:
        return data[:64].decode(json.detect_encoding(data[:64]), "ignore").lstrip("\ufeff \t\r\n").startswith("{")
    except LookupError:
        return False
