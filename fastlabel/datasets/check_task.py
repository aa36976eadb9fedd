"""Validation of one new task and its media."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from fastlabel._protocol import validation
from fastlabel._protocol.kinds import kind_of
from fastlabel._protocol.new_tasks import encode_new_task
from fastlabel._protocol.upload import media_from_file, media_from_path
from fastlabel._quality.placement import check_bounds, check_frames, check_outlines
from fastlabel._quality.problem import Finding, from_error
from fastlabel.datasets.check_media import MediaCheck, check_contents, check_image, check_video
from fastlabel.datasets.task_media import TaskFile, position_kept, task_files
from fastlabel.errors import FastLabelInvalidException, missing_extra
from fastlabel.models import VideoBBox
from fastlabel.models.tasks import annotations_of
from fastlabel.models.tasks.base import NewContentsTask, NewFileTask, NewTask


def require_decoder(task: NewTask) -> None:
    """Refuse to check media without the library that decodes them."""
    is_video = kind_of(task).media == "video"
    module, package = ("av", "av") if is_video else ("PIL", "pillow")
    if find_spec(module) is None:
        raise missing_extra("checks of media", package)


_Checks = Mapping[str | None, MediaCheck]


def find_problems(task: NewTask) -> list[Finding]:
    """What `create` or the service would reject, and what is probably a mistake."""
    try:
        files = task_files(task)
    except (FastLabelInvalidException, OSError):
        files = []  # encoding the task fails for the same reason
    checks = {file.content: _check_file(file, task) for file in files}
    media = [finding for check in checks.values() for finding in check.findings]
    limits = check_contents(_sizes(files), _media_path(task)) if len(files) > 1 else ()
    return [*_rejections(task, media), *media, *limits, *_check_annotations(task, checks)]


def _check_file(file: TaskFile, task: NewTask) -> MediaCheck:
    """Check a file if it can be sent at all."""
    kind = kind_of(task)
    try:
        if isinstance(file.source, Path):
            media_from_path(file.source, kind.extensions, file.path)
        else:
            with position_kept(file.source):
                media_from_file(file.source, file.name, kind.extensions, file.path)
        if kind.media == "video":
            return check_video(file)
        return check_image(file)
    except FastLabelInvalidException as error:
        return MediaCheck([from_error(error, file.path)])
    except OSError as error:
        return MediaCheck([Finding(file.path, f"cannot be read: {error.strerror or error}")])


def _rejections(task: NewTask, media: Sequence[Finding]) -> Iterator[Finding]:
    """What `create` rejects besides annotations, unless it is a known problem of the media."""
    kind = kind_of(task)
    bare = task.model_copy(update={"annotations": ()}) if kind.marks == "annotations" else task
    try:
        with position_kept(getattr(task, "file", None)):
            encode_new_task(kind, bare)
    except FastLabelInvalidException as error:
        finding = from_error(error, _media_path(task))
        if all(finding.message != known.message for known in media):
            yield finding
    except OSError as error:
        yield Finding(_media_path(task), f"cannot be read: {error.strerror or error}")


def _check_annotations(task: NewTask, checks: _Checks) -> Iterator[Finding]:
    for index, annotation in enumerate(annotations_of(task)):
        path = f"annotations[{index}]"
        if rejection := _rejection(annotation, path, task, checks):
            yield rejection
            continue
        content = getattr(annotation, "content", None)
        media = checks.get(content if isinstance(task, NewContentsTask) else None)
        if isinstance(annotation, VideoBBox):
            if media and media.video:
                yield from check_frames(annotation, media.video, path)
        else:
            if media and media.size:
                yield from check_bounds(annotation, media.size, path)
            yield from check_outlines(annotation, path)


def _rejection(annotation: Any, path: str, task: NewTask, checks: _Checks) -> Finding | None:
    """Why `create` rejects one annotation."""
    try:
        validation.check_annotations([annotation])
        if isinstance(task, NewContentsTask) and checks:
            validation.check_contents([annotation], [name for name in checks if name is not None])
    except FastLabelInvalidException as error:
        below = error.path_text.removeprefix("annotations[0]")
        return Finding(path + below, error.detail)
    return None


def _sizes(files: Sequence[TaskFile]) -> dict[str, int]:
    """Content name → bytes, for files that can be read."""
    sizes: dict[str, int] = {}
    for file in files:
        with suppress(OSError):
            sizes[file.content or ""] = file.size
    return sizes


def _media_path(task: NewTask) -> str:
    if isinstance(task, NewContentsTask):
        return "files" if task.folder_path is None else "folder_path"
    return "file" if cast("NewFileTask", task).file_path is None else "file_path"
