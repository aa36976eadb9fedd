"""The four kinds of new task by the names that callers type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias, cast, get_args

from fastlabel.checks import check_status, check_tags, refuse
from fastlabel.kinds import IMAGE, VIDEO
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from fastlabel.models.new_task import NewTask

__all__ = ["SpecKind", "check_project", "extensions_of", "model_of"]

SpecKind: TypeAlias = Literal["image", "image_classification", "multi_image", "video"]
"""The kinds of task, named like the client's resources."""

_MODELS: Final[dict[str, type[NewTask]]] = {
    "image": NewImageTask,
    "image_classification": NewImageClassificationTask,
    "multi_image": NewMultiImageTask,
    "video": NewVideoTask,
}


def model_of(kind: SpecKind) -> type[NewTask]:
    """The class of its specs.

    Raises:
        FastLabelInvalidException: There is no such kind.
    """
    if kind not in _MODELS:
        refuse(f"kind: {kind!r} is not one of {', '.join(get_args(SpecKind))}")
    return _MODELS[kind]


def extensions_of(kind: SpecKind) -> tuple[str, ...]:
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
        refuse("project: is required")
    check_status(status)
    if not isinstance(tags, Sequence):
        refuse(f"tags: {tags!r} is not a list of non-empty strings")
    check_tags(cast("Sequence[object]", tags))
