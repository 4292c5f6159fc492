"""Mingzhang (明账, "the open account"): public budgets and what they are for, read, checked and written."""

__version__ = "0.1.0"
