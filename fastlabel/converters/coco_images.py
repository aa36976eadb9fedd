"""The images and videos of a COCO file, numbered in the order they are met."""

from __future__ import annotations

from typing import TypeAlias

from fastlabel.converters.coco_types import CocoImage, CocoVideo
from fastlabel.models import Content, ImageClassificationTask, ImageTask, MultiImageTask, VideoTask

__all__ = ["CocoImages", "Picture"]

Picture: TypeAlias = ImageTask | ImageClassificationTask | Content
"""What is one image."""


class CocoImages:
    """Makes the entries of images and videos.

    Attributes:
        videos: The videos met so far.
    """

    def __init__(self) -> None:
        self.videos: list[CocoVideo] = []
        self._count = 0

    def of_picture(self, picture: Picture, file_name: str, task_id: str) -> CocoImage:
        """The entry of a still image."""
        image = self._image(file_name, _pixels(picture.width), _pixels(picture.height), task_id)
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
        video: CocoVideo = {
            "id": len(self.videos) + 1,
            "name": task.name,
            "width": _pixels(task.width),
            "height": _pixels(task.height),
            "neg_category_ids": [],
            "not_exhaustive_category_ids": [],
            "task_id": task.id,
        }
        if task.fps is not None:
            video["fps"] = task.fps
        if task.frame_count is not None:
            video["length"] = task.frame_count
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
        return {
            "id": self._count,
            "file_name": file_name,
            "width": width,
            "height": height,
            "task_id": task_id,
        }


def _pixels(length: int | None) -> int:
    return length if length and length > 0 else 0
