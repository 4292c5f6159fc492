"""Sums and identities over the figures of a paper: equations as rows, and the one wrong figure behind many."""
