"""Everything a narrative states, put into equations with the tables and with itself, and the figures that are wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mingzhang.checking.story.entries import Entry, entries
from mingzhang.checking.story.quantities import quantities
from mingzhang.checking.story.relations import Given, is_class, relations
from mingzhang.checking.story.statements import told
from mingzhang.checking.subject import Paper
from mingzhang.checking.sums.balance import balance
from mingzhang.checking.sums.roots import Root, roots


@dataclass(frozen=True)
class Story(Given):
    """A paper's narrative with the figures that are wrong, and how often each relation holds."""

    roots: tuple[Root, ...]
    held: Mapping[str, int]


def story(paper: Paper) -> Story:
    """The story of a paper, worked out once."""
    return paper.once(_story)


def _story(paper: Paper) -> Story:
    result, said = balance(paper), told(paper)
    values = {**result.mended, **{s.key: s.value for s in said.statements}}
    given = Given(said, entries(said), quantities(result), result, values)
    found = relations(given)
    held = Counter(r.code for r in found if not r.witness and r.holds(values))
    return Story(said, given.entries, given.quantities, result, values, tuple(roots(found, values)), held)


def overgrown(found: Story) -> Iterator[tuple[Entry, int, int]]:
    """Classes with last year's figure and the whole's, where both can be told from this year's and the change."""
    whole: int | None = None
    for entry in found.entries:
        if entry.section != "changes" or entry.this is None or entry.change is None:
            continue
        last = entry.this.value - entry.change.sign * entry.change.value
        if is_class(entry.subject):
            if whole is not None:
                yield entry, last, whole
        elif "结转" not in entry.subject:
            whole = last
