"""The client's resource of a kind, and the calls that differ from kind to kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, assert_never

from fastlabel.cli.command_kinds import KindName
from fastlabel.cli.statuses import Status, task_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastlabel import Client, PullReport
    from fastlabel.converters.plain_task import AnyTask
    from fastlabel.models import TaskId, TaskStatus

__all__ = [
    "TASKS_FILE",
    "Filter",
    "NewTaskFields",
    "Resource",
    "create",
    "listed",
    "model_of",
    "pulled",
    "resource",
]

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
    from fastlabel.kinds import IMAGE, VIDEO  # noqa: PLC0415  # loads the models

    return (IMAGE if kind in {"image", "image-classification"} else VIDEO).page_size
