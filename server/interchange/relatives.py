"""One line of typing about a relative, read into records: "aunt, born 1994, care assistant".

R1  Whoever stands is used: an existing couple, parent or brother; an unknown person or couple is put between only where
    none stands, and a missing partner's place or an unknown person's is filled before another is made.
R2  The kin word says how somebody hangs; where the word is loose ("girl", "partner"), the button that was pressed does.
R3  Where two ways are possible one is taken and said as a doubt; nothing is asked before it is written.
R4  What was not understood stands in the note in the person's own words (telling.py, W1).

`read_relative` never raises and writes nothing: it gives a plan of records, which the page writes as one edit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place
from server.domain.fields import LINE_MAX, PROSE_MAX, SLOT, clean, clean_line
from server.domain.moments import Moment
from server.interchange.kin import Step
from server.interchange.kin import vocabulary as kin_words
from server.interchange.records import Standing, record_id
from server.interchange.telling import Told, told, understood

RELATIONS: Final = ("", "parent", "partner", "sibling", "child", "carer", "other")
"""The buttons; "" where none was pressed."""
GROWN: Final = 16
"""Years from which a loose word for a child ("girl") is a child of theirs, not a sister."""
MOST_AT_ONCE: Final = 12
"""People of one line that are drawn one by one; more of them are one symbol with a number."""

FACT_MAX: Final = 500
"""Characters of a fact."""
_WORD = re.compile(r"[^\W_]+")

NAMES: Final = ("name", "known_as", "called")
"""The fields by which somebody is found."""

Records = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a plan: a new one, or (`there`) fields to set on one that stands."""

    collection: str
    id: str
    fields: Mapping[str, Any]
    there: bool = False

    def to_json(self) -> dict[str, Any]:
        """As the page is told."""
        told_of = {"collection": self.collection, "id": self.id, "fields": dict(self.fields)}
        return {**told_of, "there": True} if self.there else told_of


@dataclass(frozen=True, slots=True)
class RelativeReading:
    """What a line would add. `people`: ids of the new people; `kin` the row that was understood, "" for none; `of`
    the id of whom they are a relative; `told` everything that was understood, to be said back."""

    plan: tuple[Entry, ...]
    doubts: tuple[Finding, ...]
    people: tuple[str, ...]
    kin: str
    of: str
    told: Told = field(default_factory=Told)


def read_relative(
    words: str,
    to: str,
    family: Standing,
    *,
    today: date,
    language: str,
    relation: str = "",
    seed: bytes = b"",
) -> RelativeReading:
    """Read a line about a relative of the person `to` (id). `family`: plain records of the case; `relation`: the
    button that was pressed; `seed` makes the ids."""
    line = clean_line(words)
    lasting = {"carer": "foster", "partner": "couple"}.get(relation, "")
    what = told(line, today=today, language=language, link=lasting)
    writing = Writing(family, seed or line.encode("utf-8", "replace"), language)
    reading = placed(writing, what, to, relation if relation in RELATIONS else "", today)
    if not words_lost(line, reading.plan, len(reading.people)):
        return reading
    keep_words(writing, reading.people[0], line)
    kept = Finding("relative_kept", parameters={"words": line[:LINE_MAX]})
    return replace(reading, plan=tuple(writing.entries.values()), doubts=(*reading.doubts, kept))


def owner_first(writing: "Writing", what: Told) -> None:
    """In Welsh whose relative it is stands behind the kin word: "mam Sian Megan Pugh" is Megan Pugh, Sian's mother,
    where a Sian is in the family."""
    if writing.language != "cy" or what.of or len(what.names) != 1 or not what.kin or what.called:
        return
    first, _, rest = what.names[0].partition(" ")
    if len(named(writing, first)) == 1 and not named(writing, what.names[0]) and rest:
        what.of, what.names = first, [rest]


def words_lost(said: str, plan: Iterable[Entry], people: int) -> bool:
    """Whether a word of a text stands in no field of a plan and is none that became structure (W1)."""
    return bool(words_in(said) - words_kept(plan, people))


def words_in(said: str) -> set[str]:
    """The single words and figures of a text."""
    return set(_WORD.findall(said.casefold()))


