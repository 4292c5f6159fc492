"""Static files under names that change with their content, each name made up once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """As whitenoise has it; the files of a running server do not change, and a page names eight of them."""

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file."""
        known: dict[tuple[str, bool], str] = self.__dict__.setdefault("addresses", {})
        if (name, force) not in known:
            known[name, force] = super().url(name, force)
        return known[name, force]
