"""The pages of the classroom: templates filled with what a role may see."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from simulation.classroom.catalogue import Words
from simulation.classroom.spoken import Line, said

HERE = Path(__file__).parent
STATIC = {
    "style.css": ("text/css; charset=utf-8", HERE / "static" / "style.css"),
    "classroom.js": ("text/javascript; charset=utf-8", HERE / "static" / "classroom.js"),
}


@dataclass(frozen=True)
class Door:
    """How the class comes in: addresses of the phones' page, and the room code.

    ``local`` says that this computer alone can open the pages.
    """

    addresses: tuple[str, ...]
    code: str
    local: bool
    path: str = ""

    @cached_property
    def qr(self) -> Markup:
        """The first address with the room code, as a QR code that stands in the page."""
        out = io.BytesIO()
        code = segno.make(f"{self.addresses[0]}?code={self.code}", error="m")
        code.save(out, kind="svg", xmldecl=False, svgns=True, nl=False, border=2, omitsize=True)
        return Markup(out.getvalue().decode())


def outcome_parts(chances: Mapping[str, float]) -> list[str]:
    """The chances of the three outcomes in whole per cent that make 100, as a forecast has them."""
    from simulation.figures.forecast_words import outcome_parts as parts

    return list(parts(chances).values())


class Absent(StrictUndefined):
    """What a view has not: a template may ask whether it is there, and must not show it."""

    def __bool__(self) -> bool:  # type: ignore[override]
        """It is not."""
        return False


class Pages:
    """Pages in one language."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=Absent,
            trim_blocks=True,
            auto_reload=False,
        )
        self.environment.globals["t"] = words.say
        self.environment.globals["said"] = self.said
        self.environment.globals["listed"] = self.listed
        self.environment.globals["parts"] = outcome_parts
        self.environment.filters["percent"] = words.percent
        self.environment.filters["percentile"] = self.percentile
        self.environment.filters["number"] = self.number
        self.environment.filters["day"] = words.day

    def said(self, line: Line) -> str:
        """A line of a view as a sentence."""
        return str(said(self.words, line))

    def listed(self, names: list[str]) -> str:
        """Names in a sentence, nobody too."""
        return self.words.listed(names) if names else self.words.say("common.nobody")

    def percentile(self, value: float) -> str:
        """A share that is given in per cent, whole."""
        return self.words.say("language.per_cent", number=self.words.number(value))

    def number(self, value: float | None, places: int = 0) -> str:
        """A number to so many places; a dash where there is none."""
        return "–" if value is None else self.words.number(value, places)

    def render(self, name: str, **values: Any) -> str:
        """A template, filled."""
        return self.environment.get_template(name).render(language=self.words.language, **values)

    def fragment(self, role: str, view: Mapping[str, Any], **values: Any) -> tuple[str, str]:
        """What stands inside a page, and its digest."""
        absent = dict.fromkeys(("title", "simulated", "mine", "my_points", "points", "result"))
        seen = {**absent, **view}
        name = "teacher.html" if role == "teacher" else f"{role}/{view['kind']}.html"
        html = self.render(name, v=seen, **values)
        return html, hashlib.sha256(html.encode()).hexdigest()[:16]

    def whole(self, role: str, title: str, view_url: str, content: str, digest: str) -> str:
        """A whole page around what stands inside."""
        return self.render(
            "base.html", role=role, title=title, view_url=view_url, content=Markup(content),
            digest=digest,
        )  # fmt: skip

    def joining(self, lesson: str, code: str) -> str:
        """The page at which a phone joins."""
        return self.render(
            "join.html", role="phone", title=self.words.say("join.title"), view_url="", digest="",
            lesson=lesson, code=code,
        )  # fmt: skip
