"""The pictures of the demo: every annotated image and some frames, with their annotations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fastlabel._files.atomic import atomic_write
from fastlabel._files.safe_names import safe_join
from fastlabel.demo.annotations import SHOWN_FRAMES
from fastlabel.demo.narrator import AnyTask, Stage
from fastlabel.demo.python_text import spell
from fastlabel.drawing import draw, draw_annotations, draw_content, draw_frame, read_frames
from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    VideoTask,
)

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = [
    "CocoCounts",
    "hang",
]


def hang(task: AnyTask, media: Mapping[str, Path], folder: Path, stage: Stage) -> None:
    """Draw a task's pictures and write them.

    Args:
        task: The task.
        media: Its files: the name of the task, or those of its contents → path.
        folder: Where to write.
        stage: Where to show how each picture is drawn.
    """
    for drawn in _draw(task, media):
        stage.code(drawn.code)
        stage.answer(drawn.file)
        with atomic_write(safe_join(folder, drawn.file)) as file:
            drawn.picture.save(file, format="JPEG", quality=90, subsampling=0)


@dataclass(frozen=True, slots=True)
class _Drawn:
    file: str
    code: str
    picture: Picture


def _draw(task: AnyTask, media: Mapping[str, Path]) -> Iterator[_Drawn]:
    match task:
        case ImageTask():
            path = media[task.name]
            code = f"draw(task, {spell(path)})"
            yield _Drawn(f"image-{path.stem}.jpg", code, draw(task, path))
        case ImageClassificationTask():
            path = media[task.name]
            code = f"draw_annotations({spell(path)}, [])"
            picture = draw_annotations(path, [])
            yield _Drawn(f"classification-{path.stem}.jpg", code, picture)
        case MultiImageTask():
            for content in task.contents:
                path = media[content.name]
                code = f"draw_content({spell(path)}, task, {spell(content.name)})"
                picture = draw_content(path, task, content.name)
                yield _Drawn(f"multi-image-{path.stem}.jpg", code, picture)
        case VideoTask():
            for number, frame in read_frames(media[task.name], SHOWN_FRAMES):
                code = f"draw_frame(frame, task, {number})"
                picture = draw_frame(frame, task, number)
                yield _Drawn(f"video-frame-{number:03}.jpg", code, picture)


@dataclass(frozen=True, slots=True)
class CocoCounts:
    """The lengths of a COCO file's lists."""

    images: int
    annotations: int
    by_category: dict[str, int]
    """The name of each category → how many annotations have it, in the file's order."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Count what is in a file."""
        coco = json.loads(path.read_bytes())
        used = Counter(annotation["category_id"] for annotation in coco["annotations"])
        by_category = {category["name"]: used[category["id"]] for category in coco["categories"]}
        return cls(len(coco["images"]), len(coco["annotations"]), by_category)

    def summary(self) -> str:
        """One line."""
        return (
            f"{self.images} images, {len(self.by_category)} categories,"
            f" {self.annotations} annotations"
        )
