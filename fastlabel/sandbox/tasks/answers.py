"""Tasks as the API tells them: labels, colours, types of attributes, times and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, cast
from urllib.parse import quote

from pydantic import JsonValue

from fastlabel._protocol.class_color import class_color
from fastlabel.sandbox.store.records import JsonObject, Kind, StoredFile, StoredTask

__all__ = ["media_key", "tell_marks", "tell_task", "title"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def tell_task(kind: Kind, task: StoredTask, origin: str) -> JsonObject:
    """A task with the keys of release 0.7.0 in their order, and then the later ones that are set.

    Args:
        kind: Its kind.
        task: The task.
        origin: Scheme, host and port under which the caller found the sandbox, with a slash.
    """
    told: JsonObject = {
        "id": task.id,
        "name": task.name,
        **_media(kind, task, origin),
        "status": task.status,
        "tags": [*task.tags],
        "assignee": task.settings.get("assignee"),
        "reviewer": task.settings.get("reviewer"),
        # What 0.7.0 calls the customer's reviewer is the external one since release 0.10.
        "customerReviewer": _customer_reviewer(task.settings),
        kind.marks: [*task.marks],
        "createdAt": _moment(task.created_at),
        "updatedAt": _moment(task.updated_at),
    }
    return told | {key: value for key, value in task.settings.items() if key not in told}


def tell_marks(kind: Kind, marks: Sequence[JsonObject]) -> list[JsonObject]:
    """Annotations or attributes with what the service adds to them; unknown fields are kept."""
    if kind.marks == "attributes":
        return [_attribute(mark) for mark in marks]
    return [_annotation(mark, has_content=kind.has_contents) for mark in marks]


@lru_cache(maxsize=4096)
def title(value: str) -> str:
    """The label of a class value or attribute key.

    >>> title("cat_dog")
    'Cat dog'
    """
    text = value.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:] or value


def media_key(file: str) -> str:
    """What stands for a stored file in its address."""
    return file.partition(".")[0]


def _customer_reviewer(settings: JsonObject) -> JsonValue:
    # A task that was told by an earlier release has the earlier name only.
    return settings.get("externalReviewer", settings.get("customerReviewer"))


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
    # Only the key is looked at; the name is for people. "." and ".." would be taken for folders,
    # and no route fits a line break.
    name = quote(file.name.replace("\n", " "), safe="") if file.name.strip(".") else "file"
    return f"{origin}media/{media_key(file.file)}/{name}"


def _annotation(annotation: JsonObject, *, has_content: bool) -> JsonObject:
    value = str(annotation["value"])
    attributes = cast("list[JsonObject]", annotation.get("attributes") or [])
    told: JsonObject = {"content": annotation["content"]} if has_content else {}
    told |= {
        "attributes": [_attribute(attribute) for attribute in attributes],
        "color": class_color(value),
        "points": annotation["points"],
        "title": title(value),
        "type": annotation["type"],
        "value": value,
    }
    return told | _rest(annotation, {*told, "content"})


def _attribute(attribute: JsonObject) -> JsonObject:
    key, value = str(attribute["key"]), attribute["value"]
    told: JsonObject = {"key": key, "name": title(key), "type": _input(value), "value": value}
    return told | _rest(attribute, set(told))


def _rest(given: Mapping[str, JsonValue], told: set[str]) -> JsonObject:
    return {key: value for key, value in given.items() if key not in told}


def _input(value: JsonValue) -> str:
    match value:
        case bool():
            return "switch"
        case int() | float():
            return "number"
        case list():
            return "checkbox"
        case _:
            return "text"


def _moment(milliseconds: int) -> str:
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{milliseconds % 1000:03}Z"
