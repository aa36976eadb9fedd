"""Pictures of tasks with their annotations on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from fastlabel.checks import refuse
from fastlabel.drawing.canvas import Canvas
from fastlabel.drawing.frames import check_frame
from fastlabel.drawing.pictures import ImageSource, open_picture
from fastlabel.drawing.shapes import shape_of
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    ImageTask,
    MultiImageTask,
    UnknownAnnotation,
    VideoAnnotation,
    VideoTask,
)
from fastlabel.models.source import StrPath

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["boxes_at", "draw", "draw_annotations", "draw_content", "draw_frame"]


def draw(
    task: ImageTask, image: ImageSource | None = None, *, font: StrPath | None = None
) -> Picture:
    """Draw an image task's annotations on its image.

    Returns:
        A new RGB image of the same size.

    Raises:
        FastLabelInvalidException: No image, not an image, or one of another size than the task's.
        MissingExtraError: Pillow is not installed.
    """
    place = f"task {task.name!r}"
    return draw_annotations(open_picture(image, place, task), task.annotations, font=font)


def draw_content(
    image: ImageSource | None, task: MultiImageTask, content: str, *, font: StrPath | None = None
) -> Picture:
    """Draw the annotations of one image of a multi-image task, as `draw` does.

    Raises:
        FastLabelInvalidException: The task has no content of that name; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    found = next((one for one in task.contents if one.name == content), None)
    if found is None:
        names = ", ".join(one.name for one in task.contents) or "none"
        refuse(f"content: {content!r} is not in task {task.name!r}; its contents are {names}")
    on_it = [one for one in task.annotations if getattr(one, "content", None) == content]
    return draw_annotations(open_picture(image, f"content {content!r}", found), on_it, font=font)


def draw_frame(
    image: ImageSource | None, task: VideoTask, frame: int, *, font: StrPath | None = None
) -> Picture:
    """Draw the boxes that a video task has on one frame, as `draw` does; the first frame is 1.

    Raises:
        FastLabelInvalidException: The frame's number is below 1; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    check_frame(frame)
    boxes = boxes_at(task.annotations, frame)
    return draw_annotations(open_picture(image, f"frame {frame}", task), boxes, font=font)


def draw_annotations(
    image: ImageSource | None,
    annotations: Iterable[ImageAnnotation],
    *,
    font: StrPath | None = None,
) -> Picture:
    """Draw annotations on an image, in the colours of their classes.

    What cannot be drawn (an `UnknownAnnotation`, a shape without vertices) is counted in a note at
    the bottom of the picture.

    Returns:
        A new RGB image of the same size.

    Raises:
        FastLabelInvalidException: No image, or not an image; or the font cannot be read.
        MissingExtraError: Pillow is not installed.
    """
    canvas = Canvas(open_picture(image, "image"), font)
    shapes = [shape_of(annotation) for annotation in annotations]
    canvas.draw([shape for shape in shapes if shape], not_drawn=shapes.count(None))
    return canvas.picture


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
