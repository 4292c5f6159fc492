"""File to record in three steps: a source gives pages of cells, layout finds and cuts, match fills records."""
