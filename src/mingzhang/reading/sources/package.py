"""The parts of a zip package (docx, xlsx, ods), unpacked within bounds; XML that may not reach outside itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from mingzhang.reading.errors import Damaged, Encrypted, TooMuch

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes that the parts of a package may come to."""
MOST_SIDE = 64 * 1024 * 1024
"""Bytes of a part beside the main one: styles, numbering, relations."""
_CHUNK = 1 << 18
_NO_MEMORY = 2  # as libxml2 counts its errors
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    KeyError,
)


class Package:
    """A zip package in memory. Raises ReadingError in every method."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except _FAULTS as error:
            raise Damaged(name) from error
        if any(part.flag_bits & 1 for part in parts):
            raise Encrypted(name)
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooMuch(name, "解开后太大")
        self.parts = frozenset(part.filename for part in parts)

    def check(self) -> None:
        """Unpack all once, so that what a part says of its size is known to be true."""
        for part in self.parts:
            for _ in self.chunks(part):
                pass

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece."""
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except _FAULTS as error:
            raise Damaged(self.name) from error

    def tree(self, part: str) -> etree._Element | None:
        """A small part as a tree; None where the package lacks it."""
        if part not in self.parts:
            return None
        data = b"".join(self._limited(part))
        refuse_declarations(data, self.name)
        try:
            return etree.fromstring(data, parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise unparsed(error, self.name) from error

    def _limited(self, part: str) -> Iterator[bytes]:
        size = 0
        for chunk in self.chunks(part):
            size += len(chunk)
            if size > MOST_SIDE:
                raise TooMuch(self.name, "解开后太大")
            yield chunk


def parser() -> etree.XMLParser:
    """A parser that expands no entity and opens no file or address."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def unparsed(error: etree.XMLSyntaxError | ValueError, name: str) -> Exception:
    """Why XML or HTML could not be parsed: it is damaged, or there was no memory for it."""
    return MemoryError() if getattr(error, "code", 0) == _NO_MEMORY else Damaged(name)


def refuse_declarations(head: bytes, name: str) -> None:
    """Office files declare no entities; one that does is made to harm."""
    if b"<!DOCTYPE" in head[:65536] or b"<!ENTITY" in head[:65536]:
        raise Damaged(name)


class Elements:
    """The elements of some tags as they end, without the whole tree in memory.

    ``forget`` lets go of an element; what is not forgotten may come to ``most`` bytes of XML.
    """

    def __init__(self, stream: Iterator[bytes], name: str, tags: tuple[str, ...], most: int) -> None:
        self._stream, self._name, self._most, self._held = stream, name, most, 0
        self._pull = etree.XMLPullParser(
            events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
            huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip

    def __iter__(self) -> Iterator[etree._Element]:
        first = True
        try:
            for chunk in self._stream:
                if first:
                    refuse_declarations(chunk, self._name)
                    first = False
                self._held += len(chunk)
                if self._held > self._most:
                    raise TooMuch(self._name, "其中一个表格太大")
                self._pull.feed(chunk)
                yield from self._ended()
            self._pull.close()
        except etree.XMLSyntaxError as error:
            raise unparsed(error, self._name) from error
        yield from self._ended()

    def _ended(self) -> Iterator[etree._Element]:
        for _, element in self._pull.read_events():
            if isinstance(element, etree._Element):
                yield element

    def forget(self, element: etree._Element) -> None:
        """Let go of an element and those before it."""
        self._held = 0
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