def words_kept(plan: Iterable[Entry], people: int) -> set[str]:
    """The words that stand in the fields of a plan, and those that may have become structure."""
    kept = {str(number) for number in range(people + 1)} | kin_words() | understood()
    for entry in plan:
        for value in entry.fields.values():
            text = value.get("text", "") if isinstance(value, Mapping) else value
            kept |= words_in(text) if isinstance(text, str) else set()
    return kept


def keep_words(writing: "Writing", person: str, words: str) -> None:
    """Puts words where they stand with somebody: in the note of a new record, in a fact about one who is there."""
    entry = writing.entries.get(("people", person))
    if entry is not None and not entry.there:
        note = "\n".join(filter(None, [str(entry.fields.get("note") or ""), words]))
        writing.set("people", person, note=note[:PROSE_MAX])
    else:
        for start in range(0, len(words), FACT_MAX):
            writing.add("facts", about=person, area="other", text=words[start : start + FACT_MAX])


def placed(writing: "Writing", what: Told, to: str, relation: str, today: date) -> RelativeReading:
    """What was told of a relative, placed in a family."""
    owner_first(writing, what)
    return _Placing(writing, what, to, relation, today).placed()


class Writing:
    """A family while a plan is made: what stands and what is new, as one."""

    def __init__(self, family: Standing, seed: bytes, language: str) -> None:
        self.now: Records = {
            name: {str(i): dict(r) for i, r in records.items() if isinstance(r, Mapping) and not r.get("removed_at")}
            for name, records in family.items()
            if isinstance(records, Mapping)
        }
        self.seed = seed
        self.language = language
        self.entries: dict[tuple[str, str], Entry] = {}
        self.by_name: dict[str, dict[str, None]] = {}
        for i in self.of("people"):
            self._name(i)

    def _name(self, i: str) -> None:
        """Somebody is found by their names and by the first of them."""
        person = self.of("people")[i]
        for key in NAMES:
            said = str(person.get(key) or "").casefold()
            for name in {said, *said.split()[:1]} - {""}:
                self.by_name.setdefault(name, {})[i] = None

    def of(self, collection: str) -> dict[str, dict[str, Any]]:
        """The records of a collection that stand or are new."""
        return self.now.setdefault(collection, {})

    def add(self, collection: str, **values: Any) -> str:
        """A new record; its id."""
        i = record_id(self.seed, collection, str(len(self.entries)))
        told_of = {name: plain(value) for name, value in values.items() if value not in (None, "", False, {})}
        fields = {**told_of, "language": self.language}
        self.of(collection)[i] = dict(fields)
        self.entries[collection, i] = Entry(collection, i, fields)
        if collection == "people":
            self._name(i)
        return i

    def set(self, collection: str, i: str, **values: Any) -> None:
        """Fields of a record that stands or is new."""
        self.of(collection)[i].update({name: plain(value) for name, value in values.items()})
        before = self.entries.get((collection, i))
        fields = {**(before.fields if before else {}), **{name: plain(value) for name, value in values.items()}}
        self.entries[collection, i] = Entry(collection, i, fields, before.there if before else True)
        if collection == "people":
            self._name(i)

    def person(self, i: str) -> Mapping[str, Any]:
        """A person's fields; none for nobody."""
        return self.of("people").get(i, {})

    def name(self, i: str) -> str:
        """What a person is called."""
        person = self.person(i)
        return str(person.get("known_as") or person.get("name") or "")

    def name_of_family(self, i: str) -> str:
        """The last word of a name of two or more."""
        words = str(self.person(i).get("name") or "").split()
        return words[-1] if len(words) > 1 else ""

    def links_of(self, child: str, *, birth: bool = True) -> list[tuple[str, dict[str, Any]]]:
        """The links of a child to parents: by birth or adoption, or all; those by birth first."""
        kinds = ("biological", "adoptive")
        links = [(i, link) for i, link in self.of("parent_links").items() if link.get("child") == child]
        links.sort(key=lambda each: kind_of(each[1]) != "biological")
        return [each for each in links if not birth or kind_of(each[1]) in kinds]

    def parents(self, child: str) -> list[str]:
        """Who is a parent by birth or adoption."""
        found: list[str] = []
        for _, link in self.links_of(child):
            union = self.of("unions").get(str(link.get("union", "")), {})
            for person in (union.get("a"), union.get("b"), link.get("parent")):
                if person and person in self.of("people") and person not in found:
                    found.append(str(person))
        return found

    def unions_of(self, person: str) -> list[str]:
        """The couples somebody is in."""
        return [i for i, union in self.of("unions").items() if person and person in (union.get("a"), union.get("b"))]

    def partner(self, union: str, person: str) -> str:
        """The other one of a couple."""
        couple = self.of("unions").get(union, {})
        return str(couple.get("b") if couple.get("a") == person else couple.get("a") or "") or ""

    def partners(self, person: str) -> list[str]:
        """Who is or was in a couple with somebody."""
        return [other for union in self.unions_of(person) if (other := self.partner(union, person))]

    def children(self, person: str) -> list[str]:
        """Who hangs from somebody."""
        unions = set(self.unions_of(person))
        links = self.of("parent_links").values()
        found = [str(x.get("child")) for x in links if x.get("parent") == person or x.get("union") in unions]
        return [i for i in dict.fromkeys(found) if i in self.of("people")]

    def siblings(self, person: str) -> list[str]:
        """Who hangs from the same couple or parent."""
        mine = {(link.get("union") or "", link.get("parent") or "") for _, link in self.links_of(person)}
        found = [
            str(link.get("child"))
            for link in self.of("parent_links").values()
            if (link.get("union") or "", link.get("parent") or "") in mine and link.get("child") != person
        ]
        return [i for i in dict.fromkeys(found) if i in self.of("people")]

    def couple(self, a: str, b: str, **values: Any) -> str:
        """The couple of two people: the one that stands, or a new one; the man left where that is known."""
        for i, union in self.of("unions").items():
            if {union.get("a", ""), union.get("b", "")} == {a, b} and (a or b):
                return i
        if self.person(a).get("gender") == "female" or self.person(b).get("gender") == "male":
            a, b = b, a
        return self.add("unions", a=a, b=b, **{"kind": "unknown", **values})

    def missing_side(self, union: str, gender: str) -> str:
        """The free place of a couple ("a" or "b"), "" where both are taken."""
        couple = self.of("unions").get(union, {})
        free = [side for side in ("a", "b") if not couple.get(side)]
        if not free:
            return ""
        return "b" if gender == "female" and "b" in free else "a" if gender == "male" and "a" in free else free[0]

    def place_beside(self, kin: str, row: int) -> list[int] | None:
        """The nearest free slot beside somebody, so many rows down."""
        place = self.person(kin).get("place")
        if not isinstance(place, list | tuple) or len(place) != 2:
            return None
        x, y = int(place[0]), int(place[1]) + row * SLOT
        taken = [p["place"][0] for p in self.of("people").values() if p.get("place") and p["place"][1] == y]
        for step in range(200):
            for side in (1, -1):
                at = x + side * step * SLOT
                if all(abs(other - at) >= SLOT for other in taken):
                    return [at, y]
        return [x, y]


