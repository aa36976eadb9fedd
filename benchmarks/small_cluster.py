"""A cluster of two workers on this machine, and a look at it now and again."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

__all__ = ["looking", "small_cluster"]


@contextmanager
def small_cluster() -> Generator[Any]:
    """The module `ray.data`, while the cluster runs. No statistics leave this machine."""
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
def looking(look: Callable[[], None], every: float) -> Generator[None]:
    """Call this in a thread, every so many seconds, until the block ends."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(every):
            look()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
