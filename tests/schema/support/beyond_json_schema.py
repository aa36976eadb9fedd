"""What no JSON Schema can tell, found in documents that a schema accepts.

It compares no number with another, counts in no steps of two, and knows of no other place in the
document. Whoever validates with a schema alone has to know this list.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tests.support.wire_strategies import Json

WHOLE_FRACTION: Final = "a count is written as a fraction, such as 100.0"
FILE_IS_NO_BASE64: Final = "a file is of the right letters, but no base64"
SAME_NAME: Final = "two contents have one name"
NO_SUCH_IMAGE: Final = "an annotation is on none of the contents"
ODD_COUNT: Final = "an odd count of numbers is no x, y, x, y"
INVERTED: Final = "the corners of a box are inverted, or the same"
NO_AREA: Final = "a ring has no area"


def unseen_in_answer(wire: Json) -> Iterator[str]:
    """Why the model does not read what its schema accepts."""
    places: list[Json] = [wire, *(wire.get("contents") or [])]
    for place in places:
        counts = {"width", "height", "frameCount"} & place.keys()
        if any(isinstance(place[name], float) and place[name].is_integer() for name in counts):
            yield WHOLE_FRACTION


def unseen_in_body(body: Json) -> Iterator[str]:
    """Why the models and checks refuse what the schema accepts."""
    contents = body.get("contents", [body])
    names = [content["name"] for content in contents]
    if len({*names}) < len(names):
        yield SAME_NAME
    if not all(is_base64(content["file"]) for content in contents):
        yield FILE_IS_NO_BASE64
    for annotation in body.get("annotations", []):
        yield from _unseen_in_points(annotation)
        if "contents" in body and annotation["content"] not in names:
            yield NO_SUCH_IMAGE


def is_base64(text: str) -> bool:
    """Whether it is whole groups of four, filled up as they should be."""
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True


def _unseen_in_points(annotation: Json) -> Iterator[str]:
    points: Any = annotation["points"]
    match annotation["type"]:
        case "bbox":
            boxes = _boxes(points)
            yield from (reason for box in boxes for reason in _unseen_in_box(box))
        case "line" if len(points) % 2:
            yield ODD_COUNT
        case "polygon":
            yield from _unseen_in_ring(points)
        case "segmentation":
            rings: Any = (ring for region in points for ring in region)
            yield from (reason for ring in rings for reason in _unseen_in_ring(ring))
        case _:
            pass


def _boxes(points: Json | list[float]) -> Iterator[list[float]]:
    if isinstance(points, dict):
        yield from (frame["value"] for frame in points.values())
    else:
        yield points


def _unseen_in_box(box: Sequence[float]) -> Iterator[str]:
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        yield INVERTED


def _unseen_in_ring(ring: Sequence[float]) -> Iterator[str]:
    if len(ring) % 2:
        yield ODD_COUNT
        return
    vertices = {*zip(ring[::2], ring[1::2], strict=True)}
    if len(vertices) < 3 or any(len({*numbers}) < 2 for numbers in zip(*vertices, strict=True)):
        yield NO_AREA
