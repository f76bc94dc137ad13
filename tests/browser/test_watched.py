"""The watch over pages sees what it is there to see: otherwise every browser test would pass over it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.async_api import Browser

from tests.browser.fixtures import PHONE, Opens
from tests.browser.watched import axe, faults, watch

PAGES = {
    "/quiet": "<h1>Nothing amiss</h1>",
    "/inline": "<script>document.title = 'ran'</script>",
    "/foreign": "<img alt='' src='http://localhost:9/picture.png'>",
    "/thrown": "<script src='/script'></script>",
    "/unlabelled": "<h1>A form</h1><input>",
    "/script": "throw new Error('broken')",
}


@pytest.fixture
def site() -> Iterator[str]:
    """A small site with one page for each thing that a page must not do; its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            kind = "text/javascript" if self.path == "/script" else "text/html"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", "default-src 'self'; img-src * data:")
            self.end_headers()
            title = "<!doctype html><html lang='en'><title>Page</title><link rel=icon href=data:,><main>"
            self.wfile.write(((title if kind == "text/html" else "") + PAGES.get(self.path, "")).encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def test_a_page_without_fault_has_none(opens: Opens, site: str) -> None:
    page = await opens(f"{site}/quiet", **PHONE)
    assert faults(page) == []
    assert await axe(page) == []


@pytest.mark.parametrize(
    ("address", "says"),
    [("/inline", "Content Security Policy"), ("/foreign", "foreign request"), ("/thrown", "broken")],
)
async def test_what_a_page_must_not_do_is_seen(browser: Browser, site: str, address: str, says: str) -> None:
    context = await browser.new_context()
    watch(context)
    page = await context.new_page()
    await page.goto(f"{site}{address}", wait_until="load")
    seen = faults(page)
    await context.close()
    assert any(says in fault for fault in seen), seen


async def test_axe_sees_a_field_without_a_label(opens: Opens, site: str) -> None:
    page = await opens(f"{site}/unlabelled")
    assert [fault.split(":")[0] for fault in await axe(page)] == ["label"]
