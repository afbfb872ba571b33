"""How a command ends: its exit status, and what Ctrl-C says of one that keeps nothing."""

WRONG_INPUT, INTERRUPTED, READER_GONE = 2, 130, 1

NOTHING_KEPT = "nothing is kept, and the same command begins from the start"
"""What Ctrl-C says of a command that says nothing else."""
