"""The whole public side as files: every page, every release's files, a search that needs no server."""
