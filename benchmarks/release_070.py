"""What release 0.7.0 did over the network: `requests` without a session, a whole file in memory."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import requests

__all__ = ["create", "find"]

_HEADERS = {"Authorization": "Bearer token", "Content-Type": "application/json"}


def find(base_url: str, task_id: str) -> Any:
    """One task, as a dict."""
    url = f"{base_url}tasks/image/{task_id}"
    return requests.get(url, headers=_HEADERS).json()  # noqa: S113  # it had no timeout


def create(base_url: str, path: str, name: str, file: Path) -> Any:
    """The id of a new task at a path such as `tasks/video`."""
    body = {"project": "cats", "name": name, "file": _base64(file)}
    url = base_url + path
    return requests.post(url, json=body, headers=_HEADERS).json()  # noqa: S113  # it had no timeout


def _base64(file: Path) -> str:
    with file.open("rb") as opened:
        return base64.b64encode(opened.read()).decode("utf-8")
