"""What a request asks, as the struct that its address declares; what is wrong with it is named, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

import msgspec
from django.http import QueryDict
from msgspec import structs

from mingzhang.web.api.declare import Asked, Endpoint
from mingzhang.web.api.problems import Fault

_CONTROL = re.compile("[\x00-\x1f\x7f]")
_WHOLE = re.compile(r"-?[0-9]{1,15}", re.ASCII)


class Refused(Exception):
    """A request cannot be answered; ``faults`` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


class NoSuchAddress(Exception):
    """What stands in the path can be no address."""


def asked(endpoint: Endpoint, path: Mapping[str, str], query: QueryDict) -> Asked:
    """What is asked. Raises NoSuchAddress for the path, Refused for the rest."""
    fields = {field.name: field for field in structs.fields(endpoint.asked)}
    values: dict[str, Any] = {}
    for name, text in path.items():
        try:
            values[name] = _converted(text, fields[name].type)
        except ValueError as error:
            raise NoSuchAddress from error
    faults = [*_unknown(query, set(fields) - set(path))]
    for name in fields:
        if name not in path and name in query:
            try:
                values[name] = _read(query.getlist(name), fields[name].type)
            except ValueError as error:
                faults.append(_fault(name, "的写法不对", str(error)))
    if faults:
        raise Refused(tuple(faults))
    return endpoint.asked(**values)


def _unknown(query: QueryDict, known: set[str]) -> Iterator[Fault]:
    for name in query:
        if name not in known:
            could = f"可以用的有：{'、'.join(sorted(known))}" if known else "这里不用参数"
            words = f"Unknown parameter; known: {', '.join(sorted(known)) or 'none'}."
            yield Fault(parameter=name, title=f"没有“{name[:40]}”这个参数；{could}", detail=words)


def _fault(name: str, said: str, detail: str) -> Fault:
    return Fault(parameter=name, title=f"参数“{name}”{said}", detail=detail)


def several(type_: Any) -> bool:  # noqa: ANN401  # a type as a struct has it
    """Whether a parameter may be given several times."""
    bare = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    return get_origin(bare) is tuple


def _read(texts: list[str], type_: Any) -> Any:  # noqa: ANN401
    """The value of a parameter. Raises ValueError."""
    if several(type_):
        return _converted(texts, type_)
    if len(texts) > 1:
        raise ValueError("Given more than once.")
    return _converted(texts[0], type_)


def _converted(given: str | list[str], type_: Any) -> Any:  # noqa: ANN401
    """A value of the type. Raises ValueError."""
    texts = [given] if isinstance(given, str) else given
    if any(_CONTROL.search(text) for text in texts):
        raise ValueError("Control characters are not taken.")
    whole = _whole(type_)
    if whole and not all(_WHOLE.fullmatch(text) for text in texts):
        raise ValueError("Expected a whole number.")
    try:
        return msgspec.convert(given, type_, strict=not whole)  # else "1" would also be a moment
    except msgspec.ValidationError as error:
        raise ValueError(str(error).partition(" - at `$")[0]) from error


def _whole(type_: Any) -> bool:  # noqa: ANN401
    """Whether a type, or what a list holds, is a whole number."""
    schema = msgspec.json.schema(type_)
    return "integer" in (schema.get("type"), schema.get("items", {}).get("type"))
