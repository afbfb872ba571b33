"""What a request may hold and what every answer carries: shapes, sizes, headers, statuses."""

from __future__ import annotations

import json
from typing import Any

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
    "too_many_requests": 429, "too_large": 413, "wrong_request": 400, "disk": 507,
}  # fmt: skip
"""The status of what is refused; 409 otherwise: the lesson does not allow it now."""


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
