"""The pictures of a task: what the page's viewer shows, and the thumbnail of the first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastlabel._media.video import chosen_frames, read_frames
from fastlabel.drawing.canvas import Canvas
from fastlabel.drawing.contact_sheet import Media
from fastlabel.drawing.draw import boxes_at
from fastlabel.drawing.images import ImageSource, Reduced, Sized, open_reduced
from fastlabel.drawing.shapes import scaled, shape_of
from fastlabel.errors import FastLabelInvalidException
from fastlabel.html.figure import extent_of
from fastlabel.models import (
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    MultiImageTask,
    VideoBBox,
    VideoTask,
    seconds_of,
)
from fastlabel.models.tasks import AnyTask
from fastlabel.report.files import ReportFiles, digest_of

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["TaskViews", "View", "views_of"]

_THUMBNAIL: Final = 320
_COPY: Final = 1600
_FRAME: Final = 960
_MOST_FRAMES: Final = 12
_MOST_CONTENTS: Final = 40
_GROUND: Final = (203, 206, 213)
_PAINT: Final = "1"
"""Changes when thumbnails come to look otherwise, so that none of before is used."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture of a task."""

    name: str
    """Which of the task's pictures it is; empty if there is only one."""
    width: float
    height: float
    shown: Sequence[tuple[int, ImageAnnotation]]
    """Its annotations, by their places in the task."""
    link: str | None
    """The address of its picture; None if there is none."""


