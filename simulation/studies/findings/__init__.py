"""Two findings on repeated crises, each played, tabled, drawn and written."""
