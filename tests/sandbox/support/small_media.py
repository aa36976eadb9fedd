"""Small real media, made on the spot."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
from PIL import Image

FRAMES = 12
FRAME_RATE = 10


def png(width: int = 4, height: int = 3) -> bytes:
    """A PNG of this size in pixels."""
    return _image("PNG", width, height)


def jpeg(width: int = 4, height: int = 3) -> bytes:
    """A JPEG of this size in pixels."""
    return _image("JPEG", width, height)


def gif() -> bytes:
    """An image of a format that is not taken."""
    return _image("GIF", 4, 3)


@cache
def mp4(format_name: str = "mp4", movflags: str = "") -> bytes:
    """A video of 64 x 48 pixels: `FRAMES` frames at `FRAME_RATE` a second."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "video")
        options = {"movflags": movflags} if movflags else {}
        # What PyAV says of its types is not enough for a strict checker.
        container: Any
        with av.open(str(path), "w", format=format_name, options=options) as container:
            stream = container.add_stream("libx264", rate=FRAME_RATE)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for index in range(FRAMES):
                container.mux(stream.encode(_frame(index)))
            container.mux(stream.encode(None))
        return path.read_bytes()


def sound() -> bytes:
    """An MP4 without a video in it."""
    content = io.BytesIO()
    container: Any
    with av.open(content, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        frame.sample_rate = 8000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return content.getvalue()


def _image(format_name: str, width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.effect_noise((width, height), 50).convert("RGB").save(content, format_name)
    return content.getvalue()


def _frame(index: int) -> av.VideoFrame:
    frame = av.VideoFrame(64, 48, "yuv420p")
    for plane in frame.planes:
        plane.update(bytes((7 * index + place) % 256 for place in range(plane.buffer_size)))
    frame.pts = index
    return frame
