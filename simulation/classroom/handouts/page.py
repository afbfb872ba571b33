"""One HTML file with its style and script inside, which the browser lets load nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from simulation.classroom.pages import HERE, Pages

STATIC = HERE / "static"


def digest_of(text: str) -> str:
    """A style or script as a policy names it.

    >>> digest_of("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    found = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(found).decode()}'"


def policy(style: str, script: str) -> str:
    """What the browser may load and run for a file: its own style and script, and nothing else."""
    runs = f"; script-src {digest_of(script)}" if script else ""
    return f"default-src 'none'; style-src {digest_of(style)}{runs}; base-uri 'none'"


def policy_of(page: str) -> str:
    """The policy that a file holds, for the server to send with it."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert found is not None
    return unescape(found[1]) + "; frame-ancestors 'none'"


def whole(
    pages: Pages, template: str, style: Path, script: Path | None = None, **values: Any
) -> str:
    """A whole file: a template, filled, around its own style and script."""
    look = style.read_text(encoding="utf-8")
    runs = "" if script is None else script.read_text(encoding="utf-8")
    return pages.render(
        template,
        style=Markup(look),
        script=Markup(runs),
        policy=policy(look, runs),
        **values,
    )
