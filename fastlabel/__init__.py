"""A typed Python client of the FastLabel annotation API, and a sandbox to try it on.

>>> import fastlabel
>>> client = fastlabel.Client(access_token="...")
>>> client
Client(base_url='https://api.fastlabel.ai/v1/')
"""

from fastlabel._facade import attach as _attach

# The stub beside this file declares the same names to editors and type checkers.
_NAMES = {
    "_client._async.client": ("AsyncClient",),
    "_client.bulk.journal": ("JournalEntry", "read_journal"),
    "_client.bulk.reports": ("CreateOutcome", "CreateReport"),
    "_client.download.reports": ("DownloadReport", "MediaOutcome", "PullReport"),
    "_client.rate_limit.limit": ("RateLimit",),
    "_media.layout": ("media_paths",),
    "client": ("Client",),
    "converters.annotated": ("AnnotatedImage", "AnnotatedVideo"),
    "converters.coco.read": ("read_coco",),
    "converters.coco.write": ("to_coco", "write_coco"),
    "converters.cvat.read": ("read_cvat",),
    "converters.cvat.write": ("write_cvat",),
    "converters.labelme.read": ("read_labelme",),
    "converters.labelme.write": ("write_labelme",),
    "converters.losses": ("ConversionWarning", "Loss", "LossReport"),
    "converters.masks.read": ("read_masks",),
    "converters.masks.write": ("write_masks",),
    "converters.mot.read": ("read_mot",),
    "converters.mot.write": ("write_mot",),
    "converters.voc.read": ("read_voc",),
    "converters.voc.write": ("write_voc",),
    "converters.yolo.read": ("read_yolo",),
    "converters.yolo.write": ("write_yolo",),
    "drawing": ("contact_sheet", "draw"),
    "errors": (
        "AmbiguousWriteError",
        "AuthenticationError",
        "ConflictError",
        "FastLabelException",
        "FastLabelInvalidException",
        "InvalidResponseError",
        "JournalError",
        "MissingExtraError",
        "MissingFileError",
        "NotFoundError",
        "RateLimitError",
        "ServerError",
        "TransportError",
    ),
    "html": ("NotebookView", "show"),
    "progress": ("BatchProgress",),
    "report": ("ReportLink", "ReportSummary", "write_report"),
}
_MODULES = (
    "arrow",
    "cli",
    "converters",
    "datasets",
    "demo",
    "drawing",
    "errors",
    "html",
    "models",
    "pytest_plugin",
    "ray",
    "report",
    "sandbox",
    "schema",
    "training",
)

_load, _list, __all__ = _attach(__name__, _NAMES, _MODULES)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  # costs more than this package

        return version(__name__)
    return _load(name)


def __dir__() -> list[str]:
    return [*_list(), "__version__"]
