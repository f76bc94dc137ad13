"""`case ...`: what scripts and administrators rely on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server.example import CHRONOLOGY, FACTS, FORMULATION
from tests.commands.conftest import PASSWORD
from tests.interchange.trees import tree

Told = Callable[..., Any]


def new(told: Told) -> str:
    case: str = told("case", "new", "--name", "Iestyn", "--born", "14/02/2011")["case"]
    return case


def test_a_case_starts_from_a_first_name_and_words_for_the_birth(told: Told) -> None:
    case = new(told)
    shown = told("case", "show", case)
    assert (shown["name"], shown["working_copy"], shown["versions"]) == ("Iestyn", True, 0)
    assert shown["counts"]["people"] == 1
    assert [each["case"] for each in told("case", "list")] == [case]


def test_the_name_may_come_by_standard_input(told: Told) -> None:
    case = told("case", "new", "--name", "-", "--born", "2011", typed="Seren\n")["case"]
    assert told("case", "show", case)["name"] == "Seren"


def test_a_case_is_given_its_chair(told: Told) -> None:
    told(*"account add --email e@x.example --name Elin --role chair --password-stdin".split(), typed=PASSWORD + "\n")
    case = told("case", "new", "--name", "Sam", "--born", "2010", "--chair", "e@x.example")["case"]
    assert told("case", "show", case)["seats"] == [{"role": "chair", "email": "e@x.example"}]


def test_an_unknown_chair_makes_no_case(told: Told) -> None:
    said = told("case", "new", "--name", "Sam", "--born", "2010", "--chair", "no@x.example", status=1)
    assert "account" in said
    assert told("case", "list") == []


def test_the_whole_example_comes_in_and_nothing_is_dropped(told: Told) -> None:
    """20 people and 74 entries; the child of the case and the child of the file are one person."""
    case = new(told)
    told("case", "import", case, str(FACTS))
    told("case", "import", case, str(CHRONOLOGY))
    counts = told("case", "show", case)["counts"]
    assert (counts["people"], counts["events"]) == (20, 74)


def test_a_dry_run_reports_every_row_and_changes_nothing(told: Told) -> None:
    case = new(told)
    rows = told("case", "import", case, str(CHRONOLOGY), "--dry-run")["rows"]
    assert len(rows) == 74
    assert {row["status"] for row in rows} <= {"good", "doubtful", "refused"}
    impossible = next(row for row in rows if row["when"]["text"] == "31/11/2017")
    assert impossible["status"] == "doubtful"
    assert "31/11/2017" in impossible["reasons"][0]
    assert told("case", "show", case)["counts"]["events"] == 0


def test_a_bundle_brought_into_a_new_case_is_equal(told: Told, tmp_path: Path) -> None:
    """G15"""
    case = new(told)
    told("case", "import", case, str(FACTS))
    told("case", "import", case, str(CHRONOLOGY))
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    told("case", "export", case, "--out", str(first))
    copy = new(told)
    told("case", "import", copy, str(first))
    told("case", "export", copy, "--out", str(second))
    assert json.loads(first.read_text())["content"] == json.loads(second.read_text())["content"]


@pytest.mark.parametrize("form", ["gedcom", "gedcom7", "facts"])
def test_a_family_that_goes_out_comes_into_another_case(told: Told, tmp_path: Path, form: str) -> None:
    """The child of the file is the child of the case; everybody has a place in the drawing."""
    case, copy = new(told), new(told)
    told("case", "import", case, str(FACTS))
    out = tmp_path / "family"
    told("case", "export", case, "--format", form, "--with-sensitive", "--out", str(out))
    brought = told("case", "import", copy, str(out))
    assert brought["records"]["people"] == 19 and "change" in brought
    first, second = (told("case", "show", each)["counts"] for each in (case, copy))
    assert {k: v for k, v in first.items() if v} == {k: v for k, v in second.items() if v}
    bundle = tmp_path / "bundle.json"
    told("case", "export", copy, "--out", str(bundle))
    people = json.loads(bundle.read_text("utf-8"))["content"]["people"].values()
    assert [person["ref"] for person in people if person["index"]] == ["P1"]
    assert all(person["place"] for person in people)


def test_what_is_held_back_of_a_family_is_held_back_unless_asked_for(told: Told, tmp_path: Path) -> None:
    case, out = new(told), tmp_path / "family.ged"
    told("case", "import", case, str(FACTS))
    told("case", "export", case, "--format", "gedcom", "--out", str(out))
    assert "opiate" not in out.read_text("utf-8") and "Kelly-Ann" in out.read_text("utf-8")
    told("case", "export", case, "--format", "gedcom", "--hide-living", "--out", str(out))
    assert "Kelly-Ann" not in out.read_text("utf-8") and "Emrys" in out.read_text("utf-8")


def test_a_family_tree_says_what_is_doubtful_before_it_changes_anything(told: Told, tmp_path: Path) -> None:
    case, file = new(told), tmp_path / "tree.ged"
    file.write_bytes(tree("0 @I7@ INDI\n1 NAME Ada /Moss/\n1 BIRT\n2 DATE soon\n0 @I8@ INDI\n1 NAME Iestyn /Moss/"))
    dry = told("case", "import", case, str(file), "--dry-run")
    assert dry["records"] == {"people": 2} and "change" not in dry
    assert any("line 11" in sentence for sentence in dry["findings"])
    assert any("--child" in sentence for sentence in dry["findings"])
    assert told("case", "show", case)["counts"]["people"] == 1
    assert told("case", "import", case, str(file), "--child", "I8")["records"] == {"people": 1}
    assert told("case", "show", case)["counts"]["people"] == 2
    assert "I9" in told("case", "import", case, str(file), "--child", "I9", status=1)


def test_of_a_large_tree_those_near_the_child_come_in(told: Told, tmp_path: Path) -> None:
    case, file = new(told), tmp_path / "tree.ged"
    many = "\n".join(f"0 @X{n}@ INDI" for n in range(2100))
    family = "0 @I1@ INDI\n1 NAME Iestyn\n0 @I2@ INDI\n1 NAME Ada\n0 @F1@ FAM\n1 WIFE @I2@\n1 CHIL @I1@\n"
    file.write_bytes(tree(family + many))
    assert "--near" in told("case", "import", case, str(file), "--child", "I1", status=1)
    brought = told("case", "import", case, str(file), "--child", "I1", "--near", "2")
    assert brought["records"] == {"people": 1, "unions": 1, "parent_links": 1}
    assert any("2100" in sentence for sentence in brought["findings"])


def test_what_a_later_file_knows_more_of_a_couple_is_filled_in(told: Told, tmp_path: Path) -> None:
    case, file = new(told), tmp_path / "tree.ged"
    family = "0 @I1@ INDI\n1 NAME Ada\n0 @I2@ INDI\n1 NAME Ben\n0 @F1@ FAM\n1 HUSB @I2@\n1 WIFE @I1@\n1 MARR Y\n"
    for more in ("", "1 DIV\n2 DATE 2001\n1 NOTE parted as friends\n"):
        file.write_bytes(tree(family + more))
        told("case", "import", case, str(file))
    bundle = tmp_path / "bundle.json"
    told("case", "export", case, "--out", str(bundle))
    (union,) = json.loads(bundle.read_text("utf-8"))["content"]["unions"].values()
    assert (union["ending"], union["ended"]["text"], union["note"]) == ("divorced", "2001", "parted as friends")


def test_a_file_of_no_known_kind_is_refused_and_the_case_is_untouched(told: Told, tmp_path: Path) -> None:
    case = new(told)
    picture = tmp_path / "picture.pdf"
    picture.write_bytes(b"%PDF-1.7 nothing for us")
    assert told("case", "import", case, str(picture), status=1)
    assert told("case", "show", case)["counts"]["people"] == 1


def test_no_such_case_is_one_plain_sentence(told: Told) -> None:
    assert told("case", "show", "nothing", status=1).count("\n") == 1


def test_a_family_written_as_lines_comes_in(told: Told, tmp_path: Path) -> None:
    case, file = new(told), tmp_path / "family.txt"
    lines = "Craig b. Nov 1987 + Kelly-Ann, 34 (together 2007)\n  Iestyn\n  Macsen\n!!! ???\n"
    file.write_text(lines, encoding="utf-8")
    dry = told("case", "import", case, str(file), "--dry-run")
    assert dry["records"] == {"people": 3, "unions": 1, "parent_links": 2}
    assert any("!!! ???" in said for said in dry["findings"])
    told("case", "import", case, str(file))
    assert told("case", "show", case)["counts"]["people"] == 4


def test_the_formulation_comes_in_after_family_and_chronology_and_finds_what_it_stands_on(told: Told) -> None:
    case = new(told)
    told("case", "import", case, str(FACTS))
    told("case", "import", case, str(CHRONOLOGY))
    dry = told("case", "import", case, str(FORMULATION), "--dry-run")
    assert dry["records"] == {"cards": 27, "statements": 34, "placements": 1, "recommendations": 14, "story": 1}
    brought = told("case", "import", case, str(FORMULATION))
    assert brought["count"] == 76 and len(brought["findings"]) == 1 and "guessed" in brought["findings"][0]
    counts = told("case", "show", case)["counts"]
    assert (counts["cards"], counts["recommendations"], counts["events"]) == (27, 14, 74)
    again = told("case", "import", case, str(FORMULATION))
    assert again["count"] == 0


def test_a_whole_formulation_travels_in_the_cases_own_bundle(told: Told, tmp_path: Path) -> None:
    case = new(told)
    for file in (FACTS, CHRONOLOGY, FORMULATION):
        told("case", "import", case, str(file))
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    told("case", "export", case, "--out", str(one))
    other = new(told)
    told("case", "import", other, str(one))
    told("case", "export", other, "--out", str(two))
    first, second = (json.loads(file.read_text("utf-8"))["content"] for file in (one, two))
    assert first == second and len(first["story"]["happened"]["blocks"]) == 12


def test_what_stands_beside_the_versions_travels_in_the_bundle(told: Told, tmp_path: Path) -> None:
    """Consent, news and meetings with their answers; what is no such row is left out and breaks no page."""
    case = new(told)
    file = tmp_path / "case.json"
    told("case", "export", case, "--out", str(file))
    bundle = json.loads(file.read_text())
    assert bundle["beside"] == {"consents": [], "recipients": [], "news": [], "meetings": [], "referrals": []}
    consent = dict.fromkeys(
        "id person who name answer to conditions language explained_by explained_in day basis basis_words reason at "
        "by".split(),
        "",
    )
    consent |= {"id": "c", "person": "c", "who": "child", "name": "Iestyn", "answer": "agreed", "to": "To meet"}
    consent |= {"day": "2026-03-02", "at": "2026-03-02T10:00:00Z"}
    news = dict.fromkeys("text said_by agency said_on when language settled_at reason became".split(), "")
    news |= {"id": "n" * 22, "text": "Sent home", "came_at": "2026-03-02T10:00:00Z", "state": "waiting"}
    person = {"name": "Tom", "agency": "Housing", "role": "contributor", "language": "", "reply": "cannot"}
    meeting = {"kind": "review", "planned_for": "2026-06-14", "planned_at": "2026-03-02T10:00:00Z", "opened_at": ""}
    bundle["beside"] = {
        "consents": [consent, {**consent, "at": "2026-99-99T10:00:00Z"}],
        "news": [{**news, "sensitive": False}, {**news, "sensitive": "no"}],
        "meetings": [{**meeting, "closed_at": "", "people": [person]}, {**meeting, "planned_for": "2026-02-30"}],
    }
    file.write_text(json.dumps(bundle))
    copy, again = new(told), tmp_path / "again.json"
    told("case", "import", copy, str(file))
    told("case", "export", copy, "--out", str(again))
    beside = json.loads(again.read_text())["beside"]
    assert [(row["name"], row["at"]) for row in beside["consents"]] == [("Iestyn", "2026-03-02T10:00:00Z")]
    assert [row["text"] for row in beside["news"]] == ["Sent home"]
    assert [(row["planned_for"], row["people"]) for row in beside["meetings"]] == [("2026-06-14", [person])]


@pytest.mark.parametrize("beside", [[], {"news": "all of it"}, {"news": {}}])
def test_a_bundle_whose_side_is_no_list_of_rows_is_refused(told: Told, tmp_path: Path, beside: Any) -> None:
    case, file = new(told), tmp_path / "case.json"
    told("case", "export", case, "--out", str(file))
    file.write_text(json.dumps({**json.loads(file.read_text()), "beside": beside}))
    told("case", "import", new(told), str(file), status=1)
