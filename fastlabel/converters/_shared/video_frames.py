"""Frames of videos as image files, for formats of images."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, NamedTuple, TypeAlias

from fastlabel._files.atomic import atomic_write
from fastlabel._media.images import opened_image
from fastlabel._media.layout import media_paths
from fastlabel._media.video import decoded_frames
from fastlabel._types import StrPath
from fastlabel.converters._shared.image_files import MediaSource, find_media, safe_path
from fastlabel.converters._shared.options import check_choice
from fastlabel.errors import (
    ErrorPath,
    FastLabelInvalidException,
    MissingFileError,
    format_path,
    invalid,
)
from fastlabel.models.tasks import AnyVideoTask

if TYPE_CHECKING:
    from PIL.Image import Image


FrameFormat: TypeAlias = Literal["jpg", "png"]
"""Small, or lossless."""

FrameChoice: TypeAlias = Literal["annotated", "all"]
"""Frames that have a box, or all frames of the video."""

_JPEG_QUALITY: Final = 95
_ORIGIN: Final = ".origin"
_FRAME: Final = re.compile(r"[0-9]{6,}\.(jpg|png)")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFrames:
    """Which frames of videos are written as images, from which videos, and where to."""

    folder: StrPath
    """Where frames are written, as `<task>/<6-digit frame>.jpg`; created if missing. Frames that
    are there from the same video are kept, so an interrupted call resumes."""
    media_dir: MediaSource
    """Folder of videos by the names of their tasks, or one that `pull` filled; or a mapping or
    function from task name to path."""
    choice: FrameChoice = "annotated"
    """Frames that have a box, or all."""
    format: FrameFormat = "jpg"
    """"jpg" (quality 95) or "png" (lossless, several times as large)."""

    def __post_init__(self) -> None:
        check_choice(self.choice, FrameChoice, ("frames", "choice"))
        check_choice(self.format, FrameFormat, ("frames", "format"))


class TaskFrames(NamedTuple):
    """Files of one video."""

    names: Mapping[int, str]
    """Frame, counted from 1 → path below the folder, with `/` between."""
    width: int
    height: int
    """Width and height of each frame in pixels; 0 if there is none."""


def find_video(media: MediaSource, task: AnyVideoTask, path: ErrorPath) -> Path:
    """Path of the video of a task, also in a folder that `pull` filled."""
    video = find_media(media, task.name, path)
    if not video.is_file() and isinstance(media, str | Path):
        (pulled,) = media_paths(media, task)
        video = pulled if pulled.is_file() else video
    if not video.is_file():
        raise MissingFileError(f"{format_path(path)}: there is no file {video} for {task.name!r}")
    return video


def save_frame(image: Image, file: BinaryIO, format_: FrameFormat = "jpg") -> None:
    """Write a decoded frame."""
    if format_ == "png":
        image.save(file, "PNG")
    else:
        image.save(file, "JPEG", quality=_JPEG_QUALITY)


class FrameWriter:
    """Writes the frames of video tasks."""

    def __init__(self, frames: VideoFrames) -> None:
        self._frames = frames
        self._folder = Path(frames.folder)
        self._owners: dict[str, str] = {}

    def write(self, task: AnyVideoTask, annotated: Sequence[int], path: ErrorPath) -> TaskFrames:
        """Write the frames of a task that are not there yet."""
        below = self._below(task.name, path)
        if self._frames.choice == "annotated" and not annotated:
            return TaskFrames({}, 0, 0)
        video = find_video(self._frames.media_dir, task, path)
        self._claim(below, video, path)
        try:
            numbers = self._write(below, video, annotated)
        except FastLabelInvalidException as error:
            raise error.under(*path) from None
        return TaskFrames(
            {number: (below / self._name(number)).as_posix() for number in numbers},
            *self._size(below, numbers[:1]),
        )

    def _below(self, name: str, path: ErrorPath) -> PurePosixPath:
        below = safe_path(name)
        task = format_path(path)
        owner = self._owners.setdefault(below.as_posix().casefold(), task)
        if owner is not task:
            invalid(
                f"the frames of {name!r} would be among those of {owner}; names must differ by "
                "more than case",
                path,
            )
        return below

    def _claim(self, below: PurePosixPath, video: Path, path: ErrorPath) -> None:
        """Make sure that the frames in the folder of a video are of this video."""
        folder = self._folder / below
        folder.mkdir(parents=True, exist_ok=True)
        with video.open("rb") as file:
            origin = hashlib.file_digest(file, "sha256").hexdigest().encode("ascii")
        marker = folder / _ORIGIN
        if marker.is_file() and marker.read_bytes() == origin:
            return
        if any(_FRAME.fullmatch(file.name) for file in folder.iterdir()):
            invalid(f"{folder} has frames of another video; delete or move them", path)
        with atomic_write(marker) as marked:
            marked.write(origin)

    def _write(self, below: PurePosixPath, video: Path, annotated: Sequence[int]) -> Sequence[int]:
        """Write missing frames; returns all that are there then."""
        if self._frames.choice == "all":
            count = 0
            for count, image in decoded_frames(video):
                self._save(below, count, image)
            if annotated and annotated[-1] > count:
                invalid(f"a box is on frame {annotated[-1]}, the video has {count} frames")
            return range(1, count + 1)
        missing = [number for number in annotated if not self._path(below, number).is_file()]
        for number, image in decoded_frames(video, missing) if missing else ():
            self._save(below, number, image)
        return list(annotated)

    def _save(self, below: PurePosixPath, number: int, image: Image) -> None:
        path = self._path(below, number)
        if path.is_file():
            return
        with atomic_write(path) as file:
            save_frame(image, file, self._frames.format)

    def _path(self, below: PurePosixPath, number: int) -> Path:
        return self._folder / below / self._name(number)

    def _name(self, number: int) -> str:
        return f"{number:06}.{self._frames.format}"

    def _size(self, below: PurePosixPath, first: Sequence[int]) -> tuple[int, int]:
        for number in first:
            with opened_image(self._path(below, number), "frames") as image:
                return image.size
        return 0, 0
