"""The public tables, as the tests of evidence find them."""

from studies.conftest import real_tables

__all__ = ["real_tables"]
