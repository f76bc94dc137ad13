"""Who agreed to what: the child, those who look after them, whoever else has a say; in their own words.

K1  what was said stands for ever: whoever changes their mind, or takes it back, is a new row beside the old ones
K2  whoever refused, took it back or was not asked is written down with the reason why the work goes on all the same;
    without that reason there is no consent to stand on
K3  a legal basis apart from consent is said beside it, never in its place
Sources: UK GDPR, articles 6, 7 and 8 (consent is taken back as easily as it is given); Gillick [1985] UKHL 7 (a child
who understands decides); UN Convention on the Rights of the Child, article 12; the practice guide (consent from the
young people taking part).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.fields import LINE_MAX, clean, clean_line
from server.domain.instants import is_day, is_instant

WORDS_MAX: Final = 2_000
"""Characters of what somebody agreed to, their conditions, or a reason."""
AGREES: Final = frozenset({"agreed", "in_part"})
EARLIEST: Final = 2000
"""The first year that a day of a consent may be in."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer of one person, on one day. `person` is the id of the first row about the same person (its own for that
    one); `language` is of their words, `explained_in` of how it was explained to them; `day` is an ISO date or "";
    `basis` is a row of legal_bases or "", `basis_words` says which law or duty; `at` and `by` are when and by which
    account it was written down."""

    id: str
    person: str
    who: str
    name: str
    answer: str
    to: str = ""
    conditions: str = ""
    language: str = ""
    explained_by: str = ""
    explained_in: str = ""
    day: str = ""
    basis: str = ""
    basis_words: str = ""
    reason: str = ""
    at: str = ""
    by: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it is a yes, with or without conditions."""
        return self.answer in AGREES


@dataclass(frozen=True, slots=True)
class Standing:
    """How consent stands: `now` has the newest row of each person in the order in which they were first written down,
    `rows` every row, oldest first."""

    now: tuple[Consent, ...] = ()
    rows: tuple[Consent, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there is something to stand on: somebody is written down, and each of them agrees or has a written
        reason beside them (K2)."""
        return bool(self.now) and all(each.agrees or each.reason for each in self.now)

    def before(self, person: str) -> tuple[Consent, ...]:
        """What one person said earlier, newest first."""
        theirs = [each for each in self.rows if each.person == person]
        return tuple(reversed(theirs[:-1]))


def standing_of(rows: Iterable[Consent]) -> Standing:
    """How consent stands after these rows, oldest first (K1)."""
    every = tuple(rows)
    newest: dict[str, Consent] = {}
    for row in every:
        newest[row.person] = row
    return Standing(tuple(newest.values()), every)


TEXTS: Final[Mapping[str, int]] = {
    "name": LINE_MAX,
    "explained_by": LINE_MAX,
    "basis_words": LINE_MAX,
    "to": WORDS_MAX,
    "conditions": WORDS_MAX,
    "reason": WORDS_MAX,
}
"""Field -> characters at most."""
_CHOICES: Final[Mapping[str, str]] = {
    "who": "consent_givers",
    "answer": "consent_answers",
    "language": "languages",
    "explained_in": "languages",
    "basis": "legal_bases",
}
_NEEDED: Final = frozenset({"who", "name", "answer", "day"})


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields of a consent, as it is kept: NFC, without control characters."""
    texts = {n: (clean if most > LINE_MAX else clean_line)(given.get(n, "")).strip() for n, most in TEXTS.items()}
    return {**texts, "day": given.get("day", "").strip(), **{n: given.get(n, "").strip() for n in _CHOICES}}


def faults(given: Mapping[str, str], today: date) -> dict[str, str]:
    """What is wrong with the fields of a consent that is being written: field -> `needed`, `too_long`, `unknown`,
    `day_wrong`, `day_to_come`, `reason_needed` or `to_needed`."""
    found = {name: "needed" for name in _NEEDED if not given.get(name)}
    found |= {name: "too_long" for name, most in TEXTS.items() if len(given.get(name, "")) > most}
    found |= {n: "unknown" for n, table in _CHOICES.items() if given.get(n) and given[n] not in vocabulary.keys(table)}
    if "day" not in found and (wrong := _day_fault(given["day"], today)):
        found["day"] = wrong
    answer = given.get("answer", "")
    if answer == "not_asked" and not given.get("reason"):
        found.setdefault("reason", "reason_needed")
    if answer in AGREES and not given.get("to"):
        found.setdefault("to", "to_needed")
    return found


def _day_fault(said: str, today: date) -> str:
    if not is_day(said) or date.fromisoformat(said).year < EARLIEST:
        return "day_wrong"
    return "day_to_come" if date.fromisoformat(said) > today else ""


def to_plain(consent: Consent) -> dict[str, str]:
    """A consent as JSON."""
    return {field.name: getattr(consent, field.name) for field in fields(Consent)}


def from_plain(plain: Any) -> Consent | None:
    """A consent read back from JSON; None where it is not one."""
    names = {field.name for field in fields(Consent)}
    if not isinstance(plain, Mapping) or set(plain) != names or not all(isinstance(v, str) for v in plain.values()):
        return None
    if not plain["id"] or not plain["person"] or not is_instant(plain["at"]) or faults(plain, date.max):
        return None
    return Consent(**plain)
