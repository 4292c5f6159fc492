"""What can be wrong with an input as a whole; each says in Chinese the file, the place and what to do.

ReadingError
 ├─ EmptyFile        nothing in it
 ├─ NotText          binary: a picture, a PDF, an archive under a text reader
 ├─ UnknownEncoding  bytes that are no UTF-8, UTF-16 or GB18030
 ├─ TooLarge         over the limit on size
 └─ BadLedger        a ledger with errors
"""

from __future__ import annotations


class ReadingError(Exception):
    """An input cannot be read; ``str()`` is a sentence for the person who gave it."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        self.name, self.problem, self.remedy = name, problem, remedy
        super().__init__(f"{name}：{problem}。{remedy}。")


class EmptyFile(ReadingError):
    """The file holds nothing but white space."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "文件是空的", "请确认保存完整后再读")


class NotText(ReadingError):
    """The content is not text, whatever the name says."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(name, f"内容是{what}，不是文本", "本版只读文本文件；请先另存为纯文本（.txt）")


class UnknownEncoding(ReadingError):
    """No encoding in use for Chinese text fits the bytes."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "文字编码既不是 UTF-8、UTF-16，也不是 GB18030", "请用原软件另存为 UTF-8 文本")


class TooLarge(ReadingError):
    """The file is over the limit that protects the machine."""

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(
            name,
            f"文件有 {size / 1e6:.0f} MB，超过上限 {limit / 1e6:.0f} MB",
            "请拆成几份，或用 --max-size 放宽上限、用 --format jsonl 逐份输出",
        )


class BadLedger(ReadingError):
    """The file is no ledger, or one with errors; ``problems`` are all of them, a sentence each."""

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        self.problems = problems
        more = f"（另有 {len(problems) - 1} 处）" if len(problems) > 1 else ""
        super().__init__(
            name,
            f"账本读不成：{problems[0].rstrip('。') if problems else '不是账本'}{more}",
            "请先用 mingzhang ledger import 查看全部问题",
        )
