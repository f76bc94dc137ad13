"""A report as a document for other systems: JSON in the shape of a FHIR R4 Composition, so that whoever knows that
shape can take it in. It is like FHIR, not validated against a profile; what is ours is under addresses `urn:gwead:`.

    resourceType   "Composition"
    meta.tag       [{"system": "urn:gwead:format", "code": "gwead-composition-1"}]: what this page describes
    language       "en-GB" or "cy-GB": of the first part
    identifier     {"system": "urn:gwead:seal", "value": the version's whole seal, 64 hexadecimal digits}
    status         how the version stands: "final"; "amended" where something was added to it since (its own words
                   stand unchanged, and what was added is among the sections of a full report); "entered-in-error";
                   "unknown" where it does not check any more (R5 has this word, R4 has none)
    type           {"coding": [{"system": "urn:gwead:report", "code": kind}], "text": title}; the kinds are
                   professional, plan, child, summary, wall
    subject        {"type": "Patient", "identifier": {"system": "urn:gwead:case", "value": case}}, with "display", the
                   child's name, only where it was asked for. The words of the sections may name the child
    date           when the version was frozen: an instant in UTC, ISO 8601
    author         [{"display": the chair}]
    title          the report's title, which names nobody
    confidentiality  "V" (very restricted) with what is marked sensitive in it, otherwise "R" (restricted)
    attester       [{"mode": "professional", "time": as date, "party": {"display": the chair}}]: who signed
    relatesTo      [{"code": "replaces", "targetIdentifier": {"system": "urn:gwead:seal", "value": the seal of the
                   version before}}]; absent for the first version
    section        as the report's headings stand. Where both languages were asked for, one section for each language
                   on the outside, with code {"system": "urn:ietf:bcp:47", "code": "cy-GB"}. Each section has
                     title    the heading; absent for what stands before the first one
                     code     {"coding": [{"system": "urn:gwead:section", "code": ...}]} where it is one of SECTIONS
                     text     {"status": "generated", "div": XHTML}: its words and tables; of a picture its caption and
                              what it shows in words. Absent where it has only sections below it
                     entry    [{"identifier": {"system": "urn:gwead:events", "value": record id}, "display": "[4]"}]:
                              what it cites, each once, in order; the number is that of the report's appendix, the
                              system one of urn:gwead:events, urn:gwead:facts, urn:gwead:people; the ids are those of
                              the sealed version
                     section  the headings below it

Sources: HL7 FHIR R4, Composition; its confidentiality codes (HL7 v3). Design: VERSIONS, section 2.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.errors import Words
from server.domain.versions import Version
from server.reports.draft import Beside, Catalogues, Key
from server.reports.page import blocks_of
from server.reports.paper import Block, Bullets, Cell, Heading, Line, Paper, Paragraph, Part, Picture, Run, Table, Terms
from server.reports.sheets import LANGUAGES, clean

FORMAT: Final = "gwead-composition-1"
SECTIONS: Final[Mapping[str, str]] = {
    # Code -> the word of the catalogue that is its heading.
    "who": "report.who", "present": "report.present", "contributed": "report.contributed",
    "sources": "report.sources", "consent": "report.consent", "family": "report.family",
    "family-in-words": "version.family_told", "facts": "version.facts", "timeline": "report.timeline",
    "ages": "report.ages", "board": "report.board", "story": "report.story", "placement": "report.placement",
    "recommendations": "report.recommendations", "avoid": "starts.avoid", "unresolved": "report.unresolved",
    "safety": "report.safety", "harm-now": "report.harm_now", "keeping-safe": "report.keeping_safe",
    "safe-people": "report.safe_people", "review": "report.review", "restrictions": "report.restrictions",
    "notes": "report.notes", "appendix": "report.appendix", "cited": "report.cited", "rest": "report.rest",
    "seal": "report.seal", "childs-words": "report.childs_words",
    "first": "report.first", "presenting": "boxes.presenting", "predisposing": "boxes.predisposing",
    "precipitating": "boxes.precipitating", "perpetuating": "boxes.perpetuating", "protective": "boxes.protective",
    "by-date": "version.plan_by_date", "by-person": "version.plan_by_person", "you-told-us": "report.you.told_us",
    "you-happened": "report.you.happened", "you-good-at": "report.you.good_at", "you-people": "report.you.people",
    "you-now": "report.you.now", "you-will-do": "report.you.will_do", "you-later": "report.you.later",
    "you-next": "report.you.next",
}  # fmt: skip
STATUS: Final = {"sealed": "final", "in_error": "entered-in-error", "altered": "unknown"}
XHTML: Final = "http://www.w3.org/1999/xhtml"


@dataclass(slots=True)
class _Section:
    """A heading with what stands below it."""

    level: int
    title: str
    blocks: list[Block] = field(default_factory=list)
    below: list["_Section"] = field(default_factory=list)


def composition(
    paper: Paper,
    version: Version,
    *,
    words: Catalogues,
    beside: Beside,
    numbers: Mapping[Key, int],
    name: str = "",
    with_sensitive: bool = False,
) -> dict[str, Any]:
    """A paper as the JSON that this module describes. `numbers` are those under which records are cited in it, `name`
    the child's where it is to stand in `subject`."""
    header, first, seal = version.header, paper.parts[0], "urn:gwead:seal"
    chair = version.circumstances.chair.name if version.circumstances else ""
    keys = {number: key for key, number in numbers.items()}
    told = [_part(part, words(part.language), keys) for part in paper.parts]
    status = "amended" if beside.standing == "sealed" and beside.notes else STATUS[beside.standing]
    before = [{"code": "replaces", "targetIdentifier": {"system": seal, "value": header.parent}}]
    subject = {"type": "Patient", "identifier": {"system": "urn:gwead:case", "value": header.case}}
    return {
        "resourceType": "Composition",
        "meta": {"tag": [{"system": "urn:gwead:format", "code": FORMAT}]},
        "language": _tag(first.language),
        "identifier": {"system": seal, "value": version.seal},
        "status": status,
        "type": {"coding": [{"system": "urn:gwead:report", "code": paper.kind}], "text": clean(first.title)},
        "subject": {**subject, "display": clean(name)} if name else subject,
        "date": header.frozen_at,
        "author": [{"display": clean(chair)}],
        "title": clean(first.title),
        "confidentiality": "V" if with_sensitive else "R",
        "attester": [{"mode": "professional", "time": header.frozen_at, "party": {"display": clean(chair)}}],
        **({"relatesTo": before} if header.parent else {}),
        "section": told[0] if len(told) == 1 else [_language(*each) for each in zip(paper.parts, told, strict=True)],
    }


