"""Typing mistakes: the words that one wrong, missing, needless or swapped character makes of a word.

Only such as consist of pairs that stand somewhere in what is public: a word that nobody wrote is not looked for, and not
even made where that could be many. Anyone may ask, so that what a word costs has a bound whatever it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from mingzhang.web.services.open.finding.grams import grams
from mingzhang.web.services.open.finding.pairs import between, known_pairs

LEAST, LONGEST = 4, 16
"""Characters of a word in which a mistake is let pass."""
MOST = 400
"""Words that are looked for instead of one."""
MOST_MADE = 2_000
"""Words that are made to choose these from."""
_BROKEN = 3
"""Pairs that one mistake makes of others: those about two swapped characters."""


def nearly(word: str) -> tuple[str, ...]:
    """The words that may be meant by a plain word of ``LEAST`` to ``LONGEST`` characters."""
    if not LEAST <= len(word) <= LONGEST:
        return ()
    pairs = grams(word)
    known = known_pairs(list(dict.fromkeys(pairs)))
    broken = {i for i, pair in enumerate(pairs) if pair not in known}
    if len(broken) > _BROKEN:
        return ()
    made = dict.fromkeys((*_written([*_shorter(word), *_swapped(word)]), *_filled(word, broken)))
    made.pop(word, None)
    return tuple(made)[:MOST]


def _shorter(word: str) -> Iterator[str]:
    """A needless character, or a wrong one at an end."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _swapped(word: str) -> Iterator[str]:
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _filled(word: str, broken: set[int]) -> Iterator[str]:
    """Another character in the place of one, or one more between two, where text has been seen to go on so.

    Only where it mends all pairs that are ``broken``; of every place as many, so that none is left out for another.
    """
    places = [
        (i, end)
        for i in range(1, len(word))
        for end in (i, i + 1)
        if end < len(word) and broken.issubset(range(i - 1, end))
    ]
    most = min(MOST, MOST_MADE // max(len(places), 1))
    made = [
        [word[:i] + other + word[end:] for other in between(word[i - 1], word[end], most)]
        for i, end in places
    ]
    for row in zip_longest(*made):
        yield from (each for each in row if each is not None)


def _written(words: list[str]) -> list[str]:
    """Those of the words whose every pair stands somewhere."""
    pairs = {word: grams(word) for word in words}
    known = known_pairs(list(dict.fromkeys(pair for of in pairs.values() for pair in of)))
    return [word for word in words if known.issuperset(pairs[word])]
