"""Images of tasks as a column, downloaded some tasks at a time as rows are consumed."""

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

ROWS: Final = 16
"""Tasks whose images are in memory at a time."""

# Different from reads and maps, so that Ray does not fuse them; see read.py.
CPUS: Final = 0.25
NEEDED: Final = ("id", "name", "url", "contents")
"""Columns that have the URLs of images."""

_MAX_BYTES: Final = 2**28
_CONCURRENCY: Final = 8
_BYTES: Final = pa.large_binary()

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class MediaFetch:
    """Downloads the images of some rows, in a worker."""

    connection: Connection
    kind: KindName
    columns: tuple[str, ...]
    """Columns of tasks in the result."""
    on_error: OnError

    def __call__(self, table: pa.Table) -> Iterator[pa.Table]:
        """Rows with their images."""
        rows = cast("list[Row]", table.select(list(NEEDED)).to_pylist())
        with self.connection.client() as client:
            fetched = _TaskMedia(client, self).fetch(rows)
        has_contents = KINDS[self.kind].has_contents
        media = pa.array(
            [images if has_contents else images[0] for images, _ in fetched],
            pa.list_(_BYTES) if has_contents else _BYTES,
        )
        errors = pa.array([error for _, error in fetched], pa.string())
        selected = table.select(list(self.columns))
        yield selected.append_column("media", media).append_column("media_error", errors)


class _TaskMedia:
    """Images of some tasks."""

    def __init__(self, client: Client, options: MediaFetch) -> None:
        self._resource: Any = getattr(client, options.kind)
        self._transport = self._resource._transport  # noqa: SLF001  # its own
        self._formats = KINDS[options.kind].extensions
        self._on_error = options.on_error
        self._budget = RetryBudget()
        self._fetcher: MediaFetcher = self._transport.media_fetcher()
        self._fetched: dict[int, tuple[list[bytes | None], str | None]] = {}

    def fetch(self, rows: list[Row]) -> list[tuple[list[bytes | None], str | None]]:
        """Images of each task, and the error of the first that failed."""
        try:
            for_each(rows, self._fetch_task, _CONCURRENCY)
        finally:
            self._fetcher.close()
        return [self._fetched[index] for index in range(len(rows))]

    def _fetch_task(self, index: int, row: Row) -> None:
        images: list[bytes | None] = []
        error: str | None = None
        for position, url in enumerate(_urls(row)):
            try:
                images.append(self._image(row, position, url))
            except FastLabelException as raised:
                if self._on_error == "raise":
                    raise
                images.append(None)
                error = error or str(raised)
        self._fetched[index] = images, error

    def _image(self, row: Row, position: int, url: str | None) -> bytes:
        if url is not None:
            # An expired URL is renewed below.
            with suppress(NotFoundError):
                return self._attempt(url)
        urls = _urls(self._resource.find(row["id"]).to_wire())
        fresh = urls[position] if position < len(urls) else None
        if fresh is None:
            raise InvalidResponseError(f"{row['name']}: task {row['id']} has no URL for it")
        return self._attempt(fresh)

    def _attempt(self, url: str) -> bytes:
        """Download one URL, with retries."""
        fetch = partial(self._fetcher.fetch, url, _MAX_BYTES, self._formats)
        return retry_media(fetch, self._transport.limits, self._budget)


def _urls(row: Row) -> list[str | None]:
    """URLs of the images of a task, in order."""
    contents = row.get("contents")
    return [row.get("url")] if contents is None else [content.get("url") for content in contents]
