"""News between two meetings: written down by chair or coordinator, or told by an agency through a link of its own; it
waits on the case's page until it is taken into the working copy or set aside (N1 to N4 of domain/news.py).

A link's page is for people who have never seen Gwead, on any phone: both languages first, a few fields, no account. It
shows what the link is for and nothing of the case, and no token comes twice: what was sent cannot be read there again.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from server.domain.errors import Refusal, Words
from server.domain.fields import ID, LINE_MAX, clean, clean_line
from server.domain.instants import is_day
from server.domain.moments import Moment
from server.domain.news import (
    FIRST_WORDS_MAX,
    REASON_MAX,
    SET_ASIDE,
    TAKEN,
    TELL_DAYS,
    TELL_DAYS_MOST,
    TELL_MOST,
    TEXT_MAX,
    WAITING,
    News,
    Tell,
    names_child,
)
from server.interchange.entryline import LONGEST_LINE, Front, read_line
from server.interchange.records import whole_record
from server.languages import LANGUAGES, words
from server.reports.days import said_moment
from server.storage import accounts, cases, news
from server.storage.accounts import new_id
from server.storage.database import Transaction
from server.web import casework
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.guard import LANGUAGE_COOKIE, LANGUAGE_SECONDS, keep_cookie
from server.web.installation import Installation, installation_of
from server.web.meetings import agencies_said
from server.web.pages import language_of, qr, said_day_of, said_instant
from server.web.readings import birth, day_moment, lane_words, reading_of
from server.web.visitor import Visitor

FACT_MAX: Final = 500
"""Characters of a background fact; longer news becomes an event, with its words as the detail."""
COLLECTION: Final[Mapping[str, str]] = {"event": "events", "fact": "facts"}
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a piece of news would be on the timeline: `front` is how its first line is read, `detail` the whole of it
    where that is more than the title."""

    front: Front
    detail: str


# -- chair and coordinator


async def page(request: Request) -> Response:
    """`GET /cases/{case}/news`: what waits, what was settled, the links, and the forms."""
    return await _page(request, {}, {})


async def write(request: Request) -> Response:
    """`POST /cases/{case}/news` with `text`, `said_by`, `agency`, `said_on`, `when`, `sensitive`, `once`: it waits."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = _given(form)
    wrong = _wrong(w, given, today(here))
    if wrong:
        return await _page(request, given, wrong, status=422)
    said = News(
        id=_once(form), case=case_id, text=given["text"], said_by=given["said_by"], agency=given["agency"],
        said_on=given["said_on"], when=given["when"], language=_tongue(request, given),
        sensitive=bool(given["sensitive"]),
    )  # fmt: skip
    await here.database.write(lambda t: news.write(t, here.keys, said, at, visitor.id))
    return go(request, f"/cases/{case_id}/news")


async def take(request: Request) -> Response:
    """`POST /cases/{case}/news/{news}/taking` with `as` (`event` or `fact`): into the working copy, with its source, as
    one change that can be taken back there. The record has the news' own id, so that it never comes twice."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    case_id, which, kind = request.path_params["case"], request.path_params["news"], text(form, "as")
    if kind not in COLLECTION:
        raise Refusal("not_readable", status=422)
    async with here.taking.setdefault(case_id, asyncio.Lock()):
        await _take(here, case_id, which, kind, visitor)
    return go(request, f"/cases/{case_id}/news?taken={which}")


async def _take(here: Installation, case_id: str, which: str, kind: str, visitor: Visitor) -> None:
    said, at = await _must_find(here, case_id, which), here.now()
    if said.state == TAKEN:
        return
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    held = await here.hub.plain(case_id)
    if held is None:
        raise Refusal("no_working_copy", status=409)
    became = next((collection for collection in COLLECTION.values() if said.id in held.get(collection, {})), "")
    if not became:  # else it was written, and the server stopped before it was noted
        became = COLLECTION[kind]
        made = record_of(said, kind, await birth(here, case_id), _child_in(held), visitor.name)
        await casework.bring_in(here, case_id, {became: {said.id: made}}, by=visitor.id)
    await here.database.write(lambda t: news.take(t, case_id, said.id, became, at, visitor.id))


