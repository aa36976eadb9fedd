"""Images and videos read from a file of another format, with their annotations as models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastlabel.models import Attribute, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedImage:
    """One image and its annotations. Coordinates are pixels."""

    name: str
    """Name in the file, such as `train/1.jpg`."""
    path: Path | None = None
    """Expected path of the image, where its folder is known. It need not exist."""
    width: int | None = None
    """Pixels; None where unknown."""
    height: int | None = None
    """Pixels; None where unknown."""
    annotations: tuple[ShapeAnnotation, ...] = ()
    """In the order of the file."""
    attributes: tuple[Attribute, ...] = ()
    """Attributes of the whole image."""
    tags: tuple[str, ...] = ()
    """Tags of its task, if the file has them."""
    content: str | None = None
    """For an image of a multi-image task: its name there, which `name` has after the task's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedVideo:
    """One video and its boxes. Coordinates are pixels."""

    name: str
    """Name in the file."""
    path: Path | None = None
    """Expected path of the video, where its folder is known. It need not exist."""
    width: int | None = None
    """Pixels; None where unknown."""
    height: int | None = None
    """Pixels; None where unknown."""
    fps: float | None = None
    """Frames per second; None where unknown."""
    frame_count: int | None = None
    """Frames in the whole video; None where unknown."""
    annotations: tuple[VideoBBox, ...] = ()
    """One box for each track."""
    tags: tuple[str, ...] = ()
    """Tags of its task, if the file has them."""
