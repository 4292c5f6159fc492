"""Preparing a publication: who may, what is brought in and decided; each act in one transaction, with its audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from django.db import transaction
from django.utils import timezone

from mingzhang.checking.exposure import ExposureKind
from mingzhang.domain.ledger import Facts
from mingzhang.web import apart
from mingzhang.web.services import audit
from mingzhang.web.services.files import FileRefused, Kept, contents
from mingzhang.web.services.open.index import ledger_from
from mingzhang.web.services.publishing.assemble import Assembled, word_of
from mingzhang.web.services.publishing.facts import FactEdit, edited
from mingzhang.web.services.publishing.sources import facts_from
from mingzhang.web.store.models import Account, Department, Publication, Release
from mingzhang.workflow.access import Answer, Refused
from mingzhang.workflow.moves import ActRefused
from mingzhang.workflow.releasing import PUBLISHES, Publish, ReleaseState, may_publish

LONGEST_REASON = 500


class Changed(ActRefused):
    """Somebody else has changed the publication since it was looked at."""

    def __init__(self) -> None:
        super().__init__(Refused("公开内容刚刚被别人改动过", "请刷新页面，看过新的内容再办理"))


class BasisUnfit(FileRefused):
    """A ledger has mistakes; ``problems`` are told each at its cells."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        first = problems[0].rstrip("。") if problems else "没有读出账本"
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        super().__init__(f"“{name}”没有导入：{first}{more}", "请改好以后再导入；原来的内容没有动")
        self.name, self.problems = name, tuple(problems)


def newest(publication: Publication) -> Release | None:
    """The newest release, in whatever state; without its papers' texts."""
    return publication.releases.defer("document", "ledger").order_by("-n").first()


def allowed(
    publication: Publication, account: Account, act: Publish, release: Release | None = None
) -> Answer:
    """Whether an account may do an act with a publication now; ``release`` is what an act of itself is about."""
    of_itself = release is not None and PUBLISHES[act].of_itself
    return _answer(publication, account, act, release if of_itself else newest(publication))


def all_allowed(publication: Publication, account: Account, last: Release | None) -> dict[Publish, Answer]:
    """The answer for every act at once: what a page shows, and why the rest is not there. ``last`` is the newest."""
    return {act: _answer(publication, account, act, last) for act in Publish}


def _answer(publication: Publication, account: Account, act: Publish, counts: Release | None) -> Answer:
    """``counts`` is the release whose state counts."""
    state = ReleaseState(counts.state) if counts else None
    hands = {*publication.hands, counts.maker.username if counts else ""}
    return may_publish(account.person, act, publication.department.place, timezone.localdate(), state, hands)


def require(publication: Publication, account: Account, act: Publish, release: Release | None = None) -> None:
    """Raise ActRefused where an account may not do an act."""
    answer = allowed(publication, account, act, release)
    if isinstance(answer, Refused):
        raise ActRefused(answer)


def locked(pk: int, seen: int | None = None) -> Publication:
    """A publication, locked until the transaction ends. Raises Publication.DoesNotExist, and Changed."""
    rows = Publication.objects.select_for_update(of=("self",)).select_related("department__division")
    found = rows.get(pk=pk)
    if seen is not None and seen != found.revision:
        raise Changed
    return found


def opened(department: Department, year: int) -> Publication:
    """The publication of a department's year; made when it is first wanted."""
    return Publication.objects.get_or_create(department=department, year=year)[0]


def take_a_hand(publication: Publication, account: Account) -> None:
    """Note that an account had a hand in what is to be released."""
    publication.hands = sorted({*publication.hands, account.username})


def keep(publication: Publication, account: Account, act: Publish, said: str, **told: str) -> None:
    """Write a publication with its next revision, and the entry of what was done."""
    publication.revision += 1
    if act is not Publish.SET_APPROVED:
        take_a_hand(publication, account)
    publication.updated_at, publication.updated_by = timezone.now(), account
    publication.save()
    audit.record(account.username, f"publish:{act}", f"publication:{publication.pk}", said, {}, told)


@transaction.atomic
def set_approved(departments: Iterable[Department], year: int, day: date, account: Account) -> int:
    """Note the day on which the bureau approved budgets; with it each department's clock begins. How many were noted.

    Raises ActRefused.
    """
    today, done = timezone.localdate(), 0
    if day > today or day.year < year - 1:
        raise ActRefused(Refused("批复日期应在预算年度上一年的 1 月 1 日之后、今天之前", "请核对年份"))
    for department in departments:
        publication = locked(opened(department, year).pk)
        require(publication, account, Publish.SET_APPROVED)
        if publication.approved_on != day:
            before = publication.approved_on
            publication.approved_on = day
            said = f"{publication}：登记批复日期 {day}" + (f"（原为 {before}）" if before else "")
            keep(publication, account, Publish.SET_APPROVED, said, approved_on=day.isoformat())
            done += 1
    return done


@transaction.atomic
def save_facts(pk: int, account: Account, edits: Sequence[FactEdit]) -> tuple[Publication, Mapping[str, str]]:
    """Keep what a department says of itself; what somebody else changed meanwhile comes back as conflicts.

    Raises ActRefused, FactUnfit where a value does not fit; then nothing is kept.
    """
    publication = locked(pk)
    require(publication, account, Publish.PREPARE)
    before = facts_from(publication.facts)
    after, conflicts, done = edited(before, edits)
    if after != before:
        publication.facts = msgspec.json.encode(after).decode()
        said = f"{publication}：填写 {'、'.join(done[:3])}{'等' if len(done) > 3 else ''}"
        keep(publication, account, Publish.PREPARE, said)
    return publication, conflicts


