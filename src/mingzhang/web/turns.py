"""Turns: what would only slow each other down is done one after another, in the order of coming."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets so many threads of this process in at once; the others wait, and whoever came first goes first."""

    def __init__(self, at_once: int = 1) -> None:
        self.free = at_once
        self.lock = threading.Lock()
        self.waiting: deque[threading.Lock] = deque()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn; it is given on at the end."""
        self._wait()
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self) -> None:
        with self.lock:
            if self.free:
                self.free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            self.waiting.append(mine)
        mine.acquire()

    def _pass_on(self) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1
