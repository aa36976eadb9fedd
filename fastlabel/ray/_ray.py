"""What is used of Ray, typed here and nowhere else: its own annotations are partial."""

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
        """The base of what Ray reads from."""

    class ReadTask:
        """What one of Ray's tasks reads."""

else:
    from ray.data import Datasource, ReadTask

__all__ = [
    "Datasource",
    "ObjectRef",
    "ReadTask",
    "actor",
    "cause_of",
    "count_nodes",
    "get",
    "map_batches",
    "named_actor",
    "put",
    "read_datasource",
    "read_task",
    "start",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class ObjectRef(Protocol[T_co]):
    """Something that lies in Ray's object store."""

    def hex(self) -> str:
        """Its id."""
        ...


def start() -> None:
    """Join the cluster that the environment names, or make one, unless that was done."""
    ray = import_module("ray")
    if not ray.is_initialized():
        ray.init()


def put(value: T) -> ObjectRef[T]:
    """Keep a value in the object store."""
    return cast("ObjectRef[T]", import_module("ray").put(value))


def get(ref: ObjectRef[T]) -> T:
    """Fetch a value from the object store, or the answer of an actor.

    Raises:
        FastLabelException: What the actor raised, as it raised it.
    """
    try:
        return cast("T", import_module("ray").get(ref))
    except Exception as error:
        raised = cause_of(error, FastLabelException)
        if raised is None:
            raise
    raise raised


def count_nodes() -> int:
    """How many machines of the cluster are alive."""
    nodes = cast("Sequence[Mapping[str, object]]", import_module("ray").nodes())
    return sum(bool(node["Alive"]) for node in nodes)


def actor(cls: type[object], *args: object, **options: object) -> Any:  # handles have no type
    """Start an actor that holds no CPU."""
    remote = import_module("ray").remote(cls)
    return remote.options(num_cpus=0, **options).remote(*args)


def named_actor(cls: type[object], name: str, *args: object) -> Any:  # as above
    """The one actor of a name, started where there is none. It outlives those who use it."""
    options = {"name": name, "namespace": "fastlabel", "lifetime": "detached"}
    return actor(cls, *args, **options, get_if_exists=True, max_restarts=-1, max_task_retries=-1)


def this_node() -> object:
    """Has something run on this machine, or not at all."""
    strategies = import_module("ray.util.scheduling_strategies")
    node = import_module("ray").get_runtime_context().get_node_id()
    return strategies.NodeAffinitySchedulingStrategy(node, soft=False)


def read_task(
    read: Callable[[], Iterable[pa.Table]], rows: int | None, schema: pa.Schema, most: int | None
) -> ReadTask:
    """What one of Ray's tasks reads, told in the words of the installed version."""
    block = import_module("ray.data.block")
    facts: dict[str, object] = {"size_bytes": None, "input_files": None, "exec_stats": None}
    told = _parameters(block.BlockMetadata)
    metadata = block.BlockMetadata(
        num_rows=rows, **facts, **({"schema": schema} if "schema" in told else {})
    )
    task = import_module("ray.data.datasource").ReadTask
    takes = _parameters(task)
    more = {"schema": schema, "per_task_row_limit": most}
    made = task(read, metadata, **{name: more[name] for name in more if name in takes})
    return cast("ReadTask", made)


def read_datasource(datasource: Datasource, blocks: int, cpus: float) -> Dataset:
    """A data set that is read from a source when it is needed."""
    read = import_module("ray.data").read_datasource
    asked: dict[str, object] = {"num_cpus": cpus}
    if "num_cpus" not in _parameters(read):
        asked = {"ray_remote_args": asked}
    return cast("Dataset", read(datasource, override_num_blocks=blocks, **asked))


def map_batches(
    dataset: Dataset, work: Callable[[pa.Table], Iterable[pa.Table]], size: int, cpus: float
) -> Dataset:
    """A data set of what is made of another, some rows at a time, as they are asked for."""
    mapped = cast("Callable[..., Dataset]", getattr(dataset, "map_batches"))  # noqa: B009  # untyped
    return mapped(
        work, batch_size=size, batch_format="pyarrow", zero_copy_batch=True, num_cpus=cpus
    )


def batches(dataset: Dataset) -> Iterable[pa.Table]:
    """The rows of a data set as they are made."""
    iterate = cast("Callable[..., Iterable[pa.Table]]", getattr(dataset, "iter_batches"))  # noqa: B009
    return iterate(batch_size=None, batch_format="pyarrow")


def cause_of(error: BaseException, kind: type[T]) -> T | None:
    """What went wrong in a worker, if it is of a kind."""
    seen: BaseException | None = error
    while seen is not None:
        # What Ray wraps an error in is of the error's class too, but cannot be pickled.
        inner = getattr(seen, "cause", None)
        if isinstance(inner, BaseException):
            seen = inner
        elif isinstance(seen, kind):
            _unadorn(seen)
            return seen
        else:
            seen = seen.__cause__
    return None


def _unadorn(error: object) -> None:
    """Take out what Ray has written into an error's arguments."""
    if isinstance(error, FastLabelException):
        error.args = (error.message, *error.args[1:])


def _parameters(function: Callable[..., object]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def was_restarted() -> bool:
    """Whether the actor that asks was there before, and has lost its memory."""
    context = import_module("ray").get_runtime_context()
    return bool(context.was_current_actor_reconstructed)
