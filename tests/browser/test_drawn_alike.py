"""A notebook shows a picture as `fastlabel.draw` draws it."""

from __future__ import annotations

from typing import Final

import pytest
from PIL import Image

import fastlabel
from fastlabel.models import (
    BBox,
    ImageAnnotation,
    ImageTask,
    Keypoint,
    Polygon,
    Segmentation,
    TaskId,
)
from tests.browser.chromium import needs_chromium
from tests.browser.compared_pictures import apart, changed, missed, screenshot
from tests.browser.tabs import SCHEMES, Scheme, Tabs
from tests.support.media_files import CAT

pytestmark = needs_chromium
OUTLINE: Final = [316, 10, 400, 10, 381, 127, 333, 136]
RING: Final = [[(40, 40), (400, 40), (400, 280), (40, 280)], [(90, 80), (90, 220), (300, 150)]]
SHAPES: Final[dict[str, list[ImageAnnotation]]] = {
    "box": [BBox(value="cat", points=(28, 20, 364, 292))],
    "polygon": [Polygon(value="ear", points=OUTLINE)],
    "hole": [Segmentation.from_rings([RING], value="around")],
    "several": [
        BBox(value="cat", points=(28, 20, 364, 292)),
        Polygon(value="ear", points=OUTLINE),
        Keypoint(value="nose", points=(266, 241)),
    ],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_shapes_are_as_they_are_drawn(tabs: Tabs, name: str, scheme: Scheme) -> None:
    task = ImageTask(id=TaskId("1"), name="cat.png", annotations=SHAPES[name])
    page = tabs.show(fastlabel.show(task, CAT).html, scheme=scheme)
    pane = page.locator(".fl-figure")
    page.add_style_tag(content=".fl-label { visibility: hidden }")
    shown = screenshot(pane)
    page.add_style_tag(content=".fl-marks { visibility: hidden }")
    bare = screenshot(pane)
    assert apart(Image.open(CAT), bare) < 4
    drawn = changed(Image.open(CAT), fastlabel.draw(task, CAT))
    # What is left is mostly the labels, which each writes its own way.
    change = changed(bare, shown)
    assert missed(change, drawn) < 0.45
    assert missed(change[:, ::-1], drawn) > 0.6
    assert missed(changed(bare, bare), drawn) == 1
