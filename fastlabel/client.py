"""The client with the method names of FastLabel 0.7.0, which take and give plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, cast

from fastlabel._client._sync.client import Client as ResourceClient
from fastlabel._protocol import validation
from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, TaskKind
from fastlabel._protocol.new_tasks import parse_new_task
from fastlabel._protocol.operations import tasks as operations

if TYPE_CHECKING:
    from fastlabel._types import StrPath
    from fastlabel.models import TaskId, TaskStatus
    from fastlabel.models.tasks import TaskLike
    from fastlabel.models.tasks.base import NewTask, Task

    JsonObject = dict[str, Any]
    AnyKind = TaskKind[Task, NewTask]

__all__ = ["Client"]


class Client(ResourceClient):
    """The FastLabel API: typed resources, and the methods of release 0.7.0.

    Args:
        access_token: Sent to the base URL and nowhere else; by default the environment variable
            `FASTLABEL_ACCESS_TOKEN`.
        base_url: By default the environment variable `FASTLABEL_API_URL`, else
            `https://api.fastlabel.ai/v1/`. Plain http is for this machine only.
        timeout: Seconds that one network operation may take: to connect (10 at most), to read or
            write some bytes, to get a connection.
        deadline: Seconds that one call may take with all its attempts and waits. A large file is
            given a second more for each 100,000 bytes.
        max_attempts: How often a request is sent at most. It is sent again only where that cannot
            create a task twice.
        confirm_after: Seconds after which a create without a response counts as not made, if no
            task of its name is found, and is sent again; four times as long after a timeout.
        rate_limit: How many calls may be made, by default 10,000 in 10 minutes and, on this
            machine, any number. A path is a file through which processes share one limit.
        ca_file: Certificate authorities (PEM) to trust instead of the usual ones.

    Raises:
        FastLabelInvalidException: The token is missing, the URL is not one to send it to, or
            another argument is wrong.
    """

    __module__ = "fastlabel"

    # Repeated here: some editors take `Self` for the class that says so.
    def __enter__(self) -> Self:
        return super().__enter__()

    def find_image_task(self, task_id: str) -> JsonObject:
        """`client.image.find`, as a dict."""
        return self._find(IMAGE, task_id)

    def find_image_classification_task(self, task_id: str) -> JsonObject:
        """`client.image_classification.find`, as a dict."""
        return self._find(IMAGE_CLASSIFICATION, task_id)

    def find_multi_image_task(self, task_id: str) -> JsonObject:
        """`client.multi_image.find`, as a dict."""
        return self._find(MULTI_IMAGE, task_id)

    def find_video_task(self, task_id: str) -> JsonObject:
        """`client.video.find`, as a dict."""
        return self._find(VIDEO, task_id)

    def get_image_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 100,
    ) -> list[JsonObject]:
        """`client.image.get`, as dicts."""
        return self._get(IMAGE, project, status, tags, offset, limit)

    def get_image_classification_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 100,
    ) -> list[JsonObject]:
        """`client.image_classification.get`, as dicts."""
        return self._get(IMAGE_CLASSIFICATION, project, status, tags, offset, limit)

    def get_multi_image_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 10,
    ) -> list[JsonObject]:
        """`client.multi_image.get`, as dicts."""
        return self._get(MULTI_IMAGE, project, status, tags, offset, limit)

    def get_video_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 10,
    ) -> list[JsonObject]:
        """`client.video.get`, as dicts."""
        return self._get(VIDEO, project, status, tags, offset, limit)

    def create_image_task(
        self,
        project: str,
        name: str,
        file_path: StrPath,
        status: str | None = None,
        annotations: Sequence[Mapping[str, Any]] = (),
        tags: Sequence[str] = (),
    ) -> TaskId:
        """`client.image.create`."""
        fields = {"file_path": file_path, "annotations": annotations}
        return self._create(IMAGE, project, name, status, tags, fields)

    def create_image_classification_task(
        self,
        project: str,
        name: str,
        file_path: StrPath,
        status: str | None = None,
        attributes: Sequence[Mapping[str, Any]] = (),
        tags: Sequence[str] = (),
    ) -> TaskId:
        """`client.image_classification.create`."""
        fields = {"file_path": file_path, "attributes": attributes}
        return self._create(IMAGE_CLASSIFICATION, project, name, status, tags, fields)

    def create_multi_image_task(
        self,
        project: str,
        name: str,
        folder_path: StrPath,
        status: str | None = None,
        annotations: Sequence[Mapping[str, Any]] = (),
        tags: Sequence[str] = (),
    ) -> TaskId:
        """`client.multi_image.create`."""
        fields = {"folder_path": folder_path, "annotations": annotations}
        return self._create(MULTI_IMAGE, project, name, status, tags, fields)

    def create_video_task(
        self,
        project: str,
        name: str,
        file_path: StrPath,
        status: str | None = None,
        tags: Sequence[str] = (),
    ) -> TaskId:
        """`client.video.create`, without annotations."""
        return self._create(VIDEO, project, name, status, tags, {"file_path": file_path})

    def update_task(
        self, task_id: str, status: str | None = None, tags: Sequence[str] = ()
    ) -> TaskId:
        """`client.tasks.update`; an empty list of tags leaves them as they are."""
        return self.tasks.update(task_id, status=_status(status), tags=_tags(tags) or None)

    def delete_task(self, task_id: str) -> None:
        """`client.tasks.delete`."""
        self.tasks.delete(task_id)

    def to_coco(self, tasks: Iterable[TaskLike]) -> JsonObject:
        """`fastlabel.to_coco`."""
        # Most clients never convert, and should not pay for it.
        from fastlabel.converters.coco.write import to_coco  # noqa: PLC0415

        return cast("JsonObject", to_coco(tasks))

    def _find(self, kind: AnyKind, task_id: str) -> JsonObject:
        return self._transport.send(operations.find_dict(kind, task_id))

    def _get(
        self,
        kind: AnyKind,
        project: str,
        status: str | None,
        tags: Sequence[str],
        offset: int | None,
        limit: int | None,
    ) -> list[JsonObject]:
        # 0.7.0 has this check for kinds with small pages only, and no other.
        if limit is not None and limit > kind.page_max < 1000:
            validation.check_limit(limit, kind.page_max)
        return self._transport.send(
            operations.list_dicts(
                kind,
                project=project,
                status=_status(status),
                tags=_tags(tags),
                offset=offset,
                limit=limit,
            )
        )

    def _create(
        self,
        kind: AnyKind,
        project: str,
        name: str,
        status: str | None,
        tags: Sequence[str],
        media: Mapping[str, object],
    ) -> TaskId:
        fields = {"project": project, "name": name, "status": status, "tags": _tags(tags), **media}
        # 0.7.0 leaves out empty values.
        set_fields = {key: value for key, value in fields.items() if value}
        return self._transport.send(
            operations.create(kind, parse_new_task(kind.create, set_fields))
        )


def _status(status: str | None) -> TaskStatus | None:
    validation.check_status(status or None)
    return cast("TaskStatus | None", status or None)


def _tags(tags: Sequence[str]) -> Sequence[str]:
    return [tags] if isinstance(tags, str) and tags else tags
