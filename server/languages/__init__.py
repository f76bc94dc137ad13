"""The words of the interface: gettext catalogues in English and Welsh, neither the source of the other.

A message has a key ("timeline.add"); both catalogues say it in their language, with one form for each plural class
(English two; Welsh six: CLDR zero, one, two, few, many, other). The catalogues are read as they are written, so an
edited one is never served stale.
"""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import polib

HERE: Final = Path(__file__).resolve().parent
LANGUAGES: Final = ("cy", "en")
"""Welsh first: the order in which a person is asked."""
BROWSER_AREAS: Final = ("vocabulary", "drawing", "live")
"""The catalogues that the live pages need."""


class MissingWord(KeyError):
    """A key that a catalogue does not have: a mistake of the program, found by the tests."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All words of one language: key -> its forms, and which form a number takes."""

    language: str
    forms: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]
    areas: Mapping[str, tuple[str, ...]]

    def __call__(self, key: str, /, **parameters: object) -> str:
        """The words of a key with its parameters filled in; `n` chooses the plural form.

        Raises MissingWord for an unknown key.
        """
        try:
            forms = self.forms[key]
        except KeyError:
            raise MissingWord(f"{self.language}: {key}") from None
        n = parameters.get("n")
        text = forms[self.plural(n)] if len(forms) > 1 and isinstance(n, int) else forms[0]
        return text.format(**parameters) if parameters else text

    def __contains__(self, key: str) -> bool:
        return key in self.forms

    def for_browser(self) -> dict[str, str | list[str]]:
        """The words of the live pages as plain data: a text, or the list of its plural forms."""
        keys = [key for area in BROWSER_AREAS for key in self.areas.get(area, ())]
        return {key: self.forms[key][0] if len(self.forms[key]) == 1 else list(self.forms[key]) for key in keys}


@cache
def words(language: str) -> Catalogue:
    """The catalogue of a language; an unknown language gets English."""
    folder = HERE / (language if language in LANGUAGES else "en")
    forms: dict[str, tuple[str, ...]] = {}
    areas: dict[str, tuple[str, ...]] = {}
    plural: Callable[[int], int] = int
    for path in sorted(folder.glob("*.po")):
        file = polib.pofile(str(path))
        plural = _plural(file.metadata.get("Plural-Forms", ""))
        areas[path.stem] = tuple(entry.msgid for entry in file)
        for entry in file:
            several = [entry.msgstr_plural[i] for i in sorted(entry.msgstr_plural)]
            forms[entry.msgid] = tuple(several) if several else (entry.msgstr,)
    return Catalogue(folder.name, forms, plural, areas)


def _plural(header: str) -> Callable[[int], int]:
    """The rule of a catalogue's Plural-Forms header, compiled by the standard library."""
    expression = header.partition("plural=")[2].strip().rstrip(";")
    compile_rule: Callable[[str], Callable[[int], int]] = gettext.c2py
    return compile_rule(expression)


def other(language: str) -> str:
    """The other of the two languages."""
    return "en" if language == "cy" else "cy"
