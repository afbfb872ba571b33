"""The repeated crises, with more keys."""

import tomli_w

from simulation.scenario.load import load

LEARNT = ("response_clients", "response_others", "success_clients", "success_others")


def repeated(folder, **more):
    """The repeated crises, with more keys, and parameters if asked for."""
    raw = load("repeated-crises").file.model_dump(exclude_none=True, exclude_defaults=True)
    path = folder / "repeated.toml"
    path.write_text(tomli_w.dumps(raw | more), encoding="utf-8")
    return load(path)
