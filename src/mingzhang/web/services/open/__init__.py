"""The public side in the store: what releases put there, and what is asked of it."""
