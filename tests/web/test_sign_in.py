"""Signing in and out, and the choice of language."""

from html import unescape

from starlette.testclient import TestClient

from server.languages import words
from server.storage import accounts
from tests.web.people import PASSWORD, Meeting

WRONG = {"email": "nia@example.invalid", "password": "wrong wrong wrong"}


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(meeting: Meeting) -> None:
    one = meeting.visit().post("/sign-in", data=WRONG)
    other = meeting.visit().post("/sign-in", data={**WRONG, "email": "nobody@example.invalid"})
    assert one.status_code == other.status_code == 401
    assert one.text.replace(WRONG["email"], "") == other.text.replace("nobody@example.invalid", "")
    assert "set-cookie" not in one.headers


def test_after_five_failures_even_the_right_password_waits(meeting: Meeting) -> None:
    browser = meeting.visit()
    answers = [browser.post("/sign-in", data=WRONG).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert browser.post("/sign-in", data={**WRONG, "password": PASSWORD}).status_code == 429


def test_an_empty_form_says_what_is_missing_beside_the_field(meeting: Meeting) -> None:
    page = meeting.visit().post("/sign-in", data={"email": "", "password": ""})
    assert page.status_code == 422
    assert 'href="#email"' in page.text and 'aria-invalid="true"' in page.text


def test_one_comes_back_to_the_page_one_asked_for(meeting: Meeting) -> None:
    browser = meeting.visit()
    asked = browser.get(f"/cases/{meeting.sam}")
    assert asked.status_code == 303 and asked.headers["location"] == f"/sign-in?back=/cases/{meeting.sam}"
    data = {"email": "nia@example.invalid", "password": PASSWORD, "back": f"/cases/{meeting.sam}"}
    assert browser.post("/sign-in", data=data).headers["location"] == f"/cases/{meeting.sam}"


def test_signing_out_ends_the_sign_in_on_the_server_too(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    token = nia.cookies["gwead"]
    nia.post("/sign-out")
    old = meeting.visit()
    old.cookies.set("gwead", token)
    assert old.get("/cases").status_code == 303
    assert meeting.read(lambda t: accounts.signed_in(t, token, meeting.here.now())) is None


def test_a_disabled_account_is_out_at_once(meeting: Meeting) -> None:
    """C04."""
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: accounts.disable(t, meeting.nia, meeting.here.now()))
    assert nia.get("/cases").status_code == 303


def test_a_sign_in_that_ran_out_is_none(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    meeting.write(lambda t: t.run("update sign_ins set expires_at = '2020-01-01T00:00:00Z'"))
    assert nia.get("/cases").status_code == 303


def test_the_language_is_kept_with_the_sign_in_and_the_place_stays(meeting: Meeting) -> None:
    nia = meeting.signed_in("Nia")
    answer = nia.post("/language", data={"language": "cy", "back": "/cases"})
    assert answer.status_code == 303 and answer.headers["location"] == "/cases"
    assert '<html lang="cy">' in nia.get("/cases").text
    elsewhere = meeting.signed_in("Nia")
    assert '<html lang="cy">' in elsewhere.get("/cases").text


def test_a_browser_that_prefers_welsh_gets_welsh_before_anybody_chose(meeting: Meeting) -> None:
    page = meeting.visit().get("/", headers={"accept-language": "cy-GB,cy;q=0.9,en;q=0.8"})
    assert '<html lang="cy">' in page.text and words("cy")("welcome.title") in unescape(page.text)


def test_the_language_question_stands_first_in_welsh_and_both_are_equal(meeting: Meeting) -> None:
    page = meeting.visit().get("/").text
    assert page.index('value="cy" lang="cy" aria-pressed') < page.index('value="en" lang="en" aria-pressed')


def test_no_english_is_on_the_pages_in_welsh(meeting: Meeting) -> None:
    """J13: no sentence of the English catalogue is on a Welsh page, where Welsh says it otherwise."""
    nia = meeting.signed_in("Nia")
    nia.post("/language", data={"language": "cy", "back": "/"})
    paths = (
        "/",
        "/cases",
        f"/cases/{meeting.sam}",
        f"/cases/{meeting.sam}/versions",
        f"/cases/{meeting.sam}/meetings/new",
        f"/cases/{meeting.sam}/meetings/{meeting.sitting}",
        "/nowhere",
    )
    for path in paths:
        assert english_on(nia, path) == [], path


def english_on(browser: TestClient, path: str) -> list[str]:
    """English sentences (of three words or more) that a page shows and Welsh has otherwise."""
    page = unescape(browser.get(path).text)
    english, welsh = words("en"), words("cy")
    sentences = {
        english.forms[key][0]
        for key in english.forms
        if len(english.forms[key][0].split()) > 2 and english.forms[key][0] != welsh.forms[key][0]
    }
    return sorted(said for said in sentences if "{" not in said and said in page)


def test_a_place_in_any_letters_can_be_come_back_to_and_another_host_never(meeting: Meeting) -> None:
    """A header takes no Welsh letter as it is; the part of a page that htmx loads goes there too."""
    said = [
        meeting.visit()
        .post("/language", data={"language": "cy", "back": back}, headers={"hx-request": "true"})
        .headers["hx-redirect"]
        for back in ("/cases?of=\u0175", "//evil.invalid", "/\\evil.invalid", "https://evil.invalid")
    ]
    assert said == ["/cases?of=%C5%B5", "/", "/", "/"]
