"""Contact sheets: many small images on one."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from fastlabel._media.video import choose_frames, read_frames
from fastlabel._types import StrPath
from fastlabel.drawing.draw import draw, draw_content, draw_frame
from fastlabel.drawing.images import ImageSource, check_pillow
from fastlabel.drawing.labels import Labels
from fastlabel.errors import invalid
from fastlabel.models.tasks import AnyTask, annotations_of
from fastlabel.models.tasks.base import ContentsTask, Task, VideoFileTask

if TYPE_CHECKING:
    from PIL.Image import Image

Media: TypeAlias = "ImageSource | Mapping[str, ImageSource]"
"""An image; for a video task a path or bytes; for a multi-image task content names → images."""

_MAX_FRAMES: Final = 12
_MAX_IMAGES: Final = 400
_MIN_TILE: Final = 16  # pixels
_GAP: Final = 8  # pixels
_CAPTION_HEIGHT: Final = 20  # pixels
_BACKGROUND: Final = (245, 245, 247)


def drawings(
    task: AnyTask,
    media: Media | None,
    *,
    frames: Iterable[int] | None = None,
    max_size: int | None = None,
    font: StrPath | None = None,
) -> Iterator[tuple[str, Image]]:
    """Draw all images of a task, one at a time.

    Args:
        task: A task of any kind.
        media: Its media.
        frames: Frame numbers, for a video task; by default up to 12 frames that have boxes.
        max_size: Maximum pixels of the longer side of each image.
        font: A TrueType or OpenType file for the labels.

    Yields:
        Name of the task or content, or `frame` and its number; and an RGB image.

    Raises:
        FastLabelInvalidException: As `draw`.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    label = f"task {task.name!r}"
    if isinstance(task, VideoFileTask):
        if not isinstance(media, bytes | str | os.PathLike):
            invalid(f"{label}: expected a video as a path or bytes; nothing is downloaded", "media")
        numbers = choose_frames(annotations_of(task), _MAX_FRAMES) if frames is None else frames
        for number, image in read_frames(media, numbers):
            yield f"frame {number}", draw_frame(image, task, number, max_size=max_size, font=font)
        return
    if frames is not None:
        invalid(f"{label} is not a video; omit it", "frames")
    if isinstance(task, ContentsTask):
        if not isinstance(media, Mapping):
            invalid(f"{label}: expected a mapping of content names to images", "media")
        for name, source in media.items():
            yield name, draw_content(source, task, name, max_size=max_size, font=font)
    elif isinstance(media, Mapping):
        invalid(f"{label}: expected a Pillow image, a path or bytes, got a mapping", "media")
    else:
        yield task.name, draw(task, media, max_size=max_size, font=font)


def contact_sheet(
    tasks: AnyTask | Iterable[tuple[AnyTask, Media]],
    media: Media | None = None,
    *,
    frames: Iterable[int] | None = None,
    columns: int | None = None,
    tile: int = 320,
    font: StrPath | None = None,
) -> Image:
    """Draw the frames of a video, or several tasks, side by side.

    Each image is scaled down before drawing, so that its labels stay readable. Pairs are consumed
    one at a time, so memory holds the sheet and one image.

    Args:
        tasks: One task, or pairs of tasks and their media.
        media: For one task: an image; for a video task a path or bytes; for a multi-image task a
            mapping of content names to images.
        frames: Frame numbers, for video tasks; by default up to 12 frames that have boxes.
        columns: Images per row; by default about as many as rows.
        tile: Maximum pixels of the longer side of each image.
        font: A TrueType or OpenType file for the labels.

    Returns:
        An RGB image.

    Raises:
        FastLabelInvalidException: There are no images, or more than 400; or as `draw`.
        MissingExtraError: Pillow is not installed, or PyAV for a video.
    """
    check_pillow()
    if tile < _MIN_TILE:
        invalid(f"expected {_MIN_TILE} or more pixels, got {tile}", "tile")
    if columns is not None and columns < 1:
        invalid(f"expected 1 or more, got {columns}", "columns")
    pairs = [(tasks, media)] if isinstance(tasks, Task) else tasks
    drawn = (
        drawing
        for task, task_media in pairs
        for drawing in drawings(task, task_media, frames=frames, max_size=tile, font=font)
    )
    images = list(islice(drawn, _MAX_IMAGES + 1))
    if not 1 <= len(images) <= _MAX_IMAGES:
        count = f"more than {_MAX_IMAGES}" if images else "none"
        invalid(f"expected 1 to {_MAX_IMAGES} images, got {count}", "tasks")
    return _sheet(images, columns or math.ceil(math.sqrt(len(images))), font)


def _sheet(images: list[tuple[str, Image]], columns: int, font: StrPath | None) -> Image:
    from PIL import Image  # noqa: PLC0415  # optional

    width = max(image.width for _, image in images)
    height = max(image.height for _, image in images)
    rows = math.ceil(len(images) / columns)
    columns = min(columns, len(images))
    cell = width + _GAP, height + _CAPTION_HEIGHT + _GAP
    sheet = Image.new("RGB", (columns * cell[0] + _GAP, rows * cell[1] + _GAP), _BACKGROUND)
    for at, (caption, image) in enumerate(images):
        row, column = divmod(at, columns)
        left, top = column * cell[0] + _GAP, row * cell[1] + _GAP
        sheet.paste(image, (left, top))
        strip = Image.new("RGB", (width, _CAPTION_HEIGHT), _BACKGROUND)
        Labels(strip, font, 12).write([caption], _BACKGROUND, (0, 0, 0, 0), 0)
        sheet.paste(strip, (left, top + image.height))
    return sheet
