"""The review: the last version looked at again, from one page. What has changed since, how what was agreed goes, what
is new in the child's life, what the child says now, what was wrong; it ends in the next version.

V1  the page is prepared from the last version and the working copy; nothing is kept beside them
V2  every act writes into the working copy through the room, in the name of whoever asked, as one change that can be
    taken back there; everybody in the room sees it
V3  what is marked sensitive, or tied to it, is not on this page, which may be shown to the room; how much changed of
    it is said, and it is looked at in the comparison or in the room
V4  what was wrong in the version stays in it as it was written; the next one holds both, with the reason
Source: VERSIONS (our design), section 4; the practice guide's review after three months.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain.comparison import Comparison, compare, held_back
from server.domain.errors import Refusal, Words
from server.domain.fields import LINE_MAX, Kind, clean, clean_line
from server.domain.formulation import SPECS, Formulation, from_plain, to_plain
from server.domain.news import TEXT_MAX, News
from server.domain.path import Stood, Way, ways
from server.domain.recommendations import Recommendation
from server.domain.steps import LAST, stretch
from server.domain.upgrades import view
from server.domain.versions import Version
from server.domain.vocabulary import ASKINGS, AVOIDANCE_STATES, QUOTE_SHARES, RECOMMENDATION_STATES, keys
from server.interchange.records import whole_record
from server.languages import words
from server.reports import compared
from server.reports.days import said_when
from server.storage import cases, news, versions, workingcopies
from server.storage.accounts import new_id
from server.storage.database import Transaction
from server.storage.versions import Verified, standing_in
from server.web import casework
from server.web.answers import form_of, go, text
from server.web.cases import shown, today, visitor_in
from server.web.installation import Installation, installation_of
from server.web.news import record_of
from server.web.pages import language_of, said_day, said_day_of
from server.web.readings import birth

CHANGES_SHOWN: Final = 12
CHILD_WORDS_MAX: Final = 4_000
REASON_MAX: Final = 500
FIELDS: Final = ("text", "said_by", "words", "asked_by", "why_not", "asked", "share", "which", "reason")
"""Fields of the page's forms that are there once."""
TOLD_KINDS: Final = frozenset({Kind.MOMENT, Kind.CHOICE, Kind.LINE, Kind.PROSE, Kind.REFERENCE})
"""Kinds of field of which it can be said that they were wrong: those that people can tell differently."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the review is prepared from (V1): every version with what checking found, and the working copy, None where
    none is open."""

    checked: Verified
    now: Formulation | None
    waiting: int
    hidden: frozenset[tuple[str, str]] = frozenset()
    """Records that are held back of the page, as collection and id (V3)."""

    def told(self, formulation: Formulation) -> Formulation:
        """A formulation without them."""
        return formulation.without(self.hidden)

    @property
    def last(self) -> Version:
        """The version that is looked at again."""
        return self.checked.versions[-1]

    @property
    def before(self) -> Formulation:
        """What it holds, as the present schema reads it."""
        return formulation_of(self.last)


def formulation_of(version: Version) -> Formulation:
    """What a version holds; nothing where it cannot be read."""
    return from_plain(view(version.content or {}, version.header.schema))[0].standing()


async def page(request: Request) -> Response:
    """`GET /cases/{case}/review`: the review as it stands. Raises HTTPException 404 for no case."""
    return await _page(request, {}, {})


async def _page(request: Request, form: dict[str, str], wrong: dict[str, str], *, status: int = 200) -> Response:
    here, w = installation_of(request), words(language_of(request))
    case_id = request.path_params["case"]
    case = await here.database.read(lambda t: cases.must_find(t, here.keys, case_id))
    looked = await _look(here, case_id)
    prepared = await _prepared(here, w, case_id, looked) if looked is not None else {"number": 0}
    return here.pages.page(
        request,
        "reviews/review.html",
        status=status,
        case=shown(w, case, today(here)),
        held=here.hub.held(case_id),
        form={**dict.fromkeys(FIELDS, ""), **form},
        wrong=wrong,
        askings=[(row.key, w(f"askings.{row.key}")) for row in ASKINGS],
        shares=[(row.key, w(f"quote_shares.{row.key}")) for row in QUOTE_SHARES],
        place=f"/cases/{case_id}/review",
        **prepared,
    )


