"""A client as release 0.7.0 was: `requests` without a session, nothing checked before sending."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from tests.support.patience import HANG_SECONDS

Json = dict[str, Any]

TIMEOUT_SECONDS = int(HANG_SECONDS)


class PlainError(Exception):
    """An answer that 0.7.0 takes for a failure."""

    def __init__(self, response: requests.Response) -> None:
        self.code = response.status_code
        self.body: Json = response.json()
        self.message: str = self.body["message"]
        super().__init__(f"<Response [{self.code}]> {self.message}")


class PlainClient:
    """The calls of 0.7.0. What is falsy is left out of queries and bodies."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url = base_url
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """GET, which has to answer 200."""
        return self._json("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """POST, which has to answer 200."""
        return self._json("POST", path, json=body)

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """PUT, which has to answer 200."""
        return self._json("PUT", path, json=body)

    def delete(self, path: str) -> None:
        """DELETE, which has to answer 204."""
        response = self.send("DELETE", path)
        if response.status_code != 204:
            raise PlainError(response)

    def send(self, method: str, path: str, **rest: Any) -> requests.Response:
        """Any request, with whatever answer it gets."""
        headers = self.headers | rest.pop("headers", {})
        url = self.base_url + path
        return requests.request(method, url, headers=headers, timeout=TIMEOUT_SECONDS, **rest)

    def create(self, kind: str, project: str, name: str, media: Any, **optional: Any) -> str:
        """Create a task of a kind, as its path names it, and give its id."""
        content: Json = (
            {"contents": media} if isinstance(media, list) else {"file": base64_of(media)}
        )
        task_id = self.post(
            f"tasks/{kind}", {"project": project, "name": name, **content, **_truthy(optional)}
        )
        assert isinstance(task_id, str)
        return task_id

    def find(self, kind: str, task_id: str) -> Json:
        """One task."""
        task: Json = self.get(f"tasks/{kind}/{task_id}")
        return task

    def list(self, kind: str, project: str, **query: Any) -> list[Json]:
        """One page."""
        page: list[Json] = self.get(f"tasks/{kind}", {"project": project, **_truthy(query)})
        return page

    def update(self, task_id: str, status: str | None = None, tags: Sequence[str] = ()) -> str:
        """Change status and tags."""
        updated: str = self.put(f"tasks/{task_id}", _truthy({"status": status, "tags": tags}))
        return updated

    def remove(self, task_id: str) -> None:
        """Delete a task."""
        self.delete(f"tasks/{task_id}")

    def _json(self, method: str, path: str, **rest: Any) -> Any:
        response = self.send(method, path, **rest)
        if response.status_code != 200:
            raise PlainError(response)
        return response.json()


def base64_of(content: bytes) -> str:
    """Standard base64 without line breaks."""
    return base64.b64encode(content).decode()


def contents_of(files: Mapping[str, bytes]) -> list[Json]:
    """What a multi-image task is created from."""
    return [{"name": name, "file": base64_of(content)} for name, content in files.items()]


def _truthy(fields: Mapping[str, Any]) -> Json:
    return {key: value for key, value in fields.items() if value}
