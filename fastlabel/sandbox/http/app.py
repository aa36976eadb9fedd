"""The routes. Handlers are plain functions, which FastAPI runs in a thread pool.

Only small creates run in the event loop: switching to a thread and back costs as much as they do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request
from fastapi.responses import FileResponse
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from fastlabel.sandbox.http.auth import TokenAuth
from fastlabel.sandbox.http.errors import add_error_handlers
from fastlabel.sandbox.http.paths import PREFIX, kind_paths
from fastlabel.sandbox.store.media import CONTENT_TYPES
from fastlabel.sandbox.store.records import Kind
from fastlabel.sandbox.tasks.serialize import task_json
from fastlabel.sandbox.tasks.service import Tasks

_SMALL_BYTES: Final = 32_768
_RANGES: Final = re.compile(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*", re.ASCII)


async def _read_body(request: Request) -> bytes:
    return await request.body()


_Body = Annotated[bytes, Depends(_read_body)]


def make_app(tasks: Tasks, token: str) -> FastAPI:
    """Build the API as an ASGI application."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    add_error_handlers(app)
    app.add_middleware(TokenAuth, token=token)
    for path, kind in kind_paths():
        _add_kind(app, tasks, kind, path)

    @app.put(f"{PREFIX}/tasks/{{task_id}}")
    def update_task(task_id: str, body: _Body) -> Response:
        return _json(tasks.update(None, task_id, body))

    @app.delete(f"{PREFIX}/tasks/{{task_id}}")
    def delete_task(task_id: str) -> Response:
        tasks.delete(task_id)
        return Response(status_code=204)

    @app.api_route("/media/{key}/{name:path}", methods=["GET", "HEAD"])
    def get_media(key: str, request: Request) -> Response:
        path = tasks.media(key)
        _check_range(request.headers.get("range"), path)
        headers = {"X-Content-Type-Options": "nosniff"}
        return FileResponse(path, headers=headers, media_type=CONTENT_TYPES[path.suffix])

    return app


def _add_kind(app: FastAPI, tasks: Tasks, kind: Kind, path: str) -> None:
    @app.get(path)
    def list_tasks(request: Request) -> Response:
        page = tasks.page(kind, request.query_params.multi_items())
        return _json([task_json(kind, task, str(request.base_url)) for task in page])

    @app.post(path)
    async def create_task(request: Request) -> Response:
        body = await request.body()
        delay: float = getattr(request.state, "visibility_delay", 0)
        if len(body) <= _SMALL_BYTES:
            return _json(tasks.create(kind, body, delay))
        return _json(await run_in_threadpool(tasks.create, kind, body, delay))

    @app.get(f"{path}/{{task_id}}")
    def find_task(task_id: str, request: Request) -> Response:
        return _json(task_json(kind, tasks.find(kind, task_id), str(request.base_url)))

    @app.put(f"{path}/{{task_id}}")
    def update_task(task_id: str, body: _Body) -> Response:
        return _json(tasks.update(kind, task_id, body))


def _check_range(text: str | None, path: Path) -> None:
    """Refuse a range that cannot be served: FileResponse would not use the error form."""
    if text is None:
        return
    if not _RANGES.fullmatch(text):
        raise HTTPException(400, f"Range: expected a range of bytes, got {text!r}")
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
