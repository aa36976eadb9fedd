"""Tables hold everything that tasks hold, whatever a service could send."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel.arrow import (
    FrameForm,
    annotation_schema,
    tables_to_tasks,
    task_schema,
    tasks_to_tables,
)
from fastlabel.converters import AnyTask
from fastlabel.models import ImageClassificationTask, ImageTask, MultiImageTask, VideoTask
from tests.models.test_laws import exact, orders
from tests.support import wire_strategies

tasks = st.one_of(
    wire_strategies.image_tasks.map(ImageTask.from_wire),
    wire_strategies.image_classification_tasks.map(ImageClassificationTask.from_wire),
    wire_strategies.multi_image_tasks.map(MultiImageTask.from_wire),
    wire_strategies.video_tasks.map(VideoTask.from_wire),
)
every_form = pytest.mark.parametrize("frames", ["rows", "nested"])


@every_form
@given(given_tasks=st.lists(tasks, max_size=4))
def test_tasks_come_back(frames: FrameForm, given_tasks: Sequence[AnyTask]) -> None:
    tables = tasks_to_tables(given_tasks, frames=frames)
    tables.tasks.validate(full=True)
    tables.annotations.validate(full=True)
    assert tables.tasks.schema.equals(task_schema(), check_metadata=True)
    assert tables.annotations.schema.equals(annotation_schema(frames), check_metadata=True)
    read = tables_to_tasks(tables)
    assert read == given_tasks
    for task, twin in zip(given_tasks, read, strict=True):
        assert exact(twin.to_wire()) == exact(task.to_wire())
        assert orders(twin.to_wire()) == orders(task.to_wire())
