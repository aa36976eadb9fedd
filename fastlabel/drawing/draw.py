"""Pictures of tasks with their annotations on them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlabel._media.video import check_frame, read_frames
from fastlabel._types import StrPath
from fastlabel.drawing.canvas import Canvas
from fastlabel.drawing.images import ImageSource, is_picture, open_picture
from fastlabel.drawing.shapes import scaled, shape_of
from fastlabel.errors import invalid
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    UnknownAnnotation,
    VideoAnnotation,
    VideoTask,
)

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["boxes_at", "draw", "draw_annotations", "draw_content", "draw_frame"]


def draw(
    task: ImageTask | ImageClassificationTask | VideoTask,
    image: ImageSource | None = None,
    *,
    frame: int | None = None,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Picture:
    """Draw a task's annotations on its image, or on one frame of its video.

    Args:
        task: The task. Of a classification task, whose image has no annotations, it is the image.
        image: A Pillow image, a path or bytes. Of a video task it is the video (a path or bytes),
            or the frame as an image.
        frame: Of a video task, which frame; the first is 1.
        max_size: The most pixels of the longer side. A larger image is made smaller before it is
            drawn on, so that lines and labels stay as readable.
        font: A TrueType or OpenType file for the labels.

    Returns:
        A new RGB image of the same size, or smaller.

    Raises:
        FastLabelInvalidException: No image, not an image, or one of another size than the task's;
            or a video task without a frame, or a frame of what has none.
        MissingFileError: There is no such file.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    place = f"task {task.name!r}"
    if not isinstance(task, VideoTask):
        if frame is not None:
            invalid(f"frame: {frame}, {place} is no video; leave it out")
        annotations = () if isinstance(task, ImageClassificationTask) else task.annotations
        return draw_annotations(
            open_picture(image, place, task), annotations, max_size=max_size, font=font
        )
    if frame is None:
        invalid(f"frame: missing, {place} is a video; the first frame is 1")
    check_frame(frame)
    if isinstance(image, bytes | str | os.PathLike) and not is_picture(image):
        ((_, image),) = read_frames(image, [frame])
    return draw_frame(image, task, frame, max_size=max_size, font=font)


def draw_content(
    image: ImageSource | None,
    task: MultiImageTask,
    content: str,
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Picture:
    """Draw the annotations of one image of a multi-image task, as `draw` does.

    Raises:
        FastLabelInvalidException: The task has no content of that name; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    found = next((one for one in task.contents if one.name == content), None)
    if found is None:
        names = ", ".join(one.name for one in task.contents) or "none"
        invalid(f"content: {content!r} is not in task {task.name!r}; its contents are {names}")
    on_it = [one for one in task.annotations if getattr(one, "content", None) == content]
    return draw_annotations(
        open_picture(image, f"content {content!r}", found), on_it, max_size=max_size, font=font
    )


def draw_frame(
    image: ImageSource | None,
    task: VideoTask,
    frame: int,
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Picture:
    """Draw the boxes that a video task has on one frame, as `draw` does; the first frame is 1.

    Raises:
        FastLabelInvalidException: The frame's number is below 1; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    check_frame(frame)
    boxes = boxes_at(task.annotations, frame)
    return draw_annotations(
        open_picture(image, f"frame {frame}", task), boxes, max_size=max_size, font=font
    )


def draw_annotations(
    image: ImageSource | None,
    annotations: Iterable[ImageAnnotation],
    *,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Picture:
    """Draw annotations on an image, in the colours of their classes.

    What cannot be drawn (an `UnknownAnnotation`, a shape without vertices) is counted in a note at
    the bottom of the picture.

    Returns:
        A new RGB image of the same size, or with `max_size` pixels on its longer side.

    Raises:
        FastLabelInvalidException: No image, or not an image; or the font cannot be read.
        MissingExtraError: Pillow is not installed.
    """
    picture = open_picture(image, "image")
    width = picture.width
    if max_size is not None:
        _shrink(picture, max_size)
    shapes = [shape_of(annotation) for annotation in annotations]
    smaller = [scaled(shape, picture.width / width) for shape in shapes if shape]
    canvas = Canvas(picture, font)
    canvas.draw(smaller, not_drawn=shapes.count(None))
    return canvas.picture


def _shrink(picture: Picture, max_size: int) -> None:
    if max_size < 1:
        invalid(f"max_size: {max_size}, a picture has 1 pixel or more")
    picture.thumbnail((max_size, max_size))


def boxes_at(annotations: Iterable[VideoAnnotation], frame: int) -> Iterator[ImageAnnotation]:
    """What a video has on one frame: its boxes there, and what is not known to be anywhere."""
    for annotation in annotations:
        if isinstance(annotation, UnknownAnnotation):
            yield annotation
        elif point := annotation.points.get(frame):
            yield BBox(
                value=annotation.value,
                title=annotation.title,
                color=annotation.color,
                attributes=annotation.attributes,
                points=point.value,
            )
