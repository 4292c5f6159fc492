"""What a form calls its project and its agencies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from mingzhang.checking.finding import HOLDS, Breach, Outcome, Scope, Severity, Unable, rule
from mingzhang.checking.lexicon import lexicon
from mingzhang.checking.subject import Form, Paper, plain
from mingzhang.checking.words import bare, likeness
from mingzhang.domain.place import Place

_NAME, _DEPARTMENT = lexicon("head")["name"], lexicon("head")["department"]
_LETTER, _CODE, _COMPANY = (re.compile(_NAME[key]) for key in ("letter", "code", "company"))
_PLACEHOLDER = re.compile(_DEPARTMENT["placeholder"])
_SECTION = re.compile(_DEPARTMENT["section"])
_STRAY = re.compile(r"^(?:[a-z]|[.,、;:·*#?])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[,、;:*#?]$")
_BASIS = "预算项目名称应当规范、明确（财政部门项目库管理要求，待核）"


@rule(
    "PH-05",
    defect="name-invalid",
    scope=Scope.FORM,
    title="项目名称是项目的名称",
    basis=_BASIS,
    message="项目名称{reason}：“{name}”",
    remedy="改为能说明做什么的项目名称，并同步更正项目支出表、目录中的名称",
    severity=Severity.WARNING,
)
def the_name_is_a_projects(form: Form) -> Iterator[Outcome]:
    """Speaks of the title of a letter and of a stray letter or sign at either end that the form's own texts do
    not have. Codes at the end and a company at the head of works are hints. Numbers of the documents that
    allot the money, years and brackets are practice; a company that receives money is its project.
    """
    name = plain(form.name)
    if not name:
        yield Unable("项目名称未填写")
        return
    stray = _STRAY.search(name)
    reason, severity = None, None
    if stray and not any(name[:3] in text for text in form.texts.values()):
        reason = f"首尾有多余字符“{stray.group()}”"
    elif _LETTER.search(name):
        reason = f"是文件或请示的标题（“{_LETTER.search(name)[0]}”）"  # type: ignore[index]
    elif _CODE.search(name):
        reason, severity = f"带有编码“{_CODE.search(name)[0]}”", Severity.NOTE  # type: ignore[index]
    elif "公司" in name and _COMPANY.search(name):
        reason, severity = "以企业名称开头", Severity.NOTE
    if reason is None:
        yield HOLDS
        return
    yield Breach(
        (*form.places("project_name"), *_in_tables(form, name)),
        {"reason": reason, "name": name},
        evidence=form.name,
        expected="规范的项目名称",
        actual=form.name,
        field="project_name",
        severity=severity,
    )


def _in_tables(form: Form, name: str) -> tuple[Place, ...]:
    """Where tables 12 and 13 print the same name."""
    tables = [
        form.document.tables[key] for key in ("projects", "carried_projects") if key in form.document.tables
    ]
    rows = (row for table in tables for row in table.rows if row.texts.get("project_name") == name)
    return tuple(place for row in rows for place in row.places("project_name"))


@rule(
    "PH-06",
    defect="placeholder-department",
    scope=Scope.FORM,
    title="主管部门和实施单位是预算部门、单位",
    basis="预算法第三十二条：各部门、各单位编制本部门、本单位预算草案（条款待核）",
    message="{label}填为“{text}”，是财政部门的内设机构或代码",
    remedy="填写实际的主管部门及代码、实施单位",
)
def department_is_an_agency(form: Form) -> Iterator[Outcome]:
    """Speaks of sections of a finance bureau (预算股) and of codes without a name. What a place calls its
    offices (…中心、…所、…站) is never a section.
    """
    labels = {"department_name": "主管部门", "implementing_unit": "实施单位"}
    texts = {key: form.text(key) for key in labels}
    if not any(texts.values()):
        yield Unable("主管部门和实施单位未填写", form.places("project_name"))
        return
    wrong = [key for key, text in texts.items() if _is_placeholder(text)]
    if not wrong:
        yield HOLDS
        return
    told = "、".join(dict.fromkeys(texts[key] for key in wrong))
    yield Breach(
        form.places(*wrong),
        {"label": "和".join(labels[key] for key in wrong), "text": told},
        evidence=told,
        expected="部门、单位名称",
        actual=told,
        field=wrong[0],
        rests_on=tuple(wrong[1:]),
    )


def _is_placeholder(text: str) -> bool:
    return bool(text) and bool(_PLACEHOLDER.search(text) or (_SECTION.search(text) and len(text) <= 8))


@rule(
    "PH-07",
    defect="agency-name-mismatch",
    scope=Scope.DOCUMENT,
    title="同一部门只有一个名称",
    basis="部门名称以机构编制部门批准的名称为准",
    message="部门代码 {code} 的名称在这里是“{name}”，在第 {others} 份表中是“{other}”",
    remedy="按机构编制部门批准的名称统一",
    severity=Severity.WARNING,
)
def one_code_has_one_name(paper: Paper) -> Iterator[Outcome]:
    """Speaks of the rarer of two like names under one department code; where both are as frequent, or the names
    are not alike, it is a hint. Brackets such as （部门） are no part of a name. A department and its unit
    that are called almost the same are a hint too, once for each pair of names.
    """
    by_code: dict[str, list[tuple[Form, str]]] = defaultdict(list)
    for form in paper.forms:
        if form.text("department_code") and form.text("department_name"):
            by_code[form.text("department_code")].append((form, _agency(form.text("department_name"))))
    for code, named in by_code.items():
        counts = Counter(name for _, name in named)
        usual, most = counts.most_common(1)[0]
        if len(counts) == 1:
            yield HOLDS
        for name, n in counts.items():
            if name == usual:
                continue
            form = next(f for f, other in named if other == name)
            alike = likeness(name, usual) >= 0.5 and n < most
            others = [str(f.n) for f, other in named if other == usual]
            yield Breach(
                form.places("department_name"),
                {"code": code, "name": name, "other": usual, "others": "、".join(others[:5])},
                evidence=form.text("department_name"),
                expected=usual,
                actual=name,
                field="department_name",
                form=form.n,
                severity=None if alike else Severity.NOTE,
            )


@rule(
    "PH-11",
    defect="agency-name-mismatch",
    scope=Scope.DOCUMENT,
    title="主管部门与实施单位为同一机构时名称一致",
    basis="部门名称以机构编制部门批准的名称为准",
    message="主管部门“{department}”与实施单位“{unit}”名称相近而不一致，疑为同一机构",
    remedy="确系同一机构的统一名称",
    severity=Severity.NOTE,
)
def department_and_unit_are_called_alike(paper: Paper) -> Iterator[Outcome]:
    """A hint, once for each pair of names: both end alike and share most of their characters."""
    seen: set[tuple[str, str]] = set()
    for form in paper.forms:
        pair = (_agency(form.text("department_name")), _agency(form.text("implementing_unit")))
        if not all(pair) or pair[0] == pair[1] or pair in seen:
            continue
        seen.add(pair)
        one, two = sorted(pair, key=len)
        if one[-1] == two[-1] == "局" and one not in two and likeness(one, two) >= 0.7:
            yield Breach(
                form.places("department_name", "implementing_unit"),
                {"department": pair[0], "unit": pair[1]},
                evidence=f"{pair[0]} / {pair[1]}",
                expected=pair[0],
                actual=pair[1],
                field="implementing_unit",
                form=form.n,
            )


def _agency(text: str) -> str:
    return bare(re.sub(r"\((?:部门|本级|汇总|单位)\)", "", text))


RULES = (
    the_name_is_a_projects,
    department_is_an_agency,
    one_code_has_one_name,
    department_and_unit_are_called_alike,
)
