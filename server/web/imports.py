"""Bringing a chronology in: what somebody pasted or chose is shown row by row before any of it is on the timeline.

M1  Nothing is written before "Add": the table is kept for this person alone, sealed, and survives a sign-out.
M2  Good rows come in; doubtful ones wait until somebody says what of them is right; refused ones can be taken away
    again as a table. A row that repeats what stands waits too.
M3  What comes in is one change through the room: it appears for everybody, and one undo takes it back.
M4  A refused table loses nothing: the page comes again with the words in it and the reason above them.
"""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Finding, Place, Refusal, Words
from server.domain.fields import clean_line
from server.domain.formulation import from_plain, to_plain
from server.domain.moments import Moment
from server.domain.vocabulary import LANES
from server.interchange.chronology import CHOOSABLE, Choices, Chronology, Row, read_chronology
from server.interchange.chronologywriting import timeline_table, write_csv, write_xlsx
from server.interchange.gedcomlines import is_gedcom
from server.interchange.records import whole_record
from server.interchange.tables import MARKUP_MOST, MOST_COLUMNS, Table, read_table
from server.interchange.tablesheets import SECONDS
from server.languages import LANGUAGES, words
from server.reports.days import said_moment
from server.storage import audit, cases, imports, meetings, workingcopies
from server.storage.database import Transaction
from server.storage.imports import Draft
from server.storage.workingcopies import Change, WorkingCopy
from server.web import casework
from server.web.answers import go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of, said_instant
from server.web.readings import birth

ROWS_A_PAGE: Final = 200
SAMPLES: Final = 3
"""Cells shown of a column beside what it is taken for."""
FILTERS: Final = ("all", "good", "doubtful", "refused", "in")
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it stands on the page: `state` is good, doubtful, right (settled), refused, out (left out by somebody)
    or in (on the timeline); `event` are the fields that would come in."""

    row: Row
    state: str
    event: Mapping[str, Any]

    @property
    def comes(self) -> bool:
        """Whether "Add" brings it in."""
        return self.state in ("good", "right")

    @property
    def filter(self) -> str:
        """Under which of the page's filters it stands."""
        return {"right": "good", "out": "refused"}.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class Looked:
    """A draft with what was read of it."""

    draft: Draft
    table: Table
    read: Chronology
    rows: tuple[Shown, ...]
    born: Moment | None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows stand under each filter."""
        told = dict.fromkeys(FILTERS, 0)
        for shown_row in self.rows:
            told[shown_row.filter] += 1
        return {**told, "all": len(self.rows)}


# -- the page


async def page(request: Request) -> Response:
    """`GET /cases/{case}/import`: the field to paste into, or what was pasted, row by row (`?show=`, `?page=`)."""
    return await _page(request, {})


async def bring_table(request: Request) -> Response:
    """`POST /cases/{case}/import` with `words`, `markup` (the same as HTML) or `file`, and `language`: keeps the table
    for this person. With `?end` lets go of it."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id = request.path_params["case"]
    if "end" in request.query_params:
        copy = await _copy(here, case_id)
        await here.database.write(lambda t: imports.end(t, copy.id, visitor.id))
        return go(request, f"/cases/{case_id}/import")
    async with request.form(max_files=1, max_fields=20, max_part_size=MARKUP_MOST) as form:
        data, name = await _given(form)
        typed, language = _typed(form), text(form, "language")
    try:
        if not data.strip():
            raise Refusal("nothing_pasted", status=422)
        if is_gedcom(data) or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            raise Refusal("no_chronology", status=415)
        table = await here.workers.run(table_of, data, "", seconds=SECONDS)
        settled = {"language": language if language in (*LANGUAGES, "other") else language_of(request), "round": 0}
        raw = base64.b64encode(data).decode() if len(table.sheets) > 1 else ""
        copy = await _copy(here, case_id)
        kept, at = {"name": name, "table": _table_json(table), "raw": raw}, here.now()
        begin = (copy.id, visitor.id, at, kept, settled)
        await here.database.write(lambda t: imports.begin(t, here.keys, *begin))
    except Refusal as refusal:
        if refusal.key == "no_working_copy":
            raise
        return await _page(request, {"words": refusal}, typed=typed, status=refusal.status)
    return go(request, f"/cases/{case_id}/import")


