"""An annotation of a COCO file → annotations of an image."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeVar, cast

from pydantic import ValidationError

from fastlabel._geometry.rings import normalized_corners, signed_area, without_closing_vertex
from fastlabel.converters.coco.rle import rings_of_rle
from fastlabel.converters.coco.source import CocoEntry
from fastlabel.converters.losses import ConversionLosses
from fastlabel.errors import FastLabelInvalidException, invalid, parse_path
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models._wire.error_text import invalid_model, short_repr, validation_problems
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.annotations.base import AnnotationBase

A = TypeVar("A", bound=AnnotationBase)

_OUTLINED: Final = ("polygon", "segmentation")
_CROWD: Final = "of a crowd (iscrowd 1), read like any other"
_EMPTY_MASK: Final = "whose mask covers no pixel"
_HIDDEN: Final = "with keypoints that are labelled but not visible, read like visible ones"
_NO_OUTLINE: Final = "without an outline"
_INVALID_ATTRIBUTES: Final = "with attributes that are not an object, left out"
_ROTATED: Final = "that is rotated, read without its rotation"


def image_annotations(
    entry: CocoEntry, path: str, category: CocoEntry, losses: ConversionLosses
) -> Iterator[ShapeAnnotation]:
    """Annotations of an entry: a line, or a shape, keypoints, or both."""
    value = category["name"]
    attributes = attributes_of(entry, losses)
    if entry.get("iscrowd"):
        losses.approximated(_CROWD)
    if entry.get("line"):
        yield _build(Line, value, entry["line"], attributes, f"{path}.line")
        return
    shape = _shape(entry, path, value, attributes, losses)
    keypoints = list(_keypoints(entry, path, category, attributes, losses))
    if shape is not None:
        yield shape
    yield from keypoints


def attributes_of(entry: CocoEntry, losses: ConversionLosses) -> tuple[Attribute, ...]:
    """The `attributes` of an image or annotation, an object of keys and values."""
    given: object = entry.get("attributes")
    if not given:
        return ()
    if not isinstance(given, Mapping):
        losses.approximated(_INVALID_ATTRIBUTES)
        return ()
    path = f"{losses.location}.attributes"
    return tuple(_attribute(key, given[key], path) for key in cast("CocoEntry", given))


def _attribute(key: str, value: Any, path: str) -> Attribute:
    try:
        return Attribute(key=key, value=value)
    except ValidationError as error:
        invalid_model(error, (*parse_path(path), key))


def box_of(entry: CocoEntry, path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of an entry."""
    rings: object = entry.get("segmentation")
    if is_box_outline(rings, entry.get("type")):
        return _corners(cast("Sequence[Sequence[float]]", rings)[0])
    bbox: object = entry.get("bbox")
    if not isinstance(bbox, list | tuple):
        got = "is required" if bbox is None else f"expected x, y, w, h, got {short_repr(bbox)}"
        invalid(got, f"{path}.bbox")
    try:
        return BBox.from_coco(cast("Sequence[float]", bbox), value="-").points
    except FastLabelInvalidException as error:
        invalid(error.detail, f"{path}.bbox")
    except ValidationError as error:
        _invalid_points(error, f"{path}.bbox")


def is_box_outline(segmentation: object, hint: object = None) -> bool:
    """Whether an outline is that of an upright box, or two corners as 0.7.0 wrote them."""
    match segmentation:
        case [list() | tuple()]:
            (ring,) = cast("Sequence[Sequence[object]]", segmentation)
        case _:
            return False
    if len(ring) > 10 or any(type(number) not in {int, float} for number in ring):
        return False
    corners = cast("Sequence[float]", ring)
    if hint in _OUTLINED:
        return False
    if hint == "bbox":
        return len(corners) == 8
    if len(corners) == 4:
        return True
    x1, y1, x2, y2, x3, y3, x4, y4 = [*without_closing_vertex(corners), *[0.0] * 8][:8]
    across_first = (y1, x2, y3, x4) == (y2, x3, y4, x1)
    down_first = (x1, y2, x3, y4) == (x2, y3, x4, y1)
    return len(without_closing_vertex(corners)) == 8 and (across_first or down_first)


