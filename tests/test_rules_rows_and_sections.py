"""Rows of the tables that are left out or twice, whose paper it is, its contents, sections and reasons."""

from __future__ import annotations

import pytest

from disclosure_papers import TABLES, TEXT, changed, clean, codes, held, in_table, said
from mingzhang.domain.record import Document
from mingzhang.reading.reader import read_text

NEW = ("T00-09", "T00-10", "T00-11", "T00-12", "T00-13", "A-09", "A-10", "A-11", "N-35", "N-36", "N-37", "N-38", "N-39", "N-44")  # fmt: skip


def edited(n: int, row: str, times: int) -> Document:
    """The paper with the row of a table that begins with these words so many times."""
    at = TEXT.index(f"\n{row}\t", TEXT.index(TABLES[n])) + 1
    end = TEXT.index("\n", at) + 1
    return read_text(TEXT[:at] + TEXT[at:end] * times + TEXT[end:])


def without_line(begins: str, text: str = TEXT) -> Document:
    """The paper without the first line that begins with these words."""
    at = text.index(f"\n{begins}") + 1
    return read_text(text[:at] + text[text.index("\n", at) + 1 :])


@pytest.mark.parametrize("code", NEW)
def test_the_clean_paper_is_silent(code: str) -> None:
    assert said(code, clean()) == []
    assert held(code) > 0 or code in ("N-38", "N-44")


@pytest.mark.parametrize("n", [2, 3, 5])
def test_a_class_or_division_without_its_row_is_told(n: int) -> None:
    """T00-09."""
    assert said("T00-09", edited(n, "208", 0)) == [
        f"warning 表{n} 表{n}列有科目“20805 行政事业单位养老支出”，没有列它的上一级类级科目 208"
    ]
    assert said("T00-09", edited(n, "21011", 0)) == [
        f"warning 表{n} 表{n}列有科目“2101101 行政单位医疗”，没有列它的上一级款级科目 21011"
    ]


def test_a_table_whose_only_class_or_item_is_missing_is_a_hint() -> None:
    assert [words.split()[0] for words in said("T00-09", edited(8, "212", 0))] == ["note"]
    assert said("T00-09", edited(7, "1030148", 0)) == [
        "note 表7 表7列有科目“10301 政府性基金收入”，下面没有列项级科目"
    ]


def test_papers_that_print_items_only_are_let_be() -> None:
    lines = [line for line in TEXT.split("\n") if line.partition("\t")[0] not in CLASSES]
    assert said("T00-09", read_text("\n".join(lines))) == []


CLASSES = {
    "208",
    "210",
    "212",
    "213",
    "221",
    "103",
    "20805",
    "21011",
    "21208",
    "21303",
    "21305",
    "22102",
    "10301",
}


@pytest.mark.parametrize(("n", "row"), [(6, "基本工资"), (6, "工资福利支出"), (10, "公务接待费")])
def test_a_row_that_stands_twice_is_told(n: int, row: str) -> None:
    """T00-10."""
    (words,) = said("T00-10", edited(n, row, 2))
    assert words.startswith(f"warning 表{n} 表{n}“{row}")


def test_a_row_twice_with_other_money_is_left_to_the_sums() -> None:
    at = TEXT.index("\n公务接待费\t", TEXT.index(TABLES[10])) + 1
    row = TEXT[at : TEXT.index("\n", at) + 1]
    assert said("T00-10", read_text(TEXT[:at] + row.replace("0.80", "0.90") + TEXT[at:])) == []


def test_a_name_of_revenue_is_that_of_the_list() -> None:
    """T00-11: told where the list is sure, cut off names are the same."""
    paper = in_table(7, "10301", "政府性基金收入", "政府性金基收入")
    assert said("T00-11", paper) == [
        "warning 表7 表7的科目 10301 写作“政府性金基收入”，收入分类科目为“政府性基金收入”"
    ]
    assert [w.split()[0] for w in said("T00-11", in_table(7, "10301", "政府性基金收入", "税收收入"))] == [
        "note"
    ]
    assert said("T00-11", in_table(7, "1030148", "国有土地使用权出让收入", "国有土地使用权出让")) == []


def test_a_table_of_another_department_is_told() -> None:
    """T00-12."""
    head = "部门名称：岚川市青岚县水务局"
    paper = changed(head, "部门名称：岚川市青岚县林业局", after=TABLES[5])
    assert said("T00-12", paper) == [
        "warning 表5 表5的部门名称是“岚川市青岚县林业局”，其他各表是“岚川市青岚县水务局”"
    ]
    short = changed(head, "部门名称：青岚县水务局", after=TABLES[5])
    assert [words.split()[0] for words in said("T00-12", short)] == ["note"]


def test_items_of_table_6_without_their_class_are_told() -> None:
    """T00-13."""
    (words,) = said("T00-13", edited(6, "工资福利支出", 0))
    assert words.startswith("warning 表6 表6“基本工资")


