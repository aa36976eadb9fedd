"""What comes back of annotations that were written in a format: the table of docs/round_trips.md.

Twenty shapes of each type, with 2 decimals, on a picture of 200 × 160 pixels; the same on every
machine and run. A test compares the page with what is computed here.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

import fastlabel
from fastlabel.models import (
    Attribute,
    BBox,
    ImageAnnotation,
    ImageTask,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    TaskId,
)

__all__ = ["table"]

_WIDTH: Final = 200
_HEIGHT: Final = 160
_EACH: Final = 20
_NAME: Final = "cat.png"

Write: TypeAlias = Callable[[list[ImageTask], Path], object]
Read: TypeAlias = Callable[[Path], Iterable[object]]


def table() -> str:
    """The table in Markdown: a row for each type, a column for each format."""
    formats = _formats()
    lines = [f"| | {' | '.join(formats)} |", "|---" * (len(formats) + 1) + "|"]
    for name, shapes in _corpus().items():
        cells = [_cell(shapes, *formats[form]) for form in formats]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _formats() -> dict[str, tuple[Write, Read]]:
    sizes = {"cat.png": (_WIDTH, _HEIGHT)}
    read_yolo = partial(fastlabel.read_yolo, sizes=sizes)
    return {
        "COCO": (_write_coco, _read_coco),
        "YOLO detect": (partial(fastlabel.write_yolo, style="detect"), read_yolo),
        "YOLO segment": (partial(fastlabel.write_yolo, style="segment"), read_yolo),
        "Pascal VOC": (fastlabel.write_voc, fastlabel.read_voc),
        "LabelMe": (fastlabel.write_labelme, fastlabel.read_labelme),
        "CVAT": (fastlabel.write_cvat, fastlabel.read_cvat),
        "PNG masks": (fastlabel.write_masks, fastlabel.read_masks),
    }


def _write_coco(tasks: list[ImageTask], folder: Path) -> object:
    folder.mkdir()
    return fastlabel.write_coco(tasks, folder / "coco.json")


def _read_coco(folder: Path) -> Iterable[object]:
    return fastlabel.read_coco(folder / "coco.json")


def _cell(shapes: Sequence[ImageAnnotation], write: Write, read: Read) -> str:
    found = [_again(shape, write, read) for shape in shapes]
    if not any(found):
        return "–"
    pairs = list(zip(shapes, found, strict=True))
    if all(_is_same(shape, back) for shape, back in pairs):
        return "same"
    if not isinstance(shapes[0], BBox | Polygon | Segmentation):
        return "changed"
    overlaps = [_iou(_mask([shape]), _mask(back)) for shape, back in pairs]
    return f"{_cut(min(overlaps))} ({_cut(sum(overlaps) / len(overlaps))})"


def _again(shape: ImageAnnotation, write: Write, read: Read) -> Sequence[ImageAnnotation]:
    """What a shape became, written and read."""
    task = ImageTask(id=TaskId("1"), name=_NAME, width=_WIDTH, height=_HEIGHT, annotations=[shape])
    with TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore", fastlabel.ConversionWarning)
        folder = Path(name) / "set"
        write([task], folder)
        images = [each for each in read(folder) if isinstance(each, fastlabel.AnnotatedImage)]
    return [annotation for image in images for annotation in image.annotations]


def _is_same(shape: ImageAnnotation, back: Sequence[ImageAnnotation]) -> bool:
    return list(back) == [shape]


def _mask(shapes: Iterable[ImageAnnotation]) -> NDArray[np.bool_]:
    whole = np.zeros((_HEIGHT, _WIDTH), np.bool_)
    for shape in shapes:
        if isinstance(shape, BBox):
            shape = Polygon.from_vertices(shape.vertices, value="")  # noqa: PLW2901  # its outline
        if isinstance(shape, Polygon | Segmentation):
            whole |= shape.to_mask(_WIDTH, _HEIGHT)
    return whole


def _iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


def _cut(overlap: float) -> str:
    """Never more than it is: 1 is 1."""
    return f"{int(overlap * 1000) / 1000:g}"


def _corpus() -> dict[str, list[ImageAnnotation]]:
    """Shapes by what the page calls them."""
    draw = random.Random(1)  # noqa: S311  # the same shapes each time
    boxes = [BBox(value="cat", points=_corners(draw)) for _ in range(_EACH)]
    noted = [Attribute(key="pose", value="sitting")]
    return {
        "bbox": list(boxes),
        "bbox with an attribute": [
            box.model_copy(update={"attributes": tuple(noted)}) for box in boxes
        ],
        "polygon": [Polygon(value="cat", points=_outline(draw, 100, 80, 70)) for _ in boxes],
        "segmentation in two parts": [
            _segmentation([_outline(draw, 50, 80, 40)], [_outline(draw, 150, 80, 40)])
            for _ in boxes
        ],
        "segmentation with a hole": [
            _segmentation([_outline(draw, 100, 80, 70), _outline(draw, 100, 80, 20)]) for _ in boxes
        ],
        "keypoint": [Keypoint(value="nose", points=_corners(draw)[:2]) for _ in boxes],
        "line": [Line(value="edge", points=_outline(draw, 100, 80, 70)) for _ in boxes],
    }


def _corners(draw: random.Random) -> tuple[float, float, float, float]:
    left, top = draw.uniform(0, 150), draw.uniform(0, 110)
    right, bottom = left + draw.uniform(5, 50), top + draw.uniform(5, 50)
    return round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)


def _outline(draw: random.Random, x: float, y: float, most: float) -> list[float]:
    """A star of 12 vertices around a point: at least half as far away as the most."""
    return [number for vertex in _star(draw, x, y, most) for number in vertex]


def _star(draw: random.Random, x: float, y: float, most: float) -> Iterator[tuple[float, float]]:
    for step in range(12):
        away = draw.uniform(most / 2, most)
        turned = np.exp(2j * np.pi * step / 12) * away
        yield round(float(x + turned.real), 2), round(float(y + turned.imag), 2)


def _segmentation(*regions: Sequence[Sequence[float]]) -> Segmentation:
    pairs = [[list(zip(ring[::2], ring[1::2], strict=True)) for ring in rings] for rings in regions]
    return Segmentation.from_rings(pairs, value="cat")


if __name__ == "__main__":
    print(table())  # noqa: T201
