"""Boxes and polygons that COCO holds as they are: many at once, column by column.

Most annotations are such, and steps for columns of many take less time than calls for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress, count
from math import inf
from typing import Any, Final, TypeAlias

from pydantic import JsonValue

from fastlabel._geometry.simple_rings import look_at_each
from fastlabel.converters.coco.categories import CategoryIds
from fastlabel.converters.coco.shapes import Measures, sound_box, sound_polygon
from fastlabel.converters.coco.types import CocoAnnotation, CocoImage
from fastlabel.models import Attribute, BBox, ImageAnnotation, Polygon

__all__ = ["Place", "by_key", "place_of", "whole_entries"]

_WHOLE: Final = frozenset[type[ImageAnnotation]]({BBox, Polygon})
_FIELDS: Final = ("points", "value", "type", "attributes")

Place: TypeAlias = tuple[int, float, float]
"""Id, width and height of an image, in pixels; infinite where they are not known."""


def place_of(image: CocoImage | None) -> Place:
    """That of an image; of none, one where nothing fits."""
    if image is None:
        return 0, 0.0, 0.0
    return image["id"], image["width"] or inf, image["height"] or inf


def whole_entries(
    annotations: Sequence[ImageAnnotation],
    places: Sequence[Place],
    categories: CategoryIds,
    seen: Counter[tuple[str, str]],
    first: int,
) -> list[CocoAnnotation | None]:
    """The entry of each box or polygon that is sound and has a known class; None of all others.

    Args:
        annotations: Of many images.
        places: The image of each.
        categories: Gives each class its id.
        seen: Where types and classes of the entries are counted.
        first: The id of the first entry. The others follow, as if none were missing.
    """
    if _WHOLE.issuperset(map(type, annotations)):
        return _entries(annotations, places, categories, seen, first)
    flags = [type(each) in _WHOLE for each in annotations]
    those, theirs = list(compress(annotations, flags)), list(compress(places, flags))
    found = iter(_entries(those, theirs, categories, seen, first))
    return [next(found) if flag else None for flag in flags]


def by_key(attributes: Sequence[Attribute]) -> dict[str, JsonValue]:
    """Values by key; of a key that is there twice, the last."""
    if len(attributes) == 1:
        # The most frequent number, in a third of the time.
        return {attributes[0].key: attributes[0].value}
    return {attribute.key: attribute.value for attribute in attributes}


def _entries(
    annotations: Sequence[ImageAnnotation],
    places: Sequence[Place],
    categories: CategoryIds,
    seen: Counter[tuple[str, str]],
    first: int,
) -> list[CocoAnnotation | None]:
    rows: list[dict[str, Any]] = list(map(vars, annotations))
    points, values, types, given = ([row[name] for row in rows] for name in _FIELDS)
    measures = _measures(list(map(type, annotations)), points, places)
    if not categories.is_settled:
        for value in dict.fromkeys(compress(values, [area for _, area, _ in measures])):
            categories.id_of(value)
    columns = zip(
        count(first),
        [image_id for image_id, _, _ in places],
        map(categories.known.get, values),
        measures,
        types,
        map(by_key, given),
        given,
        strict=False,
    )
    entries: list[CocoAnnotation | None] = [
        {
            "id": number,
            "image_id": image_id,
            "category_id": category_id,
            "bbox": bbox,
            "area": area,
            "segmentation": outlines,
            "iscrowd": 0,
            "type": type_,
            "attributes": attributes,
        }
        if area and category_id and len(attributes) == len(said)
        else None
        for (
            number,
            image_id,
            category_id,
            (bbox, area, outlines),
            type_,
            attributes,
            said,
        ) in columns
    ]
    seen.update(compress(zip(types, values, strict=True), entries))
    return entries


def _measures(
    kinds: Sequence[type[ImageAnnotation]], points: Sequence[Any], places: Sequence[Place]
) -> list[Measures]:
    rings = [ring for kind, ring in zip(kinds, points, strict=True) if kind is Polygon]
    looks = iter(look_at_each(rings))
    return [
        sound_box(numbers, width, height)
        if kind is BBox
        else sound_polygon(numbers, next(looks), width, height)
        for kind, numbers, (_, width, height) in zip(kinds, points, places, strict=True)
    ]
