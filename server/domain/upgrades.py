"""Old versions read by newer software: numbered steps that make a view and never rewrite.

    G1  a frozen content is never changed: a step is a pure function from the plain data of one shape to that of the
        next, and its outcome is shown, compared and printed, and never kept
    G2  the steps are numbered and run in order, from the shape that a version has to the last one; a step that has
        been released is never edited
    G3  the shape is told by the digest of the schema that the header names; for a digest that is not listed (another
        vocabulary, another wording of a meaning) by what the content has
    G4  what a field that came later says of an older content stands here, once, and does not follow today's default

A field that is added needs no step to be readable (reading is total and gives its default); one that is renamed,
removed or given another meaning does. Who calls `view`: the pages of a version, comparing, reports, and the opening of
a working copy from a version. The bytes that were sealed are checked by `domain/versions.py` and are never passed here
on their way to a check (HOSTILE.md H10).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.domain.formulation import from_plain, to_plain

Content = Mapping[str, Any]
"""The plain data of a formulation as some version froze it: {collection: {id: {field: value}}}."""
_NONE: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """From shape `number - 1` to shape `number`. `lacks` says whether a content is of an older shape (G3)."""

    number: int
    lacks: Callable[[Content], bool]
    apply: Callable[[Content], Content]


def view(content: Content, schema: str) -> Mapping[str, Any]:
    """A version's content as the present schema reads it; what was given stays as it is (G1).

    `schema` is the digest that the version's header names. Never raises.
    """
    return to_plain(from_plain(stepped(content, schema))[0])


def stepped(content: Content, schema: str = "") -> Content:
    """A content in the last shape and otherwise as it is written; what cannot be read is still in it. A bundle's
    working copy comes in by this, without the schema that wrote it (server/interchange/bundle.py)."""
    plain = content
    for step in STEPS[shape_of(content, schema) - 1 :]:
        plain = step.apply(plain)
    return plain


def shape_of(content: Content, schema: str) -> int:
    """The number of the shape that a content has, from 1 (G3)."""
    known = SHAPES.get(schema)
    if known is not None:
        return known
    older = (step.number - 1 for step in STEPS if step.lacks(content))
    return next(older, LAST)


def added(number: int, fields: Mapping[str, Mapping[str, Any]], collections: Mapping[str, Any] = _NONE) -> Step:
    """A step in which nothing was renamed: collections that came, each with what it says of older contents, and fields
    that came, each with what it says of older records (G4). What is there already stays as it is."""

    def lacks(content: Content) -> bool:
        return any(name not in content for name in collections) or any(
            name not in record
            for collection, came in fields.items()
            for record in _records(content, collection).values()
            for name in came
        )

    def apply(content: Content) -> Content:
        fuller: dict[str, Any] = {**collections, **content}
        for collection, came in fields.items():
            filled = {i: {**came, **record} for i, record in _records(content, collection).items()}
            fuller[collection] = {**fuller.get(collection, {}), **filled} if filled else fuller.get(collection, {})
        return fuller

    return Step(number, lacks, apply)


def _records(content: Content, collection: str) -> Mapping[str, Mapping[str, Any]]:
    """The records of a collection that are records."""
    held = content.get(collection)
    records = held if isinstance(held, Mapping) else {}
    return {i: record for i, record in records.items() if isinstance(record, Mapping)}


STEPS: Final[tuple[Step, ...]] = (
    # a family's record is complete: the course of a couple, twins, health marks, what is secret or unnamed
    added(
        2,
        {
            "people": {
                "aliases": "", "count": "", "pronouns": "", "trans": False, "lgb": False, "weeks": "", "twin_of": "",
                "twins": "", "interpreter": False, "came_from": "", "came": None, "two_cultures": False,
                "ethnicity": "", "religion": "", "unnamed": False, "secret": False, "merged_into": "",
            },
            "unions": {"secret": False},
            "parent_links": {"conceived_in_harm": False, "secret": False},
            "bonds": {"words": "", "secret": False},
            "households": {"where": ""},
            "facts": {"mark": "", "state": "", "began": None, "ended": None},
        },
        {"turns": {}},
    ),
    # whoever is moved by hand stays where they were put
    added(3, {"people": {"pinned": False}}),
    # an event says who heard the child, whether the words may be shown, how often, and what it was for the child
    added(
        4,
        {"events": {"headline": False, "times": "", "quote_heard": None, "quote_share": "", "quote_share_with": ""}},
        {"experiences": {}},
    ),
    # the formulation beside family and timeline
    added(
        5,
        {},
        {
            "cards": {}, "statements": {}, "placements": {}, "recommendations": {}, "decisions": {}, "voices": {},
            "comments": {},
            "story": {"happened": {"blocks": []}, "sense": {"blocks": []}, "helps": {"blocks": []}},
        },
    ),
    # a card for a box of the board is suggested in a comment
    added(6, {"comments": {"box": ""}}),
)  # fmt: skip

LAST: Final = STEPS[-1].number
"""The number of the present shape."""

SHAPES: Final[Mapping[str, int]] = {
    "09929b2d0e0fbefb": 1,
    "fbe5d592386724be": 1,
    "6aed2a1c39b52823": 2,
    "8778a1483fa617da": 3,
    "73281bc7244272a5": 4,
    "9d5e60d3800d6a31": 5,
    "c3ab715c1a128e7b": 6,
}
"""The digests of the schemas that versions were frozen by -> the number of their shape (G3)."""
