"""The web application: storage, the officials' desk, later the public portal. Django is imported here alone."""
