"""The budget lines of a project in a grid: code pickers, sums beside the form, import; a department's as a ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.codes import Code
from mingzhang.forms.ledger_sheet import SheetColumn
from mingzhang.tables.view import rounded
from mingzhang.web.desk.views.attachments import as_attachment
from mingzhang.web.desk.views.guard import account_of, page, project_of
from mingzhang.web.services import acts, budget, files
from mingzhang.web.services.budget import KEYS, Checked, Typed
from mingzhang.web.services.budget_file import rows_of
from mingzhang.web.services.files import FileRefused
from mingzhang.web.services.ledgers import PLANNED, ledger_of
from mingzhang.web.store.models import Department, Project
from mingzhang.workflow.access import Refused
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.roles import ROLES
from mingzhang.workflow.standing import Status
from mingzhang.writing.ledger_sheets import LedgerFormat, ledger_bytes, write_ledger

SPARE = 5
"""Blank rows behind the lines, for those without JavaScript as well."""
UNITS = (MoneyUnit.YUAN, MoneyUnit.WAN)


@dataclass(frozen=True)
class Cell:
    """A cell of the grid: its column, what was typed, the name of its code, what is wrong, what is said of it."""

    key: str
    title: str
    text: str
    name: str = ""
    problem: str = ""
    remark: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def coded(self) -> bool:
        """Whether it holds a code."""
        return self.key in budget.CODES


@page("GET", "HEAD", "POST")
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid; a post saves it, or shows it again with the problems at the cells."""
    project = project_of(request, pk)
    if request.method != "POST":
        kept = list(project.lines.all())
        return _shown(request, project, budget.typed_of(kept), seen=budget.stamp(kept))
    account = account_of(request)
    acts.require(project, account, Act.EDIT)
    rows, unit = _typed(request), _unit(request)
    checked = budget.checked(rows, project.year, unit)
    seen = request.POST.get("seen", "")
    if checked.problems:
        return _shown(request, project, rows, checked, unit, seen, status=400)
    changed = budget.save(project.pk, account, checked, seen)
    messages.success(
        request, _("已保存 %(n)s 行。") % {"n": len(checked.lines)} if changed else _("没有改动。")
    )
    return redirect("desk:budget", project.pk)


def _unit(request: HttpRequest) -> MoneyUnit:
    """The unit of the amounts: a post that does not say it is not guessed at."""
    found = next((unit for unit in UNITS if request.POST.get("unit") == unit.value), None)
    if found is None:
        raise ActRefused(Refused("没有写明金额单位是元还是万元", "请刷新页面再试"))
    return found


def _typed(request: HttpRequest) -> list[Typed]:
    """The rows that were sent. Raises ActRefused where they are not whole."""
    columns = {key: request.POST.getlist(key) for key in KEYS}
    lengths = {len(column) for column in columns.values()}
    if len(lengths) != 1 or max(lengths) > budget.MOST_LINES + SPARE:
        raise ActRefused(
            Refused("发来的表格不完整，或者行数太多", f"最多 {budget.MOST_LINES} 行，请刷新页面再试")
        )
    return [Typed(**{key: columns[key][n][:200].strip() for key in KEYS}) for n in range(lengths.pop())]


def _shown(
    request: HttpRequest, project: Project, rows: Sequence[Typed], checked: Checked | None = None,
    unit: MoneyUnit = MoneyUnit.YUAN, seen: str = "", status: int = 200, unsaved: bool = False,
) -> HttpResponse:  # fmt: skip
    edit = acts.allowed(project, account_of(request), Act.EDIT)
    told = checked or budget.checked(rows, project.year, unit)
    spare = [Typed()] * SPARE if edit else []
    problems = told.problems if checked else {}
    cells = [_cells(n, row, project.year, problems, told) for n, row in enumerate([*rows, *spare])]
    sums = budget.sums(project, told.lines)
    context = {
        "project": project, "rows": cells, "blank": _cells(-1, Typed(), project.year, {}, told), "unit": unit,
        "units": UNITS, "seen": seen, "editable": bool(edit), "unsaved": unsaved or bool(problems),
        "locked": str(edit) if isinstance(edit, Refused) else "", "sums": sums,
        "problems": len(problems), "columns": [budget.column_of(key) for key in KEYS],
        "wan": {key: rounded(value, MoneyUnit.WAN) for key, value in _amounts(sums).items()},
        "yuan": {key: f"{Decimal(value) / 100:,.2f}" for key, value in _amounts(sums).items()},
        "ledger": _may_take_ledger(request, project.unit.department),
    }  # fmt: skip
    return render(request, "desk/budget.html", context, status=status)


def _amounts(sums: budget.Sums) -> dict[str, int]:
    told = {
        "lines": sums.lines, "current": sums.current, "carried": sums.carried, "form": sums.form,
        "difference": sums.difference,
    }  # fmt: skip
    return {key: value for key, value in told.items() if value is not None}


