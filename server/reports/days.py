"""Days and times as pages and reports say them, in the words of the reader's language and the time of the meeting's
country."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from server.domain.errors import Words

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
    """`14 June 2026, 15:04`; nothing for no instant."""
    if not at:
        return ""
    return w("page.day_time", day=said_day(w, local(at).date()), time=said_time(w, at))


def said_day_of(w: Words, at: str) -> str:
    """The day of an instant or of a plain date (`2026-03-12`); nothing for neither."""
    if not at:
        return ""
    return said_day(w, date.fromisoformat(at) if len(at) == 10 else local(at).date())


def local(at: str) -> datetime:
    """An instant in the time of the meeting's country."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(LONDON)
