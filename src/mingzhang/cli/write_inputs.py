"""What ``write`` is given, as documents: papers, exchange files, ledgers; and the forms of a ledger's annex."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from mingzhang.cli.console import complain, reason
from mingzhang.cli.fromledger import departments_of, ledgers_apart
from mingzhang.cli.inputs import Input, find, opened
from mingzhang.cli.tally import Tally
from mingzhang.domain.ledger import Ledger
from mingzhang.domain.record import Document, Record, Source
from mingzhang.forms.pack import Pack
from mingzhang.reading.errors import BadLedger, ReadingError
from mingzhang.reading.exchange import documents_of
from mingzhang.reading.ledger_file import load_ledger
from mingzhang.reading.reader import MAX_SIZE, read_stream
from mingzhang.reading.sources.guard import Guard
from mingzhang.tables.published import MEDIUM, Published, published

_HEAD = 4096
_LEDGER_MARK, _EXCHANGE_MARK = b'"mingzhang-ledger/', b'"mingzhang/'
_LEDGER_SUFFIXES = frozenset({".xlsx", ".csv"})


@dataclass(frozen=True)
class Given:
    """A document to write: what names its files, itself, and the ledger it came out of."""

    name: str
    published: Published
    ledger: Ledger | None = None
    department: str = ""


@dataclass
class Inputs:
    """Loads what the command is given; what cannot be loaded is said, and the next goes on."""

    pack: Pack
    department: str | None
    targets: tuple[Path, ...]
    guard: Guard
    failed: int = 0
    skipped: str = ""
    """What folders hold that nobody can read, in a sentence."""

    def all(self, paths: tuple[str, ...]) -> Iterator[Given]:
        """Every document of every path."""
        for path in paths:
            known = self._made(Path(path))
            yield from self._read(path) if known is None else known

    def _made(self, path: Path) -> list[Given] | None:
        """The documents of a ledger or an exchange file; None for anything else."""
        try:
            if path.is_dir():
                csv = any(path.glob("*.csv"))
                return self._ledger(path) if csv and self._is_ledger(path) else None
            if not path.is_file():
                return None
            with path.open("rb") as stream:
                head = stream.read(_HEAD)
        except OSError as error:
            return self._fail(f"{path}：打不开或读不完（{reason(error)}）。")
        if _LEDGER_MARK in head:
            return self._ledger(path)
        if _EXCHANGE_MARK in head and head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            return self._exchange(path)
        if path.suffix.lower() in _LEDGER_SUFFIXES and self._is_ledger(path):
            return self._ledger(path)
        return None

    @staticmethod
    def _is_ledger(path: Path) -> bool:
        try:
            load_ledger(path)
        except (BadLedger, OSError):
            return False
        return True

    def _fail(self, told: str) -> list[Given]:
        self.failed += 1
        complain(told)
        return []

    def _ledger(self, path: Path) -> list[Given]:
        try:
            ledger = load_ledger(path)
        except BadLedger as error:
            return self._fail(str(error))
        chosen = departments_of(ledger, self.department)
        annex = self._annex()
        if annex and len(chosen) > 1:
            annexes = _by_department(annex, [d.name for d in chosen])
        else:
            annexes = {chosen[0].name: annex}
        own = ledgers_apart(ledger)
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        source = Source(path.name, digest, MEDIUM)
        return [
            Given(
                f"{ledger.year}年{d.name}部门预算公开",
                published(own[d.code], d.code, annexes.get(d.name, ()), self.pack, source),
                own[d.code],
                d.code,
            )
            for d in chosen
        ]

    def _annex(self) -> tuple[Record, ...]:
        """The forms of the files that --targets names, numbered through. Raises click.UsageError."""
        records: list[Record] = []
        for path in self.targets:
            bare = Inputs(self.pack, None, (), self.guard)
            documents = [given.published.document for given in bare.all((str(path),))]
            if bare.failed:
                raise click.UsageError(f"--targets {path}：读不了，原因见上。")
            found = [record for document in documents for record in document.targets]
            if not found:
                raise click.UsageError(f"--targets {path}：里面没有目标表或申报表。")
            records += found
        return tuple(Record(r.form, n, r.values, r.lists, r.doubts) for n, r in enumerate(records, start=1))

    def _exchange(self, path: Path) -> list[Given]:
        try:
            documents = documents_of(path.read_bytes(), path.name)
        except ReadingError as error:
            return self._fail(f"{path.name}：{error.problem}。{error.remedy}。")
        except OSError as error:
            return self._fail(f"{path}：打不开或读不完（{reason(error)}）。")
        return [Given(Path(d.source.name).stem or path.stem, Published(d)) for d in documents]

    def _read(self, path: str) -> Iterator[Given]:
        found = find([path])
        for complaint in found.complaints:
            self._fail(complaint)
        self.skipped += found.skipped_sentence
        for source in found.inputs:
            if source.path and source.path != Path(path) and (known := self._made(source.path)) is not None:
                yield from known
                continue
            document = self._document(source)
            if document is not None:
                yield Given(Path(source.name).with_suffix("").as_posix(), Published(document))

    def _document(self, source: Input) -> Document | None:
        try:
            with opened(source, MAX_SIZE, lambda _: None) as stream:
                document = read_stream(stream, source.name, self.pack, self.guard)
        except ReadingError as error:
            self._fail(f"{source.label}：{error.problem}。{error.remedy}。")
            return None
        except OSError as error:
            self._fail(f"{source.label}：打不开或读不完（{reason(error)}）。")
            return None
        if not Tally.of(document).recognised:
            self._fail(
                f"{source.label}：没有认出申报表、目标表、预算表或情况说明，没有可写的。请检查是不是这类文件。"
            )
            return None
        return document


def _by_department(records: tuple[Record, ...], names: list[str]) -> dict[str, tuple[Record, ...]]:
    """The forms of each department, by what they name. Raises click.UsageError where one names none of them."""
    found: dict[str, list[Record]] = {name: [] for name in names}
    for record in records:
        name = record.text("department_name") or ""
        if name not in found:
            what = record.text("project_name") or f"第{record.n}份"
            raise click.UsageError(
                f"--targets：“{what}”的主管部门“{name}”不在账本里，不知道附在哪个部门后面；请用 --department 写明部门代码。"
            )
        found[name].append(record)
    return {name: tuple(its) for name, its in found.items()}
