"""What can be wrong with an input as a whole; each says in Chinese the file, the place and what to do.

ReadingError
 ├─ EmptyFile        nothing in it
 ├─ NotText          binary of no kind that is read
 ├─ UnknownEncoding  bytes that are no UTF-8, UTF-16 or GB18030
 ├─ TooLarge         over the limit on size
 ├─ Damaged          cut off, or its inside is not what its kind has
 ├─ Encrypted        opens with a password only
 ├─ TooMuch          small as a file, beyond all measure when unfolded
 ├─ TooSlow          not read within the time that a file may take
 ├─ Crashed          the process that took it apart ended without a word
 ├─ NeedsOffice      an old kind of file that another program must convert first
 ├─ NotConverted     that program did not manage it
 ├─ NeedsScan        a picture, and the extra that reads pictures is missing
 ├─ NoPagePicture    a file that has no pages to draw
 ├─ LostPages        a PDF some of whose pages are broken
 ├─ NoPages          a PDF without a page
 ├─ TooManyPages     a PDF of more pages than are read at a time
 ├─ Undecodable      a PDF whose fonts do not say which letters they draw
 ├─ BadLedger        a ledger with errors
 └─ BadExchange      JSON that is no exchange format, or has something in it that does not fit
"""

from __future__ import annotations

from collections.abc import Sequence

_NAMED = 8
"""Pages that a message names at most."""


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
    """The content is of no kind that is read, whatever the name says."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            name,
            f"内容是{what}，不能读",
            "能读的有 PDF、Word、Excel、WPS、网页、文本和扫描图片；请另存为其中一种，压缩包请先解开",
        )


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


class Damaged(ReadingError):
    """The file is cut off, or what is inside is not what files of its kind have."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name, "文件不完整或已损坏", "请重新下载或复制一份，或用原软件打开后另存，再读新存的文件"
        )


class Encrypted(ReadingError):
    """The file opens with a password only."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "文件有密码", "请用原软件打开，去掉密码后另存，再读新存的文件")


class TooMuch(ReadingError):
    """What is inside goes beyond what any paper has: an archive made to harm, or a slip that formats a million rows."""

    def __init__(self, name: str, extent: str) -> None:
        super().__init__(
            name,
            f"{extent}，超出预算文件可能的范围，没有读",
            "请确认文件来源；表格请删去多余的空行空列后另存",
        )


class TooSlow(ReadingError):
    """Reading takes longer than any paper needs: a file made to harm, or far too large for the machine."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            name,
            f"等了 {seconds:.0f} 秒还没有读完，已经停下",
            "请拆成几份再读；拆不开的，用原软件打开后另存，再读新存的文件",
        )


class Crashed(ReadingError):
    """The process that took the file apart ended without a word: damage that a library does not bear, or no memory left."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "读到一半读取组件意外中止，文件多半已损坏，或者内容多得内存装不下",
            "请用原软件打开后另存，再读新存的文件；内容很多的，请拆成几份",
        )


class NeedsOffice(ReadingError):
    """An old kind of file that LibreOffice must convert first, and it is not installed."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(
            name,
            f"内容是{kind}，要先转换才能读，这台电脑上没有装 LibreOffice",
            "请用 Word 或 WPS 打开后另存为 docx（表格存为 xlsx），或安装 LibreOffice（免费）后再读",
        )


class NotConverted(ReadingError):
    """LibreOffice did not manage to convert the file, or took too long."""

    def __init__(self, name: str, kind: str, why: str) -> None:
        super().__init__(
            name,
            f"内容是{kind}，LibreOffice {why}",
            "请用 Word 或 WPS 打开后另存为 docx（表格存为 xlsx）再读",
        )


class NeedsScan(ReadingError):
    """A picture, or a PDF of pictures, and the extra that reads them is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "内容是图片（扫描件），读图片的组件没有安装",
            '请先运行 pip install "mingzhang[scan]"，再读；有原来的 Word、Excel 或可选中文字的 PDF 时，读原件更准',
        )


class NoPagePicture(ReadingError):
    """A file whose pages have no fixed looks, so that none can be drawn."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "这种文件（文本、Word、Excel、网页）没有固定的页面，画不出页面图",
            "PDF 和图片才有页面图；其他文件请用 --show cells、--show layout 或 --show match 查看",
        )


class LostPages(ReadingError):
    """A PDF some of whose pages cannot be opened."""

    def __init__(self, name: str, lost: Sequence[int]) -> None:
        first = "、".join(map(str, lost[:_NAMED])) + ("等" if len(lost) > _NAMED else "")
        super().__init__(
            name,
            f"PDF 文件有 {len(lost)} 页已损坏，打不开（第 {first} 页）",
            "请重新下载或复制一份；阅读软件能打开的，可另存（打印）为新的 PDF 再读",
        )


class NoPages(ReadingError):
    """A PDF without a page."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "PDF 文件里一页也没有", "请用原软件重新导出 PDF")


class TooManyPages(ReadingError):
    """A PDF of more pages than are read at a time."""

    def __init__(self, name: str, pages: int, most: int) -> None:
        super().__init__(name, f"PDF 文件有 {pages:,} 页，超过上限 {most:,} 页", "请按单位或章节拆成几份再读")


class Undecodable(ReadingError):
    """A PDF whose fonts do not say which letters they draw."""

    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            "PDF 文件的字体没有 Unicode 对照表，文字无法还原",
            "请用原软件重新导出 PDF（嵌入字体并保留文字），或打印成图片后按扫描件读",
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


class BadExchange(ReadingError):
    """JSON that is not in the exchange format; ``at`` is the path of what does not fit (``documents[0].year``)."""

    def __init__(self, name: str, at: str, misfit: str) -> None:
        self.at = at
        super().__init__(
            name,
            f"{at}：{misfit}" if at else misfit,
            "请改正后再用；哪些键要写、怎么写，见 mingzhang schema --input",
        )


def restored(kind: str, name: str, problem: str, remedy: str) -> ReadingError:
    """An error as another process tells of it: the name of its class, the file, and its sentences."""
    known = {one.__name__: one for one in ReadingError.__subclasses__()}
    error = ReadingError.__new__(known.get(kind, ReadingError))
    ReadingError.__init__(error, name, problem, remedy)
    return error
