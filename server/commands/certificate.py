"""A certificate of this machine's own, for trying Gwead on a local network.

Nobody vouches for it: every browser warns once, and whoever compares the fingerprint knows that the warning is about
this machine. Good for 30 days and for one address; made anew when either has passed.
"""

import ipaddress
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.domain.errors import Refusal

DAYS: Final = 30
_AFAR: Final = ("192.0.2.1", 9)
"""An address for documentation: asking the way to it sends nothing."""


@dataclass(frozen=True, slots=True)
class Own:
    """The files of a certificate, and what it can be known by (SHA-256, pairs of figures with colons)."""

    certificate: Path
    key: Path
    fingerprint: str


def local_address() -> str:
    """The address of this machine on its network. Raises Refusal (`no_network`)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_AFAR)
            found = str(asking.getsockname()[0])
        except OSError:
            raise Refusal("no_network") from None
    if ipaddress.ip_address(found).is_loopback:
        raise Refusal("no_network")
    return found


def own_certificate(folder: Path, address: str, at: datetime | None = None) -> Own:
    """The certificate of this machine for an address (an IPv4 or IPv6 address), kept in a folder."""
    now = at or datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key = folder / "try-certificate.pem", folder / "try-key.pem"
    if not (certificate.is_file() and key.is_file() and _is_good(certificate.read_bytes(), address, now)):
        _make(certificate, key, address, now)
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    return Own(certificate, key, read.fingerprint(hashes.SHA256()).hex(":").upper())


def _is_good(pem: bytes, address: str, now: datetime) -> bool:
    try:
        read = x509.load_pem_x509_certificate(pem)
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    known = names.get_values_for_type(x509.IPAddress)
    return ipaddress.ip_address(address) in known and now + timedelta(days=1) < read.not_valid_after_utc


def _make(certificate: Path, key: Path, address: str, now: datetime) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gwead, tried out")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address)), x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    _write(key, secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and for this account of the machine alone."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    draft.replace(file)
