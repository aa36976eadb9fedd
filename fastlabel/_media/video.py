"""Video frames, numbered from 1: decoding with PyAV, and choosing some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from fastlabel._types import StrPath
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid, missing_extra
from fastlabel.models import VideoBBox
from fastlabel.models.tasks import AnyAnnotation

if TYPE_CHECKING:
    from av.container import InputContainer
    from PIL.Image import Image as Picture


def decoded_frames(
    video: StrPath | bytes, frames: Iterable[int] | None = None
) -> Iterator[tuple[int, Picture]]:
    """Decode all frames of a video, or those of `frames`; otherwise like `read_frames`."""
    selected = None if frames is None else set(frames)
    check_frame(min(selected or (1,)))
    last = None if selected is None else max(selected, default=0)
    number = 0
    for number, image in _decode(video, selected, last):
        if image is not None:
            yield number, image
    if last is not None and number < last:
        invalid(f"{last} is not a frame of the video, which has {number}", "frames")


def check_frame(frame: int) -> None:
    """Raise an error for a frame number below 1."""
    if frame < 1:
        invalid(f"{frame} is not a frame; the first frame is 1", "frame")


def open_video(source: str | BinaryIO, format_name: str | None = None) -> InputContainer:
    """Open a video, even if its metadata is not UTF-8."""
    import av  # noqa: PLC0415  # optional

    # Since version 19 this is the only behaviour, and the argument is gone.
    has_argument = int(av.__version__.partition(".")[0]) < 19
    options: dict[str, Any] = {"metadata_errors": "replace"} if has_argument else {}
    container: InputContainer = av.open(source, "r", format=format_name, **options)
    return container


def _decode(
    video: StrPath | bytes, selected: set[int] | None, last: int | None
) -> Iterator[tuple[int, Picture | None]]:
    """Every frame up to the last one; only selected frames have an image."""
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
                is_selected = selected is None or number in selected
                yield number, frame.to_image() if is_selected else None  # type: ignore[no-untyped-call]  # PyAV's gap
                if last is not None and number >= last:
                    return
    except FileNotFoundError:
        raise MissingFileError(f"{str(video)!r} does not exist").at("video") from None
    except (av_error.FFmpegError, IndexError) as error:
        message = f"not a readable video: {error}"
        raise FastLabelInvalidException(message, 422).at("video") from None


def read_frames(video: StrPath | bytes, frames: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Decode some frames of a video.

    Args:
        video: A path, or the content of a file.
        frames: Frame numbers; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A frame number is below 1 or after the last frame, or it is not
            a video.
        MissingFileError: The file does not exist.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    return decoded_frames(video, frames)


def choose_frames(annotations: Iterable[AnyAnnotation], max_frames: int) -> Sequence[int]:
    """Frames that have boxes, at most `max_frames` (2 or more), evenly; keyframes first."""
    tracks = [annotation for annotation in annotations if isinstance(annotation, VideoBBox)]
    keyframes = sorted({frame for track in tracks for frame in track.keyframes})
    if len(keyframes) >= max_frames:
        return _evenly(keyframes, max_frames)
    others = sorted({frame for track in tracks for frame in track.points} - set(keyframes))
    return sorted([*keyframes, *_evenly(others, max_frames - len(keyframes))]) or [1]


def _evenly(frames: Sequence[int], max_frames: int) -> Sequence[int]:
    if len(frames) <= max_frames:
        return frames
    step = (len(frames) - 1) / max(max_frames - 1, 1)
    return [frames[round(at * step)] for at in range(max_frames)]
