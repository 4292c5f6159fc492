"""The settings of the web application: one table, read from the environment or ``settings.toml`` in the data folder."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingzhang.cli.datafolder import data_folder

FILE = "settings.toml"
_TRUE = frozenset({"1", "true", "yes", "on", "是"})


class ConfigError(Exception):
    """A setting cannot be used; ``str()`` says in Chinese which, and what to write."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name in the file, the variable that overrides it, its default, what it does."""

    name: str
    variable: str
    default: str
    chinese: str
    english: str


SETTINGS = (
    Setting("database_url", "DATABASE_URL", "", "数据库地址；不写就用数据文件夹里的 SQLite，PostgreSQL 写 postgres://用户:密码@主机/库名", "address of the database; SQLite in the data folder without it"),
    Setting("hosts", "MINGZHANG_HOSTS", "localhost,127.0.0.1,[::1]", "允许用哪些主机名访问，逗号分隔", "host names that may be asked for"),
    Setting("https", "MINGZHANG_HTTPS", "no", "前面有 HTTPS 时写 yes：cookie 只走 HTTPS，并要求浏览器始终用 HTTPS", "yes behind HTTPS: secure cookies and HSTS"),
    Setting("procedure", "MINGZHANG_PROCEDURE", "county", "审核流程：自带的名称，或 .toml 文件", "procedure of review"),
    Setting("pack", "MINGZHANG_PACK", "shanxi", "地方包：自带的名称，或 .toml 文件", "how the place prints its papers"),
    Setting("session_minutes", "MINGZHANG_SESSION_MINUTES", "60", "多少分钟没有操作就要重新登录", "minutes of idleness that end a session"),
    Setting("upload_mb", "MINGZHANG_UPLOAD_MB", "30", "上传一个文件最多多少 MB", "largest upload"),
    Setting("login_tries_address", "MINGZHANG_LOGIN_TRIES_ADDRESS", "100", "同一网络地址 10 分钟内最多登录失败多少次", "failed logins of one network address in ten minutes"),
    Setting("login_tries_account", "MINGZHANG_LOGIN_TRIES_ACCOUNT", "20", "同一用户名 10 分钟内最多登录失败多少次", "failed logins of one user name in ten minutes"),
    Setting("saves_per_minute", "MINGZHANG_SAVES_PER_MINUTE", "300", "一个账号每分钟最多保存、办理多少次", "saves and acts of one account in a minute"),
    Setting("uploads_per_hour", "MINGZHANG_UPLOADS_PER_HOUR", "200", "一个账号每小时最多上传多少次", "uploads of one account in an hour"),
    Setting("api_per_minute", "MINGZHANG_API_PER_MINUTE", "300", "同一网络地址每分钟最多用公开接口查多少次", "requests of one network address to the public API in a minute"),
    Setting("search_per_minute", "MINGZHANG_SEARCH_PER_MINUTE", "120", "同一网络地址每分钟最多在公开网站搜索、比较、下载列表多少次", "searches, comparisons and files of lists of one network address on the public site in a minute"),
    Setting("tidy_days", "MINGZHANG_TIDY_DAYS", "180", "mingzhang admin tidy 清理多少天以前已经办完的上传文件", "age in days of dealt-with papers that mingzhang admin tidy takes away"),
    Setting("email_url", "MINGZHANG_EMAIL_URL", "", "发邮件用的服务器，如 smtp://用户:密码@主机:25；不写就不发", "mail server; none is used without it"),
    Setting("email_from", "MINGZHANG_EMAIL_FROM", "", "发件人地址", "sender of mail"),
    Setting("address", "MINGZHANG_ADDRESS", "", "本系统的网址，邮件里的链接用，如 https://ys.example.gov.cn", "address of this system, for links in mail"),
)  # fmt: skip
"""Every setting once: the reference page prints this table."""
SECRETS = frozenset({"database_url", "email_url"})
"""Settings that may hold a password: they are not printed whole, and stand in no backup."""


@dataclass(frozen=True)
class Config:
    """The settings as they are, and the data folder."""

    folder: Path
    values: Mapping[str, str]

    def text(self, name: str) -> str:
        """A setting as it is written."""
        return self.values[name]

    def yes(self, name: str) -> bool:
        """A setting that is yes or no."""
        return self.values[name].strip().lower() in _TRUE

    def number(self, name: str) -> int:
        """A setting that is a whole number above 0. Raises ConfigError."""
        text = self.values[name].strip()
        if not text.isdecimal() or not int(text):
            raise ConfigError(f"设置 {name} 写的是“{text}”，应当是大于 0 的整数。")
        return int(text)

    def listed(self, name: str) -> list[str]:
        """A setting that is a list."""
        return [word.strip() for word in self.values[name].replace("，", ",").split(",") if word.strip()]


@lru_cache(maxsize=1)
def config() -> Config:
    """The settings: defaults, over them ``settings.toml``, over it the environment. Raises ConfigError."""
    folder = data_folder(None)
    values = {setting.name: setting.default for setting in SETTINGS}
    file = folder / FILE
    if file.is_file():
        try:
            written = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file}：不是有效的 TOML（{error}）。") from error
        unknown = set(written) - set(values)
        if unknown:
            raise ConfigError(f"{file}：没有“{min(unknown)}”这个设置；可以写的有：{'、'.join(values)}。")
        values |= {name: str(value) for name, value in written.items()}
    for setting in SETTINGS:
        values[setting.name] = os.environ.get(setting.variable, values[setting.name])
    return Config(folder, values)


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; without a host none is used."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False


def mail_server(url: str) -> MailServer:
    """The server of an address: ``smtp://``, with encryption asked for later ``smtp+tls://``, from the start ``smtps://``.

    Raises ConfigError. A password may be percent-encoded.

    >>> mail_server("smtps://me%40example.cn:secret@mail.example.cn").user
    'me@example.cn'
    """
    if not url.strip():
        return MailServer()
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise ConfigError("设置 email_url 的端口不对，应当像 smtp://用户:密码@主机:25。") from error
    if parts.scheme not in usual or not parts.hostname:
        raise ConfigError(
            "设置 email_url 看不懂，应当像 smtp://用户:密码@主机:25（加密的用 smtps:// 或 smtp+tls://）。"
        )
    return MailServer(
        parts.hostname,
        port or usual[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtps",
        parts.scheme == "smtp+tls",
    )


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once, kept in the data folder, readable by its owner alone."""
    file = folder / "secret.key"
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    folder.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(key)
    return key
