"""Images and videos as a file of another format tells them, with their annotations as models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fastlabel.models import Attribute, VideoBBox
from fastlabel.models.annotations import ShapeAnnotation

__all__ = ["AnnotatedImage", "AnnotatedVideo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedImage:
    """One image and what is drawn on it. Coordinates are pixels."""

    name: str
    """As the file has it, such as `train/1.jpg`."""
    path: Path | None = None
    """Where the image should be, if the caller told its folder. It need not be there."""
    width: int | None = None
    """Pixels; None where the file does not tell."""
    height: int | None = None
    """Pixels; None where the file does not tell."""
    annotations: tuple[ShapeAnnotation, ...] = ()
    """What is drawn on it, in the order of the file."""
    attributes: tuple[Attribute, ...] = ()
    """What is said of the whole image."""
    tags: tuple[str, ...] = ()
    """Those of its task, if the file has them."""
    content: str | None = None
    """Of an image in a multi-image task: its name there. `name` is that of the task before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedVideo:
    """One video and the boxes that move through it. Coordinates are pixels."""

    name: str
    """As the file has it."""
    path: Path | None = None
    """Where the video should be, if the caller told its folder. It need not be there."""
    width: int | None = None
    """Pixels; None where the file does not tell."""
    height: int | None = None
    """Pixels; None where the file does not tell."""
    fps: float | None = None
    """Frames per second; None where the file does not tell."""
    frame_count: int | None = None
    """Frames in the whole video; None where the file does not tell."""
    annotations: tuple[VideoBBox, ...] = ()
    """A box for each track."""
    tags: tuple[str, ...] = ()
    """Those of its task, if the file has them."""
