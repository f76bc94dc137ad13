"""Consent, as chair and coordinator write it down."""

from html import unescape

from server.languages import words
from server.storage import consent
from tests.web.people import Meeting

EN = words("en")
SAM = {"who": "child", "name": "Sam", "answer": "in_part", "to": "That we meet", "conditions": "Dim Mam <b>byth</b>",
       "language": "cy", "day": "2026-03-02", "explained_by": "Tom Hale", "explained_in": "cy"}  # fmt: skip


def test_what_the_child_said_stands_in_their_words_and_language(meeting: Meeting) -> None:
    gwen = meeting.signed_in("Gwen")
    assert EN("consent.missing") in unescape(gwen.get(f"/cases/{meeting.sam}").text)
    assert gwen.post(f"/cases/{meeting.sam}/consent", data=SAM).status_code == 303
    for page in (gwen.get(f"/cases/{meeting.sam}/consent").text, gwen.get(f"/cases/{meeting.sam}").text):
        assert "Dim Mam &lt;b&gt;byth&lt;/b&gt;" in page and 'lang="cy"' in page
        assert "Tom Hale" in page and EN("consent.missing") not in unescape(page)


def test_consent_is_taken_back_by_a_new_entry(meeting: Meeting) -> None:
    """K1"""
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/consent", data=SAM)
    stands = meeting.read(lambda t: consent.standing(t, meeting.here.keys, meeting.sam))
    person = stands.now[0].person
    form = nia.get(f"/cases/{meeting.sam}/consent?person={person}").text
    assert f'name="person" value="{person}"' in form and "Dim Mam" in form
    nia.post(f"/cases/{meeting.sam}/consent", data={**SAM, "person": person, "answer": "withdrawn"})
    page = unescape(nia.get(f"/cases/{meeting.sam}/consent").text)
    assert EN("consent_answers.withdrawn") in page and EN("consent.before", n=1) in page
    assert EN("consent.open") in page and EN("consent.open") in unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert not meeting.read(lambda t: consent.standing(t, meeting.here.keys, meeting.sam)).enough


def test_what_is_wrong_is_said_and_every_word_stays(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    long = "gair " * 2_000
    typed = {**SAM, "conditions": long, "name": "", "day": "2999-01-01"}
    answer = nia.post(f"/cases/{meeting.sam}/consent", data=typed)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert EN("form.too_long", n=len(long.strip()), most=2000) in page and EN("consent.day_to_come") in page
    assert long.strip() in page and "That we meet" in page
    assert meeting.read(lambda t: consent.of_case(t, meeting.here.keys, meeting.sam)) == ()


def test_a_person_of_another_case_is_not_shown(meeting: Meeting) -> None:
    huw, nia = meeting.signed_in("Huw"), meeting.signed_in("Nia")
    huw.post(f"/cases/{meeting.other}/consent", data={**SAM, "name": "Lili"})
    person = meeting.read(lambda t: consent.standing(t, meeting.here.keys, meeting.other)).now[0].person
    assert "Lili" not in nia.get(f"/cases/{meeting.sam}/consent?person={person}").text
    nia.post(f"/cases/{meeting.sam}/consent", data={**SAM, "person": person, "answer": "withdrawn"})
    assert meeting.read(lambda t: consent.standing(t, meeting.here.keys, meeting.other)).now[0].answer == "in_part"
