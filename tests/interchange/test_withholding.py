"""What a file of a family holds back when it leaves the house."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from server.domain.fields import Kind
from server.domain.formulation import SPECS
from server.domain.moments import read
from server.interchange.records import Plain, whole_record
from server.interchange.withholding import may_be_living, with_living_hidden, without_sensitive
from tests.families import record_id
from tests.interchange.trees import families

TODAY = date(2026, 3, 12)


def person(**values: Any) -> dict[str, Any]:
    born = values.get("born")
    moment = read(born, language="en", born=None, after=None).to_json() if born else None
    return whole_record("people", record_id("somebody"), {**values, "born": moment})


@pytest.mark.parametrize(
    ("born", "living"), [("", True), ("2011", True), ("c. 1920", True), ("1914", False), ("1850", False)]
)
def test_whoever_is_not_known_to_have_died_may_be_living(born: str, living: bool) -> None:
    assert may_be_living(person(born=born), TODAY) is living


def test_the_dead_and_those_who_never_lived_are_not_living() -> None:
    unknown = {"text": "?", "start": None, "end": None, "precision": "unknown", "qualifier": "unknown"}
    assert not may_be_living(person(died=unknown), TODAY)
    assert not any(may_be_living(person(kind=kind), TODAY) for kind in ("miscarriage", "pet", "institution"))
    assert may_be_living(person(kind="professional"), TODAY)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_what_is_kept_points_only_at_what_is_kept(family: Plain) -> None:
    """W3, and nothing that is marked is kept (W1)."""
    kept = without_sensitive(family)
    for name, records in kept.items():
        for record in records.values():
            assert not record["sensitive"] and not record.get("secret")
            for spec in SPECS[name]:
                if spec.kind is Kind.REFERENCE and record[spec.name]:
                    assert record[spec.name] in kept[spec.to]
    assert not any(fact["mark"] or fact["area"] == "health" for fact in kept["facts"].values())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_nobody_may_be_named_who_may_not_be_named(family: Plain) -> None:
    """W2"""
    for kept in without_sensitive(family)["people"].values():
        if kept["unnamed"]:
            assert not any(kept[key] for key in ("name", "known_as", "called", "aliases", "note"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(families())
def test_of_the_hidden_there_is_a_sex_and_ties(family: Plain) -> None:
    """W4"""
    alive = {i for i, each in family["people"].items() if may_be_living(each, TODAY)}
    hidden = with_living_hidden(family, alive)
    assert hidden["people"].keys() == family["people"].keys()
    assert hidden["parent_links"].keys() == family["parent_links"].keys()
    for i in alive:
        shown, was = hidden["people"][i], family["people"][i]
        told = {key for key, value in shown.items() if value not in ("", None, False, {})}
        assert told <= {"name", "kind", "gender", "index", "ref"} and shown["name"] == "Living"
        assert (shown["gender"], shown["kind"]) == (was["gender"], "person")
