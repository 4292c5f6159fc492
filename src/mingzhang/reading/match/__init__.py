"""Labelled cells to records, by the labels of the declaration; what cannot be placed is handed back."""
