"""Family facts (JSON): people, couples with their children, bonds, households; as case managers' tools write
them.

The shape is that of the example case: `people` (id, name, known_as, aliases, gender, born, died, cause, conditions,
facts, note, lives, ...), `couples` (a, b, type, start, end, status, turns, children), `bonds` (a, b, type, start, end,
later, ...), `households` (name, members, start, end). Every other field of a record may stand under its own name.
Dates are words of any form that `moments` reads, EDTF among them, or a moment written whole. Rules I1 to I4 of
`records.py`. A condition becomes a fact about health, which has its source beside it, with the mark that its words
mean (`conditions.py`). familywriting.py writes the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, PROSE_MAX, FieldSpec, Kind, clean, clean_line
from server.domain.formulation import SPECS
from server.domain.moments import Moment, read
from server.interchange.conditions import condition_of
from server.interchange.records import (
    NOT_CARRIED,
    Gathering,
    Plain,
    Reading,
    Standing,
    first_words,
    read_json,
    record_id,
    words_of,
)

MOST_PEOPLE: Final = 2000

_UNIONS = {
    "single carer": "single_carer",
    "informal kinship care": "kinship_care",
    "partners": "relationship",
}
_ENDINGS = {"married": "", "together": "", "current": "", "": ""}
_LINKS = {
    "kinship (informal)": "kinship",
    "birth": "biological",
    "adopted": "adoptive",
    "adoption": "adoptive",
    "special guardianship": "guardianship",
    "sgo": "guardianship",
}
_BONDS = {
    "physical abuse": "hurt_physically",
    "emotional abuse": "hurt_emotionally",
    "sexual abuse": "harmed_sexually",
    "domestic abuse (controlling)": "controlling",
    "domestic abuse": "hurt_physically",
    "cutoff": "cut_off",
    "caretaker": "looks_after",
    "fused": "very_close",
    "neglect": "neglected",
}
_CONFIDENCES = {"child's account": "child", "uncertain": "unconfirmed"}
_KINDS = {"unborn": "pregnancy", "expected": "pregnancy", "stillborn": "stillbirth", "abortion": "termination"}
_TURNS = {"split": "separated", "reconciled": "back_together", "remarried": "married", "divorce": "divorced",
          "separation": "separated", "marriage": "married", "moved in": "together"}  # fmt: skip
_HOMES = {
    "(residential)": "residential",
    "(foster)": "foster",
    "(hospital)": "hospital",
    "(prison)": "prison",
}


_KEYS: Final = {"language": "written_in"}
"""Field -> what the file calls it, where its own name means something else there."""
_NAMES: Final = {name: {spec.name for spec in specs} for name, specs in SPECS.items()}
FACT_MAX: Final = next(spec.limit for spec in SPECS["facts"] if spec.name == "text")


@dataclass(frozen=True, slots=True)
class FamilyReading(Reading):
    """A family read. `fills` are fields of records that are in the case already and stand at their default
    there: {collection: {id: {field: value}}}."""

    fills: Plain = field(default_factory=dict)


def read_family(
    data: bytes,
    *,
    seed: bytes,
    language: str = "en",
    agency: str = "",
    says: str = "",
    standing: Standing | None = None,
) -> FamilyReading:
    """The records of a family facts file.

    `seed`: what the new ids are made from; `language`, `agency` and `says` are written on every record.
    `standing`: plain records already in the case. What is there by its `ref` is pointed at and not added
    again, and the child, who is always there, is not added but filled in. Raises Refusal when the file is no
    family facts file or larger than `MOST_PEOPLE` or 2 MB.
    """
    facts = read_json(data)
    if not isinstance(facts, dict) or not isinstance(facts.get("people"), list):
        raise Refusal("not_family_facts")
    if any(isinstance(v, list) and len(v) > MOST_PEOPLE for v in facts.values()):
        raise Refusal("too_many_people", status=413, most=MOST_PEOPLE)
    return _Reader(seed, {"language": language, "agency": agency, "says": says}, standing or {}).read(facts)


class _Source:
    """One object of the file: its values are taken one by one, and what nobody took is kept as words."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self.left = {k: v for k, v in value.items() if v is not None and v != []}

    def take(self, key: str) -> Any:
        """The value, or None; taken once."""
        return self.left.pop(key, None)

    def words(self, key: str) -> str:
        """The value as words, "" where there is none."""
        value = self.take(key)
        return "" if value is None else words_of(value)

    def flag(self, key: str) -> bool:
        """A true or false value; anything else stays for the note."""
        return bool(self.left.pop(key)) if isinstance(self.left.get(key), bool) else False

    def items(self, key: str) -> list[Any]:
        """A list, or an empty one; anything else stays for the note."""
        value = self.left.pop(key) if isinstance(self.left.get(key), list) else []
        return list(value)