async def _given(form: FormData) -> tuple[bytes, str]:
    """The bytes of the file, else of the pasted table, else of the words; and the file's own name, as words."""
    file = form.get("file")
    if isinstance(file, UploadFile):
        data = await file.read()
        if data:
            return data, clean_line(file.filename or "").replace("\\", "/").rpartition("/")[2][:100]
    markup = form.get("markup")
    return (markup if isinstance(markup, str) and markup.strip() else _typed(form)).encode("utf-8", "replace"), ""


def _typed(form: FormData) -> str:
    value = form.get("words")
    return value if isinstance(value, str) else ""


def table_of(data: bytes, sheet: str) -> Table:
    """A table of a file or of words; runs in a worker process."""
    return read_table(data, sheet=sheet)


async def _page(request: Request, wrong: Mapping[str, Refusal], *, typed: str = "", status: int = 200) -> Response:
    here, visitor, w = installation_of(request), visitor_in(request), words(language_of(request))
    case_id = request.path_params["case"]

    def look(t: Transaction) -> dict[str, Any]:
        copy = workingcopies.find_open(t, case_id)
        mine = imports.find(t, here.keys, copy.id, visitor.id) if copy and not wrong else None
        made = workingcopies.changes(t, here.keys, copy.id) if copy else []
        return {
            "case": shown(w, cases.must_find(t, here.keys, case_id), today(here)),
            "working_copy": copy is not None,
            "open_meeting": meetings.open_now(t, case_id) is not None,
            "draft": mine,
            "changes": [_change_shown(w, c) for c in made if _may_undo(request, c)],
        }

    context = await here.database.read(look)
    looked = None
    try:
        looked = await _looked(here, case_id, context["draft"]) if context["draft"] else None
    except Refusal as refusal:  # a table that takes too long to read: another can be pasted in its place
        wrong, status = {"words": refusal}, refusal.status
    counted = int(request.query_params.get("added", "0")) if request.query_params.get("added", "").isdigit() else 0
    told = _told(request, w, looked) if looked else {}
    return here.pages.page(
        request,
        "imports/import.html",
        status=status,
        **{**context, "draft": looked is not None},
        held=here.hub.held(case_id),
        wrong={name: refusal.sentence(w) for name, refusal in wrong.items()},
        typed=typed,
        added=counted,
        undone="undone" in request.query_params,
        place=f"/cases/{case_id}/import",
        script="imports.js",
        **told,
    )


def _may_undo(request: Request, change: Change) -> bool:
    own = change.author == visitor_in(request).id or request.state.role == "chair"
    return change.kind == casework.IMPORT and not change.taken_back_at and own and change.touched is not None


def _change_shown(w: Words, change: Change) -> dict[str, Any]:
    events = len((change.touched or {}).get("added", {}).get("events", ()))
    return {"id": change.id, "said": w("imports.change", when=said_instant(w, change.made_at), n=events)}


def _told(request: Request, w: Words, looked: Looked) -> dict[str, Any]:
    """What the page says of a draft: the rows of one page under one filter, the counts, and what the columns are."""
    counts = looked.counts
    show = request.query_params.get("show", "all")
    show = show if show in FILTERS else "all"
    rows = [row for row in looked.rows if show in ("all", row.filter)]
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    asked = request.query_params.get("page", "1")
    number = min(pages, max(1, int(asked))) if asked.isdigit() and len(asked) < 6 else 1
    part = rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    settled = looked.draft.settled
    return {
        "name": looked.draft.table["name"],
        "show": show,
        "filters": [(key, w(f"imports.filter.{key}"), counts[key]) for key in FILTERS if counts[key] or key != "in"],
        "rows": [row_shown(w, looked, row) for row in part],
        "page": number,
        "pages": pages,
        "counts": counts,
        "comes": sum(row.comes for row in looked.rows),
        "findings": [_finding_said(w, finding) for finding in looked.read.findings],
        "columns": _columns_shown(w, looked),
        "kinds": [("", w("imports.column_kept")), *((name, w(f"columns.{name}")) for name in CHOOSABLE)],
        "lanes": [(row.key, w(f"lanes.{row.key}")) for row in LANES],
        "headings": looked.read.headings > 0,
        "from_1904": settled.get("from_1904", looked.table.from_1904),
        "sheets": looked.table.sheets,
        "sheet": looked.table.sheet,
        "language_of_words": settled["language"],
    }


