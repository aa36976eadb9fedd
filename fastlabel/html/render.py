"""A task or an annotation as a piece of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from fastlabel._media.video import chosen_frames
from fastlabel.drawing.shapes import Rectangle
from fastlabel.html.embed import Embedded, Footage
from fastlabel.html.escape import escaped, picture_link, web_link
from fastlabel.html.figure import MOST_SHAPES, Pane, extent_of, pane_html, surroundings_of
from fastlabel.html.summary import Annotation, counted
from fastlabel.html.tables import annotation_table, attribute_table, head
from fastlabel.html.video import film_html
from fastlabel.models import (
    BBox,
    Content,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    MultiImageTask,
    NewImageClassificationTask,
    NewImageTask,
    NewMultiImageTask,
    NewVideoTask,
    UnknownAnnotation,
    VideoAnnotation,
    VideoBBox,
    VideoTask,
)
from fastlabel.models.tasks import AnyNewTask, AnyTask

__all__ = ["html_of"]

_MOST_FRAMES: Final = 60
_MOST_CONTENTS: Final = 40
_UNTRUSTED: Final = (
    '<p class="fl-untrusted">Its picture is shown where the notebook is trusted.</p>'
)


def html_of(shown: AnyTask | AnyNewTask | Annotation, footage: Footage | None = None) -> str:
    """A task or an annotation as HTML. Whatever it says stands in it as text.

    Args:
        shown: What to show.
        footage: The pictures of this machine that go under the shapes. Without it they come from
            the task's URL, if it has one of http or https.
    """
    if isinstance(shown, AnyTask | AnyNewTask):
        body = _task(shown, footage or Footage())
    else:
        body = f'<div class="fl-alone">{_annotation(shown)}</div>'
    return f'<div class="fastlabel"><style>{_style()}</style>{body}</div>'


@lru_cache(maxsize=1)
def _style() -> str:
    lines = files("fastlabel.html").joinpath("style.css").read_text(encoding="utf-8")
    return "".join(line.strip() for line in lines.splitlines())


def _task(task: AnyTask | AnyNewTask, footage: Footage) -> str:
    match task:
        case ImageClassificationTask() | NewImageClassificationTask():
            picture = pane_html(_image_pane(task, (), footage))
            return f"{head(task)}{_UNTRUSTED}{picture}{attribute_table(task.attributes)}"
        case ImageTask() | NewImageTask():
            picture = pane_html(_image_pane(task, task.annotations, footage))
        case VideoTask() | NewVideoTask():
            picture = _film(task, footage)
        case _:
            picture = _sheet(task, footage)
    return f"{head(task)}{_UNTRUSTED}{picture}{annotation_table(task.annotations)}"


def _annotation(annotation: Annotation) -> str:
    match annotation:
        case VideoBBox():
            frames = chosen_frames([annotation], _MOST_FRAMES)
            window = extent_of(_everywhere([annotation]))
            picture = film_html(annotation.value, window, [annotation], frames)
        case UnknownAnnotation():
            picture = ""
        case _:
            window = surroundings_of(annotation)
            picture = pane_html(Pane(annotation.value, window, [annotation]))
    return f"{picture and _UNTRUSTED}{picture}{annotation_table([annotation])}"


def _image_pane(
    task: ImageTask | ImageClassificationTask | NewImageTask | NewImageClassificationTask,
    annotations: Sequence[ImageAnnotation],
    footage: Footage,
) -> Pane:
    told = None if isinstance(task, NewImageTask | NewImageClassificationTask) else task
    return _pane(task.name or "new task", told, footage.picture, annotations)


def _pane(
    name: str,
    told: ImageTask | ImageClassificationTask | Content | None,
    picture: Embedded | None,
    annotations: Sequence[ImageAnnotation],
) -> Pane:
    """Over a picture of this machine, or over that of the URL if the task says of what size it is.

    Without its size, nothing would tell where on a picture the shapes are.
    """
    if picture:
        return Pane(name, (0, 0, picture.width, picture.height), annotations, picture.link)
    if told and told.width and told.height:
        return Pane(name, (0, 0, told.width, told.height), annotations, picture_link(told.url))
    return Pane(name, extent_of(annotations), annotations)


def _sheet(task: MultiImageTask | NewMultiImageTask, footage: Footage) -> str:
    """The pictures of a multi-image task, side by side."""
    contents = _contents(task)
    shown = contents[:_MOST_CONTENTS]
    most = MOST_SHAPES // max(len(shown), 1)
    figures = "".join(_figure(one, task.annotations, footage, most) for one in shown)
    left_out = len(contents) - _MOST_CONTENTS
    note = f'<p class="fl-note">{counted(left_out, "further picture")} not shown.</p>'
    return f'<div class="fl-sheet">{figures}</div>{note if left_out > 0 else ""}'


def _contents(task: MultiImageTask | NewMultiImageTask) -> Sequence[Content]:
    if isinstance(task, MultiImageTask):
        return task.contents
    names = dict.fromkeys(one.content for one in task.annotations)
    return [Content(name=name) for name in names if name]


def _figure(
    content: Content, annotations: Sequence[ImageAnnotation], footage: Footage, most: int
) -> str:
    on_it = [one for one in annotations if getattr(one, "content", None) == content.name]
    pane = _pane(content.name, content, footage.contents.get(content.name), on_it)
    caption = f"<figcaption>{escaped(content.name)}</figcaption>"
    return f"<figure>{pane_html(replace(pane, most=most))}{caption}</figure>"


def _film(task: VideoTask | NewVideoTask, footage: Footage) -> str:
    frames = footage.chosen or chosen_frames(task.annotations, _MOST_FRAMES)
    name = task.name or "new task"
    if footage.frames:
        first = footage.frames[frames[0]]
        window: Rectangle | None = (0, 0, first.width, first.height)
    elif isinstance(task, VideoTask) and task.width and task.height:
        window = (0, 0, task.width, task.height)
    else:
        window = extent_of(_everywhere(task.annotations))
        return film_html(name, window, task.annotations, frames)
    fps, url = (task.fps, task.url) if isinstance(task, VideoTask) else (None, None)
    return film_html(
        name,
        window,
        task.annotations,
        frames,
        fps=fps,
        link=web_link(url),
        pictures=footage.frames,
    )


def _everywhere(annotations: Iterable[VideoAnnotation]) -> Sequence[ImageAnnotation]:
    """The boxes of all frames of a video, for what holds them."""
    return [
        BBox(value=box.value, points=point.value)
        for box in annotations
        if isinstance(box, VideoBBox)
        for point in box.points.values()
    ]
