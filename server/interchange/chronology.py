"""Chronologies: what happened, as councils and health boards write it down in tables.

A table (`tables.py`) becomes events: columns are guessed by the words above them, in English and Welsh, and can be
corrected; each row becomes an event with its words kept, and says whether it is good, doubtful or refused, and why.
Rules I1 to I4 of `records.py`, and
C1  a row is never left out in silence: it becomes an event, or it is refused with its reason.
C2  a title that is too long is not cut: the whole words stand in the detail, the title is their first sentence.
C3  what is under a heading that we do not know stands in the detail, under its own heading.
C4  the age somebody typed is kept as typed; where it differs from the reckoned one, that is said, never corrected.
C5  where no column says where a row belongs, its lane is guessed from its words and its agency, and that is said once.
C6  a row that tells what stands already, on the same date in nearly the same words, is left out unless chosen.
C7  what somebody settled for a row (another time, another lane) counts for that row and for those that count from it.
C8  whoever a column of people names by a name that one person of the case alone has is involved; other words of that
    column stand in the detail, and that is said once.
Columns: guidance on multi-agency chronologies (date, age, agency, event, significance, category, confidence,
recorder).
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from server.domain import vocabulary
from server.domain.agesaid import age_disagrees
from server.domain.errors import Finding, Place
from server.domain.fields import LINE_MAX, PROSE_MAX, clean, clean_line
from server.domain.moments import Moment, age_code, read_closely
from server.interchange.lanewords import lane_of
from server.interchange.naming import known_by, names_in, shown_name
from server.interchange.records import Reading, first_words, record_id, whole_record
from server.interchange.tables import Table, read_table

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    # Field of an event -> the headings that mean it, in English and Welsh; first come, first served.
    "ref": ("ref", "reference", "id", "no", "no.", "number", "cyf", "cyfeirnod", "rhif"),
    "when": (
        "date",
        "when",
        "date of event",
        "event date",
        "date/time",
        "date & time",
        "date and time",
        "dates",
        "date (as written)",
        "date of incident",
        "date/period",
        "period",
        "from",
        "start",
        "start date",
        "date from",
        "dyddiad",
        "pryd",
        "dyddiad y digwyddiad",
        "dyddiad/amser",
        "dyddiadau",
        "dyddiad (fel y'i hysgrifennwyd)",
        "cyfnod",
        "o",
        "dyddiad dechrau",
    ),
    "until": ("to", "until", "end", "end date", "date to", "hyd", "i", "hyd at", "dyddiad gorffen", "dyddiad diwedd"),
    "earliest": ("earliest", "understood from", "y cynharaf", "deallwyd o"),
    "latest": ("latest", "understood to", "yr hwyraf", "deallwyd hyd"),
    "age_said": ("age", "child's age", "age of child", "oed", "oedran", "oedran y plentyn"),
    "agency": (
        "source agency",
        "agency",
        "source",
        "source/agency",
        "agency/source",
        "source of information",
        "information source",
        "organisation",
        "organisation/agency",
        "agency name",
        "team",
        "service",
        "sefydliad",
        "gwasanaeth",
        "tîm",
        "asiantaeth/ffynhonnell",
        "ffynhonnell y wybodaeth",
        "asiantaeth",
        "ffynhonnell",
        "asiantaeth ffynhonnell",
    ),
    "says": (
        "who says so",
        "who says",
        "said by",
        "told by",
        "reported by",
        "informant",
        "dywedwyd gan",
        "pwy sy'n dweud",
        "adroddwyd gan",
    ),
    "title": (
        "event",
        "events",
        "event/incident/contact",
        "event or incident",
        "details of event",
        "details of incident",
        "event details",
        "key events",
        "entry",
        "beth a ddigwyddodd",
        "digwyddiad allweddol",
        "cofnod",
        "manylion y digwyddiad",
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
        "action/outcome",
        "actions",
        "response",
        "more of what happened",
        "rhagor o'r hyn a ddigwyddodd",
        "comments",
        "sylwadau",
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
        "what it meant to the child",
        "impact on child/young person",
        "impact/significance",
        "beth oedd yn ei olygu i'r plentyn",
        "yr hyn a olygai i'r plentyn",
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
    "quote_heard_by": ("heard by", "who heard", "clywyd gan"),
    "lane": ("category", "lane", "type", "theme", "where it belongs", "categori", "math", "thema", "ble mae'n perthyn"),
    "also_lane": ("also", "also belongs in", "second category", "hefyd", "hefyd yn perthyn i"),
    "tone": ("strength or worry", "cryfder neu bryder"),
    "times": ("how often", "times", "frequency", "pa mor aml", "sawl gwaith"),
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
    "people": (
        *("people involved", "people", "who was involved", "who", "involved", "persons", "persons involved"),
        *("pobl dan sylw", "pobl", "pwy", "pwy oedd yno"),
    ),
    "sensitive": ("sensitive", "sensitif"),
    "recorded_by": ("recorded by", "recorder", "entered by", "author", "cofnodwyd gan", "cofnodwr", "awdur"),
}

LANES: Final[Mapping[str, str]] = {
    # What chronologies call a category -> lane. Several words may mean one lane; a lane's own key always
    # does.
    **dict.fromkeys(
        (
            *("family & home", "family and home", "home and family", "family", "home"),
            *("teulu a chartref", "cartref a theulu", "teulu", "cartref"),
        ),
        "home",
    ),
    **dict.fromkeys(
        (
            "placements & moves",
            "placements and moves",
            "placements",
            "placement",
            "moves",
            "gofal a symud",
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
            "pethau anodd",
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
            "yr heddlu a'r llys",
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
            "strengths and people",
            "cryfderau a phobl",
            "cryfderau",
            "cryfderau ac amddiffynnol",
            "cryfder",
        ),
        "strengths",
    ),
    **dict.fromkeys(
        (
            *("child's voice", "voice of the child", "voice", "in the child's words"),
            *("llais y plentyn", "yng ngeiriau'r plentyn"),
        ),
        "words",
    ),
}

CONFIDENCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("child's account", "child's own account", "the child's own account", "child"),
            *("adroddiad y plentyn", "gair y plentyn", "hanes y plentyn ei hun"),
        ),
        "child",
    ),
    **dict.fromkeys(("cadarnhawyd", "wedi'i gadarnhau"), "confirmed"),
    **dict.fromkeys(("adroddwyd", "yn ôl adroddiad"), "reported"),
    **dict.fromkeys(("dadleuol", "anghytuno", "mae anghytuno am hyn"), "disputed"),
    **dict.fromkeys(("not confirmed", "heb ei gadarnhau", "heb gadarnhad"), "unconfirmed"),
    **dict.fromkeys(("second hand", "second-hand", "ail law", "ail-law", "achlust"), "hearsay"),
}

TONES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("a strength", "strength", "cryfder"), "strength"),
    **dict.fromkeys(("a worry", "worry", "concern", "pryder"), "worry"),
}

ROLES: Final[Mapping[str, str]] = {
    # What is written behind somebody's name -> how they were involved.
    **dict.fromkeys(("it happened to them", "happened to", "digwyddodd iddyn nhw"), "happened_to"),
    **dict.fromkeys(("they did it", "did", "nhw wnaeth"), "did"),
    **dict.fromkeys(("they saw it", "saw", "witness", "gwelson nhw", "tyst"), "saw"),
    **dict.fromkeys(("they were told", "told", "dywedwyd wrthyn nhw"), "told"),
    **dict.fromkeys(("they were there", "there", "present", "roedden nhw yno"), "there"),
}

CHOOSABLE: Final = (
    *("when", "until", "title", "detail", "people", "agency", "says", "lane", "also_lane", "age_said", "meaning"),
    *("quote", "quote_heard_by", "confidence", "tone", "place_text", "recorded_by", "times", "earliest", "latest"),
    "ref",
)
"""What a person may say that a column is; "" is that its words stand in the detail."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody says of a table that was read otherwise. `columns`: column -> a name of CHOOSABLE, or "";
    `headings`: whether the first row with words holds them, None where that is guessed; `from_1904`: from when day
    numbers count, None as the file has it; `times` and `lanes`: row number -> words, lane (C7)."""

    columns: Mapping[int, str] = field(default_factory=dict)
    headings: bool | None = None
    from_1904: bool | None = None
    times: Mapping[int, str] = field(default_factory=dict)
    lanes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file. `event` is its record's id, "" for a refused row; `findings` are why it is not
    simply good.

    `number` is the row in the file as a spreadsheet counts (the headings are row 1). `twin` is the id of the event
    that this one may be the same as, `repeats` that it tells it on the same date in nearly the same words (C6);
    `duplicate_of` names that event for people: its ref, or its title where it has none. `people` are the names of those
    who are recognised as involved (C8).
    """

    number: int
    ref: str
    event: str
    when: Moment | None
    age: str
    lane: str
    findings: tuple[Finding, ...] = ()
    duplicate_of: str = ""
    twin: str = ""
    repeats: bool = False
    people: tuple[str, ...] = ()

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
            "repeats": self.repeats,
            "people": list(self.people),
        }


