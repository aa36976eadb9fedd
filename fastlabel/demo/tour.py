"""The calls of the demo, in the order in which a newcomer would make them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from textwrap import indent

from fastlabel import Client, ConversionWarning, write_coco
from fastlabel.demo.annotations import LAUNCH_ATTRIBUTES, RABBIT, THREE_PICTURES
from fastlabel.demo.cleanup import Ledger, Resource
from fastlabel.demo.narrator import AnyTask, Narrator, spelled
from fastlabel.demo.python_text import spell
from fastlabel.models import (
    ImageAnnotation,
    TaskId,
)

__all__ = ["Tour"]


@dataclass(slots=True)
class Tour:
    """One run of the demo against one service."""

    client: Client
    narrator: Narrator
    ledger: Ledger
    media: Mapping[str, Path]
    """The demo's media: name → path."""
    project: str
    """What the slugs of the four projects begin with."""
    suffix: str = ""
    """Makes names unique where others have tasks too."""
    files: dict[str, Path] = field(default_factory=dict[str, Path])
    """What was sent: the name of a task or content → its file."""

    @property
    def tag(self) -> str:
        """What all tasks of this run are tagged with, and nobody else's."""
        return f"demo{self.suffix}"

    def slug(self, kind: str) -> str:
        """The project for a kind of task."""
        return f"{self.project}-{kind}"

    def create_image(self, medium: str, annotations: Sequence[ImageAnnotation] = ()) -> TaskId:
        """Create an image task."""
        image, project = self.client.image, self.slug("image")
        return self.narrator.ask(
            "client.image.create",
            image.create,
            project=project,
            name=self._name(image, project, medium),
            file_path=self.media[medium],
            annotations=annotations,
            tags=[self.tag],
        )

    def create_classification(self) -> TaskId:
        """Create an image classification task."""
        resource, project = self.client.image_classification, self.slug("classification")
        return self.narrator.ask(
            "client.image_classification.create",
            resource.create,
            project=project,
            name=self._name(resource, project, "rocket.jpg"),
            file_path=self.media["rocket.jpg"],
            attributes=LAUNCH_ATTRIBUTES,
            tags=[self.tag],
        )

    def create_multi_image(self) -> TaskId:
        """Create a task of three images."""
        resource, project = self.client.multi_image, self.slug("multi-image")
        names = dict.fromkeys(str(annotation.content) for annotation in THREE_PICTURES)
        self.files.update({name: self.media[name] for name in names})
        return self.narrator.ask(
            "client.multi_image.create",
            resource.create,
            project=project,
            name=self._name(resource, project, "three-pictures"),
            files={name: self.media[name] for name in names},
            annotations=THREE_PICTURES,
            tags=[self.tag],
        )

    def create_video(self) -> TaskId:
        """Create a video task."""
        resource, project = self.client.video, self.slug("video")
        return self.narrator.ask(
            "client.video.create",
            resource.create,
            project=project,
            name=self._name(resource, project, "bigbuckbunny.mp4"),
            file_path=self.media["bigbuckbunny.mp4"],
            annotations=RABBIT,
            tags=[self.tag],
        )

    def find(self, task_id: TaskId) -> None:
        """Find a task by its id, and another by its name."""
        image, call = self.client.image, self.narrator.call
        self.narrator.show_task(call("client.image.find", image.find, task_id))
        name = self._suffixed("chelsea.png")
        found = call(
            "client.image.find_by_name", image.find_by_name, project=self.slug("image"), name=name
        )
        self.narrator.show_task(found)

    def change(self, task_id: TaskId) -> None:
        """Set a task's status and tags; list by them."""
        image, project = self.client.image, self.slug("image")
        self.narrator.ask(
            "client.tasks.update",
            self.client.tasks.update,
            task_id,
            status="approved",
            tags=[self.tag, "checked"],
        )
        approved = self.narrator.call(
            "client.image.get",
            image.get,
            project=project,
            status="approved",
            tags=[self.tag, "checked"],
        )
        self.narrator.show_tasks(approved)
        waiting = self.narrator.call(
            "client.image.get", image.get, project=project, status="registered", tags=[self.tag]
        )
        self.narrator.show_tasks(waiting)

    def delete(self, task_id: TaskId) -> None:
        """Delete a task, and look for it."""
        image, project = self.client.image, self.slug("image")
        self.narrator.call("client.tasks.delete", self.client.tasks.delete, task_id)
        name = self._suffixed("rocket.jpg")
        self.narrator.ask(
            "client.image.find_by_name", image.find_by_name, project=project, name=name
        )

    def iterate(self) -> None:
        """Walk through a project."""
        code, walk = self._walks()[0]
        self.narrator.stage.code(f"for task in {code}:\n    print(task.name, task.status)")
        self.narrator.show_tasks(list(walk))

    def find_other_kinds(self, launch: TaskId, three: TaskId, rabbit: TaskId) -> None:
        """Find the tasks of the other kinds by their ids."""
        client, call, show = self.client, self.narrator.call, self.narrator.show_task
        show(call("client.image_classification.find", client.image_classification.find, launch))
        show(call("client.multi_image.find", client.multi_image.find, three))
        show(call("client.video.find", client.video.find, rabbit))

    def tasks(self) -> Iterator[AnyTask]:
        """Every task of this run."""
        return chain.from_iterable(walk for _, walk in self._walks())

    def write_coco(self, path: Path) -> None:
        """Convert all of it to one COCO file."""
        stage = self.narrator.stage
        codes = "".join(indent(f"{code},\n", "    ") for code, _ in self._walks())
        stage.code(f"tasks = itertools.chain(\n{codes})")
        stage.code(f"fastlabel.write_coco(tasks, {spell(path.as_posix())})")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ConversionWarning)
            write_coco(self.tasks(), path)
        for warning in caught:
            stage.note(str(warning.message))

    def _walks(self) -> list[tuple[str, Iterator[AnyTask]]]:
        """Each kind's tasks of this run, and the Python text of that."""
        client, tags = self.client, [self.tag]
        return [
            spelled("client.image.iter", client.image.iter, project=self.slug("image"), tags=tags),
            spelled(
                "client.image_classification.iter",
                client.image_classification.iter,
                project=self.slug("classification"),
                tags=tags,
            ),
            spelled(
                "client.multi_image.iter",
                client.multi_image.iter,
                project=self.slug("multi-image"),
                tags=tags,
            ),
            spelled("client.video.iter", client.video.iter, project=self.slug("video"), tags=tags),
        ]

    def _name(self, resource: Resource, project: str, medium: str) -> str:
        """The name of a task that is about to be created."""
        name = self._suffixed(medium)
        self.ledger.note(resource, project, name)
        if medium in self.media:
            self.files[name] = self.media[medium]
        return name

    def _suffixed(self, name: str) -> str:
        path = Path(name)
        return f"{path.stem}{self.suffix}{path.suffix}"
