"""An age as somebody typed it, beside the age that the date gives.

Both are shown where they disagree, and neither is corrected: the age may be right and the date wrong. The same rules as
the page's (`static/src/editing/agesaid.js`); `tests/golden/ages_said.json` is run against both.

Read by: the importers and whatever lists what is doubtful on the timeline.
"""

import math
import re
from datetime import date

from server.domain.moments import Moment, age_on

Months = tuple[float, float]
"""Completed months of life, first and last; before birth is below 0."""

_BEFORE_BIRTH = re.compile(
    r"before birth|unborn|in utero|antenatal|pre-?birth|pregnan\w*|cyn (?:ei )?(?:geni|eni)|heb ei eni|beichiog\w*|-\d+"
)
_BIRTH = re.compile(r"(?:at )?birth|newborn|new ?born|geni|newydd-?anedig")
_LEAD = re.compile(r"(?:aged?|oed|yn|just|only|at|dim ond|newydd) ")
_NEARLY = re.compile(r"(?:nearly|almost|coming up to|bron yn|bron) ")
_ABOUT = re.compile(r"(?:about|approx\.?|approximately|around|roughly|circa|c\.|ca?|tua|oddeutu|~) ?(?=\d)")
_WEEKS = r"(?:weeks?|wks?|w|wythnos(?:au)?|/52)"
_MONTHS = r"(?:months?|mths?|mos?|m|mis(?:oedd)?|/12)"
_YEARS = r"(?:years?|yrs?|y|blynedd|flynedd|mlynedd|(?:b|m|f)?lwydd|blwyddyn)?"
_OLD = r"(?: ?(?:old|oed|of age))?"
_SAID = re.compile(
    rf"(?P<low>\d{{1,3}})(?P<half>½| ?1/2|\.5)?(?: ?{_YEARS} ?(?:and |a )?(?P<more>\d{{1,2}}) ?{_MONTHS}"
    rf"|(?: ?(?:-|/(?!12\b|52\b)|to|i|or|neu) ?(?P<high>\d{{1,3}}))?"
    rf" ?(?:(?P<weeks>{_WEEKS})|(?P<months>{_MONTHS})|(?P<days>days?|diwrnod)|{_YEARS}))\.?{_OLD}"
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def months_said(words: str) -> Months | None:
    """The completed months of life that a typed age allows: "5-6", "nearly 2", "6 wks", "1y 6m", "before birth"; None
    where it says no age."""
    said = " ".join(words.translate(_DASHES).casefold().split()).strip(" .?")
    if _BEFORE_BIRTH.fullmatch(said):
        return -math.inf, -1
    if _BIRTH.fullmatch(said):
        return 0, 0
    said = _LEAD.sub("", said, count=1)
    nearly, about = _NEARLY.match(said), _ABOUT.match(said)
    before = nearly or about
    match = _SAID.fullmatch(said[before.end() :] if before else said)
    if match is None:
        return None
    found = _months(match)
    if found is None or found[0] > found[1]:
        return None
    if nearly:
        return found[0] - 6, found[0] - 1
    return (found[0] - 12, found[1] + 12) if about and found[1] >= 24 else found


def _months(match: re.Match[str]) -> Months | None:
    low, high = int(match["low"]), int(match["high"] or match["low"])
    if match["more"]:
        months = low * 12 + int(match["more"])
        return (months, months) if int(match["more"]) < 12 else None
    if match["days"]:
        return low // 31, high // 28
    if match["weeks"]:
        return math.floor(low * 7 / 31), math.floor((high * 7 + 6) / 28)
    if match["months"]:
        return low, high
    if match["half"]:
        return low * 12 + 3, low * 12 + 9
    return low * 12, high * 12 + 11


def age_disagrees(born: Moment | None, when: Moment | None, words: str) -> bool:
    """Whether a typed age cannot be right if the date is, or the other way round; False where one says nothing."""
    typed = months_said(words)
    if typed is None or born is None or when is None or when.start is None:
        return False
    oldest, youngest, first, last = born.earliest, born.latest, when.earliest, when.latest
    if oldest is None or youngest is None or (first is None and last is None):
        return False
    low = -math.inf if first is None else _on(youngest, first)
    high = math.inf if last is None else _on(oldest, last)
    return typed[1] < low or typed[0] > high


def _on(born: date, on: date) -> float:
    age = age_on(born, on)
    return age.months if age else -1
