"""What single values of a file must be: texts, codes, lists without repetition, numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
"""Of a table of a TOML file: no unknown keys, no later change, numbers finite and not as text."""

REST = "rest"
"""The code of the rest of the membership, taken together."""

LABELS = ("measured", "estimated", "judged", "invented")
NO_LABEL = f"must begin with one of {', '.join(LABELS)} and a colon"


def not_blank(text: str) -> str:
    """A text that says something."""
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def not_the_rest(code: str) -> str:
    """A code that does not stand for the rest of the membership."""
    if code.casefold() == REST:
        raise ValueError("stands for the rest of the membership; choose another code")
    return code


def each_once[T: list[Any]](values: T) -> T:
    """A list without repetition."""
    if twice := repeated(values):
        raise ValueError(f"{', '.join(twice)} stands twice; keep one")
    return values


def repeated(values: Iterable[str]) -> list[str]:
    """The values that stand there twice or more, in their order."""
    return [value for value, times in Counter(values).items() if times > 1]


def members_once[T: list[Any]](rows: T) -> T:
    """Rows of members, none of whom stands there twice."""
    if twice := repeated(row.member for row in rows):
        raise ValueError(f"{', '.join(twice)} stands twice; keep one row each")
    return rows


def no_truth(value: Any) -> Any:
    """A number, not ``true``, which Python takes for 1, nor 1.0."""
    if isinstance(value, bool | float):
        raise ValueError("must be 1 or 2")
    return value


def labelled(labels: dict[str, str]) -> dict[str, str]:
    """Each label says measured, estimated, judged or invented, and then its source."""
    for key, label in labels.items():
        if label.partition(":")[0] not in LABELS:
            raise ValueError(f"{key} = {label!r}: {NO_LABEL}")
    return labels


def with_its_label(text: str) -> str:
    """A text that says measured, estimated, judged or invented, and then its source."""
    if text.partition(":")[0] not in LABELS:
        raise ValueError(NO_LABEL)
    return text


Text = Annotated[str, AfterValidator(not_blank)]
Texts = Annotated[list[Text], AfterValidator(each_once)]
Code = Annotated[str, Field(pattern=r"^[\w.-]{1,24}$"), AfterValidator(not_the_rest)]
"""A member's code: letters, digits, dots and dashes."""

Label = Annotated[str, AfterValidator(with_its_label)]
Labels = Annotated[dict[str, str], AfterValidator(labelled)]
Share = Annotated[float, Field(ge=0, le=1)]
Tie = Annotated[float, Field(ge=0, le=1.5)]
Percent = Annotated[float, Field(ge=0, le=100)]
Amount = Annotated[float, Field(gt=0, le=100_000)]
Term = Annotated[Literal[1, 2], BeforeValidator(no_truth)]