def kind_of(link: Mapping[str, Any]) -> str:
    """The kind of a parent link, where it is not said the usual one."""
    return str(link.get("kind") or "biological")


def plain(value: Any) -> Any:
    """A value as a record holds it."""
    return value.to_json() if isinstance(value, Moment) else value


def fields_of(what: Told, number: int = 0) -> dict[str, Any]:
    """The fields of a person from what was told, for the one of that number where several were named."""
    name = what.names[number] if number < len(what.names) else ""
    kind = what.kin[-1].kind if what.kin else "person"
    gender = what.gender or (what.kin[-1].gender if what.kin else "")
    note = [] if number else list(what.note)
    lines: dict[str, str] = {"name": name, "known_as": "" if number else what.known_as,
                             "called": "" if number else what.called, "occupation": what.occupation,
                             "lives_in": what.lives_in, "species": what.species}  # fmt: skip
    for key, text in lines.items():
        if len(text) > LINE_MAX:
            lines[key] = ""
            note.append(text)
    known = what.known_as or what.called or what.born or what.died or what.occupation or what.lives_in
    return {
        **lines,
        "kind": kind,
        "gender": gender or "unknown",
        "born": what.born,
        "died": what.died,
        "unknown": what.unknown or (kind == "person" and not (name or known)),
        "index": what.index,
        "note": clean("\n".join(note))[:PROSE_MAX],
    }


