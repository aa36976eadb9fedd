"""`fastlabel export`: one command for each format.

A command imports its converter when it runs, so that no other format's libraries are loaded.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, cast, get_type_hints

import typer

from fastlabel.cli.errors import print_error, warnings_printed
from fastlabel.cli.kinds import KindOption, kind_from
from fastlabel.cli.options import FilterStatusOption, FilterTagOption, LossOption, MediaDirOption
from fastlabel.cli.output import write_line
from fastlabel.cli.task_source import SourceArgument, TaskSource
from fastlabel.errors import invalid

if TYPE_CHECKING:
    from fastlabel.converters import LossReport, SplitNames, VideoFrames

app: typer.Typer = typer.Typer(help="Write tasks in another format.", no_args_is_help=True)

Writer: TypeAlias = "Callable[..., LossReport | None]"
"""Writes tasks to a path; its other arguments depend on the format."""

ClassOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--class",
        metavar="NAME",
        help="The classes in the order of their ids; any other is an error. May be repeated.",
    ),
]
OutputOption: TypeAlias = Annotated[
    Path, typer.Option("--output", "-o", metavar="PATH", help="The file or folder to write.")
]
InstanceKeyOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--group", metavar="KEY", help="The attribute whose value a shape and its keypoints share."
    ),
]
SplitOption: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--split", metavar="NAME=SHARE", help="Such as train=0.8 and val=0.2. May be repeated."
    ),
]
PixelOriginOption: TypeAlias = Annotated[
    int, typer.Option("--pixel-origin", min=0, max=1, metavar="N", help="Index of the first pixel.")
]


@dataclass(frozen=True, slots=True)
class ExportJob:
    """Tasks to write, and where to."""

    source: TaskSource
    output: Path
    options: Mapping[str, object]
    """Arguments of the writer that every format takes."""

    @property
    def ctx(self) -> typer.Context:
        """Context of the command, for errors."""
        return self.source.ctx

    def run(self, writer: Writer, **options: object) -> None:
        """Write the tasks; print their number and what was lost."""
        with self.source.tasks() as tasks, warnings_printed():
            counted = _Counted(tasks)
            report = writer(counted, self.output, **self.options, **options)
        if report is not None and not report.is_lossless:
            print_error(_summary(report))
        write_line(f"{self.output}: {counted.count} tasks")


class _Counted:
    """Tasks that are counted while they are iterated."""

    def __init__(self, tasks: Iterable[Any]) -> None:
        self._tasks = tasks
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for task in self._tasks:
            self.count += 1
            yield task


def _summary(report: LossReport) -> str:
    counts = {"kept": report.kept, "approximated": report.approximated, "dropped": report.dropped}
    text = ", ".join(f"{sum(by_class.values())} {name}" for name, by_class in counts.items())
    return f"{report.conversion}: {text}"


def _tasks(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = "image",
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
) -> ExportJob:
    """Job of a format that loses nothing."""
    return ExportJob(TaskSource(ctx, source, kind_from(kind), status, tag or ()), output, {})


def _annotations(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = "image",
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = "warn",
    class_: ClassOption = None,
) -> ExportJob:
    """Job of a format that has classes and may lose annotations."""
    tasks = TaskSource(ctx, source, kind_from(kind), status, tag or ())
    return ExportJob(tasks, output, {"on_loss": on_loss, "classes": class_ or None})


def _command(
    name: str, common: Callable[..., ExportJob] = _annotations
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a command whose parameters are the common ones and those of the decorated function."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        shared, own = _parameters(common), _parameters(run)[1:]

        def command(**arguments: Any) -> None:
            job = common(**{one.name: arguments.pop(one.name) for one in shared})
            run(job, **arguments)

        # Typer reads the one or the other, depending on its version.
        parameters = sorted([*shared, *own], key=lambda one: one.kind)
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by Typer
        command.__annotations__ = {one.name: one.annotation for one in parameters}
        command.__doc__ = run.__doc__
        app.command(name)(command)
        return run

    return register


def _parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    hints = get_type_hints(function, include_extras=True)
    return [
        parameter.replace(annotation=hints[parameter.name])
        for parameter in inspect.signature(function).parameters.values()
    ]


@_command("coco")
def _coco(
    job: ExportJob,
    *,
    categories: Annotated[
        Path | None,
        typer.Option(
            "--categories", metavar="FILE", help="The classes and their ids, as a JSON object."
        ),
    ] = None,
    holes: Annotated[
        Literal["rle", "polygons"],
        typer.Option("--holes", metavar="FORM", help="What holes become: rle or polygons."),
    ] = "rle",
    keypoints: Annotated[
        Path | None,
        typer.Option(
            "--keypoints",
            metavar="FILE",
            help="The classes that have keypoints, as a JSON object: their names and skeletons.",
        ),
    ] = None,
    group: InstanceKeyOption = None,
    frames: Annotated[
        Literal["annotated", "all"] | None,
        typer.Option(
            "--frames", metavar="WHICH", help="Write video frames as images: annotated or all."
        ),
    ] = None,
    frames_output: Annotated[
        Path | None,
        typer.Option("--frames-output", metavar="DIR", help="The folder of the frames."),
    ] = None,
    frame_format: Annotated[
        Literal["jpg", "png"],
        typer.Option("--frame-format", metavar="FORMAT", help="jpg, or png, which is lossless."),
    ] = "jpg",
    media_dir: MediaDirOption = None,
) -> None:
    """Write a COCO file from the tasks of a project or a pulled folder."""
    options = dict(job.options)
    classes = options.pop("classes")
    if classes and categories:
        message = "cannot be combined with --class: it names the classes"
        raise typer.BadParameter(message, ctx=job.ctx, param_hint="--categories")
    from fastlabel import write_coco  # noqa: PLC0415  # loads the models

    ExportJob(job.source, job.output, options).run(
        write_coco,
        categories=classes or _read_json(categories, "--categories"),
        keypoints=_read_json(keypoints, "--keypoints"),
        group=group,
        holes=holes,
        frames=_video_frames(job, frames, frames_output, frame_format, media_dir),
    )


def _video_frames(
    job: ExportJob,
    choice: Literal["annotated", "all"] | None,
    folder: Path | None,
    image_format: Literal["jpg", "png"],
    media_dir: Path | None,
) -> VideoFrames | None:
    if choice is None:
        for hint, path in (("--frames-output", folder), ("--media-dir", media_dir)):
            if path is not None:
                raise typer.BadParameter("needs --frames", ctx=job.ctx, param_hint=hint)
        return None
    if media_dir is None and job.source.is_folder:
        media_dir = Path(job.source.name)
    if folder is None or media_dir is None:
        hint = "--frames-output" if folder is None else "--media-dir"
        raise typer.BadParameter("is required with --frames", ctx=job.ctx, param_hint=hint)
    from fastlabel.converters import VideoFrames  # noqa: PLC0415  # loads the models

    return VideoFrames(folder=folder, media_dir=media_dir, choice=choice, format=image_format)


@_command("yolo")
def _yolo(job: ExportJob, *, split: SplitOption = None, media_dir: MediaDirOption = None) -> None:
    """Write a YOLO dataset of boxes from the tasks of a project or a pulled folder."""
    _write_yolo(job, split, media_dir, style="detect")


@_command("yolo-segment")
def _yolo_segment(
    job: ExportJob, *, split: SplitOption = None, media_dir: MediaDirOption = None
) -> None:
    """Write a YOLO dataset of outlines from the tasks of a project or a pulled folder."""
    _write_yolo(job, split, media_dir, style="segment")


@_command("yolo-pose")
def _yolo_pose(
    job: ExportJob,
    *,
    keypoint: Annotated[
        list[str],
        typer.Option(
            "--keypoint",
            metavar="NAME",
            help="The classes of keypoints in the order of a label line. May be repeated.",
        ),
    ],
    group: InstanceKeyOption = None,
    split: SplitOption = None,
    media_dir: MediaDirOption = None,
) -> None:
    """Write a YOLO dataset of poses from the tasks of a project or a pulled folder."""
    _write_yolo(job, split, media_dir, style="pose", keypoints=keypoint, group=group)


def _write_yolo(
    job: ExportJob, split: Sequence[str] | None, media_dir: Path | None, **options: object
) -> None:
    from fastlabel import write_yolo  # noqa: PLC0415  # loads the models

    job.run(write_yolo, splits=_parse_splits(split), media_dir=media_dir, **options)


@_command("voc")
def _voc(
    job: ExportJob,
    *,
    split: SplitOption = None,
    media_dir: MediaDirOption = None,
    corners: Annotated[
        Literal["integers", "decimals"],
        typer.Option("--corners", metavar="FORM", help="Corners as integers or decimals."),
    ] = "integers",
    pixel_origin: PixelOriginOption = 1,
) -> None:
    """Write Pascal VOC XML files from the tasks of a project or a pulled folder."""
    from fastlabel import write_voc  # noqa: PLC0415  # loads the models

    job.run(
        write_voc,
        corners=corners,
        pixel_origin=pixel_origin,
        splits=_parse_splits(split),
        media_dir=media_dir,
    )


@_command("labelme")
def _labelme(job: ExportJob, *, media_dir: MediaDirOption = None) -> None:
    """Write LabelMe JSON files from the tasks of a project or a pulled folder."""
    from fastlabel import write_labelme  # noqa: PLC0415  # loads the models

    job.run(write_labelme, media_dir=media_dir)


@_command("cvat")
def _cvat(job: ExportJob, *, media_dir: MediaDirOption = None) -> None:
    """Write CVAT XML files from the tasks of a project or a pulled folder."""
    from fastlabel import write_cvat  # noqa: PLC0415  # loads the models

    job.run(write_cvat, media_dir=media_dir)


@_command("masks")
def _masks(
    job: ExportJob,
    *,
    style: Annotated[
        Literal["semantic", "instance"],
        typer.Option("--style", metavar="STYLE", help="What pixels hold: semantic or instance."),
    ] = "semantic",
    unlabelled: Annotated[
        Literal["background", "ignore"],
        typer.Option(
            "--unlabelled",
            metavar="AS",
            help="What pixels without an annotation are: background or ignore.",
        ),
    ] = "background",
    media_dir: MediaDirOption = None,
) -> None:
    """Write PNG masks from the tasks of a project or a pulled folder."""
    from fastlabel import write_masks  # noqa: PLC0415  # loads the models

    job.run(write_masks, style=style, unlabelled=unlabelled, media_dir=media_dir)


@_command("mot")
def _mot(
    job: ExportJob, *, media_dir: MediaDirOption = None, pixel_origin: PixelOriginOption = 1
) -> None:
    """Write MOT Challenge text files from the tasks of a project or a pulled folder."""
    from fastlabel import write_mot  # noqa: PLC0415  # loads the models

    job.run(write_mot, pixel_origin=pixel_origin, media_dir=media_dir)


@_command("parquet", _tasks)
def _parquet(job: ExportJob) -> None:
    """Write a folder of Parquet files from the tasks of a project or a pulled folder."""
    from fastlabel.arrow import write_parquet  # noqa: PLC0415  # optional

    def write(tasks: Iterable[Any], path: Path) -> None:
        write_parquet(tasks, path)

    job.run(write)


def _parse_splits(texts: Sequence[str] | None) -> SplitNames | None:
    """Share of each split from `NAME=SHARE`."""
    shares: dict[str, float] = {}
    for text in texts or ():
        name, _, share = text.partition("=")
        try:
            number = float(share)
        except ValueError:
            invalid(f"expected NAME=SHARE, got {text!r}", "--split")
        if name in shares:
            invalid(f"{name!r} is given twice", "--split")
        shares[name] = number
    return shares or None


def _read_json(path: Path | None, option: str) -> Mapping[str, Any] | None:
    """JSON object in a file; None without a file."""
    if path is None:
        return None
    try:
        value: object = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        invalid(f"{path}: {error}", option)
    if not isinstance(value, dict):
        invalid(f"{path}: expected a JSON object", option)
    return cast("Mapping[str, Any]", value)