def _cells(n: int, row: Typed, year: int, problems: dict[tuple[int, str], str], told: Checked) -> list[Cell]:
    return [
        Cell(
            key, budget.column_of(key).head, _text(key, getattr(row, key)), _name(key, getattr(row, key), year),
            problems.get((n, key), ""), told.remarks.get((n, key), ""), _choices(budget.column_of(key), key),
        )
        for key in KEYS
    ]  # fmt: skip


def _text(key: str, text: str) -> str:
    return budget.choice_in(key, text) if key in budget.CHOICES else text


def _name(key: str, text: str, year: int) -> str:
    if key not in budget.CODES or not text:
        return ""
    code = budget.codes_of(key).get(budget.code_in(text), year)
    return code.name if code else ""


def _choices(column: SheetColumn, key: str) -> tuple[tuple[str, str], ...]:
    if key not in budget.CHOICES:
        return ()
    found = tuple((choice.value, choice.word) for choice in column.choices if choice.word)
    return (("", "—"), *found) if key == "procurement" else found


@page("POST")
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines out of a spreadsheet: shown with what is wrong, saved when the clerk says so."""
    project = project_of(request, pk)
    acts.require(project, account_of(request), Act.EDIT)
    upload = request.FILES.get("file")
    if upload is None:
        raise FileRefused("没有选择文件", "请选择 Excel 或 csv 文件")
    kept = files.taken_in(upload)
    found = rows_of(files.contents(kept.sha256), kept.name, project.name, project.year)
    if not found.rows:
        raise FileRefused(f"“{kept.name}”里一行明细也没有", "请检查是不是存错了文件")
    checked = budget.checked(found.rows, project.year, found.unit)
    if found.said:
        messages.warning(request, found.said)
    said = _(
        "从“%(name)s”读出 %(n)s 行（金额单位：%(unit)s），还没有保存。核对后点“保存”，会换掉原来的明细。"
    )
    messages.success(request, said % {"name": kept.name, "n": len(found.rows), "unit": found.unit.value})
    seen = budget.stamp(project.lines.all())
    return _shown(request, project, found.rows, checked, found.unit, seen, unsaved=True)


@page()
def codes(request: HttpRequest, pk: int, column: str) -> HttpResponse:
    """Codes to choose from, as one types; the government codes of a departmental one come first."""
    project = project_of(request, pk)
    if column not in budget.CODES:
        raise Http404
    words = request.GET.get("q", "")[:60]
    of = request.GET.get("of", "")[:20]
    proposed = budget.proposals(of, project.year) if column == "government" and of else ()
    if words:
        proposed = tuple(code for code in proposed if words in code.code or words in code.name)
    found = [*proposed, *(c for c in budget.search(column, words, project.year) if c not in proposed)]
    told = [_told(column, code, project.year, code in proposed) for code in found[:20]]
    return JsonResponse({"codes": told})


def _told(column: str, code: Code, year: int, proposed: bool) -> dict[str, str | bool]:
    above = budget.names_above(column, code.code, year)
    return {"code": code.code, "name": code.name, "above": above, "proposed": proposed}


def _may_take_ledger(request: HttpRequest, department: Department) -> bool:
    """Whether the person sees a whole department."""
    from django.utils import timezone

    today = timezone.localdate()
    person = account_of(request).person
    return any(ROLES[seat.role].sees for seat in person.seats_over(department.place, today))


@page()
def ledger(request: HttpRequest, department: int, year: int, kind: str) -> HttpResponse:
    """A department's lines as a ledger to be saved: tables, narrative and disclosure are made of it."""
    found = Department.objects.select_related("division").filter(pk=department).first()
    if (
        found is None
        or kind not in (LedgerFormat.XLSX, LedgerFormat.JSON)
        or not _may_take_ledger(request, found)
    ):
        raise Http404
    planned = request.GET.get("all") == "1"
    made = ledger_of(found.division, year, found, PLANNED if planned else (Status.APPROVED,))
    if not made.lines:
        raise ActRefused(
            Refused(
                f"{found.name} {year} 年没有{'' if planned else '已批复的'}预算明细", "请先填写并批复项目"
            )
        )
    name = f"{found.name}{year}年项目支出账本.{kind}"
    if kind == LedgerFormat.JSON:
        return as_attachment(HttpResponse(ledger_bytes(made), content_type="application/json"), name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.xlsx"
        write_ledger(made, file, LedgerFormat.XLSX)
        return as_attachment(HttpResponse(file.read_bytes(), content_type="application/octet-stream"), name)


urls = [
    path("projects/<int:pk>/budget/", lines, name="budget"),
    path("projects/<int:pk>/budget/import/", imported, name="budget-import"),
    path("projects/<int:pk>/budget/codes/<str:column>/", codes, name="budget-codes"),
    path("ledger/<int:department>/<int:year>/<str:kind>/", ledger, name="ledger"),
]
