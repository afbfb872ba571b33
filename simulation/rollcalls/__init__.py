"""Roll calls, real or supposed: ballots as people write them, and what a rule set makes of them."""
