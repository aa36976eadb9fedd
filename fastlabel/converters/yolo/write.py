"""Tasks → a YOLO dataset, and back.

What becomes of what, by style:

| FastLabel | detect | segment | pose |
|---|---|---|---|
| bbox | exact | four corners | exact |
| polygon | the box around it | exact | the box around it |
| segmentation | the box around it | one outline; parts and holes joined by bridges | the box |
| keypoint | – | – | one of its box's |
| line | – | – | – |
| video | a picture of each annotated frame | the same | the same |

Not carried over: attributes, tracks, status, tags, and the labels and colours of classes.
Source of the format: the documentation of Ultralytics, and what its reader refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, get_args

from fastlabel._files.atomic import atomic_new_folder
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.image_files import FileNames, PictureFiles, copy_picture
from fastlabel.converters._shared.splits import SplitNames, Splits
from fastlabel.converters._shared.task_images import Picture, TaskPictures
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.converters.yolo.dataset import quoted
from fastlabel.converters.yolo.lines import YoloPoses, YoloStyle, detection_lines, outline_lines
from fastlabel.converters.yolo.read import read_yolo
from fastlabel.errors import invalid
from fastlabel.models.tasks import TaskLike

__all__ = ["read_yolo", "write_yolo"]

_NO_SIZE: Final = "on an image of unknown size"
_IMAGE_WITHOUT_SIZE: Final = "images of unknown size, left out"
_CLASSIFICATION: Final = "image classification tasks, left out"


def write_yolo(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    style: YoloStyle = "detect",
    classes: Sequence[str] | None = None,
    keypoints: Sequence[str] | None = None,
    group: str | None = None,
    splits: SplitNames | None = None,
    images: PictureFiles | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write a YOLO dataset: `labels/<split>`, `images/<split>` and `data.yaml`.

    Every picture has a label file, an empty one where nothing is on it. The folder is written
    beside its place and then takes it, so a failure leaves nothing behind. Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; walked once.
        folder: The folder to write. It must not be there yet, or be empty.
        style: What a line holds: "detect" a box, "segment" an outline, "pose" a box and its
            keypoints.
        classes: The classes in the order of their numbers, from 0. Left out, they are those found,
            sorted by name.
        keypoints: For the style "pose", the classes of keypoints in the order of a line.
        group: For the style "pose", the key of the attribute whose value a box and its keypoints
            share. Left out, a keypoint goes to the smallest box around it.
        splits: The part of each split, such as `{"train": 0.8, "val": 0.2}`, drawn by a hash of
            the task's name; or the split of each task name. Left out, all is "train".
        images: Where the pictures are, which are copied: their folder, a mapping of names to
            paths, or a function. Names are those of tasks, `<task>/<content>` and
            `<task>/<6-digit frame>.jpg`. Left out, `images/` is empty and yours to fill.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error, or "ignore" it. Nothing is written if it raises.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, or shares its label file with another; the message names the place. Or the
            folder is not empty, or something is lost and `on_loss` is "raise".
        MissingFileError: The parent of `folder` or a picture does not exist.
        OSError: A file cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly.
    """
    order = ClassOrder(classes)
    losses = ConversionLosses("to YOLO", on_loss)
    lines = _lines_of(style, order, keypoints, group)
    writer = _Writer(order, lines, Splits(splits), images, losses)
    with atomic_new_folder(folder) as part:
        for picture in TaskPictures(losses).of(tasks):
            if picture.attributes is not None:
                losses.change(_CLASSIFICATION)
            elif not picture.has_size:
                picture.leave_out(_NO_SIZE)
                losses.change(_IMAGE_WITHOUT_SIZE)
            else:
                writer.write(part, picture)
        writer.finish(part, keypoints if style == "pose" else None)
        return losses.finish()


_Lines = Callable[[Picture], Iterator[str]]


def _lines_of(
    style: YoloStyle, order: ClassOrder, keypoints: Sequence[str] | None, group: str | None
) -> _Lines:
    if style == "pose":
        poses = YoloPoses(keypoints, group)
        return lambda picture: poses.lines(picture, order)
    if keypoints is not None or group is not None:
        invalid("keypoints, group: are for style='pose' only")
    if style not in get_args(YoloStyle):
        invalid(f"style: {style!r} is not one of {', '.join(get_args(YoloStyle))}")
    lines = detection_lines if style == "detect" else outline_lines
    return lambda picture: lines(picture, order)


class _Writer:
    def __init__(
        self,
        order: ClassOrder,
        lines: _Lines,
        splits: Splits,
        images: PictureFiles | None,
        losses: ConversionLosses,
    ) -> None:
        self._order = order
        self._lines = lines
        self._splits = splits
        self._images = images
        self._names = FileNames(".txt", losses, with_pictures=images is not None)

    def write(self, folder: Path, picture: Picture) -> None:
        name = self._names.of(picture.name, picture.place)
        split = self._splits.of(picture.task_name, picture.place)
        target = folder / "labels" / split / _label_name(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("".join(f"{line}\n" for line in self._lines(picture)), "ascii")
        if self._images is not None:
            copy_picture(self._images, picture, folder / "images" / split / name)

    def finish(self, folder: Path, keypoints: Sequence[str] | None) -> None:
        """Number the classes anew where they had to be sorted, and write what the dataset is."""
        for split in self._splits.names:
            for kind in ("images", "labels"):
                (folder / kind / split).mkdir(parents=True, exist_ok=True)
        final = self._order.final()
        if any(before != after for before, after in final.items()):
            for path in (folder / "labels").rglob("*.txt"):
                lines = path.read_text("ascii").splitlines()
                path.write_text("".join(f"{_renumbered(line, final)}\n" for line in lines), "ascii")
        text = "".join(f"{line}\n" for line in self._about(keypoints))
        (folder / "data.yaml").write_text(text, "utf-8", newline="\n")

    def _about(self, keypoints: Sequence[str] | None) -> Iterator[str]:
        """The lines of `data.yaml`. Without `path`, paths are from the folder of the file."""
        names = self._order.names()
        splits = {split: split for split in self._splits.names}
        # Ultralytics refuses a dataset without either.
        splits = dict.fromkeys(("train", "val"), self._splits.names[0]) | splits
        yield from (f"{name}: images/{split}" for name, split in splits.items())
        yield f"nc: {len(names)}"
        yield "names:" if names else "names: {}"
        yield from (f"  {number}: {quoted(name)}" for number, name in enumerate(names))
        if keypoints is not None:
            yield f"kpt_shape: [{len(keypoints)}, 3]"
            yield "kpt_names:" if names else "kpt_names: {}"
            listed = ", ".join(map(quoted, keypoints))
            yield from (f"  {number}: [{listed}]" for number in range(len(names)))


def _label_name(name: PurePosixPath) -> PurePosixPath:
    return name.with_suffix(".txt")


def _renumbered(line: str, final: dict[int, int]) -> str:
    number, _, rest = line.partition(" ")
    return f"{final[int(number)]} {rest}"
