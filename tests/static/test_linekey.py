"""The key says every line that is in the drawing of the day, and none that is not."""

import json
from typing import Any

from server.languages import words
from tests.static.conftest import Script
from tests.static.large_family import large_family
from tests.static.test_family import TODAY, cared_for, couple, multiples, placed

SAID = """((plain, options) =>
  tested.lineEntries(plain, tested.layOutFamily(plain, options), options).map(each => each.words))"""
W = words("en")


def said(script: Script, tables: Any, plain: Any, today: str = TODAY, **options: Any) -> list[str]:
    given = json.dumps({"today": today, "vocabulary": tables, **options})
    entries: list[str] = script.value(f"{SAID}({json.dumps(plain)}, {given})")
    assert len(set(entries)) == len(entries)
    return entries


def test_every_kind_of_couple_child_line_and_bond_that_is_drawn_is_in_the_key(script: Script, tables: Any) -> None:
    for row in tables["union_kinds"]:
        entry = W(f"union_kinds.{row['key']}")
        assert (entry in said(script, tables, couple(row["key"]))) == (row["stroke"] != "none")
    for row in tables["parent_link_kinds"]:
        assert W(f"parent_link_kinds.{row['key']}") in said(script, tables, cared_for(row["key"], born=False))
    for row in tables["bond_kinds"]:
        plain = placed(f"Sam, male, 14/02/2011, index\nSam ~{row['key']}~ Lee", "Sam - Lee")
        assert said(script, tables, plain) == [W(f"bond_kinds.{row['key']}")]
        assert said(script, tables, plain, bonds="none") == []


def test_the_key_is_of_the_day(script: Script, tables: Any) -> None:
    plain = couple("cohabiting", began="2008", ended="2015", ending="separated")
    assert W("union_turns.separated") in said(script, tables, plain)
    assert W("union_turns.separated") not in said(script, tables, plain, "2012-06-01")
    assert W("drawing.key.later") in said(script, tables, plain, "2009-06-01")
    assert W("drawing.key.later") not in said(script, tables, plain)


def test_what_stands_beside_lines_is_in_the_key(script: Script, tables: Any) -> None:
    for kind, entry in (
        ("identical", "twin_kinds.identical"),
        ("fraternal", "twin_kinds.fraternal"),
        ("", "drawing.key.twins"),
    ):
        assert W(entry) in said(script, tables, multiples(Ola=kind))
    assert W("drawing.key.adopted") in said(script, tables, cared_for("adoptive", born=False))
    assert W("drawing.key.adopted_out") in said(script, tables, cared_for("adoptive"))
    large = said(script, tables, large_family())
    assert {W("drawing.key.number"), W("drawing.key.own_home"), W("drawing.key.home"), W("drawing.key.past")} <= set(
        large
    )
    assert W("drawing.key.kin") not in large and W("drawing.secret") not in large
    related = placed("Ann + Bob: Cai, Dan\nCai + Dan: Sam\nSam, male, index", "Ann Bob", "Cai Dan", "Sam")
    assert W("drawing.key.kin") in said(script, tables, related)
    secret = couple("affair", secret=True)
    assert W("drawing.secret") in said(script, tables, secret)
    assert W("drawing.secret") not in said(script, tables, secret, wall=True)
