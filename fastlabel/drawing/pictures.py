"""Images as they are given, opened and made RGB."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from fastlabel.checks import refuse
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.models import Content, ImageClassificationTask, ImageTask, VideoTask
from fastlabel.models.source import StrPath
from fastlabel.opened_images import image_format, opened_image

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["ImageSource", "Sized", "check_pillow", "is_picture", "missing_extra", "open_picture"]

ImageSource: TypeAlias = "Picture | StrPath | bytes"

Sized: TypeAlias = ImageTask | ImageClassificationTask | VideoTask | Content
"""What may tell the size of its picture."""


def open_picture(image: ImageSource | None, place: str, told: Sized | None = None) -> Picture:
    """A copy as RGB; refused where its size is not the one that the service told."""
    if image is None:
        refuse(f"{place}: needs its image: a Pillow image, a path or bytes; nothing is fetched")
    check_pillow()
    try:
        if isinstance(image, bytes | str | os.PathLike):
            with opened_image(image, place) as opened:
                picture = _to_rgb(opened)
        else:
            picture = _to_rgb(image)
    except FileNotFoundError:
        raise MissingFileError(f"{place}: there is no file {str(image)!r}") from None
    except FastLabelInvalidException:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        raise FastLabelInvalidException(f"{place}: not a readable picture: {error}", 422) from None
    width, height = picture.size
    if told and (told.width or width, told.height or height) != picture.size:
        size = f"{told.width} x {told.height}"
        refuse(f"{place}: the image is {width} x {height}, but its annotations are for {size}")
    return picture


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
        raise missing_extra("Pillow")


def missing_extra(name: str) -> MissingExtraError:
    """The error of a library that is not installed."""
    return MissingExtraError(f"drawing needs {name}: pip install 'fastlabel[draw]'")


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
