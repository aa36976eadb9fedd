"""What requests send, checked: the models first, then what makes no sense to store."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, cast

from pydantic import JsonValue

from fastlabel._protocol.validation import (
    check_annotations,
    check_contents,
    check_status,
    check_tags,
)
from fastlabel.errors import InvalidResponseError, invalid
from fastlabel.models import ImageAnnotation
from fastlabel.models.tasks.base import NewTask
from fastlabel.sandbox.store.json_text import read_object
from fastlabel.sandbox.store.records import Change, Creation, JsonObject, Kind, StoredTask
from fastlabel.sandbox.tasks.fields import (
    ANY_KIND_CHANGES,
    USERS,
    change_fields,
    create_fields,
    read_settings,
)

__all__ = ["read_change", "read_creation"]

# The models name fields as in Python, where the contents are called so.
_PYTHON_NAME: Final = re.compile(r"(^|; )files:")


def read_creation(kind: Kind, body: bytes) -> Creation:
    """A task to create, all but whether its media are what they should be.

    Raises:
        FastLabelInvalidException: The body is not JSON (code 400), or names the field that is
            missing, unknown or wrong (code 422).
    """
    given = read_object(body)
    _check_fields(given, create_fields(kind))
    new = _fitting(kind, given)
    name = _required(new.name, "name")
    files = _files(kind, new, name)
    _check_marks(kind, new, files)
    check_tags(new.tags)
    return Creation(
        project=_required(new.project, "project"),
        name=name,
        status=new.status or "registered",
        tags=list(new.tags),
        files=files,
        marks=_objects(given.get(kind.marks)),
        settings=read_settings(given),
    )


def read_change(kind: Kind | None, body: bytes, task: StoredTask) -> Change:
    """What to change about a task. Without a kind, only what all kinds have.

    Raises:
        FastLabelInvalidException: As for `read_creation`.
    """
    given = read_object(body)
    _check_fields(given, ANY_KIND_CHANGES if kind is None else change_fields(kind))
    status, tags = given.get("status"), given.get("tags")
    if status is not None:
        check_status(_string(status, "status"))
    if tags is not None:
        check_tags(cast("list[str]", tags if isinstance(tags, list) else str(tags)))
    return Change(
        status=cast("str | None", status),
        tags=cast("list[str] | None", tags),
        marks=None if kind is None else _changed_marks(kind, given, task),
        settings=read_settings(given),
    )


def _changed_marks(kind: Kind, given: JsonObject, task: StoredTask) -> list[JsonObject] | None:
    if kind.marks not in given:
        return None
    marks = given[kind.marks]
    new = _fitting(kind, {"project": "-", kind.marks: marks})
    _check_marks(kind, new, [file.name for file in task.files])
    return _objects(marks)


def _check_fields(given: JsonObject, known: Collection[str]) -> None:
    for field, value in given.items():
        if field not in known:
            invalid(f"{field}: no such field; there are {', '.join(sorted(known))}")
        if value is None and field not in USERS:
            invalid(f"{field}: is null; give a value, or leave it out")


def _fitting(kind: Kind, given: JsonObject) -> NewTask:
    fields = ("project", "name", "status", "tags", "file", "contents", kind.marks)
    try:
        return kind.create.from_wire({field: given[field] for field in fields if field in given})
    except InvalidResponseError as error:
        message = error.message.removeprefix(f"not a valid {kind.create.__name__}: ")
        invalid(_PYTHON_NAME.sub(r"\1contents:", message))


def _required(value: str | None, field: str) -> str:
    if not value:
        invalid(f"{field}: is required")
    return value


def _string(value: JsonValue, field: str) -> str:
    if not isinstance(value, str):
        invalid(f"{field}: {value!r} where a string is due")
    return value


def _files(kind: Kind, new: NewTask, name: str) -> dict[str, bytes]:
    """Name → content."""
    if not kind.has_contents:
        return {name: _content(getattr(new, "file", None), "file")}
    files: Mapping[str, object] | None = getattr(new, "files", None)
    if files is None:
        invalid("contents: is required")
    if not files:
        invalid("contents: is empty, a multi-image task has 1 or more images")
    return {
        content: _content(file, f"contents[{index}].file")
        for index, (content, file) in enumerate(files.items())
    }


def _content(file: object, place: str) -> bytes:
    # A path would be one on the sandbox's machine, which is nobody's business.
    if not isinstance(file, bytes):
        invalid(f"{place}: is required")
    if not file:
        invalid(f"{place}: is empty")
    return file


def _check_marks(kind: Kind, new: NewTask, names: Collection[str]) -> None:
    annotations: Sequence[ImageAnnotation] = getattr(new, "annotations", ())
    check_annotations(annotations)
    if kind.has_contents:
        check_contents(annotations, names)


def _objects(marks: JsonValue) -> list[JsonObject]:
    # The model has seen to it that they are objects.
    return cast("list[JsonObject]", marks or [])
