"""How a command speaks: sentences on standard output, or one JSON document there and nothing else."""

import json
import sys
from dataclasses import dataclass
from typing import Any

from server.languages import Catalogue


@dataclass(frozen=True, slots=True)
class Telling:
    """What a command says with. `w` is the catalogue of the person's language; `as_json` leaves sentences out."""

    w: Catalogue
    as_json: bool = False

    def say(self, key: str, /, **parameters: object) -> None:
        """One sentence for a person; nothing where JSON was asked for."""
        self.write(self.w(key, **parameters))

    def write(self, text: str = "") -> None:
        """Text for a person; nothing where JSON was asked for."""
        if not self.as_json:
            print(text, flush=True)

    def result(self, value: Any) -> None:
        """The one JSON document; nothing where sentences were asked for."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False), flush=True)

    def aside(self, text: str) -> None:
        """Progress and logs, always on standard error."""
        print(text, file=sys.stderr, flush=True)
