"""The pictures of the demo: every annotated image and some frames, with their annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel.demo.scenes import SHOWN_FRAMES
from fastlabel.demo.spelling import spell
from fastlabel.demo.stage import Stage
from fastlabel.demo.summaries import AnyTask
from fastlabel.drawing import draw, draw_annotations, draw_content, draw_frame, read_frames
from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    VideoTask,
)
from fastlabel.safe_paths import safe_join
from fastlabel.whole_files import write_beside

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["hang"]


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
        with write_beside(safe_join(folder, drawn.file)) as file:
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
