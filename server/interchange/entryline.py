"""One line that says when, where it belongs and what happened: "Y6 spring, school: a teacher walks him in".

What stands at the front of a line is taken off it, word for word; the rest is the title and is never changed. Who is
named in it (`naming.py`), and what on the timeline looks the same, is offered to whoever typed it and never written by
itself.

L1  No word is lost: the words of the time, of the lane and the title are pieces of the line, in its order.
L2  A number is a time only where it cannot be a count: "2 men came" is a title, "2014 two men came" is not.
L3  A lane is taken where a colon or a dash follows it, or a comma after a time: "School, home and police met" is a
    title.
L4  Two events look the same when their times may be the same and what they tell is mostly the same; words that many
    events of the case share say little.

Called by the page's readings (server/web/readings.py), while somebody types.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Final

from server.domain import vocabulary
from server.domain.moments import LONGEST, Moment, clean, read_closely
from server.interchange.chronology import LANES
from server.interchange.naming import folded, names_of

LONGEST_LINE: Final = 400
"""Characters of a line that is read: a time of a few words and a title of 200."""
MOST_ALIKE: Final = 3
MOST_WORDS: Final = 8
"""Words that a time at the front may have where nothing marks its end."""
MOST_ENDS: Final = 6
"""Commas, colons and dashes at which a time may end."""
FRONT: Final = 120
"""Characters within which the time and the lane stand."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Front:
    """A line taken apart: the words of its time and how they are read, the lane ("" for none), and the title."""

    when: str
    moment: Moment | None
    reasons: tuple[str, ...]
    lane: str
    title: str


@dataclass(frozen=True, slots=True)
class Alike:
    """An event that looks the same: its title, the words of its time, and how much of it is the same, 0 to 1."""

    id: str
    title: str
    when: str
    much: float


# --- the front of a line ---------------------------------------------------------------------------

_END = re.compile(r":\s+|:$|\t+\s*|\s+[-–—]\s+|[,;]\s+")
_LANE_END = re.compile(r":\s+|:$|\t+\s*|\s+[-–—]\s+")
_SURELY_A_TIME = frozenset(
    "no_year no_birth no_row_above no_such_day no_such_month ends_before_it_starts year_far_off"
    " counts_from_writing".split()
)
"""Reasons for which words are a time although they have no dates."""
_AGED = re.compile(r"\b(?:aged?|old|oed|yo|y/o)\b", re.I)


def read_line(
    line: str,
    *,
    language: str,
    born: Moment | None,
    after: Moment | None,
    lanes: Mapping[str, str] | None = None,
) -> Front:
    """The time, the lane and the title of a line; what is not marked as a time or a lane stays in the title.

    `lanes`: further words for lanes, lower case, to their keys (the words of the catalogues). Never raises.
    """
    reader = _Line(language, born, after, lanes or {})
    rest = clean(line[:LONGEST_LINE]).strip()
    whole = reader.time(rest)
    if whole and whole[1].start and any(letter.isdigit() for letter in rest) and not reader.a_count(whole):
        return Front(*whole, "", "")
    when, lane, rest = reader.front(rest)
    if when is None and not lane:
        when, rest = reader.unmarked(rest)
    if when is not None and not lane:
        lane, rest = reader.lane(rest)
    elif when is None and lane:
        when, _, rest = reader.front(rest, lanes_too=False)
        if when is None:
            when, rest = reader.unmarked(rest)
    if when is None:
        return Front("", None, (), lane, rest)
    words, moment, reasons = when
    return Front(words, moment, reasons, lane, rest)


