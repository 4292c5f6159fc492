"""What a page has very many of, as HTML: cells of a form, lines of a list. Templates would take most of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def rows_to_review(rows: Iterable[Mapping[str, str]], reviews: str, query: str) -> str:
    """The lines of the queue (``listing.lines``), each to be picked and to be opened."""
    return "".join(_row_to_review(_escaped(row), reviews, escape(query)) for row in rows)


def _row_to_review(row: Mapping[str, str], reviews: str, query: str) -> str:
    return (
        f'<tr><td><input type="checkbox" name="pick" value="{row["pk"]}-{row["revision"]}" aria-label="{row["name"]}"></td>'
        f'<td><a href="{reviews}{row["pk"]}/{query}">{row["name"]}</a>{_quiet(row["version"])}</td>'
        f'<td>{row["unit"]} <span class="quiet">{row["department"]}</span></td><td class="n">{row["amount"]}</td>'
        f"{_state_and_findings(row)}"
        f'<td>{row["days"]} <span class="quiet">{row["since"]}</span></td></tr>'
    )


def rows_of_projects(rows: Iterable[Mapping[str, str]], forms: str, departments: bool) -> str:
    """The lines of the list of projects (``listing.lines``)."""
    return "".join(_row_of_project(_escaped(row), forms, departments) for row in rows)


def _row_of_project(row: Mapping[str, str], forms: str, departments: bool) -> str:
    return (
        f'<tr><td><a href="{forms}{row["pk"]}/">{row["name"]}</a>{_quiet(row["version"])}</td>'
        f"<td>{row['unit']}{_quiet(row['department'] if departments else '')}</td><td>{row['year']}</td>"
        f'<td class="n">{row["amount"]}</td>{_state_and_findings(row)}<td>{row["updated"]}</td></tr>'
    )


def _escaped(row: Mapping[str, str]) -> dict[str, str]:
    return {name: escape(text) for name, text in row.items()}


def _quiet(text: str) -> str:
    return f' <span class="quiet">{text}</span>' if text else ""


def _state_and_findings(row: Mapping[str, str]) -> str:
    errors = f'<b class="error" title="{escape(_("错误"))}">{row["errors"]}</b>' if row["errors"] else ""
    warnings = (
        f' <span class="warning" title="{escape(_("警告"))}">{row["warnings"]}</span>'
        if row["warnings"]
        else ""
    )
    state = escape(_(row["state"])) if row["state"] else ""
    return f'<td><span class="badge {row["status"]}">{state}</span></td><td class="n">{errors}{warnings}</td>'
