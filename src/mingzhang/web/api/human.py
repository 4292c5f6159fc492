"""The declarations of the API in the words of the page for people: Chinese titles, or English ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import get_language

from mingzhang.web.api import openapi
from mingzhang.web.api.declare import ROOT, Endpoint
from mingzhang.web.api.registry import ENDPOINTS


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or a field: its name, what it is, what it may be; of a parameter also whether it may be repeated."""

    name: str
    what: str
    holds: str
    required: bool = False
    several: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """An address: its name, the address, what it is, parameters, fields of an answer (of a list: of a row)."""

    name: str
    address: str
    title: str
    parameters: tuple[Named, ...]
    fields: tuple[Named, ...]
    example: str
    listed: bool


def described() -> list[Told]:
    """Every address in the language of the page."""
    english = get_language() == "en"
    return [_told(endpoint, english) for endpoint in ENDPOINTS]


def _told(endpoint: Endpoint, english: bool) -> Told:
    return Told(
        endpoint.name,
        f"{ROOT}{endpoint.path}",
        endpoint.english.rstrip(".") if english else endpoint.title,
        tuple(_parameter(*each, english) for each in openapi.fields(endpoint)),
        tuple(_fields(endpoint, english)),
        f"{ROOT}{endpoint.example}" if endpoint.example else "",
        endpoint.lists is not None,
    )


def _parameter(name: str, schema: Mapping[str, Any], required: bool, english: bool) -> Named:
    several = schema.get("type") == "array"
    one = schema["items"] if several else schema
    example = next(iter(one.get("examples", ())), "")
    return Named(name, _what(schema, english), holds(one), required, several, str(example))


def _fields(endpoint: Endpoint, english: bool) -> Iterator[Named]:
    kind = endpoint.lists or endpoint.gives
    (_,), parts = msgspec.json.schema_components([kind])
    told = parts[kind.__name__]
    for name, schema in told["properties"].items():
        yield Named(name, _what(schema, english), holds(schema))


def _what(schema: Mapping[str, Any], english: bool) -> str:
    said = (schema.get("description", ""), schema.get("title", ""))
    return str(said[0] if english or not said[1] else said[1])


def holds(schema: Mapping[str, Any]) -> str:
    """What a parameter or field may be, in the words of JSON Schema.

    >>> holds({"type": "integer", "minimum": 1, "maximum": 200}), holds({"enum": ["csv", "json"]})
    ('integer 1–200', 'csv | json')
    """
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(map(holds, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"{holds(schema['items'])}[]"
    span = f" {schema['minimum']}–{schema['maximum']}" if "minimum" in schema else ""
    return f"{schema.get('format', schema.get('type', ''))}{span}"
