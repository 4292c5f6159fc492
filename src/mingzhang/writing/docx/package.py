"""The parts of a Word file and how they hang together, zipped so that the same paper gives the same bytes."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import BinaryIO

from mingzhang.writing.docx.markup import HEAD, R, value
from mingzhang.writing.paper.model import Paper

_TIME = (1980, 1, 1, 0, 0, 0)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DRAWING = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass
class Package:
    """Parts by their names, relations of the main part, types of parts that have one of their own."""

    parts: dict[str, str | bytes] = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    suffixes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: str | bytes, kind: str, type_: str = "") -> str:
        """Add a part in the folder ``word``; the key of its relation to the main part."""
        self.parts[f"word/{name}"] = content
        if type_:
            self.types[f"/word/{name}"] = type_
        self.relations.append((kind, name))
        return f"rId{len(self.relations)}"

    def add_word(self, name: str, content: str, kind: str) -> str:
        """Add a part whose type is that of its relation."""
        return self.add(name, content, kind, f"{_WORD}{kind}+xml")

    def add_chart(self, number: int, part: str, book: bytes) -> str:
        """Add a chart and its workbook."""
        embedded = f"embeddings/chart{number}.xlsx"
        self.parts[f"word/{embedded}"] = book
        self.parts[f"word/charts/_rels/chart{number}.xml.rels"] = _relations([("package", f"../{embedded}")])
        self.suffixes["xlsx"] = _BOOK
        return self.add(f"charts/chart{number}.xml", part, "chart", _DRAWING)

    def save(self, document: str, paper: Paper, stream: BinaryIO) -> None:
        """Write it all, the main part first."""
        parts = {
            "[Content_Types].xml": self._content_types(),
            "_rels/.rels": _root_relations(),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _relations(self.relations),
            "docProps/core.xml": _core(paper),
            "docProps/app.xml": _app(paper),
            **self.parts,
        }
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in parts.items():
                entry = zipfile.ZipInfo(name, _TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 0  # else it would tell on which system it was made
                archive.writestr(entry, content)

    def _content_types(self) -> str:
        suffixes = {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            **self.suffixes,
        }
        types = {
            "/word/document.xml": f"{_WORD}document.main+xml",
            "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
            "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
            **self.types,
        }
        defaults = "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in suffixes.items())
        overrides = "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in types.items())
        return f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>'


def _relations(relations: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{R}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(relations, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _root_relations() -> str:
    core = f'<Relationship Id="rId0" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    others = _relations(
        [("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml")]
    )
    return others.replace("</Relationships>", f"{core}</Relationships>")


def _core(paper: Paper) -> str:
    """What is known of the paper, without a time of making."""
    said = (
        ("dc:title", paper.title),
        ("dc:subject", paper.subject),
        ("dc:creator", paper.office),
        ("cp:keywords", "；".join(paper.keywords)),
        ("dc:language", "zh-CN"),
    )
    rows = "".join(f"<{name}>{value(text)}</{name}>" for name, text in said if text)
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/">{rows}</cp:coreProperties>'
    )


def _app(paper: Paper) -> str:
    office = f"<Company>{value(paper.office)}</Company>" if paper.office else ""
    return (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Mingzhang</Application>{office}</Properties>"
    )
