"""A family written as lines of text, as people write it on paper or in an email, and read as records.

    Craig Sallis b. Nov 1987 + Kelly-Ann Tudful b. 3 June 1991 (together 2007, separated Jan 2014)
      Iestyn Sallis, known as Iest, male, 14/02/2011, index
      Macsen, male, 2/11/2012 – 5/1/2013, cot death
      miscarriage, spring 2013
    ? + Carol Tudful b. about 1962
      Kelly-Ann
      Bethan Tudful, female, b. 21/9/94, care assistant
    Alun Probert + Janet Probert (married 1990)
      Iest (fostered, Nov 2018 to Apr 2023)
    Iest's nan Maureen Sallis, b. 1959
    Iest ~never met~ Kai
    Proberts' house (Nov 2018 to Apr 2023): Janet, Alun, Iest, Pero
    Iest lives with Janet and Alun

T1  A line with ` + ` is a couple, with what happened to it in brackets; `?` is a partner who is not known, `?1` and so
    on an unknown person who is spoken of again.
T2  Lines that stand further in are the children of the line above, with how they belong in brackets (fostered,
    adopted, kinship, guardianship ...); or the children stand after a colon.
T3  Any other line is a person, in the words of telling.py; with a kin word in it a relative of whoever is named, else
    of the child whom this is about (relatives.py).
T4  `a ~kind~ b` is a bond, `name: people` and `a lives with b` are homes.
T5  Whoever is named again is the same person: by whole name, by what they are known as, by a first name that only one
    has. People who stand in the case already are used; only what stands empty with them is filled.
T6  What is not understood stands in a note or in a finding with its line; no word is lost and nothing raises.

`written` is the way back: a family in its lines, for tests and for copying into an email.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding
from server.domain.fields import LINE_MAX, clean
from server.domain.formulation import Formulation
from server.domain.genogram import Person, Union
from server.domain.moments import Moment
from server.interchange.records import Standing
from server.interchange.relatives import (
    Entry,
    Writing,
    course_of,
    fields_of,
    kind_of,
    named,
    owner_first,
    placed,
    words_in,
    words_kept,
)
from server.interchange.telling import BOND_WORDS, Told, parts, told

MOST_CHARACTERS: Final = 20_000
"""Characters of a family text."""
MOST_LINES: Final = 500
LONGEST_LINE: Final = 1000
"""Characters of one line that is read."""

_BULLET = re.compile(r"^(\s*)(?:[-*•·–]\s+|\d{1,2}[.)]\s+)")
_BOND = re.compile(r"^(.+?)\s*~\s*([^~]+?)\s*~(>?)\s*(.+)$")
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_LIVES = re.compile(r"^(.+?)\s+(?:lives?|lived|living|(?:yn )?byw)\s+(?:with|gyda|efo)\s+(.+)$", re.I)
_HOME = re.compile(r"^(?:(home|foster home|kinship|residential|hospital|prison|secure|cartref|carchar|ysbyty)\s*:\s*)?"
                   r"([^:+~]+?)\s*:\s*(.+)$", re.I)  # fmt: skip
_HOMES: Final = {"home": "home", "foster home": "foster", "cartref": "home", "carchar": "prison",
                 "ysbyty": "hospital"}  # fmt: skip
_LINK = re.compile(
    r"^(?P<kind>foster(?:ed|ing)?|adopted|adoptive|kinship(?: care)?|(?:special )?guardianship|sgo|residential|legal"
    r"|donor|surrogate|step(?:child)?|possible|possibly|biological|maeth|mabwysiedig|gan berthynas|gwarcheidiaeth)"
    r"(?!\w)\s*:?\s*(?:from |since |o |ers )?(?P<when>.*)$",
    re.I,
)
_LINKS: Final = {
    "fostered": "foster", "fostering": "foster", "adopted": "adoptive", "kinship care": "kinship",
    "special guardianship": "guardianship", "sgo": "guardianship", "stepchild": "step", "possibly": "possible",
    "maeth": "foster", "mabwysiedig": "adoptive", "gan berthynas": "kinship", "gwarcheidiaeth": "guardianship",
}  # fmt: skip
_UNKNOWN = re.compile(r"^\?\d{1,3}$")
_STRUCTURE: Final = frozenset(
    "foster fostered fostering adopted adoptive kinship care special guardianship sgo residential legal donor surrogate"
    " step stepchild possible possibly biological maeth mabwysiedig gan berthynas gwarcheidiaeth home cartref carchar"
    " ysbyty hospital prison secure lives live lived living with gyda efo byw yn and a ac".split()
)
"""Words of the notation that become structure."""


_COUPLE = re.compile(r"(?m)^\s*(?:\?|[^\W\d_]).*\s\+\s+(?:\?|[^\W\d_])|^\s*[^\W\d_][^~\n]*~[\w ]+~>?\s*[^\W\d_]")


def is_family_text(text: str) -> bool:
    """Whether a text is a family in lines, and no chronology: it has a couple or a bond in it, and fewer than half of
    its lines begin with a figure, as dated ones do."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    dated = sum(line[0].isdigit() for line in lines)
    return _COUPLE.search(text) is not None and 2 * dated < len(lines)


