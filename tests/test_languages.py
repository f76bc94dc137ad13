"""The words: every key that the program uses is in both catalogues, and every word in them is used."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
import pytest

from server.domain.vocabulary import BESIDE, TABLES
from server.sync.values import DOES_NOT_FIT, NOT_YOURS, TOO_LONG

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "server" / "languages"
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "cy": "nplurals=6; plural=(n==0?0:n==1?1:n==2?2:n==3?3:n==6?4:5);",
}
"""CLDR's plural classes: two for English; zero, one, two, few, many, other for Welsh."""

SOURCES = [
    *(ROOT / "server").rglob("*.py"),
    *(ROOT / "templates").rglob("*.html"),
    *(path for path in (ROOT / "static" / "src").rglob("*.js") if "generated" not in path.parts),
]
KEY = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+"
ASKED = re.compile(rf"""\bw\(\s*(['"`])({KEY})\1""")
"""`w("case.open")` in Python, JavaScript and templates."""
BUILT = re.compile(r"""\bw\(\s*(?:f["']|`|["'])([a-z][a-z0-9_.]*\.)(?:\$?\{|["']\s*[~+])""")
"""`w(f"roles.{role}")`, w(`lanes.${lane}`), `w("roles." ~ role)`: every key with that beginning."""
QUOTED = re.compile(rf"""(['"`])({KEY})\1""")
"""A key on its own, on its way to `w` in a variable."""
REFUSED = re.compile(r"""\b(?:Refusal|NotAllowed)\(\s*["']([a-z0-9_.]+)["']""")
FOUND = re.compile(r"""\bFinding\(\s*["']([a-z0-9_.]+)["']""")
ENDINGS_OF_FILES = (".js", ".css", ".html", ".svg", ".json", ".csv", ".py", ".db", ".txt", ".woff2")


@cache
def catalogue(language: str) -> dict[str, polib.POEntry]:
    """All entries of a language by key."""
    return {entry.msgid: entry for path in files(language) for entry in polib.pofile(str(path))}


def files(language: str) -> list[Path]:
    return sorted((FOLDER / language).glob("*.po"))


def forms(entry: polib.POEntry) -> list[str]:
    """What an entry says: its one sentence, or its plural forms in order."""
    return [entry.msgstr_plural[i] for i in sorted(entry.msgstr_plural)] or [entry.msgstr]


def placeholders(entry: polib.POEntry) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", " ".join(forms(entry))))


def code(path: Path) -> str:
    """A source without the examples in its docstrings (in backticks) and comments."""
    text = path.read_text(encoding="utf-8")
    examples = {".py": r"`[^`\n]*`", ".js": r"(?s:/\*.*?\*/)|(?m:^\s*//.*$)", ".html": r"(?s:\{#.*?#\})"}
    return re.sub(examples[path.suffix], "", text)


def needed() -> Iterator[tuple[str, str]]:
    """Each key that the program needs, with where."""
    for table, rows in {**TABLES, **BESIDE}.items():
        yield from ((f"{table}.{row.key}", "vocabulary") for row in rows)
    for verdict in (DOES_NOT_FIT, TOO_LONG, NOT_YOURS):
        yield from ((f"refusal.{verdict}", "the gate"), (f"refusal.{verdict}.remedy", "the gate"))
    known = {key.split(".")[0] for key in catalogue("en")}
    for path in SOURCES:
        text, where = code(path), path.relative_to(ROOT).as_posix()
        yield from ((key, where) for _, key in ASKED.findall(text))
        for key in REFUSED.findall(text):
            yield from ((f"refusal.{key}", where), (f"refusal.{key}.remedy", where))
        for key in FOUND.findall(text):
            yield from ((f"finding.{key}", where), (f"finding.{key}.remedy", where))
        for _, key in QUOTED.findall(text):
            if key.split(".")[0] in known and not key.endswith(ENDINGS_OF_FILES) and _is_words(key):
                yield key, where


def _is_words(key: str) -> bool:
    """Whether a quoted name is a key of the catalogues and not something else's (a module's, a column's)."""
    return key in catalogue("en") or key in catalogue("cy")


def test_no_word_that_the_program_uses_is_missing() -> None:
    for language in PLURALS:
        have = catalogue(language)
        missing = sorted({f"{key} ({where})" for key, where in needed() if key not in have})
        assert missing == [], language


def test_both_languages_have_the_same_words_in_the_same_areas() -> None:
    areas = {
        language: {path.stem: {entry.msgid for entry in polib.pofile(str(path))} for path in files(language)}
        for language in PLURALS
    }
    assert areas["en"] == areas["cy"]


def test_no_word_is_unused() -> None:
    used = {key for key, _ in needed()}
    built = {beginning for path in SOURCES for beginning in BUILT.findall(code(path))}
    # refusals, findings and tables are counted one by one
    built -= {"refusal.", "finding.", *(f"{table}." for table in (*TABLES, *BESIDE))}
    named = {name for path in SOURCES for name in re.findall(r"""["']([a-z0-9_.]+)["']""", code(path))}
    unused = [
        key
        for key in catalogue("en")
        if key not in used and not key.startswith(tuple(built)) and _named(key) not in named
    ]
    assert sorted(unused) == []


def _named(key: str) -> str:
    """The name by which the program speaks of a refusal or a finding; of other words there is none."""
    kind, _, name = key.partition(".")
    return name.removesuffix(".remedy").removesuffix(".short") if kind in ("refusal", "finding") else "-"


def test_a_key_stands_once() -> None:
    for language in PLURALS:
        keys = Counter(entry.msgid for path in files(language) for entry in polib.pofile(str(path)))
        assert [key for key, times in keys.items() if times > 1] == []


def test_both_languages_are_given_the_same_parameters() -> None:
    english, welsh = catalogue("en"), catalogue("cy")
    differing = {
        key: (placeholders(english[key]), placeholders(welsh[key]))
        for key in english.keys() & welsh.keys()
        if placeholders(english[key]) != placeholders(welsh[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", PLURALS)
def test_a_plural_has_a_form_for_every_class_of_its_language(language: str) -> None:
    count = int(re.findall(r"nplurals=(\d)", PLURALS[language])[0])
    for path in files(language):
        assert polib.pofile(str(path)).metadata["Plural-Forms"] == PLURALS[language], path.name
    for key, entry in catalogue(language).items():
        if entry.msgid_plural:
            assert entry.msgid_plural == key
            assert sorted(entry.msgstr_plural) == list(range(count)), key


def test_a_plural_in_one_language_is_one_in_the_other() -> None:
    english, welsh = catalogue("en"), catalogue("cy")
    both = english.keys() & welsh.keys()
    assert [key for key in both if bool(english[key].msgid_plural) != bool(welsh[key].msgid_plural)] == []


@pytest.mark.parametrize("language", PLURALS)
def test_every_word_is_said_and_none_is_flagged_fuzzy(language: str) -> None:
    entries = catalogue(language)
    assert [key for key, entry in entries.items() if not all(form.strip() for form in forms(entry))] == []
    assert [key for key, entry in entries.items() if "fuzzy" in entry.flags or entry.obsolete] == []
