"""The text files of MOT Challenge → videos with a box for each track.

Left aside without a word: `visibility`. Rows that are to be ignored (0 in the seventh column) are
left out, which is told, as is what is gone for some frames: a box of FastLabel is there on all
frames between its first and its last, so it becomes several.

Source: https://motchallenge.net/instructions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from os import PathLike
from pathlib import Path
from typing import Final, NamedTuple

from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters.annotated import AnnotatedVideo
from fastlabel.converters.losses import OnLoss, ReadingLosses
from fastlabel.converters.mot.write import FirstPixel, check_first_pixel
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import FramePoint, VideoBBox

__all__ = ["read_mot"]

_CHALLENGE: Final = (
    "pedestrian",
    "person on vehicle",
    "car",
    "bicycle",
    "motorbike",
    "non motorized vehicle",
    "static person",
    "distractor",
    "occluder",
    "occluder on the ground",
    "occluder full",
    "reflection",
)
"""The classes of the challenge, where no file and no caller tells others."""

_IGNORED: Final = "that is to be ignored"
_IN_PART_IGNORED: Final = "with frames that are to be ignored, left out"
_AWAY: Final = "that is gone for a while, made several boxes"
_FARTHEST: Final = 2**53
_MOST: Final = 10**9


class _Row(NamedTuple):
    """A box on one frame."""

    place: str
    frame: int
    track: int
    box: tuple[float, float, float, float]
    is_ignored: bool
    label: str


def read_mot(
    source: str | PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    pixel_origin: FirstPixel = 1,
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedVideo]:
    """Read sequences of MOT Challenge. Memory holds one of them.

    Errors of the files come while they are walked.

    Args:
        source: The folder of a sequence, with `gt/gt.txt`, or one with such folders in it, which
            come in the order of their names.
        classes: The classes, the first of which is 1. Left out, they are those of `gt/labels.txt`,
            or else those of the challenge.
        pixel_origin: 1, as MOT Challenge has it, takes 1 from left and top. CVAT and other tools
            read and write them from 0.
        media_dir: Where the videos are: it and their names make their `path`.
        on_loss: What is done at the end if something could not be carried over, or not exactly:
            "warn", "raise" an error, or "ignore" it.

    Raises:
        MissingFileError: There is no `gt/gt.txt`.
        FastLabelInvalidException: A file is broken; the message names the line. Or something is
            lost, and `on_loss` is "raise".

    Warns:
        ConversionWarning: Something could not be carried over, or not exactly.
    """
    losses = ReadingLosses("from MOT", on_loss)
    check_first_pixel(pixel_origin)
    folder = Path(source)
    files = sorted(path for path in folder.rglob("gt.txt") if path.parent.name == "gt")
    if not files:
        raise MissingFileError(f"source: there is no gt/gt.txt in {folder}")
    media = None if media_dir is None else Path(media_dir)
    return _read([path.parent.parent for path in files], classes, pixel_origin, media, losses)


def _read(
    sequences: Sequence[Path],
    classes: Sequence[str] | None,
    pixel_origin: FirstPixel,
    media: Path | None,
    losses: ReadingLosses,
) -> Iterator[AnnotatedVideo]:
    for folder in sequences:
        place = f"{folder.name}/seqinfo.ini"
        facts = _facts(folder / "seqinfo.ini", place)
        name = facts.get("name") or folder.resolve().name
        rows = _rows(folder, _labels(folder) if classes is None else classes, pixel_origin)
        yield AnnotatedVideo(
            name=name,
            path=media_path(media, name, place),
            width=_count(facts, "imwidth", place),
            height=_count(facts, "imheight", place),
            fps=_number(facts["framerate"], place, "frameRate") if "framerate" in facts else None,
            frame_count=_count(facts, "seqlength", place),
            annotations=tuple(_boxes(rows, losses)),
        )
    losses.finish()


def _boxes(rows: Iterator[_Row], losses: ReadingLosses) -> Iterator[VideoBBox]:
    """A box for each track and class, in the order of the tracks' numbers."""
    tracks: dict[tuple[int, str], dict[int, _Row]] = {}
    for row in rows:
        frames = tracks.setdefault((row.track, row.label), {})
        if row.frame in frames:
            invalid(f"{row.place}: track {row.track} is on frame {row.frame} already")
        frames[row.frame] = row
    for (_, label), frames in sorted(tracks.items(), key=lambda it: it[0]):
        losses.enter(next(iter(frames.values())).place, "bbox", label)
        yield from _stretches(label, frames, losses)


