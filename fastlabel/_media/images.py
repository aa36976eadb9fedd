"""The one place where image files are opened. None is decoded that is too large to be an image."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, TypeAlias

from fastlabel.errors import FastLabelInvalidException

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

__all__ = ["ImageFormat", "image_format", "opened_image"]

ImageFormat: TypeAlias = Literal["png", "jpg"]

_HEADS: Final[dict[ImageFormat, bytes]] = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


def image_format(head: bytes) -> ImageFormat | None:
    """What an image is by its first 8 bytes; None if it is none that the service takes."""
    return next((name for name, magic in _HEADS.items() if head.startswith(magic)), None)


@contextmanager
def opened_image(source: str | os.PathLike[str] | bytes, place: str) -> Generator[ImageFile]:
    """Open an image. Its header is read, its pixels are not yet.

    Pillow only warns of a decompression bomb. Making that warning an error would change the filters
    of all threads, so the size is compared here, with Pillow's own limit.

    Args:
        source: A path, or the bytes of a file.
        place: The name of the argument, for the error.

    Raises:
        FastLabelInvalidException: It has more pixels than `PIL.Image.MAX_IMAGE_PIXELS`.
        OSError: There is no such file, or Pillow knows no such image.
        SyntaxError: Its header is broken.
    """
    from PIL import Image  # noqa: PLC0415  # optional

    with BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
        open_ = _opener(image_format(file.read(8)))
        file.seek(0)
        try:
            image = open_(file)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise FastLabelInvalidException(f"{place}: {error}", 422) from None
        with image:
            most = Image.MAX_IMAGE_PIXELS
            if most is not None and image.width * image.height > most:
                raise FastLabelInvalidException(
                    f"{place}: {image.width} x {image.height} pixels are too many to decode; "
                    f"for images that you trust, raise PIL.Image.MAX_IMAGE_PIXELS ({most})",
                    422,
                )
            yield image


def _opener(format_: ImageFormat | None) -> Callable[[BinaryIO], ImageFile]:
    """What opens a format. `Image.open` would warn of large images before they can be refused."""
    from PIL import Image  # noqa: PLC0415  # optional
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415  # optional
    from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415  # optional

    if format_ == "png":
        return PngImageFile
    return JpegImageFile if format_ == "jpg" else Image.open
