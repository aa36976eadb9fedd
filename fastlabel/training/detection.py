"""The pictures of a pulled folder with their shapes, one by number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, TypedDict

from fastlabel._geometry.masks import mask_from_regions
from fastlabel._media.layout import media_paths
from fastlabel._types import StrPath
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.drawing.images import open_picture
from fastlabel.errors import invalid
from fastlabel.models import Content, ImageTask, MultiImageTask
from fastlabel.training.shapes import TrainingShape, count_shapes, shapes_of
from fastlabel.training.task_index import TaskIndex, check_installed, check_pictures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

__all__ = [
    "DetectionDataset",
    "DrawnKind",
    "MaskedTarget",
    "SegmentationDataset",
    "Target",
    "TrainingEntry",
]

DrawnKind: TypeAlias = Literal["image", "multi_image"]
"""The kinds of task whose pictures are drawn on."""

_TASKS: Final[dict[str, type[ImageTask | MultiImageTask]]] = {
    "image": ImageTask,
    "multi_image": MultiImageTask,
}


class Target(TypedDict):
    """What is on a picture: N shapes, in the order of the task. All arrays are the caller's own."""

    boxes: NDArray[np.float32]
    """Shape (N, 4): left, top, right, bottom in pixels."""
    labels: NDArray[np.int64]
    """Shape (N): the numbers of the classes, from 0."""
    area: NDArray[np.float32]
    """Shape (N): of the shapes themselves, in pixels²."""
    task_id: str
    """The task."""
    name: str
    """The picture: the name of its task, or `<task>/<content>`."""


class MaskedTarget(Target):
    """What is on a picture, with masks."""

    masks: NDArray[np.bool_]
    """Shape (N, height, width): the pixels whose centre is inside of the shape."""


class TrainingEntry(NamedTuple):
    """One picture of a folder."""

    path: Path
    task: ImageTask | MultiImageTask
    """The whole task, with all that shapes do not tell."""
    position: int
    """Among the pictures of its task, from 0."""
    shapes: list[TrainingShape]

    @property
    def picture(self) -> ImageTask | Content:
        """What tells the name and size of the picture."""
        task = self.task
        return task.contents[self.position] if isinstance(task, MultiImageTask) else task

    @property
    def name(self) -> str:
        """The name of its task, or `<task>/<content>`."""
        picture = self.picture
        return f"{self.task.name}/{picture.name}" if isinstance(picture, Content) else picture.name

    def opened(self) -> Image:
        """The picture as RGB.

        Raises:
            FastLabelInvalidException: It is not readable, or not of the size that its task says.
            MissingFileError: It is not there any more.
        """
        return open_picture(self.path, f"tasks[{self.task.id}]", self.picture)


class DetectionDataset:
    """A map data set: `dataset[3]` is the fourth picture as RGB, and its `Target`.

    This is what PyTorch's `DataLoader` takes as a data set. It can be pickled and goes to worker
    processes; nothing stays open, and memory holds 16 bytes for each picture. Polygons and
    segmentations have the box around them; keypoints and lines have no area and are left out, which
    is told.

    Attributes:
        classes: The classes by their numbers.
        report: What was kept and left out, by type and class.
    """

    def __init__(
        self,
        folder: StrPath,
        *,
        kind: DrawnKind = "image",
        classes: Sequence[str] | None = None,
        on_loss: OnLoss = "warn",
    ) -> None:
        """Walk the tasks of a folder once, and see that their pictures are there.

        Args:
            folder: One that `pull` or `download` filled.
            kind: Of its tasks; a multi-image task has a picture for each of its contents.
            classes: The classes in the order of their numbers, from 0. Left out, they are those
                found, sorted by name.
            on_loss: What is done about annotations that are left out: "warn", "raise" an error, or
                "ignore" it.

        Raises:
            FastLabelInvalidException: A class is not in `classes`; or something is left out and
                `on_loss` is "raise".
            InvalidResponseError: A line of `tasks.jsonl` is no task of this kind.
            MissingFileError: There is no `tasks.jsonl`, or a picture is not there.
            MissingExtraError: numpy or Pillow is not installed.

        Warns:
            ConversionWarning: Annotations were left out.
        """
        if kind not in _TASKS:
            invalid(f"kind: {kind!r} is not one of {', '.join(_TASKS)}")
        check_installed()
        self.folder: Path = Path(folder)
        self._index: TaskIndex[ImageTask | MultiImageTask] = TaskIndex(self.folder, _TASKS[kind])
        order, losses = ClassOrder(classes), ConversionLosses("to training", on_loss)
        for number, task in enumerate(self._index.read()):
            losses.enter_task(number)
            check_pictures(self.folder, task)
            for place, value in count_shapes(task, losses):
                order.number_of(value, place)
        self.classes: list[str] = order.names()
        self._labels = {value: number for number, value in enumerate(self.classes)}
        self.report: LossReport = losses.finish()

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self._index)

    def __getitem__(self, number: int) -> tuple[Image, Target]:
        """A picture and what is on it.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: The picture is not readable, or not of the size that its task
                says; or the folder was pulled anew.
            MissingFileError: The picture is not there any more.
        """
        found = self.entry(number)
        return found.opened(), self._target(found)

    def entry(self, number: int) -> TrainingEntry:
        """What there is of a picture without opening it.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: The folder was pulled anew.
        """
        task, position = self._index[number]
        path = media_paths(self.folder, task)[position]
        return TrainingEntry(path, task, position, shapes_of(task, position))

    def label_of(self, value: str) -> int:
        """The number of a class."""
        return self._labels[value]

    def _target(self, found: TrainingEntry) -> Target:
        import numpy as np  # noqa: PLC0415  # optional

        shapes = found.shapes
        return {
            "boxes": np.array([shape.bounds for shape in shapes], np.float32).reshape(-1, 4),
            "labels": np.array([self._labels[shape.value] for shape in shapes], np.int64),
            "area": np.array([shape.area for shape in shapes], np.float32),
            "task_id": found.task.id,
            "name": found.name,
        }


class SegmentationDataset(DetectionDataset):
    """As `DetectionDataset`, with a mask for each shape."""

    def __getitem__(self, number: int) -> tuple[Image, MaskedTarget]:
        """A picture, and what is on it with masks.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: As for `DetectionDataset`.
            MissingFileError: The picture is not there any more.
        """
        import numpy as np  # noqa: PLC0415  # optional

        found = self.entry(number)
        image = found.opened()
        masks = np.zeros((len(found.shapes), image.height, image.width), np.bool_)
        for mask, shape in zip(masks, found.shapes, strict=True):
            mask[:] = mask_from_regions(shape.regions, image.width, image.height)
        return image, {**self._target(found), "masks": masks}
