"""Pictures of tasks with their annotations on them, and the frames of a video.

Needs Pillow, and PyAV for videos: `pip install 'fastlabel[draw]'`.

```python
task = client.image.find(task_id)
fastlabel.draw(task, "chelsea.png").save("overlay.png")
```

An image is given as a Pillow image, a path or bytes; nothing is fetched. Its pixels are taken as
stored: a rotation in the file's metadata is not applied. `font` is a TrueType or OpenType file for
the labels; without one it is Pillow's own font, which has little beyond ASCII.
"""

from __future__ import annotations

import math
import os
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from colorsys import hsv_to_rgb
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from fastlabel.checks import refuse
from fastlabel.errors import FastLabelInvalidException, MissingExtraError, MissingFileError
from fastlabel.models import (
    BBox,
    Content,
    ImageAnnotation,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    Polygon,
    Segmentation,
    UnknownAnnotation,
    VideoAnnotation,
    VideoTask,
)
from fastlabel.models.source import StrPath

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont
    from PIL.Image import Image as Picture

__all__ = ["color_of", "draw", "draw_annotations", "draw_content", "draw_frame", "read_frames"]

Color: TypeAlias = tuple[int, int, int]
Vertices: TypeAlias = Sequence[tuple[float, float]]
Rectangle: TypeAlias = tuple[float, float, float, float]
Stencil: TypeAlias = "Callable[[ImageDraw.ImageDraw, Callable[[Vertices], Vertices]], None]"
ImageSource: TypeAlias = "Picture | StrPath | bytes"

_BLACK: Final = (0, 0, 0)
_WHITE: Final = (255, 255, 255)
_HALO_OPACITY: Final = 0.5
_FARTHEST: Final = 1e5  # pixels; Pillow's integers overflow not far beyond
_MOST_SAMPLES: Final = 64_000_000
_SMALLEST_LETTERS: Final = 6


def draw(
    task: ImageTask, image: ImageSource | None = None, *, font: StrPath | None = None
) -> Picture:
    """Draw an image task's annotations on its image.

    Returns:
        A new RGB image of the same size.

    Raises:
        FastLabelInvalidException: No image, not an image, or one of another size than the task's.
        MissingExtraError: Pillow is not installed.
    """
    place = f"task {task.name!r}"
    return draw_annotations(_open(image, place, task), task.annotations, font=font)