def row_shown(w: Words, looked: Looked, shown_row: Shown) -> dict[str, Any]:
    """A row in the reader's words: its state, its time as written and as read, what happened, where it belongs, why it
    is doubtful, and what can be done."""
    row, event = shown_row.row, shown_row.event
    when = row.when or Moment("")
    cells = looked.table.rows[row.number - 1]
    detail = event.get("detail", "")
    return {
        "number": row.number,
        "state": shown_row.state,
        "state_said": w(f"imports.state.{shown_row.state}"),
        "written": when.text,
        "read": said_moment(w, when, looked.born) if when.text else w("imports.no_time"),
        "title": event.get("title") or " · ".join(cell for cell in cells if cell)[:300],
        "detail": detail if len(detail) <= 160 else f"{detail[:159].rstrip()}…",
        "language": event.get("language", ""),
        "agency": event.get("agency", ""),
        "people": ", ".join(row.people),
        "lane": row.lane,
        "lane_said": w(f"lanes.{row.lane}"),
        "reasons": [_finding_said(w, finding) for finding in row.findings],
        "twin": bool(row.twin),
        "open": shown_row.state in ("doubtful", "right", "out", "good"),
    }


def _finding_said(w: Words, finding: Finding) -> str:
    return w(f"finding.{finding.key}", **finding.parameters)


def _columns_shown(w: Words, looked: Looked) -> list[dict[str, Any]]:
    """Each column with its heading, what it is taken for, and the first cells below."""
    top = looked.read.headings
    above = looked.table.rows[top - 1] if top else ()
    below = [row for row in looked.table.rows[top:] if any(row)]
    return [
        {
            "number": k,
            "heading": (above[k] if k < len(above) else "") or w("imports.column_numbered", n=k + 1),
            "kind": kind,
            "samples": [row[k][:60] for row in below if k < len(row) and row[k].strip()][:SAMPLES],
        }
        for k, kind in enumerate(looked.read.columns)
    ]


# -- reading what is kept


async def _looked(here: Installation, case_id: str, draft: Draft) -> Looked:
    table = _table_of_json(draft.table["table"])
    read = await _read(here, case_id, draft)
    made = await here.database.read(lambda t: workingcopies.changes(t, here.keys, draft.working_copy))
    undone = {change.id for change in made if change.taken_back_at}
    rows = tuple(_state(row, read, draft.settled, undone) for row in read.rows)
    return Looked(draft, table, read, rows, await birth(here, case_id))


async def _read(here: Installation, case_id: str, draft: Draft) -> Chronology:
    """The rows of a draft as events, read in a worker process beside what stands in the case now."""
    plain = await here.hub.plain(case_id) or {}
    told = ("title", "detail", "ref", "when", "removed_at")
    known = {i: {name: event.get(name) for name in told} for i, event in plain.get("events", {}).items()}
    called = ("name", "known_as", "called", "aliases", "gender", "removed_at", "merged_into")
    people = {i: {name: person.get(name) for name in called} for i, person in plain.get("people", {}).items()}
    settled = draft.settled
    choices = Choices(
        {int(k): v for k, v in settled.get("columns", {}).items()},
        settled.get("headings"),
        settled.get("from_1904"),
        {int(k): v for k, v in settled.get("times", {}).items()},
        {int(k): v for k, v in settled.get("lanes", {}).items()},
    )
    seed = f"{draft.id}|{settled['round']}".encode()
    table, born = _table_of_json(draft.table["table"]), await birth(here, case_id)
    spoken, on = settled["language"], today(here)
    return await here.workers.run(read_rows, table, seed, born, spoken, known, people, on, choices)


