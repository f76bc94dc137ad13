"""What carries a seal, as a file: a bundle of a whole case, a sealed version by itself, a PDF that has either attached.

    X1  a file is read or refused as a whole; what it says is checked by whoever asked (server/storage/versions.py)
    X2  a PDF is untrusted: it is read in a worker process, and only its attachments are looked at
"""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final

from server.domain.errors import Refusal
from server.interchange.records import read_json, small_enough

MOST_BYTES: Final = 64 * 1024 * 1024
ALONE: Final = "gwead-sealed-version"
"""What a sealed version out of its chain calls itself (server/storage/versions.py)."""
PDF: Final = b"%PDF-"


def read_sealed(data: bytes) -> Mapping[str, Any]:
    """The JSON that a file carries: {"versions": [...], "notes": [...], "public_keys": {...}}, with whatever else is in
    it. Run it in a worker process (X2).

    Raises Refusal (422): `file_too_large`, `not_json`, `not_sealed`, `pdf_not_sealed`.
    """
    small_enough(data, MOST_BYTES)
    if PDF in data[:1024]:
        return _attached(data)
    found = _sealed(read_json(data, MOST_BYTES))
    if found is None:
        raise Refusal("not_sealed", status=422)
    return found


def _attached(data: bytes) -> Mapping[str, Any]:
    for attachment in _attachments(data):
        try:
            found = _sealed(json.loads(attachment))
        except (ValueError, RecursionError):
            continue
        if found is not None:
            return found
    raise Refusal("pdf_not_sealed", status=422)


def _attachments(data: bytes) -> Iterator[bytes]:
    """The attachments of a PDF; none of what is damaged."""
    import pypdf  # slow to load, and needed by few commands
    from pypdf.errors import PyPdfError

    damaged = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError,
               ArithmeticError, AssertionError, NotImplementedError)  # fmt: skip
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        held = [content for contents in reader.attachments.values() for content in contents]
    except damaged:  # what else it raises is a mistake of the program
        return
    yield from held


def _sealed(value: Any) -> Mapping[str, Any] | None:
    """What carries a seal; a version by itself in the shape of a bundle. None for anything else."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("versions"), list):
        return value
    if "header" in value and "seal" in value:
        version = {name: value.get(name) for name in ("header", "seal", "signature", "content", "circumstances")}
        return {"format": ALONE, "versions": [version], "notes": [], "public_keys": value.get("public_keys", {})}
    return None
