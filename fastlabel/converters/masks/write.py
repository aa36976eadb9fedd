"""Tasks → PNG masks; docs/format_masks.md has the files and the meaning of their numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._protocol.class_color import class_color
from fastlabel.converters._shared.areas import MAX_PIXELS
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import ImageFiles, MediaSource
from fastlabel.converters._shared.options import check_choice
from fastlabel.converters._shared.task_images import (
    SIZE_UNKNOWN,
    ImageView,
    ImageViews,
    PlacedAnnotation,
)
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import invalid, missing_extra
from fastlabel.models.tasks import TaskLike

if TYPE_CHECKING:
    from fastlabel.converters.masks.canvas import PixelNumbers

MaskStyle: TypeAlias = Literal["semantic", "instance"]
"""Whether pixels have the number of their class or of their annotation."""

Unlabelled: TypeAlias = Literal["background", "ignore"]
"""Meaning of pixels without an annotation: a class of their own, or ignored in training."""

_MAX_NUMBER: Final = 2**16 - 1
_MAX_BYTE: Final = 2**8 - 1
_WHITE: Final = "#ffffff"
_TOO_LARGE: Final = "on an image that is too large"
_ATTRIBUTES: Final = "with attributes of the whole image, which are dropped"


def write_masks(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    style: MaskStyle = "semantic",
    unlabelled: Unlabelled = "background",
    classes: Sequence[str] | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write PNG masks with `classes.json`, `images.jsonl`, and copies of images as `images`.

    The folder is written atomically: a failure leaves nothing behind. Memory holds one image.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty.
        media_dir: As for `write_yolo`.
        style: "semantic" or "instance".
        unlabelled: Number of pixels without an annotation in semantic masks. "background": 0, and
            classes count from 1, as in Pascal VOC. "ignore": 255 (65535 with more than 255
            classes), and classes count from 0, as Cityscapes' training ids.
        classes: Classes in the order of their numbers, so that numbers agree between datasets. By
            default those found, sorted; each mask is then written twice.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class. The IoU of what is hidden in
        part is its visible fraction.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, or shares its mask with another; the error has its path. Or the folder is
            not empty, there are more classes or annotations than 16 bits can number, or there are
            losses and `on_loss` is "raise".
        MissingFileError: The parent of `path` or an image does not exist.
        MissingExtraError: numpy or Pillow is not installed.
        OSError: A file cannot be written.
    """
    check_choice(style, MaskStyle, "style")
    check_choice(unlabelled, Unlabelled, "unlabelled")
    losses = ConversionLosses("to masks", on_loss)
    order = ClassIndex(classes)
    check_libraries()
    with atomic_new_folder(path) as folder:
        writer_type = _InstanceWriter if style == "instance" else _SemanticWriter
        writer = writer_type(folder, order, losses, unlabelled)
        files = ImageFiles(".png", media_dir)
        with (folder / "images.jsonl").open("w", encoding="ascii") as lines:
            for image in ImageViews(losses).from_tasks(tasks):
                name = files.path_for(image)
                if writer.add(image, f"masks/{name.with_suffix('.png')}", lines):
                    files.copy(image, folder / "images" / name)
        writer.finish()
        return losses.finish()


def check_libraries() -> None:
    """Raise an error that names the pip command if numpy or Pillow is not installed."""
    for module, name in (("numpy", "numpy"), ("PIL", "pillow")):
        if find_spec(module) is None:
            raise missing_extra("masks", name)


