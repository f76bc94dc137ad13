"""The agenda: its templates, its order, and the quiet clock."""

from dataclasses import replace

import pytest

from server.domain import vocabulary
from server.domain.agendas import (
    MOST_ITEMS,
    TEMPLATES,
    Agenda,
    AgendaItem,
    begun,
    checked,
    ends,
    moved,
    rested,
    template,
)
from server.domain.errors import Refusal

AGENDA = template("formulation")


def test_a_formulation_takes_three_hours_in_seven_items_and_a_review_one_hour() -> None:
    """G1"""
    assert len(AGENDA.items) == 7 and AGENDA.minutes == 180
    assert template("review").minutes == 60
    assert {row.key for row in vocabulary.MEETING_KINDS} <= TEMPLATES.keys()
    for items in TEMPLATES.values():
        assert checked(items) == items


def test_an_item_is_on_from_when_it_is_said_and_saying_it_twice_changes_nothing() -> None:
    """G2"""
    on = begun(AGENDA, "family", "2026-03-12T09:47:00Z")
    assert (on.item, on.since) == ("family", "2026-03-12T09:47:00Z")
    assert begun(on, "family", "2026-03-12T09:55:00Z") == on
    with pytest.raises(Refusal, match="no_such_item"):
        begun(AGENDA, "nothing", "2026-03-12T09:47:00Z")


@pytest.mark.parametrize(
    ("since", "end"),
    [
        ("2026-03-12T09:47:00Z", "2026-03-12T10:15:00Z"),
        ("2026-03-12T09:48:00Z", "2026-03-12T10:20:00Z"),
        ("2026-03-12T09:45:00Z", "2026-03-12T10:15:00Z"),
        ("2026-03-12T23:50:00Z", "2026-03-13T00:20:00Z"),
    ],
)
def test_the_clock_tells_to_five_minutes_when_an_item_ends(since: str, end: str) -> None:
    """G3"""
    assert ends(begun(AGENDA, "family", since)) == end
    assert ends(AGENDA) == ""


def test_a_rest_puts_the_end_off_by_as_long_as_it_lasted() -> None:
    """G3"""
    on = begun(AGENDA, "family", "2026-03-12T09:45:00Z")
    assert ends(rested(on, 600)) == "2026-03-12T10:25:00Z"
    assert rested(AGENDA, 600) == AGENDA


def test_the_order_is_changed_one_place_at_a_time_and_ends_at_the_ends() -> None:
    first, second = AGENDA.items[0], AGENDA.items[1]
    assert moved(AGENDA, second.id, -1).items[:2] == (second, first)
    assert moved(AGENDA, first.id, -1) == AGENDA
    assert moved(AGENDA, AGENDA.items[-1].id, 1) == AGENDA


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ((), "agenda_empty"),
        (AGENDA.items * 3, "agenda_too_long"),
        ((AgendaItem("a", 15),), "agenda_item_wrong"),
        ((AgendaItem("a", 4, title="x"),), "agenda_item_wrong"),
        ((AgendaItem("a", 241, title="x"),), "agenda_item_wrong"),
        ((AgendaItem("a", 15, title="x" * 201),), "agenda_item_wrong"),
        ((AgendaItem("a", 15, "weapons", title="x"),), "agenda_item_wrong"),
    ],
)
def test_what_cannot_be_an_agenda_is_refused(items: tuple[AgendaItem, ...], key: str) -> None:
    with pytest.raises(Refusal, match=key):
        checked(items)
    assert len(checked(tuple(replace(AGENDA.items[0], id=str(n)) for n in range(MOST_ITEMS)))) == MOST_ITEMS
    assert Agenda(items).minutes >= 0
