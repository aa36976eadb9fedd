"""Tasks → Pascal VOC, and back.

| FastLabel | VOC |
|---|---|
| bbox | `object`, its corners whole numbers or decimals |
| polygon, segmentation | the box around it |
| attributes `truncated`, `difficult`, `occluded` (true), `pose` (text) | VOC's own fields |
| other attributes | `attributes`, an extension that datumaro and CVAT know |
| keypoint, line | – |
| video | a picture of each annotated frame |

Source: the development kit of VOC 2012: corners are pixels, the first is 1, and both are inside.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, Literal, TypeAlias, get_args

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._geometry.rings import Bounds
from fastlabel.converters._shared.areas import box_within
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.image_files import FileNames, PictureFiles, copy_picture
from fastlabel.converters._shared.splits import SplitNames, Splits
from fastlabel.converters._shared.task_images import Drawn, Picture, TaskPictures
from fastlabel.converters._shared.xml import XmlElement, xml_text
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.converters.voc.read import VOC_FLAGS, read_voc
from fastlabel.errors import invalid
from fastlabel.models import Attribute, BBox
from fastlabel.models.tasks import TaskLike

__all__ = ["VocCorners", "read_voc", "write_voc"]

VocCorners: TypeAlias = Literal["integers", "decimals"]
"""How corners are written; many readers stop at a decimal point."""

_FORM: Final = "Pascal VOC"
_DEPTH: Final = "3"


def write_voc(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    corners: VocCorners = "integers",
    pixel_origin: Literal[0, 1] = 1,
    splits: SplitNames | None = None,
    images: PictureFiles | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write `Annotations/*.xml`, `ImageSets/Main/<split>.txt` and, if they are given, `JPEGImages`.

    The folder is written beside its place and then takes it, so a failure leaves nothing behind.
    Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; walked once.
        folder: The folder to write. It must not be there yet, or be empty.
        classes: Those that are expected; any other is an error. Left out, any is fine.
        corners: "integers" rounds to whole pixels, at least one; "decimals" is exact.
        pixel_origin: The number of the first pixel: 1 as VOC has it, or 0 as labelImg writes.
        splits: As for `write_yolo`.
        images: As for `write_yolo`.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error, or "ignore" it. Nothing is written if it raises.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, text that XML cannot hold, or shares its file with another; the message
            names the place. Or the folder is not empty, or something is lost and `on_loss` is
            "raise".
        MissingFileError: The parent of `folder` or a picture does not exist.
        OSError: A file cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly.
    """
    if corners not in get_args(VocCorners):
        invalid(f"corners: {corners!r} is not one of {', '.join(get_args(VocCorners))}")
    _check_first(pixel_origin)
    losses = ConversionLosses("to Pascal VOC", on_loss)
    objects = _Objects(ClassOrder(classes), corners, pixel_origin)
    names = FileNames(".xml", losses, with_pictures=images is not None)
    parts = Splits(splits)
    with atomic_new_folder(folder) as part:
        _make_folders(part, parts)
        for picture in TaskPictures(losses).of(tasks):
            if picture.attributes is not None:
                losses.change("image classification tasks, left out")
            elif not picture.has_size:
                picture.leave_out("on an image of unknown size")
                losses.change("images of unknown size, left out")
            else:
                name = names.of(picture.name, picture.place)
                _write(part, picture, name, parts.of(picture.task_name, picture.place), objects)
                if images is not None:
                    copy_picture(images, picture, part / "JPEGImages" / name)
        return losses.finish()


def _check_first(pixel_origin: int) -> None:
    if pixel_origin not in {0, 1}:
        invalid(f"pixel_origin: {pixel_origin!r} is not 0 or 1")


def _make_folders(folder: Path, splits: Splits) -> None:
    (folder / "Annotations").mkdir()
    sets = folder / "ImageSets" / "Main"
    sets.mkdir(parents=True)
    for split in splits.names:
        (sets / f"{split}.txt").touch()


