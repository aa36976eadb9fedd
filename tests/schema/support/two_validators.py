"""Two verdicts on one document: the schema's, and that of the models and the checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, cast

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from pydantic import ValidationError

from fastlabel._protocol import validation
from fastlabel.errors import FastLabelException, invalid
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
from fastlabel.models._wire.fields import FROM_WIRE
from fastlabel.models.tasks.base import NewTask, Task
from fastlabel.schema import JsonObject, documents

READ: Final[Mapping[str, type[Task]]] = {
    "image": ImageTask,
    "image_classification": ImageClassificationTask,
    "multi_image": MultiImageTask,
    "video": VideoTask,
}
NEW: Final[Mapping[str, type[NewTask]]] = {
    "image": NewImageTask,
    "image_classification": NewImageClassificationTask,
    "multi_image": NewMultiImageTask,
    "video": NewVideoTask,
}
DOCUMENTS: Final = documents()
COCO: Final = DOCUMENTS["coco.json"]
SCHEMAS: Final = {
    name: found for name, found in DOCUMENTS.items() if name not in {"coco.json", "openapi.json"}
}
"""Those of tasks."""


def problems(schema: JsonObject, instance: object) -> list[str]:
    """What the schema says against a document."""
    validator: Any = Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]


def check_schema(schema: JsonObject) -> None:
    """Raise if it is no JSON Schema 2020-12."""
    cast("Any", Draft202012Validator).check_schema(schema)


@cache
def _accepts(name: str) -> Callable[[object], bool]:
    validator: Any = Draft202012Validator(SCHEMAS[name])
    return cast("Callable[[object], bool]", validator.is_valid)


def schema_reads(kind: str, wire: object) -> bool:
    """Whether the response schema accepts it."""
    return _accepts(f"{kind}.response.json")(wire)


def model_reads(kind: str, wire: Mapping[str, object]) -> bool:
    """Whether the model reads it."""
    try:
        READ[kind].from_wire(wire)
    except FastLabelException:
        return False
    return True


def model_reads_text(kind: str, text: str) -> bool:
    """Whether the model reads it as it comes over the wire."""
    try:
        READ[kind].from_json(text.encode())
    except FastLabelException:
        return False
    return True


def schema_sends(kind: str, body: object) -> bool:
    """Whether the create schema accepts it."""
    return _accepts(f"{kind}.create.json")(body)


def model_sends(kind: str, body: Mapping[str, object]) -> bool:
    """Whether the model can be built of a body, and makes sense to send.

    In Python the name may come from a path, and None is a way to say nothing; a body has the name
    and the media, and no null at its top.
    """
    media, field = ("contents", "files") if kind == "multi_image" else ("file", "file")
    if body.get("name") is None or body.get(media) is None or None in body.values():
        return False
    try:
        read = NEW[kind].model_validate(body, by_alias=True, by_name=False, context=FROM_WIRE)
        # Read once for its base64, then built as in Python, where no list may be null.
        held = {**body, media: getattr(read, field)}
        _check(NEW[kind].model_validate(held, by_alias=True, by_name=False))
    except (ValidationError, FastLabelException):
        return False
    return True


def _check(task: NewTask) -> None:
    if not task.project or not task.name:
        invalid("project and name are required")
    validation.check_tags(task.tags)
    match task:
        case NewMultiImageTask():
            names = cast("Mapping[str, object]", task.files)
            if not names:
                invalid("contents: is empty")
            validation.check_annotations(task.annotations)
            validation.check_contents(task.annotations, names)
        case NewImageTask() | NewVideoTask():
            validation.check_annotations(task.annotations)
        case _:
            pass
