"""The pages of the desk, a file for each concern."""
