"""Images as they are given, opened and made RGB."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from fastlabel._media.images import image_format, opened_image
from fastlabel._types import StrPath
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid, missing_extra
from fastlabel.models import Content, ImageClassificationTask, ImageTask, VideoTask

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = [
    "ImageSource",
    "Reduced",
    "Sized",
    "check_pillow",
    "is_picture",
    "open_picture",
    "open_reduced",
]

ImageSource: TypeAlias = "Picture | StrPath | bytes"

Sized: TypeAlias = ImageTask | ImageClassificationTask | VideoTask | Content
"""What may tell the size of its picture."""

_OF_BROWSERS: Final = frozenset({"GIF", "JPEG", "PNG", "WEBP"})
_ORIENTATION: Final = 0x0112  # of Exif


def open_picture(image: ImageSource | None, place: str, told: Sized | None = None) -> Picture:
    """A copy as RGB; refused where its size is not the one that the service told."""
    with _opened(image, place) as opened:
        picture = _to_rgb(opened)
    _check_size(picture.size, place, told)
    return picture


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture that was made smaller while it was read."""

    picture: Picture
    size: tuple[int, int]
    """Width and height of the whole picture, in pixels."""
    is_plain: bool
    """Whether a browser shows the file as it is taken here: its kind, and which way up it is."""


def open_reduced(
    image: ImageSource | None, place: str, told: Sized | None, max_size: int | None
) -> Reduced:
    """The same as `open_picture`, with at most so many pixels on its longer side.

    A JPEG is read at half its size or less where that is enough, which takes a fraction of the
    time. With `max_size=None` no pixels are read: the picture has 1 x 1.
    """
    check_pillow()
    from PIL import Image  # noqa: PLC0415  # optional
    from PIL.ImageFile import ImageFile  # noqa: PLC0415  # optional

    with _opened(image, place) as opened:
        size, is_plain = opened.size, _is_plain(opened)
        _check_size(size, place, told)
        if max_size is None:
            return Reduced(Image.new("RGB", (1, 1)), size, is_plain)
        if isinstance(opened, ImageFile):
            # Twice as many as are wanted, so that it stays as sharp; in its own form, for Pillow
            # goes by the shorter side.
            factor = 2 * max_size / max(size)
            opened.draft("RGB", (ceil(size[0] * factor), ceil(size[1] * factor)))
        picture = _to_rgb(opened)
    picture.thumbnail((max_size, max_size))
    return Reduced(picture, size, is_plain)


@contextmanager
def _opened(image: ImageSource | None, place: str) -> Generator[Picture]:
    if image is None:
        invalid(f"{place}: needs its image: a Pillow image, a path or bytes; nothing is fetched")
    check_pillow()
    try:
        if isinstance(image, bytes | str | os.PathLike):
            with opened_image(image, place) as opened:
                yield opened
        else:
            yield image
    except FileNotFoundError:
        raise MissingFileError(f"{place}: there is no file {str(image)!r}") from None
    except FastLabelInvalidException:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        raise FastLabelInvalidException(f"{place}: not a readable picture: {error}", 422) from None


def _check_size(size: tuple[int, int], place: str, told: Sized | None) -> None:
    width, height = size
    if told and (told.width or width, told.height or height) != size:
        due = f"{told.width} x {told.height}"
        invalid(f"{place}: the image is {width} x {height}, but its annotations are for {due}")


def _is_plain(image: Picture) -> bool:
    upright = image.getexif().get(_ORIENTATION, 1) == 1
    return image.format in _OF_BROWSERS and upright and not image.mode.startswith(("I", "F"))


def is_picture(file: StrPath | bytes) -> bool:
    """Whether a file begins as a PNG or JPEG does; one that cannot be read does not."""
    if isinstance(file, bytes):
        return image_format(file[:8]) is not None
    try:
        with Path(file).open("rb") as opened:
            return image_format(opened.read(8)) is not None
    except OSError:
        return False


def check_pillow() -> None:
    """Refuse to draw without Pillow, with an error that names the pip command."""
    if find_spec("PIL") is None:
        raise missing_extra("drawings", "pillow")


def _to_rgb(image: Picture) -> Picture:
    from PIL import Image  # noqa: PLC0415  # optional

    if image.mode.startswith(("I", "F")):  # more than 8 bits: from its darkest to its lightest
        low, high = cast("tuple[float, float]", image.getextrema())
        factor = 255 / ((high - low) or 1)
        image = image.convert("F").point(lambda value: value * factor - low * factor).convert("L")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        image = white
    copy = image.convert("RGB")
    return copy if copy is not image else image.copy()
