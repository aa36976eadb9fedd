"""The images and videos of a COCO file, numbered in the order they are met."""

from __future__ import annotations

from array import array
from typing import Final, TypeAlias

from fastlabel._quality.oddities import (
    NO_SIZE,
    is_no_size,
    known_count,
    known_rate,
    known_size,
    oddities_of_video,
)
from fastlabel.converters.coco.types import CocoImage, CocoVideo
from fastlabel.converters.losses import ConversionLosses
from fastlabel.models import Content, ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

__all__ = [
    "CocoImages",
    "Picture",
    "SeenNames",
]


_FIRST_SLOTS: Final = 2**10


class SeenNames:
    """A set of names that keeps 8 bytes of a hash for each, in a table at most two thirds full.

    A set of strings takes ten times as much, which would not be flat for millions of images. That
    two of a million names have one hash is as likely as 1 in 30 million.
    """

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * _FIRST_SLOTS))
        self._count = 0

    def has(self, name: str) -> bool:
        """Whether the name was there before. From now on it is."""
        # 0 is an empty slot.
        if not self._add(hash(name) or 1):
            return True
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        return False

    def _add(self, key: int) -> bool:
        slots = self._slots
        most = len(slots) - 1
        at = key & most
        while slots[at]:
            if slots[at] == key:
                return False
            at = (at + 1) & most
        slots[at] = key
        return True

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("q", bytes(16 * len(before)))
        for key in before:
            if key:
                self._add(key)


Picture: TypeAlias = ImageTask | ImageClassificationTask | Content
"""What is one image."""

_SAME_NAME: Final = "images with the file_name of another"
_LEADS_OUT: Final = "images whose file_name leads out of the folder of images"


class CocoImages:
    """Makes the entries of images and videos.

    Attributes:
        videos: The videos met so far.
    """

    def __init__(self, losses: ConversionLosses) -> None:
        """Start without any.

        Args:
            losses: Where what is odd about an image is noted.
        """
        self.videos: list[CocoVideo] = []
        self._losses = losses
        self._names = SeenNames()
        self._count = 0

    def of_picture(self, picture: Picture, file_name: str, task_id: str) -> CocoImage:
        """The entry of a still image."""
        width, height = known_size(picture.width, picture.height)
        if not (width and height) and is_no_size(picture.width, picture.height):
            self._losses.warn(NO_SIZE)
        image = self._image(file_name, width, height, task_id)
        if picture.url is not None:
            image["url"] = picture.url
        return image

    def of_content(self, task: MultiImageTask, content: Content) -> CocoImage:
        """The entry of one image of a multi-image task."""
        image = self.of_picture(content, f"{task.name}/{content.name}", task.id)
        image["content"] = content.name
        return image

    def of_video(self, task: VideoTask) -> CocoVideo:
        """The entry of a video, also in `videos`."""
        for oddity in oddities_of_video(task):
            self._losses.warn(oddity)
        width, height = known_size(task.width, task.height)
        video: CocoVideo = {
            "id": len(self.videos) + 1,
            "name": task.name,
            "width": width,
            "height": height,
            "neg_category_ids": [],
            "not_exhaustive_category_ids": [],
            "task_id": task.id,
        }
        if fps := known_rate(task.fps):
            video["fps"] = fps
        if count := known_count(task.frame_count):
            video["length"] = count
        if task.url is not None:
            video["url"] = task.url
        self.videos.append(video)
        return video

    def of_frame(self, video: CocoVideo, frame: int, file_name: str | None = None) -> CocoImage:
        """The entry of a frame; the video's first is 1."""
        name = file_name or f"{video['name']}/{frame:06}.jpg"
        image = self._image(name, video["width"], video["height"], video["task_id"])
        image["video_id"] = video["id"]
        image["frame_id"] = image["frame_index"] = frame - 1
        return image

    def _image(self, file_name: str, width: int, height: int, task_id: str) -> CocoImage:
        self._count += 1
        if self._names.has(file_name):
            self._losses.warn(_SAME_NAME)
        if _leads_out(file_name):
            self._losses.warn(_LEADS_OUT)
        return {
            "id": self._count,
            "file_name": file_name,
            "width": width,
            "height": height,
            "task_id": task_id,
        }


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\0" in name or (".." in name and ".." in name.split("/"))
