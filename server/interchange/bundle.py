"""Gwead's own file (JSON): a whole case, to be kept elsewhere, verified anywhere and brought back.

B1  The working copy's content comes back with the same canonical digest; nothing is normalised on the way.
B2  Versions travel exactly as they were frozen: headers, seals, signatures, contents, and the public keys
    that signed.
B3  What cannot be read is refused as a whole; half a case is never brought in.
B4  A bundle of an older Gwead opens: what came after it was written is added by the same steps by which an old version
    opens (`domain/upgrades.py`). Any other field must be there.
Whether the versions are sound is for `domain/versions.py` to say; here only the shape is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain.errors import Finding, Refusal
from server.domain.formulation import COLLECTIONS, from_plain, to_plain
from server.domain.upgrades import stepped
from server.interchange.records import Plain, read_json

FORMAT: Final = "gwead-bundle"
NUMBER: Final = 2
"""The format's number; a file with a larger one was written by a later Gwead. From 2 on it carries what was added to
its versions, and a seal over all of it."""
MOST_BYTES: Final = 64 * 1024 * 1024
MOST_RECORDS: Final = 20_000
"""Records of one kind in a working copy."""


BESIDE: Final = ("consents", "recipients", "news", "meetings", "referrals")
"""What stands beside the versions of a case and travels with them."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle read. `case`: facts of the case (name, born); `content`: the working copy, None where there
    was none; `versions`: what the storage exported ({"versions": [...], "notes": [...], "public_keys": {...}});
    `beside`: consent, who may receive reports, news, meetings with their answers, and referrals, each a list of rows
    that the storage reads (empty from an older Gwead)."""

    case: Mapping[str, Any]
    content: Plain | None
    versions: Mapping[str, Any]
    findings: tuple[Finding, ...] = field(default=())
    beside: Mapping[str, Any] = field(default_factory=dict)


def bundle_of(
    case: Mapping[str, Any],
    content: Mapping[str, Any] | None,
    exported: Mapping[str, Any],
    *,
    software: str = "",
    beside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The bundle as JSON: `exported` is what the storage says of the versions and their keys, `beside` what it keeps
    beside them."""
    return {
        "format": FORMAT,
        "number": NUMBER,
        "software": software,
        "case": dict(case),
        "content": None if content is None else {name: dict(content.get(name, {})) for name in (*COLLECTIONS, "story")},
        "beside": {name: list((beside or {}).get(name, [])) for name in BESIDE},
        **exported,
    }


def is_bundle(value: Any) -> bool:
    """Whether some JSON calls itself a bundle."""
    return isinstance(value, dict) and value.get("format") == FORMAT


def read_bundle(data: bytes) -> Bundle:
    """The bundle in some bytes.

    Raises Refusal: `file_too_large`, `not_json`, `not_a_bundle`, `bundle_is_newer`, `bundle_not_whole`.
    """
    value = read_json(data, MOST_BYTES)
    if not is_bundle(value):
        raise Refusal("not_a_bundle")
    if not isinstance(value.get("number"), int) or isinstance(value["number"], bool) or value["number"] > NUMBER:
        raise Refusal("bundle_is_newer", status=422)
    case, content, versions = value.get("case"), value.get("content"), value.get("versions")
    notes, keys = value.get("notes", []), value.get("public_keys")
    lists = isinstance(versions, list) and isinstance(notes, list)
    if not isinstance(case, dict) or not lists or not isinstance(keys, dict):
        raise Refusal("bundle_not_whole", status=422)
    beside = value.get("beside", {})
    rows = list(beside.values()) if isinstance(beside, dict) else [None]
    if not all(isinstance(each, list) and len(each) <= MOST_RECORDS for each in rows):
        raise Refusal("bundle_not_whole", status=422)
    plain, findings = (None, ()) if content is None else _content(content)
    exported = {"versions": versions, "notes": notes, "public_keys": keys}
    return Bundle(case, plain, exported, findings, beside)


def _content(content: Any) -> tuple[Plain, tuple[Finding, ...]]:
    """The working copy's plain content, exactly as it is written (B1); what reads otherwise is refused
    (B3)."""
    if not isinstance(content, dict) or set(content) - {*COLLECTIONS, "story"}:
        raise Refusal("bundle_not_whole", status=422)
    if any(not isinstance(records, dict) or len(records) > MOST_RECORDS for records in content.values()):
        raise Refusal("bundle_not_whole", status=422)
    written = stepped(content)
    formulation, findings = from_plain(written)
    plain = to_plain(formulation)
    if any(plain[name] != records for name, records in written.items()):
        raise Refusal("bundle_not_whole", status=422)
    return plain, findings
