"""Media files of images: where they are, and the paths they get in a dataset."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from typing import Final, TypeAlias, cast

from fastlabel._files.safe_names import safe_join
from fastlabel._types import StrPath
from fastlabel.converters._shared.task_images import ImageView
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.losses import ConversionLosses
from fastlabel.errors import ErrorPath, MissingFileError, format_path, invalid

MediaSource: TypeAlias = StrPath | Mapping[str, StrPath] | Callable[[str], StrPath]
"""Folder of media files by name, or a mapping or function from name to path."""

# `safe_join` marks capitals, which is superfluous in a dataset: it knows all of its names.
_CAPITALS: Final = re.compile(r"%-[0-9a-f]+")

_RENAMED: Final = "names that are not safe for files, written escaped"
_MAX_NAME_BYTES: Final = 255
_MAX_PATH_BYTES: Final = 2000
"""Of 4096 on Linux, less the folder of the dataset."""


def copy_image(media: MediaSource, image: ImageView, target: Path) -> None:
    """Copy the file of an image, links followed."""
    source = find_media(media, image.name, image.path)
    if not _is_file(source):
        path = format_path(image.path)
        raise MissingFileError(f"{path}: there is no file {source} for {image.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or has a zero byte
        return False


def find_media(media: MediaSource, name: str, path: ErrorPath) -> Path:
    """Path of the file of a name, which need not exist."""
    # Type checkers do not narrow it: for them a callable may be a mapping or a path as well.
    source = cast("object", media)
    if isinstance(source, Mapping):
        paths = cast("Mapping[str, StrPath]", source)
        if name not in paths:
            invalid(f"media_dir has no path for {name!r}", path)
        return Path(paths[name])
    if isinstance(source, str | os.PathLike):
        return _within(Path(cast("StrPath", source)), name, path)
    return Path(cast("Callable[[str], StrPath]", media)(name))


def _within(folder: Path, name: str, path: ErrorPath) -> Path:
    """Names are untrusted: a file outside of the folder is not one of its files."""
    if "\0" in name:
        invalid(f"{name!r} is not a file name", path)
    source = folder / name
    if not source.resolve().is_relative_to(folder.resolve()):
        invalid(f"{name!r} leads out of the media folder", path)
    return source


def media_path(
    folder: Path | None, name: str, location: str = "", path: ErrorPath | str = ()
) -> Path | None:
    """Path of a name below a media folder, for reading; None without a folder."""
    pure = PurePath(name)
    if folder and (pure.is_absolute() or pure.drive or ".." in pure.parts or "\0" in name):
        invalid(f"{location}{': ' * bool(location)}{name!r} leads out of the media folder", path)
    return folder / name if folder else None


def media_path_or_none(folder: Path | None, name: str) -> Path | None:
    """Path of a name below a media folder; None where it leads out of it, links followed."""
    if folder is None or "\0" in name:
        return None
    path = folder / name
    return path if path.resolve().is_relative_to(folder.resolve()) else None


def unique_images(
    images: Iterable[tuple[str, AnnotatedImage]], losses: ConversionLosses
) -> Iterator[AnnotatedImage]:
    """Images of annotation files, each by the location of its file; losses are reported last."""
    owners: dict[str, str] = {}
    for location, image in images:
        owner = owners.setdefault(image.name, location)
        if owner != location:
            invalid(f"{location}: has the same image {image.name!r} as {owner}; remove one of them")
        yield image
    losses.finish()


@dataclass(slots=True)
class ImageFiles:
    """Gives each image of a dataset a path of its own, also on case-insensitive file systems."""

    _suffix: str
    _media_dir: MediaSource | None
    _losses: ConversionLosses | None = None
    _owners: dict[str, str] = field(default_factory=dict[str, str])
    _files: dict[str, str] = field(default_factory=dict[str, str])
    _folders: dict[str, str] = field(default_factory=dict[str, str])

    def copy(self, image: ImageView, target: Path) -> None:
        """Copy the file of an image, if there is a folder of media."""
        if self._media_dir is not None:
            copy_image(self._media_dir, image, target)

    def path_for(self, image: ImageView) -> PurePosixPath:
        """Path of an image below the folder of all images."""
        path = safe_path(image.name)
        task = format_path(image.path)
        # Compared by identity: two images of one task may not share a file either.
        owner = self._owners.setdefault(path.with_suffix("").as_posix().casefold(), task)
        if owner is not task:
            invalid(
                f"{image.name!r} has the same annotation file as an image of {owner}; names must "
                "differ by more than suffix and case",
                image.path,
            )
        self._check_length(path, image)
        self._check_folders(path, image, task)
        if self._losses and path.as_posix() != image.name:
            self._losses.warn(_RENAMED)
        return path

    def _check_length(self, path: PurePosixPath, image: ImageView) -> None:
        file = path.with_suffix(self._suffix)
        if len(file.name.encode()) > _MAX_NAME_BYTES or len(str(file).encode()) > _MAX_PATH_BYTES:
            invalid(f"{image.name[:40]!r}… is too long for a file name", image.path)

    def _check_folders(self, path: PurePosixPath, image: ImageView, task: str) -> None:
        """Reject a file where a folder is: `a.jpg` beside `a.jpg/b.jpg`."""
        files = {_key(path.with_suffix(self._suffix))}
        if self._media_dir is not None:
            files.add(_key(path))
        above = {_key(folder) for folder in path.parents}
        others = [self._folders[key] for key in files if key in self._folders]
        others += [self._files[key] for key in above if key in self._files]
        if others:
            invalid(
                f"{image.name!r} and an image of {others[0]} would be a file and a folder of the "
                "same name; rename one of them",
                image.path,
            )
        self._files.update(dict.fromkeys(files, task))
        self._folders.update(dict.fromkeys(above, task))


def _key(path: PurePosixPath) -> str:
    return path.as_posix().casefold()


def safe_path(name: str) -> PurePosixPath:
    """A name, which may have folders, with unsafe characters escaped; capitals are not marked."""
    return PurePosixPath(*map(_safe_component, name.split("/")))


def _safe_component(name: str) -> str:
    safe = safe_join(Path(), name).name
    return name if name and _CAPITALS.sub("", safe, count=1) == name else safe
