"""Tasks → other formats, and back. Nothing here talks to the API."""

from fastlabel.converters._shared.image_files import PictureFiles
from fastlabel.converters._shared.splits import SplitNames
from fastlabel.converters._shared.video_frames import FrameChoice, FrameFormat, VideoFrames
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco.categories import GivenCategories
from fastlabel.converters.coco.keypoints import CategoryKeypoints
from fastlabel.converters.coco.read import read_coco
from fastlabel.converters.coco.types import (
    CocoAnnotation,
    CocoCategory,
    CocoDataset,
    CocoImage,
    CocoInfo,
    CocoLicense,
    CocoRle,
    CocoTrack,
    CocoVideo,
    HoleStyle,
)
from fastlabel.converters.coco.write import to_coco, write_coco
from fastlabel.converters.cvat.read import cvat_to_annotations
from fastlabel.converters.cvat.write import tasks_to_cvat
from fastlabel.converters.labelme.write import labelme_to_annotations, tasks_to_labelme
from fastlabel.converters.losses import ConversionWarning, Loss, LossReport, OnLoss
from fastlabel.converters.masks.read import masks_to_annotations
from fastlabel.converters.masks.write import MaskStyle, Unlabelled, tasks_to_masks
from fastlabel.converters.mot.read import mot_to_annotations
from fastlabel.converters.mot.write import FirstPixel, tasks_to_mot
from fastlabel.converters.voc.write import VocCorners, tasks_to_voc, voc_to_annotations
from fastlabel.converters.yolo.lines import YoloStyle
from fastlabel.converters.yolo.write import tasks_to_yolo, yolo_to_annotations
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = [
    "AnnotatedImage",
    "AnnotatedVideo",
    "AnyTask",
    "CategoryKeypoints",
    "CocoAnnotation",
    "CocoCategory",
    "CocoDataset",
    "CocoImage",
    "CocoInfo",
    "CocoLicense",
    "CocoRle",
    "CocoTrack",
    "CocoVideo",
    "ConversionWarning",
    "FirstPixel",
    "FrameChoice",
    "FrameFormat",
    "GivenCategories",
    "HoleStyle",
    "Loss",
    "LossReport",
    "MaskStyle",
    "OnLoss",
    "PictureFiles",
    "SplitNames",
    "TaskLike",
    "Unlabelled",
    "VideoFrames",
    "VocCorners",
    "YoloStyle",
    "cvat_to_annotations",
    "labelme_to_annotations",
    "masks_to_annotations",
    "mot_to_annotations",
    "read_coco",
    "tasks_to_cvat",
    "tasks_to_labelme",
    "tasks_to_masks",
    "tasks_to_mot",
    "tasks_to_voc",
    "tasks_to_yolo",
    "to_coco",
    "voc_to_annotations",
    "write_coco",
    "yolo_to_annotations",
]
