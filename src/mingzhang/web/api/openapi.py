"""The OpenAPI 3.1 document, made of the declarations that the views go by."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from mingzhang import __version__
from mingzhang.web.api.answers import EXPOSED, JSON
from mingzhang.web.api.declare import ROOT, Endpoint
from mingzhang.web.api.problems import MEDIA, SAID, Problem
from mingzhang.web.api.rate import HEADERS
from mingzhang.web.api.registry import ENDPOINTS
from mingzhang.web.api.tables import MEDIA as CSV

Json = dict[str, Any]
REF = "#/components/schemas/{name}"
DESCRIPTION = (
    "只读的公开数据：部门预算、十三张表、项目、绩效目标和指标。不用注册。金额是以元为单位的十进制字符串，没有的是 null。\n\n"
    "Read-only open data: budgets, tables, projects, targets and indicators. No registration. Money is a decimal string "
    "of yuan, what is not there is null. Field names never change; new ones may be added. Lists are paged by key: follow "
    "`next` (or the header Link) until it is null. ETag and Last-Modified change with the data: ask with If-None-Match."
)
HEADERS_SAY = {
    "ETag": "changes with the data",
    "Last-Modified": "when what is public changed last",
    "Link": 'of a list: the next page, `rel="next"`',
    HEADERS[0]: "requests of one network address in a minute",
    HEADERS[1]: "how many are left",
    HEADERS[2]: "seconds until they are counted anew",
    HEADERS[3]: "the limit and its seconds",
    "Retry-After": "of 429: seconds to wait",
}
"""What headers mean."""


@lru_cache(maxsize=1)
def document() -> Json:
    """The whole document."""
    shapes = [endpoint.gives for endpoint in ENDPOINTS]
    _, components = msgspec.json.schema_components([*shapes, Problem], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "明账公开接口", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": ROOT}],
        "paths": {endpoint.path or "/": {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {
            "schemas": components,
            "headers": {
                name: {"description": what, "schema": {"type": "string"}}
                for name, what in HEADERS_SAY.items()
            },
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    return {
        "operationId": endpoint.name,
        "summary": endpoint.title,
        "description": endpoint.english,
        "parameters": list(parameters(endpoint)),
        "responses": {
            "200": {"description": "Found.", "headers": _headers(EXPOSED), "content": _content(endpoint)},
            "304": {"description": "Not changed since: see If-None-Match."},
            **{str(status): _wrong(status) for status in _statuses(endpoint)},
        },
    }


def _content(endpoint: Endpoint) -> Json:
    content: Json = {JSON: {"schema": {"$ref": REF.format(name=endpoint.gives.__name__)}}}
    if endpoint.as_table:
        content[CSV] = {"schema": {"type": "string"}}
    return content


def _statuses(endpoint: Endpoint) -> Iterator[int]:
    yield 400
    if endpoint.in_path or endpoint.name == "search":  # of a search a page may not be there
        yield 404
    yield from (405, 429, 500)


def _wrong(status: int) -> Json:
    schema = {"$ref": REF.format(name=Problem.__name__)}
    headers = [*HEADERS, "Retry-After"] if status == 429 else HEADERS
    return {
        "description": SAID[status][1],
        "headers": _headers(", ".join(headers)),
        "content": {MEDIA: {"schema": schema}},
    }


def _headers(names: str) -> Json:
    return {
        name: {"$ref": f"#/components/headers/{name}"} for name in names.split(", ") if name != "Retry-After"
    }


def parameters(endpoint: Endpoint) -> Iterator[Json]:
    """The parameters of an address, as OpenAPI has them."""
    for name, schema, required in fields(endpoint):
        told = {key: value for key, value in schema.items() if key not in ("title", "description")}
        told.pop("default", None) if told.get("default") in ((), []) else None
        yield {
            "name": name,
            "in": "path" if name in endpoint.in_path else "query",
            "required": required,
            "description": f"{schema['title']}: {schema['description']}",
            "schema": told,
            **({"style": "form", "explode": True} if told.get("type") == "array" else {}),
        }


def fields(endpoint: Endpoint) -> Iterator[tuple[str, Json, bool]]:
    """The parameters of an address: name, JSON Schema, whether it must be given; those of the path first."""
    (_,), parts = msgspec.json.schema_components([endpoint.asked])
    told = parts[endpoint.asked.__name__]
    names = [*endpoint.in_path, *(name for name in told["properties"] if name not in endpoint.in_path)]
    for name in names:
        schema = told["properties"][name]
        if "$ref" in schema:
            schema = parts[schema["$ref"].rpartition("/")[2]]
        yield name, _inlined(schema, parts), name in told["required"]


def _inlined(schema: Json, parts: Json) -> Json:
    """A schema without references: a parameter stands by itself."""
    items = schema.get("items", {})
    if "$ref" in items:
        inner = parts[items["$ref"].rpartition("/")[2]]
        plain = {key: value for key, value in inner.items() if key not in ("title", "description")}
        return {**schema, "items": plain}
    return schema
