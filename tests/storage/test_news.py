"""News as it is kept, and the links by which it comes. Rules N1 to N4."""

from dataclasses import replace

import pytest

from server.domain.errors import Refusal
from server.domain.news import News, Tell
from server.storage import audit, backup, cases, news
from tests.storage.conftest import LATER, NOW, House

SAID = News("", "", "He walked out of Blodwedd's lesson", "Mr Evans", said_on="2026-03-11", language="en")
FORM = "f" * 22


def link(house: House, case: str, *, days: int = 14, most: int = 10) -> tuple[Tell, str]:
    return house.db.write_now(
        lambda t: news.open_tell(
            t, house.keys, case, agency="Education", purpose="What is new", first_words="Dear Mr Evans", language="en",
            days=days, most=most, at=NOW, by="ruth",
        )
    )  # fmt: skip


def tell(house: House, token: str, said: News = SAID, at: str = NOW) -> News:
    return house.db.write_now(lambda t: news.tell(t, house.keys, token, said, at))


def refusal(house: House, token: str, at: str = NOW) -> str:
    with pytest.raises(Refusal) as refused:
        tell(house, token, at=at)
    return refused.value.key


def of(house: House, case: str) -> list[News]:
    return house.db.read_now(lambda t: news.of_case(t, house.keys, case))


def test_what_comes_by_a_link_waits_with_its_source(house: House) -> None:
    """N1, N2"""
    sam = house.case()
    opened, token = link(house, sam.id)
    came = tell(house, token)
    assert (came.case, came.agency, came.said_by, came.tell) == (sam.id, "Education", "Mr Evans", opened.id)
    assert of(house, sam.id) == [came]
    assert house.db.read_now(lambda t: news.waiting(t, sam.id)) == 1
    assert house.db.read_now(lambda t: news.tells(t, house.keys, sam.id)) == [replace(opened, sent=1)]


def test_a_link_closes_by_hand_by_time_and_by_use(house: House) -> None:
    """N3"""
    sam = house.case()
    by_hand, first = link(house, sam.id)
    house.db.write_now(lambda t: news.close_tell(t, sam.id, by_hand.id, NOW, "ruth"))
    assert house.db.read_now(lambda t: news.tell_token(t, house.keys, sam.id, by_hand.id)) is None
    _, late = link(house, sam.id, days=1)
    _, worn = link(house, sam.id, most=1)
    tell(house, worn)
    assert refusal(house, first) == "tell_closed"
    assert refusal(house, late, "2026-03-13T09:31:00Z") == "tell_closed"
    assert refusal(house, worn) == "tell_closed"
    assert refusal(house, "no such token") == "tell_closed"
    assert len(of(house, sam.id)) == 1


def test_a_form_sent_twice_is_kept_once(house: House) -> None:
    sam = house.case()
    _, token = link(house, sam.id)
    first, second = (tell(house, token, replace(SAID, id=FORM)) for _ in range(2))
    assert first == second and len(of(house, sam.id)) == 1
    _, other = link(house, sam.id)
    third = tell(house, other, replace(SAID, id=FORM))
    assert third.id != FORM and len(of(house, sam.id)) == 2


def test_a_flood_by_one_link_is_held_back_and_a_quarter_of_an_hour_later_taken(house: House) -> None:
    sam = house.case()
    _, token = link(house, sam.id)
    for _ in range(5):
        tell(house, token)
    assert refusal(house, token) == "too_many_tries"
    tell(house, token, at="2026-03-12T09:46:01Z")


