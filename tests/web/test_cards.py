"""Invitation cards: one for each person who is invited. Rules C1 to C3."""

import re
from html import unescape

import pytest

from server.languages import words
from tests.web.people import ORIGIN, Meeting

CY, EN = words("cy"), words("en")


def address(meeting: Meeting) -> str:
    return f"/cases/{meeting.sam}/meetings/{meeting.sitting}/cards"


def cards(page: str) -> list[str]:
    """The cards of a page, each as it is written."""
    return re.findall(r"<article.*?</article>", page, re.DOTALL)


@pytest.mark.parametrize("who", ["Nia", "Gwen"])
def test_each_person_has_a_card_with_their_own_link_in_both_languages(meeting: Meeting, who: str) -> None:
    """C2, C3"""
    _, priya = meeting.invite(meeting.sitting, "Priya")
    _, olwen = meeting.invite(meeting.sitting, "Olwen", role="observer")
    page = meeting.signed_in(who).get(address(meeting)).text
    other, hers = sorted(cards(page), key=lambda card: "Priya" in card)
    assert f"{ORIGIN}/join/{priya}" in hers and olwen not in hers and priya not in other
    assert "Priya" in hers and "Education" in hers and 'class="qr"' in hers
    welsh, english = hers.index('<section lang="cy">'), hers.index('<section lang="en">')
    assert welsh < english
    for lang, said in ((CY, hers[welsh:english]), (EN, hers[english:])):
        plain = unescape(said)
        assert lang("waiting.purpose_words") in plain and lang("waiting.before_stays") in plain
        assert lang("join.chaired", name="Dr Nia") in plain and lang("meeting_kinds.formulation") in plain
    assert "12 Mawrth 2026" in hers and "12 March 2026" in hers


def test_the_child_is_named_on_no_card_and_nowhere_on_the_page(meeting: Meeting) -> None:
    """C1"""
    meeting.invite(meeting.sitting, "Priya")
    page = meeting.signed_in("Nia").get(address(meeting)).text
    assert cards(page) and not re.search(r"\bSam\b|\bRhys\b|\bNan\b", page.replace(meeting.sam, ""))


def test_looking_at_the_cards_uses_no_link_up(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    for _ in range(2):
        assert token in meeting.signed_in("Nia").get(address(meeting)).text
    priya = meeting.joined(token, "Priya")
    assert priya.get(f"/cases/{meeting.sam}/room").status_code == 200
    assert priya.get(address(meeting)).status_code == 404


def test_whoever_was_shown_out_and_whoever_has_a_seat_of_their_own_has_no_card(meeting: Meeting) -> None:
    """C3: the chair takes her place in the meeting by opening it, and needs no link."""
    nia = meeting.signed_in("Nia")
    assert nia.get(f"/cases/{meeting.sam}/room").status_code == 200
    who, token = meeting.invite(meeting.sitting, "Priya")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/removals", data={"person": who})
    page = nia.get(address(meeting)).text
    assert cards(page) == [] and token not in page and EN("cards.nobody") in unescape(page)


def test_a_closed_meeting_has_no_cards_and_says_why(meeting: Meeting) -> None:
    _, token = meeting.invite(meeting.sitting, "Priya")
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/meetings/{meeting.sitting}/closing")
    page = nia.get(address(meeting)).text
    assert cards(page) == [] and token not in page and EN("cards.closed") in unescape(page)


def test_what_somebody_is_called_stays_text(meeting: Meeting) -> None:
    meeting.invite(meeting.sitting, "<b hx-get=/cases>Jo</b>")
    (card,) = cards(meeting.signed_in("Nia").get(address(meeting)).text)
    assert "&lt;b hx-get=/cases&gt;Jo&lt;/b&gt;" in card and "<b hx-get" not in card and "hx-ignore" in card
