"""Errors on the wire: one JSON form for all of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from fastapi import FastAPI
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match

from fastlabel.errors import FastLabelInvalidException

__all__ = ["answer_failures", "failure"]

_log = logging.getLogger(__name__)


def failure(code: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer of a request that failed."""
    body = {"statusCode": code, "error": HTTPStatus(code).phrase, "message": message}
    return Response(to_json(body), code, headers, "application/json")


def answer_failures(app: FastAPI) -> None:
    """Answer whatever is raised in the error form."""
    app.add_exception_handler(FastLabelInvalidException, _refused)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _broken)


async def _refused(_: Request, error: Exception) -> Response:
    refused = cast("FastLabelInvalidException", error)
    return failure(refused.code or 422, refused.message)


async def _not_served(request: Request, error: Exception) -> Response:
    not_served = cast("HTTPException", error)
    if not_served.status_code == HTTPStatus.NOT_FOUND:
        return failure(404, f"{request.url.path} is not served here")
    if not_served.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_allowed(request))
        message = f"{request.url.path} takes {allowed}, not {request.method}"
        return failure(405, message, {"Allow": allowed})
    return failure(not_served.status_code, not_served.detail, not_served.headers)


def _allowed(request: Request) -> list[str]:
    """What a path takes over all of its routes; Starlette tells only of the first."""
    routes: list[BaseRoute] = request.app.routes
    fitting = (route for route in routes if route.matches(request.scope)[0] != Match.NONE)
    return sorted({method for route in fitting for method in getattr(route, "methods", ())})


async def _gone(_: Request, __: Exception) -> Response:
    # Nobody reads it: the caller hung up before the request was whole.
    return failure(400, "the request broke off")


async def _broken(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return failure(500, f"the sandbox failed: {type(error).__name__}: {error}")
