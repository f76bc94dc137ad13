"""Where the pages' files lie: inside the package in an installed wheel, beside it in the sources."""

from pathlib import Path
from typing import Final

SERVER: Final = Path(__file__).resolve().parent
ROOT: Final = SERVER.parent
_IN_WHEEL: Final = (SERVER / "_static").is_dir()

STATIC: Final = SERVER / "_static" if _IN_WHEEL else ROOT / "static" / "dist"
"""The built scripts, styles and fonts (static/build.py)."""
TEMPLATES: Final = SERVER / "_templates" if _IN_WHEEL else ROOT / "templates"
"""The templates of the pages."""
EXAMPLE: Final = SERVER / "example"
"""The invented case A."""
