"""The model as a predictor of real votes: kinds of draft, and how likely each is."""
