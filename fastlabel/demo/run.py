"""The demo from beginning to end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastlabel import Client
from fastlabel.demo.annotations import CHELSEA, COFFEE
from fastlabel.demo.cleanup import Ledger
from fastlabel.demo.narrator import AnyTask, Narrator, Stage
from fastlabel.demo.output import CocoCounts, hang
from fastlabel.demo.python_text import spell
from fastlabel.demo.tour import Tour
from fastlabel.errors import MissingExtraError, invalid
from fastlabel.models import MultiImageTask
from fastlabel.report import ReportLink, write_report
from fastlabel.sandbox import Sandbox

__all__ = [
    "MEDIA",
    "make_folder",
    "open_media",
    "run",
]


MEDIA: Final = ("bigbuckbunny.mp4", "chelsea.png", "coffee.png", "rocket.jpg")


@contextmanager
def open_media() -> Generator[dict[str, Path]]:
    """The media that come with the package: name → path, for as long as the block lasts."""
    folder = files("fastlabel.demo").joinpath("media")
    with ExitStack() as opened:
        yield {name: opened.enter_context(as_file(folder.joinpath(name))) for name in MEDIA}


def make_folder(path: Path) -> Path:
    """Make a folder to write to, unless it is there.

    Raises:
        FastLabelInvalidException: It is a file, or cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        invalid(f"out: cannot make the folder {path}: {error.strerror}")
    return path


_NEEDED: Final = ("PIL", "av", "fastapi", "pycocotools", "uvicorn")
_CREDITS: Final = (
    "chelsea.png: Stéfan van der Walt, CC0.",
    "coffee.png: Rachel Michetti, CC0.",
    "rocket.jpg: SpaceX, public domain.",
    "bigbuckbunny.mp4: © 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0.",
)


def run(
    stage: Stage,
    out: Path,
    *,
    live: bool = False,
    project: str = "demo",
    open_client: Callable[[], Client] = Client,
) -> Path:
    """Show every kind of task, and write pictures, a COCO file and a page about them.

    Args:
        stage: Where to show the calls and their answers.
        out: The folder to write to; it is made if need be. Files of an earlier run are replaced.
        live: Call the service, not a sandbox. What was created is deleted at the end, come what
            may.
        project: What the slugs of the projects begin with: there are `-image`, `-classification`,
            `-multi-image` and `-video`, because a project holds one kind of task.
        open_client: Makes the client that `live` needs.

    Returns:
        The page.

    Raises:
        MissingExtraError: What the demo needs is not installed.
        FastLabelException: The service refused something; or a call failed.
        OSError: A file cannot be written.
    """
    if any(find_spec(module) is None for module in _NEEDED):
        raise MissingExtraError("the demo needs everything: pip install 'fastlabel[all]'")
    folder = make_folder(out)
    with ExitStack() as opened:
        media = opened.enter_context(open_media())
        stage.heading("A client")
        client = opened.enter_context(
            _live_client(stage, open_client) if live else _sandbox_client(stage)
        )
        ledger = Ledger(stage)
        suffix = f"-{secrets.token_hex(3)}" if live else ""
        if live:
            opened.callback(ledger.delete_all)
        stage.code(f'media = Path("{media["coffee.png"].parent.as_posix()}")')
        tour = Tour(client, Narrator(stage), ledger, media, project, suffix)
        _walk(tour)
        return _write(tour, folder)


@contextmanager
def _sandbox_client(stage: Stage) -> Generator[Client]:
    stage.code(
        "sandbox = fastlabel.sandbox.Sandbox().start()\n"
        "client = fastlabel.Client(access_token=sandbox.token, base_url=sandbox.url)"
    )
    with Sandbox() as sandbox, Client(sandbox.token, sandbox.url) as client:
        stage.answer(repr(client))
        yield client


@contextmanager
def _live_client(stage: Stage, open_client: Callable[[], Client]) -> Generator[Client]:
    stage.code("client = fastlabel.Client()")
    with open_client() as client:
        stage.answer(repr(client))
        yield client


def _walk(tour: Tour) -> None:
    heading = tour.narrator.stage.heading
    heading("Create tasks of all kinds")
    coffee = tour.create_image("coffee.png", COFFEE)
    tour.create_image("chelsea.png", CHELSEA)
    draft = tour.create_image("rocket.jpg")
    others = tour.create_classification(), tour.create_multi_image(), tour.create_video()
    heading("Find by id and by name")
    tour.find(coffee)
    tour.find_other_kinds(*others)
    heading("Update, and list by status and tags")
    tour.change(coffee)
    heading("Delete")
    tour.delete(draft)
    heading("Walk through a project")
    tour.iterate()


def _write(tour: Tour, folder: Path) -> Path:
    stage = tour.narrator.stage
    stage.heading("Convert to COCO")
    tour.write_coco(folder / "coco.json")
    counts = CocoCounts.read(folder / "coco.json")
    stage.answer(counts.summary())
    stage.heading("Draw")
    tasks = list(tour.tasks())
    for task in tasks:
        hang(task, tour.files, folder, stage)
    stage.heading("Show all of it on one page")
    stage.code(f"fastlabel.write_report(tasks, {spell((folder / 'index.html').as_posix())})")
    summary = write_report(
        tasks,
        folder / "index.html",
        media=lambda task: _media_of(task, tour.files),
        title="fastlabel demo",
        copy=True,
        links=[ReportLink(f"coco.json ({counts.summary()})", "coco.json")],
        credit=" ".join(_CREDITS),
        progress=False,
    )
    stage.answer(f"{summary.tasks} tasks, {sum(summary.problems.values())} with problems")
    stage.heading("Files")
    stage.note(f"{folder.resolve() / 'index.html'}\nshows it all; coco.json is beside it.")
    return folder / "index.html"


def _media_of(task: AnyTask, files: Mapping[str, Path]) -> Path | Mapping[str, Path]:
    if isinstance(task, MultiImageTask):
        return {content.name: files[content.name] for content in task.contents}
    return files[task.name]
