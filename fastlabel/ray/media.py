"""Pictures beside the rows of tasks: fetched some at a time, as rows are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias, cast

import pyarrow as pa

from fastlabel._client._sync.media_fetcher import MediaFetcher
from fastlabel._client._sync.retrying import retry_media
from fastlabel._client.bulk.reports import OnError
from fastlabel._client.concurrency import for_each
from fastlabel._client.retry.budget import RetryBudget
from fastlabel._protocol.kinds import KINDS, KindName
from fastlabel.client import Client
from fastlabel.errors import FastLabelException, InvalidResponseError, NotFoundError
from fastlabel.ray.connection import Connection

__all__ = ["CPUS", "NEEDED", "ROWS", "PictureFetch"]

ROWS: Final = 16
"""Tasks whose pictures are in memory at a time."""

# Other than what reads and maps ask for, so that Ray does not join them: see reading.py.
CPUS: Final = 0.25
NEEDED: Final = ("id", "name", "url", "contents")
"""Columns that tell where pictures are."""

_MOST_BYTES: Final = 2**28
_AT_ONCE: Final = 8
_BYTES: Final = pa.large_binary()

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class PictureFetch:
    """Fetches the pictures of some rows, in a worker."""

    connection: Connection
    kind: KindName
    columns: tuple[str, ...]
    """Those of tasks that are wanted."""
    on_error: OnError

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        """The rows, with their pictures."""
        rows = cast("list[Row]", table.select(list(NEEDED)).to_pylist())
        with self.connection.client() as client:
            fetched = _Pictures(client, self).fetch(rows)
        many = KINDS[self.kind].has_contents
        media = pa.array(
            [pictures if many else pictures[0] for pictures, _ in fetched],
            pa.list_(_BYTES) if many else _BYTES,
        )
        errors = pa.array([error for _, error in fetched], pa.string())
        wanted = table.select(list(self.columns))
        yield wanted.append_column("media", media).append_column("media_error", errors)


class _Pictures:
    """The pictures of some tasks."""

    def __init__(self, client: Client, wanted: PictureFetch) -> None:
        self._resource: Any = getattr(client, wanted.kind)
        self._transport = self._resource._transport  # noqa: SLF001  # its own
        self._formats = KINDS[wanted.kind].extensions
        self._on_error = wanted.on_error
        self._budget = RetryBudget()
        self._fetcher: MediaFetcher = self._transport.media_fetcher()
        self._fetched: dict[int, tuple[list[bytes | None], str | None]] = {}

    def fetch(self, rows: list[Row]) -> list[tuple[list[bytes | None], str | None]]:
        """The pictures of each task, and what went wrong with one of them."""
        try:
            for_each(rows, self._of_task, _AT_ONCE)
        finally:
            self._fetcher.close()
        return [self._fetched[index] for index in range(len(rows))]

    def _of_task(self, index: int, row: Row) -> None:
        pictures: list[bytes | None] = []
        error: str | None = None
        for place, url in enumerate(_urls(row)):
            try:
                pictures.append(self._picture(row, place, url))
            except FastLabelException as raised:
                if self._on_error == "raise":
                    raise
                pictures.append(None)
                error = error or str(raised)
        self._fetched[index] = pictures, error

    def _picture(self, row: Row, place: int, url: str | None) -> bytes:
        if url is not None:
            # It has expired, as a rule.
            with suppress(NotFoundError):
                return self._attempt(url)
        urls = _urls(self._resource.find(row["id"]).to_wire())
        fresh = urls[place] if place < len(urls) else None
        if fresh is None:
            raise InvalidResponseError(f"{row['name']}: task {row['id']} tells no URL of it")
        return self._attempt(fresh)

    def _attempt(self, url: str) -> bytes:
        """Fetch from one URL, again where that may help."""
        fetch = partial(self._fetcher.fetch, url, _MOST_BYTES, self._formats)
        return retry_media(fetch, self._transport.limits, self._budget)


def _urls(row: Row) -> list[str | None]:
    """Where a task's pictures are, in order."""
    contents = row.get("contents")
    return [row.get("url")] if contents is None else [each.get("url") for each in contents]
