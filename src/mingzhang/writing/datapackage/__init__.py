"""Open data: a Fiscal Data Package of a budget, its projects, their targets and indicators."""
