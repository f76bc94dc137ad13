"""How the server is: a yes or no for whoever watches it, and figures without names."""

import secrets
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.domain.errors import Refusal
from server.web.installation import installation_of

LOOPBACK: Final = ("127.0.0.1", "::1")


async def healthz(request: Request) -> Response:
    """`GET /healthz`: `ok`, or 503 while the database does not answer."""
    here = installation_of(request)
    try:
        await here.database.read(lambda t: t.one("select 1 from installation limit 1"))
    except Refusal:
        return PlainTextResponse("the database does not answer", status_code=503)
    return PlainTextResponse("ok")


async def metrics(request: Request) -> Response:
    """`GET /metrics`: Prometheus text, for this machine itself or for who brings the token; else not there."""
    here = installation_of(request)
    token = here.config.metrics_token
    brought = request.headers.get("authorization", "").removeprefix("Bearer ")
    local = request.client is not None and request.client.host in LOOPBACK and "x-forwarded-for" not in request.headers
    if not local and not (token and secrets.compare_digest(brought.encode(), token.encode())):
        raise HTTPException(404)
    figures: dict[str, float] = {
        "gwead_rooms": here.hub.rooms,
        "gwead_sockets": here.hub.sockets,
        "gwead_database_commits_total": here.database.commits,
        "gwead_database_jobs_total": here.database.rows,
    }
    figures |= {f"gwead_{name}_total": count for name, count in sorted(here.hub.counts.items())}
    return PlainTextResponse(_prometheus(figures), media_type="text/plain; version=0.0.4")


def _prometheus(figures: Mapping[str, float]) -> str:
    lines: list[str] = []
    for name, value in figures.items():
        lines += [f"# TYPE {name} {'counter' if name.endswith('_total') else 'gauge'}", f"{name} {value}"]
    return "\n".join(lines) + "\n"
