"""The report of a check as a paper that an office prints, signs and files: 检查报告.

What it says is of the same words as the other reports; personal data must be hidden in what comes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mingzhang import __version__
from mingzhang.checking.defects import defect_words
from mingzhang.checking.finding import Report, Rule, Severity
from mingzhang.domain.record import Document
from mingzhang.writing.check_groups import Grouped, grouped
from mingzhang.writing.check_words import SEVERITIES, counts_sentence, owner_title
from mingzhang.writing.paper.model import Block, Contents, Cover, Look, Paper, Sheet, SheetKind
from mingzhang.writing.paper.report_lists import findings_grid, held_grid, untried_grid, waived_grid
from mingzhang.writing.paper.rows import Rows
from mingzhang.writing.paper.style import STYLE, Style

TITLE = "预算文件检查报告"
SUMMARY = "检查情况"
FINDINGS = "问题清单"
UNTRIED = "没有能检查的事项"
WAIVED = "已豁免的问题"
HELD = "检查后成立的规则"
SHARED = "多份目标表的共同问题"
BLANK_DATE = "　　　年　　月　　日"
_GRADES = (
    "错误是有误或前后矛盾，不改正不能公开；警告是多数审核人会指出的不足，改正或者说明；"
    "提示是可以商榷的，或者所依据的读数存疑。清单里的行数、页数从文件开头数起。"
)
_SILENCE = "没有列出的不等于没有问题：读不准的、没有能检查的，见本报告“没有能检查的事项”。"
_NO_SILENCE = "本报告由程序按规则检查得出，规则没有涉及的内容仍需人工审核。"
_STYLE: Style = STYLE.over({"table_size": 10.0, "small_size": 10.0, "sheet_title_size": 18.0})
_WIDTHS = (0.17, 0.33, 0.14, 0.12, 0.12, 0.12)
_COUNTS = "合计"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a report says of one file. What holds is kept apart: several files have one list of it."""

    name: str
    department: str
    year: int | None
    sheets: tuple[Sheet, ...]
    counts: Mapping[Severity, int]
    hidden: frozenset[Severity]
    untried: int
    held: Mapping[str, int]


def chapter(
    document: Document,
    report: Report,
    *,
    name: str = "",
    hidden: Mapping[Severity, int] | None = None,
    date: str = "",
    fold: bool = True,
    new: bool = False,
) -> Chapter:
    """A file's part of a report.

    ``name`` is what the file is called where its own name is none; ``hidden`` counts the findings that are less
    grave than what is listed; without ``date`` its line is left to be filled in by hand; ``fold`` tells what many
    forms share once; ``new`` says that only what was not found before is listed.
    """
    return _Builder(document, report, name or document.source.name, hidden or {}, date, fold, new).chapter()


def report_paper(chapters: Sequence[Chapter], rules: Mapping[str, Rule], *, date: str = "") -> Paper:
    """The report on one file, or on several: then with a cover, contents and a table of all files.

    ``rules`` are those that the list of what holds names, by code.
    """
    body = _single(chapters[0]) if len(chapters) == 1 else _several(chapters, date)
    blocks = (*body, *_held(chapters, rules))
    offices = dict.fromkeys(one.department for one in chapters if one.department)
    subject = chapters[0].name if len(chapters) == 1 else f"{len(chapters)} 份文件"
    return Paper(
        title=f"{TITLE}（{subject}）",
        office="、".join(offices) if len(offices) == 1 else "",
        subject=TITLE,
        year=max((one.year for one in chapters if one.year), default=None),
        blocks=blocks,
        keywords=tuple(offices)[:1],
        style=_STYLE,
    )


def _single(one: Chapter) -> Iterator[Block]:
    first, *rest = one.sheets
    yield replace(first, title=TITLE, level=1)
    yield from rest


def _several(chapters: Sequence[Chapter], date: str) -> Iterator[Block]:
    yield Cover((TITLE, f"（{len(chapters):,} 份文件）", date or BLANK_DATE))
    yield Contents()
    yield _overview(chapters)
    for n, one in enumerate(chapters, start=1):
        title = f"{n}　{one.name}"
        first, *rest = (replace(sheet, anchor=f"{sheet.anchor}-{n}") for sheet in one.sheets)
        yield replace(first, title=title, listed=title, level=1)
        yield from rest