@dataclass(frozen=True, slots=True)
class FamilyTextReading:
    """What a text would add: a plan of records, the ids of the new people, and what was doubtful in which line."""

    plan: tuple[Entry, ...]
    people: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Above:
    """A line that children may stand under: how far in it stands, and their parents."""

    indent: int
    union: str = ""
    parent: str = ""


def read_family_text(
    text: str, standing: Standing, *, today: date, language: str, seed: bytes = b""
) -> FamilyTextReading:
    """Read a family text for a case. `standing`: its plain records; `seed` makes the ids. Never raises."""
    said = clean(text[:MOST_CHARACTERS])
    writing = Writing(standing, seed or said.encode("utf-8", "replace"), language)
    reader = _Reader(writing, today, language)
    if len(text) > MOST_CHARACTERS:
        reader.find(Finding("family_text_too_long", parameters={"most": MOST_CHARACTERS}))
    for number, line in enumerate(said.splitlines()[:MOST_LINES], start=1):
        reader.line(number, line)
    for number, line in enumerate(said.splitlines()[MOST_LINES:], start=MOST_LINES + 1):
        reader.find(Finding("family_text_line", parameters={"line": number, "words": line.strip()[:LINE_MAX]}))
    reader.nothing_lost(said)
    return FamilyTextReading(tuple(writing.entries.values()), tuple(reader.people), tuple(reader.findings))


