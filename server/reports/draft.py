"""What the writers of all reports share: what is told, in whose words, and how it becomes lines, lists and pictures.

A `Draft` is one part of a paper while it is written: one language, one copy of the formulation (`kept`), the numbers
under which things are cited, and who draws. The interface's words are in the draft's language; words of records stay
in the language they were written in, with that language set on their run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from server.domain.errors import Refusal, Words
from server.domain.fields import Record
from server.domain.findings_formulation import Sentence
from server.domain.formulation import Formulation
from server.domain.genogram import Person
from server.domain.moments import Moment, age_code
from server.domain.story import Atom
from server.domain.versions import Attendee, Version
from server.reports import drawing, outline
from server.reports.days import local, said_day, said_when
from server.reports.drawing import Kind as Drawn
from server.reports.kept import Kept
from server.reports.outline import name_of
from server.reports.paper import Block, Bullets, Heading, Line, Paragraph, Picture, Run, Terms

Key = tuple[str, str]
"""A record by collection and id."""
CITABLE: Final = ("events", "facts", "people")
"""Collections that something rests on, in the order in which they are numbered."""


class Catalogue(Words, Protocol):
    """The words of one language, those of the drawings among them (server/languages)."""

    def for_browser(self) -> Mapping[str, Any]: ...


Catalogues = Callable[[str], Catalogue]


class Note(Protocol):
    """What was added to a version after it was frozen: its words and their language, why it was added, who added it and
    who said so, when (an instant), and its seal. A mark (entered in error) has a reason and no words."""

    @property
    def text(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def said_by(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def seal(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a version and is not in it.

    `review_on` is the day of the next review (ISO), "" where none is set; `standing` is "sealed", "in_error" or
    "altered"; `notes` are those of this version, oldest first; `consent` and `restrictions` are sentences by language:
    what was agreed to, and who may and may not receive the report, without what is kept from them.
    """

    review_on: str = ""
    standing: str = "sealed"
    notes: Sequence[Note] = ()
    consent: Mapping[str, Sequence[str]] = field(default_factory=dict)
    restrictions: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Artist(Protocol):
    """Who draws: the drawing module of the pages, in an embedded engine (`drawing.py`)."""

    def draw(self, kind: Drawn, plain: Mapping[str, Any], options: Mapping[str, Any], language: str) -> str: ...

    def told(self, plain: Mapping[str, Any], on: str, language: str) -> list[dict[str, str]]: ...

    def family_on(self, plain: Mapping[str, Any], age: int) -> dict[str, Any] | None: ...

    def sentences(self, story: Mapping[str, Any]) -> tuple[Sentence, ...]: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The artist of this process: blocks for some tens of milliseconds a picture, so run it in a worker."""

    words: Catalogues

    def draw(self, kind: Drawn, plain: Mapping[str, Any], options: Mapping[str, Any], language: str) -> str:
        """One drawing as SVG. Raises Refusal("drawing_failed")."""
        return drawing.draw(kind, plain, options, language, self.words(language).for_browser())

    def told(self, plain: Mapping[str, Any], on: str, language: str) -> list[dict[str, str]]:
        """The family in sentences. Raises Refusal("drawing_failed")."""
        return drawing.told(plain, on, language, self.words(language).for_browser())

    def family_on(self, plain: Mapping[str, Any], age: int) -> dict[str, Any] | None:
        """The family at an age of the child. Raises Refusal("drawing_failed")."""
        return drawing.family_on(plain, age=age)

    def sentences(self, story: Mapping[str, Any]) -> tuple[Sentence, ...]:
        """The sentences of the story. Raises Refusal("drawing_failed")."""
        return drawing.sentences(story)


class Home(NamedTuple):
    """Where the child lives at an age, by the refs of the homes, with whom, and who has the care of the child."""

    homes: frozenset[str]
    members: frozenset[str]
    carers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """One part of a paper while it is written. `guide` are the words of the practice guide's own language; `asked` is
    the day on which it is written, ISO; `plain` is the plain form of what is kept, for the artist; `homes` where the
    child lived at each age, where that is needed and known."""

    w: Words
    language: str
    guide: Words
    version: Version
    kept: Kept
    beside: Beside
    artist: Artist
    asked: str
    with_sensitive: bool
    plain: Mapping[str, Any]
    numbers: Mapping[Key, int]
    homes: Mapping[int, "Home"]

    @property
    def f(self) -> Formulation:
        """The formulation as this copy holds it."""
        return self.kept.formulation

    @property
    def day(self) -> date:
        """The day on which the version was frozen, where the meeting is."""
        return local(self.version.header.frozen_at).date()

    @property
    def child(self) -> Person | None:
        """Whom it is about; None where nobody is marked, or they are not in this copy."""
        return self.f.index_person

    @property
    def first_name(self) -> str:
        """What the child is called; "" where that is not known."""
        child = self.child
        names = (child.known_as, *child.name.split()[:1], child.called) if child else ()
        return next(filter(None, names), "")

    @property
    def born(self) -> Moment | None:
        """When the child was born."""
        return self.child.born if self.child else None

    # -- words

    def run(self, text: str, record: "Record | Note | None" = None, *, bold: bool = False, italic: bool = False) -> Run:
        """Words in one style; with the record they are of, in its language."""
        return Run(text, bold, italic, self.language_of(record))

    def language_of(self, record: "Record | Note | None") -> str:
        """The language of a record's words where it is not the part's, "" otherwise."""
        language = record.language if record else ""
        return language if language in ("en", "cy") and language != self.language else ""

    def line(self, key: str, **parameters: object) -> Line:
        """One sentence of the catalogue."""
        return (Run(self.w(key, **parameters)),)

    def name(self, person: str) -> str:
        """What somebody is called, or that they are not named."""
        return name_of(self.w, self.f, person)

    def choice(self, table: str, key: str) -> str:
        """A row of a table in words; "" for none."""
        return self.w(f"{table}.{key}") if key else ""

    def when(self, moment: Moment | None) -> str:
        """A moment so that it can be read again, with people's own words where they say it otherwise; "" for none."""
        if moment is None or not (moment.text or moment.start):
            return ""
        if moment.precision == "unknown":
            return self.w("reading.unknown")
        said = said_when(self.w, moment)
        if not said or self._is_plain(moment) or not moment.text or moment.text in said:
            return said or moment.text
        return self.w("report.when_said", when=said, words=moment.text)

    @staticmethod
    def _is_plain(moment: Moment) -> bool:
        """Whether a day, a month or a year says all of it, so that people's own words add nothing."""
        return moment.precision in ("day", "month", "year", "unknown") and not moment.qualifier

    def when_line(self, moment: Moment | None, record: Record) -> Line:
        """The same as runs, people's own words in the language of the record; that there is no date where there is
        none."""
        said = self.when(moment)
        if not said or moment is None:
            return (Run(self.w("version.when_unknown")),)
        before, words, after = (
            said.rpartition(moment.text) if moment.text and not self._is_plain(moment) else (said, "", "")
        )
        return tuple(run for run in (Run(before), self.run(words, record), Run(after)) if run.text)

    def when_event(self, moment: Moment | None) -> str:
        """The same, and that there is no date."""
        return self.when(moment) or self.w("version.when_unknown")

    def age(self, moment: Moment | None) -> str:
        """The child's age at a moment: 6, 5–6, 4m, from 13, until 3; "" where it is not known."""
        code = age_code(self.born, moment).replace("before birth", self.w("drawing.age.before_birth"))
        if code.endswith("–?"):
            return self.w("drawing.age.from", age=code[:-2])
        return self.w("drawing.age.until", age=code[2:]) if code.startswith("?–") else code

    def who(self, people: Iterable[Attendee]) -> Block:
        """People of the meeting as a list, each with agency and role."""
        lines = [_joined(p.name, p.agency, self.choice("roles", p.role)) for p in people]
        return bullets((Run(line),) for line in lines) or Paragraph(self.line("report.nobody_listed"))

    def source(self, record: Record) -> str:
        """Who says so: by name, and their agency."""
        return ", ".join(dict.fromkeys(filter(None, (record.says, record.agency))))

    # -- citations

    def cites(self, keys: Iterable[Key]) -> Line:
        """The numbers of what is cited, each leading to the appendix; nothing for what is not in this copy."""
        found = sorted({self.numbers[key] for key in keys if key in self.numbers})
        return tuple(Run(f"[{number}]", anchor=f"cited-{number}") for number in found)

    def number_of(self, collection: str, i: str) -> Line:
        """The number of one record after a space, where it is cited anywhere."""
        found = self.cites([(collection, i)])
        return (Run(" "), *found) if found else ()

    def rests_on(self, record: Any) -> Line:
        """The numbers of what a record rests on; those that speak against it after their own words."""
        keys = [((c, i), bearing) for c in CITABLE for i, bearing in getattr(record, c).items()]
        line = self.cites(key for key, bearing in keys if bearing != "speaks_against")
        against = self.cites(key for key, bearing in keys if bearing == "speaks_against")
        return (*line, Run(f"{' ' if line else ''}{self.w('report.against')} "), *against) if against else line

    # -- blocks

    def left_out(self, *collections: str) -> list[Block]:
        """What was redacted of these collections: that something is not shown, and why."""
        reasons = [reason for name in collections for reason in self.kept.redacted.get(name, ())]
        return [Paragraph((Run(self._left_out(reason)),), "boxed") for reason in reasons]

    def _left_out(self, reason: str) -> str:
        reason = reason.strip()
        return self.w("report.left_out", reason=reason) if reason else self.w("report.left_out_plainly")

    def picture(
        self, kind: Drawn, caption: str, alt: str, *, page: bool = False, day: date | None = None, **options: Any
    ) -> list[Block]:
        """A drawing of what is kept; nothing where there is nothing to draw or it cannot be drawn, for what it shows is
        always in words beside it."""
        of = {"family": "people", "key": "people", "steps": "placements"}.get(kind, "events")
        if not self.plain.get(of):
            return []
        wanted = {"today": (day or self.day).isoformat(), "born": self.born.to_json() if self.born else None, **options}
        try:
            svg = self.artist.draw(kind, self.plain, wanted, self.language)
        except Refusal:
            return []
        return [Picture(svg, alt, caption, kind, "page" if page else "width")]

    def family_told(self) -> list[dict[str, str]]:
        """The family in sentences, on the day of the version; where the artist cannot tell them, as the lists of pages
        have it."""
        if not self.plain["people"]:
            return []
        try:
            return self.artist.told(self.plain, self.day.isoformat(), self.language)
        except Refusal:
            rows = ((i, outline.ties(self.w, self.f, i)) for i, _ in in_order(self.f.people))
            return [{"id": i, "name": self.name(i), "who": "", "said": "; ".join(ties)} for i, ties in rows]


