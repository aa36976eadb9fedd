"""Projects as data sets of Ray, read and written by a whole cluster. Needs the extra `ray`."""

from importlib import import_module

from fastlabel.errors import missing_extra

try:
    import_module("ray.data")
except ImportError:
    raise missing_extra("Ray datasets", "ray[data]") from None

from fastlabel._protocol.kinds import KindName
from fastlabel.ray.rate_limit import Budget
from fastlabel.ray.read import read_tasks
from fastlabel.ray.reports import WriteOutcome, WriteReport, WriteStatus
from fastlabel.ray.rows import Rows, rows_to_tables
from fastlabel.ray.write import write_annotations

__all__ = [
    "Budget",
    "KindName",
    "Rows",
    "WriteOutcome",
    "WriteReport",
    "WriteStatus",
    "read_tasks",
    "rows_to_tables",
    "write_annotations",
]
