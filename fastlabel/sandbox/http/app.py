"""The routes. Handlers are plain functions, which FastAPI runs in a pool of threads.

Only small creates are done on the spot: the way to a thread and back costs as much as they do.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request
from fastapi.responses import FileResponse
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fastlabel.sandbox.http.auth import Gate
from fastlabel.sandbox.http.errors import answer_failures
from fastlabel.sandbox.http.paths import PREFIX, kind_paths
from fastlabel.sandbox.store.media import CONTENT_TYPES
from fastlabel.sandbox.store.records import Kind
from fastlabel.sandbox.tasks.answers import tell_task
from fastlabel.sandbox.tasks.service import Tasks

__all__ = ["make_app"]

_SMALL_BYTES: Final = 32_768
_RANGES: Final = re.compile(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*", re.ASCII)


def make_app(tasks: Tasks, token: str) -> FastAPI:
    """The API as an ASGI application."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    answer_failures(app)
    app.add_middleware(Gate, token=token)
    for path, kind in kind_paths():
        _add_kind(app, tasks, kind, path)
    app.put(f"{PREFIX}/tasks/{{task_id}}")(_update(tasks, None))
    app.delete(f"{PREFIX}/tasks/{{task_id}}")(_delete(tasks))
    app.api_route("/media/{key}/{name:path}", methods=["GET", "HEAD"])(_media(tasks))
    return app


def _add_kind(app: FastAPI, tasks: Tasks, kind: Kind, path: str) -> None:
    app.get(path)(_list(tasks, kind))
    app.post(path)(_create(tasks, kind))
    app.get(f"{path}/{{task_id}}")(_find(tasks, kind))
    app.put(f"{path}/{{task_id}}")(_update(tasks, kind))


async def _read_body(request: Request) -> bytes:
    return await request.body()


_Body = Annotated[bytes, Depends(_read_body)]


def _list(tasks: Tasks, kind: Kind) -> Callable[..., Response]:
    def list_tasks(request: Request) -> Response:
        page = tasks.page(kind, request.query_params.multi_items())
        return _json([tell_task(kind, task, str(request.base_url)) for task in page])

    return list_tasks


def _create(tasks: Tasks, kind: Kind) -> Callable[..., Awaitable[Response]]:
    async def create_task(request: Request) -> Response:
        body = await request.body()
        lookup_lag: float = getattr(request.state, "lookup_lag", 0)
        if len(body) <= _SMALL_BYTES:
            return _json(tasks.create(kind, body, lookup_lag))
        return _json(await run_in_threadpool(tasks.create, kind, body, lookup_lag))

    return create_task


def _find(tasks: Tasks, kind: Kind) -> Callable[..., Response]:
    def find_task(task_id: str, request: Request) -> Response:
        return _json(tell_task(kind, tasks.find(kind, task_id), str(request.base_url)))

    return find_task


def _update(tasks: Tasks, kind: Kind | None) -> Callable[..., Response]:
    def update_task(task_id: str, body: _Body) -> Response:
        return _json(tasks.update(kind, task_id, body))

    return update_task


def _delete(tasks: Tasks) -> Callable[..., Response]:
    def delete_task(task_id: str) -> Response:
        tasks.delete(task_id)
        return Response(status_code=204)

    return delete_task


def _media(tasks: Tasks) -> Callable[..., Response]:
    def get_media(key: str, request: Request) -> Response:
        path = tasks.media(key)
        _check_range(request.headers.get("range"), path)
        content_type = CONTENT_TYPES[path.suffix]
        headers = {"X-Content-Type-Options": "nosniff"}
        return FileResponse(path, headers=headers, media_type=content_type)

    return get_media


def _check_range(text: str | None, path: Path) -> None:
    """Refuse a range that cannot be given: FileResponse would not do it in the error form."""
    if text is None:
        return
    if not _RANGES.fullmatch(text):
        raise HTTPException(400, f"Range: {text!r} is no range of bytes")
    size = path.stat().st_size
    for part in text.partition("=")[2].split(","):
        first, _, last = part.strip().partition("-")
        if first and last and int(first) > int(last):
            raise HTTPException(400, f"Range: {text!r} ends before it begins")
        if (int(first) if first else size - int(last)) >= size:
            headers = {"Content-Range": f"bytes */{size}"}
            raise HTTPException(416, f"Range: the file has {size} bytes", headers)


def _json(value: Any) -> Response:
    return Response(to_json(value), media_type="application/json")
