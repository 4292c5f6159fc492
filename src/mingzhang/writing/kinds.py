"""The kinds of files that papers are written as, by name; ``files`` has what writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its key, the ending of its files, what it is."""

    key: str
    suffix: str
    listed: str
    english: str

    @property
    def last(self) -> str:
        """The last ending, which the name of a single file must have."""
        return f".{self.suffix.rpartition('.')[2]}"


KINDS = {
    kind.key: kind
    for kind in (
        FileKind("docx", ".docx", "Word 文档，可继续编辑", "Word, to be edited further"),
        FileKind("xlsx", ".xlsx", "Excel，每张表一页，合计是公式", "Excel, a sheet a table, live sums"),
        FileKind("pdf", ".pdf", "PDF，直接打印和公开", "PDF, to print and publish"),
        FileKind("html", ".html", "网页，一个文件，手机可看", "a web page in one file"),
        FileKind("json", ".json", "交换格式 mingzhang/1", "the exchange format"),
        FileKind(
            "datapackage",
            ".datapackage.zip",
            "开放数据：Fiscal Data Package，csv 加说明",
            "open data: a Fiscal Data Package",
        ),
        FileKind(
            "standard",
            ".standard.zip",
            "财政部数据标准的 csv，给别的系统用",
            "csv named after the national data standard",
        ),
    )
}
"""Every kind by its key, in the order in which they are listed."""
