"""Benchmark: draw 20 annotations on images of 1920 × 1080, in CPU time of one core."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Sequence
from statistics import median
from typing import Final

from PIL import Image

from benchmarks.ratios import report_gain
from fastlabel.drawing import draw_annotations
from fastlabel.models import BBox, ImageAnnotation, Keypoint, Line, Polygon, Segmentation

_SIZE: Final = (1920, 1080)
_CLASSES: Final = ("bicycle", "car", "person", "traffic light", "tree")
_ROUNDS: Final = 25


def main() -> None:
    """Print the table."""
    image = Image.effect_noise(_SIZE, 60).convert("RGB")
    mixed, boxes = _mixed(random.Random(1)), _boxes(random.Random(2), 20)  # noqa: S311  # no secret
    report_gain(
        "draw 12 boxes and 8 other shapes, images", _per_second(image, mixed), 30, unit="/s"
    )
    report_gain("draw 20 boxes, images", _per_second(image, boxes), 30, unit="/s")


def _per_second(image: Image.Image, annotations: Sequence[ImageAnnotation]) -> float:
    return 1 / median(_seconds(image, annotations) for _ in range(_ROUNDS))


def _seconds(image: Image.Image, annotations: Sequence[ImageAnnotation]) -> float:
    start = time.process_time()
    draw_annotations(image, annotations)
    return time.process_time() - start


def _mixed(rng: random.Random) -> list[ImageAnnotation]:
    lane = Line(value="lane", points=[100, 1000, 500, 800, 900, 500])
    polygons = [Polygon(value="tree", points=_ring(rng, 20, 120)) for _ in range(4)]
    roads = [_with_hole(_ring(rng, 30, 150)) for _ in range(2)]
    return [*_boxes(rng, 12), *polygons, lane, Keypoint(value="nose", points=(700, 300)), *roads]


def _boxes(rng: random.Random, count: int) -> list[ImageAnnotation]:
    corners = [(rng.uniform(0, 1500), rng.uniform(0, 800)) for _ in range(count)]
    return [
        BBox(
            value=rng.choice(_CLASSES),
            points=(x, y, x + rng.uniform(60, 400), y + rng.uniform(60, 260)),
        )
        for x, y in corners
    ]


def _ring(rng: random.Random, count: int, radius: float) -> list[float]:
    x, y = rng.uniform(200, 1700), rng.uniform(200, 880)
    turns = [2 * math.pi * at / count for at in range(count)]
    ring = ((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)
    return [number + rng.uniform(-9, 9) for vertex in ring for number in vertex]


def _with_hole(ring: list[float]) -> Segmentation:
    x, y = sum(ring[::2]) / len(ring) * 2, sum(ring[1::2]) / len(ring) * 2
    hole = [(x - 30, y - 30), (x - 30, y + 30), (x + 30, y + 30), (x + 30, y - 30)]
    pairs = list(zip(ring[::2], ring[1::2], strict=True))
    return Segmentation.from_rings([[pairs, hole]], value="road")


if __name__ == "__main__":
    main()
