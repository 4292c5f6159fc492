"""What went wrong, as ``application/problem+json`` (RFC 9457): a Chinese title for people, English detail for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec
from django.http import HttpResponse
from msgspec import Meta, Struct

MEDIA = "application/problem+json"


class Fault(Struct, frozen=True, kw_only=True):
    """What is wrong with a parameter."""

    parameter: Annotated[str, Meta(title="参数", description="its name")]
    title: Annotated[str, Meta(title="问题", description="in Chinese")]
    detail: Annotated[str, Meta(title="英文", description="in English")]


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why there is no answer."""

    status: Annotated[int, Meta(title="状态码", description="status of the answer")]
    title: Annotated[str, Meta(title="问题", description="what is wrong and what to do, in Chinese")]
    detail: Annotated[str, Meta(title="英文", description="the same in English")]
    type: Annotated[str, Meta(title="类别", description="about:blank: the status says it")] = "about:blank"
    faults: Annotated[
        tuple[Fault, ...], Meta(title="参数的问题", description="what is wrong with each parameter")
    ] = ()


SAID = {
    400: ("参数不对，请按接口说明改正", "The parameters are not as the description of the API says."),
    404: ("没有这个地址，或者那里没有公开的内容", "There is nothing at this address."),
    405: ("这个接口只能读取，请用 GET", "The API is read-only: use GET, HEAD or OPTIONS."),
    429: ("查得太频繁，请稍后再试", "Too many requests: wait as long as Retry-After says."),
    500: ("程序自身出错，已记入日志，请稍后再试", "The program failed. It is in the log; try again later."),
}
"""What each status says."""


def problem(
    status: int, faults: tuple[Fault, ...] = (), headers: Mapping[str, str] | None = None, said: str = ""
) -> HttpResponse:
    """The answer for a status that ``SAID`` has; ``said`` tells it more closely, in Chinese."""
    title, detail = SAID[status]
    told = Problem(status=status, title=said or title, detail=detail, faults=faults)
    return HttpResponse(msgspec.json.encode(told), status=status, content_type=MEDIA, headers=headers)
