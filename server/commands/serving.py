"""`serve`: the real thing, for an installation with accounts of its own."""

import argparse
import io
import ipaddress
import secrets
import socket
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import segno

from server import app, config
from server.commands import certificate
from server.commands.acts import ACTS
from server.commands.opened import Opened, opened
from server.commands.telling import Telling
from server.config import DEFAULT_PORT, Config
from server.console import Owned
from server.domain.errors import Refusal
from server.storage import accounts
from server.storage.accounts import Passwords


def declare(nouns: Any, common: argparse.ArgumentParser) -> None:
    """The options of the command."""
    serve = nouns.add_parser("serve", parents=[common], help="the real thing")
    serve.add_argument("--host", default="", help="else this machine alone; with --try its address in the network")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT)
    serve.add_argument("--public-url", default="", help="where people reach it")
    serve.add_argument("--certificate", type=Path, metavar="FILE")
    serve.add_argument("--key", type=Path, metavar="FILE")
    serve.add_argument("--behind-proxy", action="store_true", help="TLS is ended by a proxy on this machine")
    serve.add_argument("--try", action="store_true", dest="tries", help="on the local network, to try it out")
    serve.set_defaults(command=run)


def run(arguments: argparse.Namespace, telling: Telling) -> None:
    """Serves until stopped. Refuses to listen beyond this machine without TLS and an administrator's account."""
    if arguments.tries:
        return try_out(arguments, telling)
    host = arguments.host or "127.0.0.1"
    tls = arguments.certificate is not None and arguments.key is not None
    beyond = not _loopback(host)
    if beyond and not tls and not arguments.behind_proxy:
        raise Refusal("needs_tls")
    for file in (arguments.certificate, arguments.key):
        if file is not None and not file.is_file():
            raise Refusal("file_not_read", file=str(file), reason="")
    scheme = "https" if tls else "http"
    url = arguments.public_url or f"{scheme}://{'localhost' if not beyond else host}:{arguments.port}"
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
            settled, listening=listening(host, arguments.port), certificate=arguments.certificate,
            key=arguments.key, behind_proxy=arguments.behind_proxy, acts=ACTS,
        )  # fmt: skip
    except Owned:
        raise Refusal("installation_in_use", status=409) from None


def try_out(arguments: argparse.Namespace, telling: Telling) -> None:
    """Serves on this machine's address in the local network, with a certificate and a data folder of its own and
    accounts for a chair and a coordinator, so that phones and other laptops can join. Their passwords are told when
    they are made, and never again. Raises Refusal: `no_network`, `cannot_listen`, `installation_in_use`."""
    host = arguments.host or certificate.local_address()
    bound = listening(host, arguments.port)
    url = f"https://{host}:{bound.getsockname()[1]}"
    usual = config.data_folder()
    folder = arguments.data or usual.with_name(f"{usual.name}-try")
    settled = replace(config.read(data=folder, public_url=url), master_key_file=folder / "master.key")
    own = certificate.own_certificate(folder, host)
    with opened(settled) as it:
        made = _accounts_to_try(it, settled)
    told = {"url": url, "fingerprint": own.fingerprint, "data": str(folder), "accounts": made}

    def ready() -> None:
        telling.say("cli.try_ready", url=url)
        telling.write(_qr_of(url))
        for account in made:
            role = telling.w(f"roles.{account['role']}")
            telling.say("cli.try_account", role=role, email=account["email"], password=account["password"])
        if not made:
            telling.say("cli.try_known", data=str(folder))
        telling.say("cli.try_warning")
        telling.write(f"  SHA-256 {own.fingerprint}")
        telling.result(told)

    try:
        app.serve(settled, listening=bound, certificate=own.certificate, key=own.key, ready=ready, acts=ACTS)
    except Owned:
        raise Refusal("installation_in_use", status=409) from None


def _accounts_to_try(it: Opened, settled: Config) -> list[dict[str, str]]:
    """A chair and a coordinator with passwords of chance, where nobody has an account yet."""
    if it.database.read_now(accounts.every):
        return []
    made = []
    for role in ("chair", "coordinator"):
        password, email = secrets.token_urlsafe(9), f"{role}@gwead.test"
        add = partial(
            accounts.add, email=email, name=role.capitalize(), role=role, at=app.now(),
            password_hash=Passwords(settled.password_cost).hash(password),
        )  # fmt: skip
        it.database.write_now(add)
        made.append({"role": role, "email": email, "password": password})
    return made


def _qr_of(url: str) -> str:
    """An address as a QR picture of letters, for a terminal."""
    drawn = io.StringIO()
    segno.make(url, error="m", micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()


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
