"""Video tasks → MOT Challenge text files; docs/format_mot.md has the mapping.

Frames between stored ones are interpolated linearly: an object without a line is not there.
Source: https://motchallenge.net/instructions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Final

from fastlabel._files.atomic import atomic_new_folder
from fastlabel._files.safe_names import safe_join
from fastlabel._geometry.rings import Bounds, normalized_corners
from fastlabel._media.video import decoded_frames
from fastlabel._protocol.kinds import has_frames
from fastlabel._quality.geometry_warnings import known_count, known_rate, known_size, video_warnings
from fastlabel.converters._shared.class_index import ClassIndex
from fastlabel.converters._shared.image_files import MediaSource
from fastlabel.converters._shared.options import PixelOrigin, check_pixel_origin
from fastlabel.converters._shared.task_images import video_boxes
from fastlabel.converters._shared.task_input import read_tasks
from fastlabel.converters._shared.values import format_number, write_lines
from fastlabel.converters._shared.video_frames import find_video, save_frame
from fastlabel.converters.losses import (
    ATTRIBUTES_DROPPED,
    SWAPPED_CORNERS,
    ConversionLosses,
    LossReport,
    OnLoss,
)
from fastlabel.errors import ErrorPath, FastLabelInvalidException, invalid
from fastlabel.models import VideoBBox
from fastlabel.models.tasks import AnyTask, AnyVideoTask, TaskLike, annotations_of

_NOT_A_VIDEO: Final = "on an image, MOT has videos only"
_TOO_LONG: Final = "on so many frames that they cannot all be written"
_UNMARKED: Final = "with interpolated frames, no longer marked as such"
_MAX_FRAMES: Final = 1_000_000
"""From the first of a box to its last: nine hours of video, one line per frame."""


def write_mot(
    tasks: Iterable[TaskLike],
    path: str | PathLike[str],
    *,
    media_dir: MediaSource | None = None,
    classes: Sequence[str] | None = None,
    pixel_origin: PixelOrigin = 1,
    on_loss: OnLoss = "warn",
) -> LossReport:
    """Write video tasks as MOT Challenge sequences; tasks without videos are dropped.

    The folder is written atomically: a failure leaves nothing behind. Memory holds one task.

    Args:
        tasks: Task models of any kind, or dicts as of 0.7.0; iterated over once.
        path: The folder to write, new or empty. It gets a folder for each video.
        media_dir: Where the videos are, whose frames are written as `img1/<6-digit frame>.jpg`: a
            folder, also one that `pull` filled, or a mapping or function from task name to path.
            By default no frames are written.
        classes: Classes in the order of their numbers, so that they agree between sequences. By
            default those of each sequence, sorted.
        pixel_origin: Coordinate of the first pixel: 1 in MOT Challenge, 0 in CVAT and other tools.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error and write
            nothing, or "ignore" them.

    Returns:
        What was kept, approximated and dropped, by type and class.

    Raises:
        FastLabelInvalidException: An item of `tasks` is not a task, has a class that is not in
            `classes`, a name or class that does not fit on a line, or the name of another video;
            the error has its path. Or the folder is not empty, or there are losses and `on_loss`
            is "raise".
        MissingFileError: The parent of `path` or a video does not exist.
        MissingExtraError: Frames are to be written, and PyAV or Pillow is not installed.
        OSError: A file cannot be written.
    """
    losses = ConversionLosses("to MOT", on_loss)
    check_pixel_origin(pixel_origin)
    ClassIndex(classes)
    models = read_tasks(tasks)
    with atomic_new_folder(path) as folder:
        for index, task in enumerate(models):
            losses.at_task(index)
            if not has_frames(task):
                _drop(task, losses)
                continue
            sequence = _make_sequence(task, folder, losses)
            _write(task, sequence, ClassIndex(classes), pixel_origin, losses)
            if media_dir is not None:
                _write_frames(task, sequence / "img1", media_dir, losses)
        return losses.finish()


def _drop(task: AnyTask, losses: ConversionLosses) -> None:
    annotations = annotations_of(task)
    for number, annotation in enumerate(annotations):
        losses.at_annotation(number, annotation.type, annotation.value)
        losses.dropped(_NOT_A_VIDEO)
    if not annotations:
        losses.approximated(_NOT_A_VIDEO)


def _make_sequence(task: AnyVideoTask, folder: Path, losses: ConversionLosses) -> Path:
    sequence = safe_join(folder, _line(task.name, losses.path))
    if sequence.exists():
        invalid(f"{task.name!r} is also the name of another video", losses.path)
    (sequence / "gt").mkdir(parents=True)
    return sequence


def _write(
    task: AnyVideoTask,
    sequence: Path,
    order: ClassIndex,
    pixel_origin: PixelOrigin,
    losses: ConversionLosses,
) -> None:
    for warning in video_warnings(task):
        losses.warn(warning)
    tracks = list(_tracks(task, order, losses))
    final = order.remap()
    # Sorted by frame, then track, as in the files of the challenge.
    rows = sorted(
        (frame, track, normalized_corners(point.value), final[index] + 1)
        for track, (index, box) in enumerate(tracks, 1)
        for frame, point in box.points.items()
    )
    last_frame = rows[-1][0] if rows else 0
    write_lines(sequence / "seqinfo.ini", _seqinfo(task, last_frame))
    write_lines(sequence / "gt" / "labels.txt", order.names())
    write_lines(sequence / "gt" / "gt.txt", (_row(*row, pixel_origin) for row in rows))


def _tracks(
    task: AnyVideoTask, order: ClassIndex, losses: ConversionLosses
) -> Iterator[tuple[int, VideoBBox]]:
    """Provisional class index and box of each track."""
    for box in video_boxes(task, losses):
        if box.frame_range[1] - box.frame_range[0] >= _MAX_FRAMES:
            losses.dropped(_TOO_LONG)
        else:
            index = order.index_of(_line(box.value, losses.path), losses.path)
            yield index, _interpolated(box, losses)


def _interpolated(box: VideoBBox, losses: ConversionLosses) -> VideoBBox:
    interpolated = box.interpolated()
    if len(interpolated.keyframes) < len(interpolated.points):
        losses.approximated(_UNMARKED)
    if any(normalized_corners(point.value) != point.value for point in box.points.values()):
        losses.approximated(SWAPPED_CORNERS)
    if box.attributes:
        losses.approximated(ATTRIBUTES_DROPPED)
    return interpolated


def _row(frame: int, track: int, bounds: Bounds, label: int, pixel_origin: PixelOrigin) -> str:
    left, top, right, bottom = bounds
    numbers = (left + pixel_origin, top + pixel_origin, right - left, bottom - top)
    return f"{frame},{track},{','.join(map(format_number, numbers))},1,{label},1"


def _seqinfo(task: AnyVideoTask, last_frame: int) -> Iterator[str]:
    yield from ("[Sequence]", f"name={task.name}", "imDir=img1")
    if fps := known_rate(task.fps):
        yield f"frameRate={format_number(float(fps))}"
    # Readers reject rows beyond the length.
    yield f"seqLength={max(known_count(task.frame_count) or 0, last_frame)}"
    width, height = known_size(task.width, task.height)
    if width and height:
        yield from (f"imWidth={width}", f"imHeight={height}")
    yield "imExt=.jpg"


def _line(text: str, path: ErrorPath) -> str:
    """Text checked to be read back unchanged from a line of its own."""
    is_utf_8 = not any("\ud800" <= letter <= "\udfff" for letter in text)
    if [text] != text.splitlines() or text != text.strip() or not is_utf_8:
        invalid(f"{text!r} cannot be a line of a MOT file", path)
    return text


def _write_frames(
    task: AnyVideoTask, folder: Path, media_dir: MediaSource, losses: ConversionLosses
) -> None:
    task_path = losses.path[:2]
    video = find_video(media_dir, task, task_path)
    folder.mkdir()
    try:
        for number, image in decoded_frames(video):
            with (folder / f"{number:06}.jpg").open("wb") as file:
                save_frame(image, file)
    except FastLabelInvalidException as error:
        raise error.under(*task_path) from None
