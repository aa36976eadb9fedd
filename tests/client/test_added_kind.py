"""What adding a kind of task takes: its models, a row in the registry, a resource, an attribute."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, cast

import pytest

import fastlabel
from fastlabel._client._sync.resources.base import TaskResource
from fastlabel._protocol.kinds import KINDS, KindName, TaskKind
from fastlabel._types import StrPath
from fastlabel.errors import ConflictError, FastLabelInvalidException
from fastlabel.models import Attribute, TaskId
from fastlabel.models._wire.fields import TupleOf
from fastlabel.models.tasks.base import ImageFileTask, NewFileTask
from fastlabel.sandbox import Sandbox
from fastlabel.schema import documents
from tests.support import media_files

# fastlabel/models/tasks/text.py


class TextTask(ImageFileTask, frozen=True):
    """A photo of a page and what it says."""

    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """Its transcription."""


class NewTextTask(NewFileTask, frozen=True):
    """A PNG or JPEG of a page to create a task from."""

    attributes: Annotated[Sequence[Attribute], TupleOf()] = ()
    """Its transcription."""


# fastlabel/_protocol/kinds.py

TEXT: TaskKind[TextTask, NewTextTask] = TaskKind(
    name=cast("KindName", "text"),
    path="tasks/text",
    module=__name__,
    classes=("TextTask", "NewTextTask"),
    label="text",
    media="image",
    marks="attributes",
    page_max=2,
    page_default=1,
)

# fastlabel/_client/_async/resources/text.py, and its generated twin


class TextResource(TaskResource[TextTask, NewTextTask]):
    """Tasks of text projects."""

    _kind = TEXT

    def create(
        self,
        *,
        project: str,
        name: str | None = None,
        file_path: StrPath | None = None,
        attributes: Sequence[Attribute | Mapping[str, object]] = (),
        tags: Sequence[str] = (),
    ) -> TaskId:
        """Create a task from a photo of a page."""
        return self._create(
            None, project=project, name=name, file_path=file_path, attributes=attributes, tags=tags
        )


# fastlabel/_client/_async/client.py


class Client(fastlabel.Client):
    """The client with one attribute more."""

    @cached_property
    def text(self) -> TextResource:
        """Text tasks: photos of pages and what they say."""
        return TextResource(self._transport)


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, TEXT.name, TEXT)


def test_added_kind_is_created_found_listed_and_deleted() -> None:
    with Sandbox() as sandbox, Client(sandbox.token, sandbox.url) as client:
        says = {"key": "says", "value": "Of cats"}
        ids = [
            client.text.create(
                project="pages",
                name=name,
                file_path=media_files.CAT,
                attributes=[says] if name == "one.png" else (),
            )
            for name in ("one.png", "two.png", "three.png")
        ]
        task = client.text.find(ids[0])
        assert isinstance(task, TextTask)
        assert (task.name, [a.value for a in task.attributes]) == ("one.png", ["Of cats"])
        assert task.width == 451
        assert client.text.find_by_name(project="pages", name="two.png") == client.text.find(ids[1])
        assert [task.id for task in client.text.get(project="pages")] == ids[:1]
        assert [task.id for task in client.text.iter(project="pages")] == ids
        assert client.with_options(max_attempts=1).text.find(ids[0]) == task
        with pytest.raises(ConflictError):
            client.text.create(project="pages", name="one.png", file_path=media_files.CAT)
        with pytest.raises(FastLabelInvalidException, match="less than or equal to 2"):
            client.text.get(project="pages", limit=3)
        client.text.delete(ids[0])
        assert client.text.find_by_name(project="pages", name="one.png") is None


def test_added_kind_is_created_many_at_once_and_pulled(tmp_path: Path) -> None:
    with Sandbox() as sandbox, Client(sandbox.token, sandbox.url) as client:
        tasks = [
            NewTextTask(project="pages", name=f"{number}.png", file_path=media_files.CAT)
            for number in range(3)
        ]
        assert client.text.create_many(tasks, journal=tmp_path / "journal").created == 3
        report = client.text.pull(project="pages", folder=tmp_path / "pages")
        assert len(report.outcomes) == 3
        assert (tmp_path / "pages" / "media" / "1.png").read_bytes() == media_files.CAT.read_bytes()


def test_added_kind_has_schemas() -> None:
    schemas = documents()
    response, create = (schemas[f"text.{view}.json"] for view in ("response", "create"))
    assert response["title"] == "TextTask"
    assert "attributes" in json.dumps(create)
    assert "/tasks/text" in json.dumps(schemas["openapi.json"])
