"""Frames: what is read from a client, with bounds, and what is written."""

import json
import random
from typing import Any

import pytest
from pycrdt import Decoder, Doc, Map, create_sync_message, create_update_message

from server.sync import wire
from server.sync.wire import BadFrame, Caret, DocumentFrame, FrameLimits, Step1, WordFrame

LIMITS = FrameLimits()


def caret_frame(*entries: tuple[int, int, str]) -> bytes:
    return wire.carets(entries)


def refused(frame: bytes) -> int:
    with pytest.raises(BadFrame) as refusal:
        wire.read(frame, LIMITS)
    return refusal.value.code


def test_an_ordinary_client_is_understood() -> None:
    doc: Doc[Any] = Doc({"people": Map()})
    seen: list[bytes] = []
    doc.observe(lambda event: seen.append(event.update))
    doc["people"]["p"] = "Ana"
    assert wire.read(create_sync_message(doc), LIMITS) == Step1(doc.get_state(), {doc.client_id: 1})
    assert wire.read(create_update_message(seen[0]), LIMITS) == DocumentFrame(seen[0], whole=False)
    assert wire.read(wire.step_2(seen[0]), LIMITS) == DocumentFrame(seen[0], whole=True)


def test_what_is_written_is_what_an_ordinary_client_reads() -> None:
    doc: Doc[Any] = Doc({"people": Map()})
    assert wire.step_1(doc.get_state()) == create_sync_message(doc)
    assert wire.update(b"\x00\x00") == create_update_message(b"\x00\x00")
    long = bytes(300)
    assert wire.update(long) == create_update_message(long)


def test_a_caret_counts_bytes_where_the_librarys_own_encoder_counts_letters() -> None:
    state = json.dumps({"user": {"name": "Siân Ŵyn"}}, ensure_ascii=False)
    frame = caret_frame((7, 3, state), (8, 1, "null"))
    decoder = Decoder(frame)
    assert decoder.read_var_uint() == wire.AWARENESS
    entries = Decoder(decoder.read_message() or b"")
    assert [entries.read_var_uint() for _ in range(3)] == [2, 7, 3]
    assert entries.read_var_string() == state
    assert [entries.read_var_uint() for _ in range(2)] == [8, 1]
    assert entries.read_var_string() == "null"


def test_a_caret_is_one_entry() -> None:
    """B04"""
    assert wire.read(caret_frame((7, 3, '{"cursor":{"x":1}}')), LIMITS) == Caret(7, 3, {"cursor": {"x": 1}})
    assert wire.read(caret_frame((7, 3, "null")), LIMITS) == Caret(7, 3, None)
    assert refused(caret_frame((7, 3, "{}"), (8, 3, "{}"))) == 4400
    assert refused(caret_frame()) == 4400
    assert refused(caret_frame(*((n, 1, "{}") for n in range(50_000)))) == 4413


@pytest.mark.parametrize(
    "state",
    [
        "[" * 900,
        "[" * 900 + "]" * 900,
        '{"a":' * 9 + "1" + "}" * 9,
        "not JSON",
        "[1]",
        "7",
        '{"a":1e999}',
        '{"a":NaN}',
        '{"a":"\\ud800"}',
        '{"a":1,"a":2}',
        "",
    ],
    ids=[
        "open",
        "deep",
        "nine deep",
        "words",
        "list",
        "number",
        "infinite",
        "NaN",
        "half a pair",
        "twice",
        "empty",
    ],
)
def test_a_caret_that_is_not_a_small_object_is_refused(state: str) -> None:
    """B05"""
    assert refused(caret_frame((7, 3, state))) == 4400


def test_bad_utf_8_in_a_caret_is_refused() -> None:
    """B05"""
    assert refused(b"\x01" + wire.sized(b"\x01\x07\x03" + wire.sized(b'{"a":"\xff\xfe"}'))) == 4400


def test_brackets_in_quoted_words_do_not_count_as_nesting() -> None:
    state = json.dumps({"cursor": {"words": '[[[[[[[[[["\\' * 3}})
    assert isinstance(wire.read(caret_frame((7, 3, state)), LIMITS), Caret)


def test_each_size_has_two_sides() -> None:
    """C08"""
    most = FrameLimits(document_bytes=300, caret_bytes=40, word_bytes=40)

    def fits(frame: bytes) -> bool:
        try:
            wire.read(frame, most)
        except BadFrame as bad:
            assert bad.code == 4413
            return False
        return True

    assert fits(wire.update(bytes(296))) and not fits(wire.update(bytes(297)))
    assert fits(caret_frame((7, 3, '{"a":"' + "x" * 26 + '"}'))) and not fits(
        caret_frame((7, 3, '{"a":"' + "x" * 32 + '"}'))
    )
    assert fits(wire.word('{"word":"' + "x" * 20 + '"}')) and not fits(wire.word('{"word":"' + "x" * 40 + '"}'))


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00",
        b"\x00\x02",
        b"\x00\x02\x05abc",
        b"\x00\x02\x01abc",
        b"\x00\x03\x00",
        b"\x02\x00",
        b"\x64\x02{}",
        b"\x07hello",
        b"\x00\x02" + b"\xff" * 12,
        b"\x00\x02" + b"\x80" * 9,
        b"\x65\x02[]",
        b"\x65\x01{",
    ],
)
def test_what_is_not_understood_is_refused(frame: bytes) -> None:
    """A17"""
    assert refused(frame) == 4400


def test_a_state_vector_is_read_before_the_engine_sees_it() -> None:
    """A04"""
    assert refused(wire.step_1(b"\xff\xff\xff\xff\x07\x01\x01")) == 4400
    assert refused(wire.step_1(b"\x02\x01\x01")) == 4400
    assert refused(wire.step_1(b"\x01\x01\x01\x01")) == 4400
    assert refused(wire.step_1(b"\x00\x00")) == 4400


def test_mutated_frames_are_read_or_refused_and_nothing_else() -> None:
    """A18"""
    dice = random.Random(7)
    honest = [
        wire.step_1(b"\x02\x07\x05\x09\x81\x01"),
        caret_frame((7, 3, '{"cursor":{"anchor":{"client":7,"clock":300}}}')),
        wire.word('{"word":"looking","at":{"part":"timeline"},"lead":true}'),
        wire.update(bytes(range(200))),
    ]
    for _ in range(5_000):
        frame = bytearray(dice.choice(honest))
        for _ in range(dice.randrange(1, 4)):
            frame[dice.randrange(len(frame))] = dice.randrange(256)
        try:
            read = wire.read(bytes(frame[: dice.randrange(1, len(frame) + 1)]), LIMITS)
        except BadFrame:
            continue
        assert isinstance(read, Step1 | DocumentFrame | Caret | WordFrame)