def draw_content(
    image: ImageSource | None, task: MultiImageTask, content: str, *, font: StrPath | None = None
) -> Picture:
    """Draw the annotations of one image of a multi-image task, as `draw` does.

    Raises:
        FastLabelInvalidException: The task has no content of that name; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    found = next((one for one in task.contents if one.name == content), None)
    if found is None:
        names = ", ".join(one.name for one in task.contents) or "none"
        refuse(f"content: {content!r} is not in task {task.name!r}; its contents are {names}")
    on_it = [one for one in task.annotations if getattr(one, "content", None) == content]
    return draw_annotations(_open(image, f"content {content!r}", found), on_it, font=font)


def draw_frame(
    image: ImageSource | None, task: VideoTask, frame: int, *, font: StrPath | None = None
) -> Picture:
    """Draw the boxes that a video task has on one frame, as `draw` does; the first frame is 1.

    Raises:
        FastLabelInvalidException: The frame's number is below 1; or as `draw`.
        MissingExtraError: Pillow is not installed.
    """
    _check_frame(frame)
    boxes = _boxes_at(task.annotations, frame)
    return draw_annotations(_open(image, f"frame {frame}", task), boxes, font=font)


def draw_annotations(
    image: ImageSource | None,
    annotations: Iterable[ImageAnnotation],
    *,
    font: StrPath | None = None,
) -> Picture:
    """Draw annotations on an image, in the colours of their classes.

    What cannot be drawn (an `UnknownAnnotation`, a shape without vertices) is counted in a note at
    the bottom of the picture.

    Returns:
        A new RGB image of the same size.

    Raises:
        FastLabelInvalidException: No image, or not an image; or the font cannot be read.
        MissingExtraError: Pillow is not installed.
    """
    canvas = _Canvas(_open(image, "image"), font)
    shapes = [_shape(annotation) for annotation in annotations]
    canvas.draw([shape for shape in shapes if shape], not_drawn=shapes.count(None))
    return canvas.picture


def color_of(annotation: ImageAnnotation | VideoAnnotation) -> Color:
    """The colour of an annotation's class: red, green and blue, 0 to 255 each.

    Its `color` where the service told one, else one made of its value, the same in every run.
    """
    told = getattr(annotation, "color", None)
    if isinstance(told, str) and re.fullmatch("#[0-9a-fA-F]{6}", told):
        return int(told[1:3], 16), int(told[3:5], 16), int(told[5:7], 16)
    number = zlib.crc32(str(annotation.value).encode())
    red, green, blue = hsv_to_rgb(number % 360 / 360, 0.75 + number // 360 % 3 * 0.1, 0.95)
    return round(red * 255), round(green * 255), round(blue * 255)


def read_frames(video: StrPath | bytes, frames: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Decode chosen frames of a video, a path or bytes; the first frame is 1.

    Yields:
        Frame number and RGB image, in the order of the video, each frame once.

    Raises:
        FastLabelInvalidException: A number is below 1 or beyond the last frame; or it is no video.
        MissingExtraError: PyAV or Pillow is not installed.
    """
    wanted = set(frames)
    _check_frame(min(wanted, default=1))
    _import_pillow()
    try:
        import av  # noqa: PLC0415  # optional
        from av.error import FFmpegError  # noqa: PLC0415
    except ImportError:
        raise _missing("PyAV") from None
    number = 0
    try:
        source = BytesIO(video) if isinstance(video, bytes) else str(Path(video))
        with av.open(source, mode="r") as container:
            for number, frame in enumerate(container.decode(video=0), start=1):
                if number in wanted:
                    yield number, frame.to_image()  # type: ignore[no-untyped-call]  # PyAV's gap
                if number >= max(wanted, default=0):
                    return
    except FileNotFoundError:
        raise MissingFileError(f"video: there is no file {str(video)!r}") from None
    except (FFmpegError, IndexError) as error:
        raise FastLabelInvalidException(f"video: not a readable video: {error}", 422) from None
    refuse(f"frames: {max(wanted)}, the video has {number} frames")


def _check_frame(frame: int) -> None:
    if frame < 1:
        refuse(f"frame: {frame}, the first frame is 1")


