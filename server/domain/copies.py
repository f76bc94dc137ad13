"""Who may receive what is written of a child, and the copies that people were given.

R1  for each case it is written down who may receive a report, who may not, and who only some of them, with who said so
R2  whoever may not has a ground beside them, in words (the child asked, a parent does not know, a court, safety)
R3  what was written stands for ever: a newer entry about the same name counts, the older ones stay readable
K1  a copy is given by the chair, of one version, for one person, until a day; it is opened by a link of its own
K2  a copy that goes against the list is not given: before freezing it is a blocking finding, after it a refusal
K3  a copy ends by its day, by hand, or when its person was shown out of the meeting; all three look alike from outside
Sources: UK GDPR, articles 5(1)(c) and 32 (no more than is needed, to nobody it is not meant for); UN Convention on the
Rights of the Child, articles 12 and 16; the practice guide (what young people ask is not passed on).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding
from server.domain.fields import LINE_MAX, clean_line
from server.domain.instants import is_instant

WORDS_MAX: Final = 1_000
"""Characters of why somebody may or may not."""
COPY_DAYS: Final = 14
"""Days that are offered."""
COPY_DAYS_MOST: Final = 90
MAY: Final = "may"
SOME: Final = "some"
MAY_NOT: Final = "may_not"
REPORTS: Final = ("professional", "plan", "child", "summary")
"""Reports that a copy may hold: wall prints hang in a room and go to nobody."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One entry of the list. `kind` is a row of recipient_kinds, `receiving` of receivings, `ground` of
    receiving_grounds ("" where nothing stands against it); `reports` are those that somebody may receive who may
    receive only some; `words` say why, in `language`; `said_by` is whose wish or rule it is; `at` and `by` when and by
    which account it was written down."""

    id: str
    name: str
    kind: str
    receiving: str
    ground: str = ""
    words: str = ""
    language: str = ""
    said_by: str = ""
    reports: tuple[str, ...] = ()
    at: str = ""
    by: str = ""

    def may_have(self, reports: Iterable[str]) -> bool:
        """Whether these reports may go to them."""
        if self.receiving == SOME:
            return set(reports) <= set(self.reports)
        return self.receiving == MAY


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was given. `participant` is a seat in a meeting, "" for somebody outside; `language` is one language
    or `both`; `until` and `withdrawn_at` are instants; `opened` is how often it was."""

    id: str
    case: str
    version: int
    name: str
    reports: tuple[str, ...]
    language: str
    until: str
    given_at: str
    given_by: str = ""
    participant: str = ""
    with_sensitive: bool = False
    withdrawn_at: str = ""
    opened: int = 0

    def open_at(self, at: str) -> bool:
        """Whether it opens at an instant (K3)."""
        return not self.withdrawn_at and at < self.until


@dataclass(frozen=True, slots=True)
class Ticked:
    """Somebody who is to be given a copy: a seat in a meeting ("" for somebody outside), their name, and what of it."""

    participant: str
    name: str
    reports: tuple[str, ...]
    language: str
    with_sensitive: bool = False


def same(name: str) -> str:
    """A name as it is compared: without capitals, titles' full stops and doubled spaces."""
    return " ".join(clean_line(name).casefold().replace(".", " ").split())


def standing(entries: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """The entry that counts for each name, in the order in which the names were first written down (R3). `entries` are
    oldest first."""
    newest: dict[str, Recipient] = {}
    for each in entries:
        newest[same(each.name)] = each
    return tuple(newest.values())


def earlier(entries: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """The entries that count no more, newest first."""
    counting = {each.id for each in standing(entries)}
    return tuple(each for each in reversed(entries) if each.id not in counting)


def against(entries: Iterable[Recipient], name: str, reports: Iterable[str]) -> Recipient | None:
    """The entry that stands against these reports going to somebody; None where nothing does (K2)."""
    wanted = tuple(reports)
    for each in standing(entries):
        if same(each.name) == same(name) and not each.may_have(wanted):
            return each
    return None


def near(entries: Iterable[Recipient], name: str) -> tuple[Recipient, ...]:
    """Entries under names that share a part with this one and stand against something: to be asked about, for one
    person is called by several names."""
    parts = {part for part in same(name).split() if len(part) > 2}
    return tuple(
        each
        for each in standing(entries)
        if each.receiving != MAY and same(each.name) != same(name) and parts & set(same(each.name).split())
    )


def found_against(entries: Sequence[Recipient], ticked: Iterable[Ticked]) -> tuple[Finding, ...]:
    """A blocking finding for each copy that goes against the list (K2)."""
    found = []
    for each in ticked:
        entry = against(entries, each.name, each.reports)
        if entry is not None:
            found.append(Finding("copy_against", blocking=True, parameters={"name": each.name}))
    return tuple(found)


# -- what a bundle carries of the list

_LINES: Final[Mapping[str, int]] = {"name": LINE_MAX, "said_by": LINE_MAX, "words": WORDS_MAX, "language": 8}


def to_plain(entry: Recipient) -> dict[str, Any]:
    """An entry as JSON; accounts stay here."""
    plain = {each.name: getattr(entry, each.name) for each in fields(entry) if each.name != "by"}
    return {**plain, "reports": list(entry.reports)}


def from_plain(plain: Any) -> Recipient | None:
    """An entry read back from JSON; None where it is not one."""
    names = {each.name for each in fields(Recipient)} - {"by"}
    if not isinstance(plain, Mapping) or set(plain) != names or not isinstance(plain["reports"], list):
        return None
    if not all(isinstance(plain[name], str) for name in names - {"reports"}) or not is_instant(plain["at"]):
        return None
    known = (
        plain["kind"] in vocabulary.keys("recipient_kinds")
        and plain["receiving"] in vocabulary.keys("receivings")
        and (plain["ground"] in vocabulary.keys("receiving_grounds") or not plain["ground"])
        and set(plain["reports"]) <= set(REPORTS)
    )
    if not known or not plain["name"] or any(len(plain[name]) > most for name, most in _LINES.items()):
        return None
    return Recipient(**{**plain, "reports": tuple(plain["reports"])})
