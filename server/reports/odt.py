"""Prints a paper as an OpenDocument text: real headings, lists and tables, pictures with what they say in words, every
word in its language. The same paper gives the same bytes.

O1  nothing in it runs or is fetched: no script, macro, event, database, DDE, embedded object, or link but to a place
    within it; its page numbers are elements of the format, which hold no code
O2  every style in it is made here: no template of anybody's, no account, no path
"""

from functools import partial
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

from odf import dc, draw, meta, style, svg, table, text
from odf.opendocument import OpenDocumentText
from odf.teletype import addTextToElement

from server.reports.paper import (
    Block,
    Break,
    Bullets,
    Cell,
    Heading,
    Line,
    Paper,
    Paragraph,
    Part,
    Picture,
    Run,
    Table,
    Terms,
    targets,
)
from server.reports.sheets import (
    FONT,
    LANGUAGES,
    SHARES,
    TOGETHER,
    Pictures,
    Sheet,
    breaks,
    clean,
    fitted,
    pictures,
    roomy,
    sheets,
    size_of,
    widths,
    zipped,
)

INK: Final = "#1c2733"
QUIET: Final = "#4a5560"
HAIR: Final = "#c9c6bd"
_HEADING: Final = {"keepwithnext": "always", "lineheight": "110%", "keeptogether": "always"}
STYLES: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    # Name -> how its paragraph is set (points where a number stands alone), and its letters.
    "Normal": ({"marginbottom": "6", "lineheight": "120%", "orphans": "2", "widows": "2"}, {}),
    "Heading1": ({**_HEADING, "margintop": "0", "marginbottom": "6"}, {"fontweight": "bold"}),
    "Heading2": ({**_HEADING, "margintop": "18", "marginbottom": "6"}, {"fontweight": "bold"}),
    "Heading3": ({**_HEADING, "margintop": "12", "marginbottom": "4"}, {"fontweight": "bold"}),
    "Heading4": ({**_HEADING, "margintop": "10", "marginbottom": "3"}, {"fontweight": "bold"}),
    "Heading5": ({**_HEADING, "margintop": "8", "marginbottom": "3"}, {"fontweight": "bold", "fontstyle": "italic"}),
    "Subtitle": ({"marginbottom": "12"}, {"color": QUIET}),
    "Quote": ({"borderleft": f"2.25pt solid {HAIR}", "paddingleft": "8pt", "marginleft": "4pt"}, {}),
    "Lead": ({}, {}),
    "Small": ({}, {"color": QUIET}),
    "Boxed": ({"border": f"0.75pt solid {QUIET}", "padding": "6pt", "backgroundcolor": "#f3f1ec",
               "keeptogether": "always", "margintop": "6", "marginbottom": "10"}, {}),
    "Term": ({"marginleft": "17pt", "textindent": "-17pt", "marginbottom": "3"}, {}),
    "Item": ({"marginbottom": "3"}, {}),
    "Caption": ({"margintop": "6", "marginbottom": "6", "lineheight": "105%"}, {"fontweight": "bold"}),
    "Drawing": ({"margintop": "6", "marginbottom": "3", "lineheight": "100%", "keepwithnext": "always"}, {}),
    "TableText": ({"margintop": "2", "marginbottom": "2", "lineheight": "108%"}, {}),
    "TableHead": ({"margintop": "2", "marginbottom": "2", "keepwithnext": "always"}, {"fontweight": "bold"}),
    "AfterTable": ({"margintop": "0", "marginbottom": "0", "lineheight": "6pt"}, {"fontsize": "4pt"}),
    "Header": ({"marginbottom": "0", "lineheight": "100%", "textalign": "end"}, {"color": QUIET}),
    "Footer": ({"marginbottom": "0", "lineheight": "100%"}, {"color": QUIET}),
}  # fmt: skip
NAMED: Final = {"": "Normal", "quote": "Quote", "lead": "Lead", "small": "Small", "boxed": "Boxed"}
SHOWN: Final = {"Normal": "Standard", **{f"Heading{n}": f"Heading_20_{n}" for n in range(1, 6)}}
"""Our name -> the one that other programs know the style by."""