def read_rows(
    table: Table, seed: bytes, born: Any, language: str, known: Any, people: Any, on: Any, choices: Choices
) -> Chronology:
    """`read_chronology` as a worker process is given it."""
    return read_chronology(
        table, seed=seed, born=born, language=language, known=known, people=people, today=on, choices=choices
    )


def _state(row: Row, read: Chronology, settled: Mapping[str, Any], undone: set[str]) -> Shown:
    event = read.records["events"].get(row.event, {})
    change, _ = settled.get("brought", {}).get(str(row.number), ("", ""))
    decided = settled.get("rows", {}).get(str(row.number), "")
    if change and change not in undone:
        return Shown(row, "in", event)
    if row.status == "refused":
        return Shown(row, "refused", event)
    state = {"right": "right", "same": "right", "out": "out"}.get(decided, row.status)
    return Shown(row, state, event)


def _table_json(table: Table) -> dict[str, Any]:
    findings = [{"key": f.key, "parameters": dict(f.parameters)} for f in table.findings]
    return {**asdict(table), "findings": findings}


def _table_of_json(kept: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in kept["rows"])
    findings = tuple(Finding(f["key"], Place("events"), parameters=f["parameters"]) for f in kept["findings"])
    return Table(rows, findings, kept["sheet"], tuple(kept["sheets"]), kept["from_1904"])


# -- correcting and settling


async def correct(request: Request) -> Response:
    """`POST /cases/{case}/import/columns` with `column-N`, `headings`, `from_1904`, `language`, `sheet`: reads the same
    table otherwise. Another sheet begins anew."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    form = await request.form(max_fields=MOST_COLUMNS + 20, max_files=0)
    copy = await _copy(here, case_id)
    draft = await _draft(here, copy, visitor.id)
    sheet, language = text(form, "sheet"), text(form, "language")
    if sheet and sheet != draft.table["table"]["sheet"] and draft.table["raw"]:
        table = await here.workers.run(table_of, base64.b64decode(draft.table["raw"]), sheet, seconds=SECONDS)
        kept = {**draft.table, "table": _table_json(table)}
        settled: dict[str, Any] = {"language": draft.settled["language"], "round": 0}
        begin = (copy.id, visitor.id, here.now(), kept, settled)
        await here.database.write(lambda t: imports.begin(t, here.keys, *begin))
        return go(request, f"/cases/{case_id}/import")
    columns = {
        str(k): text(form, f"column-{k}")
        for k in range(MOST_COLUMNS)
        if f"column-{k}" in form and text(form, f"column-{k}") in ("", *CHOOSABLE)
    }
    said = {
        "columns": columns,
        "headings": text(form, "headings") == "yes",
        "from_1904": text(form, "from_1904") == "yes",
        **({"language": language} if language in (*LANGUAGES, "other") else {}),
    }
    await _settle(here, copy, visitor.id, lambda settled: {**settled, **said})
    return go(request, f"/cases/{case_id}/import")


async def settle(request: Request) -> Response:
    """`POST /cases/{case}/import/rows` with `row` and `do`: right, same (one event, told twice), out (leave it out),
    again (undecided), or change with `when` and `lane`. Answers the row and the counts as a part of the page."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    form = await request.form(max_fields=20, max_files=0)
    copy = await _copy(here, case_id)
    number, do = text(form, "row"), text(form, "do")
    if not number.isdigit() or len(number) > 7 or do not in ("right", "same", "out", "again", "change"):
        raise Refusal("not_readable", status=422)
    when, lane = clean_line(text(form, "when"))[:200], text(form, "lane")
    key = str(int(number))

    def change(settled: Mapping[str, Any]) -> Mapping[str, Any]:
        decided, times, lanes = (dict(settled.get(name, {})) for name in ("rows", "times", "lanes"))
        decided.pop(key, None)
        if do in ("right", "same", "out"):
            decided[key] = do
        elif do == "change":
            if when != times.get(key, text(form, "before")):
                times[key] = when
            if lane in {row.key for row in LANES} and lane != text(form, "lane_before"):
                lanes[key] = lane
                decided[key] = "right"
        else:
            times.pop(key, None)
            lanes.pop(key, None)
        return {**settled, "rows": decided, "times": times, "lanes": lanes}

    draft = await _settle(here, copy, visitor.id, change)
    if not request.headers.get("hx-request"):
        return go(request, f"/cases/{case_id}/import?show={_filter(text(form, 'show'))}#row-{key}")
    looked, w = await _looked(here, case_id, draft), words(language_of(request))
    found = next((row for row in looked.rows if row.row.number == int(key)), None)
    if found is None:
        raise Refusal("not_readable", status=422)
    told = _told(request, w, looked)
    given = {**told, "row": row_shown(w, looked, found), "show": _filter(text(form, "show"))}
    return here.pages.part(
        request, "imports/settled.html", "settled", case={"id": case_id}, held=here.hub.held(case_id), **given
    )


