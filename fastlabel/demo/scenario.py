"""The demo from beginning to end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastlabel import Client
from fastlabel.demo.coco_counts import CocoCounts
from fastlabel.demo.drawn_pictures import hang
from fastlabel.demo.files import make_folder, open_media
from fastlabel.demo.ledger import Ledger
from fastlabel.demo.narrator import Narrator
from fastlabel.demo.scenes import CHELSEA, COFFEE
from fastlabel.demo.spelling import spell
from fastlabel.demo.stage import Stage
from fastlabel.demo.summaries import AnyTask
from fastlabel.demo.tour import Tour
from fastlabel.errors import MissingExtraError
from fastlabel.gallery import ReportLink, write_report
from fastlabel.models import MultiImageTask
from fastlabel.sandbox import Sandbox

__all__ = ["run"]

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
