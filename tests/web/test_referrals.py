"""The referral of a case, as chair and coordinator write it down."""

from html import unescape
from typing import Any

from server.languages import words
from server.storage import referrals
from tests.web.people import Meeting

EN, CY = words("en"), words("cy")
SAM: dict[str, Any] = {
    "referred_by": "Tom Hale", "agency": "Youth Justice", "day": "2026-01-19", "language": "cy",
    "why_now": "Neb yn cytuno <b>o gwbl</b>", "tried": "Curfew", "history": "Five in twelve months",
    "need": "Lost Nan at nine", "time_left": "Until 17 August", "legal_status": "Care order",
    "spoken_name": ["Sam", "", "Bethan"], "spoken_lives": ["en", "", "cy"], "spoken_meetings": ["both", "", "cy"],
    "spoken_letters": ["en", "", ""], "spoken_therapy": ["", "", ""], "spoken_more": ["", "", "By phone"],
}  # fmt: skip


def kept(meeting: Meeting) -> Any:
    return meeting.read(lambda t: referrals.of_case(t, meeting.here.keys, meeting.sam))


def test_the_coordinator_writes_it_down_and_the_chair_reads_it_in_its_language(meeting: Meeting) -> None:
    gwen, nia = meeting.signed_in("Gwen"), meeting.signed_in("Nia")
    assert EN("referral.none") in unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert gwen.post(f"/cases/{meeting.sam}/referral", data=SAM).status_code == 303
    page = nia.get(f"/cases/{meeting.sam}/referral").text
    for said in ("Tom Hale", "19 January 2026", "Curfew", "Five in twelve months", "Lost Nan at nine", "Care order"):
        assert said in page, said
    assert '<dd class="said" lang="cy">Neb yn cytuno &lt;b&gt;o gwbl&lt;/b&gt;</dd>' in page


def test_case_home_has_why_now_and_the_languages_but_not_the_history(meeting: Meeting) -> None:
    """H1: the page may lie open on a desk; what the eligibility says is read on its own page."""
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/referral", data=SAM)
    page = unescape(nia.get(f"/cases/{meeting.sam}").text)
    assert "Neb yn cytuno" in page and "Until 17 August" in page and "By phone" in page
    assert f"{EN('spoken.lives')}: {EN('tongues.en')} · {EN('spoken.meetings')}: {EN('tongues.both')}" in page
    for said in ("Five in twelve months", "Lost Nan at nine", "Care order", "Curfew"):
        assert said not in page, said


def test_it_is_put_right_by_a_new_row_and_stands_in_the_history(meeting: Meeting) -> None:
    """F1"""
    nia = meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/referral", data=SAM)
    first = kept(meeting)[0].id
    form = nia.get(f"/cases/{meeting.sam}/referral").text
    assert f'name="after" value="{first}"' in form and 'value="Bethan"' in form
    answer = nia.post(f"/cases/{meeting.sam}/referral", data={**SAM, "after": first, "tried": "Mentor since May"})
    assert answer.status_code == 303
    page = unescape(nia.get(f"/cases/{meeting.sam}/referral").text)
    assert EN("referral.before", n=1) in page and "Curfew" in page and "Mentor since May" in page
    line = unescape(nia.get(f"/cases/{meeting.sam}/history").text)
    assert EN("history.referral", name="Tom Hale") in line and EN("history.referral_changed") in line


def test_two_who_write_at_once_lose_nothing(meeting: Meeting) -> None:
    gwen, nia = meeting.signed_in("Gwen"), meeting.signed_in("Nia")
    nia.post(f"/cases/{meeting.sam}/referral", data=SAM)
    answer = gwen.post(f"/cases/{meeting.sam}/referral", data={**SAM, "why_now": "What Gwen knows"})
    page = unescape(answer.text)
    assert answer.status_code == 409 and EN("refusal.referral_changed_meanwhile") in page
    assert "What Gwen knows" in page and "Neb yn cytuno" in page
    now = kept(meeting)[-1].id
    assert f'name="after" value="{now}"' in page
    again = gwen.post(f"/cases/{meeting.sam}/referral", data={**SAM, "why_now": "What Gwen knows", "after": now})
    assert again.status_code == 303 and [each.why_now for each in kept(meeting)][1:] == ["What Gwen knows"]


def test_what_is_wrong_is_said_and_every_word_stays(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    long = "gair " * 1_000
    typed = {**SAM, "why_now": long, "referred_by": "", "spoken_name": ["", "", ""]}
    answer = nia.post(f"/cases/{meeting.sam}/referral", data=typed)
    page = unescape(answer.text)
    assert answer.status_code == 422 and kept(meeting) == ()
    assert EN("form.too_long", n=len(long.strip()), most=4000) in page and EN("spoken.name_needed") in page
    assert long.strip() in page and "Lost Nan at nine" in page and 'value="By phone"' in page


def test_a_new_referral_asks_for_the_childs_languages_first_and_in_welsh_too(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    assert 'id="spoken-1" name="spoken_name" value="Sam"' in nia.get(f"/cases/{meeting.sam}/referral").text
    nia.post("/language", data={"language": "cy", "back": "/"})
    page = nia.get(f"/cases/{meeting.sam}/referral").text
    assert CY("referral.why_now") in unescape(page) and "Sam" not in page[: page.index("</title>")]


def test_whoever_came_by_link_never_reads_it(meeting: Meeting) -> None:
    meeting.signed_in("Nia").post(f"/cases/{meeting.sam}/referral", data=SAM)
    priya = meeting.joined(meeting.invite(meeting.sitting, "Priya")[1], "Priya")
    assert priya.get(f"/cases/{meeting.sam}/referral").status_code == 404
    assert priya.post(f"/cases/{meeting.sam}/referral", data=SAM).status_code == 403
    assert len(kept(meeting)) == 1
