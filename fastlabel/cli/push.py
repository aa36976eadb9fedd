"""`fastlabel push`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Protocol, cast

import typer

from fastlabel.cli.connection import Connection
from fastlabel.cli.errors import FAILED, SOME_FAILED, tell, told, warnings_told
from fastlabel.cli.kinds import KindChoice, resource, task_status
from fastlabel.cli.options import (
    JsonOption,
    LossOption,
    NewStatusOption,
    NewTagOption,
    OnLossChoice,
    ProjectOption,
)
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel import CreateOutcome, CreateReport
    from fastlabel.datasets import KindName, Problem
    from fastlabel.datasets.from_annotations import Annotated as AnnotatedFiles
    from fastlabel.models import TaskStatus
    from fastlabel.models.tasks import AnyNewTask

__all__ = [
    "PUSH_FORMATS",
    "FormChoice",
    "PushFormat",
    "push",
]


class FormChoice(StrEnum):
    """What may follow `--from`."""

    FOLDER = auto()
    COCO = auto()
    YOLO = auto()
    VOC = auto()
    LABELME = auto()
    CVAT = auto()
    MASKS = auto()
    MOT = auto()


@dataclass(frozen=True, slots=True)
class PushFormat:
    """A format to read annotations from."""

    reader: str
    """The function that reads it: its module and name."""
    media_option: str | None = None
    """What the function calls the folder of media; None if the format has them in its own."""
    media: Literal["within", "beside", "elsewhere"] = "within"
    """Where they are unless the user tells: where the format has them, beside its files, or
    elsewhere, which has to be told."""
    may_lose: bool = True
    """Whether something of it may have no place in tasks."""
    reads_kind: bool = False
    """Whether the function is told if images or videos are wanted."""

    def read(
        self, path: Path, media: Path | None, kind: KindChoice, on_loss: OnLossChoice
    ) -> AnnotatedFiles:
        """Read the annotations of a file or folder."""
        home, name = self.reader.rsplit(".", 1)
        # Only the format that is asked for loads its libraries.
        read = cast("Callable[..., AnnotatedFiles]", getattr(import_module(home), name))
        options: dict[str, object] = {"on_loss": on_loss.value} if self.may_lose else {}
        if self.media == "beside" and media is None:
            media = path if path.is_dir() else path.parent
        if self.media_option is not None and media is not None:
            options[self.media_option] = media
        if self.reads_kind:
            options["kind"] = "video" if kind is KindChoice.VIDEO else "image"
        return read(path, **options)


PUSH_FORMATS: Final[Mapping[FormChoice, PushFormat]] = {
    FormChoice.COCO: PushFormat("fastlabel.read_coco", "media_dir", "beside", reads_kind=True),
    FormChoice.YOLO: PushFormat("fastlabel.read_yolo"),
    FormChoice.VOC: PushFormat("fastlabel.read_voc", "images"),
    FormChoice.LABELME: PushFormat("fastlabel.read_labelme"),
    FormChoice.CVAT: PushFormat("fastlabel.read_cvat", "media_dir", "beside"),
    # Here the files and folders of the format itself have the names of the media.
    FormChoice.MASKS: PushFormat("fastlabel.read_masks", "media_dir", "elsewhere", may_lose=False),
    FormChoice.MOT: PushFormat("fastlabel.read_mot", "media_dir", "elsewhere"),
}
"""All but a plain folder of media."""


_WITH_IMAGES: Final = ", ".join(
    name for name, form in PUSH_FORMATS.items() if form.media_option is not None
)

_MAY_LOSE: Final = ", ".join(name for name, form in PUSH_FORMATS.items() if form.may_lose)


class _Many(Protocol):
    """What each kind's resource has, if it is given its own kind of task."""

    def create_many(
        self, tasks: Iterable[AnyNewTask], *, journal: Path, concurrency: int
    ) -> CreateReport:
        """Create many tasks."""
        ...