def _boxes_at(annotations: Iterable[VideoAnnotation], frame: int) -> Iterator[ImageAnnotation]:
    for annotation in annotations:
        if isinstance(annotation, UnknownAnnotation):
            yield annotation
        elif point := annotation.points.get(frame):
            yield BBox(
                value=annotation.value,
                title=annotation.title,
                color=annotation.color,
                points=point.value,
            )


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is drawn of one annotation; coordinates in pixels of the picture."""

    names: Sequence[str]
    """What the label may say, the best first."""
    color: Color
    opacity: float
    """Of what is filled."""
    anchor: Rectangle
    """What the label stands at."""
    regions: Sequence[Sequence[Vertices]] = ()
    """Filled: outlines, each with its holes."""
    paths: Sequence[Vertices] = ()
    """Stroked."""
    dots: Vertices = ()


def _shape(annotation: ImageAnnotation) -> _Shape | None:
    """None for what cannot be drawn."""
    if isinstance(annotation, UnknownAnnotation):
        return None
    regions, paths, dots = _geometry(annotation)
    vertices = [vertex for path in (*paths, dots) for vertex in path]
    if not vertices:
        return None
    is_box = isinstance(annotation, BBox)
    highest = min(vertices, key=lambda vertex: vertex[1])
    return _Shape(
        names=[name for name in (annotation.title, annotation.value) if name] or [annotation.type],
        color=color_of(annotation),
        opacity=0.1 if is_box else 0.35,
        anchor=_bounds(vertices) if is_box else (*highest, *highest),
        regions=regions,
        paths=paths,
        dots=dots,
    )


def _geometry(
    annotation: BBox | Polygon | Keypoint | Line | Segmentation,
) -> tuple[Sequence[Sequence[Vertices]], Sequence[Vertices], Vertices]:
    """Regions, paths and dots."""
    match annotation:
        case BBox():
            left, top, right, bottom = _bounds(_vertices(annotation.points))
            corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            return [[corners]], [_closed(corners)], ()
        case Polygon():
            ring = _vertices(annotation.points)
            return [[ring]], [_closed(ring)], ()
        case Segmentation():
            regions = [[_vertices(ring) for ring in rings] for rings in annotation.points]
            return regions, [_closed(ring) for rings in regions for ring in rings], ()
        case Line():
            return (), [_vertices(annotation.points)], ()
        case Keypoint():
            return (), (), _vertices(annotation.points)


def _vertices(points: Sequence[float]) -> Vertices:
    near = [max(-_FARTHEST, min(_FARTHEST, number)) for number in points]
    return list(zip(near[::2], near[1::2], strict=True))


def _closed(ring: Vertices) -> Vertices:
    return [*ring, *ring[:1]]


def _bounds(vertices: Vertices) -> Rectangle:
    xs, ys = zip(*vertices, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


class _Canvas:
    """A picture to draw on. Lines and labels grow with it."""

    def __init__(self, picture: Picture, font: StrPath | None) -> None:
        self.picture = picture
        self.stroke = max(2.0, max(picture.size) * 0.003)
        self.labels = _Labels(picture, font)

    def draw(self, shapes: Sequence[_Shape], not_drawn: int) -> None:
        for shape in shapes:
            for rings in shape.regions:
                self._fill(rings, shape.color, shape.opacity)
        for shape in shapes:
            for path in shape.paths:
                self._line(path, shape.color)
        for dot, color in [(dot, shape.color) for shape in shapes for dot in shape.dots]:
            self._dot(dot, color)
        for shape in shapes:
            gap = self.stroke * (3 if shape.dots else 0.5)
            self.labels.write(shape.names, shape.color, shape.anchor, gap)
        if not_drawn:
            text = f"{not_drawn} annotation{'' if not_drawn == 1 else 's'} not drawn"
            bottom = (0, self.picture.height, 0, self.picture.height)
            self.labels.write([text], (64, 64, 64), bottom, 0)

    def _fill(self, rings: Sequence[Vertices], color: Color, opacity: float) -> None:
        def stencil(pen: ImageDraw.ImageDraw, place: Callable[[Vertices], Vertices]) -> None:
            for index, ring in enumerate(rings):
                if len(ring) > 2:
                    pen.polygon(place(ring), fill=0 if index else 255)

        self._paint([vertex for ring in rings for vertex in ring], 0, color, opacity, stencil)

    def _line(self, path: Vertices, color: Color) -> None:
        if path:
            inside = [(self._nudged(x, 0), self._nudged(y, 1)) for x, y in path]
            self._stroke(inside, self.stroke * 1.9, _contrast(color), _HALO_OPACITY)
            self._stroke(inside, self.stroke, color, 1)

    def _nudged(self, at: float, axis: int) -> float:
        """Far enough inside that a line along the picture's edge is seen in its whole width."""
        half, end = self.stroke / 2, self.picture.size[axis]
        return min(max(at, half), end - half) if 0 <= at <= end else at

    def _dot(self, at: tuple[float, float], color: Color) -> None:
        self._stroke([at], self.stroke * 5.8, _BLACK, _HALO_OPACITY)
        self._stroke([at], self.stroke * 5, _WHITE, 1)
        self._stroke([at], self.stroke * 3.2, color, 1)
        (x, y), reach = at, self.stroke * 2.9
        self.labels.avoid((x - reach, y - reach, x + reach, y + reach))

    def _stroke(self, path: Vertices, width: float, color: Color, opacity: float) -> None:
        def stencil(pen: ImageDraw.ImageDraw, place: Callable[[Vertices], Vertices]) -> None:
            (origin, _), (unit, _) = place([(0, 0), (1, 0)])
            half = width * (unit - origin) / 2
            segments = list(pairwise(place(path)))
            if segments and all(x0 == x1 or y0 == y1 for (x0, y0), (x1, y1) in segments):
                for segment in segments:
                    pen.rectangle(_bar(segment, half), fill=255)
                return
            pen.line(place(path), fill=255, width=round(half * 2))
            for vertex in place(path):
                pen.circle(vertex, half, fill=255)

        self._paint(path, width / 2 + 1, color, opacity, stencil)

    def _paint(
        self, vertices: Vertices, margin: float, color: Color, opacity: float, stencil: Stencil
    ) -> None:
        """Paint through a stencil, made larger than life and shrunk so that edges are smooth."""
        from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

        left, top, right, bottom = _bounds(vertices or [(-1, -1)])
        left, top = max(0, math.floor(left - margin)), max(0, math.floor(top - margin))
        width = min(self.picture.width, math.ceil(right + margin)) - left
        height = min(self.picture.height, math.ceil(bottom + margin)) - top
        if width <= 0 or height <= 0:
            return
        scale = 1
        while scale < 4 and width * height * (scale * 2) ** 2 <= _MOST_SAMPLES:
            scale *= 2
        mask = Image.new("L", (width * scale, height * scale))
        stencil(
            ImageDraw.Draw(mask),
            lambda path: [((x - left) * scale, (y - top) * scale) for x, y in path],
        )
        alpha = mask.reduce(scale).point(lambda value: value * opacity)
        self.picture.paste(color, (left, top), alpha)


