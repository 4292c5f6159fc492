"""A few rules and papers for the tests of the command: rules that anyone can see through, forms that break them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from builders import EXAMPLES
from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.rulebook import Rulebook
from mingzhang.checking.subject import Form, Paper

FORM = (EXAMPLES / "single-cells.txt").read_text(encoding="utf-8")
LINES = len(FORM.splitlines())
CLERK, PHONE = "白小雨", "13900000077"


@rule(
    "TT-01",
    defect="funds-missing",
    scope=Scope.FORM,
    title="年度资金总额不为零",
    basis="测试办法第一条",
    message="年度资金总额为 {amount} 元",
    remedy="填写年度资金总额",
)
def annual_funds_are_there(form: Form) -> Iterator[Outcome]:
    """Speaks where the year has no money; silent where the cell is blank, which cannot be tried."""
    cents = form.cents("annual")
    key = "funds.annual.total"
    if cents is None:
        yield Unable("年度资金总额未填写", form.places("project_name"))
    elif cents:
        yield HOLDS
    else:
        text = form.record.text(key) or ""
        yield Breach(form.places(key), {"amount": text}, text, "大于 0", text, key)


@rule(
    "TT-02",
    defect="personal-data",
    scope=Scope.FORM,
    title="概况不写个人电话",
    basis="测试办法第二条",
    message="项目概况写有 {number}",
    remedy="删去电话",
    severity=Severity.WARNING,
)
def overview_has_no_number(form: Form) -> Iterator[Outcome]:
    """Speaks where the telephone of the tests stands in the overview."""
    text = form.text("overview")
    if PHONE in text:
        yield Breach(form.places("overview"), {"number": PHONE}, text, "", PHONE, "overview")
    else:
        yield HOLDS


@rule(
    "TX-01",
    defect="ocr-slip",
    scope=Scope.DOCUMENT,
    title="地区写全称",
    basis="测试办法第三条",
    message="共 {forms} 份表单",
    remedy="看一看",
    severity=Severity.NOTE,
)
def paper_is_counted(paper: Paper) -> Iterator[Outcome]:
    """Speaks of every paper."""
    yield Breach((), {"forms": len(paper.forms)}, "青岚县")


RULES = Rulebook((annual_funds_are_there, overview_has_no_number, paper_is_counted))


def form(name: str = "档案馆库房改造", annual: str = "1,180,000", overview: str | None = None) -> str:
    """A form with a name of its own, another sum for the year, another overview."""
    text = FORM.replace("青岚县档案馆库房恒温恒湿系统改造项目", name)
    lead = "实施期资金总额：		1,180,000		年度资金总额："
    assert lead in text
    text = text.replace(f"{lead}		1,180,000", f"{lead}		{annual}")
    if overview is not None:
        line = next(line for line in text.splitlines() if line.startswith("项目概况"))
        text = text.replace(line, line.replace(line.strip("\t").split("\t")[-1], overview))
    return text


def paper(folder: Path, *forms: str, name: str = "材料.txt") -> Path:
    """A file of forms."""
    path = folder / name
    path.write_text("\n\n".join(forms), encoding="utf-8")
    return path
