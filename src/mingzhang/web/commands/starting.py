"""What the commands begin with: the data folder, Django, the tables brought up to date; what fails said in Chinese."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from mingzhang.cli.console import reason
from mingzhang.cli.datafolder import VARIABLE

P = ParamSpec("P")
Run = Callable[P, int]

data_option = click.option(
    "--data",
    metavar="文件夹",
    help=f"数据所在（默认是系统的数据文件夹，或环境变量 {VARIABLE}） · Data folder",
)


def start(data: str | None) -> Path:
    """Set Django up on a data folder, which is returned. Raises ClickException."""
    if data:
        os.environ[VARIABLE] = str(Path(data).expanduser().resolve())
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from mingzhang.web.config import ConfigError, config

    if not settings.configured:  # whatever else of Django's may be named in the environment
        os.environ["DJANGO_SETTINGS_MODULE"] = "mingzhang.web.settings"
    try:
        folder = config().folder
        folder.mkdir(parents=True, exist_ok=True)
        django.setup()
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    except (ValueError, ImproperlyConfigured) as error:
        raise click.ClickException(_unset(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"数据文件夹用不了（{reason(error)}）：{error.filename}。可以用 --data 换一个。"
        ) from error
    return folder


def _unset(error: Exception) -> str:
    """Why Django cannot be set up: a database's address that is none, or no driver for it."""
    if "psycopg" in str(error):
        return '用 PostgreSQL 要先装驱动：pip install "mingzhang[postgres]"'
    return f"设置不能用，请看 database_url 写得对不对：{error}"


def migrate() -> int:
    """Bring the tables up to date; how many steps that took."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        call_command("migrate", verbosity=0, interactive=False)
    return len(steps)


def in_store(run: Callable[P, int]) -> Callable[P, int]:
    """A command on the store: set up, tables up to date, and what the database refuses said in Chinese."""

    @wraps(run)
    def started(*args: P.args, **kwargs: P.kwargs) -> int:
        data = kwargs.get("data")
        start(data if isinstance(data, str) else None)
        from django.db import DatabaseError

        from mingzhang.web.services.accounts import Unfit

        try:
            migrate()
            return run(*args, **kwargs)
        except Unfit as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            raise click.ClickException(f"数据库没有办成这件事，什么也没有改：{error}") from error

    return started


def operator() -> str:
    """Who works at the command line, as the audit names them."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return f"命令行（{name}）"[:60] if name else "命令行"
