from fastlabel.models.annotations.shapes import ImageAnnotation as ImageAnnotation
from fastlabel.models.annotations.shapes import MultiImageAnnotation as MultiImageAnnotation
from fastlabel.models.annotations.shapes import NewImageAnnotation as NewImageAnnotation
from fastlabel.models.annotations.shapes import NewMultiImageAnnotation as NewMultiImageAnnotation
from fastlabel.models.annotations.shapes import ShapeAnnotation as ShapeAnnotation
from fastlabel.models.annotations.shapes import area_rings as area_rings
from fastlabel.models.annotations.tracks import NewVideoAnnotation as NewVideoAnnotation
from fastlabel.models.annotations.tracks import VideoAnnotation as VideoAnnotation
