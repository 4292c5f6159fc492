"""The projects in which all words of a search stand. Where the index tells only that they may, texts are looked at:
the first of those in question, so many that it stays quick. What was learnt is kept for as long as the shelf."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice
from operator import and_

from mingzhang.web.services.open.finding.bits import bits_of, keys_from_last
from mingzhang.web.services.open.finding.engine import engine
from mingzhang.web.services.open.finding.near import nearly
from mingzhang.web.services.open.finding.shelf import Shelf, Standing

MOST_LOOKED_AT = 3_000
"""Projects whose texts are looked at together."""
ROUNDS = 3
"""How often so many are looked at, for one answer."""
MOST_MENDED = 2
"""Words of a search in which a mistake is let pass."""
Meant = tuple[str, ...]


class Words:
    """Plain words in what is on display, each given by itself or by what may be meant by it.

    ``near`` says that a word stands nowhere as it was typed and one wrong character was let pass; ``marked`` are the
    words as they stand there.
    """

    def __init__(self, shelf: Shelf, words: Sequence[str]) -> None:
        self._shelf = shelf
        self._standing: list[tuple[Meant, Standing]] = []
        self.near, self.marked = False, list[str]()
        mended = 0
        for word in words:
            meant: Meant = (word,)
            found = self._found(meant)
            if mended < MOST_MENDED and not self._stands(meant, found):
                mended += 1
                if other := self._nearly(word):
                    self.near, meant, found = True, other, self._found(other)
            self._standing.append((meant, found))
            self.marked += meant

    def _nearly(self, word: str) -> Meant:
        kept = self._shelf.near.get(word)
        return self._shelf.keep_near(word, nearly(word)) if kept is None else kept

    def _found(self, meant: Meant) -> Standing:
        shelf = self._shelf
        kept = shelf.standing.get(meant)
        if kept is None:
            bits, sure = engine().standing(meant, shelf.base, shelf.size)
            kept = shelf.keep(meant, Standing(bits & shelf.live, sure))
        return kept

    def _stands(self, meant: Meant, found: Standing) -> bool:
        """Whether it is written anywhere, as far as some thousand texts tell."""
        for _ in range(ROUNDS):
            left = found.bits & ~found.no
            if found.sure or found.yes or not left:
                break
            self._look(meant, found, list(islice(keys_from_last(left, self._shelf.base), MOST_LOOKED_AT)))
        return found.bits & ~found.no != 0

    @property
    def sure(self) -> bool:
        """Whether no text has to be looked at."""
        return all(found.sure for _, found in self._standing)

    @property
    def may(self) -> int:
        """The projects in which all words may stand."""
        return reduce(and_, (found.bits & ~found.no for _, found in self._standing), self._shelf.live)

    @property
    def yes(self) -> int:
        """The projects in which all words surely stand."""
        sets = (found.bits if found.sure else found.yes for _, found in self._standing)
        return reduce(and_, sets, self._shelf.live)

    def look(self, keys: Iterable[int]) -> list[bool]:
        """Look at the texts of projects, and say of each whether all words stand there."""
        asked, base = list(keys), self._shelf.base
        for meant, found in self._standing:
            if not found.sure:
                no = self._flags(found.no)
                self._look(meant, found, [key for key in asked if not _has(no, key - base)])
        yes = self._flags(self.yes)
        return [_has(yes, key - base) for key in asked]

    def _look(self, meant: Meant, found: Standing, keys: list[int]) -> None:
        base, size = self._shelf.base, self._shelf.size
        known = self._flags(found.yes | found.no)
        asked = [key for key in keys if not _has(known, key - base)]
        if asked:
            yes = bits_of(engine().verified(meant, asked), base, size)
            found.learn(yes, bits_of(((key,) for key in asked), base, size) & ~yes)

    def _flags(self, bits: int) -> bytes:
        return bits.to_bytes(self._shelf.size // 8 + 1, "little")


def _has(flags: bytes, at: int) -> bool:
    return bool(flags[at >> 3] >> (at & 7) & 1)
