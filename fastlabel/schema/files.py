"""The documents as files: written, and compared with the models."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

from fastlabel.errors import FastLabelInvalidException
from fastlabel.models.source import StrPath
from fastlabel.schema.documents import documents
from fastlabel.whole_files import write_beside

__all__ = ["check", "export"]


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
            file = written.enter_context(write_beside(path))
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
