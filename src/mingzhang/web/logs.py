"""The log says what went wrong and where, and nothing of what people typed: no name, telephone or address of mail."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # mail
    r"|\+?\d[\d -]{5,}\d[Xx]?"  # telephones, numbers of people, of accounts
    r"|[\u3400-\u9fff\u00b7\uff00-\uffef]+"  # what is written in Chinese comes out of a form
)
LEFT_OUT = "…"


def plain(text: str) -> str:
    """A text without what could be about a person."""
    return _PRIVATE.sub(LEFT_OUT, text)


class Plain(logging.Formatter):
    """Lines of time, level, logger and message; of an exception its kind, its words and where, each made plain."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging names it
        """The line, without the values that people sent."""
        record.message = plain(record.message)
        return super().formatMessage(record)

    def formatException(  # noqa: N802
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The frames as they are, the exceptions' words made plain."""
        if ei[1] is None:
            return ""
        told = traceback.TracebackException.from_exception(ei[1], compact=True)
        return "".join(_told(told)).rstrip("\n")


def _told(told: traceback.TracebackException) -> list[str]:
    before = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
    lines = [*_told(before), "\n"] if before else []
    return [*lines, *told.stack.format(), *(plain(line) for line in told.format_exception_only())]
