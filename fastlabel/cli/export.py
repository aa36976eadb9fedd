"""`fastlabel export`: one command for each format.

A command loads its converter only when it runs, so that only the format that is asked for loads its
libraries.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from fastlabel.cli.export_options import (
    ClassOption,
    CornersChoice,
    FilterStatusOption,
    FilterTagOption,
    FirstPixelOption,
    FrameFormatChoice,
    FramesChoice,
    GroupOption,
    HolesChoice,
    KindOption,
    MediaOption,
    OutputOption,
    SourceArgument,
    SplitOption,
    StyleChoice,
    UnlabelledChoice,
    json_of,
    splits_of,
)
from fastlabel.cli.export_source import Exported
from fastlabel.cli.kinds import KindChoice
from fastlabel.cli.options import LossOption, OnLossChoice

if TYPE_CHECKING:
    from fastlabel.converters import AnyTask, FrameChoice, FrameFormat, VideoFrames

__all__ = ["app"]

app: typer.Typer = typer.Typer(help="Write tasks in another format.", no_args_is_help=True)


@app.command()
def coco(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    categories: Annotated[
        Path | None,
        typer.Option(
            "--categories", metavar="FILE", help="The classes and their ids, as a JSON object."
        ),
    ] = None,
    holes: Annotated[
        HolesChoice,
        typer.Option("--holes", metavar="FORM", help=f"One of {', '.join(HolesChoice)}."),
    ] = HolesChoice.RLE,
    keypoints: Annotated[
        Path | None,
        typer.Option(
            "--keypoints",
            metavar="FILE",
            help="The classes that have keypoints, as a JSON object: their names and skeletons.",
        ),
    ] = None,
    group: GroupOption = None,
    frames: Annotated[
        FramesChoice | None,
        typer.Option(
            "--frames", metavar="WHICH", help="Write frames as images: annotated, or all."
        ),
    ] = None,
    frames_output: Annotated[
        Path | None,
        typer.Option("--frames-output", metavar="DIR", help="Where frames go, with --frames."),
    ] = None,
    frame_format: Annotated[
        FrameFormatChoice,
        typer.Option("--frame-format", metavar="FORM", help="jpg, or png, which loses nothing."),
    ] = FrameFormatChoice.JPG,
    media: Annotated[
        Path | None,
        typer.Option("--media", metavar="DIR", help="The videos; by default those in DIR."),
    ] = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a COCO file."""
    exported = Exported(ctx, source, output, kind, status, tag)
    if class_ and categories:
        message = "goes without --class, which it has the names of"
        raise typer.BadParameter(message, ctx=ctx, param_hint="--categories")
    from fastlabel import write_coco  # noqa: PLC0415  # loads the models

    exported.write(
        write_coco,
        categories=class_ or json_of(categories, "--categories"),
        keypoints=json_of(keypoints, "--keypoints"),
        group=group,
        holes=holes.value,
        frames=_frames(exported, frames, frames_output, frame_format, media),
        on_loss=on_loss.value,
    )


def _frames(
    exported: Exported,
    choice: FramesChoice | None,
    folder: Path | None,
    form: FrameFormatChoice,
    media: Path | None,
) -> VideoFrames | None:
    given = {"--frames-output": folder, "--media": media}
    if choice is None:
        for hint, path in given.items():
            if path is not None:
                raise typer.BadParameter("goes with --frames", ctx=exported.ctx, param_hint=hint)
        return None
    if media is None and exported.is_folder:
        given["--media"] = media = Path(exported.source)
    for hint, path in given.items():
        if path is None:
            message = "is required with --frames"
            raise typer.BadParameter(message, ctx=exported.ctx, param_hint=hint)
    from fastlabel.converters import VideoFrames  # noqa: PLC0415  # loads the models

    # Both are there: see above.
    videos, target = cast("Path", media), cast("Path", folder)
    return VideoFrames(
        folder=target,
        media_dir=videos,
        choice=cast("FrameChoice", choice.value),
        format=cast("FrameFormat", form.value),
    )


