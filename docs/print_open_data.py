"""The reference page of the files for others: the data package, and the files of the national data standard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mingzhang.writing.datapackage.describe import TAXONOMY
from mingzhang.writing.datapackage.open import OPEN_RESOURCES
from mingzhang.writing.datapackage.package import DESCRIPTOR, RESOURCES
from mingzhang.writing.datapackage.spec import Column, Constant, Resource
from mingzhang.writing.national.standard import FILES, QUALITATIVE, SIGNS, Basis, StandardField, StandardFile

BASES = {
    Basis.SEEN: "",
    Basis.PRODUCT: "in a product, not in the standard",
    Basis.INFERRED: "inferred, 待核",
    Basis.TO_CONFIRM: "to confirm, 待核",
}


def open_data_page() -> Iterator[str]:
    """Open data and the national data standard: every file, its columns and what they mean."""
    yield "# Open data, and the national data standard"
    yield "## The data package"
    yield (
        f"A zip of CSV files (UTF-8, a blank is nothing, amounts in yuan) with `{DESCRIPTOR}`, which describes them "
        "in Chinese and English: a [Tabular Data Package](https://specs.frictionlessdata.io/tabular-data-package/) "
        "whose columns have the types of the "
        "[Fiscal Data Package 1.0](https://specs.frictionlessdata.io/fiscal-data-package/). Declared in "
        "`src/mingzhang/writing/datapackage/`. A file without rows is left out. Personal data is never written, the "
        "licence is the publisher's to choose, sources are cited with their SHA-256, and the same input gives the "
        "same bytes. Cells are exact: those who open a file in a spreadsheet should import its codes as text."
    )
    yield (
        f"Column types without `mingzhang:` are those of the taxonomy <{TAXONOMY}>; the others are defined in "
        "the description itself. A constant is no column: it stands in the description, as one of `extraFields`."
    )
    yield _table(
        ("file", "", "what a row is"),
        [(f"[{r.path}](#{r.name})", r.title, r.english_description) for r in RESOURCES],
    )
    for resource in RESOURCES:
        yield from _resource(resource)
    yield from _of_everything()
    yield from _national()


def _of_everything() -> Iterator[str]:
    """The package of all that is published, which the portal gives."""
    yield "## The package of everything that is published"
    yield (
        "What `/open/data/` gives, as CSV files of one data package and as Parquet files of the same columns (integers, "
        "dates, moments in UTC, money as a decimal of 18 digits with two places): "
        "[Take the open data](../howto/open-data.md). Declared in `src/mingzhang/writing/datapackage/open.py`. Every "
        "file is there, also without rows."
    )
    yield _table(
        ("file", "", "what a row is"),
        [(f"[{r.path}](#all-{r.name})", r.title, r.english_description) for r in OPEN_RESOURCES],
    )
    for resource in OPEN_RESOURCES:
        yield from _resource(resource, "all-")


def _resource(resource: Resource, before: str = "") -> Iterator[str]:
    yield f'<a id="{before}{resource.name}"></a>\n\n### {resource.path}: {resource.title}'
    keys = f"A row is named by {_code(*resource.primary)}."
    for foreign in resource.foreign:
        keys += f" {_code(*foreign.columns)} names a row of {_code(f'{foreign.resource}.csv')}."
    yield f"{resource.english_description} {keys}"
    yield _table(("column", "holds", "", "what it is", "column type"), map(_column, resource.fields))


def _column(field: Column | Constant) -> Sequence[str]:
    if isinstance(field, Constant):
        holds = f"constant{f' `{field.value}`' if field.value else ''}"
    else:
        holds = ", ".join(f"`{choice}`" for choice in field.choices) or field.type
        holds += "" if field.required else ", may be blank"
    return (_code(field.name), holds, field.title, field.english, _code(field.column_type))


def _national() -> Iterator[str]:
    yield "## The national data standard"
    yield (
        "A zip of CSV files (UTF-8 with a byte order mark) under the names of 《预算管理一体化系统技术标准》, as products "
        "in use have them. Declared in `src/mingzhang/writing/national/standard.py`. 待核 marks what was concluded or "
        "is quoted from memory: hold it against the standard of the place before use. A file without rows is left out."
    )
    yield (
        "A text that is longer than its field is written whole and said; what is no number is not written where one "
        "belongs, and said. A text that Excel would take for a formula begins with an apostrophe, a code that it "
        "would round with a tab, as in the ledger's own files; `write_national(…, for_excel=False)` leaves both out. "
        "Keys are made of the content (UUID version 5, in braces): the same project, goal or indicator has the same "
        "key whenever it is written."
    )
    signs = "、".join(f"{sign} `{code}`" for sign, code in SIGNS.items())
    yield f"`COMPUTESIGN`: {signs}, no sign as =, what is not one number `{QUALITATIVE}` (order 待核)."
    for file in FILES:
        yield from _file(file)


def _file(file: StandardFile) -> Iterator[str]:
    yield f"### {file.name}: {file.title}"
    yield _table(("field", "meaning", "type", "comes from", "known", "note"), map(_field, file.fields))


def _field(field: StandardField) -> Sequence[str]:
    source = f"always {_code(field.value)}" if field.value else field.source
    return (_code(field.name), field.meaning, field.typed, source, BASES[field.basis], field.note)


def _code(*keys: str) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(v).replace("|", "\\|") for v in line) + " |" for line in lines)
