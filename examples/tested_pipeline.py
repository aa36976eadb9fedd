"""Test a labelling pipeline with pytest: `pytest tested_pipeline.py`.

The fixtures come from the pytest plugin of this package. Each test has its own sandbox server over
real HTTP, without mocks and without an account. In your own project, put the pipeline and the tests
into two files.

Requires pytest and the `sandbox` extra.
"""

from __future__ import annotations

import pytest

import fastlabel
from fastlabel.models import BBox, ImageTask, TaskId
from fastlabel.sandbox import Fault, Faults, Sandbox, Seed

# Pipeline


def is_good(task: ImageTask) -> bool:
    """Whether a task has boxes and all are at least 10 × 10 pixels."""
    boxes = [shape for shape in task.annotations if isinstance(shape, BBox)]
    return bool(boxes) and all(min(box.width, box.height) >= 10 for box in boxes)


def review(client: fastlabel.Client, project: str) -> list[str]:
    """Approve good completed tasks, send back the others and return their names."""
    completed = list(client.image.iter(project=project, status="completed"))
    for task in completed:
        client.tasks.update(task.id, status="approved" if is_good(task) else "sent_back")
    return [task.name for task in completed if not is_good(task)]


# Tests


def task(name: str, status: str, *sizes: float) -> ImageTask:
    """A task as in a response, with square boxes of these sizes in pixels."""
    boxes = [BBox(value="cat", points=(0, 0, size, size)) for size in sizes]
    return ImageTask(id=TaskId(f"id-{name}"), name=name, status=status, annotations=boxes)


CATS = Seed(
    [
        task("good", "completed", 30, 40),
        task("small", "completed", 30, 4),
        task("empty", "completed"),
        task("open", "in_progress", 4),
    ],
    project="cats",
)
REVIEWED = {"good": "approved", "small": "sent_back", "empty": "sent_back", "open": "in_progress"}

pytestmark = pytest.mark.fastlabel(seed=CATS)


def statuses(sandbox: Sandbox) -> dict[str, str | None]:
    """The stored status of each task in the sandbox."""
    return {task.name: task.status for task in sandbox.tasks("image", "cats")}


def test_review(fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox) -> None:
    """Completed tasks get a new status; other tasks stay unchanged."""
    assert review(fastlabel_client, "cats") == ["small", "empty"]
    assert statuses(fastlabel_sandbox) == REVIEWED


@pytest.mark.fastlabel(faults=Faults([Fault("reset-after-commit", first=2, method="PUT")]))
def test_review_with_lost_responses(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox
) -> None:
    """Two responses are lost, and the result is the same."""
    assert review(fastlabel_client, "cats") == ["small", "empty"]
    assert statuses(fastlabel_sandbox) == REVIEWED
    assert fastlabel_sandbox.fault_counts == {"reset-after-commit": 2}


def test_review_changes_nothing_else(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox
) -> None:
    """The pipeline sends three updates and no other write request."""
    review(fastlabel_client, "cats")
    writes = [request for request in fastlabel_sandbox.requests if request.method != "GET"]
    assert [(request.method, request.json) for request in writes] == [
        ("PUT", {"status": "approved"}),
        ("PUT", {"status": "sent_back"}),
        ("PUT", {"status": "sent_back"}),
    ]
