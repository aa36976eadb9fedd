"""Paths of the API, and the kind of task that each belongs to."""

from __future__ import annotations

from typing import Final

from fastlabel._protocol.kinds import KINDS
from fastlabel.sandbox.store.records import Kind

PREFIX: Final = "/v1"


def is_api_path(path: str) -> bool:
    """Whether a path is one of the API, below `/v1/`."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def kind_paths() -> list[tuple[str, Kind]]:
    """Path and kind of every kind of task, with aliases; the more specific paths first."""
    paths = [
        (f"{PREFIX}/{path}", kind) for kind in KINDS.values() for path in (kind.path, *kind.aliases)
    ]
    return sorted(paths, key=lambda pair: pair[0].count("/"), reverse=True)


def kind_for_path(path: str) -> Kind | None:
    """Kind that a path belongs to; none for updates and deletes of any kind, and for media.

    >>> kind_for_path("/v1/tasks/image/classification").name
    'image_classification'
    """
    return next(
        (kind for prefix, kind in kind_paths() if f"{path}/".startswith(f"{prefix}/")), None
    )
