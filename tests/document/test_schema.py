"""The schema: derived once; its golden file changes only on purpose."""

import json
from pathlib import Path

from server.document.schema import SCHEMA

GOLDEN = Path(__file__).parent.parent / "golden" / "schema.json"


def test_the_schema_is_the_one_that_was_agreed() -> None:
    """A changed schema is a decision: a field needs a default, a renamed one a step in domain/upgrades.py."""
    assert SCHEMA.as_json() == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_a_field_says_its_kind_default_limit_and_meaning() -> None:
    title = SCHEMA.as_json()["collections"]["events"]["fields"][0]
    assert title == {
        "name": "title", "kind": "line", "default": "", "max": 200, "meaning": "what happened, in plain words"
    }  # fmt: skip


def test_every_collection_and_every_part_of_the_story_can_be_locked() -> None:
    parts = {row["key"] for row in SCHEMA.as_json()["vocabulary"]["parts"]}
    assert {c.part for c in SCHEMA.collections.values()} | set(SCHEMA.fragments) == parts
