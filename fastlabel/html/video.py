"""The frames of a video task, one at a time, with a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastlabel.drawing.draw import boxes_at
from fastlabel.drawing.shapes import Rectangle
from fastlabel.html.embed import Embedded
from fastlabel.html.escape import decimal, escaped
from fastlabel.html.figure import MOST_SHAPES, Pane, pane_html, shown_at
from fastlabel.models import VideoAnnotation, seconds_of

__all__ = ["film_html"]

# It reads numbers and our own texts only, and finds its elements from where it stands: no ids, so
# that outputs of one notebook cannot meet.
_SLIDE: Final = (
    "var f=this.closest('.fl-film'),n=+this.value,a=f.querySelectorAll('.fl-frame'),"
    "v=f.querySelector('video'),d=a[n].dataset;"
    "a.forEach(function(e,i){e.hidden=i!==n});"
    "f.querySelector('output').textContent=d.when;"
    "this.setAttribute('aria-valuetext',d.when);"
    "if(v)v.currentTime=+d.seconds"
)


def film_html(
    name: str,
    window: Rectangle | None,
    annotations: Sequence[VideoAnnotation],
    frames: Sequence[int],
    *,
    fps: float | None = None,
    link: str | None = None,
    pictures: Mapping[int, Embedded] | None = None,
) -> str:
    """The frames of a video, over the video of a link or each over its own picture.

    Args:
        name: Of the video.
        window: What is seen of it; None if its size is not known.
        annotations: Of the whole video.
        frames: Which to show, ascending; 1 or more.
        fps: Frames per second, by which the video of the link is wound. Without it none is shown.
        link: Where the video comes from, checked.
        pictures: Of the frames, by their numbers.
    """
    moving = link if fps and window and not pictures else None
    pane = Pane(
        name, window, is_over_video=moving is not None, most=max(20, MOST_SHAPES // len(frames))
    )
    shown = [
        (
            frame,
            replace(
                pane,
                name=f"{name}, frame {frame}",
                annotations=list(boxes_at(annotations, frame)),
                link=pictures[frame].link if pictures else None,
            ),
        )
        for frame in frames
    ]
    panes = "".join(_frame(*each, fps, hidden=at > 0) for at, each in enumerate(shown))
    first = _when(frames[0], fps)
    video = _video(moving, frames[0], fps)
    return (
        f'<div class="fl-film" style="{shown_at(window)}">'
        f'<div class="fl-screen">{video}{panes}</div>'
        f"{_slider(len(frames), first)}</div>"
    )


def _frame(frame: int, pane: Pane, fps: float | None, *, hidden: bool) -> str:
    seconds = _seconds(frame, fps)
    return (
        f'<div class="fl-frame"{" hidden" if hidden else ""} data-seconds="{decimal(seconds)}"'
        f' data-when="{_when(frame, fps)}">{pane_html(pane)}</div>'
    )


def _seconds(frame: int, fps: float | None) -> float:
    """The middle of a frame, so that rounding leads to no other one."""
    return round(seconds_of(frame, fps) + 0.5 / fps, 4) if fps else 0.0


def _when(frame: int, fps: float | None) -> str:
    return f"frame {frame}, {seconds_of(frame, fps):.2f} s" if fps else f"frame {frame}"


def _video(link: str | None, frame: int, fps: float | None) -> str:
    if link is None:
        return ""
    start = "" if "#" in link else f"#t={decimal(_seconds(frame, fps))}"
    address = escaped(link + start, len(link + start))
    return f'<video src="{address}" muted playsinline preload="auto"></video>'


def _slider(count: int, first: str) -> str:
    bar = (
        f'<input type="range" min="0" max="{count - 1}" value="0" step="1" aria-label="Frame"'
        f' aria-valuetext="{first}" oninput="{escaped(_SLIDE, len(_SLIDE))}">'
        if count > 1
        else ""
    )
    return f'<div class="fl-slider">{bar}<output>{first}</output></div>'
