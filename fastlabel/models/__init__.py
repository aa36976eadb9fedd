"""The domain: tasks, their annotations and attributes."""

from fastlabel.models.annotation import ImageAnnotation, MultiImageAnnotation, VideoAnnotation
from fastlabel.models.attribute import Attribute
from fastlabel.models.bbox import BBox
from fastlabel.models.content import Content
from fastlabel.models.frame_point import FramePoint
from fastlabel.models.frame_times import frame_at, seconds_of
from fastlabel.models.image_classification_task import (
    ImageClassificationTask,
    NewImageClassificationTask,
)
from fastlabel.models.image_task import ImageTask, NewImageTask
from fastlabel.models.keypoint import Keypoint
from fastlabel.models.line import Line
from fastlabel.models.multi_image_task import MultiImageTask, NewMultiImageTask
from fastlabel.models.polygon import Polygon
from fastlabel.models.region import Region
from fastlabel.models.segmentation import Segmentation
from fastlabel.models.status import TaskStatus
from fastlabel.models.task import TaskId
from fastlabel.models.unknown_annotation import UnknownAnnotation
from fastlabel.models.video_bbox import VideoBBox
from fastlabel.models.video_task import NewVideoTask, VideoTask

__all__ = [
    "Attribute",
    "BBox",
    "Content",
    "FramePoint",
    "ImageAnnotation",
    "ImageClassificationTask",
    "ImageTask",
    "Keypoint",
    "Line",
    "MultiImageAnnotation",
    "MultiImageTask",
    "NewImageClassificationTask",
    "NewImageTask",
    "NewMultiImageTask",
    "NewVideoTask",
    "Polygon",
    "Region",
    "Segmentation",
    "TaskId",
    "TaskStatus",
    "UnknownAnnotation",
    "VideoAnnotation",
    "VideoBBox",
    "VideoTask",
    "frame_at",
    "seconds_of",
]
