"""The images of the documentation are those that the package draws."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from scripts import site_pictures

NAMES = ["bbox", "keypoint", "line", "polygon", "segmentation", "video_bbox"]
MAX_BYTES = 400_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(site_pictures.DOCS / "shapes", tmp_path / "shapes")
    shutil.copy(site_pictures.DOCS / "video.webp", tmp_path)
    return tmp_path


def test_they_are_up_to_date_and_small() -> None:
    assert site_pictures.check(site_pictures.DOCS) == []
    paths = [*(site_pictures.DOCS / "shapes").iterdir(), site_pictures.DOCS / "video.webp"]
    assert sorted(path.stem for path in paths) == sorted([*NAMES, "video"])
    assert max(path.stat().st_size for path in paths) < MAX_BYTES


def test_outdated_and_missing_images_are_found(folder: Path) -> None:
    shutil.copy(folder / "shapes" / "keypoint.jpg", folder / "shapes" / "line.jpg")
    (folder / "shapes" / "bbox.jpg").unlink()
    with Image.open(folder / "video.webp") as film:
        film.save(folder / "video.webp")  # its first frame only
    assert site_pictures.check(folder) == ["shapes/bbox.jpg", "shapes/line.jpg", "video.webp"]


def test_written_images_are_up_to_date(tmp_path: Path) -> None:
    site_pictures.write(tmp_path)
    assert site_pictures.check(tmp_path) == []
