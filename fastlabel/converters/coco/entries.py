"""Tasks, one after another → the entries of a COCO file, wherever these are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Final, NamedTuple, cast, get_args

from pydantic import JsonValue

from fastlabel._quality.oddities import oddities_of, oddities_of_track
from fastlabel.converters._shared.task_input import OtherTask, TaskBlock
from fastlabel.converters._shared.video_frames import FrameWriter, VideoFrames
from fastlabel.converters.coco.categories import CategoryIds
from fastlabel.converters.coco.columns import Place, by_key, place_of, whole_entries
from fastlabel.converters.coco.images import CocoImages
from fastlabel.converters.coco.keypoints import CocoPoses, Pose, TaskPoses
from fastlabel.converters.coco.shapes import Measures, Shape, box_measures, shape_of
from fastlabel.converters.coco.types import (
    AnnotationType,
    CocoAnnotation,
    CocoImage,
    CocoSegmentation,
    CocoTrack,
    CocoVideo,
    HoleStyle,
)
from fastlabel.converters.losses import ConversionLosses, OnLoss
from fastlabel.errors import invalid
from fastlabel.models import (
    Attribute,
    ImageAnnotation,
    ImageClassificationTask,
    ImageTask,
    Keypoint,
    Line,
    MultiImageTask,
    UnknownAnnotation,
    VideoBBox,
    VideoTask,
)
from fastlabel.models.annotations import ShapeAnnotation

__all__ = ["CocoEntries", "TaskEntries"]

_KNOWN_TYPES: Final = ("bbox", "polygon", "keypoint", "line", "segmentation")
_LABELLED_AND_VISIBLE: Final = 2
_NO_PIXEL: Final = "whose mask covers no pixel of the image"
_OTHER_SIZE: Final = "whose frames have another size than the task says, which boxes may not fit"


class TaskEntries(NamedTuple):
    """What some tasks add to a file."""

    images: list[CocoImage]
    annotations: list[CocoAnnotation]
    """With the provisional category ids of `CocoEntries.categories`."""


class _Track(NamedTuple):
    """A box that moves through a video."""

    id: int
    category_id: int
    attributes: dict[str, JsonValue]
    box: VideoBBox


class CocoEntries:
    """Makes the entries, and keeps what only the whole file shows.

    Ids count from 1, without gaps, in the order of the tasks.

    Attributes:
        categories: The classes met so far.
        images: The images and videos met so far.
        losses: What could not be converted so far.
    """

    def __init__(
        self,
        categories: CategoryIds,
        holes: HoleStyle = "rle",
        on_loss: OnLoss = "warn",
        poses: CocoPoses | None = None,
        frames: VideoFrames | None = None,
    ) -> None:
        if holes not in get_args(HoleStyle):
            invalid(f"holes: {holes!r} is not one of {', '.join(get_args(HoleStyle))}")
        self.categories = categories
        self.losses: ConversionLosses = ConversionLosses("to COCO", on_loss)
        self.images: CocoImages = CocoImages(self.losses)
        self._holes: HoleStyle = holes
        self._poses = poses or CocoPoses()
        self._frames = FrameWriter(frames) if frames else None
        self._annotations = 0
        self._tracks: list[CocoTrack] = []

    def of(self, block: TaskBlock) -> TaskEntries:
        """The entries of some tasks, those that follow the ones before.

        Raises:
            FastLabelInvalidException: A class is not among the categories given; the message names
                the place.
            MissingExtraError: Holes are to be cut out, and pycocotools is not installed.
        """
        images = [
            self._of_picture(index, task) for index, task in enumerate(block.images, block.first)
        ]
        entries = TaskEntries(images, self._all_drawn(block, images))
        if block.other is not None:
            self.losses.enter_task(block.first + len(images))
            of_other = self._of_other(block.other)
            images += of_other.images
            entries.annotations.extend(of_other.annotations)
        return entries

    def final_tracks(self) -> list[CocoTrack]:
        """The tracks met so far, with the category ids of the file."""
        final = self.categories.final_ids()
        return [{**track, "category_id": final[track["category_id"]]} for track in self._tracks]

    def _of_picture(self, index: int, task: ImageTask) -> CocoImage:
        self.losses.enter_task(index)
        return self.images.of_picture(task, task.name, task.id)

    def _all_drawn(self, block: TaskBlock, images: Sequence[CocoImage]) -> list[CocoAnnotation]:
        """The entries of what is drawn on the images of a block."""
        entered = self._entered(block, images)
        if self._poses:
            posed = (self._posed([(each, image) for each in drawn]) for drawn, image in entered)
            return list(chain.from_iterable(posed))
        owned = [task.annotations for task in block.images]
        places = chain.from_iterable(map(repeat, map(place_of, images), map(len, owned)))
        walked = (
            (number, annotation, image)
            for drawn, image in entered
            for number, annotation in enumerate(drawn)
        )
        return self._made(list(chain.from_iterable(owned)), list(places), walked)

    def _entered(
        self, block: TaskBlock, images: Sequence[CocoImage]
    ) -> Iterator[tuple[Sequence[ImageAnnotation], CocoImage]]:
        """The annotations and the image of each task, when its turn has come."""
        for index, (task, image) in enumerate(zip(block.images, images, strict=True), block.first):
            self.losses.enter_task(index)
            yield task.annotations, image

    def _made(
        self,
        drawn: Sequence[ImageAnnotation],
        places: Sequence[Place],
        walked: Iterable[tuple[int, ImageAnnotation, CocoImage | None]],
    ) -> list[CocoAnnotation]:
        """The entries of annotations, many at once if all of them can be made so.

        Args:
            drawn: Annotations.
            places: The image of each.
            walked: The number in its task, each annotation again, and its image's entry. It is
                walked only if some have to be made one by one.
        """
        seen, first = self.losses.seen, self._annotations + 1
        whole = whole_entries(drawn, places, self.categories, seen, first)
        if all(whole):
            self._annotations += len(whole)
            return cast("list[CocoAnnotation]", whole)
        return list(self._in_order(whole, walked))

    def _in_order(
        self,
        whole: Sequence[CocoAnnotation | None],
        walked: Iterable[tuple[int, ImageAnnotation, CocoImage | None]],
    ) -> Iterator[CocoAnnotation]:
        """Whole entries, and in the places of None those of what else can be written."""
        for entry, (number, annotation, image) in zip(whole, walked, strict=True):
            if entry:
                self._annotations += 1
                entry["id"] = self._annotations
                yield entry
            elif drawn := self._drawn(number, annotation, image):
                yield drawn

    def _of_other(self, task: OtherTask) -> TaskEntries:
        match task:
            case MultiImageTask():
                return self._of_multi_image_task(task)
            case VideoTask():
                return self._of_video_task(task)
            case ImageClassificationTask():
                image = self.images.of_picture(task, task.name, task.id)
                image["attributes"] = self._attributes(task.attributes)
                return TaskEntries([image], [])

    def _of_multi_image_task(self, task: MultiImageTask) -> TaskEntries:
        images = [self.images.of_content(task, content) for content in task.contents]
        names = [content.name for content in task.contents]
        by_name = dict(zip(names, images, strict=True))
        placed = [(each, _image_of(each, by_name)) for each in task.annotations]
        if self._poses:
            return TaskEntries(images, self._posed(placed))
        places = [place_of(image) for _, image in placed]
        walked = ((number, *each) for number, each in enumerate(placed))
        return TaskEntries(images, self._made(task.annotations, places, walked))

    def _posed(
        self, placed: Sequence[tuple[ImageAnnotation, CocoImage | None]]
    ) -> list[CocoAnnotation]:
        """The entries of a task's annotations, with keypoints in those of their instances."""
        by_image: dict[int, list[tuple[int, ImageAnnotation]]] = {}
        for number, (annotation, image) in enumerate(placed):
            if image is not None:
                by_image.setdefault(image["id"], []).append((number, annotation))
        found = TaskPoses()
        for numbered in by_image.values():
            self._poses.find(numbered, found)
        entries = (self._with_pose(number, *each, found) for number, each in enumerate(placed))
        return [entry for entry in entries if entry]

    def _with_pose(
        self, number: int, annotation: ImageAnnotation, image: CocoImage | None, found: TaskPoses
    ) -> CocoAnnotation | None:
        entry, pose = None, found.poses.get(number)
        if number in found.parts or number in found.left_out:
            self.losses.enter_annotation(number, annotation.type, annotation.value)
        elif image and pose and not pose.has_shape:
            entry = self._only_keypoints(number, pose, image)
        else:
            entry = self._drawn(number, annotation, image)
        if entry and pose:
            self._poses.complete(entry, pose.value, pose)
        found.finish(number, self.losses)
        return entry

    def _only_keypoints(self, number: int, pose: Pose, image: CocoImage) -> CocoAnnotation:
        point = pose.instance.annotation
        self.losses.enter_annotation(number, point.type, point.value)
        described = self._described(point.model_copy(update={"value": pose.value}))
        measures: Measures = pose.bbox, pose.instance.area, []
        return self._entry(image["id"], measures, "keypoint", *described)

    def _of_video_task(self, task: VideoTask) -> TaskEntries:
        video = self.images.of_video(task)
        files = self._written(task, video)
        by_frame: dict[int, list[_Track]] = {frame: [] for frame in files}
        for track in self._tracked(task, video):
            for frame in track.box.points:
                by_frame.setdefault(frame, []).append(track)
        frames = sorted(by_frame)
        images = [self.images.of_frame(video, frame, files.get(frame)) for frame in frames]
        annotations = [
            self._boxed(video["id"], image["id"], track, frame)
            for image, frame in zip(images, frames, strict=True)
            for track in by_frame[frame]
        ]
        return TaskEntries(images, annotations)

    def _written(self, task: VideoTask, video: CocoVideo) -> Mapping[int, str]:
        """The files of a video's frames, if these are wanted. They tell its size for sure."""
        if self._frames is None:
            return {}
        boxes = [each for each in task.annotations if isinstance(each, VideoBBox)]
        annotated = sorted({frame for box in boxes for frame in box.points})
        names, width, height = self._frames.write(task, annotated, self.losses.place)
        if names and (video["width"] or width, video["height"] or height) != (width, height):
            self.losses.change(_OTHER_SIZE)
        if names:
            video["width"], video["height"] = width, height
        return names

    def _drawn(
        self, number: int, annotation: ImageAnnotation, image: CocoImage | None
    ) -> CocoAnnotation | None:
        self.losses.enter_annotation(number, annotation.type, annotation.value)
        if isinstance(annotation, UnknownAnnotation):
            self.losses.leave_out(_why_unknown(annotation))
        elif image is None:
            self.losses.leave_out("on none of its task's images")
        elif shape := self._shape(annotation, image):
            described = self._described(annotation)
            entry = self._entry(image["id"], shape[:3], annotation.type, *described)
            self._add_points(entry, annotation)
            for oddity in oddities_of(annotation, image["width"], image["height"]):
                self.losses.warn(oddity)
            return entry
        return None

    def _shape(self, annotation: ShapeAnnotation, image: CocoImage) -> Shape | None:
        shape = shape_of(annotation, image["width"], image["height"], self._holes)
        if shape is None:
            self.losses.leave_out("without points")
        elif shape.is_empty:
            self.losses.leave_out(_NO_PIXEL)
            return None
        else:
            for change in shape.changes:
                self.losses.change(change)
        return shape

    def _add_points(self, entry: CocoAnnotation, annotation: ShapeAnnotation) -> None:
        """The points of what is no area, where COCO's own fields or ours have them."""
        if isinstance(annotation, Keypoint):
            entry["keypoints"] = [*annotation.points, _LABELLED_AND_VISIBLE]
            entry["num_keypoints"] = 1
            self.categories.mark_keypoints(annotation.value)
        elif isinstance(annotation, Line):
            entry["line"] = list(annotation.points)

    def _tracked(self, task: VideoTask, video: CocoVideo) -> Iterator[_Track]:
        for number, annotation in enumerate(task.annotations):
            self.losses.enter_annotation(number, annotation.type, annotation.value)
            if isinstance(annotation, UnknownAnnotation):
                self.losses.leave_out(_why_unknown(annotation))
            elif not annotation.points:
                self.losses.leave_out("without frames")
            else:
                size = video["width"], video["height"]
                for oddity in oddities_of_track(annotation, *size, task.frame_count):
                    self.losses.warn(oddity)
                category_id, attributes = self._described(annotation)
                track_id = len(self._tracks) + 1
                self._tracks.append(
                    {"id": track_id, "category_id": category_id, "video_id": video["id"]}
                )
                yield _Track(track_id, category_id, attributes, annotation)

    def _boxed(self, video_id: int, image_id: int, track: _Track, frame: int) -> CocoAnnotation:
        point = track.box.points[frame]
        # Each frame its own copy: who changes one entry of the result means that one.
        attributes = dict(track.attributes)
        measures = box_measures(point.value)
        entry = self._entry(image_id, measures, "bbox", track.category_id, attributes)
        entry["video_id"] = video_id
        entry["instance_id"] = entry["track_id"] = track.id
        entry["autogenerated"] = point.autogenerated
        self._poses.complete(entry, track.box.value)
        return entry

    def _entry(
        self,
        image_id: int,
        measures: tuple[list[float], float, CocoSegmentation],
        type_: AnnotationType,
        category_id: int,
        attributes: dict[str, JsonValue],
    ) -> CocoAnnotation:
        self._annotations += 1
        bbox, area, segmentation = measures
        return {
            "id": self._annotations,
            "image_id": image_id,
            "category_id": category_id,
            "bbox": bbox,
            "area": area,
            "segmentation": segmentation,
            "iscrowd": 0,
            "type": type_,
            "attributes": attributes,
        }

    def _described(
        self, annotation: ShapeAnnotation | VideoBBox
    ) -> tuple[int, dict[str, JsonValue]]:
        """The category id and the attributes."""
        category_id = self.categories.id_of(annotation.value)
        if category_id is None:
            invalid(
                f"{self.losses.place}: class {annotation.value!r} is not one of the categories "
                "given; add it to them"
            )
        return category_id, self._attributes(annotation.attributes)

    def _attributes(self, given: Sequence[Attribute]) -> dict[str, JsonValue]:
        attributes = by_key(given)
        if len(attributes) < len(given):
            self.losses.change("with several attributes of one key, the last of them kept")
        return attributes


def _image_of(annotation: ImageAnnotation, by_name: Mapping[str, CocoImage]) -> CocoImage | None:
    if isinstance(annotation, UnknownAnnotation) or annotation.content is None:
        return None
    return by_name.get(annotation.content)


def _why_unknown(annotation: UnknownAnnotation) -> str:
    if annotation.type in _KNOWN_TYPES:
        return "that does not fit its type"
    return "of a type that COCO has no form for"