def _stretches(
    label: str, frames: Mapping[int, _Row], losses: ReadingLosses
) -> Iterator[VideoBBox]:
    kept = [frames[at] for at in sorted(frames) if not frames[at].is_ignored]
    if not kept:
        losses.leave_out(_IGNORED)
        return
    if len(kept) < len(frames):
        losses.change(_IN_PART_IGNORED)
    stretches: list[dict[int, FramePoint]] = []
    for row in kept:
        if not stretches or row.frame - 1 not in stretches[-1]:
            stretches.append({})
        stretches[-1][row.frame] = FramePoint(row.box, autogenerated=False)
    if len(stretches) > 1:
        losses.change(_AWAY)
    for points in stretches:
        yield VideoBBox(value=label, points=points)


def _rows(folder: Path, labels: Sequence[str], pixel_origin: FirstPixel) -> Iterator[_Row]:
    lines = _lines(folder / "gt" / "gt.txt", f"{folder.name}/gt/gt.txt")
    for at, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, f"{folder.name}/gt/gt.txt line {at}", labels, pixel_origin)


def _row(line: str, place: str, labels: Sequence[str], pixel_origin: FirstPixel) -> _Row:
    cells = line.split(",")
    if not 6 <= len(cells) <= 10:
        invalid(f"{place}: {len(cells)} columns, there are 6 to 10")
    numbers = [_number(cell, place, f"column {at}") for at, cell in enumerate(cells, 1)]
    left, top = numbers[2] - pixel_origin, numbers[3] - pixel_origin
    if numbers[4] < 0 or numbers[5] < 0:
        invalid(f"{place}: {numbers[4]:g} x {numbers[5]:g}, a width and a height are not negative")
    return _Row(
        place,
        _whole(numbers[0], place, "frame", 1),
        _whole(numbers[1], place, "track", 0),
        (left, top, left + numbers[4], top + numbers[5]),
        len(numbers) > 6 and numbers[6] == 0,
        _label(numbers[7] if len(numbers) > 7 else -1.0, place, labels),
    )


def _label(number: float, place: str, labels: Sequence[str]) -> str:
    # In the files of 2015, all are pedestrians, and this column is -1.
    at = 1 if number == -1 else _whole(number, place, "class", 1)
    if at > len(labels):
        invalid(f"{place}: class {at}, there are {len(labels)}; give classes=")
    return labels[at - 1]


def _labels(folder: Path) -> Sequence[str]:
    path = folder / "gt" / "labels.txt"
    return _lines(path, f"{folder.name}/gt/labels.txt") if path.exists() else _CHALLENGE


def _facts(path: Path, place: str) -> Mapping[str, str]:
    """What `seqinfo.ini` says, its keys in small letters; nothing if there is none."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string("\n".join(_lines(path, place)) if path.exists() else "")
    except Error as error:
        invalid(f"{place}: {error.message}")
    return parser["Sequence"] if parser.has_section("Sequence") else {}


def _lines(path: Path, place: str) -> list[str]:
    try:
        return path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        invalid(f"{place}: not UTF-8: {error}")


def _count(facts: Mapping[str, str], key: str, place: str) -> int | None:
    return _whole(_number(facts[key], place, key), place, key, 0) or None if key in facts else None


def _whole(number: float, place: str, name: str, least: int) -> int:
    if not (number.is_integer() and least <= number < _MOST):
        invalid(f"{place}: {name} {number:g} is no whole number from {least}")
    return int(number)


def _number(text: str, place: str, name: str) -> float:
    try:
        number = float(text)
    except ValueError:
        invalid(f"{place}: {name} has {text[:20]!r} where a number is due")
    if not abs(number) < _FARTHEST:
        invalid(f"{place}: {name} has {text[:20]!r} where a number is due")
    return number
