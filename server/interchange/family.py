"""Family facts (JSON): people, couples with their children, bonds, households; as case managers' tools write
them.

The shape is that of the example case: `people` (id, name, known_as, gender, born, died, cause, conditions,
note, lives, ...), `couples` (a, b, type, start, end, status, children), `bonds` (a, b, type, start, end,
later, ...), `households` (name, members, start, end). Dates are words of any form that `moments` reads, EDTF
among them. Rules I1 to I4 of `records.py`. Conditions become facts about health, not marks on the person:
what somebody has said of somebody's health needs its source beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, PROSE_MAX, clean, clean_line
from server.domain.moments import Moment, read
from server.interchange.records import (
    Plain,
    Reading,
    first_words,
    read_json,
    record_id,
    whole_record,
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
_HOMES = {
    "(residential)": "residential",
    "(foster)": "foster",
    "(hospital)": "hospital",
    "(prison)": "prison",
}


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
    standing: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = None,
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


class _Reader:
    def __init__(
        self,
        seed: bytes,
        common: Mapping[str, str],
        standing: Mapping[str, Mapping[str, Mapping[str, Any]]],
    ) -> None:
        self.seed = seed
        self.common = common
        self.standing = standing
        self.there = {
            name: {str(r["ref"]): i for i, r in records.items() if r.get("ref") and not r.get("removed_at")}
            for name, records in standing.items()
        }
        self.people = dict(self.there.get("people", {}))
        self.homes: dict[str, tuple[str, str]] = {}
        self.records: Plain = {
            name: {} for name in ("people", "unions", "parent_links", "bonds", "households", "stays", "facts")
        }
        self.fills: Plain = {}
        self.already = 0
        self.findings: list[Finding] = []
        self.born: Moment | None = None

    def read(self, facts: Mapping[str, Any]) -> FamilyReading:
        top = _Source(facts)
        people = self.objects(top, "people")
        subject = top.words("subject")
        for source in people:
            if source.left.get("index") is True or (subject and source.left.get("id") == subject):
                self.born = self.moment(str(source.left.get("born") or ""))
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
        about = {key: words_of(value) for key, value in top.left.items()}
        if self.already:
            self.findings.append(Finding("already_there", parameters={"count": self.already}))
        return FamilyReading(self.records, tuple(self.findings), about, self.fills)

    def recognise(self, ref: str) -> None:
        """The child of the file is the child of the case, who stands there from the beginning."""
        people = self.standing.get("people", {})
        marked = [i for i, person in people.items() if person.get("index") and not person.get("removed_at")]
        if len(marked) == 1 and ref not in self.people:
            self.people[ref] = marked[0]
            self.there.setdefault("people", {})[ref] = marked[0]

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
            "unknown": source.flag("unknown"),
            "strength": source.flag("strength"),
            "sensitive": source.flag("sensitive"),
            "born": self.moment(source.words("born")),
            "died": self.moment(source.words("died")),
            "kind": self.choice(source, "kind", "person_kinds", {}, "person"),
            "gender": self.choice(source, "gender", "genders", {"m": "male", "f": "female"}, "unknown"),
        }
        lives = [self.homes.get(home, ("", home))[1] for home in [source.words("lives")] if home]
        lives += [words for words in [source.words("institution")] if words]
        source.left.update({"lives_in": "; ".join(lives)} if lives else {})
        source.left.update({"speaks": source.take("language")} if "language" in source.left else {})
        for number, condition in enumerate(source.items("conditions"), start=1):
            self.fact(i, f"{ref}/{number}", words_of(condition))
        for key in ("name", "known_as", "called", "cause", "occupation", "lives_in", "speaks", "species"):
            values[key] = self.line(source, key)
        self.add("people", i, ref, values, source)

    def fact(self, about: str, ref: str, words: str) -> None:
        values = {
            "about": about,
            "area": "health",
            "text": words if len(words) <= 500 else first_words(words, 500),
        }
        note = "" if len(words) <= 500 else words
        self.add(
            "facts", self.fresh("facts", ref), ref, values, _Source({"note": note}) if note else _Source({})
        )

    def couple(self, source: _Source) -> None:
        ref = source.words("id")
        i = self.fresh("unions", ref)
        values = {
            "a": self.reference(source, "a"),
            "b": self.reference(source, "b"),
            "kind": self.choice(source, "type", "union_kinds", _UNIONS, "unknown"),
            "began": self.moment(source.words("start")),
            "ended": self.moment(source.words("end")),
            "ending": self.choice(source, "status", "endings", _ENDINGS, ""),
        }
        for child in self.objects(source, "children"):
            self.child(child, ref, i)
        self.add("unions", i, ref, values, source)

    def child(self, source: _Source, couple: str, union: str) -> None:
        person = str(source.left.get("person", ""))
        values = {
            "child": self.reference(source, "person"),
            "union": union,
            "kind": self.choice(source, "link", "parent_link_kinds", _LINKS, "biological"),
            "began": self.moment(source.words("start")),
            "ended": self.moment(source.words("end")),
            "confidence": self.choice(source, "certainty", "confidences", _CONFIDENCES, "", whole=True),
        }
        ref = f"{couple}/{clean_line(person)}"
        self.add("parent_links", self.fresh("parent_links", ref), ref, values, source)

    def bond(self, source: _Source, number: int) -> None:
        ref = source.words("id") or f"B{number}"
        values = {
            "a": self.reference(source, "a"),
            "b": self.reference(source, "b"),
            "kind": self.choice(source, "type", "bond_kinds", _BONDS, "other", whole=True),
            "directed": source.flag("directed"),
            "began": self.moment(source.words("start")),
            "ended": self.moment(source.words("end" if "end" in source.left else "to")),
            "confidence": self.choice(source, "confidence", "confidences", _CONFIDENCES, "", whole=True),
            "sensitive": source.flag("sensitive"),
        }
        self.add("bonds", self.fresh("bonds", ref), ref, values, source)

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
            "began": self.moment(source.words("start")),
            "ended": self.moment(source.words("end")),
        }
        self.add("households", i, ref, values, source)
        for member in members:
            stay = f"{ref}/{clean_line(words_of(member))}"
            person = self.reference(_Source({"person": member}), "person")
            self.add(
                "stays", self.fresh("stays", stay), stay, {"household": i, "person": person}, _Source({})
            )

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

    def reference(self, source: _Source, key: str) -> str:
        words = source.left.get(key)
        ref = clean_line(words_of(words)) if words is not None else ""
        if ref in self.people:
            source.take(key)
            return self.people[ref]
        if ref:
            self.findings.append(
                Finding("nobody_of_that_id", Place("people"), parameters={"ref": ref[:LINE_MAX]})
            )
        return ""

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

    def moment(self, words: str) -> Moment | None:
        return read(words, language=self.common["language"], born=self.born, after=None) if words else None

    def add(self, collection: str, i: str, ref: str, values: Mapping[str, Any], source: _Source) -> None:
        """Put a record; what is left of its source becomes its note: "note" as it is, the rest as "key:
        words"."""
        lines = [words for words in [source.words("note")] if words]
        lines += [f"{key}: {words_of(value)}" for key, value in source.left.items()]
        note = clean("\n".join(lines))
        if len(note) > PROSE_MAX:
            raise Refusal("text_too_long", status=413, most=PROSE_MAX)
        for key in ("began", "ended", "born", "died"):
            moment = values.get(key)
            if isinstance(moment, Moment) and moment.precision == "unread":
                place = Place(collection, i, key)
                self.findings.append(
                    Finding("unread_date", place, parameters={"what": ref, "words": moment.text[:LINE_MAX]})
                )
        whole = {**self.common, **values, "ref": clean_line(ref)[:LINE_MAX], "note": note}
        if i in self.standing.get(collection, {}):
            self.fill(collection, i, whole_record(collection, i, whole))
            return
        self.records[collection][i] = whole_record(collection, i, whole)

    def fill(self, collection: str, i: str, read: Mapping[str, Any]) -> None:
        """What the file says of a record that is there already: empty fields are filled, others stand as
        they are."""
        before, empty = self.standing[collection][i], whole_record(collection, i, {})
        new = {k: v for k, v in read.items() if v != empty[k] and before.get(k, empty[k]) == empty[k]}
        for key in sorted(k for k, v in read.items() if v not in (empty[k], before.get(k))):
            if key not in new and not _same_time(read[key], before.get(key)):
                said = words_of(read[key].get("text") if isinstance(read[key], dict) else read[key])
                place = Place(collection, i, key)
                self.findings.append(
                    Finding("stands_otherwise", place, parameters={"words": said[:LINE_MAX]})
                )
        if new:
            self.fills.setdefault(collection, {})[i] = new
        else:
            self.already += 1


def _same_time(ours: Any, theirs: Any) -> bool:
    """Whether two values are moments of the same dates, whatever their words."""
    if not isinstance(ours, dict) or not isinstance(theirs, Mapping) or not ours.get("start"):
        return False
    return all(ours.get(part) == theirs.get(part) for part in ("start", "end"))
