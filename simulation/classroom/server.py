"""The server of the classroom: which request of whom may do and see what. Thin; plain HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simulation.classroom import events, export
from simulation.classroom.handouts import HANDOUTS
from simulation.classroom.handouts.page import policy_of
from simulation.classroom.pages import STATIC
from simulation.classroom.requests import (
    COOKIE_DAYS,
    PICTURES,
    STATUS,
    AnswerBody,
    JoinBody,
    ReturnBody,
    WithHeaders,
    body_of,
    checked,
)
from simulation.classroom.room import LOG, Classroom, address_of
from simulation.classroom.state import Refused
from simulation.classroom.tokens import LONGEST_TOKEN, Limit, among, digest, same


def application(room: Classroom) -> Starlette:
    """The server of a class."""

    def refused(request: Request, error: Refused) -> Response:
        key = str(error)
        said = room.words.say(f"refused.{key}", **error.values)
        LOG.warning(
            room.words.say(
                "terminal.refused", what=f"{request.method} {path_shown(request)}",
                address=address_of(request), why=said,
            )
        )  # fmt: skip
        return JSONResponse({"said": said, "why": key}, status_code=STATUS.get(key, 409))

    def guarded(handler: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """A handler whose refusals are said in a sentence and logged in a line."""

        async def handled(request: Request) -> Response:
            try:
                room.check_sender(request)
                return await handler(request)  # type: ignore[no-any-return]
            except Refused as error:
                return refused(request, error)
            except ClientDisconnect:
                return Response(status_code=400)

        return handled

    # --- phones

    async def door(request: Request) -> Response:
        if (seat := room.seat_of(request)) is not None:
            return await run_in_threadpool(room.page, "phone", "/seat/view", seat)
        code = re.sub(r"[^A-Za-z]", "", request.query_params.get("code", ""))[:12].upper()
        return HTMLResponse(room.pages.joining(room.session.lesson.title, code))

    async def join(request: Request) -> Response:
        body = checked(JoinBody, await body_of(request))
        if room.seat_of(request) is not None:
            return JSONResponse({"token": request.cookies["unsc_seat"]})
        room.check_guesses(request)
        if not same(body.code.strip().upper(), room.session.code):
            raise room.guessed(request, "wrong_code")
        token = await run_in_threadpool(room.take_seat, body, address_of(request))
        return with_cookie(JSONResponse({"token": token}), "unsc_seat", token, "/")

    async def come_back(request: Request) -> Response:
        body = checked(ReturnBody, await body_of(request))
        if room.seat_with(body.token) is None:
            room.check_guesses(request)
            raise room.guessed(request, "no_seat")
        return with_cookie(JSONResponse({}), "unsc_seat", body.token, "/")

    def seat_or_refused(request: Request, limit: Limit) -> str:
        seat = room.seat_of(request)
        if seat is None:
            raise Refused("no_seat")
        if limit.reached(seat):
            raise Refused("too_many_requests")
        limit.count(seat)
        return seat

    async def seat_view(request: Request) -> Response:
        seat = seat_or_refused(request, room.looks)
        return await run_in_threadpool(room.news, request, "phone", seat)

    async def seat_answer(request: Request) -> Response:
        seat = seat_or_refused(request, room.answers)
        body = checked(AnswerBody, await body_of(request))
        event = events.Answered(
            seat=seat, branch=body.branch, step=body.step, request=body.request, value=body.value
        )
        await run_in_threadpool(room.do, event)
        return JSONResponse({"said": room.words.say("phone.sent")})

    # --- teacher and projector

    def entered(role: str) -> Callable[[Request], Any]:
        async def enter(request: Request) -> Response:
            token = request.path_params["token"]
            known = room.session.teachers if role == "teacher" else room.session.projectors
            if len(token) > LONGEST_TOKEN or not among(digest(token), known):
                room.check_guesses(request)
                raise room.guessed(request, "not_yours")
            there = RedirectResponse(f"/{role}", status_code=303)
            with_cookie(there, "unsc_projector", room.projector, "/projector")
            return with_cookie(there, f"unsc_{role}", token, f"/{role}")

        return enter

    def whole(role: str) -> Callable[[Request], Any]:
        async def page(request: Request) -> Response:
            room.check_role(request, role)
            return await run_in_threadpool(room.page, role, f"/{role}/view")

        return page

    def inside(role: str) -> Callable[[Request], Any]:
        async def news(request: Request) -> Response:
            room.check_role(request, role)
            return await run_in_threadpool(room.news, request, role)

        return news

    async def console_do(request: Request) -> Response:
        room.check_role(request, "teacher")
        try:
            event = events.TEACHERS.validate_python(await body_of(request))
        except ValidationError as error:
            raise Refused("wrong_request") from error
        await run_in_threadpool(room.do, event)
        return JSONResponse(await run_in_threadpool(room.fragment, "teacher"))

    async def picture(request: Request) -> Response:
        room.check_role(request, "projector")
        svg = await run_in_threadpool(room.picture)
        if not svg:
            return Response(status_code=404)
        return Response(svg, media_type="image/svg+xml", headers=PICTURES)

    async def exported(request: Request) -> Response:
        room.check_role(request, "teacher")
        made = export.TABLES[request.path_params["name"]]
        text = await run_in_threadpool(made, room.session.room)
        return Response(text, media_type="text/csv; charset=utf-8")

    async def handed_out(request: Request) -> Response:
        room.check_role(request, "teacher")
        made = HANDOUTS[request.path_params["name"]]
        text = await run_in_threadpool(made, room.session.room)
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_of(text)})

    async def static(request: Request) -> Response:
        media, path = STATIC[request.path_params["name"]]
        return Response(
            path.read_bytes(), media_type=media, headers={"Cache-Control": "max-age=60"}
        )

    routes: list[tuple[str, Callable[[Request], Any], str]] = [
        ("/", door, "GET"),
        ("/join", join, "POST"),
        ("/return", come_back, "POST"),
        ("/seat/view", seat_view, "GET"),
        ("/seat/answer", seat_answer, "POST"),
        ("/teacher", whole("teacher"), "GET"),
        ("/teacher/view", inside("teacher"), "GET"),
        ("/teacher/do", console_do, "POST"),
        ("/projector", whole("projector"), "GET"),
        ("/projector/view", inside("projector"), "GET"),
        ("/projector/picture/{name:str}", picture, "GET"),
        *((f"/teacher/{name}", exported_as(exported, name), "GET") for name in export.TABLES),
        *((f"/teacher/{name}", exported_as(handed_out, name), "GET") for name in HANDOUTS),
        *((f"/static/{name}", exported_as(static, name), "GET") for name in STATIC),
        ("/teacher/{token:str}", entered("teacher"), "GET"),
        ("/projector/{token:str}", entered("projector"), "GET"),
    ]
    app = Starlette(
        routes=[Route(path, guarded(handler), methods=[way]) for path, handler, way in routes]
    )
    app.add_middleware(WithHeaders)
    return app


def exported_as(handler: Callable[[Request], Any], name: str) -> Callable[[Request], Any]:
    """A handler for one name, so that no other can be requested."""

    async def of_name(request: Request) -> Response:
        request.scope["path_params"] = {"name": name}
        return await handler(request)  # type: ignore[no-any-return]

    return of_name


def path_shown(request: Request) -> str:
    """The path of a request as a log may hold it: without a token, and short."""
    parts = request.url.path.split("/")
    if len(parts) == 3 and parts[1] in ("teacher", "projector") and len(parts[2]) > 12:
        parts[2] = "…"
    return re.sub(r"[^\x20-\x7e…]", "?", "/".join(parts))[:80]


def with_cookie(response: Response, name: str, token: str, path: str) -> Response:
    """An answer that leaves a token with the browser, out of reach of scripts and other sites."""
    response.set_cookie(
        name, token, max_age=COOKIE_DAYS * 86_400, path=path, httponly=True, samesite="strict"
    )
    return response
