"""The soak in short: creates from many threads against a sandbox on a bad day."""

from __future__ import annotations

import pytest

from benchmarks import soak


@pytest.mark.parametrize("unique_names", [True, False])
def test_no_create_is_lost_or_doubled(unique_names: bool) -> None:
    figures = soak.soak(300, unique_names=unique_names, threads=16)
    assert figures.is_good, figures
    assert figures.created >= 290, figures


def test_outage_is_not_made_worse() -> None:
    calls, extra = soak.outage(200)
    assert 0 < extra <= calls / 10 + 10
