"""The agenda of a meeting: the page on which it is prepared, and what the meeting's page asks and says of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.agendas import MINUTES, WORKED_ON, Agenda, AgendaItem, begun, checked, ends, moved, template
from server.domain.errors import Refusal, Words
from server.domain.meetings import Meeting, must_not_have_ended
from server.languages import LANGUAGES, words
from server.storage import accounts, agendas, meetings
from server.storage.database import Transaction
from server.sync import news
from server.web.answers import form_of, go, plain, text
from server.web.cases import meeting_shown, visitor_in
from server.web.installation import installation_of
from server.web.meetings import meeting_of
from server.web.pages import language_of
from server.web.room import json_of


async def page(request: Request) -> Response:
    """`GET /cases/{case}/meetings/{meeting}/agenda`: its items, to be changed."""
    here, case, meeting_id = installation_of(request), request.path_params["case"], request.path_params["meeting"]

    def look(t: Transaction) -> tuple[Meeting, Agenda]:
        meeting = meeting_of(t, case, meeting_id)
        return meeting, agendas.of_meeting(t, here.keys, meeting)

    meeting, agenda = await here.database.read(look)
    return _page(request, meeting, agenda)


async def change(request: Request) -> Response:
    """`POST …/agenda` with `id`, `title-ID`, `minutes-ID`, `part-ID` of each item in order, and `do`: `keep`, `add`,
    `template`, `up-ID`, `down-ID`, `out-ID`. What was typed is kept with each of them.

    Raises Refusal (`meeting_has_ended`); what is wrong with an item comes back on the page, with all that was typed.
    """
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case, meeting_id, at, do = request.path_params["case"], request.path_params["meeting"], here.now(), text(form, "do")
    w = words(language_of(request))

    def look(t: Transaction) -> tuple[Meeting, Agenda]:
        meeting = meeting_of(t, case, meeting_id)
        must_not_have_ended(meeting)
        return meeting, agendas.of_meeting(t, here.keys, meeting)

    meeting, before = await here.database.read(look)
    typed = replace(before, items=_typed(form, before, language_of(request)))
    try:
        now = _done(typed, meeting, do, language_of(request), w)
        now = replace(now, items=checked(now.items))
    except Refusal as refusal:
        return _page(request, meeting, typed, wrong=refusal.sentence(w), status=refusal.status)
    if now.item not in {item.id for item in now.items}:
        now = replace(now, item="", since="")

    def write(t: Transaction) -> None:
        agendas.keep(t, here.keys, meeting, now, at, by=visitor.id, what="agenda.changed")

    await here.database.write(write)
    here.hub.tell(case, news.say("agenda", item=now.item))
    return go(request, f"/cases/{case}/meetings/{meeting_id}" + ("" if do == "keep" else "/agenda"))


async def read(request: Request) -> Response:
    """`GET /cases/{case}/agenda`: that of the open meeting: `{"items": [{"id", "key", "title", "language", "part",
    "minutes"}], "item", "since", "ends"}`; no items where none is open."""
    here, case = installation_of(request), request.path_params["case"]

    def look(t: Transaction) -> dict[str, Any]:
        meeting = meetings.open_now(t, case)
        return _told(agendas.of_meeting(t, here.keys, meeting) if meeting else Agenda(()))

    return plain(await here.database.read(look))


async def move(request: Request) -> Response:
    """`POST /cases/{case}/agenda` with `{"item": id}`: it is on from now; answers as `read`. Raises Refusal:
    `not_readable`, `no_meeting_open`, `no_such_item`."""
    here, visitor, asked = installation_of(request), visitor_in(request), await json_of(request)
    case, at, item = request.path_params["case"], here.now(), asked.get("item")
    if not isinstance(item, str):
        raise Refusal("not_readable", status=422)

    def write(t: Transaction) -> Agenda:
        meeting = meetings.open_now(t, case)
        if meeting is None:
            raise Refusal("no_meeting_open", status=409)
        now = begun(agendas.of_meeting(t, here.keys, meeting), item, at)
        agendas.keep(t, here.keys, meeting, now, at, by=visitor.id, what="agenda.moved")
        return now

    now = await here.database.write(write)
    here.hub.tell(case, news.say("agenda", item=now.item))
    return plain(_told(now))


def _told(agenda: Agenda) -> dict[str, Any]:
    names = ("id", "key", "title", "language", "part", "minutes")
    items = [{name: getattr(item, name) for name in names} for item in agenda.items]
    return {"items": items, "item": agenda.item, "since": agenda.since, "ends": ends(agenda)}


def title_of(w: Words, item: AgendaItem) -> str:
    """What an item is called."""
    return w(f"live.agenda.{item.key}") if item.key else item.title


def _typed(form: FormData, before: Agenda, language: str) -> tuple[AgendaItem, ...]:
    """The items as they stand in the form; a title that was not changed stays a template's, in
    whichever language it was read."""
    known = {item.id: item for item in before.items}
    items = []
    for item_id in dict.fromkeys(value for value in form.getlist("id") if isinstance(value, str)):
        was = known.get(item_id, AgendaItem(item_id, MINUTES[0]))
        title, minutes = " ".join(text(form, f"title-{item_id}").split()), text(form, f"minutes-{item_id}")
        part = text(form, f"part-{item_id}")
        now = replace(was, minutes=int(minutes) if minutes.isascii() and minutes.isdigit() else 0, part=part)
        if not (was.key and title in {title_of(words(each), was) for each in LANGUAGES}) and title != was.title:
            now = replace(now, key="", title=title, language=language)
        items.append(now)
    return tuple(items)


def _done(agenda: Agenda, meeting: Meeting, do: str, language: str, w: Words) -> Agenda:
    """The agenda after what the button says."""
    act, _, item = do.partition("-")
    acts: dict[str, Callable[[], Agenda]] = {
        "keep": lambda: agenda,
        "up": lambda: moved(agenda, item, -1),
        "down": lambda: moved(agenda, item, 1),
        "out": lambda: replace(agenda, items=tuple(each for each in agenda.items if each.id != item)),
        "add": lambda: replace(agenda, items=(*agenda.items, _new(w, language))),
        "template": lambda: template(meeting.kind),
    }
    if act not in acts:
        raise Refusal("not_readable", status=422)
    return acts[act]()


def _new(w: Words, language: str) -> AgendaItem:
    return AgendaItem(accounts.new_id(), 15, title=w("agenda.new_item"), language=language)


def _page(request: Request, meeting: Meeting, agenda: Agenda, *, wrong: str = "", status: int = 200) -> Response:
    here, w = installation_of(request), words(language_of(request))
    shown = [
        {
            "id": item.id,
            "title": title_of(w, item),
            "language": "" if item.key else item.language,
            "part": item.part,
            "minutes": item.minutes,
            "from": _span(start),
            "until": _span(start + item.minutes),
        }
        for item, start in zip(agenda.items, _starts(agenda), strict=True)
    ]
    return here.pages.page(
        request,
        "meetings/agenda.html",
        status=status,
        case={"id": meeting.case},
        meeting=meeting_shown(w, meeting),
        items=shown,
        total=w("agenda.total", time=_span(agenda.minutes)),
        parts=[("", w("agenda.no_part")), *((part, _part_said(w, part)) for part in WORKED_ON)],
        minutes=MINUTES,
        wrong=wrong,
        place=f"/cases/{meeting.case}/meetings/{meeting.id}/agenda",
    )


def _part_said(w: Words, part: str) -> str:
    return w("live.story.tab") if part == "story" else w(f"parts.{part}")


def _starts(agenda: Agenda) -> list[int]:
    """Minutes after the beginning at which each item is planned to begin."""
    starts, at = [], 0
    for item in agenda.items:
        starts.append(at)
        at += item.minutes
    return starts


def _span(minutes: int) -> str:
    """Minutes after the beginning, as hours and minutes: `1:05`."""
    after = timedelta(minutes=minutes)
    return (datetime.min + after).strftime("%H:%M").removeprefix("0") if after < timedelta(days=1) else str(minutes)