def _held(chapters: Sequence[Chapter], rules: Mapping[str, Rule]) -> Iterator[Sheet]:
    """What holds, over all files."""
    held: Counter[str] = Counter()
    for one in chapters:
        held.update(one.held)
    if not held:
        return
    several = len(chapters) > 1
    yield Sheet(
        SheetKind.REPORT, HELD, HELD, held_grid(held, rules).grid(), "held", HELD if several else "",
        level=1 if several else 2,
        left="全部文件" if several else f"文件：{chapters[0].name}",
        right=f"{len(held):,} 条规则，成立 {held.total():,} 次",
    )  # fmt: skip


def _overview(chapters: Sequence[Chapter]) -> Sheet:
    """All files with what was found in each."""
    rows = Rows(0.07, 0.34, 0.19, 0.08, 0.08, 0.08, 0.08, 0.08)
    rows.head("序号", "文件", "部门（地区）", *SEVERITIES.values(), _COUNTS, "没有能检查")
    for n, one in enumerate(chapters, start=1):
        said = ("—" if s in one.hidden else _number(one.counts.get(s, 0)) for s in SEVERITIES)
        counts = (*said, _number(_sum([one.counts])), _number(one.untried))
        rows.add(
            (str(n), Look.WORD), (one.name, Look.PROSE), (one.department, Look.PROSE),
            *((text, Look.WORD) for text in counts),
        )  # fmt: skip
    hidden = {s for one in chapters for s in one.hidden}
    totals = ("—" if s in hidden else f"{sum(c.counts.get(s, 0) for c in chapters):,}" for s in SEVERITIES)
    last = (*totals, f"{_sum([c.counts for c in chapters]):,}", f"{sum(c.untried for c in chapters):,}")
    rows.add((_COUNTS, Look.WORD, 3), *((text, Look.WORD) for text in last), bold=True)
    notes = ("“—”：没有列出。",) if hidden else ()
    title = "各文件检查结果"
    return Sheet(SheetKind.REPORT, title, title, rows.grid(), "files", title, level=1, notes=notes)


def _sum(counts: Iterable[Mapping[Severity, int]]) -> int:
    return sum(n for one in counts for n in one.values())


def _number(n: int) -> str:
    return f"{n:,}" if n else ""


