"""The budget lines of a project: what a clerk typed becomes lines, or problems at the cells; saved with its audit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mingzhang.domain.amount import Amount, Mark
from mingzhang.domain.amount import Unit as MoneyUnit
from mingzhang.domain.chars import fold
from mingzhang.domain.codes import Code, CodeList
from mingzhang.domain.ledger import Fund, Period, Procurement
from mingzhang.forms.codelists import code_list, correspondence
from mingzhang.forms.ledger_sheet import LINES, SheetColumn
from mingzhang.reading.ledger.cells import choice_words
from mingzhang.tables.view import rounded
from mingzhang.web.services import audit
from mingzhang.web.services.acts import locked, require
from mingzhang.web.store.models import Account, Line, Project
from mingzhang.workflow.access import Refused
from mingzhang.workflow.acts import Act
from mingzhang.workflow.moves import ActRefused

MOST_LINES = 300
"""Lines of one project."""
MOST_CENTS = 10**15
"""10 万亿元: more is a slip of the keyboard, and the store could not hold much more."""
CODES = {"function": "function", "departmental": "departmental_economic", "government": "government_economic"}
"""The code list of each column of codes."""
_LENGTHS = {"function": 7, "departmental": 5, "government": 5}
_LEVELS = {"function": "项（7 位）", "departmental": "款（5 位）", "government": "款（5 位）"}
CHOICES: dict[str, type[StrEnum]] = {"fund": Fund, "period": Period, "procurement": Procurement}


@dataclass(frozen=True)
class Typed:
    """A row as it was typed; the amount in the unit that was chosen."""

    function: str = ""
    departmental: str = ""
    government: str = ""
    fund: str = Fund.GENERAL.value
    period: str = Period.CURRENT.value
    procurement: str = ""
    amount: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed that a line needs."""
        return not (self.function or self.departmental or self.government or self.amount)


KEYS = tuple(each.name for each in fields(Typed))


@dataclass(frozen=True)
class Checked:
    """What became of rows: lines, or problems by row and column; remarks keep nothing from being saved."""

    lines: tuple[Line, ...] = ()
    problems: dict[tuple[int, str], str] = field(default_factory=dict)
    remarks: dict[tuple[int, str], str] = field(default_factory=dict)


def codes_of(column: str) -> CodeList:
    """The code list of a column, the county's own put over it."""
    return code_list(CODES[column], settings.FOLDER / "codes")


def column_of(key: str) -> SheetColumn:
    """The declaration of a column."""
    return LINES.column("cents" if key == "amount" else key)


def checked(rows: Sequence[Typed], year: int, unit: MoneyUnit = MoneyUnit.YUAN) -> Checked:
    """Rows as lines; empty rows are left out."""
    found = Checked()
    lines: list[Line] = []
    for n, row in enumerate(rows):
        if not row.empty:
            lines.append(_line(n, row, year, unit, found))
    return Checked(tuple(lines), found.problems, found.remarks)


def _line(n: int, row: Typed, year: int, unit: MoneyUnit, found: Checked) -> Line:
    line = Line()
    for column in CODES:
        code = code_in(getattr(row, column))
        setattr(line, column, code)
        wrong = _wrong(column, code, year)
        if wrong:
            found.problems[n, column] = wrong
    for column, kind in CHOICES.items():
        value = choice_in(column, getattr(row, column))
        setattr(line, column, value)
        if value not in set(kind) and (value or column != "procurement"):
            words = "、".join(choice.word for choice in column_of(column).choices if choice.word)
            found.problems[n, column] = f"请选一个：{words}"
    line.cents = _cents(n, row.amount, unit, found)
    if (n, "departmental") not in found.problems and (n, "government") not in found.problems:
        _together(n, line, year, found)
    return line


def code_in(text: str) -> str:
    """The code at the beginning of what was typed or pasted: ``2130305 水利工程建设`` is a code too."""
    plain = fold(text)
    digits = plain[: len(plain) - len(plain.lstrip("0123456789"))]
    return digits or plain[:20]


def choice_in(column: str, text: str) -> str:
    """The value that a word of a choice stands for; the text itself where it stands for none."""
    return choice_words(column_of(column)).get(fold(text).lower(), text.strip()[:20])


def _wrong(column: str, code: str, year: int) -> str:
    """Why a code cannot stand in its column; blank where it can."""
    title = column_of(column).head.removesuffix("代码")
    if not code:
        return "请填功能分类科目（项，7 位）" if column == "function" else ""
    listed = codes_of(column)
    why = listed.why_unknown(code, year)
    if why:
        return f"{why}。请在下拉列表里选"
    if len(code) != _LENGTHS[column]:
        return f"{title}要选到{_LEVELS[column]}，{code} 只到上一级"
    return ""


def _cents(n: int, text: str, unit: MoneyUnit, found: Checked) -> int:
    try:
        amount = Amount.parse(text, unit)
    except ValueError as error:
        found.problems[n, "amount"] = f"{error}。请只写数字，最多精确到分"
        return 0
    if amount.mark is not Mark.NUMBER or amount.cents is None:
        found.problems[n, "amount"] = "请填金额；没有这笔钱就删去这一行"
        return 0
    if abs(amount.cents) >= MOST_CENTS:
        found.problems[n, "amount"] = "金额大得不正常，请检查单位和位数"
    if amount.cents < 0:
        found.remarks[n, "amount"] = "负数：确认是调减"
    return amount.cents


