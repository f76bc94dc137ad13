"""Runs modules of static/src in the embedded engine."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import quickjs

from server.domain import vocabulary
from server.languages import words
from tests.bundles import bundled, entry_of


class Script:
    """Functions of modules of static/src, in one engine. `call` takes plain data and gives plain data."""

    def __init__(self, bundle: str) -> None:
        self._context = quickjs.Context()
        self._context.set_max_stack_size(4 * 1024 * 1024)
        self._context.eval(bundle)
        self.call("setWords", "en", words("en").for_browser())

    def call(self, function: str, *given: Any) -> Any:
        """What a function gives for these arguments."""
        run = self._context.eval("(name, json) => JSON.stringify(tested[name](...JSON.parse(json))) ?? 'null'")
        return json.loads(run(function, json.dumps(given)))

    def value_of(self, function: str, *given: Any) -> Any:
        """As `call`, for what holds maps: they are given as objects."""
        run = self._context.eval(
            "(name, json) => JSON.stringify(tested[name](...JSON.parse(json)),"
            " (_, value) => value instanceof Map ? Object.fromEntries(value) : value)"
        )
        return json.loads(run(function, json.dumps(given)))

    def value(self, expression: str) -> Any:
        """The value of an expression over `tested`."""
        return json.loads(self._context.eval(f"JSON.stringify({expression})"))


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The functions of the drawings."""
    modules = (
        "drawing/ages", "drawing/days", "drawing/text", "timeline/packing", "timeline/marks", "timeline/timeline",
        "timeline/lanes", "genogram/lines", "genogram/geometry", "genogram/gaps", "genogram/people",
        "genogram/family", "genogram/homes", "genogram/track", "genogram/kin", "genogram/labels",
        "genogram/linekey", "genogram/then", "editing/agesaid", "words",
    )  # fmt: skip
    return Script(bundled(tmp_path_factory.mktemp("script"), entry_of(modules)))


@pytest.fixture(scope="session")
def tables() -> dict[str, list[dict[str, object]]]:
    """The vocabulary as the browser has it."""
    return vocabulary.as_json()


def shape(svg: str) -> str:
    """What is left of a drawing without its words' and lines' colours."""
    return re.sub(r'(class|stroke|fill)="[^"]*"', "", svg)


Draw = Callable[..., str]
