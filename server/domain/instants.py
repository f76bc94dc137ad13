"""Whether a text is a day or an instant that stands in the calendar: what comes in a file is asked before it stays."""

from datetime import date, datetime

FIRST_YEAR = 1900
"""Before this no file of a child's case was written."""


def is_day(text: str) -> bool:
    """Whether a text is an ISO day (`2026-03-12`)."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year >= FIRST_YEAR


def is_instant(text: str) -> bool:
    """Whether a text is an instant as this house writes them (`2026-03-12T09:31:00Z`)."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").year >= FIRST_YEAR and len(text) == 20
    except ValueError:
        return False


def seconds_between(first: str, second: str) -> float:
    """Seconds from one instant to another; below 0 where the second is earlier."""
    return (datetime.fromisoformat(second) - datetime.fromisoformat(first)).total_seconds()
