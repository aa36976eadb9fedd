"""Images of a task: views for the page's viewer, and a thumbnail."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastlabel._media.layout import HasSize, known_size
from fastlabel._media.video import choose_frames, read_frames
from fastlabel.drawing.canvas import Canvas
from fastlabel.drawing.contact_sheet import Media
from fastlabel.drawing.draw import annotations_at, content_annotations
from fastlabel.drawing.images import ImageSource, ReducedImage, open_reduced
from fastlabel.drawing.shapes import scale_shape, shape_of
from fastlabel.errors import FastLabelInvalidException, invalid
from fastlabel.html.figure import bounds_from_origin
from fastlabel.html.summary import frame_text
from fastlabel.models import VideoBBox
from fastlabel.models.tasks import AnyAnnotation, AnyTask, annotations_of
from fastlabel.models.tasks.base import ContentsTask, VideoFileTask
from fastlabel.report.files import ReportFiles, content_key

if TYPE_CHECKING:
    from PIL.Image import Image

_THUMBNAIL_SIDE: Final = 320
_COPY_SIDE: Final = 1600
_FRAME_SIDE: Final = 960
_MAX_FRAMES: Final = 12
_MAX_CONTENTS: Final = 40
_BLANK: Final = (203, 206, 213)
_FORMAT: Final = "1"
"""Increased when thumbnails look different, so that older ones are not reused."""

_Numbered = Sequence[tuple[int, AnyAnnotation]]


@dataclass(frozen=True, slots=True)
class View:
    """One image of a task."""

    name: str
    """Which of the task's images; empty if there is only one."""
    width: float
    height: float
    annotations: _Numbered
    """With their indices in the task."""
    url: str | None
    """Of the image; None if there is none."""


