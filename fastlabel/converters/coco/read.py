"""COCO → images and videos with their annotations.

What becomes of what (coordinates in pixels):

| COCO | FastLabel |
|---|---|
| `bbox`, with no outline or that of the box itself | bbox |
| `segmentation` of one outline | polygon |
| of several outlines | segmentation, a region of each |
| run lengths, compressed or not | segmentation along the edges of the pixels, holes included |
| `keypoints` that are labelled (v > 0) | keypoint each; its class is the point's name |
| `line`, this package's | line |
| `attributes`, of images or annotations | attributes |
| frames and tracks of `videos` (kind="video") | a bbox by frame for each track |

Not read, and not reported: `info`, `licenses`, `area`, ids, scores, and keypoints that are not
labelled. Everything else that is lost is reported in one `ConversionWarning`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final, Literal, cast, overload

from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco.read_annotations import attributes_of, image_annotations
from fastlabel.converters.coco.read_tracks import video_boxes
from fastlabel.converters.coco.source import (
    CocoEntry,
    CocoSource,
    Id,
    Source,
    optional_count,
    text_of,
)
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.errors import invalid
from fastlabel.models._wire.error_text import shown
from fastlabel.models._wire.gc_pause import collector_paused
from fastlabel.models.annotations import ShapeAnnotation

_INVALID_TAGS: Final = "with tags that are not a list of strings, left out"
_MIN_BYTES: Final = 100
"""Of an annotation in a file."""


@overload
def read_coco(
    source: Source,
    *,
    kind: Literal["image"] = "image",
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> list[AnnotatedImage]: ...
@overload
def read_coco(
    source: Source,
    *,
    kind: Literal["video"],
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> list[AnnotatedVideo]: ...
def read_coco(
    source: Source,
    *,
    kind: Literal["image", "video"] = "image",
    media_dir: str | PathLike[str] | None = None,
    on_loss: OnLoss = "warn",
) -> list[AnnotatedImage] | list[AnnotatedVideo]:
    """Read a COCO file, whoever wrote it, with its annotations as models.

    All of it is read and checked before anything is given. No media is opened.

    >>> found = read_coco({
    ...     "images": [{"id": 1, "file_name": "cat.jpg", "width": 640, "height": 480}],
    ...     "categories": [{"id": 1, "name": "cat"}],
    ...     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 100, 50]}],
    ... })
    >>> found[0].annotations[0].points
    (10.0, 20.0, 110.0, 70.0)

    Args:
        source: A path, the bytes of a file, or what `json.load` gives for it.
        kind: "image" gives one image for each entry of `images`, frames of videos included;
            "video" gives one video for each entry of `videos`, with the boxes on its frames by
            their tracks.
        media_dir: Where the media are: it and their names make their `path`.
        on_loss: What is done if something cannot be carried over, or not exactly: "warn", "raise"
            an error, or "ignore" it.

    Raises:
        MissingFileError: There is no such file.
        FastLabelInvalidException: It is no COCO dataset or broken, such as
            `annotations[17].category_id: 9 is in no category`.
        MissingExtraError: It has masks, and numpy is not installed.

    Warns:
        ConversionWarning: Something could not be carried over, or not exactly: one warning, with
            counts and the first places.
    """
    if kind not in {"image", "video"}:
        invalid(f"expected image or video, got {kind!r}", "kind")
    entries = CocoSource.read(source)
    losses = ConversionLosses("from COCO", on_loss)
    folder = None if media_dir is None else Path(media_dir)
    read: list[Any]
    # What is made stays: the collector would walk it again and again.
    with collector_paused(len(entries.annotations) * _MIN_BYTES):
        find = _images if kind == "image" else _videos
        read = list(find(entries, folder, losses))
    losses.finish()
    return cast("list[AnnotatedImage] | list[AnnotatedVideo]", read)


def _images(
    source: CocoSource, folder: Path | None, losses: ConversionLosses
) -> Iterator[AnnotatedImage]:
    drawn: dict[Id, list[ShapeAnnotation]] = {}
    for place, entry in source.each_annotation():
        image_id = source.image_id(entry, place)
        category = source.categories[source.category_id(entry, place)]
        losses.at_entry(place, entry.get("type") or "annotation", category["name"])
        drawn.setdefault(image_id, []).extend(image_annotations(entry, place, category, losses))
    for index, (image_id, image) in enumerate(source.images.items()):
        place = f"images[{index}]"
        losses.at_location(place)
        name = text_of(image, "file_name", place)
        content: object = image.get("content")
        is_content = isinstance(content, str) and name.endswith(f"/{content}")
        yield AnnotatedImage(
            name=name,
            path=media_path(folder, name, path=f"{place}.file_name"),
            width=optional_count(image, "width", place),
            height=optional_count(image, "height", place),
            annotations=tuple(drawn.get(image_id, ())),
            attributes=attributes_of(image, losses),
            tags=_tags(image, losses),
            content=cast("str", content) if is_content else None,
        )


def _videos(
    source: CocoSource, folder: Path | None, losses: ConversionLosses
) -> Iterator[AnnotatedVideo]:
    boxes = video_boxes(source, losses)
    for index, (video_id, video) in enumerate(source.videos.items()):
        place = f"videos[{index}]"
        losses.at_location(place)
        name = text_of(video, "name" if "name" in video else "file_name", place)
        yield AnnotatedVideo(
            name=name,
            path=media_path(folder, name, path=f"{place}.name"),
            width=optional_count(video, "width", place),
            height=optional_count(video, "height", place),
            fps=_fps(video, place),
            frame_count=optional_count(video, "length", place),
            annotations=tuple(boxes.get(video_id, ())),
            tags=_tags(video, losses),
        )


def _fps(video: CocoEntry, place: str) -> float | None:
    rate: object = video.get("fps")
    if not rate:
        return None
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < float("inf"):
        invalid(f"expected frames per second, got {shown(rate)}", f"{place}.fps")
    return float(rate)


def _tags(entry: CocoEntry, losses: ConversionLosses) -> tuple[str, ...]:
    tags: object = entry.get("tags")
    if not tags:
        return ()
    if isinstance(tags, list | tuple):
        listed = cast("Sequence[object]", tags)
        if all(isinstance(tag, str) for tag in listed):
            return tuple(cast("Sequence[str]", listed))
    losses.approximated(_INVALID_TAGS)
    return ()
