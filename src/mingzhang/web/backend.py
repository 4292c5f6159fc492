"""Who is behind a session. Logging in goes through ``services.people`` alone."""

from __future__ import annotations

from mingzhang.web.store.models import Account


class Backend:
    """Finds the account of a session; one that is no longer active is none."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """Nobody is let in by this way."""

    def get_user(self, pk: int) -> Account | None:
        """The account of that key."""
        return Account.objects.filter(pk=pk, is_active=True).first()