class _Placing:
    """A relative on their way into a family."""

    def __init__(self, writing: Writing, what: Told, to: str, relation: str, today: date) -> None:
        self.w = writing
        self.what = what
        self.to = to if to in writing.of("people") else ""
        self.relation = relation
        self.today = today
        self.doubts: list[Finding] = []
        self.people: list[str] = []
        self.of = self.to
        self.bond_words = ""

    def placed(self) -> RelativeReading:
        """The plan."""
        self._of_somebody()
        steps = self._steps()
        base = self._walk(steps[:-1]) if steps else self.of
        self._add_people(base, steps[-1] if steps else None)
        if steps and self.people:
            self.of = base if len(self.what.kin) > 1 or self.what.of else self.of
            self._hang(base, steps[-1])
        self._carer_too(steps)
        self._around()
        self._doubts_of_words()
        kin = self.what.kin[-1].key if self.what.kin else self._kin_of_button()
        entries = tuple(self.w.entries.values())
        return RelativeReading(entries, tuple(self.doubts), tuple(self.people), kin, self.of, self.what)

    def _doubt(self, finding: Finding) -> None:
        if finding not in self.doubts:
            self.doubts.append(finding)

    def _of_somebody(self) -> None:
        """ "Craig's mum": of somebody who is in the family, else kept as words."""
        if not self.what.of:
            return
        found = named(self.w, self.what.of)
        if len(found) == 1:
            self.of = found[0]
            return
        self.what.note.append(self.what.of)
        self._doubt(Finding("relative_nobody_of_that_name", parameters={"name": self.what.of[:LINE_MAX]}))

    def _steps(self) -> list[Step]:
        """The steps to the new person: what the words say, or the button where they say less (R2)."""
        said = [step for kin in self.what.kin for step in kin.steps]
        button = {"parent": Step("parent"), "partner": Step("partner"), "sibling": Step("sibling"),
                  "child": Step("child"), "carer": Step("parent", link="foster")}.get(self.relation)  # fmt: skip
        if not self.what.kin or (not said and button is None):
            if button is None and not self.what.kin and self.relation != "other":
                self._doubt(Finding("relative_no_kin"))
            return [button] if button and self.to else []
        if not self.to:
            return []
        last = self.what.kin[-1]
        if len(self.what.kin) == 1 and last.loose and button is not None:
            if last.key == "carer" and self.relation == "carer":
                return said
            return said if said[-1].to == button.to else [Step(button.to, last.gender, button.link)]
        if len(self.what.kin) == 1 and last.loose and said and said[-1].to == "child" and not self._is_grown():
            if last.kind == "person":
                self._doubt(Finding("relative_child_or_sibling", parameters={"name": self.w.name(self.of)}))
                return [Step("sibling", last.gender)]
            self._doubt(Finding("relative_whose_child", parameters={"name": self.w.name(self.of)}))
        if button is not None and self.relation != "carer" and said and [step.to for step in said] != [button.to]:
            self._doubt(Finding("relative_button"))
        if button is not None and not said:
            return [button]
        return said

    def _is_grown(self) -> bool:
        """Whether the one who is asked about is old enough to have children; taken for granted where no birth is
        known and they are not the child whom this is about."""
        person = self.w.person(self.of)
        born = Moment.from_json(person["born"]) if person.get("born") else None
        if born is None or born.earliest is None:
            return not person.get("index")
        return self.today.year - born.earliest.year >= GROWN

    def _kin_of_button(self) -> str:
        return {"parent": "parent", "partner": "partner", "sibling": "sibling", "child": "child",
                "carer": "carer"}.get(self.relation, "")  # fmt: skip

    # -- walking to the one from whom the new person hangs

    def _walk(self, steps: list[Step]) -> str:
        here = self.of
        for number, step in enumerate(steps):
            rest = [*steps[number + 1 :], *self._last_step()]
            here = self._walked(here, step, rest)
        return here

    def _last_step(self) -> list[Step]:
        return [self.what.kin[-1].steps[-1]] if self.what.kin and self.what.kin[-1].steps else []

    def _walked(self, here: str, step: Step, rest: list[Step]) -> str:
        """Who stands one step on; an unknown person where nobody does (R1)."""
        ways = {"parent": self.w.parents, "sibling": self.w.siblings, "child": self.w.children,
                "partner": self.w.partners}  # fmt: skip
        known = ways[step.to](here)
        gender = step.gender or (self.what.side if step.to == "parent" and here == self.of else "")
        fits = [i for i in known if not gender or self.w.person(i).get("gender") == gender]
        if not fits and gender and len(known) == 1 and self.w.person(known[0]).get("gender") in ("unknown", "", None):
            fits = known
        if not fits:
            return self._somebody(here, step, gender)
        if len(fits) == 1 and (gender or step.to != "parent"):
            return fits[0]
        return self._chosen(fits, step, rest)

    def _chosen(self, fits: list[str], step: Step, rest: list[Step]) -> str:
        """One of several ways, said as a doubt (R3): with a free place for who comes, of the same family name, the
        mother's side."""
        nearer = fits
        if step.to == "parent" and rest and rest[0].to == "parent" and rest[0].gender:
            free = [i for i in fits if not self._has_parent(i, rest[0].gender)]
            if len(free) == 1 and len(fits) > 1:
                return free[0]
            nearer = free or fits
        surname = self._surname()
        same = [i for i in nearer if surname and str(self.w.person(i).get("name", "")).split()[-1:] == [surname]]
        mothers = [i for i in nearer if self.w.person(i).get("gender") == "female"]
        taken = (same if len(same) == 1 else mothers or nearer)[0]
        key = Finding("relative_which_side", parameters={"name": self._called(taken)})
        if step.to != "parent":
            key = Finding("relative_which_one", parameters={"name": self._called(taken)})
        self._doubt(key)
        return taken

    def _has_parent(self, person: str, gender: str) -> bool:
        return any(
            self.w.person(p).get("gender") == gender and not self.w.person(p).get("unknown")
            for p in self.w.parents(person)
        )

    def _surname(self) -> str:
        name = self.what.names[0] if self.what.names else ""
        return name.split()[-1] if len(name.split()) > 1 else ""

    def _called(self, person: str) -> str:
        return self.w.name(person) or "?"

    def _somebody(self, here: str, step: Step, gender: str) -> str:
        """An unknown person one step on."""
        row = {"parent": -1, "child": 1}.get(step.to, 0)
        unknown = self.w.add("people", unknown=True, gender=gender or "unknown", kind="person",
                             place=self.w.place_beside(here, row))  # fmt: skip
        hang(self.w, here, unknown, Step(step.to, gender, step.link, step.half))
        return unknown

    # -- the new people

    def _add_people(self, base: str, step: Step | None) -> None:
        what, w = self.what, self.w
        row = {"parent": -1, "child": 1}.get(step.to, 0) if step else 0
        kin = what.kin[-1] if what.kin else None
        loss = kin is not None and kin.kind not in ("person", "professional", "therapist", "pet")
        number = int(what.count) if what.count.isdigit() else 0
        counted = number > MOST_AT_ONCE or what.count == "n?" or (what.many and not what.names and not what.twins)
        if what.many and counted and not loss and not self._pair(step):
            fields = {**fields_of(what), "kind": "siblings", "count": what.count or "n?", "unknown": False}
            self.people.append(w.add("people", **fields, place=w.place_beside(base, row)))
            return
        count = max(len(what.names), number if number <= MOST_AT_ONCE else 0, 1)
        if what.twins and what.many:
            count = max(count, 2)
        for n in range(count):
            fields = fields_of(what, n)
            if what.born and what.born.earliest and what.born.earliest > self.today and fields["kind"] == "person":
                fields = {**fields, "kind": "pregnancy", "unknown": False}
            if n >= len(what.names) and n and not loss:
                fields["unknown"] = False
            filled = self._place_of_unknown(base, step, fields) if count == 1 and step else ""
            if filled:
                self.people.append(filled)
                continue
            twin = self.people[0] if n and what.twins else self._twin_of(step)
            kinds = {"twin_of": twin, "twins": what.twins if what.twins == "identical" else ""} if twin else {}
            fields = {**fields, **kinds}
            self.people.append(w.add("people", **fields, place=w.place_beside(base, row)))
        if what.count and number != count:
            w.set("people", self.people[0], count=what.count)

    def _pair(self, step: Step | None) -> bool:
        return step is not None and step.to == "parent" and not self.what.count

    def _twin_of(self, step: Step | None) -> str:
        return self.of if step is not None and step.to == "sibling" and self.what.twins and not self.what.many else ""

    def _place_of_unknown(self, base: str, step: Step, fields: Mapping[str, Any]) -> str:
        """An unknown parent who stands there already gets the name (R1)."""
        if step.to != "parent" or step.link or fields["unknown"]:
            return ""
        for person in self.w.parents(base):
            stands = self.w.person(person)
            same = stands.get("gender") in (fields["gender"], "unknown", "", None)
            if stands.get("unknown") and not stands.get("name") and same and not self.what.lives_with:
                given = {k: v for k, v in fields.items() if v not in (None, "", False) and k not in ("note", "index")}
                if fields["note"]:
                    return ""  # a shared text is written with its record only
                self.w.set("people", person, **given, unknown=False)
                return person
        return ""

    def _hang(self, base: str, step: Step) -> None:
        what = self.what
        dated = {"began": what.since, "ended": what.until}
        if step.to == "parent" and step.link and len(self.people) == 2:
            union = self.w.couple(*self.people)
            self.w.add("parent_links", child=base, union=union, kind=step.link, **dated)
            return
        for person in self.people:
            if person in self.w.parents(base) and step.to == "parent":
                continue  # an unknown parent who got their name
            if step.half and self._half(base, person, step):
                continue
            if step.to == "parent" and not step.link and len(self._full(base)) > 1:
                self._doubt(Finding("relative_second_parent", parameters={"name": self.w.name(base)}))
            if step.link == "step" and self._step(base, person, step):
                continue
            if step.to == "child":
                self._under(base, person, step)
                continue
            hang(self.w, base, person, step, what=what)

    def _full(self, child: str) -> list[str]:
        return [p for p in self.w.parents(child) if not self.w.person(p).get("unknown")]

    def _half(self, base: str, person: str, step: Step) -> bool:
        """A half-brother hangs from one parent in common: the one of the side that was said, of his family name or
        that has another couple; with that couple where there is one."""
        parents = self.w.parents(base)
        if not parents:
            common = self._somebody(base, Step("parent"), self.what.side)
            self.w.add("parent_links", child=person, parent=common, kind="biological")
            return True
        own = {str(link.get("union") or "") for _, link in self.w.links_of(base)}
        others = {p: [u for u in self.w.unions_of(p) if u not in own] for p in parents}
        surname = self._surname()
        side = [p for p in parents if self.what.side and self.w.person(p).get("gender") == self.what.side]
        by_name = [
            (p, u)
            for p in side or parents
            for u in others[p]
            if surname and self.w.name_of_family(self.w.partner(u, p)) == surname
        ]
        if len(by_name) == 1:
            common, union = by_name[0]
            sure = True
        else:
            ranked = sorted(side or parents, key=lambda p: (not others[p], self.w.person(p).get("gender") != "female"))
            same = [p for p in ranked if surname and surname in self.w.name_of_family(p).split("-")]
            hyphened = [p for p in ranked if surname and self.w.name_of_family(p) in surname.split("-")]
            common = next(iter(same or hyphened or ranked))
            union = others[common][0] if len(others[common]) == 1 else ""
            sure = len(side) == 1
        if not sure:
            self._doubt(Finding("relative_half", parameters={"name": self._called(common)}))
        where = {"union": union} if union else {"parent": common}
        self.w.add("parent_links", child=person, kind="biological", **where)
        return True

    def _step(self, base: str, person: str, step: Step) -> bool:
        """A stepfather is a partner of a parent; a stepsister a child of a parent's partner."""
        parents = self.w.parents(base)
        if step.to == "child" or not parents:
            return False
        if step.to == "parent":
            unlike = [p for p in parents if self.w.person(p).get("gender") not in (step.gender, "unknown", None)]
            parent = (unlike or parents)[0]
            if len(parents) > 1 and not unlike:
                self._doubt(Finding("relative_which_one", parameters={"name": self._called(parent)}))
            union = self.w.couple(parent, person, began=self.what.since, ended=self.what.until)
            self.w.add("parent_links", child=base, union=union, kind="step")
            return True
        partners = [
            other for p in parents for u in self.w.unions_of(p) if (other := self.w.partner(u, p)) not in (*parents, "")
        ]
        if not partners:
            self._doubt(Finding("relative_which_one", parameters={"name": self._called(parents[0])}))
            partners = [self._somebody(parents[0], Step("partner"), "")]
        self.w.add("parent_links", child=person, parent=partners[0], kind="biological")
        return True

    def _under(self, base: str, person: str, step: Step) -> None:
        """A child hangs from the one couple of a parent, from the couple of its family name, else from the parent."""
        kind = step.link or "biological"
        unions = self.w.unions_of(base)
        if len(unions) > 1:
            surname = self._surname()
            named_so = [u for u in unions if surname and self.w.name_of_family(self.w.partner(u, base)) == surname]
            unions = named_so if len(named_so) == 1 else []
            if not unions:
                self._doubt(Finding("relative_which_couple", parameters={"name": self._called(base)}))
        where = {"union": unions[0]} if unions and kind != "step" else {"parent": base}
        self.w.add("parent_links", child=person, kind=kind, began=self.what.since, ended=self.what.until, **where)

    def _carer_too(self, steps: list[Step]) -> None:
        """Who is a relative and was added with the button for carers looks after them too."""
        if self.relation != "carer" or not self.people or not self.to:
            return
        if steps and steps[-1].to == "parent" and steps[-1].link and len(steps) == 1:
            if not self.what.kin or self.what.kin[-1].key == "carer":
                self._doubt(Finding("relative_which_care"))
            return
        linked = {str(link.get("parent") or "") for _, link in self.w.links_of(self.to, birth=False)}
        for person in self.people:
            if person not in linked and person not in self.w.parents(self.to):
                self.w.add("parent_links", child=self.to, parent=person, kind="kinship", began=self.what.since,
                           ended=self.what.until)  # fmt: skip

    # -- what else was told

    def _around(self) -> None:
        what, w = self.what, self.w
        last = what.kin[-1] if what.kin else None
        for person in self.people:
            for bond in what.bonds:
                if self.to:
                    w.add("bonds", a=self.to, b=person, kind=bond)
            friend = last is not None and not last.steps and last.kind == "person"
            if friend and self.of and not what.bonds:
                w.add("bonds", a=self.of, b=person, kind="other", words=what.kin_words[:LINE_MAX])
            if what.stay is not None:
                kind, name, since = what.stay
                homes = w.of("households").items()
                there = (i for i, home in homes if str(home.get("name", "")).casefold() == name.casefold())
                home = next(there, "") or w.add("households", name=name, kind=kind)
                w.add("stays", household=home, person=person, began=since)
            if what.lives_with:
                self._lives_with(person)

    def _lives_with(self, person: str) -> None:
        """ "lives with Nan": in the one home where that person is now; else the words stand in the note."""
        found = named(self.w, self.what.lives_with)
        stays = [s for s in self.w.of("stays").values() if found[:1] == [s.get("person")] and not s.get("ended")]
        if len(found) == 1 and len(stays) == 1:
            self.w.add("stays", household=stays[0]["household"], person=person)
        elif person == self.people[0] and ("people", person) in self.w.entries:
            entry = self.w.entries["people", person]
            if not entry.there:
                note = "\n".join(filter(None, [str(entry.fields.get("note", "")), self.what.lives_with]))
                self.w.set("people", person, note=note)

    def _doubts_of_words(self) -> None:
        what = self.what
        for line in what.note:
            self._doubt(Finding("relative_kept", parameters={"words": line[:LINE_MAX]}))
        if what.guessed_name and what.names:
            self._doubt(Finding("relative_name", parameters={"name": what.names[0]}))
        if what.read_as_life:
            self._doubt(Finding("relative_life"))
        for name in what.names:
            here = named(self.w, name, without=self.people)
            if here:
                place = Place("people", here[0])
                self._doubt(Finding("relative_already", place, parameters={"name": name[:LINE_MAX]}))


