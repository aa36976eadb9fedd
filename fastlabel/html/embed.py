"""Local images, reduced and embedded in a page as data URLs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fastlabel._media.layout import HasSize
from fastlabel._types import StrPath
from fastlabel.drawing import read_frames
from fastlabel.drawing.images import ImageSource, open_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

_MAX_IMAGE_SIDE: Final = 1280
_MAX_FRAME_SIDE: Final = 640
_QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class DataUrlImage:
    """An image that is embedded in a page."""

    url: str
    """A `data:` URL of a JPEG, which may be smaller than the original."""
    width: int
    """Width of the original, in pixels."""
    height: int
    """Height of the original, in pixels."""


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Local images of a task."""

    image: DataUrlImage | None = None
    """For a task of one image."""
    contents: Mapping[str, DataUrlImage] = field(default_factory=dict[str, DataUrlImage])
    """For a multi-image task: content names → images."""
    frames: Mapping[int, DataUrlImage] = field(default_factory=dict[int, DataUrlImage])
    """For a video: frame numbers → images."""
    frame_numbers: Sequence[int] = ()
    """Frames of a video to show, ascending; empty for the default."""


def embed_image(image: ImageSource, label: str, expected_size: HasSize | None) -> DataUrlImage:
    """Open an image, as `open_rgb` does, and embed it."""
    return _embed(open_rgb(image, label, expected_size), _MAX_IMAGE_SIDE)


def embed_frames(
    video: StrPath | bytes, frames: Iterable[int], expected_size: HasSize | None
) -> Mapping[int, DataUrlImage]:
    """Decode frames of a video and embed them: frame number → image."""
    return {
        number: _embed(open_rgb(frame, f"frame {number}", expected_size), _MAX_FRAME_SIDE)
        for number, frame in read_frames(video, frames)
    }


def _embed(image: Image, max_side: int) -> DataUrlImage:
    width, height = image.size
    # `open_rgb` made a copy without the metadata of the file.
    image.thumbnail((max_side, max_side))
    file = BytesIO()
    image.save(file, format="JPEG", quality=_QUALITY, optimize=True)
    url = f"data:image/jpeg;base64,{b64encode(file.getvalue()).decode()}"
    return DataUrlImage(url, width, height)
