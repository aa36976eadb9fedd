"""The options that the commands of `fastlabel export` share, and what they mean."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast

import typer

from fastlabel.cli.kinds import KindChoice
from fastlabel.cli.options import FilterStatusOption, FilterTagOption
from fastlabel.errors import FastLabelInvalidException

if TYPE_CHECKING:
    from fastlabel.converters import SplitNames

__all__ = [
    "ClassOption",
    "CornersChoice",
    "FilterStatusOption",
    "FilterTagOption",
    "FirstPixelOption",
    "FrameFormatChoice",
    "FramesChoice",
    "GroupOption",
    "HolesChoice",
    "KindOption",
    "MediaOption",
    "OutputOption",
    "SourceArgument",
    "SplitOption",
    "StyleChoice",
    "UnlabelledChoice",
    "json_of",
    "splits_of",
]


class HolesChoice(StrEnum):
    """What holes become in COCO."""

    RLE = auto()
    POLYGONS = auto()


class FramesChoice(StrEnum):
    """Which frames of videos become images."""

    ANNOTATED = auto()
    ALL = auto()


class FrameFormatChoice(StrEnum):
    """What frames are written as."""

    JPG = auto()
    PNG = auto()


class CornersChoice(StrEnum):
    """How VOC's corners are written."""

    INTEGERS = auto()
    DECIMALS = auto()


class StyleChoice(StrEnum):
    """What the pixels of a mask have."""

    SEMANTIC = auto()
    INSTANCE = auto()


class UnlabelledChoice(StrEnum):
    """What pixels without an annotation are."""

    BACKGROUND = auto()
    IGNORE = auto()


SourceArgument: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="SLUG|DIR", help="A project's slug, or a folder it was pulled to."),
]
OutputOption: TypeAlias = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="What to write.")
]
KindOption: TypeAlias = Annotated[
    KindChoice, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}.")
]
ClassOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--class",
        metavar="NAME",
        help="The classes in the order of their numbers; any other is an error. May be repeated.",
    ),
]
GroupOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--group",
        metavar="KEY",
        help="The attribute whose value a shape and its keypoints share.",
    ),
]
SplitOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--split", metavar="NAME=PART", help="Such as train=0.8 and val=0.2. May be repeated."
    ),
]
MediaOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--media", metavar="DIR", help="The pictures by their names, to be copied."),
]
FirstPixelOption: TypeAlias = Annotated[
    int,
    typer.Option("--first-pixel", min=0, max=1, metavar="N", help="The first pixel's number."),
]


def splits_of(texts: Sequence[str] | None) -> SplitNames | None:
    """The part of each split from `NAME=PART`.

    Raises:
        FastLabelInvalidException: One is none, or a name comes twice.
    """
    parts: dict[str, float] = {}
    for text in texts or ():
        name, _, part = text.partition("=")
        try:
            number = float(part)
        except ValueError:
            raise FastLabelInvalidException(f"--split: {text!r} is no NAME=PART", 422) from None
        if name in parts:
            raise FastLabelInvalidException(f"--split: {name!r} is given twice", 422)
        parts[name] = number
    return parts or None


def json_of(path: Path | None, option: str) -> Mapping[str, Any] | None:
    """The JSON object in a file; None without a file.

    Raises:
        FastLabelInvalidException: It cannot be read, or is no object.
    """
    if path is None:
        return None
    try:
        value: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise FastLabelInvalidException(f"{option}: {path}: {error}", 422) from None
    if not isinstance(value, dict):
        raise FastLabelInvalidException(f"{option}: {path} holds no JSON object", 422)
    return cast("Mapping[str, Any]", value)
