"""``datapackage.json``: what the package and each of its files hold, for programs and for people in two languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingzhang.writing.datapackage.spec import OURS, Column, Constant, Resource

Json = dict[str, Any]
TAXONOMY = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"
"""The column types of the Fiscal Data Package 1.0 for budgets; it is named, never fetched."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Under what the publisher lets the data be used: an identifier (``CC-BY-4.0``), a title, an address."""

    name: str
    title: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """What the data are taken from: a file or ledger, with its SHA-256."""

    title: str
    sha256: str
    medium: str


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the package as it was written."""

    resource: Resource
    size: int
    sha256: str


def descriptor(
    name: str,
    title: tuple[str, str],
    files: Sequence[Made],
    constants: Mapping[str, str],
    sources: Iterable[Cited],
    licence: Licence | None,
) -> Json:
    """The description of a package; ``title`` in Chinese and English, ``constants`` by the name of their field."""
    told: Json = {
        # not "fiscal-data-package": the schema of that name still asks for the model of version 0.3
        "profile": "tabular-data-package",
        "name": name,
        "title": title[0],
        "title@en": title[1],
        "description": _about(files, 0),
        "description@en": _about(files, 1),
        "languages": ["zh", "en"],
        "countryCode": "CN",
        "keywords": ["部门预算", "绩效目标", "public budget", "performance targets"],
        "columnTypes": [TAXONOMY, _own_types(file.resource for file in files)],
        "sources": [
            {"title": s.title, "medium": s.medium, **({"sha256": s.sha256} if s.sha256 else {})}
            for s in sources
        ],
        "resources": [_resource(file, constants) for file in files],
    }
    if licence:
        its = {"name": licence.name, "title": licence.title, "path": licence.path}
        told["licenses"] = [{key: value for key, value in its.items() if value}]
    return told


def _about(files: Iterable[Made], language: int) -> str:
    lead = (
        "部门预算和绩效目标的开放数据，按 Fiscal Data Package 1.0 编写。金额以元为单位，空白即没有。不含个人信息。",
        "Open data of a budget and its performance targets, as a Fiscal Data Package 1.0. Amounts are in yuan, "
        "a blank is nothing. Without personal data.",
    )[language]
    rows = [
        f"- {r.path}：{r.title}。{r.description}"
        if language == 0
        else f"- {r.path}: {r.english}. {r.english_description}"
        for r in (file.resource for file in files)
    ]
    return "\n".join((lead, *rows))


def _resource(file: Made, constants: Mapping[str, str]) -> Json:
    resource = file.resource
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": resource.path,
        "title": resource.title,
        "title@en": resource.english,
        "description": resource.description,
        "description@en": resource.english_description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": _schema(resource, constants),
    }


def _schema(resource: Resource, constants: Mapping[str, str]) -> Json:
    schema: Json = {
        "fields": [_field(column) for column in resource.columns],
        "missingValues": [""],
        "primaryKey": list(resource.primary),
    }
    if resource.foreign:
        schema["foreignKeys"] = [
            {"fields": list(f.columns), "reference": {"resource": f.resource, "fields": list(f.to)}}
            for f in resource.foreign
        ]
    extra = [_constant(c, constants) for c in resource.constants if c.value or constants.get(c.name)]
    if extra:
        schema["extraFields"] = extra
    return schema


def _field(column: Column) -> Json:
    field: Json = {
        "name": column.name,
        "type": column.type,
        "title": column.title,
        "title@en": column.english,
        "columnType": column.column_type,
    }
    if column.note:
        field["description"] = column.note
    constraints: Json = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    return {**field, "constraints": constraints} if constraints else field


def _constant(constant: Constant, constants: Mapping[str, str]) -> Json:
    value = constant.value or constants[constant.name]
    return {
        "name": constant.name,
        "type": constant.type,
        "title": constant.title,
        "title@en": constant.english,
        "columnType": constant.column_type,
        "constant": int(value) if constant.type == "integer" else value,
    }


def _own_types(resources: Iterable[Resource]) -> list[Json]:
    """The definitions of the column types that the taxonomy does not have."""
    found = {column.column_type: column for resource in resources for column in resource.fields}
    return [_type(type_, column, found) for type_, column in sorted(found.items()) if type_.startswith(OURS)]


def _type(name: str, column: Column | Constant, known: Mapping[str, object]) -> Json:
    code = f"{name.removesuffix(':label')}:code"
    label = {"labelOf": code} if name.endswith(":label") and code in known else {}
    return {"name": name, "dataType": column.type, **label}
