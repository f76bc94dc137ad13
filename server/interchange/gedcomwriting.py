"""GEDCOM out: a family as a file of version 5.5.1 (UTF-8) or 7.0, for other programs and to be read again here.

What GEDCOM has words for is written in them; every field that would not come back from those stands beside, below the
extension `_GWEAD`, under its own name in capitals (`_PRONOUNS`, `_STRENGTH`), and what GEDCOM has no record for (a
household, a stay) is an extension record `_RECORD`. So another program finds people, couples, children, dates,
notes and ties, and our own reader finds the same family again.

X1  Read again, a family is equal in every field but those of `records.NOT_CARRIED`, and what X2 and X3 hold back.
X2  What withholding.py holds back stays here unless it is asked for.
X3  Whoever may be living goes out under `RESN privacy`, so that programs that publish trees leave them out; asked to
    hide the living, only their sex and their ties go out.
X4  A file of 7.0 passes gedcom7's own validation; a line of 5.5.1 is no longer than the standard allows.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import gedcom7
from gedcom7.types import GedcomStructure

from server.domain import vocabulary
from server.domain.fields import FieldSpec, Kind
from server.domain.formulation import COLLECTIONS, SPECS, from_plain, to_plain
from server.domain.moments import Moment
from server.interchange.gedcom import OURS, other_bond
from server.interchange.gedcomdates import put_moment
from server.interchange.gedcomlines import Structure
from server.interchange.records import FAMILY, NOT_CARRIED, Plain
from server.interchange.withholding import may_be_living, with_living_hidden, without_sensitive

NO_DAY_KNOWN: Final = Moment("?", None, None, "unknown", "unknown")
"""A death of which only that it was is known: DEAT Y."""

_LINE_MOST: Final = 200
"""Characters of a value on one line of 5.5.1, whose lines hold 255 with everything."""
_LANGUAGES: Final = {"en": ("English", "en"), "cy": ("Welsh", "cy")}
_EXTENSION: Final = "urn:gwead:gedcom:"
_SEX: Final = {"male": "M", "female": "F"}
_PEDIGREES: Final = {"biological": "birth", "adoptive": "adopted", "foster": "foster"}
_BEGINNINGS: Final = {
    "married": ("MARR", ""), "civil_partnership": ("MARR", "civil partnership"), "engaged": ("ENGA", ""),
}  # fmt: skip
_ENDINGS: Final = {"divorced": ("DIV", ""), "annulled": ("ANUL", ""), "unknown": ("EVEN", "ended")}
_TURNS: Final = {"married": ("MARR", ""), "engaged": ("ENGA", ""), "divorced": ("DIV", ""), "annulled": ("ANUL", "")}


def write_gedcom(
    plain: Mapping[str, Any],
    *,
    seven: bool,
    today: date,
    software: str = "",
    with_sensitive: bool = False,
    living: bool = True,
) -> str:
    """The family of a plain formulation as the text of a GEDCOM file, to be written as UTF-8.

    `seven`: version 7.0, else 5.5.1; `today`: who may be living is reckoned from it; `software`: our version;
    `with_sensitive`: with what is held back otherwise (X2); `living`: False hides those who may be living (X3).
    """
    formulation = from_plain({name: plain.get(name, {}) for name in COLLECTIONS})[0].standing()
    whole = to_plain(formulation)
    family: Plain = {name: whole[name] for name in FAMILY}
    if not with_sensitive:
        family = without_sensitive(family)
    alive = {i for i, person in family["people"].items() if may_be_living(person, today)}
    if not living:
        family = with_living_hidden(family, alive)
    records = _Writer(family, alive, seven, software).records()
    return _text_of_seven(records) if seven else "".join(_lines_of_five(records))


# --- records to structures ------------------------------------------------------------------------


class _Writer:
    def __init__(self, family: Plain, alive: set[str], seven: bool, software: str) -> None:
        self.family, self.alive, self.seven, self.software = family, alive, seven, software
        spoken = Counter(r["language"] for records in family.values() for r in records.values())
        self.language = next((said for said, _ in spoken.most_common() if said in ("en", "cy", "")), "")
        self.identifiers = _Identifiers()
        self.xrefs = {
            (collection, i): self.identifiers.of(record["ref"], letter)
            for collection, letter in (("people", "I"), ("unions", "F"), ("households", "H"))
            for i, record in family[collection].items()
        }
        self.sources: dict[str, str] = {}
        self.families: dict[str, str] = {}
        """Parent -> the family that stands for their single ties."""
        self.loose: list[tuple[str, str]] = []
        """Records that hang from nobody: collection and id."""
        self.facts = self.hung("facts", lambda fact: fact["about"] in family["people"] and fact["about"])
        self.turns = self.hung("turns", lambda turn: turn["union"] in family["unions"] and turn["union"])
        self.bonds = self.hung(
            "bonds", lambda bond: bond["a"] in family["people"] and bond["b"] in family["people"] and bond["a"]
        )
        self.ties = self.hung(
            "parent_links", lambda link: link["child"] in family["people"] and self.family_of(link) and link["child"]
        )
        for ties in self.ties.values():
            ties.sort(key=lambda link: link["kind"] != "biological")  # programs take the first for the family of birth
        self.children: dict[str, dict[str, None]] = {}
        """Family -> its children, each once and in order."""
        for child, ties in self.ties.items():
            for link in ties:
                self.children.setdefault(self.family_of(link), {})[self.xrefs["people", child]] = None
        self.couples: dict[str, list[str]] = {}
        for i, union in family["unions"].items():
            for partner in dict.fromkeys((union["a"], union["b"])):
                self.couples.setdefault(partner, []).append(self.xrefs["unions", i])
        for parent, xref in self.families.items():
            self.couples.setdefault(parent, []).append(xref)

    def hung(self, collection: str, on: Callable[[Mapping[str, Any]], Any]) -> dict[str, list[dict[str, Any]]]:
        """The records of a collection by what they hang from; the others are loose."""
        found: dict[str, list[dict[str, Any]]] = {}
        for i, record in self.family[collection].items():
            if peg := on(record):
                found.setdefault(peg, []).append(record)
            else:
                self.loose.append((collection, i))
        return found

    def family_of(self, link: Mapping[str, Any]) -> str:
        """The identifier of the family that a child's tie goes to; one is made for ties to one parent."""
        if link["union"] in self.family["unions"]:
            return self.xrefs["unions", link["union"]]
        if link["union"] or link["parent"] not in self.family["people"]:
            return ""
        if link["parent"] not in self.families:
            self.families[link["parent"]] = self.identifiers.of("", "F")
        return self.families[link["parent"]]

    def records(self) -> list[Structure]:
        """Header, people, families, what GEDCOM has no record for, sources, trailer."""
        records = [self.person(i, person) for i, person in self.family["people"].items()]
        records += [self.union(i, union) for i, union in self.family["unions"].items()]
        records += [self.single(parent, xref) for parent, xref in self.families.items()]
        records += [self.own_record("households", i) for i in self.family["households"]]
        records += [self.own_record(collection, i) for collection, i in self.loose]
        records += [self.own_record("stays", i) for i in self.family["stays"]]
        records += [Structure("SOUR", xref=xref, children=[Structure("TITL", t)]) for t, xref in self.sources.items()]
        records.append(Structure("SUBM", xref=_Identifiers.SUBMITTER, children=[Structure("NAME", "Gwead")]))
        return [self.head(records), *records, Structure("TRLR")]

    def head(self, records: Iterable[Structure]) -> Structure:
        head, gedc = Structure("HEAD"), Structure("GEDC")
        gedc.add("VERS", "7.0" if self.seven else "5.5.1")
        if self.seven:
            head.children.append(gedc)
            schema = head.add("SCHMA")
            for tag in sorted(_extensions(records)):
                schema.add("TAG", f"{tag} {_EXTENSION}{tag[1:].lower()}")
        source = head.add("SOUR", OURS)
        if self.software:
            source.add("VERS", self.software)
        source.add("NAME", "Gwead")
        head.add("SUBM", pointer=_Identifiers.SUBMITTER)
        if not self.seven:
            gedc.add("FORM", "LINEAGE-LINKED")
            head.children.append(gedc)
            head.add("CHAR", "UTF-8")
        if self.language:
            head.add("LANG", _LANGUAGES[self.language][self.seven])
        return head

    # --- people

    def person(self, i: str, person: Mapping[str, Any]) -> Structure:
        record = Structure("INDI", xref=self.xrefs["people", i])
        said: dict[str, Any] = {"ref": record.xref}
        self.name(record, person, said)
        if person["gender"] in _SEX or (self.seven and person["gender"] == "other"):
            record.add("SEX", _SEX.get(person["gender"], "X"))
            said["gender"] = person["gender"]
        self.life(record, person, said)
        for key, tag in (("occupation", "OCCU"), ("religion", "RELI"), ("ethnicity", "NATI")):
            if _says(person[key]):
                record.add(tag, person[key])
                said[key] = person[key]
        if _says(person["lives_in"]):
            record.add("RESI").add("PLAC", person["lives_in"])
            said["lives_in"] = person["lives_in"]
        self.child_of(record, i)
        for xref in self.couples.get(i, ()):
            record.add("FAMS", pointer=xref)
        for number, bond in enumerate(self.bonds.get(i, ()), start=1):
            self.bond(record, bond, number)
        for number, fact in enumerate(self.facts.get(i, ()), start=1):
            self.fact(record, fact, number)
        self.common(record, person, said, i in self.alive)
        self.beside(record, "people", person, said)
        return record

    def name(self, record: Structure, person: Mapping[str, Any], said: dict[str, Any]) -> None:
        whole = person["name"]
        if not _says(whole) or "/" in whole or " ".join(whole.split()) != whole:
            return
        *given, last = whole.split(" ")
        name = record.add("NAME", f"{' '.join(given)} /{last}/" if given else whole)
        said["name"] = whole
        if _says(person["known_as"]):
            name.add("NICK", person["known_as"])
            said["known_as"] = person["known_as"]
        if _says(person["aliases"]) and "/" not in person["aliases"]:
            record.add("NAME", person["aliases"]).add("TYPE", "AKA" if self.seven else "aka")
            said["aliases"] = person["aliases"]

    def life(self, record: Structure, person: Mapping[str, Any], said: dict[str, Any]) -> None:
        for key, tag in (("born", "BIRT"), ("died", "DEAT"), ("came", "IMMI")):
            if person[key] is None:
                continue
            event, moment = record.add(tag), Moment.from_json(person[key])
            if key == "died" and moment == NO_DAY_KNOWN:
                event.value = "Y"
            else:
                self.dated(event, moment)
            said[key] = person[key]
            if key == "died" and _says(person["cause"]):
                event.add("CAUS", person["cause"])
                said["cause"] = person["cause"]
        if _says(person["came_from"]):
            record.add("EMIG").add("PLAC", person["came_from"])
            said["came_from"] = person["came_from"]

    def child_of(self, record: Structure, i: str) -> None:
        """A child's ties: FAMC with what kind it is, and an adoption with its day."""
        seen: Counter[str] = Counter()
        ties = self.ties.get(i, ())
        many = Counter(self.family_of(link) for link in ties)
        for link in ties:
            xref = self.family_of(link)
            seen[xref] += 1
            tie = record.add("FAMC", pointer=xref)
            ref = f"{xref}/{record.xref}" + (f"/{seen[xref]}" if seen[xref] > 1 else "")
            said: dict[str, Any] = {"ref": ref if many[xref] == 1 else None, "child": i, "kind": "biological"}
            said["union" if link["union"] else "parent"] = link["union"] or link["parent"]
            kind = link["kind"]
            if kind in _PEDIGREES:
                tie.add("PEDI", _PEDIGREES[kind].upper() if self.seven else _PEDIGREES[kind])
                said["kind"] = kind
            elif self.seven:
                tie.add("PEDI", "OTHER").add("PHRASE", kind)
                said["kind"] = kind
            if kind == "adoptive" and link["began"] is not None and many[xref] == 1:
                adoption = record.add("ADOP")
                self.dated(adoption, Moment.from_json(link["began"]))
                adoption.add("FAMC", pointer=xref).add("ADOP", "BOTH")
                said["began"] = link["began"]
            if link["note"]:
                tie.add("NOTE", link["note"])
            self.beside(tie, "parent_links", link, said)

    def bond(self, record: Structure, bond: Mapping[str, Any], number: int) -> None:
        tie = record.add("ASSO", pointer=self.xrefs["people", bond["b"]])
        said = {"a": bond["a"], "b": bond["b"], "kind": bond["kind"], "ref": f"{record.xref}/bond/{number}"}
        words = bond["kind"].replace("_", " ")
        if bond["kind"] == "other" and _says(bond["words"]) and other_bond(bond["words"]):
            words = said["words"] = bond["words"]
        if self.seven:
            tie.add("ROLE", "OTHER").add("PHRASE", words)
        else:
            tie.add("RELA", words)
        if bond["note"]:
            tie.add("NOTE", bond["note"])
        self.beside(tie, "bonds", bond, {**said, "directed": vocabulary.row("bond_kinds", bond["kind"]).directed})

    def fact(self, record: Structure, fact: Mapping[str, Any], number: int) -> None:
        text = fact["text"] if _says(fact["text"]) else ""
        told = record.add("FACT", text)
        told.add("TYPE", fact["area"])
        said: dict[str, Any] = {"about": fact["about"], "area": fact["area"], "ref": f"{record.xref}/{number}"}
        said["text"] = text or fact["area"]
        if fact["area"] == "health":
            said["mark"] = None  # said in every case: a reader may see a mark in the words
        if fact["began"] is not None:
            self.dated(told, Moment.from_json(fact["began"]))
            said["began"] = fact["began"]
        if fact["note"]:
            told.add("NOTE", fact["note"])
        self.beside(told, "facts", fact, said)

    # --- couples

    def union(self, i: str, union: Mapping[str, Any]) -> Structure:
        record = Structure("FAM", xref=self.xrefs["unions", i])
        said: dict[str, Any] = {"ref": record.xref}
        said["a"], said["b"] = self.partners(record, union["a"], union["b"])
        kind, began, ending, ended = union["kind"], union["began"], union["ending"], union["ended"]
        if kind != "unknown":
            tag, words = _BEGINNINGS.get(kind, ("EVEN", kind.replace("_", " ")))
            self.event(record, tag, words, began)
            said["kind"], said["began"] = kind, began
        if ending:
            tag, words = _ENDINGS.get(ending, ("EVEN", ending))
            self.event(record, tag, words, ended)
            said["ending"], said["ended"] = ending, ended
        for number, turn in enumerate(self.turns.get(i, ()), start=1):
            self.turn(record, turn, number)
        for child in self.children.get(record.xref, ()):
            record.add("CHIL", pointer=child)
        self.common(record, union, said, bool({union["a"], union["b"]} & self.alive))
        if not union["a"] and not union["b"]:
            said["a"] = None  # said, so that nobody is put in the place of the parents
        self.beside(record, "unions", union, said)
        return record

    def partners(self, record: Structure, a: str, b: str) -> tuple[str, str]:
        """The partners under the tags of the format; what a reader will make of them is given back."""
        people = self.family["people"]
        gender = {i: people[i]["gender"] for i in (a, b) if i in people}
        if len(gender) == 2 and a != b:
            first, second = (b, a) if (gender[a], gender[b]) == ("female", "male") else (a, b)
        elif gender:
            only = next(iter(gender))
            first, second = ("", only) if gender[only] == "female" else (only, "")
        else:
            return "", ""
        for tag, who in (("HUSB", first), ("WIFE", second)):
            if who:
                record.add(tag, pointer=self.xrefs["people", who])
        return first, second

    def event(self, record: Structure, tag: str, words: str, when: Any) -> Structure:
        event = record.add(tag)
        if words:
            event.add("TYPE", words)
        if when is not None:
            self.dated(event, Moment.from_json(when))
        elif tag in ("MARR", "ENGA", "DIV", "ANUL"):
            event.value = "Y"
        return event

    def turn(self, record: Structure, turn: Mapping[str, Any], number: int) -> None:
        tag, words = _TURNS.get(turn["kind"], ("EVEN", turn["kind"].replace("_", " ")))
        event = self.event(record, tag, words, turn["when"])
        event.add("_TURN", "Y")
        if turn["note"]:
            event.add("NOTE", turn["note"])
        said = {"union": turn["union"], "kind": turn["kind"], "when": turn["when"]}
        self.beside(event, "turns", turn, {**said, "ref": f"{record.xref}/turn/{number}"})

    def single(self, parent: str, xref: str) -> Structure:
        """The family that stands for the ties of children to one parent."""
        record = Structure("FAM", xref=xref)
        self.partners(record, parent, "")
        for child in self.children.get(xref, ()):
            record.add("CHIL", pointer=child)
        record.add("_ONE", "Y")
        return record

    # --- what GEDCOM has no words for

    def own_record(self, collection: str, i: str) -> Structure:
        """A record of our own: `_RECORD` with its collection, and its fields."""
        xref = self.xrefs.get((collection, i)) or self.identifiers.of("", "R")
        record, values = Structure("_RECORD", collection, xref), self.family[collection][i]
        if values["note"]:
            record.add("NOTE", values["note"])
        said = {"ref": xref}
        self.beside(record, collection, values, said, below=record)
        return record

    def common(self, record: Structure, values: Mapping[str, Any], said: dict[str, Any], private: bool) -> None:
        """Whether it is confidential, the note, and who says so."""
        words = [word for word, yes in (("confidential", values["sensitive"]), ("privacy", private)) if yes]
        if words:
            record.add("RESN", ", ".join(words).upper() if self.seven else words[0])
            said["sensitive"] = values["sensitive"]
        if values["note"]:
            record.add("NOTE", values["note"])
        if _says(values["says"]):
            xref = self.sources.get(values["says"]) or self.identifiers.of("", "S")
            self.sources[values["says"]] = xref
            record.add("SOUR", pointer=xref)
            said["says"] = values["says"]

    def dated(self, event: Structure, moment: Moment) -> None:
        put_moment(event, moment, seven=self.seven, language=self.language or "en")

    def beside(
        self,
        structure: Structure,
        collection: str,
        values: Mapping[str, Any],
        said: Mapping[str, Any],
        *,
        below: Structure | None = None,
    ) -> None:
        """Every field that does not come back from what is said already (X1), under its own name."""
        fields = Structure("_GWEAD") if below is None else below
        for spec in SPECS[collection]:
            if spec.name in NOT_CARRIED or spec.name == "note":
                continue
            default = self.language if spec.name == "language" else spec.default
            if values[spec.name] != said.get(spec.name, default):
                self.field(fields, spec, values[spec.name])
        if below is None and fields.children:
            structure.children.append(fields)

    def field(self, below: Structure, spec: FieldSpec, value: Any) -> None:
        told = below.add(f"_{spec.name.upper()}")
        if spec.kind is Kind.REFERENCE:
            told.pointer = self.xrefs.get((spec.to, value), "")
        elif spec.kind is Kind.MOMENT:
            self.dated(told, Moment.from_json(value))
        elif spec.kind is Kind.FLAG:
            told.value = "Y" if value else "N"
        else:
            told.value = str(value)