class _Reader:
    """A text on its way into a family, line by line."""

    def __init__(self, writing: Writing, today: date, language: str) -> None:
        self.w = writing
        self.today = today
        self.language = language
        self.people: list[str] = []
        self.findings: list[Finding] = []
        self.above: list[_Above] = []
        self.unknown: dict[str, str] = {}
        self.number = 0

    def find(self, finding: Finding) -> None:
        """Something doubtful."""
        if finding not in self.findings:
            self.findings.append(finding)

    def lost(self, words: str) -> None:
        """Words of the present line that found no place."""
        self.find(Finding("family_text_line", parameters={"line": self.number, "words": words.strip()[:LINE_MAX]}))

    def nothing_lost(self, said: str) -> None:
        """T6: a line of which a word stands nowhere is said whole."""
        kept = words_kept(self.w.entries.values(), len(self.people)) | _STRUCTURE
        for person in self.w.of("people").values():
            kept |= words_in(" ".join(str(person.get(key) or "") for key in ("name", "known_as", "called")))
        told_of: dict[Any, set[str]] = {}
        for finding in self.findings:
            words = str(finding.parameters.get("words", ""))
            told_of.setdefault(finding.parameters.get("line"), set()).update(words_in(words))
        for number, line in enumerate(said.splitlines()[:MOST_LINES], start=1):
            if words_in(line) - kept - told_of.get(number, set()):
                self.number = number
                self.lost(line)

    def line(self, number: int, line: str) -> None:
        """One line."""
        self.number = number
        if len(line) > LONGEST_LINE:
            self.lost(line)
            return
        line = _BULLET.sub(r"\1", line.expandtabs(4))
        indent, words = len(line) - len(line.lstrip()), line.strip()
        if not words:
            return
        while self.above and self.above[-1].indent >= indent:
            self.above.pop()
        over = self.above[-1] if self.above and indent else None
        for rule in (self._bond, self._lives, self._home):
            if rule(words):
                return
        if " + " in words or words.startswith("+ ") or words.endswith(" +"):
            self._couple(words, indent, over)
        else:
            self._person_line(words, indent, over)

    # -- couples and their children

    def _couple(self, words: str, indent: int, over: _Above | None) -> None:
        head, _, children = words.partition(": ")
        course: list[tuple[str, Moment | None]] = []
        since: Moment | None = None
        bracket = _BRACKET.search(head)
        if bracket is not None:
            what = told(bracket[1], today=self.today, language=self.language, link="couple")
            if what.course or what.since:
                head = head[: bracket.start()]
                course, since = what.course, what.since
                note = [*what.note, *what.names, *filter(None, [what.occupation, what.lives_in])]
                for each in note:
                    self.lost(each)
        several = [side.strip() for side in re.split(r"\s\+\s|^\+\s|\s\+$", head)]
        if len(several) > 2:
            self.lost(" + ".join(several[2:]))
        a = self._partner(several[0], over)
        b = self._partner(several[1], None) if len(several) > 1 else ""
        fields, turns = course_of(course)
        if since is not None and "began" not in fields:
            fields["began"] = since
        union = self._union(a, b, fields)
        for kind, when in turns:
            self.w.add("turns", union=union, kind=kind, when=when)
        self.above.append(_Above(indent, union=union))
        for child in filter(None, (each.strip() for each in re.split(r",(?![^(]*\))", children))):
            self._child(child, self.above[-1])

    def _union(self, a: str, b: str, fields: Mapping[str, Any]) -> str:
        """The couple: one that stands and says nothing else, or a new one."""
        if a and a == b:
            self.lost(self.w.name(a))
            b = ""
        for i, union in self.w.of("unions").items():
            if {union.get("a") or "", union.get("b") or ""} == {a, b} and a and b:
                new = {k: v for k, v in fields.items() if v and union.get(k) in (None, "", "unknown")}
                said = {k for k, v in fields.items() if v and k not in new and not _same(union.get(k), v)}
                if said:
                    continue
                if new:
                    self.w.set("unions", i, **new)
                return i
        return self.w.add("unions", **{"a": a, "b": b, "kind": "unknown", **fields})

    def _partner(self, words: str, over: _Above | None) -> str:
        if words in ("", "?"):
            return ""
        return self._child(words, over) if over is not None else self._person(words)

    def _child(self, words: str, over: _Above) -> str:
        """A child of the line above; how they belong stands in brackets or behind a comma."""
        kind, when = "biological", ""
        kept: list[str] = []
        for part in parts(words):
            link = _LINK.match(part)
            if link is None or not kept:
                kept.append(part)
                continue
            kind = _LINKS.get(link["kind"].casefold(), link["kind"].casefold())
            kind = "foster" if kind.startswith("foster") else "adoptive" if kind == "adoptive" else kind
            when = link["when"]
        if kept and kind != "biological" and not when and len(kept) > 1 and self._stretch(kept[-1])[0] is not None:
            when = kept.pop()
        began, ended = self._stretch(when)
        if when and began is None:
            kept.append(when)
        what = told(", ".join(kept), today=self.today, language=self.language, marks=True)
        child = self._someone(what, ", ".join(kept))
        if child:
            self._link(child, over, kind, began, ended)
        return child

    def _link(self, child: str, over: _Above, kind: str, began: Moment | None, ended: Moment | None) -> None:
        if not (over.union or over.parent) or child == over.parent or child in self._couple_of(over.union):
            self.lost(self.w.name(child))
            return
        for i, link in self.w.links_of(child, birth=False):
            where = (link.get("union") or "", link.get("parent") or "")
            if where == (over.union, over.parent) and kind_of(link) == kind and not link.get("began"):
                if began or ended:
                    self.w.set("parent_links", i, **{k: v for k, v in (("began", began), ("ended", ended)) if v})
                return
        where_to = {"union": over.union, "parent": over.parent}
        self.w.add("parent_links", child=child, kind=kind, began=began, ended=ended, **where_to)

    def _couple_of(self, union: str) -> tuple[str, ...]:
        couple = self.w.of("unions").get(union, {}) if union else {}
        return tuple(str(couple.get(side)) for side in ("a", "b") if couple.get(side))

    # -- people

    def _person_line(self, words: str, indent: int, over: _Above | None) -> None:
        if over is not None:
            child = self._child(words, over)
            self.above.append(_Above(indent, parent=child))
            return
        what = told(words, today=self.today, language=self.language, marks=True)
        owner_first(self.w, what)
        steps = [step for kin in what.kin for step in kin.steps]
        to = self._index()
        if steps and (to or what.of) and not self._mentioned(what):
            reading = placed(self.w, what, to or self.w_first(), "", self.today)
            self.people += [i for i in reading.people if i not in self.people]
            for doubt in reading.doubts:
                self.find(doubt)
            if reading.people:
                self.above.append(_Above(indent, parent=reading.people[0]))
            return
        if what.of:
            what.note.append(what.of)
        person = self._someone(what, words)
        if person:
            self.above.append(_Above(indent, parent=person))

    def w_first(self) -> str:
        """Anybody, for a relative of somebody who is named."""
        return next(iter(self.w.of("people")), "")

    def _mentioned(self, what: Told) -> bool:
        """Whether the words speak of somebody by a title that they have already ("Nain Gwyn")."""
        return any(named(self.w, words) for words in filter(None, [what.called, *what.names[:1]]))

    def _index(self) -> str:
        marked = [i for i, person in self.w.of("people").items() if person.get("index")]
        return marked[0] if len(marked) == 1 else ""

    def _person(self, words: str) -> str:
        return self._someone(told(words, today=self.today, language=self.language, marks=True), words)

    def _someone(self, what: Told, words: str) -> str:
        """Whoever is meant: somebody who was named before, or somebody new (T5)."""
        mark = words.strip()
        if _UNKNOWN.fullmatch(mark):
            if mark not in self.unknown:
                self.unknown[mark] = self._new({"unknown": True, "kind": "person"})
            return self.unknown[mark]
        if not (what.names or what.known_as or what.called or what.kin or what.count or what.unknown or what.index):
            self.lost(words)
            return ""
        for more in what.names[1:]:
            what.note.append(more)
        name = what.names[0] if what.names else ""
        there: list[str] = []
        for key in filter(None, (name, what.called, what.known_as)):
            there = there or named(self.w, key)
        if what.index and not there and self._index():
            there = [self._index()]
        fields = fields_of(what)
        for kin in what.kin:
            if kin.kind == "person" and kin.steps and not what.called and what.kin_words:
                fields["note"] = "\n".join(filter(None, [fields["note"], what.kin_words]))
                break
        if what.count:
            fields = {**fields, "kind": "siblings", "count": what.count, "unknown": False}
        if what.lives_with:
            fields["note"] = "\n".join(filter(None, [fields["note"], what.lives_with]))
        person = self._fill(there[0], fields) if len(there) == 1 else self._new(fields)
        if len(there) > 1:
            self.find(Finding("relative_already", parameters={"name": name[:LINE_MAX]}))
        if what.stay is not None:
            kind, called, since = what.stay
            home = self.w.add("households", name=called, kind=kind)
            self.w.add("stays", household=home, person=person, began=since)
        for bond in what.bonds:
            if self._index() and self._index() != person:
                self.w.add("bonds", a=self._index(), b=person, kind=bond)
            else:
                self.lost(bond.replace("_", " "))
        for kind, when in what.course:
            self.lost(f"{kind} {when.text if when else ''}")
        for moment in filter(None, (what.since, what.until)):
            self.lost(moment.text)
        if what.side:
            self.lost(words)
        return person

    def _new(self, fields: Mapping[str, Any]) -> str:
        person = self.w.add("people", **fields)
        self.people.append(person)
        return person

    def _fill(self, person: str, fields: Mapping[str, Any]) -> str:
        """What a line says of somebody who is there: empty fields are filled, a new text is added; what stands
        otherwise is said."""
        stands = self.w.person(person)
        entry = self.w.entries.get(("people", person))
        new = entry is not None and not entry.there
        for key, value in fields.items():
            if value in (None, "", False) or key in ("unknown", "kind"):
                continue
            before = stands.get(key)
            if key == "called" and str(value).casefold() == str(stands.get("known_as") or "").casefold():
                continue
            if key == "note":
                if before and str(value) in str(before):
                    continue
                if new:
                    self.w.set("people", person, note="\n".join(filter(None, [str(before or ""), str(value)])))
                else:
                    self.lost(str(value))
            elif before in (None, "", False) or (key == "gender" and before == "unknown"):
                self.w.set("people", person, **{key: value})
            elif not (_same(before, value) or (key == "name" and self._is_named(stands, str(value)))
                      or (key == "gender" and value == "unknown")):  # fmt: skip
                self.lost(value.text if isinstance(value, Moment) else str(value))
        if fields.get("name") and stands.get("unknown"):
            self.w.set("people", person, unknown=False)
        return person

    def _is_named(self, stands: Mapping[str, Any], name: str) -> bool:
        said = name.casefold()
        whole = [str(stands.get(key) or "").casefold() for key in ("name", "known_as", "called")]
        return any(set(said.split()) <= set(words.split()) for words in whole)

    # -- bonds and homes

    def _bond(self, words: str) -> bool:
        bond = _BOND.match(words)
        if bond is None:
            return False
        rest, began, ended = bond[4], None, None
        bracket = _BRACKET.search(rest)
        if bracket is not None:
            began, ended = self._stretch(bracket[1])
            if began is not None:
                rest = rest[: bracket.start()]
        a, b = self._person(bond[1]), self._person(rest)
        if not a or not b or a == b:
            self.lost(bond[2])
            return True
        plain = " ".join(bond[2].casefold().split())
        kind = BOND_WORDS.get(plain.replace("’", "'"), re.sub(r"[\s-]+", "_", plain))
        known = kind in vocabulary.keys("bond_kinds")
        said = {} if known else {"words": bond[2][:LINE_MAX]}
        self.w.add("bonds", a=a, b=b, kind=kind if known else "other", directed=bool(bond[3]), began=began, ended=ended,
                   **said)  # fmt: skip
        return True

    def _lives(self, words: str) -> bool:
        lives = _LIVES.match(words)
        if lives is None or " + " in words or "," in lives[1]:
            return False
        rest, began, ended = lives[2], None, None
        bracket = _BRACKET.search(rest)
        if bracket is not None:
            began, ended = self._stretch(bracket[1])
            rest = rest[: bracket.start()] if began is not None else rest
        people = self._list(rest)
        if not people:
            return False
        self._living("home", "", [self._person(lives[1]), *people], began, ended)
        return True

    def _home(self, words: str) -> bool:
        home = _HOME.match(words)
        if home is None or " + " in words:
            return False
        name, began, ended = home[2], None, None
        bracket = _BRACKET.search(name)
        if bracket is not None:
            began, ended = self._stretch(bracket[1])
            name = name[: bracket.start()] if began is not None else name
        people = self._list(home[3])
        if not people:
            return False
        kind = (home[1] or "home").casefold()
        self._living(_HOMES.get(kind, kind), name.strip(), people, began, ended)
        return True

    def _list(self, words: str) -> list[str]:
        """People by their names; none where one of them is nobody who is known."""
        said = [each.strip() for each in re.split(r",|;|\s+and\s+|\s+a\s+|\s+ac\s+|\s*&\s*", words) if each.strip()]
        found = [[self.unknown[each]] if each in self.unknown else named(self.w, each) for each in said]
        return [each[0] for each in found] if said and all(len(each) == 1 for each in found) else []

    def _living(self, kind: str, name: str, people: list[str], began: Moment | None, ended: Moment | None) -> None:
        home = self.w.add("households", name=name[:LINE_MAX], kind=kind, began=began, ended=ended)
        if len(name) > LINE_MAX:
            self.lost(name)
        for person in dict.fromkeys(people):
            self.w.add("stays", household=home, person=person)

    def _stretch(self, words: str) -> tuple[Moment | None, Moment | None]:
        """From when to when; (None, None) where the words are no time."""
        if not re.search(r"\d", words):
            return None, None
        what = told(words, today=self.today, language=self.language, link="foster")
        rest = (*what.names, *what.note, what.occupation, what.lives_in)
        return (what.since, what.until) if what.since and not any(rest) else (None, None)


