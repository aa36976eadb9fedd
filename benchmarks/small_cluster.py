"""A local Ray cluster with two workers, and periodic calls in a thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

__all__ = ["repeating", "small_cluster"]


@contextmanager
def small_cluster() -> Generator[Any]:
    """Run a cluster, with usage statistics disabled, and give the module `ray.data`."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray: Any = import_module("ray")
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=2**30, logging_level="error")
    data: Any = import_module("ray.data")
    data.DataContext.get_current().enable_progress_bars = False
    try:
        yield data
    finally:
        ray.shutdown()


@contextmanager
def repeating(function: Callable[[], None], interval: float) -> Generator[None]:
    """Call a function in a thread every `interval` seconds, until the block ends."""
    stopped = threading.Event()

    def run() -> None:
        while not stopped.wait(interval):
            function()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
