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
    from fastlabel.converters.cvat.read import read_cvat
    from fastlabel.converters.cvat.write import write_cvat
    from fastlabel.converters.labelme.read import read_labelme
    from fastlabel.converters.labelme.write import write_labelme
    from fastlabel.converters.losses import ConversionWarning, Loss, LossReport
    from fastlabel.converters.masks.read import read_masks
    from fastlabel.converters.masks.write import write_masks
    from fastlabel.converters.mot.read import read_mot
    from fastlabel.converters.mot.write import write_mot
    from fastlabel.converters.voc.read import read_voc
    from fastlabel.converters.voc.write import write_voc
    from fastlabel.converters.yolo.read import read_yolo
    from fastlabel.converters.yolo.write import write_yolo
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
    "datasets",
    "draw",
    "errors",
    "media_paths",
    "models",
    "read_coco",
    "read_cvat",
    "read_journal",
    "read_labelme",
    "read_masks",
    "read_mot",
    "read_voc",
    "read_yolo",
    "sandbox",
    "schema",
    "show",
    "to_coco",
    "training",
    "write_coco",
    "write_cvat",
    "write_labelme",
    "write_masks",
    "write_mot",
    "write_report",
    "write_voc",
    "write_yolo",
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
    "read_cvat": "fastlabel.converters.cvat.read",
    "contact_sheet": "fastlabel.drawing",
    "draw": "fastlabel.drawing",
    "media_paths": "fastlabel._media.layout",
    "read_journal": "fastlabel._client.bulk.journal",
    "read_coco": "fastlabel.converters.coco.read",
    "read_labelme": "fastlabel.converters.labelme.read",
    "write_labelme": "fastlabel.converters.labelme.write",
    "write_voc": "fastlabel.converters.voc.write",
    "write_yolo": "fastlabel.converters.yolo.write",
    "read_masks": "fastlabel.converters.masks.read",
    "read_mot": "fastlabel.converters.mot.read",
    "write_cvat": "fastlabel.converters.cvat.write",
    "write_masks": "fastlabel.converters.masks.write",
    "write_mot": "fastlabel.converters.mot.write",
    "show": "fastlabel.html",
    "to_coco": "fastlabel.converters.coco.write",
    "read_voc": "fastlabel.converters.voc.read",
    "write_coco": "fastlabel.converters.coco.write",
    "write_report": "fastlabel.report",
    "read_yolo": "fastlabel.converters.yolo.read",
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