def test_news_is_taken_once_and_set_aside_with_a_reason(house: House) -> None:
    """N2"""
    sam, ann = house.case("Sam"), house.case("Ann")
    _, token = link(house, sam.id)
    one, other = tell(house, token), tell(house, token)
    db, keys = house.db, house.keys
    assert db.write_now(lambda t: news.take(t, sam.id, one.id, "events", LATER, "ruth"))
    assert not db.write_now(lambda t: news.take(t, sam.id, one.id, "events", LATER, "gwen"))
    assert not db.write_now(lambda t: news.take(t, ann.id, other.id, "events", LATER, "huw"))
    db.write_now(lambda t: news.set_aside(t, keys, sam.id, other.id, "Known since May", LATER, "ruth"))
    taken, aside = of(house, sam.id)
    assert (taken.state, taken.became, taken.settled_by) == ("taken", "events", "ruth")
    assert (aside.state, aside.reason, aside.text) == ("set_aside", "Known since May", SAID.text)
    for case, which, key in ((sam.id, one.id, "news_taken"), (ann.id, other.id, "no_such_news")):
        with pytest.raises(Refusal) as refused:
            db.write_now(lambda t, c=case, n=which: news.set_aside(t, keys, c, n, "-", LATER, "x"))  # type: ignore[misc]
        assert refused.value.key == key
    assert db.write_now(lambda t: news.take(t, sam.id, other.id, "facts", LATER, "ruth"))


def test_words_and_tokens_stand_in_no_file_and_the_audit_has_none(house: House) -> None:
    sam = house.case()
    _, token = link(house, sam.id)
    came = tell(house, token)
    house.db.write_now(lambda t: news.set_aside(t, house.keys, sam.id, came.id, "Known to Branwen", LATER, "ruth"))
    files = house.bytes_of_files()
    for words in (b"Blodwedd", b"Mr Evans", b"Branwen", b"Dear", token.encode()):
        assert words not in files
    kinds = [entry.what for entry in house.db.read_now(lambda t: audit.entries(t, case=sam.id))]
    assert kinds[1:] == ["tell.opened", "news.told", "news.set_aside"]


def test_an_erased_case_leaves_neither_news_nor_links(house: House) -> None:
    sam, ann = house.case("Sam"), house.case("Ann")
    _, token = link(house, sam.id)
    _, other = link(house, ann.id)
    tell(house, token)
    tell(house, other)
    cases.erase_now(house.db, house.keys, sam.id, LATER)
    assert refusal(house, token) == "tell_closed"
    for table in ("news", "tells"):
        rows = house.db.read_now(lambda t, table=table: t.all(f"select case_id from {table}"))  # type: ignore[misc]
        assert [row["case_id"] for row in rows] == [ann.id]


def test_a_bundle_carries_news_and_its_states_and_no_link(house: House) -> None:
    sam, copy = house.case("Sam"), house.case("Copy")
    _, token = link(house, sam.id)
    came = tell(house, token)
    house.db.write_now(lambda t: news.set_aside(t, house.keys, sam.id, came.id, "Known", LATER, "ruth"))
    plain = house.db.read_now(lambda t: news.export(t, house.keys, sam.id))
    house.db.write_now(lambda t: news.bring(t, house.keys, copy.id, plain, LATER))
    (again,) = of(house, copy.id)
    assert (again.text, again.said_by, again.state, again.reason, again.came_at) == (
        SAID.text, "Mr Evans", "set_aside", "Known", NOW,
    )  # fmt: skip
    assert again.tell == "" and again.id != came.id


def test_after_a_restore_no_link_opens_and_the_news_is_there(house: House) -> None:
    sam = house.case()
    _, token = link(house, sam.id)
    tell(house, token)
    file = house.folder / "monday.gwead"
    backup.back_up(house.db, house.keys, file, NOW)
    tell(house, token)
    house.db.close()
    house.keys.close()
    from server.storage.keys import master_key
    from tests.storage.conftest import house_in

    data = house.folder / "data"
    master = master_key(house.folder / "settings" / "master.key")
    backup.restore(file, database=data / "gwead.db", keys=data / "keys.db", master=master, at=LATER)
    again = house_in(house.folder)
    assert len(of(again, sam.id)) == 1
    assert refusal(again, token, LATER) == "tell_closed"
    again.close()
