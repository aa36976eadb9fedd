"""Image classification tasks as a map-style dataset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel._types import StrPath
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.drawing.images import open_rgb
from fastlabel.errors import ErrorPath, invalid
from fastlabel.models import ImageClassificationTask
from fastlabel.training.task_index import TaskIndex, require_libraries

if TYPE_CHECKING:
    from PIL.Image import Image


class ClassificationDataset:
    """Map-style dataset: `dataset[3]` is the fourth image, as RGB, and its class index.

    The class is the value of one attribute. Like `DetectionDataset`, it can be pickled, keeps no
    file open and needs 16 bytes of memory for each image.

    Attributes:
        attribute: Key of the attribute.
        classes: Class names by index.
    """

    def __init__(
        self, folder: StrPath, *, attribute: str, classes: Sequence[str] | None = None
    ) -> None:
        """Scan the tasks of a folder once, and check that their images exist.

        Args:
            folder: Folder that `client.image_classification.pull` or `download` filled.
            attribute: Key of the attribute whose value is the class: one string.
            classes: Class names in the order of their indices, from 0. By default all classes in
                the data, sorted.

        Raises:
            FastLabelInvalidException: A task does not have the attribute, or its value is not one
                string; or a class is not in `classes`. The error has the path of the task.
            InvalidResponseError: A line of `tasks.jsonl` is not an image classification task.
            MissingFileError: `tasks.jsonl` or an image does not exist.
            MissingExtraError: numpy or Pillow is not installed.
        """
        require_libraries()
        self.folder: Path = Path(folder)
        self.attribute: str = attribute
        self._index: TaskIndex[ImageClassificationTask] = TaskIndex(
            self.folder, ImageClassificationTask
        )
        order = ClassIndex(classes)
        for number, task in enumerate(self._index.scan()):
            order.index_of(self._class_of(task, ("tasks", number)), ("tasks", number))
        self.classes: list[str] = order.names()
        self._labels = {value: label for label, value in enumerate(self.classes)}

    def __len__(self) -> int:
        """Number of images."""
        return len(self._index)

    def __getitem__(self, index: int) -> tuple[Image, int]:
        """Image and class index."""
        path, task, label = self.entry(index)
        return open_rgb(path, f"tasks[{task.id}]", task), label

    def entry(self, index: int) -> tuple[Path, ImageClassificationTask, int]:
        """Path, task and class index of an image, without opening it.

        Raises:
            IndexError: There is no image with that index.
            FastLabelInvalidException: The folder was pulled again.
        """
        path, task, _ = self._index[index]
        return path, task, self._labels[self._class_of(task, ("tasks", task.id))]

    def _class_of(self, task: ImageClassificationTask, path: ErrorPath) -> str:
        values = [a.value for a in task.attributes if a.key == self.attribute]
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, str) or not value:
            found = repr(value) if len(values) == 1 else f"{len(values)} values"
            invalid(
                f"expected one string as {self.attribute!r}, got {found}; pass the key of an "
                "attribute that all tasks have, or pull fewer tasks",
                (*path, "attributes"),
            )
        return value
