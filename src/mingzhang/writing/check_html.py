"""Findings beside the paper as one self-contained page: no network, works without scripts, prints well."""

from __future__ import annotations

import base64
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from html import escape
from importlib import resources

from mingzhang import __version__
from mingzhang.checking.defects import defect_words
from mingzhang.checking.finding import Finding, Report, Untried
from mingzhang.domain.record import Document
from mingzhang.writing.check_paper import Block, Marks, blocks
from mingzhang.writing.check_pictures import Picture
from mingzhang.writing.check_words import (
    SEVERITIES,
    counts_sentence,
    field_words,
    owner,
    owner_title,
    positions,
)

_SAFE = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
"""The page loads nothing and sends nothing, whatever a paper has in it."""


class Page:
    """A page of documents: head, one section a document, foot."""

    def __init__(self, personal: bool = False) -> None:
        self._personal = personal
        self._documents = 0
        self._defects: Counter[str] = Counter()
        self._projects: Counter[str] = Counter()

    def head(self) -> str:
        """What comes before the first document."""
        return (
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
            f"{_SAFE}\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>检查结果 · 明账</title>\n'
            f"<style>\n{_resource('check_page.css')}</style>\n</head>\n<body>\n"
            '<header class="page"><h1>检查结果</h1>'
            "<p>左边是读到的原文，右边是在该处查出的问题；点编号可以来回跳转。</p></header>\n"
        )

    def document(
        self, document: Document, report: Report, pictures: Sequence[Picture] = (), undrawn: str = ""
    ) -> Iterator[str]:
        """A document beside its findings; ``undrawn`` says why pages have no picture."""
        self._documents += 1
        prefix = f"d{self._documents}-"
        numbered = list(enumerate(report.findings, start=1))
        marks = Marks(prefix, self._personal)
        drawn = {picture.page for picture in pictures}
        for number, finding in numbered:
            self._defects[finding.rule.defect] += 1
            self._projects[owner_title(owner(finding, document))] += 1
            for place in finding.breach.places:
                marks.add(place, number, finding.severity)
        yield f'<section class="document" data-prefix="{prefix}">\n{_header(document, report)}'
        pieces = list(blocks(document, marks))
        beside = _beside(numbered, pieces)
        loose = beside.pop(-1, [])
        if loose:
            yield _piece("", loose, document, marks, drawn)
        for i, piece in enumerate(pieces):
            name = f"{prefix}{piece.kind}-{piece.key or piece.line}"
            kind = "prose" if piece.kind == "text" else "frame"
            html = f'<div class="{kind}" id="{name}">{piece.html}</div>'
            yield _piece(html, beside.get(i, []), document, marks, drawn)
        yield _pages(pictures, undrawn, report, prefix)
        yield _waived(report, document)
        yield "</section>\n"

    def foot(self) -> str:
        """What comes after the last document: the filters, which know by then what there is."""
        defects = "".join(
            f'<option value="{escape(key)}">{escape(defect_words(key))}（{n}）</option>'
            for key, n in self._defects.most_common()
        )
        projects = "".join(
            f'<option value="{escape(name)}">{escape(name)}（{n}）</option>'
            for name, n in self._projects.items()
        )
        boxes = "".join(
            f'<label><input type="checkbox" name="severity" value="{s}" checked> {word}</label>'
            for s, word in SEVERITIES.items()
        )
        return (
            f'<form class="filters" aria-label="筛选">{boxes}'
            f'<label>缺陷 <select name="defect"><option value="">全部</option>{defects}</select></label>'
            f'<label>项目 <select name="project"><option value="">全部</option>{projects}</select></label>'
            '<label><input type="checkbox" name="only"> 只看有问题的部分</label><output></output></form>\n'
            f"<footer>明账 Mingzhang {__version__}。没有列出的不等于没有问题：读不准的、没有能检查的，见各文件的说明。"
            "</footer>\n"
            f"<script>\n{_resource('check_page.js')}</script>\n</body>\n</html>\n"
        )


def _resource(name: str) -> str:
    return (resources.files("mingzhang.writing") / name).read_text(encoding="utf-8")


def _header(document: Document, report: Report) -> str:
    facts = (document.region, document.year and f"{document.year}年", document.department_name)
    said = " · ".join(escape(str(fact)) for fact in facts if fact)
    counts = Counter(finding.severity for finding in report.findings)
    held = sum(report.held.values())
    return (
        f"<header><h2>{escape(document.source.name)}</h2><p>{said}</p>"
        f"<p>{counts_sentence(counts)}；成立 {held:,} 次（{len(report.held)} 条规则）</p>"
        f"{_table(report.findings)}{_untried(report.unable)}</header>\n"
    )


def _table(findings: Sequence[Finding]) -> str:
    """Counts by class of defect."""
    if not findings:
        return ""
    by_class: dict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        by_class[finding.rule.defect][finding.severity] += 1
    order = sorted(by_class.items(), key=lambda item: tuple(-item[1][s] for s in SEVERITIES))
    rows = "".join(
        f"<tr><td>{escape(defect_words(key))}</td>"
        + "".join(f'<td class="n">{counts[s] or ""}</td>' for s in SEVERITIES)
        + "</tr>"
        for key, counts in order
    )
    heads = "".join(f"<th>{word}</th>" for word in SEVERITIES.values())
    return (
        f"<details><summary>按缺陷类别统计</summary>"
        f'<table class="counts"><tr><th>缺陷</th>{heads}</tr>{rows}</table></details>'
    )