# -- what needs no draft


def heading(level: int, text: str, anchor: str = "") -> Heading:
    """A heading in the part's own language."""
    return Heading(level, (Run(text),), anchor)


def bullets(lines: Iterable[Line], *, numbered: bool = False, start: int = 1) -> Bullets | None:
    """A flat list; None for an empty one, which is no list."""
    items = tuple((line, None) for line in lines if line)
    return Bullets(items, numbered, start) if items else None


def terms(rows: Iterable[tuple[str, Line | str]]) -> list[Block]:
    """Rows of what and its words, without those that say nothing."""
    said = [(what, (Run(line),) if isinstance(line, str) else line) for what, line in rows]
    kept = tuple((what, line) for what, line in said if any(run.text.strip() for run in line))
    return [Terms(kept)] if kept else []


def present(*blocks: Block | None) -> list[Block]:
    """Blocks without those that are None."""
    return [block for block in blocks if block is not None]


def numbered(f: Formulation) -> dict[Key, int]:
    """Everything that something rests on, with its number: events in the order of time, then facts, then people."""
    keys: set[Key] = set()
    for part in f.story.values():
        keys |= {(a.collection, a.record) for _, a in part.atoms() if a.kind == "citation"}
    resting: list[Any] = [*f.cards.values(), *f.placements.values(), *f.recommendations.values()]
    keys |= {(c, i) for record in resting for c in CITABLE for i in getattr(record, c)}
    standing = [key for key in keys if key[1] in f.collection(key[0])]
    ordered = sorted(standing, key=lambda key: (CITABLE.index(key[0]), *in_time(f.collection(key[0])[key[1]]), key[1]))
    return {key: number for number, key in enumerate(ordered, start=1)}


def in_time(record: Record) -> tuple[str, str]:
    """What records are sorted by: the first possible day, undated ones last; then their own order."""
    moment: Moment | None = getattr(record, "when", None)
    first = (moment.earliest or moment.latest) if moment else None
    return (first.isoformat() if first else "9"), record.order


def in_order(records: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Records in the order that people gave them."""
    return sorted(records.items(), key=lambda row: (row[1].order, row[0]))


def story_language(f: Formulation) -> str:
    """The language that most marks of the story were made in; "" where none says. The story's words carry none."""
    ids = [a.id for part in f.story.values() for _, a in part.atoms() if isinstance(a, Atom)]
    said = [f.statements[i].language for i in ids if i in f.statements]
    known = [language for language in said if language in ("en", "cy")]
    return max(sorted(set(known)), key=known.count, default="")


def day_of(w: Words, iso: str) -> str:
    """A day that is written as ISO, in words; "" for none or for what is no day."""
    try:
        return said_day(w, date.fromisoformat(iso[:10])) if iso else ""
    except ValueError:
        return ""


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))