async def _look(here: Installation, case_id: str) -> Looked | None:
    """What the review is prepared from; None before the first version."""

    def read(t: Transaction) -> tuple[Verified, bool, int]:
        checked = versions.check_case(t, here.keys, case_id)
        return checked, workingcopies.find_open(t, case_id) is not None, news.waiting(t, case_id)

    checked, is_open, waiting = await here.database.read(read)
    if not checked.versions:
        return None
    held = await here.hub.plain(case_id) if is_open else None
    now = from_plain(held)[0].standing() if held is not None else None
    every = (*(formulation_of(each) for each in checked.versions), *((now,) if now is not None else ()))
    return Looked(checked, now, waiting, held_back(*every))


async def _prepared(here: Installation, w: Words, case_id: str, looked: Looked) -> dict[str, Any]:
    """What the page shows, from the last version on."""
    last, before, now = looked.last, looked.before, looked.now
    found, hidden = _found(looked)
    sections = compared.sections(w, found, looked.told(before), looked.told(now or before))
    lines = [line for section in sections for line in section.lines]
    return {
        "number": last.number,
        "frozen": said_day_of(w, last.header.frozen_at),
        "standing": standing_in(looked.checked, last.number),
        "working_copy": now is not None,
        "total": found.total,
        "hidden": hidden,
        "lines": lines[:CHANGES_SHOWN],
        "more": max(0, len(lines) - CHANGES_SHOWN),
        "agreed": _agreed(w, looked.told(before), looked.told(now or before)),
        "ways": [_way(w, each, now or before) for each in ways(_stood(looked, today(here)))],
        "last_step": LAST,
        "waiting": looked.waiting,
        "events": [line for line in lines if line.collection == "events" and line.verb == "new"],
        "voices": _voices(w, before, now),
        "mistakes": _mistakes(w, found, looked),
        "corrected": [line for line in lines if line.verb == "corrected"],
    }


def _found(looked: Looked) -> tuple[Comparison, int]:
    """What has changed since the version without what is held back, and how many changes that is (V3)."""
    if looked.now is None:
        return Comparison(), 0
    found = compare(looked.before, looked.now)
    told = tuple(each for each in found.changes if (each.collection, each.id) not in looked.hidden)
    return replace(found, changes=told), len(found.changes) - len(told)


def _stood(looked: Looked, on: date) -> list[Stood]:
    stood = [
        Stood(each.number, _day(each.header.frozen_at, on), looked.told(formulation_of(each)))
        for each in looked.checked.versions
    ]
    return [*stood, Stood(0, on, looked.told(looked.now))] if looked.now is not None else stood


def _day(instant: str, otherwise: date) -> date:
    try:
        return datetime.fromisoformat(instant).date()
    except ValueError:
        return otherwise


def _way(w: Words, way: Way, f: Formulation) -> dict[str, Any]:
    """A way as rows: when, which steps, which way it went, why, and what it rests on."""
    person = f.people.get(way.person)
    company = w("version.with_person", who=person.short_name) if person is not None else ""
    rows = []
    for point in way.points:
        lowest, highest = stretch(point.steps)
        shows = stretch(point.emerging)
        rows.append(
            {
                "when": said_when(w, point.when) if point.when else said_day(w, point.on),
                "here": range(lowest, highest + 1),
                "shows": range(shows[0], shows[1] + 1) if shows[0] else range(0),
                "said": w(f"step_ranges.{point.steps}"),
                "emerging": w("review.emerging", steps=w(f"step_ranges.{point.emerging}")) if point.emerging else "",
                "went": w(f"review.went.{point.went}") if point.went else "",
                "why": point.reason,
                "events": [f.events[i].title for i in point.events if i in f.events and not f.events[i].sensitive],
                "from": w("version.numbered", n=point.version) if point.version else w("compared.working_copy"),
            }
        )
    return {"title": " · ".join(filter(None, (way.setting, company))) or w("version.as_a_whole"), "rows": rows}


def _agreed(w: Words, before: Formulation, now: Formulation) -> list[dict[str, Any]]:
    """What the version recommends, in the order of the plan, with how it goes and whether it was looked at since."""
    plan = sorted(
        before.recommendations.items(),
        key=lambda each: (each[1].start == "avoid", stretch(each[1].steps)[0] or 9, each[1].order, each[0]),
    )
    return [_recommendation(w, i, then, now.recommendations[i]) for i, then in plan if i in now.recommendations]