class _Reader(Gathering):
    def __init__(self, seed: bytes, common: Mapping[str, str], standing: Standing) -> None:
        super().__init__(seed, common, standing)
        self.people = dict(self.there.get("people", {}))
        self.homes: dict[str, tuple[str, str]] = {}
        self.unions: dict[str, str] = {}
        self.born: Moment | None = None

    def read(self, facts: Mapping[str, Any]) -> FamilyReading:
        top = _Source(facts)
        people = self.objects(top, "people")
        subject = top.words("subject")
        if top.left.get("written_in") in vocabulary.keys("languages"):
            self.common = {**self.common, "language": top.words("written_in")}
        for source in people:
            if source.left.get("index") is True or (subject and source.left.get("id") == subject):
                self.born = self.moment(source.left.get("born"))
                self.recognise(clean_line(str(source.left.get("id", ""))))
        for source in people:
            self.name(source)
        for source in self.objects(top, "households"):
            self.household(source)
        for source in people:
            self.person(source, subject)
        for source in self.objects(top, "couples"):
            self.couple(source)
        for number, source in enumerate(self.objects(top, "bonds"), start=1):
            self.bond(source, number)
        for collection in ("parent_links", "turns", "stays", "facts"):
            for number, source in enumerate(self.objects(top, collection), start=1):
                self.loose(collection, source, number)
        about = {key: words_of(value) for key, value in top.left.items()}
        return FamilyReading(self.records, self.told(), about, self.fills)

    def recognise(self, ref: str) -> None:
        """The child of the file is the child of the case, who stands there from the beginning."""
        child = self.child()
        if child and ref not in self.people:
            self.people[ref] = child
            self.there.setdefault("people", {})[ref] = child

    def objects(self, source: _Source, key: str) -> list[_Source]:
        found = []
        for value in source.items(key):
            if isinstance(value, dict):
                found.append(_Source(value))
            else:
                self.findings.append(
                    Finding("unreadable_entry", Place(key), parameters={"words": words_of(value)[:LINE_MAX]})
                )
        return found

    # one thing of each kind

    def name(self, source: _Source) -> None:
        ref = clean_line(str(source.left.get("id", "")))
        if ref and ref not in self.people:
            self.people[ref] = record_id(self.seed, "people", ref)

    def person(self, source: _Source, subject: str) -> None:
        ref = source.words("id")
        i = self.fresh("people", ref)
        values: dict[str, Any] = {
            "index": source.flag("index") or (bool(subject) and ref == subject),
            "kind": self.choice(source, "kind", "person_kinds", _KINDS, "person"),
            "gender": self.choice(source, "gender", "genders", {"m": "male", "f": "female"}, "unknown"),
        }
        lives = [self.homes.get(home, ("", home))[1] for home in [source.words("lives")] if home]
        lives += [words for words in [source.words("institution")] if words]
        source.left.update({"lives_in": "; ".join(lives)} if lives else {})
        source.left.update({"speaks": source.take("language")} if "language" in source.left else {})
        for key in ("aliases", "also_known_as"):
            names = source.left.get(key)
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                source.left["aliases"] = "; ".join(source.items(key))
        for number, condition in enumerate(source.items("conditions"), start=1):
            self.condition(i, f"{ref}/{number}", condition)
        for number, fact in enumerate(self.objects(source, "facts"), start=1):
            self.loose("facts", fact, number, {"about": i}, f"{ref}/fact/{number}")
        self.rest("people", i, ref, values, source)

    def condition(self, about: str, ref: str, said: Any) -> None:
        """What is said of somebody's health: a fact with its mark where the words are known, the words exact."""
        source = _Source(said if isinstance(said, dict) else {"text": words_of(said)})
        words = words_of(source.left.get("text", ""))
        mark, state = condition_of(words)
        values: dict[str, Any] = {"about": about, "area": "health", "mark": mark, "state": state}
        for key, table in (("mark", "health_marks"), ("state", "mark_states")):
            if key in source.left:
                values[key] = self.choice(source, key, table, {"": ""}, "")
        for key, name in (("start", "began"), ("end", "ended")):
            if key in source.left:
                values[name] = self.moment(source.take(key))
        self.text(source, values)
        self.rest("facts", self.fresh("facts", ref), ref, values, source)

    def text(self, source: _Source, values: dict[str, Any]) -> None:
        """The line of a fact; what is too long stands whole in the note."""
        words = source.words("text")
        values["text"] = words if len(words) <= FACT_MAX else first_words(words, FACT_MAX)
        if len(words) > FACT_MAX:
            source.left["note"] = "\n".join(filter(None, (words, source.words("note"))))

    def couple(self, source: _Source) -> None:
        ref = source.words("id")
        i = self.fresh("unions", ref)
        self.unions[ref] = i
        values = {
            "kind": self.choice(source, "type", "union_kinds", _UNIONS, "unknown"),
            "began": self.moment(source.take("start")),
            "ended": self.moment(source.take("end")),
            "ending": self.choice(source, "status", "endings", _ENDINGS, ""),
        }
        for child in self.objects(source, "children"):
            self.child_of(child, ref, i)
        for number, turn in enumerate(self.objects(source, "turns"), start=1):
            self.loose("turns", turn, number, {"union": i}, f"{ref}/turn/{number}")
        self.rest("unions", i, ref, values, source)

    def child_of(self, source: _Source, couple: str, union: str) -> None:
        person = str(source.left.get("person", ""))
        values = {
            "child": self.reference(source, "person"),
            "union": union,
            "kind": self.choice(source, "link", "parent_link_kinds", _LINKS, "biological"),
            "began": self.moment(source.take("start")),
            "ended": self.moment(source.take("end")),
            "confidence": self.choice(source, "certainty", "confidences", _CONFIDENCES, "", whole=True),
        }
        ref = f"{couple}/{clean_line(person)}"
        self.rest("parent_links", self.fresh("parent_links", ref), ref, values, source)

    def bond(self, source: _Source, number: int) -> None:
        ref = source.words("id") or f"B{number}"
        values = {
            "kind": self.choice(source, "type", "bond_kinds", _BONDS, "other", whole=True),
            "directed": source.flag("directed"),
            "began": self.moment(source.take("start")),
            "ended": self.moment(source.take("end" if "end" in source.left else "to")),
            "confidence": self.choice(source, "confidence", "confidences", _CONFIDENCES, "", whole=True),
        }
        self.rest("bonds", self.fresh("bonds", ref), ref, values, source)

    def household(self, source: _Source) -> None:
        ref = source.words("id")
        i = self.fresh("households", ref)
        members = source.items("members")
        name = self.line(source, "name")
        kind = next((kind for words, kind in _HOMES.items() if words in name.casefold()), "home")
        if "type" in source.left:
            kind = self.choice(source, "type", "household_kinds", {}, kind)
        self.homes[ref] = i, name or ref
        values = {
            "name": name,
            "kind": kind,
            "began": self.moment(source.take("start")),
            "ended": self.moment(source.take("end")),
        }
        self.rest("households", i, ref, values, source)
        for member in members:
            said = _Source(member if isinstance(member, dict) else {"person": member})
            stay = f"{ref}/{clean_line(words_of(said.left.get('person', '')))}"
            dates = {"began": self.moment(said.take("start")), "ended": self.moment(said.take("end"))}
            self.rest("stays", self.fresh("stays", stay), stay, {"household": i, **dates}, said)

    def loose(
        self,
        collection: str,
        source: _Source,
        number: int,
        values: Mapping[str, Any] | None = None,
        ref: str = "",
    ) -> None:
        """A thing that stands by itself, or below another: a fact, a turn, a tie, a stay."""
        ref = source.words("id") or ref or f"{collection}/{number}"
        said: dict[str, Any] = dict(values or {})
        if collection == "parent_links":
            said["kind"] = self.choice(source, "link", "parent_link_kinds", _LINKS, "biological")
            said["child"] = self.reference(source, "person")
            said["confidence"] = self.choice(source, "certainty", "confidences", _CONFIDENCES, "", whole=True)
        for key, name in (("start", "began"), ("end", "ended"), ("date", "when")):
            if key in source.left and name in _NAMES[collection]:
                said[name] = self.moment(source.take(key))
        if collection == "turns" and "type" in source.left:
            said["kind"] = self.choice(source, "type", "union_turns", _TURNS, "together")
        if collection == "facts":
            said["area"] = self.choice(source, "area", "fact_areas", {}, "other")
            self.text(source, said)
            if said["area"] == "health" and not {"mark", "state"} & set(source.left):
                said["mark"], said["state"] = condition_of(str(said["text"]))
        self.rest(collection, self.fresh(collection, ref), ref, said, source)

    def rest(self, collection: str, i: str, ref: str, values: dict[str, Any], source: _Source) -> None:
        """Every field that the file says under the field's own name, then the record."""
        for spec in SPECS[collection]:
            name = _KEYS.get(spec.name, spec.name)
            if spec.name in values or spec.name in ("note", *NOT_CARRIED) or name not in source.left:
                continue
            values[spec.name] = self.value(source, spec, name)
        self.add(collection, i, ref, values, source)

    def value(self, source: _Source, spec: FieldSpec, key: str) -> Any:
        """One field, from a value of the file."""
        if spec.kind is Kind.LINE:
            return self.line(source, key)
        if spec.kind is Kind.FLAG:
            return source.flag(key)
        if spec.kind is Kind.CHOICE:
            return self.choice(source, key, spec.table, {}, spec.default)
        if spec.kind is Kind.REFERENCE:
            return self.reference(source, key, spec.to)
        return self.moment(source.take(key)) if spec.kind is Kind.MOMENT else source.words(key)

    # values

    def fresh(self, collection: str, ref: str) -> str:
        """The id for a thing of the file; a second thing of the same id gets one of its own, and a
        finding."""
        there = self.there.get(collection, {}).get(ref)
        if there:
            return there
        i = self.people.get(ref, "") if collection == "people" else ""
        i = i or record_id(self.seed, collection, ref)
        if i in self.records[collection] or not ref:
            if ref:
                self.findings.append(
                    Finding("ref_used_twice", Place(collection, i), parameters={"ref": ref[:LINE_MAX]})
                )
            i = record_id(self.seed, collection, ref, str(len(self.records[collection])))
        return i

    def reference(self, source: _Source, key: str, to: str = "people") -> str:
        there = self.people if to == "people" else self.unions if to == "unions" else self.ids_of_homes()
        words = source.left.get(key)
        ref = clean_line(words_of(words)) if words is not None else ""
        if ref in there:
            source.take(key)
            return there[ref]
        if ref:
            self.findings.append(Finding("nobody_of_that_id", Place("people"), parameters={"ref": ref[:LINE_MAX]}))
        return ""

    def ids_of_homes(self) -> Mapping[str, str]:
        return {ref: i for ref, (i, _) in self.homes.items()}

    def choice(
        self,
        source: _Source,
        key: str,
        table: str,
        more: Mapping[str, str],
        default: str,
        *,
        whole: bool = False,
    ) -> str:
        """The row of a table that a word of the file means. The word stays for the note when it says more
        than that."""
        word = source.left.get(key)
        if word is None:
            return default
        said = words_of(word)
        plain = said.casefold().strip()
        same = plain.replace("-", "_").replace(" ", "_")
        if not plain and "" not in more:
            source.take(key)
            return default
        if plain in more or same in vocabulary.keys(table):
            if plain in more and whole:
                pass
            else:
                source.take(key)
            return more.get(plain, same)
        begins = next((row for words, row in more.items() if words and plain.startswith(words)), None)
        if begins is None and plain:
            self.findings.append(Finding("unknown_kind", Place(table), parameters={"words": said[:LINE_MAX]}))
        return default if begins is None else begins

    def line(self, source: _Source, key: str) -> str:
        words = source.left.get(key)
        if words is None:
            return ""
        said = words_of(words)
        if len(clean_line(said)) <= LINE_MAX:
            source.take(key)
            return clean_line(said)
        return first_words(said)  # the whole words stay for the note (I4)

    def moment(self, said: Any) -> Moment | None:
        """A moment from words, or from one written whole."""
        if isinstance(said, dict) and "text" in said:
            return Moment.from_json(said)
        words = "" if said is None else words_of(said)
        return read(words, language=self.common["language"], born=self.born, after=None) if words else None

    def add(self, collection: str, i: str, ref: str, values: Mapping[str, Any], source: _Source) -> None:
        """Put a record; what is left of its source becomes its note: "note" as it is, the rest as "key:
        words"."""
        lines = [words for words in [source.words("note")] if words]
        lines += [f"{key}: {words_of(value)}" for key, value in source.left.items()]
        note = clean("\n".join(lines))
        if len(note) > PROSE_MAX:
            raise Refusal("text_too_long", status=413, most=PROSE_MAX)
        for key in ("began", "ended", "born", "died", "came", "when"):
            moment = values.get(key)
            if isinstance(moment, Moment) and moment.precision == "unread":
                place = Place(collection, i, key)
                self.findings.append(
                    Finding("unread_date", place, parameters={"what": ref, "words": moment.text[:LINE_MAX]})
                )
        self.put(collection, i, {"ref": clean_line(ref)[:LINE_MAX], **values, "note": note})