class _Identifiers:
    """Identifiers of records, each once: the one it came with where GEDCOM allows it."""

    SUBMITTER: Final = "U1"

    def __init__(self) -> None:
        self.taken = {"VOID", self.SUBMITTER}
        self.last: Counter[str] = Counter()

    def of(self, ref: str, letter: str) -> str:
        """The identifier for a ref, or the next one of a letter."""
        while ref in self.taken or not re.fullmatch(r"[A-Z0-9_]{1,20}", ref):
            self.last[letter] += 1
            ref = f"{letter}{self.last[letter]}"
        self.taken.add(ref)
        return ref


def _says(words: str) -> bool:
    """Whether a value comes back from a line of GEDCOM as it is."""
    return bool(words) and words.strip() == words and words.upper() not in ("Y", "N")


def _extensions(records: Iterable[Structure]) -> set[str]:
    tags: set[str] = set()
    todo = list(records)
    while todo:
        structure = todo.pop()
        tags |= {structure.tag} if structure.tag.startswith("_") else set()
        todo += structure.children
    return tags


# --- structures to text ---------------------------------------------------------------------------


def _text_of_seven(records: Sequence[Structure]) -> str:
    return gedcom7.dumps([_of_seven(record) for record in records])


def _of_seven(structure: Structure) -> GedcomStructure:
    return GedcomStructure(
        structure.tag,
        pointer=f"@{structure.pointer}@" if structure.pointer else None,
        text=structure.value,
        xref=f"@{structure.xref}@" if structure.xref else None,
        children=[_of_seven(child) for child in structure.children],
    )