@dataclass(frozen=True, slots=True)
class Chronology(Reading):
    """A chronology read: the events, what is doubtful, each row in the order of the file, and what the columns were
    taken for (a name of CHOOSABLE, or "" for words that stand in the detail); `headings` is the row of the headings,
    0 where there are none."""

    rows: tuple[Row, ...] = ()
    columns: tuple[str, ...] = ()
    headings: int = 0

    def chosen(self, *, repeats: bool = False) -> dict[str, dict[str, Any]]:
        """The events without those that repeat others (C6), or with them."""
        left_out = {row.event for row in self.rows if row.repeats} if not repeats else set()
        return {i: event for i, event in self.records["events"].items() if i not in left_out}


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
    data: bytes | Table,
    *,
    seed: bytes,
    born: Moment | None,
    language: str = "en",
    known: Mapping[str, Mapping[str, Any]] | None = None,
    people: Mapping[str, Mapping[str, Any]] | None = None,
    today: date | None = None,
    choices: Choices | None = None,
) -> Chronology:
    """The events of a chronology: a file, pasted words, or a table that was read already.

    `seed`: what new ids are made from; `born`: the child's birth, for ages and school years; `language`: of the words,
    where the file does not say; `known`: plain events already in the case, to find what is there already; `people`: its
    plain people, for those whom a column names; `today`: to doubt what is said to happen later; `choices`: what
    somebody corrected. Raises Refusal for what is no table, and above the limits, as `read_table` does; a table that
    was read already raises nothing.
    """
    table = data if isinstance(data, Table) else read_table(data)
    chosen = choices or Choices()
    top, columns = _columns(table.rows, chosen)
    columns = {k: _RECKONED if _heading(column[1:]) in _DERIVED else column for k, column in columns.items()}
    findings = list(table.findings)
    if top is None and not chosen.columns:
        findings.append(Finding("columns_guessed", Place("events")))
    findings += [
        Finding("column_kept", Place("events"), parameters={"column": column[1:][:LINE_MAX]})
        for k, column in columns.items()
        if any(k < len(row) and row[k].strip() for row in table.rows[(top or 0) + 1 :])
        and column.startswith("=")
        and column not in ("=", _RECKONED)
    ]
    from_1904 = table.from_1904 if chosen.from_1904 is None else chosen.from_1904
    reader = _Rows(seed, born, language, known or {}, people or {}, today, replace(chosen, from_1904=from_1904))
    for number, row in enumerate(table.rows, start=1):
        if (top is None or number > top + 1) and any(cell.strip() for cell in row):
            reader.row(number, row, columns)
    if reader.guessed:
        findings.append(Finding("lanes_guessed", Place("events"), parameters={"count": reader.guessed}))
    if reader.strangers:
        findings.append(Finding("people_kept", Place("events"), parameters={"count": reader.strangers}))
    names = tuple("" if (c := columns.get(k, "=")).startswith("=") else c for k in range(table.width))
    return Chronology(
        {"events": reader.events}, tuple(findings), {}, tuple(reader.rows), names, 0 if top is None else top + 1
    )