def _recommendation(w: Words, i: str, then: Recommendation, r: Recommendation) -> dict[str, Any]:
    avoids = r.start == "avoid"
    table, rows = ("avoidance_states", AVOIDANCE_STATES) if avoids else ("recommendation_states", RECOMMENDATION_STATES)
    return {
        "id": i,
        "title": r.title,
        "lang": r.language if r.language in ("en", "cy") else "",
        "avoids": avoids,
        "state": r.avoided if avoids else r.state,
        "why": r.state_why,
        "looked_at": _how(r) != _how(then),
        "states": [(row.key, w(f"{table}.{row.key}")) for row in rows],
    }


def _how(r: Recommendation) -> tuple[str, ...]:
    return (r.state_at, r.state_by, r.state, r.avoided)


def _voices(w: Words, before: Formulation, now: Formulation | None) -> list[dict[str, Any]]:
    """What the child has said since, or why nobody asked."""
    since = [] if now is None else [v for i, v in now.voices.items() if i not in before.voices and not v.sensitive]
    return [
        {
            "text": v.text,
            "lang": v.language if v.language in ("en", "cy") else "",
            "said": w(f"askings.{v.asked}") if v.asked else "",
            "who": v.asked_by,
            "why_not": v.why_not,
            "share": w(f"quote_shares.{v.share}") if v.share else "",
        }
        for v in sorted(since, key=lambda voice: voice.added_at)
    ]


def _mistakes(w: Words, found: Comparison, looked: Looked) -> list[tuple[str, str]]:
    """The fields that differ from the version and of which it can be said that it had them wrong, each with what it
    was and what it is."""
    if looked.now is None:
        return []
    before, now = looked.told(looked.before), looked.told(looked.now)
    offered = []
    for change in found.changes:
        if change.verb in ("new", "no_longer", "merged"):
            continue
        specs = {spec.name: spec for spec in SPECS[change.collection]}
        marked = {settled.field for settled in change.settled}
        for each in change.fields:
            spec = specs[each.name]
            if spec.kind not in TOLD_KINDS or each.before in ("", None) or each.name in marked:
                continue
            offered.append(
                (
                    f"{change.collection}/{change.id}/{each.name}",
                    w(
                        "review.was_is",
                        what=compared.called(w, now, change.collection, change.id),
                        field=compared.field_word(w, change.collection, each.name),
                        before=compared.value_said(w, before, spec, each.before),
                        after=compared.value_said(w, now, spec, each.after) or w("compared.not_said"),
                    ),
                )
            )
    return offered


# -- acts (V2)


async def state(request: Request) -> Response:
    """`POST /cases/{case}/review/states` with `recommendation`, `state` (a row of recommendation_states, or of
    avoidance_states for what is to be avoided) and, where it stopped, `why`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, which = words(language_of(request)), request.path_params["case"], text(form, "recommendation")
    now = await _open(here, case_id)
    held = now.recommendations.get(which)
    said, why = text(form, "state"), clean(text(form, "why"))
    if held is None:
        raise Refusal("record_gone", status=409)
    avoids = held.start == "avoid"
    if said not in keys("avoidance_states" if avoids else "recommendation_states"):
        raise Refusal("not_readable", status=422)
    if said == "stopped" and not why:
        wrong = {f"why-{which}": w("review.why_needed")}
        return await _page(request, {f"state-{which}": said}, wrong, status=422)
    if len(why) > TEXT_MAX:
        wrong = {f"why-{which}": w("form.too_long", n=len(why), most=TEXT_MAX)}
        return await _page(request, {f"why-{which}": why}, wrong, status=422)
    fields = {"avoided" if avoids else "state": said, "state_why": why, "state_by": visitor.id, "state_at": here.now()}
    await casework.revise(here, case_id, {"recommendations": {which: fields}}, by=visitor.id)
    return go(request, f"/cases/{case_id}/review#rec-{which}")


async def event(request: Request) -> Response:
    """`POST /cases/{case}/review/events` with `text` (one line: when, where, what) and `said_by`: onto the timeline."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = {"text": clean(text(form, "text")), "said_by": clean_line(text(form, "said_by"))}
    wrong = {name: w("form.needed") for name, value in given.items() if not value}
    for name, most in (("text", TEXT_MAX), ("said_by", LINE_MAX)):
        if len(given[name]) > most:
            wrong[name] = w("form.too_long", n=len(given[name]), most=most)
    if wrong:
        return await _page(request, given, wrong, status=422)
    await _open(here, case_id)
    said = News(
        id=new_id(), case=case_id, text=given["text"], said_by=given["said_by"], agency=visitor.agency,
        said_on=today(here).isoformat(), language=language_of(request), came_at=at,
    )  # fmt: skip
    made = record_of(said, "event", await birth(here, case_id), "", visitor.name)
    await casework.bring_in(here, case_id, {"events": {said.id: made}}, by=visitor.id)
    return go(request, f"/cases/{case_id}/review#new")


