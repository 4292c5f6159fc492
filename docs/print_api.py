"""The reference page of the public API, out of the declarations that its views go by."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from unittest import mock


def api_page() -> Iterator[str]:
    """The public API: every address, its parameters, the fields of its answers, its headers and errors."""
    _django()
    from mingzhang.web.api.declare import MOST
    from mingzhang.web.api.openapi import HEADERS_SAY
    from mingzhang.web.api.problems import MEDIA, SAID
    from mingzhang.web.api.registry import DOCUMENT, ENDPOINTS

    yield "# The public API"
    yield (
        "Read-only, without registration; what it gives is what was published. Declared in `src/mingzhang/web/api/`; "
        f"the same declarations make the OpenAPI 3.1 document at `{DOCUMENT}` and the page at `/api/`. How to use it: "
        "[Take the open data](../howto/open-data.md)."
    )
    yield (
        "Money is a decimal string of yuan; what is not there is `null`, never zero. Field names never change, new ones "
        f"may be added. A list has at most {MOST} rows a page: follow `next` (or the header Link) until it is `null`; each "
        "row stands on one page, and a page may be short. `format=csv`, or `Accept: text/csv`, gives a list for a spreadsheet: UTF-8 with a byte "
        "order mark; a text that a spreadsheet would take for a formula has an apostrophe before it, a long code a tab. "
        "A parameter that is not known is refused."
    )
    yield "## Addresses"
    yield table(
        ("address", "", "what it is"),
        [(f"[`{e.path or '/'}`](#get-{e.name})", e.title, e.english) for e in ENDPOINTS],
    )
    for endpoint in ENDPOINTS:
        yield from _endpoint(endpoint)
    yield "## Structures"
    yield from _structures(ENDPOINTS)
    yield "## Headers"
    yield table(("header", "what it says"), [(f"`{name}`", what) for name, what in HEADERS_SAY.items()])
    yield "## Errors"
    yield f"As `{MEDIA}`: `status`, `title` in Chinese, `detail` in English, `faults` for each parameter."
    yield table(
        ("status", "title", "detail"), [(status, title, detail) for status, (title, detail) in SAID.items()]
    )


def _django() -> None:
    """The declarations stand in an application of Django, which asks for its settings."""
    import django

    if "DJANGO_SETTINGS_MODULE" in os.environ:
        django.setup()
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "mingzhang.web.settings"
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, MINGZHANG_DATA=folder):
        django.setup()
        from mingzhang.web import urls  # noqa: F401  # what it reads of the folder it reads now


def _endpoint(endpoint: Any) -> Iterator[str]:  # noqa: ANN401  # known once Django is set up
    from mingzhang.web.api.declare import ROOT
    from mingzhang.web.api.human import holds
    from mingzhang.web.api.openapi import fields

    yield f'<a id="get-{endpoint.name}"></a>\n\n### {endpoint.title}'
    yield f"`GET {ROOT}{endpoint.path}`\n\n{endpoint.english} {_gives(endpoint)}"
    rows = [
        (
            f"`{name}`",
            "" if required else "optional",
            _holds(schema, holds),
            schema["title"],
            schema["description"],
        )
        for name, schema, required in fields(endpoint)
    ]
    if rows:
        yield table(("parameter", "", "holds", "", "what it is"), rows)


def _gives(endpoint: Any) -> str:  # noqa: ANN401
    name = (endpoint.lists or endpoint.gives).__name__
    also = "; also as CSV" if endpoint.as_table else ""
    return f"Gives {'a list of ' if endpoint.lists else ''}[{name}](#{name.lower()}){also}."


def _holds(schema: Mapping[str, Any], holds: Any) -> str:  # noqa: ANN401
    one = schema.get("items", schema)
    told = [f"`{holds(one)}`"]
    if "pattern" in one:
        told.append(f"`{one['pattern']}`")
    if "default" in schema and schema["default"] not in ((), []):
        told.append(f"usually `{schema['default']}`")
    if schema.get("type") == "array":
        told.append("may be given several times")
    return ", ".join(told)


def _structures(endpoints: Iterable[Any]) -> Iterator[str]:
    import msgspec

    from mingzhang.web.api.human import holds

    kinds = [kind for e in endpoints for kind in ((e.gives, e.lists) if e.lists else (e.gives,))]
    _, parts = msgspec.json.schema_components(kinds, ref_template="#{name}")
    for name, told in sorted(parts.items()):
        if "properties" in told:
            yield f"### {name}"
            yield told["description"].splitlines()[0]
            rows = [
                (f"`{key}`", f"`{holds(field)}`", field.get("title", ""), field.get("description", ""))
                for key, field in told["properties"].items()
            ]
            yield table(("field", "holds", "", "what it is"), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(api_page()) + "\n")
