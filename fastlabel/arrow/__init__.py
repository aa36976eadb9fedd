"""Tasks as Arrow tables and Parquet files, and back without loss. Needs the extra `arrow`."""

from importlib import import_module

from fastlabel.errors import missing_extra

try:
    import_module("pyarrow")
except ImportError:
    raise missing_extra("Arrow tables", "pyarrow") from None

from fastlabel.arrow.from_tables import tables_to_tasks
from fastlabel.arrow.parquet import ParquetReport, Partition, read_parquet, write_parquet
from fastlabel.arrow.schema import SCHEMA_VERSION, FrameForm, annotation_schema, task_schema
from fastlabel.arrow.tables import TaskBatches, TaskTables, tasks_to_tables, to_batches

__all__ = [
    "SCHEMA_VERSION",
    "FrameForm",
    "ParquetReport",
    "Partition",
    "TaskBatches",
    "TaskTables",
    "annotation_schema",
    "read_parquet",
    "tables_to_tasks",
    "task_schema",
    "tasks_to_tables",
    "to_batches",
    "write_parquet",
]
