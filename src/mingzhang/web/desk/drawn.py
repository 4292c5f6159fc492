"""The cells of a form as HTML. A form has far over a hundred, and a template for each would take most of its time."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from django.utils.translation import gettext as _

from mingzhang.web.desk.sheet import Box
from mingzhang.web.desk.templatetags.desk import from_to
from mingzhang.writing.paper.model import Look

SHORT = 24
"""Characters of a text before a change that are shown whole."""


def cell(box: Box, editable: bool, beside: Callable[[Box], str]) -> str:
    """A cell with what stands beside it; ``beside`` draws findings and opinions, and is asked only where there are any."""
    path, spans = escape(box.path), box.cell
    place = f' id="cell-{path}" data-cell="{path}" data-title="{escape(box.title)}"' if path else ""
    rows = f' rowspan="{spans.rows}"' if spans.rows > 1 else ""
    columns = f' colspan="{spans.columns}"' if spans.columns > 1 else ""
    shown = any(f.severity != "note" for f in box.findings) or bool(box.opinions)
    return (
        f'<{box.tag}{place} class="{box.marks}"{rows}{columns}>'
        f"{_content(box, path, editable)}{_remove(box, editable)}{_wan(box)}{_was(box)}"
        f'<div class="beside" data-beside="{path}">{beside(box) if shown else ""}</div></{box.tag}>'
    )


def _content(box: Box, path: str, editable: bool) -> str:
    text = escape(box.text)
    if box.input:
        about = f'aria-label="{escape(box.title)}" maxlength="{box.longest}"'
        if box.input == "text":
            return f'<textarea data-path="{path}" {about} rows="1">{text}</textarea>'
        money = ' inputmode="decimal" data-money' if box.input == "amount" else ""
        return f'<input data-path="{path}" value="{text}" {about} autocomplete="off"{money}>'
    if path:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
    return escape(box.cell.text.text) + (_add(box) if editable and box.level2 else "")


def _add(box: Box) -> str:
    level2 = escape(box.level2)
    said = f"{escape(_('添加一行'))}{level2}"
    return (
        f' <button type="button" class="add noprint" data-add="{box.half}" data-level2="{level2}" '
        f'title="{said}" aria-label="{said}">＋</button>'
    )


def _remove(box: Box, editable: bool) -> str:
    if not (editable and box.row and box.cell.look is Look.WORD):
        return ""
    said = escape(_("删去这一行"))
    return (
        f'<button type="button" class="gone noprint" data-remove="{escape(box.row)}" '
        f'title="{said}" aria-label="{said}">×</button>'
    )


def _wan(box: Box) -> str:
    if box.cell.look is not Look.AMOUNT or not box.path:
        return ""
    return f'<small class="wan noprint" data-wan>{box.wan}</small>'


def _was(box: Box) -> str:
    if box.before is None:
        return ""
    if len(box.before) > SHORT:
        said: str = from_to(box.before, box.text)
    elif box.before:
        said = f"{escape(_('原来'))} <del>{escape(box.before)}</del>"
    else:
        said = escape(_("新增"))
    return f'<p class="was noprint">{said}</p>'