def _together(n: int, line: Line, year: int, found: Checked) -> None:
    """Say where the two economic codes are not counted together by the table of correspondence."""
    proposed = correspondence().government_of(line.departmental, year)
    if line.departmental and line.government and proposed and line.government not in proposed:
        found.remarks[n, "government"] = (
            f"部门经济科目 {line.departmental} 一般对应 {'、'.join(proposed)}，请核对"
        )


def proposals(departmental: str, year: int) -> tuple[Code, ...]:
    """The government codes that a departmental one may be counted under."""
    listed = codes_of("government")
    codes = correspondence().government_of(code_in(departmental), year)
    return tuple(code for each in codes if (code := listed.get(each, year)))


def search(column: str, words: str, year: int, most: int = 20) -> list[Code]:
    """Codes that may be entered whose code begins so, or whose name or parent's name holds every word."""
    listed = codes_of(column)
    plain = fold(words).lower()
    parts = [fold(part) for part in words.split()]
    begins: list[Code] = []
    named: list[Code] = []
    above: list[Code] = []
    for code in listed.in_force(year):
        if len(code.code) != _LENGTHS[column]:
            continue
        if code.code.startswith(plain):
            begins.append(code)
        elif parts and all(part in fold(code.name) for part in parts):
            named.append(code)
        elif parts and all(part in _family(listed, code, year) for part in parts):
            above.append(code)
        if len(begins) >= most:
            break
    return [*begins, *named, *above][:most]


def _family(listed: CodeList, code: Code, year: int) -> str:
    """The names of a code and of those above it."""
    return " ".join(fold(each.name) for each in listed.path(code.code, year))


def names_above(column: str, code: str, year: int) -> str:
    """The names above a code, from the widest on."""
    return "／".join(each.name for each in codes_of(column).path(code, year) if each.code != code)


def typed_of(lines: Iterable[Line], unit: MoneyUnit = MoneyUnit.YUAN) -> list[Typed]:
    """Lines as they are typed."""
    return [
        Typed(
            line.function, line.departmental, line.government, line.fund, line.period, line.procurement,
            written(line.cents, unit),
        )
        for line in lines
    ]  # fmt: skip


def written(cents: int, unit: MoneyUnit) -> str:
    """Money as a cell writes it: exact, without zeros that say nothing."""
    text = rounded(cents, unit, 2 if unit is MoneyUnit.YUAN else 6)
    return text.rstrip("0").rstrip(".") if "." in text else text


def stamp(lines: Iterable[Line]) -> str:
    """What tells whether lines are those that a person looked at."""
    told = "\n".join(_told(line) for line in lines)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _told(line: Line) -> str:
    return "|".join((
        line.function, line.departmental, line.government, line.fund, line.period, line.procurement,
        str(line.cents),
    ))  # fmt: skip


@transaction.atomic
def save(pk: int, account: Account, rows: Checked, seen: str) -> int:
    """Put lines in place of a project's. Raises ActRefused, also where others changed them meanwhile; how many changed."""
    project = locked(pk)
    require(project, account, Act.EDIT)
    if rows.problems:
        raise ActRefused(Refused("预算明细里还有错误", "请改正后再保存"))
    if len(rows.lines) > MOST_LINES:
        raise ActRefused(Refused(f"一个项目最多 {MOST_LINES} 行明细"))
    old = list(project.lines.all())
    if seen != stamp(old):
        raise ActRefused(Refused("预算明细刚刚被别人改过", "请刷新页面，看过新的内容再改"))
    before, after = list(_keyed(old)), list(_keyed(rows.lines))
    gone, new = _differing(before, after), _differing(after, before)
    if not gone and not new and stamp(old) == stamp(rows.lines):
        return 0
    project.lines.all().delete()
    for line in rows.lines:
        line.pk, line.project = None, project
    Line.objects.bulk_create(rows.lines)
    project.revision += 1
    project.updated_at, project.updated_by = timezone.now(), account
    project.save(update_fields=["revision", "updated_at", "updated_by"])
    total = rounded(sum(line.cents for line in rows.lines), MoneyUnit.WAN)
    said = f"填写预算明细 {len(rows.lines)} 行，合计 {total} 万元"
    audit.record(account.username, Act.EDIT.value, f"project:{pk}", said, dict(gone), dict(new))
    return len(gone) + len(new) or 1


def _keyed(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    for n, line in enumerate(lines, start=1):
        yield f"lines.{n}", _told(line)


def _differing(these: Sequence[tuple[str, str]], those: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    other = set(those)
    return [each for each in these if each not in other]


@dataclass(frozen=True)
class Sums:
    """The sum of the lines beside the annual total of the form, in 分; ``difference`` is lines less form."""

    lines: int
    current: int
    carried: int
    form: int | None

    @property
    def difference(self) -> int | None:
        """By how much the lines are above the form; None where the form has no total."""
        return None if self.form is None else self.lines - self.form


def sums(project: Project, lines: Iterable[Line]) -> Sums:
    """The sums of a project's lines."""
    kept = list(lines)
    carried = sum(line.cents for line in kept if line.period == Period.CARRIED)
    whole = sum(line.cents for line in kept)
    return Sums(whole, whole - carried, carried, project.annual_cents)
