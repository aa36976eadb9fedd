"""`fastlabel.show`: a task or an annotation in a notebook, on local media."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from fastlabel._media.layout import HasSize, media_by_content
from fastlabel._media.video import check_frame, choose_frames
from fastlabel._protocol.kinds import kind_of
from fastlabel.drawing.contact_sheet import Media
from fastlabel.errors import invalid
from fastlabel.html.embed import LocalMedia, embed_frames, embed_image
from fastlabel.html.render import to_html
from fastlabel.models.tasks import AnyAnnotation, AnyNewTask, AnyTask, annotations_of
from fastlabel.models.tasks.base import (
    ContentsTask,
    ImageFileTask,
    NewFileTask,
    NewTask,
    Task,
    VideoFileTask,
)

_MAX_DECODED: Final = 12
_MAX_FRAMES: Final = 200

_Item: TypeAlias = AnyTask | AnyNewTask | AnyAnnotation


@dataclass(frozen=True, slots=True)
class NotebookView:
    """What a notebook displays for a task or an annotation."""

    html: str
    """One self-contained `div`, with its style and embedded images."""

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"NotebookView({len(self.html):,} characters of HTML)"


def show(
    item: AnyTask | AnyNewTask | AnyAnnotation,
    media: Media | None = None,
    *,
    frames: Iterable[int] | None = None,
) -> NotebookView:
    """Display a task or an annotation in a notebook, on local media.

    On the last line of a cell, a task displays itself on the media of its URL. `show` is for tasks
    without a URL, or with one that has expired. Images are embedded with at most 1,280 pixels on
    their longer side, video frames with 640, as JPEG without metadata; shapes keep their
    coordinates.

    Args:
        item: The task or annotation.
        media: A Pillow image, a path or bytes; for a video a path or bytes; for a multi-image task
            a mapping of content names to images. Or the folder of `pull` or `download`. By default
            the `file_path` of a new task, otherwise what the task's URL leads to.
        frames: Frame numbers of a video, from 1. By default up to 60 frames that have boxes, or 12
            if they are decoded here.

    Raises:
        FastLabelInvalidException: The media cannot be read or have another size than the task's; a
            frame is not in the video, or there are more than 200.
        MissingFileError: The file does not exist.
        MissingExtraError: With local media: Pillow is not installed, or PyAV for a video.
    """
    frame_numbers = _frame_numbers(item, frames)
    media = _resolve(item, media)
    return NotebookView(to_html(item, _load(item, media, frame_numbers)))


def _resolve(item: _Item, media: Media | None) -> Media | None:
    """The media of a folder, and of a new task."""
    if media is None and isinstance(item, NewFileTask):
        return item.file_path
    if isinstance(media, str | os.PathLike) and Path(media).is_dir():
        if not isinstance(item, Task):
            name = type(item).__name__
            invalid(f"{str(media)!r} is a folder, which cannot be used for a {name}", "media")
        return media_by_content(media, item)
    return media


def _frame_numbers(item: _Item, frames: Iterable[int] | None) -> Sequence[int]:
    if frames is None:
        return ()
    if not isinstance(item, Task | NewTask) or kind_of(item).media != "video":
        invalid(f"{type(item).__name__} is not a video task; omit it", "frames")
    numbers = sorted(set(frames))
    if not 1 <= len(numbers) <= _MAX_FRAMES:
        invalid(f"expected 1 to {_MAX_FRAMES} frames, got {len(numbers)}", "frames")
    check_frame(numbers[0])
    return numbers


def _load(item: _Item, media: Media | None, frame_numbers: Sequence[int]) -> LocalMedia:
    if media is None:
        return LocalMedia(frame_numbers=frame_numbers)
    if not isinstance(item, Task | NewTask):
        invalid(f"{type(item).__name__} is shown without media; show its task", "media")
    kind = kind_of(item)
    expected_size = item if isinstance(item, ImageFileTask | VideoFileTask) else None
    if kind.has_contents:
        return _load_contents(item, media)
    if kind.media == "video":
        if not isinstance(media, bytes | str | os.PathLike):
            invalid("expected a video as a path or bytes", "media")
        numbers = frame_numbers or choose_frames(annotations_of(item), _MAX_DECODED)
        frames = embed_frames(media, numbers, expected_size)
        return LocalMedia(frames=frames, frame_numbers=numbers)
    if isinstance(media, Mapping):
        invalid("expected a Pillow image, a path or bytes, got a mapping", "media")
    return LocalMedia(image=embed_image(media, f"task {item.name!r}", expected_size))


def _load_contents(task: Task | NewTask, media: Media) -> LocalMedia:
    if not isinstance(media, Mapping):
        invalid("expected a mapping of content names to images", "media")
    sizes: dict[str, HasSize] = {}
    if isinstance(task, ContentsTask):
        sizes = {content.name: content for content in task.contents}
        for name in media:
            if name not in sizes:
                names = ", ".join(sizes) or "none"
                message = f"{name!r} is not in task {task.name!r}; its contents are {names}"
                invalid(message, "media")
    return LocalMedia(
        contents={
            name: embed_image(image, f"content {name!r}", sizes.get(name))
            for name, image in media.items()
        }
    )