def _untried(unable: Sequence[Untried]) -> str:
    if not unable:
        return ""
    reasons = Counter((u.rule.code, u.rule.title, u.unable.reason) for u in unable)
    items = "".join(
        f"<li>{escape(title)}（{escape(code)}）：{escape(reason)}，{n} 处</li>"
        for (code, title, reason), n in reasons.items()
    )
    return f"<details><summary>没有能检查的 {len(unable)} 处</summary><ul>{items}</ul></details>"


def _beside(
    numbered: Sequence[tuple[int, Finding]], pieces: Sequence[Block]
) -> dict[int, list[tuple[int, Finding]]]:
    """The findings of each piece of the paper; under -1 those that belong to none."""
    index = {(piece.kind, piece.key): i for i, piece in enumerate(pieces) if piece.key}
    found: dict[int, list[tuple[int, Finding]]] = defaultdict(list)
    for number, finding in numbered:
        breach = finding.breach
        at: int | None = None
        if breach.form is not None:
            at = index.get(("form", str(breach.form)))
        elif breach.table is not None:
            at = index.get(("table", str(breach.table)))
        if at is None:
            line = min((place.line for place in breach.places if place.line), default=None)
            if line is not None:
                at = max((i for i, piece in enumerate(pieces) if piece.line <= line), default=None)
        found[-1 if at is None else at].append((number, finding))
    return found


def _piece(
    html: str,
    findings: Sequence[tuple[int, Finding]],
    document: Document,
    marks: Marks,
    drawn: Collection[int],
) -> str:
    aside = "".join(_finding(number, finding, document, marks, drawn) for number, finding in findings)
    return f'<div class="piece"><div class="paper">{html}</div><aside>{aside}</aside></div>\n'


def _finding(number: int, finding: Finding, document: Document, marks: Marks, drawn: Collection[int]) -> str:
    rule, breach = finding.rule, finding.breach
    project = owner_title(owner(finding, document))
    words = field_words(finding)
    at = positions(breach.places)
    where = escape(at)
    if number in marks.anchored:
        where = f'<a href="#{marks.prefix}p{number}">{where}</a>'
    facts = (
        ("栏目", words),
        ("原文", breach.evidence),
        ("应为", breach.expected),
        ("实为", breach.actual),
        ("整改", rule.remedy),
        ("依据", rule.basis),
    )
    said = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts if text)
    return (
        f'<article class="finding {finding.severity}" id="{marks.prefix}f{number}" data-number="{number}" '
        f'data-severity="{finding.severity}" data-defect="{escape(rule.defect)}" data-project="{escape(project)}">'
        f'<p class="top"><span>{number}</span><span class="sev">{SEVERITIES[finding.severity]}</span>'
        f"<span>{escape(defect_words(rule.defect))}</span><span>{where}</span><span>{escape(rule.code)}</span></p>"
        f'<p class="message">{escape(finding.message)}</p><dl>{said}</dl>'
        f"{_seen_on(finding, drawn, marks.prefix)}</article>\n"
    )


def _seen_on(finding: Finding, drawn: Collection[int], prefix: str) -> str:
    """Links to the pictures of the pages that a finding stands on."""
    pages = dict.fromkeys(place.page for place in finding.breach.places if place.box and place.page in drawn)
    links = "、".join(f'<a href="#{prefix}page{page}">第{page}页</a>' for page in pages)
    return f'<p class="seen">页面图：{links}</p>' if links else ""


def _pages(pictures: Sequence[Picture], undrawn: str, report: Report, prefix: str) -> str:
    """Pictures of the pages with the boxes of their findings, each folded up."""
    if not pictures and not undrawn:
        return ""
    shown = "".join(_page(picture, report, prefix) for picture in pictures)
    said = f"<p>{escape(undrawn)}</p>" if undrawn else ""
    return f'<section class="pages"><h3>有问题的页面</h3>{shown}{said}</section>\n'


def _page(picture: Picture, report: Report, prefix: str) -> str:
    boxes = []
    for numbers, (left, top, right, bottom) in picture.boxes:
        first = min(numbers, key=lambda n: report.findings[n - 1].severity.rank)
        severity = report.findings[first - 1].severity
        said = f"{first} 等" if len(numbers) > 3 else " ".join(map(str, numbers))
        html = (
            f'<a class="{severity}" href="#{prefix}f{first}" style="left:{left:.2%};top:{top:.2%};'
            f'width:{right - left:.2%};height:{bottom - top:.2%}"><span>{said}</span></a>'
        )
        boxes.append((severity.rank, html))
    above = "".join(html for _, html in sorted(boxes, key=lambda box: -box[0]))
    count = len({number for numbers, _ in picture.boxes for number in numbers})
    return (
        f"<details><summary>第{picture.page}页（{count} 处）</summary>"
        f'<div class="sheet" id="{prefix}page{picture.page}"><img alt="第{picture.page}页" loading="lazy" '
        f'width="{picture.width}" height="{picture.height}" '
        f'src="data:image/png;base64,{base64.b64encode(picture.png).decode()}">{above}</div></details>\n'
    )


def _waived(report: Report, document: Document) -> str:
    if not report.waived:
        return ""
    items = "".join(
        f"<li>{escape(f.rule.code)} {escape(owner_title(owner(f, document)))}（{escape(positions(f.breach.places))}）："
        f"{escape(f.message)}<br>理由：{escape(reason)}</li>"
        for f, reason in report.waived
    )
    return f"<footer><details><summary>已豁免 {len(report.waived)} 处</summary><ul>{items}</ul></details></footer>\n"
