"""The client with the method names of FastLabel 0.7.0, which take and give plain dicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from fastlabel._client._sync.client import Client as ResourceClient
from fastlabel._protocol import requests, responses, validation
from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, TaskKind
from fastlabel._types import StrPath
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    TaskId,
    TaskStatus,
)
from fastlabel.models.tasks import AnyNewTask
from fastlabel.models.tasks.base import NewTask, Task

if TYPE_CHECKING:
    from fastlabel.models.tasks import TaskLike

__all__ = ["Client"]

JsonObject = dict[str, Any]


class Client(ResourceClient):
    """The FastLabel API: typed resources, and the methods of release 0.7.0.

    Args:
        access_token: Sent to the base URL and nowhere else; by default the environment variable
            `FASTLABEL_ACCESS_TOKEN`.
        base_url: By default the environment variable `FASTLABEL_API_URL`, else
            `https://api.fastlabel.ai/v1/`. Plain http is for this machine only.
        timeout: Seconds that one network operation may take.

    Raises:
        FastLabelInvalidException: The token is missing, or the URL is not one to send it to.
    """

    def find_image_task(self, task_id: str) -> JsonObject:
        """`client.image.find`, as a dict."""
        return self._find_dict(IMAGE, task_id)

    def find_image_classification_task(self, task_id: str) -> JsonObject:
        """`client.image_classification.find`, as a dict."""
        return self._find_dict(IMAGE_CLASSIFICATION, task_id)

    def find_multi_image_task(self, task_id: str) -> JsonObject:
        """`client.multi_image.find`, as a dict."""
        return self._find_dict(MULTI_IMAGE, task_id)

    def find_video_task(self, task_id: str) -> JsonObject:
        """`client.video.find`, as a dict."""
        return self._find_dict(VIDEO, task_id)

    def get_image_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 100,
    ) -> list[JsonObject]:
        """`client.image.get`, as dicts."""
        return self._get_dicts(IMAGE, project, status, tags, offset, limit)

    def get_image_classification_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 100,
    ) -> list[JsonObject]:
        """`client.image_classification.get`, as dicts."""
        return self._get_dicts(IMAGE_CLASSIFICATION, project, status, tags, offset, limit)

    def get_multi_image_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 10,
    ) -> list[JsonObject]:
        """`client.multi_image.get`, as dicts."""
        _check_small_page(limit, MULTI_IMAGE)
        return self._get_dicts(MULTI_IMAGE, project, status, tags, offset, limit)

    def get_video_tasks(
        self,
        project: str,
        status: str | None = None,
        tags: Sequence[str] = (),
        offset: int | None = None,
        limit: int | None = 10,
    ) -> list[JsonObject]:
        """`client.video.get`, as dicts."""
        _check_small_page(limit, VIDEO)
        return self._get_dicts(VIDEO, project, status, tags, offset, limit)

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
        fields = {
            "project": project, "name": name, "file_path": file_path,
            "status": status, "annotations": annotations, "tags": tags,
        }  # fmt: skip
        return self._create_said(NewImageTask, fields)

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
        fields = {
            "project": project, "name": name, "file_path": file_path,
            "status": status, "attributes": attributes, "tags": tags,
        }  # fmt: skip
        return self._create_said(NewImageClassificationTask, fields)

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
        fields = {
            "project": project, "name": name, "folder_path": folder_path,
            "status": status, "annotations": annotations, "tags": tags,
        }  # fmt: skip
        return self._create_said(NewMultiImageTask, fields)

    def create_video_task(
        self,
        project: str,
        name: str,
        file_path: StrPath,
        status: str | None = None,
        tags: Sequence[str] = (),
    ) -> TaskId:
        """`client.video.create`, without annotations."""
        fields = {
            "project": project, "name": name, "file_path": file_path,
            "status": status, "tags": tags,
        }  # fmt: skip
        return self._create_said(NewVideoTask, fields)

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

    def _find_dict(self, kind: TaskKind[Task, NewTask], task_id: str) -> JsonObject:
        read = partial(responses.read_dict, kind.response)
        return self._transport.send(requests.find(kind, task_id), read)

    def _get_dicts(
        self,
        kind: TaskKind[Task, NewTask],
        project: str,
        status: str | None,
        tags: Sequence[str],
        offset: int | None,
        limit: int | None,
    ) -> list[JsonObject]:
        request = requests.list_page(
            kind,
            project=project,
            status=_status(status),
            tags=_tags(tags),
            offset=offset,
            limit=limit,
        )
        return self._transport.send(request, partial(responses.read_dicts, kind.response))

    def _create_said(self, model: type[AnyNewTask], fields: Mapping[str, object]) -> TaskId:
        # 0.7.0 leaves out what is falsy.
        said = {key: value for key, value in fields.items() if value}
        if "tags" in said:
            said["tags"] = _tags(cast("Sequence[str]", said["tags"]))
        task = requests.build(model, said)
        return self._transport.send(requests.create(task), responses.read_id)


def _check_small_page(limit: int | None, kind: TaskKind[Task, NewTask]) -> None:
    # 0.7.0 checks this bound for these two kinds only, and no other.
    if limit is not None and limit > kind.page_max:
        validation.check_limit(limit, kind.page_max)


def _status(status: str | None) -> TaskStatus | None:
    validation.check_status(status or None)
    return cast("TaskStatus | None", status or None)


def _tags(tags: Sequence[str]) -> Sequence[str]:
    return [tags] if isinstance(tags, str) and tags else tags