@dataclass(slots=True)
class TaskViews:
    """What a task is shown as."""

    views: list[View] = field(default_factory=list[View])
    thumbnail: str = ""
    """Its name among the report's files; empty if there is nothing to show."""
    left_out: int = 0
    """Pictures that are not shown, because there are too many."""
    failures: list[str] = field(default_factory=list[str])
    """Why pictures are missing."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """One picture of a task, before it is opened."""

    name: str
    told: Sized
    source: ImageSource | None
    shown: Sequence[tuple[int, ImageAnnotation]]

    @property
    def size(self) -> tuple[float, float] | None:
        """As the task tells it, or as its shapes need it."""
        if self.told.width and self.told.height:
            return self.told.width, self.told.height
        extent = extent_of(annotation for _, annotation in self.shown)
        return extent and (extent[2], extent[3])


def views_of(task: AnyTask, media: Media | None, files: ReportFiles, *, copy: bool) -> TaskViews:
    """Make the pictures of a task. What cannot be opened is told, and shown as a plain ground.

    Args:
        task: The task.
        media: What it was made of, if that is at hand.
        files: Where pictures go.
        copy: Whether pictures that are files are copied beside the page, not linked where they are.
    """
    found = TaskViews()
    key = _key(task, media)
    if isinstance(task, VideoTask):
        scenes = _frames(task, media, files, key, found)
    else:
        scenes = _scenes(task, media, found)
    busy = next((at for at, scene in enumerate(scenes) if scene.shown), 0)
    for at, scene in enumerate(scenes):
        thumbnail = f"{digest_of([_PAINT, key, at])}.jpg" if at == busy else None
        _show(scene, found, files, copy=copy, thumbnail=thumbnail, key=key)
    return found


def _key(task: AnyTask, media: Media | None) -> str:
    """Changes with anything that is seen of a task. A URL is signed anew in each answer."""
    unsigned = task.model_copy(update={"url": None, "contents": ()})
    contents = [one.name for one in task.contents] if isinstance(task, MultiImageTask) else []
    sources = media.values() if isinstance(media, Mapping) else [media]
    return digest_of([unsigned.to_json(), *contents, *map(_state, sources)])


def _state(source: ImageSource | None) -> str | bytes:
    if isinstance(source, str | os.PathLike):
        try:
            facts = Path(source).stat()
        except OSError:
            return f"{source}"
        return f"{source} {facts.st_size} {facts.st_mtime_ns}"
    if source is None or isinstance(source, bytes):
        return source or b""
    return source.tobytes()


def _scenes(task: AnyTask, media: Media | None, found: TaskViews) -> list[_Scene]:
    if isinstance(task, MultiImageTask):
        contents = task.contents[:_MOST_CONTENTS]
        found.left_out = len(task.contents) - len(contents)
        sources: Mapping[str, ImageSource] = media if isinstance(media, Mapping) else {}
        return [_content(task, content, sources.get(content.name)) for content in contents]
    if isinstance(task, VideoTask):
        return []
    annotations = () if isinstance(task, ImageClassificationTask) else task.annotations
    source = None if isinstance(media, Mapping) else media
    return [_Scene("", task, source, list(enumerate(annotations)))]


def _content(task: MultiImageTask, content: Content, source: ImageSource | None) -> _Scene:
    on_it = [
        (index, one)
        for index, one in enumerate(task.annotations)
        if getattr(one, "content", None) == content.name
    ]
    return _Scene(content.name, content, source, on_it)


def _frames(
    task: VideoTask, media: Media | None, files: ReportFiles, key: str, found: TaskViews
) -> list[_Scene]:
    numbers = chosen_frames(task.annotations, _MOST_FRAMES)
    boxes = [one for one in task.annotations if isinstance(one, VideoBBox)]
    found.left_out = len({frame for box in boxes for frame in box.points} - set(numbers))
    pictures: dict[int, Path] = {}
    if media is not None:
        try:
            pictures = _decoded(task, media, numbers, files, key)
        except FastLabelInvalidException as error:
            found.failures.append(error.message)
    return [
        _Scene(_when(task, number), task, pictures.get(number), list(_boxes(task, number)))
        for number in numbers
    ]


def _decoded(
    task: VideoTask, media: Media, numbers: Sequence[int], files: ReportFiles, key: str
) -> dict[int, Path]:
    """The frames as files of the report, decoded unless they are there."""
    if not isinstance(media, bytes | str | os.PathLike):
        message = f"task {task.name!r}: needs its video: a path or bytes"
        raise FastLabelInvalidException(message, 422)
    names = {number: f"{digest_of([_PAINT, key, 'frame', number])}.jpg" for number in numbers}
    if not all(list(map(files.has_picture, names.values()))):
        for number, frame in read_frames(media, numbers):
            reduced = open_reduced(frame, f"frame {number}", task, _FRAME)
            files.put_picture(names[number], reduced.picture)
    return {number: files.place(name) for number, name in names.items()}


def _when(task: VideoTask, frame: int) -> str:
    return f"frame {frame}, {seconds_of(frame, task.fps):.2f} s" if task.fps else f"frame {frame}"


def _boxes(task: VideoTask, frame: int) -> Iterator[tuple[int, ImageAnnotation]]:
    for index, box in enumerate(task.annotations):
        for shown in boxes_at([box], frame):
            yield index, shown


def _show(
    scene: _Scene,
    found: TaskViews,
    files: ReportFiles,
    *,
    copy: bool,
    thumbnail: str | None,
    key: str,
) -> None:
    """Make one view, its copy if it needs one, and its thumbnail if it is the one to have it."""
    is_kept = thumbnail is None or files.has_picture(thumbnail)
    link: str | None = None
    reduced: Reduced | None = None
    if scene.source is not None:
        try:
            reduced = _opened(scene, None if is_kept else _THUMBNAIL)
            link = None if copy or not reduced.is_plain else _linked(scene.source, files)
            link = link or _copied(scene, files, key)
        except FastLabelInvalidException as error:
            found.failures.append(error.message)
            reduced = None
    size = reduced.size if reduced else scene.size
    if size is None:
        return
    if thumbnail is not None:
        if not is_kept:
            files.put_picture(thumbnail, _thumbnail(scene, reduced, size))
        found.thumbnail = thumbnail
    found.views.append(View(scene.name, size[0], size[1], scene.shown, link))


def _opened(scene: _Scene, max_size: int | None) -> Reduced:
    if isinstance(scene.told, VideoTask):
        # A frame that was written is smaller than its video.
        reduced = open_reduced(scene.source, scene.name, None, max_size)
        told = scene.told.width, scene.told.height
        size = (told[0], told[1]) if told[0] and told[1] else reduced.size
        return Reduced(reduced.picture, size, is_plain=True)
    place = f"content {scene.name!r}" if scene.name else "image"
    return open_reduced(scene.source, place, scene.told, max_size)


def _linked(source: ImageSource, files: ReportFiles) -> str | None:
    return files.link(Path(source)) if isinstance(source, str | os.PathLike) else None


def _copied(scene: _Scene, files: ReportFiles, key: str) -> str:
    name = f"{digest_of([_PAINT, key, 'copy', scene.name])}.jpg"
    if not files.has_picture(name):
        files.put_picture(name, open_reduced(scene.source, scene.name, None, _COPY).picture)
    return files.address(name)


def _thumbnail(scene: _Scene, reduced: Reduced | None, size: tuple[float, float]) -> Picture:
    """The picture, or a plain ground, with shapes on it. Labels would hide so small a picture."""
    picture = reduced.picture if reduced else _ground(size)
    shapes = (shape_of(annotation) for _, annotation in scene.shown)
    factor = picture.width / size[0]
    canvas = Canvas(picture, None)
    canvas.draw_unlabelled([scaled(shape, factor) for shape in shapes if shape])
    return canvas.picture


def _ground(size: tuple[float, float]) -> Picture:
    from PIL import Image  # noqa: PLC0415  # optional

    factor = _THUMBNAIL / max(size)
    width, height = (max(1, round(side * factor)) for side in size)
    return Image.new("RGB", (width, height), _GROUND)
