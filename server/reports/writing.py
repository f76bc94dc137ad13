"""Writes reports from a frozen version: what is left out is left out first (`kept.py`), then each part is written from
what is kept alone, in each language that was asked for. Printing is somebody else's.

Run it in a worker process: it draws. Without the drawings a report of 600 events takes some tens of milliseconds.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from server.domain.errors import Refusal
from server.domain.findings_formulation import Sentence
from server.domain.formulation import Formulation, to_plain
from server.domain.versions import Version
from server.reports.days import local
from server.reports.draft import Artist, Beside, Catalogues, Draft, Engine, numbered
from server.reports.families import homes
from server.reports.kept import kept
from server.reports.paper import Kind, Paper, Part
from server.reports.papers import child, plan, professional, summary, wall

WRITERS: Final[Mapping[Kind, Callable[[Draft, str], Part]]] = {
    "professional": professional.part,
    "plan": plan.part,
    "child": child.part,
    "summary": summary.part,
    "wall": wall.part,
}
GUIDE: Final = "en"
"""The language of the practice guide, whose words are kept exactly."""


def write(
    kind: Kind,
    version: Version,
    formulation: Formulation,
    languages: Sequence[str],
    *,
    words: Catalogues,
    with_sensitive: bool = False,
    redacted: Mapping[str, str] | None = None,
    mark: str = "",
    beside: Beside | None = None,
    artist: Artist | None = None,
    today: str = "",
) -> Paper:
    """A report: one part for each of `languages` ("en", "cy"), in their order and of equal standing.

    `formulation` is the version's whole content; `redacted` is record id -> the reason that is printed; `mark` the
    watermark (who had it made and when); `today` the day it is made, ISO, "" for that of the version. `artist` is this
    process's engine where it is None. Raises ValueError for no language; a picture that cannot be drawn is left out.
    """
    if not languages:
        raise ValueError("a report is written in at least one language")
    artist = artist or Engine(words)
    held = kept(
        formulation,
        sentences_of(artist, formulation),
        with_sensitive=with_sensitive,
        redacted=redacted,
        for_child=kind == "child",
    )
    f = held.formulation
    plain, numbers, day = to_plain(f), numbered(f), local(version.header.frozen_at).date()
    lived = homes(f, plain, artist, day) if kind == "professional" else {}
    parts = [
        WRITERS[kind](
            Draft(
                w=words(language),
                language=language,
                guide=words(GUIDE),
                version=version,
                kept=held,
                beside=beside or Beside(),
                artist=artist,
                asked=today,
                with_sensitive=with_sensitive and kind != "child",
                plain=plain,
                numbers=numbers,
                homes=lived,
            ),
            mark,
        )
        for language in dict.fromkeys(languages)
    ]
    return Paper(
        kind=kind,
        name=f"{version.header.case}-{version.number}-{kind}",
        parts=tuple(parts),
        author=version.circumstances.chair.name if version.circumstances else "",
        at=version.header.frozen_at,
        large=kind == "child",
        size="a3" if kind == "wall" else "a4",
        turned=kind == "wall",
    )


def sentences_of(artist: Artist, formulation: Formulation) -> tuple[Sentence, ...]:
    """The sentences of the story; none where they cannot be found: whole blocks are then left out (kept.py, K3)."""
    story = to_plain(Formulation(story=formulation.story))["story"]
    if not any(part["blocks"] for part in story.values()):
        return ()
    try:
        return artist.sentences(story)
    except Refusal:
        return ()
