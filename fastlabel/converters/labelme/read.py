"""LabelMe's JSON → pictures with their annotations."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Final, cast

from pydantic import JsonValue
from pydantic_core import from_json

from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import OnLoss, ReadingLosses
from fastlabel.errors import MissingFileError, invalid, missing_extra
from fastlabel.models import (
    Attribute,
    BBox,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
)
from fastlabel.models.annotations import ShapeAnnotation

__all__ = ["read_labelme"]

Entry = Mapping[str, JsonValue]
Vertex = tuple[float, float]

_LARGEST: Final = 2.0**53
_CORNERS: Final = 64
_COUNTS: Final = {"rectangle": 2, "circle": 2, "mask": 2, "point": 1, "line": 2}
_LEAST: Final = {"polygon": 3, "linestrip": 2}


def read_labelme(
    source: str | PathLike[str], *, on_loss: OnLoss = "warn"
) -> Iterator[AnnotatedImage]:
    """Read LabelMe's files, one after the other.

    Polygons of one label and one `group_id` are the regions of one segmentation. A circle becomes a
    polygon of 64 corners.

    Args:
        source: A folder of such files, also in folders below, or one file.
        on_loss: What is done if something cannot be read, or not exactly: "warn", "raise" an
            error, or "ignore" it.

    Yields:
        Each picture, by the name of its file. Its name is the way from the folder to the picture.

    Raises:
        FastLabelInvalidException: A file is not what it should be; the message names file and
            place. Or two are about one picture, or something is lost and `on_loss` is "raise".
        MissingExtraError: There is a mask, and numpy or Pillow is not installed.
        MissingFileError: There is no such file or folder.
        OSError: A file cannot be read.

    Warns:
        ConversionWarning: Something could not be read, or not exactly; after the last picture.
    """
    given = Path(source)
    if not given.exists():
        raise MissingFileError(f"source: there is no {given}; give a folder of LabelMe's files")
    folder = given if given.is_dir() else given.parent
    paths = sorted(folder.rglob("*.json")) if given.is_dir() else [given]
    return _images(paths, folder, ReadingLosses("from LabelMe", on_loss))


def _images(paths: Sequence[Path], folder: Path, losses: ReadingLosses) -> Iterator[AnnotatedImage]:
    owners: dict[str, str] = {}
    for path in paths:
        place = path.relative_to(folder).as_posix()
        image = _image(path, folder, place, losses)
        owner = owners.setdefault(image.name, place)
        if owner != place:
            invalid(f"{place}: is about {image.name!r}, as {owner} is; remove one of them")
        yield image
    losses.finish()


def _image(path: Path, folder: Path, place: str, losses: ReadingLosses) -> AnnotatedImage:
    try:
        parsed = cast("JsonValue", from_json(path.read_bytes(), allow_inf_nan=False))
    except ValueError as error:
        invalid(f"{place}: is not JSON ({error})")
    content = _entry(parsed, place)
    shapes = content.get("shapes")
    if not isinstance(shapes, list):
        invalid(f"{place}: shapes is required: a list; is this a file of LabelMe?")
    said = content.get("imagePath")
    image_path = said.replace("\\", "/") if isinstance(said, str) and said else path.stem
    name = posixpath.normpath(posixpath.join(posixpath.dirname(place), image_path))
    is_inside = not name.startswith(("../", "/")) and "\0" not in name
    return AnnotatedImage(
        # What lies elsewhere, on this machine or another, is none of the caller's pictures.
        name=name if is_inside else posixpath.basename(name),
        path=folder / name if is_inside else None,
        width=_size(content.get("imageWidth")),
        height=_size(content.get("imageHeight")),
        annotations=tuple(_Shapes(place, losses).read(shapes)),
        attributes=tuple(_attributes(content, place)),
    )


class _Shapes:
    """Reads the shapes of one file."""

    def __init__(self, place: str, losses: ReadingLosses) -> None:
        self._place = place
        self._losses = losses

    def read(self, shapes: Sequence[JsonValue]) -> list[ShapeAnnotation]:
        parts = _by_group(shapes)
        found: list[ShapeAnnotation] = []
        for index, shape in enumerate(shapes):
            place = f"{self._place}: shapes[{index}]"
            group = next((group for group in parts if index in group), (index,))
            if group[0] == index:
                entry = _entry(shape, place)
                others = [_entry(shapes[at], place) for at in group[1:]]
                found += self._shape(entry, others, place)
        return found

    def _shape(
        self, entry: Entry, others: Sequence[Entry], place: str
    ) -> Iterator[ShapeAnnotation]:
        label = entry.get("label")
        if not isinstance(label, str):
            invalid(f"{place}.label: {label!r} where the class is due")
        kind = entry.get("shape_type") or "polygon"
        attributes = tuple(_attributes(entry, place))
        self._losses.enter(place, str(kind), label)
        if entry.get("group_id") is not None and not others:
            self._losses.change("with a group_id, which annotations have no field for")
        if kind not in _COUNTS and kind not in _LEAST:
            self._losses.leave_out("of a shape that annotations have no type for")
            return
        vertices = _vertices(entry, str(kind), place)
        if others:
            rings = [vertices, *(_vertices(other, "polygon", place) for other in others)]
            regions = [[ring] for ring in rings]
            yield Segmentation.from_rings(regions, value=label, attributes=attributes)
        elif kind == "circle":
            self._losses.change(f"as a polygon of {_CORNERS} corners")
            yield Polygon.from_vertices(_circle(vertices), value=label, attributes=attributes)
        elif kind == "mask":
            points = _mask(entry, vertices, place)
            yield Segmentation(value=label, points=points, attributes=attributes)
        else:
            yield _annotation(str(kind), vertices, label, attributes)


def _by_group(shapes: Sequence[JsonValue]) -> list[tuple[int, ...]]:
    """The indexes of polygons that are parts of one: of one label, group and attributes."""
    groups: dict[str, list[int]] = {}
    for index, shape in enumerate(shapes):
        if not isinstance(shape, dict) or shape.get("group_id") is None:
            continue
        if (shape.get("shape_type") or "polygon") == "polygon":
            keys = ("label", "group_id", "flags", "description", "attributes")
            groups.setdefault(repr([shape.get(key) for key in keys]), []).append(index)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _annotation(
    kind: str, vertices: Sequence[Vertex], label: str, attributes: tuple[Attribute, ...]
) -> ShapeAnnotation:
    if kind == "rectangle":
        (x1, y1), (x2, y2) = vertices
        box = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        return BBox(value=label, points=box, attributes=attributes)
    if kind == "point":
        return Keypoint(value=label, points=vertices[0], attributes=attributes)
    if kind == "polygon":
        return Polygon.from_vertices(vertices, value=label, attributes=attributes)
    return Line.from_vertices(vertices, value=label, attributes=attributes)


def _circle(vertices: Sequence[Vertex]) -> list[Vertex]:
    """The corners of a polygon on a circle, given by its centre and a point on it."""
    (x, y), edge = vertices
    radius = math.dist((x, y), edge)
    turns = [2 * math.pi * corner / _CORNERS for corner in range(_CORNERS)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def _mask(entry: Entry, vertices: Sequence[Vertex], place: str) -> Sequence[Sequence[list[float]]]:
    text = entry.get("mask")
    if not isinstance(text, str):
        invalid(f"{place}.mask: is required for a mask: a PNG in base64")
    try:
        from fastlabel.converters.labelme.masks import decode_mask  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("masks", "numpy", "pillow") from None
    return decode_mask(text, *vertices[0], place)


def _vertices(entry: Entry, kind: str, place: str) -> list[Vertex]:
    points = entry.get("points")
    if not isinstance(points, list):
        invalid(f"{place}.points: a list of pairs is due")
    vertices = [_vertex(point, f"{place}.points[{at}]") for at, point in enumerate(points)]
    if kind in _COUNTS and len(vertices) != _COUNTS[kind]:
        invalid(f"{place}.points: {len(vertices)} points, a {kind} has {_COUNTS[kind]}")
    if len(vertices) < _LEAST.get(kind, 0):
        invalid(f"{place}.points: {len(vertices)} points, a {kind} has {_LEAST[kind]} or more")
    return vertices


def _vertex(point: JsonValue, place: str) -> Vertex:
    numbers = [
        float(number)
        for number in (point if isinstance(point, list) else ())
        if isinstance(number, int | float)
        and not isinstance(number, bool)
        and abs(number) < _LARGEST
    ]
    if not isinstance(point, list) or len(point) != 2 or len(numbers) != 2:
        invalid(f"{place}: {str(point)[:40]} where x, y in pixels is due")
    return numbers[0], numbers[1]


def _attributes(entry: Entry, place: str) -> Iterator[Attribute]:
    for key in ("flags", "attributes"):
        said = entry.get(key)
        # LabelMe 3 wrote null, and an empty text is in files of others.
        for name, value in _entry(said, f"{place}.{key}").items() if said else ():
            yield Attribute(key=name, value=value)
    description = entry.get("description")
    if isinstance(description, str) and description:
        yield Attribute(key="description", value=description)


def _entry(value: JsonValue, place: str) -> Entry:
    if not isinstance(value, dict):
        invalid(f"{place}: {str(value)[:40]} where an object is due")
    return value


def _size(value: JsonValue) -> int | None:
    is_size = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_size and isinstance(value, int) else None
