"""Round trip of annotations through each format: the table of docs/format_support.md.

Twenty shapes of each type, with 2 decimals, on an image of 200 × 160 pixels; the same on every
machine and run. A test compares the page with this table.
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
    """The Markdown table, with a row for each type and a column for each format."""
    formats = _formats()
    lines = [f"| | {' | '.join(formats)} |", "|---" * (len(formats) + 1) + "|"]
    for name, shapes in _corpus().items():
        cells = [_cell(shapes, *formats[name]) for name in formats]
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
    results = [_round_trip(shape, write, read) for shape in shapes]
    if not any(results):
        return "–"
    pairs = list(zip(shapes, results, strict=True))
    if all(_is_same(shape, result) for shape, result in pairs):
        return "same"
    if not isinstance(shapes[0], BBox | Polygon | Segmentation):
        return "changed"
    overlaps = [_iou(_mask([shape]), _mask(result)) for shape, result in pairs]
    return f"{_rounded_down(min(overlaps))} ({_rounded_down(sum(overlaps) / len(overlaps))})"


def _round_trip(shape: ImageAnnotation, write: Write, read: Read) -> Sequence[ImageAnnotation]:
    """Write a shape and read the result."""
    task = ImageTask(id=TaskId("1"), name=_NAME, width=_WIDTH, height=_HEIGHT, annotations=[shape])
    with TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore", fastlabel.ConversionWarning)
        folder = Path(name) / "set"
        write([task], folder)
        images = [image for image in read(folder) if isinstance(image, fastlabel.AnnotatedImage)]
    return [annotation for image in images for annotation in image.annotations]


def _is_same(shape: ImageAnnotation, result: Sequence[ImageAnnotation]) -> bool:
    return list(result) == [shape]


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


def _rounded_down(overlap: float) -> str:
    """Round down, so that only 1 is shown as 1."""
    return f"{int(overlap * 1000) / 1000:g}"


def _corpus() -> dict[str, list[ImageAnnotation]]:
    """Shapes by row name."""
    rng = random.Random(1)  # noqa: S311  # the same shapes each time
    boxes = [BBox(value="cat", points=_corners(rng)) for _ in range(_EACH)]
    attributes = [Attribute(key="pose", value="sitting")]
    return {
        "bbox": list(boxes),
        "bbox with an attribute": [
            box.model_copy(update={"attributes": tuple(attributes)}) for box in boxes
        ],
        "polygon": [Polygon(value="cat", points=_outline(rng, 100, 80, 70)) for _ in boxes],
        "segmentation in two parts": [
            _segmentation([_outline(rng, 50, 80, 40)], [_outline(rng, 150, 80, 40)]) for _ in boxes
        ],
        "segmentation with a hole": [
            _segmentation([_outline(rng, 100, 80, 70), _outline(rng, 100, 80, 20)]) for _ in boxes
        ],
        "keypoint": [Keypoint(value="nose", points=_corners(rng)[:2]) for _ in boxes],
        "line": [Line(value="edge", points=_outline(rng, 100, 80, 70)) for _ in boxes],
    }


def _corners(rng: random.Random) -> tuple[float, float, float, float]:
    left, top = rng.uniform(0, 150), rng.uniform(0, 110)
    right, bottom = left + rng.uniform(5, 50), top + rng.uniform(5, 50)
    return round(left, 2), round(top, 2), round(right, 2), round(bottom, 2)


def _outline(rng: random.Random, x: float, y: float, max_radius: float) -> list[float]:
    """A star of 12 vertices around a point, at a distance between half of `max_radius` and it."""
    return [number for vertex in _star(rng, x, y, max_radius) for number in vertex]


def _star(
    rng: random.Random, x: float, y: float, max_radius: float
) -> Iterator[tuple[float, float]]:
    for step in range(12):
        distance = rng.uniform(max_radius / 2, max_radius)
        vertex = np.exp(2j * np.pi * step / 12) * distance
        yield round(float(x + vertex.real), 2), round(float(y + vertex.imag), 2)


def _segmentation(*regions: Sequence[Sequence[float]]) -> Segmentation:
    pairs = [[list(zip(ring[::2], ring[1::2], strict=True)) for ring in rings] for rings in regions]
    return Segmentation.from_rings(pairs, value="cat")


if __name__ == "__main__":
    print(table())  # noqa: T201
