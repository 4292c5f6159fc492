"""The styles of the Word file: what the pack's style says, under the names that Word and WPS show in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mingzhang.writing.docx.markup import HEAD, NAMES, twips, value
from mingzhang.writing.paper.style import Style

LATIN = "Times New Roman"
TABLE_STYLE = "BudgetTable"
SHEET_LEVEL = 2
"""The level of a sheet's title in the outline where nothing else is said."""
MARGIN = (3.0, 1.5)
"""Points between the text of a cell and its borders: at the sides, above and below."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A paragraph style. Lengths in points; ``line`` is the exact distance of lines, 0 as the face has it."""

    key: str
    name: str
    face: str
    size: float
    line: float = 0.0
    align: str = "left"
    after: float = 0.0
    first: int = 0  # hundredths of a character by which the first line is indented
    left: float = 0.0
    bold: bool = False
    keep: bool = False
    level: int | None = None  # 0 is the highest in the outline
    close: float = 0.0  # by how much characters stand closer
    following: str = ""
    builtin: bool = False
    cell: bool = False  # in a cell no sign may hang out of the line, it would stand on the border
    dotted: float = 0.0  # a tab here, led to by dots


def text_width(style: Style) -> float:
    """Points that a line of running text is long."""
    return points(style.paper[0] - style.left - style.right)


def points(mm: float) -> float:
    """Millimetres as points."""
    return mm * 72 / 25.4


def _closer(style: Style) -> float:
    """How much closer characters stand so that a line holds the 28 of the standard, if they nearly fit."""
    width, size = text_width(style), style.text_size
    lacking = (int(width / size) + 1) * size - width
    each = lacking / (int(width / size) + 1)
    return (int(each * 20) + 1) / 20 if lacking <= size / 2 else 0.0


def settings(style: Style) -> dict[str, Setting]:
    """The paragraph styles by key."""
    text, small, table = style.text_size, style.small_size, style.table_size
    title, head = round(style.title_size * 1.6), round(style.sheet_title_size * 1.5)
    cell, little = cell_line(style), round(small * 1.6)
    body, width = "NormalIndent", text_width(style)
    found = (
        Setting("Normal", "Normal", "text", text, align="both", builtin=True),
        Setting(body, "Normal Indent", "text", text, style.line, "both", first=200, close=_closer(style), builtin=True),
        Setting("Title", "Title", "title", style.cover_size, round(style.cover_size * 1.8), "center", builtin=True),
        Setting("Heading1", "heading 1", "title", style.title_size, title, "center", 12, keep=True, level=0, following=body, builtin=True),
        Setting("Heading2", "heading 2", "heading", style.heading_size, style.line, first=200, keep=True, level=1, following=body, builtin=True),
        Setting("Heading3", "heading 3", "subhead", style.heading_size, style.line, first=200, keep=True, level=2, following=body, builtin=True),
        Setting("Subhead", "小标题", "subhead", text, style.line, "both", first=200, keep=True, following=body),
        Setting("TOCHeading", "TOC Heading", "title", style.title_size, title, "center", 12, builtin=True),
        Setting("TOC1", "toc 1", "heading", 12, 18, dotted=width, builtin=True),
        Setting("TOC2", "toc 2", "text", 12, 18, left=12, dotted=width, builtin=True),
        Setting("TOC3", "toc 3", "text", 12, 18, left=24, dotted=width, builtin=True),
        Setting("Caption", "caption", "heading", 12, 20, "center", 6, builtin=True),
        Setting("Figure", "图", "text", text, align="center", keep=True),
        Setting("SheetLabel", "表号", "table", small, little, keep=True),
        Setting("SheetTitle", "表标题", "heading", style.sheet_title_size, head, "center", keep=True, level=SHEET_LEVEL - 1),
        Setting("SheetSubtitle", "表副标题", "table", table + 1.5, round((table + 1.5) * 1.6), "center", keep=True),
        Setting("SheetMeta", "表头行", "table", small, little, keep=True),
        Setting("SheetFoot", "表尾行", "table", small, little),
        Setting("SheetNote", "表注", "table", small, little, "both"),
        Setting("CellText", "表格文字", "table", table, cell, cell=True),
        Setting("CellCenter", "表格居中", "table", table, cell, "center", cell=True),
        Setting("CellHead", "表格表头", "table", table, cell, "center", bold=True, cell=True),
        Setting("CellAmount", "表格金额", "table", table, cell, "right", cell=True),
        Setting("Footer", "footer", "table", style.page_size, round(style.page_size * 1.3), "center", builtin=True),
        Setting("Spacer", "分隔", "table", 1, 1),
    )  # fmt: skip
    return {setting.key: setting for setting in found}