@dataclass
class _Builder:
    document: Document
    report: Report
    name: str
    hidden: Mapping[Severity, int]
    date: str
    fold: bool
    new: bool
    groups: Grouped = field(init=False)

    def __post_init__(self) -> None:
        self.groups = grouped(self.report.findings, self.document, self.fold)
        self.counts = Counter(finding.severity for finding in self.report.findings)

    def chapter(self) -> Chapter:
        where = self.document.department_name or self.document.region or ""
        return Chapter(
            self.name,
            where,
            self.document.year,
            tuple(self._sheets()),
            dict(self.counts),
            frozenset(self.hidden),
            len(self.report.unable),
            self.report.held,
        )

    def _sheets(self) -> Iterator[Sheet]:
        report = self.report
        silence = _SILENCE if report.unable else _NO_SILENCE
        said = f"{_GRADES}{silence}" if report.findings else silence
        yield self._sheet("summary", SUMMARY, self._summary(said), subtitle=self._subject())
        if report.findings:
            grid = findings_grid(self.groups, SHARED)
            right = counts_sentence(self.counts)
            yield self._sheet("findings", FINDINGS, grid, right=right, wide=True)
        if report.unable:
            right = f"共 {len(report.unable):,} 处"
            yield self._sheet("untried", UNTRIED, untried_grid(report.unable), right=right)
        if report.waived:
            right = f"共 {len(report.waived):,} 处"
            yield self._sheet("waived", WAIVED, waived_grid(report.waived, self.document), right=right)

    def _sheet(
        self, anchor: str, title: str, grid: Rows, *,
        subtitle: str = "", right: str = "", wide: bool = False,
    ) -> Sheet:  # fmt: skip
        left = f"文件：{self.name}" if right else ""
        return Sheet(
            SheetKind.REPORT, title, title, grid.grid(), anchor, level=2, subtitle=subtitle, left=left,
            right=right, landscape=wide,
        )  # fmt: skip

    def _subject(self) -> str:
        """What the paper is of: 青岚县水务局2026年部门预算公开."""
        document = self.document
        year = f"{document.year}年" if document.year else ""
        return f"{document.department_name or document.region or ''}{year}{self._kind()}"

    def _kind(self) -> str:
        named = (kind for record in self.document.targets if (kind := record.text("form_kind")))
        form = next(named, "目标表")
        kinds = {"form": form, "booklet": f"{form}汇编", "disclosure": "部门预算公开"}
        return kinds.get(self.document.kind or "", "预算文件")

    def _summary(self, said: str) -> Rows:
        rows = Rows(*_WIDTHS)
        document, source = self.document, self.document.source
        whole = len(_WIDTHS) - 1
        for label, text in (
            ("文件名称", self.name),
            ("文件校验值", f"SHA-256 {source.sha256}"),
            ("部门（单位）", document.department_name or "—"),
        ):
            rows.add((label, Look.LABEL), (text, Look.PROSE, whole))
        for (label, text), (other, more) in (
            (("材料种类", self._kind()), ("页数", str(source.pages or "—"))),
            (("地区", document.region or "—"), ("预算年度", str(document.year or "—"))),
            (("检查程序", f"明账 Mingzhang {__version__}"), ("检查日期", self.date or BLANK_DATE)),
        ):
            rows.add((label, Look.LABEL), (text, Look.WORD), (other, Look.LABEL), (more, Look.WORD, 3))
        rows.add(("材料内容", Look.LABEL), (self._content(), Look.PROSE, whole))
        rows.add(("检查结果", Look.LABEL), (self._result(), Look.PROSE, whole))
        rows.add(("结论", Look.LABEL), (self._conclusion(), Look.PROSE, whole), bold=True)
        rows.add(("说明", Look.LABEL), (said, Look.PROSE, whole))
        rows.add(
            ("检查人\n（签字）", Look.LABEL), (BLANK_DATE, Look.AMOUNT),
            ("复核人\n（签字）", Look.LABEL), (BLANK_DATE, Look.AMOUNT, 3),
        )  # fmt: skip
        self._distribution(rows)
        return rows

    def _content(self) -> str:
        document = self.document
        parts = (("预算表", len(document.tables), "张"), ("情况说明", len(document.sections), "节"),
                 ("绩效目标表", len(document.targets), "份"))  # fmt: skip
        return "，".join(f"{what} {n:,} {unit}" for what, n, unit in parts if n) or "—"

    def _result(self) -> str:
        report = self.report
        found = counts_sentence(self.counts, "没有新的问题" if self.new else "没有查出问题")
        more = [f"{SEVERITIES[s]} {n:,} 处没有列出" for s, n in self.hidden.items() if n]
        waived = [f"豁免 {len(report.waived):,} 处"] if report.waived else []
        held = f"成立 {sum(report.held.values()):,} 次（{len(report.held):,} 条规则）"
        return "；".join([found, *more, *waived, held, f"没有能检查的 {len(report.unable):,} 处"])

    def _conclusion(self) -> str:
        new = "新的" if self.new else ""
        if self.counts[Severity.ERROR]:
            return f"有{new}错误，改正后再上报、公开。"
        if self.counts[Severity.WARNING]:
            return f"没有{new}错误；有{new}警告，改正或者说明理由后上报、公开。"
        return f"没有查出{new}错误和警告。" if Severity.WARNING not in self.hidden else f"没有查出{new}错误。"

    def _distribution(self, rows: Rows) -> None:
        """How many findings each table, section and form has."""
        if not self.report.findings:
            return
        shown = [s for s in SEVERITIES if s not in self.hidden]
        across = len(_WIDTHS) - len(shown) - 1
        heads = (*(SEVERITIES[s] for s in shown), _COUNTS)
        rows.add(
            ("问题所在", Look.WORD, across), *((text, Look.WORD) for text in heads), bold=True,
        )  # fmt: skip
        for title, counts in self._owners():
            said = (*(_number(counts[s]) for s in shown), f"{counts.total():,}")
            rows.add((title, Look.NAME, across), *((text, Look.WORD) for text in said))
        said = (*(f"{self.counts[s]:,}" for s in shown), f"{self.counts.total():,}")
        rows.add((_COUNTS, Look.WORD, across), *((text, Look.WORD) for text in said), bold=True)

    def _owners(self) -> Iterator[tuple[str, Counter[Severity]]]:
        for group in self.groups.paper:
            yield owner_title(group.owner), Counter(f.severity for f in group.findings)
        for kept in self.groups.shared:
            forms = len({f.breach.form for f in kept})
            title = f"{forms} 份目标表：{defect_words(kept[0].rule.defect)}"
            yield title, Counter(f.severity for f in kept)
        for group in self.groups.forms:
            yield owner_title(group.owner), Counter(f.severity for f in group.findings)
