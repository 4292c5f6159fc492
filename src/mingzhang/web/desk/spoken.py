"""What the program says in whole sentences, in the language of the page: refusals, messages, names of roles and acts.

The workflow knows no language but Chinese. Here its sentences stand once more, with holes, as the catalogue has them;
one that is not among them stays Chinese, and the page says so (``lang``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

NAMES = (
    _("有错误的"), _("有警告的"), _("没有问题的"), _("登录"), _("账号锁定"), _("解锁"), _("改密码"), _("动态码"),
    _("职责"), _("导入"), _("备份"), _("恢复"), _("清理"), _("说明问题"), _("部门和单位"), _("填报时间"), _("印发批复"),
    _("维护部门和单位"), _("维护账号"), _("安排职责"), _("设置填报时间"), _("查阅批复文件"), _("印发批复文件"),
    _("还是草稿"), _("已定为不予安排"), _("三级指标"), _("指标值"), _("二级指标"), _("指标"),
    _("等待"), _("进行中"), _("完成"), _("没有完成"), _("已取消"), _("锁定"), _("停用"), _("在用"),
)  # fmt: skip
"""Words that stand in lists or in the holes of sentences."""
SENTENCES = (
    _("没有这份表，或者您无权查看"), _("%(act)s不在您的职责之内"), _("可以由%(roles)s办理"),
    _("这份表正在%(stage)s，现在不能%(act)s"), _("这份表%(state)s，现在不能%(act)s"),
    _("要修改，请由%(roles)s退回，或在其办理之前撤回"), _("表在单位手里，由单位经办人填写和提交"),
    _("批复后的目标一般不改；确需变动的，由单位经办人申请调整"), _("确需填报的，请财政局管理员延长这份表的填报时间"),
    _("还有 %(n)s 个错误没有改，也没有说明理由"), _("改正或逐条说明后再提交"),
    _("还有 %(n)s 条退回意见没有答复"), _("逐条答复后再提交"), _("审核人已经开始办理，不能撤回"),
    _("请与审核人联系，由其退回"), _("%(stage)s这一环不作四性审核"), _("这是最后一环，请批复或退回"),
    _("%(stage)s不是批复的一环"), _("由%(roles)s批复"),
    _("%(year)s年%(round)s还没有开始，%(text)s开放填报"), _("%(year)s年%(round)s已于%(text)s截止"), _("%(year)s年%(round)s"),
    _("作废要写明理由"), _("不予安排要写明理由"), _("调整要写明原因"), _("请写明怎样改了，或为什么不改"),
    _("请选择意见，或写明意见"), _("退回要有意见：请在单元格上提意见，或写明退回理由"), _("请先作四性审核，再通过"),
    _("请选择四性审核的等次"), _("没有这条意见，可能已被撤销，请刷新页面"), _("请写明延长到什么时候"), _("请写明延长的理由"),
    _("这份表刚刚被改动过"), _("请刷新页面，看过新的内容再办理"), _("请刷新页面重新选择"), _("请刷新页面"), _("请稍等"),
    _("有的表还没有批复，或者已经写进别的批复文件"), _("请写明批复文号，最多 %(n)s 个字"), _("文号“%(text)s”已经用过"),
    _("一份批复文件只能写一个区划的项目"), _("请先选择年度"), _("请先勾选要写进批复文件的项目"),
    _("没有说明看到的是哪一稿"), _("请刷新页面，在页面上办理"), _("请先勾选要通过的表"), _("一次最多办理 %(n)s 份"),
    _("一份表的指标最多 %(n)s 条"), _("这一栏最多 %(most)s 个字，现在有 %(n)s 个，请压缩后再填"),
    _("最多写 %(most)s 个字，现在有 %(n)s 个，请压缩后再提交"), _("发来的修改看不懂，请刷新页面再试"),
    _("一次发来的修改太多，请刷新页面再试"), _("表里没有这个单元格，请刷新页面再试"), _("这个问题已经不在了，请刷新页面"),
    _("没有认出指标：请从 Excel 复制“三级指标、指标值”两列，或连同二级指标三列"), _("一次最多粘贴 %(n)s 行"),
    _("请选择您经办的单位"), _("请选择年度"), _("请选择怎样新建"), _("请选择一个模板"), _("请在上年项目里选择要抄过来的"),
    _("没有选择文件"), _("请选择文件后再上传"), _("这份文件还没有读完"), _("没有选择要建立项目的表"), _("请在左边勾选"),
    _("“%(text)s”超过 %(n)s MB"), _("请拆成几份，或把扫描件的分辨率调低后再传"), _("这个附件已经不在了"),
    _("里面有看不见的字符，存不进去，请重新填写"), _("页面已经过期，这次没有保存"), _("请刷新页面，需要时重新登录"),
    _("没有这个页面"), _("没有这一页，或者您无权查看"), _("请检查网址，或从首页进入"), _("无权办理"), _("页面已经过期"),
    _("您无权办理这件事，没有保存任何内容"), _("请从首页进入"), _("程序出错"), _("现在办不了"), _("发来的内容太多"),
    _("%(project)s：有一份表等待审核"), _("%(project)s：意见已有答复"), _("%(project)s：绩效目标已批复第 %(n)s 版"),
    _("%(project)s：%(stage)s退回，意见 %(n)s 条"), _("%(project)s：%(stage)s退回：%(text)s"),
    _("%(project)s：%(stage)s：不予安排，%(text)s"), _("%(project)s：批复文件 %(number)s 已印发"),
    _("“%(text)s”已经读完，有 %(n)s 份表等您核对"), _("“%(text)s”已经读完，没有认出绩效目标表"),
    _("“%(text)s”没有读成，请看原因"), _("上传的 %(n)s 份文件已经读完，请核对"),
    _("新建项目“%(text)s”"), _("填写 %(n)s 处：%(text)s"), _("提交，转%(stage)s"), _("%(stage)s通过，转%(next)s"),
    _("撤回（%(stage)s尚未办理）"), _("%(stage)s退回，意见 %(n)s 条"), _("%(stage)s退回：%(text)s"), _("批复第 %(n)s 版"),
    _("作废：%(text)s"), _("提意见：%(text)s"), _("答复意见：%(text)s"), _("了结意见：%(text)s"), _("说明：%(text)s"),
    _("上传附件“%(text)s”"), _("删去附件“%(text)s”"), _("%(role)s·%(place)s"),
    _("年度目标第%(n)s行%(part)s"), _("实施期目标第%(n)s行%(part)s"),
    _("正在准备"), _("排队等待中"), _("正在整理目标表"), _("正在写文件"), _("读到第 %(n)s 页"), _("正在画页面"),
)  # fmt: skip
"""Sentences without their full stop."""
_HOLE = re.compile(r"%\((\w+)\)s")
_COUNTS = frozenset({"n", "most", "year"})
_FREE = frozenset({"text", "project", "number", "place"})
"""Holes that hold whatever people wrote; any other holds names out of the catalogue."""


def worded(text: object) -> str:
    """A text of the program in the language of the page; Chinese where the catalogue has no such sentence."""
    said = str(text)
    if not said or not (get_language() or "").startswith("en"):
        return said
    return _sentence(said) or _sentences(said) or said


def spoken(text: object) -> SafeString:
    """The same for a page: what stays Chinese on a page in English is marked as that."""
    said = worded(text)
    if said == str(text) and said and (get_language() or "").startswith("en"):
        return format_html('<span lang="zh">{}</span>', said)
    return format_html("{}", said)


def _sentences(said: str) -> str:
    """Several sentences, if every one is known."""
    parts = [part for part in said.split("。") if part.strip()]
    found = [_sentence(part) for part in parts]
    return ". ".join(found) + "." if parts and all(found) else ""


def _sentence(said: str) -> str:
    """One sentence or name; blank where it is not known."""
    known = _name(said)
    if known:
        return known
    for pattern, source in _patterns():
        found = pattern.fullmatch(said)
        if found is None:
            continue
        holes = {
            name: value if name in _COUNTS | _FREE else _listed(value)
            for name, value in found.groupdict().items()
        }
        if all(holes.values()):
            return str(gettext(source)) % holes
    return ""


def _name(said: str) -> str:
    found = str(gettext(said))
    return "" if found == said else found


def _listed(said: str) -> str:
    """Names between commas; blank where one is not known."""
    found = [_name(part) for part in said.split("、")]
    return ", ".join(found) if all(found) else ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with holes as they are recognised, those that say most first."""
    holed = [sentence for sentence in SENTENCES if _HOLE.search(sentence)]
    holed.sort(key=lambda sentence: -len(_HOLE.sub("", sentence)))
    return tuple((re.compile(_pattern(sentence), re.DOTALL), sentence) for sentence in holed)


def _pattern(sentence: str) -> str:
    parts = _HOLE.split(sentence)
    words = [re.escape(part) for part in parts[::2]]
    holes = [rf"(?P<{name}>{r'[0-9]+' if name in _COUNTS else '.+?'})" for name in parts[1::2]]
    return "".join(word + hole for word, hole in zip(words, [*holes, ""], strict=True))
