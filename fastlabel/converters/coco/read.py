"""COCO → images and videos with their annotations.

Coordinates are pixels.

| COCO | FastLabel |
|---|---|
| `bbox`, with no outline or that of the box itself | bbox |
| `segmentation` of one outline | polygon |
| of several outlines | segmentation, a region of each |
| run lengths, compressed or not | segmentation along the edges of the pixels, holes included |
| `keypoints` that are labelled (v > 0) | keypoint each; its class is the point's name |
| `line`, an extension of this package | line |
| `attributes`, of images or annotations | attributes |
| frames and tracks of `videos` (kind="video") | a bbox by frame for each track |

`info`, `licenses`, `area`, ids, scores, and keypoints that are not labelled are ignored. Other
losses are reported.
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
from fastlabel.models._wire.error_text import short_repr
from fastlabel.models._wire.gc_pause import gc_paused
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
    """Read a COCO file with its annotations as models.

    The whole file is read and checked first. No media is opened.

    >>> images = read_coco({
    ...     "images": [{"id": 1, "file_name": "cat.jpg", "width": 640, "height": 480}],
    ...     "categories": [{"id": 1, "name": "cat"}],
    ...     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 20, 100, 50]}],
    ... })
    >>> images[0].annotations[0].points
    (10.0, 20.0, 110.0, 70.0)

    Args:
        source: A path, the bytes of a file, or the result of `json.load`.
        kind: "image" gives one image for each entry of `images`, frames of videos included;
            "video" gives one video for each entry of `videos`, with the boxes on its frames by
            their tracks.
        media_dir: Folder of the media by name, for their `path`.
        on_loss: "warn" of losses with one `ConversionWarning`, "raise" an error, or "ignore" them.

    Raises:
        MissingFileError: There is no such file.
        FastLabelInvalidException: It is not a valid COCO dataset; the error has the path, such as
            `annotations[17].category_id`. Or there are losses and `on_loss` is "raise".
        MissingExtraError: It has masks, and numpy is not installed.
    """
    if kind not in {"image", "video"}:
        invalid(f"expected image or video, got {kind!r}", "kind")
    entries = CocoSource.read(source)
    losses = ConversionLosses("from COCO", on_loss)
    folder = None if media_dir is None else Path(media_dir)
    read: list[Any]
    # All of it stays in memory, which the collector would traverse again and again.
    with gc_paused(len(entries.annotations) * _MIN_BYTES):
        find = _images if kind == "image" else _videos
        read = list(find(entries, folder, losses))
    losses.finish()
    return cast("list[AnnotatedImage] | list[AnnotatedVideo]", read)


def _images(
    source: CocoSource, folder: Path | None, losses: ConversionLosses
) -> Iterator[AnnotatedImage]:
    drawn: dict[Id, list[ShapeAnnotation]] = {}
    for path, entry in source.each_annotation():
        image_id = source.image_id(entry, path)
        category = source.categories[source.category_id(entry, path)]
        losses.at_entry(path, entry.get("type") or "annotation", category["name"])
        drawn.setdefault(image_id, []).extend(image_annotations(entry, path, category, losses))
    for index, (image_id, image) in enumerate(source.images.items()):
        path = f"images[{index}]"
        losses.at_location(path)
        name = text_of(image, "file_name", path)
        content: object = image.get("content")
        is_content = isinstance(content, str) and name.endswith(f"/{content}")
        yield AnnotatedImage(
            name=name,
            path=media_path(folder, name, path=f"{path}.file_name"),
            width=optional_count(image, "width", path),
            height=optional_count(image, "height", path),
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
        path = f"videos[{index}]"
        losses.at_location(path)
        name = text_of(video, "name" if "name" in video else "file_name", path)
        yield AnnotatedVideo(
            name=name,
            path=media_path(folder, name, path=f"{path}.name"),
            width=optional_count(video, "width", path),
            height=optional_count(video, "height", path),
            fps=_fps(video, path),
            frame_count=optional_count(video, "length", path),
            annotations=tuple(boxes.get(video_id, ())),
            tags=_tags(video, losses),
        )


def _fps(video: CocoEntry, path: str) -> float | None:
    rate: object = video.get("fps")
    if not rate:
        return None
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 < rate < float("inf"):
        invalid(f"expected frames per second, got {short_repr(rate)}", f"{path}.fps")
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
