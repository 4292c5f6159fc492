"""The screen itself: what is found in a document, text by text, and the document with some of it hidden."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from mingzhang.checking.exposure import people
from mingzhang.checking.exposure.kinds import AROUND, Exposure, ExposureKind, Hit
from mingzhang.checking.exposure.marks import addresses, secrets, security_item
from mingzhang.checking.exposure.numbers import is_public, numbers
from mingzhang.checking.exposure.spots import Spot, changed
from mingzhang.checking.exposure.words import half_width
from mingzhang.domain.place import Doubt, Printed
from mingzhang.domain.private import MOBILE, STAR, mask_numbers
from mingzhang.domain.record import Document, Figure
from mingzhang.forms.spec import Form
from mingzhang.forms.target import TARGET

_OF_A_PERSON = (ExposureKind.IDENTITY, ExposureKind.BANK, ExposureKind.PHONE, ExposureKind.LANDLINE)
_FIRST = (
    *_OF_A_PERSON, ExposureKind.EMAIL, ExposureKind.PLATE, ExposureKind.ADDRESS, ExposureKind.PERSON,
    ExposureKind.SECRET,
)  # fmt: skip
"""Of two that overlap the one of the earlier kind stays."""


_NUMBERED = re.compile(r"\[\d+\]|(?<=\.)\d+(?=\.)")
"""The numbers of a path that change when something is put in before it; columns keep theirs."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text with what was found in it."""

    spot: Spot
    printed: Printed
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Names and telephones that are known to be persons'."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def exposures(document: Document, form: Form = TARGET, *, as_is: bool = False) -> tuple[Exposure, ...]:
    """What should not be published of a document, in the order of the paper.

    The values of private fields (handler, telephone) are written by no writer and are none themselves, but
    they are looked for in all other texts. ``as_is`` counts them too: the file itself is to be published.
    """
    found = _seen(document, form, as_is)
    secret = _secret_words(found)
    return tuple(_exposure(seen, hit, secret) for seen in found for hit in seen.hits)


def redacted(
    document: Document, keys: Collection[str], form: Form = TARGET, *, as_is: bool = False
) -> Document:
    """The document with the exposures of these keys replaced by ＊, one for each character.

    Places and all other texts stay what they are. What shows only once something beside it is hidden is
    hidden too, so that nothing of these keys is left. Figures of the narrative and doubts repeat words of the
    texts; what is hidden there is hidden in them too.
    """
    words: set[str] = set()
    owners = {seen.spot.path: seen.spot.owner for seen in _seen(document, form, as_is)} if keys else {}
    while wanted := _wanted(document, keys, form, as_is, owners):
        words |= {text[hit.start : hit.end] for text, hits in wanted.values() for hit in hits}
        document = _hidden(document, wanted, form)
    return _without(document, sorted(words, key=lambda word: (-len(word), word))) if words else document


_Wanted = dict[str, tuple[str, list[Hit]]]
"""What is to be hidden, by path: the text and the hits in it."""


def _wanted(
    document: Document, keys: Collection[str], form: Form, as_is: bool, owners: Mapping[str, str]
) -> _Wanted:
    found = {}
    for seen in _seen(document, form, as_is) if keys else ():
        hits = [hit for hit in seen.hits if _key(seen, hit, owners) in keys]
        if hits:
            found[seen.spot.path] = seen.printed.text, hits
    return found


def _hidden(document: Document, wanted: _Wanted, form: Form) -> Document:
    def change(spot: Spot, printed: Printed) -> Printed:
        if spot.path not in wanted:
            return printed
        return msgspec.structs.replace(printed, text=_starred(*wanted[spot.path]))

    return changed(document, change, form)


def private_values(document: Document, form: Form = TARGET) -> Known:
    """The names and telephones that stand in the private fields of a document's forms."""
    keys = [key for field in form.fields if field.private for key in field.keys]
    texts = {half_width(text) for record in document.targets for key in keys if (text := record.text(key))}
    names = {name for text in texts for name in re.findall(r"[\u4e00-\u9fff·]{2,4}", text)}
    phones = {number for text in texts for number in re.findall(r"\d[\d-]{5,14}\d", text)}
    return Known(tuple(sorted(names, key=lambda n: (-len(n), n))), tuple(sorted(phones)))


def _seen(document: Document, form: Form, as_is: bool) -> list[_Seen]:
    """Every text in which something was found; a name that is sure in one is looked for in all."""
    texts: list[tuple[Spot, Printed]] = []

    def note(spot: Spot, printed: Printed) -> Printed:
        if as_is or not spot.private:
            texts.append((spot, printed))
        return printed

    changed(document, note, form)
    known = private_values(document, form)
    first = [_Seen(spot, printed, _hits(spot, printed.text, known)) for spot, printed in texts]
    more = replace(known, names=tuple(dict.fromkeys((*known.names, *_sure_names(first)))))
    if more != known:
        first = [replace(seen, hits=_hits(seen.spot, seen.printed.text, more)) for seen in first]
    return [seen for seen in first if seen.hits]


def _sure_names(texts: Iterable[_Seen]) -> Iterator[str]:
    """Names of three characters and more that stand somewhere beyond doubt."""
    for seen in texts:
        for hit in seen.hits:
            if hit.kind is ExposureKind.PERSON and hit.sure and hit.end - hit.start > 2:
                yield half_width(seen.printed.text[hit.start : hit.end])


