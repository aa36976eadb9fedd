"""Projects as Ray datasets, read and written by a whole cluster. Needs the extra `ray`."""

from importlib import import_module

from fastlabel.errors import missing_extra

try:
    import_module("ray.data")
except ImportError:
    raise missing_extra("Ray datasets", "ray[data]") from None

from fastlabel._protocol.kinds import KindName
from fastlabel.ray.rate_limit import RateLimitScope
from fastlabel.ray.read import read_tasks
from fastlabel.ray.reports import WriteOutcome, WriteReport, WriteStatus
from fastlabel.ray.rows import Rows, rows_to_tables
from fastlabel.ray.write import write_annotations

__all__ = [
    "KindName",
    "RateLimitScope",
    "Rows",
    "WriteOutcome",
    "WriteReport",
    "WriteStatus",
    "read_tasks",
    "rows_to_tables",
    "write_annotations",
]
