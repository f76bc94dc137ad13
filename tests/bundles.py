"""Modules of static/src as one script for an engine without modules."""

import importlib.util
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
PACKAGES: Final = ("preact", "preact-render-to-string", "yjs")
"""What the modules take from npm, by the place it is installed in: the entry lies elsewhere."""


def build_of(static: Path) -> ModuleType:
    """build.py of a folder of sources, as a module of its own."""
    spec = importlib.util.spec_from_file_location("build_for_tests", static / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def built() -> ModuleType:
    """static/build.py, after everything was built."""
    build = build_of(STATIC)
    build.build()
    return build


def entry_of(modules: Iterable[str]) -> str:
    """An entry that gives on what modules of static/src give (`editing/said`)."""
    return "\n".join(f"export * from {json.dumps(str(STATIC / 'src' / f'{name}.js'))}" for name in modules)


def bundled(folder: Path, entry: str, name: str = "tested") -> str:
    """The script of an entry; what it gives is in the global of this name. `folder` holds it meanwhile."""
    (folder / "entry.js").write_text(entry, encoding="utf-8")
    modules = STATIC / "node_modules"
    built().Node.find().run([
        str(modules / "esbuild/bin/esbuild"), str(folder / "entry.js"), "--bundle", "--format=iife",
        f"--global-name={name}", "--target=es2022", f"--outfile={folder / 'out.js'}", "--log-level=error",
        *(f"--alias:{package}={modules / package}" for package in PACKAGES),
    ])  # fmt: skip
    return (folder / "out.js").read_text(encoding="utf-8")
