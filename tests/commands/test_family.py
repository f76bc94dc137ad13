"""`case family`: the family as it stood, against the answer key of the invented case."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from server.commands import main
from server.example import FACTS

Told = Callable[..., Any]
KEY: Final = json.loads((Path(__file__).parents[1] / "golden" / "case-a" / "family_at_ages.json").read_text("utf-8"))
AGES: Final = {at["child_age"]: at for at in KEY["at"]}


@pytest.fixture
def case(told: Told) -> str:
    made: str = told("case", "new", "--name", "Iestyn", "--born", "14/02/2011")["case"]
    told("case", "import", made, str(FACTS))
    return made


def by_id(things: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in things}


def test_the_whole_answer_key_is_matched(told: Told, case: str) -> None:
    assert list(AGES) == [0, 2, 4, 6, 7, 9, 12, 15]
    for age, expected in AGES.items():
        found = told("case", "family", case, "--age", str(age))
        assert (found["child_age"], found["on"]) == (age, expected["on"])
        assert by_id(found["people"]) == by_id(expected["people"]), f"people at {age}"
        homes, wanted = by_id(found["households"]), by_id(expected["households"])
        assert homes.keys() == wanted.keys(), f"homes at {age}"
        for home, told_of in wanted.items():
            assert sorted(homes[home].get("members", [])) == sorted(told_of.get("members", [])), f"{home} at {age}"
            assert {k: v for k, v in homes[home].items() if k != "members"} == {
                k: v for k, v in told_of.items() if k != "members"
            }, f"{home} at {age}"


def test_couples_and_carers_are_those_of_the_day(told: Told, case: str) -> None:
    at_6 = told("case", "family", case, "--age", "6")
    unions = by_id(at_6["unions"])
    assert unions["C1"]["state"] == "separated"
    assert unions["C2"]["state"] == "in force"
    assert unions["C5"]["state"] == "widowed"
    assert {carer["id"] for carer in at_6["carers"]} == {"P2"}
    at_12 = told("case", "family", case, "--age", "12")
    assert by_id(at_12["carers"]) == {
        "P17": {"id": "P17", "kind": "foster"},
        "P18": {"id": "P18", "kind": "foster"},
    }
    assert "C3" not in by_id(told("case", "family", case, "--age", "4")["unions"]), "not met yet"


def test_a_day_may_be_asked_for(told: Told, case: str) -> None:
    on = told("case", "family", case, "--on", "2014-06-01")
    assert on["child_age"] == 3
    assert all("members" not in home for home in on["households"]), "between two homes nobody has written down where"


def test_without_a_birth_there_is_no_birthday(told: Told) -> None:
    case = told("case", "new", "--name", "Sam", "--born", "not known")["case"]
    assert "born" in told("case", "family", case, "--age", "6", status=1)


def test_without_json_the_family_is_told_in_sentences(
    told: Told, case: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def sentences(language: str) -> list[str]:
        monkeypatch.setenv("LANG", language)
        capsys.readouterr()
        assert main(["case", "family", case, "--age", "6"]) == 0
        return capsys.readouterr().out.splitlines()

    day, child, *others = sentences("en_GB.UTF-8")
    assert (day, child.split(":")[0]) == ("2017-02-14", "Iest")
    assert "6" in child and "Cwm Derwen flat" in child
    assert len(others) == 19
    assert any(each.startswith("Kai Sallis-Obi: half-brother") for each in others)
    welsh = sentences("cy_GB.UTF-8")
    assert "Kai Sallis-Obi: hanner brawd, heb ei eni eto. Plentyn i Craig Sallis a Shanice Obi." in welsh
