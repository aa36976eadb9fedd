"""Tasks of any kind that the service could send."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from fastlabel.converters import AnyTask
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from tests.support import wire_strategies

tasks_of_any_kind: Final[st.SearchStrategy[AnyTask]] = st.one_of(
    wire_strategies.image_tasks.map(ImageTask.from_wire),
    wire_strategies.image_classification_tasks.map(ImageClassificationTask.from_wire),
    wire_strategies.multi_image_tasks.map(MultiImageTask.from_wire),
    wire_strategies.video_tasks.map(VideoTask.from_wire),
)