def written(value: Mapping[str, Any]) -> bytes:
    """As the bytes of a file."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _language(part: Part, sections: list[dict[str, Any]]) -> dict[str, Any]:
    code = {"coding": [{"system": "urn:ietf:bcp:47", "code": _tag(part.language)}]}
    return {"title": clean(part.title), "code": code, "section": sections}


def _part(part: Part, w: Words, keys: Mapping[int, Key]) -> list[dict[str, Any]]:
    codes = {w(word): code for code, word in SECTIONS.items()}
    return [_told(section, part.language, codes, keys) for section in _sections(part.blocks)]


def _sections(blocks: Iterable[Block]) -> list[_Section]:
    """The blocks below their headings, headings below those of a higher level; what stands before the first one has
    no title."""
    top = _Section(0, "", below=[])
    path = [top]
    for block in blocks:
        if isinstance(block, Heading):
            while path[-1].level >= block.level:
                path.pop()
            section = _Section(block.level, _words(block.line))
            path[-1].below.append(section)
            path.append(section)
        else:
            path[-1].blocks.append(block)
    return [_Section(1, "", top.blocks), *top.below] if top.blocks else top.below


def _told(
    section: _Section, language: str, codes: Mapping[str, str], keys: Mapping[int, Key]
) -> dict[str, Any]:
    code, div = codes.get(section.title), _div(section.blocks, language)
    entries = [_entry(number, keys[number]) for number in _cited(section.blocks) if number in keys]
    below = [_told(each, language, codes, keys) for each in section.below]
    return {
        **({"title": clean(section.title)} if section.title else {}),
        **({"code": {"coding": [{"system": "urn:gwead:section", "code": code}]}} if code else {}),
        **({"text": {"status": "generated", "div": div}} if section.blocks or not below else {}),
        **({"entry": entries} if entries else {}),
        **({"section": below} if below else {}),
    }


def _entry(number: int, key: Key) -> dict[str, Any]:
    collection, i = key
    return {"identifier": {"system": f"urn:gwead:{collection}", "value": i}, "display": f"[{number}]"}


def _cited(blocks: Sequence[Block]) -> list[int]:
    """The numbers that lead to the appendix, each once, in order."""
    anchors = (run.anchor for block in blocks for line in _lines(block) for run in line)
    found = (anchor.removeprefix("cited-") for anchor in anchors if anchor.startswith("cited-"))
    return sorted({int(number) for number in found if number.isdigit()})


def _lines(block: Block) -> list[Line]:
    match block:
        case Paragraph(line=line):
            return [line]
        case Bullets(items=items):
            return [each for line, below in items for each in (line, *(_lines(below) if below else []))]
        case Terms(rows=rows):
            return [line for _, line in rows]
        case Table(rows=cells):
            return [cell.line for row in cells for cell in row]
    return []


def _div(blocks: Sequence[Block], language: str) -> str:
    """Blocks as XHTML that needs nothing else: no picture, no link, no name of a place."""
    said = blocks_of(tuple(simple for block in blocks for simple in _simple(block)))
    tag = _tag(language)
    return f'<div xmlns="{XHTML}" lang="{tag}" xml:lang="{tag}">{clean(said).replace("<br>", "<br/>")}</div>'


def _simple(block: Block) -> list[Block]:
    match block:
        case Paragraph():
            return [replace(block, line=_plain(block.line))]
        case Bullets():
            return [_listed(block)]
        case Terms(rows=rows):
            return [Paragraph((Run(f"{what}: ", bold=True), *_plain(line))) for what, line in rows]
        case Table():
            return [replace(block, rows=tuple(tuple(Cell(_plain(c.line)) for c in row) for row in block.rows))]
        case Picture(caption=caption, alt=alt):
            told = (caption, alt) if caption else (alt,)
            return [Paragraph((Run(each),)) for each in told]
    return []


def _listed(bullets: Bullets) -> Bullets:
    return replace(bullets, items=tuple((_plain(line), below and _listed(below)) for line, below in bullets.items))


def _plain(line: Line) -> Line:
    return tuple(replace(run, anchor="") for run in line)


def _words(line: Line) -> str:
    return "".join(run.text for run in line)


def _tag(language: str) -> str:
    return "-".join(LANGUAGES[language])
