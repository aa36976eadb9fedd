"""Video tasks → the text files of MOT Challenge.

Each video is a sequence, a folder of its own:

| file | has |
|---|---|
| `gt/gt.txt` | for each box and frame: frame, track, left, top, width, height, 1, class, 1 |
| `gt/labels.txt` | a class in each line; in `gt.txt` the first is 1 |
| `seqinfo.ini` | name, frame rate, length and size |

Frames, tracks, classes and pixels count from 1: the top left of the picture is 1, 1. Frames between
stored ones are filled in straight lines, for what has no line is not there.

Source: https://motchallenge.net/instructions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._files.safe_names import safe_join
from fastlabel._geometry.rings import Bounds, normalized_corners
from fastlabel._quality.geometry_warnings import (
    known_count,
    known_rate,
    known_size,
    track_warnings,
    video_warnings,
)
from fastlabel.converters._shared.class_index import ClassOrder
from fastlabel.converters._shared.task_input import as_task, check_tasks
from fastlabel.converters.losses import ConversionLosses, LossReport, OnLoss
from fastlabel.errors import invalid
from fastlabel.models import ImageClassificationTask, UnknownAnnotation, VideoBBox, VideoTask
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = ["FirstPixel", "check_first_pixel", "write_mot"]

FirstPixel: TypeAlias = Literal[0, 1]
"""What the coordinates of the top left of a picture are."""

_NO_VIDEO: Final = "on an image, MOT has videos only"
_UNKNOWN: Final = "of a type not known here, or that does not fit its type"
_NO_FRAMES: Final = "without frames"
_TOO_LONG: Final = "on so many frames that they cannot all be written"
_UNMARKED: Final = "with interpolated frames, no longer marked as such"
_ATTRIBUTES: Final = "with attributes, left out"
_TURNED: Final = "with corners the wrong way round, put right"

_MOST_FRAMES: Final = 1_000_000
"""From the first of a box to its last: nine hours of video, which is a line each."""


class _Track(NamedTuple):
    """A box that moves, and its provisional class."""

    number: int
    box: VideoBBox


def write_mot(
    tasks: Iterable[TaskLike],
    folder: str | PathLike[str],
    *,
    classes: Sequence[str] | None = None,
    pixel_origin: FirstPixel = 1,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write video tasks as MOT Challenge's sequences. Memory holds one task at a time.

    A failure leaves nothing behind. Tasks without videos are left out, which is told.

    Args:
        tasks: Task models of any kind, or the dicts that FastLabel 0.7.0 gave for them;
            walked once.
        folder: The folder to write, one folder in it for each video. It must be new or empty; its
            parent must exist.
        classes: The classes in the order of their numbers, so that they agree between sequences.
            Left out, they are those of each sequence, sorted.
        pixel_origin: 1, as MOT Challenge has it, adds 1 to left and top. CVAT and other tools read
            and write them from 0.
        on_loss: What is done if something cannot be converted, or not exactly: "warn", "raise" an
            error (then nothing is written), or "ignore" it.

    Returns:
        What was kept, changed and left out, by type and class.

    Raises:
        FastLabelInvalidException: Something in `tasks` is no task, has a class that is not in
            `classes`, or a name or class that does not fit on a line; or two videos have one name;
            the message names the place. Or the folder is not empty; or something is lost, and
            `on_loss` is "raise".
        MissingFileError: The parent of the folder does not exist.
        OSError: The files cannot be written.

    Warns:
        ConversionWarning: Something could not be converted, or not exactly: one warning, with
            counts and the first places; its `report` is the whole `LossReport`.
    """
    losses = ConversionLosses("to MOT", on_loss)
    check_first_pixel(pixel_origin)
    ClassOrder(classes)
    check_tasks(tasks)
    with atomic_new_folder(folder) as part:
        for index, item in enumerate(tasks):
            losses.enter_task(index)
            task = as_task(item, losses.place)
            if isinstance(task, VideoTask):
                _write(task, part, ClassOrder(classes), pixel_origin, losses)
            else:
                _leave_out(task, losses)
        # Before the folder takes its place: where warnings are errors, this is a failure.
        return losses.finish()


