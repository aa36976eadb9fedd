"""Runs the demo: prints each call and its result, and writes images, a COCO file and a page."""

from __future__ import annotations

import inspect
import json
import secrets
import textwrap
import warnings
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol, cast

from fastlabel import Client
from fastlabel.demo.steps import CREATED, STEPS, Demo, Step, all_tasks
from fastlabel.errors import FastLabelException, invalid, missing_extra
from fastlabel.models.tasks.base import Task
from fastlabel.report import ReportLink, write_report
from fastlabel.sandbox import Sandbox

MEDIA: Final = ("bigbuckbunny.mp4", "chelsea.png", "coffee.png", "rocket.jpg")

_NEEDED: Final = {
    "PIL": "pillow",
    "av": "av",
    "fastapi": "fastapi",
    "pycocotools": "pycocotools",
    "uvicorn": "uvicorn",
}
_CREDITS: Final = (
    "chelsea.png: Stéfan van der Walt, CC0.",
    "coffee.png: Rachel Michetti, CC0.",
    "rocket.jpg: SpaceX, public domain.",
    "bigbuckbunny.mp4: © 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0.",
)
_MAX_LINE: Final = 74


class Stage(Protocol):
    """Where the demo prints. Texts may hold control characters, which must not be printed."""

    def heading(self, text: str) -> None:
        """Begin a part of the demo."""
        ...

    def code(self, text: str) -> None:
        """Show Python code that is about to run."""
        ...

    def answer(self, text: str) -> None:
        """Show its result."""
        ...

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show its result as rows."""
        ...

    def note(self, text: str) -> None:
        """Show a remark."""
        ...


def run(
    stage: Stage,
    out: Path,
    *,
    live: bool = False,
    project: str = "demo",
    open_client: Callable[[], Client] = Client,
) -> Path:
    """Create, find, update, delete, convert and draw tasks of every kind.

    Args:
        stage: Where to show the calls and their results.
        out: The folder to write to, created when missing. Files of an earlier run are replaced.
        live: Call the service instead of a sandbox; what was created is deleted at the end.
        project: First part of the projects' slugs: `-image`, `-classification`, `-multi-image` and
            `-video` follow, because a project holds one kind of task.
        open_client: Opens the client that `live` needs.

    Returns:
        The page.

    Raises:
        MissingExtraError: A package that the demo needs is not installed.
        FastLabelException: A call failed.
        OSError: A file cannot be written.
    """
    if missing := [name for module, name in _NEEDED.items() if find_spec(module) is None]:
        raise missing_extra("demos", *missing)
    folder = make_folder(out)
    with ExitStack() as opened:
        media = opened.enter_context(open_media())
        demo = Demo(media, folder, project, f"-{secrets.token_hex(3)}" if live else "")
        stage.heading("Open a client")
        client = opened.enter_context(
            _live_client(stage, open_client) if live else _sandbox_client(stage)
        )
        if live:
            opened.callback(_delete_created, stage, client, demo)
        for heading, steps in STEPS.items():
            stage.heading(heading)
            for step in steps:
                _run_step(stage, step, client, demo)
        return _write_page(stage, client, demo)


@contextmanager
def open_media() -> Generator[dict[str, Path]]:
    """Media of the package: file name → path, while the block runs."""
    folder = files("fastlabel.demo").joinpath("media")
    with ExitStack() as opened:
        yield {name: opened.enter_context(as_file(folder.joinpath(name))) for name in MEDIA}


def make_folder(path: Path) -> Path:
    """Create a folder unless it exists.

    Raises:
        FastLabelInvalidException: It is a file, or cannot be created.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        invalid(f"cannot create the folder {path}: {error.strerror}", "out")
    return path


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


def _run_step(stage: Stage, step: Step, client: Client, demo: Demo) -> None:
    body = inspect.getsource(step).partition(") -> object:\n")[2]
    stage.code(textwrap.dedent(body).replace("return ", "").rstrip())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = step(client, demo)
    for warning in caught:
        stage.note(str(warning.message))
    _show(stage, result)


def _show(stage: Stage, result: object) -> None:
    tasks = cast("list[object]", result if isinstance(result, list) else [result])
    if len(tasks) > 1 and all(isinstance(task, Task) for task in tasks):
        rows = [
            (task.name, str(task.status), ", ".join(task.tags))
            for task in tasks
            if isinstance(task, Task)
        ]
        stage.table(("name", "status", "tags"), rows)
    elif isinstance(result, list):
        for item in tasks:
            _show(stage, item)
    elif isinstance(result, Task):
        marks = getattr(result, "annotations", ()) or getattr(result, "attributes", ())
        title = f"{type(result).__name__} {result.id}: {result.name}, {result.status}"
        stage.answer("\n".join([title, *map(_mark_text, marks)]))
    else:
        stage.answer(_shortened(str(result)))


def _mark_text(mark: object) -> str:
    names = ("key", "value", "content", "points")
    fields = {name: value for name in names if (value := getattr(mark, name, None)) is not None}
    arguments = ", ".join(f"{name}={value!r}" for name, value in fields.items())
    return _shortened(f"{type(mark).__name__}({arguments})")


def _shortened(text: str) -> str:
    return text if len(text) <= _MAX_LINE else f"{text[:_MAX_LINE]}…"


def _write_page(stage: Stage, client: Client, demo: Demo) -> Path:
    page = demo.out / "index.html"
    stage.heading("Show everything on one page")
    stage.code('fastlabel.write_report(tasks, "index.html", media_dir=files, copy=True)')
    counts = _coco_counts(demo.out / "coco.json")
    summary = write_report(
        all_tasks(client, demo),
        page,
        media_dir=demo.files,
        title="fastlabel demo",
        copy=True,
        links=[ReportLink(f"coco.json ({counts})", "coco.json")],
        credit=" ".join(_CREDITS),
        progress=False,
    )
    problems = sum(summary.problems.values())
    stage.answer(f"{summary.tasks} tasks, {problems} with problems; COCO: {counts}")
    stage.note(f"Open {page.resolve()}")
    return page


def _coco_counts(path: Path) -> str:
    lengths = Counter({key: len(value) for key, value in json.loads(path.read_bytes()).items()})
    return ", ".join(f"{lengths[key]} {key}" for key in ("images", "categories", "annotations"))


def _delete_created(stage: Stage, client: Client, demo: Demo) -> None:
    """Delete the tasks of this run by their names; a create whose response was lost counts too."""
    left = [(kind, demo.project(kind), demo.name(file)) for kind, file in CREATED]
    deleted = 0
    while left:
        kind, project, name = left[-1]
        try:
            if task := getattr(client, kind).find_by_name(project=project, name=name):
                client.tasks.delete(task.id)
                deleted += 1
        except FastLabelException as error:
            names = ", ".join(f"{name} in {project}" for _, project, name in left)
            stage.note(f"Could not delete {names}: {error.message}")
            break
        left.pop()
    if deleted:
        stage.note(f"Deleted {deleted} tasks that the demo had created.")
