"""Baselines beside the model: rates, last votes, latent classes, regression, boosting."""
