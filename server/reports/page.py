"""A paper as HTML: one file that works without script and without a connection, with its pictures in it and a style for
paper; or its body alone, for a page of ours. Every word is escaped; nothing is a link but to a place within it.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

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
)

STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem; font: 1rem/1.55 "Noto Sans", system-ui, sans-serif;
  color: #1c2733; background: #fff; overflow-wrap: anywhere; }
body.large { font-size: 1.5rem; max-width: 38rem; }
h1 { font-size: 1.7em; line-height: 1.2; } h2 { font-size: 1.35em; } h3 { font-size: 1.15em; }
h4, h5 { font-size: 1em; }
.subtitle, .small, figcaption, footer { color: #46525e; } .small { font-size: .9em; }
.lead { font-size: 1.1em; } .boxed { border: 1.5px solid #707b85; padding: .7em 1em; }
blockquote { margin: .6em 0; padding: .2em 1em; border-inline-start: 4px solid #0b5a63; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; } caption { text-align: start; font-weight: 700; }
th, td { border: 1px solid #707b85; padding: .35em .5em; text-align: start; vertical-align: top; }
dl > div { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: .2em 1em; margin: .3em 0; }
dt { font-weight: 600; } dd { margin: 0; }
figure { margin: 1em 0; overflow: auto; } svg { max-width: 100%; height: auto; }
.mark { border: 1.5px dashed #707b85; padding: .3em .8em; color: #46525e; }
article + article { border-top: 3px solid #1c2733; margin-top: 3rem; padding-top: 1rem; }
a { color: #08464d; }
@media print { .next, article + article { break-before: page; } h2, h3, h4, figure, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; } body { max-width: none; padding: 0; } }
"""
_KINDS: Final = {"": "p", "quote": "blockquote"}


def page(paper: Paper) -> str:
    """The whole file."""
    first = paper.parts[0].language
    return (
        f'<!doctype html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(paper.name)}</title>\n<meta name="author" content="{escape(paper.author)}">\n'
        f"<style>{STYLE}</style>\n</head>\n"
        f'<body{" class=large" if paper.large else ""}>\n<main>\n{body(paper)}\n</main>\n</body>\n</html>\n'
    )


def body(paper: Paper, level: int = 1) -> str:
    """The parts of a paper, each in its language. `level` is that of their titles."""
    return "\n".join(_part(part, f"{part.language}-", level) for part in paper.parts)


def blocks_of(blocks: Iterable[Block], prefix: str = "", level: int = 1) -> str:
    """Some blocks below a title of a level; `prefix` stands before the names of their places."""
    return "\n".join(_block(block, prefix, level) for block in blocks)


def _part(part: Part, prefix: str, level: int) -> str:
    top = f"<h{level}>{escape(part.title)}</h{level}>"
    subtitle = f'<p class="subtitle">{escape(part.subtitle)}</p>' if part.subtitle else ""
    mark = f'<p class="mark">{escape(part.mark)}</p>' if part.mark else ""
    blocks = blocks_of(part.blocks, prefix, level)
    return (
        f'<article lang="{part.language}">\n{top}\n{subtitle}{mark}\n{blocks}\n'
        f'<footer class="small"><p>{escape(part.footer)}</p></footer>\n</article>'
    )


def _block(block: Block, prefix: str, level: int) -> str:
    match block:
        case Heading():
            deep = min(6, block.level + level)
            return f"<h{deep}{_id(block.anchor, prefix)}>{_line(block.line, prefix)}</h{deep}>"
        case Paragraph():
            tag = _KINDS.get(block.kind, "p")
            named = f' class="{block.kind}"' if block.kind and tag == "p" else ""
            return f"<{tag}{named}>{_line(block.line, prefix)}</{tag}>"
        case Bullets():
            return _bullets(block, prefix)
        case Terms():
            rows = (f"<div><dt>{escape(what)}</dt><dd>{_line(line, prefix)}</dd></div>" for what, line in block.rows)
            return f"<dl>{''.join(rows)}</dl>"
        case Table():
            return _table(block, prefix)
        case Picture():
            caption = f"<figcaption>{escape(block.caption)}</figcaption>" if block.caption else ""
            drawn = f'<div role="img" aria-label="{escape(block.alt)}">{block.svg}</div>'
            name = escape(block.caption or block.alt)
            return f'<figure tabindex="0" role="group" aria-label="{name}">{drawn}{caption}</figure>'
        case Break():
            return '<div class="next"></div>'


def _bullets(block: Bullets, prefix: str) -> str:
    tag = "ol" if block.numbered else "ul"
    start = f' start="{block.start}"' if block.numbered and block.start != 1 else ""
    items = "".join(
        f"<li>{_line(line, prefix)}{_bullets(below, prefix) if below else ''}</li>" for line, below in block.items
    )
    return f"<{tag}{start}>{items}</{tag}>"


def _table(block: Table, prefix: str) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in block.columns)
    rows = "".join(f"<tr>{_cells(row, prefix, heads=block.heads)}</tr>" for row in block.rows)
    caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: tuple[Cell, ...], prefix: str, *, heads: bool) -> str:
    told = []
    for at, cell in enumerate(row):
        tag, scope = ("th", ' scope="row"') if heads and at == 0 else ("td", "")
        told.append(f"<{tag}{scope}{_id(cell.anchor, prefix)}>{_line(cell.line, prefix)}</{tag}>")
    return "".join(told)


def _id(anchor: str, prefix: str) -> str:
    return f' id="{escape(prefix + anchor)}"' if anchor else ""


def _line(line: Line, prefix: str) -> str:
    return "".join(_run(run, prefix) for run in line)


def _run(run: Run, prefix: str) -> str:
    said = escape(run.text).replace("\n", "<br>")
    if run.bold:
        said = f"<strong>{said}</strong>"
    if run.italic:
        said = f"<em>{said}</em>"
    if run.anchor:
        said = f'<a href="#{escape(prefix + run.anchor)}">{said}</a>'
    return f'<span lang="{run.language}">{said}</span>' if run.language else said