def check_first_pixel(pixel_origin: int) -> None:
    """Refuse what pixels cannot count from."""
    if pixel_origin not in {0, 1}:
        invalid(f"pixel_origin: {pixel_origin!r} is not one of 0, 1")


def _leave_out(task: AnyTask, losses: ConversionLosses) -> None:
    annotations = () if isinstance(task, ImageClassificationTask) else task.annotations
    for number, annotation in enumerate(annotations):
        losses.enter_annotation(number, annotation.type, annotation.value)
        losses.leave_out(_NO_VIDEO)
    if not annotations:
        losses.change(_NO_VIDEO)


def _write(
    task: VideoTask,
    folder: Path,
    order: ClassOrder,
    pixel_origin: FirstPixel,
    losses: ConversionLosses,
) -> None:
    name = _line(task.name, losses.place)
    sequence = safe_join(folder, name)
    if sequence.exists():
        invalid(f"{losses.place}: {name!r} is also the name of another video")
    (sequence / "gt").mkdir(parents=True)
    for oddity in video_warnings(task):
        losses.warn(oddity)
    tracks = list(_tracks(task, order, losses))
    final = order.final()
    # Sorted by frame and then by track, as in the files of the challenge.
    rows = sorted(
        (frame, at, normalized_corners(point.value), final[track.number] + 1)
        for at, track in enumerate(tracks, 1)
        for frame, point in track.box.points.items()
    )
    last = rows[-1][0] if rows else 0
    _save(sequence / "seqinfo.ini", _facts(task, name, last))
    _save(sequence / "gt" / "labels.txt", order.names())
    _save(sequence / "gt" / "gt.txt", (_row(*row, pixel_origin) for row in rows))


def _tracks(task: VideoTask, order: ClassOrder, losses: ConversionLosses) -> Iterator[_Track]:
    for number, annotation in enumerate(task.annotations):
        losses.enter_annotation(number, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            losses.leave_out(_UNKNOWN)
        elif not annotation.points:
            losses.leave_out(_NO_FRAMES)
        elif annotation.frame_range[1] - annotation.frame_range[0] >= _MOST_FRAMES:
            losses.leave_out(_TOO_LONG)
        else:
            size = known_size(task.width, task.height)
            for oddity in track_warnings(annotation, *size, task.frame_count):
                losses.warn(oddity)
            yield _Track(
                order.number_of(_line(annotation.value, losses.place), losses.place),
                _filled(annotation, losses),
            )


def _filled(box: VideoBBox, losses: ConversionLosses) -> VideoBBox:
    filled = box.interpolated()
    if len(filled.keyframes) < len(filled.points):
        losses.change(_UNMARKED)
    if any(normalized_corners(point.value) != point.value for point in box.points.values()):
        losses.change(_TURNED)
    if box.attributes:
        losses.change(_ATTRIBUTES)
    return filled


def _row(frame: int, track: int, bounds: Bounds, label: int, pixel_origin: FirstPixel) -> str:
    left, top, right, bottom = bounds
    corner = (left + pixel_origin, top + pixel_origin)
    numbers = ",".join(map(_written, (*corner, right - left, bottom - top)))
    return f"{frame},{track},{numbers},1,{label},1"


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _facts(task: VideoTask, name: str, last: int) -> Iterator[str]:
    yield "[Sequence]"
    yield f"name={name}"
    yield "imDir=img1"
    if fps := known_rate(task.fps):
        yield f"frameRate={_written(float(fps))}"
    # Readers invalid rows beyond the length.
    yield f"seqLength={max(known_count(task.frame_count) or 0, last)}"
    width, height = known_size(task.width, task.height)
    if width and height:
        yield f"imWidth={width}"
        yield f"imHeight={height}"
    yield "imExt=.jpg"


def _line(text: str, place: str) -> str:
    """A text that is a line of a file, and is read again as it is."""
    if [text] != text.splitlines() or text != text.strip() or not _is_utf_8(text):
        invalid(f"{place}: {text!r} cannot be a line of MOT's files")
    return text


def _is_utf_8(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _save(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
