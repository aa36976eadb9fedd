"""Tasks → LabelMe's JSON, and back.

| FastLabel | LabelMe |
|---|---|
| bbox | rectangle |
| polygon | polygon |
| segmentation | polygons of one `group_id`; with holes a mask |
| keypoint | point |
| line | line, or linestrip of several segments |
| attributes that are true or false | `flags` |
| attribute `description`, of text | `description` |
| other attributes | `attributes`, an extension that LabelMe keeps |
| image classification | `flags` and `attributes` of the whole image |
| video | a picture of each annotated frame |

Source: the files that LabelMe 5 writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import JsonValue

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._geometry.clipping import is_within
from fastlabel._geometry.rings import Regions, vertices_from_flat, without_closing_vertex
from fastlabel._quality.geometry_warnings import CUT_OFF, IMPOSSIBLE_SIZE
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.image_files import FileNames, PictureFiles, copy_picture
from fastlabel.converters._shared.task_images import Drawn, Picture, TaskPictures
from fastlabel.converters.labelme.read import read_labelme
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import MissingExtraError, invalid
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.tasks import TaskLike

__all__ = ["read_labelme", "write_labelme"]

_VERSION: Final = "5.5.0"
_TWICE: Final = "with several attributes of one key, the last of them kept"
_FEW: Final = "with too few vertices for their shape"
_NO_PIXEL: Final = "whose mask has no pixel, or too many"
_AS_PIXELS: Final = "with holes, as the pixels of a mask"

Shape = dict[str, JsonValue]


def write_labelme(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    images: PictureFiles | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write a JSON file for each picture, where LabelMe looks for it: beside the picture.

    The folder is written beside its place and then takes it, so a failure leaves nothing behind.
    Memory holds one task. Shapes may reach beyond their image, as they may in LabelMe.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; walked once.
        folder: The folder to write. It must not be there yet, or be empty.
        classes: Those that are expected; any other is an error. Left out, any is fine.
        images: As for `write_yolo`; the pictures are copied beside their files.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error, or "ignore" it. Nothing is written if it raises.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, or shares its file with another; the message names the place. Or the folder
            is not empty, or something is lost and `on_loss` is "raise".
        MissingExtraError: There are holes, and numpy or Pillow is not installed.
        MissingFileError: The parent of `folder` or a picture does not exist.
        OSError: A file cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly.
    """
    losses = ConversionLosses("to LabelMe", on_loss)
    order = ClassOrder(classes)
    names = FileNames(".json", losses, with_pictures=images is not None)
    with atomic_new_folder(folder) as part:
        for picture in TaskPictures(losses).of(tasks):
            name = names.of(picture.name, picture.place)
            if picture.has_odd_size:
                losses.warn(IMPOSSIBLE_SIZE)
            if len({it.key for it in picture.attributes or ()}) < len(picture.attributes or ()):
                losses.change(_TWICE)
            _write(part, picture, name, order)
            if images is not None:
                if name.suffix == ".json":
                    invalid(
                        f"{picture.place}: {picture.name!r} has the name of its own annotations"
                    )
                copy_picture(images, picture, part / name)
        return losses.finish()


