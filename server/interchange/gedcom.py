"""GEDCOM in: family trees of other programs, versions 5.5.1 and 7.0, and our own files of both (gedcomwriting.py).

    INDI -> a person; attributes and events that are no field of one -> facts about them, or words in the note
    FAM  -> a union; its events -> beginning, ending and the turns between; a family of one parent that stands for
            single ties (`_ONE`) -> ties to that parent
    FAMC, CHIL, ADOP, PEDI, _FREL, _MREL -> ties of children, each of its own kind
    ASSO -> a bond, its words kept; a twin where the words say so
    NOTE, SNOTE -> the note; SOUR -> who says so; RESN confidential -> sensitive; XREF (or else UID) -> ref
    _GWEAD -> fields that GEDCOM has no word for, as we wrote them; _RECORD -> households, stays, loose things

Rules I1 to I4 of `records.py`, L1 to L4 of `gedcomlines.py`, E1 to E4 of `gedcomdates.py`, and
D1  Nothing of a file stops it from being read: what is wrong in one place is said with its line.
D2  What is not understood stands in the note of its record, under the tags of the file; only what another program
    wrote for itself (who changed it when, ordinances) is left out, and is counted.
D3  An identifier of one file says nothing about another's: a person is there already only if name and ref agree.
D4  The child is found by XREF or name where somebody says so, else by name and birth; where that is not certain,
    nobody is taken for the child, and it is said what to do.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, PROSE_MAX, FieldSpec, Kind, clean, clean_line
from server.domain.formulation import SPECS
from server.domain.moments import Moment, Pair
from server.interchange.conditions import condition_of
from server.interchange.gedcomdates import CALENDAR, NO_SUCH_DAY, NOT_GEDCOM, moment_at
from server.interchange.gedcomlines import Lines, Structure, read_lines
from server.interchange.near import near
from server.interchange.records import Gathering, Plain, Reading, Standing, first_words, record_id, whole_record

MOST_PEOPLE: Final = 20_000
MOST_FINDINGS: Final = 100
"""Of one kind; beyond them a number is told."""
FACT_MAX: Final = next(spec.limit for spec in SPECS["facts"] if spec.name == "text")

GENDERS: Final = {"M": "male", "F": "female", "X": "other", "N": "unknown", "U": "unknown"}
LINKS: Final = {
    "birth": "biological", "natural": "biological", "biological": "biological", "adopted": "adoptive",
    "adoptive": "adoptive", "foster": "foster", "fostered": "foster", "step": "step", "stepchild": "step",
    "guardian": "guardianship", "guardianship": "guardianship", "special guardianship": "guardianship",
    "sgo": "guardianship", "kinship": "kinship", "related": "kinship", "residential": "residential",
    "legal": "legal", "donor": "donor", "surrogate": "surrogate", "possible": "possible", "private": "biological",
    "mabwysiedig": "adoptive", "maeth": "foster", "llys": "step",
}  # fmt: skip
"""What PEDI, _FREL and _MREL say -> kind of tie."""
ROLES: Final = {"friend": "close", "best friend": "very_close", "carer": "looks_after", "caretaker": "looks_after"}
"""What ASSO says -> kind of bond, beside the words of our own table; anything else is "other", with its words."""
CONFIDENCES: Final = {"challenged": "disputed", "disproven": "disputed", "proven": "confirmed"}
LEFT_OUT: Final = frozenset(
    "CHAN CREA RIN AFN RFN EXID UID _UID MAP LATI LONG QUAY FORM ANCI DESI SUBM SUBN FAMS "
    "BAPL CONL ENDL INIL SLGC SLGS WAC ORDI _PREF _PRIM "
    "_PPEXCLUDE _UPD _CREA _APID _OID _SOSADABOVILLE _SOSA _VISIBLE _NAVM _SEN1 _SEN2 _SEN3 _SEN4 "
    "_SEN5 _SEN6 _SEN7 _SEN8".split()
)
"""What programs write for themselves, places on the globe, ordinances of a church: no part of a child's family (D2)."""
OURS: Final = "GWEAD"
"""How our own files call themselves."""
_LANGUAGES: Final = {"english": "en", "en": "en", "welsh": "cy", "cy": "cy", "cymraeg": "cy"}

_COURSE: Final = {
    "MARR": "married", "ENGA": "engaged", "DIV": "divorced", "ANUL": "annulled", "_SEPR": "separated",
    "_SEPARATED": "separated", "SEPA": "separated", "SEP": "separated", "_SEP": "separated",
}  # fmt: skip
"""Tags of a family -> what happened in the couple."""
_COURSE_WORDS: Final = {
    "separation": "separated", "separated": "separated", "legal separation": "separated", "split": "separated",
    "divorced": "divorced", "divorce": "divorced", "annulled": "annulled", "widowed": "widowed", "met": "met",
    "together": "together", "moved in together": "together", "back together": "back_together",
    "reconciled": "back_together", "reconciliation": "back_together", "engaged": "engaged", "ended": "ended",
    "common law": "cohabiting", "common law marriage": "cohabiting", "cohabitation": "cohabiting",
    "living together": "cohabiting", "partners": "relationship", "partner": "relationship",
    "not married": "relationship", "unmarried": "relationship", "never married": "relationship",
    "friends": "relationship", "civil union": "civil_partnership", "domestic partnership": "civil_partnership",
    "gwahanu": "separated", "wedi gwahanu": "separated", "ysgaru": "divorced", "cyd fyw": "cohabiting",
    "partneriaeth sifil": "civil_partnership",
}  # fmt: skip
"""What EVEN, MARR and _MSTAT call it -> the same; our own kinds and turns are known by their names."""
_RANK: Final = ("met", "together", "engaged", "relationship", "cohabiting", "married", "civil_partnership", "separated",
                "back_together", "divorced", "annulled", "widowed", "ended")  # fmt: skip
_ENDINGS: Final = {"separated": "separated", "divorced": "divorced", "annulled": "annulled", "widowed": "widowed",
                   "ended": "unknown"}  # fmt: skip
_SCHOOL: Final = ("EDUC", "GRAD")
_HEALTH: Final = ("_MDCL", "_MEDI", "_HEAL", "MEDI")
_HEALTH_WORDS: Final = ("medical", "medical condition", "health", "illness", "disease", "condition", "iechyd")
_FACTS: Final = ("FACT", "EVEN", *_SCHOOL, *_HEALTH)
_OF_COUPLES: Final = ((vocabulary.keys("union_kinds") | vocabulary.keys("union_turns")) - {"unknown"}) | {
    "ended",
    "widowed",
}
_TWINS: Final = ("twin", "gefell", "multiple", "triplet")


