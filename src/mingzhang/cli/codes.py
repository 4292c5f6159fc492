"""What the command's exit codes mean: the table that ``--help`` and the reference page print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """How a run of the command ended."""

    DONE = 0
    DOUBTFUL = 1
    FOUND = 1  # what check and screen say with the same number: there are errors, there is personal data
    USAGE = 2
    SOME_FAILED = 3
    NOTHING_READ = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an exit code says, in Chinese and English."""

    code: Exit
    chinese: str
    english: str


EXIT_CODES = (
    Meaning(
        Exit.DONE,
        "全部读完；check、screen：没有查出错误",
        "everything was read; check: no errors; screen: nothing beyond doubt",
    ),
    Meaning(
        Exit.DOUBTFUL,
        "check、screen：查出错误；read：有存疑或未归位的文字（只在加 --strict 时）",
        "check: errors were found; screen: personal data or marks of secrecy; read: doubts or unplaced text "
        "(with --strict only)",
    ),
    Meaning(
        Exit.USAGE,
        "命令写得不对，或输出写不到指定的位置",
        "wrong usage, or the output cannot be written there",
    ),
    Meaning(
        Exit.SOME_FAILED, "有的文件没有读成，其余的已读", "some files could not be read, the others were"
    ),
    Meaning(Exit.NOTHING_READ, "一份也没有读成，没有结果", "none could be read: there is no result"),
    Meaning(Exit.INTERRUPTED, "被中断（Ctrl+C）", "interrupted (Ctrl+C)"),
)
