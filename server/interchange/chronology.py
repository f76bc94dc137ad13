"""Chronologies (CSV, TSV): what happened, as councils and health boards write it down in tables.

Bytes of any usual encoding and delimiter become rows; columns are guessed by the words above them, in English
and Welsh; each row becomes an event with its words kept, and says whether it is good, doubtful or refused,
and why. Rules I1 to I4 of `records.py`, and
C1  a row is never left out in silence: it becomes an event, or it is refused with its reason.
C2  a title that is too long is not cut: the whole words stand in the detail, the title is their first
    sentence.
C3  what is under a heading that we do not know stands in the detail, under its own heading.
C4  the age somebody typed is kept as typed; where it differs from the reckoned one, that is said, never
    corrected. Columns: guidance on multi-agency chronologies (date, age, agency, event, significance,
    category, confidence, recorder).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, PROSE_MAX, clean, clean_line
from server.domain.moments import Moment, age_code, age_range, read_closely
from server.interchange.records import Reading, first_words, record_id, small_enough, whole_record

MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 60

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    # Field of an event -> the headings that mean it, in English and Welsh; first come, first served.
    "ref": ("ref", "reference", "id", "no", "no.", "number", "cyf", "cyfeirnod", "rhif"),
    "when": ("date", "when", "date of event", "event date", "date/time", "dates", "dyddiad", "pryd"),
    "age_said": ("age", "child's age", "age of child", "oed", "oedran", "oedran y plentyn"),
    "agency": (
        "source agency",
        "agency",
        "source",
        "source/agency",
        "organisation",
        "asiantaeth",
        "ffynhonnell",
        "asiantaeth ffynhonnell",
    ),
    "says": ("who says so", "who says", "said by", "reported by", "pwy sy'n dweud", "adroddwyd gan"),
    "title": (
        "event",
        "what happened",
        "incident",
        "event/incident",
        "key event",
        "significant event",
        "description",
        "summary",
        "digwyddiad",
        "beth ddigwyddodd",
        "disgrifiad",
        "crynodeb",
    ),
    "detail": (
        "detail",
        "details",
        "notes",
        "action",
        "outcome",
        "outcome/action",
        "action taken",
        "manylion",
        "nodiadau",
        "canlyniad",
        "gweithredu",
    ),
    "meaning": (
        "significance",
        "impact",
        "impact on child",
        "impact on the child",
        "meaning",
        "what it meant",
        "analysis",
        "significance/impact on the child",
        "arwyddocâd",
        "effaith",
        "effaith ar y plentyn",
        "ystyr",
        "dadansoddiad",
    ),
    "quote": (
        "child's words",
        "in the child's words",
        "words",
        "quote",
        "child's voice",
        "geiriau'r plentyn",
        "llais y plentyn",
    ),
    "lane": ("category", "lane", "type", "theme", "categori", "math", "thema"),
    "confidence": (
        "confidence",
        "how sure",
        "certainty",
        "reliability",
        "status",
        "hyder",
        "sicrwydd",
        "pa mor sicr",
    ),
    "place_text": ("place", "location", "where", "lle", "lleoliad", "ble"),
    "recorded_by": ("recorded by", "recorder", "entered by", "author", "cofnodwyd gan", "cofnodwr", "awdur"),
}

LANES: Final[Mapping[str, str]] = {
    # What chronologies call a category -> lane. Several words may mean one lane; a lane's own key always
    # does.
    **dict.fromkeys(
        ("family & home", "family and home", "family", "home", "teulu a chartref", "teulu", "cartref"), "home"
    ),
    **dict.fromkeys(
        (
            "placements & moves",
            "placements and moves",
            "placements",
            "placement",
            "moves",
            "lleoliadau",
            "lleoliadau a symudiadau",
            "symudiadau",
        ),
        "moves",
    ),
    **dict.fromkeys(("school", "education", "ysgol", "addysg"), "school"),
    **dict.fromkeys(("health", "mental health", "iechyd", "iechyd meddwl"), "health"),
    **dict.fromkeys(
        (
            "loss & trauma",
            "loss and trauma",
            "trauma",
            "loss",
            "hard things",
            "colled a thrawma",
            "trawma",
            "colled",
        ),
        "hard",
    ),
    **dict.fromkeys(
        (
            "community & exploitation",
            "community and exploitation",
            "community",
            "exploitation",
            "cymuned",
            "cymuned a chamfanteisio",
            "camfanteisio",
        ),
        "community",
    ),
    **dict.fromkeys(
        (
            "offending",
            "police",
            "police & court",
            "police and court",
            "court",
            "youth justice",
            "troseddu",
            "heddlu",
            "yr heddlu",
            "llys",
            "heddlu a llys",
        ),
        "police",
    ),
    **dict.fromkeys(("services", "service", "children's services", "gwasanaethau"), "services"),
    **dict.fromkeys(
        (
            "strengths & protective",
            "strengths and protective",
            "strengths",
            "strength",
            "protective",
            "strengths & people",
            "cryfderau",
            "cryfderau ac amddiffynnol",
            "cryfder",
        ),
        "strengths",
    ),
    **dict.fromkeys(
        ("child's voice", "voice of the child", "voice", "in the child's words", "llais y plentyn"), "words"
    ),
}

CONFIDENCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("child's account", "child's own account", "child", "adroddiad y plentyn", "gair y plentyn"), "child"
    ),
    **dict.fromkeys(("cadarnhawyd", "wedi'i gadarnhau"), "confirmed"),
    **dict.fromkeys(("adroddwyd",), "reported"),
    **dict.fromkeys(("dadleuol", "anghytuno"), "disputed"),
    **dict.fromkeys(("heb ei gadarnhau", "heb gadarnhad"), "unconfirmed"),
    **dict.fromkeys(("ail law", "achlust"), "hearsay"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. `event` is its record's id, "" for a refused row; `findings` are why it is not
    simply good.

    `number` is the row in the file as a spreadsheet counts (the headings are row 1).
    """

    number: int
    ref: str
    event: str
    when: Moment | None
    age: str
    lane: str
    findings: tuple[Finding, ...] = ()
    duplicate_of: str = ""

    @property
    def status(self) -> str:
        """good, doubtful or refused."""
        return "refused" if not self.event else "doubtful" if self.findings else "good"

    def to_json(self) -> dict[str, Any]:
        """The row as `case import --dry-run --json` reports it; `reasons` are keys of findings,
        `findings` the same with what fills their sentences."""
        return {
            "row": self.number,
            "ref": self.ref,
            "status": self.status,
            "reasons": [finding.key for finding in self.findings],
            "findings": [{"key": f.key, "parameters": dict(f.parameters)} for f in self.findings],
            "when": when_json(self.when),
            "age": self.age,
            "lane": self.lane,
            "duplicate_of": self.duplicate_of or None,
        }


