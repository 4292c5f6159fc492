"""The officials' desk: what clerks, reviewers and the bureau see and do."""
