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
)
from simulation.studies.profiles import command as profiles  # noqa: F401
from simulation.studies.calibration import command as calibrate  # noqa: F401
from simulation.studies.backtest import command as backtest  # noqa: F401
