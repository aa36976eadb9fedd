"""Contact sheets: many small pictures on one."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from fastlabel._media.video import chosen_frames, read_frames
from fastlabel._types import StrPath
from fastlabel.drawing.draw import draw, draw_content, draw_frame
from fastlabel.drawing.images import ImageSource, check_pillow
from fastlabel.drawing.labels import Labels
from fastlabel.errors import invalid
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["Media", "ShownTask", "contact_sheet", "drawings"]

ShownTask: TypeAlias = ImageTask | ImageClassificationTask | MultiImageTask | VideoTask

Media: TypeAlias = "ImageSource | Mapping[str, ImageSource]"
"""An image; of a video task a path or bytes; of a multi-image task names of contents → images."""

_MOST_FRAMES: Final = 12
_MOST_PICTURES: Final = 400
_GAP: Final = 8  # pixels
_PAPER: Final = (245, 245, 247)


def drawings(
    task: ShownTask,
    media: Media | None,
    *,
    frames: Iterable[int] | None = None,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Iterator[tuple[str, Picture]]:
    """Draw all pictures of a task, one after the other.

    Args:
        task: Of any kind.
        media: What it was made of.
        frames: Of a video, which frames; left out, up to 12 of those that have boxes.
        max_size: The most pixels of the longer side of each.
        font: A TrueType or OpenType file for the labels.

    Yields:
        What it is (the name of the task or content, or the frame) and an RGB image.

    Raises:
        FastLabelInvalidException: As `draw`.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    if isinstance(task, VideoTask):
        chosen = chosen_frames(task.annotations, _MOST_FRAMES) if frames is None else frames
        for number, picture in read_frames(_video(task, media), chosen):
            yield f"frame {number}", draw_frame(picture, task, number, max_size=max_size, font=font)
        return
    if frames is not None:
        invalid(f"frames: task {task.name!r} is no video; leave it out")
    if isinstance(task, MultiImageTask):
        for name, image in _images(task, media).items():
            yield name, draw_content(image, task, name, max_size=max_size, font=font)
    elif isinstance(media, Mapping):
        invalid(f"task {task.name!r}: has one image: a Pillow image, a path or bytes")
    else:
        yield task.name, draw(task, media, max_size=max_size, font=font)


def _video(task: VideoTask, media: Media | None) -> StrPath | bytes:
    if not isinstance(media, bytes | str | os.PathLike):
        invalid(f"task {task.name!r}: needs its video: a path or bytes; nothing is fetched")
    return media


def _images(task: MultiImageTask, media: Media | None) -> Mapping[str, ImageSource]:
    if not isinstance(media, Mapping):
        invalid(f"task {task.name!r}: needs its images: a mapping of content names to images")
    return media


def contact_sheet(
    shown: ShownTask | Iterable[tuple[ShownTask, Media]],
    media: Media | None = None,
    *,
    frames: Iterable[int] | None = None,
    columns: int | None = None,
    tile: int = 320,
    font: StrPath | None = None,
) -> Picture:
    """Draw the frames of a video, or several tasks, side by side.

    Each picture is made small before it is drawn on, so that its labels can be read. They are taken
    one by one, so memory holds the sheet and one picture.

    Args:
        shown: One task, or pairs of tasks and their media.
        media: Of one task: an image; of a video task a path or bytes; of a multi-image task a
            mapping of content names to images.
        frames: Of video tasks, which frames; left out, up to 12 of those that have boxes.
        columns: How many pictures stand beside each other; left out, about as many as below.
        tile: The most pixels of the longer side of each picture.
        font: A TrueType or OpenType file for the labels.

    Returns:
        An RGB image.

    Raises:
        FastLabelInvalidException: There are no pictures, or more than 400; or as `draw`.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    check_pillow()
    if tile < 16 or (columns is not None and columns < 1):
        invalid(f"tile: {tile}, columns: {columns}; a sheet has 1 column and 16 pixels or more")
    if isinstance(shown, ShownTask):
        found = drawings(shown, media, frames=frames, max_size=tile, font=font)
    else:
        found = (
            drawing
            for task, its in shown
            for drawing in drawings(task, its, frames=frames, max_size=tile, font=font)
        )
    pictures = list(islice(found, _MOST_PICTURES + 1))
    if not 1 <= len(pictures) <= _MOST_PICTURES:
        told = "none" if not pictures else f"more than {_MOST_PICTURES}"
        invalid(f"shown: {told}; a sheet has between 1 and {_MOST_PICTURES} pictures")
    return _laid_out(pictures, columns or math.ceil(math.sqrt(len(pictures))), font)


def _laid_out(pictures: list[tuple[str, Picture]], columns: int, font: StrPath | None) -> Picture:
    from PIL import Image  # noqa: PLC0415  # optional

    width = max(picture.width for _, picture in pictures)
    height = max(picture.height for _, picture in pictures)
    rows = math.ceil(len(pictures) / columns)
    columns = min(columns, len(pictures))
    line = 20
    size = (columns * (width + _GAP) + _GAP, rows * (height + line + _GAP) + _GAP)
    sheet = Image.new("RGB", size, _PAPER)
    for at, (caption, picture) in enumerate(pictures):
        row, column = divmod(at, columns)
        left, top = column * (width + _GAP) + _GAP, row * (height + line + _GAP) + _GAP
        sheet.paste(picture, (left, top))
        strip = Image.new("RGB", (width, line), _PAPER)
        Labels(strip, font, 12).write([caption], _PAPER, (0, 0, 0, 0), 0)
        sheet.paste(strip, (left, top + picture.height))
    return sheet
