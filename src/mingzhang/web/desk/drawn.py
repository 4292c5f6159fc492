"""What a page has very many of, as HTML: cells of a form, lines of a list. Templates would take most of its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape

from django.utils import timezone
from django.utils.translation import gettext as _

from mingzhang.web.desk.listing import NAMELESS, Line, state_name, wan
from mingzhang.web.desk.sheet import Box
from mingzhang.web.desk.spoken import worded
from mingzhang.web.desk.templatetags.desk import from_to
from mingzhang.web.services.prepared import moment
from mingzhang.workflow.standing import Status
from mingzhang.writing.paper.model import Look

SHORT = 24
"""Characters of a text before a change that are shown whole."""
LONG = 60
"""Characters of a name from which a list may show its beginning alone."""


def cell(box: Box, editable: bool, beside: Callable[[Box], str]) -> str:
    """A cell with what stands beside it; ``beside`` draws findings and opinions, and is asked only where there are any."""
    path, spans = escape(box.path), box.cell
    place = f' id="cell-{path}" data-cell="{path}" data-title="{escape(box.title)}"' if path else ""
    rows = f' rowspan="{spans.rows}"' if spans.rows > 1 else ""
    columns = f' colspan="{spans.columns}"' if spans.columns > 1 else ""
    shown = any(f.severity != "note" and not f.quiet for f in box.findings) or bool(box.opinions)
    return (
        f'<{box.tag}{place} class="{box.marks}"{rows}{columns}>'
        f"{_content(box, path, editable)}{_remove(box, editable)}{_wan(box)}{_was(box)}"
        f'<div class="beside" data-beside="{path}">{beside(box) if shown else ""}</div></{box.tag}>'
    )


def _content(box: Box, path: str, editable: bool) -> str:
    text = escape(box.text)
    if box.input:
        about = f'aria-label="{escape(box.title)}" maxlength="{box.longest}"'
        about += f' placeholder="{escape(_("要填"))}"' if box.to_fill else ""
        if box.input == "text":
            return f'<textarea data-path="{path}" {about} rows="1">{text}</textarea>'
        money = ' inputmode="decimal" data-money' if box.input == "amount" else ""
        return f'<input data-path="{path}" value="{text}" {about} autocomplete="off"{money}>{when(box)}'
    if path:
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
    return escape(box.cell.text.text) + (_add(box) if editable and box.level2 else "")


def when(box: Box) -> str:
    """The pickers of days beside a cell that says when: they write into it, and say what it says where that is a day."""
    return "".join(
        f'<input type="date" class="when noprint" data-when="{escape(box.path)}" value="{each.value}" '
        f'title="{escape(each.said)}" aria-label="{escape(box.title)}：{escape(each.said)}">'
        for each in box.pickers
    )


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


def rows_to_review(rows: Iterable[Line], reviews: str, query: str) -> str:
    """The lines of the queue (``listing.lines``), each to be picked and to be opened."""
    words, now, query = _Words(), timezone.now(), escape(query)
    return "".join(_row_to_review(row, reviews, query, words, now) for row in rows)


def _row_to_review(row: Line, reviews: str, query: str, words: _Words, now: datetime) -> str:
    name, since = escape(row.name or NAMELESS), moment(row.since)
    return (
        f'<tr><td><input type="checkbox" name="pick" value="{row.pk}-{row.revision}" aria-label="{name}"></td>'
        f'<td class="named"><a href="{reviews}{row.pk}/{query}"{_whole(name)}>{name}</a>{words.version(row)}</td>'
        f'<td>{escape(row.unit)} <span class="quiet">{escape(row.department)}</span></td><td class="n">{_wans(row)}</td>'
        f"{words.state_and_findings(row)}"
        f'<td>{words.waited((now - since).days)} <span class="quiet">{since.astimezone(words.zone):%m-%d %H:%M}</span></td></tr>'
    )


def rows_of_projects(rows: Iterable[Line], forms: str, departments: bool) -> str:
    """The lines of the list of projects (``listing.lines``)."""
    words = _Words()
    return "".join(_row_of_project(row, forms, departments, words) for row in rows)


def _row_of_project(row: Line, forms: str, departments: bool, words: _Words) -> str:
    name = escape(row.name or NAMELESS)
    return (
        f'<tr><td class="named"><a href="{forms}{row.pk}/"{_whole(name)}>{name}</a>{words.version(row)}</td>'
        f"<td>{escape(row.unit)}{_quiet(escape(row.department) if departments else '')}</td><td>{row.year}</td>"
        f'<td class="n">{_wans(row)}</td>{words.state_and_findings(row)}'
        f"<td>{moment(row.updated).astimezone(words.zone):%Y-%m-%d %H:%M}</td></tr>"
    )


def _whole(name: str) -> str:
    """A long name of which a list shows the beginning, whole for whoever points at it."""
    return f' title="{name}"' if len(name) > LONG else ""


def _wans(row: Line) -> str:
    return wan(row.cents) if row.cents is not None else ""


def _quiet(text: str) -> str:
    return f' <span class="quiet">{text}</span>' if text else ""


class _Words:
    """What the lines of a list say again and again, translated once."""

    def __init__(self) -> None:
        self.error, self.warning = escape(_("错误")), escape(_("警告"))
        self.today, self.days = escape(_("今天")), escape(_("%(n)s 天"))
        self.zone = timezone.get_current_timezone()
        self.badges: dict[tuple[str, str], str] = {}

    def version(self, row: Line) -> str:
        """Which version it is, from the second on."""
        return _quiet(escape(_("第 %(n)s 版") % {"n": row.version})) if row.version > 1 else ""

    def waited(self, days: int) -> str:
        """How long a form has waited."""
        return self.days % {"n": days} if days else self.today

    def state_and_findings(self, row: Line) -> str:
        """The cells of the state and of what the checks say."""
        at = (row.status, row.stage)
        if at not in self.badges:
            state = state_name(Status(row.status), row.stage)
            self.badges[at] = f'<span class="badge {row.status}">{escape(_(state)) if state else ""}</span>'
        errors = f'<b class="error" title="{self.error}">{row.errors}</b>' if row.errors else ""
        warnings = (
            f' <span class="warning" title="{self.warning}">{row.warnings}</span>' if row.warnings else ""
        )
        return f'<td>{self.badges[at]}</td><td class="n">{errors}{warnings}</td>'


def options(offered: Iterable[tuple[object, str] | int], chosen: str) -> str:
    """What can be chosen: values with their names, or years."""
    pairs = (each if isinstance(each, tuple) else (each, str(each)) for each in offered)
    return "".join(
        f'<option value="{escape(str(value))}"{" selected" if str(value) == chosen else ""}>{escape(worded(name))}</option>'
        for value, name in pairs
    )