def _filter(name: str) -> str:
    return name if name in FILTERS else "all"


async def _settle(here: Installation, copy: WorkingCopy, author: str, change: Any) -> Draft:
    """Changes what is settled, in one step of the writer: keys pressed quickly do not undo one another."""

    def write(t: Transaction) -> Draft:
        draft = imports.find(t, here.keys, copy.id, author)
        if draft is None:
            raise Refusal("nothing_on_the_way", status=409)
        settled = change(draft.settled)
        imports.settle(t, here.keys, draft, settled)
        return Draft(draft.id, draft.working_copy, draft.author, draft.table, settled)

    return await here.database.write(write)


async def _draft(here: Installation, copy: WorkingCopy, author: str) -> Draft:
    draft = await here.database.read(lambda t: imports.find(t, here.keys, copy.id, author))
    if draft is None:
        raise Refusal("nothing_on_the_way", status=409)
    return draft


async def _copy(here: Installation, case_id: str) -> WorkingCopy:
    copy = await here.database.read(lambda t: workingcopies.find_open(t, case_id))
    if copy is None:
        raise Refusal("no_working_copy", status=409)
    return copy


# -- on to the timeline, and back


async def bring_events(request: Request) -> Response:
    """`POST /cases/{case}/import/events`: the good and the settled rows become events, as one change (M3)."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    copy = await _copy(here, case_id)
    async with here.laying_out.setdefault(case_id, asyncio.Lock()):  # pressing twice brings nothing twice
        draft = await _draft(here, copy, visitor.id)
        looked = await _looked(here, case_id, draft)
        events = _events_of(looked, visitor.id, here.now())
        if not events:
            return go(request, f"/cases/{case_id}/import")
        change = await casework.bring_in(here, case_id, {"events": events}, by=visitor.id)
        brought = {str(row.row.number): [change.id, row.row.event] for row in looked.rows if row.row.event in events}

        def note(settled: Mapping[str, Any]) -> Mapping[str, Any]:
            all_brought = {**settled.get("brought", {}), **brought}
            return {**settled, "brought": all_brought, "round": settled["round"] + 1}

        await _settle(here, copy, visitor.id, note)
        if all(row.comes or row.state == "in" for row in looked.rows):
            await here.database.write(lambda t: imports.end(t, copy.id, visitor.id))
    return go(request, f"/cases/{case_id}/import?added={len(events)}")


def _events_of(looked: Looked, by: str, at: str) -> dict[str, dict[str, Any]]:
    """The records that come in, each with who brings it and when; one told twice points at the other telling."""
    number_of = {row.row.event: str(row.row.number) for row in looked.rows if row.row.event}
    brought = looked.draft.settled.get("brought", {})
    coming = {row.row.event for row in looked.rows if row.comes}
    events = {}
    for row in looked.rows:
        if not row.comes:
            continue
        event = {**row.event, "added_by": by, "added_at": at}
        if looked.draft.settled.get("rows", {}).get(str(row.row.number)) == "same":
            twin = row.row.twin
            if twin in number_of and twin not in coming:
                twin = brought.get(number_of[twin], ("", ""))[1]
            event["same_as"] = twin
        events[row.row.event] = whole_record("events", row.row.event, event)
    return events


async def take_back(request: Request) -> Response:
    """`POST /cases/{case}/import/undone` with `change`: takes a whole import back, but for what others have touched."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    form = await request.form(max_fields=5, max_files=0)
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    leads = request.state.role == "chair"
    await casework.take_back(here, case_id, text(form, "change"), by=visitor.id, leads=leads)
    return go(request, f"/cases/{case_id}/import?undone")


