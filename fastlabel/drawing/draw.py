"""Draw annotations on images and video frames."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlabel._media.video import check_frame, read_frames
from fastlabel._types import StrPath
from fastlabel.drawing.canvas import Canvas
from fastlabel.drawing.images import ImageSource, is_image, open_rgb
from fastlabel.drawing.shapes import scale_shape, shape_of
from fastlabel.errors import invalid
from fastlabel.models import BBox, VideoBBox
from fastlabel.models.tasks import AnyAnnotation, annotations_of
from fastlabel.models.tasks.base import ContentsTask, ImageFileTask, NewTask, Task, VideoFileTask

if TYPE_CHECKING:
    from PIL.Image import Image


def draw(
    task: ImageFileTask | VideoFileTask,
    image: ImageSource | None = None,
    *,
    frame: int | None = None,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Image:
    """Draw a task's annotations on its image, or on one frame of its video.

    Args:
        task: The task. A classification task has no annotations, so nothing is drawn on its image.
        image: A Pillow image, a path or bytes. For a video task the video (a path or bytes), or the
            frame as an image.
        frame: Frame number, for a video task; the first frame is 1.
        max_size: Maximum pixels of the longer side. A larger image is scaled down before drawing,
            so that lines and labels stay readable.
        font: A TrueType or OpenType file for the labels.

    Returns:
        A new RGB image of the same size, or smaller.

    Raises:
        FastLabelInvalidException: There is no image, it is not an image, or it has another size
            than the task's; a video task without a frame, or a frame for another kind of task.
        MissingFileError: The file does not exist.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    label = f"task {task.name!r}"
    if not isinstance(task, VideoFileTask):
        if frame is not None:
            invalid(f"{label} is not a video; omit it", "frame")
        return draw_annotations(
            open_rgb(image, label, task), annotations_of(task), max_size=max_size, font=font
        )
    if frame is None:
        invalid(f"{label} is a video; give a frame number, the first frame is 1", "frame")
    check_frame(frame)
    if isinstance(image, bytes | str | os.PathLike) and not is_image(image):
        ((_, image),) = read_frames(image, [frame])
    return draw_frame(image, task, frame, max_size=max_size, font=font)


def draw_content(
    image: ImageSource | None,
    task: ContentsTask,
    content: str,
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Image:
    """Draw the annotations of one image of a multi-image task, as `draw` does.

    Raises:
        FastLabelInvalidException: The task has no content of that name; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    contents = {one.name: one for one in task.contents}
    if content not in contents:
        names = ", ".join(contents) or "none"
        invalid(f"{content!r} is not in task {task.name!r}; its contents are {names}", "content")
    rgb = open_rgb(image, f"content {content!r}", contents[content])
    annotations = [annotation for _, annotation in content_annotations(task, content)]
    return draw_annotations(rgb, annotations, max_size=max_size, font=font)


def draw_frame(
    image: ImageSource | None,
    task: VideoFileTask,
    frame: int,
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Image:
    """Draw the boxes of a video task on one frame, as `draw` does; the first frame is 1.

    Raises:
        FastLabelInvalidException: The frame number is below 1; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    check_frame(frame)
    annotations = [annotation for _, annotation in annotations_at(annotations_of(task), frame)]
    rgb = open_rgb(image, f"frame {frame}", task)
    return draw_annotations(rgb, annotations, max_size=max_size, font=font)


def draw_annotations(
    image: ImageSource | None,
    annotations: Iterable[AnyAnnotation],
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Image:
    """Draw annotations on an image, in the colors of their classes.

    Annotations that cannot be drawn (an `UnknownAnnotation`, a shape without vertices) are counted
    in a note at the bottom of the image.

    Returns:
        A new RGB image of the same size, or with `max_size` pixels on its longer side.

    Raises:
        FastLabelInvalidException: There is no image, it is not an image, or the font cannot be
            read.
        MissingExtraError: Pillow is not installed.
    """
    rgb = open_rgb(image)
    width = rgb.width
    if max_size is not None:
        if max_size < 1:
            invalid(f"expected 1 or more pixels, got {max_size}", "max_size")
        rgb.thumbnail((max_size, max_size))
    shapes = [shape_of(annotation) for annotation in annotations]
    scaled = [scale_shape(shape, rgb.width / width) for shape in shapes if shape]
    canvas = Canvas(rgb, font)
    canvas.draw(scaled, not_drawn=shapes.count(None))
    return canvas.image


def content_annotations(task: Task | NewTask, content: str) -> Iterator[tuple[int, AnyAnnotation]]:
    """Annotations on one content of a task, with their indices."""
    for index, annotation in enumerate(annotations_of(task)):
        if getattr(annotation, "content", None) == content:
            yield index, annotation


def annotations_at(
    annotations: Iterable[AnyAnnotation], frame: int
) -> Iterator[tuple[int, AnyAnnotation]]:
    """Annotations of a video on one frame, tracks as boxes, with their indices."""
    for index, annotation in enumerate(annotations):
        if not isinstance(annotation, VideoBBox):
            yield index, annotation
        elif point := annotation.points.get(frame):
            box = BBox(
                value=annotation.value,
                title=annotation.title,
                color=annotation.color,
                attributes=annotation.attributes,
                points=point.value,
            )
            yield index, box
