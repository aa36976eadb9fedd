"""The four kinds of task, in the command line's words. Nothing here loads the models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

__all__ = ["COMMAND_KINDS", "CommandKind", "KindChoice", "KindName"]

KindName: TypeAlias = Literal["image", "video", "multi-image", "image-classification"]


class KindChoice(StrEnum):
    """The names, as an option offers them."""

    IMAGE = "image"
    VIDEO = "video"
    MULTI_IMAGE = "multi-image"
    IMAGE_CLASSIFICATION = "image-classification"


@dataclass(frozen=True, slots=True)
class CommandKind:
    """What the commands of one kind of task say of it."""

    name: KindName
    """The group's name."""
    media: str
    """What a task is made of."""
    metavar: str
    """What `create` takes."""
    media_help: str
    """The same, as help says it."""

    @property
    def noun(self) -> str:
        """One such task."""
        return f"{self.name.replace('-c', ' c')} task"

    @property
    def article(self) -> str:
        """What stands before the noun."""
        return "an" if self.name.startswith("image") else "a"


COMMAND_KINDS: Final = (
    CommandKind("image", "a PNG or JPEG", "FILE", "The images: .png, .jpg or .jpeg."),
    CommandKind("video", "an MP4", "FILE", "The videos: .mp4."),
    CommandKind(
        "multi-image",
        "a folder of PNGs or JPEGs",
        "FOLDER",
        "The folders; all of their files but the hidden ones are sent, by name.",
    ),
    CommandKind(
        "image-classification", "a PNG or JPEG", "FILE", "The images: .png, .jpg or .jpeg."
    ),
)
