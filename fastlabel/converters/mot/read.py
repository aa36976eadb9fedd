"""MOT Challenge text files → videos with a box for each track.

`visibility` is ignored. Rows to ignore (0 in the seventh column) are dropped. A FastLabel box is on
all frames from its first to its last, so a track with gaps becomes several boxes.

Source: https://motchallenge.net/instructions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from os import PathLike
from pathlib import Path
from typing import Final, NamedTuple

from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters._shared.options import PixelOrigin, check_pixel_origin
from fastlabel.converters._shared.values import parse_number
from fastlabel.converters.annotated import AnnotatedVideo
from fastlabel.converters.losses import TRACK_WITH_GAPS, ConversionLosses, OnLoss
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import FramePoint, VideoBBox

_CHALLENGE_CLASSES: Final = (
    "pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle",
    "static person", "distractor", "occluder", "occluder on the ground", "occluder full",
    "reflection",
)  # fmt: skip
_IGNORED: Final = "that is to be ignored"
_PARTLY_IGNORED: Final = "with frames to be ignored, which are dropped"
_MAX_INTEGER: Final = 10**9


class _Row(NamedTuple):
    """A box on one frame."""

    location: str
    frame: int
    track: int
    box: tuple[float, float, float, float]
    is_ignored: bool
    label: str


def read_mot(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    classes: Sequence[str] | None = None,
    pixel_origin: PixelOrigin = 1,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedVideo]:
    """Read MOT Challenge sequences. Memory holds one of them.

    Errors of files are raised while iterating.

    Args:
        path: The folder of a sequence, with `gt/gt.txt`, or one with such folders in it, which are
            read in the order of their names.
        media_dir: Folder of the videos by name, for their `path`.
        classes: Classes, the first of which is 1. By default those of `gt/labels.txt`, or else
            those of the challenge.
        pixel_origin: Coordinate of the first pixel: 1 in MOT Challenge, 0 in CVAT and other tools.
        on_loss: "warn" of losses with one `ConversionWarning` at the end, "raise" an error, or
            "ignore" them.

    Raises:
        MissingFileError: There is no `gt/gt.txt`.
        FastLabelInvalidException: A file is invalid (the message names the line), or there are
            losses and `on_loss` is "raise".
    """
    losses = ConversionLosses("from MOT", on_loss)
    check_pixel_origin(pixel_origin)
    folder = Path(path)
    files = sorted(file for file in folder.rglob("gt.txt") if file.parent.name == "gt")
    if not files:
        raise MissingFileError(f"path: there is no gt/gt.txt in {folder}")
    media = None if media_dir is None else Path(media_dir)
    return _videos([file.parent.parent for file in files], classes, pixel_origin, media, losses)


def _videos(
    sequences: Sequence[Path],
    classes: Sequence[str] | None,
    pixel_origin: PixelOrigin,
    media: Path | None,
    losses: ConversionLosses,
) -> Iterator[AnnotatedVideo]:
    for folder in sequences:
        location = f"{folder.name}/seqinfo.ini"
        info = _seqinfo(folder / "seqinfo.ini", location)
        name = info.get("name") or folder.resolve().name
        rows = _rows(folder, _labels(folder) if classes is None else classes, pixel_origin)
        rate = info.get("framerate")
        yield AnnotatedVideo(
            name=name,
            path=media_path(media, name, location),
            width=_count(info, "imwidth", location),
            height=_count(info, "imheight", location),
            fps=None if rate is None else parse_number(rate, f"{location}: frameRate", "a number"),
            frame_count=_count(info, "seqlength", location),
            annotations=tuple(_boxes(rows, losses)),
        )
    losses.finish()


def _boxes(rows: Iterator[_Row], losses: ConversionLosses) -> Iterator[VideoBBox]:
    """Boxes of each track and class, in the order of track numbers."""
    tracks: dict[tuple[int, str], dict[int, _Row]] = {}
    for row in rows:
        frames = tracks.setdefault((row.track, row.label), {})
        if row.frame in frames:
            invalid(f"{row.location}: track {row.track} is on frame {row.frame} already")
        frames[row.frame] = row
    for (_, label), frames in sorted(tracks.items(), key=lambda item: item[0]):
        losses.at_entry(next(iter(frames.values())).location, "bbox", label)
        yield from _stretches(label, frames, losses)


def _stretches(
    label: str, frames: Mapping[int, _Row], losses: ConversionLosses
) -> Iterator[VideoBBox]:
    """A box for each stretch of consecutive frames."""
    rows = [frames[frame] for frame in sorted(frames) if not frames[frame].is_ignored]
    if not rows:
        losses.dropped(_IGNORED)
        return
    if len(rows) < len(frames):
        losses.approximated(_PARTLY_IGNORED)
    stretches: list[dict[int, FramePoint]] = []
    for row in rows:
        if not stretches or row.frame - 1 not in stretches[-1]:
            stretches.append({})
        stretches[-1][row.frame] = FramePoint(row.box, autogenerated=False)
    if len(stretches) > 1:
        losses.approximated(TRACK_WITH_GAPS)
    for points in stretches:
        yield VideoBBox(value=label, points=points)


def _rows(folder: Path, labels: Sequence[str], pixel_origin: PixelOrigin) -> Iterator[_Row]:
    location = f"{folder.name}/gt/gt.txt"
    for number, line in enumerate(_lines(folder / "gt" / "gt.txt", location), 1):
        if line.strip():
            yield _row(line, f"{location} line {number}", labels, pixel_origin)


def _row(line: str, location: str, labels: Sequence[str], pixel_origin: PixelOrigin) -> _Row:
    cells = line.split(",")
    if not 6 <= len(cells) <= 10:
        invalid(f"{location}: expected 6 to 10 columns, got {len(cells)}")
    frame, track, left, top, width, height, *further = (
        parse_number(cell, f"{location}: column {at}", "a number")
        for at, cell in enumerate(cells, 1)
    )
    if width < 0 or height < 0:
        invalid(f"{location}: negative width or height: {width:g} x {height:g}")
    left, top = left - pixel_origin, top - pixel_origin
    return _Row(
        location,
        _integer(frame, location, "frame", 1),
        _integer(track, location, "track", 0),
        (left, top, left + width, top + height),
        further[:1] == [0],
        _label(further[1] if len(further) > 1 else -1.0, location, labels),
    )


def _label(number: float, location: str, labels: Sequence[str]) -> str:
    # In the files of 2015 all are pedestrians, and this column is -1.
    index = 1 if number == -1 else _integer(number, location, "class", 1)
    if index > len(labels):
        invalid(f"{location}: class {index} of only {len(labels)} classes; give classes=")
    return labels[index - 1]


def _labels(folder: Path) -> Sequence[str]:
    path = folder / "gt" / "labels.txt"
    return _lines(path, f"{folder.name}/gt/labels.txt") if path.exists() else _CHALLENGE_CLASSES


def _seqinfo(path: Path, location: str) -> Mapping[str, str]:
    """Fields of a `seqinfo.ini`, keys in lower case; empty without the file."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string("\n".join(_lines(path, location)) if path.exists() else "")
    except Error as error:
        invalid(f"{location}: {error.message}")
    return parser["Sequence"] if parser.has_section("Sequence") else {}


def _lines(path: Path, location: str) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        invalid(f"{location}: not UTF-8: {error}")


def _count(info: Mapping[str, str], key: str, location: str) -> int | None:
    if key not in info:
        return None
    number = parse_number(info[key], f"{location}: {key}", "a number")
    return _integer(number, location, key, 0) or None


def _integer(number: float, location: str, name: str, minimum: int) -> int:
    if not (number.is_integer() and minimum <= number < _MAX_INTEGER):
        invalid(f"{location}: {name}: expected an integer from {minimum}, got {number:g}")
    return int(number)
