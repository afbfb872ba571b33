"""Studies of the record: what happened, and how the model's rules and estimates compare with it."""