@dataclass(slots=True)
class _InstanceWriter:
    """Writes masks with the numbers of annotations."""

    _folder: Path
    _order: ClassIndex
    _losses: ConversionLosses
    _unlabelled: Unlabelled

    def add(self, image: ImageView, mask: str, lines: TextIO) -> bool:
        """Write the mask and the line of an image; False if it is dropped."""
        numbers = [self._class_number(placed) for placed in image.annotations]
        if image.attributes:
            self._losses.approximated(_ATTRIBUTES)
        reason = self._drop_reason(image)
        if reason:
            image.dropped(reason)
            if not image.annotations:
                self._losses.approximated(f"{reason}, so without a mask")
            return False
        instances = self._paint(image, numbers, self._folder / mask)
        lines.write(f"{json.dumps({'name': image.name, 'mask': mask, **instances})}\n")
        return True

    def finish(self) -> None:
        self._write_classes({"style": "instance", "background": 0, "ignore": None}, first=0)

    def _paint(self, image: ImageView, numbers: Sequence[int], path: Path) -> Mapping[str, object]:
        """Write the mask of an image; returns further fields of its line."""
        from fastlabel.converters.masks import canvas as masks  # noqa: PLC0415  # optional

        count = len(numbers)
        if count > _MAX_NUMBER:
            message = f"{count} annotations are more than the {_MAX_NUMBER} that 16 bits can number"
            invalid(message, image.path)
        canvas = masks.paint(image, range(1, count + 1))
        final = [0] * (count + 1)
        instances: list[dict[str, object]] = []
        for index, placed in enumerate(image.annotations, 1):
            if not placed.drop_reason:
                final[index] = len(instances) + 1
                instances.append({"id": final[index], "class": placed.annotation.value})
        masks.write_png(path, masks.renumber(canvas, final))
        return {"instances": instances}

    def _class_number(self, placed: PlacedAnnotation) -> int:
        number = self._order.index_of(placed.annotation.value, placed.path) + 1
        if number >= _MAX_NUMBER:
            message = f"more than {_MAX_NUMBER - 1} classes, which 16 bits cannot number"
            invalid(message, placed.path)
        return number

    def _drop_reason(self, image: ImageView) -> str:
        if image.width * image.height > MAX_PIXELS:
            return _TOO_LARGE
        return "" if image.has_size else SIZE_UNKNOWN

    def _write_classes(self, fields: Mapping[str, object], first: int) -> None:
        classes = [
            {"id": number, "name": name, "color": class_color(name)}
            for number, name in enumerate(self._order.names(), first)
        ]
        text = json.dumps({**fields, "classes": classes}, indent=1)
        (self._folder / "classes.json").write_text(f"{text}\n", encoding="ascii")


class _SemanticWriter(_InstanceWriter):
    """Writes masks with the numbers of classes."""

    def finish(self) -> None:
        first = self._first
        if not self._order.is_given:
            final = self._order.remap()
            self._renumber([self._unlabelled_number, *(final[at] + first for at in sorted(final))])
        background = 0 if first else None
        fields = {"style": "semantic", "background": background, "ignore": self._ignored}
        self._write_classes(fields, first)

    @property
    def _first(self) -> int:
        """Number of the first class."""
        return int(self._unlabelled == "background")

    @property
    def _ignored(self) -> int:
        """Number that no class has: the last of a byte if that holds all numbers."""
        is_small = len(self._order.names()) + self._first <= _MAX_BYTE
        return _MAX_BYTE if is_small else _MAX_NUMBER

    @property
    def _unlabelled_number(self) -> int:
        return 0 if self._first else self._ignored

    def _paint(self, image: ImageView, numbers: Sequence[int], path: Path) -> Mapping[str, object]:
        from fastlabel.converters.masks import canvas as masks  # noqa: PLC0415  # optional

        canvas = masks.paint(image, numbers)
        if self._order.is_given:
            classes = range(self._first, self._first + len(self._order.names()))
            self._write(path, masks.renumber(canvas, [self._unlabelled_number, *classes]))
        else:
            masks.write_png(path, canvas, is_draft=True)
        return {}

    def _write(self, path: Path, numbers: PixelNumbers) -> None:
        from fastlabel.converters.masks import canvas as masks  # noqa: PLC0415  # optional

        names = enumerate(self._order.names(), self._first)
        colors = {number: class_color(name) for number, name in names} | {_MAX_BYTE: _WHITE}
        masks.write_png(path, numbers, colors if self._ignored == _MAX_BYTE else None)

    def _renumber(self, numbers: Sequence[int]) -> None:
        """Write all masks again, now that the order of the classes is final."""
        from fastlabel.converters.masks import canvas as masks  # noqa: PLC0415  # optional

        with (self._folder / "images.jsonl").open(encoding="ascii") as lines:
            for line in lines:
                path = self._folder / json.loads(line)["mask"]
                self._write(path, masks.renumber(masks.read_png(path), numbers))
