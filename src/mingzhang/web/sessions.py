"""Sessions in the database, which are not read again where a request has read them already (``asking``)."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Database


class SessionStore(Database):
    """A session that can be handed what stands in it."""

    def take(self, told: dict[str, Any]) -> None:
        """Hold what has just been read from the database; nothing where it was read or written to before."""
        if not hasattr(self, "_session_cache"):
            self._session_cache = told
            self.accessed = True
