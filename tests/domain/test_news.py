"""News between meetings and the links by which it comes. Rules N1 to N4."""

from dataclasses import replace

import pytest

from server.domain.news import TEXT_MAX, News, Tell, from_plain, names_child, to_plain

LINK = Tell("t", "c", "Education", "", "", "en", "2026-03-12T09:00:00Z", "", "2026-03-26T09:00:00Z", 2)
SAID = News("n" * 22, "c", "He was sent home", "Mr Evans", "Education", came_at="2026-03-12T09:00:00Z")


def test_a_link_is_open_for_a_time_and_so_many_tellings() -> None:
    """N3"""
    assert LINK.open_at("2026-03-26T08:59:59Z")
    assert not LINK.open_at("2026-03-26T09:00:00Z")
    assert replace(LINK, sent=1).open_at(LINK.opened_at)
    assert not replace(LINK, sent=2).open_at(LINK.opened_at)
    assert not replace(LINK, closed_at=LINK.opened_at).open_at(LINK.opened_at)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please tell us how Sam is", True),
        ("How is sam, these days?", True),
        ("Sam’s mornings", True),
        ("Ask Rhys's teacher", True),
        ("The same as Samuel said", False),
        ("Please tell us what is new", False),
        ("", False),
    ],
)
def test_a_childs_name_is_found_as_a_word(text: str, found: bool) -> None:
    """N4"""
    assert names_child(text, "Sam Rhys") is found


def test_news_comes_back_from_json_into_another_case() -> None:
    assert from_plain(to_plain(SAID), "d") == replace(SAID, case="d")


@pytest.mark.parametrize(
    "change",
    [{"id": "../x"}, {"text": ""}, {"text": "x" * (TEXT_MAX + 1)}, {"state": "lost"}, {"became": "people"},
     {"came_at": "2026-99-01T10:00:00Z"}, {"said_on": "2026-02-30"}, {"said_by": "x" * 201}, {"sensitive": 1},
     {"more": ""}],
)  # fmt: skip
def test_what_is_no_news_is_not_read(change: dict[str, object]) -> None:
    assert from_plain({**to_plain(SAID), **change}, "c") is None
