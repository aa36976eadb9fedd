"""One small cluster of two CPUs, whose workers are processes of their own."""

from __future__ import annotations

import os
import warnings
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

# Read when Ray is imported. No statistics leave this machine, and no file but its own is written.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"


@pytest.fixture(scope="package")  # so that the next to make one finds none
def cluster() -> Generator[Path]:
    """Its folder, where it writes its logs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ray: Any = import_module("ray")
        # Whoever had one before, and failed.
        ray.shutdown()
        told: Any = ray.init(
            num_cpus=2,
            include_dashboard=False,
            object_store_memory=500 * 2**20,
            logging_level="error",
            log_to_driver=False,
        )
        context = import_module("ray.data").DataContext.get_current()
        context.enable_progress_bars = False
        yield Path(told["session_dir"])
        ray.shutdown()
