"""The media of tasks that are told elsewhere: from a folder, or made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from pydantic import JsonValue

from fastlabel.checks import refuse
from fastlabel.errors import MissingFileError
from fastlabel.safe_paths import safe_join
from fastlabel.sandbox.facts import MediaFacts, image_facts, video_facts
from fastlabel.sandbox.kinds import MULTI_IMAGE, VIDEO, Kind
from fastlabel.sandbox.placeholders import placeholder_image, placeholder_video
from fastlabel.sandbox.records import JsonObject

__all__ = ["SeedFile", "files_of"]

_IMAGE: Final[dict[str, float]] = {"width": 640, "height": 480}
_VIDEO: Final[dict[str, float]] = {**_IMAGE, "fps": 10, "frameCount": 10}


@dataclass(frozen=True, slots=True)
class SeedFile:
    """One file to be, and what is told of it."""

    name: str
    told: JsonObject
    """Goes before what the file really is; nulls are left out."""
    path: Path | None
    """Where it lies; None if it is to be made."""
    place: str
    is_video: bool

    def read(self) -> tuple[bytes, MediaFacts]:
        """Its content, and what it really is.

        Raises:
            FastLabelInvalidException: It cannot be read, or is of another type.
        """
        content = self._made() if self.path is None else self._stored(self.path)
        facts = video_facts if self.is_video else image_facts
        return content, facts(content, self.place if self.path is None else str(self.path))

    def _stored(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            raise MissingFileError(
                f"{self.place}: there is no file {path}; without media= grey ones are made"
            ) from None
        except (OSError, ValueError) as error:
            refuse(f"{self.place}: {error}")

    def _made(self) -> bytes:
        said = {**_VIDEO, **cast("dict[str, float]", self.told)}
        width, height = int(said["width"]), int(said["height"])
        if self.is_video:
            frames = int(said["frameCount"])
            return placeholder_video(width, height, said["fps"], frames, self.place)
        is_jpeg = self.name.lower().endswith((".jpg", ".jpeg"))
        return placeholder_image(width, height, self.place, is_jpeg=is_jpeg)


def files_of(kind: Kind, told: JsonObject, place: str, media: Path | None) -> list[SeedFile]:
    """The files of a task.

    In the folder a file is called as its task, or for multi-image tasks as its content, in a
    folder that is called as the task. A name that is no name of a file is escaped as by
    `fastlabel.safe_paths.safe_join`.
    """
    name = str(told["name"])
    if kind is not MULTI_IMAGE:
        fields = _VIDEO.keys() | {"duration"} if kind is VIDEO else _IMAGE.keys()
        said = _said({field: told[field] for field in told if field in fields})
        path = None if media is None else safe_join(media, name)
        return [SeedFile(name, said, path, f"{place}name", kind is VIDEO)]
    folder = None if media is None else safe_join(media, name)
    contents = cast("list[JsonObject]", told.get("contents") or [])
    return [
        _content_file(content, f"{place}contents[{index}].name", folder)
        for index, content in enumerate(contents)
    ]


def _content_file(content: JsonObject, place: str, folder: Path | None) -> SeedFile:
    name = str(content["name"])
    rest = {key: value for key, value in content.items() if key not in {"name", "url"}}
    path = None if folder is None else safe_join(folder, name)
    return SeedFile(name, _said(rest), path, place, is_video=False)


def _said(facts: dict[str, JsonValue]) -> JsonObject:
    return {key: value for key, value in facts.items() if value is not None}
