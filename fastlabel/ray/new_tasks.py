"""A row of a data set as the task that it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from pydantic_core import from_json

from fastlabel import requests
from fastlabel.arrow.attribute_columns import attributes_from
from fastlabel.arrow.reading import annotation_from
from fastlabel.checks import refuse
from fastlabel.models import (
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
)
from fastlabel.requests import NewTaskOfAnyKind

__all__ = ["MODELS", "Row", "new_task"]

Row: TypeAlias = Mapping[str, Any]

MODELS: Final[dict[str, type[NewTaskOfAnyKind]]] = {
    "image": NewImageTask,
    "image_classification": NewImageClassificationTask,
    "multi_image": NewMultiImageTask,
    "video": NewVideoTask,
}


def new_task(row: Row, kind: str, project: str) -> NewTaskOfAnyKind:
    """The task that a row asks for.

    Raises:
        FastLabelInvalidException: It does not fit; the message names the place.
    """
    fields: dict[str, object] = {"project": project}
    fields |= {name: row[name] for name in ("name", "status") if row.get(name) is not None}
    fields["tags"] = tuple(row.get("tags") or ())
    fields |= _media(row, kind)
    place = "attributes" if kind == "image_classification" else "annotations"
    if row.get(place) is not None:
        fields[place] = _drawn(row[place], place)
    return requests.build(MODELS[kind], fields)


def _media(row: Row, kind: str) -> dict[str, object]:
    told = {name: row[name] for name in ("file_path", "folder_path") if row.get(name) is not None}
    if row.get("media") is None:
        return told
    if kind != "multi_image":
        return {**told, "file": row["media"]}
    contents = cast("Sequence[Row]", row.get("contents") or ())
    media = cast("Sequence[bytes | None]", row["media"])
    if len(contents) != len(media) or None in media:
        refuse(f"media: {len(media)} where contents names {len(contents)}; give bytes for each")
    names = [content["name"] for content in contents]
    return {**told, "files": dict(zip(names, media, strict=True))}


def _drawn(given: object, place: str) -> list[object]:
    """As JSON: from its text, from mappings of it, or from the columns of `read_tasks`."""
    if isinstance(given, str | bytes):
        given = cast("object", from_json(given))
    if not isinstance(given, list | tuple):
        refuse(f"{place}: {type(given).__name__} where a list, or the JSON of one, is due")
    items = cast("Sequence[object]", given)
    if items and isinstance(items[0], tuple):
        return list(attributes_from(cast("Any", items)))
    return [_annotation(item) for item in items]


def _annotation(item: object) -> object:
    if not isinstance(item, Mapping):
        return item
    row = cast("Row", item)
    if "annotation_index" in row:
        return annotation_from(row)
    # In a list of structs, a field that one of them has is a null in all others.
    return {name: row[name] for name in row if row[name] is not None}
