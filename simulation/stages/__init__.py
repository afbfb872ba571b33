"""The political science: one file per stage of a round, pure functions of arrays."""
