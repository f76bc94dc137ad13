"""Family facts out: a family as the JSON that `family.py` reads, in words that people can read and correct.

J1  Read again, a family is equal in every field but those of `records.NOT_CARRIED`.
J2  A date is written in its words where those are read as the same date again, else the moment stands whole.
J3  What withholding.py holds back stays here unless it is asked for.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from server.domain.fields import Kind
from server.domain.formulation import COLLECTIONS, SPECS, from_plain, to_plain
from server.domain.moments import Moment, read
from server.interchange.conditions import condition_of
from server.interchange.records import FAMILY, NOT_CARRIED, Plain
from server.interchange.withholding import may_be_living, with_living_hidden, without_sensitive

_LETTERS: Final = {"people": "P", "unions": "C", "bonds": "B", "households": "H"}
_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "people": {"language": "written_in", "speaks": "language"},
    "unions": {"kind": "type", "began": "start", "ended": "end", "ending": "status"},
    "turns": {"kind": "type"},
    "parent_links": {"child": "person", "kind": "link", "began": "start", "ended": "end", "confidence": "certainty"},
    "bonds": {"kind": "type", "began": "start", "ended": "end"},
    "households": {"kind": "type", "began": "start", "ended": "end"},
    "stays": {"began": "start", "ended": "end"},
    "facts": {"began": "start", "ended": "end"},
}
"""Field -> what the file calls it, where that is not the field's own name."""


def write_family(
    plain: Mapping[str, Any], *, today: date, with_sensitive: bool = False, living: bool = True
) -> dict[str, Any]:
    """The family of a plain formulation as family facts, to be written as JSON; parameters as of `write_gedcom`."""
    formulation = from_plain({name: plain.get(name, {}) for name in COLLECTIONS})[0].standing()
    whole = to_plain(formulation)
    family: Plain = {name: whole[name] for name in FAMILY}
    if not with_sensitive:
        family = without_sensitive(family)
    if not living:
        family = with_living_hidden(family, {i for i, p in family["people"].items() if may_be_living(p, today)})
    return _Writer(family).facts()


class _Writer:
    def __init__(self, family: Plain) -> None:
        self.family = family
        spoken = Counter(r["language"] for records in family.values() for r in records.values())
        self.language = next((said for said, _ in spoken.most_common() if said), "en")
        child = [p for p in family["people"].values() if p["index"]]
        self.born = Moment.from_json(child[0]["born"]) if child and child[0]["born"] else None
        self.ids = {(name, i): ref for name in _LETTERS for i, ref in _refs(name, family[name])}
        self.hung: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.loose: dict[str, list[dict[str, Any]]] = {}
        for collection, peg, to in (
            ("facts", "about", "people"), ("turns", "union", "unions"), ("parent_links", "union", "unions"),
            ("stays", "household", "households"),
        ):  # fmt: skip
            for record in family[collection].values():
                if (to, record[peg]) in self.ids:
                    self.hung.setdefault((collection, record[peg]), []).append(record)
                else:
                    self.loose.setdefault(collection, []).append(record)

    def facts(self) -> dict[str, Any]:
        """The whole file."""
        subject = next((self.ids["people", i] for i, p in self.family["people"].items() if p["index"]), "")
        told: dict[str, Any] = {"subject": subject, "written_in": self.language}
        told["people"] = [self.person(i, person) for i, person in self.family["people"].items()]
        told["couples"] = [self.couple(i, union) for i, union in self.family["unions"].items()]
        told["bonds"] = [
            self.written("bonds", bond, {"id": self.ids["bonds", i]}) for i, bond in self.family["bonds"].items()
        ]
        told["households"] = [self.household(i, home) for i, home in self.family["households"].items()]
        for collection, records in self.loose.items():
            numbered = enumerate(records, start=1)
            told[collection] = [self.written(collection, record, {"id": f"{collection}/{n}"}) for n, record in numbered]
        return told

    def person(self, i: str, person: Mapping[str, Any]) -> dict[str, Any]:
        ref = self.ids["people", i]
        told = self.written("people", person, {"id": ref})
        conditions: list[Any] = []
        facts: list[Any] = []
        for fact in self.hung.get(("facts", i), ()):
            plain = f"{ref}/{len(conditions) + 1}"
            if fact["area"] == "health" and (fact["mark"], fact["state"]) == condition_of(fact["text"]) and not facts:
                said = self.written("facts", fact, {}, ("about", "area", "mark", "state"), plain)
                conditions.append(said["text"] if list(said) == ["text"] else said)
            else:
                number = f"{ref}/fact/{len(facts) + 1}"
                said = self.written("facts", fact, {}, ("about",), number)
                if fact["area"] == "health":
                    said.update(mark=fact["mark"], state=fact["state"])
                facts.append(said)
        return {**told, **({"conditions": conditions} if conditions else {}), **({"facts": facts} if facts else {})}

    def couple(self, i: str, union: Mapping[str, Any]) -> dict[str, Any]:
        ref = self.ids["unions", i]
        told = self.written("unions", union, {"id": ref})
        children: list[dict[str, Any]] = []
        for link in self.hung.get(("parent_links", i), ()):
            derived = f"{ref}/{self.ids.get(('people', link['child']), '')}"
            children.append(self.written("parent_links", link, {}, ("union",), derived))
        turns = [
            self.written("turns", turn, {}, ("union",), f"{ref}/turn/{number}")
            for number, turn in enumerate(self.hung.get(("turns", i), ()), start=1)
        ]
        return {**told, "children": children, **({"turns": turns} if turns else {})}

    def household(self, i: str, home: Mapping[str, Any]) -> dict[str, Any]:
        ref = self.ids["households", i]
        told = self.written("households", home, {"id": ref})
        told["type"] = home["kind"]
        members: list[Any] = []
        for stay in self.hung.get(("stays", i), ()):
            derived = f"{ref}/{self.ids.get(('people', stay['person']), '')}"
            said = self.written("stays", stay, {}, ("household",), derived)
            members.append(said["person"] if list(said) == ["person"] else said)
        return {**told, "members": members}

    def written(
        self,
        collection: str,
        record: Mapping[str, Any],
        told: dict[str, Any],
        without: Iterable[str] = (),
        derived: str = "",
    ) -> dict[str, Any]:
        """A record's fields under the file's names for them; what stands at its default is not written."""
        names = _KEYS[collection]
        for spec in SPECS[collection]:
            value = record[spec.name]
            default = self.language if spec.name == "language" else spec.default
            if spec.name == "ref":
                default = derived or told.get("id", "")
            if spec.name in (*NOT_CARRIED, *without) or value == default:
                continue
            key = names.get(spec.name, "written_in" if spec.name == "language" else spec.name)
            told[key] = self.value(spec.kind, spec.to, value)
        return told

    def value(self, kind: Kind, to: str, value: Any) -> Any:
        if kind is Kind.REFERENCE:
            return self.ids.get((to, value), "")
        if kind is not Kind.MOMENT or value is None:
            return value
        moment = Moment.from_json(value)
        again = read(moment.text, language=self.language, born=self.born, after=None) if moment.text else None
        return moment.text if again == moment else value


def _refs(collection: str, records: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """An identifier in the file for each record: its ref where that is its alone, else the next of its letter."""
    refs = Counter(record["ref"] for record in records.values())
    taken = {ref for ref in refs if ref}
    number = 0
    for i, record in records.items():
        ref = record["ref"]
        if not ref or refs[ref] > 1:
            while (ref := f"{_LETTERS[collection]}{number + 1}") in taken:
                number += 1
            taken.add(ref)
        yield i, ref
