"""What is taken where nothing is chosen; imports nothing, so that the command line starts at once."""

DEFAULT = "shanxi"
"""The pack that is used."""