def cell_line(style: Style) -> float:
    """How far the lines of a cell are apart."""
    return round(style.table_size * 4 / 3)


def styles_part(style: Style) -> str:
    """styles.xml."""
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f"{_fonts(style, 'text')}{_size(style.text_size)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    paragraphs = "".join(_paragraph_style(setting, style) for setting in settings(style).values())
    return f"{HEAD}<w:styles {NAMES}>{defaults}{paragraphs}{_CHARACTER}{_table_style()}</w:styles>"


_CHARACTER = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
)


def _fonts(style: Style, use: str) -> str:
    face = value(next(iter(style.faces[use]), "宋体"))
    return f'<w:rFonts w:ascii="{LATIN}" w:eastAsia="{face}" w:hAnsi="{LATIN}" w:cs="{LATIN}"/>'


def _size(size: float) -> str:
    return f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'


def _paragraph_style(s: Setting, style: Style) -> str:
    normal = s.key == "Normal"
    kind = f'<w:style w:type="paragraph"{"" if s.builtin else " w:customStyle=" + chr(34) + "1" + chr(34)}'
    default = ' w:default="1"' if normal else ""
    based = "" if normal else '<w:basedOn w:val="Normal"/>'
    after = f'<w:next w:val="{s.following}"/>' if s.following else ""
    character = (
        _fonts(style, s.face)
        + ("<w:b/><w:bCs/>" if s.bold else "")
        + (f'<w:spacing w:val="-{twips(s.close)}"/>' if s.close else "")
        + _size(s.size)
    )
    return (
        f'{kind}{default} w:styleId="{s.key}"><w:name w:val="{s.name}"/>{based}{after}<w:qFormat/>'
        f"<w:pPr>{_paragraph(s, normal)}</w:pPr><w:rPr>{character}</w:rPr></w:style>"
    )


def _paragraph(s: Setting, normal: bool) -> str:
    line = f' w:line="{twips(s.line)}" w:lineRule="exact"' if s.line else ""
    return (
        ("<w:keepNext/>" if s.keep else "")
        + ('<w:widowControl w:val="0"/>' if normal else "")
        + (f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{twips(s.dotted)}"/></w:tabs>' if s.dotted else "")
        + ('<w:overflowPunct w:val="0"/>' if s.cell else "")
        + f'<w:spacing w:before="0" w:after="{twips(s.after)}"{line}/>'
        + _indent(s)
        + f'<w:jc w:val="{s.align}"/>'
        + (f'<w:outlineLvl w:val="{s.level}"/>' if s.level is not None else "")
    )  # fmt: skip


def _indent(s: Setting) -> str:
    if s.first:
        return f'<w:ind w:firstLineChars="{s.first}" w:firstLine="{twips(s.first * s.size / 100)}"/>'
    return f'<w:ind w:left="{twips(s.left)}"/>' if s.left else ""


def _table_style() -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    side, above = twips(MARGIN[0]), twips(MARGIN[1])
    margins = "".join(
        f'<w:{name} w:w="{wide}" w:type="dxa"/>'
        for name, wide in (("top", above), ("left", side), ("bottom", above), ("right", side))
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}"><w:name w:val="预算表格"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


def font_table(style: Style) -> str:
    """fontTable.xml: under which other name a face that the machine has not may be found."""
    by_name = {faces[0]: faces for faces in style.faces.values() if faces}
    fonts = "".join(_font(faces) for faces in by_name.values())
    return f"{HEAD}<w:fonts {NAMES}>{fonts}</w:fonts>"


def _font(faces: Sequence[str]) -> str:
    other = f'<w:altName w:val="{value(faces[1])}"/>' if len(faces) > 1 else ""
    return (
        f'<w:font w:name="{value(faces[0])}">{other}<w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )


SETTINGS = (
    f"{HEAD}<w:settings {NAMES}>"
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{setting}"/>'
        for name, setting in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
            ("enableOpenTypeFeatures", "1"),
            ("doNotFlipMirrorIndents", "1"),
            ("differentiateMultirowTableHeaders", "1"),
        )
    )
    + '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
"""settings.xml: no update of fields on opening, which Word asks the reader about; the contents are right as they are."""
