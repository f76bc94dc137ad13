"""Prints drawings: the bundled drawing module of the pages, run in an embedded engine, gives the SVG that a browser
would show (static/src/drawing.js). No Node at run time, no screen, no measuring.

Slow enough (some tens of milliseconds) to run in a worker process: `await workers.run(draw, kind, plain, options,
language, words)`. The engine has no file, network or clock; it is given a limit of time and of memory.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import quickjs

from server.domain import vocabulary
from server.domain.errors import Refusal
from server.domain.findings_formulation import Sentence
from server.paths import STATIC

Kind = Literal["family", "key", "timeline", "strip", "life", "steps"]
"""What can be drawn: the genogram, its key, one stretch of the timeline, the strip of the whole life, and all age bands
one below the other, under the losses and changes of the whole life, and the recovery steps with what is agreed."""

BUNDLE: Final = "drawing.js"
SECONDS: Final = 10
"""Of the processor's time for one drawing; 400 people take less than two."""
MEMORY: Final = 512 * 1024 * 1024
STACK: Final = 4 * 1024 * 1024
"""Bytes: what the engine may use."""


class Drawing:
    """One engine with the drawing module in it. Belongs to the thread that made it.

    `bundle` is the built module; the one of the manifest of `static/dist` when it is None.
    """

    def __init__(self, bundle: Path | None = None) -> None:
        self._bundle = bundle
        self._made_of: tuple[Path, int] | None = None
        self._context: quickjs.Context | None = None

    def draw(
        self, kind: Kind, plain: Mapping[str, Any], options: Mapping[str, Any], language: str, words: Mapping[str, Any]
    ) -> str:
        """A drawing as SVG, well-formed XML without script, style or event attributes.

        `plain` is `to_plain(formulation)`, already without what the reader may not see; `options` are those of the
        module's functions (today, born, band, width ...; for the timeline also stays, ribbon, level and rows:
        static/src/timeline/timeline.js), the vocabulary is added here; `words` is `words(language).for_browser()`.
        Raises Refusal("drawing_failed") when it cannot be drawn.
        """
        asked = {
            "kind": kind,
            "plain": plain,
            "options": {"vocabulary": vocabulary.as_json(), "print": True, **options},
            "language": language,
            "words": words,
        }
        svg: str = self._ask("draw", asked)
        return svg

    def family_on(self, plain: Mapping[str, Any], **when: str | int) -> dict[str, Any] | None:
        """The family as it stood: `on` an ISO day, or at the `age` of the child in years (static/src/genogram/then.js).

        `{"child_age", "on", "people", "households", "unions", "carers"}`, everybody by `ref`; None for an age of a
        child whose birth nobody knows. Raises Refusal("drawing_failed").
        """
        family: dict[str, Any] | None = self._ask("family", {"plain": plain, **when})
        return family

    def told(self, plain: Mapping[str, Any], on: str, language: str, words: Mapping[str, Any]) -> list[dict[str, str]]:
        """The family on an ISO day in sentences, one paragraph a person: `{"id", "name", "who", "said"}`, the child
        and brothers and sisters first. What was removed is left out.

        Raises Refusal("drawing_failed").
        """
        standing = {
            name: {i: record for i, record in records.items() if not record.get("removed_at")}
            for name, records in plain.items()
        }
        asked = {"plain": standing, "on": on, "language": language, "words": words}
        paragraphs: list[dict[str, str]] = self._ask("told", asked)
        return paragraphs

    def sentences(self, story: Mapping[str, Any]) -> tuple[Sentence, ...]:
        """The sentences of the story's parts in their plain form, in the order of reading.

        Raises Refusal("drawing_failed").
        """
        told = self._ask("sentences", {"story": story})
        return tuple(Sentence(**{**each, "cited": tuple(tuple(cited) for cited in each["cited"])}) for each in told)

    def _ask(self, function: str, asked: Mapping[str, Any]) -> Any:
        try:
            answer = self._engine().eval(f"(json) => drawing.{function}(json)")(json.dumps(asked))
        except (quickjs.JSException, quickjs.StackOverflow) as broken:
            self._context = None
            raise Refusal("drawing_failed", status=503) from broken
        return json.loads(answer)

    def _engine(self) -> quickjs.Context:
        """The engine, made anew when the module has been built again."""
        path = self._bundle or built(BUNDLE)
        made_of = (path, path.stat().st_mtime_ns)
        if self._context is None or made_of != self._made_of:
            context = quickjs.Context()
            context.set_memory_limit(MEMORY)
            context.set_max_stack_size(STACK)
            context.set_time_limit(SECONDS)
            context.eval(path.read_text(encoding="utf-8"))
            self._context, self._made_of = context, made_of
        return self._context


def built(name: str) -> Path:
    """Where the build put a file. Raises FileNotFoundError, saying so, when the pages are not built."""
    manifest = STATIC / "manifest.json"
    if not manifest.is_file():
        raise FileNotFoundError(f"{manifest} is missing: type  python static/build.py")
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return STATIC / names.get(name, name)


@cache
def _drawing() -> Drawing:
    return Drawing()


def draw(
    kind: Kind, plain: Mapping[str, Any], options: Mapping[str, Any], language: str, words: Mapping[str, Any]
) -> str:
    """As `Drawing.draw`, with the one engine of this process: what worker processes run."""
    return _drawing().draw(kind, plain, options, language, words)


def family_on(plain: Mapping[str, Any], **when: str | int) -> dict[str, Any] | None:
    """As `Drawing.family_on`, with the one engine of this process."""
    return _drawing().family_on(plain, **when)


def told(plain: Mapping[str, Any], on: str, language: str, words: Mapping[str, Any]) -> list[dict[str, str]]:
    """As `Drawing.told`, with the one engine of this process."""
    return _drawing().told(plain, on, language, words)


def sentences(story: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """As `Drawing.sentences`, with the one engine of this process."""
    return _drawing().sentences(story)


def warm() -> None:
    """Loads the drawing module, so that the first drawing of a worker is not slower than the rest."""
    if (STATIC / "manifest.json").is_file():
        _drawing()._engine()