@dataclass(slots=True)
class TaskViews:
    """All images of a task."""

    views: list[View] = field(default_factory=list[View])
    thumbnail: str = ""
    """Name among the report's files; empty if there is nothing to show."""
    omitted: int = 0
    """Images that are not shown because there are too many."""
    failures: list[str] = field(default_factory=list[str])
    """Why images are missing."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """One image of a task before it is opened."""

    name: str
    medium: HasSize
    source: ImageSource | None
    annotations: _Numbered
    is_frame: bool = False

    @property
    def size(self) -> tuple[float, float] | None:
        """As stated, otherwise what the shapes need."""
        bounds = bounds_from_origin(annotation for _, annotation in self.annotations)
        return known_size(self.medium) or (bounds and (bounds[2], bounds[3]))


def make_views(task: AnyTask, media: Media | None, files: ReportFiles, *, copy: bool) -> TaskViews:
    """Make the images of a task. An image that cannot be opened is blank and is reported."""
    views = TaskViews()
    key = _key(task, media)
    scenes = _scenes(task, media, files, key, views)
    first_annotated = next((at for at, scene in enumerate(scenes) if scene.annotations), 0)
    for at, scene in enumerate(scenes):
        thumbnail = f"{content_key([_FORMAT, key, at])}.jpg" if at == first_annotated else None
        _add_view(scene, views, files, copy=copy, thumbnail=thumbnail, key=key)
    return views


def _key(task: AnyTask, media: Media | None) -> str:
    """Changes with anything visible of a task. URLs are signed anew in each response."""
    unsigned = task.model_copy(update={"url": None, "contents": ()})
    contents = [content.name for content in getattr(task, "contents", ())]
    sources = media.values() if isinstance(media, Mapping) else [media]
    return content_key([unsigned.to_json(), *contents, *map(_fingerprint, sources)])


def _fingerprint(source: ImageSource | None) -> str | bytes:
    if isinstance(source, str | os.PathLike):
        try:
            status = Path(source).stat()
        except OSError:
            return f"{source}"
        return f"{source} {status.st_size} {status.st_mtime_ns}"
    if source is None or isinstance(source, bytes):
        return source or b""
    return source.tobytes()


def _scenes(
    task: AnyTask, media: Media | None, files: ReportFiles, key: str, views: TaskViews
) -> list[_Scene]:
    if isinstance(task, VideoFileTask):
        return _frames(task, media, files, key, views)
    if isinstance(task, ContentsTask):
        contents = task.contents[:_MAX_CONTENTS]
        views.omitted = len(task.contents) - len(contents)
        sources: Mapping[str, ImageSource] = media if isinstance(media, Mapping) else {}
        return [
            _Scene(one.name, one, sources.get(one.name), [*content_annotations(task, one.name)])
            for one in contents
        ]
    source = None if isinstance(media, Mapping) else media
    return [_Scene("", task, source, [*enumerate(annotations_of(task))])]


def _frames(
    task: VideoFileTask, media: Media | None, files: ReportFiles, key: str, views: TaskViews
) -> list[_Scene]:
    annotations = annotations_of(task)
    numbers = choose_frames(annotations, _MAX_FRAMES)
    tracks = [annotation for annotation in annotations if isinstance(annotation, VideoBBox)]
    views.omitted = len({frame for track in tracks for frame in track.points} - set(numbers))
    images: dict[int, Path] = {}
    if media is not None:
        try:
            images = _decode(task, media, numbers, files, key)
        except FastLabelInvalidException as error:
            views.failures.append(error.detail)
    return [
        _Scene(
            frame_text(number, task.fps),
            task,
            images.get(number),
            [*annotations_at(annotations, number)],
            is_frame=True,
        )
        for number in numbers
    ]


def _decode(
    task: VideoFileTask, media: Media, numbers: Sequence[int], files: ReportFiles, key: str
) -> dict[int, Path]:
    """Frames as files of the report, decoded unless they exist."""
    if not isinstance(media, bytes | str | os.PathLike):
        invalid("expected a video as a path or bytes", "media")
    names = {number: f"{content_key([_FORMAT, key, 'frame', number])}.jpg" for number in numbers}
    if not all(list(map(files.reuse_image, names.values()))):
        for number, frame in read_frames(media, numbers):
            reduced = open_reduced(frame, f"frame {number}", task, _FRAME_SIDE)
            files.write_image(names[number], reduced.image)
    return {number: files.path(name) for number, name in names.items()}


def _add_view(
    scene: _Scene,
    views: TaskViews,
    files: ReportFiles,
    *,
    copy: bool,
    thumbnail: str | None,
    key: str,
) -> None:
    """Add a view; write its copy if needed, and its thumbnail if it has a name for one."""
    needs_pixels = thumbnail is not None and not files.reuse_image(thumbnail)
    url: str | None = None
    reduced: ReducedImage | None = None
    if scene.source is not None:
        try:
            reduced = _open(scene, _THUMBNAIL_SIDE if needs_pixels else None)
            if not copy and reduced.is_displayable and isinstance(scene.source, str | os.PathLike):
                url = files.relative_url(Path(scene.source))
            url = url or _copy(scene, files, key)
        except FastLabelInvalidException as error:
            views.failures.append(error.detail)
            reduced = None
    size = reduced.size if reduced else scene.size
    if size is None:
        return
    if thumbnail is not None:
        if needs_pixels:
            files.write_image(thumbnail, _draw_thumbnail(scene, reduced, size))
        views.thumbnail = thumbnail
    views.views.append(View(scene.name, size[0], size[1], scene.annotations, url))


def _open(scene: _Scene, max_size: int | None) -> ReducedImage:
    if scene.is_frame:
        # The file of a frame is smaller than its video.
        reduced = open_reduced(scene.source, scene.name, None, max_size)
        size = known_size(scene.medium) or reduced.size
        return ReducedImage(reduced.image, size, is_displayable=True)
    label = f"content {scene.name!r}" if scene.name else "image"
    return open_reduced(scene.source, label, scene.medium, max_size)


def _copy(scene: _Scene, files: ReportFiles, key: str) -> str:
    name = f"{content_key([_FORMAT, key, 'copy', scene.name])}.jpg"
    if not files.reuse_image(name):
        files.write_image(name, open_reduced(scene.source, scene.name, None, _COPY_SIDE).image)
    return files.url(name)


def _draw_thumbnail(
    scene: _Scene, reduced: ReducedImage | None, size: tuple[float, float]
) -> Image:
    """The image, or a blank one, with shapes. Labels would hide so small an image."""
    image = reduced.image if reduced else _blank(size)
    shapes = (shape_of(annotation) for _, annotation in scene.annotations)
    factor = image.width / size[0]
    canvas = Canvas(image, None)
    canvas.draw_unlabelled([scale_shape(shape, factor) for shape in shapes if shape])
    return canvas.image


def _blank(size: tuple[float, float]) -> Image:
    from PIL import Image  # noqa: PLC0415  # optional

    factor = _THUMBNAIL_SIDE / max(size)
    width, height = (max(1, round(side * factor)) for side in size)
    return Image.new("RGB", (width, height), _BLANK)
