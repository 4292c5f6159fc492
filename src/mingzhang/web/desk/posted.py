"""What people post, before any of it reaches the workflow: texts cleaned and bounded, numbers and choices checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from secrets import token_hex

from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from mingzhang.forms.target import TARGET
from mingzhang.web.services.checks import Shown
from mingzhang.web.services.standings import procedure
from mingzhang.workflow.acts import Act
from mingzhang.workflow.draft import Draft, DraftError, Edit, edits_of, plain
from mingzhang.workflow.moves import Given

MOST_BYTES = 1_000_000
"""A post of edits is smaller."""
LONGEST = 2_000
"""Characters of a text that goes with an act."""
_MOST_DIGITS = 9


def text(request: HttpRequest, name: str, most: int = LONGEST) -> str:
    """A posted text. Raises DraftError where it is too long."""
    words = plain(request.POST.get(name, ""))
    if len(words) > most:
        raise DraftError(f"最多写 {most} 个字，现在有 {len(words)} 个，请压缩后再提交")
    return words


def edits(request: HttpRequest) -> list[Edit]:
    """Edits that a form sent as they were typed. Raises DraftError where they are too many or none."""
    try:
        if len(request.body) > MOST_BYTES:
            raise DraftError("一次发来的修改太多，请刷新页面再试")
        data = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException) as error:  # the last: sent as a page's form
        raise DraftError("发来的修改看不懂，请刷新页面再试") from error
    return edits_of(data.get("edits") if isinstance(data, dict) else None)


def saved_answer(
    revision: int, conflicts: Mapping[str, str], name: str, findings: Iterable[Shown], said: str = ""
) -> JsonResponse:
    """What a form is told when its edits are saved."""
    listed = [
        {
            "key": each.key, "path": each.path, "severity": str(each.severity), "rule": each.rule,
            "message": each.message, "remedy": each.remedy, "explained": each.explained,
            "must": each.must, "quiet": each.quiet, "kind": each.kind,
        }
        for each in findings
    ]  # fmt: skip
    at = timezone.localtime().strftime("%H:%M:%S")
    told = {"revision": revision, "at": at, "conflicts": conflicts, "name": name, "findings": listed}
    return JsonResponse({**told, "said": said})


def number(words: str) -> int | None:
    """A whole number as people and addresses write it, None where it is none."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= _MOST_DIGITS else None


def given(request: HttpRequest, act: Act, draft: Draft) -> Given:
    """What an act is given. Raises DraftError where something of it cannot be."""
    return Given(
        text=text(request, "text"),
        reasons=tuple(dict.fromkeys(code[:20] for code in request.POST.getlist("reasons")))[:20],
        field=_field(request.POST.get("field", ""), draft),
        opinion=token_hex(8) if act is Act.REMARK else request.POST.get("opinion", "")[:32],
        grade=request.POST.get("grade", "")[:20],
        parts={
            part.key: words for part in procedure().parts if (words := text(request, f"parts.{part.key}"))
        },
        until=_until(request.POST.get("until", "")),
    )


def _field(path: str, draft: Draft) -> str:
    """A cell of the form. Raises DraftError where the form has none of that path."""
    keys = {key for field in TARGET.fields for key in (field.key, *field.keys)}
    half, _, rest = path.partition(".")
    row, _, part = rest.partition(".")
    known = not path or path in keys
    known = known or (part in ("", "level3", "value") and any(r.id == row for r in draft.half(half)))
    if not known:
        raise DraftError("表里没有这个单元格，请刷新页面再试")
    return path


def _until(words: str) -> datetime | None:
    if not words:
        return None
    try:
        when = datetime.fromisoformat(words)
    except ValueError as error:
        raise DraftError("时间看不懂，请按“年-月-日 时:分”填写") from error
    when = when if when.tzinfo else timezone.make_aware(when)
    if when <= timezone.now():
        raise DraftError("延长到的时间已经过去了，请填以后的时间")
    return when


def onward(request: HttpRequest, otherwise: str) -> str:
    """Where to go after a post: the posted address where it is one of this site."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if target and safe else otherwise
