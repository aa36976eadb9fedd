"""The files: JSON Schema per kind of task and view and for COCO, OpenAPI for the protocol."""

from __future__ import annotations

import json
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Final

from fastlabel._files.atomic import atomic_write
from fastlabel._types import StrPath
from fastlabel.errors import FastLabelInvalidException
from fastlabel.schema.coco import coco_schema
from fastlabel.schema.openapi import openapi
from fastlabel.schema.rewrite import JsonObject, ordered, without_discriminators
from fastlabel.schema.views import task_schemas

__all__ = [
    "check",
    "documents",
    "export",
]


_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "urn:fastlabel:schema:v1:"


def documents() -> dict[str, JsonObject]:
    """All documents by their file names, such as `image.create.json`.

    Two calls give the same, down to the order of the keys.
    """
    schemas = task_schemas()
    found = {f"{name}.json": _document(name, schema) for name, schema in schemas.items()}
    found["coco.json"] = _document("coco", coco_schema())
    # Examples and the like are constants, which are not the caller's to change.
    return deepcopy({**found, "openapi.json": openapi(schemas)})


def _document(name: str, schema: JsonObject) -> JsonObject:
    named: JsonObject = {"$schema": _DIALECT, "$id": f"{_ID}{name}", **schema}
    return ordered(without_discriminators(named))


def export(directory: StrPath) -> list[Path]:
    """Write all documents into a directory, which is made if it is not there.

    A file is the old one or the new one, never half of one, and none is replaced before all are
    written. Files that are no documents of ours stay as they are.

    Returns:
        The files, in the order of their names.

    Raises:
        FastLabelInvalidException: The directory is a file.
        OSError: It cannot be written.
    """
    folder = _folder(directory)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {folder / name: text for name, text in sorted(_texts().items())}
    with ExitStack() as written:
        for path, text in texts.items():
            file = written.enter_context(atomic_write(path))
            file.write(text)
            file.flush()
    return list(texts)


def check(directory: StrPath) -> list[str]:
    """Compare the files of a directory with the models.

    Returns:
        The differences in words, such as `image.create.json: differs from the models`, in the order
        of the files' names; empty if they are equal.

    Raises:
        FastLabelInvalidException: The directory is a file.
        OSError: A file cannot be read.
    """
    folder = _folder(directory)
    texts = _texts()
    found = {path.name for path in folder.glob("*.json") if path.is_file()}
    differences = dict.fromkeys(found - texts.keys(), "no such schema")
    differences |= dict.fromkeys(texts.keys() - found, "missing")
    for name in texts.keys() & found:
        if _read(folder / name) != texts[name]:
            differences[name] = "differs from the models"
    return [f"{name}: {difference}" for name, difference in sorted(differences.items())]


def _folder(directory: StrPath) -> Path:
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        raise FastLabelInvalidException(f"{folder}: is a file; give a directory")
    return folder


def _texts() -> dict[str, bytes]:
    return {
        name: f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()
        for name, document in documents().items()
    }


def _read(path: Path) -> bytes:
    # A checkout on Windows may have put its own line ends.
    return path.read_bytes().replace(b"\r\n", b"\n")
