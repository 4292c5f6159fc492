"""The process beside the server that does background tasks; it ends when the server does, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> None:
    """Do tasks until the pipe from the server closes."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the pipe
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingzhang.web.settings")
    django.setup()
    from mingzhang.web.worker import run

    stop, parent = threading.Event(), os.getppid()

    def wait() -> None:
        """Until the pipe closes; where another process holds it too, until this one is an orphan."""
        reader = threading.Thread(target=sys.stdin.buffer.read, daemon=True)
        reader.start()
        while reader.is_alive() and os.getppid() == parent:
            reader.join(1)
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(stop)


if __name__ == "__main__":
    main()