@dataclass(frozen=True, slots=True)
class Chronology(Reading):
    """A chronology read: the events, what is doubtful, and each row in the order of the file."""

    rows: tuple[Row, ...] = ()


_PRECISION_WORDS = {"school-year": "school year", "named": "named period"}
_QUALIFIER_WORDS = {"end": "end of", "serial": "excel serial"}


def when_json(when: Moment | None) -> dict[str, Any]:
    """A moment in the words of the import report: approx for a span that is about, around for a named or
    vague time."""
    moment = when or Moment("", None, None, "unknown", "unknown")
    qualifier = _QUALIFIER_WORDS.get(moment.qualifier, moment.qualifier)
    if moment.qualifier == "about":
        qualifier = "around" if moment.precision in ("named", "approx") else "approx"
    if moment.qualifier == "since" and moment.earliest:
        qualifier = f"since {moment.earliest.year}"
    return {
        "text": moment.text,
        "earliest": moment.earliest.isoformat() if moment.earliest else None,
        "latest": moment.latest.isoformat() if moment.latest else None,
        "precision": _PRECISION_WORDS.get(moment.precision, moment.precision),
        "qualifier": qualifier,
    }


def read_chronology(
    data: bytes,
    *,
    seed: bytes,
    born: Moment | None,
    language: str = "en",
    known: Mapping[str, Mapping[str, Any]] | None = None,
) -> Chronology:
    """The events of a chronology file.

    `seed`: what new ids are made from; `born`: the child's birth, for ages and school years; `language`: of
    the words, where the file does not say; `known`: plain events already in the case, to find what is there
    already. Raises Refusal for a file above the limits (2 MB, 5,000 rows, 60 columns) and for one that is no
    table.
    """
    small_enough(data)
    text, findings = _decoded(data)
    table = _table(text)
    if len(table) > MOST_ROWS + 1:
        raise Refusal("too_many_rows", status=413, most=MOST_ROWS)
    if not any(any(cell.strip() for cell in row) for row in table):
        raise Refusal("empty_table")
    if max(map(len, table)) > MOST_COLUMNS:
        raise Refusal("too_many_columns", status=413, most=MOST_COLUMNS)
    top, columns = _columns(table)
    if top is None:
        findings.append(Finding("columns_guessed", Place("events")))
    findings += [
        Finding("column_kept", Place("events"), parameters={"column": column[1:][:LINE_MAX]})
        for column in columns.values()
        if column.startswith("=") and column != "="
    ]
    reader = _Rows(seed, born, language, known or {})
    for number, row in enumerate(table, start=1):
        if (top is None or number > top + 1) and any(cell.strip() for cell in row):
            reader.row(number, row, columns)
    return Chronology({"events": reader.events}, tuple(findings), {}, tuple(reader.rows))


