"""What came out: rates with intervals clustered by history, paralysis, hidden vetoes."""
