"""The process that takes files apart for a ``Guard``, and what the two say to each other.

It reads from standard input, answers on standard output, and ends with either. What it sends is data of declared
types and nothing that could run.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import struct
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from mingzhang.reading.errors import ReadingError, TooMuch
from mingzhang.reading.page import Line

HEAD = struct.Struct("<I")
"""How many bytes a message has, before each."""
FULL = 200
"""Lines sent together, or fewer when it took ``SOON`` seconds to find them."""
SOON = 0.05
GROWN = 768 * 1024**2
"""Bytes of memory after which a process has served its time: an empty one takes 40 MB, recognition of scans 900."""
FILES = 500
"""Files after which it has, whatever it looks like."""


class Task(msgspec.Struct, array_like=True):
    """A file to read, whose bytes follow: its medium, how many they are, and its limits in bytes and seconds."""

    medium: str
    size: int
    memory: int
    seconds: int


class Begin(msgspec.Struct, array_like=True, tag="begin"):
    """The file could be opened."""

    pages: int | None


class Batch(msgspec.Struct, array_like=True, tag="batch"):
    """Some of its lines."""

    lines: list[Line]


class End(msgspec.Struct, array_like=True, tag="end"):
    """There are no more; ``again`` where the process may have another file."""

    again: bool


class Failed(msgspec.Struct, array_like=True, tag="failed"):
    """The file cannot be read: the name of the ReadingError, and what it says."""

    kind: str
    problem: str
    remedy: str
    again: bool


class Broke(msgspec.Struct, array_like=True, tag="broke"):
    """An error of the program's own: its type, its place in the code, and its traceback."""

    kind: str
    at: str
    trace: str


Message = Begin | Batch | End | Failed | Broke
_ENCODER = msgspec.msgpack.Encoder()
TASKS = msgspec.msgpack.Decoder(Task)
MESSAGES: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def framed(message: Task | Message) -> bytes:
    """A message as it is sent."""
    body = _ENCODER.encode(message)
    return HEAD.pack(len(body)) + body


def heard(stream: IO[bytes]) -> bytes:
    """The next message of a stream. Raises EOFError."""
    (size,) = HEAD.unpack(taken(stream, HEAD.size))
    return taken(stream, size)


def taken(stream: IO[bytes], size: int) -> bytes:
    """So many bytes. Raises EOFError."""
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _answers(task: Task, data: bytes, files: int) -> Iterator[Message]:
    """What is said of a file."""
    from mingzhang.reading.sources.medium import Medium, source

    try:
        pages, lines = source(Medium(task.medium), "")(data, "")
        yield Begin(pages)
        yield from map(Batch, _batches(lines))
        yield End(_fit(files))
    except ReadingError as error:
        yield Failed(type(error).__name__, error.problem, error.remedy, _fit(files))
    except MemoryError:
        much = TooMuch("", f"读它要用的内存超过 {task.memory // 1024**2} MB")
        yield Failed(TooMuch.__name__, much.problem, much.remedy, False)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        yield Broke(type(error).__name__, at, "".join(traceback.format_exception(error)))


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    since = time.monotonic()
    for line in lines:
        batch.append(line)
        if len(batch) >= FULL or time.monotonic() - since > SOON:
            yield batch
            batch, since = [], time.monotonic()
    if batch:
        yield batch


def _fit(files: int) -> bool:
    """Whether the process may have another file: it neither grew nor grew old."""
    return files < FILES and _most_memory() < GROWN


def _most_memory() -> int:
    """Bytes that the process has held at most, 0 where the system does not tell.

    Linux hands ``ru_maxrss`` on from the process that started this one, so a large one would have it look grown.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"^VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024)


def _limit(task: Task) -> None:
    """Set what the system has of limits; Windows has none, there the time is watched from outside alone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + 1 + task.seconds * (os.cpu_count() or 1)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        for kind, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, task.memory)):
            _, most = resource.getrlimit(kind)
            resource.setrlimit(kind, (limit if most < 0 else min(limit, most), most))


def main() -> None:
    """Read files until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends both, and this one without a word
    given = sys.stdin.buffer
    with open(os.dup(1), "wb", buffering=0) as out:  # noqa: PTH123
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no message
        for files in range(1, FILES + 1):
            try:
                task = TASKS.decode(heard(given))
                data = taken(given, task.size)
            except EOFError:
                return
            _limit(task)
            for message in _answers(task, data, files):
                out.write(framed(message))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
