"""Short codes that are read from a wall and typed on another device: no vowels, so that they are no words, and nothing
that looks like something else."""

import secrets
import unicodedata
from typing import Final

LETTERS: Final = "BCDFGHJKMNPQRTVWXZ2346789"
LENGTH: Final = 6


def new_code() -> str:
    """One of 244 million codes, as `K7M4QP`."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def read_code(said: str) -> str:
    """A code as somebody typed it, in either case and with blanks or dashes; "" for what is none."""
    kept = "".join(c for c in unicodedata.normalize("NFKC", said).upper() if not c.isspace() and c not in "-–—.")
    return kept if len(kept) == LENGTH and all(c in LETTERS for c in kept) else ""


def said_code(code: str) -> str:
    """A code as it is shown: `K7M 4QP`."""
    return f"{code[:3]} {code[3:]}"
