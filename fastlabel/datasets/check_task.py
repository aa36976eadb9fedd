"""All that can be found in one spec, looked at alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, cast

from fastlabel._media.probe import VideoFacts
from fastlabel._protocol import validation
from fastlabel._protocol.kinds import IMAGE, VIDEO, kind_of
from fastlabel._protocol.new_tasks import encode_new_task
from fastlabel._protocol.upload import media_from_file, media_from_path
from fastlabel._quality.placement import check_bounds, check_frames, check_outlines
from fastlabel._quality.problem import Finding, from_message
from fastlabel.datasets.check_media import check_contents, look_at_image, look_at_video
from fastlabel.datasets.task_media import SpecFile, files_of, left_in_place
from fastlabel.errors import FastLabelInvalidException, missing_extra
from fastlabel.models import (
    ImageAnnotation,
    NewImageClassificationTask,
    NewMultiImageTask,
    NewVideoTask,
    VideoAnnotation,
    VideoBBox,
)
from fastlabel.models.tasks import AnyNewTask

__all__ = ["check_extras", "findings_of"]


def check_extras(spec: AnyNewTask) -> None:
    """Refuse to check media without the library that opens them.

    Raises:
        MissingExtraError: Pillow is needed, or PyAV; the message names the pip command.
    """
    module, library = ("av", "av") if isinstance(spec, NewVideoTask) else ("PIL", "pillow")
    if find_spec(module) is None:
        raise missing_extra("checks of media", library)


class _Look(NamedTuple):
    """What one look at one file shows."""

    findings: list[Finding]
    size: tuple[int, int] | None = None
    video: VideoFacts | None = None


def findings_of(spec: AnyNewTask) -> list[Finding]:
    """What `create` would refuse, what the service would, and what is probably not meant."""
    try:
        files = files_of(spec)
    except (FastLabelInvalidException, OSError):
        files = []  # the request is refused for the same reason
    looks = {file.content: _look(file, spec) for file in files}
    media = [finding for look in looks.values() for finding in look.findings]
    limits = check_contents(_sizes(files), _place_of_media(spec)) if len(files) > 1 else ()
    return [*_refusals(spec, media), *media, *limits, *_of_annotations(spec, looks)]


def _look(file: SpecFile, spec: AnyNewTask) -> _Look:
    """Look at a file, if it can be sent at all."""
    kind = VIDEO if isinstance(spec, NewVideoTask) else IMAGE
    try:
        if isinstance(file.source, Path):
            media_from_path(file.source, kind.extensions, file.place)
        else:
            with left_in_place(file.source):
                media_from_file(file.source, file.name, kind.extensions, file.place)
        if kind is VIDEO:
            video, findings = look_at_video(file)
            return _Look(findings, video=video)
        size, findings = look_at_image(file)
        return _Look(findings, size=size)
    except FastLabelInvalidException as error:
        return _Look([from_message(error.message, file.place)])
    except OSError as error:
        return _Look([Finding(file.place, f"cannot be read: {error.strerror or error}")])


def _refusals(spec: AnyNewTask, media: Sequence[Finding]) -> Iterator[Finding]:
    """What `create` refuses, but for annotations, and for what is known of the media already."""
    bare = spec
    if not isinstance(spec, NewImageClassificationTask):
        bare = spec.model_copy(update={"annotations": ()})
    try:
        with left_in_place(getattr(spec, "file", None)):
            encode_new_task(kind_of(bare), bare)
    except FastLabelInvalidException as error:
        finding = from_message(error.message, _place_of_media(spec))
        if all(finding.message != known.message for known in media):
            yield finding
    except OSError as error:
        yield Finding(_place_of_media(spec), f"cannot be read: {error.strerror or error}")


def _of_annotations(spec: AnyNewTask, looks: Mapping[str | None, _Look]) -> Iterator[Finding]:
    if isinstance(spec, NewImageClassificationTask):
        return
    for index, annotation in enumerate(spec.annotations):
        place = f"annotations[{index}]"
        refused = list(_refused(annotation, place, spec, looks))
        yield from refused
        if not refused:
            content = annotation.content if isinstance(spec, NewMultiImageTask) else None
            yield from _misplaced(annotation, place, looks.get(content))
            if not isinstance(annotation, VideoBBox):
                yield from check_outlines(annotation, place)


def _refused(
    annotation: ImageAnnotation | VideoAnnotation,
    place: str,
    spec: AnyNewTask,
    looks: Mapping[str | None, _Look],
) -> Iterator[Finding]:
    """What `create` refuses of one annotation."""
    try:
        validation.check_annotations([annotation])
        if isinstance(spec, NewMultiImageTask) and looks:
            names = [name for name in looks if name is not None]
            validation.check_contents([cast("ImageAnnotation", annotation)], names)
    except FastLabelInvalidException as error:
        yield from_message(f"{place}{error.message.removeprefix('annotations[0]')}", place)


def _misplaced(
    annotation: ImageAnnotation | VideoAnnotation, place: str, look: _Look | None
) -> Iterator[Finding]:
    """What lies beyond the picture or the end of its file."""
    if look is None:
        return
    if look.video:
        yield from check_frames(cast("VideoAnnotation", annotation), look.video, place)
    elif look.size:
        yield from check_bounds(cast("ImageAnnotation", annotation), look.size, place)


def _sizes(files: Sequence[SpecFile]) -> dict[str, int]:
    """Content name → bytes, of those that can be read."""
    sizes: dict[str, int] = {}
    for file in files:
        with suppress(OSError):
            sizes[file.content or ""] = file.size
    return sizes


def _place_of_media(spec: AnyNewTask) -> str:
    if isinstance(spec, NewMultiImageTask):
        return "files" if spec.folder_path is None else "folder_path"
    return "file" if spec.file_path is None else "file_path"
