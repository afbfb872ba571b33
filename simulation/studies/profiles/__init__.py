"""Profiles of states by year, made from the public tables and the judgements that are carried."""