def _bar(ends: Vertices, half: float) -> Rectangle:
    """An upright or level line of twice that width, as Pillow says it: its last pixel included."""
    left, top, right, bottom = _bounds(ends)
    return round(left - half), round(top - half), round(right + half) - 1, round(bottom + half) - 1


class _Labels:
    """Writes labels that stay inside the picture and keep out of each other's way."""

    def __init__(self, picture: Picture, font: StrPath | None) -> None:
        from PIL import ImageDraw  # noqa: PLC0415  # optional

        self._pen = ImageDraw.Draw(picture)
        self._width, self._height = picture.size
        self._font = _open_font(font, max(11.0, max(picture.size) * 0.018))
        self._taken: list[Rectangle] = []
        self._drawable: dict[str, bool] = {}

    def avoid(self, rectangle: Rectangle) -> None:
        """Keep labels off a part of the picture."""
        self._taken.append(rectangle)

    def write(self, names: Sequence[str], color: Color, anchor: Rectangle, gap: float) -> None:
        """Write a label at an anchor: smaller or shortened where it must, none where none fits."""
        font, text = self._font, self._writable(names)
        while self._size(text, font)[0] > self._width and font.size > _SMALLEST_LETTERS:
            font = font.font_variant(size=font.size * 0.9)
        while len(text) > 1 and self._size(text, font)[0] > self._width:
            text = f"{text.removesuffix('…')[:-1]}…"
        width, height = self._size(text, font)
        if width > self._width or height > self._height:
            return
        places = self._places(width, height, anchor, gap)
        free = (place for place in places if self._is_free(place, width, height))
        left, top = next(free, places[0])
        self.avoid((left, top, left + width, top + height))
        self._pen.rectangle((left, top, left + width - 1, top + height - 1), fill=color)
        middle = left + width / 2, top + height / 2
        self._pen.text(middle, text, _contrast(color), font, anchor="mm")

    def _size(self, text: str, font: ImageFont.FreeTypeFont) -> tuple[int, int]:
        return math.ceil(font.getlength(text) + font.size * 0.6), math.ceil(font.size * 1.4)

    def _places(
        self, width: int, height: int, anchor: Rectangle, gap: float
    ) -> Sequence[tuple[int, int]]:
        """Where the label's left top may be, the best first."""
        left, top, right, bottom = anchor
        above, below, middle = top - gap - height, bottom + gap, (top + bottom - height) / 2
        places = [
            (left - gap, above),
            (right + gap - width, above),
            (left - gap, below),
            (right + gap - width, below),
            (left + gap, top + gap),
            (right + gap, middle),
            (left - gap - width, middle),
            (right - gap - width, bottom - gap - height),
        ]
        widest, highest = self._width - width, self._height - height
        return [(round(min(max(x, 0), widest)), round(min(max(y, 0), highest))) for x, y in places]

    def _is_free(self, place: tuple[int, int], width: int, height: int) -> bool:
        left, top = place
        return not any(
            left < x1 and x0 < left + width and top < y1 and y0 < top + height
            for x0, y0, x1, y1 in self._taken
        )

    def _writable(self, names: Sequence[str]) -> str:
        """The first name that the font has all letters of, else the first as far as it goes."""
        texts = [" ".join(name.split()) for name in names]
        whole = next((text for text in texts if all(map(self._has, text))), None)
        if whole is not None:
            return whole
        letters = unicodedata.normalize("NFKD", texts[0])
        plain = (letter for letter in letters if not unicodedata.combining(letter))
        return "".join(letter if self._has(letter) else "?" for letter in plain)

    def _has(self, letter: str) -> bool:
        if letter not in self._drawable:
            is_blank_box = _ink(letter, self._font) == _ink("\uffff", self._font)
            self._drawable[letter] = letter.isprintable() and not is_blank_box
        return self._drawable[letter]


