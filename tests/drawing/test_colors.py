from __future__ import annotations

import pytest

import fastlabel
from fastlabel.drawing import color_of
from fastlabel.models import BBox, Keypoint, UnknownAnnotation
from tests.support.media_files import CAT


def test_color_is_the_one_told_by_the_service() -> None:
    assert color_of(BBox(value="cat", color="#12aBff", points=(0, 0, 1, 1))) == (0x12, 0xAB, 0xFF)


@pytest.mark.parametrize("told", [None, "red", "#12345", "#1234567"])
def test_color_of_a_class_is_the_same_for_all_types(told: str | None) -> None:
    box = color_of(BBox(value="cat", color=told, points=(0, 0, 1, 1)))
    assert box == color_of(Keypoint(value="cat", points=(0, 0)))
    assert box == color_of(UnknownAnnotation.from_wire({"value": "cat"}))
    assert box != color_of(Keypoint(value="dog", points=(0, 0)))


def test_color_of_a_class_is_the_one_that_the_sandbox_tells(
    fastlabel_client: fastlabel.Client,
) -> None:
    sent = BBox(value="cat", points=(0, 0, 10, 10))
    task_id = fastlabel_client.image.create(project="cats", file_path=CAT, annotations=[sent])
    (told,) = fastlabel_client.image.find(task_id).annotations
    assert isinstance(told, BBox)
    assert told.color is not None
    assert color_of(sent) == color_of(told)