async def set_aside(request: Request) -> Response:
    """`POST /cases/{case}/news/{news}/setting-aside` with `reason`: it stays, beside what was taken."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    said = await _must_find(here, case_id, request.path_params["news"])
    reason = clean(text(form, "reason"))
    field = f"reason-{said.id}"
    if not reason:
        return await _page(request, {field: ""}, {field: w("news.reason_needed")}, status=422)
    if len(reason) > REASON_MAX:
        wrong = {field: w("form.too_long", n=len(reason), most=REASON_MAX)}
        return await _page(request, {field: reason}, wrong, status=422)
    await here.database.write(lambda t: news.set_aside(t, here.keys, case_id, said.id, reason, at, visitor.id))
    return go(request, f"/cases/{case_id}/news")


async def open_tell(request: Request) -> Response:
    """`POST /cases/{case}/tells` with `for`, `purpose`, `first_words`, `days`, `tongue`: a link for one agency."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = {name: clean(text(form, name)) for name in ("for", "purpose", "first_words", "days", "tongue")}
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    wrong = _wrong_tell(w, given, case.young_person.name if case.young_person else "")
    if wrong:
        return await _page(request, given, wrong, status=422)
    tongue = given["tongue"] if given["tongue"] in LANGUAGES else language_of(request)
    made, _ = await here.database.write(
        lambda t: news.open_tell(
            t, here.keys, case_id, agency=clean_line(given["for"]), purpose=clean_line(given["purpose"]),
            first_words=given["first_words"], language=tongue, days=int(given["days"]), most=TELL_MOST, at=at,
            by=visitor.id,
        )
    )  # fmt: skip
    return await _page(request, {}, {}, link=made.id)


async def show_tell(request: Request) -> Response:
    """`POST /cases/{case}/tells/{tell}/showing`: the link once more, to be copied or scanned."""
    return await _page(request, {}, {}, link=request.path_params["tell"])


async def close_tell(request: Request) -> Response:
    """`POST /cases/{case}/tells/{tell}/closing`: nobody comes by it any more."""
    here, visitor = installation_of(request), visitor_in(request)
    case_id, tell, at = request.path_params["case"], request.path_params["tell"], here.now()
    await here.database.write(lambda t: news.close_tell(t, case_id, tell, at, visitor.id))
    return go(request, f"/cases/{case_id}/news")


# -- whoever has a link


async def invitation(request: Request) -> Response:
    """`GET /tell/{token}`: what is asked, and the form. Changes nothing; with `?thanks`, after something was sent, what
    happens next, also where that was the last that the link takes."""
    if "thanks" in request.query_params:
        return await _thanks(request)
    link = await _link(request)
    return _told(request, "tell/tell.html", link, form={"once": new_id()}, wrong={})


async def tell(request: Request) -> Response:
    """`POST /tell/{token}` with `said_by`, `when`, `text`, `once`; with `choose` (a language) the page comes again in
    that language, with what was typed."""
    here, form = installation_of(request), await form_of(request)
    link = await _link(request)
    given = _given(form)
    if text(form, "choose") in LANGUAGES:
        request.state.language = text(form, "choose")
        answer = _told(request, "tell/tell.html", link, form=given, wrong={})
        keep_cookie(answer, LANGUAGE_COOKIE, request.state.language, here.public, seconds=LANGUAGE_SECONDS)
        return answer
    w, at = words(language_of(request)), here.now()
    wrong = _wrong(w, {**given, "said_on": ""}, today(here))
    if wrong:
        return _told(request, "tell/tell.html", link, form=given, wrong=wrong, status=422)
    said = News(
        id=_once(form), case=link.case, text=given["text"], said_by=given["said_by"], agency=link.agency,
        said_on=today(here).isoformat(), when=given["when"], language=_tongue(request, given),
    )  # fmt: skip
    try:
        await here.database.write(lambda t: news.tell(t, here.keys, request.path_params["token"], said, at))
    except Refusal as refusal:
        if refusal.key not in ("tell_closed", "too_many_tries"):
            raise
        wrong = {"text": refusal.sentence(w)}
        return _told(request, "tell/tell.html", link, form=given, wrong=wrong, status=refusal.status)
    return go(request, f"/tell/{request.path_params['token']}?thanks")


async def _thanks(request: Request) -> Response:
    here, token, at = installation_of(request), request.path_params["token"], installation_of(request).now()
    link = await here.database.read(lambda t: news.by_token(t, here.keys, token, at))
    until = said_day_of(words(language_of(request)), link.until) if link is not None else ""
    return here.pages.page(request, "tell/thanks.html", token=token, until=until, place=f"/tell/{token}?thanks")


async def _link(request: Request) -> Tell:
    """The open link of the address. Raises Refusal: 410 for one that was closed or never was, all alike (a closed
    one's token is gone)."""
    here, token, at = installation_of(request), request.path_params["token"], installation_of(request).now()
    link = await here.database.read(lambda t: news.by_token(t, here.keys, token, at))
    if link is None:
        raise Refusal("tell_closed", status=410)
    return link


