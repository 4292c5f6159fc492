"""The two screens of ``mingzhang tour``: a form and where its values stand; what is doubtful; a disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from mingzhang.cli.columns import fit, indent, pad, terminal_width
from mingzhang.cli.report import position
from mingzhang.cli.tally import Tally
from mingzhang.domain.record import Document, Record
from mingzhang.forms.doubts import of_document
from mingzhang.forms.naming import field_title, path_title
from mingzhang.forms.target import TARGET
from mingzhang.reading.reader import read_file

FIELDS = (
    "project_name",
    "department_name",
    "implementing_unit",
    "period",
    "funds.whole.total",
    "funds.annual.total",
    "annual_goal",
)
MOST_ROWS = 6
MOST_PRINTED = 6


def first_screen(form: Path) -> Iterator[str]:
    """A form as it is printed, and what was read out of it."""
    columns = terminal_width()
    document = read_file(form)
    record = document.targets[0]
    yield f"一、文件里是这样的（{form.name} 开头几行）"
    lines = form.read_text(encoding="utf-8").splitlines()
    for number, line in [(n, t) for n, t in enumerate(lines, start=1) if t.strip()][:MOST_PRINTED]:
        yield f"  {number:>3} │ {fit('  '.join(line.split()), columns - 8)}"
    yield ""
    yield "二、读出来是这样的（右边是位置，行:列）"
    for key in FIELDS:
        yield from _value(record, key, columns)
    yield f"  {TARGET.grid.label}（年度 {len(record.lists['annual_indicators'])} 行，先看 {MOST_ROWS} 行）"
    for row in record.lists["annual_indicators"][:MOST_ROWS]:
        body = f"{pad(row.level2, 20)}{pad(row.level3.text, columns - 56)}{pad(row.value.text, 18)}"
        yield f"    {body}{position((row.value or row.level3).places[0]):>8}"


def _value(record: Record, key: str, columns: int) -> Iterator[str]:
    value = record.values.get(key)
    field = TARGET.field(key)
    name = path_title(key) if len(field.keys) == 1 else field_title(field)
    text, place = (value.text, position(value.places[0])) if value else ("（空）", "")
    yield f"    {pad(name, 20)}{pad(text, columns - 36)}{place:>10}"


def second_screen(booklet: Path, disclosure: Path, commands: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is doubtful in a booklet, what a disclosure gives, what to try next."""
    columns = terminal_width()
    yield from _doubtful(read_file(booklet), columns)
    yield ""
    yield from _disclosed(read_file(disclosure), columns)
    yield ""
    yield "五、接下来可以试"
    for command, purpose in commands:
        yield f"  # {purpose}"
        yield f"  {command}"


def _doubtful(document: Document, columns: int) -> Iterator[str]:
    tally = Tally.of(document)
    yield f"三、读不准的会说出来（{document.source.name}：{tally.forms} 份表单，存疑 {tally.doubts} 处）"
    for doubt in list(of_document(document))[:2]:
        yield from indent(
            f"{doubt.owner} {doubt.field}：{doubt.reason}", columns, f"    {position(doubt.place):<8}"
        )
    yield "    存疑 = 可能有两种读法，请对照原件；未归位 = 不属于任何栏目的文字，一字不丢。"


def _disclosed(document: Document, columns: int) -> Iterator[str]:
    tally = Tally.of(document)
    yield fit(f"四、整本部门预算公开（{document.source.name}，{document.department_name}）", columns)
    yield f"    预算表 {tally.tables} 张，情况说明数字 {tally.figures} 个，目标表 {tally.forms} 份，目录 {tally.contents} 条"
    for table in document.tables[:2]:
        rows = "空表" if table.empty else f"{len(table.rows)} 行"
        yield f"    表{pad(str(table.n), 4)}{pad(table.title.text, columns - 40)}{rows:>6}{position(table.title.places[0]):>10}"
    for figure in document.narrative[:2]:
        value = f"{figure.value}{figure.unit or ''}"
        yield f"    说明  {pad(figure.claim, columns - 42)}{pad(value, 16, right=True)}{position(figure.printed.places[0]):>10}"
