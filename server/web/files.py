"""What a frozen version is taken away as: its reports as files. Pure functions of plain data, run in a worker process;
the page of reports and `version export` make the same files by them.

X1  a file holds what its paper holds, and a paper what `reports/kept.py` lets through
X2  a Word file, which anybody can go on writing in, is made for the chair alone
X3  nothing that leaves the house runs: no script, formula, field code or reference to anything outside
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from server.domain.errors import Refusal
from server.domain.formulation import Formulation, from_plain
from server.domain.upgrades import view
from server.domain.versions import Version, canonical
from server.languages import LANGUAGES, words
from server.reports import docx, odt
from server.reports.draft import Beside
from server.reports.page import page
from server.reports.paper import Kind, Paper
from server.reports.pdf import pdf
from server.reports.writing import write

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
BOTH: Final = "both"
"""Both languages, that of the reader first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be: its kind, its languages in order, and whether what is marked sensitive is in it."""

    kind: Kind
    languages: tuple[str, ...]
    with_sensitive: bool

    @property
    def language(self) -> str:
        """Its languages as one word."""
        return BOTH if len(self.languages) > 1 else self.languages[0]


@dataclass(frozen=True, slots=True)
class Source:
    """What a file is made from: the version, what stands beside it, its sealed header as JSON, the watermark (who had
    it made and when, "" for none), and the day it is made, ISO."""

    version: Version
    beside: Beside
    sealed: Mapping[str, Any]
    mark: str
    today: str

    @property
    def formulation(self) -> Formulation:
        """The version's content as the present schema reads it."""
        return from_plain(view(self.version.content or {}, self.version.header.schema))[0]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its ending, its media type, how it is made of a source, and whether for the chair alone (X2)."""

    ending: str
    media: str
    make: Callable[[Asked, Source], bytes]
    for_chair: bool = False


def paper(asked: Asked, source: Source) -> Paper:
    """A report as a paper. Raises as `write` does."""
    return write(
        asked.kind, source.version, source.formulation, asked.languages, words=words,
        with_sensitive=asked.with_sensitive, mark=source.mark, beside=source.beside, today=source.today,
    )  # fmt: skip


def made(form: str, asked: Asked, source: Source) -> bytes:
    """A file in one of FORMS. Raises KeyError for a form that there is not, and Refusal as the drawings do."""
    return FORMS[form].make(asked, source)


def must_be_for(form: str, role: str) -> None:
    """Raises Refusal (`only_for_the_chair`, 403) where somebody else asks for what is the chair's alone (X2)."""
    if FORMS[form].for_chair and role != "chair":
        raise Refusal("only_for_the_chair", status=403)


def in_order(said: object, first: str) -> tuple[str, ...]:
    """The languages that were asked for: one of them, or both with the reader's `first`; the reader's for anything
    else."""
    if said == BOTH:
        return tuple(sorted(LANGUAGES, key=lambda each: each != first))
    return (said,) if isinstance(said, str) and said in LANGUAGES else (first,)


def told(form: str, asked: Asked, number: int) -> str:
    """What the audit says of a file, without a word of anybody's."""
    sensitive = " sensitive" if asked.with_sensitive else ""
    return f"version {number} {asked.kind} {asked.language} {form}{sensitive}"


def _pdf(asked: Asked, source: Source) -> bytes:
    return pdf(paper(asked, source), canonical(source.sealed))


def _page(asked: Asked, source: Source) -> bytes:
    return page(paper(asked, source)).encode()


def _docx(asked: Asked, source: Source) -> bytes:
    return docx.docx(paper(asked, source))


def _odt(asked: Asked, source: Source) -> bytes:
    return odt.odt(paper(asked, source))


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form("pdf", "application/pdf", _pdf),
    "docx": Form("docx", docx.TYPE, _docx, for_chair=True),
    "odt": Form("odt", odt.TYPE, _odt),
    "html": Form("html", "text/html", _page),
}
REPORTS: Final[Sequence[str]] = ("pdf", "docx", "odt", "html")
"""Forms of a report."""