def named(writing: Writing, name: str, *, without: Sequence[str] = ()) -> list[str]:
    """Who is called so: by the whole name, what they are known as, or their first name where only one has it."""
    said = " ".join(name.casefold().split())
    people = writing.of("people")
    here = {i: people[i] for i in writing.by_name.get(said, ()) if i not in without}
    whole = [i for i, p in here.items() if said in (str(p.get(key) or "").casefold() for key in NAMES)]
    first = [i for i, p in here.items() if str(p.get("name") or "").casefold().split()[:1] == [said]]
    return whole or first


def hang(w: Writing, base: str, person: str, step: Step, *, what: Told | None = None) -> None:
    """Ties somebody to whom they are one step from."""
    dated = {"began": what.since, "ended": what.until} if what else {}
    if step.to == "parent":
        add_parent(w, base, person, step.link or "biological", dated)
    elif step.to == "sibling":
        add_sibling(w, base, person, step.link)
    elif step.to == "partner":
        add_partner(w, base, person, step, what)
    else:
        unions = w.unions_of(base)
        where = {"union": unions[0]} if len(unions) == 1 else {"parent": base}
        w.add("parent_links", child=person, kind=step.link or "biological", **where)


def add_parent(w: Writing, child: str, person: str, kind: str, dated: Mapping[str, Any]) -> None:
    """A parent: in the free place of the couple, beside the one parent who is there, or alone; carers apart."""
    if kind != "biological":
        w.add("parent_links", child=child, parent=person, kind=kind, **dated)
        return
    links = [(i, link) for i, link in w.links_of(child) if kind_of(link) == "biological"]
    gender = str(w.person(person).get("gender") or "")
    for _, link in links:
        side = w.missing_side(str(link.get("union") or ""), gender) if link.get("union") else ""
        if side:
            w.set("unions", str(link["union"]), **{side: person})
            return
    alone = next(((i, link) for i, link in links if link.get("parent") and not link.get("union")), None)
    if alone is not None:
        link_id, link = alone
        union = w.couple(str(link["parent"]), person)
        w.set("parent_links", link_id, union=union, parent="")
        return
    w.add("parent_links", child=child, parent=person, kind="biological")


