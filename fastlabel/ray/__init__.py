"""Projects as data sets of Ray, read and written by a whole cluster. Needs the extra `ray`."""

from importlib import import_module

from fastlabel.errors import MissingExtraError

try:
    import_module("ray.data")
except ImportError:
    raise MissingExtraError("data sets of Ray need ray: pip install 'fastlabel[ray]'") from None

from fastlabel.ray.reading import KindName, read_tasks
from fastlabel.ray.shared_limit import Budget
from fastlabel.ray.task_rows import Rows, rows_to_tables

__all__ = ["Budget", "KindName", "Rows", "read_tasks", "rows_to_tables"]
