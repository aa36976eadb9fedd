"""Frames of videos as image files, for what reads images only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, get_args

from fastlabel._files.atomic import atomic_write
from fastlabel._media.images import opened_image
from fastlabel._media.layout import media_paths
from fastlabel._media.video import decoded_frames
from fastlabel._types import StrPath
from fastlabel.converters._shared.image_files import PictureFiles, path_of, safe_part
from fastlabel.errors import FastLabelInvalidException, MissingFileError, invalid
from fastlabel.models import VideoTask

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["FrameChoice", "FrameFormat", "FrameWriter", "TaskFrames", "VideoFrames"]

FrameFormat: TypeAlias = Literal["jpg", "png"]
"""Small, or exactly what was decoded."""

FrameChoice: TypeAlias = Literal["annotated", "all"]
"""The frames that have a box, or each frame of the video."""

_JPEG_QUALITY: Final = 95
_ORIGIN: Final = ".origin"
_FRAME: Final = re.compile(r"[0-9]{6,}\.(jpg|png)")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFrames:
    """That frames of videos are to be written as images, where to, and from which videos."""

    folder: StrPath
    """Where frames go, as `<task>/<6-digit frame>.jpg`. It is made if need be. What was written
    there from the same video stays, so that a call that was cut off goes on where it was."""
    videos: PictureFiles
    """A folder in which videos lie by the names of their tasks, or that `pull` filled; or a mapping
    or function that tells the path for the name of a task."""
    choice: FrameChoice = "annotated"
    """Which frames: those that have a box, or all."""
    format: FrameFormat = "jpg"
    """"jpg" (quality 95) or "png" (several times as large, without loss)."""

    def __post_init__(self) -> None:
        for name, value, known in (
            ("choice", self.choice, FrameChoice),
            ("format", self.format, FrameFormat),
        ):
            if value not in get_args(known):
                invalid(f"frames.{name}: {value!r} is not one of {', '.join(get_args(known))}")


class TaskFrames(NamedTuple):
    """The files of one video."""

    names: Mapping[int, str]
    """Frame, counted from 1 → path below the folder, with `/` between."""
    width: int
    """Pixels of each frame; 0 if there is none."""
    height: int
    """Pixels of each frame; 0 if there is none."""


class FrameWriter:
    """Writes the frames of one video task after the other."""

    def __init__(self, frames: VideoFrames) -> None:
        self._frames = frames
        self._folder = Path(frames.folder)
        self._owners: dict[str, str] = {}

    def write(self, task: VideoTask, annotated: Sequence[int], place: str) -> TaskFrames:
        """Write what is not there yet.

        Args:
            task: The task of the video.
            annotated: Its frames that have a box, sorted.
            place: The task, as in `tasks[3]`.

        Raises:
            MissingFileError: There is no such video.
            FastLabelInvalidException: The video cannot be read, or ends before a box of it; there
                are frames of another video in their place; or another task has the same name.
            MissingExtraError: PyAV or Pillow is not installed.
            OSError: They cannot be written.
        """
        below = self._below(task.name, place)
        if self._frames.choice == "annotated" and not annotated:
            return TaskFrames({}, 0, 0)
        video = self._video(task, place)
        self._claim(below, video, place)
        try:
            numbers = self._written(below, video, annotated)
        except FastLabelInvalidException as error:
            error_type = type(error)
            raise error_type(f"{place}: {error.message}", error.code) from None
        return TaskFrames(
            {number: (below / self._name(number)).as_posix() for number in numbers},
            *self._size(below, numbers[:1]),
        )

    def _below(self, name: str, place: str) -> PurePosixPath:
        below = PurePosixPath(*map(safe_part, name.split("/")))
        owner = self._owners.setdefault(below.as_posix().casefold(), place)
        if owner is not place:
            invalid(
                f"{place}: the frames of {name!r} would be among those of {owner}; names have to "
                "differ by more than capitals"
            )
        return below

    def _video(self, task: VideoTask, place: str) -> Path:
        video = path_of(self._frames.videos, task.name, place)
        if not video.is_file() and isinstance(self._frames.videos, str | Path):
            (pulled,) = media_paths(self._frames.videos, task)
            video = pulled if pulled.is_file() else video
        if not video.is_file():
            raise MissingFileError(f"{place}: there is no file {video} for {task.name!r}")
        return video

    def _claim(self, below: PurePosixPath, video: Path, place: str) -> None:
        """See that what is in the folder of a video is of this video."""
        folder = self._folder / below
        folder.mkdir(parents=True, exist_ok=True)
        with video.open("rb") as file:
            origin = hashlib.file_digest(file, "sha256").hexdigest().encode("ascii")
        marker = folder / _ORIGIN
        if marker.is_file() and marker.read_bytes() == origin:
            return
        if any(_FRAME.fullmatch(path.name) for path in folder.iterdir()):
            invalid(
                f"{place}: {folder} has frames of another video; delete them, or move them away"
            )
        with atomic_write(marker) as file:
            file.write(origin)

    def _written(
        self, below: PurePosixPath, video: Path, annotated: Sequence[int]
    ) -> Sequence[int]:
        """The frames, all of which are there then."""
        if self._frames.choice == "all":
            count = 0
            for count, picture in decoded_frames(video):
                self._save(below, count, picture)
            if annotated and annotated[-1] > count:
                invalid(f"frames: {annotated[-1]}, the video has {count} frames")
            return range(1, count + 1)
        missing = [number for number in annotated if not self._path(below, number).is_file()]
        for number, picture in decoded_frames(video, missing) if missing else ():
            self._save(below, number, picture)
        return list(annotated)

    def _save(self, below: PurePosixPath, number: int, picture: Image) -> None:
        path = self._path(below, number)
        if path.is_file():
            return
        with atomic_write(path) as file:
            if self._frames.format == "png":
                picture.save(file, "PNG")
            else:
                picture.save(file, "JPEG", quality=_JPEG_QUALITY)

    def _path(self, below: PurePosixPath, number: int) -> Path:
        return self._folder / below / self._name(number)

    def _name(self, number: int) -> str:
        return f"{number:06}.{self._frames.format}"

    def _size(self, below: PurePosixPath, first: Sequence[int]) -> tuple[int, int]:
        for number in first:
            with opened_image(self._path(below, number), "frames") as image:
                return image.size
        return 0, 0
