"""What a freeze says of its content beside the content: in which languages it is written, what was kept back from whom,
what was done about each comment, and when it is looked at again.

    K1  each of it can be read off the formulation that stands: two freezes of one content say the same
    K2  an entry is one line, a key and the place it is about (`sensitive events/<id>`), and holds no words of the case:
        the words are in the content
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from server.domain.errors import Refusal
from server.domain.formulation import COLLECTIONS, Formulation

REVIEW_MONTHS: Final = 3
"""Months until the next review that are offered (design/VERSIONS.md section 4: a formulation that is not looked at
again is believed; the practice guide's review cycle)."""
REVIEW_MOST: Final = 24
"""Months beyond which a date is taken for a slip of the hand."""

SENSITIVE: Final = "sensitive"
CHILD_NO: Final = "child_no"
CHILD_SOME: Final = "child_some"
CARRIED: Final = "carried"
SETTLED: Final = "settled"


def languages_of(standing: Formulation) -> tuple[str, ...]:
    """The languages that the words of a formulation are written in, as its records say; in the order of their names."""
    records = (record for name in COLLECTIONS for record in standing.collection(name).values())
    return tuple(sorted({record.language for record in records if record.language}))


def withheld_of(standing: Formulation) -> tuple[str, ...]:
    """What was kept back from whom (K2): `sensitive` records are kept off the big screen, and out of print unless they
    are chosen; `child_no` and `child_some` are words of the child that they did not let be shown, or to some only."""
    kept = [
        f"{SENSITIVE} {name}/{i}" for name in COLLECTIONS for i, r in standing.collection(name).items() if r.sensitive
    ]
    shares = {f"events/{i}": event.quote_share for i, event in standing.events.items() if event.quote}
    shares |= {f"voices/{i}": voice.share for i, voice in standing.voices.items()}
    said = {"no": CHILD_NO, "some": CHILD_SOME}
    return tuple(sorted(kept + [f"{said[share]} {place}" for place, share in shares.items() if share in said]))


def comments_of(standing: Formulation) -> tuple[str, ...]:
    """What was done about each comment (K2): `settled` with its outcome, or `carried` into the version as it stands."""
    return tuple(
        f"{SETTLED} comments/{i} {comment.outcome}" if comment.outcome else f"{CARRIED} comments/{i}"
        for i, comment in sorted(standing.comments.items())
    )


def counted(entries: Iterable[str]) -> Counter[str]:
    """How many entries there are of each key."""
    return Counter(entry.partition(" ")[0] for entry in entries)


def review_offered(today: date) -> date:
    """The day that is offered for the next review: the same day three months on, or the last of that month."""
    return _months_on(today, REVIEW_MONTHS)


def review_day(said: str, today: date) -> str:
    """The day of the next review as it is kept (ISO); "" where none is said.

    Raises Refusal (422): `review_not_a_day`, `review_not_ahead`, `review_too_far`.
    """
    if not said.strip():
        return ""
    try:
        day = date.fromisoformat(said.strip())
    except ValueError:
        raise Refusal("review_not_a_day", status=422) from None
    if day <= today:
        raise Refusal("review_not_ahead", status=422)
    if day > _months_on(today, REVIEW_MOST):
        raise Refusal("review_too_far", status=422, months=REVIEW_MOST)
    return day.isoformat()


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
