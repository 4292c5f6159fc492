"""What the screen says: an exposure with its kind and place, and the bare hit in a text that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mingzhang.domain.place import Place


class ExposureKind(StrEnum):
    """What is exposed."""

    PHONE = "phone"  # a mobile telephone
    LANDLINE = "landline"  # a fixed telephone, of a person or of an office
    IDENTITY = "identity"  # a resident identity number, a passport
    BANK = "bank"  # a bank card or account
    PERSON = "person"  # the name of a person
    ADDRESS = "address"  # where somebody lives
    EMAIL = "email"
    PLATE = "plate"  # of a vehicle
    SECRET = "secret"  # a mark of secrecy, or what speaks of secret matters

    @property
    def chinese(self) -> str:
        """What people call it."""
        return CHINESE[self]


CHINESE: Mapping[ExposureKind, str] = MappingProxyType(
    {
        ExposureKind.PHONE: "手机号码",
        ExposureKind.LANDLINE: "固定电话",
        ExposureKind.IDENTITY: "身份证件号码",
        ExposureKind.BANK: "银行账号",
        ExposureKind.PERSON: "姓名",
        ExposureKind.ADDRESS: "住址",
        ExposureKind.EMAIL: "电子邮箱",
        ExposureKind.PLATE: "车牌号",
        ExposureKind.SECRET: "涉密或不宜公开",
    }
)


AROUND = 12
"""Characters shown on either side of an exposure."""


AROUND = 12
"""Characters of an excerpt on either side."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found in one text, by its characters; ``sure`` where it can hardly be anything else."""

    start: int
    end: int
    kind: ExposureKind
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Exposure:
    """Something that should not be published as it stands.

    ``key`` is a hash of kind, field, what it belongs to (a project, a table, a section) and the text itself: the
    same thing written twice there has one key, and a decision about it is about both, also when the paper has grown. ``path`` says where in the document (``targets[3].overview``,
    ``tables[11].rows[4].2``, ``sections[5].paragraphs[2]``; all count from 0), ``label`` says it in Chinese.
    ``start`` and ``length`` are characters of the text at that path. ``excerpt`` has some characters on either
    side, ``masked`` is the excerpt with everything that was found in it hidden; a mark of secrecy is shown, it
    gives nothing away. Not ``sure`` means that a person should look at it.
    """

    key: str
    kind: ExposureKind
    path: str
    label: str
    start: int
    length: int
    excerpt: str
    masked: str
    place: Place | None
    sure: bool

    @property
    def text(self) -> str:
        """The thing itself, as the paper prints it: for hiding it elsewhere, never for showing."""
        begin = min(self.start, AROUND)
        return self.excerpt[begin : begin + self.length]
