"""The layers of the house: who may import whom. Read from the sources, so that a shortcut is seen at once."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = ROOT / "server"
SCRIPTS = ROOT / "static" / "src"

MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "document": {"domain"},
    "storage": {"domain"},
    "reports": {"domain"},
    "interchange": {"domain"},
    "languages": {"domain"},
    "sync": {"document", "domain"},
    "web": {"sync", "document", "storage", "reports", "interchange", "languages", "domain", "config", "example"},
    "example": {"interchange", "domain"},
}
"""Package -> the packages below it. What is not named here (app, config, commands) composes all of them."""

NEUTRAL = {"paths", "__version__"}
"""Where files lie and what this program is called: known to every layer but the domain."""

ORDER_IN_DOMAIN = (
    {"vocabulary", "errors", "codes", "almanac", "moments", "edtf", "agesaid", "instants"},
    {"fields"},
    {"genogram", "timeline", "board", "story", "statements", "steps", "recommendations", "voice"},
    {"formulation"},
    {"sequencing", "wording"},
    {"layout", "findings", "findings_formulation", "merging"},
    {"versions", "notes", "readback", "comparison", "upgrades", "path"},
    {"cases", "meetings", "access", "consent", "copies", "news", "questions", "agendas", "referrals"},
)
"""Inside the domain a module imports those of its own rank and of the ranks before it."""

BEYOND_THE_STANDARD_LIBRARY = {"layout": {"highspy", "numpy"}}
"""The layout's linear programme is solved by HiGHS, which takes and gives numpy's arrays."""
VIEWS = {"genogram", "timeline", "board", "story", "steps", "recommendations", "voice"}
READERS_OF_THE_ENVIRONMENT = {"config.py", "bootstrap.py"}


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = path.relative_to(ROOT).parts[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [base])])
            for alias in node.names:
                yield f"{base}.{alias.name}"


def ours(path: Path) -> Iterator[tuple[str, str]]:
    """What a module imports of ours: package (or module) below `server`, and the module in it."""
    for name in imports(path):
        if name.startswith("server."):
            _, package, module, *_ = [*name.split("."), ""]
            yield package, module


def test_a_package_imports_its_own_modules_and_lower_layers_only() -> None:
    wrong = []
    for package, below in MAY_IMPORT.items():
        for path in (SERVER / package).rglob("*.py"):
            allowed = below | {package} | (NEUTRAL if package != "domain" else set())
            name = path.relative_to(SERVER)
            wrong += [f"{name} imports {other}" for other, _ in ours(path) if other not in allowed]
    assert wrong == []


def test_inside_the_domain_nothing_imports_upwards() -> None:
    rank = {module: i for i, modules in enumerate(ORDER_IN_DOMAIN) for module in modules}
    wrong = []
    for path in (SERVER / "domain").glob("*.py"):
        if path.stem == "__init__":
            continue
        assert path.stem in rank, f"domain/{path.name} has no place in the order: give it one in {__name__}"
        wrong += [
            f"{path.stem} imports {module}"
            for package, module in ours(path)
            if package == "domain" and rank.get(module, 0) > rank[path.stem]
        ]
    assert wrong == []


def test_the_domain_needs_the_standard_library_only() -> None:
    wrong = []
    for path in (SERVER / "domain").glob("*.py"):
        allowed = {"server", *sys.stdlib_module_names, *BEYOND_THE_STANDARD_LIBRARY.get(path.stem, ())}
        names = {name.split(".")[0] for name in imports(path)}
        wrong += [f"{path.stem} imports {name}" for name in names - allowed]
    assert wrong == []


def test_only_the_configuration_reads_the_environment() -> None:
    readers = {
        path.relative_to(SERVER).as_posix()
        for path in SERVER.rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b|from os import .*env", path.read_text(encoding="utf-8"))
    }
    assert readers <= READERS_OF_THE_ENVIRONMENT


def test_in_the_browser_no_view_imports_another_and_the_document_imports_no_view() -> None:
    wrong = []
    for folder in {*VIEWS, "document"}:
        for path in (SCRIPTS / folder).rglob("*.js"):
            for found in re.findall(r"""from\s+['"](\.[^'"]+)['"]""", path.read_text(encoding="utf-8")):
                first = (path.parent / found).resolve().relative_to(SCRIPTS).parts[0]
                if first in VIEWS - {folder}:
                    wrong.append(f"{path.relative_to(SCRIPTS)} imports {found}")
    assert wrong == []
