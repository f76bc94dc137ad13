"""How the server is: for whoever watches it, and for nobody else."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from server.domain.errors import Refusal
from tests.web.people import Meeting


def _from(meeting: Meeting, host: str) -> TestClient:
    browser = TestClient(meeting.app, base_url=meeting.url, client=(host, 50000))
    browser.portal = meeting.portal
    return browser


def test_a_healthy_server_says_ok_without_a_sign_in(meeting: Meeting) -> None:
    answer = _from(meeting, "203.0.113.7").get("/healthz")
    assert answer.status_code == 200 and answer.text == "ok"


def test_a_database_that_does_not_answer_is_503(meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(_: object) -> None:
        raise Refusal("cannot_store", status=503)

    monkeypatch.setattr(meeting.here.database, "read", silent)
    assert _from(meeting, "127.0.0.1").get("/healthz").status_code in (500, 503)


def test_the_figures_are_for_this_machine_and_name_nobody(meeting: Meeting) -> None:
    meeting.signed_in("Nia")
    figures = _from(meeting, "127.0.0.1").get("/metrics")
    assert "gwead_database_commits_total" in figures.text and "gwead_rooms" in figures.text
    assert "Nia" not in figures.text and meeting.sam not in figures.text


def test_from_elsewhere_the_figures_are_not_there_without_the_token(meeting: Meeting) -> None:
    away = _from(meeting, "203.0.113.7")
    assert away.get("/metrics").status_code == 404
    assert away.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404
    meeting.here.config = replace(meeting.here.config, metrics_token="a long token")
    assert away.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 404
    assert away.get("/metrics", headers={"authorization": "Bearer a long token"}).status_code == 200


def test_a_proxy_on_this_machine_does_not_open_the_figures_to_the_world(meeting: Meeting) -> None:
    forwarded = _from(meeting, "127.0.0.1").get("/metrics", headers={"x-forwarded-for": "203.0.113.7"})
    assert forwarded.status_code == 404
