"""Who may do what: the whole matrix is a golden file, and its corners are told as rules."""

from pathlib import Path

import pytest

from server.domain import vocabulary
from server.domain.access import ACTIONS, matrix, may, mode_of, part_open

GOLDEN = Path(__file__).parent.parent / "golden" / "access.txt"


def test_the_matrix_is_the_one_that_was_agreed() -> None:
    assert matrix() == GOLDEN.read_text(encoding="utf-8")


def test_only_the_chair_freezes() -> None:
    assert [row.key for row in vocabulary.ROLES if may(row.key, "version.freeze")] == ["chair"]


def test_an_administrator_reads_no_case() -> None:
    assert [action for action in ACTIONS if may("administrator", action)] == ["account.manage"]


def test_a_big_screen_sees_its_picture_and_nothing_else() -> None:
    assert [action for action in ACTIONS if may("screen", action)] == ["screen.see"]


def test_an_unknown_action_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        may("chair", "version.unsign")


@pytest.mark.parametrize(
    ("mode", "writers"),
    [
        ("everyone", {"chair", "coordinator", "contributor"}),
        ("leaders", {"chair", "coordinator"}),
        ("chair", {"chair"}),
    ],
)
def test_the_mode_of_a_part_says_who_may_add(mode: str, writers: set[str]) -> None:
    assert {row.key for row in vocabulary.ROLES if part_open(row.key, mode)} == writers


@pytest.mark.parametrize(
    ("part", "mode"),
    [
        ("family", "everyone"), ("timeline", "everyone"), ("board", "everyone"), ("steps", "everyone"),
        ("recommendations", "everyone"), ("voice", "everyone"), ("comments", "everyone"),
        ("story_happened", "leaders"), ("story_sense", "leaders"), ("story_helps", "leaders"),
        ("statements", "leaders"), ("decisions", "chair"),
    ],
)  # fmt: skip
def test_who_may_add_to_a_part_until_the_chair_sets_it_otherwise(part: str, mode: str) -> None:
    assert mode_of(part, {}) == mode
    assert mode_of(part, {part: "leaders"}) == "leaders"


def test_a_contributor_writes_no_reason_for_the_order_in_the_psychologists_name() -> None:
    writers = [row.key for row in vocabulary.ROLES if part_open(row.key, mode_of("decisions", {}))]
    assert writers == ["chair"]
