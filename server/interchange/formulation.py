"""A formulation (JSON) as a psychologist's notes hold it: the board, the story, the placement, the recommendations.

The shape is that of the example case: `five_ps` (a list of texts with `refs` for each box), `story` (sentences with
`refs`, and where they say so a `part`, `hypothesis`, `alternatives`), `trm` (`placed`, `not_ready_for`, `emerging`,
`rationale`, `refs`; one or a list), `recommendations` (`n`, `text`, `trm_steps`, `needs_first`, `who`, `by`, and any
field of a recommendation under its own name), `avoid_for_now`, `child_voice`. `refs` are the ids that events, people
and facts had where they were imported from. Rules I1 to I4 of `records.py`, and:

J1  what a ref points at is found among what stands in the case; one that is found nowhere is told, and its words kept.
J2  what is there already, by its ref, is not brought in twice; a part of the story that has words is not added to.
J3  the kind of a recommendation, whether it starts, and whether it brings somebody new are guessed from its words
    where the file does not say; how many were guessed is told, so that somebody looks.
J4  what the file calls placed is what the meeting agreed; six steps that are the practice guide's own are not kept.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.domain import vocabulary
from server.domain.errors import Finding, Place, Refusal
from server.domain.fields import LINE_MAX, PROSE_MAX, Kind, clean, clean_line
from server.domain.formulation import SPECS
from server.domain.moments import Moment, read
from server.domain.steps import range_of
from server.domain.story import CITED, PART_MAX, Atom, Block, StoryPart, Text, state_digest
from server.interchange.records import (
    NOT_CARRIED,
    Plain,
    Reading,
    Standing,
    first_words,
    read_json,
    record_id,
    whole_record,
    words_of,
)

BRINGS: Final = ("cards", "statements", "placements", "recommendations", "voices")
"""The collections that such a file brings."""
TITLE_MAX: Final = 500
MOST: Final = 2_000
"""Things of one kind in a file."""

_KINDS: Final = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("therapy", r"therap|\bcamhs\b|counsel|\bcbt\b|\bemdr\b|cwnsela|profedigaeth"),
        ("life_story", r"memory box|life.?story|remember|blwch atgofion|stori bywyd|cofio"),
        ("offence_work", r"offence.?focus|victim (?:empathy|awareness)|empathi .{0,6}dioddefwr"),
        ("restorative", r"restorative|adferol"),
        ("thinking", r"anger|consequential thinking|thinking skills|cognitive|rheoli dicter"),
        ("group", r"\bgroups?\b|group.?work|\b[gc]rwpiau\b|rhaglen(?:ni)? grŵp"),
        ("communication", r"passport|\bsalt\b|speech|letters|re-?written|easy.?read|pasbort|lleferydd|llythyrau"),
        ("education", r"\beotas\b|school|college|education|training|timetable|ysgol|addysg|coleg"),
        ("home", r"placement|\bmoves?\b|tenancy|lleoliad|symud tŷ|tenantiaeth"),
        ("family_time", r"visits?\b|contact\b|\bcards?\b|sibling|family time|ymweliad|cerdyn|cysylltiad|brodyr"),
        ("time_together", r"doing, not talking|one.?to.?one|\b1:1\b|mentor|weekly .{0,20}with|car time|un.?i.?un"),
        ("routine", r"same (?:adult|place|time|three)|routine|evening|bedtime|trefn|amser gwely|yr un (?:oedolyn|lle)"),
        ("health", r"\bgp\b|dentist|nurse|health|sleep|meddyg|deintydd|nyrs|iechyd|cysgu"),
        ("goals", r"\bgoals?\b|apprentice|driving licence|nodau|prentisiaeth"),
        ("ending", r"\bending\b|goodbye|hand.?over|diweddglo|ffarwel|trosglwyddo"),
        ("activity", r"\bclub\b|football|\bgym\b|music|clwb|pêl.?droed|cerddoriaeth"),
    )
)
"""What the words of a recommendation make its kind to be, the first that fits (J3)."""
_HELD: Final = re.compile(r"\bhold\b|keep a place|cadw lle", re.IGNORECASE)
_WAITS: Final = re.compile(r"when (?:ready|he|she|they)\b|not before|not yet|pan fydd|ddim eto|dim eto", re.IGNORECASE)
_NEW: Final = re.compile(r"introduc|new (?:worker|adult|mentor)|cyflwyno|(?:gweithiwr|oedolyn) newydd", re.IGNORECASE)
_BY: Final = re.compile(r"^(?:when|if|as soon as|pan|os)\b", re.IGNORECASE)
_GUIDE_STEPS: Final = 6


def is_formulation(value: Any) -> bool:
    """Whether some JSON is a formulation, and not facts about a family or a bundle."""
    return isinstance(value, dict) and "people" not in value and ("five_ps" in value or "story" in value)


def read_formulation(data: bytes, *, seed: bytes, language: str, standing: Standing) -> Reading:
    """The records of a formulation; its story under `story`, as a version holds it.

    `standing` is the case's plain content, in which the refs are looked for; `seed` makes the ids. Raises Refusal for
    what is no JSON or too large; anything else that is not understood is told and kept in words.
    """
    value = read_json(data)
    if not is_formulation(value):
        raise Refusal("not_a_formulation")
    return _Formulation(seed, language, standing).read(dict(value))


class _Formulation:
    """One file on its way in."""

    def __init__(self, seed: bytes, language: str, standing: Standing) -> None:
        self.seed, self.language, self.standing = seed, language, standing
        self.records: Plain = {name: {} for name in BRINGS}
        self.story: dict[str, list[Block]] = {}
        self.findings: list[Finding] = []
        self.already = self.guessed = 0
        self.recommended: dict[str, str] = {}
        self.standing_refs = {
            name: {
                str(r["ref"]): i for i, r in standing.get(name, {}).items() if r.get("ref") and not r.get("removed_at")
            }
            for name in {*BRINGS, *CITED}
        }
        self.refs: dict[str, tuple[str, str]] = {}
        for name in reversed(CITED):
            self.refs.update({ref: (name, i) for ref, i in self.standing_refs[name].items()})

    def read(self, value: dict[str, Any]) -> Reading:
        """Everything of the file."""
        about: dict[str, str] = {}
        boxes = value.pop("five_ps", {})
        for box, cards in boxes.items() if isinstance(boxes, dict) else [("", boxes)]:
            self.box(str(box), cards)
        for number, sentence in enumerate(self.items(value.pop("story", [])), start=1):
            self.sentence(number, sentence)
        for number, placed in enumerate(self.items(value.pop("trm", [])), start=1):
            self.placement(number, placed)
        recommendations = self.items(value.pop("recommendations", []))
        for number, each in enumerate(recommendations, start=1):
            ref = clean_line(words_of(each.get("n", number)))[:LINE_MAX]
            self.recommended.setdefault(ref, self.there("recommendations", ref) or self.id("recommendations", ref))
        for number, each in enumerate(recommendations, start=1):
            self.recommendation(str(number), each)
        for number, each in enumerate(self.items(value.pop("avoid_for_now", [])), start=1):
            self.recommendation(f"avoid/{number}", {"start": "avoid", **each})
        for number, each in enumerate(self.items(value.pop("child_voice", [])), start=1):
            self.voice(number, each)
        about.update({key: words_of(left) for key, left in value.items()})  # I1: what it says of itself
        return Reading({**self.records, **self.written()}, tuple(self.told()), about)

    def written(self) -> Plain:
        """The parts of the story that are brought in (J2), as a version holds them."""
        there = self.standing.get("story", {})
        parts: dict[str, dict[str, Any]] = {}
        for part, blocks in self.story.items():
            if StoryPart.from_json(there.get(part))[0].words.strip():
                words = StoryPart(tuple(blocks)).words
                parameters = {"words": first_words(words, 80)}
                self.findings.append(Finding("story_written_already", Place("story", "", part), False, parameters))
                self.drop_statements(blocks)
            else:
                parts[part] = StoryPart.from_json({"blocks": StoryPart(tuple(blocks)).to_json()["blocks"]})[0].to_json()
        return {"story": parts} if parts else {}

    def drop_statements(self, blocks: Iterable[Block]) -> None:
        """A statement belongs to a mark of the story, and goes where that does not come."""
        for block in blocks:
            for inline in block.content:
                if isinstance(inline, Atom):
                    self.records["statements"].pop(inline.id, None)

    def told(self) -> list[Finding]:
        more = [Finding("already_there", parameters={"count": self.already})] if self.already else []
        if self.guessed:
            place = Place("recommendations")
            more.append(Finding("recommendations_guessed", place, parameters={"count": self.guessed}))
        return self.findings + more

    # one thing of each kind

    def box(self, name: str, cards: Any) -> None:
        box = {"services": "context", "": "context"}.get(name.casefold(), name.casefold())
        if box not in vocabulary.keys("boxes"):
            self.findings.append(Finding("unknown_kind", Place("boxes"), parameters={"words": name[:LINE_MAX]}))
            box = "context"
        for number, card in enumerate(self.items(cards), start=1):
            values = {"box": box, "text": self.line("text", card, "note"), **self.grounds(card)}
            self.put("cards", f"{name}/{number}", values, card, "note")

    def sentence(self, number: int, told: dict[str, Any]) -> None:
        """One sentence of the story, in a paragraph of its own, with what it stands on after it."""
        part = clean_line(words_of(told.pop("part", ""))) or vocabulary.STORY_PARTS[0].key
        if part not in vocabulary.keys("story_parts"):
            self.findings.append(Finding("unknown_kind", Place("story_parts"), parameters={"words": part[:LINE_MAX]}))
            part = vocabulary.STORY_PARTS[0].key
        content: list[Text | Atom] = [Text(clean_line(words_of(told.pop("text", ""))))]
        alternatives = clean(words_of(told.pop("alternatives", "")))
        hypothesis = bool(told.pop("hypothesis", False)) or bool(alternatives)
        for ref in self.words_in(told.pop("refs", [])):
            if found := self.found(ref):
                content.append(self.citation(f"{number}/{ref}", *found))
            else:
                self.nobody(Place("story", "", part), ref)
        if hypothesis:
            i = self.id("statements", f"{number}/hypothesis")
            values = {"kind": "hypothesis", "alternatives": alternatives, "note": self.rest(told)}
            self.statement(i, f"{number}/hypothesis", values)
            content.append(Atom("hypothesis", i))
        elif told:
            words = {"words": self.rest(told)[:LINE_MAX]}
            self.findings.append(Finding("unreadable_entry", Place("story", "", part), parameters=words))
        blocks = self.story.setdefault(part, [])
        if sum(len(i.text) for b in blocks for i in b.content if isinstance(i, Text)) > PART_MAX // 2:
            raise Refusal("text_too_long", status=413, most=PART_MAX // 2)
        blocks.append(Block("paragraph", tuple(content)))

    def citation(self, ref: str, collection: str, i: str) -> Atom:
        """The mark of a citation, and what is kept of it: how what it points at stands now."""
        atom = Atom("citation", self.id("statements", ref), collection, i)
        looked = state_digest(self.standing[collection][i])
        self.statement(atom.id, ref, {"kind": "citation", "collection": collection, "record": i, "looked": looked})
        return atom

    def statement(self, i: str, ref: str, values: Mapping[str, Any]) -> None:
        common = {"ref": f"story/{ref}"[:LINE_MAX], "language": self.language}
        self.records["statements"][i] = whole_record("statements", i, {**common, **values})

    def placement(self, number: int, told: dict[str, Any]) -> None:
        steps = told.get("steps")
        if isinstance(steps, list) and len(steps) == _GUIDE_STEPS:
            told.pop("steps")
        values: dict[str, Any] = {"agreed": True, **self.grounds(told)}
        for key, name in (("placed", "steps"), ("emerging", "emerging"), ("not_ready_for", "not_ready")):
            values[name] = self.steps(told, key)
        values["reason"] = clean(words_of(told.pop("rationale", told.pop("reason", ""))))
        if "at" in told:
            values["when"] = self.moment(told.pop("at"))
        self.put("placements", f"placement/{number}", values, told, "reason")

    def recommendation(self, number: str, told: dict[str, Any]) -> None:
        ref = clean_line(words_of(told.pop("n", number)))[:LINE_MAX]
        text = words_of(told.get("text", told.get("title", "")))
        values = self.guesses(text, told)
        told.update({"text": told.pop("title")} if "title" in told and "text" not in told else {})
        values["title"] = self.line("text", told, "why")
        values |= self.grounds(told)
        values["steps"] = self.steps(told, "trm_steps") or self.choice(told, "steps", "step_ranges")
        values["needs_first"] = self.needs(told)
        values["who"] = self.line("who", told, "why", LINE_MAX)
        values |= self.done_by(values["who"])
        self.put("recommendations", ref, values, told, "why")

    def guesses(self, text: str, told: dict[str, Any]) -> dict[str, Any]:
        """Kind, start and new adults: as the file says, else from the words (J3)."""
        said = {name: self.choice(told, name, table) for name, table in _GUESSED.items() if name in told}
        kind = next((kind for kind, words in _KINDS if words.search(text)), "other")
        start = "hold" if _HELD.search(text) else "now"
        if start == "now" and (_WAITS.search(text) or _BY.search(words_of(told.get("by", "")))):
            start = "later"
        guess = {"kind": kind, "start": start, "new_adults": "one" if _NEW.search(text) else ""}
        said = {name: value for name, value in said.items() if value}
        self.guessed += any(guess[name] != plain and name not in said for name, plain in _UNSAID.items())
        return {**guess, **said}

    def needs(self, told: dict[str, Any]) -> dict[str, str]:
        found = {}
        for ref in self.words_in(told.pop("needs_first", [])):
            if ref in self.recommended:
                found[self.recommended[ref]] = "needed"
            else:
                self.nobody(Place("recommendations"), ref)
        return found

    def done_by(self, who: str) -> dict[str, Any]:
        """The one person of the family map of that very name, where there is one."""
        people = self.standing.get("people", {})
        named = {"known_as", "called", "name"}
        same = [i for i, p in people.items() if who and who in {p.get(n) for n in named} and not p.get("removed_at")]
        return {"done_by": {same[0]: "does"}} if len(same) == 1 else {}

    def voice(self, number: int, told: dict[str, Any]) -> None:
        values = {"text": clean(words_of(told.pop("text", ""))), **self.grounds(told, "about")}
        self.put("voices", f"voice/{number}", values, told, "how")

    # values

    def put(self, collection: str, ref: str, values: dict[str, Any], told: dict[str, Any], keeps: str) -> None:
        """A record with every field that the file says under its own name; what is left stands in the text `keeps`."""
        if self.there(collection, ref):
            self.already += 1
            return
        for spec in SPECS[collection]:
            if spec.name in told and spec.name not in values and spec.name not in NOT_CARRIED:
                if spec.kind is Kind.CHOICE:
                    values[spec.name] = self.choice(told, spec.name, spec.table)
                elif spec.kind is Kind.MOMENT:
                    values[spec.name] = self.moment(told.pop(spec.name))
                elif spec.kind is Kind.LINE and len(clean_line(words_of(told[spec.name]))) <= spec.limit:
                    values[spec.name] = clean_line(words_of(told.pop(spec.name)))
                elif spec.kind is Kind.PROSE and spec.name != keeps:
                    values[spec.name] = clean(words_of(told.pop(spec.name)))
                elif spec.kind is Kind.FLAG:
                    values[spec.name] = told.pop(spec.name) is True
        own = clean(words_of(told.pop(keeps, "")))
        kept = "\n".join(filter(None, (str(values.get(keeps, "")), own, self.rest(told))))
        if len(kept) > (LINE_MAX if keeps == "how" else PROSE_MAX):
            raise Refusal("text_too_long", status=413, most=LINE_MAX if keeps == "how" else PROSE_MAX)
        i = self.id(collection, ref)
        common = {"ref": clean_line(ref)[:LINE_MAX], "language": self.language, "order": _order(self.after(collection))}
        self.records[collection][i] = whole_record(collection, i, {**common, **values, keeps: kept})

    def after(self, collection: str) -> int:
        """How many stand in a collection already, and come before what is brought in."""
        return len(self.standing.get(collection, {})) + len(self.records[collection])

    def id(self, collection: str, ref: str) -> str:
        return record_id(self.seed, collection, ref)

    def there(self, collection: str, ref: str) -> str:
        """The id of what stands in the case under this ref, or "" (J2)."""
        return self.standing_refs[collection].get(ref, "")

    def grounds(self, told: dict[str, Any], role: str = "supports") -> dict[str, dict[str, str]]:
        """What something rests on, from its refs (J1)."""
        found: dict[str, dict[str, str]] = {name: {} for name in CITED}
        lost = []
        for ref in self.words_in(told.pop("refs", [])):
            if there := self.found(ref):
                found[there[0]][there[1]] = role
            else:
                lost.append(ref)
                self.nobody(Place("events"), ref)
        if lost:
            told["refs"] = lost  # the words stay
        return found

    def found(self, ref: str) -> tuple[str, str] | None:
        """The collection and id of what had this ref."""
        return self.refs.get(ref)

    def nobody(self, place: Place, ref: str) -> None:
        self.findings.append(Finding("nothing_of_that_ref", place, parameters={"ref": ref[:LINE_MAX]}))

    def steps(self, told: dict[str, Any], key: str) -> str:
        """Steps by number as a stretch; what are none stay in words."""
        numbers = told.get(key, [])
        numbers = numbers if isinstance(numbers, list) else [numbers]
        if not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers) or not (held := range_of(numbers)):
            return ""
        told.pop(key)
        return held

    def choice(self, told: dict[str, Any], key: str, table: str) -> str:
        """The row that a word means, or ""; a word that is none is told, and stays."""
        word = words_of(told.get(key, "")).casefold().strip().replace(" ", "_").replace("-", "_")
        if not word or word in vocabulary.keys(table):
            told.pop(key, None)
            return word
        words = {"words": words_of(told[key])[:LINE_MAX]}
        self.findings.append(Finding("unknown_kind", Place(table), parameters=words))
        return ""

    def line(self, key: str, told: dict[str, Any], keeps: str, most: int = TITLE_MAX) -> str:
        """A short text; of a longer one the first words, and the whole in the text `keeps` (I4)."""
        words = clean(words_of(told.pop(key, "")))
        if len(clean_line(words)) <= most:
            return clean_line(words)
        told[keeps] = "\n".join(filter(None, (words, words_of(told.get(keeps, "")))))
        return first_words(words, most)

    def moment(self, said: Any) -> Moment | None:
        words = words_of(said)
        return read(words, language=self.language, born=None, after=None) if words.strip() else None

    def words_in(self, value: Any) -> list[str]:
        """A list of refs, or one, as words."""
        each = value if isinstance(value, list) else [value] if value not in (None, "") else []
        return list(dict.fromkeys(clean_line(words_of(one)) for one in each))

    def rest(self, told: dict[str, Any]) -> str:
        """What is left of a thing, "key: words" on a line each (I1)."""
        lines = [f"{key}: {words_of(value)}" for key, value in told.items() if value not in ("", None, [], {})]
        return clean("\n".join(lines))

    def items(self, value: Any) -> list[dict[str, Any]]:
        """A list of things, or one; a bare text is a thing that says it. Raises Refusal for more than can be read."""
        each = value if isinstance(value, list) else [value] if value not in (None, "", {}) else []
        if len(each) > MOST:
            raise Refusal("formulation_too_long", status=413, most=MOST)
        return [dict(one) if isinstance(one, dict) else {"text": words_of(one)} for one in each]


_GUESSED: Final = {"kind": "recommendation_kinds", "start": "starts", "new_adults": "new_adults"}
"""What is guessed from words -> its table, and (`_UNSAID`) what stands where the words say nothing."""
_UNSAID: Final = {"kind": "other", "start": "now", "new_adults": ""}


def _order(number: int) -> str:
    """The sortable key of the thing that has so many before it: a0 to az, then b00, as pages make them."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    length, base = 1, len(digits)
    while number >= base**length:
        number -= base**length
        length += 1
    written = ""
    for _ in range(length):
        number, digit = divmod(number, base)
        written = digits[digit] + written
    return chr(96 + length) + written
