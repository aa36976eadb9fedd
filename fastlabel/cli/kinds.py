"""The four kinds of task, in the command line's words. Nothing here loads the models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias, assert_never, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastlabel import Client, PullReport
    from fastlabel.models import TaskId, TaskStatus
    from fastlabel.models.tasks import AnyTask

__all__ = [
    "COMMAND_KINDS",
    "TASKS_FILE",
    "CommandKind",
    "Filter",
    "KindChoice",
    "KindName",
    "NewTaskFields",
    "Resource",
    "Status",
    "create",
    "listed",
    "model_of",
    "pulled",
    "resource",
    "task_status",
]


KindName: TypeAlias = Literal["image", "video", "multi-image", "image-classification"]


class KindChoice(StrEnum):
    """The names, as an option offers them."""

    IMAGE = "image"
    VIDEO = "video"
    MULTI_IMAGE = "multi-image"
    IMAGE_CLASSIFICATION = "image-classification"


@dataclass(frozen=True, slots=True)
class CommandKind:
    """What the commands of one kind of task say of it."""

    name: KindName
    """The group's name."""
    media: str
    """What a task is made of."""
    metavar: str
    """What `create` takes."""
    media_help: str
    """The same, as help says it."""

    @property
    def noun(self) -> str:
        """One such task."""
        return f"{self.name.replace('-c', ' c')} task"

    @property
    def article(self) -> str:
        """What stands before the noun."""
        return "an" if self.name.startswith("image") else "a"


COMMAND_KINDS: Final = (
    CommandKind("image", "a PNG or JPEG", "FILE", "The images: .png, .jpg or .jpeg."),
    CommandKind("video", "an MP4", "FILE", "The videos: .mp4."),
    CommandKind(
        "multi-image",
        "a folder of PNGs or JPEGs",
        "FOLDER",
        "The folders; all of their files but the hidden ones are sent, by name.",
    ),
    CommandKind(
        "image-classification", "a PNG or JPEG", "FILE", "The images: .png, .jpg or .jpeg."
    ),
)


class Status(StrEnum):
    """`fastlabel.models.TaskStatus`, in the order of the work."""

    REGISTERED = auto()
    PENDING = auto()
    IN_PROGRESS = auto()
    COMPLETED = auto()
    SKIPPED = auto()
    IN_REVIEW = auto()
    REVIEWED = auto()
    SEND_BACKED = auto()
    SENT_BACK = auto()
    DECLINED = auto()
    APPROVED = auto()
    CUSTOMER_IN_REVIEW = auto()
    CUSTOMER_SEND_BACKED = auto()
    CUSTOMER_APPROVED = auto()


def task_status(status: Status | None) -> TaskStatus | None:
    """The status as the client takes it."""
    return None if status is None else cast("TaskStatus", status.value)


TASKS_FILE: Final = "tasks.jsonl"
"""In a folder that was pulled."""


class Resource(Protocol):
    """What each kind's resource has."""

    def find(self, task_id: str) -> AnyTask:
        """One task."""
        ...

    def find_by_name(self, *, project: str, name: str) -> AnyTask | None:
        """One task, or None."""
        ...

    def get(
        self,
        *,
        project: str,
        status: TaskStatus | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = None,
    ) -> Sequence[AnyTask]:
        """One page."""
        ...

    def iter(
        self, *, project: str, status: TaskStatus | None = None, tags: Sequence[str] = ()
    ) -> Iterator[AnyTask]:
        """Every page."""
        ...

    def update(
        self, task_id: str, *, status: TaskStatus | None = None, tags: Sequence[str] | None = None
    ) -> TaskId:
        """Change a task."""
        ...

    def delete(self, task_id: str) -> None:
        """Delete a task."""
        ...

    def pull(
        self,
        *,
        project: str,
        folder: Path,
        status: TaskStatus | None = None,
        tags: Sequence[str] = (),
        media: bool = True,
        prune: bool = False,
        concurrency: int = 8,
    ) -> PullReport:
        """Bring a project home."""
        ...


@dataclass(frozen=True, slots=True)
class NewTaskFields:
    """What several new tasks have in common."""

    project: str
    name: str | None = None
    status: Status | None = None
    tags: Sequence[str] = ()
    annotations: Sequence[Mapping[str, object]] = ()
    attributes: Sequence[Mapping[str, object]] = ()


def resource(client: Client, kind: KindName) -> Resource:
    """The client's resource of a kind."""
    match kind:
        case "image":
            return client.image
        case "video":
            return client.video
        case "multi-image":
            return client.multi_image
        case "image-classification":
            return client.image_classification
        case _:
            assert_never(kind)


def create(client: Client, kind: KindName, path: Path, new: NewTaskFields) -> TaskId:
    """Create one task from a file or folder."""
    status = task_status(new.status)
    match kind:
        case "image" | "video":
            return (client.image if kind == "image" else client.video).create(
                project=new.project,
                name=new.name,
                file_path=path,
                status=status,
                annotations=new.annotations,
                tags=new.tags,
            )
        case "multi-image":
            return client.multi_image.create(
                project=new.project,
                name=new.name,
                folder_path=path,
                status=status,
                annotations=new.annotations,
                tags=new.tags,
            )
        case "image-classification":
            return client.image_classification.create(
                project=new.project,
                name=new.name,
                file_path=path,
                status=status,
                attributes=new.attributes,
                tags=new.tags,
            )
        case _:
            assert_never(kind)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks to list."""

    project: str
    status: Status | None = None
    tags: Sequence[str] = ()
    limit: int | None = None


def listed(client: Client, kind: KindName, chosen: Filter) -> Iterable[AnyTask]:
    """Tasks of a project as they come, page by page. What fits into one page takes one call."""
    tasks, status = resource(client, kind), task_status(chosen.status)
    if chosen.limit is not None and chosen.limit <= _page_size(kind):
        return tasks.get(
            project=chosen.project, status=status, tags=chosen.tags, limit=chosen.limit
        )
    found = tasks.iter(project=chosen.project, status=status, tags=chosen.tags)
    return islice(found, chosen.limit)


def model_of(kind: KindName) -> type[AnyTask]:
    """What a task of a kind is read as."""
    from fastlabel import models  # noqa: PLC0415  # loads them

    kinds: dict[KindName, type[AnyTask]] = {
        "image": models.ImageTask,
        "video": models.VideoTask,
        "multi-image": models.MultiImageTask,
        "image-classification": models.ImageClassificationTask,
    }
    return kinds[kind]


def pulled(folder: Path, kind: KindName) -> Iterator[AnyTask]:
    """The tasks of a folder that was pulled."""
    with (folder / TASKS_FILE).open("rb") as lines:
        yield from model_of(kind).iter_from_json_lines(lines)


def _page_size(kind: KindName) -> int:
    from fastlabel._protocol.kinds import IMAGE, VIDEO  # noqa: PLC0415  # loads the models

    return (IMAGE if kind in {"image", "image-classification"} else VIDEO).page_max
