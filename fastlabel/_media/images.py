"""Image files: their format, and opening them safely."""

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

ImageFormat: TypeAlias = Literal["png", "jpg"]

_MAGIC: Final[dict[ImageFormat, bytes]] = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


def image_format(head: bytes) -> ImageFormat | None:
    """Format of an image, from its first 8 bytes; None if the service does not accept it."""
    return next((name for name, magic in _MAGIC.items() if head.startswith(magic)), None)


@contextmanager
def opened_image(source: str | os.PathLike[str] | bytes, where: str) -> Generator[ImageFile]:
    """Open an image: its header is read, its pixels are not yet."""
    from PIL import Image  # noqa: PLC0415  # optional

    prefix = f"{where}: " if where else ""
    with BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb") as file:
        open_ = _opener(image_format(file.read(8)))
        file.seek(0)
        try:
            image = open_(file)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise FastLabelInvalidException(f"{prefix}{error}", 422) from None
        with image:
            limit = Image.MAX_IMAGE_PIXELS
            if limit is not None and image.width * image.height > limit:
                raise FastLabelInvalidException(
                    f"{prefix}{image.width} x {image.height} pixels are too many to decode; "
                    f"for images that you trust, raise PIL.Image.MAX_IMAGE_PIXELS ({limit})",
                    422,
                )
            yield image


def _opener(format_: ImageFormat | None) -> Callable[[BinaryIO], ImageFile]:
    """Opener of a format. `Image.open` would warn of a large image before it can be refused."""
    from PIL import Image  # noqa: PLC0415  # optional
    from PIL.JpegImagePlugin import JpegImageFile  # noqa: PLC0415  # optional
    from PIL.PngImagePlugin import PngImageFile  # noqa: PLC0415  # optional

    if format_ == "png":
        return PngImageFile
    return JpegImageFile if format_ == "jpg" else Image.open