def push(
    ctx: typer.Context,
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A folder of media, or what --from tells.")
    ],
    *,
    project: ProjectOption,
    kind: Annotated[
        KindChoice, typer.Option("--kind", metavar="KIND", help=f"One of {', '.join(KindChoice)}.")
    ] = KindChoice.IMAGE,
    form: Annotated[
        FormChoice,
        typer.Option("--from", metavar="FORM", help=f"What PATH is: {', '.join(FormChoice)}."),
    ] = FormChoice.FOLDER,
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="DIR", help=f"The media, with {_WITH_IMAGES}."),
    ] = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", help="With folder: enter its subfolders.")
    ] = False,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal", metavar="FILE", help="By default PATH.fastlabel-journal, beside PATH."
        ),
    ] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=1000, metavar="N", help="Tasks at once.")
    ] = 8,
    on_loss: LossOption = OnLossChoice.WARN,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; show what is wrong.")
    ] = False,
    status: NewStatusOption = None,
    tag: NewTagOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a task from each medium of a folder, or of a dataset in another format.

    The same command again goes on where the last one ended: the journal knows what is done.
    """
    _check_options(ctx, form, images, recursive=recursive, on_loss=on_loss)
    source = _Source(path, form, images, on_loss, recursive=recursive)
    given = (project, kind, task_status(status), tag or [])
    with warnings_told():
        if dry_run:
            _show_problems(source.specs(*given), as_json=as_json)
            return
        source.check(*given)
        with ctx.ensure_object(Connection).client() as client:
            many = cast("_Many", resource(client, kind.value))
            place = journal or _beside(path)
            report = many.create_many(source.specs(*given), journal=place, concurrency=concurrency)
    _show_report(report, as_json=as_json)


def _check_options(
    ctx: typer.Context,
    form: FormChoice,
    images: Path | None,
    *,
    recursive: bool,
    on_loss: OnLossChoice,
) -> None:
    read_by = PUSH_FORMATS.get(form)
    if images is not None and (read_by is None or read_by.media_option is None):
        message = f"goes with --from {_WITH_IMAGES}"
        raise typer.BadParameter(message, ctx=ctx, param_hint="--images")
    if images is None and read_by is not None and read_by.media == "elsewhere":
        raise typer.BadParameter(f"is required with {form}", ctx=ctx, param_hint="--images")
    if recursive and read_by is not None:
        raise typer.BadParameter("goes with --from folder", ctx=ctx, param_hint="--recursive")
    if on_loss is not OnLossChoice.WARN and (read_by is None or not read_by.may_lose):
        message = f"goes with --from {_MAY_LOSE}"
        raise typer.BadParameter(message, ctx=ctx, param_hint="--on-loss")


class _Source:
    """Where the tasks come from."""

    def __init__(
        self,
        path: Path,
        form: FormChoice,
        images: Path | None,
        on_loss: OnLossChoice,
        *,
        recursive: bool,
    ) -> None:
        self._path = path
        self._format = PUSH_FORMATS.get(form)
        self._images = images
        self._on_loss = on_loss
        self._recursive = recursive

    def check(
        self, project: str, kind: KindChoice, status: TaskStatus | None, tags: list[str]
    ) -> None:
        """Read all of it, so that nothing is sent if the last of many files is broken."""
        if self._format is not None:
            deque(self.specs(project, kind, status, tags), maxlen=0)

    def specs(
        self, project: str, kind: KindChoice, status: TaskStatus | None, tags: list[str]
    ) -> Iterator[AnyNewTask]:
        """What is to be created, one after the other."""
        from fastlabel import datasets  # noqa: PLC0415  # loads the models

        what = cast("KindName", kind.value.replace("-", "_"))
        if self._format is not None:
            annotated = self._format.read(self._path, self._images, kind, self._on_loss)
            return datasets.from_annotations(
                annotated, project=project, kind=what, status=status, tags=tags
            )
        return datasets.from_folder(
            self._path,
            project=project,
            kind=what,
            status=status,
            tags=tags,
            recursive=self._recursive,
        )


def _beside(path: Path) -> Path:
    whole = path.resolve()
    return whole.with_name(f"{whole.name}.fastlabel-journal")


def _show_problems(specs: Iterable[AnyNewTask], *, as_json: bool) -> None:
    from fastlabel.datasets import iter_problems  # noqa: PLC0415  # loads the models

    errors = 0

    def rows() -> Iterator[Row]:
        nonlocal errors
        for problem in iter_problems(specs):
            errors += problem.severity == "error"
            yield _problem_row(problem)

    show_rows(("severity", "task", "place", "problem"), rows(), as_json=as_json)
    if errors:
        tell(f"{errors} would be refused; nothing was sent")
        raise typer.Exit(FAILED)


def _problem_row(problem: Problem) -> Row:
    told_of = {
        "severity": problem.severity,
        "name": problem.name,
        "place": problem.place,
        "message": problem.message,
    }
    return Row({"index": problem.index, **told_of}, list(told_of.values()))


def _show_report(report: CreateReport, *, as_json: bool) -> None:
    show_rows(("status", "id", "task"), map(_outcome_row, report.outcomes), as_json=as_json)
    if report.quarantined_to is not None:
        tell(f"the journal was damaged, and is now {report.quarantined_to}")
    for outcome in report.failures():
        if outcome.error is not None:
            tell(f"{outcome.name or f'specs[{outcome.index}]'}: {told(outcome.error)}")
    tell(str(report))
    if report.failed:
        raise typer.Exit(SOME_FAILED)


def _outcome_row(outcome: CreateOutcome) -> Row:
    wire = {
        "index": outcome.index,
        "status": outcome.status,
        "id": outcome.task_id,
        "name": outcome.name,
        "error": None if outcome.error is None else told(outcome.error),
    }
    return Row(wire, [outcome.status, outcome.task_id or "", outcome.name or ""])