def _shape(
    entry: CocoEntry,
    path: str,
    value: str,
    attributes: tuple[Attribute, ...],
    losses: ConversionLosses,
) -> ShapeAnnotation | None:
    segmentation: object = entry.get("segmentation")
    hint: object = entry.get("type")
    at = f"{path}.segmentation"
    if isinstance(segmentation, Mapping):
        rings = rings_of_rle(cast("CocoEntry", segmentation), at)
        if rings:
            return _build(Segmentation, value, rings, attributes, at)
        losses.dropped(_EMPTY_MASK)
        return None
    if segmentation and not isinstance(segmentation, list | tuple):
        invalid(f"expected outlines or run lengths, got {short_repr(segmentation)}", at)
    outlines = cast("Sequence[object]", segmentation or ())
    if outlines and not is_box_outline(outlines, hint):
        return _outlined(outlines, value, attributes, at, hint)
    if hint in _OUTLINED:
        losses.dropped(_NO_OUTLINE)
        return None
    if hint == "keypoint" or (entry.get("keypoints") and not outlines and not _has_box(entry)):
        return None
    if isinstance(entry.get("rotation"), int | float) and entry["rotation"]:
        losses.approximated(_ROTATED)
    return _build(BBox, value, box_of(entry, path), attributes, f"{path}.bbox")


def _has_box(entry: CocoEntry) -> bool:
    """Whether a box beside keypoints is more than the point that has to be somewhere."""
    match entry.get("bbox"):
        case [_, _, width, height]:
            return bool(width or height)
        case _:
            return False


def _outlined(
    outlines: Sequence[object],
    value: str,
    attributes: tuple[Attribute, ...],
    path: str,
    hint: object,
) -> Polygon | Segmentation:
    for index, outline in enumerate(outlines):
        if not isinstance(outline, list | tuple):
            invalid(f"expected a list of x, y, …, got {short_repr(outline)}", f"{path}[{index}]")
    rings = cast("Sequence[Sequence[float]]", outlines)
    # Files of this package say the type and have open outlines: a repeated vertex is intended.
    open_rings = (
        rings if hint in ("polygon", "segmentation") else list(map(without_closing_vertex, rings))
    )
    if len(rings) == 1 and hint != "segmentation":
        return _build(Polygon, value, open_rings[0], attributes, f"{path}[0]")
    for index, ring in enumerate(rings):
        # Validate first: the direction of an invalid ring is undefined.
        _build(Polygon, value, ring, (), f"{path}[{index}]")
    return _build(
        Segmentation, value, [[_clockwise(ring)] for ring in open_rings], attributes, path
    )


def _clockwise(outline: Sequence[float]) -> list[float]:
    """An open outline as a segmentation has it: closed, and clockwise as seen on the screen."""
    ring = list(outline)
    if signed_area(ring) < 0:
        ring[2::2], ring[3::2] = ring[-2:0:-2], ring[:1:-2]
    return ring + ring[:2]


def _keypoints(
    entry: CocoEntry,
    path: str,
    category: CocoEntry,
    attributes: tuple[Attribute, ...],
    losses: ConversionLosses,
) -> Iterator[Keypoint]:
    given: object = entry.get("keypoints")
    if not given:
        return
    numbers = cast("Sequence[Any]", given if isinstance(given, list | tuple) else "-")
    if len(numbers) % 3:
        text = short_repr(entry["keypoints"])
        text = f"expected x, y, v, …, three numbers for each point, got {text}"
        invalid(text, f"{path}.keypoints")
    names: object = category.get("keypoints")
    named = cast("Sequence[object]", names) if isinstance(names, list | tuple) else ()
    if 1 in numbers[2::3]:
        losses.approximated(_HIDDEN)
    for at in range(0, len(numbers), 3):
        if type(numbers[at + 2]) not in {int, float}:
            text = f"expected 0, 1 or 2, got {short_repr(numbers[at + 2])}"
            invalid(text, f"{path}.keypoints[{at + 2}]")
        if numbers[at + 2] > 0:
            name = named[at // 3] if at // 3 < len(named) else None
            value = name if isinstance(name, str) and name else category["name"]
            point = numbers[at : at + 2]
            yield _build(Keypoint, value, point, attributes, f"{path}.keypoints[{at}]")


def _build(
    model: type[A], value: str, points: object, attributes: tuple[Attribute, ...], path: str
) -> A:
    fields: dict[str, object] = {"value": value, "points": points}
    if attributes:
        fields["attributes"] = attributes
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        _invalid_points(error, path)


def _invalid_points(error: ValidationError, path: str) -> NoReturn:
    """Raise the first problem; `points` has no level of its own in the file."""
    (below, text), *_ = validation_problems(error)
    invalid(text, (*parse_path(path), *(below[1:] if below[:1] == ("points",) else below)))


def _corners(ring: Sequence[float]) -> tuple[float, float, float, float]:
    if len(ring) == 4:
        return normalized_corners((ring[0], ring[1], ring[2], ring[3]))
    xs, ys = ring[::2], ring[1::2]
    return min(xs), min(ys), max(xs), max(ys)