def odt(paper: Paper, drawn: Pictures | None = None) -> bytes:
    """A paper as an OpenDocument text, dated by the paper's instant and titled by its name. `drawn` are its
    drawings; where they are not made yet, that takes some tenths of a second for each: run it in a worker process.
    Raises ValueError where the paper has no part."""
    if not paper.parts:
        raise ValueError("a paper without a part cannot be printed")
    written = _Writer(paper, pictures(paper) if drawn is None else drawn)
    for number, part in enumerate(paper.parts):
        written.part(number, part)
    made = BytesIO()
    written.document.write(made)
    with ZipFile(made) as file:
        entries = [(name, file.read(name)) for name in file.namelist()]
    return zipped(entries, stored=frozenset({"mimetype"}))


class _Writer:
    """Writes the parts into one document: knows the styles that it has made, its targets and where a page begins."""

    def __init__(self, paper: Paper, drawn: Pictures) -> None:
        self._drawn = drawn
        self.document = OpenDocumentText()
        self._paper, self._size = paper, size_of(paper)
        self._made: dict[tuple[Any, ...], Any] = {}
        self._pictures = self._tables = self._part = 0
        self._targets: frozenset[str] = frozenset()
        self._placed: set[str] = set()
        self._language = paper.parts[0].language
        self._master, self._next_page = "", False
        self._describe()
        self._style()

    def _describe(self) -> None:
        paper, held = self._paper, self.document.meta
        for element, said in (
            (dc.Title, paper.name), (dc.Creator, paper.author), (meta.InitialCreator, paper.author),
            (dc.Date, paper.at), (meta.CreationDate, paper.at), (dc.Language, _tag(paper.parts[0].language)),
        ):  # fmt: skip
            held.addElement(element(text=clean(said)))

    def _style(self) -> None:
        language, country = LANGUAGES[self._language]
        plain = style.DefaultStyle(family="paragraph")
        size = f"{self._size}pt"
        plain.addElement(_look(fontname=FONT, fontsize=size, color=INK, language=language, country=country))
        self.document.fontfacedecls.addElement(style.FontFace(name=FONT, fontfamily=FONT))
        self.document.styles.addElement(plain)
        for name, (set_as, letters) in STYLES.items():
            made = style.Style(
                name=SHOWN.get(name, name), displayname=SHOWN.get(name, name).replace("_20_", " "), family="paragraph",
                **({} if name == "Normal" else {"parentstylename": "Standard"}),
                **({"defaultoutlinelevel": name[-1]} if name.startswith("Heading") else {}),
            )  # fmt: skip
            room = roomy(self._paper)
            made.addElement(style.ParagraphProperties(**{
                key: f"{float(value) * room:g}pt" if value.isdigit() and key.startswith("margin") else value
                for key, value in set_as.items()
            }))  # fmt: skip
            share = SHARES.get("TableText" if name == "TableHead" else name, (1.0, 1.0))[self._paper.large]
            made.addElement(_look(**{"fontsize": f"{self._size * share:.1f}pt", **letters}))
            self.document.styles.addElement(made)
        for name, numbered in (("Bullets", False), ("Numbers", True)):
            self.document.styles.addElement(_list_style(name, numbered))

    # -- sheets

    def part(self, number: int, part: Part) -> None:
        """One language of the paper, from a new page on."""
        self._part, self._language = number, part.language
        self._targets, self._placed = targets(part), set()
        for place, sheet in enumerate(sheets(self._paper, part)):
            self._sheet(sheet, part, f"Part{number}Sheet{place}")

    def _sheet(self, sheet: Sheet, part: Part, name: str) -> None:
        self._pages(sheet, part, name)
        self._master, self._next_page = name, False
        if sheet.first:
            self._heading(1, (Run(part.title),))
            if part.subtitle:
                self._say("Subtitle", (Run(part.subtitle),))
        following = (*sheet.blocks[1:], None)
        for (block, above), after in zip(sheet.with_above(part), following, strict=True):
            self._block(block, sheet, above, leads=isinstance(after, Bullets))

    def _pages(self, sheet: Sheet, part: Part, name: str) -> None:
        """The form of some pages, with their head and foot."""
        layout = style.PageLayout(name=f"{name}Form")
        half = f"{sheet.margin / 2:g}mm"
        layout.addElement(style.PageLayoutProperties(
            pagewidth=f"{sheet.wide}mm", pageheight=f"{sheet.high}mm", margintop=half, marginbottom=half,
            marginleft=f"{sheet.margin}mm", marginright=f"{sheet.margin}mm",
            printorientation="landscape" if sheet.wide > sheet.high else "portrait",
        ))  # fmt: skip
        master = style.MasterPage(name=name, pagelayoutname=layout)
        head, foot = style.HeaderStyle(), style.FooterStyle()
        head.addElement(style.HeaderFooterProperties(minheight=half, marginbottom="2mm", dynamicspacing="true"))
        foot.addElement(style.HeaderFooterProperties(minheight=half, margintop="4mm", dynamicspacing="true"))
        layout.addElement(head)
        layout.addElement(foot)
        self.document.automaticstyles.addElement(layout)
        self.document.masterstyles.addElement(master)
        top, bottom = style.Header(), style.Footer()
        top.addElement(self._p("Header", (Run(part.mark),)))
        bottom.addElement(self._foot(sheet, part))
        master.addElement(top)
        master.addElement(bottom)

    def _foot(self, sheet: Sheet, part: Part) -> Any:
        """What the foot says, and which page it is."""
        stops = style.TabStops()
        stops.addElement(style.TabStop(position=f"{sheet.across}mm", type="right"))
        held = self._kept(("foot", sheet.across), partial(self._under, "Footer", {}, stops))
        foot = text.P(stylename=held)
        said = text.Span(stylename=self._letters(Run("")))
        before, _, rest = part.pages_of.partition("{page}")
        between, counted, after = rest.partition("{pages}")
        addTextToElement(said, clean(f"{part.title} · {part.footer}\t{before}"))
        said.addElement(text.PageNumber(selectpage="current"))
        addTextToElement(said, between)
        if counted:
            said.addElement(text.PageCount())
        addTextToElement(said, after)
        foot.addElement(said)
        return foot

    # -- blocks

    def _block(self, block: Block, sheet: Sheet, above: tuple[Line, ...], *, leads: bool) -> None:
        """One block; one that `leads` to a list stays with it."""
        match block:
            case Heading(level=level, line=line, anchor=anchor):
                self._heading(level + 1, line, anchor)
            case Paragraph(line=line, kind=kind):
                self._say(NAMED[kind], line, **({"keepwithnext": "always"} if leads else {}))
            case Bullets():
                self._begin()
                self._put(self._list(block, last=True))
            case Terms(rows=rows):
                for place, (what, line) in enumerate(rows, start=1):
                    together = {"keepwithnext": "always"} if place < len(rows) <= TOGETHER else {}
                    self._say("Term", (Run(f"{what}: ", bold=True), *line), **together)
            case Table():
                self._table(block, sheet)
            case Picture():
                self._picture(block, sheet, above)
            case Break():
                self._next_page = True

    def _put(self, element: Any) -> None:
        self.document.text.addElement(element)

    def _begin(self) -> None:
        """Where a page begins and what follows is no paragraph, a line that takes no room."""
        if self._master or self._next_page:
            self._say("AfterTable", ())

    def _heading(self, level: int, line: Line, anchor: str = "") -> None:
        held = text.H(outlinelevel=str(level), stylename=self._set(f"Heading{level}"))
        self._fill(held, line, anchor)
        self._put(held)

    def _say(self, name: str, line: Line, **more: str) -> Any:
        held = self._p(name, line, **more)
        self._put(held)
        return held

    def _p(self, name: str, line: Line, anchor: str = "", **more: str) -> Any:
        body = name not in ("Header", "Footer", "TableText", "TableHead", "Item")
        held = text.P(stylename=self._set(name, **more) if body else SHOWN.get(name, name))
        self._fill(held, line, anchor)
        return held

    def _set(self, name: str, **more: str) -> Any:
        """The style of a paragraph of the body: where a page begins with it, one that says so."""
        if self._next_page and not self._master:
            more = {**more, "breakbefore": "page"}
        master, self._master, self._next_page = self._master, "", False
        if not master and not more:
            return SHOWN.get(name, name)
        key = (name, master, *sorted(more.items()))
        return self._kept(key, partial(self._under, name, more, master=master))

    def _under(self, name: str, more: dict[str, str], inside: Any = None, master: str = "") -> Any:
        made = style.Style(
            name=f"P{len(self._made) + 1}", family="paragraph", parentstylename=SHOWN.get(name, name),
            **({"masterpagename": master} if master else {}),
        )  # fmt: skip
        if more or inside is not None:
            told = style.ParagraphProperties(**more)
            if inside is not None:
                told.addElement(inside)
            made.addElement(told)
        return made

    def _kept(self, key: tuple[Any, ...], make: Any) -> Any:
        """A style that was made for this before, or is made now."""
        if key not in self._made:
            self._made[key] = make()
            self.document.automaticstyles.addElement(self._made[key])
        return self._made[key]

    def _fill(self, held: Any, line: Line, anchor: str) -> None:
        marked = anchor and anchor not in self._placed
        if marked:
            self._placed.add(anchor)
            held.addElement(text.BookmarkStart(name=self._name(anchor)))
        for run in line:
            said = text.Span(stylename=self._letters(run))
            addTextToElement(said, clean(run.text))
            if run.anchor and run.anchor in self._targets:
                link = text.A(href=f"#{self._name(run.anchor)}", type="simple")
                link.addElement(said)
                said = link
            held.addElement(said)
        if marked:
            held.addElement(text.BookmarkEnd(name=self._name(anchor)))

    def _name(self, anchor: str) -> str:
        return clean(f"part-{self._part}-{anchor}")

    def _letters(self, run: Run) -> Any:
        language = run.language or self._language
        return self._kept(("run", run.bold, run.italic, language), partial(self._letters_of, run, language))

    def _letters_of(self, run: Run, language: str) -> Any:
        made = style.Style(name=f"T{len(self._made) + 1}", family="text")
        said, country = LANGUAGES[language]
        looks = {"fontweight": "bold"} if run.bold else {}
        looks |= {"fontstyle": "italic"} if run.italic else {}
        made.addElement(_look(language=said, country=country, **looks))
        return made

    # -- lists, tables, pictures

    def _list(self, bullets: Bullets, last: bool = False) -> Any:
        """A list; the `last` of its lines is as far from what follows as a paragraph is."""
        held = text.List(stylename="Numbers" if bullets.numbered else "Bullets")
        for place, (line, below) in enumerate(bullets.items, start=1):
            start = {"startvalue": str(bullets.start)} if bullets.numbered and place == 1 else {}
            item, ends = text.ListItem(**start), last and place == len(bullets.items) and not below
            paragraph = text.P(stylename=self._last_item() if ends else "Item")
            self._fill(paragraph, line, "")
            item.addElement(paragraph)
            if below:
                item.addElement(self._list(below, last and place == len(bullets.items)))
            held.addElement(item)
        return held

    def _last_item(self) -> Any:
        more = {"marginbottom": f"{6 * roomy(self._paper):g}pt"}
        return self._kept(("last item",), partial(self._under, "Item", more))

    def _table(self, block: Table, sheet: Sheet) -> None:
        if block.caption:
            self._say("Caption", (Run(block.caption),), keepwithnext="always")
        self._begin()
        self._tables += 1
        held = table.Table(name=f"Table{self._tables}", stylename=self._table_style(sheet))
        if block.caption:
            held.addElement(table.Title(text=clean(block.caption)))
        for part in widths(block, sheet.across, self._size):
            held.addElement(table.TableColumn(stylename=self._column(f"{sheet.across * part / 1000:.1f}mm")))
        head, top = table.TableHeaderRows(), self._row(parted=False)
        for name in block.columns:
            top.addElement(self._cell(Cell((Run(name),)), "TableHead", 1.0))
        head.addElement(top)
        held.addElement(head)
        for cells in block.rows:
            row = self._row(parted=breaks(cells))
            for place, cell in enumerate(cells):
                row.addElement(self._cell(cell, "TableText", 0.5, bold=block.heads and place == 0))
            held.addElement(row)
        self._put(held)
        self._say("AfterTable", ())

    def _table_style(self, sheet: Sheet) -> Any:
        def make() -> Any:
            made = style.Style(name=f"Table{len(self._made) + 1}", family="table")
            made.addElement(style.TableProperties(width=f"{sheet.across}mm", align="left", bordermodel="collapsing"))
            return made

        return self._kept(("table", sheet.across), make)

    def _column(self, wide: str) -> Any:
        def make() -> Any:
            made = style.Style(name=f"C{len(self._made) + 1}", family="table-column")
            made.addElement(style.TableColumnProperties(columnwidth=wide))
            return made

        return self._kept(("column", wide), make)

    def _row(self, *, parted: bool) -> Any:
        def make() -> Any:
            made = style.Style(name=f"R{len(self._made) + 1}", family="table-row")
            made.addElement(style.TableRowProperties(keeptogether="auto" if parted else "always"))
            return made

        return table.TableRow(stylename=self._kept(("row", parted), make))

    def _cell(self, cell: Cell, name: str, rule: float, *, bold: bool = False) -> Any:
        def make() -> Any:
            made = style.Style(name=f"X{len(self._made) + 1}", family="table-cell")
            under = f"{rule:g}pt solid {INK if rule == 1 else HAIR}"
            top = f"1pt solid {INK}" if rule == 1 else "none"
            made.addElement(style.TableCellProperties(
                paddingleft="3.5pt", paddingright="3.5pt", paddingtop="1pt", paddingbottom="1pt", borderbottom=under,
                bordertop=top, borderleft="none", borderright="none",
            ))  # fmt: skip
            return made

        held = table.TableCell(stylename=self._kept(("cell", rule), make), valuetype="string")
        line = tuple(Run(r.text, True, r.italic, r.language, r.anchor) for r in cell.line) if bold else cell.line
        held.addElement(self._p(name, line, cell.anchor))
        return held

    def _picture(self, block: Picture, sheet: Sheet, above: tuple[Line, ...]) -> None:
        wide, high = fitted(block, sheet, self._size, above)
        drawn = self._drawn.get(block.svg)
        if drawn is None:  # what it shows is told all the same
            self._say("Caption", (Run(block.caption),))
            self._say("Small", (Run(block.alt),))
            return
        self._pictures += 1
        name = self.document.addPicture(f"Pictures/{self._pictures}.png", "image/png", drawn)
        frame = draw.Frame(
            name=f"{block.name} {self._pictures}", anchortype="as-char", width=f"{wide:.2f}mm", height=f"{high:.2f}mm",
        )  # fmt: skip
        frame.addElement(draw.Image(href=name, type="simple", show="embed", actuate="onLoad"))
        frame.addElement(svg.Title(text=clean(block.caption)))
        frame.addElement(svg.Desc(text=clean(block.alt)))
        held = self._say("Drawing", (), **({} if block.caption else {"keepwithnext": "auto"}))
        held.addElement(frame)
        if block.caption:
            self._say("Caption", (Run(block.caption),))


def _look(**letters: str) -> Any:
    """How letters look, those of other scripts the same."""
    others = {
        f"{name}{script}": value
        for name, value in letters.items()
        if name in ("fontsize", "fontweight", "fontstyle")
        for script in ("asian", "complex")
    }
    return style.TextProperties(**letters, **others)


def _list_style(name: str, numbered: bool) -> Any:
    made = text.ListStyle(name=name)
    for level in range(1, 10):
        shown = (
            text.ListLevelStyleNumber(level=str(level), numformat="1", numsuffix=".")
            if numbered
            else text.ListLevelStyleBullet(level=str(level), bulletchar="•–◦"[(level - 1) % 3])
        )
        told = style.ListLevelProperties(listlevelpositionandspacemode="label-alignment")
        told.addElement(style.ListLevelLabelAlignment(
            labelfollowedby="listtab", listtabstopposition=f"{18 * level}pt", textindent="-18pt",
            marginleft=f"{18 * level}pt",
        ))  # fmt: skip
        shown.addElement(told)
        made.addElement(shown)
    return made


def _tag(language: str) -> str:
    return "-".join(LANGUAGES[language])
