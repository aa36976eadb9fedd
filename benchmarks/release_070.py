"""Baseline: the HTTP code of release 0.7.0, without a session and with whole files in memory."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import requests

__all__ = ["create", "find"]

_HEADERS = {"Authorization": "Bearer token", "Content-Type": "application/json"}


def find(base_url: str, task_id: str) -> Any:
    """Fetch one task as a dict."""
    url = f"{base_url}tasks/image/{task_id}"
    return requests.get(url, headers=_HEADERS).json()  # noqa: S113  # release 0.7.0 had no timeout


def create(base_url: str, path: str, name: str, file: Path) -> Any:
    """Create a task at a path such as `tasks/video` and return its id."""
    body = {"project": "cats", "name": name, "file": _base64(file)}
    url = base_url + path
    return requests.post(url, json=body, headers=_HEADERS).json()  # noqa: S113  # release 0.7.0 had no timeout


def _base64(file: Path) -> str:
    with file.open("rb") as stream:
        return base64.b64encode(stream.read()).decode("utf-8")