@dataclass(frozen=True, slots=True)
class GedcomReading(Reading):
    """A GEDCOM file read. `fills` are fields of records that are in the case already and stand at their default
    there; `child` is the ref of whom the file's child was found to be, "" where nobody was."""

    fills: Plain = field(default_factory=dict)
    child: str = ""


def read_gedcom(
    data: bytes,
    *,
    seed: bytes,
    language: str = "en",
    agency: str = "",
    says: str = "",
    standing: Standing | None = None,
    child: str = "",
    steps: int = 0,
    most: int = MOST_PEOPLE,
) -> GedcomReading:
    """The records of a GEDCOM file.

    `seed`: what new ids are made from; `language`, `agency` and `says` are written on every record that does not say
    its own; `standing`: plain records already in the case; `child`: the XREF or the name of the child in the file;
    `steps`: only those so near to the child (near.py), 0 for everybody; `most`: how many people may come. Raises
    Refusal: `not_gedcom`, `file_too_large`, `gedcom_line_too_long`,
    `too_many_people`, and `gedcom_no_such_child` where somebody said who the child is, or wants those near the child,
    and the file has nobody of that.
    """
    lines = read_lines(data)
    if sum(record.tag == "INDI" for record in lines.records) > (MOST_PEOPLE if steps else most):
        raise Refusal("too_many_people", status=413, most=MOST_PEOPLE if steps else most)
    reader = _Reader(lines, seed, {"language": language, "agency": agency, "says": says}, standing or {})
    reading = reader.read(child)
    if not steps:
        return reading
    if not reading.child:
        raise Refusal("gedcom_no_such_child", status=422, words=child[:LINE_MAX], count=0)
    return _only_near(reading, reader.people[reading.child], standing or {}, steps, most)


def _only_near(reading: GedcomReading, child: str, standing: Standing, steps: int, most: int) -> GedcomReading:
    """A reading of those near the child; how many others the file has is said."""
    there = {
        name: {i: {**records.get(i, {}), **fields} for i, fields in {**standing.get(name, {}), **records}.items()}
        for name, records in reading.records.items()
    }
    kept = near({name: _whole(name, records) for name, records in there.items()}, child, steps)
    records = {name: {i: kept[name][i] for i in these if i in kept[name]} for name, these in reading.records.items()}
    beyond = len(reading.records["people"]) - len(records["people"])
    if len(records["people"]) > most:
        raise Refusal("too_many_people", status=413, most=most)
    told = Finding("gedcom_beyond", Place("people"), parameters={"count": beyond, "steps": steps})
    return replace(reading, records=records, findings=(*reading.findings, *((told,) if beyond else ())))


