# The public names for editors and type checkers; `__init__.py` loads them when first used.

from fastlabel._types import TaskStatus as TaskStatus
from fastlabel.models.annotations.attribute import Attribute as Attribute
from fastlabel.models.annotations.base import UnknownAnnotation as UnknownAnnotation
from fastlabel.models.annotations.bbox import BBox as BBox
from fastlabel.models.annotations.frames import FramePoint as FramePoint
from fastlabel.models.annotations.frames import frame_at as frame_at
from fastlabel.models.annotations.frames import seconds_of as seconds_of
from fastlabel.models.annotations.keypoint import Keypoint as Keypoint
from fastlabel.models.annotations.line import Line as Line
from fastlabel.models.annotations.polygon import Polygon as Polygon
from fastlabel.models.annotations.segmentation import Region as Region
from fastlabel.models.annotations.segmentation import Segmentation as Segmentation
from fastlabel.models.annotations.shapes import ImageAnnotation as ImageAnnotation
from fastlabel.models.annotations.shapes import MultiImageAnnotation as MultiImageAnnotation
from fastlabel.models.annotations.tracks import VideoAnnotation as VideoAnnotation
from fastlabel.models.annotations.video_bbox import VideoBBox as VideoBBox
from fastlabel.models.tasks.base import Content as Content
from fastlabel.models.tasks.base import TaskId as TaskId
from fastlabel.models.tasks.image import ImageTask as ImageTask
from fastlabel.models.tasks.image import NewImageTask as NewImageTask
from fastlabel.models.tasks.image_classification import (
    ImageClassificationTask as ImageClassificationTask,
)
from fastlabel.models.tasks.image_classification import (
    NewImageClassificationTask as NewImageClassificationTask,
)
from fastlabel.models.tasks.multi_image import MultiImageTask as MultiImageTask
from fastlabel.models.tasks.multi_image import NewMultiImageTask as NewMultiImageTask
from fastlabel.models.tasks.video import NewVideoTask as NewVideoTask
from fastlabel.models.tasks.video import VideoTask as VideoTask
