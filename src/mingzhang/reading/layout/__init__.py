"""Lines of cells to labelled cells: find the forms, tables and sections, and cut them. Pure functions."""
