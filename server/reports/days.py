"""Days and times as pages and reports say them, in the words of the reader's language and the time of the meeting's
country."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.domain.almanac import month_end
from server.domain.errors import Words
from server.domain.moments import Moment, Pair, age_on

LONDON: Final = ZoneInfo("Europe/London")


def months(w: Words) -> tuple[str, ...]:
    """The names of the months as they stand after a day."""
    return (
        w("month.january"), w("month.february"), w("month.march"), w("month.april"), w("month.may"),
        w("month.june"), w("month.july"), w("month.august"), w("month.september"), w("month.october"),
        w("month.november"), w("month.december"),
    )  # fmt: skip


def said_day(w: Words, day: date) -> str:
    """`14 June 2026`, `14 Mehefin 2026`."""
    return w("page.day", day=day.day, month=months(w)[day.month - 1], year=day.year)


def said_time(w: Words, at: str) -> str:
    """The time of day of an instant (`2026-03-12T09:31:00Z`) where the meeting is: `09:31`."""
    moment = local(at)
    return w("page.time", hour=f"{moment.hour:02}", minute=f"{moment.minute:02}")


def said_instant(w: Words, at: str) -> str:
    """`14 June 2026, 15:04`; nothing for no instant; what is none (a row that was changed) as it stands."""
    try:
        return w("page.day_time", day=said_day(w, local(at).date()), time=said_time(w, at))
    except ValueError:
        return at


def said_day_of(w: Words, at: str) -> str:
    """The day of an instant or of a plain date (`2026-03-12`); nothing for neither; what is none as it stands."""
    try:
        return said_day(w, date.fromisoformat(at) if len(at) == 10 else local(at).date())
    except ValueError:
        return at


def local(at: str) -> datetime:
    """An instant in the time of the meeting's country."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(LONDON)


def said_moment(w: Words, moment: Moment, born: Moment | None) -> str:
    """How a moment is understood, said back: when it was, and the age then."""
    said = said_when(w, moment)
    if not said:
        return w("reading.unknown") if moment.precision == "unknown" else w("reading.not_understood")
    return _with_age(w, said, moment, born)


def said_when(w: Words, moment: Moment) -> str:
    """When it was, so that it can be read again in the same language (S1); "" where it is not understood."""
    first, last = moment.earliest, moment.latest
    if moment.start is None:
        return ""
    if moment.end is not None:
        said = _stretch(w, moment)
    elif first is None and last is not None:
        said = w("reading.before", last=said_day(w, last + timedelta(1)))
    elif first is not None and last is None:
        said = w("reading.after", first=said_day(w, first - timedelta(1)))
    else:
        said = _exactly(w, moment.start) or w("reading.within", first=_day(w, first), last=_day(w, last))
    if moment.qualifier == "about":
        return w("reading.about", said=said)
    return w("reading.uncertain", said=said) if moment.qualifier == "uncertain" else said


def _stretch(w: Words, moment: Moment) -> str:
    """From one point to another, of which one may be open; "" where nothing is known of either."""
    start, end = _end(w, moment.start, moment.earliest), _end(w, moment.end, moment.latest)
    if start and end:
        return w("reading.between", first=start, last=end)
    if start:
        return w("reading.from", first=start)
    return w("reading.until", last=_day(w, moment.latest) or end) if end else ""


def _end(w: Words, pair: Pair | None, outermost: date | None) -> str:
    """One end of a stretch: exactly, or its outermost day, or what it lies before or after; "" for an open one."""
    first, last = pair or (None, None)
    if first is not None and last is not None:
        return _exactly(w, pair) or _day(w, outermost)
    if last is not None:
        return w("reading.before", last=said_day(w, last + timedelta(1)))
    return w("reading.after", first=said_day(w, first - timedelta(1))) if first is not None else ""


def _exactly(w: Words, pair: Pair | None) -> str:
    """A day, a month or a year, where it is exactly one; "" otherwise."""
    first, last = pair or (None, None)
    if first is None or last is None:
        return ""
    if first == last:
        return said_day(w, first)
    if first.day == 1 and last == month_end(first.year, first.month):
        return w("reading.month", month=months(w)[first.month - 1], year=first.year)
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return str(first.year)
    return ""


def _day(w: Words, on: date | None) -> str:
    return said_day(w, on) if on else ""


def _with_age(w: Words, said: str, moment: Moment, born: Moment | None) -> str:
    """The sentence with the age of the child then, as finely as birth and moment allow (S3)."""
    if born is None or born.earliest is None or born.latest is None:
        return said
    first, last = moment.earliest, moment.latest
    if last is not None and last < born.earliest:
        return w("reading.before_birth", said=said)
    low = age_on(born.latest, first) if first else None
    high = age_on(born.earliest, last) if last else None
    if high is None:
        return w("reading.from_age", said=said, age=low.years) if low else said
    if low is None:
        in_months = high.years < 2
        age = high.months if in_months else high.years
        return w("reading.to_months", said=said, age=age) if in_months else w("reading.to_age", said=said, age=age)
    if high.years < 2:
        return w("reading.with_months", said=said, age=_range(low.months, high.months))
    return w("reading.with_age", said=said, age=_range(low.years, high.years))


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"