# --- which column is what -------------------------------------------------------------------------


def _columns(rows: Sequence[Sequence[str]], chosen: Choices) -> tuple[int | None, dict[int, str]]:
    """Which row holds the headings (None: there are none), and what each column is.

    A column is a field of COLUMNS, "=heading" for a heading we do not know, or "=" where there is no heading.
    """
    top, columns = _guessed(rows, chosen.headings)
    above = rows[top] if top is not None else ()
    for k, name in chosen.columns.items():
        for other in [other for other, column in columns.items() if name and column == name and other != k]:
            columns[other] = "=" + (clean_line(above[other]).strip() if other < len(above) else "")
        columns[k] = name or "=" + (clean_line(above[k]).strip() if k < len(above) else "")
    return top, columns


def _guessed(rows: Sequence[Sequence[str]], headings: bool | None) -> tuple[int | None, dict[int, str]]:
    meanings = {heading: name for name, headings in COLUMNS.items() for heading in headings}
    best: tuple[int, int] = (0, 0)
    for k, row in enumerate(rows[:15]):
        known = len({meanings[h] for cell in row if (h := _heading(cell)) in meanings})
        if known > best[0]:
            best = known, k
    if headings is False or (best[0] < 2 and not headings):
        return None, _by_content(rows)
    top = best[1] if best[0] else next((k for k, row in enumerate(rows) if any(row)), 0)
    columns: dict[int, str] = {}
    for k, cell in enumerate(rows[top]):
        name = meanings.get(_heading(cell), "")
        columns[k] = name if name and name not in columns.values() else "=" + clean_line(cell).strip()
    if "title" not in columns.values():
        named = (k for name in ("detail", "meaning") for k, column in columns.items() if column == name)
        by_content = (k for k, name in _by_content(rows[top + 1 :]).items() if name == "title" and k < len(rows[top]))
        wanted = next(named, next(by_content, None))
        if wanted is not None:
            columns[wanted] = "title"
    return top, columns


