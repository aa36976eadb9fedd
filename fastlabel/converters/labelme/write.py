"""Tasks → LabelMe JSON, as LabelMe 5 writes it; docs/format_labelme.md has the mapping."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from pydantic import JsonValue

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._geometry.rings import Regions, vertices_from_flat, without_closing_vertex
from fastlabel._quality.geometry_warnings import IMPOSSIBLE_SIZE
from fastlabel.converters._shared.areas import DEGENERATE_RINGS, enclosing_rings, rasterize_placed
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import ImageFiles, MediaSource
from fastlabel.converters._shared.task_images import ImageView, ImageViews, PlacedAnnotation
from fastlabel.converters.losses import REPEATED_KEY, ConversionLosses, LossReport, OnLoss
from fastlabel.errors import invalid, missing_extra
from fastlabel.models import Attribute, BBox, Keypoint, Line, Polygon, Segmentation
from fastlabel.models.tasks import TaskLike

_VERSION: Final = "5.5.0"
_FEW: Final = "with too few vertices for their shape"
_NO_PIXEL: Final = "whose mask has no pixel, or too many"
_AS_PIXELS: Final = "with holes, as the pixels of a mask"

_Object: TypeAlias = dict[str, JsonValue]


def write_labelme(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    classes: Sequence[str] | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write a JSON file for each image, where LabelMe looks for it: beside the image.

    The folder is written atomically: a failure leaves nothing behind. Memory holds one task. Shapes
    may reach beyond their image, as in LabelMe.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty.
        media_dir: As for `write_yolo`; images are copied beside their files.
        classes: Expected classes; any other is an error. By default any is fine.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, or shares its file with another; the error has its path. Or the folder is
            not empty, or there are losses and `on_loss` is "raise".
        MissingExtraError: There are holes, and numpy or Pillow is not installed.
        MissingFileError: The parent of `path` or an image does not exist.
        OSError: A file cannot be written.
    """
    losses = ConversionLosses("to LabelMe", on_loss)
    order = ClassIndex(classes)
    files = ImageFiles(".json", media_dir, losses)
    with atomic_new_folder(path) as folder:
        for image in ImageViews(losses).from_tasks(tasks):
            name = files.path_for(image)
            if image.has_impossible_size:
                losses.warn(IMPOSSIBLE_SIZE)
            if _has_repeated_key(image.attributes or ()):
                losses.approximated(REPEATED_KEY)
            _write(folder, image, name, order)
            if media_dir is not None and name.suffix == ".json":
                invalid(f"{image.name!r} has the name of its own annotations", image.path)
            files.copy(image, folder / name)
        return losses.finish()


def _write(folder: Path, image: ImageView, name: PurePosixPath, order: ClassIndex) -> None:
    shapes: list[JsonValue] = []
    for number, placed in enumerate(image.annotations):
        order.index_of(placed.annotation.value, placed.path)
        shapes += _shapes(placed, image, number)
    flags, others = _flags(image.attributes or ())
    content: _Object = {
        "version": _VERSION,
        "flags": flags,
        "shapes": shapes,
        "imagePath": name.name,
        "imageData": None,
        "imageHeight": image.height or None,
        "imageWidth": image.width or None,
    }
    if others:
        content["attributes"] = others
    target = folder / name.with_suffix(".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_encoded(content))


def _encoded(content: _Object) -> bytes:
    try:
        return json.dumps(content, ensure_ascii=False, indent=2).encode()
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8, only the escape \\ud800.
        return json.dumps(content, indent=2).encode("ascii")


def _shapes(placed: PlacedAnnotation, image: ImageView, number: int) -> Iterator[_Object]:
    annotation = placed.annotation
    match annotation:
        case BBox():
            yield _shape(placed, "rectangle", annotation.bounds)
        case Keypoint():
            yield _shape(placed, "point", annotation.points)
        case Line():
            shape_type = "line" if len(annotation.points) == 4 else "linestrip"
            yield from _vertices(placed, shape_type, annotation.points, 2)
        case Polygon():
            yield from _vertices(placed, "polygon", annotation.points, 3)
        case Segmentation():
            yield from _regions(placed, annotation.points, image, number)


def _vertices(
    placed: PlacedAnnotation, shape_type: str, points: Sequence[float], min_vertices: int
) -> Iterator[_Object]:
    if len(points) < 2 * min_vertices:
        placed.dropped(_FEW)
    else:
        yield _shape(placed, shape_type, points)


def _regions(
    placed: PlacedAnnotation, regions: Regions, image: ImageView, number: int
) -> Iterator[_Object]:
    solid = enclosing_rings(regions, lambda ring: len(without_closing_vertex(ring)) >= 6)
    if not solid:
        placed.dropped(_FEW)
        return
    if sum(map(len, solid)) < sum(map(len, regions)):
        placed.approximated(DEGENERATE_RINGS)
    if any(len(rings) > 1 for rings in solid):
        yield from _mask(placed, solid, image)
        return
    group = number if len(solid) > 1 else None
    for rings in solid:
        yield _shape(placed, "polygon", without_closing_vertex(rings[0]), group)


def _mask(placed: PlacedAnnotation, regions: Regions, image: ImageView) -> Iterator[_Object]:
    try:
        from fastlabel.converters.labelme.masks import encode_mask  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("holes", "numpy", "pillow") from None
    size = (image.width, image.height) if image.has_size else (0, 0)
    window = rasterize_placed(
        placed, regions, size, no_pixel=_NO_PIXEL, too_large=_NO_PIXEL, pixel_edges=_AS_PIXELS
    )
    if window:
        rows, columns = window.slices
        points = [columns.start, rows.start, columns.stop - 1, rows.stop - 1]
        shape = _shape(placed, "mask", [*map(float, points)])
        yield {**shape, "mask": encode_mask(window)}


def _shape(
    placed: PlacedAnnotation, shape_type: str, points: Sequence[float], group: int | None = None
) -> _Object:
    attributes = placed.annotation.attributes
    if _has_repeated_key(attributes):
        placed.approximated(REPEATED_KEY)
    flags, others = _flags(attributes)
    has_description = isinstance(others.get("description"), str)
    description = others.pop("description") if has_description else ""
    shape: _Object = {
        "label": placed.annotation.value,
        "points": [[x, y] for x, y in vertices_from_flat(points)],
        "group_id": group,
        "description": description,
        "shape_type": shape_type,
        "flags": flags,
        "mask": None,
    }
    return {**shape, "attributes": others} if others else shape


def _has_repeated_key(attributes: Sequence[Attribute]) -> bool:
    return len({attribute.key for attribute in attributes}) < len(attributes)


def _flags(attributes: Iterable[Attribute]) -> tuple[_Object, _Object]:
    """Attributes that are true or false, and the others."""
    values = {attribute.key: attribute.value for attribute in attributes}
    flags: _Object = {key: value for key, value in values.items() if isinstance(value, bool)}
    return flags, {key: value for key, value in values.items() if key not in flags}
