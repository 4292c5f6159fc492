"""What msgspec says of data that does not fit, as a path and a sentence in Chinese."""

from __future__ import annotations

import re

_PATH = re.compile(r" - at `\$\.?(.*)`$")
_EXPECTED = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")
_BOUND = re.compile(r"Expected `(?:int|float)` (<=|>=) (\S+)")
_LENGTH = re.compile(r"Expected `array` of length (\d+)")
_MISSING = re.compile(r"Object missing required field `([^`]*)`")
_CHOICE = re.compile(r"Invalid enum value (.*)")
_BOUNDS = {"<=": "不大于", ">=": "不小于"}
_TYPES = {
    "str": "文字",
    "int": "整数",
    "array": "列表",
    "object": "对象",
    "null": "空",
    "float": "小数",
    "bool": "是否",
}


_BYTE = re.compile(r"\(byte (\d+)\)")


def broken(data: bytes, error: Exception) -> str:
    """Why bytes are no JSON, with the line where they stop being it.

    >>> broken(b'{"a": 1,\\n"b": x}', ValueError("JSON is malformed: invalid character (byte 14)"))
    '不是 JSON：第 2 行第 6 个字附近写法不对'
    """
    text = str(error)
    if isinstance(error, RecursionError):
        return "不是这种 JSON：一层套一层，套得太深"
    if "truncated" in text:
        return "JSON 不完整，到末尾还没有结束，可能没有保存完"
    byte = _BYTE.search(text)
    if byte is None:
        return "不是 JSON：里面有不是 UTF-8 编码的文字"
    before = data[: int(byte[1])].decode("utf-8", "replace")
    line = before.rpartition("\n")[2]
    return f"不是 JSON：第 {before.count(chr(10)) + 1} 行第 {len(line) + 1} 个字附近写法不对"


def misfit(error: Exception) -> tuple[str, str]:
    """Where data does not fit and why.

    >>> misfit(ValueError("Expected `str | null`, got `int` - at `$.targets[0].plan`"))
    ('targets[0].plan', '应是文字、空，现在是整数')
    """
    text = str(error)
    path = _PATH.search(text)
    return path[1] if path else "", _chinese(_PATH.sub("", text))


def _chinese(text: str) -> str:
    missing, expected, bound = _MISSING.search(text), _EXPECTED.search(text), _BOUND.search(text)
    length, choice = _LENGTH.search(text), _CHOICE.search(text)
    if "matching regex" in text:
        return "不是以元为单位的金额，应是 455000.00 这样的文字"
    if missing:
        return f"缺 {missing[1]}"
    if bound:
        return f"应{_BOUNDS[bound[1]]} {bound[2]}"
    if length:
        return f"应有 {length[1]} 项"
    if expected:
        wanted = "、".join(_TYPES.get(word.strip(), word.strip()) for word in expected[1].split("|"))
        got = f"，现在是{_TYPES.get(expected[2], expected[2])}" if expected[2] else ""
        return f"应是{wanted}{got}"
    if choice:
        return f"没有“{choice[1].strip(chr(39))}”这个取值"
    return f"值不对：{text.removeprefix('Invalid ')}"
