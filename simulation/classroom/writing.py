"""How a language writes numbers, lists, days and the names of states: the rules are Babel's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

GROUPED = 10_000
"""From this number on its digits stand in groups: ``1000``, but ``10 000``."""

BEFORE_I = re.compile(r" y (?=(?:h?[ií])(?!e))", re.IGNORECASE)
"""Where Spanish has ``e`` for ``y``; Babel, unlike ICU, leaves this to the caller."""


@dataclass(frozen=True)
class Writing:
    """What a locale, as ``fr``, makes of numbers and names."""

    name: str

    @cached_property
    def locale(self) -> Locale:
        """Babel's rules, read when they are first needed."""
        from babel import Locale

        return Locale.parse(self.name)

    def number(self, value: float, places: int | None = None) -> str:
        """A number; to so many places, or to three at most and no more than there are."""
        from babel.numbers import format_decimal

        shape = "#,##0.###" if places is None else "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(
            value, format=shape, locale=self.locale, group_separator=abs(value) >= GROUPED
        )

    def plural(self, value: float) -> str:
        """The form of a noun or verb that a number needs: ``one``, ``other``, ..."""
        return str(self.locale.plural_form(int(value) if value == int(value) else value))

    def listed(self, items: Sequence[str]) -> str:
        """Things, at least one, as a sentence has them."""
        from babel.lists import format_list

        found = format_list(list(items), locale=self.locale)
        return BEFORE_I.sub(" e ", found) if self.locale.language == "es" else found

    def day(self, date: str) -> str:
        """A day, given as ``2012-02-04``."""
        from babel.dates import format_date

        return format_date(datetime.date.fromisoformat(date), format="long", locale=self.locale)

    def state(self, code: str) -> str | None:
        """The name today of the state of a code of ISO 3166; None where there is none."""
        import pycountry

        found = pycountry.countries.get(alpha_3=code)
        return None if found is None else self.locale.territories.get(found.alpha_2)