# --- bytes to cells -------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, list[Finding]]:
    """The text of a file; where its encoding had to be guessed, a finding says which."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), []
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), []
    zeros = data[:400].count(0)
    if zeros > len(data[:400]) // 4:
        little = data[1:400:2].count(0) >= data[0:400:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace"), []
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        guess = Finding("encoding_guessed", Place("events"), parameters={"encoding": "Windows-1252"})
        return data.decode("latin-1").translate(_WINDOWS), [guess]


_WINDOWS: Final = {
    byte: letter for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", "ignore"))
}
"""What Windows-1252 has instead of Latin-1's control characters; its five unused bytes stay as they are."""

_DELIMITERS = (",", "\t", ";", "|")


def _table(text: str) -> list[list[str]]:
    """Cells by the delimiter under which most rows have the same number of cells, more than one."""
    text = text.replace("\x00", "")
    best: tuple[tuple[int, int], str] | None = None
    for delimiter in _DELIMITERS:
        sample = _cells(text[:20_000], delimiter)[:40]
        widths = Counter(len(row) for row in sample if any(row))
        width, times = max(widths.items(), key=lambda w: (w[1] if w[0] > 1 else 0, w[0]), default=(1, 0))
        score = (times if width > 1 else 0, width)
        if best is None or score > best[0]:
            best = score, delimiter
    return _cells(text, best[1] if best else ",")


