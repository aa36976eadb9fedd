"""The calls of the demo, in the order of a first use.

The demo prints the body of each function before it calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from fastlabel import Client, write_coco
from fastlabel._protocol.kinds import kind_of
from fastlabel.demo.annotations import CHELSEA, COFFEE, LAUNCH_ATTRIBUTES, RABBIT, THREE_PICTURES
from fastlabel.drawing import drawings
from fastlabel.models.tasks import AnyTask
from fastlabel.models.tasks.base import ContentsTask, VideoFileTask

CREATED: Final = (
    ("image", "coffee.png"),
    ("image", "chelsea.png"),
    ("image", "rocket.jpg"),
    ("image_classification", "rocket.jpg"),
    ("multi_image", "three-images"),
    ("video", "bigbuckbunny.mp4"),
)
"""The kind and the file or name of each task that the demo creates."""


@dataclass(frozen=True, slots=True)
class Demo:
    """One run: its files, projects, names and tag."""

    media: Mapping[str, Path]
    """File name → path."""
    out: Path
    """The folder to write to."""
    prefix: str
    """First part of the projects' slugs; a project holds one kind of task."""
    suffix: str = ""
    """Makes names unique in projects that have other tasks."""

    @property
    def tag(self) -> str:
        """Tag of all tasks of this run."""
        return f"demo{self.suffix}"

    def project(self, kind: str) -> str:
        """Slug of the project for a kind of task, such as `demo-multi-image`."""
        return f"{self.prefix}-{kind.removeprefix('image_').replace('_', '-')}"

    def name(self, file: str) -> str:
        """Name of the task of a file."""
        path = Path(file)
        return f"{path.stem}{self.suffix}{path.suffix}"

    def files(self, task: AnyTask) -> Path | Mapping[str, Path]:
        """Media of a task on this machine."""
        if isinstance(task, ContentsTask):
            return {content.name: self.media[content.name] for content in task.contents}
        return next(path for file, path in self.media.items() if self.name(file) == task.name)

    def frames(self, task: AnyTask) -> tuple[int, ...] | None:
        """Frames of a video to draw."""
        return (1, 43, 86) if isinstance(task, VideoFileTask) else None

    def image_path(self, task: AnyTask, name: str) -> Path:
        """Where a drawn image of a task goes, such as `multi-image-coffee.jpg`."""
        kind = self.project(kind_of(task).name).removeprefix(f"{self.prefix}-")
        stem = Path(name).stem.removesuffix(self.suffix).replace(" ", "-")
        return self.out / f"{kind}-{stem}.jpg"


Step = Callable[[Client, Demo], object]


def create_image(client: Client, demo: Demo) -> object:
    return client.image.create(
        project=demo.project("image"),
        name=demo.name("coffee.png"),
        file_path=demo.media["coffee.png"],
        annotations=COFFEE,
        tags=[demo.tag],
    )


def create_more_images(client: Client, demo: Demo) -> object:
    return [
        client.image.create(
            project=demo.project("image"),
            name=demo.name(file),
            file_path=demo.media[file],
            annotations=annotations,
            tags=[demo.tag],
        )
        for file, annotations in [("chelsea.png", CHELSEA), ("rocket.jpg", ())]
    ]


def create_image_classification(client: Client, demo: Demo) -> object:
    return client.image_classification.create(
        project=demo.project("image_classification"),
        name=demo.name("rocket.jpg"),
        file_path=demo.media["rocket.jpg"],
        attributes=LAUNCH_ATTRIBUTES,
        tags=[demo.tag],
    )


def create_multi_image(client: Client, demo: Demo) -> object:
    return client.multi_image.create(
        project=demo.project("multi_image"),
        name=demo.name("three-images"),
        files={name: demo.media[name] for name in ("coffee.png", "chelsea.png", "rocket.jpg")},
        annotations=THREE_PICTURES,
        tags=[demo.tag],
    )


def create_video(client: Client, demo: Demo) -> object:
    return client.video.create(
        project=demo.project("video"),
        name=demo.name("bigbuckbunny.mp4"),
        file_path=demo.media["bigbuckbunny.mp4"],
        annotations=RABBIT,
        tags=[demo.tag],
    )


def find_by_name(client: Client, demo: Demo) -> object:
    return client.image.find_by_name(project=demo.project("image"), name=demo.name("coffee.png"))


def find_other_kinds(client: Client, demo: Demo) -> object:
    return [
        client.image_classification.get(
            project=demo.project("image_classification"), tags=[demo.tag]
        ),
        client.multi_image.get(project=demo.project("multi_image"), tags=[demo.tag]),
        client.video.get(project=demo.project("video"), tags=[demo.tag]),
    ]


def update(client: Client, demo: Demo) -> object:
    project = demo.project("image")
    if task := client.image.find_by_name(project=project, name=demo.name("coffee.png")):
        client.tasks.update(task.id, status="approved", tags=[demo.tag, "checked"])
    return client.image.get(project=project, status="approved", tags=[demo.tag, "checked"])


def delete(client: Client, demo: Demo) -> object:
    project = demo.project("image")
    if task := client.image.find_by_name(project=project, name=demo.name("rocket.jpg")):
        client.tasks.delete(task.id)
    return client.image.find_by_name(project=project, name=demo.name("rocket.jpg"))


def iterate(client: Client, demo: Demo) -> object:
    return list(client.image.iter(project=demo.project("image"), tags=[demo.tag]))


def all_tasks(client: Client, demo: Demo) -> Iterator[AnyTask]:
    """Every task of this run, fetched page by page."""
    return chain(
        client.image.iter(project=demo.project("image"), tags=[demo.tag]),
        client.image_classification.iter(
            project=demo.project("image_classification"), tags=[demo.tag]
        ),
        client.multi_image.iter(project=demo.project("multi_image"), tags=[demo.tag]),
        client.video.iter(project=demo.project("video"), tags=[demo.tag]),
    )


def convert(client: Client, demo: Demo) -> object:
    return write_coco(all_tasks(client, demo), demo.out / "coco.json")


def draw_annotations(client: Client, demo: Demo) -> object:
    paths: list[Path] = []
    for task in all_tasks(client, demo):
        for name, image in drawings(task, demo.files(task), frames=demo.frames(task)):
            paths.append(demo.image_path(task, name))
            image.save(paths[-1], quality=90, subsampling=0)
    return [path.name for path in paths]


STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "Create tasks of every kind": (
        create_image,
        create_more_images,
        create_image_classification,
        create_multi_image,
        create_video,
    ),
    "Find tasks": (find_by_name, find_other_kinds),
    "Update, and filter by status and tags": (update,),
    "Delete": (delete,),
    "Iterate over a project": (iterate,),
    "Convert to COCO": (convert,),
    "Draw": (draw_annotations,),
}
"""Heading → steps."""
