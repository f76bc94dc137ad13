"""Where each professional sees the child on the recovery steps, first in private and then shown together.

Until the chair shows them, a set is sent to its author alone: everybody else learns who is ready and never where. Then
every set that is ready becomes placements of the shared document, in one change; a set that is still being written
stays its author's, and comes into the document when they say that they have placed the child.

PL1  a set is stored before it is answered
PL2  the ids of what a set becomes follow from whose it is and where it stands in it: however often a server is killed
     between writing and deleting, there is one of each
PL3  kept, shown and finished one after the other in each case
"""

import asyncio
import base64
import logging
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from pycrdt import Doc
from starlette.requests import Request
from starlette.responses import Response

from server.document.reading import raw_record
from server.document.writing import write_record
from server.domain import vocabulary
from server.domain.access import may, part_open
from server.domain.errors import Refusal
from server.domain.fields import ENTRIES_MAX, LINE_MAX, clean
from server.languages import words as words_of
from server.storage import meetings, placings, workingcopies
from server.storage.database import Transaction
from server.storage.placings import NOT_YET, PLACED, WRITING, Placing
from server.storage.workingcopies import WorkingCopy
from server.sync import news
from server.sync.room import Mode, NotStored
from server.web.answers import plain
from server.web.cases import visitor_in
from server.web.installation import Installation, installation_of
from server.web.pages import language_of
from server.web.room import json_of, names_in
from server.web.visitor import Visitor

MOST: Final = 12
"""Placements in one set: the child as a whole, and where and with whom it is otherwise."""
REASON_MAX: Final = 4_000
"""Characters of a reason."""
STATES: Final = (WRITING, PLACED)
GROUNDS: Final = ("events", "people", "facts")

log = logging.getLogger("gwead.web")


async def read(request: Request) -> Response:
    """`GET /cases/{case}/placing`: one's own set, who else is ready, and whether all are shown.

    `{"shown", "since", "mine", "people": [{"participant", "name", "agency", "state"}], "may_show"}`: `shown` is the
    instant, "" before; `since` when the working copy was opened; `mine` null where nothing of one's own waits. Raises
    Refusal (`no_working_copy`).
    """
    here, visitor = installation_of(request), visitor_in(request)
    return plain(await _told(here, request.path_params["case"], visitor, request.state.role))


async def keep(request: Request) -> Response:
    """`PUT /cases/{case}/placing` with `{"state", "not_known", "placements"}`: keeps one's own set (PL1) and answers as
    `read`. In a round that is shown, a set that is ready comes into the document at once. Raises Refusal:
    `not_readable`, `no_working_copy`, `room_held`, `meeting_paused`, `placing_too_many`, `placing_too_long`,
    `placing_needs_step`, `placing_unknown`, `placing_in_document`, `part_closed`.
    """
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case_id, role, language = request.path_params["case"], request.state.role, language_of(request)
    _must_take(here, case_id)
    state = asked.get("state")
    if state not in STATES:
        raise Refusal("not_readable", status=422)
    told = _set_of(asked, whole=state == PLACED)
    await _must_be_known(here, case_id, told["placements"])
    told |= {"language": language, "agency": visitor.agency, "says": visitor.name}
    async with here.placing.setdefault(case_id, asyncio.Lock()):
        copy = await _open_copy(here, case_id)
        shown = (await here.database.read(lambda t: placings.round_of(t, copy.id))).shown_at
        if shown:
            await _may_come_late(here, copy, visitor, role, language)
        at = here.now()
        before = await here.database.write(lambda t: placings.keep(t, here.keys, copy.id, visitor.id, state, told, at))
        if shown and state == PLACED:
            await finish(here, copy, by=visitor.id)
    if before != state:
        here.hub.tell(case_id, news.say("placing", participant=visitor.id, state=state, shown=shown))
    return plain(await _told(here, case_id, visitor, role))


