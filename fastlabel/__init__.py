"""A typed Python client of the FastLabel annotation API, and a sandbox to try it on.

>>> import fastlabel
>>> client = fastlabel.Client(access_token="...")
>>> client
Client(base_url='https://api.fastlabel.ai/v1/')
"""

from __future__ import annotations

from importlib import import_module

# As `typing` has it, whose import would be most of what this one costs.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from fastlabel import arrow, datasets, errors, models, sandbox, schema, training
    from fastlabel._async.client import AsyncClient
    from fastlabel.batch_progress import BatchProgress
    from fastlabel.batches import CreateOutcome, CreateReport
    from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
    from fastlabel.converters.coco import to_coco, write_coco
    from fastlabel.converters.coco_reading import read_coco
    from fastlabel.converters.cvat import tasks_to_cvat
    from fastlabel.converters.cvat_reading import cvat_to_annotations
    from fastlabel.converters.labelme import labelme_to_annotations, tasks_to_labelme
    from fastlabel.converters.loss import ConversionWarning, Loss, LossReport
    from fastlabel.converters.masks import tasks_to_masks
    from fastlabel.converters.masks_reading import masks_to_annotations
    from fastlabel.converters.mot import tasks_to_mot
    from fastlabel.converters.mot_reading import mot_to_annotations
    from fastlabel.converters.voc import tasks_to_voc, voc_to_annotations
    from fastlabel.converters.yolo import tasks_to_yolo, yolo_to_annotations
    from fastlabel.drawing import contact_sheet, draw
    from fastlabel.errors import (
        AmbiguousWriteError,
        AuthenticationError,
        ConflictError,
        FastLabelException,
        FastLabelInvalidException,
        InvalidResponseError,
        JournalError,
        MissingExtraError,
        MissingFileError,
        NotFoundError,
        RateLimitError,
        ServerError,
        TransportError,
    )
    from fastlabel.flat import Client
    from fastlabel.gallery import ReportLink, ReportSummary, write_report
    from fastlabel.journal import JournalEntry, read_journal
    from fastlabel.media_places import media_paths
    from fastlabel.media_reports import DownloadReport, MediaOutcome, PullReport
    from fastlabel.notebook import NotebookView, show
    from fastlabel.pacing import RateLimit

__all__ = [
    "AmbiguousWriteError",
    "AnnotatedImage",
    "AnnotatedVideo",
    "AsyncClient",
    "AuthenticationError",
    "BatchProgress",
    "Client",
    "ConflictError",
    "ConversionWarning",
    "CreateOutcome",
    "CreateReport",
    "DownloadReport",
    "FastLabelException",
    "FastLabelInvalidException",
    "InvalidResponseError",
    "JournalEntry",
    "JournalError",
    "Loss",
    "LossReport",
    "MediaOutcome",
    "MissingExtraError",
    "MissingFileError",
    "NotFoundError",
    "NotebookView",
    "PullReport",
    "RateLimit",
    "RateLimitError",
    "ReportLink",
    "ReportSummary",
    "ServerError",
    "TransportError",
    "arrow",
    "contact_sheet",
    "cvat_to_annotations",
    "datasets",
    "draw",
    "errors",
    "labelme_to_annotations",
    "masks_to_annotations",
    "media_paths",
    "models",
    "mot_to_annotations",
    "read_coco",
    "read_journal",
    "sandbox",
    "schema",
    "show",
    "tasks_to_cvat",
    "tasks_to_labelme",
    "tasks_to_masks",
    "tasks_to_mot",
    "tasks_to_voc",
    "tasks_to_yolo",
    "to_coco",
    "training",
    "voc_to_annotations",
    "write_coco",
    "write_report",
    "yolo_to_annotations",
]

_ERRORS = "fastlabel.errors"
# Loaded when first used, so that `import fastlabel` costs next to nothing.
_HOMES = {
    "AnnotatedImage": "fastlabel.converters.annotated",
    "AnnotatedVideo": "fastlabel.converters.annotated",
    "AsyncClient": "fastlabel._async.client",
    "BatchProgress": "fastlabel.batch_progress",
    "Client": "fastlabel.flat",
    "ConversionWarning": "fastlabel.converters.loss",
    "CreateOutcome": "fastlabel.batches",
    "CreateReport": "fastlabel.batches",
    "DownloadReport": "fastlabel.media_reports",
    "JournalEntry": "fastlabel.journal",
    "Loss": "fastlabel.converters.loss",
    "LossReport": "fastlabel.converters.loss",
    "MediaOutcome": "fastlabel.media_reports",
    "NotebookView": "fastlabel.notebook",
    "PullReport": "fastlabel.media_reports",
    "RateLimit": "fastlabel.pacing",
    "ReportLink": "fastlabel.gallery",
    "ReportSummary": "fastlabel.gallery",
    "cvat_to_annotations": "fastlabel.converters.cvat_reading",
    "contact_sheet": "fastlabel.drawing",
    "draw": "fastlabel.drawing",
    "media_paths": "fastlabel.media_places",
    "read_journal": "fastlabel.journal",
    "read_coco": "fastlabel.converters.coco_reading",
    "labelme_to_annotations": "fastlabel.converters.labelme",
    "tasks_to_labelme": "fastlabel.converters.labelme",
    "tasks_to_voc": "fastlabel.converters.voc",
    "tasks_to_yolo": "fastlabel.converters.yolo",
    "masks_to_annotations": "fastlabel.converters.masks_reading",
    "mot_to_annotations": "fastlabel.converters.mot_reading",
    "tasks_to_cvat": "fastlabel.converters.cvat",
    "tasks_to_masks": "fastlabel.converters.masks",
    "tasks_to_mot": "fastlabel.converters.mot",
    "show": "fastlabel.notebook",
    "to_coco": "fastlabel.converters.coco",
    "voc_to_annotations": "fastlabel.converters.voc",
    "write_coco": "fastlabel.converters.coco",
    "write_report": "fastlabel.gallery",
    "yolo_to_annotations": "fastlabel.converters.yolo",
}
_MODULES = frozenset({"arrow", "datasets", "errors", "models", "sandbox", "schema", "training"})


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    value = getattr(import_module(_HOMES.get(name, _ERRORS)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
