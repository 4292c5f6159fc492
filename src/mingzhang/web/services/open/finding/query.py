"""What is searched for: words and filters, as an address has them. What was not understood is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from mingzhang.domain.ledger import Fund, Kind
from mingzhang.web.services.open.finding.grams import plain

NEWEST, AMOUNT = "newest", "amount"
SORTS = (NEWEST, AMOUNT)
MOST_WORDS, LONGEST_WORD, LONGEST_TEXT, MOST_CHOICES = 8, 40, 200, 60
_SHOWN = 30
_CENTS_OF_WAN = 1_000_000
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_PATTERNS = {
    "year": re.compile(r"(?:19|20)[0-9]{2}", re.ASCII),
    "division": re.compile(r"[0-9]{6,9}", re.ASCII),
    "department": re.compile(r"[0-9]{6,9}/[0-9A-Za-z_-]{1,21}", re.ASCII),
    "function": re.compile(r"[0-9]{3,13}", re.ASCII),
    "fund": re.compile("|".join(Fund)),
    "kind": re.compile("|".join(Kind)),
}


@dataclass(frozen=True, slots=True)
class Query:
    """Words and filters; filters of one kind are joined by or, kinds by and. Amounts in 分, both ends included.

    ``departments`` are ``division/department``, of ``functions`` a beginning counts. In addresses amounts are in 万元:
    ``q year division department function fund kind least most sort``.
    """

    text: str = ""
    years: tuple[int, ...] = ()
    divisions: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    funds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    sort: str = ""
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, params: QueryDict) -> Query:
        """Out of an address; what cannot be used is left out and told in ``problems``."""
        problems: list[str] = []
        text = " ".join(params.get("q", "").replace("\0", " ").split())
        if len(text) > LONGEST_TEXT:
            text = text[:LONGEST_TEXT]
            problems.append(_("要找的字超过 %(n)s 个，后面的没有算进来。") % {"n": LONGEST_TEXT})
        chosen = {name: _chosen(params, name, problems) for name in _PATTERNS}
        least, most = (_amount(params, name, problems) for name in ("least", "most"))
        if least is not None and most is not None and least > most:
            problems.append(_("金额的下限大于上限，两个都没有算进来。"))
            least = most = None
        sort = params.get("sort", "")
        if sort not in ("", *SORTS):
            problems.append(_("不能按“%(words)s”排序，按年度从新到旧排。") % {"words": sort[:_SHOWN]})
            sort = ""
        return cls(
            text, tuple(map(int, chosen["year"])), chosen["division"], chosen["department"], chosen["function"],
            chosen["fund"], chosen["kind"], least, most, sort, tuple(problems),
        )  # fmt: skip

    def params(self) -> list[tuple[str, str]]:
        """As an address has it; ``of`` reads it back."""
        pairs: list[tuple[str, Iterable[object]]] = [
            ("q", [self.text] if self.text else []), ("year", self.years), ("division", self.divisions),
            ("department", self.departments), ("function", self.functions), ("fund", self.funds),
            ("kind", self.kinds), ("least", _wan(self.least)), ("most", _wan(self.most)),
            ("sort", [self.sort] if self.sort else []),
        ]  # fmt: skip
        return [(name, str(value)) for name, values in pairs for value in values]

    @property
    def words(self) -> tuple[str, ...]:
        """The words to be found, plain, each once."""
        found = dict.fromkeys(word[:LONGEST_WORD] for word in map(plain, self.text.split()) if word)
        return tuple(found)[:MOST_WORDS]

    @property
    def filtered(self) -> bool:
        """Whether anything but words narrows what is found."""
        return replace(self, text="", sort="", problems=()) != Query()

    def without_problems(self) -> Query:
        """The same search, for comparing."""
        return replace(self, problems=())


def _chosen(params: QueryDict, name: str, problems: list[str]) -> tuple[str, ...]:
    given = dict.fromkeys(value.strip() for value in params.getlist(name))
    good = [value for value in given if _PATTERNS[name].fullmatch(value)]
    for value in given:
        if value and value not in good:
            problems.append(_("筛选条件“%(words)s”看不懂，没有算进来。") % {"words": value[:_SHOWN]})
    if len(good) > MOST_CHOICES:
        problems.append(_("同一类筛选条件最多选 %(n)s 个，后面的没有算进来。") % {"n": MOST_CHOICES})
    return tuple(good[:MOST_CHOICES])


def _amount(params: QueryDict, name: str, problems: list[str]) -> int | None:
    """An amount in 万元, as 分."""
    given = plain_number(params.get(name, ""))
    if not given:
        return None
    if not _AMOUNT.fullmatch(given):
        problems.append(
            _("金额“%(words)s”看不懂，应当是以万元为单位的数，例如 12.5。") % {"words": given[:_SHOWN]}
        )
        return None
    return int(Decimal(given) * _CENTS_OF_WAN)


def plain_number(text: str) -> str:
    """A number as people type it, without white space and the commas of thousands.

    >>> plain_number(" 1,200.5 ")
    '1200.5'
    """
    return "".join(text.replace(",", "").replace("，", "").split())


def _wan(cents: int | None) -> Sequence[str]:
    """分 as 万元, or nothing.

    >>> _wan(12_500_000), _wan(1)
    (['12.5'], ['0.000001'])
    """
    if cents is None:
        return []
    whole, rest = divmod(cents, _CENTS_OF_WAN)
    return [f"{whole}.{rest:06}".rstrip("0").rstrip(".")]
