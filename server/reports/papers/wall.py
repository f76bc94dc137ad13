"""Wall prints on A3: the genogram with its key, and the timeline of the whole life in tiles that follow one another.

A tile is a band of the child's age; a band that holds more than can be read from a step away is cut into shorter ones.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from server.domain.moments import birthday
from server.domain.timeline import TimelineEvent
from server.reports.days import said_day
from server.reports.draft import Draft, in_time
from server.reports.families import family_alt
from server.reports.paper import Block, Paragraph, Part
from server.reports.papers import shared

CUTS: Final = (0, 5, 8, 12, 15, 18, 21, 25)
"""Ages at which bands begin, as on the page (static/src/drawing/ages.js)."""
EVENTS_MOST: Final = 30
"""Events on one tile, from which it is cut in two."""
SHORTEST: Final = 31
"""Days of a tile that is not cut any more."""
WIDTH: Final = 1400
"""Width of a tile in px of the drawing: on A3 its type is then about 3 mm high."""
LINES: Final = 6
"""Most lines of a title on a tile: on paper nobody can open it to read the rest."""
EPOCH: Final = date(1970, 1, 1)


class Tile(NamedTuple):
    """One stretch of the life, from a day up to another."""

    begins: date
    ends: date


def part(draft: Draft, mark: str) -> Part:
    """The wall prints in one language."""
    w, told = draft.w, draft.family_told()
    blocks: list[Block] = draft.picture("family", w("report.family_caption"), family_alt(draft, told), page=True)
    blocks += draft.picture("key", w("report.key_caption"), w("report.key_alt"))
    tiles = tiles_of(draft)
    for number, tile in enumerate(tiles, start=1):
        caption = w(
            "report.tile", n=number, of=len(tiles), first=said_day(w, tile.begins), last=said_day(w, _last(tile))
        )
        alt = _alt(draft, tile, caption, with_undated=number == len(tiles))
        blocks += draft.picture(
            "timeline", caption, alt, page=True, band=[_number(tile.begins), _number(tile.ends)], width=WIDTH,
            rows=40, lines=LINES, stays=True, undated=number == len(tiles), repeats=False, id=f"tile-{number}",
            name=caption,
        )  # fmt: skip
    blocks += draft.left_out(*shared.FAMILY, "events")
    return shared.finished(draft, w("report.wall"), blocks or [Paragraph(draft.line("report.no_events"))], mark)


def tiles_of(draft: Draft) -> list[Tile]:
    """The stretches of the life that hold something, in order; the last year where nothing has a date, for what has
    none stands beside it; none where there is nothing."""
    firsts = sorted(day for e in draft.f.events.values() if (day := _first(e)))
    end = draft.day + timedelta(1)
    if not firsts:
        return [Tile(end - timedelta(365), end)] if draft.f.events else []
    bands = _bands(draft, min(firsts), end)
    tiles = [tile for band in bands for tile in _cut(band, firsts)]
    later = [day for day in firsts if day >= end]
    return [*tiles, Tile(end, max(later) + timedelta(1))] if later else tiles


def _bands(draft: Draft, first: date, end: date) -> Iterable[Tile]:
    born = draft.born.earliest if draft.born else None
    if born is None or born >= end:
        return [Tile(first, max(end, first + timedelta(1)))]
    edges = [day for cut in CUTS if (day := birthday(born, cut)) and day < end]
    bands = [Tile(a, b) for a, b in zip(edges, [*edges[1:], end], strict=True)]
    return [Tile(first - timedelta(30), born), *bands] if first < born else bands


def _cut(tile: Tile, firsts: list[date]) -> list[Tile]:
    """A tile, or halves of it where it holds too much; none for one that holds nothing."""
    inside = [day for day in firsts if tile.begins <= day < tile.ends]
    days = (tile.ends - tile.begins).days
    if not inside:
        return []
    if len(inside) <= EVENTS_MOST or days < 2 * SHORTEST:
        return [tile]
    middle = tile.begins + timedelta(days // 2)
    return [*_cut(Tile(tile.begins, middle), firsts), *_cut(Tile(middle, tile.ends), firsts)]


def _alt(draft: Draft, tile: Tile, caption: str, *, with_undated: bool) -> str:
    """Every event of the tile in sentences, in the order of time."""
    events = sorted(draft.f.events.values(), key=in_time)
    inside = [e for e in events if (day := _first(e)) and tile.begins <= day < tile.ends]
    undated = [e for e in events if _first(e) is None] if with_undated else []
    said = [f"{draft.when_event(e.when)}: {e.title.strip().rstrip('.')}." for e in (*inside, *undated)]
    return " ".join([f"{caption}.", *said])


def _first(event: TimelineEvent) -> date | None:
    return (event.when.earliest or event.when.latest) if event.when else None


def _last(tile: Tile) -> date:
    return tile.ends - timedelta(1)


def _number(day: date) -> int:
    return (day - EPOCH).days
