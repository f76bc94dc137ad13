"""A referral: who asked for this work, why now, what has been tried, and what makes it fit, in the service's own words;
and in which languages the child and those around them live and want to be met.

F1  what was written stands for ever: a referral that is put right is a new row beside the old one, the newest counts
F2  eligibility is what the service wrote, not a tick: history, need, time left or voluntary contact, legal status
F3  language is asked of each person by itself: what one lives in, and what one wants in meetings, in letters and in
    therapy, are four questions
Sources: the practice guide (referral criteria: prolific in twelve months, time left on the order, evidence of trauma,
usual plans that do not work; voluntary contact counts as time); Welsh Language (Wales) Measure 2011 (a wish is asked
for once, recorded and kept to).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import LINE_MAX, clean, clean_line
from server.domain.instants import is_day, is_instant

WORDS_MAX: Final = 4_000
"""Characters of why now, and of each of the other answers in prose."""
EARLIEST: Final = 2000
"""The first year that the day of a referral may be in."""
SPOKEN_MOST: Final = 12
"""People whose languages are written down."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages of one person (F3): `name` as they are called, four rows of tongues or "" where nobody knows yet,
    and `more` in words (another language, who interprets)."""

    name: str
    lives: str = ""
    meetings: str = ""
    letters: str = ""
    therapy: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as it was written down. `day` is the ISO date on which it was made; `language` is that of its words;
    `history`, `need`, `time_left` and `legal_status` are the eligibility (F2), "" where nobody wrote it; `at` and `by`
    are when and by which account it was written down."""

    id: str
    referred_by: str
    agency: str
    day: str
    why_now: str
    tried: str = ""
    history: str = ""
    need: str = ""
    time_left: str = ""
    legal_status: str = ""
    language: str = ""
    spoken: tuple[Spoken, ...] = ()
    at: str = ""
    by: str = ""


TEXTS: Final[Mapping[str, int]] = {
    "referred_by": LINE_MAX,
    "agency": LINE_MAX,
    "why_now": WORDS_MAX,
    "tried": WORDS_MAX,
    "history": WORDS_MAX,
    "need": WORDS_MAX,
    "time_left": WORDS_MAX,
    "legal_status": WORDS_MAX,
}
"""Field -> characters at most, in the order of the form."""
TONGUES: Final = ("lives", "meetings", "letters", "therapy")
SPOKEN: Final = ("name", *TONGUES, "more")
_NEEDED: Final = ("referred_by", "day", "why_now")


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields of a referral, as it is kept: NFC, without control characters."""
    texts = {n: (clean if most > LINE_MAX else clean_line)(given.get(n, "")).strip() for n, most in TEXTS.items()}
    return {**texts, "day": given.get("day", "").strip(), "language": given.get("language", "").strip()}


def spoken_of(rows: Iterable[Mapping[str, str]]) -> tuple[Spoken, ...]:
    """The rows of languages in which something was written."""
    kept = (Spoken(**{name: clean_line(row.get(name, "")).strip() for name in SPOKEN}) for row in rows)
    return tuple(row for row in kept if any(asdict(row).values()))


def faults(given: Mapping[str, str], spoken: Sequence[Spoken], today: date) -> dict[str, str]:
    """What is wrong with a referral that is being written: field -> `needed`, `too_long`, `unknown`, `day_wrong`,
    `day_to_come`; `spoken-N` (from 1) -> `name_needed`, `too_long` or `unknown`; `spoken-1` -> `too_many`."""
    found = {name: "needed" for name in _NEEDED if not given.get(name)}
    found |= {name: "too_long" for name, most in TEXTS.items() if len(given.get(name, "")) > most}
    if "day" not in found and (wrong := _day_fault(given["day"], today)):
        found["day"] = wrong
    if given.get("language") not in vocabulary.keys("languages"):
        found["language"] = "unknown"
    found |= {f"spoken-{n}": wrong for n, row in enumerate(spoken, 1) if (wrong := _spoken_fault(row))}
    return found if len(spoken) <= SPOKEN_MOST else {**found, "spoken-1": "too_many"}


def _spoken_fault(row: Spoken) -> str:
    if not row.name:
        return "name_needed"
    if max(len(row.name), len(row.more)) > LINE_MAX:
        return "too_long"
    said = {getattr(row, name) for name in TONGUES} - {""}
    return "" if said <= vocabulary.keys("tongues") else "unknown"


def _day_fault(said: str, today: date) -> str:
    if not is_day(said) or date.fromisoformat(said).year < EARLIEST:
        return "day_wrong"
    return "day_to_come" if date.fromisoformat(said) > today else ""


def to_plain(referral: Referral) -> dict[str, Any]:
    """A referral as JSON."""
    return {**asdict(referral), "spoken": [asdict(row) for row in referral.spoken]}


def from_plain(plain: Any) -> Referral | None:
    """A referral read back from JSON; None where it is not one."""
    names = {field.name for field in fields(Referral)}
    if not isinstance(plain, Mapping) or set(plain) != names or not _is_spoken(plain["spoken"]):
        return None
    told = {name: value for name, value in plain.items() if name != "spoken"}
    if not all(isinstance(value, str) for value in told.values()) or not told["id"] or not is_instant(told["at"]):
        return None
    spoken = tuple(Spoken(**row) for row in plain["spoken"])
    return None if faults(told, spoken, date.max) else Referral(**told, spoken=spoken)


def _is_spoken(rows: Any) -> bool:
    names = set(SPOKEN)
    return isinstance(rows, list) and all(
        isinstance(row, Mapping) and set(row) == names and all(isinstance(v, str) for v in row.values()) for row in rows
    )
