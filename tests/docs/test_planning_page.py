"""The page on planning has the figures of the cost model, and the model those of the pacer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.plan import COUNTS, RATES, Rates, operations, seconds_at_limit, table
from fastlabel._client.rate_limit.limit import Pacer, RateLimit
from tests.support.rate_limit_simulation import Clock, simulate

PAGE = Path(__file__).parents[2] / "docs" / "planning.md"


@pytest.mark.parametrize("calls", [1, 10_000, 10_001, 35_000, 100_000])
@pytest.mark.parametrize("callers", [1, 64])
def test_pacing_takes_as_long_as_documented(calls: int, callers: int) -> None:
    clock = Clock()
    start = clock.now
    pacer = Pacer(RateLimit(), clock, clock, lambda low, _: low)
    requests = simulate([pacer], clock, callers, calls, way=lambda: 0.0)
    duration = requests.arrivals[-1] - start
    assert duration == pytest.approx(seconds_at_limit(calls), rel=0.01, abs=2)


@pytest.mark.parametrize("count", COUNTS)
def test_the_page_has_the_tables_of_the_model(count: int) -> None:
    assert table(count) in PAGE.read_text(encoding="utf-8")


def test_the_page_names_the_rates() -> None:
    text = re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))
    for words in (
        f"{RATES.task_bytes / 1000:g} KB",
        f"{RATES.picture_bytes / 1000:g} KB",
        f"`iter` | {RATES.read_seconds * 1e6:g} µs",
        f"`pull` | {RATES.pull_seconds * 1e3:g} ms, and {RATES.state_bytes:g} bytes",
        f"`create_many` | {RATES.create_seconds * 1e3:g} ms, and {RATES.journal_bytes:g} bytes",
        f"`write_coco` | {RATES.coco_seconds * 1e6:g} µs, {RATES.coco_bytes / 1000:g} KB",
        f"both tables | {RATES.parquet_seconds * 1e6:g} µs, {RATES.parquet_bytes:g} bytes",
    ):
        assert words in text


def test_costs_grow_with_the_rates() -> None:
    twice = Rates(**{name: getattr(RATES, name) * 2 for name in Rates.__slots__})
    for before, after in zip(operations(RATES), operations(twice), strict=True):
        assert (after.cpu, after.disk) == pytest.approx((before.cpu * 2, before.disk * 2))
        assert after.calls == before.calls
