"""LabelMe JSON → images with annotations."""

from __future__ import annotations

import math
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import JsonValue

from fastlabel._geometry.rings import Vertex, normalized_corners
from fastlabel.converters._shared.image_files import unique_images
from fastlabel.converters._shared.values import (
    MAX_COORDINATE,
    as_list,
    as_object,
    as_text,
    in_file,
    parse_json,
)
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.errors import ErrorPath, MissingFileError, format_path, invalid, missing_extra
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.annotations import ShapeAnnotation

_Object: TypeAlias = Mapping[str, JsonValue]

_CIRCLE_VERTICES: Final = 64
_VERTICES: Final = {"rectangle": 2, "circle": 2, "mask": 2, "point": 1, "line": 2}
_MIN_VERTICES: Final = {"polygon": 3, "linestrip": 2}
_GROUP_KEYS: Final = ("label", "group_id", "flags", "description", "attributes")


def read_labelme(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read LabelMe files, image by image.

    Polygons of one label and one `group_id` are the regions of one segmentation. A circle becomes a
    polygon of 64 vertices.

    Args:
        path: A folder of such files, including those in its subfolders, or one file.
        media_dir: Folder of the images by name. By default images are beside their files.
        on_loss: "warn" of losses with one `ConversionWarning` at the end, "raise" an error, or
            "ignore" them.

    Yields:
        Images, sorted by the name of their file. Their names are paths relative to the folder.

    Raises:
        FastLabelInvalidException: A file is invalid (the message has file and path), two are about
            one image, or there are losses and `on_loss` is "raise".
        MissingExtraError: There is a mask, and numpy or Pillow is not installed.
        MissingFileError: There is no such file or folder.
        OSError: A file cannot be read.
    """
    source = Path(path)
    if not source.exists():
        raise MissingFileError(f"path: {source} does not exist; give a folder of LabelMe files")
    folder = source if source.is_dir() else source.parent
    files = sorted(folder.rglob("*.json")) if source.is_dir() else [source]
    losses = ConversionLosses("from LabelMe", on_loss)
    media = Path(media_dir) if media_dir is not None else folder
    return unique_images((_image(file, folder, media, losses) for file in files), losses)


def _image(
    path: Path, folder: Path, media: Path, losses: ConversionLosses
) -> tuple[str, AnnotatedImage]:
    location = path.relative_to(folder).as_posix()
    with in_file(location):
        content = as_object(parse_json(path.read_bytes()))
        shapes = as_list(content.get("shapes"), ("shapes",))
        name, is_inside = _name(content.get("imagePath"), path.stem, posixpath.dirname(location))
        return location, AnnotatedImage(
            name=name,
            path=media / name if is_inside else None,
            width=_size(content.get("imageWidth")),
            height=_size(content.get("imageHeight")),
            annotations=tuple(_annotations(shapes, location, losses)),
            attributes=tuple(_attributes(content, ())),
        )


def _name(image_path: JsonValue, stem: str, folder: str) -> tuple[str, bool]:
    """Name of an image, and whether it is in the folder: a file outside is not the caller's."""
    has_path = isinstance(image_path, str) and image_path != ""
    relative = str(image_path).replace("\\", "/") if has_path else stem
    name = posixpath.normpath(posixpath.join(folder, relative))
    is_inside = not name.startswith(("../", "/")) and "\0" not in name
    return (name if is_inside else posixpath.basename(name)), is_inside


def _annotations(
    shapes: Sequence[JsonValue], location: str, losses: ConversionLosses
) -> Iterator[ShapeAnnotation]:
    for indices in _groups(shapes):
        paths: list[ErrorPath] = [("shapes", index) for index in indices]
        parts = [
            (path, as_object(shapes[index], path))
            for path, index in zip(paths, indices, strict=True)
        ]
        yield from _shape(parts, location, losses)


def _groups(shapes: Sequence[JsonValue]) -> Iterable[list[int]]:
    """Indices of each shape, or of polygons with the same label, group and attributes."""
    groups: dict[str | int, list[int]] = {}
    for index, shape in enumerate(shapes):
        groups.setdefault(_group_key(shape) or index, []).append(index)
    return groups.values()


def _group_key(shape: JsonValue) -> str:
    if not isinstance(shape, dict) or shape.get("group_id") is None:
        return ""
    is_polygon = (shape.get("shape_type") or "polygon") == "polygon"
    return repr([shape.get(name) for name in _GROUP_KEYS]) if is_polygon else ""


def _shape(
    parts: Sequence[tuple[ErrorPath, _Object]], location: str, losses: ConversionLosses
) -> Iterator[ShapeAnnotation]:
    path, entry = parts[0]
    label = as_text(entry.get("label"), (*path, "label"))
    shape_type = str(entry.get("shape_type") or "polygon")
    attributes = tuple(_attributes(entry, path))
    losses.at_entry(f"{location}: {format_path(path)}", shape_type, label)
    if entry.get("group_id") is not None and len(parts) == 1:
        losses.approximated("with a group_id, which annotations have no field for")
    if shape_type not in _VERTICES and shape_type not in _MIN_VERTICES:
        losses.dropped("of a shape that annotations have no type for")
        return
    rings = [_vertices(part, shape_type, part_path) for part_path, part in parts]
    vertices = rings[0]
    if len(rings) > 1:
        yield Segmentation.from_rings(
            [[ring] for ring in rings], value=label, attributes=attributes
        )
    elif shape_type == "circle":
        losses.approximated(f"as a polygon of {_CIRCLE_VERTICES} vertices")
        yield Polygon.from_vertices(_circle(*vertices), value=label, attributes=attributes)
    elif shape_type == "mask":
        regions = _mask(entry, vertices[0], path)
        yield Segmentation(value=label, points=regions, attributes=attributes)
    else:
        yield _annotation(shape_type, vertices, label, attributes)


def _annotation(
    shape_type: str, vertices: Sequence[Vertex], label: str, attributes: tuple[Attribute, ...]
) -> ShapeAnnotation:
    match shape_type:
        case "rectangle":
            box = normalized_corners((*vertices[0], *vertices[1]))
            return BBox(value=label, points=box, attributes=attributes)
        case "point":
            return Keypoint(value=label, points=vertices[0], attributes=attributes)
        case "polygon":
            return Polygon.from_vertices(vertices, value=label, attributes=attributes)
        case _:
            return Line.from_vertices(vertices, value=label, attributes=attributes)


def _circle(center: Vertex, edge: Vertex) -> list[Vertex]:
    """Vertices of a polygon on a circle, given by its center and a point on it."""
    x, y = center
    radius = math.dist(center, edge)
    angles = [2 * math.pi * vertex / _CIRCLE_VERTICES for vertex in range(_CIRCLE_VERTICES)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _mask(entry: _Object, first: Vertex, path: ErrorPath) -> list[list[list[float]]]:
    text = as_text(entry.get("mask"), (*path, "mask"))
    try:
        from fastlabel.converters.labelme.masks import decode_mask  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("masks", "numpy", "pillow") from None
    return decode_mask(text, *first, (*path, "mask"))


def _vertices(entry: _Object, shape_type: str, path: ErrorPath) -> list[Vertex]:
    path = (*path, "points")
    points = as_list(entry.get("points"), path)
    vertices = [_vertex(point, (*path, index)) for index, point in enumerate(points)]
    expected = _VERTICES.get(shape_type)
    minimum = _MIN_VERTICES.get(shape_type, 0)
    if len(vertices) < minimum or len(vertices) != (expected or len(vertices)):
        count = expected or f"{minimum} or more"
        invalid(f"expected {count} points for a {shape_type}, got {len(vertices)}", path)
    return vertices


def _vertex(point: JsonValue, path: ErrorPath) -> Vertex:
    numbers = [
        float(number)
        for number in (point if isinstance(point, list) else ())
        if isinstance(number, int | float)
        and not isinstance(number, bool)
        and abs(number) < MAX_COORDINATE
    ]
    if not isinstance(point, list) or len(point) != 2 or len(numbers) != 2:
        invalid(f"expected x, y in pixels, got {str(point)[:40]}", path)
    return numbers[0], numbers[1]


def _attributes(entry: _Object, path: ErrorPath) -> Iterator[Attribute]:
    for key in ("flags", "attributes"):
        # LabelMe 3 wrote null, and some tools write an empty text.
        if entry.get(key):
            for name, value in as_object(entry[key], (*path, key)).items():
                yield Attribute(key=name, value=value)
    description = entry.get("description")
    if isinstance(description, str) and description:
        yield Attribute(key="description", value=description)


def _size(value: JsonValue) -> int | None:
    is_size = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_size and isinstance(value, int) else None
