"""The frames of a video, counted from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel.checks import refuse
from fastlabel.drawing.pictures import check_pillow, missing_extra
from fastlabel.errors import FastLabelInvalidException, MissingFileError
from fastlabel.models.source import StrPath

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

__all__ = ["check_frame", "read_frames"]


def read_frames(video: StrPath | bytes, frames: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Decode chosen frames of a video, a path or bytes; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A number is below 1 or beyond the last frame; or it is no video.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    wanted = set(frames)
    check_frame(min(wanted, default=1))
    check_pillow()
    try:
        import av  # noqa: PLC0415  # optional
        from av.error import FFmpegError  # noqa: PLC0415
    except ImportError:
        raise missing_extra("PyAV") from None
    number = 0
    try:
        source = BytesIO(video) if isinstance(video, bytes) else str(Path(video))
        with av.open(source, mode="r") as container:
            for number, frame in enumerate(container.decode(video=0), start=1):
                if number in wanted:
                    yield number, frame.to_image()  # type: ignore[no-untyped-call]  # PyAV's gap
                if number >= max(wanted, default=0):
                    return
    except FileNotFoundError:
        raise MissingFileError(f"video: there is no file {str(video)!r}") from None
    except (FFmpegError, IndexError) as error:
        raise FastLabelInvalidException(f"video: not a readable video: {error}", 422) from None
    refuse(f"frames: {max(wanted)}, the video has {number} frames")


def check_frame(frame: int) -> None:
    """Refuse a number below that of the first frame."""
    if frame < 1:
        refuse(f"frame: {frame}, the first frame is 1")
