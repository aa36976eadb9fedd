"""Schema documents and their files: JSON Schemas per kind of task and for COCO, and OpenAPI."""

from __future__ import annotations

import json
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from typing import Final

from fastlabel._files.atomic import atomic_write
from fastlabel._types import StrPath
from fastlabel.errors import invalid
from fastlabel.schema.coco import coco_schema
from fastlabel.schema.openapi import openapi
from fastlabel.schema.rewrite import JsonObject, drop_discriminators, sort_keywords
from fastlabel.schema.views import task_schemas

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "urn:fastlabel:schema:v1:"


def documents() -> dict[str, JsonObject]:
    """Build all documents by file name, such as `image.create.json`.

    The result is the same each time, including the order of keys.
    """
    schemas = task_schemas()
    result = {f"{name}.json": _document(name, schema) for name, schema in schemas.items()}
    result["coco.json"] = _document("coco", coco_schema())
    # The caller may change a copy, not the constants.
    return deepcopy({**result, "openapi.json": openapi(schemas)})


def _document(name: str, schema: JsonObject) -> JsonObject:
    named: JsonObject = {"$schema": _DIALECT, "$id": f"{_ID}{name}", **schema}
    return sort_keywords(drop_discriminators(named))


def export(directory: StrPath) -> list[Path]:
    """Write all documents atomically into a directory, which is created if needed.

    No file is replaced before all are written. Other files in the directory are kept.

    Args:
        directory: Target directory.

    Returns:
        Paths of the files, sorted by name.

    Raises:
        FastLabelInvalidException: The directory is a file.
        OSError: The directory cannot be written.
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

    Args:
        directory: Directory of schema files.

    Returns:
        Differences such as `image.create.json: differs from the models`, sorted by file name; empty
        if there are none.

    Raises:
        FastLabelInvalidException: The directory is a file.
        OSError: A file cannot be read.
    """
    folder = _folder(directory)
    texts = _texts()
    found = {path.name for path in folder.glob("*.json") if path.is_file()}
    differences = dict.fromkeys(found - texts.keys(), "unknown schema")
    differences |= dict.fromkeys(texts.keys() - found, "missing")
    for name in texts.keys() & found:
        if _read(folder / name) != texts[name]:
            differences[name] = "differs from the models"
    return [f"{name}: {difference}" for name, difference in sorted(differences.items())]


def _folder(directory: StrPath) -> Path:
    folder = Path(directory)
    if folder.exists() and not folder.is_dir():
        invalid(f"'{folder}' is not a directory")
    return folder


def _texts() -> dict[str, bytes]:
    return {
        name: f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()
        for name, document in documents().items()
    }


def _read(path: Path) -> bytes:
    # A checkout on Windows may have other line endings.
    return path.read_bytes().replace(b"\r\n", b"\n")
