"""What a request may hold and what every answer carries: shapes, sizes, headers, statuses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from simulation.classroom import events
from simulation.classroom.state import Refused
from simulation.classroom.tokens import LONGEST_TOKEN

LARGEST_BODY = 16_384
"""Bytes of a request, at most."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer."""

PICTURES = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
"""Of a picture, which stands in a page as an image and runs nothing."""

COOKIE_DAYS = 2

STATUS = {
    "no_seat": 403, "not_yours": 403, "wrong_code": 403, "too_many_guesses": 429,
    "too_many_joins": 429, "too_many_requests": 429, "too_large": 413, "wrong_request": 400,
    "wrong_host": 421, "wrong_origin": 403, "wrong_type": 415, "disk": 507,
}  # fmt: skip
"""The status of what is refused; 409 otherwise: the lesson does not allow it now."""


OWN = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names that lead every browser to its own computer, and to no other."""

JSON = "application/json"


class JoinBody(BaseModel):
    """What a phone sends to join."""

    model_config = ConfigDict(extra="forbid", strict=True)
    code: str = Field(max_length=12)
    name: str = Field(default="", max_length=200)
    number: str = Field(default="", pattern=r"^([0-9a-f]{32,64})?$")


class ReturnBody(BaseModel):
    """What a phone sends to come back to its seat."""

    model_config = ConfigDict(extra="forbid", strict=True)
    token: str = Field(max_length=LONGEST_TOKEN)


class AnswerBody(BaseModel):
    """What a phone sends as its answer."""

    model_config = ConfigDict(extra="forbid", strict=True)
    branch: int = Field(ge=0, le=1000)
    step: int = Field(ge=0, le=1000)
    request: int = Field(ge=1, le=events.LARGEST_REQUEST)
    value: dict[str, Any] = Field(max_length=20)


def check_sender(request: Request, served: Iterable[str]) -> None:
    """Refuse what a page of another site may have sent.

    The Host header must name this computer as it is served: a page whose name was turned to this
    address later names itself. An Origin must be this host; a POST must be JSON, which a form of
    another site cannot send.

    Raises
    ------
    Refused
        If it is not so.
    """
    host = request.headers.get("host", "")
    arrived = request.scope.get("server") or ("",)
    if host_named(f"//{host}") not in OWN | {plain_host(str(arrived[0])), *served}:
        raise Refused("wrong_host")
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        raise Refused("wrong_origin")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != JSON:
        raise Refused("wrong_type")


def host_named(url: str) -> str:
    """The host that an address names, in one spelling; empty where it names none.

    >>> host_named("//Class.local:8000"), host_named("http://[0:0::1]:80/"), host_named("//a:b")
    ('class.local', '::1', 'a')
    """
    with suppress(ValueError):
        return plain_host(urlsplit(url).hostname or "")
    return ""


def plain_host(host: str) -> str:
    """A host in one spelling: an address of the old kind inside one of the new is the old one."""
    with suppress(ValueError):
        found = ip_address(host)
        old = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        return str(old or found)
    return host.lower().removesuffix(".")


async def body_of(request: Request) -> Any:
    """The JSON of a request; refused where it is long, or none."""
    whole = b""
    async for chunk in request.stream():
        whole += chunk
        if len(whole) > LARGEST_BODY:
            raise Refused("too_large")
    try:
        return json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise Refused("wrong_request") from error


def checked[T: BaseModel](shape: type[T], plain: Any) -> T:
    """A request's content as its shape requires."""
    try:
        return shape.model_validate(plain)
    except ValidationError as error:
        raise Refused("wrong_request") from error


class WithHeaders:
    """Headers on every answer, and none that says which program answers."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let the application answer, its headers added to."""

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.lower().encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.lower().encode() not in there
                    ),
                ]
            await send(message)

        await self.app(scope, receive, sent)
