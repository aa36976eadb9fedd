"""Pictures of this machine, small enough to be part of a page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fastlabel._types import StrPath
from fastlabel.drawing import read_frames
from fastlabel.drawing.images import ImageSource, Sized, open_picture

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["Embedded", "Footage", "embed_frames", "embed_picture"]

_PICTURE_SIDE: Final = 1280
_FRAME_SIDE: Final = 640
_QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture as the page holds it."""

    link: str
    """A `data:` URL with a JPEG, which may be smaller than the picture."""
    width: int
    """Of the picture itself, in pixels."""
    height: int
    """Pixels."""


@dataclass(frozen=True, slots=True)
class Footage:
    """What of a task's media is on this machine."""

    picture: Embedded | None = None
    """Of a task of one image."""
    contents: Mapping[str, Embedded] = field(default_factory=dict[str, Embedded])
    """Of a multi-image task: names of contents → pictures."""
    frames: Mapping[int, Embedded] = field(default_factory=dict[int, Embedded])
    """Of a video: frame numbers → pictures."""
    chosen: Sequence[int] = ()
    """Which frames of a video to show, ascending; if none is said, some are chosen."""


def embed_picture(image: ImageSource, place: str, told: Sized | None) -> Embedded:
    """Open a picture and embed it.

    Raises:
        FastLabelInvalidException: It is no image, or one of another size than was told.
        MissingExtraError: Pillow is not installed.
    """
    return _embedded(open_picture(image, place, told), _PICTURE_SIDE)


def embed_frames(
    video: StrPath | bytes, frames: Iterable[int], told: Sized | None
) -> Mapping[int, Embedded]:
    """Decode frames of a video and embed them: their number → what it shows.

    Raises:
        FastLabelInvalidException: It is no video, or one of another size than was told, or it has
            no such frame.
        MissingExtraError: Pillow or PyAV is not installed.
    """
    return {
        number: _embedded(open_picture(frame, f"frame {number}", told), _FRAME_SIDE)
        for number, frame in read_frames(video, frames)
    }


def _embedded(picture: Picture, side: int) -> Embedded:
    width, height = picture.size
    # Copied by `open_picture`, and without what the file says of its camera and place.
    picture.thumbnail((side, side))
    file = BytesIO()
    picture.save(file, format="JPEG", quality=_QUALITY, optimize=True)
    return Embedded(f"data:image/jpeg;base64,{b64encode(file.getvalue()).decode()}", width, height)
