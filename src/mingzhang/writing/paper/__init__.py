"""What a paper looks like, whatever file it becomes: blocks in order, tables as grids of cells."""
