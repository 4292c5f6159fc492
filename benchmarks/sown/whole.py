"""Errors sown into the contents, the sections, the glossary and the annex."""

from __future__ import annotations

from collections.abc import Iterator

from sown.paper import Paper, Seed, slipped


def whole_paper(paper: Paper) -> Iterator[Seed]:
    """Contents, sections, glossary, forms that are missing or there twice."""
    group = "contents and annex"
    lines = paper.document.contents
    for name, pick in (("table", "表三"), ("section", "七、"), ("part", "第四部分")):
        line = next((c for c in lines if c.title.text.startswith(pick)), None)
        if line is None:
            continue
        number = line.title.places[0].line or 0
        text, changed = paper.swap(number)
        yield Seed(group, f"contents: a {name} left out", text, changed)
        text, changed = paper.swap(number, paper.lines[number - 1] + "9")
        yield Seed(group, f"contents: page of a {name} out of order", text, changed)
        text, changed = paper.put((line.title, slipped(line.title.text)))
        yield Seed(group, f"contents: title of a {name} changed", text, changed)
    for section in paper.document.sections:
        title, number = section.title.text, section.title.places[0].line or 0
        if title.startswith(("五、", "八、")):
            text, changed = paper.swap(number, paper.lines[number - 1].replace(title[:2], "十五、", 1))
            yield Seed(group, f"section {title[:1]}: number wrong", text, changed)
            last = max(p.places[-1].line or 0 for p in section.paragraphs)
            text = "\n".join([*paper.lines[: number - 1], *paper.lines[last:]])
            yield Seed(group, f"section {title[:1]} left out", text, (number,))
    for number, words in enumerate(paper.lines, start=1):
        if words.startswith("三、“三公”经费"):
            text, changed = paper.swap(number, words.replace("县直部门", "省直部门"))
            yield Seed(group, "glossary: another level's words", text, changed)
    yield from _forms(paper, group)


def _forms(paper: Paper, group: str) -> Iterator[Seed]:
    titles = [i for i, line in enumerate(paper.lines) if "项目支出绩效目标表" in line and "县(区)级" in line]
    starts: list[int] = []
    for at in titles:
        if not starts or at - starts[-1] > 4:
            starts.append(at)
    for n in (2, 9, 15):
        begin = starts[n - 1]
        end = starts[n] if n < len(starts) else begin
        if end <= begin:
            continue
        text = "\n".join([*paper.lines[:begin], *paper.lines[end:]])
        name = paper.document.targets[n - 1].text("project_name") or ""
        row = next(
            (i for i, line in enumerate(paper.lines, 1) if line.startswith(name[:10]) and "\t" in line), begin
        )
        yield Seed(group, "a form left out", text, (row, begin, begin + 1), table=12, what=name)
        text = "\n".join([*paper.lines[:end], *paper.lines[begin:end], *paper.lines[end:]])
        yield Seed(group, "a form twice", text, (row, end, end + 1, end + 3), form=n + 1, table=12, what=name)