def _heading(cell: str) -> str:
    return " ".join(clean_line(cell).replace("’", "'").casefold().strip(" :*").split())


def _by_content(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Columns without headings: the one with most dates, and of the others the one with most words."""
    sample = rows[:60]
    width = max(map(len, sample), default=0)
    dates, words = [0] * width, [0] * width
    for row in sample:
        for k, cell in enumerate(row):
            words[k] += len(cell)
            moment = read_closely(cell, language="en", born=None, after=None).moment
            dates[k] += moment.start is not None
    columns = dict.fromkeys(range(width), "=")
    when = max(range(width), key=lambda k: (dates[k], -k), default=0)
    if width and dates[when]:
        columns[when] = "when"
    others = [k for k in range(width) if columns[k] == "="]
    if others:
        columns[max(others, key=lambda k: (words[k], -k))] = "title"
    return columns


# --- cells to events ------------------------------------------------------------------------------

_SAME_AS_ABOVE = re.compile(
    r"\bsame (?:incident|event|thing|entry) as (?:the )?(?:above|row above|previous)|yr un digwyddiad", re.I
)


class _Rows:
    """Rows turned into events one after another: a row may count from the one above."""

    def __init__(
        self,
        seed: bytes,
        born: Moment | None,
        language: str,
        known: Mapping[str, Mapping[str, Any]],
        people: Mapping[str, Mapping[str, Any]],
        today: date | None,
        choices: Choices,
    ) -> None:
        self.seed, self.born, self.language, self.today, self.choices = seed, born, language, today, choices
        self.events: dict[str, dict[str, Any]] = {}
        self.rows: list[Row] = []
        self.above: Moment | None = None
        self.refs: dict[str, int] = {}
        self.guessed = self.strangers = 0
        self.people, self.names = people, names_in(people)
        self.seen = _Seen()
        for i, event in known.items():
            if not event.get("removed_at"):
                when = Moment.from_json(event["when"]) if event.get("when") else None
                title, ref = str(event.get("title", "")), str(event.get("ref", ""))
                self.seen.add(when, title, _Twin(i, ref or title, ref, _tokens(str(event.get("detail", "")))))

    def row(self, number: int, cells: Sequence[str], columns: Mapping[int, str]) -> None:
        """Read one row into an event, or refuse it."""
        values, more = _by_column(cells, columns)
        ref = values.pop("ref", "") or str(number)
        findings: list[Finding] = []
        when = self.moment(number, values, findings)
        self.choice("confidence", values, more, findings)
        self.choice("tone", values, more, findings)
        involved = self.involved(values.pop("people", ""), more)
        words = values.pop("title", "")
        title = clean_line(words).strip() or first_words(values.get("detail", ""))
        lane = self.lane(number, title, values, more, findings)
        if not title:
            self.refuse(number, ref, when, lane, Finding("row_without_event"))
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
        twin = _Twin("", "", ref, _tokens(" ".join(detail)))
        same, repeats = self.same(when, title, twin, [*detail, *values.values()], findings)
        times = self.refs[ref] = self.refs.get(ref, 0) + 1
        i = record_id(self.seed, "events", ref, *([str(times)] if times > 1 else []))
        sensitive = _heading(values.pop("sensitive", "")) not in _NOT
        event = {
            **values,
            "sensitive": sensitive,
            "ref": ref[:LINE_MAX],
            "language": self.language,
            "title": title,
            "detail": "\n".join(detail),
            "when": when,
            "lane": lane,
            "people": involved,
        }
        if any(len(str(event.get(name, ""))) > PROSE_MAX for name in ("detail", "meaning", "quote")):
            self.refuse(number, ref, when, lane, Finding("row_too_long", parameters={"most": PROSE_MAX}))
            return
        self.events[i] = whole_record("events", i, event)
        age = age_code(self.born, when)
        named = tuple(shown_name(self.people[person]) for person in involved)
        self.rows.append(Row(number, ref, i, when, age, lane, tuple(findings), same.said, same.id, repeats, named))
        self.seen.add(when, title, replace(twin, id=i, said=ref))
        if when is not None and when.start is not None:
            self.above = when

    def refuse(self, number: int, ref: str, when: Moment, lane: str, why: Finding) -> None:
        """A row that does not become an event (C1)."""
        self.rows.append(Row(number, ref[:LINE_MAX], "", when, age_code(self.born, when), lane, (why,)))

    def moment(self, number: int, values: dict[str, str], findings: list[Finding]) -> Moment:
        """When it was: as somebody settled it, else as the columns say."""
        words, until = values.pop("when", ""), values.pop("until", "")
        given = self.given(values.pop("earliest", ""), values.pop("latest", ""))
        if until and until != words:
            words = f"{words} - {until}" if words else f"until {until}"
        settled = self.choices.times.get(number)
        reading = read_closely(words if settled is None else settled, language=self.language, born=self.born,
                               after=self.above)  # fmt: skip
        moment = reading.moment
        if self.choices.from_1904 and moment.qualifier == "serial" and moment.earliest and moment.latest:
            later = timedelta(_FROM_1904)
            moment = replace(moment, start=(moment.earliest + later, moment.latest + later))
        if settled is None and given is not None and given != (moment.earliest, moment.latest):
            precision = "day" if given[0] == given[1] else "range" if all(given) else "open"
            return Moment(moment.text, given, None, precision, "")
        said = {"words": moment.text[:LINE_MAX]}
        findings += [replace(_DATE_FINDINGS[reason], parameters=said) for reason in reading.reasons]
        if self.today and moment.earliest and moment.earliest > self.today:
            findings.append(Finding("date_after_today", Place("events"), parameters=said))
        return Moment(clean_line(words), *_dates_of(moment)) if settled is not None and words else moment

    def given(self, earliest: str, latest: str) -> tuple[date | None, date | None] | None:
        """The range that a table gives beside the words; None where it gives none that is one."""
        days = [
            read_closely(words, language="en", born=None, after=None).moment if words else None
            for words in (earliest, latest)
        ]
        first, last = (day.earliest if day and day.precision == "day" else None for day in days)
        if (first is None and last is None) or (first and last and first > last):
            return None
        return first, last

    def lane(self, number: int, title: str, values: dict[str, str], more: list[str], findings: list[Finding]) -> str:
        """Where it belongs: as settled, as the column says, or guessed (C5)."""
        words, also = values.pop("lane", ""), values.pop("also_lane", "")
        values["also_lane"] = _lane(also)
        if also and not values["also_lane"]:
            more.append(also)
        lane = _lane(words)
        if words and not lane:
            more.append(words)
        if settled := self.choices.lanes.get(number):
            return settled
        if words and not lane:
            findings.append(Finding("unknown_lane", parameters={"words": clean_line(words)[:LINE_MAX]}))
        if not words and title:
            self.guessed += 1
            lane = lane_of(f"{title} {values.get('detail', '')}", values.get("agency", ""), values.get("quote", ""))
        return lane or "home"

    def choice(self, name: str, values: dict[str, str], more: list[str], findings: list[Finding]) -> None:
        """A column whose words are one of a closed list; others stand in the detail."""
        words = values.pop(name, "")
        said = _heading(words)
        table, known = {"confidence": ("confidences", CONFIDENCES), "tone": ("tones", TONES)}[name]
        values[name] = known.get(said) or (said if said in vocabulary.keys(table) else "")
        if words and not values[name]:
            more.append(words)
            if name == "confidence":
                said = clean_line(words)[:LINE_MAX]
                findings.append(Finding("unknown_confidence", parameters={"words": said}))

    def involved(self, words: str, more: list[str]) -> dict[str, str]:
        """Those whom a cell names, each with how they were involved; what is not understood of it is kept (C8)."""
        found: dict[str, str] = {}
        strange: list[str] = []
        pieces = [piece for part in re.split(r"[;\n]", words) for piece in self.named_apart(part.strip())]
        for piece in pieces:
            person, role = self.named(piece)
            if person:
                found.setdefault(person, role or _ROLE)
            if not (person and role):
                strange.append(piece)
        if strange:
            self.strangers += 1
            more.append("; ".join(strange))
        return found

    def named_apart(self, words: str) -> list[str]:
        """Words as they are where they are one name, else what stands between their commas."""
        if self.named(words)[0]:
            return [words]
        return [piece for part in words.split(",") if (piece := part.strip())]

    def named(self, words: str) -> tuple[str, str]:
        """Who is named, and their part as far as the brackets behind the name say one that is known."""
        if person := known_by(words, self.names):
            return person, _ROLE
        if behind := _BRACKETS.search(words):
            return known_by(words[: behind.start()], self.names), ROLES.get(_heading(behind[1]), "")
        return "", ""

    def age(self, said: str, when: Moment | None, findings: list[Finding]) -> None:
        if age_disagrees(self.born, when, said):
            reckoned = age_code(self.born, when)
            findings.append(Finding("age_differs", parameters={"words": clean_line(said), "age": reckoned}))

    def same(
        self, when: Moment | None, title: str, ours: "_Twin", texts: Sequence[str], findings: list[Finding]
    ) -> tuple["_Twin", bool]:
        """The row or event that this one seems to be the same as, and whether it only repeats it: a near-equal title on
        one date, and no more said than there. One that says so itself tells it in its own words."""
        twin = self.seen.find(when, title)
        repeats = twin is not None and (ours.ref == twin.ref or ours.detail <= twin.detail)
        if twin is None and any(_SAME_AS_ABOVE.search(text) for text in (title, *texts)):
            above = next((row for row in reversed(self.rows) if row.event), None)
            twin = _Twin(above.event, above.ref) if above else None
        if twin is None:
            return _Twin("", ""), False
        findings.append(Finding("perhaps_the_same", parameters={"ref": twin.said[:LINE_MAX]}))
        return twin, repeats


@dataclass(frozen=True, slots=True)
class _Twin:
    """An event that another may be the same as: how it is named to people, its ref, and the words of its detail."""

    id: str
    said: str
    ref: str = ""
    detail: frozenset[str] = frozenset()


class _Seen:
    """Events by their date and title. Two that share eight of ten words share one of the first fifth in any order, so
    only those are compared: five thousand undated rows take no longer than dated ones."""

    def __init__(self) -> None:
        self._found: dict[Any, list[tuple[frozenset[str], _Twin]]] = {}

    def add(self, when: Moment | None, words: str, twin: _Twin) -> None:
        """Remembers one."""
        tokens = _tokens(words)
        for key in _keys(when, tokens):
            self._found.setdefault(key, []).append((tokens, twin))

    def find(self, when: Moment | None, words: str) -> _Twin | None:
        """The first with near-equal words on the same date; with other numbers in them it is another thing."""
        ours = _tokens(words)
        for key in _keys(when, ours):
            for theirs, twin in self._found.get(key, ())[:_MOST_COMPARED]:
                if _near_equal(ours, theirs):
                    return twin
        return None


_MOST_COMPARED: Final = 200


def _keys(when: Moment | None, tokens: frozenset[str]) -> Iterator[tuple[Any, ...]]:
    numbers = frozenset(token for token in tokens if token.isdigit())
    mixed = sorted(tokens, key=lambda token: (zlib.crc32(token.encode()), token))
    for token in mixed[: len(mixed) - -(-8 * len(mixed) // 10) + 1]:
        yield _date_key(when), numbers, token


def _near_equal(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether eight of ten words are the same; numbers are compared by their key."""
    return 10 * len(ours & theirs) >= 8 * len(ours | theirs)


_NOT: Final = frozenset({"", "-", "no", "n", "false", "0", "na", "nac ydy", "nag ydy"})
"""What in a column of marks says that there is none; any other word is a mark: what may be sensitive is."""
_FROM_1904: Final = 1462
"""Days between the beginnings of Excel's two calendars."""


def _dates_of(moment: Moment) -> tuple[Any, Any, str, str]:
    return moment.start, moment.end, moment.precision, moment.qualifier


def _lane(words: str) -> str:
    """The lane of a word for a category, "" for none that is known."""
    said = _heading(words)
    return LANES.get(said) or (said if said in vocabulary.keys("lanes") else "")


_LINES = ("age_said", "agency", "says", "place_text", "recorded_by", "times", "quote_heard_by")

_DATE_FINDINGS: Final[Mapping[str, Finding]] = {
    "not_understood": Finding("date_not_understood", Place("events")),
    "too_long": Finding("date_not_understood", Place("events")),
    "no_such_day": Finding("no_such_day", Place("events")),
    "no_year": Finding("date_without_year", Place("events")),
    "no_birth": Finding("age_without_birth", Place("events")),
    "no_row_above": Finding("no_row_above", Place("events")),
    "ends_before_it_starts": Finding("date_ends_first", Place("events")),
    "two_ways": Finding("date_read_two_ways", Place("events")),
    "no_such_month": Finding("no_such_month", Place("events")),
    "year_from_above": Finding("year_from_above", Place("events")),
    "year_far_off": Finding("year_far_off", Place("events")),
    "counts_from_writing": Finding("counts_from_writing", Place("events")),
}


_ROLE: Final = "there"
"""How somebody was involved where nobody says it, as on the page."""
_BRACKETS: Final = re.compile(r"\(([^()]*)\)$")
_DERIVED: Final = frozenset({"age (reckoned)", "oed (wedi'i gyfrifo)", "edtf"})
"""Headings of our own export whose columns are reckoned anew."""
_RECKONED: Final = "=\x00"
"""What such a column is taken for."""
_GUARDED: Final = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")
"""The apostrophe by which a cell that a spreadsheet would reckon is kept as words."""


def _by_column(cells: Sequence[str], columns: Mapping[int, str]) -> tuple[dict[str, str], list[str]]:
    """Cells by field, and what stands under other headings as lines of words (C3)."""
    values: dict[str, str] = {}
    more: list[str] = []
    for k, cell in enumerate(cells):
        words = _GUARDED.sub("", clean(cell).strip(), count=1) if cell[:1] == "'" else clean(cell).strip()
        column = columns.get(k, "=")
        if not words or column == _RECKONED:
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
