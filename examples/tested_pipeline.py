"""A pipeline and its tests: `pytest tested_pipeline.py`.

The package's pytest plugin brings the fixtures. Each test has a sandbox to itself, over real HTTP;
nothing is mocked, and no account is needed. In a project of your own the halves are two files.

Needs `pip install 'fastlabel[sandbox]' pytest`.
"""

from __future__ import annotations

import pytest

import fastlabel
from fastlabel.models import BBox, ImageTask, TaskId
from fastlabel.sandbox import Fault, Faults, Sandbox, Seed

# The pipeline.


def is_good(task: ImageTask) -> bool:
    """Whether a task has a box, and none smaller than 10 × 10 pixels."""
    boxes = [one for one in task.annotations if isinstance(one, BBox)]
    return bool(boxes) and all(min(box.width, box.height) >= 10 for box in boxes)


def review(client: fastlabel.Client, project: str) -> list[str]:
    """Approve what is completed and good; send back what is not, and name it."""
    completed = list(client.image.iter(project=project, status="completed"))
    for task in completed:
        client.tasks.update(task.id, status="approved" if is_good(task) else "sent_back")
    return [task.name for task in completed if not is_good(task)]


# Its tests.


def task(name: str, status: str, *sizes: float) -> ImageTask:
    """A task as the service tells it, with square boxes of these sizes in pixels."""
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
    """What the sandbox has stored."""
    return {task.name: task.status for task in sandbox.tasks("image", "cats")}


def test_review(fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox) -> None:
    """Each task gets its status, and what is not completed stays as it is."""
    assert review(fastlabel_client, "cats") == ["small", "empty"]
    assert statuses(fastlabel_sandbox) == REVIEWED


@pytest.mark.fastlabel(faults=Faults([Fault("reset-after-commit", first=2, method="PUT")]))
def test_review_on_a_bad_day(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox
) -> None:
    """Two answers get lost, and nothing changes by that."""
    assert review(fastlabel_client, "cats") == ["small", "empty"]
    assert statuses(fastlabel_sandbox) == REVIEWED
    assert fastlabel_sandbox.fault_counts == {"reset-after-commit": 2}


def test_review_changes_nothing_else(
    fastlabel_client: fastlabel.Client, fastlabel_sandbox: Sandbox
) -> None:
    """Of what was sent, only three updates may change anything."""
    review(fastlabel_client, "cats")
    changes = [request for request in fastlabel_sandbox.requests if request.method != "GET"]
    assert [(change.method, change.json) for change in changes] == [
        ("PUT", {"status": "approved"}),
        ("PUT", {"status": "sent_back"}),
        ("PUT", {"status": "sent_back"}),
    ]
