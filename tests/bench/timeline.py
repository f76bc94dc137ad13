"""How the timeline is drawn when a life is long and much is known: the goals of the design, each row marked reached or
not.

    python3 -m tests bench timeline                   600 events, five zooms, timed in QuickJS, Node and Chromium
    python3 -m tests bench timeline --events 2000     more of them
    python3 -m tests bench timeline --json F          with every figure

The events are made up from a seed: sentences of all lengths, days, months, ranges and open ends, in ten lanes over
fifteen years, with times of much and of little. Overlaps are counted on the drawing itself, as it is printed; shifts,
rows and labels that moved are read from the layout behind it. Times are of the layout alone, without drawing: `at
another zoom`, every label placed afresh; `one changed`, as in a meeting where somebody adds a word; `new`, where the
words of all cards are broken and all ages reckoned too, as once when a page opens.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, Final

import quickjs

from server.domain import vocabulary
from server.languages import words
from tests.bench import timeline_frames
from tests.bench.moments import moments_a_second
from tests.browser.chromium import ARGUMENTS, find
from tests.bundles import STATIC, bundled

ROOT: Final = Path(__file__).resolve().parents[2]
EPOCH: Final = date(1970, 1, 1)
BIRTH: Final = date(2011, 2, 14)
TODAY: Final = date(2026, 3, 12)
BORN: Final = {"text": "14/02/2011", "start": ["2011-02-14", "2011-02-14"], "end": None, "precision": "day",
               "qualifier": ""}  # fmt: skip
ZOOMS: Final = {"a life": 5844, "4 years": 1461, "a year": 365, "4 months": 122, "a month": 30}
"""Days that are seen at once."""
PANS: Final = 25
ADDED: Final = 40
"""Steps across the life, and events that are added one by one."""
SHIFT: Final = (12, 60)
MOVED: Final = 3
MILLISECONDS: Final = 5
TIMED: Final = 500
"""Goals: px of mean and greatest shift, labels that an added event moves, ms of a layout of so many events."""
_NUMBER: Final = re.compile(r' (x|y|width|height)="([-\d.]+)"')
_TITLES: Final = (
    "Moves in", "New school", "Grandmother dies", "Starts at the nursery and settles in the second week",
    "Captain of the team", "Referral not accepted", "Five days at home after an argument", "First night away",
    "Stays with an aunt most weekends and cooks with her", "Police come to the house after a neighbour rings",
    "Letter from a former carer, kept in the phone case", "Meeting", "Does not sleep", "Wins a prize for drawing",
    "Brother born", "Hospital, two nights", "Told a teacher what had happened at home, and was believed",
    "Contact stops", "Missing overnight", "Care order", "Reads to the younger children every Friday",
    "Arrested and released without charge the same night", "Learns to swim", "Moves to another county",
)  # fmt: skip
Row = tuple[str, str, str, bool | None]
"""What is asked, how much of it, what was measured, and whether it is reached; None where there is no goal."""
Events = dict[str, dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    """The command; returns the exit status: 0 when every row is reached."""
    parser = argparse.ArgumentParser(prog="python3 -m tests bench timeline")
    parser.add_argument("--events", type=int, default=600)
    parser.add_argument("--width", type=int, default=1100, metavar="PX")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        bundle = bundled(Path(folder), _ENTRY % {"src": STATIC / "src"}, "bench")
        engine = Engine(bundle)
        events = life(asked.events)
        figures: dict[str, Any] = {zoom: _at(engine, events, zoom, asked.width) for zoom in ZOOMS}
        figures["times"] = _times(bundle, Path(folder), asked.width)
    figures["moments"] = moments_a_second()
    read = f"{figures['moments']:,.0f}"
    rows = [*_rows(figures), *_time_rows(figures["times"])]
    rows.append(("ways of saying when, read in a second", ">= 10,000", read, figures["moments"] >= 10_000))
    rows += timeline_frames.rows(asked.events)
    for what, goal, ours, reached in rows:
        mark = "no goal" if reached is None else "reached" if reached else "NOT REACHED"
        print(f"{what:<56} {goal:<10} {ours:<34} {mark}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    return 0 if all(row[3] is not False for row in rows) else 1


def life(count: int, seed: int = 6) -> Events:
    """So many events of an invented life; a third of them crowd into two of its years."""
    rng = random.Random(seed)
    days = (TODAY - BIRTH).days
    lanes = [row.key for row in vocabulary.LANES]
    busy = (2 * days // 5, 2 * days // 5 + 730)
    return {f"{i:022}": _event(rng, i, rng.randrange(*busy) if i % 3 == 0 else rng.randrange(days), lanes)
            for i in range(count)}  # fmt: skip


def _event(rng: random.Random, i: int, day: int, lanes: Sequence[str]) -> dict[str, Any]:
    kind, on = rng.random(), BIRTH + timedelta(day)
    reach = 0 if kind < 0.55 else rng.choice([30, 90, 365]) if kind < 0.8 else 14
    start = [on.isoformat(), (on + timedelta(reach)).isoformat()]
    ends = on + timedelta(30 + rng.randrange(400))
    end = None if kind < 0.8 else [ends.isoformat(), ends.isoformat()] if kind < 0.97 else [None, None]
    title = rng.choice(_TITLES)
    return {
        "title": title if rng.random() < 0.5 else f"{title} {rng.choice(_TITLES).lower()}",
        "when": {"text": on.isoformat(), "start": start, "end": end, "precision": "day", "qualifier": ""},
        "lane": rng.choice(lanes), "also_lane": "", "tone": "", "confidence": rng.choice(["confirmed", "disputed"]),
        "meaning": "x" if rng.random() < 0.3 else "", "quote": "", "talked_about": rng.random() < 0.2,
        "headline": rng.random() < 0.05, "times": "", "removed_at": "", "accounts": {}, "sensitive": False,
    }  # fmt: skip


class Engine:
    """The drawing in the embedded engine; `layout` and `drawn` take what `drawTimeline` takes."""

    def __init__(self, bundle: str) -> None:
        self._context = quickjs.Context()
        self._context.set_max_stack_size(4 * 1024 * 1024)
        self._context.eval(bundle)
        self._ask("start", {"words": words("en").for_browser(), "vocabulary": vocabulary.as_json()})

    def layout(self, events: Events, days: tuple[int, int], width: int, memory: str = "") -> list[dict[str, Any]]:
        """Cards as `{id, lane, row, left, width, x, anchor}` in px of what is shown; `memory` names a chart that
        remembers."""
        cards: list[dict[str, Any]] = self._ask("cards", _asked(events, days, width, memory))
        return cards

    def along(self, events: Events, days: tuple[int, int], width: int) -> list[float]:
        """How far each label of the whole life stands from its day at this zoom, px."""
        shifts: list[float] = self._ask("shifts", _asked(events, days, width))
        return shifts

    def drawn(self, events: Events, days: tuple[int, int], width: int) -> str:
        """The drawing, printed."""
        svg: str = self._ask("drawn", _asked(events, days, width))
        return svg

    def times(self, events: Events, days: tuple[int, int], width: int) -> dict[str, list[float]]:
        """Milliseconds of many layouts: `new` and `one changed`."""
        taken: dict[str, list[float]] = self._ask("times", _asked(events, days, width))
        return taken

    def _ask(self, function: str, asked: Mapping[str, Any]) -> Any:
        return json.loads(self._context.eval(f"(json) => bench.{function}(json)")(json.dumps(asked)))


def _asked(events: Events, days: tuple[int, int], width: int, memory: str = "") -> dict[str, Any]:
    return {"events": events, "memory": memory,
            "options": {"born": BORN, "today": TODAY.isoformat(), "band": list(days), "width": width}}  # fmt: skip


_ENTRY: Final = """
import { print } from '%(src)s/drawing.js'
import { drawTimeline, layOutTimeline } from '%(src)s/timeline/timeline.js'
import { pack } from '%(src)s/timeline/packing.js'
import { setWords } from '%(src)s/words.js'
let vocabulary = {}
const memories = {}
const now = () => (globalThis.performance ?? Date).now()
export function start (json) {
  const given = JSON.parse(json)
  vocabulary = given.vocabulary
  setWords('en', given.words)
  return 'null'
}
// a page keeps the records that nobody changed: so does this, but for what is timed
const kept = {}
function read (json, keeps = true) {
  const { events, options, memory } = JSON.parse(json)
  for (const [id, event] of keeps ? Object.entries(events) : []) {
    events[id] = kept[id + event.lane + event.when.start + event.when.end + event.title] ??= event
  }
  if (memory) options.memory = memories[memory] ??= new Map()
  return [{ events }, { ...options, vocabulary, undated: false }]
}
export function cards (json) {
  const [plain, options] = read(json)
  const { lanes, x } = layOutTimeline(plain, options)
  return JSON.stringify(lanes.flatMap(lane => lane.cards.map(({ card, row, left, x: at }) =>
    ({ id: card.id, lane: lane.lane, row, left, width: card.width, x: at, anchor: x(card.stretch.from) }))))
}
export function shifts (json) {
  const [plain, options] = read(json)
  const memory = new Map()
  layOutTimeline(plain, { ...options, memory })
  return JSON.stringify([...memory.values()].flatMap(lane =>
    [...lane.memory.placed.values()].map(({ label, left }) => Math.abs(left - label.left))))
}
export function drawn (json) {
  return JSON.stringify(print(drawTimeline(...read(json))))
}
export function times (json) {
  const [plain, options] = read(json, false)
  const fresh = [], changed = [], zoomed = []
  for (let i = 0; i < 40; i++) {
    const { events } = JSON.parse(json)
    const began = now()
    layOutTimeline({ events }, options)
    fresh.push(now() - began)
  }
  const memory = new Map()
  layOutTimeline(plain, { ...options, memory })
  const ids = Object.keys(plain.events)
  for (let i = 0; i < 40; i++) {
    const id = ids[i * 7 %% ids.length]
    const events = { ...plain.events, [id]: { ...plain.events[id], title: plain.events[id].title + ' ' + i } }
    const began = now()
    layOutTimeline({ events }, { ...options, memory })
    changed.push(now() - began)
  }
  const [from, to] = options.band
  for (let i = 0; i < 40; i++) {
    const began = now()
    layOutTimeline(plain, { ...options, band: [from, to - 1 - i] })
    zoomed.push(now() - began)
  }
  return JSON.stringify({ 'at another zoom': zoomed, 'one changed': changed, new: fresh })
}
"""


def _windows(days: int, count: int) -> Iterator[tuple[int, int]]:
    first, last = (BIRTH - EPOCH).days, (TODAY - EPOCH).days + 1
    for step in range(count):
        start = first + round((last - first - days) * step / max(1, count - 1)) if last - first > days else first
        yield start, start + days


def _at(engine: Engine, events: Events, zoom: str, width: int) -> dict[str, Any]:
    """Everything that is counted at one zoom."""
    days = ZOOMS[zoom]
    windows = list(dict.fromkeys(_windows(days, PANS)))
    shifts = engine.along(events, windows[0], width)
    seen = [engine.layout(events, window, width) for window in windows]
    return {
        "overlaps": sum(overlaps(engine.drawn(events, window, width)) for window in windows[::6]),
        "labels": len(shifts),
        "mean shift": statistics.fmean(shifts),
        "most shift": max(shifts),
        "away in sight": _away(seen),
        "rows changed": _rows_changed(seen),
        "moved": _moved(engine, events, windows[len(windows) // 2], width, f"{zoom} of {len(events)}"),
        "moved afresh": _moved(engine, events, windows[len(windows) // 2], width, ""),
    }


def overlaps(svg: str) -> int:
    """Pairs of cards in a drawing that cover each other, counted on the rectangles that it holds."""
    boxes = []
    for rect in re.findall(r'<rect [^>]*class="d-cardbox[^>]*>', svg):
        said = {name: float(value) for name, value in _NUMBER.findall(rect)}
        boxes.append((said["x"], said["y"], said["x"] + said["width"], said["y"] + said["height"]))
    return sum(
        a[0] < b[2] - 0.2 and b[0] < a[2] - 0.2 and a[1] < b[3] - 0.2 and b[1] < a[3] - 0.2
        for a, b in combinations(boxes, 2)
    )


def _away(windows: Sequence[Sequence[Mapping[str, Any]]]) -> float:
    """How far the farthest label stands from its mark, px between the two where neither covers the other."""
    return max((max(card["left"] - card["x"], card["x"] - card["left"] - card["width"], 0)
                for cards in windows for card in cards), default=0)  # fmt: skip


def _rows_changed(windows: Sequence[Sequence[Mapping[str, Any]]]) -> int:
    """Labels that stood on two rows in the course of panning."""
    seen: dict[tuple[str, str], set[int]] = {}
    for cards in windows:
        for card in cards:
            seen.setdefault((card["id"], card["lane"]), set()).add(card["row"])
    return sum(len(rows) > 1 for rows in seen.values())


def _moved(engine: Engine, events: Events, window: tuple[int, int], width: int, memory: str) -> list[int]:
    """Labels that changed their row, their place or whether they are seen, for each of many events added within what
    is seen; in a chart that remembers, or laid out afresh each time."""
    rng = random.Random(8)
    lanes = [row.key for row in vocabulary.LANES]
    grown, moved = dict(events), []
    before = _places(engine.layout(grown, window, width, memory))
    for i in range(ADDED):
        day = rng.randrange(window[0], min(window[1], (TODAY - EPOCH).days)) - (BIRTH - EPOCH).days
        grown = {**grown, f"{10_000 + i:022}": _event(rng, i, day, lanes)}
        after = _places(engine.layout(grown, window, width, memory))
        moved.append(sum(after.get(i) != place for i, place in before.items()))
        before = after
    return moved


def _places(cards: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[int, float]]:
    return {(card["id"], card["lane"]): (card["row"], round(card["left"], 1)) for card in cards}


def _rows(figures: Mapping[str, Any]) -> Iterator[Row]:
    for zoom in ZOOMS:
        ours = figures[zoom]
        yield f"labels that overlap, {zoom}", "0", str(ours["overlaps"]), ours["overlaps"] == 0
        said = f"{ours['mean shift']:.1f}, {ours['most shift']:.1f} of {ours['labels']} labels"
        good = ours["mean shift"] <= SHIFT[0] and ours["most shift"] <= SHIFT[1] + 1e-6
        yield f"px from their day, mean and most, {zoom}", f"{SHIFT[0]}, {SHIFT[1]}", said, good
        near = ours["away in sight"] <= SHIFT[1] + 1e-6
        yield f"px between a label in sight and its mark, {zoom}", f"{SHIFT[1]}", f"{ours['away in sight']:.1f}", near
        yield f"labels on another row while panning, {zoom}", "0", str(ours["rows changed"]), ours["rows changed"] == 0
        yield f"labels moved by adding one, {zoom}", f"{MOVED}", _most(ours["moved"]), max(ours["moved"]) <= MOVED
        print(f"  (laid out afresh each time, as on paper: {_most(ours['moved afresh'])})")


def _most(moved: Sequence[int]) -> str:
    return f"{max(moved)} at most, {statistics.fmean(moved):.2f} on average"


def _times(bundle: str, folder: Path, width: int) -> dict[str, dict[str, list[float]]]:
    """Milliseconds of a layout by engine and zoom."""
    events = life(TIMED)
    found: dict[str, dict[str, list[float]]] = {}
    for zoom in ("a life", "4 years"):
        window = next(_windows(ZOOMS[zoom], 1))
        asked = json.dumps(_asked(events, window, width))
        given = json.dumps({"words": words("en").for_browser(), "vocabulary": vocabulary.as_json()})
        found[f"QuickJS, {zoom}"] = Engine(bundle).times(events, window, width)
        runs = {"Node": _in_node, "Chromium": _in_chromium}
        for name, run in runs.items():
            taken = run(bundle, folder, given, asked)
            if taken is not None:
                found[f"{name}, {zoom}"] = taken
    return found


def _in_node(bundle: str, folder: Path, given: str, asked: str) -> dict[str, list[float]] | None:
    node = shutil.which("node")
    if node is None:
        return None
    script = bundle + "\nconst [given, asked] = require('fs').readFileSync(0, 'utf8')"
    script += ".split('\\n'); bench.start(given); console.log(bench.times(asked))"
    (folder / "node.cjs").write_text(script, encoding="utf-8")
    done = subprocess.run([node, str(folder / "node.cjs")], input=f"{given}\n{asked}", capture_output=True, text=True,
                          check=True)  # fmt: skip
    taken: dict[str, list[float]] = json.loads(done.stdout)
    return taken


def _in_chromium(bundle: str, folder: Path, given: str, asked: str) -> dict[str, list[float]] | None:
    """None where no Chromium is installed."""
    from playwright.sync_api import sync_playwright

    path = find()
    if path is None:
        return None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = browser.new_page()
        page.add_script_tag(content=bundle)
        said = page.evaluate("([given, asked]) => { bench.start(given); return bench.times(asked) }", [given, asked])
        browser.close()
    taken: dict[str, list[float]] = json.loads(said)
    return taken


def _time_rows(times: Mapping[str, Mapping[str, Sequence[float]]]) -> Iterator[Row]:
    for (engine, zoom), group in groupby(times.items(), key=lambda item: tuple(item[0].split(", ", 1))):
        for _, taken in group:
            for what, each in taken.items():
                middle, least = statistics.median(each), min(each)
                # the goal is of the page's engine, once the widths of the words are known; the other one only prints
                judged = engine != "QuickJS" and what != "new"
                ours = f"{middle:.1f} ms, least {least:.1f}"
                goal = f"{MILLISECONDS} ms" if judged else "-"
                reached = middle <= MILLISECONDS if judged else None
                yield f"layout of {TIMED}, {what}, {engine}, {zoom}", goal, ours, reached
