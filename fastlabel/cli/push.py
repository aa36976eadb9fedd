"""`fastlabel push`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, get_args

import typer

from fastlabel.cli.connection import ServiceOptions
from fastlabel.cli.errors import (
    FAILED,
    PARTIAL_FAILURE,
    format_error,
    print_error,
    warnings_printed,
)
from fastlabel.cli.kinds import AnyKind, KindOption, kind_from, resource_of
from fastlabel.cli.options import (
    JsonOption,
    LossOption,
    MediaDirOption,
    NewStatusOption,
    NewTagOption,
    OnLoss,
    ProjectOption,
)
from fastlabel.cli.output import Row, show_rows

if TYPE_CHECKING:
    from fastlabel import CreateOutcome, CreateReport
    from fastlabel._types import TaskStatus
    from fastlabel.datasets import Problem

FormatName: TypeAlias = Literal["folder", "coco", "yolo", "voc", "labelme", "cvat", "masks", "mot"]


@dataclass(frozen=True, slots=True)
class PushFormat:
    """How a dataset format is read."""

    media_dir: Literal["optional", "beside", "required"]
    """Whether its reader takes a folder of media. `beside`: by default the file's own folder."""
    has_losses: bool = True
    """Whether its reader reports entries that cannot become annotations."""
    has_kind: bool = False
    """Whether its reader is told if images or videos are wanted."""


PUSH_FORMATS: Final[Mapping[str, PushFormat]] = {
    "coco": PushFormat("beside", has_kind=True),
    "yolo": PushFormat("optional"),
    "voc": PushFormat("optional"),
    "labelme": PushFormat("optional"),
    "cvat": PushFormat("beside"),
    # The files and folders of these two have the names of the media.
    "masks": PushFormat("required", has_losses=False),
    "mot": PushFormat("required"),
}
"""Every format but a plain folder of media."""

_WITH_MEDIA_DIR: Final = ", ".join(PUSH_FORMATS)
_WITH_LOSSES: Final = ", ".join(name for name, form in PUSH_FORMATS.items() if form.has_losses)


def push(
    ctx: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(metavar="PATH", help="A folder of media, or a dataset in --from's format."),
    ],
    *,
    project: ProjectOption,
    kind: KindOption = "image",
    format_: Annotated[
        FormatName,
        typer.Option(
            "--from", metavar="FORMAT", help=f"Format of PATH: {', '.join(get_args(FormatName))}."
        ),
    ] = "folder",
    media_dir: MediaDirOption = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", help="With --from folder: include subfolders.")
    ] = False,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal", metavar="FILE", help="By default PATH.fastlabel-journal, beside PATH."
        ),
    ] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=1000, metavar="N", help="Parallel uploads.")
    ] = 8,
    on_loss: LossOption = "warn",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Send nothing; print the problems.")
    ] = False,
    status: NewStatusOption = None,
    tag: NewTagOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create a task from each media file of a folder, or of a dataset in another format.

    Run again, the same command resumes: the journal records what is done.
    """
    dataset = _Dataset(path, format_, media_dir, on_loss, kind_from(kind), recursive=recursive)
    dataset.check_options(ctx)
    fields = _Fields(project, status, tag or [])
    with warnings_printed():
        if dry_run:
            _show_problems(dataset.new_tasks(fields), as_json=as_json)
            return
        dataset.read_all(fields)
        with ctx.ensure_object(ServiceOptions).client() as client:
            report = resource_of(client, dataset.kind).create_many(
                dataset.new_tasks(fields),
                journal=journal or _default_journal(path),
                concurrency=concurrency,
            )
    _show_report(report, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What the new tasks have in common."""

    project: str
    status: TaskStatus | None
    tags: list[str]


