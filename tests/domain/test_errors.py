"""Refusals: what happened and what the person can do next, in their language."""

from server.domain.errors import Refusal


def test_a_refusal_says_what_happened_and_what_to_do() -> None:
    def w(key: str, /, **parameters: object) -> str:
        return {"refusal.too_long": "{count} characters are too many.", "refusal.too_long.remedy": "Shorten it."}[
            key
        ].format(**parameters)

    assert Refusal("too_long", count=201).sentence(w) == "201 characters are too many. Shorten it."
