"""Field types of the media of a new task: a path, bytes, or an open file."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn, TypeAlias, TypeGuard, cast

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from fastlabel._types import StrPath
from fastlabel.models._wire.fields import is_from_wire


def _read_path(value: Any) -> Path:
    if value and isinstance(value, str | os.PathLike):
        return Path(cast("StrPath", value))
    raise PydanticCustomError("path_type", "Input should be a path")


def _read_file(value: Any, info: ValidationInfo[Any]) -> bytes | BinaryIO:
    if isinstance(value, bytes):
        return value
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, str) and is_from_wire(info):
        return _decode(value)
    if callable(getattr(value, "read", None)) and callable(getattr(value, "seek", None)):
        return cast("BinaryIO", value)
    raise PydanticCustomError("file_type", "Input should be bytes or an open binary file")


def _read_files(value: Any, info: ValidationInfo[Any]) -> Mapping[str, Path | bytes]:
    if is_from_wire(info):
        return _by_name(map(_read_content, value if _is_list(value) else _invalid_contents()))
    if _is_mapping(value):
        return _by_name((name, _read_path_or_bytes(value[name])) for name in value)
    if _is_list(value):
        paths = [_read_path(path) for path in value]
        return _by_name((path.name, path) for path in paths)
    raise PydanticCustomError(
        "files_type", "Input should be a list of paths, or a mapping of names to paths or bytes"
    )


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _read_path_or_bytes(value: Any) -> Path | bytes:
    return value if isinstance(value, bytes) else _read_path(value)


def _read_content(content: Any) -> tuple[str, Path | bytes]:
    match content:
        case {"name": str(name), "file": str(text), **rest} if not rest:
            return name, _decode(text)
        case {"name": str(name), "filePath": str(path), **rest} if not rest:
            return name, Path(path)
        case _:
            return _invalid_contents()


def _invalid_contents() -> NoReturn:
    raise PydanticCustomError(
        "contents_type", "Input should be a list of objects with a name and a file"
    )


def _by_name(files: Iterable[tuple[Any, Path | bytes]]) -> Mapping[str, Path | bytes]:
    named: dict[str, Path | bytes] = {}
    for name, file in files:
        if not isinstance(name, str) or not name:
            raise PydanticCustomError("content_name", "every file needs a name")
        if name in named:
            raise PydanticCustomError(
                "content_name", "two files are named {name}", {"name": repr(name)}
            )
        named[name] = file
    return named


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise PydanticCustomError("base64", "Input should be standard base64") from None


def _write_file(file: bytes | BinaryIO) -> str:
    if isinstance(file, bytes):
        return base64.b64encode(file).decode()
    raise ValueError("an open file cannot be encoded as JSON; give its bytes or its path")


def _write_files(files: Mapping[str, Path | bytes]) -> list[dict[str, str]]:
    return [
        {"name": name, "file": _write_file(file)}
        if isinstance(file, bytes)
        else {"name": name, "filePath": str(file)}
        for name, file in files.items()
    ]


FilePath: TypeAlias = Annotated[
    StrPath,
    PlainValidator(_read_path),
    PlainSerializer(os.fspath, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string"}),
]
"""A local path; stored as a `pathlib.Path`."""

FileSource: TypeAlias = Annotated[
    bytes | BinaryIO,
    PlainValidator(_read_file),
    PlainSerializer(_write_file, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, or a seekable binary file. On the wire: standard base64."""

FilesSource: TypeAlias = Annotated[
    Sequence[StrPath] | Mapping[str, StrPath | bytes],
    PlainValidator(_read_files),
    PlainSerializer(_write_files, return_type=list[dict[str, str]], when_used="json"),
]
"""Paths, or a mapping of file names to paths or bytes; stored as a mapping, in order."""