def _ink(letter: str, font: ImageFont.FreeTypeFont) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  # optional

    paper = Image.new("1", (math.ceil(font.size * 2), math.ceil(font.size * 2)))
    ImageDraw.Draw(paper).text((0, 0), letter, 1, font)
    return paper.tobytes()


def _contrast(color: Color) -> Color:
    """Black or white, whichever stands out, by the relative luminance of WCAG 2."""
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in color
    )
    return _BLACK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 else _WHITE


def _open_font(path: StrPath | None, size: float) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # optional

    try:
        if path is None:
            return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))
        return ImageFont.truetype(path, size)
    except OSError as error:
        raise FastLabelInvalidException(f"font: cannot read {str(path)!r}: {error}", 422) from None


def _open(
    image: ImageSource | None, place: str, told: ImageTask | VideoTask | Content | None = None
) -> Picture:
    """A copy as RGB; refused where its size is not the one that the service told."""
    if image is None:
        refuse(f"{place}: needs its image: a Pillow image, a path or bytes; nothing is fetched")
    pillow = _import_pillow()
    try:
        if isinstance(image, bytes | str | os.PathLike):
            with pillow.open(BytesIO(image) if isinstance(image, bytes) else image) as opened:
                picture = _to_rgb(opened)
        else:
            picture = _to_rgb(image)
    except FileNotFoundError:
        raise MissingFileError(f"{place}: there is no file {str(image)!r}") from None
    except (OSError, SyntaxError, ValueError, pillow.DecompressionBombError) as error:
        raise FastLabelInvalidException(f"{place}: not a readable picture: {error}", 422) from None
    width, height = picture.size
    if told and (told.width or width, told.height or height) != picture.size:
        size = f"{told.width} x {told.height}"
        refuse(f"{place}: the image is {width} x {height}, but its annotations are for {size}")
    return picture


def _to_rgb(image: Picture) -> Picture:
    from PIL import Image  # noqa: PLC0415  # optional

    if image.mode.startswith(("I", "F")):  # more than 8 bits: from its darkest to its lightest
        low, high = cast("tuple[float, float]", image.getextrema())
        factor = 255 / ((high - low) or 1)
        image = image.convert("F").point(lambda value: value * factor - low * factor).convert("L")
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        white.alpha_composite(layered)
        image = white
    copy = image.convert("RGB")
    return copy if copy is not image else image.copy()


def _import_pillow() -> ModuleType:
    try:
        from PIL import Image  # noqa: PLC0415  # optional
    except ImportError:
        raise _missing("Pillow") from None
    return Image


def _missing(name: str) -> MissingExtraError:
    return MissingExtraError(f"drawing needs {name}: pip install 'fastlabel[draw]'")
