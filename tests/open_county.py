"""A county whose departments have published: made by the demonstration's people, through real releases.

It is made once in a run of the tests; every further test gets its rows put back as they were.
"""

from __future__ import annotations

from copy import copy
from datetime import date

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from builders import EXAMPLES
from mingzhang.web.demo import build
from mingzhang.web.services.open import search

Rows = dict[type[Model], list[Model]]
_KEPT: dict[date, Rows] = {}


def open_county() -> int:
    """Make the demonstration's county with its releases; the newest year that has any."""
    today = timezone.localdate()
    if today in _KEPT:
        _put_back(_KEPT[today])
    else:
        build.build(EXAMPLES)
        _KEPT[today] = {kind: list(kind._default_manager.order_by("pk")) for kind in _kinds()}
    return build.budget_year(timezone.localtime()) - 1


def _kinds() -> list[type[Model]]:
    return list(apps.get_app_config("store").get_models())


def _put_back(rows: Rows) -> None:
    for kind, own in rows.items():
        kind._default_manager.all().delete()
        kind._default_manager.bulk_create([copy(row) for row in own], batch_size=200)
    search.rebuild()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _kinds()):
            cursor.execute(statement)
