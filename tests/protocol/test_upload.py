"""Bodies that stream media: exact, repeatable, and never finished for a file that changed."""

from __future__ import annotations

import base64
import io
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._protocol.upload import JsonBody, Media, media_from_file, media_from_path
from fastlabel.errors import FastLabelInvalidException

CHUNK = 3 * 2**18
PNG = ("png",)


def body_of(media: Media) -> JsonBody:
    return JsonBody([b'{"file":"', media, b'"}'])


class Trickle(io.BytesIO):
    """An open file that gives fewer bytes than it is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 100_001) if size and size > 0 else size)


@given(content=st.binary(min_size=1, max_size=100))
def test_bytes_become_base64(content: bytes) -> None:
    body = body_of(media_from_file(content, "a.png", PNG, "file"))
    sent = b"".join(body)
    assert json.loads(sent) == {"file": base64.b64encode(content).decode()}
    assert len(sent) == len(body)


@pytest.mark.parametrize("size", [1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5])
@pytest.mark.parametrize("kind", ["bytes", "open file", "slow file", "path"])
def test_every_source_gives_the_same_body_again_and_again(
    kind: str, size: int, tmp_path: Path
) -> None:
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    path = tmp_path / "a.png"
    path.write_bytes(content)
    sources: dict[str, Callable[[], Media]] = {
        "bytes": lambda: media_from_file(content, "a.png", PNG, "file"),
        "open file": lambda: media_from_file(io.BytesIO(content), "a.png", PNG, "file"),
        "slow file": lambda: media_from_file(Trickle(content), "a.png", PNG, "file"),
        "path": lambda: media_from_path(path, PNG, "file_path"),
    }
    body = body_of(sources[kind]())
    for _ in range(2):
        sent = b"".join(body)
        assert sent == b'{"file":"' + base64.b64encode(content) + b'"}'
        assert len(sent) == len(body)


def test_handed_over_tells_whether_the_latest_iteration_gave_all() -> None:
    body = body_of(media_from_file(b"x" * 2 * CHUNK, "a.png", PNG, "file"))
    for _ in range(2):
        flags = [body.handed_over for _ in body]
        assert len(flags) > 2
        assert flags == [False] * (len(flags) - 1) + [True]


def test_open_file_is_sent_from_where_it_stands() -> None:
    file = io.BytesIO(b"headcontent")
    file.seek(4)
    body = body_of(media_from_file(file, "a.png", PNG, "file"))
    assert json.loads(b"".join(body)) == {"file": base64.b64encode(b"content").decode()}


@pytest.mark.parametrize(
    ("head", "extensions"),
    [
        (b"\x89PNG\r\n\x1a\n", ("png", "jpg", "jpeg")),
        (b"\xff\xd8\xff\xe0", ("png", "jpg", "jpeg")),
        (b"\x00\x00\x00\x20ftypisom", ("mp4",)),
    ],
)
def test_name_without_extension_will_do_if_the_bytes_tell(
    head: bytes, extensions: tuple[str, ...]
) -> None:
    assert media_from_file(head, "cat", extensions, "file").size == len(head)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 10)


def rewrite(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)
    os.utime(path, ns=(1, 1))


def replace(path: Path) -> None:
    twin = path.with_suffix(".new")
    twin.write_bytes(b"y" * path.stat().st_size)
    os.utime(twin, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    twin.replace(path)


@pytest.mark.parametrize("change", [grow, shrink, rewrite, replace, Path.unlink])
def test_changed_file_is_never_finished(change: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x" * (2 * CHUNK))
    body = body_of(media_from_path(path, PNG, "file_path"))
    change(path)
    sent: list[bytes] = []
    with pytest.raises(
        FastLabelInvalidException, match=r"file_path: .*(changed|shorter|longer|cannot be read)"
    ):
        sent.extend(body)
    assert not b"".join(sent).endswith(b'"}')
    assert not body.handed_over


def test_file_that_changes_midway_is_never_finished(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"x" * (2 * CHUNK))
    chunks = iter(body_of(media_from_path(path, PNG, "file_path")))
    next(chunks)
    rewrite(path)
    with pytest.raises(FastLabelInvalidException, match="changed while it was being sent"):
        list(chunks)


def test_open_file_that_shrinks_or_grows_is_refused() -> None:
    for size, message in ((4, "became shorter"), (20, "became longer")):
        file = io.BytesIO(b"x" * 10)
        body = body_of(media_from_file(file, "a.png", PNG, "file"))
        file.seek(0)
        file.truncate()
        file.write(b"x" * size)
        with pytest.raises(FastLabelInvalidException, match=f"file: {message}"):
            list(body)


class NoSeek(io.RawIOBase):
    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002  # the name of the base class
        return b"x"


def test_file_that_cannot_seek_is_refused() -> None:
    with pytest.raises(FastLabelInvalidException, match="give its bytes or a path"):
        media_from_file(NoSeek(), "a.png", PNG, "file")  # type: ignore[arg-type]  # on purpose


def test_file_is_never_whole_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(64 * 2**20)
    body = body_of(media_from_path(path, PNG, "file_path"))
    tracemalloc.start()
    try:
        assert sum(map(len, body)) == len(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * 2**20
