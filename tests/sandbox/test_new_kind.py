"""A kind of task that only the registry knows is served like the four."""

from __future__ import annotations

import sys
from typing import Annotated, cast

import pytest

from fastlabel._protocol.kinds import KINDS, KindName, TaskKind
from fastlabel.models import NewImageTask, VideoTask
from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.tasks.base import Content, NewTask, Task
from fastlabel.models.tasks.multi_image import NewMultiImageTask
from fastlabel.sandbox import Fault, Faults, Sandbox
from tests.sandbox.support.plain_client import PlainClient, PlainError, contents_of
from tests.sandbox.support.small_media import FRAMES, mp4, png


class ClipTask(VideoTask, frozen=True):
    """A video below a path of its own."""


class NewClipTask(NewImageTask, frozen=True):
    """An MP4 to create a task from."""


class StackTask(Task, frozen=True):
    """Several images with attributes."""

    contents: Annotated[tuple[Content, ...], TupleOf()] = ()


class NewStackTask(NewMultiImageTask, frozen=True):
    """Images to create a task from."""


CLIP: TaskKind[ClipTask, NewClipTask] = TaskKind(
    name=cast("KindName", "clip"),
    path="tasks/video/clip",
    module=__name__,
    classes=("ClipTask", "NewClipTask"),
    label="video clip",
    media="video",
    page_max=2,
    page_default=1,
    aliases=("tasks/clip",),
    create_fields=frozenset({"metadatas"}),
)
STACK: TaskKind[StackTask, NewStackTask] = TaskKind(
    name=cast("KindName", "stack"),
    path="tasks/stack",
    module=__name__,
    classes=("StackTask", "NewStackTask"),
    label="stack",
    media="image",
    has_contents=True,
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert __name__ in sys.modules
    for kind in (CLIP, STACK):
        monkeypatch.setitem(KINDS, kind.name, cast("TaskKind[Task, NewTask]", kind))


def test_kind_of_the_registry_is_created_found_listed_updated_and_deleted() -> None:
    with Sandbox() as sandbox:
        client = PlainClient(sandbox.url, sandbox.token)
        ids = [client.create("clip", "films", name, mp4()) for name in ("one", "two", "three")]
        task = client.find("video/clip", ids[0])
        assert (task["name"], task["frameCount"], task["annotations"]) == ("one", FRAMES, [])
        assert [len(client.list("clip", "films", limit=limit)) for limit in (0, 2, 3)] == [1, 2, 2]
        assert client.update(ids[0], status="completed") == ids[0]
        metadata = [{"key": "take", "value": "1"}]
        with pytest.raises(PlainError, match="metadatas: no such field"):
            client.put(f"tasks/clip/{ids[0]}", {"metadatas": metadata})
        assert client.create("clip", "films", "four", mp4(), metadatas=metadata)
        (first, *others) = sandbox.tasks(CLIP.name, "films")
        assert (first.status, len(others), type(first)) == ("completed", 3, ClipTask)
        with pytest.raises(PlainError, match="is of kind video clip, not video"):
            client.find("video", ids[0])
        client.remove(ids[0])
        with pytest.raises(PlainError, match="there is no task"):
            client.find("clip", ids[0])


def test_contents_of_a_new_kind_are_served() -> None:
    with Sandbox() as sandbox:
        client = PlainClient(sandbox.url, sandbox.token)
        image = png(5, 4)
        task_id = client.create("stack", "cats", "one", contents_of({"a.png": image}))
        assert [content["name"] for content in client.find("stack", task_id)["contents"]] == [
            "a.png"
        ]
        assert sandbox.media(task_id) == image


def test_new_kind_is_seeded_and_has_faults() -> None:
    faults = Faults([Fault("status", status=503, task=CLIP.name)])
    with Sandbox(faults=faults) as sandbox:
        sandbox.seed([{"name": "one", "fps": 5, "frameCount": 3}], project="films", kind=CLIP.name)
        (task,) = sandbox.tasks(CLIP.name, "films")
        assert isinstance(task, ClipTask)
        assert task.frame_count == 3
        client = PlainClient(sandbox.url, sandbox.token)
        assert client.list("video", "movies") == []
        with pytest.raises(PlainError) as caught:
            client.list("video/clip", "films")
        assert caught.value.code == 503
