"""The public portal: what departments published, for anyone to look at. Reads the public side of the store alone."""