def _whole(collection: str, records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {i: whole_record(collection, i, record) for i, record in records.items()}


@dataclass(slots=True)
class _Tie:
    """One child in one family, as the file says it: in FAMC, in CHIL, or by an adoption."""

    child: str
    family: str
    number: int
    values: dict[str, Any]
    notes: list[str]
    parents: dict[str, str]
    """Kind of tie for HUSB and WIFE, where they differ."""
    own: dict[str, Any]


class _Reader:
    def __init__(self, lines: Lines, seed: bytes, common: Mapping[str, str], standing: Standing) -> None:
        self.lines, self.seven = lines, lines.seven
        head = lines.head
        self.ours = any(child.tag == "SOUR" and child.value == OURS for child in head.children)
        said = head.look("LANG")
        spoken = _LANGUAGES.get(said.value.casefold().strip(), "") if said else ""
        self.language = spoken or common["language"]
        self.out = Gathering(seed, {**common, "language": spoken if self.ours else self.language}, standing)
        self.out.findings += lines.findings
        self.by_xref = {record.xref: record for record in reversed(lines.records) if record.xref}
        self.people: dict[str, str] = {}
        self.who: dict[int, str] = {}
        """The id of each person by the identity of their structure."""
        self.unions: dict[str, str] = {}
        self.homes: dict[str, str] = {}
        self.families: dict[str, _Family] = {}
        self.ties: list[_Tie] = []
        self.later: list[Callable[[], None]] = []
        """What speaks of people or families that come further down."""
        self.kept: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.claimed = {
            tie.pointer
            for record in self.of("INDI")
            for child in record.children
            for tie in (child, *child.children)
            if tie.tag == "FAMC"
        }
        """Families that somebody says they are a child of."""
        self.first: dict[str, int] = {}
        self.said: Counter[str] = Counter()
        self.spoken: set[str] = set()
        """Notes of their own that somebody pointed at."""
        self.child = ""

    def read(self, child: str) -> GedcomReading:
        people = [(self.ref_of(record, n), record) for n, record in enumerate(self.of("INDI"), start=1)]
        families = list(self.each_once(self.of("FAM")))
        homes = [record for record in self.of("_RECORD") if record.value == "households"]
        self.recognise(people, child)
        for ref, record in people:
            self.name(ref, record)
        for record in homes:
            self.homes[record.xref] = record_id(self.out.seed, "households", record.xref)
        for ref, record in families:
            self.couple(ref, record)
        for _, record in people:
            self.beside(self.who[id(record)], record)
        for ref, record in families:
            self.union(ref, record)
        for ref, record in people:
            self.person(self.who[id(record)], ref, record)
        for act in self.later:
            act()
        self.tie()
        for record in self.of("_RECORD"):
            self.own_record(record)
        for record in self.lines.records:
            if record.tag not in ("HEAD", "TRLR", "INDI", "FAM", "_RECORD"):
                self.unspoken(record)
        return GedcomReading(self.out.records, self.told(), {}, self.out.fills, self.child)

    def of(self, tag: str) -> list[Structure]:
        return [record for record in self.lines.records if record.tag == tag]

    def each_once(self, families: Sequence[Structure]) -> Iterator[tuple[str, Structure]]:
        """Families by their identifiers; a second one of the same identifier gets one of its own, and a finding."""
        seen: set[str] = set()
        for number, record in enumerate(families, start=1):
            ref = record.xref or f"F{number}"
            if ref in seen:
                self.notice(Finding("ref_used_twice", Place("unions"), parameters={"ref": ref[:LINE_MAX]}))
                ref = f"{ref}/{record.number}"
            seen.add(ref)
            yield ref, record

    def ref_of(self, record: Structure, number: int) -> str:
        return record.xref or record.take_words("UID", "_UID") or f"I{number}"

    # --- who is who

    def recognise(self, people: Sequence[tuple[str, Structure]], asked: str) -> None:
        """The child of the file is the child of the case, who stands there from the beginning (D4)."""
        standing = self.out.child()
        if asked:
            found = _named(people, asked)
            if len(found) != 1:
                raise Refusal("gedcom_no_such_child", status=422, words=asked[:LINE_MAX], count=len(found))
        else:
            found = [ref for ref, record in people if _is_index(record)]
        guessed = not found and bool(standing)
        if guessed:
            found = self.alike(people, self.out.standing["people"][standing])
        self.child = found[0] if len(found) == 1 else ""
        if standing and self.child:
            self.people[self.child] = standing
            if guessed:
                self.notice(Finding("gedcom_child_found", Place("people"), parameters={"ref": self.child[:LINE_MAX]}))
        elif standing and people:
            self.notice(Finding("gedcom_child_unclear", Place("people"), parameters={"count": len(found)}))

    def alike(self, people: Sequence[tuple[str, Structure]], child: Mapping[str, Any]) -> list[str]:
        """Those whose name and birth are the child's: the whole name and nothing against it, or the first name and
        the same days of birth."""
        names = {_plain(str(child.get(key, ""))) for key in ("name", "known_as")} - {""}
        days = Moment.from_json(child.get("born")).start
        found = []
        for ref, record in people:
            theirs = {_plain(name) for name in _names(record)} - {""}
            born = self.days_of_birth(record)
            same_days = days is not None and born == days
            whole = any(len(name.split()) > 1 for name in names & theirs)
            first = {name.split()[0] for name in names} & {name.split()[0] for name in theirs}
            if (whole and (same_days or not (days and born))) or (first and same_days):
                found.append(ref)
        return found

    def days_of_birth(self, record: Structure) -> Pair | None:
        birth = record.look("BIRT")
        dated = birth.look("DATE") if birth else None
        if dated is None:
            return None
        copy = Structure("DATE", dated.value, children=list(dated.children))
        moment, _ = moment_at(copy, seven=self.seven, language=self.language)
        return moment.start if moment else None

    def name(self, ref: str, record: Structure) -> None:
        """Gives a person of the file an id: their own in the case if they stand there (D3), else a new one."""
        taken = set(self.who.values()) if ref in self.people else ()
        known = self.people.get(ref, "")
        if known and known not in taken:
            self.who[id(record)] = known
            return
        there = self.out.there.get("people", {}).get(ref, "")
        if there and not known:
            names = {_plain(name) for name in _names(record)} or {""}
            if _plain(str(self.out.standing["people"][there].get("name", ""))) in names:
                self.who[id(record)] = self.people[ref] = there
                return
        i = record_id(self.out.seed, "people", ref)
        if known:
            self.notice(Finding("ref_used_twice", Place("people"), parameters={"ref": ref[:LINE_MAX]}))
            i = record_id(self.out.seed, "people", ref, str(record.number))
        self.people.setdefault(ref, i)
        self.who[id(record)] = i

    def couple(self, ref: str, record: Structure) -> None:
        """Who the partners of a family are."""
        partners = [
            self.people[child.pointer]
            for tag in ("HUSB", "WIFE")
            for child in record.children
            if child.tag == tag and child.pointer in self.people
        ]
        wife_only = len(partners) == 1 and any(child.tag == "WIFE" and child.pointer for child in record.children)
        a, b = ("", partners[0]) if wife_only else (*partners[:2], "", "")[:2]
        alone = record.look("_ONE") is not None and bool(partners)
        self.families[ref] = _Family(a, b, "" if alone else record_id(self.out.seed, "unions", ref))

    # --- people

    def beside(self, i: str, record: Structure) -> None:
        """A partner who says so where the family does not."""
        for spouse in record.take("FAMS"):
            family = self.families.get(spouse.pointer)
            if family is None:
                self.nowhere(spouse)
            elif i not in (family.a, family.b):
                if not family.a:
                    family.a = i
                elif not family.b:
                    family.b = i

    def person(self, i: str, ref: str, record: Structure) -> None:
        own = self.own(record, "people")
        notes = _Notes()
        values: dict[str, Any] = {"ref": ref, "index": bool(ref) and ref == self.child, **self.common(record, notes)}
        self.names(record, values, notes)
        values["gender"] = self.gender(record, notes)
        self.life(record, values, notes)
        for key, tags in (("occupation", ("OCCU",)), ("religion", ("RELI",)), ("ethnicity", ("NATI", "_ETHN"))):
            self.listed(record, key, tags, values, notes)
        self.living_in(record, values, notes)
        for number, tie in enumerate(record.take("FAMC"), start=1):
            self.child_of(i, tie, number)
        for adoption in record.take("ADOP"):
            self.adopted(i, adoption, notes)
        for tag, kind in (("BIRT", "biological"), ("CHR", "biological")):
            for event in (child for child in record.children if child.tag == tag):
                for tie in event.take("FAMC"):
                    self.ties.append(_Tie(i, tie.pointer, tie.number, {"kind": kind}, [], {}, {}))
        for number, bond in enumerate(record.take("ASSO"), start=1):
            self.bond(i, ref, number, bond, notes)
        for twin in record.take("_TWIN"):
            self.twin(i, twin)
        for number, fact in enumerate(record.take(*_FACTS), start=1):
            self.fact(i, f"{ref}/{number}", fact)
        self.rest(record, "", notes)
        self.put("people", i, {**values, **own}, notes, about=i, number=record.number)

    def names(self, record: Structure, values: dict[str, Any], notes: "_Notes") -> None:
        names, others = record.take("NAME"), []
        for number, name in enumerate(names):
            said = _name(name.value)
            kind = name.take_words("TYPE")
            nick = "; ".join(clean_line(each.value) for each in name.take("NICK") if each.value)
            if number == 0:
                self.line(values, "name", said, notes, name)
                self.line(values, "known_as", nick, notes, name)
                if kind and kind.casefold() not in ("birth", "aka"):
                    notes.say("NAME TYPE", kind)
            elif said or nick:
                word = kind if kind and kind.casefold() not in ("aka", "birth", "other") else ""
                others += [f"{said} ({word})" if word and said else said] if said else []
                others += [nick] if nick else []
            for part in name.take("GIVN", "SURN", "SPFX", "NPFX", "NSFX", "_MARNM", "_AKA"):
                self.name_part(part, said, others, notes)
            self.rest(name, "NAME", notes)
        for alias in record.take("ALIA"):
            record_of = self.by_xref.get(alias.pointer)
            others.append(next(iter(_names(record_of)), "") if record_of else _name(alias.value))
            self.rest(alias, "ALIA", notes)
        self.line(values, "aliases", "; ".join(filter(None, others)), notes, record)

    def name_part(self, part: Structure, said: str, others: list[str], notes: "_Notes") -> None:
        """A piece of a name: nothing new where the name has it, else another name or words."""
        words = set(_plain(part.value).replace(",", " ").split())
        if part.tag in ("_MARNM", "_AKA"):
            others.append(_name(part.value))
        elif not words <= set(_plain(said).replace(",", " ").split()):
            notes.say(f"NAME {part.tag}", part.value)
            self.keep(part)

    def gender(self, record: Structure, notes: "_Notes") -> str:
        said = record.take("SEX")
        word = said[0].value.strip().upper() if said else "U"
        if word[:1] not in GENDERS and word:
            notes.say("SEX", said[0].value)
            self.keep(said[0])
        for sex in said:
            self.rest(sex, "SEX", notes)
        return GENDERS.get(word[:1], "unknown")

    def life(self, record: Structure, values: dict[str, Any], notes: "_Notes") -> None:
        """Birth and death, and coming from elsewhere; the first that has a date counts, others are words."""
        stillborn = False
        for key, tag in (("born", "BIRT"), ("died", "DEAT"), ("came", "IMMI")):
            events = record.take(tag)
            events.sort(key=lambda event: event.look("DATE") is None)
            for number, event in enumerate(events):
                age = event.look("AGE")
                if age and (age.value.upper() == "STILLBORN" or "STILLBORN" in age.take_words("PHRASE").upper()):
                    stillborn = True
                    event.take("AGE")
                if number == 0:
                    values[key] = self.moment(event)
                    if tag == "DEAT":
                        self.line(values, "cause", event.take_words("CAUS"), notes, event)
                        if values[key] is None and event.value.strip().upper() != "N":
                            values[key] = Moment("?", None, None, "unknown", "unknown")
                if event.value.strip().upper() in ("Y", ""):
                    event.value = ""
                else:
                    notes.say(tag, event.value)
                self.rest(event, tag, notes)
        for event in record.take("EMIG"):
            place = event.take_words("PLAC")
            if place and not values.get("came_from"):
                self.line(values, "came_from", place, notes, event)
            elif place:
                notes.say("EMIG PLAC", place)
            event.value = "" if event.value.strip().upper() == "Y" else event.value
            self.rest(event, "EMIG", notes)
        if stillborn:
            values["kind"] = "stillbirth"

    def listed(
        self, record: Structure, key: str, tags: tuple[str, ...], values: dict[str, Any], notes: "_Notes"
    ) -> None:
        """Attributes of which there may be several: one line; their dates and places are words."""
        found = record.take(*tags)
        said = list(dict.fromkeys(clean_line(each.value).strip() if len(found) > 1 else each.value for each in found))
        self.line(values, key, "; ".join(filter(None, said)), notes, record)
        for each in found:
            self.rest(each, f"{each.tag} {each.value}".strip() if len(found) > 1 else each.tag, notes)

    def living_in(self, record: Structure, values: dict[str, Any], notes: "_Notes") -> None:
        """Where they live: the last residence that has no end."""
        homes = record.take("RESI")
        said = [(_address(home), home) for home in homes]
        ended = [any(d.value.upper().startswith(("TO ", "BEF ")) or " TO " in d.value.upper()
                     for d in home.children if d.tag == "DATE") for home in homes]  # fmt: skip
        last = max((n for n, (words, _) in enumerate(said) if words and not ended[n]), default=-1)
        for number, (words, home) in enumerate(said):
            if number == last:
                self.line(values, "lives_in", words, notes, home)
            elif words:
                notes.say("RESI", words)
            self.rest(home, "RESI", notes)

    # --- ties of children

    def child_of(self, child: str, tie: Structure, number: int) -> None:
        notes, own = _Notes(), self.own(tie, "parent_links")
        values: dict[str, Any] = {}
        pedigree = tie.take("PEDI")
        said = pedigree[0].value.strip().casefold() if pedigree else ""
        phrase = pedigree[0].take_words("PHRASE").strip() if pedigree else ""
        values["kind"] = self.link_kind(said, phrase, notes, tie)
        status = tie.take("STAT")
        for each in status:
            values["confidence"] = CONFIDENCES.get(each.value.strip().casefold(), "")
            if each.value.strip().casefold() != "proven" or each.children:
                notes.say("STAT", each.value)
        if tie.pointer not in self.families:
            self.nowhere(tie)
            return
        values.update(self.common(tie, notes))
        self.rest(tie, "FAMC", notes)
        self.ties.append(_Tie(child, tie.pointer, tie.number, values, notes.lines, {}, own))

    def link_kind(self, said: str, phrase: str, notes: "_Notes", tie: Structure) -> str:
        """The kind of a child's tie; a sealing is no tie of the child's life, and is left out."""
        if said == "sealing":
            self.left["PEDI sealing"] += 1
            self.first.setdefault("PEDI sealing", tie.number)
            return "biological"
        for words in (phrase.casefold(), said):
            if words in vocabulary.keys("parent_link_kinds"):
                return words
            if words in LINKS:
                if phrase and phrase.casefold() not in LINKS:
                    notes.say("PEDI", phrase)
                return LINKS[words]
        if said or phrase:
            notes.say("PEDI", phrase or said)
            self.keep(Structure("PEDI", number=tie.number))
        return "biological"

    def adopted(self, child: str, adoption: Structure, notes: "_Notes") -> None:
        """An adoption: it dates the tie to the family that it names, or to one of the two parents."""
        began = self.moment(adoption)
        families = adoption.take("FAMC")
        for family in families:
            if family.pointer not in self.families:
                self.nowhere(family)
                continue
            by = (family.take_words("ADOP") or "BOTH").strip().upper()
            both = by not in ("HUSB", "WIFE")
            values = {"kind": "adoptive", "began": began}
            parents = {} if both else {by: "adoptive"}
            self.ties.append(_Tie(child, family.pointer, family.number, values, [], parents, {}))
            self.rest(family, "ADOP", notes)
        if not families and began is not None:
            notes.say("ADOP", began.text or "Y")
        elif not families:
            notes.say("ADOP", adoption.value or "Y")
        adoption.value = "" if adoption.value.strip().upper() in ("Y", "") or not families else adoption.value
        self.rest(adoption, "ADOP", notes)

    def tie(self) -> None:
        """Every tie of a child once: FAMC, CHIL and ADOP of the same child and family speak of one, unless they are
        of different kinds."""
        made: dict[tuple[str, str], list[_Tie]] = {}
        for tie in sorted(self.ties, key=lambda tie: not (tie.own or tie.parents or "kind" in tie.values)):
            ties = made.setdefault((tie.child, tie.family), [])
            same = next((each for each in ties if _one_tie(each, tie)), None)
            if same is None:
                ties.append(tie)
            else:
                same.values = {**tie.values, **{k: v for k, v in same.values.items() if v}}
                same.notes += tie.notes
        refs = {i: ref for ref, i in self.people.items()}
        for (child, family), ties in made.items():
            for number, tie in enumerate(ties, start=1):
                ref = f"{family}/{refs.get(child, '')}" + (f"/{number}" if number > 1 else "")
                self.put_tie(ref, tie)

    def put_tie(self, ref: str, tie: _Tie) -> None:
        family = self.families[tie.family]
        parents = [(family.a, tie.parents.get("HUSB")), (family.b, tie.parents.get("WIFE"))]
        apart = [(parent, kind) for parent, kind in parents if parent and kind]
        values: dict[str, Any] = {"child": tie.child, "kind": "biological", **tie.values}
        if not family.union:
            apart = [(family.a or family.b, values["kind"])]
        if not apart:
            self.put_link(ref, {**values, "union": family.union, **tie.own}, tie)
        for number, (parent, kind) in enumerate(apart, start=1):
            more = f"/{number}" if len(apart) > 1 else ""
            self.put_link(ref + more, {**values, "parent": parent, "kind": kind, **tie.own}, tie)

    def put_link(self, ref: str, values: dict[str, Any], tie: _Tie) -> None:
        notes = _Notes()
        notes.lines += tie.notes
        self.add("parent_links", ref, values, ("child", "union", "parent"), notes, tie.child, tie.number)

    # --- couples

    def union(self, ref: str, record: Structure) -> None:
        family = self.families[ref]
        own = self.own(record, "unions")
        notes = _Notes()
        if own:
            family.a, family.b = own.get("a", family.a), own.get("b", family.b)
        partners = record.take("HUSB", "WIFE")
        for partner in partners:
            if partner.pointer not in self.people:
                self.nowhere(partner)
            self.rest(partner, partner.tag, notes)
        known = [partner.pointer for partner in partners if partner.pointer in self.people]
        if len(known) > 2:
            self.notice(Finding("gedcom_third_partner", Place("unions"), parameters={"line": record.number}))
            names = [next(iter(_names(self.by_xref[ref])), ref) for ref in known[2:] if ref in self.by_xref]
            notes.say("HUSB WIFE", ", ".join(names))
        children = record.take("CHIL")
        record.take("_ONE")
        alone = not family.union
        if not alone and not family.a and not family.b and not own:
            if not children and ref not in self.claimed:
                self.left["FAM"] += 1
                self.first.setdefault("FAM", record.number)
                self.families[ref].union = ""
                return
            family.a = self.nobody(ref)
        values: dict[str, Any] = {"ref": ref, "a": family.a, "b": family.b, **self.common(record, notes)}
        if family.a and family.a == family.b:
            values["b"] = family.b = ""
        turns = self.course(record, values, notes)
        for child in children:
            self.chil(ref, child)
        self.rest(record, "", notes)
        if alone:
            return
        there = self.out.there.get("unions", {}).get(ref, "")
        standing = self.out.standing.get("unions", {}).get(there, {})
        if there and {standing.get("a"), standing.get("b")} == {family.a, family.b}:
            family.union = there
        self.unions[ref] = family.union
        self.put("unions", family.union, {**values, **own}, notes, about=family.a or family.b, number=record.number)
        about = family.a or family.b
        for number, (said, turn, words) in enumerate(turns, start=1):
            told = {"union": family.union, **said, **turn}
            self.add("turns", f"{ref}/turn/{number}", told, ("union", "kind"), words, about, record.number)

    def nobody(self, ref: str) -> str:
        """The parent of brothers and sisters whose parents the file does not know: they hang from somebody."""
        i = record_id(self.out.seed, "people", "unknown", ref)
        self.put("people", i, {"ref": f"{ref}/?", "unknown": True}, _Notes(), about=i, number=0)
        return i

    def chil(self, family: str, child: Structure) -> None:
        i = self.people.get(child.pointer)
        if i is None:
            self.nowhere(child)
            return
        parents, notes = {}, _Notes()
        for side, tags in (("HUSB", ("_FREL", "FREL")), ("WIFE", ("_MREL", "MREL"))):
            said = child.take_words(*tags).strip().casefold()
            if said and said not in ("unknown", "private"):
                parents[side] = self.link_kind(said, "", notes, child)
        values: dict[str, Any] = {}
        kinds = set(parents.values())
        both = self.families[family].a and self.families[family].b
        if len(kinds) == 1 and (len(parents) == 2 or not both or kinds == {"biological"}):
            values, parents = {"kind": kinds.pop()}, {}
        elif parents:
            parents = {"HUSB": "biological", "WIFE": "biological", **parents}
        self.rest(child, "CHIL", notes)
        self.ties.append(_Tie(i, family, child.number, values, notes.lines, parents, {}))

    def course(
        self, record: Structure, values: dict[str, Any], notes: "_Notes"
    ) -> list[tuple[dict[str, Any], dict[str, Any], "_Notes"]]:
        """The course of a couple from the events of the family: kind, beginning, ending into `values`; what came
        between, with the fields that we wrote of it, is given back."""
        seen: list[_Event] = []
        turns: list[tuple[dict[str, Any], dict[str, Any], _Notes]] = []
        for event in list(record.children):
            word = _course_of(event)
            if not word:
                continue
            record.children.remove(event)
            turn = event.take("_TURN")
            said, words = _Event(word, None, event), _Notes()
            if event.value.strip().upper() not in ("Y", "", "MARR") and (event.tag == "MARR" or event.look("TYPE")):
                (words if turn else notes).say(event.tag, event.value)
            if event.tag != "MARR" or word != "married":
                event.take("TYPE")
            said.when = self.moment(event)
            own = self.own(event, "turns") if turn else {}
            note = [note.value for note in event.take("NOTE", "SNOTE")] if turn else []
            words.lines += note
            self.rest(event, event.tag, words if turn else notes)
            if turn:
                turns.append(({"kind": word, "when": said.when}, own, words))
            else:
                seen.append(said)
        between = _reckon(seen if self.ours else _in_order(seen), values)
        return turns + [({"kind": event.word, "when": event.when}, {}, _Notes()) for event in between]

    # --- bonds, twins, facts

    def bond(self, i: str, ref: str, number: int, bond: Structure, theirs: "_Notes") -> None:
        own, notes = self.own(bond, "bonds"), _Notes()
        role, phrase = bond.take_words("ROLE", "RELA"), ""
        for each in bond.take("ROLE", "RELA"):
            phrase = each.take_words("PHRASE") or phrase
        role = phrase or role
        words = clean_line(role).strip()
        kind = _key(words)
        other = self.people.get(bond.pointer)
        if other is None:
            self.nowhere(bond)
            if words:
                theirs.say("ASSO", words)
            self.rest(bond, "ASSO", theirs)
            return
        if any(word in words.casefold() for word in _TWINS) and not own:
            self.twin(i, bond, words)
            return
        known = kind in vocabulary.keys("bond_kinds")
        values: dict[str, Any] = {
            "a": i,
            "b": other,
            "kind": kind if known else ROLES.get(words.casefold(), "other"),
            **self.common(bond, notes),
        }
        values["directed"] = vocabulary.row("bond_kinds", values["kind"]).directed
        if not known:
            self.line(values, "words", words, notes, bond)
        bond.take("TYPE")
        self.rest(bond, "ASSO", notes)
        known_ref = f"{ref}/bond/{number}"
        self.add("bonds", known_ref, {**values, **own}, ("a", "b", "kind"), notes, i, bond.number)

    def twin(self, i: str, twin: Structure, words: str = "") -> None:
        other = self.people.get(twin.pointer)
        if other is None:
            self.nowhere(twin)
            return
        said = f"{words} {twin.value}".casefold()
        kind = next((kind for kind, word in (("identical", "identical"), ("fraternal", "fraternal"),
                                             ("identical", "unfath"), ("fraternal", "non-identical"))
                     if word in said), "")  # fmt: skip
        kind = "fraternal" if "non-identical" in said or "not identical" in said else kind

        def tell() -> None:
            person = self.out.records["people"].get(i)
            theirs = self.out.records["people"].get(other)
            if person is not None and not person["twin_of"] and not (theirs and theirs["twin_of"] == i):
                person["twin_of"], person["twins"] = other, person["twins"] or kind

        self.later.append(tell)

    def fact(self, i: str, ref: str, fact: Structure) -> None:
        own, notes = self.own(fact, "facts"), _Notes()
        kind = fact.take_words("TYPE")
        said = "" if fact.value.strip().upper() == "Y" else fact.value
        area = kind.casefold() if kind.casefold() in vocabulary.keys("fact_areas") else ""
        if fact.tag in _SCHOOL:
            area = "school"
        elif fact.tag in _HEALTH or kind.casefold() in _HEALTH_WORDS:
            area = "health"
        label = kind if kind and kind.casefold() != area else "" if area or fact.tag in ("FACT", "EVEN") else fact.tag
        words = ": ".join(filter(None, (label, said))) or kind or fact.tag
        if area == "health" and label == kind:
            words = said or kind
        values: dict[str, Any] = {"ref": ref, "about": i, "area": area or "other", **self.common(fact, notes)}
        values["began"] = self.moment(fact)
        if area == "health" and not own:
            values["mark"], values["state"] = condition_of(words)
        if len(clean_line(words)) > FACT_MAX:
            notes.lines.insert(0, words)
            words = first_words(words, FACT_MAX)
        values["text"] = clean_line(words)
        self.rest(fact, fact.tag, notes)
        self.add("facts", ref, {**values, **own}, ("about", "text"), notes, i, fact.number)

    # --- what we wrote ourselves

    def own_record(self, record: Structure) -> None:
        """A record that GEDCOM has no word for, as we wrote it: a household, a stay, a loose bond."""
        collection = record.value
        if collection not in SPECS or collection not in self.out.records:
            self.unspoken(record)
            return
        notes = _Notes()
        values = {"ref": record.xref, **self.common(record, notes), **self.own(record, collection, record)}
        note = record.take("NOTE")
        notes.lines += [each.value for each in note]
        about = str(values.get("person") or values.get("about") or values.get("a") or "")
        if collection == "households":
            i = self.homes[record.xref]
            there = self.out.there.get("households", {}).get(str(values["ref"]), "")
            if there and self.out.standing["households"][there].get("name") == values.get("name", ""):
                i = self.homes[record.xref] = there
            self.put("households", i, values, notes, about=about, number=record.number)
        else:
            keys = tuple(spec.name for spec in SPECS[collection] if spec.kind is Kind.REFERENCE)
            self.add(collection, str(values["ref"]), values, keys, notes, about, record.number)

    def own(self, structure: Structure, collection: str, within: Structure | None = None) -> dict[str, Any]:
        """The fields that stand below `_GWEAD`, by their names in capitals."""
        values: dict[str, Any] = {}
        found = [within] if within else structure.take("_GWEAD")
        specs = {f"_{spec.name.upper()}": spec for spec in SPECS[collection]} if found else {}
        for beside in found:
            for field_of in beside.take(*specs):
                spec = specs[field_of.tag]
                values[spec.name] = self.own_value(spec, field_of)
                self.rest(field_of, field_of.tag, _Notes())
        return values

    def own_value(self, spec: FieldSpec, said: Structure) -> Any:
        if spec.kind is Kind.FLAG:
            return said.value == "Y"
        if spec.kind is Kind.MOMENT:
            return self.moment(said)
        if spec.kind is Kind.REFERENCE:
            there = {"people": self.people, "unions": self.unions, "households": self.homes}
            return there.get(spec.to, {}).get(said.pointer, "")
        return said.value

    # --- what is common to all

    def common(self, record: Structure, notes: "_Notes") -> dict[str, Any]:
        """Notes, sources and whether it is confidential: of any structure."""
        values: dict[str, Any] = {}
        for restriction in record.take("RESN"):
            if "confidential" in restriction.value.casefold():
                values["sensitive"] = True
        for note in record.take("NOTE", "SNOTE"):
            notes.lines.append(self.note(note))
            self.rest(note, "NOTE", notes)
        says: list[str] = []
        self.sources(record, says, notes, deep=True)
        if says:
            self.line(values, "says", "; ".join(dict.fromkeys(says)), notes, record)
        return values

    def sources(self, record: Structure, says: list[str], notes: "_Notes", *, deep: bool) -> None:
        for source in record.take("SOUR"):
            of = self.by_xref.get(source.pointer)
            title = source.value
            if of is not None:
                found = next(filter(None, map(of.look, ("TITL", "ABBR", "TEXT", "AUTH", "PUBL", "NOTE"))), None)
                title = found.value if found else source.pointer
            else:
                self.nowhere(source)
            says += [clean_line(title)] if title else []
            self.rest(source, f"SOUR {first_words(title, 60)}".strip() if title else "SOUR", notes)
        if deep:
            for child in record.children:
                if child.tag in ("NAME", "BIRT", "DEAT", "OCCU", "RESI", "RELI", "NATI", "MARR", "DIV"):
                    self.sources(child, says, notes, deep=False)

    def note(self, note: Structure) -> str:
        of = self.by_xref.get(note.pointer) if note.pointer else None
        if of is not None and of.tag in ("NOTE", "SNOTE"):
            self.spoken.add(note.pointer)
            return of.value
        self.nowhere(note)
        return note.value

    def moment(self, under: Structure) -> Moment | None:
        """The date below a structure; what is doubtful in it is said with its line."""
        dates = under.take("DATE")
        if not dates:
            return None
        under.children += dates[1:]
        words, line = clean_line(dates[0].value)[:LINE_MAX], dates[0].number
        moment, reason = moment_at(dates[0], seven=self.seven, language=self.language)
        under.children += [Structure("DATE", "", number=line, children=dates[0].children)] if dates[0].children else []
        told = {"words": words, "line": line}
        if reason == CALENDAR:
            self.notice(Finding("gedcom_other_calendar", Place("people"), parameters=told))
        elif reason == NOT_GEDCOM:
            self.notice(Finding("gedcom_date_in_words", Place("people"), parameters=told))
        elif reason == NO_SUCH_DAY:
            self.notice(Finding("gedcom_no_such_day", Place("people"), parameters=told))
        elif reason:
            self.notice(Finding("gedcom_date_not_read", Place("people"), parameters=told))
        return moment

    def line(self, values: dict[str, Any], key: str, words: str, notes: "_Notes", at: Structure) -> None:
        """A field of one line; what does not fit stands whole in the note (I4)."""
        said = clean_line(words)
        values[key] = said if len(said) <= LINE_MAX else first_words(said)
        if len(said) > LINE_MAX:
            notes.say(key.upper(), words)
            self.notice(Finding("gedcom_text_long", Place("people"), parameters={"line": at.number}))

    def rest(self, structure: Structure, tag: str, notes: "_Notes") -> None:
        """What nobody took of a structure: words of the note under the tags of the file, or left out (D2)."""
        for child in structure.children:
            path = f"{tag} {child.tag}".strip()
            if child.tag in LEFT_OUT:
                self.left[child.tag] += 1
                self.first.setdefault(child.tag, child.number)
                continue
            words = child.value
            if child.pointer:
                words = self.pointed(child)
            if words:
                notes.say(path, words)
                self.keep(child)
            elif not child.children and tag == "":
                notes.say(path, "Y")
                self.keep(child)
            self.rest(child, path, notes)
        structure.children = []

    def pointed(self, child: Structure) -> str:
        """What a pointer that nobody understood points at, in words."""
        of = self.by_xref.get(child.pointer)
        if child.tag in ("NOTE", "SNOTE"):
            return self.note(child)
        if of is None:
            self.nowhere(child)
            return ""
        if of.tag == "INDI":
            return next(iter(_names(of)), child.pointer)
        found = [each for each in of.children if each.tag in ("TITL", "FILE", "NAME", "TEXT", "ABBR")]
        return "; ".join(each.value for each in found if each.value) or of.value or child.pointer

    def keep(self, structure: Structure) -> None:
        self.kept[structure.tag] += 1
        self.first.setdefault(f"kept {structure.tag}", structure.number)

    def nowhere(self, structure: Structure) -> None:
        """A pointer to nobody; the one that says so (@VOID@) is no doubt."""
        if structure.pointer in ("", "VOID"):
            return
        told = {"ref": structure.pointer[:LINE_MAX], "line": structure.number}
        self.notice(Finding("gedcom_points_nowhere", Place("people"), parameters=told))

    def unspoken(self, record: Structure) -> None:
        """A record that says nothing of anybody by itself: counted where something of the file is lost by it."""
        if record.tag in ("SUBM", "SUBN", "SOUR", "REPO", "OBJE"):
            return
        if record.tag in ("NOTE", "SNOTE") and record.xref in self.spoken:
            return
        self.left[record.tag] += 1
        self.first.setdefault(record.tag, record.number)

    def add(
        self,
        collection: str,
        ref: str,
        values: Mapping[str, Any],
        keys: tuple[str, ...],
        notes: "_Notes",
        about: str,
        number: int,
    ) -> None:
        """Puts a record that is there already if its ref and `keys` agree, else a new one (D3)."""
        there = self.out.there.get(collection, {}).get(str(values.get("ref", ref)), "")
        standing = self.out.standing.get(collection, {}).get(there, {})
        i = record_id(self.out.seed, collection, ref)
        if there and all(standing.get(key, "") == values.get(key, "") for key in keys):
            i = there
        elif i in self.out.records[collection]:
            i = record_id(self.out.seed, collection, ref, str(len(self.out.records[collection])))
        self.put(collection, i, {"ref": ref, **values}, notes, about=about, number=number)

    def put(
        self, collection: str, i: str, values: Mapping[str, Any], notes: "_Notes", *, about: str, number: int
    ) -> None:
        """Puts a record with its note; what a note cannot hold goes on in facts."""
        note = clean("\n".join(notes.lines))
        ref = clean_line(str(values.get("ref", "")))[:LINE_MAX]
        note, *more = _portions(note)
        self.out.put(collection, i, {**values, "ref": ref, "note": note})
        for n, portion in enumerate(more, start=1):
            self.notice(Finding("gedcom_text_long", Place(collection, i, "note"), parameters={"line": number}))
            fact = record_id(self.out.seed, "facts", i, "note", str(n))
            whole = {"ref": f"{ref[:150]}/note/{n}", "about": about, "text": first_words(portion, 120), "note": portion}
            self.out.put("facts", fact, whole)

    # --- what is told

    def notice(self, finding: Finding) -> None:
        self.said[finding.key] += 1
        if self.said[finding.key] <= MOST_FINDINGS:
            self.out.findings.append(finding)

    def told(self) -> tuple[Finding, ...]:
        findings = list(self.out.told())
        told: dict[str, object]
        for count in self.said.values():
            if count > MOST_FINDINGS:
                told = {"count": count - MOST_FINDINGS, "most": MOST_FINDINGS}
                findings.append(Finding("gedcom_and_more", parameters=told))
        for tag, count in sorted(self.kept.items()):
            told = {"count": count, "line": self.first[f"kept {tag}"], "tag": tag[:LINE_MAX]}
            findings.append(Finding("gedcom_kept_in_note", Place("people"), parameters=told))
        for tag, count in sorted(self.left.items()):
            told = {"tag": tag[:LINE_MAX], "count": count, "line": self.first[tag]}
            findings.append(Finding("gedcom_left_out", Place("people"), parameters=told))
        return tuple(findings)


class _Notes:
    """The lines of a note on its way."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, tag: str, words: str) -> None:
        """Words under the tags that they stood under."""
        self.lines.append(f"{tag}: {words}")


@dataclass(slots=True)
class _Family:
    """A family of the file: ids of its partners, and of its union; no union where it stands for single ties."""

    a: str
    b: str
    union: str


@dataclass(slots=True)
class _Event:
    """One thing that happened in a couple."""

    word: str
    when: Moment | None
    at: Structure


def _course_of(event: Structure) -> str:
    """What an event of a family says of the couple's course: a turn, a kind, an ending; "" for anything else."""
    tag = event.tag
    kind = event.look("TYPE")
    said = _key(kind.value) if kind else ""
    if event.value.strip().upper() == "N":
        return ""
    if tag in ("MARR", "EVEN", "FACT", "_STAT", "_MSTAT", "_EVEN"):
        words = said or (_key(event.value) if tag != "MARR" else "")
        known = words if words in _OF_COUPLES else _COURSE_WORDS.get(words.replace("_", " "), "")
        return known or ("married" if tag == "MARR" else "")
    if tag == "NO" and event.value.strip().upper() == "MARR":
        return "relationship"
    return "relationship" if tag in ("_NMR", "NMR") else _COURSE.get(tag, "")


def _in_order(events: list[_Event]) -> list[_Event]:
    """The events of a couple as they happened: by their dates where all have one, else by how such things go where
    none came twice, else as the file has them."""
    dates = [event.when.earliest or event.when.latest for event in events if event.when]
    if len(dates) == len(events) and all(dates):
        when = {id(event): (event.when.earliest or event.when.latest) for event in events if event.when}
        return sorted(events, key=lambda event: (str(when[id(event)]), _rank(event.word)))
    if len({event.word for event in events}) == len(events):
        return sorted(events, key=lambda event: _rank(event.word))
    return events


def _rank(word: str) -> int:
    return _RANK.index(word) if word in _RANK else 3


def _reckon(events: list[_Event], values: dict[str, Any]) -> list[_Event]:
    """Kind, beginning and ending of a couple into `values`; the turns between are given back, those that a turn
    cannot say left out: they are the kind itself."""
    kinds = [event for event in events if event.word in vocabulary.keys("union_kinds")]
    wed = [event for event in kinds if event.word in ("married", "civil_partnership", "arranged", "forced")]
    begins = next(iter(wed or sorted(kinds, key=lambda event: -_rank(event.word))), None)
    ends = events[-1] if events and events[-1].word in _ENDINGS else None
    if begins is not None:
        values["kind"], values["began"] = begins.word, begins.when
    if ends is not None:
        values["ending"], values["ended"] = _ENDINGS[ends.word], ends.when
    turns = [event for event in events if event is not begins and event is not ends]
    for event in turns:
        event.word = {"cohabiting": "together", "relationship": "together", "ended": "separated"}.get(
            event.word, event.word
        )
    return [event for event in turns if event.word in vocabulary.keys("union_turns")]


def _one_tie(one: _Tie, two: _Tie) -> bool:
    """Whether two tellings of a child and a family are of one tie."""
    if one.own and two.own:
        return False
    if bool(one.parents) != bool(two.parents) and one.values.get("kind") and two.values.get("kind"):
        return False
    kinds = {tie.values["kind"] for tie in (one, two) if "kind" in tie.values}
    return len(kinds) < 2 and (not two.parents or one.parents == two.parents)


def _portions(note: str) -> list[str]:
    """A note in portions that each fit one, cut between lines or words."""
    portions = []
    while len(note) > PROSE_MAX:
        cut = max(note.rfind("\n", 1, PROSE_MAX), 0) or max(note.rfind(" ", 1, PROSE_MAX), 0) or PROSE_MAX
        portions.append(note[:cut])
        note = note[cut:]
    return [*portions, note]


def other_bond(words: str) -> bool:
    """Whether the words of a tie mean no kind that is known: a reader keeps them as the words of an other tie."""
    said = words.casefold()
    return _key(words) not in vocabulary.keys("bond_kinds") and said not in ROLES and not any(t in said for t in _TWINS)


def _key(words: str) -> str:
    """Words as a key of the vocabulary would be written."""
    return "_".join(clean_line(words).casefold().replace("-", " ").replace("_", " ").split())


def _plain(name: str) -> str:
    """A name for comparing: without case and double spaces."""
    return " ".join(clean_line(name).casefold().split())


def _name(value: str) -> str:
    """A name without the slashes around its surname."""
    return " ".join(clean_line(value).replace("/", " ").split()) if "/" in value else clean_line(value).strip()


def _names(record: Structure) -> list[str]:
    """All names of a person of the file, with their nicknames."""
    names = [child for child in record.children if child.tag == "NAME"]
    nicks = [nick.value for name in names for nick in name.children if nick.tag == "NICK"]
    return [name for name in (*(_name(name.value) for name in names), *nicks) if name]


def _named(people: Sequence[tuple[str, Structure]], asked: str) -> list[str]:
    """Those whom somebody means by an XREF or a name."""
    plain = asked.strip().strip("@").casefold()
    by_ref = [ref for ref, _ in people if ref.casefold() == plain]
    return by_ref or [ref for ref, record in people if _plain(asked) in {_plain(name) for name in _names(record)}]


def _is_index(record: Structure) -> bool:
    """Whether we wrote of somebody that they are the child."""
    return any(
        field_of.tag == "_INDEX" and field_of.value == "Y"
        for beside in record.children
        if beside.tag == "_GWEAD"
        for field_of in beside.children
    )


def _address(home: Structure) -> str:
    """Where a residence is, in one line."""
    said = home.take_words("ADDR")
    if not said and (parts := home.take("ADDR")):
        said = ", ".join(part.value for part in parts[0].children if part.value)
        home.children += parts[1:]
    words = said.replace("\n", ", ") or home.take_words("PLAC")
    if not words and home.value.strip().upper() != "Y":
        words = home.value
    return words if len(words.strip()) == len(words) else words.strip()
