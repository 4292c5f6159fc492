"""A table or form with what stands around it. The heading is the table's caption, so that it is named by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mingzhang.writing.html.grid import GridHtml, cell_words
from mingzhang.writing.html.words import attributes, quoted, words
from mingzhang.writing.paper.model import Cell, Look, Sheet, SheetKind


def sheet_html(sheet: Sheet, anchor: str, depth: int, columns: str, before: str = "") -> str:
    """A sheet as a section with a heading of that depth.

    ``columns`` is the class of its columns, ``before`` what stands above it on its page.
    """
    form = sheet.kind is SheetKind.FORM
    grid = GridHtml(opening=_opening(sheet, anchor, depth), classes=columns, stacked=form, kept=not form)
    kinds = " ".join(("page sheet", sheet.kind, *["ruled"] * (not form), *["wide"] * sheet.landscape))
    # a box that scrolls must be reached by the keyboard; a form stacks and never does
    name = quoted(f"{anchor}-title")
    scrolls = "" if form else f' role="region" tabindex="0" aria-labelledby={name}'
    notes = "".join(f'<p class="note">{words(note)}</p>\n' for note in sheet.notes)
    return (
        f'<section class="{kinds}" id={quoted(anchor)}>\n{before}<div class="box"{scrolls}>\n'
        f"{grid.html(sheet.grid)}</div>\n{foot_html(sheet.foot)}{notes}</section>\n"
    )


def _opening(sheet: Sheet, anchor: str, depth: int) -> str:
    """The caption and the columns."""
    name = quoted(f"{anchor}-title")
    title = f"<h{depth} id={name}>{words(sheet.title)}</h{depth}>"
    lines = [
        f'<p class="label">{words(sheet.label)}</p>' if sheet.label else "",
        title,
        f'<p class="subtitle">{words(sheet.subtitle)}</p>' if sheet.subtitle else "",
        _above(sheet),
    ]
    caption = "\n".join(line for line in lines if line)
    columns = "<col>" * len(sheet.grid.widths)
    return f'\n<caption><div class="caption">\n{caption}\n</div></caption>\n<colgroup>{columns}</colgroup>'


def _above(sheet: Sheet) -> str:
    if not sheet.left and not sheet.right:
        return ""
    return f'<div class="above"><p>{words(sheet.left)}</p><p>{words(sheet.right)}</p></div>'


def foot_html(cells: Sequence[Cell], text: Callable[[Cell], str] = cell_words) -> str:
    """The line below a form's grid: labels, each with its value."""
    pairs = " ".join(
        f"<span>{text(label)}{_values(values, text)}</span>" for label, values in _labelled(cells)
    )
    return f'<p class="closing">{pairs}</p>\n' if pairs else ""


def _labelled(cells: Sequence[Cell]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Each label with the values after it; a value before the first label has none."""
    label, values = None, list[Cell]()
    for cell in cells:
        if cell.look is Look.LABEL:
            if label:
                yield label, values
            label, values = cell, []
        else:
            values.append(cell)
    if label:
        yield label, values


def _values(values: Sequence[Cell], text: Callable[[Cell], str]) -> str:
    return "".join(f"<span{attributes(data_key=cell.key)}>{text(cell)}</span>" for cell in values)
