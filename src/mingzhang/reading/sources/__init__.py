"""One module for each medium: a file as lines of cells with their places, nothing else."""
