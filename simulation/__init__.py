"""A simulator of the United Nations Security Council."""