def _told(request: Request, template: str, link: Tell, *, status: int = 200, **context: Any) -> Response:
    here, w = installation_of(request), words(language_of(request))
    token = request.path_params["token"]
    return here.pages.page(
        request,
        template,
        status=status,
        token=token,
        purpose=link.purpose,
        first_words=link.first_words,
        lang=link.language,
        agency=link.agency,
        until=said_day_of(w, link.until),
        most=TEXT_MAX,
        place=f"/tell/{token}",
        **context,
    )


# -- what news becomes


def becomes(said: News, born: Moment | None) -> Becomes:
    """How a piece of news is read as one event: when, where it belongs, a title of one line, and the rest."""
    own = said.language if said.language in LANGUAGES else "en"
    on = date.fromisoformat(said.said_on or said.came_at[:10])
    first = _SENTENCE.split(said.text.strip(), maxsplit=1)[0]
    front = read_line(first[:LONGEST_LINE], language=own, born=born, after=day_moment(on), lanes=lane_words())
    words_for_it = said.when or front.when
    if words_for_it:
        reading = reading_of(words_for_it, own, born, on)
        title = clean_line(first).strip() if said.when else front.title
        front = Front(words_for_it, reading.moment, reading.reasons, front.lane, title)
    title = front.title or clean_line(first).strip()
    if len(title) > LINE_MAX:
        title = title[: LINE_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    whole = first.strip() == said.text.strip() and not title.endswith("…")
    as_one_line = Front(front.when, front.moment, front.reasons, front.lane, title)
    return Becomes(as_one_line, "" if whole else said.text.strip())


def record_of(said: News, kind: str, born: Moment | None, child: str, by: str) -> dict[str, Any]:
    """The record that a piece of news becomes: an event, or a background fact about the child (`child`, an id)."""
    source = {
        "language": said.language, "agency": said.agency, "says": said.said_by, "sensitive": said.sensitive,
    }  # fmt: skip
    if kind == "fact":
        title = said.text.strip() if len(said.text.strip()) <= FACT_MAX else becomes(said, born).front.title
        note = "" if title == said.text.strip() else said.text.strip()
        on = date.fromisoformat(said.said_on or said.came_at[:10])
        began = reading_of(said.when, said.language, born, on).moment.to_json() if said.when else None
        fact = {"about": child, "area": "other", "text": clean_line(title), "note": note, "began": began, **source}
        return whole_record("facts", said.id, fact)
    event = becomes(said, born)
    moment = event.front.moment
    return whole_record(
        "events",
        said.id,
        {
            "title": event.front.title,
            "detail": event.detail,
            "when": moment.to_json() if moment is not None and event.front.when else None,
            "lane": event.front.lane or "home",
            "recorded_by": by,
            **source,
        },
    )


def shown_news(w: Words, said: News, born: Moment | None, names: Mapping[str, str]) -> dict[str, Any]:
    """A piece of news as a page shows it; `names` are those of accounts by id."""
    event = becomes(said, born)
    moment = event.front.moment if event.front.when else None
    on = said_day_of(w, said.said_on)
    return {
        "id": said.id,
        "text": said.text,
        "lang": said.language if said.language in LANGUAGES else "",
        "who": w("news.says", name=said.said_by, agency=said.agency) if said.agency else said.said_by,
        "on": w("news.said_on", when=on) if on else "",
        "when": said.when,
        "came": _came(w, said, names),
        "sensitive": said.sensitive,
        "state": said.state,
        "waiting": said.state == WAITING,
        "aside": said.state == SET_ASIDE,
        "settled": w("news.settled", state=w(f"news_states.{said.state}"), when=said_day_of(w, said.settled_at),
                     name=names.get(said.settled_by) or w("consent.nobody")) if said.settled_at else "",
        "reason": said.reason,
        "became": said.became,
        "title": event.front.title,
        "understood": said_moment(w, moment, born) if moment is not None else w("news.no_time"),
        "lane": w(f"lanes.{event.front.lane or 'home'}"),
    }  # fmt: skip


def _came(w: Words, said: News, names: Mapping[str, str]) -> str:
    """How a piece of news came: by a link, from somebody invited to a meeting, or written down by a leader."""
    when = said_instant(w, said.came_at)
    if said.tell:
        return w("news.by_link", when=when)
    if said.by and said.by not in names:
        return w("news.by_sender", when=when)
    return w("news.by_leader", when=when, name=names.get(said.by) or w("consent.nobody"))


def _child_in(held: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    found = (i for i, person in held.get("people", {}).items() if person.get("index") and not person.get("removed_at"))
    return next(found, "")


async def _must_find(here: Installation, case_id: str, which: str) -> News:
    found = await here.database.read(lambda t: news.find(t, here.keys, case_id, which))
    if found is None:
        raise Refusal("no_such_news", status=404)
    return found


# -- forms

_ASKED: Final = ("text", "said_by", "agency", "when", "said_on", "sensitive", "for", "purpose", "first_words")
_LINES: Final = ("said_by", "agency", "when", "said_on", "language", "sensitive", "once")


def _given(form: FormData) -> dict[str, str]:
    """What was typed, without what cannot be seen; whole, however long."""
    lines = {name: clean_line(text(form, name)) for name in _LINES}
    return {**lines, "text": clean(text(form, "text"))}


def _wrong(w: Words, given: Mapping[str, str], on: date) -> dict[str, str]:
    wrong = {}
    for name, most in (("said_by", LINE_MAX), ("agency", LINE_MAX), ("when", LINE_MAX), ("text", TEXT_MAX)):
        if len(given[name]) > most:
            wrong[name] = w("form.too_long", n=len(given[name]), most=most)
    wrong |= {name: w("form.needed") for name in ("said_by", "text") if not given[name]}
    if given["said_on"] and not _past_day(given["said_on"], on):
        wrong["said_on"] = w("form.day_wrong")
    return wrong


def _wrong_tell(w: Words, given: Mapping[str, str], child: str) -> dict[str, str]:
    wrong = {name: w("form.needed") for name in ("for", "purpose") if not given[name]}
    for name, most in (("for", LINE_MAX), ("purpose", LINE_MAX), ("first_words", FIRST_WORDS_MAX)):
        if len(given[name]) > most:
            wrong[name] = w("form.too_long", n=len(given[name]), most=most)
        elif names_child(given[name], child):
            wrong[name] = w("tell.no_name")
    days = given["days"]
    if not (days.isascii() and days.isdigit() and len(days) < 4 and 1 <= int(days) <= TELL_DAYS_MOST):
        wrong["days"] = w("tell.days_wrong", most=TELL_DAYS_MOST)
    return wrong


def _past_day(said: str, on: date) -> bool:
    return is_day(said) and date.fromisoformat(said) <= on


def _once(form: FormData) -> str:
    """The id that a page gave its form, so that it counts once; "" where it has none."""
    once = text(form, "once")
    return once if ID.fullmatch(once) else ""


def _tongue(request: Request, given: Mapping[str, str]) -> str:
    return given["language"] if given["language"] in ("en", "cy", "other") else language_of(request)


async def _page(
    request: Request, given: Mapping[str, str], wrong: dict[str, str], *, link: str = "", status: int = 200
) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id, at = request.path_params["case"], here.now()
    born = await birth(here, case_id)
    copy = await here.hub.plain(case_id) is not None

    def look(t: Transaction) -> dict[str, Any]:
        case = cases.must_find(t, here.keys, case_id)
        names = {account.id: account.name for account in accounts.every(t)}
        rows = [shown_news(w, each, born, names) for each in news.of_case(t, here.keys, case_id)]
        token = news.tell_token(t, here.keys, case_id, link) if link else None
        return {
            "case": shown(w, case, today(here)),
            "waiting": [row for row in rows if row["waiting"]],
            "settled": [row for row in reversed(rows) if not row["waiting"]],
            "tells": [shown_tell(w, each, at) for each in news.tells(t, here.keys, case_id)],
            "link": _address(here, w, token) if token else None,
        }

    context = await here.database.read(look)
    begins = {"days": str(TELL_DAYS), "once": new_id(), "tongue": language_of(request)}
    form = {**dict.fromkeys(_ASKED, ""), **begins, **given}
    return here.pages.page(
        request,
        "cases/news.html",
        status=status,
        working_copy=copy,
        form=form,
        wrong=wrong,
        taken=request.query_params.get("taken", ""),
        agencies=agencies_said(w),
        most=TEXT_MAX,
        first_most=FIRST_WORDS_MAX,
        reason_most=REASON_MAX,
        days_most=TELL_DAYS_MOST,
        place=f"/cases/{case_id}/news",
        **context,
    )


def shown_tell(w: Words, each: Tell, at: str) -> dict[str, Any]:
    """A link as a row."""
    open_now = each.open_at(at)
    if open_now:
        state = w("tell.open_until", when=said_day_of(w, each.until))
    else:
        state = w("tell.closed_on", when=said_day_of(w, each.closed_at or min(each.until, at)))
    return {
        "id": each.id,
        "agency": each.agency,
        "purpose": each.purpose,
        "lang": each.language,
        "open": open_now,
        "state": state,
        "sent": w("tell.sent", n=each.sent, most=each.most),
    }


def _address(here: Installation, w: Words, token: str) -> dict[str, Any]:
    address = here.public.link(f"/tell/{token}")
    return {"address": address, "picture": qr(address, w("tell.qr"))}

