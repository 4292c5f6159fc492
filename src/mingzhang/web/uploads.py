"""Files that are sent are cut off behind the limit, so that none fills the disk before a page has looked at it."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class Limit(FileUploadHandler):
    """Lets a file through up to one piece beyond the limit: the page sees that it is too large, and says so."""

    chunk_size = 64 * 1024
    seen = 0

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """A piece of the file; none once it is too large."""
        over = self.seen > settings.UPLOAD_MAX_BYTES
        self.seen += len(raw_data)
        return None if over else raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""
