"""A file that carries a seal is found to, whatever holds it. Rules X1, X2."""

import json
from io import BytesIO
from typing import Any

import pypdf
import pytest

from server.domain.errors import Refusal
from server.interchange.sealed import ALONE, read_sealed

BUNDLE = {"versions": [], "public_keys": {}}
VERSION = {"header": {}, "seal": "ab", "signature": "cd", "content": None, "circumstances": None}


def pdf(*attachments: bytes) -> bytes:
    writer, out = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    for number, attachment in enumerate(attachments):
        writer.add_attachment(f"{number}.json", attachment)
    writer.write(out)
    return out.getvalue()


def dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_a_bundle_is_read_from_json_and_from_a_pdf_among_other_attachments() -> None:
    """X1"""
    assert read_sealed(dumped(BUNDLE)) == BUNDLE
    assert read_sealed(pdf(b"not json", dumped([1]), dumped(BUNDLE))) == BUNDLE


def test_a_version_by_itself_takes_the_shape_of_a_bundle() -> None:
    alone = {"format": ALONE, "versions": [VERSION], "notes": [], "public_keys": {"k": "ab"}}
    assert read_sealed(dumped({**VERSION, "public_keys": {"k": "ab"}})) == alone
    assert read_sealed(pdf(dumped({**VERSION, "public_keys": {"k": "ab"}, "more": 1}))) == alone


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_json"), (b"\xff\xfe\x00", "not_json"), (b"[" * 200_000, "not_json"), (dumped({}), "not_sealed"),
        (dumped({"versions": {}}), "not_sealed"), (pdf(), "pdf_not_sealed"), (pdf(dumped({})), "pdf_not_sealed"),
        (pdf(b"[" * 200_000), "pdf_not_sealed"), (b"%PDF-1.7 and nothing", "pdf_not_sealed"),
    ],
)  # fmt: skip
def test_what_carries_none_is_refused(data: bytes, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sealed(data)
    assert refused.value.key == key


def test_a_pdf_that_is_damaged_anywhere_is_read_or_refused_and_never_more() -> None:
    """X2: each byte in turn, in a file that is not ours"""
    whole = pdf(dumped(BUNDLE))
    for place in range(0, len(whole), 3):
        changed = whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :]
        try:
            assert isinstance(read_sealed(changed).get("versions"), list)
        except Refusal as refusal:
            assert refusal.key in ("pdf_not_sealed", "not_json", "not_sealed"), place
