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
    from fastlabel._client._async.client import AsyncClient
    from fastlabel._client.bulk.journal import JournalEntry, read_journal
    from fastlabel._client.bulk.reports import CreateOutcome, CreateReport
    from fastlabel._client.download.reports import DownloadReport, MediaOutcome, PullReport
    from fastlabel._client.rate_limit.limit import RateLimit
    from fastlabel._media.layout import media_paths
    from fastlabel.client import Client
    from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
    from fastlabel.converters.coco.read import read_coco
    from fastlabel.converters.coco.write import to_coco, write_coco
    from fastlabel.converters.cvat.read import cvat_to_annotations
    from fastlabel.converters.cvat.write import tasks_to_cvat
    from fastlabel.converters.labelme.write import labelme_to_annotations, tasks_to_labelme
    from fastlabel.converters.losses import ConversionWarning, Loss, LossReport
    from fastlabel.converters.masks.read import masks_to_annotations
    from fastlabel.converters.masks.write import tasks_to_masks
    from fastlabel.converters.mot.read import mot_to_annotations
    from fastlabel.converters.mot.write import tasks_to_mot
    from fastlabel.converters.voc.write import tasks_to_voc, voc_to_annotations
    from fastlabel.converters.yolo.write import tasks_to_yolo, yolo_to_annotations
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
    from fastlabel.html import NotebookView, show
    from fastlabel.progress import BatchProgress
    from fastlabel.report import ReportLink, ReportSummary, write_report

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
    "AsyncClient": "fastlabel._client._async.client",
    "BatchProgress": "fastlabel.progress",
    "Client": "fastlabel.client",
    "ConversionWarning": "fastlabel.converters.losses",
    "CreateOutcome": "fastlabel._client.bulk.reports",
    "CreateReport": "fastlabel._client.bulk.reports",
    "DownloadReport": "fastlabel._client.download.reports",
    "JournalEntry": "fastlabel._client.bulk.journal",
    "Loss": "fastlabel.converters.losses",
    "LossReport": "fastlabel.converters.losses",
    "MediaOutcome": "fastlabel._client.download.reports",
    "NotebookView": "fastlabel.html",
    "PullReport": "fastlabel._client.download.reports",
    "RateLimit": "fastlabel._client.rate_limit.limit",
    "ReportLink": "fastlabel.report",
    "ReportSummary": "fastlabel.report",
    "cvat_to_annotations": "fastlabel.converters.cvat.read",
    "contact_sheet": "fastlabel.drawing",
    "draw": "fastlabel.drawing",
    "media_paths": "fastlabel._media.layout",
    "read_journal": "fastlabel._client.bulk.journal",
    "read_coco": "fastlabel.converters.coco.read",
    "labelme_to_annotations": "fastlabel.converters.labelme.write",
    "tasks_to_labelme": "fastlabel.converters.labelme.write",
    "tasks_to_voc": "fastlabel.converters.voc.write",
    "tasks_to_yolo": "fastlabel.converters.yolo.write",
    "masks_to_annotations": "fastlabel.converters.masks.read",
    "mot_to_annotations": "fastlabel.converters.mot.read",
    "tasks_to_cvat": "fastlabel.converters.cvat.write",
    "tasks_to_masks": "fastlabel.converters.masks.write",
    "tasks_to_mot": "fastlabel.converters.mot.write",
    "show": "fastlabel.html",
    "to_coco": "fastlabel.converters.coco.write",
    "voc_to_annotations": "fastlabel.converters.voc.write",
    "write_coco": "fastlabel.converters.coco.write",
    "write_report": "fastlabel.report",
    "yolo_to_annotations": "fastlabel.converters.yolo.write",
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
