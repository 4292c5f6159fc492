"""The public API: what is published, for programs. Read-only, versioned, declared once (``declare``, ``registry``)."""
