"""Typing mistakes: the words that one wrong, missing, needless or swapped character makes of a word.

Only such as consist of pairs that stand somewhere in what is public: a word that nobody wrote is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from mingzhang.web.services.open.finding.grams import END, grams
from mingzhang.web.services.open.finding.pairs import known_pairs, pairs_beginning

LEAST, LONGEST = 4, 16
"""Characters of a word in which a mistake is let pass."""
MOST = 400
"""Words that are looked for instead of one."""
_BROKEN = 3
"""Pairs that one mistake makes of others: those about two swapped characters."""


def nearly(word: str) -> tuple[str, ...]:
    """The words that may be meant by a plain word of ``LEAST`` to ``LONGEST`` characters."""
    pairs = set(grams(word))
    if not LEAST <= len(word) <= LONGEST or len(pairs - known_pairs(list(pairs))) > _BROKEN:
        return ()
    made = dict.fromkeys((*_shorter(word), *_swapped(word), *_filled(word)))
    made.pop(word, None)
    return tuple(_written(list(made))[:MOST])


def _shorter(word: str) -> Iterator[str]:
    """A needless character, or a wrong one at an end."""
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _swapped(word: str) -> Iterator[str]:
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def _filled(word: str) -> Iterator[str]:
    """Another character in the place of one, or one more between two, where text has been seen to go on so."""
    follows = {c: [pair[1] for pair in pairs_beginning(c)] for c in dict.fromkeys(word[:-1])}
    for i in range(1, len(word)):
        for other in follows[word[i - 1]]:
            if other != END:
                yield word[:i] + other + word[i:]
                if i + 1 < len(word):
                    yield word[:i] + other + word[i + 1 :]


def _written(words: list[str]) -> list[str]:
    """Those of the words whose every pair stands somewhere."""
    pairs = {word: grams(word) for word in words}
    known = known_pairs(list(dict.fromkeys(pair for of in pairs.values() for pair in of)))
    return [word for word in words if known.issuperset(pairs[word])]
