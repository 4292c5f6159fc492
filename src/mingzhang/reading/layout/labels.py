"""Recognising the labels of a form: whole, in other words, misread by one character, broken, cut, glued."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from mingzhang.domain.chars import fold
from mingzhang.forms.pack import Pack, level2_words
from mingzhang.forms.spec import Field, Form, Kind, Level2
from mingzhang.forms.target import TARGET

SHORTEST_FUZZY = 4
"""A label of fewer characters misread in one would be more like another word than like itself."""


def bare(folded: str) -> str:
    """A folded label without the words and marks that only lead to it: ``其中:`` before, a colon after."""
    return folded.rstrip(":;.").removeprefix("其中:").removeprefix("其中")


class Labels:
    """The labels of one form as one pack prints them. Items are known by their ordinal in ``form.items``."""

    def __init__(self, form: Form, pack: Pack) -> None:
        self.items = form.items
        self.exact: dict[str, tuple[int, ...]] = {}
        for i, item in enumerate(form.items):
            if item.label:
                for word in (item.label, *pack.labels.get(item.label, ())):
                    key = bare(fold(word))
                    self.exact[key] = (*self.exact.get(key, ()), i)
        for word, owners in list(self.exact.items()):
            if word.endswith("(元)"):
                self.exact.setdefault(word.removesuffix("(元)"), owners)
                self.exact.setdefault(word.removesuffix("(元)") + "(万元)", owners)
        self.prefixes = frozenset(word[:n] for word in self.exact for n in range(1, len(word)))
        self.longest = max(map(len, self.exact))
        self._fuzzy = [word for word in self.exact if len(word) >= SHORTEST_FUZZY]
        self.first_in_row = frozenset(form.items.index(row.items[0]) for row in (*form.rows, form.foot))
        self.foot = frozenset(form.items.index(item) for item in form.foot.items)
        self.grid = next(i for i, item in enumerate(form.items) if item.label == form.grid.label)
        self.amounts = frozenset(
            i for i, item in enumerate(form.items) if isinstance(item, Field) and item.kind is Kind.AMOUNT
        )
        self.start = form.items.index(form.fields[0])

    def near(self, folded: str) -> tuple[int, ...]:
        """The items whose label differs in one character (in two from ten on), where no other is as near."""
        if not SHORTEST_FUZZY - 1 <= len(folded) <= self.longest + 1:
            return ()
        limit = 2 if len(folded) >= 10 else 1
        found = process.extract(folded, self._fuzzy, scorer=Levenshtein.distance, score_cutoff=limit, limit=2)
        if not found or (
            len(found) == 2 and found[0][1] == found[1][1] and not self._same(found[0][0], found[1][0])
        ):
            return ()
        return self.exact[found[0][0]]

    def _same(self, a: str, b: str) -> bool:
        return self.exact[a] == self.exact[b]


@lru_cache(maxsize=16)
def labels_of(pack: Pack) -> Labels:
    """The labels of the target form under a pack."""
    return Labels(TARGET, pack)


class Levels:
    """The printed words for levels 1 and 2 of the indicator grid."""

    def __init__(self, pack: Pack) -> None:
        levels = TARGET.grid.levels
        self.level1 = frozenset(level.level1 for level in levels)
        self.words = {word: level for level in levels for word in level2_words(level, pack)}
        self.names = {level.name: level for level in levels}
        self.heads = frozenset(TARGET.grid.heads)
        self._starts: dict[str, Level2 | None] = {}
        for level in levels:
            for n in range(SHORTEST_FUZZY, len(level.name)):
                start = level.name[:n]
                if start not in self.words:
                    self._starts[start] = None if start in self._starts else level
        self.prefixes = frozenset(
            word[:n] for word in (*self.words, *self.level1) for n in range(1, len(word))
        )
        self._fuzzy = [w for w in self.words if len(w) >= SHORTEST_FUZZY]

    def head(self, folded: str) -> str | None:
        """The column head that a word of the head row is, perhaps misread in one character."""
        if folded in self.heads:
            return folded
        return next(
            (h for h in TARGET.grid.heads if Levenshtein.distance(folded, h, score_cutoff=1) <= 1), None
        )

    def whole(self, folded: str) -> Level2 | None:
        """The kind of indicator that a cell names in full, in short or in other words."""
        return self.words.get(folded)

    def cut(self, folded: str) -> Level2 | None:
        """The kind whose name a narrow column has cut off, where only one begins so."""
        return self._starts.get(folded)

    def near(self, folded: str) -> Level2 | None:
        """The kind whose name differs in one character, where no other is as near."""
        if not SHORTEST_FUZZY <= len(folded) <= 11:
            return None
        found = process.extract(folded, self._fuzzy, scorer=Levenshtein.distance, score_cutoff=1, limit=2)
        kinds = {self.words[word].key for word, *_ in found}
        return self.words[found[0][0]] if len(kinds) == 1 else None

    def glued(self, folded: str) -> tuple[Level2, int] | None:
        """The kind that a cell begins with though more is printed on, and how many characters its label has."""
        if folded[:2] not in self.prefixes:
            return None
        best: tuple[Level2, int] | None = None
        for level in self.names.values():
            n = _shared(folded, level.name)
            full = n == len(level.name)
            if n >= SHORTEST_FUZZY and n < len(folded) and (full or n >= 6) and (best is None or n > best[1]):
                best = (level, n)
        return best


def _shared(text: str, label: str) -> int:
    """How far a text runs along a label; one wrong character is let pass where the label goes on after it."""
    wrong = 0
    for n, (a, b) in enumerate(zip(text, label, strict=False)):
        if a != b:
            wrong += 1
            if wrong > 1 or n < 2 or text[n + 1 : n + 3] != label[n + 1 : n + 3] or not label[n + 1 : n + 3]:
                return n
    return min(len(text), len(label))


@lru_cache(maxsize=16)
def levels_of(pack: Pack) -> Levels:
    """The level words under a pack."""
    return Levels(pack)
