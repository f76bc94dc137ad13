"""Test data in the language of the field: a family in six lines of text.

    family('''
    Sam, male, 14/02/2011, index
    Kelly, female, 03/06/1991
    Kelly + Craig: Sam, Macsen
    Sam ~close~ Nain
    ''')

A line is a person (`name, gender, born words, index`), a union with its children (`a + b: child, child`) or a bond
(`a ~kind~ b`). Whoever is named anywhere is there. Ids are made from names, so a test can say `person_id("Sam")`.
"""

import base64
import hashlib
import re
from typing import Any

from server.domain.formulation import Formulation, from_plain, read_record, to_plain
from server.domain.moments import read as read_moment


def record_id(words: str) -> str:
    """A stable record id made from words."""
    return base64.urlsafe_b64encode(hashlib.sha256(words.encode()).digest()[:16]).decode().rstrip("=")


def person_id(name: str) -> str:
    """The id of the person of that name."""
    return record_id(f"person {name}")


def family(text: str) -> Formulation:
    """The formulation that the lines describe."""
    plain: dict[str, dict[str, Any]] = {"people": {}, "unions": {}, "parent_links": {}, "bonds": {}}
    for line in filter(None, (row.strip() for row in text.splitlines())):
        if bond := re.fullmatch(r"(.+) ~(\w+)~ (.+)", line):
            a, b = _person(plain, bond[1]), _person(plain, bond[3])
            plain["bonds"][record_id(line)] = {"a": a, "b": b, "kind": bond[2]}
        elif " + " in line:
            _union(plain, line)
        else:
            name, *rest = [part.strip() for part in line.split(",")]
            _describe(plain["people"][_person(plain, name)], rest)
    whole = {c: {i: to_whole(c, i, r) for i, r in records.items()} for c, records in plain.items()}
    return from_plain(whole)[0]


def to_whole(collection: str, i: str, values: dict[str, Any]) -> dict[str, Any]:
    """A record with every field."""
    record, _ = read_record(collection, i, values)
    return to_plain(Formulation(**{collection: {i: record}}))[collection][i]


def event(title: str, **values: Any) -> tuple[str, dict[str, Any]]:
    """The id and the whole plain fields of an event of that title."""
    i = record_id(f"event {title}")
    return i, to_whole("events", i, {"title": title, **values})


def _person(plain: dict[str, dict[str, Any]], name: str) -> str:
    i = person_id(name.strip())
    plain["people"].setdefault(i, {"name": name.strip()})
    return i


def _describe(person: dict[str, Any], parts: list[str]) -> None:
    for part in parts:
        if part in ("male", "female", "nonbinary", "other", "unknown"):
            person["gender"] = part
        elif part == "index":
            person["index"] = True
        else:
            person["born"] = read_moment(part, language="en", born=None, after=None).to_json()


def _union(plain: dict[str, dict[str, Any]], line: str) -> None:
    couple, _, children = line.partition(":")
    a, b = (_person(plain, name) if name.strip() != "?" else "" for name in couple.split(" + "))
    union = record_id(f"union {couple.strip()}")
    plain["unions"][union] = {"a": a, "b": b, "kind": "cohabiting"}
    for child in filter(None, (c.strip() for c in children.split(","))):
        link = {"child": _person(plain, child), "union": union}
        plain["parent_links"][record_id(f"{union} {child}")] = link
