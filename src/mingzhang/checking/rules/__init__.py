"""The rules, a small file for each family; each file ends with its ``RULES``."""