def add_sibling(w: Writing, kin: str, person: str, kind: str) -> None:
    """A brother or sister: under the same couple or parent; where none is known, a couple of two who are missing."""
    links = w.links_of(kin) if not kind or kind == "adoptive" else w.links_of(kin, birth=False)
    same = [link for _, link in links if kind and kind_of(link) == kind]
    if same or links:
        link = (same or [link for _, link in links])[0]
        where = {"union": link.get("union") or "", "parent": link.get("parent") or ""}
        w.add("parent_links", child=person, kind=kind or kind_of(link), **where)
        return
    union = w.add("unions", kind="unknown")
    w.add("parent_links", child=kin, union=union, kind="biological")
    w.add("parent_links", child=person, union=union, kind=kind or "biological")


def add_partner(w: Writing, base: str, person: str, step: Step, what: Told | None) -> None:
    """A partner: in the free place of a couple whose other one is missing, or a couple of their own; with its
    course."""
    course = list(what.course) if what else []
    fields, turns = course_of(course)
    since = {"began": what.since, "ended": what.until} if what else {}
    given = {"kind": step.union, "ending": step.ending, **{k: v for k, v in since.items() if v}, **fields}
    free = [u for u in w.unions_of(base) if not w.partner(u, base) and kind_of_union(w, u) != "single_carer"]
    if len(free) == 1:
        side = w.missing_side(free[0], str(w.person(person).get("gender") or ""))
        w.set("unions", free[0], **{side: person}, **{k: v for k, v in given.items() if v not in ("", None, "unknown")})
        union = free[0]
    else:
        union = w.couple(base, person, **given)
    for kind, when in turns:
        w.add("turns", union=union, kind=kind, when=when)


def kind_of_union(w: Writing, union: str) -> str:
    """What kind of couple one is."""
    return str(w.of("unions").get(union, {}).get("kind") or "unknown")


def course_of(course: list[tuple[str, Moment | None]]) -> tuple[dict[str, Any], list[tuple[str, Moment | None]]]:
    """The fields of a couple from its course, and the turns that its beginning and end do not say."""
    kinds = {"together": "relationship", "engaged": "engaged", "married": "married", "cohabiting": "cohabiting",
             "civil_partnership": "civil_partnership", "affair": "affair", "casual": "casual"}  # fmt: skip
    ends = ("separated", "divorced", "annulled", "widowed")
    fields: dict[str, Any] = {}
    left = list(course)
    first = next((each for each in left if each[0] in kinds), None)
    if first is not None:
        fields["began"] = first[1]
        left.remove(first)
    said = [kinds[kind] for kind, _ in course if kind in kinds]
    if said:
        fields["kind"] = said[-1]
    if course and course[-1][0] in ends and course[-1] in left:
        fields["ending"], fields["ended"] = course[-1]
        left.remove(course[-1])
    turns = vocabulary.keys("union_turns")
    return fields, [(kind if kind in turns else "together", when) for kind, when in left]
