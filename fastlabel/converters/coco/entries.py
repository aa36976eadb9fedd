"""Tasks → entries of a COCO file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final, NamedTuple, cast, get_args

from pydantic import JsonValue

from fastlabel._protocol.kinds import kind_of
from fastlabel._quality.geometry_warnings import shape_warnings
from fastlabel.converters._shared.options import check_choice
from fastlabel.converters._shared.task_images import video_boxes
from fastlabel.converters._shared.video_frames import FrameWriter, VideoFrames
from fastlabel.converters.coco.categories import CategoryIds
from fastlabel.converters.coco.images import CocoImages
from fastlabel.converters.coco.keypoints import Instance, KeypointOwners, TaskInstances
from fastlabel.converters.coco.shapes import (
    MIN_RING_NUMBERS,
    Shape,
    box_shape,
    polygon_shape,
    shape_for,
)
from fastlabel.converters.coco.types import (
    AnnotationType,
    CocoAnnotation,
    CocoImage,
    CocoTrack,
    CocoVideo,
    HoleStyle,
)
from fastlabel.converters.losses import REPEATED_KEY, ConversionLosses, OnLoss
from fastlabel.errors import invalid
from fastlabel.models import (
    Attribute,
    BBox,
    ImageAnnotation,
    Keypoint,
    Line,
    Polygon,
    UnknownAnnotation,
    VideoBBox,
)
from fastlabel.models.annotations import ShapeAnnotation
from fastlabel.models.tasks import AnyVideoTask, annotations_of
from fastlabel.models.tasks.base import ContentsTask, ImageFileTask, Task, VideoFileTask

_KNOWN_TYPES: Final = get_args(AnnotationType)
_LABELLED_AND_VISIBLE: Final = 2
_MIN_AREA: Final = 1e-9
"""Of the bounding box; what has less may be a line, but for rounding."""
_NO_PIXEL: Final = "whose mask covers no pixel of the image"
_OTHER_SIZE: Final = "whose frames have another size than the task says, which boxes may not fit"


class TaskEntries(NamedTuple):
    """What one task adds to a file. Category ids are provisional."""

    images: list[CocoImage]
    annotations: list[CocoAnnotation]


class _Track(NamedTuple):
    """A box that moves through a video."""

    id: int
    category_id: int
    attributes: dict[str, JsonValue]
    box: VideoBBox


class CocoEntries:
    """Builds and numbers entries; ids count from 1 in the order of the tasks."""

    def __init__(
        self,
        categories: CategoryIds,
        keypoints: KeypointOwners,
        *,
        holes: HoleStyle = "rle",
        frames: VideoFrames | None = None,
        on_loss: OnLoss = "warn",
    ) -> None:
        check_choice(holes, HoleStyle, "holes")
        self.categories = categories
        self.losses: ConversionLosses = ConversionLosses("to COCO", on_loss)
        self.images: CocoImages = CocoImages(self.losses)
        self._holes: HoleStyle = holes
        self._keypoints = keypoints
        self._frames = FrameWriter(frames) if frames else None
        self._count = 0
        self._tracks: list[CocoTrack] = []

    def convert(self, index: int, task: Task) -> TaskEntries:
        """Entries of the next task."""
        self.losses.at_task(index)
        match task:
            case ImageFileTask():
                return self._convert_image(task)
            case ContentsTask():
                images = [self.images.add_content(task, content) for content in task.contents]
                by_name = {image.get("content"): image for image in images}
                placed = [(each, _image_for(each, by_name)) for each in _shapes_of(task)]
                return TaskEntries(images, list(self._convert_placed(placed)))
            case VideoFileTask():
                return self._convert_video(task)
            case _:
                return TaskEntries([], [])

    def _convert_image(self, task: ImageFileTask) -> TaskEntries:
        image = self.images.add_image(task, task.name, task.id)
        if kind_of(task).marks == "attributes":
            image["attributes"] = self._attributes(getattr(task, "attributes"))  # noqa: B009
            return TaskEntries([image], [])
        annotations = _shapes_of(task)
        if self._keypoints:
            on_image = [(annotation, image) for annotation in annotations]
            return TaskEntries([image], list(self._convert_placed(on_image)))
        return TaskEntries([image], self._convert_all(annotations, image))

    def final_tracks(self) -> list[CocoTrack]:
        """The tracks so far, with the category ids of the file."""
        final = self.categories.final_ids()
        return [{**track, "category_id": final[track["category_id"]]} for track in self._tracks]

    def _convert_all(
        self, annotations: Sequence[ImageAnnotation], image: CocoImage
    ) -> list[CocoAnnotation]:
        """Entries of annotations on one image."""
        entries: list[CocoAnnotation | None] = []
        counted: list[tuple[str, str]] = []
        ids = self.categories.ids
        image_id, right, bottom = image["id"], image["width"] or inf, image["height"] or inf
        for number, annotation in enumerate(annotations):
            if type(annotation) is BBox:
                bbox, area, outlines = box_shape(annotation.points)
            elif type(annotation) is Polygon and len(annotation.points) >= MIN_RING_NUMBERS:
                bbox, area, outlines = polygon_shape(annotation.points)
            else:
                entries.append(self._checked_entry(number, annotation, image))
                continue
            left, top, width, height = bbox
            value, type_ = annotation.value, annotation.type
            category_id = ids.get(value) or self.categories.id_for(value)
            attributes = _by_key(annotation.attributes)
            if (
                not category_id
                or not (left >= 0 <= top and left + width <= right and top + height <= bottom)
                or not area > width * height * _MIN_AREA
                or len(attributes) < len(annotation.attributes)
            ):
                entries.append(self._checked_entry(number, annotation, image))
                continue
            self._count += 1
            counted.append((type_, value))
            entries.append(
                {
                    "id": self._count,
                    "image_id": image_id,
                    "category_id": category_id,
                    "bbox": bbox,
                    "area": area,
                    "segmentation": outlines,
                    "iscrowd": 0,
                    "type": type_,
                    "attributes": attributes,
                }
            )
        self.losses.seen.update(counted)
        return [entry for entry in entries if entry]

    def _checked_entry(
        self, number: int, annotation: ImageAnnotation, image: CocoImage | None
    ) -> CocoAnnotation | None:
        """Entry of any annotation, with its losses and warnings; None if it is dropped."""
        self.losses.at_annotation(number, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            self.losses.dropped(_why_unknown(annotation))
            return None
        if image is None:
            self.losses.dropped("on none of its task's images")
            return None
        size = image["width"], image["height"]
        changes: list[str] = []
        shape = shape_for(annotation, size, self._holes, changes.append)
        if shape is None:
            self.losses.dropped("without points")
            return None
        if isinstance(shape[2], dict) and not shape[1]:
            # No reader takes a mask of no pixel for an annotation.
            self.losses.dropped(_NO_PIXEL)
            return None
        for change in changes:
            self.losses.approximated(change)
        entry = self._described_entry(image["id"], annotation, shape)
        if isinstance(annotation, Keypoint):
            entry["keypoints"] = [*annotation.points, _LABELLED_AND_VISIBLE]
            entry["num_keypoints"] = 1
            self.categories.add_keypoint(annotation.value)
        elif isinstance(annotation, Line):
            entry["line"] = list(annotation.points)
        for warning in shape_warnings(annotation, *size):
            self.losses.warn(warning)
        return entry

    def _convert_placed(
        self, placed: Sequence[tuple[ImageAnnotation, CocoImage | None]]
    ) -> Iterator[CocoAnnotation]:
        """Entries of annotations on several images, or with keypoints in those of instances."""
        by_image: dict[int, list[tuple[int, ImageAnnotation]]] = {}
        for number, (annotation, image) in enumerate(placed):
            if image is not None:
                by_image.setdefault(image["id"], []).append((number, annotation))
        found = TaskInstances()
        for numbered in by_image.values():
            self._keypoints.assign(numbered, found)
        for number, (annotation, image) in enumerate(placed):
            instance = found.instances.get(number)
            entry: CocoAnnotation | None = None
            if number in found.parts or number in found.dropped:
                self.losses.at_annotation(number, annotation.type, annotation.value)
            elif image and instance and not instance.has_shape:
                entry = self._keypoints_entry(number, instance, image)
            else:
                entry = self._checked_entry(number, annotation, image)
            if entry and instance:
                self._keypoints.complete(entry, instance.value, instance)
            found.report(number, self.losses)
            if entry:
                yield entry

    def _keypoints_entry(self, number: int, instance: Instance, image: CocoImage) -> CocoAnnotation:
        """Entry of an instance that has keypoints only."""
        point = instance.owner.annotation
        self.losses.at_annotation(number, point.type, point.value)
        described = point.model_copy(update={"value": instance.value})
        return self._described_entry(
            image["id"], described, (instance.bbox, instance.owner.area, []), "keypoint"
        )

    def _convert_video(self, task: VideoFileTask) -> TaskEntries:
        video = self.images.add_video(task)
        files = self._write_frames(task, video)
        by_frame: dict[int, list[_Track]] = {frame: [] for frame in files}
        for track in self._convert_tracks(task, video):
            for frame in track.box.points:
                by_frame.setdefault(frame, []).append(track)
        frames = sorted(by_frame)
        images = [self.images.add_frame(video, frame, files.get(frame)) for frame in frames]
        annotations = [
            self._frame_entry(video["id"], image["id"], track, frame)
            for image, frame in zip(images, frames, strict=True)
            for track in by_frame[frame]
        ]
        return TaskEntries(images, annotations)

    def _write_frames(self, task: VideoFileTask, video: CocoVideo) -> Mapping[int, str]:
        """Frame → its file, if frames are wanted. Files know the size of the video best."""
        if self._frames is None:
            return {}
        boxes = [each for each in annotations_of(task) if isinstance(each, VideoBBox)]
        annotated = sorted({frame for box in boxes for frame in box.points})
        names, width, height = self._frames.write(
            cast("AnyVideoTask", task), annotated, self.losses.path
        )
        if names and (video["width"] or width, video["height"] or height) != (width, height):
            self.losses.approximated(_OTHER_SIZE)
        if names:
            video["width"], video["height"] = width, height
        return names

    def _convert_tracks(self, task: VideoFileTask, video: CocoVideo) -> Iterator[_Track]:
        for box in video_boxes(cast("AnyVideoTask", task), self.losses, _why_unknown):
            category_id, number = self._category_id(box.value), len(self._tracks) + 1
            attributes = self._attributes(box.attributes)
            self._tracks.append({"id": number, "category_id": category_id, "video_id": video["id"]})
            yield _Track(number, category_id, attributes, box)

    def _frame_entry(
        self, video_id: int, image_id: int, track: _Track, frame: int
    ) -> CocoAnnotation:
        point = track.box.points[frame]
        # A copy for each frame: changing one entry of the result must not change the others.
        attributes = dict(track.attributes)
        shape = box_shape(point.value)
        entry = self._entry(image_id, track.category_id, shape, "bbox", attributes)
        entry["video_id"] = video_id
        entry["instance_id"] = entry["track_id"] = track.id
        entry["autogenerated"] = point.autogenerated
        self._keypoints.complete(entry, track.box.value)
        return entry

    def _described_entry(
        self,
        image_id: int,
        annotation: ShapeAnnotation,
        shape: Shape,
        type_: AnnotationType | None = None,
    ) -> CocoAnnotation:
        category_id = self._category_id(annotation.value)
        attributes = self._attributes(annotation.attributes)
        return self._entry(image_id, category_id, shape, type_ or annotation.type, attributes)

    def _entry(
        self,
        image_id: int,
        category_id: int,
        shape: Shape,
        type_: AnnotationType,
        attributes: dict[str, JsonValue],
    ) -> CocoAnnotation:
        self._count += 1
        bbox, area, segmentation = shape
        return {
            "id": self._count,
            "image_id": image_id,
            "category_id": category_id,
            "bbox": bbox,
            "area": area,
            "segmentation": segmentation,
            "iscrowd": 0,
            "type": type_,
            "attributes": attributes,
        }

    def _category_id(self, value: str) -> int:
        category_id = self.categories.id_for(value)
        if category_id is None:
            invalid(f"class {value!r} is not in the given categories; add it", self.losses.path)
        return category_id

    def _attributes(self, attributes: Sequence[Attribute]) -> dict[str, JsonValue]:
        by_key = _by_key(attributes)
        if len(by_key) < len(attributes):
            self.losses.approximated(REPEATED_KEY)
        return by_key


def _by_key(attributes: Sequence[Attribute]) -> dict[str, JsonValue]:
    if len(attributes) == 1:
        # The most frequent number, in half the time.
        return {attributes[0].key: attributes[0].value}
    return {attribute.key: attribute.value for attribute in attributes}


def _image_for(
    annotation: ImageAnnotation, by_name: Mapping[str | None, CocoImage]
) -> CocoImage | None:
    if isinstance(annotation, UnknownAnnotation) or annotation.content is None:
        return None
    return by_name.get(annotation.content)


def _why_unknown(annotation: UnknownAnnotation) -> str:
    if annotation.type in _KNOWN_TYPES:
        return "that does not fit its type"
    return "of a type that COCO has no form for"


def _shapes_of(task: ImageFileTask | ContentsTask) -> Sequence[ImageAnnotation]:
    return cast("Sequence[ImageAnnotation]", annotations_of(task))
