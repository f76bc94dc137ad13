"""The door: where a request comes from, what every answer carries, how large a request may be."""

import logging
import re
import sys
from datetime import date

import pytest
from starlette.testclient import WebSocketDenialResponse

from server.web.guard import Places, PublicAddress, answer_headers, from_our_page, own_path, socket_from_our_page
from tests.web.people import ORIGIN, Meeting, running

PUBLIC = PublicAddress("https://gwead.example")
FOREIGN = (
    {"origin": "https://evil.example"},
    {"origin": "https://gwead.example.evil.example"},
    {"origin": "https://sub.gwead.example"},
    {"origin": "http://gwead.example"},
    {"origin": "https://gwead.example:444"},
    {"origin": "https://gwead.example", "sec-fetch-site": "cross-site"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": "null"},
    {},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_an_unsafe_request_from_anywhere_else_is_not_ours(headers: dict[str, str]) -> None:
    """C17."""
    assert not from_our_page("POST", headers, PUBLIC)
    assert not from_our_page("DELETE", headers, PUBLIC)
    assert from_our_page("GET", headers, PUBLIC)


def test_our_own_forms_are_ours_although_no_referrer_withholds_their_origin() -> None:
    assert from_our_page("POST", {"origin": "null", "sec-fetch-site": "same-origin"}, PUBLIC)
    assert from_our_page("POST", {"origin": "https://gwead.example"}, PUBLIC)


@pytest.mark.parametrize("headers", [*FOREIGN[:5], {"origin": "null"}, {}])
def test_a_socket_is_opened_by_the_exact_origin_alone(headers: dict[str, str]) -> None:
    """C01, C02."""
    assert not socket_from_our_page(headers, PUBLIC)
    assert socket_from_our_page({"origin": "https://gwead.example"}, PUBLIC)


@pytest.mark.parametrize(
    "path", ["/cases/{case}/hold", "/cases/{case}/versions", "/cases/{case}/workingcopies", "/sign-out"]
)
def test_a_post_from_another_site_with_the_cookie_is_refused(meeting: Meeting, path: str) -> None:
    """C17."""
    nia = meeting.signed_in("Nia")
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = nia.post(path.format(case=meeting.sam), headers=foreign)
    assert answer.status_code == 403
    assert not meeting.here.hub.held(meeting.sam)
    assert nia.get("/cases").status_code == 200


def test_every_answer_carries_the_policy_and_is_not_kept(meeting: Meeting) -> None:
    """C19, E04: also refusals, redirections and what is not there."""
    nia = meeting.signed_in("Nia")
    for path in ("/", "/cases", "/nowhere", f"/cases/{meeting.sam}", "/join/nobodys", "/waiting", "/healthz"):
        headers = nia.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy and "object-src 'none'" in policy
        assert headers["referrer-policy"] == "no-referrer" and headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"


def test_a_socket_that_is_not_opened_is_answered_like_any_request(meeting: Meeting) -> None:
    """W2: also the big screen's."""
    for path in (f"/cases/{meeting.sam}/sync/shared?epoch=1", "/screen/feed"):
        with pytest.raises(WebSocketDenialResponse) as denied, meeting.visit().websocket_connect(path):
            pass
        assert denied.value.status_code == 403
        assert denied.value.headers["x-content-type-options"] == "nosniff"
        assert denied.value.headers["cache-control"] == "no-store"


def test_the_policy_lets_a_page_reach_its_own_sockets_and_no_other_host() -> None:
    policy = answer_headers(PUBLIC)["Content-Security-Policy"]
    assert "connect-src 'self' wss://gwead.example;" in policy
    assert re.findall(r"[a-z]+://\S+?(?=[; ]|$)", policy) == ["wss://gwead.example"]


def test_the_cookie_is_out_of_reach_of_scripts(meeting: Meeting) -> None:
    """C20: on loopback http a plain name."""
    answer = meeting.visit().post("/sign-in", data={"email": "nia@example.invalid", "password": "a quiet river runs"})
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("gwead="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_under_https_the_cookie_is_bound_to_the_host(tmp_path_factory: pytest.TempPathFactory) -> None:
    """C20."""
    with running(tmp_path_factory.mktemp("tls"), url="https://gwead.test") as house:
        data = {"email": "nia@example.invalid", "password": "a quiet river runs"}
        answer = house.visit().post("/sign-in", data=data)
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "gwead=" in c)
        assert cookie.startswith("__Host-gwead=") and "; Secure" in cookie
        assert "max-age" in answer.headers["strict-transport-security"]


def test_a_poisoned_host_header_is_in_no_link(meeting: Meeting) -> None:
    """C14."""
    nia = meeting.signed_in("Nia")
    meeting.invite(meeting.sitting, "Priya")
    page = nia.get(f"/cases/{meeting.sam}/meetings/{meeting.sitting}?links", headers={"host": "evil.example"})
    assert "evil.example" not in page.text and f"{ORIGIN}/join/" in page.text


def test_an_address_that_is_almost_ours_redirects_nowhere(meeting: Meeting) -> None:
    """C14: the framework's own redirect would be made of the header."""
    answer = meeting.visit().get("/cases/", headers={"host": "evil.example"})
    assert answer.status_code == 404 and "location" not in answer.headers


def test_a_form_of_a_hundred_thousand_parts_or_one_huge_field_is_refused_early(meeting: Meeting) -> None:
    """C16: and another request is answered."""
    nia = meeting.signed_in("Nia")
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="a{i}"\r\n\r\n1\r\n' for i in range(3000))
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert nia.post(f"/cases/{meeting.sam}/meetings", content=parts + "--x--\r\n", headers=headers).status_code in (
        400,
        413,
    )
    huge = meeting.config.limits.body + 1
    assert nia.post(f"/cases/{meeting.sam}/meetings", data={"name": "n" * huge}).status_code == 413
    declared = nia.post(f"/cases/{meeting.sam}/meetings", content=b"", headers={"content-length": str(1 << 30)})
    assert declared.status_code == 413
    assert nia.get("/healthz").text == "ok"


def test_what_is_just_within_the_limit_is_read(meeting: Meeting) -> None:
    body = b"kind=formulation&day=2026-03-12&x=" + b"x" * (meeting.config.limits.body - 34)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    nia = meeting.signed_in("Nia")
    assert nia.post(f"/cases/{meeting.sam}/meetings", content=body, headers=headers).status_code == 303


def test_after_a_form_one_only_ever_goes_to_a_page_of_ours() -> None:
    for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"):
        assert own_path(back) == "/"
    assert own_path("/cases/7/room?x=1") == "/cases/7/room?x=1"


def test_the_log_of_requests_holds_no_token_and_no_name(meeting: Meeting, caplog: pytest.LogCaptureFixture) -> None:
    """E04."""
    caplog.set_level("INFO")
    _, token = meeting.invite(meeting.sitting, "Priya Shah")
    priya = meeting.joined(token, "Priya Shah")
    priya.get(f"/cases/{meeting.sam}/room?secret=1")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("gwead"))
    assert "POST /join/{token} 303" in said
    for secret in (token, "Priya", meeting.sam, "secret"):
        assert secret not in said


def test_the_log_has_the_place_and_the_kind_of_what_broke_and_none_of_its_words() -> None:
    """W5: the words of an exception may be those of a case, and so may be those of what led to it."""

    def broken() -> None:
        try:
            date.fromisoformat("Sam said so")
        except ValueError as error:
            raise KeyError("Sam's grandmother") from error

    try:
        broken()
    except KeyError:
        record = logging.LogRecord("gwead", logging.ERROR, __file__, 1, "it broke", None, sys.exc_info())
    said = Places("%(message)s").format(record)
    assert "it broke" in said and "KeyError" in said and "ValueError" in said and "in broken" in said
    assert "Sam's grandmother" not in said.replace('raise KeyError("Sam\'s grandmother")', "")
