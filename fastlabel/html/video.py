"""Frames of a video, one at a time, with a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastlabel.drawing.draw import annotations_at
from fastlabel.drawing.shapes import Rectangle
from fastlabel.html.embed import DataUrlImage
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.figure import MAX_SHAPES, Figure, aspect_style, figure_html
from fastlabel.html.summary import frame_text
from fastlabel.models import seconds_of
from fastlabel.models.tasks import AnyAnnotation

# It reads only numbers and texts of this module, and finds its elements from its own position:
# without ids, the outputs of one notebook cannot collide.
_ON_INPUT: Final = (
    "var v=this.closest('.fl-video'),n=+this.value,a=v.querySelectorAll('.fl-frame'),"
    "m=v.querySelector('video'),d=a[n].dataset;"
    "a.forEach(function(e,i){e.hidden=i!==n});"
    "v.querySelector('output').textContent=d.when;"
    "this.setAttribute('aria-valuetext',d.when);"
    "if(m)m.currentTime=+d.seconds"
)


def video_html(
    name: str,
    window: Rectangle | None,
    annotations: Sequence[AnyAnnotation],
    frames: Sequence[int],
    *,
    fps: float | None = None,
    url: str | None = None,
    images: Mapping[int, DataUrlImage] | None = None,
) -> str:
    """Frames of a video, on the video of a URL or each on its own image."""
    video_url = url if fps and window and not images else None
    max_shapes = max(20, MAX_SHAPES // len(frames))
    figure = Figure(name, window, is_over_video=video_url is not None, max_shapes=max_shapes)
    figures = "".join(
        _frame(
            frame,
            replace(
                figure,
                name=f"{name}, frame {frame}",
                annotations=[annotation for _, annotation in annotations_at(annotations, frame)],
                url=images[frame].url if images else None,
            ),
            fps,
            is_hidden=at > 0,
        )
        for at, frame in enumerate(frames)
    )
    return (
        f'<div class="fl-video" style="{aspect_style(window)}">'
        f'<div class="fl-screen">{_video(video_url, frames[0], fps)}{figures}</div>'
        f"{_slider(len(frames), frame_text(frames[0], fps))}</div>"
    )


def _frame(frame: int, figure: Figure, fps: float | None, *, is_hidden: bool) -> str:
    hidden, seconds = " hidden" if is_hidden else "", decimal(_seconds(frame, fps))
    return (
        f'<div class="fl-frame"{hidden} data-seconds="{seconds}"'
        f' data-when="{frame_text(frame, fps)}">{figure_html(figure)}</div>'
    )


def _seconds(frame: int, fps: float | None) -> float:
    """The middle of a frame, so that rounding cannot hit another one."""
    return round(seconds_of(frame, fps) + 0.5 / fps, 4) if fps else 0.0


def _video(url: str | None, frame: int, fps: float | None) -> str:
    if url is None:
        return ""
    source = url if "#" in url else f"{url}#t={decimal(_seconds(frame, fps))}"
    return f'<video src="{escaped(source, len(source))}" muted playsinline preload="auto"></video>'


def _slider(count: int, first: str) -> str:
    slider = (
        f'<input type="range" min="0" max="{count - 1}" value="0" step="1" aria-label="Frame"'
        f' aria-valuetext="{first}" oninput="{escaped(_ON_INPUT, len(_ON_INPUT))}">'
        if count > 1
        else ""
    )
    return f'<div class="fl-slider">{slider}<output>{first}</output></div>'
