"""The process that does background tasks: ``python -m mingzhang.web.worker``, or ``run`` inside another program."""

from __future__ import annotations

import logging
import os
import signal
import threading

IDLE = 1.0
"""Seconds before a worker without work looks again."""
TROUBLED = 5.0
"""Seconds before it looks again when the database did not answer."""


def run(stop: threading.Event, idle: float = IDLE) -> None:
    """Do tasks until ``stop`` is set; the one in hand is done to its end. Django must be set up."""
    from django.db import DatabaseError, close_old_connections, connections

    from mingzhang.web.services import tasks

    tasks.load()
    log = logging.getLogger(__name__)
    while not stop.is_set():
        close_old_connections()
        try:
            worked = tasks.work_one()
        except DatabaseError as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            connections.close_all()
            stop.wait(TROUBLED)
            continue
        if not worked:
            stop.wait(idle)


def main() -> None:
    """Do tasks until the process is told to end."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingzhang.web.settings")
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


if __name__ == "__main__":
    main()
