"""Pedigrees (JSON): people, unions and children as programs exchange them to compare drawings.

`{"people": [{"id", "sex": "M" | "F" | other, "birth": decimal year or null, "name"}], "unions": [{"id", "partners":
[ids], "order": decimal year or null}], "children": [{"union", "child"}]}`. Nothing else of such a file is read. Rules
I1 to I4 of `records.py`; a reference that leads nowhere is told and left out.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from server.domain.errors import Finding, Place
from server.domain.fields import clean_line
from server.domain.moments import Moment
from server.interchange.records import Plain, Reading, record_id, whole_record

_SIDES: Final = {"M": "male", "F": "female"}


def is_pedigree(value: Any) -> bool:
    """Whether a JSON value has the shape of a pedigree."""
    if not isinstance(value, Mapping):
        return False
    return all(isinstance(value.get(name), list) for name in ("people", "unions", "children"))


def read_pedigree(value: Mapping[str, Any], *, seed: bytes) -> Reading:
    """The records of a pedigree; total for anything that `is_pedigree`."""
    records: Plain = {"people": {}, "unions": {}, "parent_links": {}}
    findings: list[Finding] = []

    def put(collection: str, ref: str, **values: Any) -> None:
        i = record_id(seed, collection, ref)
        records[collection][i] = whole_record(collection, i, {"ref": clean_line(ref)[:200], **values})

    def known(collection: str, ref: Any) -> str:
        i = record_id(seed, collection, str(ref))
        if i in records[collection]:
            return i
        findings.append(Finding("dangling_reference", Place(collection), parameters={"words": str(ref)[:200]}))
        return ""

    for person in filter(_is_object, value["people"]):
        side = _SIDES.get(str(person.get("sex")), "unknown")
        name = str(person.get("name") or "")
        put(
            "people", str(person.get("id")), name=clean_line(name)[:200], gender=side, born=_moment(person.get("birth"))
        )
    for union in filter(_is_object, value["unions"]):
        partners = [known("people", each) for each in list(union.get("partners") or ())[:2]]
        a, b = (*partners, "", "")[:2]
        put("unions", str(union.get("id")), a=a, b=b, kind="married", began=_moment(union.get("order")))
    for number, link in enumerate(filter(_is_object, value["children"])):
        ends = {"union": known("unions", link.get("union")), "child": known("people", link.get("child"))}
        if all(ends.values()):
            put("parent_links", f"{number}", **ends)
    return Reading(records, tuple(findings))


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _moment(year: Any) -> dict[str, Any] | None:
    """A decimal year as a moment: whole ones are years, others the day that they fall on."""
    if isinstance(year, bool) or not isinstance(year, int | float) or not 1 <= year < 9999:
        return None
    whole = int(year)
    if year == whole:
        return Moment(f"{whole}", (date(whole, 1, 1), date(whole, 12, 31)), None, "year").to_json()
    day = date(whole, 1, 1) + timedelta(days=int((year - whole) * 365.2425))
    return Moment(day.isoformat(), (day, day), None, "day").to_json()