def _cells(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error as broken:
        raise Refusal("not_a_table") from broken


def _columns(table: Sequence[Sequence[str]]) -> tuple[int | None, dict[int, str]]:
    """Which row holds the headings (None: there are none), and what each column is.

    A column is a field of COLUMNS, "=heading" for a heading we do not know, or "=" where there is no heading.
    """
    meanings = {heading: name for name, headings in COLUMNS.items() for heading in headings}
    best: tuple[int, int] = (0, 0)
    for k, row in enumerate(table[:15]):
        known = len({meanings[h] for cell in row if (h := _heading(cell)) in meanings})
        if known > best[0]:
            best = known, k
    if best[0] < 2:
        return None, _by_content(table)
    columns: dict[int, str] = {}
    for k, cell in enumerate(table[best[1]]):
        name = meanings.get(_heading(cell), "")
        columns[k] = name if name and name not in columns.values() else "=" + clean_line(cell).strip()
    if "title" not in columns.values():
        wanted = next(
            (k for name in ("detail", "meaning") for k, column in columns.items() if column == name), None
        )
        if wanted is not None:
            columns[wanted] = "title"
    return best[1], columns


def _heading(cell: str) -> str:
    return " ".join(clean_line(cell).replace("’", "'").casefold().strip(" :*").split())


def _by_content(table: Sequence[Sequence[str]]) -> dict[int, str]:
    """Columns without headings: the one with most dates, and of the others the one with most words."""
    sample = table[:60]
    width = max(map(len, sample))
    dates, words = [0] * width, [0] * width
    for row in sample:
        for k, cell in enumerate(row):
            words[k] += len(cell)
            moment = read_closely(cell, language="en", born=None, after=None).moment
            dates[k] += moment.start is not None
    columns = dict.fromkeys(range(width), "=")
    when = max(range(width), key=lambda k: (dates[k], -k))
    if dates[when]:
        columns[when] = "when"
    others = [k for k in range(width) if columns[k] == "="]
    if others:
        columns[max(others, key=lambda k: (words[k], -k))] = "title"
    return columns


# --- cells to events ------------------------------------------------------------------------------

_SAME_AS_ABOVE = re.compile(
    r"\bsame (?:incident|event|thing|entry) as (?:the )?(?:above|row above|previous)|yr un digwyddiad", re.I
)
_AGE_UNIT = re.compile(r"(\d{1,3})\s*(w|m|wythnos|mis|d)[a-z]*\.?", re.I)
_AGE_YEARS = re.compile(r"(\d{1,2})(?:\s*(?:-|–|to|i)\s*(\d{1,2}))?(?:\s*(?:y|o)[a-z]*)?", re.I)


class _Rows:
    """Rows turned into events one after another: a row may count from the one above."""

    def __init__(
        self, seed: bytes, born: Moment | None, language: str, known: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.seed, self.born, self.language = seed, born, language
        self.events: dict[str, dict[str, Any]] = {}
        self.rows: list[Row] = []
        self.above: Moment | None = None
        self.refs: dict[str, int] = {}
        self.seen: dict[Any, list[tuple[str, frozenset[str]]]] = {}
        for event in known.values():
            if not event.get("removed_at"):
                when = Moment.from_json(event["when"]) if event.get("when") else None
                self.remember(
                    when, f"{event.get('title', '')} {event.get('detail', '')}", str(event.get("ref", ""))
                )

    def row(self, number: int, cells: Sequence[str], columns: Mapping[int, str]) -> None:
        """Read one row into an event, or refuse it."""
        values, more = _by_column(cells, columns)
        ref = values.pop("ref", "") or str(number)
        findings: list[Finding] = []
        when = self.moment(values.pop("when", ""), findings)
        lane = self.lane(values, more, findings)
        self.confidence(values, more, findings)
        words = values.pop("title", "")
        title = clean_line(words).strip() or first_words(values.get("detail", ""))
        if not title:
            row = Row(number, ref, "", when, age_code(self.born, when), lane, (Finding("row_without_event"),))
            self.rows.append(row)
            return
        detail = [part for part in (values.pop("detail", ""), *more) if part]
        if len(title) > LINE_MAX:
            findings.append(Finding("long_title", parameters={"count": len(title)}))
            detail.insert(0, clean(words))
            title = first_words(words)
        for name in [n for n, v in values.items() if n in _LINES and len(clean_line(v)) > LINE_MAX]:
            detail.append(values[name])
            values[name] = first_words(values[name])
        self.age(values.get("age_said", ""), when, findings)
        same = self.same(when, f"{title} {' '.join(detail)}", values, findings)
        times = self.refs[ref] = self.refs.get(ref, 0) + 1
        i = record_id(self.seed, "events", ref, *([str(times)] if times > 1 else []))
        event = {
            **values,
            "ref": ref[:LINE_MAX],
            "language": self.language,
            "title": title,
            "detail": "\n".join(detail),
            "when": when,
            "lane": lane,
        }
        for name in ("detail", "meaning", "quote"):
            if len(str(event.get(name, ""))) > PROSE_MAX:
                raise Refusal("text_too_long", status=413, most=PROSE_MAX)
        self.events[i] = whole_record("events", i, event)
        self.rows.append(Row(number, ref, i, when, age_code(self.born, when), lane, tuple(findings), same))
        self.remember(when, f"{title} {' '.join(detail)}", ref)
        if when is not None and when.start is not None:
            self.above = when

    def moment(self, words: str, findings: list[Finding]) -> Moment:
        reading = read_closely(words, language=self.language, born=self.born, after=self.above)
        said = {"words": reading.moment.text[:LINE_MAX]}
        findings += [replace(_DATE_FINDINGS[reason], parameters=said) for reason in reading.reasons]
        return reading.moment

    def lane(self, values: dict[str, str], more: list[str], findings: list[Finding]) -> str:
        words = values.pop("lane", "")
        said = _heading(words)
        lane = LANES.get(said) or (said if said in vocabulary.keys("lanes") else "")
        if not lane:
            findings.append(Finding("unknown_lane", parameters={"words": clean_line(words)[:LINE_MAX]}))
            if words:
                more.append(words)
        return lane or "home"

    def confidence(self, values: dict[str, str], more: list[str], findings: list[Finding]) -> None:
        words = values.pop("confidence", "")
        said = _heading(words)
        known = CONFIDENCES.get(said) or (said if said in vocabulary.keys("confidences") else "")
        values["confidence"] = known
        if words and not known:
            findings.append(Finding("unknown_confidence", parameters={"words": clean_line(words)[:LINE_MAX]}))
            more.append(words)

    def age(self, said: str, when: Moment | None, findings: list[Finding]) -> None:
        typed, (low, high) = typed_age(said), age_range(self.born, when)
        if typed is None or (low is None and high is None):
            return
        if (high is not None and typed[0] > high) or (low is not None and typed[1] < low):
            reckoned = age_code(self.born, when)
            findings.append(Finding("age_differs", parameters={"words": clean_line(said), "age": reckoned}))

    def same(
        self, when: Moment | None, words: str, values: Mapping[str, str], findings: list[Finding]
    ) -> str:
        """The ref of the row or event that this one seems to repeat: near-equal words on one date, or it
        says so."""
        ours = _tokens(words)
        for ref, theirs in self.seen.get(_date_key(when), ()):
            if ours and len(ours & theirs) >= 0.8 * len(ours | theirs):
                findings.append(Finding("perhaps_the_same", parameters={"ref": ref}))
                return ref
        above = self.rows[-1].ref if self.rows else ""
        if above and any(_SAME_AS_ABOVE.search(text) for text in (words, *values.values())):
            findings.append(Finding("perhaps_the_same", parameters={"ref": above}))
            return above
        return ""

    def remember(self, when: Moment | None, words: str, ref: str) -> None:
        self.seen.setdefault(_date_key(when), []).append((ref, _tokens(words)))


_LINES = ("age_said", "agency", "says", "place_text", "recorded_by")

_DATE_FINDINGS: Final[Mapping[str, Finding]] = {
    "not_understood": Finding("date_not_understood", Place("events")),
    "too_long": Finding("date_not_understood", Place("events")),
    "no_such_day": Finding("no_such_day", Place("events")),
    "no_year": Finding("date_without_year", Place("events")),
    "no_birth": Finding("age_without_birth", Place("events")),
    "no_row_above": Finding("no_row_above", Place("events")),
    "ends_before_it_starts": Finding("date_ends_first", Place("events")),
    "two_ways": Finding("date_read_two_ways", Place("events")),
}


def _by_column(cells: Sequence[str], columns: Mapping[int, str]) -> tuple[dict[str, str], list[str]]:
    """Cells by field, and what stands under other headings as lines of words (C3)."""
    values: dict[str, str] = {}
    more: list[str] = []
    for k, cell in enumerate(cells):
        words = clean(cell).strip()
        column = columns.get(k, "=")
        if not words:
            continue
        if column.startswith("="):
            more.append(f"{column[1:]}: {words}" if len(column) > 1 else words)
        else:
            values[column] = words
    return values, more


def _date_key(when: Moment | None) -> Any:
    return (when.earliest, when.latest) if when is not None and when.start is not None else None


def _tokens(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", words.casefold()))


def typed_age(words: str) -> tuple[int, int] | None:
    """The years that a typed age allows: "5-6", "nearly 2", "6 wks", "before birth" (-1); None when it
    says no age."""
    said = _heading(words)
    if said in ("before birth", "unborn", "antenatal", "cyn geni"):
        return -1, -1
    nearly = said.startswith(("nearly ", "almost ", "bron yn "))
    said = re.sub(r"^(?:nearly|almost|about|c\.?|approx\.?|bron yn|tua|aged?) ", "", said)
    if match := _AGE_UNIT.fullmatch(said):
        unit, number = match[2][0].casefold(), int(match[1])
        years = number // 12 if unit == "m" else number // (52 if unit == "w" else 365)
        return years, years
    if match := _AGE_YEARS.fullmatch(said):
        low, high = int(match[1]), int(match[2] or match[1])
        return (low - 1 if nearly else low), high
    return None
