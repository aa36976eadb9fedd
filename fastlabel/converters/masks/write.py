"""Tasks → PNG masks, and what their numbers mean.

`masks/<picture>.png` has a number for each pixel. Beside it are `classes.json`, with the numbers
and colours of the classes, and `images.jsonl`, a line for each picture.

| style | a pixel has | file |
|---|---|---|
| semantic | the number of its class | palette up to 254 classes, else 16 bits |
| instance | the number of its annotation, from 1 in the order of drawing | 16 bits |

Later annotations are over earlier ones. Keypoints and lines have no pixels and are left out, and
so are attributes, which is told. Frames of videos are pictures `<task>/<6-digit frame>.jpg`,
contents of multi-image tasks `<task>/<content>`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias, get_args

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._protocol.class_color import class_color
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.image_files import FileNames
from fastlabel.converters._shared.mask_window import MOST_PIXELS
from fastlabel.converters._shared.task_images import Picture, TaskPictures
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import invalid, missing_extra
from fastlabel.models.tasks import TaskLike

if TYPE_CHECKING:
    from fastlabel.converters.masks.canvas import Numbers

__all__ = ["MaskStyle", "Unlabelled", "check_libraries", "write_masks"]

MaskStyle: TypeAlias = Literal["semantic", "instance"]
"""Whether a pixel has the number of its class or that of its annotation."""

Unlabelled: TypeAlias = Literal["background", "ignore"]
"""What pixels without an annotation are: a class of their own, or left out of the training."""

_MOST: Final = 2**16 - 1
_MOST_BYTE: Final = 2**8 - 1
_WHITE: Final = "#ffffff"
_NO_SIZE: Final = "on an image of unknown size"
_TOO_LARGE: Final = "on an image that is too large"
_ATTRIBUTES: Final = "with attributes of the whole image, left out"


def write_masks(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    style: MaskStyle = "semantic",
    unlabelled: Unlabelled = "background",
    classes: Sequence[str] | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write tasks as PNG masks, with `classes.json` and `images.jsonl` beside them.

    Memory holds one picture at a time. A failure leaves nothing behind.

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 gave for them;
            walked once.
        folder: The folder to write. It must be new or empty; its parent must exist.
        style: "semantic" or "instance".
        unlabelled: Of semantic masks, what pixels without an annotation get. "background": 0, and
            classes count from 1, as in Pascal VOC. "ignore": 255 (65535 where there are more than
            255 classes), and classes count from 0, as in Cityscapes' training ids.
        classes: The classes in the order of their numbers, so that numbers agree between datasets.
            Left out, they are those found, sorted; then each mask is written twice.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error (then nothing is written), or "ignore" it.

    Returns:
        What was kept, changed and left out, by type and class. The IoU of what is hidden in part
        is the part that is seen.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, or a name that would share its mask with another; the message names the
            place. Or the folder is not empty; there are more classes or annotations than 16 bits
            can number; or something is lost, and `on_loss` is "raise".
        MissingFileError: The parent of the folder does not exist.
        MissingExtraError: numpy or Pillow is not installed.
        OSError: The files cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly: one warning, with
            counts and the first places; its `report` is the whole `LossReport`.
    """
    _check(style, MaskStyle, "style")
    _check(unlabelled, Unlabelled, "unlabelled")
    losses = ConversionLosses("to masks", on_loss)
    order = ClassOrder(classes)
    check_libraries()
    with atomic_new_folder(folder) as part:
        kind = _Instances if style == "instance" else _Classes
        files = kind(part, order, losses, unlabelled)
        with (part / "images.jsonl").open("w", encoding="ascii") as lines:
            for picture in TaskPictures(losses).of(tasks):
                files.add(picture, lines)
        files.finish()
        # Before the folder takes its place: where warnings are errors, this is a failure.
        return losses.finish()


def check_libraries() -> None:
    """Refuse to begin without numpy or Pillow, with an error that names the pip command."""
    for module, name in (("numpy", "numpy"), ("PIL", "pillow")):
        if find_spec(module) is None:
            raise missing_extra("masks", name)


