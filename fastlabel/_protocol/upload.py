"""Media as they are sent: checked before, base64 while they stream, and repeatable."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from pybase64 import b64encode

from fastlabel.errors import ErrorPath, FastLabelInvalidException, MissingFileError, invalid

Progress: TypeAlias = Callable[[int, int], None]

# A multiple of 3 bytes becomes base64 without padding, so chunks can be joined.
_CHUNK_BYTES: Final = 3 * 2**18
_COALESCE_BYTES: Final = 2**18
_MAGIC: Final = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "mp4": b"ftyp"}


class Media:
    """The bytes of one file, readable as often as need be, never whole in memory."""

    size: int

    def chunks(self) -> Iterator[bytes]:
        """The bytes, each chunk but the last a multiple of 3 long."""
        raise NotImplementedError

    def stamp(self) -> bytes:
        """What changes when the bytes may have changed, told without reading a file if possible."""
        return digest(self.chunks())


class _BytesMedia(Media):
    def __init__(self, content: bytes) -> None:
        self.size = len(content)
        self._content = content

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, self.size, _CHUNK_BYTES):
            yield self._content[start : start + _CHUNK_BYTES]


class _OpenFileMedia(Media):
    def __init__(self, file: BinaryIO, where: ErrorPath | str) -> None:
        self._file = file
        self._where = where
        self._start = file.tell()
        self.size = file.seek(0, io.SEEK_END) - self._start

    def chunks(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        yield from _read_exactly(self._file, self.size, self._where)


class _PathMedia(Media):
    def __init__(self, path: Path, facts: os.stat_result, where: ErrorPath | str) -> None:
        self.size = facts.st_size
        self._path = path
        self._identity = _identity(facts)
        self._where = where

    def chunks(self) -> Iterator[bytes]:
        with _readable(self._path, self._where), io.FileIO(self._path, opener=_open) as file:
            # Before, too: what became a pipe would give nothing and never end.
            self._check_unchanged(file)
            yield from _read_exactly(file, self.size, self._where)
            self._check_unchanged(file)

    def stamp(self) -> bytes:
        return repr(self._identity).encode()

    def _check_unchanged(self, file: io.FileIO) -> None:
        if _identity(os.fstat(file.fileno())) != self._identity:
            invalid(f"{str(self._path)!r} changed while it was being sent", self._where)


class JsonBody:
    """A JSON object in pieces: bytes as they are, and media that become base64 as they stream."""

    progress: Progress | None
    handed_over: bool

    def __init__(self, pieces: Sequence[bytes | Media]) -> None:
        self._pieces = pieces
        self.progress = None
        self.handed_over = False

    def stamp(self) -> bytes:
        """What changes when the body may have changed; files on disk are not read for it."""
        return digest(p if isinstance(p, bytes) else p.stamp() for p in self._pieces)

    def digest(self) -> bytes:
        """SHA-256 of all of it, before files become base64."""
        return digest(self._contents())

    def _contents(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                yield from piece.chunks()

    def __len__(self) -> int:
        return sum(
            len(piece) if isinstance(piece, bytes) else 4 * -(-piece.size // 3)
            for piece in self._pieces
        )

    def __iter__(self) -> Iterator[bytes]:
        if self.progress is None:
            return self._chunks()
        return self._told(self.progress)

    def _told(self, progress: Progress) -> Iterator[bytes]:
        total, sent = len(self), 0
        progress(0, total)
        for chunk in self._chunks():
            yield chunk
            sent += len(chunk)
            progress(sent, total)

    def _chunks(self) -> Iterator[bytes]:
        self.handed_over = False
        waiting: list[bytes] = []
        size = 0
        for part in self._encoded():
            if waiting and size + len(part) > _COALESCE_BYTES:
                yield b"".join(waiting)
                waiting, size = [], 0
            waiting.append(part)
            size += len(part)
        self.handed_over = True
        yield b"".join(waiting)

    def _encoded(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                for chunk in piece.chunks():
                    yield b64encode(chunk)


def digest(chunks: Iterable[bytes]) -> bytes:
    """SHA-256 of what the chunks are together."""
    sha256 = hashlib.sha256()
    for chunk in chunks:
        sha256.update(chunk)
    return sha256.digest()


def media_from_path(path: Path, extensions: Sequence[str], where: ErrorPath | str) -> Media:
    """Check a file on disk before it is sent."""
    _check_extension(path, extensions)
    try:
        facts = path.stat()
    except FileNotFoundError:
        raise MissingFileError(f"{str(path)!r} does not exist").at(where) from None
    except (OSError, ValueError) as error:
        invalid(f"{str(path)!r} cannot be read: {error}", where)
    if stat.S_ISDIR(facts.st_mode):
        invalid(f"{str(path)!r} is a directory, give a file", where)
    if not stat.S_ISREG(facts.st_mode):
        invalid(f"{str(path)!r} is not a regular file", where)
    if facts.st_size == 0:
        invalid(f"{str(path)!r} is empty", where)
    return _PathMedia(path, facts, where)


def media_from_file(
    file: bytes | BinaryIO, name: str, extensions: Sequence[str], where: ErrorPath | str
) -> Media:
    """Check bytes or an open binary file before they are sent."""
    head = file[:12] if isinstance(file, bytes) else _peek(file, where)
    if not head:
        invalid("is empty", where)
    if not name.lower().endswith(_suffixes(extensions)) and not _looks_like(head, extensions):
        invalid(f"Supported extensions are {', '.join(extensions)}.")
    return _BytesMedia(file) if isinstance(file, bytes) else _OpenFileMedia(file, where)


def folder_files(folder: Path) -> list[Path]:
    """What a folder would send: its entries but the hidden ones, by name."""
    if not folder.is_dir():
        invalid("Folder does not exist.")
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    if not paths:
        invalid("Folder does not have any file.")
    return paths


def _check_extension(path: Path, extensions: Sequence[str]) -> None:
    if not path.name.lower().endswith(_suffixes(extensions)):
        invalid(f"Supported extensions are {', '.join(extensions)}.")


def _suffixes(extensions: Sequence[str]) -> tuple[str, ...]:
    return tuple(f".{extension}" for extension in extensions)


def _looks_like(head: bytes, extensions: Sequence[str]) -> bool:
    start = head[4:] if "mp4" in extensions else head
    return any(start.startswith(_MAGIC[e]) for e in extensions if e in _MAGIC)


def _peek(file: BinaryIO, where: ErrorPath | str) -> bytes:
    given: object = file
    if isinstance(given, io.TextIOBase):
        invalid("is opened as text, open it with mode 'rb'", where)
    try:
        start = file.tell()
        head = file.read(12)
        file.seek(start)
    except (OSError, ValueError) as error:
        invalid(f"cannot be read from the start again ({error}); give its bytes or a path", where)
    return head


def _read_exactly(
    file: BinaryIO | io.RawIOBase, size: int, where: ErrorPath | str
) -> Iterator[bytes]:
    """Give `size` bytes in chunks of multiples of 3, whatever sizes the reads come in."""
    left = size
    while left:
        chunk = _read_full(file, min(left, _CHUNK_BYTES))
        left -= len(chunk)
        if not chunk or (left and len(chunk) < _CHUNK_BYTES):
            invalid("became shorter while it was being sent", where)
        yield chunk
    if file.read(1):
        invalid("became longer while it was being sent", where)


def _read_full(file: BinaryIO | io.RawIOBase, size: int) -> bytes:
    chunk = file.read(size) or b""
    while len(chunk) < size:
        more = file.read(size - len(chunk))
        if not more:
            break
        chunk += more
    return chunk


@contextmanager
def _readable(path: Path, where: ErrorPath | str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror}"
        raise FastLabelInvalidException(message, 422).at(where) from None


def _open(path: str, flags: int) -> int:
    """Without waiting for a writer, should it have become a pipe. Regular files know no waiting."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _identity(facts: os.stat_result) -> tuple[int, int, int]:
    return facts.st_size, facts.st_mtime_ns, facts.st_ino
