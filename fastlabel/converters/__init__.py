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
from fastlabel.converters.cvat.read import read_cvat
from fastlabel.converters.cvat.write import write_cvat
from fastlabel.converters.labelme.write import read_labelme, write_labelme
from fastlabel.converters.losses import ConversionWarning, Loss, LossReport, OnLoss
from fastlabel.converters.masks.read import read_masks
from fastlabel.converters.masks.write import MaskStyle, Unlabelled, write_masks
from fastlabel.converters.mot.read import read_mot
from fastlabel.converters.mot.write import FirstPixel, write_mot
from fastlabel.converters.voc.write import VocCorners, read_voc, write_voc
from fastlabel.converters.yolo.lines import YoloStyle
from fastlabel.converters.yolo.write import read_yolo, write_yolo
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
    "read_coco",
    "read_cvat",
    "read_labelme",
    "read_masks",
    "read_mot",
    "read_voc",
    "read_yolo",
    "to_coco",
    "write_coco",
    "write_cvat",
    "write_labelme",
    "write_masks",
    "write_mot",
    "write_voc",
    "write_yolo",
]
