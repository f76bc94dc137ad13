"""Devices that show a code until they are made a big screen. They are in this process's memory: after a restart each
shows another code. How many wait is bounded, each address apart and in all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from server.domain.codes import new_code
from server.domain.errors import Refusal
from server.storage import accounts

GOOD_FOR: Final = timedelta(minutes=10)
MOST: Final = 200
MOST_EACH: Final = 20


REHEARSED_FOR: Final = timedelta(minutes=30)
"""So long a rehearsal lasts after the last deed."""


@dataclass(slots=True)
class Rehearsal:
    """A device on which the big screen is tried: by whom, what it shows, in which labels."""

    by: str
    place: str = "band"
    labels: str = ""


@dataclass(slots=True)
class Device:
    """A device that shows a code: what it is known by (a hash), where it is, since when, and the screen that it has
    become ("" until then); `rehearsal` while the big screen is tried on it."""

    code: str
    known_by: str
    address: str
    since: str
    screen: str = ""
    rehearsal: Rehearsal | None = None


@dataclass(slots=True)
class Pairings:
    """The devices that show a code at this moment."""

    devices: dict[str, Device] = field(default_factory=dict)

    def begin(self, address: str, at: str, new: Callable[[], str] = new_code) -> tuple[Device, str]:
        """A new device: its code, and the token of its cookie. Raises Refusal (`too_many_waiting`)."""
        self._forget(at)
        if len(self.devices) >= MOST or sum(d.address == address for d in self.devices.values()) >= MOST_EACH:
            raise Refusal("too_many_waiting", status=429)
        code = new()
        while code in self.devices:
            code = new()
        token = accounts.new_token()
        self.devices[code] = Device(code, accounts.hash_token(token), address, at)
        return self.devices[code], token

    def of(self, token: str, at: str) -> Device | None:
        """The device with this token, while its code is good."""
        self._forget(at)
        hashed = accounts.hash_token(token)
        return next((each for each in self.devices.values() if each.known_by == hashed), None)

    def waiting(self, code: str, at: str) -> Device | None:
        """The device that shows this code and is no screen yet."""
        self._forget(at)
        found = self.devices.get(code)
        return found if found is not None and not found.screen and found.rehearsal is None else None

    def rehearse(self, device: Device, by: str, at: str) -> None:
        """The big screen is tried on this device; another that the same person tried it on shows a code again."""
        self.end_rehearsal(by)
        device.rehearsal, device.since = Rehearsal(by), at

    def rehearsing(self, by: str, at: str) -> Device | None:
        """The device on which somebody tries the big screen."""
        self._forget(at)
        return next((d for d in self.devices.values() if d.rehearsal is not None and d.rehearsal.by == by), None)

    def end_rehearsal(self, by: str) -> None:
        """Nobody's screen any more: the device shows another code."""
        for code in [c for c, d in self.devices.items() if d.rehearsal is not None and d.rehearsal.by == by]:
            del self.devices[code]

    def done(self, device: Device) -> None:
        """The device has its own cookie now."""
        self.devices.pop(device.code, None)

    def _forget(self, at: str) -> None:
        now = datetime.fromisoformat(at)
        for code, device in list(self.devices.items()):
            if now - datetime.fromisoformat(device.since) >= (REHEARSED_FOR if device.rehearsal else GOOD_FOR):
                del self.devices[code]
