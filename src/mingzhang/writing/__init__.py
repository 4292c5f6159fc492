"""Records and tables to papers and data: json now; no arithmetic here."""
