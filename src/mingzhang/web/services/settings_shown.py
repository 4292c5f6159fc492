"""Settings for people to look at: values without passwords, and where each comes from."""

from __future__ import annotations

import os
import re
import tomllib

from mingzhang.web.config import FILE, SECRETS, Config, Setting

_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")


def shown(setting: Setting, values: Config) -> tuple[str, str]:
    """A setting's value, without a password that may stand in it, and where it comes from in Chinese."""
    value = values.text(setting.name)
    if setting.name in SECRETS:
        value = _PASSWORD.sub(r"\1***@", value)
    return value, _source(setting, values)


def _source(setting: Setting, values: Config) -> str:
    if setting.variable in os.environ:
        return f"环境变量 {setting.variable}"
    file = values.folder / FILE
    if file.is_file() and setting.name in tomllib.loads(file.read_text(encoding="utf-8")):
        return FILE
    return "默认"
