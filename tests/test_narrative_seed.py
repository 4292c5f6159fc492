"""The narrative of a real disclosure out of its own tables: every figure comes out as printed, but those printed wrongly.

The paper and the list of its defects lie in ``../shared`` beside the checkout; without them this is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import msgspec
import pytest

from builders import ROOT
from mingzhang.domain.ledger import Assets, Facts
from mingzhang.domain.record import Document
from mingzhang.forms.disclosure import heading
from mingzhang.forms.spec import SectionSpec
from mingzhang.reading.reader import read_file
from mingzhang.tables.annex import of_records
from mingzhang.tables.computed import Compared, Computed
from mingzhang.tables.figures import Figures, figures
from mingzhang.tables.rebuild.rebuild import rebuild
from narrative_ledgers import last_year

PAPER = ROOT.parent / "shared" / "seeds" / "pinglu-2026.txt"
DEFECTS = ROOT.parent / "shared" / "findings" / "pinglu-2026.json"

pytestmark = pytest.mark.skipif(not PAPER.is_file(), reason="the real paper is not at hand: ../shared/seeds")

NO_MATTER_OF_TABLES = {
    ("procurement", "2.00"),  # no table says what is bought by procurement
    ("performance", "10"),  # nor of which kind a project is
    ("performance", "2301.11"),
    ("performance", "65"),
    ("expenditure", "47.25"),  # last year's figure is here what is left of a rounded sum: 0.01 off
    ("income", "52"),  # this money is carried over: among income it is no income of the year by class
}


@cache
def paper() -> Document:
    return read_file(PAPER)


def stated(section: str, claim: str) -> float:
    """A figure of the paper by its section and the end of its claim."""
    return next(
        float(f.value) for f in paper().narrative if f.section.startswith(section) and f.claim.endswith(claim)
    )


def facts() -> Facts:
    """What the paper says of last year in its narrative, and what it holds."""
    classes = {
        "208": stated("一", "社会保障和就业支出预算收入 上年"),
        "210": stated("一", "卫生健康支出预算收入 上年"),
        "221": stated("一", "住房保障支出预算收入 上年"),
    }
    others = {
        "213": stated("一", "农林水支出预算收入 上年"),
        "224": stated("一", "灾害防治及应急管理支出预算收入 上年"),
    }
    basic, project = stated("三", "上年基本支出"), stated("三", "上年项目支出")
    rest = basic - sum(classes.values())
    last = last_year(
        total=stated("一", "预算收入总计") + stated("一", "预算收入总计 比上年减少"),
        carried=stated("一", "2025年的上年结转"),
        basic=basic,
        project=project,
        general=stated("五", "一般公共预算当年支出") + stated("五", "一般公共预算当年支出 比上年减少"),
        fund=stated("二", "本年政府性基金预算拨款收入 上年"),
        running_costs=stated("八", "机关运行经费财政拨款预算") - stated("八", "比2025年预算增加"),
        income={**classes, **others, "212": 33162.57 + stated("一", "城乡社区本年支出预算收入 比上年减少")},
        expenditure={**classes, **others, "212": project - sum(others.values()) + rest},
        basic_by_class={**classes, "212": rest},
    )
    held = Assets(vehicle_quota=0, office_area="6000", equipment_500k=0, equipment_1m=0)
    return Facts(units=4, goals=1, assets=held, last_year=last)


@cache
def computed() -> Figures:
    document = paper()
    ledger = rebuild(document.tables, 2026, document.region or "", document.department_name or "").ledger
    code = ledger.departments[0].code
    ledger = msgspec.structs.replace(ledger, facts={code: facts()})
    return figures(ledger, code, of_records(document.targets))


def otherwise() -> Iterator[tuple[str, str, str | None]]:
    """The figures of the paper that do not come out as printed, at the decimals they are printed with."""
    have = {
        key: {(Decimal(f.value), f.unit) for f in section.all() if f.value is not None}
        for key, section in computed().sections.items()
    }
    for figure in paper().narrative:
        section = heading("".join(figure.section.split()))
        assert isinstance(section, SectionSpec)
        unit = "万元" if figure.unit in ("万", "万元", None) else figure.unit
        places = Decimal(1).scaleb(-len(figure.value.partition(".")[2]))
        printed = {(v.quantize(places, ROUND_HALF_UP), u) for v, u in have[section.key]}
        if (Decimal(figure.value), unit) not in printed:
            yield section.key, figure.value, figure.unit


def test_every_figure_that_the_tables_determine_is_as_printed_unless_the_print_is_wrong() -> None:
    defects = json.loads(DEFECTS.read_text(encoding="utf-8"))
    evidence = " ".join(f["evidence"] for f in defects if f["class"].startswith("narrative"))
    wrong = set(re.findall(r"\d+(?:\.\d+)?", evidence.replace(",", "")))
    left = [
        (key, value, unit)
        for key, value, unit in otherwise()
        if value not in wrong and (key, value) not in NO_MATTER_OF_TABLES
    ]
    assert left == []


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("expenditure", "project", "38130.65"),
        ("expenditure", "project.change", "9635.77"),
        ("expenditure", "project.growth", "20.17"),
        ("expenditure", "project_spending.212", "37838.65"),
        ("expenditure", "project_spending.212.change", "9556.27"),
        ("expenditure", "project_spending.212.growth", "20.16"),
        ("income", "funds.carried.growth", "799.56"),
        ("income", "classes.212.growth", "30.66"),
        ("income", "classes.213.growth", "6.38"),
        ("income", "classes.201.growth", None),
        ("performance", "forms", "74"),
        ("performance", "forms_amount", "30773.81"),
        ("performance", "forms_by_expenditure", "80.71"),
    ],
)
def test_what_is_printed_wrongly_comes_out_right(section: str, key: str, value: str | None) -> None:
    found = {figure.key: figure.value for figure in computed().sections[section].all()}
    assert found[f"{section}.{key}"] == value


def test_no_growth_is_stated_from_nothing() -> None:
    for section in computed().sections.values():
        for field in (f for e in section.lists.values() for entry in e for f in entry.fields.values()):
            if isinstance(field, Compared) and field.state == "new":
                assert isinstance(field.growth, Computed)
                assert field.growth.value is None


def test_one_form_alone_names_other_money_than_its_project() -> None:
    annex = computed().annex
    assert annex is not None
    assert (len(annex.forms), len(annex.differing)) == (74, 1)
