"""The built files: kept for a year under a name of their content, never stale, never from outside their folder."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from server.web.assets import Assets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "dist"
    (built / "fonts").mkdir(parents=True)
    (built / "app-1234.css").write_text("body{}")
    (built / "app-1234.css.br").write_bytes(b"small")
    (built / "plain.txt").write_text("plain")
    (built / "manifest.json").write_text(json.dumps({"app.css": "app-1234.css"}))
    (tmp_path / "secret").write_text("outside")
    (built / ".stamp").write_text("hidden")
    return built


@pytest.fixture
def reader(folder: Path) -> TestClient:
    return TestClient(Starlette(routes=[Route("/static/{path:path}", Assets(folder).answer)]))


def test_a_file_named_by_its_content_is_kept_for_a_year_and_any_other_asked_for_again(reader: TestClient) -> None:
    assert "immutable" in reader.get("/static/app-1234.css").headers["cache-control"]
    assert reader.get("/static/plain.txt").headers["cache-control"] == "no-cache"


def test_an_edited_source_is_never_served_stale(folder: Path) -> None:
    assets = Assets(folder)
    assert assets.address("app.css") == "/static/app-1234.css"
    (folder / "manifest.json").write_text(json.dumps({"app.css": "app-5678.css", "more.js": "more-1.js"}))
    assert assets.address("app.css") == "/static/app-5678.css"
    assert assets.address("not-built.js") == "/static/not-built.js"


def test_a_browser_that_takes_brotli_gets_the_small_copy_with_the_right_type(reader: TestClient) -> None:
    small = reader.get("/static/app-1234.css", headers={"accept-encoding": "br"})
    assert small.headers["content-encoding"] == "br" and small.headers["content-type"].startswith("text/css")
    assert small.headers["vary"] == "Accept-Encoding"
    whole = reader.get("/static/app-1234.css", headers={"accept-encoding": "identity"})
    assert whole.text == "body{}" and "content-encoding" not in whole.headers


@pytest.mark.parametrize(
    "path",
    ["../secret", "%2e%2e/secret", "..%2fsecret", ".stamp", "fonts", "", "no.js", "/etc/passwd", "a%00b", "a" * 4000],
)
def test_nothing_from_outside_the_folder_and_nothing_hidden_is_served(reader: TestClient, path: str) -> None:
    assert reader.get(f"/static/{path}").status_code == 404