async def voice(request: Request) -> Response:
    """`POST /cases/{case}/review/voices` with `words` (the child's own), `asked`, `asked_by`, `share`; or, where nobody
    asked, `why_not`."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id = words(language_of(request)), request.path_params["case"]
    names = ("words", "asked", "asked_by", "share", "why_not")
    given = {name: clean(text(form, name)) for name in names}
    wrong = _wrong_voice(w, given)
    if wrong:
        return await _page(request, given, wrong, status=422)
    await _open(here, case_id)
    spoken = given["asked"] in ("asked", "unprompted")
    made = whole_record(
        "voices",
        "",
        {
            "kind": "words", "asked": given["asked"], "asked_by": clean_line(given["asked_by"]),
            "text": given["words"] if spoken else "", "share": given["share"] if spoken else "",
            "why_not": "" if spoken else given["why_not"], "language": language_of(request),
            "added_by": visitor.id, "added_at": here.now(),
        },
    )  # fmt: skip
    await casework.bring_in(here, case_id, {"voices": {new_id(): made}}, by=visitor.id)
    return go(request, f"/cases/{case_id}/review#child")


def _wrong_voice(w: Words, given: dict[str, str]) -> dict[str, str]:
    if given["asked"] not in keys("askings"):
        return {"asked": w("form.needed")}
    needed = "words" if given["asked"] in ("asked", "unprompted") else "why_not"
    wrong = {} if given[needed] else {needed: w("form.needed")}
    if given["share"] and given["share"] not in keys("quote_shares"):
        wrong["share"] = w("form.needed")
    for name, most in (("words", CHILD_WORDS_MAX), ("why_not", CHILD_WORDS_MAX), ("asked_by", LINE_MAX)):
        if len(given[name]) > most:
            wrong[name] = w("form.too_long", n=len(given[name]), most=most)
    return wrong


async def correct(request: Request) -> Response:
    """`POST /cases/{case}/review/corrections` with `which` (`collection/record/field`) and `reason`: the version had it
    wrong. What it said stays beside what is right, as a telling that was not chosen, with the reason (V4)."""
    here, visitor, form = installation_of(request), visitor_in(request), await form_of(request)
    w, case_id, at = words(language_of(request)), request.path_params["case"], here.now()
    given = {"which": text(form, "which"), "reason": clean(text(form, "reason"))}
    looked = await _look(here, case_id)
    if looked is None or looked.now is None:
        raise Refusal("no_working_copy", status=409)
    found, _ = _found(looked)
    offered = {key for key, _ in _mistakes(w, found, looked)}
    wrong = {} if given["which"] in offered else {"which": w("review.which_needed")}
    if not given["reason"]:
        wrong["reason"] = w("form.needed")
    elif len(given["reason"]) > REASON_MAX:
        wrong["reason"] = w("form.too_long", n=len(given["reason"]), most=REASON_MAX)
    if wrong:
        return await _page(request, given, wrong, status=422)
    await _open(here, case_id)
    collection, i, name = given["which"].split("/")
    was = to_plain(looked.before)[collection][i][name]
    telling = {
        "field": name, "value": was, "who": w("version.numbered", n=looked.last.number), "noted_by": visitor.id,
        "at": at, "settled": at, "settled_by": visitor.id, "outcome": "not_chosen", "reason": given["reason"],
    }  # fmt: skip
    await casework.revise(here, case_id, {collection: {i: {"accounts": {new_id(): telling}}}}, by=visitor.id)
    return go(request, f"/cases/{case_id}/review#wrong")


async def _open(here: Installation, case_id: str) -> Formulation:
    """The working copy, into which may be written. Raises Refusal: `no_working_copy`, `room_held`."""
    if here.hub.held(case_id):
        raise Refusal("room_held", status=409)
    held = await here.hub.plain(case_id)
    if held is None:
        raise Refusal("no_working_copy", status=409)
    return from_plain(held)[0].standing()

