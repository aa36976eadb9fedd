"""Typed access to Ray, whose own annotations are partial; no other module imports it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import pyarrow as pa

from fastlabel.errors import FastLabelException

if TYPE_CHECKING:
    from ray.data import Dataset

    class Datasource:
        """Base class of data sources."""

    class ReadTask:
        """One unit of reading."""

else:
    from ray.data import Datasource, ReadTask


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class ObjectRef(Protocol[T_co]):
    """Reference to a value in the object store."""

    def hex(self) -> str:
        """Its id."""
        ...


def start() -> None:
    """Connect to the cluster of the environment, or start a local one, unless already done."""
    ray = import_module("ray")
    if not ray.is_initialized():
        ray.init()


def put(value: T) -> ObjectRef[T]:
    """Put a value into the object store."""
    return cast("ObjectRef[T]", import_module("ray").put(value))


def get(ref: ObjectRef[T]) -> T:
    """Get a value from the object store, or the result of an actor, whose error is raised as is."""
    try:
        return cast("T", import_module("ray").get(ref))
    except Exception as error:
        raised = cause_of(error, FastLabelException)
        if raised is None:
            raise
    raise raised


def count_nodes() -> int:
    """Number of live machines of the cluster."""
    nodes = cast("Sequence[Mapping[str, object]]", import_module("ray").nodes())
    return sum(bool(node["Alive"]) for node in nodes)


def actor(cls: type[object], *args: object, **options: object) -> Any:  # handles have no type
    """Start an actor that reserves no CPU."""
    remote = import_module("ray").remote(cls)
    return remote.options(num_cpus=0, **options).remote(*args)


def named_actor(cls: type[object], name: str, *args: object) -> Any:  # as above
    """The detached actor of a name, started if there is none; it outlives its users."""
    options = {"name": name, "namespace": "fastlabel", "lifetime": "detached"}
    return actor(cls, *args, **options, get_if_exists=True, max_restarts=-1, max_task_retries=-1)


def this_node() -> object:
    """Scheduling strategy that runs an actor on this machine only."""
    strategies = import_module("ray.util.scheduling_strategies")
    node = import_module("ray").get_runtime_context().get_node_id()
    return strategies.NodeAffinitySchedulingStrategy(node, soft=False)


def read_task(
    read: Callable[[], Iterable[pa.Table]],
    rows: int | None,
    schema: pa.Schema,
    max_rows: int | None,
) -> ReadTask:
    """Create a read task with the arguments of the installed version."""
    block = import_module("ray.data.block")
    unknown: dict[str, object] = {"size_bytes": None, "input_files": None, "exec_stats": None}
    parameters = _parameters(block.BlockMetadata)
    metadata = block.BlockMetadata(
        num_rows=rows, **unknown, **({"schema": schema} if "schema" in parameters else {})
    )
    task = import_module("ray.data.datasource").ReadTask
    parameters = _parameters(task)
    options = {"schema": schema, "per_task_row_limit": max_rows}
    known = {name: value for name, value in options.items() if name in parameters}
    return cast("ReadTask", task(read, metadata, **known))


def read_datasource(datasource: Datasource, blocks: int, cpus: float) -> Dataset:
    """Dataset that reads from a source lazily."""
    read = import_module("ray.data").read_datasource
    options: dict[str, object] = {"num_cpus": cpus}
    if "num_cpus" not in _parameters(read):
        options = {"ray_remote_args": options}
    return cast("Dataset", read(datasource, override_num_blocks=blocks, **options))


def map_batches(
    dataset: Dataset, transform: Callable[[pa.Table], Iterable[pa.Table]], size: int, cpus: float
) -> Dataset:
    """Dataset that transforms batches of another one lazily."""
    mapped = cast("Callable[..., Dataset]", getattr(dataset, "map_batches"))  # noqa: B009  # untyped
    return mapped(
        transform, batch_size=size, batch_format="pyarrow", zero_copy_batch=True, num_cpus=cpus
    )


def batches(dataset: Dataset) -> Iterable[pa.Table]:
    """Blocks of a dataset as they are produced."""
    iterate = cast("Callable[..., Iterable[pa.Table]]", getattr(dataset, "iter_batches"))  # noqa: B009
    return iterate(batch_size=None, batch_format="pyarrow")


def cause_of(error: BaseException, kind: type[T]) -> T | None:
    """Original error of a worker, if it is of the given type."""
    current: BaseException | None = error
    while current is not None:
        # Ray's wrapper is an instance of the error's class too, but cannot be pickled.
        inner = getattr(current, "cause", None)
        if isinstance(inner, BaseException):
            current = inner
        elif isinstance(current, kind):
            _restore_args(current)
            return current
        else:
            current = current.__cause__
    return None


def _restore_args(error: object) -> None:
    """Remove what Ray has written into the arguments of an error."""
    if isinstance(error, FastLabelException):
        error.args = (error.message, *error.args[1:])


def _parameters(function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def was_restarted() -> bool:
    """Whether the current actor was restarted, and has lost its memory."""
    context = import_module("ray").get_runtime_context()
    return bool(context.was_current_actor_reconstructed)
