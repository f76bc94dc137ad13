"""Runs modules of static/src in the embedded engine."""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import quickjs

from server.domain import vocabulary
from server.languages import words

STATIC = Path(__file__).resolve().parents[2] / "static"


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
    return bundled(tmp_path_factory.mktemp("script"), modules)


def bundled(folder: Path, modules: tuple[str, ...]) -> Script:
    """The functions of some modules of static/src."""
    spec = importlib.util.spec_from_file_location("build_for_tests", STATIC / "build.py")
    assert spec and spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    build.build()
    names = [f"export * from {json.dumps(str(STATIC / 'src' / f'{name}.js'))}" for name in modules]
    (folder / "entry.js").write_text("\n".join(names), encoding="utf-8")
    build.Node.find().run([
        str(STATIC / "node_modules/esbuild/bin/esbuild"), str(folder / "entry.js"), "--bundle", "--format=iife",
        "--global-name=tested", "--target=es2022", f"--outfile={folder / 'out.js'}", "--log-level=error",
        f"--alias:preact={STATIC / 'node_modules/preact'}",
    ])  # fmt: skip
    return Script((folder / "out.js").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tables() -> dict[str, list[dict[str, object]]]:
    """The vocabulary as the browser has it."""
    return vocabulary.as_json()


def shape(svg: str) -> str:
    """What is left of a drawing without its words' and lines' colours."""
    return re.sub(r'(class|stroke|fill)="[^"]*"', "", svg)


Draw = Callable[..., str]
