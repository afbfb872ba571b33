"""The lowest versions that pyproject.toml allows, one ``name==version`` a line.

First those of the package and of the extras named, ``python .ci/lowest.py fast test``;
then what these bring with them, as constraints-lowest.txt pins it, so that a run repeats.
"""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent

BOUND = re.compile(r"(?P<name>[\w.-]+)(\[[\w,.-]+\])?>=(?P<version>[\w.]+)(,<[\w.]+)?")
"""A requirement with a lower bound and perhaps an upper one: ``mesa[network]>=3.5.1,<4``."""


def requirements(project: dict, extras: list[str]) -> list[str]:
    """What the package needs, and each of these extras; an extra of other extras is opened."""
    found = list(project["dependencies"])
    for extra in extras:
        for wanted in project["optional-dependencies"][extra]:
            own = re.fullmatch(rf"{project['name']}\[(.+)\]", wanted)
            found += requirements(project, own[1].split(",")) if own else [wanted]
    return list(dict.fromkeys(found))


def lowest(requirement: str) -> str:
    """The lowest version that a requirement allows, as ``name==version``."""
    bound = BOUND.fullmatch(requirement)
    if bound is None:
        raise SystemExit(
            f"pyproject.toml: {requirement!r} has no lower bound: write name>=version, "
            "the lowest version that works."
        )
    return f"{bound['name']}=={bound['version']}"


def package(pin: str) -> str:
    """The name of a pinned package, spelt as the index spells it."""
    return re.sub(r"[-_.]+", "-", pin.partition("==")[0]).lower()


def main(extras: list[str]) -> None:
    """Print the constraints, to give to pip or uv."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    direct = [lowest(requirement) for requirement in requirements(project, extras)]
    brought = (HERE / "constraints-lowest.txt").read_text("utf-8").split()
    names = set(map(package, direct))
    print(*direct, *(pin for pin in brought if package(pin) not in names), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
