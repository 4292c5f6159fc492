"""The application inside a process of the server: it ends when the server does, however that ends."""

from __future__ import annotations

import multiprocessing
import os
import threading

from mingzhang.web.wsgi import application

__all__ = ["application"]


def _end_with(server: multiprocessing.process.BaseProcess) -> None:
    server.join()
    os._exit(1)


_server = multiprocessing.parent_process()
if _server is not None:
    threading.Thread(target=_end_with, args=(_server,), daemon=True).start()
