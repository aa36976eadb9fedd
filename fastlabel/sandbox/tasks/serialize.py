"""Tasks as the API returns them: labels, colors, attribute types, times and URLs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, cast
from urllib.parse import quote

from pydantic import JsonValue

from fastlabel._protocol.class_color import class_color
from fastlabel.sandbox.store.records import JsonObject, Kind, StoredFile, StoredTask

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def task_json(kind: Kind, task: StoredTask, origin: str) -> JsonObject:
    """JSON of a task: the keys of release 0.7.0 in their order, then later ones that are set."""
    optional = task.optional_fields
    json: JsonObject = {
        "id": task.id,
        "name": task.name,
        **_media(kind, task, origin),
        "status": task.status,
        "tags": [*task.tags],
        "assignee": optional.get("assignee"),
        "reviewer": optional.get("reviewer"),
        # What 0.7.0 calls the customer's reviewer is the external one since release 0.10.
        "customerReviewer": optional.get("externalReviewer", optional.get("customerReviewer")),
        kind.marks: [*task.annotations_or_attributes],
        "createdAt": _time(task.created_at),
        "updatedAt": _time(task.updated_at),
    }
    return json | _extra(optional, json)


def annotations_json(kind: Kind, received: Sequence[JsonObject]) -> list[JsonObject]:
    """JSON of annotations or attributes, with what the service adds; unknown fields are kept."""
    if kind.marks == "attributes":
        return [_attribute(attribute) for attribute in received]
    return [_annotation(annotation, has_content=kind.has_contents) for annotation in received]


@lru_cache(maxsize=4096)
def title(value: str) -> str:
    """Label of a class value or attribute key.

    >>> title("cat_dog")
    'Cat dog'
    """
    text = value.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:] or value


def media_key(file: str) -> str:
    """Key of a stored file in its URL."""
    return file.partition(".")[0]


def _media(kind: Kind, task: StoredTask, origin: str) -> JsonObject:
    if kind.has_contents:
        return {
            "contents": [
                {"name": file.name, "url": _url(file, origin), **file.facts} for file in task.files
            ]
        }
    (file,) = task.files
    return {**file.facts, "url": _url(file, origin)}


def _url(file: StoredFile, origin: str) -> str:
    # The key identifies the file; the name is for people. "." and ".." would be taken for folders,
    # and no route matches a line break.
    name = quote(file.name.replace("\n", " "), safe="") if file.name.strip(".") else "file"
    return f"{origin}media/{media_key(file.file)}/{name}"


def _annotation(received: JsonObject, *, has_content: bool) -> JsonObject:
    value = str(received["value"])
    attributes = cast("list[JsonObject]", received.get("attributes") or [])
    json: JsonObject = {"content": received["content"]} if has_content else {}
    json |= {
        "attributes": [_attribute(attribute) for attribute in attributes],
        "color": class_color(value),
        "points": received["points"],
        "title": title(value),
        "type": received["type"],
        "value": value,
    }
    return json | {key: value for key, value in _extra(received, json).items() if key != "content"}


def _attribute(received: JsonObject) -> JsonObject:
    key, value = str(received["key"]), received["value"]
    json: JsonObject = {
        "key": key,
        "name": title(key),
        "type": _attribute_type(value),
        "value": value,
    }
    return json | _extra(received, json)


def _extra(received: JsonObject, json: JsonObject) -> JsonObject:
    return {key: value for key, value in received.items() if key not in json}


def _attribute_type(value: JsonValue) -> str:
    match value:
        case bool():
            return "switch"
        case int() | float():
            return "number"
        case list():
            return "checkbox"
        case _:
            return "text"


def _time(milliseconds: int) -> str:
    time = _EPOCH + timedelta(milliseconds=milliseconds)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"