def _same(before: Any, value: Any) -> bool:
    """Whether two values say the same: words, or dates of whatever words."""
    if isinstance(value, Moment):
        told_of = value.to_json()
        return isinstance(before, Mapping) and all(before.get(k) == told_of[k] for k in ("start", "end"))
    return bool(str(before).casefold() == str(value).casefold())


# -- the way back


def written(formulation: Formulation) -> str:
    """A family in its lines: people, couples with children, bonds, homes. Read again it is the same family, but for
    notes, facts and what only the panel says. People without a name are written `?1`, `?2`."""
    return _Writer(formulation.standing()).text()


class _Writer:
    def __init__(self, family: Formulation) -> None:
        self.family = family
        self.said: set[str] = set()
        nameless = [i for i, person in family.people.items() if not person.name and not _kind_said(person)]
        self.marks = {i: f"?{number}" for number, i in enumerate(nameless, start=1)}

    def text(self) -> str:
        family = self.family
        lines: list[str] = []
        links = list(family.parent_links.values())
        for i, union in family.unions.items():
            lines.append(f"{self._who(union.a)} + {self._who(union.b)}{_bracket(_course(union))}")
            lines += [self._child(link) for link in links if link.union == i]
        for parent in dict.fromkeys(link.parent for link in links if not link.union):
            lines.append(self._who(parent))
            lines += [self._child(link) for link in links if link.parent == parent and not link.union]
        lines += [self._who(i) for i in family.people if i not in self.said]
        for bond in family.bonds.values():
            ends = f"{self._who(bond.a)} ~{bond.words or bond.kind.replace('_', ' ')}~{'>' if bond.directed else ''}"
            lines.append(f"{ends} {self._who(bond.b)}{_bracket(_from_to(bond.began, bond.ended))}")
        for i, home in family.households.items():
            people = [self._who(stay.person) for stay in family.stays.values() if stay.household == i]
            kind = {"home": "home: ", "foster": "foster home: "}.get(home.kind, f"{home.kind}: ")
            if people and home.name:
                lines.append(f"{kind}{home.name}{_bracket(_from_to(home.began, home.ended))}: {', '.join(people)}")
        return "\n".join(lines) + "\n"

    def _who(self, i: str) -> str:
        """A person: everything at the first mention, the name from then on."""
        person = self.family.people.get(i)
        if person is None:
            return "?"
        if i in self.said:
            return person.name or self.marks.get(i, _kind_said(person))
        self.said.add(i)
        return self.marks.get(i) or ", ".join(filter(None, _told_of(person)))

    def _child(self, link: Any) -> str:
        kind = {"foster": "fostered", "adoptive": "adopted"}.get(link.kind, link.kind)
        dates = _from_to(link.began, link.ended)
        belongs = "" if link.kind == "biological" and not dates else f" ({', '.join(filter(None, (kind, dates)))})"
        return f"  {self._who(link.child)}{belongs}"