def _write(folder: Path, picture: Picture, name: PurePosixPath, order: ClassOrder) -> None:
    shapes: list[JsonValue] = []
    for number, drawn in enumerate(picture.drawn):
        order.number_of(drawn.annotation.value, drawn.place)
        shapes += _shapes(drawn, picture, number)
    flags, rest = _flags(picture.attributes or ())
    content: Shape = {
        "version": _VERSION,
        "flags": flags,
        "shapes": shapes,
        "imagePath": name.name,
        "imageData": None,
        "imageHeight": picture.height or None,
        "imageWidth": picture.width or None,
    }
    if rest:
        content["attributes"] = rest
    target = folder / name.with_suffix(".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_encoded(content))


def _encoded(content: Shape) -> bytes:
    try:
        return json.dumps(content, ensure_ascii=False, indent=2).encode()
    except UnicodeEncodeError:
        # Half a surrogate pair has no UTF-8; only \\ud800 says it.
        return json.dumps(content, indent=2).encode("ascii")


def _shapes(drawn: Drawn, picture: Picture, number: int) -> Iterator[Shape]:
    annotation = drawn.annotation
    match annotation:
        case BBox():
            left, top, right, bottom = annotation.bounds
            yield _shape(drawn, "rectangle", [left, top, right, bottom])
        case Keypoint():
            yield _shape(drawn, "point", annotation.points)
        case Line():
            kind = "line" if len(annotation.points) == 4 else "linestrip"
            yield from _vertices(drawn, kind, annotation.points, 2)
        case Polygon():
            yield from _vertices(drawn, "polygon", annotation.points, 3)
        case Segmentation():
            yield from _parts(drawn, annotation.points, picture, number)


def _vertices(drawn: Drawn, kind: str, points: Sequence[float], least: int) -> Iterator[Shape]:
    if len(points) < 2 * least:
        drawn.leave_out(_FEW)
    else:
        yield _shape(drawn, kind, points)


def _parts(drawn: Drawn, regions: Regions, picture: Picture, number: int) -> Iterator[Shape]:
    solid = [
        [ring for ring in rings if _encloses(ring)]
        for rings in regions
        if rings and _encloses(rings[0])
    ]
    if not solid:
        drawn.leave_out(_FEW)
        return
    if sum(map(len, solid)) < sum(map(len, regions)):
        drawn.change("with rings that enclose nothing left out")
    if any(len(rings) > 1 for rings in solid):
        yield from _mask(drawn, solid, picture)
        return
    group = number if len(solid) > 1 else None
    for rings in solid:
        yield _shape(drawn, "polygon", without_closing_vertex(rings[0]), group)


def _encloses(ring: Sequence[float]) -> bool:
    return len(without_closing_vertex(ring)) >= 6


def _mask(drawn: Drawn, regions: Regions, picture: Picture) -> Iterator[Shape]:
    try:
        from fastlabel.converters.labelme.masks import encode_mask  # noqa: PLC0415  # optional
    except ImportError:
        message = "holes need numpy and Pillow: pip install 'fastlabel[coco,draw]'"
        raise MissingExtraError(message) from None
    mask = encode_mask(regions, picture.width, picture.height)
    if mask is None:
        drawn.leave_out(_NO_PIXEL)
        return
    if not _are_pixels(regions):
        drawn.change(_AS_PIXELS)
    if picture.has_size and not _is_within(regions, picture):
        drawn.change(CUT_OFF)
    (left, top), (right, bottom) = mask.points
    yield {**_shape(drawn, "mask", [left, top, right, bottom]), "mask": mask.png}


def _is_within(regions: Regions, picture: Picture) -> bool:
    rings = (ring for rings in regions for ring in rings)
    return all(is_within(ring, picture.width, picture.height) for ring in rings)


def _are_pixels(regions: Regions) -> bool:
    """Whether all outlines run along the edges of pixels, so that a mask holds them exactly."""
    return all(
        float(x).is_integer() and float(y).is_integer() and (x == x2 or y == y2)
        for rings in regions
        for ring in rings
        for (x, y), (x2, y2) in _sides(ring)
    )


def _sides(ring: Sequence[float]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    vertices = vertices_from_flat(without_closing_vertex(ring))
    return zip(vertices, [*vertices[1:], *vertices[:1]], strict=True)


def _shape(drawn: Drawn, kind: str, points: Sequence[float], group: int | None = None) -> Shape:
    attributes = drawn.annotation.attributes
    if len({attribute.key for attribute in attributes}) < len(attributes):
        drawn.change(_TWICE)
    flags, rest = _flags(attributes)
    said = rest.pop("description") if isinstance(rest.get("description"), str) else ""
    shape: Shape = {
        "label": drawn.annotation.value,
        "points": [[x, y] for x, y in vertices_from_flat(points)],
        "group_id": group,
        "description": said,
        "shape_type": kind,
        "flags": flags,
        "mask": None,
    }
    return {**shape, "attributes": rest} if rest else shape


def _flags(attributes: Iterable[Attribute]) -> tuple[Shape, Shape]:
    """What is true or false, and the rest."""
    said = {attribute.key: attribute.value for attribute in attributes}
    flags: Shape = {key: value for key, value in said.items() if isinstance(value, bool)}
    return flags, {key: value for key, value in said.items() if key not in flags}
