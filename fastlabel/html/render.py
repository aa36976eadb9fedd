"""A task or an annotation as self-contained HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from fastlabel._media.layout import known_size
from fastlabel._media.video import choose_frames
from fastlabel._protocol.kinds import kind_of
from fastlabel.drawing.draw import content_annotations
from fastlabel.drawing.shapes import Rectangle
from fastlabel.html.embed import DataUrlImage, LocalMedia
from fastlabel.html.escape import escaped, image_url, web_url
from fastlabel.html.figure import (
    MAX_SHAPES,
    Figure,
    bounds_from_origin,
    figure_html,
    note,
    padded_bounds,
)
from fastlabel.html.summary import plural
from fastlabel.html.tables import annotation_table, attribute_table, heading
from fastlabel.html.video import video_html
from fastlabel.models import BBox, Content, UnknownAnnotation, VideoBBox
from fastlabel.models.tasks import AnyAnnotation, annotations_of
from fastlabel.models.tasks.base import ContentsTask, NewTask, Task

_MAX_FRAMES: Final = 60
_MAX_CONTENTS: Final = 40
_UNTRUSTED: Final = '<p class="fl-untrusted">Trust this notebook to show the image.</p>'


def to_html(item: Task | NewTask | AnyAnnotation, media: LocalMedia | None = None) -> str:
    """A task or an annotation as HTML. Its texts are escaped.

    Args:
        item: What to show.
        media: Local images below the shapes. By default the browser loads them from the task's
            URL, if it has one of http or https.
    """
    if isinstance(item, Task | NewTask):
        body = _task(item, media or LocalMedia())
    else:
        body = f'<div class="fl-single">{_annotation(item)}</div>'
    return f'<div class="fastlabel"><style>{_style()}</style>{body}</div>'


@lru_cache(maxsize=1)
def _style() -> str:
    lines = files("fastlabel.html").joinpath("style.css").read_text(encoding="utf-8")
    return "".join(line.strip() for line in lines.splitlines())


def _task(task: Task | NewTask, media: LocalMedia) -> str:
    kind, annotations = kind_of(task), annotations_of(task)
    if kind.has_contents:
        images = _contents(task, media)
    elif kind.media == "video":
        images = _video(task, media)
    else:
        images = figure_html(_figure(_name(task), task, media.image, annotations))
    if kind.marks == "attributes":
        table = attribute_table(getattr(task, "attributes", ()))
    else:
        table = annotation_table(annotations)
    return f"{heading(task)}{_UNTRUSTED}{images}{table}"


def _annotation(annotation: AnyAnnotation) -> str:
    table = annotation_table([annotation])
    if isinstance(annotation, UnknownAnnotation):
        return table
    if isinstance(annotation, VideoBBox):
        frames = choose_frames([annotation], _MAX_FRAMES)
        window = bounds_from_origin(_boxes([annotation]))
        image = video_html(annotation.value, window, [annotation], frames)
    else:
        image = figure_html(Figure(annotation.value, padded_bounds(annotation), [annotation]))
    return f"{_UNTRUSTED}{image}{table}"


def _name(task: Task | NewTask) -> str:
    return task.name or "new task"


def _figure(
    name: str,
    medium: object,
    image: DataUrlImage | None,
    annotations: Sequence[AnyAnnotation],
    max_shapes: int = MAX_SHAPES,
) -> Figure:
    """On a local image, or on that of the URL if the task states its size."""
    window, url = bounds_from_origin(annotations), None
    if image:
        window, url = (0, 0, image.width, image.height), image.url
    elif size := known_size(medium):
        window, url = (0, 0, *size), image_url(getattr(medium, "url", None))
    return Figure(name, window, annotations, url, max_shapes=max_shapes)


def _contents(task: Task | NewTask, media: LocalMedia) -> str:
    """The images of a multi-image task, side by side."""
    if isinstance(task, ContentsTask):
        contents = task.contents
    else:
        names = dict.fromkeys(getattr(one, "content", None) for one in annotations_of(task))
        contents = [Content(name=name) for name in names if name]
    shown = contents[:_MAX_CONTENTS]
    max_shapes = MAX_SHAPES // max(len(shown), 1)
    figures = ""
    for content in shown:
        annotations = [annotation for _, annotation in content_annotations(task, content.name)]
        image = media.contents.get(content.name)
        figure = _figure(content.name, content, image, annotations, max_shapes)
        caption = f"<figcaption>{escaped(content.name)}</figcaption>"
        figures += f"<figure>{figure_html(figure)}{caption}</figure>"
    more = len(contents) - _MAX_CONTENTS
    omitted = note(f"{plural(more, 'more image')} not shown.") if more > 0 else ""
    return f'<div class="fl-sheet">{figures}</div>{omitted}'


def _video(task: Task | NewTask, media: LocalMedia) -> str:
    annotations = annotations_of(task)
    frames = media.frame_numbers or choose_frames(annotations, _MAX_FRAMES)
    window: Rectangle | None
    url = web_url(getattr(task, "url", None))
    if media.frames:
        first = media.frames[frames[0]]
        window = (0, 0, first.width, first.height)
    elif size := known_size(task):
        window = (0, 0, *size)
    else:
        window, url = bounds_from_origin(_boxes(annotations)), None
    fps: float | None = getattr(task, "fps", None)
    return video_html(
        _name(task), window, annotations, frames, fps=fps, url=url, images=media.frames
    )


def _boxes(annotations: Iterable[AnyAnnotation]) -> Sequence[BBox]:
    """Boxes of all frames of a video."""
    return [
        BBox(value=track.value, points=point.value)
        for track in annotations
        if isinstance(track, VideoBBox)
        for point in track.points.values()
    ]
