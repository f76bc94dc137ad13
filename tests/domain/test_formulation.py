"""The formulation: reading is total, and the plain form round-trips."""

from typing import Any

from hypothesis import given

from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from tests.domain.test_fields import JSON
from tests.families import event, family, person_id


@given(JSON)
def test_anything_reads_into_a_formulation(anything: Any) -> None:
    formulation, _ = from_plain(anything)
    assert from_plain(to_plain(formulation)) == (formulation, ())


def test_the_plain_form_of_a_family_reads_back_the_same() -> None:
    sam = family("""
        Sam, male, 14/02/2011, index
        Kelly, female, 1991
        Kelly + Craig: Sam, Macsen
        Sam ~close~ Nain
    """)
    assert from_plain(to_plain(sam)) == (sam, ())
    assert len(sam.people) == 5
    assert sam.index_person is not None and sam.index_person.name == "Sam"


def test_what_cannot_be_used_is_found_and_the_rest_is_kept() -> None:
    i, plain = event("Moved school", lane="school")
    formulation, found = from_plain({"events": {i: {**plain, "lane": "no such lane"}, "../etc": {}}})
    assert formulation.events[i].title == "Moved school"
    assert {(f.key, f.place.field) for f in found} == {("unreadable_field", "lane"), ("unreadable_record", "")}


def test_a_removed_record_is_kept_and_not_in_what_stands() -> None:
    i, plain = event("Said twice", removed_at="2026-03-12T10:00:00Z")
    formulation, _ = from_plain({"events": {i: plain}})
    assert i in formulation.events
    assert i not in formulation.standing().events


def test_two_index_people_are_no_index_person() -> None:
    two = family("Sam, index\nAlex, index")
    assert two.index_person is None
    assert two.people[person_id("Sam")].index


def test_every_collection_has_a_place_in_the_formulation() -> None:
    assert list(to_plain(Formulation())) == [*COLLECTIONS, "story"]