class _Instances:
    """Masks whose pixels have the number of their annotation."""

    def __init__(
        self, folder: Path, order: ClassOrder, losses: ConversionLosses, unlabelled: Unlabelled
    ) -> None:
        self._folder = folder
        self._order = order
        self._losses = losses
        self._unlabelled: Unlabelled = unlabelled
        self._names = FileNames(".png")

    def add(self, picture: Picture, lines: TextIO) -> None:
        path = self._names.of(picture.name, picture.place).with_suffix(".png")
        numbers = [self._number(drawn.annotation.value, drawn.place) for drawn in picture.drawn]
        if picture.attributes:
            self._losses.change(_ATTRIBUTES)
        if not self._has_room(picture):
            return
        more = self._paint(picture, numbers, self._folder / "masks" / path)
        said = {"name": picture.name, "mask": f"masks/{path}", **more}
        lines.write(f"{json.dumps(said)}\n")

    def finish(self) -> None:
        self._tell({"style": "instance", "background": 0, "ignore": None}, first=0)

    def _paint(self, picture: Picture, numbers: Sequence[int], path: Path) -> Mapping[str, object]:
        from fastlabel.converters.masks.canvas import paint, renumbered  # noqa: PLC0415  # optional
        from fastlabel.converters.masks.png import write_png  # noqa: PLC0415  # optional

        count = len(numbers)
        if count > _MOST:
            invalid(f"{picture.place}: {count} annotations, a mask of 16 bits can number {_MOST}")
        canvas = paint(picture, range(1, count + 1))
        seen = [at for at, drawn in enumerate(picture.drawn) if not drawn.left_out]
        final = [0] * (count + 1)
        for number, at in enumerate(seen, 1):
            final[at + 1] = number
        write_png(path, renumbered(canvas, final))
        return {
            "instances": [
                {"id": number, "class": picture.drawn[at].annotation.value}
                for number, at in enumerate(seen, 1)
            ]
        }

    def _number(self, value: str, place: str) -> int:
        number = self._order.number_of(value, place) + 1
        if number >= _MOST:
            invalid(f"{place}: more than {_MOST - 1} classes, which 16 bits cannot number")
        return number

    def _has_room(self, picture: Picture) -> bool:
        reason = "" if picture.has_size else _NO_SIZE
        if picture.width * picture.height > MOST_PIXELS:
            reason = _TOO_LARGE
        if reason:
            picture.leave_out(reason)
            if not picture.drawn:
                self._losses.change(f"{reason}, so without a mask")
        return not reason

    def _tell(self, said: Mapping[str, object], first: int) -> None:
        named = enumerate(self._order.names(), first)
        classes = [{"id": at, "name": name, "color": class_color(name)} for at, name in named]
        text = json.dumps({**said, "classes": classes}, indent=1)
        (self._folder / "classes.json").write_text(f"{text}\n", encoding="ascii")


class _Classes(_Instances):
    """Masks whose pixels have the number of their class."""

    def finish(self) -> None:
        first = self._first
        if not self._order.is_given:
            final = self._order.final()
            numbers = [final[at] + first for at in sorted(final)]
            self._renumber([self._rest, *numbers])
        said: dict[str, object] = {"style": "semantic", "background": None, "ignore": self._ignored}
        if first:
            said["background"] = 0
        self._tell(said, first)

    @property
    def _first(self) -> int:
        """The number of the first class."""
        return int(self._unlabelled == "background")

    @property
    def _ignored(self) -> int:
        """The number that no class has."""
        return _MOST_BYTE if self._is_small else _MOST

    @property
    def _is_small(self) -> bool:
        """Whether a byte can hold all numbers."""
        return len(self._order.names()) + self._first <= _MOST_BYTE

    @property
    def _rest(self) -> int:
        """The number of pixels without an annotation."""
        return 0 if self._first else self._ignored

    def _paint(self, picture: Picture, numbers: Sequence[int], path: Path) -> Mapping[str, object]:
        from fastlabel.converters.masks.canvas import paint, renumbered  # noqa: PLC0415  # optional
        from fastlabel.converters.masks.png import write_png  # noqa: PLC0415  # optional

        canvas = paint(picture, numbers)
        if self._order.is_given:
            classes = range(self._first, self._first + len(self._order.names()))
            self._write(path, renumbered(canvas, [self._rest, *classes]))
        else:
            write_png(path, canvas, is_draft=True)
        return {}

    def _write(self, path: Path, numbers: Numbers) -> None:
        from fastlabel.converters.masks.png import write_png  # noqa: PLC0415  # optional

        named = enumerate(self._order.names(), self._first)
        colors = {at: class_color(name) for at, name in named} | {_MOST_BYTE: _WHITE}
        write_png(path, numbers, colors if self._is_small else None)

    def _renumber(self, numbers: Sequence[int]) -> None:
        """Write all masks once more, now that the order of the classes is known."""
        from fastlabel.converters.masks.canvas import renumbered  # noqa: PLC0415  # optional
        from fastlabel.converters.masks.png import read_png  # noqa: PLC0415  # optional

        with (self._folder / "images.jsonl").open(encoding="ascii") as lines:
            for line in lines:
                path = self._folder / json.loads(line)["mask"]
                self._write(path, renumbered(read_png(path), numbers))


def _check(given: str, choices: object, place: str) -> None:
    if given not in get_args(choices):
        invalid(f"{place}: {given!r} is not one of {', '.join(get_args(choices))}")
