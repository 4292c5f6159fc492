"""A ledger out of a file: sheets of cells, their heads, their rows, and every problem with its cell."""