def _hits(spot: Spot, text: str, known: Known) -> tuple[Hit, ...]:
    """What is in a text, and what shows only once that is hidden (a part of what overlapped it)."""
    hits: list[Hit] = []
    while more := _looked(spot, text, known):
        hits += more
        text = _starred(text, more)
    return tuple(sorted(hits, key=lambda h: h.start))


def _looked(spot: Spot, text: str, known: Known) -> tuple[Hit, ...]:
    """What is in a text, read behind the words that stand beside it."""
    lead = f"{half_width(spot.head)}:" if spot.head else ""
    tail = f"\n{half_width(spot.tail)}" if spot.tail else ""
    plain = half_width(text)
    found = [
        replace(hit, start=hit.start - len(lead), end=hit.end - len(lead))
        for hit in _in_words(lead + plain + tail, known)
        if hit.start >= len(lead) and hit.end <= len(lead) + len(plain)
    ]
    found += secrets(plain)
    if spot.item:
        found += security_item(plain)
    return _apart(found)


def _in_words(text: str, known: Known) -> Iterator[Hit]:
    for number in numbers(text):
        name = people.name_beside(text, number) if number.kind in _OF_A_PERSON else None
        if name:
            yield name
        yield replace(number, sure=True) if name else number
    yield from people.labelled_names(text)
    yield from people.names_with_amounts(text)
    yield from people.named_by_role(text)
    yield from people.known_names(text, known.names)
    yield from addresses(text)
    for phone in known.phones:
        if phone not in text:
            continue
        mobile = bool(MOBILE.fullmatch(phone))
        for found in re.finditer(rf"(?<!\d){re.escape(phone)}(?!\d)", text):
            if mobile or not is_public(text, found.start()):
                kind = ExposureKind.PHONE if mobile else ExposureKind.LANDLINE
                yield Hit(*found.span(), kind, mobile)


def _apart(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits that do not overlap: the sure before the others, the longer before the shorter."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda h: (not h.sure, _FIRST.index(h.kind), h.start - h.end, h.start)):
        its = range(hit.start, hit.end)
        if its and taken.isdisjoint(its):
            kept.append(hit)
            taken.update(its)
    return tuple(kept)


def _key(seen: _Seen, hit: Hit, owners: Mapping[str, str] | None = None) -> str:
    """Tells an exposure from others by what it belongs to, not by its number: papers grow between decisions.

    ``owners`` are those by path, where names may have been hidden since.
    """
    owner = (owners or {}).get(seen.spot.path, seen.spot.owner)
    field = _NUMBERED.sub("", seen.spot.path)
    said = "\n".join((hit.kind, owner, field, seen.printed.text[hit.start : hit.end]))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _secret_words(found: Iterable[_Seen]) -> dict[str, str]:
    """What was found, with the stars for it, the longest first: the name of a project may hold it too."""
    hits = ((seen.printed.text[h.start : h.end], h.kind) for seen in found for h in seen.hits)
    words = {word for word, kind in hits if kind is not ExposureKind.SECRET and len(word) > 1}
    return {word: STAR * len(word) for word in sorted(words, key=lambda word: (-len(word), word))}


def _veiled(text: str, words: Mapping[str, str]) -> str:
    for word, stars in words.items():
        text = text.replace(word, stars)
    return text


def _exposure(seen: _Seen, hit: Hit, words: Mapping[str, str]) -> Exposure:
    text = seen.printed.text
    first, last = max(0, hit.start - AROUND), hit.end + AROUND
    hidden = mask_numbers(_starred(text, [h for h in seen.hits if h.kind is not ExposureKind.SECRET]))
    places = seen.printed.part(hit.start, hit.end).places or seen.printed.places
    return Exposure(
        _key(seen, hit),
        hit.kind,
        seen.spot.path,
        mask_numbers(_veiled(seen.spot.label, words)),
        hit.start,
        hit.end - hit.start,
        text[first:last],
        hidden[first:last],
        places[0] if places else None,
        hit.sure,
    )


def _starred(text: str, hits: Iterable[Hit]) -> str:
    signs = list(text)
    for hit in hits:
        signs[hit.start : hit.end] = STAR * (hit.end - hit.start)
    return "".join(signs)


def _without(document: Document, words: Iterable[str]) -> Document:
    """The document with words hidden in what repeats its texts: figures of the narrative, doubts."""
    starred = {word: STAR * len(word) for word in words}

    def hide(text: str) -> str:
        return _veiled(text, starred)

    def doubts(said: tuple[Doubt, ...]) -> tuple[Doubt, ...]:
        return tuple(Doubt(doubt.field, hide(doubt.reason)) for doubt in said)

    def figure(one: Figure) -> Figure:
        return msgspec.structs.replace(one, section=hide(one.section), text=hide(one.text))

    return msgspec.structs.replace(
        document,
        narrative=tuple(map(figure, document.narrative)),
        doubts=doubts(document.doubts),
        targets=tuple(msgspec.structs.replace(r, doubts=doubts(r.doubts)) for r in document.targets),
        tables=tuple(msgspec.structs.replace(t, doubts=doubts(t.doubts)) for t in document.tables),
    )
