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
    from fastlabel import datasets, errors, models, sandbox, schema
    from fastlabel._async.client import AsyncClient
    from fastlabel.batch_progress import BatchProgress
    from fastlabel.batches import CreateOutcome, CreateReport
    from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
    from fastlabel.converters.coco import to_coco, write_coco
    from fastlabel.converters.coco_reading import read_coco
    from fastlabel.converters.loss import ConversionWarning, Loss, LossReport
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
    "ServerError",
    "TransportError",
    "contact_sheet",
    "datasets",
    "draw",
    "errors",
    "media_paths",
    "models",
    "read_coco",
    "read_journal",
    "sandbox",
    "schema",
    "show",
    "to_coco",
    "write_coco",
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
    "contact_sheet": "fastlabel.drawing",
    "draw": "fastlabel.drawing",
    "media_paths": "fastlabel.media_places",
    "read_journal": "fastlabel.journal",
    "read_coco": "fastlabel.converters.coco_reading",
    "show": "fastlabel.notebook",
    "to_coco": "fastlabel.converters.coco",
    "write_coco": "fastlabel.converters.coco",
}
_MODULES = frozenset({"datasets", "errors", "models", "sandbox", "schema"})


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
