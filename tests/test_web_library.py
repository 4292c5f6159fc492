"""The library of indicators: common ones, a department's own, what use has shown; suggestions for a form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from builders import example
from mingzhang.forms.target import LEVELS
from mingzhang.web.services import acts
from mingzhang.web.store.models import AuditRow, LibraryIndicator
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import unpacked
from mingzhang.workflow.library import Model, common, kinds, merged, of_value, ranked
from mingzhang.workflow.moves import Given
from mingzhang.workflow.roles import Role
from web_county import County, county
from web_desk import as_, clean, handed_in, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(name="place")
def a_county() -> County:
    return county()


def suggested(client: Client, **given: str | int) -> list[dict[str, Any]]:
    answer = client.get(reverse("desk:library-suggest"), given)
    found: list[dict[str, Any]] = json.loads(answer.content)["indicators"]
    return found


OWN = {"level2": "数量指标", "name": "巡查堤防次数", "operator": "≥", "number": "12", "unit": "次", "quality": "", "kind": "农田水利", "note": ""}  # fmt: skip


def add(place: County, role: Role = Role.REVIEWER, **more: object) -> int:
    given = {**OWN, "department": place.unit.department.pk, **more}
    return as_(place.people[role]).post(reverse("desk:library-add"), given).status_code


def test_the_common_indicators_stand_each_once_under_kinds_that_the_form_has() -> None:
    assert len(common()) > 80
    assert len({model.key for model in common()}) == len(common())
    assert {model.level2 for model in common()} <= {level.name for level in LEVELS}
    assert all(model.kind and model.name for model in common())
    assert "农田水利" in kinds()


def test_a_value_leaves_a_gap_for_the_number_that_the_unit_must_say() -> None:
    assert Model("数量指标", "处数", "≥", unit="处").value == "≥＿处"
    assert Model("质量指标", "合格率", "=", "100", "%").value == "=100%"
    assert Model("可持续影响指标", "能力", quality="逐步提高").value == "逐步提高"
    assert of_value("数量指标", "处数", "126处") == Model("数量指标", "处数", unit="处")
    assert of_value("质量指标", "合格率", "≥95%") == Model("质量指标", "合格率", "≥", "95", "%")


def test_what_is_often_used_and_seldom_returned_goes_first() -> None:
    one, two, own = (
        Model("数量指标", "甲数", used=9, returned=4),
        Model("数量指标", "乙数", used=2),
        Model("数量指标", "丙数", own=True),
    )
    assert [m.name for m in ranked([one, two, own])] == ["丙数", "乙数", "甲数"]
    assert [m.name for m in ranked([one, two, own], words="数 甲")] == ["甲数"]
    assert ranked([one], "质量指标") == []
    assert merged([one], [Model("数量指标", "甲数", used=1, note="说明")]) == [
        Model("数量指标", "甲数", used=10, returned=4, note="说明")
    ]


def test_the_older_forms_cost_indicators_take_in_all_kinds_of_cost() -> None:
    assert {m.level2 for m in ranked(common(), "成本指标")} == {
        "经济成本指标",
        "社会成本指标",
        "生态环境成本指标",
    }


def test_a_form_is_counted_when_it_is_handed_in_first_and_where_it_is_returned(place: County) -> None:
    made = handed_in(place)
    department = made.unit.department
    rows = {row.name: row.used for row in LibraryIndicator.objects.filter(department=department)}
    record = example("disclosure").targets[0]
    assert set(rows) == {row.level3.text for rows_ in record.lists.values() for row in rows_ if row.value}
    assert set(rows.values()) == {1}
    row = unpacked(made.draft).half("annual")[0]
    head = place.people[Role.HEAD]
    acts.do(
        Act.REMARK,
        made.pk,
        head,
        Given(opinion="o1", field=f"annual.{row.id}.value", reasons=("2",), text="偏低"),
    )
    acts.do(Act.RETURN, made.pk, head)
    assert dict(LibraryIndicator.objects.filter(returned__gt=0).values_list("name", "returned")) == {
        row.level3: 1
    }
    acts.do(Act.ANSWER, made.pk, place.clerk(), Given(opinion="o1", text="已改"))
    acts.do(Act.HAND_IN, made.pk, place.clerk())
    assert set(LibraryIndicator.objects.values_list("used", flat=True)) == {1}


def test_used_indicators_are_suggested_to_their_department_alone(place: County) -> None:
    made = handed_in(place)
    name = unpacked(made.draft).half("annual")[0].level3
    found = suggested(as_(place.clerk()), q=name, project=made.pk)
    assert (found[0]["name"], found[0]["used"], found[0]["returned"]) == (name, 1, 0)
    other = suggested(as_(place.outsider), q=name, project=made.pk)
    assert [each for each in other if each["used"]] == []


def test_suggestions_are_of_the_kind_and_hold_the_words(place: County) -> None:
    found = suggested(as_(place.clerk()), level2="质量指标", q="验收")
    assert {each["level2"] for each in found} == {"质量指标"}
    assert "工程验收合格率" in {each["name"] for each in found}
    assert all("验收" in each["name"] + each["note"] for each in found)
    assert len(suggested(as_(place.clerk()))) == 10
    assert suggested(as_(place.clerk()), level2="没有的指标") == []
    assert suggested(as_(place.clerk()), q="没有的" * 999, project="9" * 99) == []
    assert as_(place.clerk()).get(reverse("desk:library-suggest"), {"q": "\x00"}).status_code == 400


def test_a_department_keeps_its_own_indicators(place: County) -> None:
    assert add(place) == 302
    (found,) = suggested(as_(place.clerk()), q="堤防")
    assert (found["name"], found["value"], found["own"]) == ("巡查堤防次数", "≥12次", True)
    assert suggested(as_(place.outsider), q="堤防") == []
    assert AuditRow.objects.latest("n").said == "指标库加入“巡查堤防次数”（数量指标，青岚县水务局）"
    dropped = as_(place.people[Role.REVIEWER]).post(
        reverse("desk:library-drop"),
        {"department": place.unit.department.pk, "level2": "数量指标", "name": "巡查堤防次数"},
    )
    assert dropped.status_code == 302
    assert suggested(as_(place.clerk()), q="堤防") == []


def test_what_does_not_fit_is_refused_and_nothing_kept(place: County) -> None:
    other = place.units[2].department.pk
    assert add(place, Role.CLERK) == 409
    assert add(place, department=other) == 409
    assert add(place, department="") == 409
    assert add(place, level2="没有的指标") == 409
    assert add(place, name=" ") == 409
    assert add(place, name="长" * 201) == 409
    assert add(place, operator="≈") == 409
    assert not LibraryIndicator.objects.exists()


def test_the_page_searches_and_goes_on_by_page(place: County) -> None:
    clerk = as_(place.clerk())
    address = reverse("desk:library")
    first = clerk.get(address).content.decode()
    assert "下一页" in first
    assert "加入本部门的指标" not in first
    assert "加入本部门的指标" in as_(place.people[Role.REVIEWER]).get(address).content.decode()
    found = clerk.get(address, {"q": "供水", "kind": "农田水利"}).content.decode()
    assert "供水保证率" in found
    assert "就诊" not in found
    assert "没有符合条件的指标" in clerk.get(address, {"q": "不存在的"}).content.decode()
    assert clerk.get(address, {"page": "99999999999"}).status_code == 200


def test_the_page_asks_the_database_no_more_often_when_there_is_more(place: County) -> None:
    clean(place)
    clerk = as_(place.clerk())
    clerk.get(reverse("desk:library"))
    one = queries(clerk, reverse("desk:library"))
    for n in range(5):
        add(place, name=f"指标{n}")
    assert queries(clerk, reverse("desk:library")) == one
