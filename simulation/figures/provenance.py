"""Where a batch comes from, in words for a reader."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from simulation.analysis.caveat import caveat as caveat_under
from simulation.experiments.manifest import Manifest
from simulation.stages.parameters import TABLE, Parameters


@dataclass(frozen=True)
class Setting:
    """A parameter that differs from its default."""

    name: str
    meaning: str
    default: float
    value: float


def settings(manifest: Manifest) -> list[Setting]:
    """The parameters of a batch that differ from the default, in the order of the table."""
    values = manifest.experiment["described"]["parameters"]
    return [
        Setting(name, TABLE[name]["meaning"], default, values[name])
        for name, default in asdict(Parameters()).items()
        if values[name] != default
    ]


def caveat(manifest: Manifest) -> str | None:
    """The line that stands under results about real states; None where members are invented."""
    described = manifest.experiment["described"]
    return caveat_under(
        manifest.members[0],
        scripted=bool(described.get("crisis")),
        redraft=bool(described.get("redraft", False)),
    )
