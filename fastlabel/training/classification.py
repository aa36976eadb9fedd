"""The pictures of image classification tasks with their labels, one by number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastlabel._media.layout import media_paths
from fastlabel._types import StrPath
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.drawing.images import open_picture
from fastlabel.errors import invalid
from fastlabel.models import ImageClassificationTask
from fastlabel.training.task_index import TaskIndex, check_installed, check_pictures

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["ClassificationDataset"]

_WAY_OUT: Final = "give the key of an attribute that is one text in all tasks, or pull fewer tasks"


class ClassificationDataset:
    """A map data set: `dataset[3]` is the fourth picture as RGB, and the number of its class.

    The class is the value of one attribute. As `DetectionDataset`, it can be pickled, holds nothing
    open and 16 bytes of memory for each picture.

    Attributes:
        attribute: The key of the attribute.
        classes: The classes by their numbers.
    """

    def __init__(
        self, folder: StrPath, *, attribute: str, classes: Sequence[str] | None = None
    ) -> None:
        """Walk the tasks of a folder once, and see that their pictures are there.

        Args:
            folder: One that `client.image_classification.pull` or `download` filled.
            attribute: The key of the attribute whose value is the class: one text.
            classes: The classes in the order of their numbers, from 0. Left out, they are those
                found, sorted by name.

        Raises:
            FastLabelInvalidException: A task has no such attribute, or not one text in it; or a
                class is not in `classes`. The message names the task.
            InvalidResponseError: A line of `tasks.jsonl` is no image classification task.
            MissingFileError: There is no `tasks.jsonl`, or a picture is not there.
            MissingExtraError: numpy or Pillow is not installed.
        """
        check_installed()
        self.folder: Path = Path(folder)
        self.attribute: str = attribute
        self._index: TaskIndex[ImageClassificationTask] = TaskIndex(
            self.folder, ImageClassificationTask
        )
        order = ClassIndex(classes)
        for number, task in enumerate(self._index.read()):
            check_pictures(self.folder, task)
            order.index_of(self._value_of(task, f"tasks[{number}]"), ("tasks", number))
        self.classes: list[str] = order.names()
        self._labels = {value: number for number, value in enumerate(self.classes)}

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self._index)

    def __getitem__(self, number: int) -> tuple[Image, int]:
        """A picture and the number of its class.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: The picture is not readable, or not of the size that its task
                says; or the folder was pulled anew.
            MissingFileError: The picture is not there any more.
        """
        path, task, label = self.entry(number)
        return open_picture(path, f"tasks[{task.id}]", task), label

    def entry(self, number: int) -> tuple[Path, ImageClassificationTask, int]:
        """Path, task and class of a picture, without opening it.

        Raises:
            IndexError: There is no picture of that number.
            FastLabelInvalidException: The folder was pulled anew.
        """
        task, position = self._index[number]
        label = self._labels[self._value_of(task, f"tasks[{task.id}]")]
        return media_paths(self.folder, task)[position], task, label

    def _value_of(self, task: ImageClassificationTask, place: str) -> str:
        values = [each.value for each in task.attributes if each.key == self.attribute]
        value = values[0] if len(values) == 1 else None
        if not isinstance(value, str) or not value:
            said = f"{value!r} is" if len(values) == 1 else f"{len(values)} values are"
            invalid(f"{place}.attributes: {said} in {self.attribute!r}; {_WAY_OUT}")
        return value
