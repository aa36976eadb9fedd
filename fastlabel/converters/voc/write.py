"""Tasks → Pascal VOC; docs/format_voc.md has the mapping.

Source: the development kit of VOC 2012: corners are pixels from 1, both inside the box.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._geometry.rings import Bounds
from fastlabel.converters._shared.areas import box_within
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import ImageFiles, MediaSource
from fastlabel.converters._shared.options import PixelOrigin, check_choice, check_pixel_origin
from fastlabel.converters._shared.splits import SplitNames, Splits
from fastlabel.converters._shared.task_images import ImageView, ImageViews, PlacedAnnotation
from fastlabel.converters._shared.values import format_number
from fastlabel.converters._shared.xml import XmlElement, text_elements, xml_text
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.converters.voc.read import VOC_FLAGS
from fastlabel.models import Attribute, BBox
from fastlabel.models.tasks import TaskLike

VocCorners: TypeAlias = Literal["integers", "decimals"]
"""How corners are written; many readers fail at a decimal point."""

_DEPTH: Final = "3"


def write_voc(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    classes: Sequence[str] | None = None,
    corners: VocCorners = "integers",
    pixel_origin: PixelOrigin = 1,
    splits: SplitNames | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write `Annotations/*.xml`, `ImageSets/Main/<split>.txt`, and copy images to `JPEGImages`.

    The folder is written atomically: a failure leaves nothing behind. Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty.
        media_dir: As for `write_yolo`.
        classes: Expected classes; any other is an error. By default any is fine.
        corners: "integers" rounds to whole pixels, at least one; "decimals" is exact.
        pixel_origin: Coordinate of the first pixel: 1 in VOC, 0 in labelImg.
        splits: As for `write_yolo`.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, text that XML cannot hold, or shares its file with another; the error has
            its path. Or the folder is not empty, or there are losses and `on_loss` is "raise".
        MissingFileError: The parent of `path` or an image does not exist.
        OSError: A file cannot be written.
    """
    check_choice(corners, VocCorners, "corners")
    check_pixel_origin(pixel_origin)
    losses = ConversionLosses("to Pascal VOC", on_loss)
    objects = _Objects(ClassIndex(classes), corners, pixel_origin)
    files = ImageFiles(".xml", media_dir, losses)
    parts = Splits(splits)
    with atomic_new_folder(path) as folder:
        _make_folders(folder, parts)
        for image in ImageViews(losses).with_size(tasks):
            name = files.path_for(image)
            _write(folder, image, name, parts.split_for(image), objects)
            files.copy(image, folder / "JPEGImages" / name)
        return losses.finish()


def _make_folders(folder: Path, splits: Splits) -> None:
    (folder / "Annotations").mkdir()
    sets = folder / "ImageSets" / "Main"
    sets.mkdir(parents=True)
    for split in splits.names:
        (sets / f"{split}.txt").touch()


def _write(
    folder: Path, image: ImageView, name: PurePosixPath, split: str, objects: _Objects
) -> None:
    image_set = folder / "ImageSets" / "Main" / f"{split}.txt"
    with image_set.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{name.with_suffix('')}\n")
    target = folder / "Annotations" / name.with_suffix(".xml")
    target.parent.mkdir(parents=True, exist_ok=True)
    elements = [*_header(image, name), *objects.from_image(image)]
    lines = ["<annotation>", *map(str, elements), "</annotation>", ""]
    target.write_bytes("\n".join(lines).encode())


def _header(image: ImageView, name: PurePosixPath) -> Iterator[XmlElement]:
    yield from text_elements({"folder": "JPEGImages", "filename": str(name)})
    size = {"width": str(image.width), "height": str(image.height), "depth": _DEPTH}
    yield XmlElement("size", children=text_elements(size))
    yield XmlElement("segmented", text="0")


class _Objects:
    def __init__(self, classes: ClassIndex, corners: VocCorners, pixel_origin: int) -> None:
        self._classes = classes
        self._is_rounded = corners == "integers"
        self._origin = pixel_origin

    def from_image(self, image: ImageView) -> Iterator[XmlElement]:
        """The `object` elements of an image."""
        for placed in image.annotations:
            box = box_within(placed, image, "Pascal VOC")
            if box:
                yield self._object(placed, _rounded(placed, box) if self._is_rounded else box)

    def _object(self, placed: PlacedAnnotation, box: Bounds) -> XmlElement:
        value = placed.annotation.value
        self._classes.index_of(value, placed.path)
        fields, further = _split_attributes(placed.annotation.attributes)
        left, top, right, bottom = box
        numbers = {
            "xmin": format_number(left + self._origin),
            "ymin": format_number(top + self._origin),
            "xmax": format_number(right),
            "ymax": format_number(bottom),
        }
        children = _checked({"name": value, **fields}, placed)
        children.append(XmlElement("bndbox", children=text_elements(numbers)))
        if further:
            attributes = [_attribute(attribute, placed) for attribute in further]
            children.append(XmlElement("attributes", children=attributes))
        return XmlElement("object", children=children)


def _checked(texts: dict[str, str], placed: PlacedAnnotation) -> list[XmlElement]:
    return text_elements({tag: xml_text(text, placed.path) for tag, text in texts.items()})


def _split_attributes(attributes: Iterable[Attribute]) -> tuple[dict[str, str], list[Attribute]]:
    """VOC's own fields, and the attributes that it has none for."""
    fields = {"pose": "Unspecified", **dict.fromkeys(VOC_FLAGS, "0")}
    further: list[Attribute] = []
    for attribute in attributes:
        key, value = attribute.key, attribute.value
        if key in VOC_FLAGS and value is True and fields[key] == "0":
            fields[key] = "1"
        elif key == "pose" and isinstance(value, str) and value and fields[key] == "Unspecified":
            fields["pose"] = value
        else:
            further.append(attribute)
    return fields, further


def _attribute(attribute: Attribute, placed: PlacedAnnotation) -> XmlElement:
    value = attribute.value
    if not isinstance(value, str):
        placed.approximated("with attributes that are not text, written as text")
        value = json.dumps(value, ensure_ascii=False)
    children = _checked({"name": attribute.key, "value": value}, placed)
    return XmlElement("attribute", children=children)


def _rounded(placed: PlacedAnnotation, box: Bounds) -> Bounds:
    """The box rounded to whole pixels, one at least."""
    left, top, right, bottom = box
    (x1, x2), (y1, y2) = _nearest(left, right), _nearest(top, bottom)
    rounded = (x1, y1, x2, y2)
    if rounded != box:
        iou = BBox(value="", points=box).iou(BBox(value="", points=rounded))
        placed.approximated("with corners rounded to whole pixels", iou)
    return rounded


def _nearest(start: float, end: float) -> tuple[float, float]:
    low, high = math.floor(start + 0.5), math.floor(end + 0.5)
    if low == high:
        low, high = math.floor(start), math.floor(start) + 1
    return float(low), float(high)
