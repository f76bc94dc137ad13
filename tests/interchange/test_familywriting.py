"""Family facts out and in again."""

import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings

from server.example import FACTS, read_example
from server.interchange.family import read_family
from server.interchange.familywriting import write_family
from server.interchange.records import FAMILY, Plain, whole_record
from tests.families import record_id
from tests.interchange.trees import by_name, families

TODAY = date(2026, 3, 12)
SEED = b"a seed of the test"


def written(family: Plain, **more: Any) -> dict[str, Any]:
    return write_family(family, today=TODAY, **{"with_sensitive": True, **more})


def again(facts: dict[str, Any]) -> Plain:
    return read_family(json.dumps(facts).encode(), seed=SEED).records


def example() -> Plain:
    """The example's family, each record with a name of its own."""
    records = read_example().records
    return {
        name: {i: {**record, "agency": f"{name} {n}"} for n, (i, record) in enumerate(records[name].items())}
        for name in FAMILY
    }


def test_the_example_comes_back_equal() -> None:
    """J1"""
    assert by_name(again(written(example()))) == by_name(example())


def test_a_family_brought_back_into_its_case_adds_nothing() -> None:
    reading = read_family(json.dumps(written(example())).encode(), seed=SEED, standing=example())
    assert not any(reading.records.values()) and reading.fills == {}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_any_family_comes_back_equal(family: Plain) -> None:
    """J1: every field of every record, whatever stands in it."""
    assert by_name(again(written(family))) == by_name(family)


def test_what_is_written_is_as_people_write_it() -> None:
    """J2: the example comes out in the words it came in with."""
    before = json.loads(FACTS.read_text("utf-8"))
    after = written(read_example().records)
    people = {person["id"]: person for person in after["people"]}
    for person in before["people"]:
        kept = people[person["id"]]
        for key in ("name", "known_as", "gender", "born", "died", "cause", "occupation", "note", "strength", "kind"):
            assert kept.get(key) == person.get(key), (person["id"], key)
        said = [each if isinstance(each, str) else each["text"] for each in kept.get("conditions", [])]
        assert said == person.get("conditions", [])
    couples = {couple["id"]: couple for couple in after["couples"]}
    for couple in before["couples"]:
        assert (couples[couple["id"]].get("start"), couples[couple["id"]].get("end")) == (
            couple.get("start"), couple.get("end"))  # fmt: skip
    assert after["subject"] == before["subject"]


def test_what_is_held_back_stays_here() -> None:
    """J3"""
    secret = record_id("secret")
    family = {**example(), "people": {**example()["people"], secret: whole_record("people", secret, {
        "name": "Whispered", "secret": True})}}  # fmt: skip
    text = json.dumps(written(family, with_sensitive=False))
    assert "Whispered" not in text and "opiate" not in text and "Kelly-Ann" in text
    hidden = json.dumps(written(family, with_sensitive=False, living=False))
    assert "Kelly-Ann" not in hidden and "Emrys" in hidden
