"""`serve`: the real thing, for an installation with accounts of its own."""

import argparse
import ipaddress
import socket
from pathlib import Path
from typing import Any

from server import app, config
from server.commands.acts import ACTS
from server.commands.opened import opened
from server.commands.telling import Telling
from server.config import DEFAULT_PORT
from server.console import Owned
from server.domain.errors import Refusal
from server.storage import accounts


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the command."""
    serve = nouns.add_parser("serve", parents=[common], help="the real thing")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT)
    serve.add_argument("--public-url", default="", help="where people reach it")
    serve.add_argument("--certificate", type=Path, metavar="FILE")
    serve.add_argument("--key", type=Path, metavar="FILE")
    serve.add_argument("--behind-proxy", action="store_true", help="TLS is ended by a proxy on this machine")
    serve.set_defaults(command=run)


def run(arguments: argparse.Namespace, telling: Telling) -> None:
    """Serves until stopped. Refuses to listen beyond this machine without TLS and an administrator's account."""
    tls = arguments.certificate is not None and arguments.key is not None
    beyond = not _loopback(arguments.host)
    if beyond and not tls and not arguments.behind_proxy:
        raise Refusal("needs_tls")
    for file in (arguments.certificate, arguments.key):
        if file is not None and not file.is_file():
            raise Refusal("file_not_read", file=str(file), reason="")
    scheme = "https" if tls else "http"
    url = arguments.public_url or f"{scheme}://{'localhost' if not beyond else arguments.host}:{arguments.port}"
    settled = config.read(data=arguments.data, public_url=url)
    fresh = not settled.master_key_file.exists()
    with opened(settled) as it:
        if beyond and not it.database.read_now(accounts.has_administrator):
            raise Refusal("needs_administrator")
    if fresh:
        telling.say("cli.master_key_made", file=str(settled.master_key_file))
    telling.say("cli.serving", url=settled.public_url)
    try:
        app.serve(
            settled, listening=listening(arguments.host, arguments.port), certificate=arguments.certificate,
            key=arguments.key, behind_proxy=arguments.behind_proxy, acts=ACTS,
        )  # fmt: skip
    except Owned:
        raise Refusal("installation_in_use", status=409) from None


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound and listens, port 0 for any that is free. Raises Refusal where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(1024)
    except OSError as error:
        bound.close()
        raise Refusal("cannot_listen", port=port, reason=error.strerror or "") from None
    return bound


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
