"""The public tables: what they look like, and how they are read and checked."""
