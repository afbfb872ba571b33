"""All commands, in the order in which help lists them."""

from simulation.cli import (  # noqa: F401, I001  registration order is help's order
    demo,
    scenarios,
    run,
    forecast,
    batch,
    report,
    compare,
    sensitivity,
    tally,
    profiles,
    calibrate,
    backtest,
)
