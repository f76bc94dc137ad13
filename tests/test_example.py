"""The invented case ships whole."""

from server.domain.findings import findings
from server.domain.formulation import COLLECTIONS, Formulation, from_plain, to_plain
from server.example import SEATS, more_entries, read_example


def test_the_example_has_twenty_entities_and_seventy_four_entries() -> None:
    example = read_example()
    assert len(example.records["people"]) == 20 and len(example.records["events"]) == 74
    assert set(example.records) == set(COLLECTIONS)


def test_the_example_is_ready_to_be_written_and_to_be_frozen() -> None:
    formulation, unread = from_plain(read_example().records)
    records = {name: dict(sorted(these.items())) for name, these in read_example().records.items()}
    assert unread == () and to_plain(formulation) == {**records, "story": to_plain(Formulation())["story"]}
    assert [finding for finding in findings(formulation) if finding.blocking] == []


def test_each_record_keeps_its_ref_its_language_and_its_source() -> None:
    for collection, records in read_example().records.items():
        for record in records.values():
            assert record["ref"] and record["language"] == "en" and record["agency"], collection
            assert record["sensitive"] is False


def test_everybody_has_a_place_of_their_own() -> None:
    places = [tuple(person["place"]) for person in read_example().records["people"].values()]
    assert len(set(places)) == 20


def test_the_example_is_the_same_every_time() -> None:
    assert read_example() == read_example()


def test_the_room_has_a_chair_a_coordinator_and_nine_others_one_of_them_in_welsh() -> None:
    roles = [seat.role for seat in SEATS]
    assert roles == ["chair", "coordinator", *["contributor"] * 9]
    assert [seat.name for seat in SEATS if seat.language == "cy"] == ["Bethan"]


def test_more_entries_have_ids_and_refs_of_their_own() -> None:
    events = more_entries(200)
    assert len(events) == 200 == len({event["ref"] for event in events.values()})
    assert all(len(event["title"]) <= 200 for event in events.values())
