"""What the application does with the store: each change one function, in one transaction, audited."""