# -- out


async def left_out(request: Request) -> Response:
    """`GET /cases/{case}/import/rows.csv`: the rows that do not come in, as they were, each with its reason."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    w = words(language_of(request))
    copy = await _copy(here, case_id)
    looked = await _looked(here, case_id, await _draft(here, copy, visitor.id))
    top = looked.read.headings
    above = list(looked.table.rows[top - 1]) if top else []
    width = max(looked.table.width, len(above))
    rows: list[Sequence[str]] = [[*above, *[""] * (width - len(above)), w("imports.reason")]]
    for row in looked.rows:
        if row.comes or row.state == "in":
            continue
        cells = looked.table.rows[row.row.number - 1]
        why = " ".join(_finding_said(w, finding) for finding in row.row.findings)
        rows.append([*cells, *[""] * (width - len(cells)), why])
    return _file(write_csv(rows), CSV, "rows.csv")


async def export(request: Request) -> Response:
    """`POST /cases/{case}/exports` with `format` (csv, xlsx) and `sensitive`: the timeline as a table, noted in the
    audit before it is handed over (G14: asked again whether the person still may)."""
    here, visitor, case_id = installation_of(request), visitor_in(request), request.path_params["case"]
    form = await request.form(max_fields=5, max_files=0)
    form_asked, sensitive = text(form, "format"), text(form, "sensitive") == "yes"
    if form_asked not in ("csv", "xlsx"):
        raise Refusal("not_readable", status=422)
    plain = await here.hub.plain(case_id)
    if plain is None:
        raise Refusal("no_working_copy", status=409)
    born, language = await birth(here, case_id), language_of(request)
    data = await here.workers.run(timeline_file, dict(plain), form_asked, language, born, sensitive)
    at = here.now()

    def note(t: Transaction) -> bool:
        still = any(seat.account == visitor.id for seat in cases.seats(t, case_id))
        if still:
            note_export(t, case_id, visitor.id, at, form=form_asked, sensitive=sensitive, size=len(data))
        return still

    if not await here.database.write(note):
        raise Refusal("not_your_role", status=403)
    return _file(data, CSV if form_asked == "csv" else XLSX, f"timeline.{form_asked}")


def note_export(t: Transaction, case: str, who: str, at: str, *, form: str, sensitive: bool, size: int) -> None:
    """Notes in the audit that the timeline went out, and whether with what is sensitive."""
    reason = f"timeline {form}{' with sensitive' if sensitive else ''}"
    audit.record(t, "case.exported", at, who=who, case=case, reason=reason, size=size)


def timeline_file(plain: Mapping[str, Any], form: str, language: str, born: Moment | None, sensitive: bool) -> bytes:
    """The timeline as the bytes of a file; runs in a worker process."""
    w = words(language)
    standing = from_plain(plain)[0].standing()
    rows = timeline_table(to_plain(standing), w, born=born, with_sensitive=sensitive)
    return write_csv(rows) if form == "csv" else write_xlsx(rows, w("columns.sheet"))


def _file(data: bytes, kind: str, name: str) -> Response:
    """A file to keep; its name says nothing of the child."""
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