@transaction.atomic
def bring_basis(pk: int, account: Account, kept: Kept) -> tuple[Publication, Sequence[str]]:
    """Bring in the ledger of basic expenditure and income; what is remarked on it comes back.

    Raises ActRefused, and FileRefused with every problem of the file.
    """
    publication = locked(pk)
    require(publication, account, Publish.PREPARE)
    try:
        found = apart.ledger(contents(kept.sha256), kept.name)
    except apart.CannotBeShown as error:
        raise FileRefused(f"“{kept.name}”打不开，可能已损坏", "请另存为 xlsx 再导入") from error
    if not found.ledger:
        raise BasisUnfit(kept.name, found.errors)
    ledger = ledger_from(found.ledger)
    code = publication.department.code
    division = publication.department.division.code
    if ledger.division and ledger.division != division:
        raise FileRefused(
            f"“{kept.name}”是财政区划 {ledger.division} 的账本，这里是 {division}", "请核对是不是本地的账本"
        )
    if ledger.year != publication.year:
        raise FileRefused(f"“{kept.name}”是 {ledger.year} 年的账本，这里要 {publication.year} 年的")
    if code not in {each.code for each in ledger.departments}:
        codes = "、".join(each.code for each in ledger.departments) or "无"
        raise FileRefused(f"“{kept.name}”里没有本部门（代码 {code}），只有：{codes}", "请核对部门代码")
    publication.basis, publication.basis_name = found.ledger, kept.name
    facts = facts_from(publication.facts)
    merged = _filled(facts, ledger.facts.get(code))
    publication.facts = msgspec.json.encode(merged).decode()
    keep(publication, account, Publish.PREPARE, f"{publication}：导入账本“{kept.name}”", sha256=kept.sha256)
    return publication, found.warnings


def _filled(own: Facts, brought: Facts | None) -> Facts:
    """Facts whose blanks are filled with what a file says; what people typed stays."""
    if brought is None:
        return own
    blank = Facts()
    changes = {
        key: getattr(brought, key)
        for key in Facts.__struct_fields__
        if getattr(own, key) == getattr(blank, key)
    }
    return msgspec.structs.replace(own, **changes)


@transaction.atomic
def remove_basis(pk: int, account: Account, seen: int | None = None) -> Publication:
    """Take away the ledger that was brought in. Raises ActRefused."""
    publication = locked(pk, seen)
    require(publication, account, Publish.PREPARE)
    said = f"{publication}：移除账本“{publication.basis_name}”"
    publication.basis = publication.basis_name = ""
    keep(publication, account, Publish.PREPARE, said)
    return publication


@transaction.atomic
def decide(pk: int, account: Account, keys: Sequence[str], hide: bool, reason: str = "") -> Publication:
    """Decide on exposures: hidden in what is published, or published all the same with a reason. Raises ActRefused."""
    publication = locked(pk)
    require(publication, account, Publish.PREPARE)
    there = {exposure.key: exposure for exposure in Assembled(publication).exposures}
    if not keys or any(key not in there for key in keys):
        raise Changed
    if hide and any(there[key].kind is ExposureKind.SECRET and there[key].sure for key in keys):
        raise ActRefused(
            Refused(
                "带密级标志的内容不能只隐去标志就公开",
                "请从来源里删去涉密内容；确实不涉密的，写明理由照常公开",
            )
        )
    reason = _reason(reason, not hide, "请写明为什么可以公开")
    for key in keys:
        word = word_of(there[key])
        publication.exposures[key] = {"hide": hide, "reason": reason, "by": account.username, "word": word}
    done = "隐去" if hide else f"照常公开（{reason}）"
    keep(publication, account, Publish.PREPARE, f"{publication}：{len(keys)} 处疑似敏感信息{done}")
    return publication


@transaction.atomic
def undecide(pk: int, account: Account, key: str) -> Publication:
    """Take a decision back. Raises ActRefused."""
    publication = locked(pk)
    require(publication, account, Publish.PREPARE)
    if publication.exposures.pop(key, None) is None:
        raise Changed
    keep(publication, account, Publish.PREPARE, f"{publication}：撤销一处敏感信息的处理")
    return publication


@transaction.atomic
def explain(pk: int, account: Account, key: str, text: str) -> Publication:
    """Say why a finding is no error here; blank words take it back. Raises ActRefused."""
    publication = locked(pk)
    require(publication, account, Publish.PREPARE)
    if not any(finding.key == key for finding in Assembled(publication).findings):
        raise Changed
    text = _reason(text, False, "")
    if text:
        publication.explained[key] = text
    else:
        publication.explained.pop(key, None)
    keep(publication, account, Publish.PREPARE, f"{publication}：说明一处检查结果：{text or '撤回说明'}")
    return publication


def _reason(text: str, wanted: bool, lacking: str) -> str:
    plain = text.strip()
    if wanted and not plain:
        raise ActRefused(Refused(lacking))
    if len(plain) > LONGEST_REASON:
        raise ActRefused(Refused(f"说明最多 {LONGEST_REASON} 个字"))
    return plain
