"""The images and videos of a COCO file."""

from __future__ import annotations

from array import array
from typing import Final

from fastlabel._quality.geometry_warnings import (
    IMPOSSIBLE_SIZE,
    is_impossible_size,
    known_count,
    known_rate,
    known_size,
    video_warnings,
)
from fastlabel.converters.coco.types import CocoImage, CocoVideo
from fastlabel.converters.losses import ConversionLosses
from fastlabel.models.tasks.base import Content, ContentsTask, ImageFileTask, VideoFileTask

_SAME_NAME: Final = "images with the file_name of another"
_LEADS_OUT: Final = "images whose file_name leads out of the folder of images"


class CocoImages:
    """Builds and numbers the entries of images and videos."""

    def __init__(self, losses: ConversionLosses) -> None:
        self.videos: list[CocoVideo] = []
        self._losses = losses
        self._names = NameSet()
        self._count = 0

    def add_image(self, image: ImageFileTask | Content, file_name: str, task_id: str) -> CocoImage:
        """Entry of a still image."""
        width, height = known_size(image.width, image.height)
        if not (width and height) and is_impossible_size(image.width, image.height):
            self._losses.warn(IMPOSSIBLE_SIZE)
        entry = self._entry(file_name, width, height, task_id)
        if image.url is not None:
            entry["url"] = image.url
        return entry

    def add_content(self, task: ContentsTask, content: Content) -> CocoImage:
        """Entry of one image of a multi-image task."""
        entry = self.add_image(content, f"{task.name}/{content.name}", task.id)
        entry["content"] = content.name
        return entry

    def add_frame(self, video: CocoVideo, frame: int, file_name: str | None = None) -> CocoImage:
        """Entry of a frame; frames count from 1."""
        name = file_name or f"{video['name']}/{frame:06}.jpg"
        entry = self._entry(name, video["width"], video["height"], video["task_id"])
        entry["video_id"] = video["id"]
        entry["frame_id"] = entry["frame_index"] = frame - 1
        return entry

    def add_video(self, task: VideoFileTask) -> CocoVideo:
        """Entry of a video, also in `videos`."""
        for warning in video_warnings(task):
            self._losses.warn(warning)
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

    def _entry(self, file_name: str, width: int, height: int, task_id: str) -> CocoImage:
        self._count += 1
        if not self._names.add(file_name):
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


class NameSet:
    """Names by 8 bytes of their hashes: a tenth of a set's memory, for millions of images."""

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 * 1024))
        self._count = 0

    def add(self, name: str) -> bool:
        """Add a name; False if it was there."""
        if not self._insert(hash(name) or 1):  # 0 is an empty slot
            return False
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            slots = self._slots
            self._slots = array("q", bytes(16 * len(slots)))
            for key in filter(None, slots):
                self._insert(key)
        return True

    def _insert(self, key: int) -> bool:
        slots, mask = self._slots, len(self._slots) - 1
        slot = key & mask
        while slots[slot]:
            if slots[slot] == key:
                return False
            slot = (slot + 1) & mask
        slots[slot] = key
        return True


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\0" in name or (".." in name and ".." in name.split("/"))
