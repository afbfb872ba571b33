"""Who sends peacekeepers and who pays: shares of states by year, and predictions of them."""
