"""Files of a version, each made once: what was begun the moment it was frozen, or by somebody else a moment ago, is
waited for and handed out, not made again.

P1  what is kept is kept in this process's memory alone, of the last few files, and for a while; whether somebody may
    have a file is asked each time, by whoever hands it out
P2  the same file is one of the same version, with the same things beside it, in the same form, report, languages,
    watermark and day; whatever leaves something out, names the child or holds what is sensitive is made anew
P3  what could not be made is not kept: it is tried again when it is asked for
"""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from server.reports.workers import Workers
from server.web.files import REPORTS, Asked, Source, drafted, made, parted, printed

MOST: Final = 16
"""Files that are kept."""
KEPT_S: Final = 1_800.0
"""Seconds for which one is kept."""


@dataclass(slots=True)
class Prepared:
    """The files that are being made, or were made lately, by what they are."""

    kept: dict[str, "asyncio.Task[bytes]"] = field(default_factory=dict)

    async def file(self, workers: Workers, form: str, asked: Asked, source: Source) -> bytes:
        """A file in one of FORMS, in worker processes. Raises as `files.made` does."""
        if form not in REPORTS or asked.with_sensitive or asked.with_name or asked.redacted:
            return await _made(workers, form, asked, source)
        key = _key(form, asked, source)
        task = self.kept.get(key)
        if task is None:
            task = asyncio.create_task(_made(workers, form, asked, source))
            self.kept[key] = task
            task.add_done_callback(lambda done: self._is_made(key, done))
            while len(self.kept) > MOST:
                del self.kept[next(iter(self.kept))]
        return await asyncio.shield(task)  # whoever goes away leaves it to the others

    def _is_made(self, key: str, task: "asyncio.Task[bytes]") -> None:
        if task.cancelled() or task.exception() is not None:
            self._forget(key, task)
        else:
            asyncio.get_running_loop().call_later(KEPT_S, self._forget, key, task)

    def _forget(self, key: str, task: "asyncio.Task[bytes]") -> None:
        if self.kept.get(key) is task:
            del self.kept[key]


def _key(form: str, asked: Asked, source: Source) -> str:
    """What makes a file the same file (P2)."""
    header = source.version.header
    told = (header, source.beside, source.mark, source.today, form, asked.kind, asked.languages)
    return sha256(repr(told).encode()).hexdigest()


async def _made(workers: Workers, form: str, asked: Asked, source: Source) -> bytes:
    """As `files.made`: a report in both languages in two processes side by side."""
    if form not in REPORTS:
        return await workers.run(made, form, asked, source)
    each = (workers.run(drafted, form, one, source) for one in parted(form, asked))
    return await workers.run(printed, form, await asyncio.gather(*each), source)