def test_a_title_of_the_contents_that_is_misspelt_is_told() -> None:
    """A-09: told loudly where two characters change places, a hint where the wording differs."""
    paper = changed("三、支出预算情况说明....", "三、支出预算情说况明....")
    (words,) = said("A-09", paper)
    assert words.startswith("warning 全文 目录写作“三、支出预算情说况明”，正文写作“三、支出预算情况说明”")
    other = changed("七、“三公”经费增减变动原因说明....", "七、“三公”经费增减变动情况说明....")
    assert [w.split()[0] for w in said("A-09", other)] == ["note"]
    assert said("A-10", other) == []


def test_other_words_for_the_same_section_are_no_gap() -> None:
    paper = changed("七、“三公”经费增减变动原因说明....", "七、“三公”经费情况....")
    assert (said("A-09", paper), said("A-10", paper)) == ([], [])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("表三2026年", "2026年预算支出总表"),
        ("七、“三公”", "七、“三公”经费增减变动原因说明"),
        ("第四部分", "第四部分 名词解释"),
    ],
)
def test_what_the_contents_leave_out_is_told(line: str, name: str) -> None:
    """A-10."""
    (words,) = said("A-10", without_line(line))
    assert words.endswith(f"正文有“{name}”，目录没有列")


def section_left_out() -> Document:
    start = TEXT.index("八、机关运行经费增减变动原因说明\n\n")
    return read_text(TEXT[:start] + TEXT[TEXT.index("九、政府采购情况\n\n") :])


def test_a_section_left_out_is_told_by_the_contents_and_by_the_numbers() -> None:
    """A-10 and N-37."""
    paper = section_left_out()
    assert said("A-10", paper) == [
        "warning 全文 目录列有“八、机关运行经费增减变动原因说明”，正文没有这一部分"
    ]
    assert said("N-37", paper) == [
        "warning 九 “九、政府采购情况”之前是“七、“三公”经费增减变动原因说明”，序号不连续，缺第8部分"
    ]


def test_a_wrong_number_is_told_once() -> None:
    """N-37."""
    assert (
        len(said("N-37", changed("五、一般公共预算支出情况说明\n\n", "十五、一般公共预算支出情况说明\n\n")))
        == 1
    )


def test_a_page_out_of_order_is_a_hint() -> None:
    """A-11."""
    (words,) = said("A-11", changed("九、政府采购情况.....\t20", "九、政府采购情况.....\t209"))
    assert words.startswith("note 全文 目录“九、政府采购情况”在第 209 页")


@pytest.mark.parametrize("name", ["岚川市青岚县林业局", "岚川市白石县水务局"])
@pytest.mark.parametrize("section", ["二、收入", "四、财政拨款收支", "九、政府采购", "十一、国有资产"])
def test_a_sentence_of_another_department_is_told(name: str, section: str) -> None:
    """N-35."""
    after = next(line for line in TEXT.split("\n") if line.startswith(section) and "." not in line)
    paper = changed("岚川市青岚县水务局", name, after=f"\n{after}\n")
    assert said("N-35", paper) == [
        f"warning {section.partition('、')[0]} 写的是“{name}”，本部门是“岚川市青岚县水务局”"
    ]


def test_the_short_name_and_own_units_are_its_own() -> None:
    start = "\n九、政府采购情况\n"
    assert said("N-35", changed("岚川市青岚县水务局", "青岚县水务局", after=start)) == []
    paper = changed(
        "岚川市青岚县水务局", "青岚县河道站", after=start,
        also=("青岚县水务局设下列内设机构：", "所属单位有青岚县河道站。青岚县水务局设下列内设机构："),
    )  # fmt: skip
    assert said("N-35", paper) == []


def test_what_is_said_to_stay_the_same_must_add_up() -> None:
    """N-36."""
    paper = changed(
        "减少0.20万元，下降20.00%，原因是压减接待批次", "持平", after="七、“三公”经费增减变动原因说明\n\n"
    )
    assert said("N-36", paper) == [
        "warning 七 “三公”经费比上年减少 0.70 万元，各项增减合计为比上年减少 0.50 万元，"
        "其中因公出国（境）费、公务接待费、公务用车购置费写作“持平”"
    ]


def test_last_year_for_this_in_a_section_without_another_year_is_told() -> None:
    """N-38."""
    start = "\n九、政府采购情况\n"
    paper = changed("2026年", "2025年", after=start)
    (words,) = said("N-38", paper)
    assert words.startswith("warning 九 “2025年岚川市青岚县水务局政府采购预算总额")
    assert said("N-38", changed("2026年", "截至2025年底，", after=start)) == []


def test_the_number_of_units_beside_the_tables_is_a_hint() -> None:
    """N-39."""
    paper = changed("机关及下属预算单位1个", "机关及下属预算单位2个")
    assert said("N-39", paper) == ["note 十 “机关及下属预算单位2个”，表11、表12列有 1 个单位"]


def test_an_item_without_the_reason_that_the_others_have_is_a_hint() -> None:
    """N-44."""
    assert said("N-44", changed("，原因是养老保险缴费基数上调", "")) == [
        "note 一 “社会保障和就业支出预算189.96万元,上年182.36万元,增加7.60万元”没有写明原因，同一段的其他各项写了"
    ]


def test_a_reason_that_is_none_is_told_in_the_section_on_income() -> None:
    """N-42."""
    paper = changed("主要是土地出让收入安排的农村基础设施项目减少", "主要是预算数比上年减少")
    assert codes(paper) == ["N-42"]
