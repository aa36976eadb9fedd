"""Request bodies, validated: by the models first, then for what makes no sense to store."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NoReturn, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel._protocol.validation import (
    check_annotations,
    check_contents,
    check_status,
    check_tags,
)
from fastlabel.errors import ErrorPath, InvalidResponseError, invalid
from fastlabel.models import ImageAnnotation
from fastlabel.models._wire.base import WireModel
from fastlabel.models.tasks.base import NewTask
from fastlabel.sandbox.store.records import (
    JsonObject,
    Kind,
    NewTaskRow,
    StoredTask,
    TaskUpdate,
    media_field,
    now_milliseconds,
)
from fastlabel.sandbox.tasks.fields import (
    USERS,
    create_fields,
    parse_optional_fields,
    update_fields,
)
from fastlabel.sandbox.tasks.serialize import annotations_json

# The models name fields as in Python, where the contents are called `files`.
_PYTHON_NAME: Final = re.compile(r"(^|; )files:")


def parse_new_task(kind: Kind, body: bytes) -> NewTaskRow:
    """Parse a create, except for the content of its media."""
    fields = _parse_object(body)
    _check_fields(fields, create_fields(kind))
    new = _validated(kind, fields)
    name = _required(new.name, "name")
    files = _files(kind, new, name)
    _check_annotations(kind, new, files)
    check_tags(new.tags)
    now = now_milliseconds()
    task = StoredTask(
        id=str(uuid.uuid4()),
        kind=kind.label,
        name=name,
        status=new.status or "registered",
        tags=list(new.tags),
        annotations_or_attributes=_completed(kind, fields),
        optional_fields=parse_optional_fields(fields),
        files=[],
        created_at=now,
        updated_at=now,
    )
    return NewTaskRow(_required(new.project, "project"), task, files)


def parse_update(kind: Kind | None, body: bytes, task: StoredTask) -> TaskUpdate:
    """Parse an update of a task. Without a kind, only what all kinds have."""
    fields = _parse_object(body)
    _check_fields(fields, update_fields(kind))
    status, tags = fields.get("status"), fields.get("tags")
    if status is not None and not isinstance(status, str):
        invalid(f"expected a string, got {status!r}", "status")
    check_status(status)
    if tags is not None:
        check_tags(tags if isinstance(tags, list) else str(tags))
    return TaskUpdate(
        status=status,
        tags=cast("list[str] | None", tags),
        annotations_or_attributes=None if kind is None else _new_annotations(kind, fields, task),
        optional_fields=parse_optional_fields(fields),
    )


def _parse_object(body: bytes) -> JsonObject:
    try:
        value: JsonValue = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        invalid(f"the body is not JSON: {error}", code=400)
    if not isinstance(value, dict):
        invalid("the body is JSON, but not an object", code=400)
    return value


def _new_annotations(kind: Kind, fields: JsonObject, task: StoredTask) -> list[JsonObject] | None:
    if kind.marks not in fields:
        return None
    new = _validated(kind, {"project": "-", kind.marks: fields[kind.marks]})
    _check_annotations(kind, new, [file.name for file in task.files])
    return _completed(kind, fields)


def _check_fields(fields: JsonObject, known: Collection[str]) -> None:
    for field, value in fields.items():
        if field not in known:
            invalid(f"no such field; expected one of {', '.join(sorted(known))}", (field,))
        if value is None and field not in USERS:
            invalid("is null; give a value, or leave it out", field)


def _validated(kind: Kind, fields: JsonObject) -> NewTask:
    names = ("project", "name", "status", "tags", media_field(kind), kind.marks)
    try:
        return kind.create.from_wire({name: fields[name] for name in names if name in fields})
    except InvalidResponseError as error:
        raise_for_fields(error, kind.create)


def raise_for_fields(error: InvalidResponseError, model: type[WireModel]) -> NoReturn:
    """Raise what is wrong with the fields of a model that was read."""
    message = error.message.removeprefix(f"not a valid {model.__name__}: ")
    path, is_located, detail = _PYTHON_NAME.sub(r"\1contents:", message).partition(": ")
    if not is_located:
        invalid(message)
    invalid(detail, path)


def _required(value: str | None, field: str) -> str:
    return value or invalid("is required", field)


def _files(kind: Kind, new: NewTask, name: str) -> dict[str, bytes]:
    """Name → content."""
    if not kind.has_contents:
        return {name: _content(getattr(new, "file", None), ("file",))}
    files: Mapping[str, object] | None = getattr(new, "files", None)
    if files is None:
        invalid("is required", "contents")
    if not files:
        invalid(f"is empty; a {kind.label} task has 1 or more {kind.media}s", "contents")
    return {
        content: _content(file, ("contents", index, "file"))
        for index, (content, file) in enumerate(files.items())
    }


def _content(file: object, path: ErrorPath) -> bytes:
    # A path would be one on the sandbox's machine, which clients must not read.
    if not isinstance(file, bytes):
        invalid("is required", path)
    if not file:
        invalid("is empty", path)
    return file


def _check_annotations(kind: Kind, new: NewTask, names: Collection[str]) -> None:
    annotations: Sequence[ImageAnnotation] = getattr(new, "annotations", ())
    check_annotations(annotations)
    if kind.has_contents:
        check_contents(annotations, names)


def _completed(kind: Kind, fields: JsonObject) -> list[JsonObject]:
    # The model has validated that they are objects.
    return annotations_json(kind, cast("list[JsonObject]", fields.get(kind.marks) or []))
