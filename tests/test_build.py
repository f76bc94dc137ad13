"""The built pages: never stale, named by their content, complete in the wheel, served without Node."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.bundles import build_of

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "static" / "dist"
FIRST_OPEN = 300_000
"""Bytes that the meeting page may take over the wire when it is opened for the first time (compressed)."""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of static/ with what is built, to be edited; the packages are the ones that are there."""
    copy = tmp_path / "static"
    shutil.copytree(ROOT / "static", copy, ignore=shutil.ignore_patterns("node_modules"))
    (copy / "node_modules").symlink_to(ROOT / "static" / "node_modules")
    return copy


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    """What is built, as it stands."""
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return names


def test_an_edited_source_is_built_again_under_another_name(sources: Path) -> None:
    build = build_of(sources)
    build.build()
    assert build.fresh()
    before = json.loads((sources / "dist" / "manifest.json").read_text())
    with (sources / "src" / "css" / "pages.css").open("a") as sheet:
        sheet.write("\n.edited-just-now { color: teal }\n")
    assert not build.fresh()
    build.build()
    after = json.loads((sources / "dist" / "manifest.json").read_text())
    assert before["app.css"] != after["app.css"]
    assert "edited-just-now" in (sources / "dist" / after["app.css"]).read_text()
    assert not (sources / "dist" / before["app.css"]).exists()


def test_a_mistake_in_a_source_is_said_and_the_last_good_pages_stay(sources: Path) -> None:
    build = build_of(sources)
    build.build()
    before = (sources / "dist" / "manifest.json").read_text()
    with (sources / "src" / "pages.js").open("a") as script:
        script.write("\nconst = 1\n")
    with pytest.raises(SystemExit, match=r"src/pages\.js"):
        build.build()
    assert (sources / "dist" / "manifest.json").read_text() == before
    assert not build.fresh()


def test_every_page_script_and_style_is_built(manifest: dict[str, str]) -> None:
    scripts = {"meeting.js", "version.js", "screen.js", "pages.js", "drawing.js"}
    assert scripts | {"app.css", "views.css", "single.css", "screen.css", "icon.svg"} <= manifest.keys()


def test_a_name_in_the_manifest_tells_the_content(manifest: dict[str, str]) -> None:
    for built in manifest.values():
        assert (DIST / built).is_file()
        assert re.search(r"-[0-9A-Za-z]{8}\.(js|css|svg|woff2)$", built), built


def test_nothing_built_is_fetched_from_elsewhere(manifest: dict[str, str]) -> None:
    for built in manifest.values():
        if built.endswith(".css"):
            assert re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", (DIST / built).read_text()) == []


def test_what_is_compressed_is_the_same(manifest: dict[str, str]) -> None:
    script = DIST / manifest["meeting.js"]
    assert gzip.decompress(script.with_name(script.name + ".gz").read_bytes()) == script.read_bytes()


def test_the_meeting_page_opens_with_little(manifest: dict[str, str]) -> None:
    """Its own script and style with all they load at once, and the three Western cuts of the font."""
    names = {manifest["meeting.js"], manifest["app.css"], manifest["icon.svg"]}
    names |= {name for name in manifest.values() if name.endswith(".woff2") and "-western-" in name}
    todo = [manifest["meeting.js"]]
    while todo:
        here = DIST / todo.pop()
        for found in re.findall(r'(?:from|import)\s*"(\.[^"]+\.js)"', here.read_text()):
            name = (here.parent / found).resolve().relative_to(DIST.resolve()).as_posix()
            if name not in names:
                names.add(name)
                todo.append(name)
    sizes = {name: _sent(DIST / name) for name in names}
    assert sum(sizes.values()) < FIRST_OPEN, sizes


def test_the_shipped_font_has_the_letters_of_welsh(sources: Path) -> None:
    build = build_of(sources)
    for name in build.FACES:
        have = {character for character, _ in build.widths(build._face(name))}
        assert set("âêîôûŵŷÂÊÎÔÛŴŶ’–") <= have & build._letters("western")


def test_widths_are_those_of_the_font(sources: Path) -> None:
    """The figures of Noto Sans: a circumflex adds nothing, figures have one width, bold letters are wider."""
    table = json.loads((DIST / "widths.json").read_text())
    regular, semibold = table["regular"], table["semibold"]
    assert table["em"] == 1000
    assert (regular["A"], regular["i"], regular[" "]) == (639, 258, 260)
    assert (regular["ŵ"], regular["ŷ"]) == (regular["w"], regular["y"])
    assert len({regular[figure] for figure in "0123456789"}) == 1
    assert all(semibold[letter] > regular[letter] for letter in "aemnoABEM")


def test_the_lock_names_no_address_and_a_digest_for_every_package() -> None:
    lock = json.loads((ROOT / "static" / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        if name:
            assert "resolved" not in package and package["integrity"].startswith("sha512-"), name


def test_an_installed_wheel_serves_without_node(tmp_path: Path) -> None:
    wheel = _wheel(tmp_path)
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(tmp_path / "installed")
    expected = ("_static/manifest.json", "_templates/base.html", "languages/cy/pages.po")
    assert {f"server/{name}" for name in expected} <= names
    assert any(name.startswith("server/example/") for name in names)
    assert not [name for name in names if re.search(r"\.map|testing/|node_modules|/\.", name)]
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": "", "HOME": str(tmp_path)}
    asked = (
        "import server.paths as p, server.app; from server.web.assets import Assets;"
        "print(p.STATIC, p.TEMPLATES, Assets(p.STATIC).address('app.css'))"
    )
    python = [sys.executable, "-P", "-c", asked]
    told = subprocess.check_output(python, cwd=tmp_path, env=environment, text=True)
    static, templates, style = told.split()
    assert Path(static) == tmp_path / "installed" / "server" / "_static"
    assert Path(templates) == tmp_path / "installed" / "server" / "_templates"
    assert (Path(static) / style.removeprefix("/static/")).is_file()


def _wheel(folder: Path) -> Path:
    """The wheel of these sources, built from the pages that are built: without the network."""
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    environment = {**os.environ, "PIP_NO_INDEX": "1"}
    subprocess.run([*pip, str(ROOT)], check=True, stdout=subprocess.DEVNULL, env=environment)
    (wheel,) = folder.glob("gwead-*.whl")
    return wheel


def _sent(file: Path) -> int:
    """Bytes over the wire: of the gzip copy where there is one."""
    small = file.with_name(file.name + ".gz")
    return (small if small.is_file() else file).stat().st_size