@app.command()
def yolo(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    split: SplitOption = None,
    media: MediaOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a YOLO dataset of boxes."""
    exported = Exported(ctx, source, output, kind, status, tag)
    _write_yolo(exported, on_loss, class_, split, media, style="detect")


@app.command("yolo-segment")
def yolo_segment(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    split: SplitOption = None,
    media: MediaOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a YOLO dataset of outlines."""
    exported = Exported(ctx, source, output, kind, status, tag)
    _write_yolo(exported, on_loss, class_, split, media, style="segment")


@app.command("yolo-pose")
def yolo_pose(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    keypoint: Annotated[
        list[str],
        typer.Option(
            "--keypoint",
            metavar="NAME",
            help="The classes of keypoints in the order of a line. May be repeated.",
        ),
    ],
    group: GroupOption = None,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    split: SplitOption = None,
    media: MediaOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a YOLO dataset of poses."""
    exported = Exported(ctx, source, output, kind, status, tag)
    pose = {"style": "pose", "keypoints": keypoint, "group": group}
    _write_yolo(exported, on_loss, class_, split, media, **pose)


def _write_yolo(
    exported: Exported,
    on_loss: OnLossChoice,
    classes: list[str] | None,
    split: list[str] | None,
    media: Path | None,
    **style: Any,
) -> None:
    from fastlabel import write_yolo  # noqa: PLC0415  # loads the models

    splits = splits_of(split)
    exported.write(
        write_yolo,
        classes=classes or None,
        splits=splits,
        media_dir=media,
        on_loss=on_loss.value,
        **style,
    )


@app.command()
def voc(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    split: SplitOption = None,
    media: MediaOption = None,
    corners: Annotated[
        CornersChoice,
        typer.Option("--corners", metavar="FORM", help=f"One of {', '.join(CornersChoice)}."),
    ] = CornersChoice.INTEGERS,
    pixel_origin: FirstPixelOption = 1,
) -> None:
    """Write the tasks of a project or a pulled folder into a folder of Pascal VOC's XML."""
    from fastlabel import write_voc  # noqa: PLC0415  # loads the models

    exported = Exported(ctx, source, output, kind, status, tag)
    exported.write(
        write_voc,
        classes=class_ or None,
        corners=corners.value,
        pixel_origin=pixel_origin,
        splits=splits_of(split),
        media_dir=media,
        on_loss=on_loss.value,
    )


@app.command()
def labelme(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    media: MediaOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a folder of LabelMe's JSON."""
    from fastlabel import write_labelme  # noqa: PLC0415  # loads the models

    exported = Exported(ctx, source, output, kind, status, tag)
    exported.write(write_labelme, classes=class_ or None, media_dir=media, on_loss=on_loss.value)


@app.command()
def cvat(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a folder of CVAT's XML."""
    from fastlabel import write_cvat  # noqa: PLC0415  # loads the models

    exported = Exported(ctx, source, output, kind, status, tag)
    exported.write(write_cvat, classes=class_ or None, on_loss=on_loss.value)


@app.command()
def masks(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    style: Annotated[
        StyleChoice,
        typer.Option("--style", metavar="STYLE", help=f"One of {', '.join(StyleChoice)}."),
    ] = StyleChoice.SEMANTIC,
    unlabelled: Annotated[
        UnlabelledChoice,
        typer.Option(
            "--unlabelled",
            metavar="AS",
            help="What pixels without an annotation are: background, or ignore.",
        ),
    ] = UnlabelledChoice.BACKGROUND,
) -> None:
    """Write the tasks of a project or a pulled folder into a folder of PNG masks."""
    from fastlabel import write_masks  # noqa: PLC0415  # loads the models

    exported = Exported(ctx, source, output, kind, status, tag)
    exported.write(
        write_masks,
        style=style.value,
        unlabelled=unlabelled.value,
        classes=class_ or None,
        on_loss=on_loss.value,
    )


@app.command()
def mot(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
    on_loss: LossOption = OnLossChoice.WARN,
    class_: ClassOption = None,
    pixel_origin: FirstPixelOption = 1,
) -> None:
    """Write the tasks of a project or a pulled folder into MOT Challenge's text files."""
    from fastlabel import write_mot  # noqa: PLC0415  # loads the models

    exported = Exported(ctx, source, output, kind, status, tag)
    exported.write(
        write_mot, classes=class_ or None, pixel_origin=pixel_origin, on_loss=on_loss.value
    )


@app.command()
def parquet(
    ctx: typer.Context,
    source: SourceArgument,
    *,
    output: OutputOption,
    kind: KindOption = KindChoice.IMAGE,
    status: FilterStatusOption = None,
    tag: FilterTagOption = None,
) -> None:
    """Write the tasks of a project or a pulled folder into a folder of Parquet files."""
    from fastlabel.arrow import write_parquet  # noqa: PLC0415  # optional

    def write(tasks: Iterable[AnyTask], path: Path) -> None:
        write_parquet(tasks, path)  # nothing is lost there

    Exported(ctx, source, output, kind, status, tag).write(write)
