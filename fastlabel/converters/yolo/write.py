"""Tasks → a YOLO dataset; docs/format_yolo.md has the mapping of each style.

Source of the format: the documentation of Ultralytics, and what its reader rejects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from fastlabel._files.atomic import atomic_new_folder
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import ImageFiles, MediaSource
from fastlabel.converters._shared.options import check_choice
from fastlabel.converters._shared.splits import SplitNames, Splits
from fastlabel.converters._shared.task_images import ImageView, ImageViews
from fastlabel.converters._shared.values import write_lines
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.converters.yolo.dataset import quoted
from fastlabel.converters.yolo.lines import (
    PoseLines,
    YoloStyle,
    detection_lines,
    segmentation_lines,
)
from fastlabel.errors import invalid
from fastlabel.models.tasks import TaskLike

_Lines: TypeAlias = Callable[[ImageView, ClassIndex], Iterator[str]]


def write_yolo(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    style: YoloStyle = "detect",
    classes: Sequence[str] | None = None,
    keypoints: Sequence[str] | None = None,
    group: str | None = None,
    splits: SplitNames | None = None,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write a YOLO dataset: `labels/<split>`, `images/<split>` and `data.yaml`.

    Every image has a label file, which is empty without annotations. The folder is written
    atomically: a failure leaves nothing behind. Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty.
        media_dir: Where images to copy are: their folder, a mapping from name to path, or a
            function. Names are those of tasks, `<task>/<content>` and
            `<task>/<6-digit frame>.jpg`. By default `images/` stays empty, to be filled by you.
        style: Content of a line: "detect" a box, "segment" an outline, "pose" a box and its
            keypoints.
        classes: Classes in the order of their indices, from 0. By default those found, sorted.
        keypoints: For the style "pose", the classes of keypoints in the order of a line.
        group: For the style "pose", the key of the attribute whose value a box and its keypoints
            share. By default a keypoint goes to the smallest box around it.
        splits: Fraction of each split, such as `{"train": 0.8, "val": 0.2}`, assigned by a hash of
            the task's name; or the split of each task name. By default all is "train".
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, or shares its label file with another; the error has its path. Or the folder
            is not empty, or there are losses and `on_loss` is "raise".
        MissingFileError: The parent of `path` or an image does not exist.
        OSError: A file cannot be written.
    """
    order = ClassIndex(classes)
    losses = ConversionLosses("to YOLO", on_loss)
    files = ImageFiles(".txt", media_dir, losses)
    writer = _Writer(order, _lines(style, keypoints, group), Splits(splits), files)
    with atomic_new_folder(path) as folder:
        for image in ImageViews(losses).with_size(tasks):
            writer.write(folder, image)
        writer.finish(folder, keypoints if style == "pose" else None)
        return losses.finish()


def _lines(style: YoloStyle, keypoints: Sequence[str] | None, group: str | None) -> _Lines:
    if style == "pose":
        return PoseLines(keypoints, group)
    if keypoints is not None or group is not None:
        invalid("keypoints, group: are for style='pose' only")
    check_choice(style, YoloStyle, "style")
    return detection_lines if style == "detect" else segmentation_lines


@dataclass(slots=True)
class _Writer:
    _order: ClassIndex
    _lines: _Lines
    _splits: Splits
    _files: ImageFiles

    def write(self, folder: Path, image: ImageView) -> None:
        path = self._files.path_for(image)
        split = self._splits.split_for(image)
        label = folder / "labels" / split / path.with_suffix(".txt")
        label.parent.mkdir(parents=True, exist_ok=True)
        write_lines(label, self._lines(image, self._order))
        self._files.copy(image, folder / "images" / split / path)

    def finish(self, folder: Path, keypoints: Sequence[str] | None) -> None:
        """Renumber classes that had to be sorted, and write `data.yaml`."""
        for split in self._splits.names:
            for part in ("images", "labels"):
                (folder / part / split).mkdir(parents=True, exist_ok=True)
        final = self._order.remap()
        if any(before != after for before, after in final.items()):
            for label in (folder / "labels").rglob("*.txt"):
                lines = label.read_text("ascii").splitlines()
                write_lines(label, (_renumbered(line, final) for line in lines))
        write_lines(folder / "data.yaml", self._data_yaml(keypoints))

    def _data_yaml(self, keypoints: Sequence[str] | None) -> Iterator[str]:
        """Lines of `data.yaml`. Without `path`, paths are relative to the folder of the file."""
        names = self._order.names()
        splits = {split: split for split in self._splits.names}
        # Ultralytics rejects a dataset without either.
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


def _renumbered(line: str, final: dict[int, int]) -> str:
    index, _, numbers = line.partition(" ")
    return f"{final[int(index)]} {numbers}"