def _lines_of_five(records: Iterable[Structure]) -> Iterator[str]:
    """The lines of 5.5.1; long values go on in CONC, cut between two letters of one word."""
    yield "\ufeff"
    todo = [(record, 0) for record in reversed(list(records))]
    while todo:
        structure, level = todo.pop()
        first, *more = structure.value.split("\n")
        parts = list(_cut(first))
        value = f"@{structure.pointer}@" if structure.pointer else _escaped(parts[0])
        name = f"@{structure.xref}@ {structure.tag}" if structure.xref else structure.tag
        yield f"{level} {name}{' ' if value else ''}{value}\n"
        lines = [("CONC", part) for part in parts[1:]]
        for line in more:
            start, *rest = _cut(line)
            lines += [("CONT", start), *(("CONC", part) for part in rest)]
        for tag, part in lines:
            yield f"{level + 1} {tag}{' ' if part else ''}{_escaped(part)}\n"
        todo += [(child, level + 1) for child in reversed(structure.children)]


def _cut(line: str) -> Iterator[str]:
    while len(line) > _LINE_MOST:
        cut = next(
            (n for n in range(_LINE_MOST, _LINE_MOST // 2, -1) if line[n - 1] != " " and line[n] != " "), _LINE_MOST
        )
        yield line[:cut]
        line = line[cut:]
    yield line


def _escaped(value: str) -> str:
    return value.replace("@", "@@")