_When = tuple[str, Moment, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Line:
    language: str
    born: Moment | None
    after: Moment | None
    lanes: Mapping[str, str]

    def front(self, rest: str, *, lanes_too: bool = True) -> tuple[_When | None, str, str]:
        """What is marked off at the front: the longest piece that is a time, a lane, or one and the other."""
        for end in reversed(list(_END.finditer(rest[:FRONT]))[:MOST_ENDS]):
            piece, after = rest[: end.start()].strip(), rest[end.end() :].strip()
            sure = _LANE_END.fullmatch(end[0]) is not None
            if lanes_too and sure and (both := self.both(piece)):
                return both[0], both[1], after
            if when := self.time(piece):
                bare = piece.isdigit() and len(piece) < 3
                if not bare or sure or self.lane(after)[0]:
                    return when, "", after
            if lanes_too and sure and (lane := self.lane_of(piece)):
                return None, lane, after
        return None, "", rest

    def both(self, piece: str) -> tuple[_When, str] | None:
        """A time and a lane side by side, in either order: "Y6 spring, school", "school Y6 spring"."""
        words = piece.split()
        for cut in range(1, len(words)):
            one, two = (" ".join(part).strip(" ,;-–—()") for part in (words[:cut], words[cut:]))
            for lane_words, time_words in ((one, two), (two, one)):
                lane = self.lane_of(lane_words)
                if lane and (when := self.time(time_words)):
                    return when, lane
        return None

    def lane(self, rest: str) -> tuple[str, str]:
        """The lane at the front of what follows a time, and the rest after it."""
        for end in list(_END.finditer(rest[:FRONT]))[:2]:
            if lane := self.lane_of(rest[: end.start()]):
                return lane, rest[end.end() :].strip()
        return "", rest

    def lane_of(self, words: str) -> str:
        said = " ".join(words.casefold().replace("’", "'").strip(" .()[]").split())
        found = self.lanes.get(said) or LANES.get(said) or (said if said in vocabulary.keys("lanes") else "")
        return found or (self.lane_of(said.split(" ", 1)[1]) if said.startswith(("yr ", "y ", "the ")) else "")

    def time(self, words: str) -> _When | None:
        """The words as a time, None where they are none."""
        if not words or len(words) > LONGEST:
            return None
        reading = read_closely(words, language=self.language, born=self.born, after=self.after)
        if reading.moment.start is None and not _SURELY_A_TIME.intersection(reading.reasons):
            known = reading.moment.precision == "unknown" and any(letter.isalpha() for letter in words)
            return (words, reading.moment, ()) if known else None
        return words, reading.moment, reading.reasons

    def unmarked(self, rest: str) -> tuple[_When | None, str]:
        """The longest time of a few words at the front with nothing behind it (L2)."""
        words = list(re.finditer(r"\S+", rest[:FRONT]))
        for count in range(min(MOST_WORDS, len(words) - 1), 0, -1):
            piece = rest[: words[count - 1].end()].rstrip(" ,;:-–—")
            if not any(letter.isdigit() for letter in piece) or (piece.isdigit() and len(piece) != 4):
                continue
            when = self.time(piece)
            if when is None or when[1].start is None or self.a_count(when):
                continue
            return when, rest[len(piece) :].lstrip(" \t,;:-–—")
        return None, rest

    @staticmethod
    def a_count(when: _When) -> bool:
        """Whether the words may as well count something: "5 years of", "17.5 days", "24/7"."""
        words, moment, reasons = when
        if moment.precision == "age" and not _AGED.search(words):
            return True
        return "year_from_above" in reasons and not any(letter.isalpha() for letter in words)


# --- what looks the same ---------------------------------------------------------------------------

NEAR: Final = timedelta(7)
"""Two tellings of one thing are often a week apart."""
ENOUGH: Final = {"near": 0.36, "about": 0.5, "unknown": 0.6}
"""How much has to be the same where the times are: near each other, or overlapping stretches, or not known."""

_SMALL = frozenset(
    "a an the to of in on at by for from with and or but his her him she he they them their it its is was were be been"
    " being as had has have first again after before into out up off not no new gets got get goes went took takes take"
    " that this then than when who which what very more most over under about during still also only just all any some"
    " told says said asked did does do so if one two three four five day days week weeks month months year years time"
    " y yr i o ar yn gan gyda am at ac neu ond ei eu ef hi fe nhw mae oedd roedd wedi cael aeth daeth ddim eto cyn"
    " ar ol nid yw bod sydd fod er iddo iddi un dau dwy tri".split()
)
_SAME: Final[Mapping[str, str]] = {
    # Words for one thing, in English and Welsh, to the first of them: they are the same in two tellings.
    word: words.split()[0]
    for words in (
        "mother mum mam mams mummy mami",
        "father dad tad daddy dadi",
        "police heddlu officers officer swyddogion",
        "arrest arrested arrests arrestio arestio arestiwyd custody",
        "hospital ysbyty ae casualty",
        "school ysgol comprehensive comp",
        "exclude excluded exclusion exclusions gwahardd gwaharddwyd gwaharddiad",
        "teacher athro athrawes teachers",
        "social cymdeithasol",
        "worker gweithiwr workers",
        "brother brawd half-brother",
        "sister chwaer half-sister",
        "born ganwyd geni birth genedigaeth",
        "dies died death dead marw farw bu passed",
        "baby babi",
        "christmas xmas nadolig",
        "home cartref gartref nghartref adref house flat ty address",
        "move moves moved moving symud symudodd",
        "placement lleoliad placed lleoli placements",
        "foster maeth carer carers gofalwr",
        "missing goll absconded",
        "assault assaulted ymosod ymosodiad attack attacked hit punched",
        "damage damaged difrod",
        "contact cyswllt",
        "court llys",
        "order gorchymyn orders",
        "referral referred refer atgyfeirio atgyfeiriad atgyfeiriwyd",
        "fracture fractured broken broke broc torri torrodd",
        "wrist arddwrn",
        "drunk alcohol drinking drink meddw feddw",
        "harm harmed self-harm niwed",
        "funeral angladd",
        "children plant kids siblings",
        "family teulu",
        "starts started start begins began dechrau dechreuodd",
        "lives living live byw byw",
        "car vehicle",
        "stolen theft twoc dwyn",
        "knife bladed blade cyllell weapon",
    )
    for word in words.split()
}
_STEM: Final = 5
"""Letters by which words are told apart."""
NAME_SAYS: Final = 0.5
"""How much a name says, beside another word that as many events have."""
_ENDING = re.compile(r"(?<=[^\W\d_]{3})(?:ing|ed|es|s)$")


def alike(
    title: str,
    moment: Moment | None,
    events: Mapping[str, Record],
    *,
    people: Mapping[str, Record] | None = None,
    most: int = MOST_ALIKE,
) -> tuple[Alike, ...]:
    """The standing events that look the same as one that is being written, the likest first (L4).

    `people` of the case: their names say half as much as other words, for the same people are in all of it.
    """
    own = stems(title)
    if len(own) < 2:
        return ()
    told = {i: stems(str(event.get("title") or "")) for i, event in events.items() if not event.get("removed_at")}
    like = {i: shared for i, theirs in told.items() if len(shared := own & theirs) > 1}
    if not like:
        return ()
    many = Counter(chain.from_iterable(told.values()))
    names = frozenset(stem for person in (people or {}).values() for name in names_of(person) for stem in stems(name))
    said = {stem: _says(many[stem], len(told)) * (NAME_SAYS if stem in names else 1) for stem in {*many, *own}}
    ours = sum(said[stem] for stem in own)
    found = []
    for i, shared in like.items():
        much = sum(said[stem] for stem in shared) / min(ours, sum(said[stem] for stem in told[i]))
        if much < min(ENOUGH.values()):
            continue
        apart = _apart(moment, Moment.from_json(events[i].get("when")) if events[i].get("when") else None)
        if much >= ENOUGH.get(apart, 2.0):
            when = events[i].get("when")
            words = str(when.get("text") or "") if isinstance(when, Mapping) else ""
            found.append(Alike(i, str(events[i].get("title") or ""), words, round(much, 2)))
    return tuple(sorted(found, key=lambda each: (-each.much, each.id))[:most])


def _says(having: int, events: int) -> float:
    """How much a word says that so many of the events have: the fewer, the more."""
    return math.log(2 + events / (1 + having))


@lru_cache(8192)
def stems(title: str) -> frozenset[str]:
    """What a title tells, without small words, endings, accents and capitals."""
    said = (re.sub(r"['’]s$", "", word) for word in re.findall(r"[^\W_]+(?:['’&-][^\W_]+)*", folded(title)))
    whole = (part for word in said for part in ((word,) if word in _SAME else re.split(r"['’&-]", word)))
    return frozenset(
        _SAME.get(word) or _ENDING.sub("", word)[:_STEM] for word in whole if len(word) > 1 and word not in _SMALL
    )


def _apart(one: Moment | None, other: Moment | None) -> str:
    """near: days within a week of each other; about: wider times that overlap; unknown: one has none; far."""
    a, b = _days(one), _days(other)
    if a is None or b is None:
        return "unknown"
    if a[0] > b[1] + NEAR or b[0] > a[1] + NEAR:
        return "far"
    return "near" if max(a[1] - a[0], b[1] - b[0]) <= timedelta(31) else "about"


def _days(moment: Moment | None) -> tuple[date, date] | None:
    if moment is None or moment.start is None:
        return None
    first = moment.earliest or date(1000, 1, 1)
    last = moment.latest or date(9000, 1, 1)
    return first, last


@cache
def lanes_in(words: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Words of the catalogues for lanes -> their keys, lower case."""
    return {said.casefold(): key for key, said in words}
