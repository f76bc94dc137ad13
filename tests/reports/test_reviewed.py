"""Case A and its review of three months: the changes of the review's file made to the records, and the comparison says
what that file says changed, and nothing else; in words of both languages."""

import json
from collections import Counter
from copy import deepcopy
from typing import Any

import pytest

from server.domain.comparison import compare
from server.domain.formulation import COLLECTIONS, Formulation, from_plain
from server.domain.moments import read
from server.example import HERE
from server.languages import words
from server.reports.compared import SIGNS, sections
from tests.families import record_id
from tests.reports.frozen import case_a

REVIEW: dict[str, Any] = json.loads((HERE / "review.json").read_text(encoding="utf-8"))
STATES = {
    "done – broke once": "started", "done": "going_well", "holding": "going_well", "done 2026-04-20": "going_well",
    "started": "started", "moved up to July 2026": "started", "hold": "waiting",
}  # fmt: skip
LANES = {
    "Services": "services", "Community & exploitation": "community", "Strengths & protective": "strengths",
    "Offending": "police", "Child's voice": "words", "Family & home": "home",
}  # fmt: skip


def moment(said: str) -> dict[str, Any]:
    return read(said, language="en", born=None, after=None).to_json()


class Reviewed:
    """The plain form of case A on its way through the review; `expected` counts what is changed, by collection and
    verb."""

    def __init__(self) -> None:
        self.plain: dict[str, Any] = deepcopy(case_a())
        self.by_ref = {(n, r["ref"]): i for n in COLLECTIONS for i, r in self.plain[n].items() if r["ref"]}
        self.expected: Counter[tuple[str, str]] = Counter()

    def record(self, collection: str, ref: str) -> dict[str, Any]:
        found: dict[str, Any] = self.plain[collection][self.by_ref[collection, ref]]
        return found

    def set(self, verb: str, collection: str, ref: str, **values: Any) -> None:
        self.record(collection, ref).update(values)
        self.expected[collection, verb] += 1

    def add(self, collection: str, ref: str, **values: Any) -> str:
        i = record_id(f"{collection} {ref}")
        self.plain[collection][i] = {"ref": ref, **values}
        self.by_ref[collection, ref] = i
        self.expected[collection, "new"] += 1
        return i

    def remove(self, collection: str, ref: str) -> None:
        del self.plain[collection][self.by_ref[collection, ref]]
        self.expected[collection, "no_longer"] += 1

    def formulation(self) -> Formulation:
        formulation, doubtful = from_plain(self.plain)
        assert doubtful == ()
        return formulation


@pytest.fixture(scope="module")
def reviewed() -> Reviewed:
    """Case A after its review."""
    return review_of_case_a()


def review_of_case_a() -> Reviewed:
    """Case A with everything that the review's file says, and what the comparison is to tell of it."""
    it = Reviewed()
    _correct(it)
    _change_family(it)
    for n, told in enumerate(REVIEW["new_events"], start=1):
        it.add("events", f"r{n}", title=told["event"], when=moment(told["date"]), lane=LANES[told["category"]])
    it.add("voices", "v1", kind="words", text=REVIEW["child_voice"], asked="asked")
    agreed = {"agreed": True, "agreed_at": "2026-06-11T10:00:00Z"}
    for told in REVIEW["trm"][1:]:
        steps = "_".join(str(step) for step in told["placed"])
        emerging = "_".join(str(step) for step in told.get("emerging", ()))
        it.add("placements", told["at"], steps=steps, emerging=emerging, when=moment(told["at"]), **agreed)
    for told in REVIEW["recommendations"]:
        if told["status"] == "new":
            it.add("recommendations", str(told["n"]), title=told["text"], steps=str(told["trm_steps"][0]), order="z")
        else:
            values = {"by": moment("July 2026")} if "July" in told["status"] else {}
            it.set("changed", "recommendations", str(told["n"]), state=STATES[told["status"]], **values)
    return it


