"""Error responses, all in one JSON form."""

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

_log = logging.getLogger(__name__)


def error_response(code: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Response in the API's error form."""
    body = {"statusCode": code, "error": HTTPStatus(code).phrase, "message": message}
    return Response(to_json(body), code, headers, "application/json")


def add_error_handlers(app: FastAPI) -> None:
    """Respond to every exception in the error form."""
    app.add_exception_handler(FastLabelInvalidException, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_exception)


async def _on_invalid(_: Request, error: Exception) -> Response:
    invalid = cast("FastLabelInvalidException", error)
    return error_response(invalid.code or 422, invalid.message)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    exception = cast("HTTPException", error)
    if exception.status_code == HTTPStatus.NOT_FOUND:
        return error_response(404, f"{request.url.path} is not served here")
    if exception.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(_allowed_methods(request))
        message = f"{request.url.path} takes {allowed}, not {request.method}"
        return error_response(405, message, {"Allow": allowed})
    return error_response(exception.status_code, exception.detail, exception.headers)


def _allowed_methods(request: Request) -> list[str]:
    """Methods of all routes of a path; Starlette reports those of the first one only."""
    routes: list[BaseRoute] = request.app.routes
    matching = (route for route in routes if route.matches(request.scope)[0] != Match.NONE)
    return sorted({method for route in matching for method in getattr(route, "methods", ())})


async def _on_disconnect(_: Request, __: Exception) -> Response:
    # The client is gone, so nothing reads it.
    return error_response(400, "the client disconnected before the request was complete")


async def _on_exception(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return error_response(500, f"the sandbox failed: {type(error).__name__}: {error}")
