"""Annotated images as map-style datasets for object detection and segmentation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, TypedDict, get_args

from fastlabel._geometry.masks import mask_from_regions
from fastlabel._protocol.kinds import KINDS
from fastlabel._types import StrPath
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.drawing.images import open_rgb
from fastlabel.errors import invalid
from fastlabel.models import Content, ImageTask, MultiImageTask
from fastlabel.models.tasks.base import ContentsTask
from fastlabel.training.shapes import TrainingShape, classes_of_shapes, training_shapes
from fastlabel.training.task_index import TaskIndex, require_libraries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image


_KindName: TypeAlias = Literal["image", "multi_image"]


class Target(TypedDict):
    """Annotations of an image: N shapes, in the order of the task. Arrays may be modified."""

    boxes: NDArray[np.float32]
    """Shape (N, 4): left, top, right, bottom in pixels."""
    labels: NDArray[np.int64]
    """Shape (N): class indices, from 0."""
    area: NDArray[np.float32]
    """Shape (N): areas of the shapes themselves, in pixels²."""
    task_id: str
    """Id of the task."""
    name: str
    """Name of the task, or `<task>/<content>`."""


class MaskedTarget(Target):
    """Annotations of an image, with masks."""

    masks: NDArray[np.bool_]
    """Shape (N, height, width): the pixels whose centre is inside of the shape."""


class TrainingEntry(NamedTuple):
    """One image of a folder."""

    path: Path
    task: ImageTask | MultiImageTask
    """The complete task, also with what shapes do not have."""
    position: int
    """Position among the images of its task, from 0."""
    shapes: list[TrainingShape]

    @property
    def picture(self) -> ImageTask | Content:
        """The task or content that has the name and size of the image."""
        task = self.task
        return task.contents[self.position] if isinstance(task, ContentsTask) else task

    @property
    def name(self) -> str:
        """Name of the task, or `<task>/<content>`."""
        name = self.picture.name
        return f"{self.task.name}/{name}" if isinstance(self.task, ContentsTask) else name

    def open_image(self) -> Image:
        """Open the image as RGB.

        Raises:
            FastLabelInvalidException: It is not readable, or does not have the size that its task
                has.
            MissingFileError: It no longer exists.
        """
        return open_rgb(self.path, f"tasks[{self.task.id}]", self.picture)


class DetectionDataset:
    """Map-style dataset: `dataset[3]` is the fourth image, as RGB, and its `Target`.

    This is what PyTorch's `DataLoader` takes as a dataset. It can be pickled and sent to worker
    processes; it keeps no file open and needs 16 bytes of memory for each image. Polygons and
    segmentations have their bounding boxes; keypoints and lines have no area and are dropped, with
    a warning.

    Attributes:
        classes: Class names by index.
        report: Counts of annotations kept and dropped, by type and class.
    """

    def __init__(
        self,
        folder: StrPath,
        *,
        kind: _KindName = "image",
        classes: Sequence[str] | None = None,
        on_loss: OnLoss = "warn",
    ) -> None:
        """Scan the tasks of a folder once, and check that their images exist.

        Args:
            folder: Folder that `pull` or `download` filled.
            kind: Kind of its tasks; a multi-image task has one item for each of its images.
            classes: Class names in the order of their indices, from 0. By default all classes in
                the data, sorted.
            on_loss: What to do about dropped annotations: "warn", "raise" an error, or "ignore".

        Raises:
            FastLabelInvalidException: A class is not in `classes`; or annotations are dropped and
                `on_loss` is "raise".
            InvalidResponseError: A line of `tasks.jsonl` is not a task of this kind.
            MissingFileError: `tasks.jsonl` or an image does not exist.
            MissingExtraError: numpy or Pillow is not installed.

        Warns:
            ConversionWarning: Annotations were dropped.
        """
        if kind not in get_args(_KindName):
            invalid(f"expected one of {', '.join(get_args(_KindName))}, got {kind!r}", "kind")
        require_libraries()
        self.folder: Path = Path(folder)
        self._index: TaskIndex[ImageTask | MultiImageTask] = TaskIndex(
            self.folder, KINDS[kind].response
        )
        order, losses = ClassIndex(classes), ConversionLosses("to training", on_loss)
        for number, task in enumerate(self._index.scan()):
            losses.at_task(number)
            for path, value in classes_of_shapes(task, losses):
                order.index_of(value, path)
        self.classes: list[str] = order.names()
        self._labels = {value: label for label, value in enumerate(self.classes)}
        self.report: LossReport = losses.finish()

    def __len__(self) -> int:
        """Number of images."""
        return len(self._index)

    def __getitem__(self, index: int) -> tuple[Image, Target]:
        """Image and target."""
        entry = self.entry(index)
        return entry.open_image(), self._target(entry)

    def entry(self, index: int) -> TrainingEntry:
        """Path, task and shapes of an image, without opening it.

        Raises:
            IndexError: There is no image with that index.
            FastLabelInvalidException: The folder was pulled again.
        """
        path, task, position = self._index[index]
        return TrainingEntry(path, task, position, training_shapes(task, position))

    def label_of(self, value: str) -> int:
        """Index of a class."""
        return self._labels[value]

    def _target(self, entry: TrainingEntry) -> Target:
        import numpy as np  # noqa: PLC0415  # optional

        shapes = entry.shapes
        return {
            "boxes": np.array([shape.bounds for shape in shapes], np.float32).reshape(-1, 4),
            "labels": np.array([self._labels[shape.value] for shape in shapes], np.int64),
            "area": np.array([shape.area for shape in shapes], np.float32),
            "task_id": entry.task.id,
            "name": entry.name,
        }


class SegmentationDataset(DetectionDataset):
    """Like `DetectionDataset`, with a mask for each shape."""

    def __getitem__(self, index: int) -> tuple[Image, MaskedTarget]:
        """Image, and target with masks."""
        import numpy as np  # noqa: PLC0415  # optional

        entry = self.entry(index)
        image = entry.open_image()
        masks = np.zeros((len(entry.shapes), image.height, image.width), np.bool_)
        for mask, shape in zip(masks, entry.shapes, strict=True):
            mask[:] = mask_from_regions(shape.regions, image.width, image.height)
        return image, {**self._target(entry), "masks": masks}