def _correct(it: Reviewed) -> None:
    def settled(outcome: str, reason: str) -> dict[str, Any]:
        told = {"field": "confidence", "value": "disputed", "settled": "2026-06-11T10:00:00Z"}
        return {record_id(reason): {**told, "outcome": outcome, "reason": reason}}

    dated, superseded, confirmed, care, double = REVIEW["corrections"]
    it.set("changed", "events", dated["ref"], when=moment(dated["new"]))
    it.set("corrected", "events", superseded["ref"], accounts=settled("not_chosen", superseded["note"]))
    it.set("corrected", "events", confirmed["ref"], confidence=confirmed["new"],
           accounts=settled("chosen", confirmed["source"]))  # fmt: skip
    it.set("changed", "events", care["ref"], confidence=care["new"], when=moment("1997 to 2000"))
    other = it.by_ref["events", double["new"]]
    it.set("merged", "events", double["ref"], same_as=other)


def _change_family(it: Reviewed) -> None:
    couple, link, father, birth, partner, baby, condition, *bonds = REVIEW["genogram_changes"]
    it.set("changed", "unions", couple["couple"], began=moment(couple["new"]))
    it.remove("parent_links", f"{link['couple']}/{link['person']}")
    a = it.add("people", father["id"], gender=father["gender"], unknown=True, note=father["note"])
    carol, bethan = it.by_ref["people", birth["b"]], it.by_ref["people", birth["children"][0]]
    union = it.add("unions", birth["id"], a=a, b=carol)
    it.add("parent_links", f"{birth['id']}/P6", union=union, child=bethan)
    new = it.add("people", partner["id"], gender=partner["gender"], note=partner["note"], sensitive=True)
    mother = it.by_ref["people", baby["couple_of"][1]]
    pair = it.add("unions", "C11", a=new, b=mother)
    child = it.add("people", baby["id"], kind="pregnancy", born=moment("20 November 2026"))
    it.add("parent_links", "C11/P23", union=pair, child=child)
    it.add("facts", "P9/1", about=it.by_ref["people", condition["person"]], area="health", text=condition["add"])
    for told in bonds:
        ends = {it.by_ref["people", told["a"]], it.by_ref["people", told["b"]]}
        (bond,) = [b for b in it.plain["bonds"].values() if {b["a"], b["b"]} == ends]
        it.set("changed", "bonds", bond["ref"], words=told["new"], kind=told["new"].split()[0])


def test_the_comparison_says_exactly_what_the_review_says_changed(reviewed: Reviewed) -> None:
    before, after = from_plain(case_a())[0], reviewed.formulation()
    found = compare(before, after)
    assert Counter((c.collection, c.verb) for c in found.changes) == reviewed.expected
    assert found.sentences == ()
    assert found.counts == {
        "story": 0, "family": 11, "timeline": 13, "steps": 2, "recommendations": 12, "board": 0, "voice": 1,
        "facts": 1, "comments": 0,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_change_is_told_in_words_with_what_it_was_and_what_it_is(reviewed: Reviewed, language: str) -> None:
    before, after, w = from_plain(case_a())[0], reviewed.formulation(), words(language)
    told = {each.key: each for each in sections(w, compare(before, after), before, after)}
    assert sum(each.count for each in told.values()) == sum(reviewed.expected.values())
    lines = [line for section in told.values() for line in section.lines]
    assert all(line.name and line.said and SIGNS[line.verb] == line.sign for line in lines)
    (dated,) = [line for line in told["timeline"].lines if "11/2017" in str(line.differences)]
    (when,) = [each for each in dated.differences if "2017" in each.after]
    assert ("31/11/2017" in when.before, "30/11/2017" in when.after) == (True, True)
    (sister,) = [line for line in told["family"].lines if line.collection == "bonds" and "Seren" in line.name]
    assert any("letters" in each.after for each in sister.differences)
    (gone,) = [line for line in lines if line.verb == "no_longer"]
    assert all(each.after == "" for each in gone.differences)
    new = [each for line in lines if line.verb == "new" for each in line.differences]
    assert new and all(each.before == "" and each.after for each in new)
    settled = [line.why for line in told["timeline"].lines if line.verb == "corrected"]
    assert any("nursery sign-out sheet" in why for why in settled) and len(settled) == 2
