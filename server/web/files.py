"""What a frozen version is taken away as: its reports as files, and its drawings, tables and data for other programs.
Pure functions of plain data, run in a worker process; the page of reports and `version export` make the same files by
them.

X1  a file holds what its paper holds, and a paper what `reports/kept.py` lets through
X2  a Word file, which anybody can go on writing in, is made for the chair alone
X3  the sealed version is whole or it is not what was sealed: it goes out only where what is sensitive was asked for
X4  nothing that leaves the house runs: no script, formula, field code or reference to anything outside
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Literal, get_args
from xml.sax.saxutils import escape

from server import __version__
from server.domain.errors import Refusal, Words
from server.domain.formulation import Formulation, from_plain, to_plain
from server.domain.upgrades import view
from server.domain.versions import Version, canonical
from server.interchange.chronologywriting import timeline_table, write_csv
from server.interchange.gedcomwriting import write_gedcom
from server.languages import LANGUAGES, words
from server.reports import composition, drawing
from server.reports.days import local
from server.reports.draft import Beside, Engine, numbered
from server.reports.drawing import Kind as Drawn
from server.reports.kept import Kept, kept
from server.reports.page import page
from server.reports.paper import Kind, Paper
from server.reports.pdf import pdf
from server.reports.sheets import Pictures, pictures
from server.reports.writing import sentences_of, write

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
BOTH: Final = "both"
"""Both languages, that of the reader first."""
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is to be: the kind of its report, its languages in order, whether what is marked sensitive is in it,
    whether data for other systems say the child's name as that of their subject, and what is left out of it (record id
    -> the reason that is said)."""

    kind: Kind
    languages: tuple[str, ...]
    with_sensitive: bool
    with_name: bool = False
    redacted: Mapping[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """Its languages as one word."""
        return BOTH if len(self.languages) > 1 else self.languages[0]


@dataclass(frozen=True, slots=True)
class Source:
    """What a file is made from: the version, what stands beside it, the version as it was sealed with the key that
    signed it, as JSON; the watermark (who had it made and when, "" for none), and the day it is made, ISO."""

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
class Draft:
    """A report as a paper, and its drawings as pictures where its form needs them."""

    paper: Paper
    drawn: Pictures


@dataclass(frozen=True, slots=True)
class Form:
    """A form of file: its ending, its media type, how it is made of a source (or of a draft, for a report); `says` what
    of `Asked` it depends on: a "report" in its languages, one "language", or "nothing" but the version; whether for the
    chair alone (X2), and whether it can leave nothing out (X3)."""

    ending: str
    media: str
    make: Callable[[Asked, Source], bytes] | None = None
    prints: Callable[[Draft, Source], bytes] | None = None
    says: Literal["report", "language", "nothing"] = "report"
    for_chair: bool = False
    whole: bool = False
    draws: bool = False


def paper(asked: Asked, source: Source) -> Paper:
    """A report as a paper. Raises as `write` does."""
    return write(
        asked.kind, source.version, source.formulation, asked.languages, words=words,
        with_sensitive=asked.with_sensitive, redacted=asked.redacted, mark=source.mark, beside=source.beside,
        today=source.today,
    )  # fmt: skip


def parted(form: str, asked: Asked) -> tuple[Asked, ...]:
    """A report in both languages as one in each, so that two processes can draft it side by side."""
    if form not in REPORTS:
        return (asked,)
    return tuple(replace(asked, languages=(language,)) for language in asked.languages)


def drafted(form: str, asked: Asked, source: Source) -> Draft:
    """What takes time of a report: its words and its drawings."""
    one = paper(asked, source)
    return Draft(one, pictures(one) if FORMS[form].draws else {})


def printed(form: str, drafts: Sequence[Draft], source: Source) -> bytes:
    """A report as a file in one of REPORTS, of its drafts in the order of its languages."""
    prints = FORMS[form].prints
    assert prints is not None
    parts = tuple(part for draft in drafts for part in draft.paper.parts)
    drawn = {svg: png for draft in drafts for svg, png in draft.drawn.items()}
    return prints(Draft(replace(drafts[0].paper, parts=parts), drawn), source)


def made(form: str, asked: Asked, source: Source) -> bytes:
    """A file in one of FORMS. Raises KeyError for a form that there is not, and Refusal as the drawings do."""
    make = FORMS[form].make
    if make is not None:
        return make(asked, source)
    return printed(form, [drafted(form, each, source) for each in parted(form, asked)], source)


def must_be_for(form: str, role: str) -> None:
    """Raises Refusal (`only_for_the_chair`, 403) where somebody else asks for what is the chair's alone (X2)."""
    if FORMS[form].for_chair and role != "chair":
        raise Refusal("only_for_the_chair", status=403)


def forms_for(role: str, w: Words, forms: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """The forms that somebody with this role may have a file in, of all reports where none are named, each with what
    its button says."""
    mine = [key for key in forms or REPORTS if not FORMS[key].for_chair or role == "chair"]
    return [(key, w(f"reports.take.{key}")) for key in mine]


def languages_said(w: Words) -> list[tuple[str, str]]:
    """The languages of a report in words, and both."""
    return [*((key, w(f"languages.{key}")) for key in LANGUAGES), (BOTH, w("reports.both"))]


def in_order(said: object, first: str) -> tuple[str, ...]:
    """The languages that were asked for: one of them, or both with the reader's `first`; the reader's for anything
    else."""
    if said == BOTH:
        return tuple(sorted(LANGUAGES, key=lambda each: each != first))
    return (said,) if isinstance(said, str) and said in LANGUAGES else (first,)


def checked(form: str, asked: Asked) -> None:
    """Raises Refusal (422): `one_language` for both languages where a file has one; `sealed_is_whole` (X3);
    `redaction_without_reason`."""
    if not all(reason.strip() for reason in asked.redacted.values()):
        raise Refusal("redaction_without_reason", status=422)
    if FORMS[form].says == "language" and len(asked.languages) > 1:
        raise Refusal("one_language", status=422)
    if FORMS[form].whole and (asked.redacted or not asked.with_sensitive):
        raise Refusal("sealed_is_whole", status=422)


def told(form: str, asked: Asked, number: int) -> str:
    """What the audit says of a file, without a word of anybody's."""
    more = [
        *(["sensitive"] if asked.with_sensitive else []),
        *(["named"] if asked.with_name else []),
        *([f"without {len(asked.redacted)}"] if asked.redacted else []),
    ]
    return " ".join(("version", str(number), *_said(form, asked), form, *more))


def named(form: str, asked: Asked, number: int) -> str:
    """The name of a file: never the child's."""
    parts = ("gwead", str(number), *_said(form, asked), *(() if form in REPORTS else (form,)))
    return f"{'-'.join(parts)}.{FORMS[form].ending}"


def _said(form: str, asked: Asked) -> tuple[str, ...]:
    says = FORMS[form].says
    return (asked.kind, asked.language) if says == "report" else (asked.language,) if says == "language" else ()


# -- reports


def _pdf(draft: Draft, source: Source) -> bytes:
    return pdf(draft.paper, canonical({**source.sealed, "versions": [_without_content(source)]}))


def _without_content(source: Source) -> dict[str, Any]:
    """The sealed version for a report, which leaves things out: what it holds must not stand in an attachment."""
    return {**source.sealed["versions"][0], "content": None, "circumstances": None}


def _page(draft: Draft, source: Source) -> bytes:
    return page(draft.paper).encode()


def _docx(draft: Draft, source: Source) -> bytes:
    from server.reports.docx import docx  # slow to load, as the next, and needed in few processes

    return docx(draft.paper, draft.drawn)


def _odt(draft: Draft, source: Source) -> bytes:
    from server.reports.odt import odt

    return odt(draft.paper, draft.drawn)


# -- for other programs


def _composition(asked: Asked, source: Source) -> bytes:
    held = _kept(asked, source)
    child = held.formulation.index_person
    value = composition.composition(
        paper(asked, source), source.version, words=words, beside=source.beside, numbers=numbered(held.formulation),
        name=child.name if child and asked.with_name else "", with_sensitive=asked.with_sensitive,
    )  # fmt: skip
    return composition.written(value)


def _family(asked: Asked, source: Source) -> bytes:
    return _drawn("family", "drawing.family.name", asked, source)


def _timeline(asked: Asked, source: Source) -> bytes:
    return _drawn("life", "drawing.timeline.name", asked, source)


def _drawn(kind: Drawn, title: str, asked: Asked, source: Source) -> bytes:
    """A drawing as a file of its own, with what it is, its seal and its mark in words. Raises Refusal
    (`drawing_failed`)."""
    w, header, language = words(asked.languages[0]), source.version.header, asked.languages[0]
    plain = to_plain(_kept(asked, source).formulation)
    born = next((person["born"] for person in plain["people"].values() if person["index"]), None)
    options = {"today": local(header.frozen_at).date().isoformat(), "born": born}
    svg = drawing.draw(kind, plain, options, language, w.for_browser())
    foot = w("report.foot", n=source.version.number, case=header.case, seal=source.version.short_seal)
    said = f"<title>{escape(w(title))}</title><desc>{escape(' · '.join(filter(None, (foot, source.mark))))}</desc>"
    opened, _, rest = svg.partition(">")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened} xml:lang="{language}">{said}{rest}\n'.encode()


def _csv(asked: Asked, source: Source) -> bytes:
    formulation, w = _kept(asked, source).formulation, words(asked.languages[0])
    born = formulation.index_person.born if formulation.index_person else None
    return write_csv(timeline_table(to_plain(formulation), w, born=born, with_sensitive=asked.with_sensitive))


def _gedcom(asked: Asked, source: Source) -> bytes:
    plain, made_on = to_plain(_kept(asked, source).formulation), date.fromisoformat(source.today)
    sensitive = asked.with_sensitive
    return write_gedcom(plain, seven=False, today=made_on, software=__version__, with_sensitive=sensitive).encode()


def _sealed(asked: Asked, source: Source) -> bytes:
    return canonical(source.sealed)


def _kept(asked: Asked, source: Source) -> Kept:
    """What of the version is in the file, by the rules of every report (X1)."""
    formulation = source.formulation
    sentences = sentences_of(Engine(words), formulation)
    return kept(
        formulation, sentences, with_sensitive=asked.with_sensitive, redacted=asked.redacted,
        for_child=asked.kind == "child",
    )  # fmt: skip


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form("pdf", "application/pdf", prints=_pdf),
    "docx": Form("docx", WORD, prints=_docx, for_chair=True, draws=True),
    "odt": Form("odt", OPEN_DOCUMENT, prints=_odt, draws=True),
    "html": Form("html", "text/html", prints=_page),
    "composition": Form("json", "application/json", _composition),
    "family": Form("svg", "image/svg+xml", _family, says="language"),
    "timeline": Form("svg", "image/svg+xml", _timeline, says="language"),
    "csv": Form("csv", "text/csv; charset=utf-8", _csv, says="language"),
    "gedcom": Form("ged", "text/x-gedcom; charset=utf-8", _gedcom, says="nothing"),
    "json": Form("json", "application/json", _sealed, says="nothing", whole=True),
}
REPORTS: Final[Sequence[str]] = ("pdf", "docx", "odt", "html")
"""Forms of a report."""
DATA: Final[Sequence[str]] = ("composition", "family", "timeline", "csv", "gedcom")
"""Forms for other programs; beside them the sealed version, whole."""
