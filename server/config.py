"""The settings of an installation: one frozen value, read here and nowhere else from the environment.

| variable | is |
|---|---|
| GWEAD_DATA | the data folder |
| GWEAD_PUBLIC_URL | where people reach the server, without a slash at the end; links are made with it |
| GWEAD_MASTER_KEY_FILE | the master key; never in the data folder, and copied to a safe place |
| GWEAD_KEYS_BACKUP | where every backup puts the wrapped keys (else beside it): only the newest exist |
| GWEAD_SUPPORT, GWEAD_SUPPORT_CY | to whom people turn after a meeting that was hard to hear, in English and in Welsh |
| GWEAD_METRICS_TOKEN | lets a collector beyond this machine read /metrics |
| GWEAD_UNLIMITED | any text: no limit on how fast one person may do things (benchmarks only) |
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.storage.accounts import PasswordCost

DATABASE: Final = "gwead.db"
KEYS: Final = "keys.db"
DEFAULT_PORT: Final = 8000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the pages take. Sizes in bytes; the socket's own limits are in server/sync."""

    body: int = 1 << 20
    """A form or a small JSON request."""
    upload: int = 8 << 20
    """An imported file."""
    unsent: int = 256 << 10
    """Words that a page hands over before it reloads."""
    socket_frame: int = 1 << 20
    """Where the server itself stops reading a frame (C08)."""
    sign_in_hours: int = 12
    """How long a sign-in lasts at most (EXPERIENCE.md)."""
    unlimited: bool = False
    """No limit on how fast one person may do things: for benchmarks."""
    plain_sockets: bool = False
    """The document socket over plain ASGI instead of server/web/direct.py, which is faster and knows uvicorn."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that one installation may settle. `public_url` has no slash at the end; `metrics_token` and
    `keys_backup` are "" and None where not set; `demo` says that the case is invented."""

    data: Path
    public_url: str
    master_key_file: Path
    keys_backup: Path | None = None
    metrics_token: str = ""
    demo: bool = False
    support: Mapping[str, str] = field(default_factory=dict)
    """Language -> to whom people turn after a meeting (name, telephone), as the service wrote it; empty where it said
    nothing."""
    password_cost: PasswordCost = field(default_factory=PasswordCost)
    limits: Limits = field(default_factory=Limits)

    @property
    def database(self) -> Path:
        """The file of tables."""
        return self.data / DATABASE

    @property
    def keys(self) -> Path:
        """The file of wrapped keys."""
        return self.data / KEYS

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https, and cookies are to say so."""
        return self.public_url.startswith("https://")

    @property
    def master_key_beside_data(self) -> bool:
        """Whether the master key lies in the data folder, where one stolen folder would hold both."""
        return self.master_key_file.resolve().is_relative_to(self.data.resolve())


def read(environment: Mapping[str, str] = os.environ, *, data: Path | None = None, public_url: str = "") -> Config:
    """The settings of a real installation; what a command was given goes before the environment."""
    folder = data or Path(environment.get("GWEAD_DATA") or data_folder(environment))
    key = environment.get("GWEAD_MASTER_KEY_FILE")
    backup = environment.get("GWEAD_KEYS_BACKUP")
    url = public_url or environment.get("GWEAD_PUBLIC_URL") or f"http://localhost:{DEFAULT_PORT}"
    return Config(
        data=folder,
        public_url=url.rstrip("/"),
        master_key_file=Path(key) if key else settings_folder(environment) / "master.key",
        keys_backup=Path(backup) if backup else None,
        metrics_token=environment.get("GWEAD_METRICS_TOKEN", ""),
        support=_support(environment),
        limits=Limits(
            unlimited=bool(environment.get("GWEAD_UNLIMITED")),
            plain_sockets=bool(environment.get("GWEAD_PLAIN_SOCKETS")),
        ),
    )


def _support(environment: Mapping[str, str]) -> dict[str, str]:
    """What was said in one language stands for the other until it is said in it too."""
    english, welsh = (environment.get(name, "").strip() for name in ("GWEAD_SUPPORT", "GWEAD_SUPPORT_CY"))
    said = {"en": english or welsh, "cy": welsh or english}
    return said if english or welsh else {}


def for_demo(
    environment: Mapping[str, str] = os.environ,
    *,
    data: Path | None = None,
    public_url: str = "",
    unlimited: bool = False,
) -> Config:
    """The settings of the demo: a data folder of its own, with its key in it, and passwords that are
    quick."""
    folder = data or data_folder(environment).with_name(data_folder(environment).name + "-demo")
    return Config(
        data=folder,
        public_url=(public_url or f"http://localhost:{DEFAULT_PORT}").rstrip("/"),
        master_key_file=folder / "master.key",
        metrics_token=environment.get("GWEAD_METRICS_TOKEN", ""),
        support=_support(environment),
        demo=True,
        password_cost=PasswordCost(memory_kib=8 * 1024, passes=1, lanes=1),
        limits=Limits(
            unlimited=unlimited or bool(environment.get("GWEAD_UNLIMITED")),
            plain_sockets=bool(environment.get("GWEAD_PLAIN_SOCKETS")),
        ),
    )


def language(environment: Mapping[str, str] = os.environ) -> str:
    """The language in which commands speak: that of the terminal, `cy` or `en`."""
    return "cy" if environment.get("LC_ALL", environment.get("LANG", "")).startswith("cy") else "en"


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this platform keeps an application's data."""
    if platform == "win32":
        return _folder(environment, "LOCALAPPDATA", "AppData/Local") / "Gwead"
    if platform == "darwin":
        return Path.home() / "Library/Application Support/Gwead"
    return _folder(environment, "XDG_DATA_HOME", ".local/share") / "gwead"


def settings_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this platform keeps an application's settings, apart from its data."""
    if platform == "win32":
        return _folder(environment, "APPDATA", "AppData/Roaming") / "Gwead"
    if platform == "darwin":
        return Path.home() / "Library/Preferences/Gwead"
    return _folder(environment, "XDG_CONFIG_HOME", ".config") / "gwead"


def _folder(environment: Mapping[str, str], variable: str, otherwise: str) -> Path:
    named = environment.get(variable)
    return Path(named) if named else Path.home() / otherwise
