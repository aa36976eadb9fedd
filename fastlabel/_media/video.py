"""The frames of a video as pictures, counted from 1. PyAV decodes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fastlabel._types import StrPath
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid, missing_extra
from fastlabel.models import VideoAnnotation, VideoBBox

if TYPE_CHECKING:
    from av.container import InputContainer
    from PIL.Image import Image as Picture

__all__ = [
    "check_frame",
    "chosen_frames",
    "decoded_frames",
    "open_video",
    "read_frames",
]


def decoded_frames(
    video: StrPath | bytes, frames: Iterable[int] | None = None
) -> Iterator[tuple[int, Picture]]:
    """Decode chosen frames of a video, a path or bytes, or all of them; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A number is below 1 or beyond the last frame; or it is no video.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    wanted = None if frames is None else set(frames)
    check_frame(min(wanted or (1,)))
    last = None if wanted is None else max(wanted, default=0)
    number = 0
    for number, picture in _each(video, wanted, last):
        if picture is not None:
            yield number, picture
    if last is not None and number < last:
        invalid(f"frames: {last}, the video has {number} frames")


def check_frame(frame: int) -> None:
    """Refuse a number below that of the first frame."""
    if frame < 1:
        invalid(f"frame: {frame}, the first frame is 1")


def open_video(source: str | BinaryIO, format_name: str | None = None) -> InputContainer:
    """Open a video to read it, whatever bytes its metadata consists of."""
    import av  # noqa: PLC0415  # optional

    # Since version 19 that is always so, and there is no such argument.
    is_argument = int(av.__version__.partition(".")[0]) < 19
    options: dict[str, Any] = {"metadata_errors": "replace"} if is_argument else {}
    container: InputContainer = av.open(source, "r", format=format_name, **options)
    return container


def _each(
    video: StrPath | bytes, wanted: set[int] | None, last: int | None
) -> Iterator[tuple[int, Picture | None]]:
    """Every frame up to the last one; what is not wanted is decoded only."""
    if find_spec("PIL") is None:
        raise missing_extra("frames of videos", "pillow")
    try:
        from av import error as av_error  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("frames of videos", "av") from None
    try:
        source = BytesIO(video) if isinstance(video, bytes) else str(Path(video))
        with open_video(source) as container:
            for number, frame in enumerate(container.decode(video=0), start=1):
                is_wanted = wanted is None or number in wanted
                yield number, frame.to_image() if is_wanted else None  # type: ignore[no-untyped-call]  # PyAV's gap
                if last is not None and number >= last:
                    return
    except FileNotFoundError:
        raise MissingFileError(f"video: there is no file {str(video)!r}") from None
    except (av_error.FFmpegError, IndexError) as error:
        raise FastLabelInvalidException(f"video: not a readable video: {error}", 422) from None


def read_frames(video: StrPath | bytes, frames: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Decode chosen frames of a video, a path or bytes; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A number is below 1 or beyond the last frame; or it is no video.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    return decoded_frames(video, frames)


def chosen_frames(annotations: Iterable[VideoAnnotation], most: int) -> Sequence[int]:
    """Some of the frames that have boxes, evenly; those drawn by hand first. Frame 1 if none has.

    Args:
        annotations: Of the video.
        most: How many frames at most; 2 or more.
    """
    boxes = [one for one in annotations if isinstance(one, VideoBBox)]
    by_hand = sorted({frame for box in boxes for frame in box.keyframes})
    if len(by_hand) >= most:
        return _evenly(by_hand, most)
    others = sorted({frame for box in boxes for frame in box.points} - set(by_hand))
    return sorted([*by_hand, *_evenly(others, most - len(by_hand))]) or [1]


def _evenly(frames: Sequence[int], most: int) -> Sequence[int]:
    if len(frames) <= most:
        return frames
    step = (len(frames) - 1) / max(most - 1, 1)
    return [frames[round(at * step)] for at in range(most)]
