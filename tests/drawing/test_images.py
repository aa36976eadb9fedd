from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from fastlabel.drawing import draw_annotations
from fastlabel.models import BBox
from tests.drawing.support.small_images import BLUE, WHITE, Color, at, drawn, encoded, white


def test_image_is_not_changed() -> None:
    image = white()
    before = image.tobytes()
    result = draw_annotations(image, [BBox(value="a", points=(50, 50, 150, 150))])
    assert image.tobytes() == before
    assert result.tobytes() != before
    assert (result.mode, result.size) == ("RGB", image.size)


def test_image_without_annotations_is_still_a_copy() -> None:
    image = white()
    assert draw_annotations(image, []) is not image


def test_image_may_be_a_path_or_bytes(tmp_path: Path) -> None:
    path = tmp_path / "white.png"
    path.write_bytes(encoded(white()))
    box = BBox(value="a", points=(50, 50, 150, 150))
    expected = drawn(box).tobytes()
    for image in (path, str(path), path.read_bytes()):
        assert draw_annotations(image, [box]).tobytes() == expected


def paletted() -> Image.Image:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    return image


def sixteen_bits() -> Image.Image:
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 1000)
    image.putpixel((1, 0), 5000)
    return image


@pytest.mark.parametrize(
    ("image", "pixels"),
    [
        pytest.param(Image.new("RGBA", (2, 1), (9, 9, 9, 0)), (WHITE, WHITE), id="transparent"),
        pytest.param(Image.new("L", (2, 1), 7), ((7, 7, 7), (7, 7, 7)), id="grey"),
        pytest.param(paletted(), ((255, 0, 0), BLUE), id="palette"),
        pytest.param(sixteen_bits(), ((0, 0, 0), WHITE), id="16-bit"),
        pytest.param(Image.new("I", (2, 1), 5), ((0, 0, 0), (0, 0, 0)), id="32-bit-of-one-value"),
        pytest.param(Image.new("F", (2, 1), 0.5), ((0, 0, 0), (0, 0, 0)), id="float"),
    ],
)
def test_image_of_any_mode_becomes_rgb(image: Image.Image, pixels: tuple[Color, Color]) -> None:
    picture = draw_annotations(image, [])
    assert (at(picture, 0, 0), at(picture, 1, 0)) == pixels


def test_drawing_is_imported_without_pillow_and_pyav() -> None:
    code = (
        "import sys, fastlabel.drawing;"
        "print(sorted({'PIL', 'av'} & {name.partition('.')[0] for name in sys.modules}))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"
