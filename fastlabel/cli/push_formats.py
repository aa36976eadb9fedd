"""What `fastlabel push` takes beside folders of media."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from fastlabel.cli.command_kinds import KindChoice
from fastlabel.cli.loss_option import OnLossChoice

if TYPE_CHECKING:
    from fastlabel.datasets.annotated import Annotated

__all__ = ["PUSH_FORMATS", "FormChoice", "PushFormat"]


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
    ) -> Annotated:
        """Read the annotations of a file or folder."""
        home, name = self.reader.rsplit(".", 1)
        # Only the format that is asked for loads its libraries.
        read = cast("Callable[..., Annotated]", getattr(import_module(home), name))
        options: dict[str, object] = {"on_loss": on_loss.value} if self.may_lose else {}
        if self.media == "beside" and media is None:
            media = path if path.is_dir() else path.parent
        if self.media_option is not None and media is not None:
            options[self.media_option] = media
        if self.reads_kind:
            options["kind"] = "video" if kind is KindChoice.VIDEO else "image"
        return read(path, **options)


PUSH_FORMATS: Final[Mapping[FormChoice, PushFormat]] = {
    FormChoice.COCO: PushFormat("fastlabel.read_coco", "media_folder", "beside", reads_kind=True),
    FormChoice.YOLO: PushFormat("fastlabel.yolo_to_annotations"),
    FormChoice.VOC: PushFormat("fastlabel.voc_to_annotations", "images"),
    FormChoice.LABELME: PushFormat("fastlabel.labelme_to_annotations"),
    FormChoice.CVAT: PushFormat("fastlabel.cvat_to_annotations", "media_folder", "beside"),
    # Here the files and folders of the format itself have the names of the media.
    FormChoice.MASKS: PushFormat(
        "fastlabel.masks_to_annotations", "media_folder", "elsewhere", may_lose=False
    ),
    FormChoice.MOT: PushFormat("fastlabel.mot_to_annotations", "media_folder", "elsewhere"),
}
"""All but a plain folder of media."""
