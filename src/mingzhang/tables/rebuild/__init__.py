"""A published disclosure back to a ledger whose tables are again the printed ones."""
