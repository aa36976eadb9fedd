"""The four kinds of new task by the names that callers type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast, get_args

from fastlabel._protocol.kinds import IMAGE, VIDEO
from fastlabel._protocol.validation import check_status, check_tags
from fastlabel._types import KindName
from fastlabel.errors import invalid
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from fastlabel.models.tasks.base import NewTask

__all__ = ["check_project", "extensions_of", "model_of"]


_MODELS: Final[dict[str, type[NewTask]]] = {
    "image": NewImageTask,
    "image_classification": NewImageClassificationTask,
    "multi_image": NewMultiImageTask,
    "video": NewVideoTask,
}


def model_of(kind: KindName) -> type[NewTask]:
    """The class of its specs.

    Raises:
        FastLabelInvalidException: There is no such kind.
    """
    if kind not in _MODELS:
        invalid(f"kind: {kind!r} is not one of {', '.join(get_args(KindName))}")
    return _MODELS[kind]


def extensions_of(kind: KindName) -> tuple[str, ...]:
    """The suffixes of its files, in small letters, such as `.png`."""
    kinds = VIDEO if kind == "video" else IMAGE
    return tuple(f".{extension}" for extension in kinds.extensions)


def check_project(project: str, status: str | None, tags: object) -> None:
    """Refuse early what every spec would be refused for.

    Raises:
        FastLabelInvalidException: There is no project, no such status, or `tags` is no list of
            non-empty strings.
    """
    if not project:
        invalid("project: is required")
    check_status(status)
    if not isinstance(tags, Sequence):
        invalid(f"tags: {tags!r} is not a list of non-empty strings")
    check_tags(cast("Sequence[object]", tags))
