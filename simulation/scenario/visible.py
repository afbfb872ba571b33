"""Text from files and arguments as a terminal, a page or a picture may show it."""

from __future__ import annotations

import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of sign that move, hide, turn or end what is shown: controls, and lone surrogates."""

JOINERS = "\u200c\u200d"
"""Signs of these kinds that names of Persian and of India's languages need."""

SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, keep: str = "") -> str:
    r"""A text with its control signs spelt out, but for those to be kept.

    A terminal obeys such signs, and some turn or hide the letters around them.

    >>> print(visible("Draft\n\x1b[31m A"), visible("two\nlines", keep="\n"), sep="\n")
    Draft\n\u001b[31m A
    two
    lines
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign if sign in keep else escape_of(sign) for sign in text)


def escape_of(sign: str) -> str:
    """One sign, spelt out where it would not be seen."""
    if unicodedata.category(sign) not in UNSEEN or sign in JOINERS:
        return sign
    code = ord(sign)
    return SHORT.get(sign) or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def all_visible[T](value: T) -> T:
    """Plain data with every text in it made visible, its keys too."""
    found: Any = value
    if isinstance(value, str):
        found = visible(value)
    elif isinstance(value, dict):
        found = {all_visible(key): all_visible(inner) for key, inner in value.items()}
    elif isinstance(value, list | tuple):
        found = type(value)(map(all_visible, value))
    elif is_dataclass(value) and not isinstance(value, type):
        parts = {part.name: getattr(value, part.name) for part in fields(value) if part.init}
        found = replace(value, **all_visible(parts))
    same: T = found
    return same
