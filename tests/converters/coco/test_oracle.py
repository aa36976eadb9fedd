"""pycocotools, the reference implementation, reads what we write."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.converters import CocoAnnotation, to_coco, write_coco
from fastlabel.models import BBox, ImageAnnotation, ImageTask, Polygon, Segmentation
from tests.support.factories import (
    ELSEWHERE,
    HOLE,
    SQUARE,
    box,
    image_task,
    moving_box,
    regions,
    video_task,
)

# Of pycocotools, when it makes pixels of a mask; writing makes none.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

WIDTH, HEIGHT = 24, 18

Mask = npt.NDArray[np.uint8]


def _loaded(path: Path) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        return import_module("pycocotools.coco").COCO(str(path))


def _written(tmp_path: Path, *annotations: ImageAnnotation) -> Any:
    write_coco([image_task(*annotations)], tmp_path / "coco.json")
    return _loaded(tmp_path / "coco.json")


def _mask_of(entry: CocoAnnotation, width: int, height: int) -> Mask:
    """The mask of an entry alone, as pycocotools draws it."""
    coco = import_module("pycocotools.coco").COCO()
    coco.imgs = {entry["image_id"]: {"width": width, "height": height}}
    mask: Mask = coco.annToMask(entry)
    return mask


@pytest.mark.parametrize(
    ("annotation", "tolerance"),
    [
        pytest.param(box(), 0, id="box"),
        pytest.param(BBox(value="cat", points=(30, 30, 10, 20)), 0, id="inverted box"),
        pytest.param(Polygon(value="cat", points=[10, 10, 70, 10, 10, 60]), 35, id="polygon"),
        pytest.param(regions((SQUARE,)), 0, id="segmentation"),
        pytest.param(regions((SQUARE,), (ELSEWHERE,)), 0, id="segmentation of two parts"),
        pytest.param(regions((SQUARE, HOLE), (ELSEWHERE,)), 0, id="segmentation with a hole"),
    ],
)
def test_area_is_that_of_the_mask(
    tmp_path: Path, annotation: ImageAnnotation, tolerance: float
) -> None:
    coco = _written(tmp_path, annotation)
    (entry,) = coco.loadAnns(coco.getAnnIds())
    assert coco.annToMask(entry).sum() == pytest.approx(entry["area"], abs=tolerance)


def test_pixels_of_a_hole_are_zero(tmp_path: Path) -> None:
    coco = _written(tmp_path, regions((SQUARE, HOLE)))
    mask = coco.annToMask(coco.loadAnns([1])[0])
    assert mask.shape == (80, 100)
    assert not mask[20:40, 20:40].any()
    mask[20:40, 20:40] = 1
    assert mask[10:60, 10:60].all()
    assert mask.sum() == 2500


def test_index_has_every_entry(tmp_path: Path) -> None:
    path = tmp_path / "coco.json"
    write_coco([video_task(moving_box(1, 2), moving_box(2)), image_task(box("cat"))], path)
    coco = _loaded(path)
    assert sorted(coco.getImgIds()) == [1, 2, 3]
    assert coco.getAnnIds(imgIds=[2]) == [2, 3]
    assert coco.getCatIds(catNms=["cat"]) == [2]
    assert coco.getAnnIds(catIds=[2]) == [4]


@pytest.mark.parametrize("kind", ["bbox", "segm"])
def test_truth_evaluated_against_itself_is_perfect(tmp_path: Path, kind: str) -> None:
    truth = _written(tmp_path, regions((SQUARE, HOLE), value="ring"), box(), box(left=60.0))
    found = [{**entry, "score": 1.0} for entry in truth.dataset["annotations"]]
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = import_module("pycocotools.cocoeval").COCOeval(
            truth, truth.loadRes(found), kind
        )
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0)


@pytest.mark.skipif(sys.platform != "linux", reason="measures and limits memory through Linux")
def test_large_image_needs_no_memory_for_its_pixels() -> None:
    program = """
import resource
import pycocotools.mask
from tests.support.factories import HOLE, SQUARE, image_task, only_annotation, regions
from fastlabel.converters import to_coco
holed = regions((SQUARE, HOLE))
only_annotation(holed)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**26, used + 2**26))
print(to_coco([image_task(holed, width=2**15, height=2**14 - 1)])["annotations"][0]["area"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"2100.0"


coordinates = st.integers(-30, 60) | st.floats(-30, 60, width=32)
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=8).map(
    lambda vertices: [float(number) for vertex in [*vertices, vertices[0]] for number in vertex]
)
region_lists = st.lists(st.lists(rings, min_size=1, max_size=3), min_size=1, max_size=3)


def _drawn(ring: list[float]) -> Mask:
    api = import_module("pycocotools.mask")
    mask: Mask = api.decode(api.frPyObjects([ring], HEIGHT, WIDTH)[0])
    return mask


@given(points=region_lists.filter(lambda found: any(len(region) > 1 for region in found)))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_mask_is_the_regions_less_their_own_holes(points: list[list[list[float]]]) -> None:
    annotation = Segmentation(value="cat", points=points)
    entries = to_coco([image_task(annotation, width=WIDTH, height=HEIGHT)])["annotations"]
    expected = np.zeros((HEIGHT, WIDTH), np.uint8)
    for outline, *holes in ([_opened(ring) for ring in region] for region in points):
        region = _drawn(outline)
        for hole in holes:
            region = region & (1 - _drawn(hole))
        expected |= region
    if not expected.any():
        assert entries == []
        return
    (entry,) = entries
    assert (_mask_of(entry, WIDTH, HEIGHT) == expected).all()
    assert entry["area"] == expected.sum()


def _opened(ring: list[float]) -> list[float]:
    assert ring[:2] == ring[-2:]
    return ring[:-2]


@given(corners=st.tuples(*[st.integers(0, WIDTH - 1)] * 2, *[st.integers(0, HEIGHT - 1)] * 2))
@pytest.mark.filterwarnings("ignore::fastlabel.converters.ConversionWarning")
def test_box_covers_its_pixels(corners: tuple[int, int, int, int]) -> None:
    x1, x2, y1, y2 = corners
    task: ImageTask = image_task(BBox(value="cat", points=(x1, y1, x2, y2)))
    (entry,) = to_coco([task])["annotations"]
    assert _mask_of(entry, WIDTH, HEIGHT).sum() == entry["area"]