@dataclass(frozen=True, slots=True)
class _Dataset:
    """A folder or dataset to create tasks from."""

    path: Path
    format_: str
    media_dir: Path | None
    on_loss: OnLoss
    kind: AnyKind
    recursive: bool = False

    @property
    def _reader(self) -> PushFormat | None:
        return PUSH_FORMATS.get(self.format_)

    def check_options(self, ctx: typer.Context) -> None:
        """Refuse options that the format does not take, and ask for those that it needs."""

        def refuse(option: str, message: str) -> None:
            raise typer.BadParameter(message, ctx=ctx, param_hint=option)

        reader = self._reader
        if self.media_dir is not None and reader is None:
            refuse("--media-dir", f"needs --from {_WITH_MEDIA_DIR}")
        if self.media_dir is None and reader is not None and reader.media_dir == "required":
            refuse("--media-dir", f"is required with --from {self.format_}")
        if self.recursive and reader is not None:
            refuse("--recursive", "needs --from folder")
        if self.on_loss != "warn" and (reader is None or not reader.has_losses):
            refuse("--on-loss", f"needs --from {_WITH_LOSSES}")

    def read_all(self, fields: _Fields) -> None:
        """Read everything once, so that nothing is sent if the last of many files is broken."""
        if self._reader is not None:
            deque(self.new_tasks(fields), maxlen=0)

    def new_tasks(self, fields: _Fields) -> Iterator[Any]:
        """The tasks to create."""
        from fastlabel import datasets  # noqa: PLC0415  # loads the models

        if self._reader is None:
            return datasets.from_folder(
                self.path,
                project=fields.project,
                kind=self.kind.name,
                status=fields.status,
                tags=fields.tags,
                recursive=self.recursive,
            )
        return datasets.from_annotations(
            self._read(self._reader),
            project=fields.project,
            kind=self.kind.name,
            status=fields.status,
            tags=fields.tags,
        )

    def _read(self, reader: PushFormat) -> Any:
        from fastlabel import converters  # noqa: PLC0415  # loads the models

        read: Callable[..., Any] = getattr(converters, f"read_{self.format_}")
        options: dict[str, object] = {"on_loss": self.on_loss} if reader.has_losses else {}
        media_dir = self.media_dir
        if media_dir is None and reader.media_dir == "beside":
            media_dir = self.path if self.path.is_dir() else self.path.parent
        if media_dir is not None:
            options["media_dir"] = media_dir
        if reader.has_kind:
            options["kind"] = self.kind.media
        return read(self.path, **options)


def _default_journal(path: Path) -> Path:
    absolute = path.resolve()
    return absolute.with_name(f"{absolute.name}.fastlabel-journal")


def _show_problems(tasks: Iterable[Any], *, as_json: bool) -> None:
    from fastlabel.datasets import iter_problems  # noqa: PLC0415  # loads the models

    errors = 0

    def rows() -> Iterator[Row]:
        nonlocal errors
        for problem in iter_problems(tasks):
            errors += problem.severity == "error"
            yield _problem_row(problem)

    show_rows(("severity", "task", "path", "problem"), rows(), as_json=as_json)
    if errors:
        print_error(f"{errors} would be refused; nothing was sent")
        raise typer.Exit(FAILED)


def _problem_row(problem: Problem) -> Row:
    wire = {
        "severity": problem.severity,
        "name": problem.name,
        "path": problem.path_text,
        "message": problem.message,
    }
    return Row({"index": problem.index, **wire}, list(wire.values()))


def _show_report(report: CreateReport, *, as_json: bool) -> None:
    show_rows(("status", "id", "task"), map(_outcome_row, report.outcomes), as_json=as_json)
    if report.quarantined_to is not None:
        print_error(f"the journal was damaged and was moved to {report.quarantined_to}")
    for outcome in report.failures():
        if outcome.error is not None:
            name = outcome.name or f"tasks[{outcome.index}]"
            print_error(f"{name}: {format_error(outcome.error)}")
    print_error(str(report))
    if report.failed:
        raise typer.Exit(PARTIAL_FAILURE)


def _outcome_row(outcome: CreateOutcome) -> Row:
    wire = {
        "index": outcome.index,
        "status": outcome.status,
        "id": outcome.task_id,
        "name": outcome.name,
        "error": None if outcome.error is None else format_error(outcome.error),
    }
    return Row(wire, [outcome.status, outcome.task_id or "", outcome.name or ""])
