"""Real roll calls: what was recorded, and how the model's rules and estimates compare with it."""
