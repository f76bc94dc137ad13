"""How words for a time, and whole lines, are understood, said back while they are typed. Nothing is kept.

S1  What was understood is said in the reader's language so that it can be read again: "between 1 March 2013 and 31 May
    2013" has those days, "November 2022" is that month, "2007 (about)" is about 2007.
S2  What was not understood says why. Nothing is corrected.
S3  An age is said as a range where the birth or the time is one, never finer than they are; before birth and after
    today are said.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from server.domain import vocabulary
from server.domain.errors import Refusal, Words
from server.domain.moments import Moment, Reading, clean, read_closely
from server.interchange.entryline import LONGEST_LINE, Front, alike, lanes_in, read_line
from server.interchange.naming import people_in
from server.languages import LANGUAGES, words
from server.reports.days import said_moment
from server.storage import cases
from server.web.answers import plain
from server.web.cases import today
from server.web.installation import Installation, installation_of
from server.web.pages import language_of
from server.web.room import json_of

LONGEST_WORDS: Final = 200
"""Characters of words for a time that are read."""

Record = Mapping[str, Any]


async def read(request: Request) -> Response:
    """`POST /cases/{case}/readings`, in one of three ways:

    `{"words", "language", "after"?}`: words for a time -> `{"moment", "sentence", "reasons"}`.
    `{"line", "language", "after"?}`: a whole line -> the same with `"when" "lane" "title" "people" "alike"`.
    `{"line", "title_only": true, "words"?, ...}`: a title beside words for a time -> the same.
    """
    here, asked = installation_of(request), await json_of(request)
    case_id, w = request.path_params["case"], words(language_of(request))
    language = asked.get("language")
    own = language if language in LANGUAGES else language_of(request)
    after = Moment.from_json(asked["after"]) if asked.get("after") else None
    held = await here.hub.plain(case_id) or {}
    born = await birth_in(here, case_id, held)
    if "line" not in asked:
        said = _line_of(asked, "words", LONGEST_WORDS)
        return plain(_told(w, read_closely(clean(said), language=own, born=born, after=after), born, today(here)))
    line = _line_of(asked, "line", LONGEST_LINE)
    if asked.get("title_only") is True:
        said = _line_of(asked, "words", LONGEST_WORDS) if asked.get("words") else ""
        reading = read_closely(clean(said), language=own, born=born, after=after)
        front = Front(said, reading.moment, reading.reasons, "", clean(line).strip())
    else:
        front = read_line(line, language=own, born=born, after=after, lanes=lane_words())
    return plain(_told_line(w, front, held, own, born, today(here)))


def _line_of(asked: Mapping[str, Any], name: str, most: int) -> str:
    said = asked.get(name)
    if not isinstance(said, str) or len(said) > most:
        raise Refusal("line_too_long", status=422, most=most)
    return said


def _told(w: Words, reading: Reading, born: Moment | None, on: date) -> dict[str, Any]:
    return {
        "moment": reading.moment.to_json(),
        "sentence": sentence(w, reading, born, on),
        "reasons": list(reading.reasons),
    }


def _told_line(
    w: Words, front: Front, held: Mapping[str, Mapping[str, Record]], language: str, born: Moment | None, on: date
) -> dict[str, Any]:
    people, events = held.get("people", {}), held.get("events", {})
    named = people_in(front.title, people, language)
    same = alike(front.title, front.moment, events, people=people)
    reading = Reading(front.moment, front.reasons) if front.moment is not None and front.when else None
    when = _told(w, reading, born, on) if reading else {"moment": None, "sentence": "", "reasons": []}
    return {
        **when,
        "when": front.when,
        "lane": front.lane,
        "title": front.title,
        "people": [{"id": each.id, "name": each.name, "words": each.words} for each in named],
        "alike": [{"id": each.id, "title": each.title, "when": each.when} for each in same],
    }


def lane_words() -> Mapping[str, str]:
    """What lanes are called in every language of the catalogues."""
    spoken = tuple(words(language) for language in LANGUAGES)
    return lanes_in(tuple((key, w(f"lanes.{key}")) for w in spoken for key in sorted(vocabulary.keys("lanes"))))


def reading_of(said: str, language: str, born: Moment | None, on: date | None = None) -> Reading:
    """How words for a time are read, in one of our languages (any other is read as English). `on` is the day on which
    they were said: a day of a year that nobody names was the last before it."""
    own, text = language if language in LANGUAGES else "en", clean(said[:LONGEST_WORDS])
    reading = read_closely(text, language=own, born=born, after=day_moment(on))
    if on is None or reading.moment.earliest is None or reading.moment.earliest <= on:
        return reading
    if "year_from_above" not in reading.reasons:
        return reading
    return read_closely(text, language=own, born=born, after=day_moment(date(on.year - 1, 1, 1)))


def day_moment(day: date | None) -> Moment | None:
    """One day as a moment."""
    return None if day is None else Moment(day.isoformat(), (day, day))


async def birth(here: Installation, case_id: str) -> Moment | None:
    """When the child was born: as the working copy has it, else as the case was opened."""
    return await birth_in(here, case_id, await here.hub.plain(case_id) or {})


async def birth_in(here: Installation, case_id: str, held: Mapping[str, Mapping[str, Record]]) -> Moment | None:
    """The same, where what the working copy holds is at hand."""
    for person in held.get("people", {}).values():
        if person.get("index") and not person.get("removed_at") and person.get("born"):
            return Moment.from_json(person["born"])
    case = await here.database.read(lambda t: cases.find(t, here.keys, case_id))
    young_person = case.young_person if case else None
    return Moment.from_json(dict(young_person.born)) if young_person and young_person.born else None


# -- what was understood, in words


def sentence(w: Words, reading: Reading, born: Moment | None, on: date) -> str:
    """What was understood, and why it is doubtful or not understood (S1 to S3)."""
    moment = reading.moment
    why = " ".join(_why(w, reason, moment.text) for reason in reading.reasons)
    if moment.start is None:
        return why or said_moment(w, moment, born)
    said = said_moment(w, moment, born)
    if moment.earliest and moment.earliest > on:
        said = w("reading.after_today", said=said)
    return f"{said}. {why}" if why else said


def _why(w: Words, reason: str, said: str) -> str:
    """Why words have no dates, or why somebody should look at them again."""
    match reason:
        case "no_such_day":
            return w("finding.no_such_day", words=said)
        case "no_such_month":
            return w("finding.no_such_month", words=said)
        case "no_year":
            return w("finding.date_without_year", words=said)
        case "year_from_above":
            return w("finding.year_from_above", words=said)
        case "year_far_off":
            return w("finding.year_far_off", words=said)
        case "counts_from_writing":
            return w("finding.counts_from_writing", words=said)
        case "no_birth":
            return w("finding.age_without_birth", words=said)
        case "no_row_above":
            return w("finding.no_row_above", words=said)
        case "ends_before_it_starts":
            return w("finding.date_ends_first", words=said)
        case "two_ways":
            return w("finding.date_read_two_ways", words=said)
    return w("reading.not_understood")