def _write(
    folder: Path, picture: Picture, name: PurePosixPath, split: str, objects: _Objects
) -> None:
    listed = folder / "ImageSets" / "Main" / f"{split}.txt"
    with listed.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{name.with_suffix('')}\n")
    target = folder / "Annotations" / name.with_suffix(".xml")
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = ["<annotation>", *map(str, _about(picture, name)), *map(str, objects.of(picture))]
    target.write_bytes("\n".join([*lines, "</annotation>", ""]).encode())


def _about(picture: Picture, name: PurePosixPath) -> Iterator[XmlElement]:
    yield XmlElement("folder", text="JPEGImages")
    yield XmlElement("filename", text=str(name))
    size = {"width": str(picture.width), "height": str(picture.height), "depth": _DEPTH}
    yield XmlElement("size", children=_texts(size))
    yield XmlElement("segmented", text="0")


class _Objects:
    def __init__(self, order: ClassOrder, corners: VocCorners, pixel_origin: int) -> None:
        self._order = order
        self._is_whole = corners == "integers"
        self._first = pixel_origin

    def of(self, picture: Picture) -> Iterator[XmlElement]:
        for drawn in picture.drawn:
            box = box_within(drawn, picture, _FORM)
            if box:
                yield self._object(drawn, _whole(drawn, box) if self._is_whole else box)

    def _object(self, drawn: Drawn, box: Bounds) -> XmlElement:
        value = drawn.annotation.value
        self._order.number_of(value, drawn.place)
        rest, own = _own_fields(drawn.annotation.attributes)
        left, top, right, bottom = box
        corners = (left + self._first, top + self._first, right, bottom)
        tags = ("xmin", "ymin", "xmax", "ymax")
        texts = {tag: _number(number) for tag, number in zip(tags, corners, strict=True)}
        fields = {"name": value, **own}
        children = _texts({tag: xml_text(text, drawn.place) for tag, text in fields.items()})
        children.append(XmlElement("bndbox", children=_texts(texts)))
        if rest:
            listed = [_attribute(attribute, drawn) for attribute in rest]
            children.append(XmlElement("attributes", children=listed))
        return XmlElement("object", children=children)


def _texts(texts: dict[str, str]) -> list[XmlElement]:
    return [XmlElement(tag, text=text) for tag, text in texts.items()]


def _own_fields(attributes: Iterable[Attribute]) -> tuple[list[Attribute], dict[str, str]]:
    """The attributes that VOC has no field for, and the fields."""
    rest: list[Attribute] = []
    own = {"pose": "Unspecified", **dict.fromkeys(VOC_FLAGS, "0")}
    for attribute in attributes:
        key, value = attribute.key, attribute.value
        if key in VOC_FLAGS and value is True and own[key] == "0":
            own[key] = "1"
        elif key == "pose" and isinstance(value, str) and own["pose"] == "Unspecified" and value:
            own["pose"] = value
        else:
            rest.append(attribute)
    return rest, own


def _attribute(attribute: Attribute, drawn: Drawn) -> XmlElement:
    value = attribute.value
    if not isinstance(value, str):
        drawn.change("with attributes that are not text written as such")
        value = json.dumps(value, ensure_ascii=False)
    said = {"name": attribute.key, "value": value}
    texts = {tag: xml_text(text, drawn.place) for tag, text in said.items()}
    return XmlElement("attribute", children=_texts(texts))


def _whole(drawn: Drawn, box: Bounds) -> Bounds:
    """The box between the nearest edges of pixels, of one pixel at least."""
    left, top, right, bottom = box
    (x1, x2), (y1, y2) = _nearest(left, right), _nearest(top, bottom)
    rounded = (x1, y1, x2, y2)
    if rounded != box:
        iou = BBox(value="", points=box).iou(BBox(value="", points=rounded))
        drawn.change("with corners rounded to whole pixels", iou)
    return rounded


def _nearest(start: float, end: float) -> tuple[float, float]:
    low, high = math.floor(start + 0.5), math.floor(end + 0.5)
    if low == high:
        low, high = math.floor(start), math.floor(start) + 1
    return float(low), float(high)


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)
