"""The registry of task kinds: everything that differs between kinds and is data.

Client, sandbox, schemas, command line, tables, reports and datasets iterate over `KINDS`. Nothing
here loads the models; a kind imports its own when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar, cast

from fastlabel.errors import invalid

if TYPE_CHECKING:
    from typing_extensions import TypeIs

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
    from fastlabel.models.tasks import AnyTask
    from fastlabel.models.tasks.base import NewTask, Task

KindName: TypeAlias = Literal["image", "image_classification", "multi_image", "video"]
"""A kind of task, named as the client's resource of it."""

MediaType: TypeAlias = Literal["image", "video"]

T_co = TypeVar("T_co", bound="Task", covariant=True)
N_co = TypeVar("N_co", bound="NewTask", covariant=True)

_EXTENSIONS: Final[dict[MediaType, tuple[str, ...]]] = {
    "image": ("png", "jpg", "jpeg"),
    "video": ("mp4",),
}


@dataclass(frozen=True, slots=True)
class TaskKind(Generic[T_co, N_co]):
    """One kind of task."""

    name: KindName
    path: str
    """Below the base URL, such as `tasks/image`."""
    module: str
    """Where its models are defined."""
    classes: tuple[str, str]
    """Names of the models of what is read and of what is created."""
    label: str
    """In prose: `image classification`."""
    media: MediaType
    """What its files are."""
    has_contents: bool = False
    """Whether a task has several files, each with a name, instead of one."""
    marks: Literal["annotations", "attributes"] = "annotations"
    """What people add to a task: shapes, or attributes of the whole."""
    page_max: int = 1000
    """The most tasks that one call returns."""
    page_default: int = 100
    """Tasks that one call returns unless it says otherwise."""
    aliases: tuple[str, ...] = ()
    """Other paths of the same tasks."""
    create_fields: frozenset[str] = frozenset()
    """Further JSON fields that today's service takes in a create."""
    update_fields: frozenset[str] = frozenset()
    """Further JSON fields that today's service takes in an update."""

    @property
    def response(self) -> type[T_co]:
        """The model of what is read."""
        return cast("type[T_co]", getattr(import_module(self.module), self.classes[0]))

    @property
    def create(self) -> type[N_co]:
        """The model of what is created."""
        return cast("type[N_co]", getattr(import_module(self.module), self.classes[1]))

    @property
    def extensions(self) -> tuple[str, ...]:
        """Extensions of the files it takes, in lower case and without a dot."""
        return _EXTENSIONS[self.media]


IMAGE: Final[TaskKind[ImageTask, NewImageTask]] = TaskKind(
    name="image",
    path="tasks/image",
    module="fastlabel.models.tasks.image",
    classes=("ImageTask", "NewImageTask"),
    label="image",
    media="image",
    create_fields=frozenset({"isDeleteExif", "customTaskStatus", "metadatas"}),
    update_fields=frozenset({"relations", "customTaskStatus", "metadatas"}),
)
IMAGE_CLASSIFICATION: Final[TaskKind[ImageClassificationTask, NewImageClassificationTask]] = (
    TaskKind(
        name="image_classification",
        path="tasks/image/classification",
        module="fastlabel.models.tasks.image_classification",
        classes=("ImageClassificationTask", "NewImageClassificationTask"),
        label="image classification",
        media="image",
        marks="attributes",
        create_fields=frozenset({"isDeleteExif"}),
    )
)
MULTI_IMAGE: Final[TaskKind[MultiImageTask, NewMultiImageTask]] = TaskKind(
    name="multi_image",
    path="tasks/multi-image",
    module="fastlabel.models.tasks.multi_image",
    classes=("MultiImageTask", "NewMultiImageTask"),
    label="multi-image",
    media="image",
    has_contents=True,
    page_max=10,
    page_default=10,
    aliases=("tasks/sequential-image",),
    create_fields=frozenset({"isDeleteExif", "metadatas"}),
    update_fields=frozenset({"metadatas"}),
)
VIDEO: Final[TaskKind[VideoTask, NewVideoTask]] = TaskKind(
    name="video",
    path="tasks/video",
    module="fastlabel.models.tasks.video",
    classes=("VideoTask", "NewVideoTask"),
    label="video",
    media="video",
    page_max=10,
    page_default=10,
    create_fields=frozenset({"metadatas"}),
    update_fields=frozenset({"metadatas"}),
)

KINDS: Final[dict[str, TaskKind[Any, Any]]] = {
    kind.name: kind for kind in (IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO)
}
"""Every kind by its name."""


def kind_by_name(name: str, path: str = "kind") -> TaskKind[Any, Any]:
    """Kind of a name."""
    if name not in KINDS:
        invalid(f"expected one of {', '.join(KINDS)}, got {name!r}", path)
    return KINDS[name]


def kind_of(task: Task | NewTask) -> TaskKind[Any, Any]:
    """Kind of a task, read or new."""
    names = {cls.__name__ for cls in type(task).__mro__}
    for kind in KINDS.values():
        if not names.isdisjoint(kind.classes) and isinstance(task, (kind.response, kind.create)):
            return kind
    raise TypeError(f"{type(task).__name__} is not a kind of task")


def has_contents(task: AnyTask) -> TypeIs[MultiImageTask]:
    """Whether a task has several files, each with a name."""
    return kind_of(task).has_contents


def has_frames(task: AnyTask) -> TypeIs[VideoTask]:
    """Whether the annotations of a task are on frames."""
    return kind_of(task).media == "video"


def has_attributes_only(task: AnyTask) -> TypeIs[ImageClassificationTask]:
    """Whether a task has attributes of the whole instead of annotations."""
    return kind_of(task).marks == "attributes"
