"""Who is named in what people write.

N1  Somebody is recognised by a name that they are known to have, whole words only, accents and the mutations of Welsh
    aside; all who share a name are found.
N2  In a column of people a cell names its people one by one; only a name that one person alone has is somebody.

Called by the page's readings while somebody types, and by chronologies that are brought in.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from server.interchange.kin import mutated

MOST_PEOPLE: Final = 20

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is recognised, by the words as they are written."""

    id: str
    name: str
    words: str


_NAME_WORD = re.compile(r"[^\W_]+(?:[’'‐‑–-][^\W_]+)*")
_TITLES = frozenset("mr mrs ms miss dr pc sgt ds dc uncle aunt auntie anti wncwl nan nain taid gran grandad".split())
_ORDINARY = frozenset(
    "will grace may mark hope joy rose dawn eve faith guy rob pat sue bill frank art sandy summer autumn april june"
    " dale heather ivy holly jade pearl ruby amber jack drew ray rich robin sky star storm victor wade chance chase"
    " max bob gene grant hunter mason melody miles norm patience penny pierce poppy reed river sunny tony tad dad mam"
    " mum nan gran taid nain".split()
)
"""Names that are words as well: they are names where they are written as names."""
_BEFORE_MUTATION = frozenset(
    "i o a ac â gan gyda am ar at dan dros drwy heb hyd wrth ei fy dy yn neu tua â'i i'w".split()
)


def people_in(text: str, people: Mapping[str, Record], language: str = "en") -> tuple[Named, ...]:
    """Those who are named in a text, in its order, each once (N1)."""
    names = names_in(people)
    words = [(match[0], match.start(), match.end()) for match in _NAME_WORD.finditer(text)]
    found: dict[str, Named] = {}
    at = 0
    while at < len(words) and len(found) < MOST_PEOPLE:
        length, ids = _longest_name(text, words, at, names, language)
        for i in ids:
            written = text[words[at][1] : words[at + length - 1][2]]
            found.setdefault(i, Named(i, shown_name(people[i]), _not_owning(written)))
        at += max(length, 1)
    return tuple(found.values())


_LONGEST_NAME: Final = 5


def _longest_name(
    text: str, words: list[tuple[str, int, int]], at: int, names: Mapping[tuple[str, ...], set[str]], language: str
) -> tuple[int, list[str]]:
    for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        these = words[at : at + length]
        between = (text[one[2] : two[1]] for one, two in pairwise(these))
        if any(gap.strip(" .-\u00a0") for gap in between):
            continue
        plain = tuple(
            folded(_not_owning(word)) if k == length - 1 else folded(word) for k, (word, *_) in enumerate(these)
        )
        first = these[0][0]
        as_a_name = first[0].isupper() and not text.isupper()
        if (ids := names.get(plain)) and (as_a_name or length > 1 or plain[0] not in _ORDINARY):
            return length, sorted(ids)
        if first[0].isupper() and len(first) > 3 and (language == "cy" or _mutates(words, at)):
            for root in _roots(plain[0]):
                if ids := names.get((root, *plain[1:])):
                    return length, sorted(ids)
    return 0, []


def _mutates(words: list[tuple[str, int, int]], at: int) -> bool:
    return at > 0 and words[at - 1][0].casefold() in _BEFORE_MUTATION


def _not_owning(word: str) -> str:
    return re.sub(r"[’']s$", "", word)


@lru_cache(2048)
def _roots(word: str) -> tuple[str, ...]:
    """What a Welsh word may be the mutation of."""
    starts = ("p", "t", "c", "b", "d", "g", "m", "ll", "rh")
    for_each = (
        (start + word[cut:])
        for start in starts
        for cut in range(4)
        if word[cut:] and word in mutated(start + word[cut:])
    )
    return tuple(dict.fromkeys(root for root in for_each if root != word))


def names_in(people: Mapping[str, Record]) -> dict[tuple[str, ...], set[str]]:
    """Names as folded words -> who has them: whole names, the first of several, a title with the last."""
    names: dict[tuple[str, ...], set[str]] = {}
    for i, person in people.items():
        if person.get("removed_at") or person.get("merged_into"):
            continue
        for name in names_of(person):
            words = tuple(folded(match[0]) for match in _NAME_WORD.finditer(name))
            if words and len("".join(words)) > 1 and len(words) <= _LONGEST_NAME:
                names.setdefault(words, set()).add(i)
    return names


def shown_name(person: Record) -> str:
    """What somebody is called on the page, "" where no name is known."""
    return str(person.get("known_as") or person.get("name") or person.get("called") or "")


def known_by(words: str, names: Mapping[tuple[str, ...], set[str]]) -> str:
    """The id of whom these words name and nothing else; "" where nobody has that name, or several have (N2)."""
    ids = names.get(tuple(folded(match[0]) for match in _NAME_WORD.finditer(words)), set())
    return next(iter(ids)) if len(ids) == 1 else ""


def names_of(person: Record) -> Iterator[str]:
    """Every name that somebody may be written by, "" among them where one is not known."""
    whole = str(person.get("name") or "")
    yield whole
    yield str(person.get("known_as") or "")
    yield str(person.get("called") or "")
    yield from re.split(r"[,;/]", str(person.get("aliases") or ""))
    words = whole.split()
    if len(words) > 1:
        if folded(words[0].rstrip(".")) not in _TITLES:
            yield words[0]
        for title in {"male": ("Mr",), "female": ("Mrs", "Ms", "Miss")}.get(
            str(person.get("gender")), ("Mr", "Mrs", "Ms")
        ):
            yield f"{title} {words[-1]}"


_SIGNS = str.maketrans({**dict.fromkeys("‐‑–", "-"), "’": "'"})


@lru_cache(8192)
def folded(text: str) -> str:
    """Text without accents and capitals."""
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFD", text.translate(_SIGNS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()
