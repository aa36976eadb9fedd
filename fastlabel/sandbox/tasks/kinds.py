"""The four kinds of task that the sandbox holds: where each lives, and which fields it takes.

Source: the bodies and paths of release 0.7.0, and the optional fields that release 0.26 added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    VideoTask,
)
from fastlabel.models.tasks.base import NewTask, Task

__all__ = [
    "ANY_KIND_CHANGES",
    "IMAGE",
    "IMAGE_CLASSIFICATION",
    "KINDS",
    "MULTI_IMAGE",
    "USERS",
    "VIDEO",
    "Kind",
]

USERS: Final = (
    "assignee",
    "reviewer",
    "approver",
    "externalAssignee",
    "externalReviewer",
    "externalApprover",
    *(f"workflow{number}User" for number in range(1, 7)),
)
"""The slots of a task that name a user. They alone may be null."""

_ALL_TAKE: Final[frozenset[str]] = frozenset(
    {"status", "tags", "externalStatus", "priority", *USERS}
)

ANY_KIND_CHANGES: Final[frozenset[str]] = _ALL_TAKE | {"metadatas"}
"""The fields of `PUT tasks/{id}`."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task."""

    name: str
    """For messages and the database."""
    paths: tuple[str, ...]
    """Below `tasks/`; the last is today's name."""
    model: type[NewTask]
    """What a create must fit."""
    task: type[Task]
    """What is told."""
    media: Literal["file", "contents"]
    marks: Literal["annotations", "attributes"]
    usual_limit: int
    """Tasks on a page if the request does not say."""
    most: int
    """Tasks on a page at most."""
    create_fields: frozenset[str]
    change_fields: frozenset[str]

    @property
    def identifier(self) -> str:
        """Its name in Python: `image_classification`."""
        return self.name.replace(" ", "_").replace("-", "_")


def _kind(
    *paths: str,
    model: type[NewTask],
    task: type[Task],
    limits: tuple[int, int],
    creates: frozenset[str] = frozenset(),
    changes: frozenset[str] = frozenset(),
) -> Kind:
    classification = model is NewImageClassificationTask
    media: Final = "contents" if model is NewMultiImageTask else "file"
    marks: Final = "attributes" if classification else "annotations"
    both = _ALL_TAKE | {marks}
    if not classification:
        both |= {"metadatas"}
    return Kind(
        name=paths[0].replace("/", " "),
        paths=paths,
        model=model,
        task=task,
        media=media,
        marks=marks,
        usual_limit=limits[0],
        most=limits[1],
        create_fields=both | creates | {"project", "name", media},
        change_fields=both | changes,
    )


IMAGE: Final = _kind(
    "image",
    model=NewImageTask,
    task=ImageTask,
    limits=(100, 1000),
    creates=frozenset({"isDeleteExif", "customTaskStatus"}),
    changes=frozenset({"relations", "customTaskStatus"}),
)
IMAGE_CLASSIFICATION: Final = _kind(
    "image/classification",
    model=NewImageClassificationTask,
    task=ImageClassificationTask,
    limits=(100, 1000),
    creates=frozenset({"isDeleteExif"}),
)
MULTI_IMAGE: Final = _kind(
    "multi-image",
    "sequential-image",
    model=NewMultiImageTask,
    task=MultiImageTask,
    limits=(10, 10),
    creates=frozenset({"isDeleteExif"}),
)
VIDEO: Final = _kind("video", model=NewVideoTask, task=VideoTask, limits=(10, 10))

# `image/classification` would else be taken for the image task with the id "classification".
KINDS: Final = (IMAGE_CLASSIFICATION, IMAGE, MULTI_IMAGE, VIDEO)