async def show(request: Request) -> Response:
    """`POST /cases/{case}/placing/show`: everybody sees every set that is ready, at once and in one change. Works with
    some missing; answers as `read`. Raises Refusal: `no_working_copy`, `room_held`, `meeting_paused`; NotStored, and
    then all stay private."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id = request.path_params["case"]
    _must_take(here, case_id)
    async with here.placing.setdefault(case_id, asyncio.Lock()):
        copy = await _open_copy(here, case_id)
        at = here.now()
        shown = await here.database.write(lambda t: placings.show(t, copy, at, visitor.id))
        try:
            await finish(here, copy, by=visitor.id)
        except NotStored:
            await here.database.write(lambda t: placings.hide(t, copy.id))
            raise
    here.hub.tell(case_id, news.say("placing", participant="", state=PLACED, shown=shown.shown_at))
    return plain(await _told(here, case_id, visitor, request.state.role))


async def finish(here: Installation, copy: WorkingCopy, *, by: str) -> None:
    """Writes every set that is ready into the document, as one change, and then lets the sets go (PL2). Raises
    NotStored."""
    sets = await here.database.read(lambda t: placings.ready(t, here.keys, copy.id))
    if not sets:
        return

    def write(doc: "Doc[Any]") -> None:
        for placing in sets:
            for record_id, fields in records_of(copy.id, placing):
                if raw_record(doc, "placements", record_id) is None:
                    write_record(doc, "placements", record_id, fields)

    await here.hub.write(copy.case, write, by)

    def forget(t: Transaction) -> None:
        for placing in sets:
            placings.forget(t, copy.id, placing.author)

    await here.database.write(forget)


async def finish_all(here: Installation) -> None:
    """What a killed server left between showing and the document; at every start. A case that cannot be written now
    does not keep the others from opening."""

    def look(t: Transaction) -> list[tuple[WorkingCopy, str]]:
        copies = [workingcopies.find(t, copy_id) for copy_id in placings.unfinished(t)]
        return [(copy, placings.round_of(t, copy.id).shown_by) for copy in copies if copy is not None]

    for copy, by in await here.database.read(look):
        try:
            await finish(here, copy, by=by)
        except (NotStored, Refusal):
            log.warning("placements that are shown could not be written yet")


def records_of(working_copy: str, placing: Placing) -> list[tuple[str, dict[str, Any]]]:
    """What a set becomes in the document: ids (PL2) and fields."""
    told = placing.words
    common = {
        "placed_by": placing.author,
        "added_by": placing.author,
        "added_at": placing.changed_at,
        "language": told["language"],
        "agency": told["agency"],
        "says": told["says"],
    }
    return [
        (record_id(working_copy, placing.author, n), {**common, "not_known": told["not_known"], **fields})
        for n, fields in enumerate(told["placements"])
    ]


def record_id(working_copy: str, author: str, n: int) -> str:
    """The id of one placement of somebody's set (PL2)."""
    digest = sha256(f"placing|{working_copy}|{author}|{n}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


# -- what may be kept


def _must_take(here: Installation, case: str) -> None:
    if here.hub.held(case):
        raise Refusal("room_held", status=409)
    if here.hub.paused(case):
        raise Refusal("meeting_paused", status=409)


async def _may_come_late(here: Installation, copy: WorkingCopy, visitor: Visitor, role: str, language: str) -> None:
    """Raises Refusal for a set that is in the document already, and where the part is closed to them."""
    held = await here.hub.plain(copy.case) or {}
    if record_id(copy.id, visitor.id, 0) in held.get("placements", {}):
        raise Refusal("placing_in_document", status=409)
    meeting = await here.database.read(lambda t: meetings.open_now(t, copy.case))
    said = await here.database.read(lambda t: meetings.part_modes(t, meeting.id)) if meeting else {}
    if not part_open(role, Mode.of(said).parts["steps"]):
        raise Refusal("part_closed", status=403, part=words_of(language)("parts.steps"))


def _set_of(asked: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """A set as it is kept, from what a page sent: `whole` where it is ready and says a step or that they cannot."""
    not_known, given = asked.get("not_known", False), asked.get("placements")
    if not isinstance(not_known, bool) or not isinstance(given, list):
        raise Refusal("not_readable", status=422)
    if len(given) > MOST:
        raise Refusal("placing_too_many", status=422, most=MOST)
    told = [_placement_of(each) for each in given] or [_placement_of({})]
    if not_known:
        told = [{**told[0], "steps": "", "setting": "", "person": ""}]
    elif whole and any(not each["steps"] for each in told):
        raise Refusal("placing_needs_step", status=422)
    return {"not_known": not_known, "placements": told}


def _placement_of(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Refusal("not_readable", status=422)
    told: dict[str, Any] = {name: given.get(name, "") for name in ("steps", "setting", "person", "reason")}
    if not all(isinstance(value, str) for value in told.values()):
        raise Refusal("not_readable", status=422)
    if told["steps"] and told["steps"] not in vocabulary.keys("step_ranges"):
        raise Refusal("not_readable", status=422)
    for name, most in (("setting", LINE_MAX), ("reason", REASON_MAX)):
        told[name] = clean(told[name])
        if len(told[name]) > most:
            raise Refusal("placing_too_long", status=422, n=len(told[name]), most=most)
    return told | {name: _grounds_of(given.get(name, {})) for name in GROUNDS}


def _grounds_of(given: object) -> dict[str, str]:
    """What a placement rests on: ids of one collection, each with which way it bears on it."""
    if not isinstance(given, dict) or not all(bearing in vocabulary.keys("bearings") for bearing in given.values()):
        raise Refusal("not_readable", status=422)
    if len(given) > ENTRIES_MAX:
        raise Refusal("placing_too_many", status=422, most=ENTRIES_MAX)
    return dict(given)


async def _must_be_known(here: Installation, case: str, given: Sequence[Mapping[str, Any]]) -> None:
    """Raises Refusal for an event, a person or a fact that the document never held."""
    held = await here.hub.plain(case)
    if held is None:
        raise Refusal("no_working_copy", status=409)
    for placement in given:
        if placement["person"] and placement["person"] not in held["people"]:
            raise Refusal("placing_unknown", status=422)
        if any(i not in held[name] for name in GROUNDS for i in placement[name]):
            raise Refusal("placing_unknown", status=422)


async def _open_copy(here: Installation, case: str) -> WorkingCopy:
    copy = await here.database.read(lambda t: workingcopies.find_open(t, case))
    if copy is None:
        raise Refusal("no_working_copy", status=409)
    return copy


# -- what is told


async def _told(here: Installation, case: str, visitor: Visitor, role: str) -> dict[str, Any]:
    """What `read` answers. Of others it holds who is ready and nothing of where (F2)."""
    copy = await _open_copy(here, case)
    held = await here.hub.plain(case) or {}

    def look(t: Transaction) -> dict[str, Any]:
        shown, states = placings.round_of(t, copy.id), placings.states(t, copy.id)
        mine = placings.of_author(t, here.keys, copy.id, visitor.id)
        states |= {author: PLACED for author in _in_document(held, copy.opened_at)}
        people = _seated(t, here, case)
        known = {person["participant"] for person in people}
        names = names_in(t, here, case, copy)
        people += [
            {"participant": author, "name": names.get(author, ""), "agency": ""}
            for author in sorted(states)
            if author not in known
        ]
        return {
            "shown": shown.shown_at,
            "since": copy.opened_at,
            "mine": None if mine is None else {"state": mine.state, **_own(mine)},
            "people": [{**person, "state": states.get(person["participant"], NOT_YET)} for person in people],
            "may_show": may(role, "placing.show") and not shown.shown_at,
        }

    return await here.database.read(look)


def _own(placing: Placing) -> dict[str, Any]:
    return {"not_known": placing.words["not_known"], "placements": placing.words["placements"]}


def _in_document(held: Mapping[str, Mapping[str, Mapping[str, Any]]], since: str) -> set[str]:
    """Whose own placements of this working copy stand in the document."""
    return {
        each["placed_by"]
        for each in held.get("placements", {}).values()
        if each["placed_by"] and not each["removed_at"] and each["added_at"] >= since
    }


def _seated(t: Transaction, here: Installation, case: str) -> list[dict[str, Any]]:
    """Who may place the child in the meeting that is open, in the order of the seats."""
    meeting = meetings.open_now(t, case)
    everyone = meetings.participants(t, here.keys, meeting.id) if meeting else []
    return [
        {"participant": person.account or person.id, "name": person.name, "agency": person.agency}
        for person in everyone
        if may(person.role, "document.write") and person.admitted_at and person.joined_at and not person.removed_at
    ]