_SEVERAL: Final = {"male": "brothers", "female": "sisters"}


def _kind_said(person: Person) -> str:
    """The word for somebody who is spoken of without a name: a loss, a pregnancy, a number of brothers."""
    if person.kind == "siblings":
        return f"{person.count or 'n?'} {_SEVERAL.get(person.gender, 'siblings')}"
    return person.kind if person.kind in ("miscarriage", "stillbirth", "termination", "pregnancy") else ""


def _told_of(person: Person) -> list[str]:
    animal = person.species or "pet"
    return [
        f"{animal} {person.name}" if person.kind == "pet" else person.name or _kind_said(person),
        f"known as {person.known_as}" if person.known_as else "",
        person.gender if person.gender in ("male", "female") else "non-binary" if person.gender == "nonbinary" else "",
        f"b. {person.born.text}" if person.born else "",
        f"d. {person.died.text}" if person.died else "",
        f"works as {person.occupation}" if person.occupation else "",
        f"lives in {person.lives_in}" if person.lives_in else "",
        "index" if person.index else "",
    ]


def _course(union: Union) -> str:
    kinds = {"cohabiting": "lived together", "relationship": "together", "civil_partnership": "civil partnership"}
    began = f" {union.began.text}" if union.began else ""
    kind = kinds.get(union.kind, union.kind)
    said = [f"{kind}{began}"] if union.kind in (*kinds, "married", "engaged", "affair", "casual") else []
    ended = f" {union.ended.text}" if union.ended else ""
    if union.ending not in ("", "unknown") or union.ended:
        said.append(f"{union.ending if union.ending not in ('', 'unknown') else 'separated'}{ended}")
    return ", ".join(said)


def _from_to(began: Moment | None, ended: Moment | None) -> str:
    if began is not None and ended is not None:
        return f"{began.text} to {ended.text}"
    return began.text if began is not None else f"until {ended.text}" if ended is not None else ""


def _bracket(words: str) -> str:
    return f" ({words})" if words else ""
