"""`fastlabel.show`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastlabel._media.layout import media_paths
from fastlabel._media.video import check_frame, chosen_frames
from fastlabel.drawing.images import ImageSource
from fastlabel.errors import invalid
from fastlabel.html.embed import Embedded, Footage, embed_frames, embed_picture
from fastlabel.html.render import html_of
from fastlabel.html.summary import Annotation
from fastlabel.models import (
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    NewMultiImageTask,
    NewVideoTask,
    VideoTask,
)
from fastlabel.models.tasks import AnyNewTask, AnyTask
from fastlabel.models.tasks.base import NewFileTask

__all__ = ["NotebookView", "show"]

_MOST_DECODED: Final = 12
_MOST_ASKED_FOR: Final = 200


@dataclass(frozen=True, slots=True)
class NotebookView:
    """What a notebook shows of a task or an annotation."""

    html: str
    """One `div` that needs nothing else: style and embedded pictures are in it."""

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"NotebookView({len(self.html):,} characters of HTML)"


def show(
    shown: AnyTask | AnyNewTask | Annotation,
    media: ImageSource | Mapping[str, ImageSource] | None = None,
    *,
    frames: Iterable[int] | None = None,
) -> NotebookView:
    """A task or an annotation for a notebook, over media of this machine.

    As the last line of a cell, a task shows itself over what its URL leads to. This is for what has
    no URL, or one that has expired. Pictures are embedded with at most 1,280 pixels on their longer
    side, frames of a video with 640, as JPEG without metadata; the shapes keep their coordinates.

    Args:
        shown: The task or annotation.
        media: A Pillow image, a path or bytes; for a video a path or bytes; for a multi-image task
            a mapping of content names to images. Or the folder that `pull` or `download` filled.
            Left out, it is the `file_path` of a new task, and else what the task's URL leads to.
        frames: Which frames of a video to show; the first is 1. Left out, they are up to 60 of
            those that have boxes, or 12 if they are decoded here.

    Raises:
        FastLabelInvalidException: The media are none, or of another size than the task's; or there
            are no such frames, or more than 200.
        MissingFileError: There is no such file.
        MissingExtraError: Media were given, and Pillow is not installed, or PyAV for a video.
    """
    given = _given(shown, media)
    chosen = _checked(shown, frames)
    match shown:
        case MultiImageTask() | NewMultiImageTask():
            footage = Footage(contents=_contents(shown, given))
        case VideoTask() | NewVideoTask():
            footage = _footage(shown, given, chosen)
        case _:
            footage = _picture(shown, given)
    return NotebookView(html_of(shown, footage))


def _given(
    shown: AnyTask | AnyNewTask | Annotation, media: ImageSource | Mapping[str, ImageSource] | None
) -> ImageSource | Mapping[str, ImageSource] | None:
    """The media, where they are a folder or left out."""
    if media is None and isinstance(shown, NewFileTask):
        return shown.file_path
    if isinstance(media, str | os.PathLike) and Path(media).is_dir():
        if not isinstance(shown, AnyTask):
            invalid(f"media: {str(media)!r} is a folder, which has media of tasks that were read")
        paths = media_paths(media, shown)
        if isinstance(shown, MultiImageTask):
            names = (content.name for content in shown.contents)
            return dict(zip(names, paths, strict=True))
        return paths[0]
    return media


def _checked(
    shown: AnyTask | AnyNewTask | Annotation, frames: Iterable[int] | None
) -> Sequence[int]:
    if frames is None:
        return ()
    if not isinstance(shown, VideoTask | NewVideoTask):
        invalid(f"frames: {type(shown).__name__} has none; leave it out")
    chosen = sorted(set(frames))
    if not 1 <= len(chosen) <= _MOST_ASKED_FOR:
        invalid(f"frames: {len(chosen)}, between 1 and {_MOST_ASKED_FOR} can be shown")
    check_frame(chosen[0])
    return chosen


def _picture(
    shown: AnyTask | AnyNewTask | Annotation, image: ImageSource | Mapping[str, ImageSource] | None
) -> Footage:
    if image is None:
        return Footage()
    if not isinstance(shown, ImageTask | ImageClassificationTask | NewFileTask):
        invalid(f"media: {type(shown).__name__} is shown without; show its task")
    if isinstance(image, Mapping):
        invalid("media: a mapping, a task of one image has one: a Pillow image, a path or bytes")
    told = None if isinstance(shown, NewFileTask) else shown
    return Footage(picture=embed_picture(image, f"task {shown.name!r}", told))


def _contents(
    task: MultiImageTask | NewMultiImageTask,
    images: ImageSource | Mapping[str, ImageSource] | None,
) -> Mapping[str, Embedded]:
    if images is None:
        return {}
    if not isinstance(images, Mapping):
        invalid("media: a multi-image task has several: a mapping of content names to images")
    told = {one.name: one for one in task.contents} if isinstance(task, MultiImageTask) else {}
    unknown = [name for name in images if isinstance(task, MultiImageTask) and name not in told]
    if unknown:
        names = ", ".join(told) or "none"
        invalid(f"media: {unknown[0]!r} is not in task {task.name!r}; its contents are {names}")
    return {
        name: embed_picture(image, f"content {name!r}", told.get(name))
        for name, image in images.items()
    }


def _footage(
    task: VideoTask | NewVideoTask,
    video: ImageSource | Mapping[str, ImageSource] | None,
    chosen: Sequence[int],
) -> Footage:
    if video is None:
        return Footage(chosen=chosen)
    if not isinstance(video, bytes | str | os.PathLike):
        invalid("media: a video is given as a path or bytes")
    frames = chosen or chosen_frames(task.annotations, _MOST_DECODED)
    told = task if isinstance(task, VideoTask) else None
    return Footage(frames=embed_frames(video, frames, told), chosen=frames)
