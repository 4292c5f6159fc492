"""The ledger's tables and figures: sums of lines laid out as the declared tables and the narrative print them."""
